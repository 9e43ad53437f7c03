package statistics_test

import (
	"math"
	"testing"

	"pgregory.net/rapid"

	"github.com/steelyard-isms/steelyard/internal/statistics"
)

// forecast puts the parts together as a caller does.
func forecast(times, values []float64, seasons []int, g statistics.Goal) (statistics.Line, statistics.Forecast) {
	l, _ := statistics.LineOf(times, values, seasons)
	return l, statistics.ForecastOf(l, statistics.Individuals(values, statistics.Options{}), g)
}

// On the exact line y = 2t + 1 with 24 values everything is known: the date, both ends of its interval, and whether the target is met by a day.
func TestForecastOfAnExactLine(t *testing.T) {
	values := make([]float64, 24)
	for i := range values {
		values[i] = 2*float64(i+1) + 1
	}
	g := statistics.Goal{Target: 61, Higher: true}
	l, f := forecast(nil, values, nil, g)
	if f.Outlook != statistics.Comes || f.Date != 30 || f.Low != 30 || f.High != 30 || f.Capable != "" {
		t.Errorf("the forecast is %+v", f)
	}
	r, ok := statistics.Resample(nil, values, nil, l)
	if !ok {
		t.Fatal("nothing is drawn")
	}
	for day, want := range map[float64]float64{29.9: 0, 30: 1, 36: 1} {
		if got := r.Chance(day, 0, g); got != want {
			t.Errorf("the chance by day %v is %v", day, got)
		}
	}
	if b := r.Band(30, 0); b.Middle != 61 || b.Low80 != 61 || b.High80 != 61 {
		t.Errorf("the band is %+v", b)
	}
	tenth := mapped(values, func(v float64) float64 { return v / 10 })
	g.Target = 6.1
	l, _ = forecast(nil, tenth, nil, g)
	if r, _ = statistics.Resample(nil, tenth, nil, l); r.Chance(30, 0, g) != 1 || r.Chance(29.9, 0, g) != 0 {
		t.Errorf("in tenths, which have no exact number, the chance is %v by the day and %v before", r.Chance(30, 0, g), r.Chance(29.9, 0, g))
	}
}

func TestOutlooks(t *testing.T) {
	up, down := []float64{1, 2, 3, 4, 5, 6, 7, 8}, []float64{8, 7, 6, 5, 4, 3, 2, 1}
	for what, c := range map[string]struct {
		values []float64
		g      statistics.Goal
		want   statistics.Outlook
		date   float64
	}{
		"rising to more": {up, statistics.Goal{Target: 10, Higher: true}, statistics.Comes, 10}, "rising past more": {up, statistics.Goal{Target: 5, Higher: true}, statistics.Met, 5},
		"rising from less": {up, statistics.Goal{Target: 5}, statistics.Away, 5}, "rising towards too much": {up, statistics.Goal{Target: 10}, statistics.Leaves, 10},
		"falling to less": {down, statistics.Goal{Target: -1}, statistics.Comes, 10}, "falling past less": {down, statistics.Goal{Target: 4}, statistics.Met, 5},
		"falling from more": {down, statistics.Goal{Target: 4, Higher: true}, statistics.Away, 5}, "falling towards too little": {down, statistics.Goal{Target: -1, Higher: true}, statistics.Leaves, 10},
	} {
		if _, f := forecast(nil, c.values, nil, c.g); f.Outlook != c.want || math.Abs(f.Date-c.date) > 1e-12 || !f.Dated() {
			t.Errorf("%s: %+v", what, f)
		}
	}
}

