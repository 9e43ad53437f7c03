package figures

import (
	"slices"
	"time"

	"github.com/steelyard-isms/steelyard/internal/civil"
	"github.com/steelyard-isms/steelyard/internal/evaluate"
	"github.com/steelyard-isms/steelyard/internal/measure"
	"github.com/steelyard-isms/steelyard/internal/objective"
	"github.com/steelyard-isms/steelyard/internal/org"
	"github.com/steelyard-isms/steelyard/internal/record"
	"github.com/steelyard-isms/steelyard/internal/scorecard"
)

// Closed is the periods that are closed in a state, with what counts in them. It serves one goroutine at a time.
type Closed struct {
	s     *record.Snapshot
	list  []*closedPeriod
	later *Closed // the same periods in the state that Reaches was last asked about
}

type closedPeriod struct {
	record.Of[measure.PeriodClose]
	from, until time.Time           // the first and the last moment
	units       map[record.UID]bool // of a unit: it and those below it, once somebody asked
	measures    map[record.UID]bool // that count, once somebody asked
}

// ClosedIn finds the periods that are closed in a state.
func ClosedIn(s *record.Snapshot) *Closed {
	c := &Closed{s: s}
	for p := range record.All[measure.PeriodClose](s) {
		c.add(p)
	}
	return c.sorted()
}

// ReopenedIn finds the periods that were closed and are open again in a state: nothing restates them, and what was published of them stays.
func ReopenedIn(s *record.Snapshot) *Closed {
	c := &Closed{s: s}
	for p := range record.Latest[measure.PeriodClose](s) {
		if p.State == measure.PeriodReopened && !p.Retired {
			c.add(p)
		}
	}
	return c.sorted()
}

func (c *Closed) add(p record.Of[measure.PeriodClose]) {
	c.list = append(c.list, &closedPeriod{Of: p, from: p.Spec.Period.From.Time(), until: evaluate.EndOf(p.Spec.Period.Until)})
}

func (c *Closed) sorted() *Closed {
	slices.SortFunc(c.list, func(a, b *closedPeriod) int { return evaluate.ByCode(a.Record, b.Record) })
	return c
}

// None tells whether no period is closed.
func (c *Closed) None() bool { return len(c.list) == 0 }

// Covering tells whether any closed period has a moment of a time in it.
func (c *Closed) Covering(first, last time.Time) bool {
	return slices.ContainsFunc(c.list, func(p *closedPeriod) bool { return !last.Before(p.from) && !first.After(p.until) })
}

// OfValue lists the closed periods into which a value of a measure reaches: those of its unit, and of scorecards that count it, in which its valid
// time ends.
func (c *Closed) OfValue(of record.UID, to time.Time) []*record.Record {
	var out []*record.Record
	for _, p := range c.list {
		if !to.Before(p.from) && !to.After(p.until) && p.counts(c.s, of) {
			out = append(out, p.Record)
		}
	}
	return out
}

// OfDay lists the closed periods of a record in which a day lies: of a scorecard and its perspectives, of objectives and measures that it counts, and of
// all that belong to the unit.
func (c *Closed) OfDay(r *record.Record, day civil.Date) []*record.Record {
	var out []*record.Record
	for _, p := range c.list {
		if p.Spec.Period.On(day) && p.holds(c.s, r) {
			out = append(out, p.Record)
		}
	}
	return out
}

// OfAnybody lists the periods in which a day lies, whosever figures they are of.
func (c *Closed) OfAnybody(day civil.Date) []*record.Record {
	var out []*record.Record
	for _, p := range c.list {
		if p.Spec.Period.On(day) {
			out = append(out, p.Record)
		}
	}
	return out
}

// under is the units of the period on its last day; none where it is a scorecard's.
func (p *closedPeriod) under(s *record.Snapshot) map[record.UID]bool {
	if p.units == nil {
		p.units = map[record.UID]bool{}
		if unit := p.Spec.Unit.UID(); unit != "" {
			p.units = evaluate.Under(s, unit, p.Spec.Period.Until)
		}
	}
	return p.units
}

// counts tells whether a measure counts in the period: by what is declared for its last day.
func (p *closedPeriod) counts(s *record.Snapshot, uid record.UID) bool {
	if p.measures == nil {
		p.measures = map[record.UID]bool{}
		for m := range record.All[measure.Measure](s) {
			if p.under(s)[m.Spec.Unit.UID()] {
				p.measures[m.UID] = true
			}
		}
		for o := range record.All[objective.Objective](s) {
			if p.objective(s, o) {
				for _, e := range o.Spec.Measures {
					if e.On(p.Spec.Period.Until) {
						Counted(s, e.Measure.UID(), p.measures)
					}
				}
			}
		}
	}
	return p.measures[uid]
}

// objective tells whether an objective counts in the period.
func (p *closedPeriod) objective(s *record.Snapshot, o record.Of[objective.Objective]) bool {
	if p.under(s)[o.Spec.Unit.UID()] {
		return true
	}
	view, ok := o.Spec.Perspective.On(p.Spec.Period.Until)
	return ok && p.perspective(s, view.UID())
}

func (p *closedPeriod) perspective(s *record.Snapshot, uid record.UID) bool {
	view, ok := record.Get[scorecard.Perspective](s, uid)
	if !ok || p.Spec.Scorecard == "" {
		return false
	}
	card, ok := view.Spec.Scorecard.On(p.Spec.Period.Until)
	return ok && card == p.Spec.Scorecard
}

// holds tells whether figures of a record are in the period.
func (p *closedPeriod) holds(s *record.Snapshot, r *record.Record) bool {
	switch r.Kind {
	case measure.MeasureKind.Name:
		return p.counts(s, r.UID)
	case objective.ObjectiveKind.Name:
		o, _ := record.Get[objective.Objective](s, r.UID)
		return o.Record != nil && p.objective(s, o)
	case scorecard.PerspectiveKind.Name:
		return p.perspective(s, r.UID) || p.ofUnits(s, r.UID)
	case scorecard.ScorecardKind.Name:
		return p.Spec.Scorecard.UID() == r.UID
	case org.UnitKind.Name:
		return p.Spec.Unit != "" && p.under(s)[r.UID]
	}
	return false
}

// ofUnits tells whether an objective of the period's unit stands in a perspective.
func (p *closedPeriod) ofUnits(s *record.Snapshot, uid record.UID) bool {
	if p.Spec.Unit == "" {
		return false
	}
	for o := range record.All[objective.Objective](s) {
		if view, ok := o.Spec.Perspective.On(p.Spec.Period.Until); ok && view.UID() == uid && p.under(s)[o.Spec.Unit.UID()] {
			return true
		}
	}
	return false
}
