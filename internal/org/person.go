package org

import (
	"fmt"
	"strings"
	"unicode"

	"github.com/steelyard-isms/steelyard/internal/civil"
	"github.com/steelyard-isms/steelyard/internal/record"
)

// Person is someone who owns, collects or decides. Names and addresses are kept apart, so that they can be erased; everywhere else a
// person is an identifier.
type Person struct {
	FullName    string       `json:"full_name,omitempty" field:"required,personal,len=200"`
	Email       string       `json:"email,omitempty" field:"personal,len=254,form=email"`
	Function    string       `json:"function,omitempty" field:"len=200"`       // what they are there for, such as ISMS manager
	Unit        record.Ref   `json:"unit" field:"required,ref=unit,scope"`     // where they work
	Language    string       `json:"language,omitempty" field:"form=language"` // in which they are written to
	Competences []Competence `json:"competences,omitempty"`                    // what they are able to do, and how that is known (ISO/IEC 27001:2022, 7.2)
	Until       civil.Date   `json:"until,omitzero" field:"until"`             // last day on which they are there
}

// Competence is something that a person is able to do, with what shows it.
type Competence struct {
	Subject  string      `json:"subject" field:"required,len=200"`                              // such as internal audit, or collecting measurements
	Acquired string      `json:"acquired,omitempty" field:"enum=education|training|experience"` // how they came by it
	Since    civil.Date  `json:"since,omitzero"`                                                // since when it is shown
	Expires  civil.Date  `json:"expires,omitzero" field:"due"`                                  // last day of a certificate
	Evidence record.File `json:"evidence,omitzero"`                                             // a certificate, or an assessment
}

// PersonKind declares people.
var PersonKind = record.Define(record.Definition[Person]{
	Name: "person", Plural: "people", Prefix: "P", Version: 1,
	Rules: func(c *record.Check[Person]) {
		if GivesAway(c.Record.Name, c.Spec.FullName) {
			c.Refuse("full_name", fmt.Sprintf("the record's name %s gives the person away, and names of records cannot be erased", c.Record.Name),
				"Name the record by function or staff number")
			return
		}
		for i, x := range c.Spec.Competences {
			if !x.Expires.IsZero() && x.Expires.Before(x.Since) {
				c.Refuse(record.Item("competences", i)+".expires", "is before since", "Exchange the two")
			}
		}
	},
})

// GivesAway tells whether the name of a record says what a person is called: names of records cannot be erased.
func GivesAway(name, fullName string) bool {
	for word := range strings.FieldsFuncSeq(strings.ToLower(fullName), func(r rune) bool { return !unicode.IsLetter(r) }) {
		for part := range strings.SplitSeq(name, "-") {
			if len(word) > 2 && part == word {
				return true
			}
		}
	}
	return false
}

// Title is what people read of a person: the full name, or the code where it has been erased.
func Title(p record.Of[Person]) string {
	if p.Spec.FullName == "" {
		return p.Code
	}
	return p.Spec.FullName
}
