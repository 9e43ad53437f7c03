package direction

import "github.com/steelyard-isms/steelyard/internal/record"

// BusinessProcess is something that the organisation does again and again, and that security is to protect and not to burden.
type BusinessProcess struct {
	Unit        record.Ref      `json:"unit" field:"required,ref=unit,scope"`                       // which carries it out
	Owner       record.Ref      `json:"owner" field:"required,ref=person,owner"`                    // who answers for it
	Purpose     string          `json:"purpose" field:"required,len=2000"`                          // what it is for
	Criticality string          `json:"criticality" field:"required,enum=low|medium|high|critical"` // how much depends on it
	Outage      record.Duration `json:"tolerable_outage,omitzero"`                                  // how long it may stand still
	Systems     []string        `json:"systems,omitempty" field:"len=200"`                          // that it runs on
	Products    []string        `json:"products,omitempty" field:"len=200"`                         // or services, that come of it
	Goals       []record.Ref    `json:"business_goals,omitempty" field:"ref=business-goal"`         // that it serves
	DependsOn   []record.Ref    `json:"depends_on,omitempty" field:"ref=business-process,acyclic"`  // without which it cannot run
	Description record.Markdown `json:"description,omitempty"`                                      // its steps, and who takes part
}

// BusinessProcessKind declares business processes.
var BusinessProcessKind = record.Define(record.Definition[BusinessProcess]{
	Name: "business-process", Plural: "business-processes", Prefix: "BP", Version: 1,
	Rules: func(c *record.Check[BusinessProcess]) {
		if c.Spec.Criticality == "critical" && c.Spec.Outage.IsZero() {
			c.Refuse("tolerable_outage", "is required of a critical process", "Say how long it may stand still, such as PT4H")
		}
	},
})
