package evaluate_test

import (
	"math"
	"slices"
	"strings"
	"testing"

	"github.com/steelyard-isms/steelyard/internal/evaluate"
	"github.com/steelyard-isms/steelyard/internal/measure"
	"github.com/steelyard-isms/steelyard/internal/measurement"
	"github.com/steelyard-isms/steelyard/internal/record"
	"github.com/steelyard-isms/steelyard/internal/score"
)

func measured(t *testing.T, s *record.Snapshot, name string) record.Of[measure.Measure] {
	t.Helper()
	r, ok := s.Lookup("measure", name)
	if !ok {
		t.Fatal("no measure", name)
	}
	m, _ := record.As[measure.Measure](r)
	return m
}

// of is a value that a source read, for a unit where one is named.
func of(t *testing.T, s *record.Snapshot, source, name, unit, day string, v float64) measurement.Recorded {
	t.Helper()
	r, _ := s.Lookup("source", source)
	x := measurement.Series{Owner: r.UID, Name: name}
	if unit != "" {
		u, _ := s.Lookup("unit", unit)
		x.Unit = u.UID
	}
	return measurement.Recorded{Point: measurement.Point{Series: x.ID(), From: at(day), To: at(day), Value: &v}, Seq: 7, RecordedAt: at(day)}
}

// derived gives the values of a measure by day.
func derived(t *testing.T, s *record.Snapshot, name string, points ...measurement.Recorded) map[string]float64 {
	t.Helper()
	values := evaluate.Derive(s, evaluate.NewValues(points))
	out := map[string]float64{}
	for _, p := range values[evaluate.SeriesOf(s, measured(t, s, name)).ID()] {
		out[p.To.Format("2006-01-02")] = *p.Value
	}
	return out
}

func same(t *testing.T, what string, got, want map[string]float64) {
	t.Helper()
	ok := len(got) == len(want)
	for day, v := range want {
		x, has := got[day]
		ok = ok && has && math.Abs(x-v) < 1e-9
	}
	if !ok {
		t.Errorf("%s: the values are %v, not %v", what, got, want)
	}
}

const patching = common + `
measure patched {unit: all, owner: p-01, period_days: 31, unit_of_measure: hosts, ` + plain + `}
measure total {unit: all, owner: p-01, period_days: 91, unit_of_measure: hosts, ` + plain + `}
measure share {unit: all, owner: p-01, period_days: 31, unit_of_measure: '%', formula: 100 * patched / total, inputs: [{name: patched, measure: patched}, {name: total, measure: total}], ` + plain + `}
measure worse {unit: all, owner: p-01, period_days: 31, unit_of_measure: '%', formula: share - loss, inputs: [{name: share, measure: share}, {name: loss, number: [{value: 0}, {from: 2026-03-01, value: 5, reason: audit}], unit_of_measure: '%'}], ` + plain + `}
objective o {unit: all, owner: p-01, perspective: one, weight: 1, measures: [{measure: worse, weight: 1}], targets: [{measure: worse, baseline: 0, start: 2026-01-01, plan: {target: 60, due: 2026-03-15}}]}
`

// A derived measure has a value whenever one of its inputs has, from the last of each by then; what is made of it follows, and
// scores, roll-up and attainment with it.
func TestDerivedValues(t *testing.T) {
	s := world(t, patching)
	points := []measurement.Recorded{value(t, s, "patched", "2026-01-31", 50), value(t, s, "total", "2026-02-15", 200), value(t, s, "patched", "2026-02-28", 100),
		value(t, s, "patched", "2026-03-31", 180), value(t, s, "total", "2026-03-31", 200)}
	want := map[string]float64{"2026-02-15": 25, "2026-02-28": 50, "2026-03-31": 90}
	same(t, "from all inputs by then", derived(t, s, "share", points...), want)
	same(t, "through two levels, with a parameter that changes", derived(t, s, "worse", points...), map[string]float64{"2026-02-15": 25, "2026-02-28": 50, "2026-03-31": 85})
	slices.Reverse(points)
	same(t, "in whatever order the points came", derived(t, s, "share", points...), want)

	status := status(t, s, "2026-04-15", points...)
	worse := status.Measures[measured(t, s, "worse").UID]
	is(t, "the score of a derived measure", worse.Score, 85)
	is(t, "its objective", objective(t, status, "o").Node.Score, 85)
	if got := objective(t, status, "o").Attainment; got != score.Missed { // on 15 March it was 50
		t.Errorf("what counts on the due date is not the derived value of then: %s", got)
	}
	if worse.Fresh.State != score.Known || worse.Fresh.AgeDays != 15 {
		t.Errorf("its freshness is not that of its inputs' last value: %+v", worse.Fresh)
	}
	alone, err := evaluate.MeasureAt(s, evaluate.NewValues(points), measured(t, s, "worse"), at("2026-04-15"))
	if err != nil {
		t.Fatal(err)
	}
	is(t, "looked at alone", alone.Measures[measured(t, s, "worse").UID].Score, 85)
}

