package org

import (
	"slices"

	"github.com/steelyard-isms/steelyard/internal/record"
)

// Scope is what the information security management system covers (ISO/IEC 27001:2022, 4.3).
type Scope struct {
	Unit       record.Ref      `json:"unit" field:"required,ref=unit,scope"`             // whose management system it is
	Owner      record.Ref      `json:"owner" field:"required,ref=person,owner"`          // who keeps the statement
	Boundaries record.Markdown `json:"boundaries" field:"required"`                      // where it ends, in words
	Units      []record.Ref    `json:"units" field:"required,ref=unit"`                  // within it, each with all below
	Processes  []record.Ref    `json:"processes,omitempty" field:"ref=business-process"` // within it
	Locations  []string        `json:"locations,omitempty" field:"len=200"`              // within it
	Interfaces []Interface     `json:"interfaces,omitempty"`                             // where it meets what others do
	Exclusions []Exclusion     `json:"exclusions,omitempty"`                             // what is left out
	Review     Review          `json:"review,omitzero" field:"due"`                      // how often it is looked at anew
}

// Interface is where what the organisation does depends on what others do.
type Interface struct {
	ThirdParty record.Ref `json:"third_party,omitempty" field:"ref=third-party"` // with whom
	Unit       record.Ref `json:"unit,omitempty" field:"ref=unit"`               // with which unit outside the scope
	What       string     `json:"what" field:"required"`                         // what passes between them, and who depends on whom
	Duties     string     `json:"duties,omitempty"`                              // who answers for which side
}

// Exclusion is something that a reader would expect in the scope.
type Exclusion struct {
	What          string     `json:"what" field:"required,len=200"`
	Unit          record.Ref `json:"unit,omitempty" field:"ref=unit"`                // where it is a unit
	Process       record.Ref `json:"process,omitempty" field:"ref=business-process"` // where it is a process
	Justification string     `json:"justification" field:"required,len=2000"`        // why leaving it out harms nobody
}

// ScopeKind declares scopes.
var ScopeKind = record.Define(record.Definition[Scope]{
	Name: "scope", Plural: "scopes", Prefix: "SC", Version: 1, Lifecycle: ByApproval,
	Rules: func(c *record.Check[Scope]) {
		outside := func(path string, to record.Ref, in []record.Ref) {
			if slices.Contains(in, to) {
				c.Refuse(path, "is within the scope", "Take it out of one of the two")
			}
		}
		for i, x := range c.Spec.Interfaces {
			if (x.ThirdParty == "") == (x.Unit == "") {
				c.Refuse(record.Item("interfaces", i), "is with a third party or with a unit", "Name one of the two")
			}
			outside(record.Item("interfaces", i)+".unit", x.Unit, c.Spec.Units)
		}
		for i, x := range c.Spec.Exclusions {
			outside(record.Item("exclusions", i)+".unit", x.Unit, c.Spec.Units)
			outside(record.Item("exclusions", i)+".process", x.Process, c.Spec.Processes)
		}
	},
})
