package evaluate

import (
	"slices"
	"time"

	"github.com/steelyard-isms/steelyard/internal/civil"
	"github.com/steelyard-isms/steelyard/internal/measure"
	"github.com/steelyard-isms/steelyard/internal/measurement"
	"github.com/steelyard-isms/steelyard/internal/objective"
	"github.com/steelyard-isms/steelyard/internal/period"
	"github.com/steelyard-isms/steelyard/internal/record"
)

// Moment is one series before a moment inside a month, at which a value decides: a due date.
type Moment struct {
	Series int64
	At     time.Time
}

// Needed is what an evaluation reads.
type Needed struct {
	Series  []measurement.Series // stored, of which the last value of each month counts
	Moments []Moment             // inside a month, at which the value must be known too
	Periods []Periods            // stored points, all of which count, summed up
}

// Need lists what an evaluation reads of the months before at, from since on. After a due date, what counts is what was so on it: so
// values must be known then too. Of a derived measure it is what it is made of; where that has values of reporting periods, other
// values must be known at the ends of those.
func Need(s *record.Snapshot, since, at time.Time) Needed {
	n := needs{s: s, seen: map[measurement.Series]bool{}}
	var derived []record.Of[measure.Measure]
	for m := range record.All[measure.Measure](s) {
		for old := range chain(s, m) {
			n.of(old, 0)
			if old.Spec.Derived() {
				derived = append(derived, old)
			}
		}
	}
	for o := range record.All[objective.Objective](s) {
		for _, t := range o.Spec.Targets {
			m, ok := record.Get[measure.Measure](s, t.Measure.UID())
			if !ok {
				continue
			}
			for _, x := range needOf(s, m).Series {
				for _, plan := range t.Plan {
					n.Moments = append(n.Moments, Moment{x.ID(), EndOf(plan.Value.Due)})
				}
			}
		}
	}
	if len(n.Periods) > 0 {
		seen := map[Moment]bool{}
		for _, m := range derived {
			of := needOf(s, m)
			of.ends(since, at, seen)
			n.Moments = append(n.Moments, of.Moments...)
		}
	}
	return n.Needed
}

// NeedOf lists what the status of one measure reads.
func NeedOf(s *record.Snapshot, m record.Of[measure.Measure], since, at time.Time) Needed {
	n := needOf(s, m)
	n.ends(since, at, map[Moment]bool{})
	return n.Needed
}

// Stored lists the stored series that the values of a measure come from, of a derived one those that it is made of.
func Stored(s *record.Snapshot, m record.Of[measure.Measure]) []measurement.Series {
	n := needOf(s, m)
	out := n.Series
	for _, p := range n.Periods {
		if !slices.Contains(out, p.Points) {
			out = append(out, p.Points)
		}
	}
	return out
}

func needOf(s *record.Snapshot, m record.Of[measure.Measure]) needs {
	n := needs{s: s, seen: map[measurement.Series]bool{}}
	n.of(m, 0)
	return n
}

// needs collects series, each once.
type needs struct {
	s    *record.Snapshot
	seen map[measurement.Series]bool
	Needed
}

// ends asks for what is known at the ends of periods, with the one that comes next, of all that is read beside their values.
func (n *needs) ends(since, at time.Time, seen map[Moment]bool) {
	if len(n.Series) == 0 {
		return
	}
	ids := make([]int64, len(n.Series))
	for i, x := range n.Series {
		ids[i] = x.ID()
	}
	calendars := map[period.Calendar]bool{}
	for _, p := range n.Periods {
		if calendars[p.Calendar] {
			continue
		}
		calendars[p.Calendar] = true
		for end := range p.ends(since, at) {
			for _, id := range ids {
				if m := (Moment{id, end.UTC()}); !seen[m] {
					seen[m] = true
					n.Moments = append(n.Moments, m)
				}
			}
		}
	}
}

func (n *needs) add(x measurement.Series) bool {
	if n.seen[x] {
		return false
	}
	n.seen[x] = true
	if x.Name != derivedName {
		n.Series = append(n.Series, x)
	}
	return true
}

func (n *needs) of(m record.Of[measure.Measure], depth int) {
	if p, ok := PeriodsOf(n.s, m); ok {
		if !n.seen[p.Series] {
			n.seen[p.Series] = true
			n.Periods = append(n.Periods, p)
		}
		return
	}
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
