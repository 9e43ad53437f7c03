package evaluate_test

import (
	"math"
	"strings"
	"testing"
	"time"

	"github.com/steelyard-isms/steelyard/internal/ascode"
	"github.com/steelyard-isms/steelyard/internal/evaluate"
	"github.com/steelyard-isms/steelyard/internal/kinds"
	"github.com/steelyard-isms/steelyard/internal/measure"
	"github.com/steelyard-isms/steelyard/internal/measurement"
	"github.com/steelyard-isms/steelyard/internal/record"
	"github.com/steelyard-isms/steelyard/internal/score"
)

// world is declared as YAML: kind name {spec}, a line each.
func world(t testing.TB, lines string) *record.Snapshot {
	t.Helper()
	var text strings.Builder
	for line := range strings.Lines(lines) {
		if strings.TrimSpace(line) == "" {
			continue
		}
		kind, rest, _ := strings.Cut(strings.TrimSpace(line), " ")
		name, spec, _ := strings.Cut(rest, " ")
		text.WriteString("---\napiVersion: steelyard/v1\nkind: " + kind + "\nname: " + name + "\n")
		if kind != "person" {
			text.WriteString("title: " + name + "\n")
		}
		if kind == "objective" {
			text.WriteString("state: active\n")
		}
		text.WriteString("spec: " + spec + "\n")
	}
	changes, bad := ascode.Read("world.yaml", []byte(text.String()))
	if len(bad) > 0 {
		t.Fatal(bad)
	}
	for i := range changes {
		changes[i].Import = true
	}
	planned, err := record.Plan(record.NewSnapshot(kinds.Registry()), changes, at("2027-01-01"))
	if err != nil {
		t.Fatal(err)
	}
	return planned.After
}

func at(day string) time.Time {
	t, err := time.Parse(time.DateOnly, day)
	if err != nil {
		panic(err)
	}
	return t.Add(12 * time.Hour)
}

// value is a recorded value of a measure at noon of a day.
func value(t testing.TB, s *record.Snapshot, m, day string, v float64) measurement.Recorded {
	t.Helper()
	r, ok := s.Lookup("measure", m)
	if !ok {
		t.Fatal("no measure", m)
	}
	of, _ := record.As[measure.Measure](r)
	return measurement.Recorded{Point: measurement.Point{Series: evaluate.SeriesOf(s, of).ID(), From: at(day), To: at(day), Value: &v}}
}

const common = `
unit all {level: organisation}
person p-01 {full_name: Somebody Else, unit: all}
person p-02 {full_name: Another Body, unit: all}
scorecard card {unit: all}
perspective one {scorecard: card, weight: 1}
perspective two {scorecard: card, weight: 1}
`

// a scale on which the score is the value: knots 0, 40, 70, 100
const plain = `scale: {direction: higher, knots: {worst: 0, red: 40, green: 70, target: 100}}`

func status(t *testing.T, s *record.Snapshot, day string, points ...measurement.Recorded) *evaluate.Status {
	t.Helper()
	out, err := evaluate.At(s, evaluate.NewValues(points), at(day))
	if err != nil {
		t.Fatal(err)
	}
	return out
}

func objective(t *testing.T, s *evaluate.Status, name string) *evaluate.Objective {
	t.Helper()
	r, ok := s.Snapshot.Lookup("objective", name)
	if !ok || s.Objectives[r.UID] == nil {
		t.Fatal("no objective", name)
	}
	return s.Objectives[r.UID]
}

func is(t *testing.T, what string, got score.Maybe, want float64) {
	t.Helper()
	if v, ok := got.Get(); !ok || math.Abs(v-want) > 1e-9 {
		t.Errorf("%s is %v, not %v", what, v, want)
	}
}

