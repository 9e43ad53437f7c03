// Package org holds who there is: the units of the organisation and its people. It knows no account and no right; those
// are of internal/access.
package org

import (
	"fmt"
	"slices"
	"strings"
	"unicode"

	"github.com/steelyard-isms/steelyard/internal/civil"
	"github.com/steelyard-isms/steelyard/internal/record"
)

// Unit is a part of the organisation that owns objectives or is measured.
type Unit struct {
	Parent      record.Dated[record.Ref] `json:"parent,omitempty" field:"ref=unit"`                                                  // what it is a part of; none for the organisation itself
	Level       string                   `json:"level,omitempty" field:"enum=organisation|region|division|department|team|function"` // what kind of part it is
	Description string                   `json:"description,omitempty"`
}

// UnitKind declares units.
var UnitKind = record.Define(record.Definition[Unit]{Name: "unit", Plural: "units", Prefix: "U", Version: 1, Rules: checkParents})

// maxLevels is how many units may stand above a unit.
const maxLevels = 50

// checkParents refuses a circle on any day: parents are looked up on each day on which one of them changes, and from the
// beginning.
func checkParents(c *record.Check[Unit]) {
	for _, day := range changes(c.Snapshot, c.Spec) {
		names := []string{c.Record.Name}
		for at := c.Spec; ; {
			ref, ok := at.Parent.On(day)
			if !ok {
				break
			}
			parent, ok := record.Get[Unit](c.Snapshot, ref.UID())
			if !ok {
				break
			}
			names = append(names, parent.Name)
			if parent.UID == c.Record.UID {
				when := ""
				if !day.IsZero() {
					when = " from " + day.String() + " on"
				}
				c.Refuse(parentOn(c.Spec.Parent, day), "makes a circle"+when+": "+strings.Join(names, " → "), "Let one of these units have another parent, or none")
				return
			}
			if len(names) > maxLevels+1 {
				c.Refuse("parent", fmt.Sprintf("has more than %d units above it", maxLevels), "Let the unit stand higher")
				return
			}
			at = parent.Spec
		}
	}
}

// changes lists the days on which a unit, or one that is above it at any time, comes to another parent; first the
// beginning, which is the zero date.
func changes(s *record.Snapshot, u *Unit) []civil.Date {
	days := []civil.Date{{}}
	seen := map[record.UID]bool{}
	for level, next := 0, []*Unit{u}; len(next) > 0 && level <= maxLevels; level++ {
		var above []*Unit
		for _, at := range next {
			for _, e := range at.Parent {
				days = append(days, e.From)
				if parent, ok := record.Get[Unit](s, e.Value.UID()); ok && !seen[parent.UID] {
					seen[parent.UID] = true
					above = append(above, parent.Spec)
				}
			}
		}
		next = above
	}
	slices.SortFunc(days, civil.Date.Compare)
	return slices.Compact(days)
}

// parentOn is the path of the parent in force on a day.
func parentOn(parent record.Dated[record.Ref], day civil.Date) string {
	path := "parent"
	for i, e := range parent {
		if !e.From.After(day) {
			path = parent.Path("parent", i)
		}
	}
	return path
}

// Person is someone who owns, collects or decides. Names and addresses lie in the erasable store; everywhere else a
// person is an identifier.
type Person struct {
	FullName string     `json:"full_name,omitempty" field:"required,personal,len=200"`
	Email    string     `json:"email,omitempty" field:"personal,len=254"`
	Function string     `json:"function,omitempty" field:"len=200"` // what they are there for, such as ISMS manager
	Unit     record.Ref `json:"unit" field:"required,ref=unit"`     // where they work
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
