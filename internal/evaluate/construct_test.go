package evaluate_test

import (
	"encoding/json"
	"fmt"
	"strings"
	"testing"

	"github.com/steelyard-isms/steelyard/internal/evaluate"
	"github.com/steelyard-isms/steelyard/internal/measurement"
)

const advised = common + `
measure fixed {unit: all, owner: p-01, period_days: 31, advice: ask, decisions: [{when: good, advice: tell}, {when: signal-worse, advice: look}, {when: signal-better, advice: learn}, {when: signal, advice: note}], ` + plain + `}
measure spent {unit: all, owner: p-01, period_days: 31, advice: ask, decisions: [{when: signal-worse, advice: look}, {when: signal-better, advice: learn}, {when: signal, advice: note}], scale: {direction: range, knots: {worst: 0, red: 10, green: 20, target: 40}, upper: {worst: 100, red: 90, green: 85, target: 80}}}
`

// What to do follows the band of the value and the signals that it is part of; a value that has expired asks for nothing.
func TestAdviceOfAStatus(t *testing.T) {
	s := world(t, advised)
	for _, c := range []struct {
		name, measure, moment, want string
		more                        []float64
	}{
		{"watch", "fixed", "2025-01-15T00:00:00Z", "watch ask", nil},
		{"act, and a fall that chance does not give", "fixed", "2025-02-15T00:00:00Z", "act ask, signal-worse look, signal note", []float64{30}},
		{"good, and a rise", "fixed", "2025-02-15T00:00:00Z", "good tell, signal-better learn, signal note", []float64{80}},
		{"of a range no side is better", "spent", "2025-02-15T00:00:00Z", "signal note", []float64{75}},
		{"too old", "fixed", "2026-02-15T00:00:00Z", "", []float64{30}},
	} {
		status := judged(t, s, c.moment, monthly(t, s, c.measure, append(shift[:12:12], c.more...)...)...)
		m := status.Measures[measured(t, s, c.measure).UID]
		var said []string
		for _, d := range status.Advice(m, status.Control(m)) {
			said = append(said, string(d.When)+" "+d.Advice)
		}
		if got := strings.Join(said, ", "); got != c.want {
			t.Errorf("%s: %q, not %q", c.name, got, c.want)
		}
	}
	never := judged(t, s, "2025-01-15T00:00:00Z")
	m := never.Measures[measured(t, s, "fixed").UID]
	if got := never.Advice(m, never.Control(m)); len(got) > 0 {
		t.Errorf("a measure without a value advises %v", got)
	}
}

// Limits of chance are not drawn where no value can be, and those that can be are as they were computed.
func TestControlLimitsStayWithinNature(t *testing.T) {
	s := world(t, common+`
measure few {unit: all, owner: p-01, period_days: 31, natural_limits: {min: 0, max: 100}, scale: {direction: lower, knots: {worst: 9, red: 7, green: 5, target: 0}}}
measure free {unit: all, owner: p-01, period_days: 31, scale: {direction: lower, knots: {worst: 9, red: 7, green: 5, target: 0}}}
`)
	values := []float64{1, 3, 1, 3, 1, 3, 1, 3, 1, 3, 1, 3} // 2 ± 3/1.128 × 2: -3.3 to 7.3
	low := map[string]float64{}
	for _, name := range []string{"few", "free"} {
		c := controlOf(t, s, name, "2025-01-15T00:00:00Z", monthly(t, s, name, values...)...)
		l := c.Stretches[0].Limits
		from, to := c.Between(l)
		if low[name] = from; to != l.Upper {
			t.Errorf("%s: the upper limit became %v of %v", name, to, l.Upper)
		}
	}
	if low["few"] != 0 || low["free"] > -3 {
		t.Errorf("the lower limits are %v", low)
	}
}

// A share that a formula makes 150 % is a mistake in what it is made of: it is no value, the reason is told, and the one before holds.
func TestAFormulaGivesNothingBeyondNature(t *testing.T) {
	s := world(t, common+`
measure found {unit: all, owner: p-01, period_days: 31, `+plain+`}
measure closed {unit: all, owner: p-01, period_days: 31, `+plain+`}
measure share {unit: all, owner: p-01, period_days: 31, unit_of_measure: "%", natural_limits: {min: 0, max: 100}, formula: 100 * closed / found, inputs: [{name: closed, measure: closed}, {name: found, measure: found}], `+plain+`}
`)
	points := []measurement.Recorded{sent(t, s, "found", "2026-01-31T12:00:00Z", 4), sent(t, s, "closed", "2026-01-31T12:00:00Z", 3), sent(t, s, "closed", "2026-02-27T12:00:00Z", 6)}
	at, err := evaluate.At(s, evaluate.Derive(s, evaluate.NewValues(points)), points[2].To.AddDate(0, 0, 1))
	if err != nil {
		t.Fatal(err)
	}
	m := at.Measures[measured(t, s, "share").UID]
	if m.Last == nil || *m.Last.Value != 75 {
		t.Fatalf("the last value is %+v, not the 75 of January", m.Last)
	}
	if d := at.Derivation(m.Record); !strings.Contains(d.Why, "150, which is outside the natural limits") {
		t.Errorf("why there is no later one is told as %q", d.Why)
	}
}

