package evaluate_test

import (
	"slices"
	"testing"

	"github.com/steelyard-isms/steelyard/internal/evaluate"
	"github.com/steelyard-isms/steelyard/internal/measurement"
	"github.com/steelyard-isms/steelyard/internal/score"
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

// Where values rise by 1 a month and the target asks for 50 more in two, its chance is told; another target, which they will meet, hides it not. Without a line there is no chance.
func TestATargetThatIsHardlyMetIsNotCalledAttainable(t *testing.T) {
	s := world(t, common+`
measure a {unit: all, owner: p-01, period_days: 31, `+plain+`}
objective soon {unit: all, owner: p-01, perspective: one, weight: 1, measures: [{measure: a, weight: 1}], targets: [{measure: a, baseline: 20, start: 2024-01-01, plan: {target: 90, due: 2025-04-30}}]}
objective met {unit: all, owner: p-01, perspective: two, weight: 1, measures: [{measure: a, weight: 1}], targets: [{measure: a, baseline: 20, start: 2024-01-01, plan: {target: 30, due: 2025-05-31}}]}
`)
	for _, c := range []struct {
		name   string
		step   float64
		chance bool
		away   bool
	}{{"rising", 1, true, false}, {"falling", -1, true, true}, {"none", 0, false, false}} {
		values := make([]float64, 14)
		for i := range values {
			values[i] = 30 + c.step*float64(i) + float64(i%2)/4
		}
		got := judged(t, s, "2025-02-20T00:00:00Z", monthly(t, s, "a", values...)...)
		m := got.Measures[measured(t, s, "a").UID]
		k := got.Known(m, got.Control(m), evaluate.CountedBy(s, m.Record.UID, got.Day), 0)
		if (k.Chance != nil) != c.chance || k.Chance != nil && *k.Chance > 0.01 || k.LeadsAway != c.away {
			t.Errorf("%s: the chance is %v; the trend leads away: %v", c.name, k.Chance, k.LeadsAway)
		}
	}
}

// What is only counted has a value and is no less fresh for that, but neither score nor band nor target; it covers nothing, and what is computed from it is judged.
func TestWhatIsOnlyCountedIsNotJudged(t *testing.T) {
	s := world(t, common+`
measure found {unit: all, owner: p-01, period_days: 31, counted_only: true, natural_limits: {min: 0}}
measure closed {unit: all, owner: p-01, period_days: 31, counted_only: true, natural_limits: {min: 0}}
measure share {unit: all, owner: p-01, period_days: 31, formula: 100 * closed / found, inputs: [{name: closed, measure: closed}, {name: found, measure: found}], `+plain+`}
`)
	points := []measurement.Recorded{sent(t, s, "found", "2026-01-10T12:00:00Z", 60), sent(t, s, "closed", "2026-01-10T12:00:00Z", 48)}
	at := points[0].To.AddDate(0, 0, 10)
	got, err := evaluate.At(s, evaluate.Derive(s, evaluate.NewValues(points)), at)
	if err != nil {
		t.Fatal(err)
	}
	for _, name := range []string{"found", "closed"} {
		m := got.Measures[measured(t, s, name).UID]
		if _, wished := m.Wish(); m.Judged() || m.Score.Known() || m.Band != "" || m.Scale != nil || wished || m.Last == nil || m.Fresh.State != score.Known {
			t.Errorf("%s is judged: %v %q %v; its value is %v, %s", name, m.Score, m.Band, m.Scale, m.Last, m.Fresh.State)
		}
		if advice := got.Advice(m, got.Control(m)); len(advice) > 0 {
			t.Errorf("%s asks for something: %v", name, advice)
		}
	}
	if m := got.Measures[measured(t, s, "share").UID]; m.Band != score.Good || m.Score.Or(0) != 80 {
		t.Errorf("what is computed of them scores %v, %s", m.Score, m.Band)
	}
	for _, c := range got.Coverage(func(*evaluate.Measure) bool { return true }) {
		for _, m := range slices.Concat(c.Healthy, c.Lacking) {
			if m.Record.Name != "share" {
				t.Errorf("%s is said to cover %s %s", m.Record.Name, c.By, c.Key)
			}
		}
	}
}
