package formula_test

import (
	"fmt"
	"math"
	"strings"
	"testing"
	"time"

	"github.com/steelyard-isms/steelyard/internal/formula"
)

var titles = []string{"north", "east", "south", "west"}

// given brings the sample of an example into the form that programs take: one value at the end of each month, the last at the
// end of July 2026.
func given(samples []formula.Sample) (inputs []formula.Input, out []formula.Given) {
	for _, s := range samples {
		in, g := formula.Input{Name: s.Name, Kind: formula.Series, Unit: s.Unit, Judged: true, Period: 31}, formula.Given{Period: 31}
		for i, v := range s.Past {
			end := time.Date(2026, time.Month(8-(len(s.Past)-1-i)), 1, 0, 0, 0, 0, time.UTC).Add(-time.Microsecond)
			g.Past = append(g.Past, formula.Reading{At: end, Value: v})
			g.Value, g.Known = v, true
		}
		for i, v := range s.Units {
			in.Kind = formula.Spread
			g.Units = append(g.Units, formula.Member{Unit: titles[i], Title: titles[i], Value: v, Known: !math.IsNaN(v)})
		}
		if s.Number {
			in.Kind = formula.Parameter
		}
		inputs, out = append(inputs, in), append(out, g)
	}
	return inputs, out
}

func compile(t *testing.T, text string, inputs []formula.Input) *formula.Program {
	t.Helper()
	p, faults := formula.Compile(text, inputs)
	if len(faults) > 0 {
		t.Fatalf("%s is refused: %v", text, faults)
	}
	return p
}

func near(a, b float64) bool { return math.Abs(a-b) <= 1e-9*math.Max(1, math.Abs(b)) }

// Every example of the reference gives what the reference says.
func TestExamples(t *testing.T) {
	for _, f := range formula.Functions() {
		if len(f.Examples) == 0 {
			t.Errorf("%s has no example", f.Name)
		}
		for _, x := range f.Examples {
			inputs, values := given(x.Inputs)
			got := compile(t, x.Formula, inputs).Value(values)
			if got.Known != (x.Why == "") || got.Why != x.Why || got.Known && !near(got.Value, x.Value) {
				t.Errorf("%s: the reference says %v %q; it gives %+v", x.Formula, x.Value, x.Why, got)
			}
			if !strings.Contains(x.Formula, f.Name) && x.Why == "" {
				t.Errorf("an example of %s does not use it: %s", f.Name, x.Formula)
			}
		}
	}
}

var hosts = []formula.Sample{
	{Name: "patched", Unit: "hosts", Past: []float64{190}}, {Name: "total", Unit: "hosts", Past: []float64{200}}, {Name: "none", Unit: "hosts", Past: []float64{0}},
	{Name: "gone", Unit: "hosts"}, {Name: "hours", Unit: "hours", Past: []float64{48}}, {Name: "day", Unit: "hours per day", Past: []float64{24}, Number: true},
	{Name: "coverage", Unit: "%", Units: []float64{98, 91, 95, 60}}, {Name: "huge", Past: []float64{1e308}}, {Name: "share_of", Unit: "%", Past: []float64{40}},
	{Name: "people", Unit: "persons", Units: []float64{1, 2, 3, math.NaN()}}}

