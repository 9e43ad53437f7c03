package evaluate_test

import (
	"testing"

	"github.com/steelyard-isms/steelyard/internal/evaluate"
)

const counted = common + `
source table {unit: all, format: csv, mapping: {rows: each, time: {column: at, format: unix}, values: [{name: open, operation: value, column: open}]}}
measure found {unit: all, owner: p-01, period_days: 31, ` + plain + `}
measure closed {unit: all, owner: p-01, period_days: 31, ` + plain + `}
measure read {unit: all, owner: p-01, source: table, value: open, period_days: 31, ` + plain + `}
measure alone {unit: all, owner: p-01, period_days: 31, replaces: found, ` + plain + `}
measure share {unit: all, owner: p-01, period_days: 31, formula: closed / found, inputs: [{name: closed, measure: closed}, {name: found, measure: found}], ` + plain + `}
measure open-share {unit: all, owner: p-01, period_days: 31, formula: 1 - share + 0 * found, inputs: [{name: share, measure: share}, {name: found, measure: found}], ` + plain + `}
measure by-machine {unit: all, owner: p-01, period_days: 31, formula: read, inputs: [{name: read, measure: read}], ` + plain + `}
`

// Whoever asks what a measure is for is told of the formulas that use it, each once, and of none that merely takes its place.
func TestWhatIsComputedFromAMeasure(t *testing.T) {
	s := world(t, counted)
	for name, want := range map[string][]string{"found": {"share", "open-share"}, "closed": {"share"}, "share": {"open-share"}, "open-share": nil, "alone": nil} {
		got := map[string]bool{}
		list := evaluate.ComputedFrom(s, measured(t, s, name).UID)
		for _, m := range list {
			got[m.Name] = true
		}
		if len(list) != len(want) {
			t.Errorf("%s is used by %v, not %v", name, got, want)
		}
		for _, w := range want {
			if !got[w] {
				t.Errorf("%s is not said to be used by %s", name, w)
			}
		}
	}
}

// A share of a share of counts that people type is no less work than they are: what a formula comes down to is looked for all the way down, and each is told once.
func TestWhatPeopleEnterForAFormula(t *testing.T) {
	s := world(t, counted)
	for name, want := range map[string]int{"found": 0, "share": 2, "open-share": 2, "read": 0, "by-machine": 0} {
		if got := measured(t, s, name).Spec.Entered(s); len(got) != want {
			t.Errorf("%d measures are entered for %s, not %d", len(got), name, want)
		}
	}
}
