package evaluate_test

import (
	"math"
	"testing"

	"github.com/steelyard-isms/steelyard/internal/civil"
	"github.com/steelyard-isms/steelyard/internal/evaluate"
	"github.com/steelyard-isms/steelyard/internal/measurement"
	"github.com/steelyard-isms/steelyard/internal/record"
	"github.com/steelyard-isms/steelyard/internal/statistics"
)

func analysisOf(t *testing.T, s *record.Snapshot, m, moment string, points ...measurement.Recorded) *evaluate.Analysis {
	t.Helper()
	status := judged(t, s, moment, points...)
	return status.Analyse(status.Measures[measured(t, s, m).UID])
}

func day(t *testing.T, text string) civil.Date {
	t.Helper()
	d, err := civil.Parse(text)
	if err != nil {
		t.Fatal(err)
	}
	return d
}

// The values of the oracle for trends in statistics.md, one a month: S 54, Z 2.9058, slope 0.5667 a value. Months differ by a few days, so that
// the slope for a month of mean length may differ a little.
func TestTrendOfAMeasure(t *testing.T) {
	s := world(t, fixed)
	a := analysisOf(t, s, "fixed", "2025-03-15T00:00:00Z", monthly(t, s, "fixed", 12.9, 14.8, 13.2, 15.7, 13.8, 15.6, 12.9, 11.0, 17.3, 15.9, 19.0, 18.3, 20.1, 21.7)...)
	x := a.Trend
	if x == nil || x.N != 14 || x.S != 54 || math.Abs(x.Z-2.9058) > 5e-5 || !x.Told {
		t.Fatalf("the trend is %+v, want S 54, Z 2.9058", x)
	}
	if x.Per != evaluate.PerMonth || math.Abs(x.Slope-0.5667) > 0.03 || x.Low > x.Slope || x.High < x.Slope {
		t.Errorf("it rises by %v a %s, %v to %v, want about 0.5667 a month", x.Slope, x.Per, x.Low, x.High)
	}
	if x.First.String() != "2024-01-31" || x.Last.String() != "2025-02-28" || x.Season != "" || !math.IsNaN(x.SeasonChance) {
		t.Errorf("it goes from %s to %s, by the season %q", x.First, x.Last, x.Season)
	}
	if a.Before == nil || a.Before.Then.Day.String() != "2024-02-29" || math.Abs(a.Before.Change-6.9) > 1e-9 || a.Before.Interval != nil {
		t.Errorf("against the year before: %+v, want 6.9 more than on 29 February 2024", a.Before)
	}
}

// A line without noise reaches its target on the day that arithmetic gives, surely; a target beyond it surely not.
func TestForecastOfALine(t *testing.T) {
	s := world(t, fixed)
	from := day(t, "2024-01-31")
	var points []measurement.Recorded
	for i := range 24 {
		d := from.AddDays(i * 31)
		points = append(points, sent(t, s, "fixed", d.String()+"T12:00:00Z", float64(2*i+1)))
	}
	a := analysisOf(t, s, "fixed", "2026-06-15T00:00:00Z", points...)
	want := from.AddDays(31 * 30) // 2 · 30 + 1
	f := a.Forecast(evaluate.Wish{Target: 61, Higher: true, Due: want})
	if f.Outlook != statistics.Comes || f.Date != want || f.Low != want || f.High != want {
		t.Errorf("61 comes on %s, %s to %s (%s), want %s", f.Date, f.Low, f.High, f.Outlook, want)
	}
	if f.Chance == nil || *f.Chance != 1 || len(f.Ahead) == 0 || f.Ahead[len(f.Ahead)-1].Day != want {
		t.Errorf("the chance on that day is %v, want 1; ahead %+v", f.Chance, f.Ahead)
	}
	if f := a.Forecast(evaluate.Wish{Target: 70, Higher: true, Due: want}); f.Chance == nil || *f.Chance != 0 || !f.Date.After(want) {
		t.Errorf("70 on that day: chance %v, on %s", f.Chance, f.Date)
	}
	high := 62.0
	if f := a.Forecast(evaluate.Wish{Target: 60, High: &high, Due: want}); f.Chance == nil || *f.Chance != 1 || !f.Date.IsZero() || f.Outlook != "" {
		t.Errorf("60 to 62 on that day: chance %v, outlook %q on %s", f.Chance, f.Outlook, f.Date)
	}
	if f := a.Forecast(evaluate.Wish{Target: 61, Higher: true, Due: a.Trend.Last}); f.Chance != nil || len(f.Ahead) > 0 {
		t.Errorf("of a day that has passed a chance is told: %v", f.Chance)
	}
}

