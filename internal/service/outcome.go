package service

import (
	"context"
	"slices"

	"github.com/steelyard-isms/steelyard/internal/evaluate"
	"github.com/steelyard-isms/steelyard/internal/fault"
	"github.com/steelyard-isms/steelyard/internal/objective"
	"github.com/steelyard-isms/steelyard/internal/record"
)

// Outcome is what became of one measure after an action or initiative that was to move it was done.
type Outcome struct {
	Measure *evaluate.Measure
	Effect  evaluate.Effect
}

// Outcomes tells what was found after an action or initiative was done: the same as the pages of its measures tell of it, for those that the principal may see, by code. None where it is not done,
// or the principal may not see figures. Errors: NotFound, Forbidden where they may not see the record; Unavailable.
func (v *View) Outcomes(ctx context.Context, r *record.Record) ([]Outcome, error) {
	if err := v.show(r); err != nil {
		return nil, err
	}
	moved := v.toMove(r)
	if len(moved) == 0 {
		return nil, nil
	}
	all, err := v.status(ctx, v.At)
	if fault.Is(err, fault.Forbidden) { // who may not see figures reads what is declared
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	var out []Outcome
	for _, uid := range moved {
		m := all.Measures[uid]
		if m == nil {
			continue
		}
		for _, e := range v.Effects(all, m) {
			if e.Record.UID == r.UID {
				out = append(out, Outcome{m, e})
			}
		}
	}
	slices.SortFunc(out, func(a, b Outcome) int { return evaluate.ByCode(a.Measure.Record.Record, b.Measure.Record.Record) })
	return out, nil
}

// toMove lists the measures that an action or initiative was to move: that which an action names, those of the targets of the objectives that an initiative serves.
func (v *View) toMove(r *record.Record) []record.UID {
	if a, ok := record.As[objective.Action](r); ok && a.Spec.Measure != "" {
		return []record.UID{a.Spec.Measure.UID()}
	}
	i, ok := record.As[objective.Initiative](r)
	if !ok {
		return nil
	}
	var out []record.UID
	for _, serves := range i.Spec.Objectives {
		o, ok := v.snapshot.Find(serves.UID())
		if !ok {
			continue
		}
		if spec, ok := record.As[objective.Objective](o); ok {
			for _, t := range spec.Spec.Targets {
				if uid := t.Measure.UID(); !slices.Contains(out, uid) {
					out = append(out, uid)
				}
			}
		}
	}
	return out
}