// An evaluation asks for what its formulas read, and no stored series holds derived values.
func TestNeedOfDerivedMeasures(t *testing.T) {
	s := world(t, patching)
	need := evaluate.Need(s, at("2022-01-01"), at("2026-01-01"))
	if len(need.Series) != 2 {
		t.Errorf("the series asked for are %+v, not those of patched and total", need.Series)
	}
	due := map[int64]bool{}
	for _, m := range need.Moments {
		due[m.Series] = true
	}
	for _, x := range evaluate.Stored(s, measured(t, s, "worse")) {
		if !due[x.ID()] {
			t.Errorf("the value of %+v on the due date is not asked for", x)
		}
	}
	if len(due) != 2 {
		t.Errorf("due dates are asked of %d series", len(due))
	}
}

// What is missing, expired or divides by zero gives no value at that moment, and the reason is told. Letting an input lapse does not
// keep a derived value fresh.
func TestNoDerivedValue(t *testing.T) {
	s := world(t, patching)
	points := []measurement.Recorded{value(t, s, "patched", "2026-01-31", 50), value(t, s, "total", "2026-01-31", 100), value(t, s, "patched", "2026-02-28", 60)}
	for _, c := range []struct {
		more           []measurement.Recorded
		why, day, last string
	}{
		{nil, "", "2026-03-01", "2026-02-28"},
		{[]measurement.Recorded{value(t, s, "total", "2026-03-15", 0)}, "it divides by total, which is 0", "2026-03-16", "2026-02-28"},
		{[]measurement.Recorded{value(t, s, "patched", "2026-12-31", 60)}, "total has expired: its last value is of 2026-01-31", "2027-01-01", "2026-02-28"},
	} {
		st := status(t, s, c.day, append(slices.Clone(points), c.more...)...)
		m := st.Measures[measured(t, s, "share").UID]
		d := st.Derivation(m.Record)
		if d.Why != c.why || m.Last == nil || m.Last.To.Format("2006-01-02") != c.last || d.At.Format("2006-01-02") != c.last || d.Formula != "100 * patched / total" {
			t.Errorf("on %s the last value is %+v, and the reason %q, not %q", c.day, m.Last, d.Why, c.why)
		}
		if len(d.Inputs) != 2 || d.Inputs[0].Value != 60 || d.Inputs[1].Value != 100 || d.Inputs[0].Point == nil {
			t.Errorf("on %s the value is made of %+v", c.day, d.Inputs)
		}
	}
	st := status(t, s, "2026-03-01", points[0])
	m := st.Measures[measured(t, s, "share").UID]
	if d := st.Derivation(m.Record); m.Last != nil || m.Fresh.State != score.Unknown || d.Why != "total has no value" || !d.Inputs[0].Known || d.Inputs[1].Known {
		t.Errorf("without one of its inputs it has the value %+v, because %q", m.Last, d.Why)
	}
	if d := status(t, s, "2026-03-01").Derivation(m.Record); d.Why != "patched has no value" || !d.WhyAt.IsZero() {
		t.Errorf("without any it says %+v", d)
	}
}

// A formula counts from its date on; before the first there is no value.
func TestDatedFormulas(t *testing.T) {
	s := world(t, common+`
measure a {unit: all, owner: p-01, period_days: 31, `+plain+`}
measure b {unit: all, owner: p-01, period_days: 31, formula: [{from: 2026-02-01, value: a + 1, reason: begun}, {from: 2026-03-31, value: a * 2, reason: changed}], inputs: [{name: a, measure: a}], `+plain+`}
`)
	same(t, "by the formula of the day", derived(t, s, "b", value(t, s, "a", "2026-01-31", 1), value(t, s, "a", "2026-02-28", 2), value(t, s, "a", "2026-03-30", 3), value(t, s, "a", "2026-03-31", 4)),
		map[string]float64{"2026-02-28": 3, "2026-03-30": 4, "2026-03-31": 8})
}

const regions = common + `
unit north {parent: all}
unit south {parent: [{value: all}, {from: 2026-03-01, value: elsewhere, reason: sold}]}
unit elsewhere {}
unit team {parent: north}
source table {unit: all, format: csv, mapping: {rows: file, unit_column: region, values: [{name: mfa, operation: mean, column: mfa}, {name: accounts, operation: count}]}}
measure mean {unit: all, owner: p-01, period_days: 31, formula: 'weighted_mean(units(mfa), units(accounts))', inputs: [{name: mfa, source: table, value: mfa}, {name: accounts, source: table, value: accounts}], ` + plain + `}
measure of-north {unit: north, owner: p-01, period_days: 31, formula: 'mfa - mean(units(mfa))', inputs: [{name: mfa, source: table, value: mfa}], ` + plain + `}
measure n {unit: north, owner: p-01, period_days: 31, ` + plain + `}
measure s {unit: south, owner: p-01, period_days: 31, ` + plain + `}
measure least {unit: all, owner: p-01, period_days: 31, formula: 'min(units(x))', inputs: [{name: x, measures: [n, s]}], ` + plain + `}
`