// Weights, scales, edges and parents count from their dates on; the past is judged by what was in force then
// (scoring.md, 6).
func TestDatedValues(t *testing.T) {
	s := world(t, common+`
measure a {unit: all, owner: p-01, period_days: 400, scale: [{value: {direction: higher, knots: {worst: 0, red: 40, green: 70, target: 100}}}, {from: 2026-07-01, value: {direction: higher, knots: {worst: 0, red: 80, green: 90, target: 100}}, reason: stricter}]}
measure b {unit: all, owner: p-01, period_days: 400, `+plain+`}
measure c {unit: all, owner: p-01, period_days: 400, `+plain+`}
objective o {unit: all, owner: p-01, perspective: [{value: one}, {from: 2026-09-01, value: two, reason: moved}], weight: 1, measures: [{measure: a, weight: 1}, {measure: b, weight: [{value: 1}, {from: 2026-05-01, value: 3, reason: matters}]}, {measure: c, weight: 4, from: 2026-08-01, until: 2026-08-31}]}
`)
	points := []measurement.Recorded{value(t, s, "a", "2026-03-01", 60), value(t, s, "b", "2026-03-01", 80), value(t, s, "c", "2026-03-01", 0)}
	is(t, "with equal weights the mean of 60 and 80", objective(t, status(t, s, "2026-04-30", points...), "o").Node.Score, 70)
	is(t, "from May b weighs three", objective(t, status(t, s, "2026-05-01", points...), "o").Node.Score, 75)
	is(t, "from July a scores 40 × 60 ÷ 80 = 30", objective(t, status(t, s, "2026-07-01", points...), "o").Node.Score, (30+3*80)/4.0)
	is(t, "in August c counts, at 0", objective(t, status(t, s, "2026-08-31", points...), "o").Node.Score, (30+3*80)/8.0)
	is(t, "in September no more", objective(t, status(t, s, "2026-09-01", points...), "o").Node.Score, (30+3*80)/4.0)
	for day, want := range map[string]string{"2026-08-31": "one", "2026-09-01": "two"} {
		for _, card := range status(t, s, day, points...).Scorecards {
			for _, p := range card.Perspectives {
				if (len(p.Objectives) == 1) != (p.Record.Name == want) {
					t.Errorf("on %s perspective %s has %d objectives", day, p.Record.Name, len(p.Objectives))
				}
			}
		}
	}
}

// A perspective that is moved to another scorecard counts there from its date on, and where it was before that.
func TestAPerspectiveMoves(t *testing.T) {
	s := world(t, common+`
scorecard other {unit: all}
perspective three {scorecard: [{value: card}, {from: 2026-09-01, value: other, reason: moved}], weight: 1}
perspective later {scorecard: [{from: 2026-10-01, value: other, reason: founded}], weight: 1}
`)
	for day, want := range map[string]string{"2026-08-31": "card: one two three, other:", "2026-09-01": "card: one two, other: three", "2026-10-01": "card: one two, other: three later"} {
		var cards []string
		now := status(t, s, day).Scorecards
		for _, name := range []string{"card", "other"} {
			r, _ := s.Lookup("scorecard", name)
			card := now[r.UID]
			text := card.Record.Name + ":"
			for _, p := range card.Perspectives {
				text += " " + p.Record.Name
			}
			cards = append(cards, text)
		}
		if got := strings.Join(cards, ", "); got != want {
			t.Errorf("on %s the scorecards are %s; not %s", day, got, want)
		}
	}
}

// What is valid later than the moment is not known at the moment.
func TestNothingFromTheFuture(t *testing.T) {
	s := world(t, common+`
measure a {unit: all, owner: p-01, period_days: 31, `+plain+`}
objective o {unit: all, owner: p-01, perspective: one, weight: 1, measures: [{measure: a, weight: 1}]}
`)
	points := []measurement.Recorded{value(t, s, "a", "2026-03-31", 50), value(t, s, "a", "2026-04-30", 90)}
	is(t, "in the middle of April", objective(t, status(t, s, "2026-04-15", points...), "o").Node.Score, 50)
	is(t, "at its end", objective(t, status(t, s, "2026-04-30", points...), "o").Node.Score, 90)
	if before := objective(t, status(t, s, "2026-03-30", points...), "o").Node; before.Score.Known() || before.Band != "" {
		t.Errorf("before any value there is a score: %+v", before)
	}
}

// A measure that replaces another keeps its history until its own first value, so that retiring and making anew hides
// nothing (scoring.md, 3).
func TestAReplacementInherits(t *testing.T) {
	s := world(t, common+`
measure old {unit: all, owner: p-01, period_days: 400, `+plain+`}
measure new {unit: all, owner: p-01, period_days: 400, replaces: old, `+plain+`}
objective o {unit: all, owner: p-01, perspective: one, weight: 1, measures: [{measure: new, weight: 1}]}
`)
	bad := value(t, s, "old", "2026-01-31", 10)
	is(t, "without a value of its own", objective(t, status(t, s, "2026-02-28", bad), "o").Node.Score, 10)
	is(t, "with one", objective(t, status(t, s, "2026-03-31", bad, value(t, s, "new", "2026-03-31", 90)), "o").Node.Score, 90)
}

// Not applicable leaves the denominator only with its four parts, from its first day and until it expires (scoring.md,
// 3): an exemption of today does not raise what was before it.
func TestNotApplicableBeginsAndExpires(t *testing.T) {
	s := world(t, common+`
measure a {unit: all, owner: p-01, period_days: 400, `+plain+`}
measure b {unit: all, owner: p-01, period_days: 400, `+plain+`}
objective o {unit: all, owner: p-01, perspective: one, weight: 1, measures: [{measure: a, weight: 1}, {measure: b, weight: 1, not_applicable: {reason: none here, requested_by: p-01, approved_by: p-02, from: 2026-05-01, expires: 2026-06-30}}]}
`)
	points := []measurement.Recorded{value(t, s, "a", "2026-03-01", 80), value(t, s, "b", "2026-03-01", 20)}
	is(t, "before it", objective(t, status(t, s, "2026-04-30", points...), "o").Node.Score, 50)
	is(t, "on its first day", objective(t, status(t, s, "2026-05-01", points...), "o").Node.Score, 80)
	is(t, "on its last day", objective(t, status(t, s, "2026-06-30", points...), "o").Node.Score, 80)
	is(t, "after it", objective(t, status(t, s, "2026-07-01", points...), "o").Node.Score, 50)
}

