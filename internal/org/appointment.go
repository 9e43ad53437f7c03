package org

import "github.com/steelyard-isms/steelyard/internal/record"

// Appointment is a role in security that a person holds in a unit for a time (ISO/IEC 27001:2022, 5.3).
type Appointment struct {
	Unit       record.Ref      `json:"unit" field:"required,ref=unit,scope"` // where the role is held
	Person     record.Ref      `json:"person" field:"required,ref=person"`
	Role       string          `json:"role" field:"required,enum=ciso|isms-manager|internal-auditor|liaison|data-protection-officer|risk-manager|compliance-officer|incident-manager|security-architect|executive-sponsor|other"`
	OtherRole  string          `json:"other_role,omitempty" field:"len=200"`         // what the role is called, where it is another
	Term       record.Range    `json:"term" field:"until,required"`                  // from when, until when
	ReportsTo  record.Ref      `json:"reports_to,omitempty" field:"ref=person"`      // the administrative line: who leads them
	Functional record.Ref      `json:"functional_line,omitempty" field:"ref=person"` // the functional line: to whom a liaison answers in matters of security
	Deputy     record.Ref      `json:"deputy,omitempty" field:"ref=person"`          // who stands in
	TimeShare  record.Share    `json:"time_share,omitempty"`                         // how much of their working time it takes
	CISO       *Seat           `json:"ciso,omitempty"`                               // where security sits
	Mandate    record.Markdown `json:"mandate,omitempty"`                            // what they may and must do
	Profile    Profile         `json:"profile,omitzero"`                             // why this person
	Letter     record.File     `json:"letter,omitzero"`                              // the signed appointment
}

// Seat is where security sits: in IT, or on a line elsewhere, which is equally valid.
type Seat struct {
	Line        string `json:"line" field:"required,enum=it|chief-executive|risk|board|finance|operations|legal"`
	LevelsToCIO *int   `json:"levels_to_cio,omitempty" field:"min=0,max=9"` // in IT: how many levels up to the CIO
	Planning    bool   `json:"planning,omitempty"`                          // takes part in the planning of the business
}

// Profile is what speaks for a person in a role.
type Profile struct {
	Business  string `json:"business,omitempty"`  // their understanding of the business
	Reach     string `json:"reach,omitempty"`     // whom they reach, and who listens to them
	Technical string `json:"technical,omitempty"` // their own technical skill, or whose they can call on
}

// AppointmentKind declares appointments.
var AppointmentKind = record.Define(record.Definition[Appointment]{
	Name: "appointment", Plural: "appointments", Prefix: "AP", Version: 1,
	Rules: func(c *record.Check[Appointment]) {
		a := c.Spec
		if (a.Role == "other") != (a.OtherRole != "") {
			c.Refuse("other_role", "names a role that is not in the list, and only that", "Give other_role with the role other; leave it out with any other role")
		}
		if a.CISO != nil && a.Role != "ciso" {
			c.Refuse("ciso", "tells where a CISO sits, and this is the role "+a.Role, "Leave it out")
		}
		if a.CISO != nil && (a.CISO.Line == "it") != (a.CISO.LevelsToCIO != nil) {
			c.Refuse("ciso.levels_to_cio", "is counted where security sits in IT, and only there", "Give it with the line it; leave it out with any other line")
		}
		for _, line := range []struct {
			path string
			to   record.Ref
		}{{"reports_to", a.ReportsTo}, {"functional_line", a.Functional}, {"deputy", a.Deputy}} {
			if line.to == a.Person {
				c.Refuse(line.path, "is the person who holds the role", "Name someone else, or leave it out")
			}
		}
	},
})
