// Package scorecard holds balanced scorecards and their perspectives. What rolls up is
// computed by internal/evaluate, not here.
package scorecard

import "github.com/steelyard-isms/steelyard/internal/record"

// Scorecard is one balanced scorecard of a unit. Its score rolls up from its perspectives.
type Scorecard struct {
	Unit    record.Ref `json:"unit" field:"required,ref=unit,scope"`     // whose scorecard it is
	Owner   record.Ref `json:"owner,omitempty" field:"ref=person,owner"` // who answers for it
	Purpose string     `json:"purpose,omitempty" field:"len=2000"`       // the question it answers
}

// ScorecardKind declares scorecards.
var ScorecardKind = record.Define(record.Definition[Scorecard]{Name: "scorecard", Plural: "scorecards", Prefix: "S", Version: 1})

// Perspective is one of the views of a scorecard, four by default.
type Perspective struct {
	Scorecard record.Dated[record.Ref] `json:"scorecard" field:"required,ref=scorecard,scope"` // whose view it is
	Question  string                   `json:"question,omitempty"`                             // what it answers for security
	Position  int                      `json:"position,omitempty" field:"min=0,max=99"`        // from the top
	Weight    record.Dated[float64]    `json:"weight" field:"required,min=0,max=1000000000"`   // within the scorecard
	Critical  record.Dated[bool]       `json:"critical,omitempty"`                             // red, it caps the scorecard
	Order     []record.Ref             `json:"order,omitempty" field:"ref=objective"`          // its objectives from the left on the strategy map; without it they stand where arrows are short
}

// PerspectiveKind declares perspectives.
var PerspectiveKind = record.Define(record.Definition[Perspective]{
	Name: "perspective", Plural: "perspectives", Prefix: "V", Version: 1,
	Rules: func(c *record.Check[Perspective]) {
		for _, e := range c.Spec.Critical {
			if w, ok := c.Spec.Weight.On(e.From); e.Value && ok && w == 0 {
				c.Refuse("critical", "has weight 0", "Give it a weight, or do not mark it critical")
			}
		}
	},
})
