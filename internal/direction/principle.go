package direction

import (
	"github.com/steelyard-isms/steelyard/internal/org"
	"github.com/steelyard-isms/steelyard/internal/record"
)

// Principle is something that the organisation holds to, from which requirements, standards and procedures follow.
type Principle struct {
	Unit         record.Ref        `json:"unit,omitempty" field:"ref=unit,scope"`              // where it holds; in the whole organisation unless told
	Owner        record.Ref        `json:"owner" field:"required,ref=person,owner"`            // who keeps its words
	Statement    record.Translated `json:"statement" field:"required"`                         // the principle itself, in each language that people work in
	Rationale    record.Markdown   `json:"rationale" field:"required"`                         // why it is held
	Origin       Origin            `json:"origin" field:"required"`                            // where it comes from
	Implications []string          `json:"implications,omitempty"`                             // what follows from it, for whom
	Goals        []record.Ref      `json:"business_goals,omitempty" field:"ref=business-goal"` // that it serves
	Review       org.Review        `json:"review,omitzero" field:"due"`                        // how often it is looked at anew
}

// Origin is where a principle comes from: never from security alone, which carries it out.
type Origin struct {
	From   string     `json:"from" field:"required,enum=owners|board|executives|business|customers|law"`
	Body   record.Ref `json:"body,omitempty" field:"ref=body"`     // that decided it
	Person record.Ref `json:"person,omitempty" field:"ref=person"` // who stands for it, outside security
	Source string     `json:"source,omitempty"`                    // where it is written: minutes, a law, a contract
}

// PrincipleKind declares principles.
var PrincipleKind = record.Define(record.Definition[Principle]{
	Name: "principle", Plural: "principles", Prefix: "PR", Version: 1, Lifecycle: org.ByApproval,
	Rules: func(c *record.Check[Principle]) {
		o := c.Spec.Origin
		if o.Body == "" && o.Person == "" && o.Source == "" {
			c.Refuse("origin", "says from what side the principle comes and not from where", "Name a body, a person or a source")
		}
		if o.Person != "" && o.Person == c.Spec.Owner {
			c.Refuse("origin.person", "is who keeps its words for security", "Name who stands for it outside security, or another owner")
		}
	},
})
