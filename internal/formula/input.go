package formula

import (
	"fmt"
	"regexp"
	"slices"
)

// Kind says what an input is.
type Kind int

// The kinds of input.
const (
	Parameter Kind = iota + 1 // a number that is declared
	Series                    // values over time
	Spread                    // values over time for several units, without one of its own
	Both                      // values over time, of its own and for several units
)

// Input is a name that a formula may use.
type Input struct {
	Name   string
	Kind   Kind
	Unit   string // of measure; empty where it has none
	Judged bool   // Unit is told; otherwise it is not known, and nothing is refused for it
	Period int    // days from one value to the next; 0: not known
	Every  bool   // all its values are known, not only the last of each month
}

var nameForm = regexp.MustCompile(`^[a-z][a-z0-9_]{0,63}$`)

// words that the language keeps for itself, whatever comes to be a function
var reserved = []string{item, "true", "false", "null", "in", "as", "break", "const", "continue", "else", "for", "function", "if", "import", "let", "loop",
	"package", "namespace", "return", "var", "void", "while", "double", "int", "uint", "bool", "string", "bytes", "list", "map", "type", "dyn"}

// item is what a condition over units calls the value of each.
const item = "it"

// CheckName tells why a name cannot be that of an input; empty where it can.
func CheckName(name string) (reason, remedy string) {
	switch {
	case !nameForm.MatchString(name):
		return fmt.Sprintf("%q is no name for a formula", clip(name)), "Use small letters, digits and _, beginning with a letter, at most 64"
	case slices.Contains(reserved, name):
		return fmt.Sprintf("%q is a word of the language", name), "Choose another name"
	}
	return "", ""
}

func clip(text string) string {
	if r := []rune(text); len(r) > 60 {
		return string(r[:60]) + "…"
	}
	return text
}
