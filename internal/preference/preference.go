// Package preference says what people can choose of how pages look: what there is to choose, what may be chosen, and whose choice holds. It
// keeps nothing and draws nothing.
package preference

import (
	"slices"
	"strings"

	"github.com/steelyard-isms/steelyard/internal/fault"
)

// Name names what can be chosen.
type Name string

// What can be chosen.
const (
	Numbers Name = "numbers" // the marks in numbers
	Dates   Name = "dates"   // the order of days
	Theme   Name = "theme"   // light or dark
	Density Name = "density" // how much stands on a screen
)

// All lists what can be chosen, in the order of forms.
var All = []Name{Numbers, Dates, Theme, Density}

// choices are what may be chosen; the first is what holds where nobody has chosen.
var choices = map[Name][]string{
	Numbers: {"comma-point", "space-comma", "point-comma"},
	Dates:   {"named", "iso"},
	Theme:   {"system", "light", "dark"},
	Density: {"comfortable", "compact"},
}

// Choices lists what may be chosen; the first is what holds where nobody has chosen.
func Choices(n Name) []string { return slices.Clone(choices[n]) }

// Set is what was chosen, by name. What is not in it was not chosen.
type Set map[Name]string

// Check refuses what is no choice. An empty one means that nothing is chosen.
func (s Set) Check() error {
	var wrong []fault.Field
	for name, value := range s {
		if known, ok := choices[name]; !ok {
			wrong = append(wrong, fault.Field{Path: string(name), Reason: "is nothing that can be chosen", Remedy: "Choose what the page of settings offers"})
		} else if value != "" && !slices.Contains(known, value) {
			wrong = append(wrong, fault.Field{Path: string(name), Reason: "is none of the choices", Remedy: "Use one of " + strings.Join(known, ", ")})
		}
	}
	if len(wrong) == 0 {
		return nil
	}
	slices.SortFunc(wrong, func(a, b fault.Field) int { return strings.Compare(a.Path, b.Path) })
	return &fault.Error{Code: fault.Invalid, Message: "the settings cannot be kept", Fields: wrong}
}

// Chosen is what two sets come to: each person's own choice, else that for everyone, else what holds where nobody has chosen.
type Chosen struct{ Own, Everyone Set }

// Is is what holds.
func (c Chosen) Is(n Name) string {
	for _, s := range []Set{c.Own, c.Everyone} {
		if v := s[n]; slices.Contains(choices[n], v) { // what an earlier version knew and this one does not is no choice
			return v
		}
	}
	return choices[n][0]
}
