package expression

import (
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/steelyard-isms/steelyard/internal/fault"
)

var both = Over{Doc: true, Row: true}

func first(faults []fault.Field) string {
	if len(faults) == 0 {
		return ""
	}
	return Place(faults[0]) + faults[0].Reason
}

// Whoever declares an expression is told at once what is wrong with it and where, or it is fit to be run.
func TestMistakesAreFoundBeforeAnyFileIsRead(t *testing.T) {
	for _, c := range []struct {
		text  string
		over  Over
		gives Gives
		want  string // empty: it is accepted
	}{
		{"row.severity == 'HIGH'", both, Condition, ""},
		{"row.score", both, Number, ""},
		{"row.?score", both, Number, ""},
		{"row.?score.orValue(1.0)", both, Number, ""},
		{"days(row.due) - days(row.found)", both, Number, ""},
		{"doc.groups.map(g, g.?findings.orValue([])).flatten()", Over{Doc: true}, List, ""},
		{"timestamp(row.at)", both, Time, ""},
		{"row.name.lowerAscii().split(',')[0]", both, Label, ""},
		{"row.score > 8 && doc.hosts >= 1", both, Condition, ""},
		{"", both, Number, "at column 1: it is empty"},
		{"row.", both, Number, "at column 5: it ends before it is complete"},
		{"row.a ? 1", both, Number, "at column 10: it ends before it is complete"},
		{"row.a + * 2", both, Number, `at column 9: "*" is not expected here`},
		{"row.a +\n  b", both, Number, "at line 2, column 3: undeclared reference to 'b'"},
		{"size(row.a, 2)", both, Number, "at column 5: found no matching overload for 'size'"},
		{"'a' - 1", both, Number, "at column 5: found no matching overload"},
		{"'a' + 'b'", both, Number, "at column 1: it gives a text, and a number is wanted"},
		{"row.a == 1", both, Number, "at column 1: it gives true or false, and a number is wanted"},
		{"optional.of('a')", both, Number, "it gives a text"},
		{"timestamp(row.a) - timestamp(row.b)", both, Number, "it gives a length of time"},
		{"{'a': 1}", both, Label, "it gives an object"},
		{"doc.a", Over{Row: true}, Number, "at column 1: undeclared reference to 'doc'"},
		{"row.a.matches('(')", both, Condition, `at column 15: "(" is not a pattern`},
		{"row.at < timestamp('2026')", both, Condition, `at column 20: "2026" is not a time`},
		{"row.at < duration('2 days')", both, Condition, "is not a length of time"},
		{strings.Repeat("(", 100) + "1" + strings.Repeat(")", 100), both, Number, "it is nested more than 40 deep"},
		{strings.Repeat("x", MaxLength+1), both, Number, "it is longer than 2000 bytes"},
	} {
		e, faults := Check(c.text, c.over, c.gives)
		if (e == nil) != (c.want != "") || !strings.Contains(first(faults), c.want) {
			t.Errorf("%.60s: got %q, want %q", c.text, first(faults), c.want)
		}
		for _, f := range faults {
			if f.Remedy == "" || f.Line < 1 || f.Column < 1 {
				t.Errorf("%.60s: the fault helps nobody: %+v", c.text, f)
			}
		}
	}
}

// What does not speak of a row is computed once and not for each row.
func TestWhatSpeaksOfARowIsTold(t *testing.T) {
	for text, want := range map[string]bool{"doc.total": false, "1 + 2": false, "row.total": true, "doc.rows.size()": false, "doc.total / row.total": true} {
		if e, faults := Check(text, both, Number); e == nil || e.PerRow != want {
			t.Errorf("%s: speaks of a row is not %v, %v", text, want, faults)
		}
	}
}

func FuzzCheck(f *testing.F) {
	for _, text := range []string{"row.severity == 'HIGH'", "doc.groups.map(g, g.?findings.orValue([])).flatten()", "days(row.due) - days('2026-01-01')",
		"row.?a.optMap(x, x * 2.0).orValue(1.0)", "row.a.matches('^x')", "has(row.a) ? row.a : [1, 2][?0]", "\"\\x00\"", "r'\n'"} {
		f.Add(text, uint8(0))
	}
	f.Fuzz(func(t *testing.T, text string, how uint8) {
		over := Over{Doc: how&1 == 0, Row: how&2 == 0}
		e, faults := Check(text, over, Gives(how>>2%5))
		if (e == nil) != (len(faults) > 0) {
			t.Fatalf("%q is neither accepted nor refused: %v", text, faults)
		}
		for _, x := range faults {
			if x.Line < 1 || x.Column < 1 || x.Reason == "" || x.Remedy == "" || utf8.ValidString(text) && !utf8.ValidString(x.Reason) {
				t.Errorf("%q: the fault helps nobody: %+v", text, x)
			}
		}
		if e != nil && e.PerRow && !over.Row {
			t.Errorf("%q speaks of a row, and there is none", text)
		}
	})
}
