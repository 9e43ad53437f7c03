package figures_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/steelyard-isms/steelyard/internal/figures"
)

// What reaches into a closed period for several reasons is told with each of them, and with what it is given for: else a reader takes one reason for that of all.
func TestEachReasonIsTold(t *testing.T) {
	type part struct{ text, code string }
	long := strings.Repeat("é", 150)
	var many, wide []part
	for i := range 13 {
		many = append(many, part{fmt.Sprintf("reason %02d", i), fmt.Sprintf("M-%02d", i)})
		wide = append(wide, part{"found late", fmt.Sprintf("M-%02d", i)})
	}
	for name, c := range map[string]struct {
		parts []part
		want  string
	}{
		"none":                            {nil, ""},
		"nobody said why":                 {[]part{{"", "M-01"}, {" ", "M-02"}}, ""},
		"one for all":                     {[]part{{"found late", "M-01"}, {" found late ", "M-02"}}, "found late"},
		"one each":                        {[]part{{"Four assessments came late", "M-23"}, {"Supplier report found.", "M-26"}}, "M-23: Four assessments came late; M-26: Supplier report found"},
		"one for two of three":            {[]part{{"found", "M-02"}, {"late", "M-10"}, {"late", "M-9"}, {"late", "M-10"}}, "M-9, M-10: late; M-02: found"},
		"one for some":                    {[]part{{"late", "M-01"}, {"", "M-02"}}, "M-01: late"},
		"of what is not named":            {[]part{{"late", "M-01"}, {"found", ""}}, "M-01: late; and one more reason"},
		"for what is named and what not":  {[]part{{"late", "M-01"}, {"late", ""}, {"", "M-02"}}, "M-01 and others: late"},
		"one for all, whatever is named":  {[]part{{"late", "M-01"}, {"late", ""}}, "late"},
		"a long one":                      {[]part{{long, "M-01"}}, strings.Repeat("é", 100) + "…"},
		"more than an entry keeps":        {many, "M-00: reason 00; M-01: reason 01; M-02: reason 02; M-03: reason 03; M-04: reason 04; M-05: reason 05; M-06: reason 06; M-07: reason 07; M-08: reason 08; M-09: reason 09; and 3 more reasons"},
		"for more than an entry may name": {append(wide, part{"", "M-20"}), "M-00, M-01, M-02, M-03, M-04, M-05, M-06, M-07, M-08, M-09 and others: found late"},
	} {
		var r figures.Reasons
		for _, p := range c.parts {
			r.Add(p.text, p.code)
		}
		if got := r.String(); got != c.want {
			t.Errorf("%s: %q, not %q", name, got, c.want)
		}
	}
}
