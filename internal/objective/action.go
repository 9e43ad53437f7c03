package objective

import (
	"github.com/steelyard-isms/steelyard/internal/civil"
	"github.com/steelyard-isms/steelyard/internal/record"
)

// Action is one thing that somebody is to do by a day, because something was found.
type Action struct {
	Unit        record.Ref      `json:"unit" field:"required,ref=unit,scope"`    // where it is done
	Owner       record.Ref      `json:"owner" field:"required,ref=person,owner"` // who does it
	Description record.Markdown `json:"description" field:"required"`            // what is to be done
	Origin      string          `json:"origin" field:"required,enum=deviation|review|audit|evaluation|incident|risk|management-review|feedback|change|improvement"`
	Because     string          `json:"because,omitempty" field:"len=2000"`                          // what was found, and where that is written
	Cause       string          `json:"cause,omitempty" field:"enum=technology|organisation|people"` // where the root of it lies
	Objective   record.Ref      `json:"objective,omitempty" field:"ref=objective"`                   // that it serves
	Initiative  record.Ref      `json:"initiative,omitempty" field:"ref=initiative"`                 // that it serves
	Measure     record.Ref      `json:"measure,omitempty" field:"ref=measure"`                       // that it is to move
	Due         civil.Date      `json:"due" field:"due,required"`
	DoneOn      civil.Date      `json:"done_on,omitzero" field:"past"` // the day on which it was done: after it a change of the measure is looked for
	Priority    string          `json:"priority,omitempty" field:"enum=low|medium|high|critical"`
	Expected    string          `json:"expected,omitempty"` // by how much it is to move the measure
	Result      record.Markdown `json:"result,omitempty"`   // what was done, and what came of it
	Evidence    []record.File   `json:"evidence,omitempty"` // what shows that
}

// ActionKind declares actions.
var ActionKind = record.Define(record.Definition[Action]{
	Name: "action", Plural: "actions", Prefix: "AC", Version: 1, Lifecycle: followed,
	Rules: func(c *record.Check[Action]) {
		a := c.Spec
		if a.Objective == "" && a.Initiative == "" && a.Measure == "" {
			c.Refuse("objective", "is missing, and so are initiative and measure: the action serves nothing", "Name at least one of the three")
		}
		if a.Expected != "" && a.Measure == "" {
			c.Refuse("measure", "is required with expected", "Name the measure that is to move")
		}
		if (c.Record.State == "done" || c.Record.State == "verified") && a.Result == "" {
			c.Refuse("result", "is required once the action is "+c.Record.State, "Write what was done before the action is finished")
		}
	},
})