// Functions over units see those that have reported and lie below the unit of the measure on the day; of measures that are named, all.
func TestValuesOfUnits(t *testing.T) {
	s := world(t, regions)
	points := []measurement.Recorded{
		of(t, s, "table", "mfa", "north", "2026-02-28", 80), of(t, s, "table", "accounts", "north", "2026-02-28", 300),
		of(t, s, "table", "mfa", "south", "2026-02-28", 40), of(t, s, "table", "accounts", "south", "2026-02-28", 100),
		of(t, s, "table", "mfa", "elsewhere", "2026-02-28", 0), of(t, s, "table", "accounts", "elsewhere", "2026-02-28", 9),
		of(t, s, "table", "mfa", "north", "2026-03-31", 90), of(t, s, "table", "accounts", "north", "2026-03-31", 300),
		of(t, s, "table", "mfa", "team", "2026-03-31", 60), of(t, s, "table", "accounts", "team", "2026-03-31", 100)}
	same(t, "weighted over north and south, then over north and its team", derived(t, s, "mean", points...), map[string]float64{"2026-02-28": 70, "2026-03-31": 82.5})
	same(t, "its own value, less the mean of all below it", derived(t, s, "of-north", points...), map[string]float64{"2026-02-28": 0, "2026-03-31": 15})
	same(t, "of two measures", derived(t, s, "least", value(t, s, "n", "2026-02-01", 5), value(t, s, "s", "2026-02-28", 3)), map[string]float64{"2026-02-28": 3})

	st := status(t, s, "2026-04-01", points...)
	d := st.Derivation(measured(t, s, "mean"))
	if len(d.Inputs[0].Units) != 2 || d.Inputs[0].Units[0].Point == nil || !d.Inputs[0].Units[0].Known {
		t.Errorf("the units behind the value are %+v", d.Inputs[0].Units)
	}
	if need := evaluate.Need(s, at("2022-01-01"), at("2026-01-01")); len(need.Series) < 2*4 {
		t.Errorf("the series of units below are not asked for: %+v", need.Series)
	}
	least := status(t, s, "2026-04-01", value(t, s, "n", "2026-02-01", 5)).Derivation(measured(t, s, "least"))
	if !strings.Contains(least.Why, "x has no value for south") {
		t.Errorf("the unit that lacks a value is not named: %q", least.Why)
	}
}

// A derived value is known since the last of what it is made of, speaks of the period of the values that end with it, and has the
// number of cases of a single input.
func TestWhatADerivedValueCarries(t *testing.T) {
	s := world(t, patching+`
measure part {unit: all, owner: p-01, period_days: 31, unit_of_measure: hosts, formula: patched / 100, inputs: [{name: patched, measure: patched}], `+plain+`}
`)
	patched, total, n := value(t, s, "patched", "2026-01-31", 50), value(t, s, "total", "2026-01-15", 100), int64(500)
	patched.From, patched.Seq, patched.RecordedAt, patched.Sample = at("2026-01-01"), 5, at("2026-02-01"), &n
	total.From, total.Seq, total.RecordedAt = at("2025-10-01"), 9, at("2026-02-09")
	values := evaluate.Derive(s, evaluate.NewValues([]measurement.Recorded{patched, total}))
	list := values[evaluate.SeriesOf(s, measured(t, s, "share")).ID()]
	if len(list) != 1 || list[0].Seq != 9 || !list[0].RecordedAt.Equal(at("2026-02-09")) || !list[0].From.Equal(at("2026-01-01")) || list[0].Sample != nil {
		t.Errorf("the derived value is %+v", list)
	}
	list = values[evaluate.SeriesOf(s, measured(t, s, "part")).ID()]
	if len(list) != 1 || list[0].Sample == nil || *list[0].Sample != 500 {
		t.Errorf("the value of one input is %+v", list)
	}
}

// What replaces another brings its history into formulas, up to its own first value.
func TestAFormulaOverAReplacement(t *testing.T) {
	s := world(t, common+`
measure old {unit: all, owner: p-01, period_days: 31, `+plain+`}
measure new {unit: all, owner: p-01, period_days: 31, replaces: old, `+plain+`}
measure b {unit: all, owner: p-01, period_days: 31, formula: 'new - previous(new).or(0)', inputs: [{name: new, measure: new}], `+plain+`}
`)
	same(t, "over both", derived(t, s, "b", value(t, s, "old", "2026-01-31", 10), value(t, s, "old", "2026-02-28", 99), value(t, s, "new", "2026-02-28", 30), value(t, s, "new", "2026-03-31", 35)),
		map[string]float64{"2026-01-31": 10, "2026-02-28": 20, "2026-03-31": 5})
}