// Without enough values or without a trend there is no date, but the capability.
func TestNoDate(t *testing.T) {
	for what, c := range map[string]struct {
		values  []float64
		target  float64
		want    statistics.Outlook
		capable statistics.Capability
	}{
		"nothing": {nil, 1, statistics.TooFew, statistics.Unforeseen}, "five values": {[]float64{1, 2, 3, 4, 5}, 9, statistics.TooFew, statistics.Unforeseen},
		"a process that stands, short of it": {about(50, 12), 60, statistics.NoTrend, statistics.KeepsFailing}, "one that stands well": {about(50, 12), 40, statistics.NoTrend, statistics.KeepsPassing},
		"one between": {about(50, 12), 50, statistics.NoTrend, statistics.HitAndMiss}, "equal values": {[]float64{5, 5, 5, 5, 5, 5, 5, 5}, 6, statistics.NoTrend, statistics.Unforeseen}, "no target": {about(50, 12), gap, statistics.TooFew, statistics.Unforeseen},
	} {
		l, f := forecast(nil, c.values, nil, statistics.Goal{Target: c.target, Higher: true})
		if f.Outlook != c.want || f.Dated() || f.Capable != c.capable || !math.IsNaN(f.Low) || !math.IsNaN(f.High) {
			t.Errorf("of %s the forecast is %+v", what, f)
		}
		if r, ok := statistics.Resample(nil, c.values, nil, l); ok != (len(c.values) >= statistics.MinForecast) {
			t.Errorf("of %s is drawn %v", what, r)
		}
	}
	// S of 9 among the 15 pairs of six values: Z 1.503, P .066; S of 7: Z 1.127, P .13.
	if _, f := forecast(nil, []float64{1, 2, 5, 3, 4, 4.5}, nil, statistics.Goal{Target: 9, Higher: true}); !f.Dated() || !math.IsInf(f.High, 1) || f.Low > f.Date || f.Low < 6 {
		t.Errorf("an unsure trend has the forecast %+v", f)
	}
	if _, f := forecast(nil, []float64{1, 2, 5, 4, 3, 4.5}, nil, statistics.Goal{Target: 9, Higher: true}); f.Dated() {
		t.Errorf("a trend that chance makes as often has the forecast %+v", f)
	}
}

// Months that are better each year for no merit do not move the date; what they add is told, once there are two of each.
func TestForecastWithSeasons(t *testing.T) {
	add := []float64{3, -1, 0, -2}
	var values []float64
	var seasons []int
	for i := range 16 {
		values, seasons = append(values, float64(i+1)/2+add[i%4]), append(seasons, i%4)
	}
	g := statistics.Goal{Target: 20, Higher: true}
	l, f := forecast(nil, values, seasons, g)
	if len(l.Seasons) != 4 || f.Outlook != statistics.Comes {
		t.Fatalf("the line is %+v, the forecast %+v", l, f)
	}
	near(t, "the date", f.Date, 40, 1e-9)
	for s, want := range add {
		near(t, "a season", l.Seasons[s], want, 1e-9)
		near(t, "the line in it", l.At(20, s), 10+want, 1e-9)
	}
	r, _ := statistics.Resample(nil, values, seasons, l)
	if r.Chance(36, 0, g) != 1 || r.Chance(38, 3, g) != 0 || r.Chance(40, 2, g) != 1 {
		t.Errorf("the chances are %v, %v and %v", r.Chance(36, 0, g), r.Chance(38, 3, g), r.Chance(40, 2, g))
	}
	if l, _ := statistics.LineOf(nil, values[:7], seasons[:7]); l.Seasons != nil {
		t.Errorf("a single value of a season gives the factors %v", l.Seasons)
	}
}

// The bands hold what they say of values that fall about a line by chance: over many series about 80 % and 50 % of the next values lie in them.
// With 24 values each the bootstrap is known to be a little narrow; whole multiples off would be a mistake.
func TestBandsHoldWhatTheySay(t *testing.T) {
	var in50, in80, reached, chance float64
	all := noisy(400, 27)
	for _, values := range all {
		l, _ := statistics.LineOf(nil, values[:24], nil)
		r, ok := statistics.Resample(nil, values[:24], nil, l)
		if !ok {
			t.Fatal("nothing is drawn")
		}
		b, next := r.Band(27, 0), values[26]
		if next >= b.Low50 && next <= b.High50 {
			in50++
		}
		if next >= b.Low80 && next <= b.High80 {
			in80++
		}
		g := statistics.Goal{Target: 1, Higher: true}
		chance += r.Chance(27, 0, g)
		if next >= 1 {
			reached++
		}
	}
	near(t, "the share within the band of 50 %", in50/400, 0.5, 0.08)
	near(t, "the share within the band of 80 %", in80/400, 0.8, 0.08)
	near(t, "the chance of the target", chance/400, reached/400, 0.08)
}

