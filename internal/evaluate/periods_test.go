package evaluate_test

import (
	"fmt"
	"slices"
	"testing"
	"time"

	"github.com/steelyard-isms/steelyard/internal/evaluate"
	"github.com/steelyard-isms/steelyard/internal/measurement"
	"github.com/steelyard-isms/steelyard/internal/record"
	"github.com/steelyard-isms/steelyard/internal/score"
)

// sent is a point of a measure at a moment, as it is stored; with an hour, it speaks of that hour.
func sent(t *testing.T, s *record.Snapshot, m, moment string, v float64) measurement.Recorded {
	t.Helper()
	when, err := time.Parse(time.RFC3339, moment)
	if err != nil {
		t.Fatal(err)
	}
	return measurement.Recorded{Point: measurement.Point{Series: evaluate.StoredSeries(s, measured(t, s, m)).ID(), From: when, To: when, Value: &v}, Seq: 3, RecordedAt: when}
}

// knownAt is what is known of stored points at a moment: values, and those of the periods that have ended.
func knownAt(s *record.Snapshot, at time.Time, points ...measurement.Recorded) evaluate.Values {
	slices.SortStableFunc(points, func(a, b measurement.Recorded) int { return a.To.Compare(b.To) })
	since := at.AddDate(-4, 0, 0)
	values := evaluate.NewValues(slices.DeleteFunc(slices.Clone(points), func(p measurement.Recorded) bool { return p.To.After(at) }))
	for _, p := range evaluate.Need(s, since, at).Periods {
		sum := p.Sum(p.Ended(since, at))
		for i := range points {
			if points[i].Series == p.Points.ID() {
				sum.Take(&points[i])
			}
		}
		values[p.Series.ID()] = sum.Values()
	}
	return values
}

func judged(t *testing.T, s *record.Snapshot, moment string, points ...measurement.Recorded) *evaluate.Status {
	t.Helper()
	at, err := time.Parse(time.RFC3339Nano, moment)
	if err != nil {
		t.Fatal(err)
	}
	got, err := evaluate.At(s, knownAt(s, at, points...), at)
	if err != nil {
		t.Fatal(err)
	}
	return got
}

const counting = common + `
unit york {parent: all, time_zone: America/New_York, fiscal_year_begins: 10}
unit desk {parent: [{value: all}, {from: 2030-01-01, value: york, reason: moved}]}
measure requests {unit: desk, owner: p-01, period_days: 31, aggregation: sum, reporting_period: month, ` + plain + `}
objective o {unit: all, owner: p-01, perspective: one, weight: 1, measures: [{measure: requests, weight: 1}], targets: [{measure: requests, baseline: 0, start: 2026-01-01, plan: {target: 60, due: 2026-10-31}}]}
`

// A month counts once it has ended where the unit is: until then its values change no score, and on its last day the target that is due
// on that day is met, though in UTC that is the next day.
func TestAPeriodCountsOnceItHasEnded(t *testing.T) {
	s := world(t, counting)
	points := []measurement.Recorded{sent(t, s, "requests", "2026-09-10T12:00:00Z", 20), sent(t, s, "requests", "2026-10-01T03:00:00Z", 5), // still September in New York
		sent(t, s, "requests", "2026-10-10T12:00:00Z", 30), sent(t, s, "requests", "2026-11-01T03:30:00Z", 40), sent(t, s, "requests", "2026-11-01T04:00:00Z", 1000)}
	requests := measured(t, s, "requests").UID
	for moment, want := range map[string]struct {
		value, score float64
		age          int
		attained     score.Status
	}{
		"2026-10-31T23:59:59.999999Z": {25, 25, 31, score.OffPlan},
		"2026-11-01T03:59:59.999998Z": {25, 25, 32, score.Missed},
		"2026-11-01T03:59:59.999999Z": {70, 70, 1, score.Achieved},
		"2026-11-30T12:00:00Z":        {70, 70, 30, score.Achieved},
	} {
		got := judged(t, s, moment, points...)
		m := got.Measures[requests]
		if m.Last == nil {
			t.Fatalf("at %s there is no value", moment)
		}
		is(t, "at "+moment+" the score", m.Score, want.score)
		is(t, "at "+moment+" that of the objective", objective(t, got, "o").Node.Score, want.score)
		if *m.Last.Value != want.value || m.Fresh.AgeDays != want.age || objective(t, got, "o").Attainment != want.attained {
			t.Errorf("at %s the value is %v, %d days old, and the target %s; not %+v", moment, *m.Last.Value, m.Fresh.AgeDays, objective(t, got, "o").Attainment, want)
		}
	}
	last := judged(t, s, "2026-11-02T00:00:00Z", points...).Measures[requests].Last
	if !last.From.Equal(time.Date(2026, 10, 1, 4, 0, 0, 0, time.UTC)) || !last.To.Equal(time.Date(2026, 11, 1, 3, 59, 59, 999999000, time.UTC)) || last.On().String() != "2026-10-31" || last.Run != "" || last.Seq != 3 ||
		!last.RecordedAt.Equal(time.Date(2026, 10, 10, 12, 0, 0, 0, time.UTC)) {
		t.Errorf("the value of October is %+v", last)
	}
}