// After the due date what counts is what was so on it (scoring.md, 2); a plan that is moved judges from its date on.
func TestAttainmentOverTime(t *testing.T) {
	s := world(t, common+`
measure a {unit: all, owner: p-01, period_days: 62, `+plain+`}
objective o {unit: all, owner: p-01, perspective: one, weight: 1, measures: [{measure: a, weight: 1}], targets: [{measure: a, baseline: 0, start: 2026-01-01, plan: [{value: {target: 50, due: 2026-06-15}}, {from: 2026-09-01, value: {target: 90, due: 2026-12-31}, reason: raised}]}]}
`)
	points := []measurement.Recorded{value(t, s, "a", "2026-06-10", 55), value(t, s, "a", "2026-06-30", 20), value(t, s, "a", "2026-08-31", 60)}
	for day, want := range map[string]score.Status{"2026-06-14": score.OnPlan, "2026-06-15": score.Achieved, "2026-07-31": score.Achieved, "2026-09-01": score.OnPlan} {
		if got := objective(t, status(t, s, day, points...), "o").Attainment; got != want {
			t.Errorf("on %s the objective is %s, not %s", day, got, want)
		}
	}
	moments := evaluate.Need(s, at("2022-01-01"), at("2026-09-01")).Moments
	if len(moments) != 2 || !moments[0].At.Equal(time.Date(2026, 6, 15, 23, 59, 59, 999999000, time.UTC)) {
		t.Errorf("the values on the due dates are not asked for: %v", moments)
	}
}

// A target judges from the first day of its plan on: before it, however the value stands, nothing is promised, and the quarter before is not judged by a promise that was made after it.
func TestATargetJudgesFromItsFirstDay(t *testing.T) {
	s := world(t, common+`
measure a {unit: all, owner: p-01, period_days: 365, `+plain+`}
measure b {unit: all, owner: p-01, period_days: 365, `+plain+`}
objective o {unit: all, owner: p-01, perspective: one, weight: 1, measures: [{measure: a, weight: 1}, {measure: b, weight: 1}], targets: [{measure: a, baseline: 40, start: 2026-06-01, plan: {target: 80, due: 2026-12-31}}, {measure: b, baseline: 0, start: 2026-07-01, plan: {target: 50, due: 2026-12-31}}]}
`)
	points := []measurement.Recorded{value(t, s, "a", "2026-03-01", 20), value(t, s, "b", "2026-03-01", 40)}
	for _, c := range []struct {
		day           string
		want          score.Status
		judged, ahead int
	}{{"2026-05-31", "", 0, 2}, {"2026-06-01", score.OffPlan, 1, 1}, {"2026-07-01", score.OffPlan, 2, 0}} {
		o := objective(t, status(t, s, c.day, points...), "o")
		if o.Attainment != c.want || len(o.Targets) != c.judged || len(o.Ahead) != c.ahead || (o.Main() == nil) != (c.judged == 0) {
			t.Errorf("on %s the objective is %q by %d targets, with %d ahead; it is to be %+v", c.day, o.Attainment, len(o.Targets), len(o.Ahead), c)
		}
	}
}

// A source whose rows name units feeds each unit's measure with that unit's values.
func TestSeriesByUnit(t *testing.T) {
	s := world(t, common+`
unit north {parent: all}
source table {unit: all, format: csv, mapping: {rows: file, unit_column: region, values: [{name: open, operation: count}]}}
source host {unit: all, format: lynis}
measure of-north {unit: north, owner: p-01, period_days: 31, source: table, value: open, `+plain+`}
measure of-host {unit: north, owner: p-01, period_days: 31, source: host, value: hardening_index, `+plain+`}
measure by-hand {unit: north, owner: p-01, period_days: 31, `+plain+`}
`)
	want := map[string]bool{"of-north": true, "of-host": false, "by-hand": false}
	for m := range record.All[measure.Measure](s) {
		x := evaluate.SeriesOf(s, m)
		if (x.Unit != "") != want[m.Name] {
			t.Errorf("%s reads the series %+v", m.Name, x)
		}
		if m.Name == "by-hand" && x.Owner != m.UID {
			t.Errorf("values entered for a measure are looked for elsewhere: %+v", x)
		}
	}
}
