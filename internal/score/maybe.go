package score

import (
	"math"
	"slices"
	"strconv"

	"github.com/steelyard-isms/steelyard/internal/fault"
)

// Maybe is a finite number, or none. Not to know a number and to know that it is 0 are different things everywhere in
// scoring; a Maybe cannot be read as a number by mistake, is compared with ==, and costs no allocation. The zero value
// is none. In JSON it is a number or null.
type Maybe struct {
	number float64
	known  bool
}

// Some is a known number. What is not finite is no number, and gives none.
func Some(number float64) Maybe {
	if math.IsNaN(number) || math.IsInf(number, 0) {
		return Maybe{}
	}
	return Maybe{number, true}
}

// Get gives the number and whether there is one; without one the number is 0.
func (m Maybe) Get() (number float64, known bool) { return m.number, m.known }

// Known tells whether there is a number.
func (m Maybe) Known() bool { return m.known }

// Pointer gives the number in the form of an optional field: nil where there is none.
func (m Maybe) Pointer() *float64 {
	if !m.known {
		return nil
	}
	return &m.number
}

// Or gives the number, or another one where there is none.
func (m Maybe) Or(other float64) float64 {
	if m.known {
		return m.number
	}
	return other
}

// MarshalJSON gives a number or null.
func (m Maybe) MarshalJSON() ([]byte, error) {
	if !m.known {
		return []byte("null"), nil
	}
	return strconv.AppendFloat(nil, m.number, 'g', -1, 64), nil
}

// longestNumber is more than any float64 needs; a longer text is refused before it is read.
const longestNumber = 400

// UnmarshalJSON reads a number or null. Anything else, and a number too great, is an Invalid fault.
func (m *Maybe) UnmarshalJSON(text []byte) error {
	if string(text) == "null" {
		*m = Maybe{}
		return nil
	}
	if len(text) == 0 || len(text) > longestNumber || text[0] != '-' && (text[0] < '0' || text[0] > '9') {
		return refused("", "is not a number", "Write a number, or null where there is none")
	}
	number, err := strconv.ParseFloat(string(text), 64)
	if err != nil {
		return refused("", "is not a finite number", "Write a number, or null where there is none")
	}
	*m = Some(number)
	return nil
}

// unscorable is the message of every refusal here; the field says what is wrong.
const unscorable = "this cannot be scored"

// refused is the Invalid fault for one field that must not be stored or computed with.
func refused(field, reason, remedy string) error {
	return fault.InvalidField(unscorable, fault.Field{Path: field, Reason: reason, Remedy: remedy})
}

// within puts the fields of a fault under the id that they belong to.
func within(id string, err error) error {
	at := *fault.Of(err)
	at.Fields = slices.Clone(at.Fields)
	for i := range at.Fields {
		at.Fields[i].Path = id + "." + at.Fields[i].Path
	}
	return &at
}

func finite(x float64) bool { return !math.IsNaN(x) && !math.IsInf(x, 0) }