// What a formula makes of values of periods is made at their ends, and belongs to the day on which they do: parameters and formulas of
// that day hold. Functions of time step by periods, however short.
func TestFormulasOverPeriods(t *testing.T) {
	s := world(t, counting+`
measure weekly {unit: all, owner: p-01, period_days: 7, aggregation: mean, reporting_period: week, `+plain+`}
measure change {unit: all, owner: p-01, period_days: 7, formula: 'weekly - previous(weekly)', inputs: [{name: weekly, measure: weekly}], `+plain+`}
measure three {unit: all, owner: p-01, period_days: 7, formula: 'rolling(weekly, 3)', inputs: [{name: weekly, measure: weekly}], `+plain+`}
measure doubled {unit: york, owner: p-01, period_days: 31, formula: 'requests * f', inputs: [{name: requests, measure: requests}, {name: f, number: [{value: 2}, {from: 2026-11-01, value: 100, reason: later}]}], `+plain+`}
measure years {unit: all, owner: p-01, period_days: 365, aggregation: sum, reporting_period: year, `+plain+`}
measure since {unit: all, owner: p-01, period_days: 365, formula: 'years - year_ago(years)', inputs: [{name: years, measure: years}], `+plain+`}
objective d {unit: all, owner: p-01, perspective: two, weight: 1, measures: [{measure: doubled, weight: 1}], targets: [{measure: doubled, baseline: 0, start: 2026-01-01, plan: {target: 60, due: 2026-10-31}}]}
`)
	var points []measurement.Recorded
	for i, v := range []float64{10, 20, 40, 10, 50} { // from Monday 5 October 2026 on
		monday := time.Date(2026, 10, 5+7*i, 9, 0, 0, 0, time.UTC)
		points = append(points, sent(t, s, "weekly", monday.Format(time.RFC3339), v-1), sent(t, s, "weekly", monday.AddDate(0, 0, 5).Format(time.RFC3339), v+1))
	}
	points = append(points, sent(t, s, "requests", "2026-10-10T12:00:00Z", 30), sent(t, s, "years", "2024-02-03T00:00:00Z", 4), sent(t, s, "years", "2024-08-03T00:00:00Z", 2), sent(t, s, "years", "2025-08-03T00:00:00Z", 9))
	at := time.Date(2026, 11, 6, 12, 0, 0, 0, time.UTC)
	values := evaluate.Derive(s, knownAt(s, at, points...))
	show := func(name string) map[string]float64 {
		out := map[string]float64{}
		for _, p := range values[evaluate.SeriesOf(s, measured(t, s, name)).ID()] {
			out[p.On().String()] = *p.Value
		}
		return out
	}
	same(t, "means of weeks", show("weekly"), map[string]float64{"2026-10-11": 10, "2026-10-18": 20, "2026-10-25": 40, "2026-11-01": 10})
	same(t, "the week before", show("change"), map[string]float64{"2026-10-18": 10, "2026-10-25": 20, "2026-11-01": -30})
	same(t, "of three weeks", show("three"), map[string]float64{"2026-10-25": 70.0 / 3, "2026-11-01": 70.0 / 3})
	same(t, "by the parameter of the last day there", show("doubled"), map[string]float64{"2026-10-31": 60})
	same(t, "since the year before", show("since"), map[string]float64{"2025-12-31": 3})

	got := judged(t, s, "2026-11-06T12:00:00Z", points...)
	if d := objective(t, got, "d"); d.Attainment != score.Achieved {
		t.Errorf("the target of a derived measure, due on the last day of October in New York, is %s", d.Attainment)
	}
	if d := got.Derivation(measured(t, s, "doubled")); d.Inputs[1].Value != 2 || d.Inputs[0].Point == nil || d.Inputs[0].Point.On().String() != "2026-10-31" {
		t.Errorf("it is shown as made of %+v", d.Inputs)
	}
}

