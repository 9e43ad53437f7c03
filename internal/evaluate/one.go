package evaluate

import (
	"time"

	"github.com/steelyard-isms/steelyard/internal/civil"
	"github.com/steelyard-isms/steelyard/internal/measure"
	"github.com/steelyard-isms/steelyard/internal/record"
)

// MeasureAt computes the status of one measure alone, which needs the values of the series that NeedOf lists and no others.
func MeasureAt(s *record.Snapshot, values Values, m record.Of[measure.Measure], at time.Time) (*Status, error) {
	if m.Spec.Derived() {
		d := newDeriver(s, values)
		d.history(m, 0)
		values = d.values
	}
	e := &evaluation{&Status{At: at, Day: civil.OfTime(at), Snapshot: s, Measures: map[record.UID]*Measure{}, values: values, answers: &answers{}}}
	if err := e.measure(m); err != nil {
		return nil, err
	}
	return e.Status, nil
}
