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
// a due date, what counts is what was so on it. Of a derived measure both are those of what it is made of.
func Need(s *record.Snapshot) (series []measurement.Series, moments []Moment) {
	n := needs{s: s, seen: map[measurement.Series]bool{}}
	for m := range record.All[measure.Measure](s) {
		for old := range chain(s, m) {
			n.of(old, 0)
		}
	}
	series = n.series
	for o := range record.All[objective.Objective](s) {
		for _, t := range o.Spec.Targets {
			m, ok := record.Get[measure.Measure](s, t.Measure.UID())
			if !ok {
				continue
			}
			for _, x := range NeedOf(s, m) {
				for _, plan := range t.Plan {
					moments = append(moments, Moment{x.ID(), EndOf(plan.Value.Due)})
				}
			}
		}
	}
	return series, moments
}

// NeedOf lists the series that the status of one measure reads.
func NeedOf(s *record.Snapshot, m record.Of[measure.Measure]) []measurement.Series {
	n := needs{s: s, seen: map[measurement.Series]bool{}}
	n.of(m, 0)
	return n.series
}

// needs collects series, each once.
type needs struct {
	s      *record.Snapshot
	seen   map[measurement.Series]bool
	series []measurement.Series
}

func (n *needs) add(x measurement.Series) bool {
	if n.seen[x] {
		return false
	}
	n.seen[x] = true
	if x.Name != derivedName {
		n.series = append(n.series, x)
	}
	return true
}

func (n *needs) of(m record.Of[measure.Measure], depth int) {
	if !n.add(SeriesOf(n.s, m)) || !m.Spec.Derived() || depth > maxDerived {
		return
	}
	for i := range m.Spec.Inputs {
		in := &m.Spec.Inputs[i]
		for _, ref := range append([]record.Ref{in.Measure}, in.Measures...) {
			if other, ok := record.Get[measure.Measure](n.s, ref.UID()); ok {
				for old := range chain(n.s, other) {
					n.of(old, depth+1)
				}
			}
		}
		if in.Source == "" {
			continue
		}
		x, byUnit := inputSeries(n.s, m, in)
		n.add(x)
		if byUnit && m.Spec.ReadsUnits(i) {
			for _, u := range unitsBelow(n.s, m.Spec.Unit.UID()) {
				x.Unit = u.UID
				n.add(x)
			}
		}
	}
}

// EndOf is the last moment of a day, UTC.
func EndOf(d civil.Date) time.Time { return d.AddDays(1).Time().Add(-time.Microsecond) }
