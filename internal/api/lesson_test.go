package api_test

import (
	"github.com/steelyard-isms/steelyard/internal/civil"
	"github.com/steelyard-isms/steelyard/internal/record"
)

// lesson is a kind that no part of the product knows: something learned from an incident, to be agreed before it counts. It
// shows what a kind costs: this file, with eight fields, a rule, a lifecycle and references.
type lesson struct {
	Unit     record.Ref      `json:"unit" field:"required,ref=unit,scope"`           // that learned it
	Owner    record.Ref      `json:"owner" field:"required,ref=person,owner"`        // who sees to it
	Learned  record.Markdown `json:"learned" field:"required"`                       // what was learned
	Severity string          `json:"severity" field:"required,enum=low|medium|high"` // of what happened
	Happened civil.Date      `json:"happened" field:"required"`                      // when it happened
	Cost     record.Money    `json:"cost,omitzero"`                                  // what it cost
	Measures []record.Ref    `json:"measures,omitempty" field:"ref=measure"`         // that tell whether it works
	Builds   record.Ref      `json:"builds_on,omitempty" field:"ref=lesson,acyclic"` // an earlier lesson
}

var lessonKind = record.Define(record.Definition[lesson]{
	Name: "lesson", Plural: "lessons", Prefix: "LE", Version: 1,
	Lifecycle: &record.Lifecycle{
		States: []record.State{{Name: "draft"}, {Name: "agreed", InForce: true, Revise: "draft"}, {Name: "outdated", Closed: true}},
		Moves: []record.Move{
			{Name: "agree", From: []string{"draft"}, To: "agreed", Roles: []string{"executive"}, Approval: true},
			{Name: "outdate", From: []string{"agreed"}, To: "outdated", Roles: []string{"isms-manager"}, Reason: true},
		},
		Before: "agreed",
	},
	Rules: func(c *record.Check[lesson]) {
		if c.Spec.Severity == "high" && len(c.Spec.Measures) == 0 {
			c.Refuse("measures", "is required of what was severe", "Name the measure that tells whether the lesson works")
		}
	},
})
