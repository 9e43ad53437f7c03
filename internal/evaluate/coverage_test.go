package evaluate_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/steelyard-isms/steelyard/internal/evaluate"
	"github.com/steelyard-isms/steelyard/internal/record"
)

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
