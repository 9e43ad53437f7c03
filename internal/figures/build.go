package figures

import (
	"slices"

	"github.com/steelyard-isms/steelyard/internal/civil"
	"github.com/steelyard-isms/steelyard/internal/evaluate"
	"github.com/steelyard-isms/steelyard/internal/measure"
	"github.com/steelyard-isms/steelyard/internal/record"
	"github.com/steelyard-isms/steelyard/internal/score"
)

// Build makes the figures of a period-close of a status at the end of its period. Where they come from, Program, Seq and Root, is the caller's to
// say. Error: that of a roll-up of the unit.
func Build(all *evaluate.Status, c record.Of[measure.PeriodClose]) (*Document, error) {
	b := builder{all: all, day: all.Day, measures: map[record.UID]bool{}}
	d := &Document{Format: Format, Close: subject(c.Record), From: c.Spec.Period.From, Until: c.Spec.Period.Until, At: all.At.UTC(),
		Scorecards: []Scorecard{}, Objectives: []Objective{}, Measures: []Measure{}}
	if unit := c.Spec.Unit.UID(); unit != "" {
		units := evaluate.Under(all.Snapshot, unit, all.Day)
		within, err := all.Within(units)
		if err != nil {
			return nil, err
		}
		d.Of = b.named(unit)
		for _, m := range all.Measures {
			if units[m.Record.Spec.Unit.UID()] && !m.Record.Retired {
				b.measures[m.Record.UID] = true
			}
		}
		for _, o := range within.Objectives {
			b.objective(d, o)
		}
		for _, card := range within.Scorecards {
			if len(card.Perspectives) > 0 {
				d.Scorecards = append(d.Scorecards, b.scorecard(card))
			}
		}
	} else if card := all.Scorecards[c.Spec.Scorecard.UID()]; card != nil {
		d.Of = subject(card.Record.Record)
		d.Scorecards = append(d.Scorecards, b.scorecard(card))
		for _, p := range card.Perspectives {
			for _, o := range p.Objectives {
				b.objective(d, o)
			}
		}
	} else {
		d.Of = b.named(c.Spec.Scorecard.UID())
	}
	b.finish(d)
	return d, nil
}

type builder struct {
	all      *evaluate.Status
	day      civil.Date
	measures map[record.UID]bool
}

func subject(r *record.Record) Subject {
	return Subject{Kind: r.Kind, UID: string(r.UID), Code: r.Code, Name: r.Name, Title: r.Title}
}

func (b *builder) named(uid record.UID) Subject {
	if r, ok := b.all.Find(uid); ok {
		return subject(r)
	}
	return Subject{UID: string(uid)}
}

func byCode(x, y Subject) int {
	return evaluate.ByCode(&record.Record{Code: x.Code}, &record.Record{Code: y.Code})
}

// finish brings everything into its order, and adds the measures that count.
func (b *builder) finish(d *Document) {
	slices.SortFunc(d.Scorecards, func(x, y Scorecard) int { return byCode(x.Subject, y.Subject) })
	slices.SortFunc(d.Objectives, func(x, y Objective) int { return byCode(x.Subject, y.Subject) })
	for uid := range b.measures {
		if m := b.all.Measures[uid]; m != nil {
			d.Measures = append(d.Measures, b.measure(m))
		}
	}
	slices.SortFunc(d.Measures, func(x, y Measure) int { return byCode(x.Subject, y.Subject) })
}

func node(n *score.NodeResult) *Node {
	if n == nil {
		return nil
	}
	return &Node{Score: n.Score.Pointer(), Raw: n.Raw.Pointer(), Band: string(n.Band), Lower: n.Lower, Upper: n.Upper, Provisional: n.Provisional,
		Coverage: n.Coverage, Confidence: n.Confidence}
}