// What people write means what they think it means.
func TestMeaning(t *testing.T) {
	inputs, values := given(hosts)
	for text, want := range map[string]float64{
		"100 * patched / total": 95, "1 / 2": 0.5, "7 / 2 * 2": 7, "-patched + total": 10, "2 - -3": 5, "patched > 100 && total >= 200 ? 1 : 0": 1,
		"patched == 190.0 ? 1 : 0": 1, "!(patched != 190) ? 1 : 0": 1, "none > 0 ? patched / none : 0": 0, "gone.or(patched)": 190, "hours / day": 2,
		"known(gone) || known(total) ? 1 : 2": 1, "known(patched / none) ? 1 : 2": 2, "(gone + 1).or(7)": 7, "max(1, 2, 3) - min(3, 2, 1)": 2,
		"round(1.005, 2)": 1.01, "round(-2.5)": -3, "clamp(-5, 0, 10)": 0, "1e3 + 1": 1001, "0 * patched": 0, "count(units(coverage), it > 100)": 0,
		"share(known_units(people), it >= 2) * 3": 2, "count(units(coverage), it > mean(units(coverage)))": 3, "percentile(units(coverage), 0)": 60, "percentile(units(coverage), 100)": 98} {
		got := compile(t, text, inputs).Value(values)
		if !got.Known || !near(got.Value, want) {
			t.Errorf("%s gives %+v, not %v", text, got, want)
		}
	}
}

// What has no value says why, and neither infinity nor a number for what is missing comes out.
func TestNoValue(t *testing.T) {
	inputs, values := given(hosts)
	values[3].Why = "has expired"
	for text, why := range map[string]string{
		"patched / none": "it divides by none, which is 0", "1 / (1 + patched / (total - 200))": "it divides by total - 200, which is 0",
		"patched / min(none, total)": "it divides by min(none, total), which is 0", "gone": "gone has expired", "patched + gone": "gone has expired",
		"gone > 1 ? 1 : 2": "gone has expired", "huge * 10": "the result is too large for a number", "1 / (huge * 10)": "the result is too large for a number",
		"huge + huge": "the result is too large for a number", "sum(units(people))": "people has no value for west", "previous(patched)": "patched has no value a period before",
		"year_ago(patched)": "patched has no value a year before", "previous(gone)": "gone has expired", "known(patched) ? gone : 1": "gone has expired",
		"weighted_mean(units(coverage), known_units(people))": "west has a value and no weight", "percentile(units(coverage), total)": "a percentile is from 0 to 100",
		"count(units(coverage), it / none > 1)": "it divides by none, which is 0"} {
		if got := compile(t, text, inputs).Value(values); got.Known || got.Why != why {
			t.Errorf("%s gives %+v, not the reason %q", text, got, why)
		}
	}
}

