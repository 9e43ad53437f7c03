package evaluate_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/steelyard-isms/steelyard/internal/evaluate"
	"github.com/steelyard-isms/steelyard/internal/record"
)

// A fresh value alone makes no measure healthy: its data must be sound where somebody judged them, and the measure itself reviewed when that is due.
func TestAHealthyMeasureCanBeReliedOn(t *testing.T) {
	checked := func(right int) string {
		return fmt.Sprintf("data_checks: [{part: validity, on: 2026-01-15, by: p-01, right: %d, of: 100, how: Counted}], ", right)
	}
	for what, c := range map[string]struct {
		more    string
		healthy bool
		ails    evaluate.Ailment
	}{
		"nothing judged":       {"", true, ""},
		"data that are sound":  {checked(49), true, ""}, // the mean of completeness, timeliness and validity: the cube root of 0.49 is 0.788
		"data that are not":    {checked(30), false, evaluate.NotSound},
		"a review that is due": {"review: {next: 2026-01-20}, ", true, ""},
		"one that is overdue":  {"review: {next: 2026-01-19}, ", false, evaluate.ReviewOverdue},
		"one to be retired":    {"review: {held: [{on: 2026-01-12, by: p-01, verdict: retire, reason: Nobody asks}]}, ", false, evaluate.ToBeRetired},
	} {
		s := world(t, common+"measure a {unit: all, owner: p-01, period_days: 31, "+c.more+plain+"}\n")
		got := status(t, s, "2026-01-20", value(t, s, "a", "2026-01-10", 80))
		for _, m := range got.Measures {
			if ails := m.Ails(got.Day); c.ails != "" && !slices.Equal(ails, []evaluate.Ailment{c.ails}) {
				t.Errorf("with %s the reasons are %v", what, ails)
			}
			if m.Healthy(got.Day) != c.healthy {
				t.Errorf("with %s it is healthy: %v; data quality %v", what, m.Healthy(got.Day), m.Q)
			}
		}
	}
	s := world(t, common+"measure a {unit: all, owner: p-01, period_days: 31, "+plain+"}\n")
	for _, m := range status(t, s, "2026-06-20", value(t, s, "a", "2026-01-10", 80)).Measures {
		if ails := m.Ails(day(t, "2026-06-20")); !slices.Equal(ails, []evaluate.Ailment{evaluate.NoValue, evaluate.NotSound}) {
			t.Errorf("of a value of five months ago is said %v", ails)
		}
	}
}

// What is covered is told by what measures say of themselves, and by the objectives that they count for; a measure without a value that can be relied on covers
// nothing.
func TestCoverageTellsWhereMeasuresAreMissing(t *testing.T) {
	s := world(t, common+`
unit north {parent: all}
measure a {unit: all, owner: p-01, period_days: 31, type: effectiveness, timing: leading, parameters: [technical-controls, maturity], `+plain+`}
measure b {unit: all, owner: p-01, period_days: 31, type: effectiveness, friction: true, parameters: [maturity], `+plain+`}
measure c {unit: north, owner: p-01, period_days: 31, timing: lagging, `+plain+`}
objective first {unit: all, owner: p-01, perspective: one, weight: 1, measures: [{measure: a, weight: 1}, {measure: b, weight: 1}]}
objective second {unit: all, owner: p-01, perspective: one, weight: 1, measures: [{measure: a, weight: 1}]}
objective third {unit: all, owner: p-01, perspective: two, weight: 1, measures: [{measure: b, weight: 1}]}
`)
	got := status(t, s, "2026-01-20", value(t, s, "a", "2026-01-10", 80), value(t, s, "c", "2026-01-10", 50))
	told := func(counts func(*evaluate.Measure) bool) string {
		var out []string
		names := func(list []*evaluate.Measure) string {
			var of []string
			for _, m := range list {
				of = append(of, m.Record.Name)
			}
			slices.Sort(of)
			return strings.Join(of, "")
		}
		for _, c := range got.Coverage(counts) {
			if len(c.Healthy)+len(c.Lacking) > 0 || c.By == evaluate.ByPerspective {
				out = append(out, fmt.Sprintf("%s/%s %s-%s", c.By, c.Key, names(c.Healthy), names(c.Lacking)))
			}
		}
		return strings.Join(out, "; ")
	}
	want := "parameter/technical-controls a-; parameter/maturity a-b; parameter/ c-; perspective/one a-b; perspective/two -b; perspective/ c-; " +
		"type/effectiveness a-b; type/ c-; timing/leading a-; timing/lagging c-; timing/ -b; friction/security ac-; friction/friction -b"
	if text := told(func(*evaluate.Measure) bool { return true }); text != want {
		t.Errorf("told is\n%s\nnot\n%s", text, want)
	}
	north, _ := s.Lookup("unit", "north")
	of := func(m *evaluate.Measure) bool { return m.Record.Spec.Unit == record.Ref(north.UID) }
	if text := told(of); !strings.Contains(text, "perspective/one -; perspective/two -; perspective/ c-") || strings.Contains(text, "a") && strings.Contains(text, "a-b") {
		t.Errorf("of the north is told\n%s", text)
	}
	if all := got.Coverage(of); len(all) != 15+1+3+5+1+2+2 {
		t.Errorf("there are %d parts", len(all))
	}
}
