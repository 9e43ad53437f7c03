package measure

import (
	"fmt"
	"slices"
	"strconv"

	"github.com/steelyard-isms/steelyard/internal/record"
)

// SourceCheck says when values of a source can be relied on. Where it fails, the values that it stands for are held back: they are kept as missing, with the reason, so that
// an outage of whoever measures is not taken for an improvement.
type SourceCheck struct {
	Value   string   `json:"value" field:"required,len=64"`            // the value that is looked at, such as how many things were looked at
	AtLeast *float64 `json:"at_least,omitempty"`                       // it is that much, or more
	AtMost  *float64 `json:"at_most,omitempty"`                        // or less
	Fall    *float64 `json:"fall,omitempty" field:"min=0,max=100"`     // by at most so many per cent against the last one that passed
	Rise    *float64 `json:"rise,omitempty" field:"min=0,max=1000000"` // likewise upwards
	Holds   []string `json:"holds,omitempty" field:"len=64"`           // the values of the same time and unit that are held back where it fails; empty: all of the source
	Because string   `json:"because,omitempty" field:"len=300"`        // what it means where it fails
}

// checkChecks holds checks to values that there are.
func checkChecks(c *record.Check[Source]) {
	var names []string
	if c.Spec.Mapping != nil {
		for _, v := range c.Spec.Mapping.Values {
			names = append(names, v.Name)
		}
	}
	known := func(path, name string) {
		if names != nil && !slices.Contains(names, name) {
			c.Refuse(path, fmt.Sprintf("is not a value of the mapping: %s", record.Clip(name)), "Name one of the values that the mapping declares")
		}
	}
	for i, x := range c.Spec.Checks {
		path := fmt.Sprintf("checks[%d].", i)
		known(path+"value", x.Value)
		for j, name := range x.Holds {
			known(fmt.Sprintf("%sholds[%d]", path, j), name)
		}
		if x.AtLeast == nil && x.AtMost == nil && x.Fall == nil && x.Rise == nil {
			c.Refuse(path+"at_least", "is missing, and so are at_most, fall and rise: nothing is checked", "Give at least one of the four")
		}
		if x.AtLeast != nil && x.AtMost != nil && *x.AtLeast > *x.AtMost {
			c.Refuse(path+"at_least", "is more than at_most", "Exchange the two")
		}
	}
}

// Fails says why a value does not pass, given the last one that passed; empty where it does. Without one, what is said of it is not looked at.
func (x SourceCheck) Fails(value float64, before *float64) string {
	text := func(v float64) string { return strconv.FormatFloat(v, 'f', -1, 64) }
	why := ""
	switch {
	case x.AtLeast != nil && value < *x.AtLeast:
		why = fmt.Sprintf("%s is %s, and less than %s", x.Value, text(value), text(*x.AtLeast))
	case x.AtMost != nil && value > *x.AtMost:
		why = fmt.Sprintf("%s is %s, and more than %s", x.Value, text(value), text(*x.AtMost))
	case x.Fall != nil && before != nil && *before > 0 && value < *before*(1-*x.Fall/100):
		why = fmt.Sprintf("%s fell from %s to %s, by more than %s %%", x.Value, text(*before), text(value), text(*x.Fall))
	case x.Rise != nil && before != nil && *before > 0 && value > *before*(1+*x.Rise/100):
		why = fmt.Sprintf("%s rose from %s to %s, by more than %s %%", x.Value, text(*before), text(value), text(*x.Rise))
	}
	if why != "" && x.Because != "" {
		why += ": " + x.Because
	}
	return why
}

// Stands tells whether a value is held back where the check fails.
func (x SourceCheck) Stands(name string) bool {
	return len(x.Holds) == 0 || slices.Contains(x.Holds, name)
}