// The same values give the same draws; another origin or unit the same in other words; a target that is harder to reach is reached less often.
func TestDrawsDoNotDependOnTheUnit(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		values := rapid.SliceOfN(rapid.Map(rapid.IntRange(-40, 40), func(i int) float64 { return float64(i) / 2 }), 6, 24).Draw(t, "values")
		target := float64(rapid.IntRange(-40, 40).Draw(t, "target")) + 0.37 // where no draw lies
		l, ok := statistics.LineOf(nil, values, nil)
		if !ok {
			t.Fatal("there is no line")
		}
		r, _ := statistics.Resample(nil, values, nil, l)
		again, _ := statistics.Resample(nil, values, nil, l)
		other := mapped(values, func(v float64) float64 { return 4*v + 256 })
		ol, _ := statistics.LineOf(nil, other, nil)
		or, _ := statistics.Resample(nil, other, nil, ol)
		at := float64(len(values) + 3)
		c := r.Chance(at, 0, statistics.Goal{Target: target, Higher: true})
		if again.Chance(at, 0, statistics.Goal{Target: target, Higher: true}) != c || again.Band(at, 0) != r.Band(at, 0) {
			t.Fatal("the same values give other draws")
		}
		if got := or.Chance(at, 0, statistics.Goal{Target: 4*target + 256, Higher: true}); math.Abs(got-c) > 0.002 {
			t.Fatalf("in another unit the chance is %v, not %v", got, c)
		}
		if harder := r.Chance(at, 0, statistics.Goal{Target: target + 1, Higher: true}); harder > c || math.Abs(r.Chance(at, 0, statistics.Goal{Target: target})-1+c) > 0.002 {
			t.Fatalf("the chance is %v, of more %v, of the opposite %v", c, harder, r.Chance(at, 0, statistics.Goal{Target: target}))
		}
		b, ob := r.Band(at, 0), or.Band(at, 0)
		if !(b.Low80 <= b.Low50 && b.Low50 <= b.Middle && b.Middle <= b.High50 && b.High50 <= b.High80) || math.Abs(4*b.High80+256-ob.High80) > 1e-6 {
			t.Fatalf("the bands are %+v and in another unit %+v", b, ob)
		}
	})
}

// Whatever the values, nothing panics and what is said holds together; of many values as many pairs are looked at as can be.
func TestForecastsHoldTogether(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		values := rapid.SliceOfN(rapid.OneOf(rapid.Float64(), rapid.Float64Range(-5, 5), rapid.SampledFrom([]float64{gap, math.Inf(1), 0, 1, math.MaxFloat64})), 0, 30).Draw(t, "values")
		seasons := make([]int, len(values))
		for i := range seasons {
			seasons[i] = i % 3
		}
		g := statistics.Goal{Target: rapid.Float64().Draw(t, "target"), Higher: rapid.Bool().Draw(t, "higher")}
		l, f := forecast(nil, values, seasons, g)
		if f.Dated() == (f.Capable != "") || f.Dated() && !(f.Low <= f.Date && f.Date <= f.High) {
			t.Fatalf("the forecast is %+v", f)
		}
		if r, ok := statistics.Resample(nil, values, seasons, l); ok {
			if c := r.Chance(40, 1, g); !(c >= 0 && c <= 1) {
				t.Fatalf("the chance is %v", c)
			}
			r.Band(40, 1)
		}
	})
	long := noisy(1, 400)[0]
	l, f := forecast(nil, long, nil, statistics.Goal{Target: 10, Higher: true})
	r, ok := statistics.Resample(nil, long, nil, l)
	if !ok || !f.Dated() {
		t.Fatal("400 values have no forecast")
	}
	if b := r.Band(f.Date, 0); math.Abs(b.Middle-10) > 0.3 || b.High80-b.Low80 < 2 || b.High80-b.Low80 > 3.2 {
		t.Errorf("of values that deviate by 1 the band of 80 %% is %+v", b)
	}
}