// Two measures over one source are summed up each in its way, a third takes each value by itself, and all are read.
func TestTwoWaysToSumUpOneSource(t *testing.T) {
	s := world(t, common+`
source table {unit: all, format: csv, mapping: {rows: file, values: [{name: open, operation: count}]}}
measure total {unit: all, owner: p-01, period_days: 31, source: table, value: open, aggregation: sum, reporting_period: month, `+plain+`}
measure most {unit: all, owner: p-01, period_days: 92, source: table, value: open, aggregation: max, reporting_period: quarter, `+plain+`}
measure each {unit: all, owner: p-01, period_days: 31, source: table, value: open, `+plain+`}
`)
	points := []measurement.Recorded{of(t, s, "table", "open", "", "2026-02-10", 30), of(t, s, "table", "open", "", "2026-03-03", 20), of(t, s, "table", "open", "", "2026-03-20", 25), of(t, s, "table", "open", "", "2026-04-02", 11)}
	got := judged(t, s, "2026-04-10T00:00:00Z", points...)
	for name, want := range map[string]float64{"total": 45, "most": 30, "each": 11} {
		is(t, name, got.Measures[measured(t, s, name).UID].Score, want)
	}
	need := evaluate.Need(s, at("2022-04-10"), at("2026-04-10"))
	if len(need.Series) != 1 || len(need.Periods) != 2 || need.Periods[0].Points != need.Series[0] || need.Periods[1].Points != need.Series[0] || need.Periods[0].Series == need.Periods[1].Series {
		t.Errorf("read are %+v", need)
	}
	if list := evaluate.Stored(s, measured(t, s, "total")); len(list) != 1 || list[0] != need.Series[0] {
		t.Errorf("the points of a summed measure are said to be %+v", list)
	}
}

// A measure that replaces another goes on with its last value until its own first period has ended, and formulas see both.
func TestASummedMeasureThatReplacesAnother(t *testing.T) {
	s := world(t, common+`
measure old {unit: all, owner: p-01, period_days: 31, `+plain+`}
measure new {unit: all, owner: p-01, period_days: 31, aggregation: sum, reporting_period: month, replaces: old, `+plain+`}
measure same {unit: all, owner: p-01, period_days: 31, formula: new, inputs: [{name: new, measure: new}], `+plain+`}
objective o {unit: all, owner: p-01, perspective: one, weight: 1, measures: [{measure: new, weight: 1}]}
`)
	points := []measurement.Recorded{sent(t, s, "old", "2026-08-31T12:00:00Z", 50), sent(t, s, "new", "2026-09-10T12:00:00Z", 30), sent(t, s, "new", "2026-09-20T12:00:00Z", 40)}
	is(t, "while September goes on", objective(t, judged(t, s, "2026-09-25T00:00:00Z", points...), "o").Node.Score, 50)
	got := judged(t, s, "2026-10-05T00:00:00Z", points...)
	is(t, "in October", objective(t, got, "o").Node.Score, 70)
	is(t, "in a formula", got.Measures[measured(t, s, "same").UID].Score, 70)
}

// Where a formula has values of periods and others, those others must be known at the ends of the periods, not only at the end of each month.
func TestValuesAreKnownAtTheEndsOfPeriods(t *testing.T) {
	s := world(t, counting+`
measure hosts {unit: all, owner: p-01, period_days: 31, `+plain+`}
measure each {unit: all, owner: p-01, period_days: 31, formula: 'requests / hosts', inputs: [{name: requests, measure: requests}, {name: hosts, measure: hosts}], `+plain+`}
measure apart {unit: all, owner: p-01, period_days: 31, `+plain+`}
`)
	since, now := at("2026-08-01"), at("2026-11-15")
	hosts := evaluate.StoredSeries(s, measured(t, s, "hosts")).ID()
	want := "2026-12-01T04:59:59.999999Z 2026-11-01T03:59:59.999999Z 2026-10-01T03:59:59.999999Z 2026-09-01T03:59:59.999999Z"
	for what, need := range map[string]evaluate.Needed{"all": evaluate.Need(s, since, now), "one": evaluate.NeedOf(s, measured(t, s, "each"), since, now)} {
		got := ""
		for _, m := range need.Moments {
			if m.Series != hosts {
				t.Errorf("of %s, %+v is asked for", what, m)
			}
			got += " " + m.At.Format(time.RFC3339Nano)
		}
		if got != " "+want {
			t.Errorf("of %s, hosts are known at%s, not at %s", what, got, want)
		}
	}
	if n := len(evaluate.NeedOf(s, measured(t, s, "apart"), since, now).Moments); n > 0 {
		t.Errorf("a measure that nothing is made of is asked for at %d moments", n)
	}
	if x := fmt.Sprint(evaluate.NeedOf(s, measured(t, s, "requests"), since, now).Series); x != "[]" {
		t.Errorf("of a summed measure the last values of months are read, too: %s", x)
	}
}