func (b *builder) scorecard(c *evaluate.Scorecard) Scorecard {
	out := Scorecard{Subject: subject(c.Record.Record), Node: node(c.Node), Perspectives: []Perspective{}}
	for _, p := range c.Perspectives {
		view := Perspective{Subject: subject(p.Record.Record), Node: node(p.Node), Objectives: []string{}}
		if w, ok := p.Record.Spec.Weight.On(b.day); ok {
			view.Weight = &w
		}
		view.Critical, _ = p.Record.Spec.Critical.On(b.day)
		for _, o := range p.Objectives {
			view.Objectives = append(view.Objectives, string(o.Record.UID))
		}
		out.Perspectives = append(out.Perspectives, view)
	}
	return out
}

// objective adds an objective that is in force, and notes the measures that count in it.
func (b *builder) objective(d *Document, o *evaluate.Objective) {
	if o.Waits {
		return
	}
	spec := o.Record.Spec
	out := Objective{Subject: subject(o.Record.Record), Node: node(o.Node), Unit: string(spec.Unit), Attainment: string(o.Attainment), Measures: []Edge{}, Targets: []Target{}}
	if p, ok := spec.Perspective.On(b.day); ok {
		out.Perspective = string(p)
	}
	if w, ok := spec.Weight.On(b.day); ok {
		out.Weight = &w
	}
	out.Critical, _ = spec.Critical.On(b.day)
	for i := range o.Node.Children {
		e := &o.Node.Children[i]
		out.Measures = append(out.Measures, Edge{Measure: e.ID, InheritsFrom: e.From, State: string(e.State), Weight: e.Weight, Critical: e.Critical, Counted: e.Score.Pointer()})
		Counted(b.all.Snapshot, record.UID(e.ID), b.measures)
	}
	for _, t := range o.Targets {
		a := t.Attainment
		out.Targets = append(out.Targets, Target{Measure: string(t.Measure.Record.UID), Start: t.Plan.Start, Due: t.Plan.Due, Baseline: t.Plan.Baseline, Target: t.Plan.Target,
			TargetHigh: t.Plan.TargetHigh, Hold: t.Plan.Hold, Status: string(a.Status), Actual: a.Actual.Pointer(), Progress: a.Progress.Pointer(), Expected: a.Expected.Pointer()})
		Counted(b.all.Snapshot, t.Measure.Record.UID, b.measures)
	}
	d.Objectives = append(d.Objectives, out)
}

// Counted notes a measure and those that it is made of: the one that it replaces, and the inputs of its formula.
func Counted(s *record.Snapshot, uid record.UID, into map[record.UID]bool) {
	if uid == "" || into[uid] {
		return
	}
	m, ok := record.Get[measure.Measure](s, uid)
	if !ok {
		return
	}
	into[uid] = true
	Counted(s, m.Spec.Replaces.UID(), into)
	for _, in := range m.Spec.Inputs {
		Counted(s, in.Measure.UID(), into)
		for _, one := range in.Measures {
			Counted(s, one.UID(), into)
		}
	}
}

func (b *builder) measure(m *evaluate.Measure) Measure {
	spec := m.Record.Spec
	out := Measure{Subject: subject(m.Record.Record), Unit: string(spec.Unit), UnitOfMeasure: spec.UnitOfMeasure, Decimals: spec.Decimals, Score: m.Score.Pointer(), Band: string(m.Band),
		Data: string(m.Fresh.State), AgeDays: m.Fresh.AgeDays, Freshness: m.Fresh.Phi, Quality: m.Q.Pointer(), Aggregation: string(spec.Aggregation), PeriodDays: spec.PeriodDays}
	if last := m.Last; last != nil {
		out.Value, out.Sample, out.Recorded = last.Value, last.Sample, last.Seq
		from, to := last.From.UTC(), last.To.UTC()
		out.ValidFrom, out.ValidTo = &from, &to
	}
	if f, ok := spec.Formula.On(b.day); ok {
		out.Formula = string(f)
	}
	if m.Scale != nil {
		k := m.Scale.Knots()
		out.Scale = &Scale{Direction: string(m.Scale.Direction()), Knots: [4]float64{k.Worst, k.Red, k.Green, k.Target}, Upper: []float64{}}
		if u, ok := m.Scale.Upper(); ok {
			out.Scale.Upper = []float64{u.Target, u.Green, u.Red, u.Worst}
		}
	}
	return out
}
