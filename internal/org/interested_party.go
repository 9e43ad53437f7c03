package org

import "github.com/steelyard-isms/steelyard/internal/record"

// InterestedParty is someone who wants or expects something of the organisation's information security (ISO/IEC
// 27001:2022, 4.2).
type InterestedParty struct {
	Unit    record.Ref `json:"unit" field:"required,ref=unit,scope"`    // from which they want it
	Owner   record.Ref `json:"owner" field:"required,ref=person,owner"` // who keeps in touch with them
	Type    string     `json:"type" field:"required,enum=customer|owner|management|employee|works-council|supplier|partner|regulator|authority|insurer|community|media"`
	Who     string     `json:"who,omitempty" field:"len=2000"` // whom exactly
	Needs   []Need     `json:"needs" field:"required"`
	Channel string     `json:"channel" field:"required,len=200"`           // by which way they are heard and answered
	Contact string     `json:"contact,omitempty" field:"personal,len=300"` // a person among them, and how to reach them
	Review  Review     `json:"review,omitzero" field:"due"`                // how often they are asked anew
}

// Need is one thing that they want, with how it was answered.
type Need struct {
	Need      string     `json:"need" field:"required,len=2000"`                               // what they need or expect
	Binding   bool       `json:"binding,omitempty"`                                            // by law or contract
	Addressed string     `json:"addressed" field:"required,enum=isms|elsewhere|open|declined"` // through the management system (4.2 c), in another way, not yet, or not at all
	Answer    string     `json:"answer,omitempty" field:"len=2000"`                            // how it was answered, or why not
	Objective record.Ref `json:"objective,omitempty" field:"ref=objective"`                    // by which it is met
}

// InterestedPartyKind declares interested parties.
var InterestedPartyKind = record.Define(record.Definition[InterestedParty]{
	Name: "interested-party", Plural: "interested-parties", Prefix: "IP", Version: 1,
	Rules: func(c *record.Check[InterestedParty]) {
		for i, n := range c.Spec.Needs {
			path := record.Item("needs", i)
			if n.Addressed != "open" && n.Answer == "" {
				c.Refuse(path+".answer", "is required where the need is not open", "Say how it was answered, or why not")
			}
			if n.Binding && n.Addressed == "declined" {
				c.Refuse(path+".addressed", "declined what law or contract ask for", "Address it, or leave it open until it is")
			}
			if n.Objective != "" && n.Addressed != "isms" {
				c.Refuse(path+".objective", "meets the need, which is then addressed through the management system", "Write isms as addressed, or leave the objective out")
			}
		}
	},
})
