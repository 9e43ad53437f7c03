package evaluate

import (
	"time"

	"github.com/steelyard-isms/steelyard/internal/civil"
	"github.com/steelyard-isms/steelyard/internal/measure"
	"github.com/steelyard-isms/steelyard/internal/measurement"
	"github.com/steelyard-isms/steelyard/internal/objective"
	"github.com/steelyard-isms/steelyard/internal/record"
)

// Moment is one series before a moment inside a month, at which a value decides: a due date.
type Moment struct {
	Series int64
	At     time.Time
}

// Need lists the series that an evaluation reads, and the moments inside a month at which it must know them too: after
// a due date, what counts is what was so on it.
func Need(s *record.Snapshot) (series []measurement.Series, moments []Moment) {
	seen := map[measurement.Series]bool{}
	add := func(m record.Of[measure.Measure]) measurement.Series {
		x := SeriesOf(s, m)
		if !seen[x] {
			seen[x] = true
			series = append(series, x)
		}
		return x
	}
	for m := range record.All[measure.Measure](s) {
		add(m)
		for at, n := m, 0; at.Spec.Replaces != "" && n < 1000; n++ {
			old, ok := record.Get[measure.Measure](s, at.Spec.Replaces.UID())
			if !ok {
				break
			}
			add(old)
			at = old
		}
	}
	for o := range record.All[objective.Objective](s) {
		for _, t := range o.Spec.Targets {
			m, ok := record.Get[measure.Measure](s, t.Measure.UID())
			if !ok {
				continue
			}
			x := SeriesOf(s, m)
			for _, plan := range t.Plan {
				moments = append(moments, Moment{x.ID(), EndOf(plan.Value.Due)})
			}
		}
	}
	return series, moments
}

// EndOf is the last moment of a day, UTC.
func EndOf(d civil.Date) time.Time { return d.AddDays(1).Time().Add(-time.Microsecond) }
