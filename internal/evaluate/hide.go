package evaluate

import (
	"github.com/steelyard-isms/steelyard/internal/measure"
	"github.com/steelyard-isms/steelyard/internal/objective"
	"github.com/steelyard-isms/steelyard/internal/record"
	"github.com/steelyard-isms/steelyard/internal/score"
)

// Hide gives a copy for someone who may not see every record. What is hidden keeps its code, its weight and its score, of
// which those above are made; its name, its words and its values are gone.
func (s *Status) Hide(hidden func(*record.Record) bool) *Status {
	out := *s
	out.hidden, out.answers = hidden, &answers{}
	out.Measures = make(map[record.UID]*Measure, len(s.Measures))
	for uid, m := range s.Measures {
		out.Measures[uid] = m
		if hidden(m.Record.Record) {
			spec := measure.Measure{Unit: m.Record.Spec.Unit, Decimals: m.Record.Spec.Decimals, PeriodDays: m.Record.Spec.PeriodDays}
			out.Measures[uid] = &Measure{Record: record.Of[measure.Measure]{Record: m.Record.Hidden(), Spec: &spec}, Score: m.Score, Band: m.Band,
				Fresh: m.Fresh}
		}
	}
	out.Objectives = make(map[record.UID]*Objective, len(s.Objectives))
	for uid, o := range s.Objectives {
		out.Objectives[uid] = out.objective(o)
	}
	out.Scorecards = make(map[record.UID]*Scorecard, len(s.Scorecards))
	for uid, c := range s.Scorecards {
		card := *c
		card.Perspectives = make([]*Perspective, len(c.Perspectives))
		for i, p := range c.Perspectives {
			view := *p
			view.Objectives = make([]*Objective, len(p.Objectives))
			for j, o := range p.Objectives {
				view.Objectives[j] = out.Objectives[o.Record.UID]
			}
			card.Perspectives[i] = &view
		}
		out.Scorecards[uid] = &card
	}
	return &out
}

func (s *Status) objective(o *Objective) *Objective {
	shown := *o
	if s.hidden(o.Record.Record) {
		spec := objective.Objective{Unit: o.Record.Spec.Unit, Perspective: o.Record.Spec.Perspective, Weight: o.Record.Spec.Weight, Critical: o.Record.Spec.Critical}
		shown.Record = record.Of[objective.Objective]{Record: o.Record.Hidden(), Spec: &spec}
		shown.Targets, shown.Ahead, shown.Deciding = nil, nil, nil
		return &shown
	}
	shown.Targets, shown.Ahead = s.targets(o.Targets), s.targets(o.Ahead)
	return &shown
}

func (s *Status) targets(list []Target) []Target {
	out := make([]Target, len(list))
	for i, t := range list {
		out[i] = t
		if t.Measure == nil {
			continue
		}
		out[i].Measure = s.Measures[t.Measure.Record.UID]
		if s.hidden(t.Measure.Record.Record) { // how far the target is off, beside the plan, would tell the value
			out[i].Attainment = score.Attainment{Status: t.Attainment.Status, Relapse: t.Attainment.Relapse, Data: t.Attainment.Data}
		}
	}
	return out
}

// Find gives a record of the state, without what is hidden of it.
func (s *Status) Find(uid record.UID) (*record.Record, bool) {
	r, ok := s.Snapshot.Find(uid)
	if force, counts := s.Snapshot.InForce(uid); counts {
		r = force
	}
	if ok && s.hidden != nil && s.hidden(r) {
		r = r.Hidden()
	}
	return r, ok
}
