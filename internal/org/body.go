package org

import (
	"fmt"

	"github.com/steelyard-isms/steelyard/internal/record"
)

// Body is a group that decides or advises, such as the steering committee.
type Body struct {
	Unit    record.Ref      `json:"unit" field:"required,ref=unit,scope"` // for which it decides or advises
	Type    string          `json:"type" field:"required,enum=board|steering-committee|advisory-team|audit-committee|risk-committee|change-board|working-group"`
	Chair   record.Ref      `json:"chair" field:"required,ref=person"` // one of its members
	Members []Member        `json:"members" field:"required"`
	Cadence record.Duration `json:"cadence" field:"required"`                                                                                                  // how often it meets
	Quorum  int             `json:"quorum,omitempty" field:"min=1,max=1000"`                                                                                   // how many voting members must be there for a decision
	Decides []string        `json:"decides,omitempty" field:"enum=capital-plan|tactical-plan|funding-priorities|policy|risk-acceptance|objectives|exceptions"` // what it decides on; what is not listed, it advises on
	Mandate record.Markdown `json:"mandate,omitempty"`                                                                                                         // what it may and must do
	Term    record.Range    `json:"term,omitzero" field:"until"`                                                                                               // from when, until when
}

// Member is someone in a body, with the unit that they speak for.
type Member struct {
	Person record.Ref `json:"person" field:"required,ref=person"`
	Unit   record.Ref `json:"unit" field:"required,ref=unit"`                       // which they represent
	Role   string     `json:"role" field:"required,enum=voting|advising|secretary"` // what they are there for
}

// BodyKind declares bodies.
var BodyKind = record.Define(record.Definition[Body]{
	Name: "body", Plural: "bodies", Prefix: "BO", Version: 1,
	Rules: func(c *record.Check[Body]) {
		seen, voting := map[record.Ref]bool{}, 0
		for i, m := range c.Spec.Members {
			if seen[m.Person] {
				c.Refuse(record.Item("members", i)+".person", "is listed twice", "Keep one entry")
			}
			seen[m.Person] = true
			if m.Role == "voting" {
				voting++
			}
		}
		if !seen[c.Spec.Chair] {
			c.Refuse("chair", "is not among the members", "Add the person to members, or name another")
		}
		if c.Spec.Quorum > voting {
			c.Refuse("quorum", fmt.Sprintf("is more than the %d voting members", voting), "Lower it, or add members")
		}
	},
})
