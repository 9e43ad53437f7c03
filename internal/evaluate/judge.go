package evaluate

import (
	"slices"

	"github.com/steelyard-isms/steelyard/internal/civil"
	"github.com/steelyard-isms/steelyard/internal/measure"
	"github.com/steelyard-isms/steelyard/internal/objective"
	"github.com/steelyard-isms/steelyard/internal/record"
	"github.com/steelyard-isms/steelyard/internal/score"
	"github.com/steelyard-isms/steelyard/internal/statistics"
)

// Counted is an objective in force that counts a measure on a day.
type Counted struct {
	Objective  record.Of[objective.Objective]
	Weight, Of float64 // its weight, and the sum of weights there
	Targets    int     // of the objective on the measure, with a day by which they are to be reached
}

// CountedBy lists the objectives that count a measure on a day, by code.
func CountedBy(s *record.Snapshot, m record.UID, day civil.Date) []Counted {
	var out []Counted
	for r := range s.Inbound(m) {
		o, ok := record.Get[objective.Objective](s, r.UID)
		if !ok || slices.ContainsFunc(out, func(c Counted) bool { return c.Objective.UID == o.UID }) {
			continue
		}
		c, counts := Counted{Objective: o}, false
		for _, e := range o.Spec.Measures {
			weight, dated := e.Weight.On(day)
			if !dated || !e.On(day) {
				continue
			}
			c.Of += weight
			if e.Measure.UID() == m {
				c.Weight, counts = weight, true
			}
		}
		for i := range o.Spec.Targets {
			if t := &o.Spec.Targets[i]; t.Measure.UID() == m {
				if plan, ok := t.Plan.On(day); ok && !plan.Due.IsZero() {
					c.Targets++
				}
			}
		}
		if counts {
			out = append(out, c)
		}
	}
	slices.SortFunc(out, func(a, b Counted) int { return ByCode(a.Objective.Record, b.Objective.Record) })
	return out
}

// ComputedFrom lists the derived measures with a formula that uses a measure, by code.
func ComputedFrom(s *record.Snapshot, m record.UID) []record.Of[measure.Measure] {
	var out []record.Of[measure.Measure]
	for r := range s.Inbound(m) {
		x, ok := record.Get[measure.Measure](s, r.UID)
		twice := func(before record.Of[measure.Measure]) bool { return before.UID == x.UID }
		if ok && x.Spec.Derived() && x.Spec.Uses(m) && !slices.ContainsFunc(out, twice) {
			out = append(out, x)
		}
	}
	slices.SortFunc(out, func(a, b record.Of[measure.Measure]) int { return ByCode(a.Record, b.Record) })
	return out
}

// Known is what is known of a measure beside its construct. Chart is its control chart, and feeds is how many measures are
// computed from it. What people enter for its formula is left to whoever may read all records.
func (s *Status) Known(m *Measure, chart *Control, counted []Counted, feeds int) measure.Known {
	k := measure.Known{Fresh: m.Fresh.State == score.Known, Firm: !m.Provisional(), OutOfReach: chart.Target == statistics.KeepsFailing, Objectives: len(counted), Feeds: feeds}
	if m.Record.Spec.Sampled && m.Last != nil && m.Last.Sample == nil {
		k.Firm = false
	}
	k.Have, k.Due = s.Complete(m, chart)
	for _, p := range chart.Periods {
		if p.Point == nil {
			continue
		}
		k.Values++
		if m.Scale != nil {
			x, err := m.Scale.Score(*p.Point.Value)
			k.Reached = k.Reached || err == nil && x >= score.AtTarget
		}
	}
	for _, c := range counted {
		k.Targets += c.Targets
	}
	k.Chance = s.leastChance(m, counted)
	if w, ok := m.Wish(); ok {
		k.LeadsAway = s.Analyse(m).Forecast(w).Outlook == statistics.Away
	}
	return k
}

// leastChance is that of the target to come of which it is least likely that the measure meets it on its day; nil where none has a chance that can be told.
func (s *Status) leastChance(m *Measure, counted []Counted) *float64 {
	var least *float64
	for _, c := range counted {
		o := s.Objectives[c.Objective.UID]
		if o == nil || o.Waits {
			continue
		}
		for _, t := range slices.Concat(o.Targets, o.Ahead) {
			if t.Measure == nil || t.Measure.Record.UID != m.Record.UID || !t.Plan.Due.After(s.Day) {
				continue
			}
			if f := s.Analyse(m).Forecast(WishOf(t.Plan)); f.Chance != nil && (least == nil || *f.Chance < *least) {
				least = f.Chance
			}
		}
	}
	return least
}