// What cannot be meant is refused, at its place and with what to do.
func TestRefusals(t *testing.T) {
	inputs, _ := given(hosts)
	for _, c := range []struct {
		text, reason string
		line, column int
	}{
		{"", "is empty", 1, 1},
		{"patched +", "ends before it is complete", 1, 10},
		{"patched total", `"total" is not expected here`, 1, 9},
		{"patched / totl", `"totl" is not known`, 1, 11},
		{"1 +\n  totl", `"totl" is not known`, 2, 3},
		{"patched + hours", "+ brings together hosts and hours", 1, 9},
		{"100 * patched / hours + share_of", "+ brings together hosts per hours and %", 1, 23},
		{"patched > hours ? 1 : 0", "> brings together hosts and hours", 1, 9},
		{"max(patched, hours)", "max brings together hosts and hours", 1, 1},
		{"gone.or(hours)", "or brings together hosts and hours", 1, 6},
		{"patched > 1 ? patched : hours", "? : brings together hosts and hours", 1, 13},
		{"patched > 1", "a formula takes a number, and this is a condition", 1, 9},
		{"units(coverage)", "a formula takes a number, and this is the values of units", 1, 1},
		{"coverage + 1", "coverage has a value for each unit, and no other", 1, 1},
		{"sum(patched)", "sum takes the values of units, and this is a number", 1, 5},
		{"units(patched) ", "patched has no values for units", 1, 7},
		{"previous(patched + 1)", "previous takes the name of an input, and nothing computed", 1, 18},
		{"previous(day)", "day is a parameter and has no past", 1, 10},
		{"previous(coverage)", "coverage has values for units, which are not followed over time", 1, 10},
		{"rolling(patched, 2.5)", "is no number of periods", 1, 18},
		{"rolling(patched, 37)", "is no number of periods", 1, 18},
		{"rolling(patched, total)", "is no number of periods", 1, 18},
		{"patched / 0", "divides by 0", 1, 9},
		{"patched % 2", "% is not computed here", 1, 9},
		{"'a'", "is no number", 1, 1},
		{"[1, 2]", "is no number", 1, 1},
		{"{1: 2}", "is no number", 1, 1},
		{"patched.size", "reaches into something with a point", 1, 8},
		{"size(patched)", `there is no function "size"`, 1, 1},
		{"abs(1, 2)", "abs is not written so", 1, 1},
		{"or(patched, 0)", "or is not written so", 1, 1},
		{"it + 1", "it stands for the value of a unit, and there is none here", 1, 1},
		{"count(units(coverage), count(units(coverage), it > 1) > 1)", "is a condition over units within another", 1, 50},
		{"count(units(coverage), it)", "count takes a condition, and this is a number", 1, 24},
		{"count(units(coverage), it > patched)", "> brings together % and hosts", 1, 27},
		{"percentile(units(coverage), 101)", "is no percentage", 1, 29},
		{"sum", "sum is a function", 1, 1},
		{strings.Repeat("(", 60) + "1" + strings.Repeat(")", 60), "is nested more than 32 deep", 1, 0},
		{strings.Repeat("1 + ", 499) + "1", "is nested more than 32 deep", 1, 0},
		{strings.Repeat("1", 2001), "has more than 2000 characters", 1, 1},
	} {
		p, faults := formula.Compile(c.text, inputs)
		if p != nil || len(faults) == 0 {
			t.Errorf("%.60s is accepted", c.text)
			continue
		}
		f := faults[0]
		if f.Reason != c.reason || f.Line != c.line || c.column > 0 && f.Column != c.column || f.Remedy == "" {
			t.Errorf("%.60s is refused with %d:%d %q (%s), not %d:%d %q", c.text, f.Line, f.Column, f.Reason, f.Remedy, c.line, c.column, c.reason)
		}
	}
}

// The unit of measure of a formula follows from those of its inputs, and must be that of the measure.
func TestUnits(t *testing.T) {
	inputs, _ := given(hosts)
	inputs = append(inputs, formula.Input{Name: "raw", Kind: formula.Series})
	for _, c := range []struct {
		text, fits, not string
	}{
		{"100 * patched / total", "%", "hosts"}, {"patched / total", "", "days"}, {"patched - 1", "host", "%"}, {"hours / day", "days", "hours"},
		{"patched / hours", "hosts per hour", "hosts"}, {"patched / hours", "hosts/hour", "hours/host"}, {"raw", "days", ""}, {"raw * patched", "apples", ""},
		{"raw + patched", "hosts", "days"}, {"0.5 * share_of + 50", "%", "days"}, {"share_of", "%", "index"}, {"100 * share(units(coverage), it > 90)", "%", "hosts"},
		{"count(units(coverage))", "units", ""}, {"mean(units(coverage))", "%", "hosts"}, {"rolling(patched, 3)", "hosts", "%"}, {"patched * patched / total", "hosts", "%"}, {"42", "days", ""}} {
		p := compile(t, c.text, inputs)
		if bad := p.Check(c.fits); len(bad) > 0 {
			t.Errorf("%s does not fit %q: %v", c.text, c.fits, bad)
		}
		if c.not != "" && len(p.Check(c.not)) == 0 {
			name, _ := p.Unit()
			t.Errorf("%s, which is in %q, fits %q", c.text, name, c.not)
		}
	}
	for text, want := range map[string]string{"patched / hours": "hosts per hours true", "raw": " false", "42": " false", "patched / total": " true", "share_of": "% true"} {
		if name, judged := compile(t, text, inputs).Unit(); fmt.Sprint(name, " ", judged) != want {
			t.Errorf("the unit of %s is told as %q, %v", text, name, judged)
		}
	}
	bad := compile(t, "patched / hours", inputs).Check("%")
	if len(bad) != 1 || bad[0].Reason != "gives hosts per hours, and the measure is in %" {
		t.Errorf("the refusal does not name both units: %v", bad)
	}
}

