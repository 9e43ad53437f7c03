package org

import "github.com/steelyard-isms/steelyard/internal/record"

// ThirdParty is another organisation that this one works with, depends on or answers to.
type ThirdParty struct {
	Unit           record.Ref      `json:"unit" field:"required,ref=unit,scope"`    // which deals with them
	Owner          record.Ref      `json:"owner" field:"required,ref=person,owner"` // who answers for the relationship
	Relation       string          `json:"relation" field:"required,enum=supplier|partner|customer|regulator|authority|association|outsourcer|cloud-provider"`
	Services       record.Markdown `json:"services" field:"required"`                                                     // what they do for the organisation, or it for them
	Criticality    string          `json:"criticality" field:"required,enum=low|medium|high|critical"`                    // how much depends on them
	Processes      []record.Ref    `json:"processes,omitempty" field:"ref=business-process"`                              // that depend on them
	Data           string          `json:"data,omitempty"`                                                                // which information they handle
	Classification string          `json:"classification,omitempty" field:"enum=public|internal|confidential|restricted"` // of the strictest of it
	PersonalData   bool            `json:"personal_data,omitempty"`                                                       // it tells of people
	Connections    []Connection    `json:"connections,omitempty"`                                                         // by which their systems meet ours
	Contract       record.File     `json:"contract,omitzero"`                                                             // with what it says of security
	Contact        string          `json:"contact,omitempty" field:"personal,len=300"`                                    // a person there, and how to reach them
	Term           record.Range    `json:"term,omitzero" field:"until"`                                                   // since when, until when
	Review         Review          `json:"review,omitzero" field:"due"`                                                   // how often their security is looked at
}

// Connection is a way between systems of theirs and ours.
type Connection struct {
	What       string `json:"what" field:"required,len=200"`                // which systems, by which way
	Direction  string `json:"direction,omitempty" field:"enum=in|out|both"` // who reaches whom
	Protection string `json:"protection,omitempty"`                         // what guards it
}

// ThirdPartyKind declares third parties.
var ThirdPartyKind = record.Define(record.Definition[ThirdParty]{
	Name: "third-party", Plural: "third-parties", Prefix: "TP", Version: 1,
	Rules: func(c *record.Check[ThirdParty]) {
		t := c.Spec
		if (t.Criticality == "high" || t.Criticality == "critical") && t.Review.Interval.IsZero() {
			c.Refuse("review.interval", "is required where much depends on them", "Say how often their security is looked at, such as P1Y")
		}
		if t.PersonalData && (t.Classification == "" || t.Classification == "public") {
			c.Refuse("classification", "does not fit information that tells of people", "Say how confidential it is: internal, confidential or restricted")
		}
		if t.Classification != "" && t.Data == "" {
			c.Refuse("data", "is required with a classification", "Say which information it is")
		}
	},
})