// A line that the last value has left tells no day and no chance: neither that a target stays met which the value does not meet, nor that one is still to come which it meets.
func TestALineThatValuesHaveLeftTellsNoDay(t *testing.T) {
	for _, c := range []struct {
		last float64
		want statistics.Outlook
	}{{47, statistics.Met}, {20, statistics.OffLine}} {
		s := world(t, fixed)
		from := day(t, "2024-01-31")
		var points []measurement.Recorded
		for i := range 24 {
			v := float64(2*i + 1)
			if i == 23 {
				v = c.last
			}
			points = append(points, sent(t, s, "fixed", from.AddDays(i*31).String()+"T12:00:00Z", v))
		}
		a := analysisOf(t, s, "fixed", "2026-01-15T00:00:00Z", points...)
		due, high := day(t, "2026-06-30"), 60.0
		off := c.want == statistics.OffLine
		if f := a.Forecast(evaluate.Wish{Target: 40, Higher: true, Due: due}); f.Outlook != c.want || off != f.Date.IsZero() || off != (f.Chance == nil) || off != (len(f.Ahead) == 0) {
			t.Errorf("with %v at last, 40 is %s on %s, not %s; the chance is %v", c.last, f.Outlook, f.Date, c.want, f.Chance)
		}
		if f := a.Forecast(evaluate.Wish{Target: 40, High: &high, Due: due}); off != (f.Outlook == statistics.OffLine) || off != (f.Chance == nil) || off != (len(f.Ahead) == 0) {
			t.Errorf("with %v at last, 40 to 60 is %q with the chance %v", c.last, f.Outlook, f.Chance)
		}
	}
}

const natural = common + `
measure fixed {unit: all, owner: p-01, period_days: 31, natural_limits: {min: 0, max: 100}, ` + plain + `}
`

// A share that rises is never foretold to be more than the whole.
func TestAForecastStaysWithinNature(t *testing.T) {
	s := world(t, natural)
	a := analysisOf(t, s, "fixed", "2025-03-15T00:00:00Z", monthly(t, s, "fixed", 70, 73, 71, 76, 75, 80, 79, 84, 83, 88, 86, 92, 91, 96)...)
	f := a.Forecast(evaluate.Wish{Target: 99, Higher: true, Due: day(t, "2025-12-31")})
	if len(f.Ahead) == 0 || f.Ahead[len(f.Ahead)-1].High80 != 100 || f.Ahead[len(f.Ahead)-1].Middle != 100 || f.Chance == nil || *f.Chance < 0.9 {
		t.Errorf("a share is foretold to be %+v, with the chance %v", f.Ahead, f.Chance)
	}
}

// Where chance alone makes such a trend there is no date and no chance, but what the process as it is can be expected to do.
func TestNoForecastWithoutATrend(t *testing.T) {
	s := world(t, fixed)
	a := analysisOf(t, s, "fixed", "2025-01-15T00:00:00Z", monthly(t, s, "fixed", shift[:12]...)...)
	f := a.Forecast(evaluate.Wish{Target: 100, Higher: true, Due: day(t, "2025-12-31")})
	if f.Outlook != statistics.NoTrend || f.Capable != statistics.KeepsFailing || !f.Date.IsZero() || f.Chance != nil || len(f.Ahead) > 0 {
		t.Errorf("values that go up and down by turns give %+v", f)
	}
	few := analysisOf(t, s, "fixed", "2024-06-15T00:00:00Z", monthly(t, s, "fixed", 1, 2, 3, 4, 5)...)
	if f := few.Forecast(evaluate.Wish{Target: 100, Higher: true, Due: day(t, "2025-12-31")}); f.Outlook != statistics.TooFew || f.Chance != nil {
		t.Errorf("five values give %+v", f)
	}
	if none := analysisOf(t, s, "fixed", "2024-06-15T00:00:00Z"); none.Trend != nil || none.Spread != nil || none.Forecast(evaluate.Wish{Target: 1}).Outlook != statistics.TooFew {
		t.Errorf("of no value there is %+v", none)
	}
}