const compared = common + `
unit north {parent: all}
unit south {parent: all}
source scanner {unit: all, format: csv, mapping: {rows: file, unit_column: unit, values: [{name: share, operation: share, where: [{column: ok, equals: "yes"}]}]}}
measure fixed {unit: all, owner: p-01, period_days: 31, ` + plain + `}
measure less {unit: all, owner: p-01, period_days: 31, scale: {direction: lower, knots: {worst: 100, red: 90, green: 80, target: 0}}}
objective o {unit: all, owner: p-01, weight: 1, statement: x, perspective: one, measures: [{measure: fixed, weight: 1}]}
`

const benchmarked = `
benchmark peers {measure: fixed, type: external, source: A survey, published: 2024-06-01, values: [{on: 2024-03-31, value: 40, percentile: 25}, {on: 2024-03-31, value: 58, percentile: 50}, {on: 2024-03-31, value: 75, percentile: 75}, {on: 2023-03-31, value: 10, percentile: 50}, {on: 2026-01-31, value: 99, percentile: 50}]}
benchmark ours {measure: fixed, type: internal, values: [{on: 2024-01-31, value: 80}]}
benchmark quick {measure: less, type: external, source: A survey, values: [{on: 2024-03-31, value: 55, percentile: 90}, {on: 2024-03-31, value: 65, percentile: 40}]}
`

// The latest figures by the day count; higher percentiles are better in either direction; beside them stands the value of a year before.
func TestComparisons(t *testing.T) {
	s := world(t, compared+benchmarked)
	for name, want := range map[string][]string{
		"fixed": {"external 2024-03-31 (3): beside 58 at 50 better, reached 50, missed 75", "internal 2024-01-31 (1): beside 80 at - worse, reached -, missed -", "past 2024-01-31 (1): beside 59.5 at - better, reached -, missed -"},
		"less":  {"external 2024-03-31 (2): beside 65 at 40 better, reached 40, missed 90", "past 2024-01-31 (1): beside 59.5 at - worse, reached -, missed -"},
	} {
		status := judged(t, s, "2025-02-15T00:00:00Z", monthly(t, s, name, append(shift[:12:12], 60)...)...)
		m := measured(t, s, name)
		list := status.Comparisons(status.Measures[m.UID], evaluate.BenchmarksOf(s, m.UID))
		var got []string
		for _, c := range list {
			got = append(got, told(c))
		}
		if strings.Join(got, "; ") != strings.Join(want, "; ") {
			t.Errorf("%s (60 in January 2025) is compared with\n%s, not\n%s", name, strings.Join(got, "\n"), strings.Join(want, "\n"))
		}
	}
}

func told(c evaluate.Comparison) string {
	at := func(x *float64) string {
		if x == nil {
			return "-"
		}
		return fmt.Sprint(*x)
	}
	return fmt.Sprintf("%s %s (%d): beside %v at %s %s, reached %s, missed %s", c.Kind, c.Day, len(c.Figures), c.Beside, at(c.AtRank), c.Stands, at(c.Reached), at(c.Missed))
}

// Benchmarks change no score, no band, no attainment: of a programme with them and of the same without, everything that is computed is the same.
func TestBenchmarksEnterNoScore(t *testing.T) {
	results := func(lines string) string {
		s := world(t, lines)
		status := judged(t, s, "2025-04-15T00:00:00Z", monthly(t, s, "fixed", shift...)...)
		var out strings.Builder
		for _, m := range status.MeasuresByCode() {
			fmt.Fprintln(&out, m.Record.Name, m.Score, m.Band, m.Fresh)
		}
		for _, o := range status.ObjectivesByCode() {
			text, err := json.Marshal([]any{o.Node.Score, o.Node.Band, o.Node.Coverage, o.Node.Confidence, o.Node.Lower, o.Node.Upper, o.Attainment})
			fmt.Fprintln(&out, o.Record.Name, string(text), err)
		}
		for _, c := range status.ScorecardsByCode() {
			fmt.Fprintln(&out, c.Record.Name, c.Node.Score, c.Node.Band, c.Node.Coverage, c.Node.Confidence)
		}
		return out.String()
	}
	with, without := results(compared+benchmarked), results(compared)
	if with != without || !strings.Contains(with, "fixed") {
		t.Errorf("with benchmarks it is\n%s\nand without\n%s", with, without)
	}
}
