// Package objective holds information security objectives (ISO/IEC 27001:2022, 6.2): what is promised, by which
// measures it is judged, which targets it has by when, and the plan to reach them: initiatives and actions. How it stands is computed by internal/evaluate, not here.
package objective

import (
	"fmt"

	"github.com/steelyard-isms/steelyard/internal/civil"
	"github.com/steelyard-isms/steelyard/internal/direction"
	"github.com/steelyard-isms/steelyard/internal/fault"
	"github.com/steelyard-isms/steelyard/internal/measure"
	"github.com/steelyard-isms/steelyard/internal/org"
	"github.com/steelyard-isms/steelyard/internal/record"
	"github.com/steelyard-isms/steelyard/internal/score"
)

// Objective is something that the organisation promises to reach in information security. Its score rolls up from its measures; its attainment compares targets with their plans.
type Objective struct {
	Unit           record.Ref               `json:"unit" field:"required,ref=unit,scope"`               // the function or level that it is established at (6.2)
	Owner          record.Ref               `json:"owner" field:"required,ref=person,owner"`            // the one accountable person (6.2 j)
	Perspective    record.Dated[record.Ref] `json:"perspective" field:"required,ref=perspective"`       // where it stands on a scorecard
	Weight         record.Dated[float64]    `json:"weight" field:"required,min=0,max=1000000000"`       // within its perspective
	Critical       record.Dated[bool]       `json:"critical,omitempty"`                                 // red, it caps its perspective
	Statement      string                   `json:"statement,omitempty" field:"len=2000"`               // the objective in a sentence or two
	Rationale      string                   `json:"rationale,omitempty" field:"len=2000"`               // why it is wanted
	Measures       []Edge                   `json:"measures,omitempty"`                                 // what it is judged by
	Targets        []Target                 `json:"targets,omitempty" field:"due"`                      // by when which value is to be reached
	Parent         record.Ref               `json:"parent,omitempty" field:"ref=objective,acyclic"`     // the objective that it is a part of
	NotPracticable string                   `json:"not_practicable,omitempty" field:"len=2000"`         // why it has no measure (6.2 b)
	Evaluation     string                   `json:"evaluation,omitempty" field:"len=2000"`              // how its results are evaluated (6.2 l)
	Goals          []record.Ref             `json:"business_goals,omitempty" field:"ref=business-goal"` // that it serves
	Principles     []record.Ref             `json:"principles,omitempty" field:"ref=principle"`         // that it follows from
	Processes      []Touched                `json:"processes,omitempty"`                                // that it touches
	Parameters     []direction.Parameter    `json:"parameters,omitempty"`                               // what it covers of the fifteen that a scorecard must cover
	Review         org.Review               `json:"review,omitzero" field:"due"`                        // how often it is looked at anew (6.2 f)
	Communication  []Communication          `json:"communication,omitempty"`                            // who is told of it (6.2 e)
}

// Edge says that a measure counts for the objective, since when and how much.
type Edge struct {
	Measure       record.Ref            `json:"measure" field:"required,ref=measure"`
	Weight        record.Dated[float64] `json:"weight" field:"required,min=0,max=1000000000"` // among the objective's measures; 0 is shown and not counted
	Critical      record.Dated[bool]    `json:"critical,omitempty"`                           // red, it caps the objective
	From          civil.Date            `json:"from,omitzero"`                                // first day on which it counts; always unless told
	Until         civil.Date            `json:"until,omitzero" field:"until"`                 // last day on which it counts
	NotApplicable *NotApplicable        `json:"not_applicable,omitempty"`                     // leaves it out for a time, for a reason
}

// On tells whether the measure counts on a day.
func (e Edge) On(day civil.Date) bool {
	return (e.From.IsZero() || !day.Before(e.From)) && (e.Until.IsZero() || !day.After(e.Until))
}

// NotApplicable takes a measure out of the denominator, with a reason, an approver other than the requester, a first day
// and an end (scoring.md, 3). Before its first day it changes nothing, so that an exemption of today does not raise
// earlier quarters.
type NotApplicable struct {
	Reason      string     `json:"reason" field:"required"`                  // why it does not apply
	RequestedBy record.Ref `json:"requested_by" field:"required,ref=person"` // who asked for it
	ApprovedBy  record.Ref `json:"approved_by" field:"required,ref=person"`  // someone else; until there are approvals, this is what is declared, and nobody has confirmed it
	From        civil.Date `json:"from" field:"required"`                    // its first day
	Expires     civil.Date `json:"expires" field:"due,required"`             // its last day
}

// Target is a value to be reached by a date, from a baseline.
type Target struct {
	Measure  record.Ref         `json:"measure" field:"required,ref=measure"` // one of the objective's measures
	Baseline float64            `json:"baseline" field:"required"`            // the value at the start, in the measure's unit
	Start    civil.Date         `json:"start" field:"required"`               // first day of the plan
	Hold     bool               `json:"hold,omitempty"`                       // once reached it must be kept
	Plan     record.Dated[Plan] `json:"plan" field:"required"`                // the target and the way to it
}