// Time functions find what lies a period or a year before, whatever the length of months, and not what lies elsewhere.
func TestTime(t *testing.T) {
	in := []formula.Input{{Name: "x", Kind: formula.Series, Period: 30}}
	past := func(days ...string) (out []formula.Reading) {
		for i, d := range days {
			at, err := time.Parse(time.DateOnly, d)
			if err != nil {
				t.Fatal(err)
			}
			out = append(out, formula.Reading{At: at, Value: float64(i + 1)})
		}
		return out
	}
	for _, c := range []struct {
		text string
		past []formula.Reading
		want float64 // 0: none
	}{
		{"previous(x)", past("2026-01-31", "2026-02-28", "2026-03-31"), 2},
		{"previous(x)", past("2026-01-31", "2026-03-31"), 0},
		{"previous(x)", past("2026-02-27", "2026-03-28", "2026-03-30", "2026-03-31"), 1},
		{"year_ago(x)", past("2024-02-29", "2025-02-28", "2025-03-31", "2026-02-28"), 2},
		{"year_ago(x)", past("2024-02-29", "2026-02-28"), 0},
		{"rolling_sum(x, 3)", past("2025-11-30", "2025-12-31", "2026-01-31", "2026-02-28"), 9},
		{"rolling(x, 3)", past("2025-12-31", "2026-02-28"), 0},
	} {
		last := c.past[len(c.past)-1]
		got := compile(t, c.text, in).Value([]formula.Given{{Value: last.Value, Known: true, Past: c.past, Period: 30}})
		if got.Known != (c.want != 0) || got.Known && got.Value != c.want {
			t.Errorf("%s over %v gives %+v, not %v", c.text, c.past, got, c.want)
		}
	}
	if _, faults := formula.Compile("previous(x)", []formula.Input{{Name: "x", Kind: formula.Series, Period: 7}}); len(faults) != 1 {
		t.Errorf("a week before is asked of what is known by months: %v", faults)
	}
}

// Whoever declares inputs learns which names the language keeps, and which inputs nothing reads.
func TestNames(t *testing.T) {
	for _, bad := range []string{"", "Patched", "9x", "a-b", "it", "in", "true", strings.Repeat("a", 65), "ünits"} {
		if reason, remedy := formula.CheckName(bad); reason == "" || remedy == "" {
			t.Errorf("%q is taken as a name", bad)
		}
	}
	if reason, _ := formula.CheckName("share"); reason != "" { // functions that come later take no name away
		t.Error("share", reason)
	}
	inputs, _ := given(hosts[:3])
	p := compile(t, "patched / total", inputs)
	if got := p.Unused(); len(got) != 1 || got[0] != "none" {
		t.Errorf("unused inputs: %v", got)
	}
}

// A condition that goes through all units for each of them ends, with the reason.
func TestCostIsBounded(t *testing.T) {
	p := compile(t, "count(units(x), it > mean(units(x)))", []formula.Input{{Name: "x", Kind: formula.Spread}})
	g := formula.Given{}
	for range formula.MaxUnits {
		g.Units = append(g.Units, formula.Member{Value: 1, Known: true})
	}
	if got := p.Value([]formula.Given{g}); got.Known || !strings.Contains(got.Why, "too many steps") {
		t.Errorf("a hundred million steps are taken: %+v", got)
	}
	g.Units = append(g.Units, g.Units[0])
	if got := p.Value([]formula.Given{g}); got.Known {
		t.Errorf("more units than the limit are taken: %+v", got)
	}
	g.Units = g.Units[:300]
	if got := p.Value([]formula.Given{g}); !got.Known {
		t.Errorf("300 units are too many: %+v", got)
	}
}
