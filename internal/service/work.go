package service

import (
	"cmp"
	"context"
	"slices"

	"github.com/steelyard-isms/steelyard/internal/civil"
	"github.com/steelyard-isms/steelyard/internal/evaluate"
	"github.com/steelyard-isms/steelyard/internal/fault"
	"github.com/steelyard-isms/steelyard/internal/measure"
	"github.com/steelyard-isms/steelyard/internal/objective"
	"github.com/steelyard-isms/steelyard/internal/record"
	"github.com/steelyard-isms/steelyard/internal/score"
)

// maxWork is how many records that name an objective are looked at, so that one which thousands of actions serve has its page, too.
const maxWork = 500

// Work lists the initiatives and actions that serve an objective and that the principal may see, by due date. Actions that serve one
// of the initiatives are among them; what was cancelled, or only proposed, is too, with its state.
func (v *View) Work(o record.UID) objective.Work {
	var out objective.Work
	seen, looked := map[record.UID]bool{}, 0
	add := func(to record.UID) {
		for r := range v.snapshot.Inbound(to) {
			if looked++; looked > maxWork {
				out.More = true
				return
			}
			if force, ok := v.snapshot.InForce(r.UID); ok {
				r = force
			}
			if seen[r.UID] || !v.mayShow(r) {
				continue
			}
			if i, ok := record.As[objective.Initiative](r); ok && slices.Contains(i.Spec.Objectives, record.Ref(o)) {
				seen[r.UID] = true
				out.Initiatives = append(out.Initiatives, i)
			}
			if a, ok := record.As[objective.Action](r); ok && (a.Spec.Objective.UID() == o || seen[a.Spec.Initiative.UID()]) {
				seen[r.UID] = true
				out.Actions = append(out.Actions, a)
			}
		}
	}
	add(o)
	for _, i := range out.Initiatives {
		add(i.UID)
	}
	slices.SortFunc(out.Initiatives, func(a, b record.Of[objective.Initiative]) int {
		return cmp.Or(a.Spec.Due.Compare(b.Spec.Due), cmp.Compare(a.Code, b.Code))
	})
	slices.SortFunc(out.Actions, func(a, b record.Of[objective.Action]) int {
		return cmp.Or(a.Spec.Due.Compare(b.Spec.Due), cmp.Compare(a.Code, b.Code))
	})
	return out
}

// Reading lists the measures in force that read values of a source and that the principal may see: those first that are made of its values by
// a formula, each part by name.
func (v *View) Reading(source record.UID) []record.Of[measure.Measure] {
	var out []record.Of[measure.Measure]
	seen := map[record.UID]bool{}
	for r := range v.snapshot.Inbound(source) {
		if seen[r.UID] {
			continue
		}
		seen[r.UID] = true
		m, ok := record.Get[measure.Measure](v.snapshot, r.UID)
		if !ok || !v.mayShow(r) {
			continue
		}
		for one := range m.Spec.Sources() {
			if one == source {
				out = append(out, m)
			}
		}
	}
	slices.SortFunc(out, func(a, b record.Of[measure.Measure]) int {
		if a.Spec.Derived() != b.Spec.Derived() {
			if a.Spec.Derived() {
				return -1
			}
			return 1
		}
		return cmp.Compare(a.Name, b.Name)
	})
	return out
}

// Answers says how an objective that somebody is writing would answer each requirement of ISO/IEC 27001:2022, 6.2, with an initiative that is written
// along; nil: none is. Where it changes one that there is, that one's work counts, too. Error: Unavailable.
func (v *View) Answers(ctx context.Context, entered record.Of[objective.Objective], stands *record.Record, along *objective.Initiative) ([]objective.Requirement, error) {
	s := objective.State{Day: civil.OfTime(v.At)}
	if stands != nil {
		_, s.InForce = v.snapshot.InForce(stands.UID)
		s.Work, entered.Revision = v.Work(stands.UID), stands.Revision
	}
	if along != nil {
		s.Work.Initiatives = append(s.Work.Initiatives, record.Of[objective.Initiative]{Record: &record.Record{Kind: objective.InitiativeKind.Name}, Spec: along})
	}
	entered.Spec.Measures = slices.DeleteFunc(slices.Clone(entered.Spec.Measures), func(e objective.Edge) bool { return e.Measure == "" })
	status, err := v.Status(ctx)
	if err != nil && !fault.Is(err, fault.Forbidden) { // who may not read the status learns of no fresh data
		return nil, err
	}
	for _, e := range entered.Spec.Measures {
		s.Measured++
		if status != nil && status.Measures[e.Measure.UID()] != nil && status.Measures[e.Measure.UID()].Fresh.State == score.Known {
			s.Fresh++
		}
	}
	return objective.Requirements(entered, s), nil
}

// requirements says how an objective answers each requirement of ISO/IEC 27001:2022, 6.2, by what the principal may see. One of a
// status that somebody may not see says nothing.
func (v *View) requirements(o *evaluate.Objective) []objective.Requirement {
	if !v.mayShow(o.Record.Record) {
		return nil
	}
	s := objective.State{Work: v.Work(o.Record.UID), InForce: !o.Waits, Day: civil.OfTime(v.At)}
	for i := range o.Node.Children {
		if e := &o.Node.Children[i]; e.State != score.NotApplicable {
			s.Measured++
			if e.State == score.Known {
				s.Fresh++
			}
		}
	}
	return objective.Requirements(o.Record, s)
}