// Winters that are worse each year are a season, and no change; noise is not.
func TestSeasonsOfAMeasure(t *testing.T) {
	s := world(t, fixed)
	var wintry, noisy []float64
	for i := range 36 {
		v := 50 + float64(i*7%5)
		noisy = append(noisy, v)
		if m := i % 12; m < 3 {
			v += 30
		}
		wintry = append(wintry, v)
	}
	a := analysisOf(t, s, "fixed", "2027-01-15T00:00:00Z", monthly(t, s, "fixed", wintry...)...)
	if a.Trend == nil || a.Trend.Season != evaluate.OfYear || a.Trend.Seasons[1] < 20 || a.Trend.Seasons[7] > 5 {
		t.Fatalf("the seasons are %q %v", a.Trend.Season, a.Trend.Seasons)
	}
	if b := analysisOf(t, s, "fixed", "2027-01-15T00:00:00Z", monthly(t, s, "fixed", noisy...)...); b.Trend.Season != "" || !(b.Trend.SeasonChance > 0.05) {
		t.Errorf("noise has the season %q, with the chance %v", b.Trend.Season, b.Trend.SeasonChance)
	}
}

// Steps are no seasons: two of them a year apart repeat once, which says nothing. Neither is one that repeats nowhere.
func TestStepsOfAMeasureAreNoSeasons(t *testing.T) {
	s := world(t, fixed)
	for name, level := range map[string]func(i int) float64{
		"two steps a year apart": func(i int) float64 { return 23 + from(i, 6) + from(i, 18) },
		"a step":                 func(i int) float64 { return 10 - 6*from(i, 17) + float64(i*7%5)/10 },
	} {
		for _, n := range []int{24, 36} {
			var values []float64
			for i := range n {
				values = append(values, level(i))
			}
			if a := analysisOf(t, s, "fixed", "2027-01-15T00:00:00Z", monthly(t, s, "fixed", values...)...); a.Trend == nil || a.Trend.Season != "" {
				t.Errorf("%s within %d months is told as the season %q, with the chance %v", name, n, a.Trend.Season, a.Trend.SeasonChance)
			}
		}
	}
}

func from(i, first int) float64 {
	if i >= first {
		return 1
	}
	return 0
}

const daily = common + `
measure daily {unit: all, owner: p-01, period_days: 1, aggregation: sum, reporting_period: day, ` + plain + `}
`

// Weekends on which less comes in are a season of days, told from three whole weeks on.
func TestWeekdaysOfAMeasure(t *testing.T) {
	s := world(t, daily)
	monday := day(t, "2024-01-01")
	for weeks, want := range map[int]evaluate.Season{2: "", 6: evaluate.Weekday} {
		var points []measurement.Recorded
		for i := range 7 * weeks {
			points = append(points, sent(t, s, "daily", monday.AddDays(i).String()+"T12:00:00Z", 20+float64(i*3%5)-15*from(i%7, 5)))
		}
		a := analysisOf(t, s, "daily", monday.AddDays(7*weeks).String()+"T00:00:00Z", points...)
		if a.Trend == nil || a.Trend.Season != want || math.IsNaN(a.Trend.SeasonChance) != (want == "") {
			t.Errorf("of %d weeks the season %q is told, not %q, with the chance %v", weeks, a.Trend.Season, want, a.Trend.SeasonChance)
		}
	}
}

// Values that are all the same have not changed: they meet a target or miss it, and go on to.
func TestValuesThatDoNotChange(t *testing.T) {
	s := world(t, fixed)
	a := analysisOf(t, s, "fixed", "2025-01-15T00:00:00Z", monthly(t, s, "fixed", 24, 24, 24, 24)...)
	if a.Trend == nil || a.Trend.Verdict != statistics.Unchanged || a.Trend.Told {
		t.Fatalf("of equal values is told %+v", a.Trend)
	}
	high := 30.0
	for want, wishes := range map[statistics.Outlook][]evaluate.Wish{
		evaluate.StillMet:    {{Target: 24, Higher: true}, {Target: 24}, {Target: 24, High: &high}, {Target: 20, Higher: true, Due: day(t, "2025-12-31")}},
		evaluate.StillMissed: {{Target: 25, Higher: true}, {Target: 20}, {Target: 25, High: &high}},
	} {
		for _, w := range wishes {
			if f := a.Forecast(w); f.Outlook != want || !f.Date.IsZero() || f.Chance != nil {
				t.Errorf("%+v is %q on %s, not %q", w, f.Outlook, f.Date, want)
			}
		}
	}
}