// Ends is the day by which it is to be reached, by the plan that holds on a day; none once a target that is to be kept was due, for it has no
// end. It is record.Ends.
func (t Target) Ends(on civil.Date) civil.Date {
	p, ok := t.On(on, score.Cadence{})
	if !ok || t.Hold && p.Due.Before(on) {
		return civil.Date{}
	}
	return p.Due
}

// Plan is the target and the way to it; it is dated because targets are moved, and the past is not judged by the new one.
type Plan struct {
	Target     float64         `json:"target" field:"required"`                       // the value to be reached
	TargetHigh *float64        `json:"target_high,omitempty"`                         // makes the target a range
	Due        civil.Date      `json:"due" field:"required"`                          // by which day
	Direction  string          `json:"direction,omitempty" field:"enum=higher|lower"` // needed where target equals baseline
	Milestones []score.Reading `json:"milestones,omitempty"`                          // values expected on the way, between start and due
}

// On gives the plan in force on a day, as the scoring specification reads it.
func (t Target) On(day civil.Date, cadence score.Cadence) (score.Plan, bool) {
	p, ok := t.Plan.On(day)
	if !ok && len(t.Plan) > 0 {
		p, ok = t.Plan[0].Value, true // before its first date a plan is judged as it was first made
	}
	return score.Plan{Start: t.Start, Due: p.Due, Baseline: t.Baseline, Target: p.Target, TargetHigh: p.TargetHigh,
		Direction: score.Direction(p.Direction), Hold: t.Hold, Milestones: p.Milestones, Cadence: cadence}, ok
}

// ObjectiveKind declares objectives.
var ObjectiveKind = record.Define(record.Definition[Objective]{
	Name: "objective", Plural: "objectives", Prefix: "O", Version: 1, Lifecycle: lifecycle,
	Rules: func(c *record.Check[Objective]) {
		if (len(c.Spec.Measures) == 0) != (c.Spec.NotPracticable != "") {
			c.Refuse("measures", "or else the reason why the objective cannot be measured", "List at least one measure, or say in not_practicable why there is none")
		}
		checkMeasures(c)
		for i, t := range c.Spec.Targets {
			checkTarget(c, fmt.Sprintf("targets[%d]", i), t)
		}
	},
})

func checkMeasures(c *record.Check[Objective]) {
	seen := map[record.Ref]bool{}
	for i, e := range c.Spec.Measures {
		path := fmt.Sprintf("measures[%d]", i)
		if seen[e.Measure] {
			c.Refuse(path+".measure", "is listed twice", "Keep one entry, with its weights by date")
		}
		seen[e.Measure] = true
		if m, ok := record.Get[measure.Measure](c.Snapshot, e.Measure.UID()); ok && m.Spec.CountedOnly {
			c.Refuse(path+".measure", "is only counted: no value of it is good or bad, and it has no score", "Name the measure that is computed from it, or give it a scale and leave its counted_only out")
		}
		for _, x := range e.Critical {
			if w, ok := e.Weight.On(x.From); x.Value && ok && w == 0 {
				c.Refuse(path+".critical", "has weight 0", "Give it a weight, or do not mark it critical")
			}
		}
		if !e.Until.IsZero() && e.Until.Before(e.From) {
			c.Refuse(path+".until", "is before from", "Exchange the two")
		}
		if n := e.NotApplicable; n != nil && n.RequestedBy == n.ApprovedBy {
			c.Refuse(path+".not_applicable.approved_by", "is who requested it", "Have someone else approve it")
		}
		if n := e.NotApplicable; n != nil && n.Expires.Before(n.From) {
			c.Refuse(path+".not_applicable.expires", "is before from", "Exchange the two")
		}
	}
	for i, t := range c.Spec.Targets {
		if !seen[t.Measure] {
			c.Refuse(fmt.Sprintf("targets[%d].measure", i), "is not among the objective's measures", "Add it to measures; with weight 0 it is shown and not counted")
		}
	}
}

func checkTarget(c *record.Check[Objective], path string, t Target) {
	m, ok := record.Get[measure.Measure](c.Snapshot, t.Measure.UID())
	if !ok {
		return
	}
	for i, e := range t.Plan {
		at := t.Plan.Path(path+".plan", i)
		p, _ := Target{Measure: t.Measure, Baseline: t.Baseline, Start: t.Start, Hold: t.Hold, Plan: record.Always(e.Value)}.On(t.Start, m.Spec.Cadence())
		if err := p.Validate(); err != nil {
			for _, f := range fault.Of(err).Fields {
				if f.Path == "start" || f.Path == "baseline" {
					c.Refuse(path+"."+f.Path, f.Reason, f.Remedy)
				} else {
					c.Refuse(at+"."+f.Path, f.Reason, f.Remedy)
				}
			}
		}
	}
}
