package objective

import (
	"github.com/steelyard-isms/steelyard/internal/civil"
	"github.com/steelyard-isms/steelyard/internal/record"
)

// Initiative is a part of the plan by which objectives are to be achieved (ISO/IEC 27001:2022, 6.2 h to l).
type Initiative struct {
	Unit          record.Ref                 `json:"unit" field:"required,ref=unit,scope"`      // which pays for it
	Owner         record.Ref                 `json:"owner" field:"required,ref=person,owner"`   // the one accountable person
	Objectives    []record.Ref               `json:"objectives" field:"required,ref=objective"` // that it serves
	Teams         []record.Ref               `json:"teams" field:"required,ref=unit"`           // that carry it out
	Contributors  []record.Ref               `json:"contributors,omitempty" field:"ref=person"` // who else takes part
	Description   record.Markdown            `json:"description" field:"required"`              // what will be done
	Start         civil.Date                 `json:"start" field:"required"`                    // first day
	Due           civil.Date                 `json:"due" field:"due,required"`                  // by when it is done
	DoneOn        civil.Date                 `json:"done_on,omitzero" field:"past"`             // the day on which it was done: after it a change of the measures is looked for
	Priority      string                     `json:"priority" field:"required,enum=low|medium|high|critical"`
	Phases        []Phase                    `json:"phases,omitempty"`
	DependsOn     []record.Ref               `json:"depends_on,omitempty" field:"ref=initiative,acyclic"` // that must be done before
	Budget        record.Dated[record.Money] `json:"budget,omitempty"`                                    // what it may cost
	Resources     Resources                  `json:"resources,omitzero"`                                  // what else it takes
	Evaluation    string                     `json:"evaluation,omitempty" field:"len=2000"`               // how its results will be judged
	Communication []Communication            `json:"communication,omitempty"`                             // of the plan itself
}

// Phase is one step of an initiative.
type Phase struct {
	Name        string       `json:"name" field:"required,len=200"`
	Dates       record.Range `json:"dates" field:"required"`
	State       string       `json:"state" field:"required,enum=planned|running|done|dropped"`
	Deliverable string       `json:"deliverable,omitempty"` // what is there at its end
}

// Resources are what an initiative takes beside money.
type Resources struct {
	People     string `json:"people,omitempty"`     // whose time, and how much
	Technology string `json:"technology,omitempty"` // what is bought, or used
	Training   string `json:"training,omitempty"`   // who must learn what for it
}

// InitiativeKind declares initiatives.
var InitiativeKind = record.Define(record.Definition[Initiative]{
	Name: "initiative", Plural: "initiatives", Prefix: "IN", Version: 1, Lifecycle: planned,
	Rules: func(c *record.Check[Initiative]) {
		if c.Spec.Due.Before(c.Spec.Start) {
			c.Refuse("due", "is before start", "Exchange the two")
		}
		if on := c.Spec.DoneOn; !on.IsZero() && on.Before(c.Spec.Start) {
			c.Refuse("done_on", "is before start, "+c.Spec.Start.String(), "Give the day on which it was done")
		}
		for i, p := range c.Spec.Phases {
			if p.Dates.From.Before(c.Spec.Start) && !p.Dates.From.IsZero() || p.Dates.Until.After(c.Spec.Due) {
				c.Refuse(record.Item("phases", i)+".dates", "does not lie between start and due", "Move the phase, or the initiative's dates")
			}
		}
	},
})