// What limits are computed anew for belongs to another process: analysis begins behind it.
func TestAnalysisBeginsWithNewLimits(t *testing.T) {
	s := world(t, fixed)
	values := append(shift[:11:11], 70, 71, 70, 71, 70, 71, 70, 71, 69.5)
	a := analysisOf(t, s, "rebased", "2025-09-15T00:00:00Z", monthly(t, s, "rebased", values...)...)
	if a.Values != 9 || a.Control.Periods[a.From].Day.String() != "2024-12-31" {
		t.Fatalf("it looks at %d values from %s", a.Values, a.Control.Periods[a.From].Day)
	}
	if a.Trend == nil || a.Trend.Told {
		t.Errorf("the trend is %+v, though the process is steady since", a.Trend)
	}
	if a.Spread == nil || a.Spread.P50 != 70 || a.Spread.P10 < 69 || a.Spread.P90 != 71 {
		t.Errorf("values lie between %+v", a.Spread)
	}
	if a.Smooth == nil || len(a.Smooth.Beyond) > 0 || math.Abs(a.Smooth.Centre-633.5/9) > 1e-9 {
		t.Errorf("the weighted average is %+v", a.Smooth)
	}
}

// A small shift that no single value shows is seen by the weighted average.
func TestASmallLastingChangeIsSeen(t *testing.T) {
	s := world(t, fixed)
	values := append([]float64{}, shift[:12]...)
	for i := range 7 { // 1.3 sigma above the mean, each of them within the limits
		values = append(values, 61.1+float64(i%2)*0.1)
	}
	a := analysisOf(t, s, "fixed", "2025-08-15T00:00:00Z", monthly(t, s, "fixed", values...)...)
	if a.Smooth == nil || len(a.Smooth.Beyond) == 0 || a.Smooth.Beyond[0] < 12 {
		t.Fatalf("the weighted average is beyond its limits at %+v", a.Smooth)
	}
	for _, x := range a.Control.Signals {
		if x.Rule == statistics.Beyond {
			t.Errorf("single values are beyond theirs: %v", x)
		}
	}
}

const sampled = common + `
measure sampled {unit: all, owner: p-01, period_days: 31, unit_of_measure: "%", sampled: true, ` + plain + `}
`

// 81 of 263 is the first example of Newcombe (1998), Statistics in Medicine 17, 857: 0.2553 to 0.3662. 56 of 70 against 48 of 80 is example a of
// the second paper, 17, 873: 0.0524 to 0.3339 for the difference 0.2.
func TestIntervalsOfShares(t *testing.T) {
	s := world(t, sampled)
	of := func(at string, found, n int64) measurement.Recorded {
		p := sent(t, s, "sampled", at, 100*float64(found)/float64(n))
		p.Sample = &n
		return p
	}
	a := analysisOf(t, s, "sampled", "2026-01-15T00:00:00Z", of("2024-12-31T12:00:00Z", 48, 80), of("2025-12-31T12:00:00Z", 56, 70))
	if a.Before == nil || a.Before.Interval == nil || math.Abs(a.Before.Interval.Low-5.24) > 5e-3 || math.Abs(a.Before.Interval.High-33.39) > 5e-3 {
		t.Errorf("the change is %+v, want 20 points, 5.24 to 33.39", a.Before)
	}
	b := analysisOf(t, s, "sampled", "2026-01-15T00:00:00Z", of("2025-12-31T12:00:00Z", 81, 263))
	if b.Sample == nil || math.Abs(b.Sample.Low-25.53) > 5e-3 || math.Abs(b.Sample.High-36.62) > 5e-3 {
		t.Errorf("81 of 263 leave open %+v, want 25.53 to 36.62", b.Sample)
	}
}
