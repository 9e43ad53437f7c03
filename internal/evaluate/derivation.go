package evaluate

import (
	"time"

	"github.com/steelyard-isms/steelyard/internal/civil"
	"github.com/steelyard-isms/steelyard/internal/measure"
	"github.com/steelyard-isms/steelyard/internal/measurement"
	"github.com/steelyard-isms/steelyard/internal/record"
)

// Derivation says how a derived measure came to its last value, or why it has none.
type Derivation struct {
	Formula string    // in force at that moment; empty: none
	At      time.Time // the moment that the inputs are shown for: that of the last value, else the last one at which an input changed
	Inputs  []Used
	Why     string    // at WhyAt, which is later than any value, the formula gave none: the reason
	WhyAt   time.Time // zero where nothing was ever reported to any input
}

// Used is one input with what it stood for.
type Used struct {
	Input *measure.Input
	Known bool
	Value float64
	Why   string                // not known: the reason
	Point *measurement.Recorded // the value and where it comes from; nil of a number, of several measures, and where none was reported
	Units []UsedUnit            // for functions over units
}

// UsedUnit is the value of one unit.
type UsedUnit struct {
	Unit    record.UID
	Measure record.UID // of several measures; empty where a source is read
	Known   bool
	Point   *measurement.Recorded // nil where none was reported
}

// Derivation gives it for a measure of the status; nil where that is not derived.
func (s *Status) Derivation(m record.Of[measure.Measure]) *Derivation {
	if !m.Spec.Derived() || s.values == nil {
		return nil
	}
	d := newDeriver(s.Snapshot, s.values)
	w := d.work(m, 0)
	var last moment
	if list := s.values.Until(SeriesOf(s.Snapshot, m).ID(), s.At); len(list) > 0 {
		p := &list[len(list)-1]
		last = moment{p.To.UTC(), p.On()}
	}
	moments := w.moments()
	for len(moments) > 0 && moments[len(moments)-1].at.After(s.At) {
		moments = moments[:len(moments)-1]
	}
	out := &Derivation{At: last.at}
	if n := len(moments); n == 0 || moments[n-1].at.After(last.at) {
		w.until(s.At)
		now := momentOf(s.At)
		if n > 0 {
			now = moments[n-1]
			out.WhyAt = now.at
		}
		result, _ := w.compute(now)
		out.Why = result.Why
		if last.at.IsZero() {
			out.At = now.at
			out.show(w, now.day)
			return out
		}
		w = d.work(m, 0)
	}
	w.until(last.at)
	_, _ = w.compute(last)
	out.show(w, last.day)
	return out
}

func (d *Derivation) show(w *work, day civil.Date) {
	if i := w.m.Spec.FormulaOn(day); i >= 0 {
		d.Formula = string(w.m.Spec.Formula[i].Value)
	}
	for i, f := range w.feeds {
		u := Used{Input: f.in, Known: w.given[i].Known, Value: w.given[i].Value, Why: w.given[i].Why}
		if f.own != nil && f.own.at >= 0 {
			u.Point = &f.own.points[f.own.at]
		}
		for _, l := range f.lanes {
			m, counts := l.member(w.d.s, day, w.m.Spec.Unit.UID())
			if !counts {
				continue
			}
			unit := UsedUnit{Unit: record.UID(m.Unit), Measure: l.measure, Known: m.Known}
			if l.at >= 0 {
				unit.Point = &l.points[l.at]
			}
			u.Units = append(u.Units, unit)
		}
		d.Inputs = append(d.Inputs, u)
	}
}
