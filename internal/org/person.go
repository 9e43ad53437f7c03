package org

import (
	"fmt"
	"strings"
	"unicode"

	"github.com/steelyard-isms/steelyard/internal/record"
)

// Person is someone who owns, collects or decides. Names and addresses lie in the erasable store; everywhere else a
// person is an identifier.
type Person struct {
	FullName string     `json:"full_name,omitempty" field:"required,personal,len=200"`
	Email    string     `json:"email,omitempty" field:"personal,len=254"`
	Function string     `json:"function,omitempty" field:"len=200"`   // what they are there for, such as ISMS manager
	Unit     record.Ref `json:"unit" field:"required,ref=unit,scope"` // where they work
}

// PersonKind declares people.
var PersonKind = record.Define(record.Definition[Person]{
	Name: "person", Plural: "people", Prefix: "P", Version: 1,
	Rules: func(c *record.Check[Person]) {
		for word := range strings.FieldsFuncSeq(strings.ToLower(c.Spec.FullName), func(r rune) bool { return !unicode.IsLetter(r) }) {
			for part := range strings.SplitSeq(c.Record.Name, "-") {
				if len(word) > 2 && part == word {
					c.Refuse("full_name", fmt.Sprintf("the record's name %s gives the person away, and names of records cannot be erased", c.Record.Name),
						"Name the record by function or staff number")
					return
				}
			}
		}
		if c.Spec.Email != "" && (strings.Count(c.Spec.Email, "@") != 1 || strings.ContainsAny(c.Spec.Email, " \t<>,;")) {
			c.Refuse("email", "is not an e-mail address", "Write it like someone@example.org")
		}
	},
})

// Title is what people read of a person: the full name, or the code where it has been erased.
func Title(p record.Of[Person]) string {
	if p.Spec.FullName == "" {
		return p.Code
	}
	return p.Spec.FullName
}
