// Package direction holds what the organisation wants and does, and what it holds to: business goals, business processes
// and principles. Security takes its direction from there; what it promises in return is of internal/objective.
package direction

import "github.com/steelyard-isms/steelyard/internal/record"

// BusinessGoal is something that the organisation wants to reach, to which information security is aligned.
type BusinessGoal struct {
	Unit      record.Ref        `json:"unit" field:"required,ref=unit,scope"`    // whose goal it is
	Owner     record.Ref        `json:"owner" field:"required,ref=person,owner"` // who answers for it
	Type      string            `json:"type" field:"required,enum=growth|market-share|profitability|scalability|productivity|innovation|people-performance"`
	Statement record.Translated `json:"statement" field:"required"`                         // the goal, in each language that people work in
	Target    string            `json:"target" field:"required"`                            // how one will know that it is reached
	Horizon   record.Range      `json:"horizon" field:"until,required"`                     // from when, by when
	Parent    record.Ref        `json:"parent,omitempty" field:"ref=business-goal,acyclic"` // the goal that it is a part of
	Security  record.Markdown   `json:"security,omitempty"`                                 // what it asks of information security: what to protect, and what to make possible
}

// BusinessGoalKind declares business goals.
var BusinessGoalKind = record.Define(record.Definition[BusinessGoal]{
	Name: "business-goal", Plural: "business-goals", Prefix: "BG", Version: 1,
	Rules: func(c *record.Check[BusinessGoal]) {
		if c.Spec.Horizon.Until.IsZero() {
			c.Refuse("horizon.until", "is required", "Say by when the goal is to be reached")
		}
	},
})
