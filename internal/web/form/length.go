package form

import (
	"regexp"
	"strconv"
	"strings"
)

// lengthUnits are the parts of a length of time that people enter in words, in their order, and the letters that a document has for them. Hours and minutes are
// written as documents have them.
var lengthUnits = []struct{ word, letter string }{{"year", "Y"}, {"month", "M"}, {"week", "W"}, {"day", "D"}}

var (
	lengthForm = regexp.MustCompile(`^P(?:([1-9][0-9]{0,3})Y)?(?:([1-9][0-9]{0,3})M)?(?:([1-9][0-9]{0,3})W)?(?:([1-9][0-9]{0,4})D)?$`)
	lengthSaid = regexp.MustCompile(`^(?:([0-9]{1,4}) ?years?)?(?:(?: ?,| and)? ?([0-9]{1,4}) ?months?)?(?:(?: ?,| and)? ?([0-9]{1,4}) ?weeks?)?(?:(?: ?,| and)? ?([0-9]{1,5}) ?days?)?$`)
)

// sayLength writes a length of time in words, as in 1 year 6 months; what has no words stands as it is.
func sayLength(text string) string {
	m := lengthForm.FindStringSubmatch(text)
	if m == nil {
		return text
	}
	var out []string
	for i, u := range lengthUnits {
		switch n := m[i+1]; n {
		case "":
		case "1":
			out = append(out, "1 "+u.word)
		default:
			out = append(out, n+" "+u.word+"s")
		}
	}
	if len(out) == 0 {
		return text
	}
	return strings.Join(out, " ")
}

// readLength reads a length of time in words; what is none stays as it is, and is refused where it is no length at all.
func readLength(text string) string {
	m := lengthSaid.FindStringSubmatch(strings.ToLower(strings.Join(strings.Fields(text), " ")))
	if m == nil {
		return text
	}
	out := "P"
	for i, u := range lengthUnits {
		if n, err := strconv.Atoi(m[i+1]); err == nil && n > 0 {
			out += strconv.Itoa(n) + u.letter
		}
	}
	if out == "P" {
		return text
	}
	return out
}
