package statistics_test

import (
	"math"
	"slices"
	"testing"

	"pgregory.net/rapid"

	"github.com/steelyard-isms/steelyard/internal/statistics"
)

// rising is the example of the design's table of oracles for Mann–Kendall and Theil–Sen.
var rising = []float64{12.9, 14.8, 13.2, 15.7, 13.8, 15.6, 12.9, 11.0, 17.3, 15.9, 19.0, 18.3, 20.1, 21.7}

func TestTrendOfTheOracle(t *testing.T) {
	got, ok := statistics.TrendOf(nil, rising)
	if !ok || got.N != 14 || got.S != 54 {
		t.Fatalf("the trend is %+v", got)
	}
	near(t, "Var", got.Var, 332.667, 5e-4)
	near(t, "Z", got.Z, 2.9058, 5e-5)
	near(t, "P", got.P, 0.0018, 5e-5)
	near(t, "the slope", got.Slope, 0.5667, 5e-5)
	near(t, "the lower end", got.SlopeLow, 0.32, 5e-5)
	near(t, "the upper end", got.SlopeHigh, 0.875, 5e-5)
	near(t, "the intercept", got.Intercept, 15.65-17.0/30*7.5, 1e-9) // by hand: the middle values are 15.6 and 15.7
}

// byDefinition computes a trend from all pairs, as the formulas read.
func byDefinition(times, values []float64, seasons []int) statistics.Trend {
	var out statistics.Trend
	var slopes, x, y []float64
	groups := map[int]map[float64]float64{}
	for j := range values {
		if math.IsNaN(values[j]) {
			continue
		}
		out.N++
		x, y = append(x, times[j]), append(y, values[j])
		if groups[seasons[j]] == nil {
			groups[seasons[j]] = map[float64]float64{}
		}
		groups[seasons[j]][values[j]]++
		for i := range j {
			if math.IsNaN(values[i]) || seasons[i] != seasons[j] {
				continue
			}
			switch {
			case values[j] > values[i]:
				out.S++
			case values[j] < values[i]:
				out.S--
			}
			slopes = append(slopes, (values[j]-values[i])/(times[j]-times[i]))
		}
	}
	for _, ties := range groups {
		n, tied := 0.0, 0.0
		for _, m := range ties {
			n, tied = n+m, tied+m*(m-1)*(2*m+5)
		}
		out.Var += (n*(n-1)*(2*n+5) - tied) / 18
	}
	switch {
	case out.S > 0:
		out.Z = (out.S - 1) / math.Sqrt(out.Var)
	case out.S < 0:
		out.Z = (out.S + 1) / math.Sqrt(out.Var)
	}
	out.P = math.Erfc(math.Abs(out.Z)/math.Sqrt2) / 2
	slices.Sort(slopes)
	slices.Sort(y)
	mid := func(s []float64) float64 { return (s[(len(s)-1)/2] + s[len(s)/2]) / 2 }
	out.Slope = mid(slopes)
	out.Intercept = mid(y) - out.Slope*mid(x)
	out.SlopeLow, out.SlopeHigh = math.Inf(-1), math.Inf(1)
	if k := int(math.Floor((float64(len(slopes)) - 1.959963984540054*math.Sqrt(out.Var)) / 2)); k >= 1 {
		out.SlopeLow, out.SlopeHigh = slopes[k-1], slopes[len(slopes)-k]
	}
	return out
}

func agree(t *rapid.T, got, want statistics.Trend) {
	for what, x := range map[string][2]float64{"N": {float64(got.N), float64(want.N)}, "S": {got.S, want.S}, "Var": {got.Var, want.Var}, "Z": {got.Z, want.Z}, "P": {got.P, want.P}, "slope": {got.Slope, want.Slope},
		"intercept": {got.Intercept, want.Intercept}, "low": {got.SlopeLow, want.SlopeLow}, "high": {got.SlopeHigh, want.SlopeHigh}} {
		if x[0] != x[1] && !(math.Abs(x[0]-x[1]) <= 1e-9*max(1, math.Abs(x[1]))) {
			t.Fatalf("%s is %v, by definition %v", what, x[0], x[1])
		}
	}
}

// The fast computation gives what the formulas give, with ties, gaps, uneven times and seasons.
func TestTrendIsThatOfTheDefinition(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		one := rapid.OneOf(rapid.Float64Range(-1e6, 1e6), rapid.Map(rapid.IntRange(-5, 5), func(i int) float64 { return float64(i) }), rapid.Just(gap), rapid.Just(math.Copysign(0, -1)), rapid.Float64Range(-1e-9, 1e-9))
		values := rapid.SliceOfN(one, 0, 70).Draw(t, "values")
		times, seasons := make([]float64, len(values)), make([]int, len(values))
		at, have := -20.0, 0
		period := rapid.IntRange(1, 5).Draw(t, "period")
		per := map[int]int{}
		for i := range values {
			at += float64(rapid.IntRange(1, 4).Draw(t, "step"))
			times[i], seasons[i] = at, i%period
			if !math.IsNaN(values[i]) {
				have++
				per[i%period]++
			}
		}
		got, ok := statistics.TrendOf(times, values)
		if ok != (have >= statistics.MinTrend) {
			t.Fatalf("of %d values there is a trend: %v", have, ok)
		}
		if ok {
			agree(t, got, byDefinition(times, values, make([]int, len(values))))
		}
		paired := false
		for _, n := range per {
			paired = paired || n > 1
		}
		got, ok = statistics.SeasonalTrendOf(times, values, seasons)
		if ok != (have >= statistics.MinTrend && paired) {
			t.Fatalf("of %v values by season there is a trend: %v", per, ok)
		}
		if ok {
			agree(t, got, byDefinition(times, values, seasons))
		}
	})
}

// Pairs of many values are dealt out again and again; what comes out is what sorting gives. The last kind spans more than can be dealt.
func TestTrendOfManyAndOfWildValues(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		n := rapid.IntRange(60, 120).Draw(t, "n")
		one := rapid.SampledFrom([]*rapid.Generator[float64]{rapid.Float64Range(0, 1), rapid.Map(rapid.IntRange(-300, 300), func(i int) float64 { return math.Copysign(math.Pow(10, math.Abs(float64(i))), float64(i)) }),
			rapid.Map(rapid.IntRange(0, 1), func(i int) float64 { return float64(i) }), rapid.Map(rapid.IntRange(0, 3), func(i int) float64 { return float64(i) * math.SmallestNonzeroFloat64 })}).Draw(t, "kind")
		values, times := make([]float64, n), make([]float64, n)
		for i := range values {
			values[i], times[i] = one.Draw(t, "v"), float64(i+1)
		}
		got, ok := statistics.TrendOf(nil, values)
		if !ok {
			t.Fatal("there is no trend")
		}
		agree(t, got, byDefinition(times, values, make([]int, n)))
	})
}

// Another origin or unit of values or of time, or time turned round, is the same trend in other words.
func TestTrendDoesNotDependOnTheUnit(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		values := rapid.SliceOfN(rapid.Map(rapid.IntRange(-40, 40), func(i int) float64 { return float64(i) / 2 }), 6, 40).Draw(t, "values")
		want, _ := statistics.TrendOf(nil, values)
		same := func(what string, got statistics.Trend, sign, slope float64) {
			if got.S != sign*want.S || got.Var != want.Var || got.P != want.P || math.Abs(got.Slope-slope*want.Slope) > 1e-9 {
				t.Fatalf("%s, the trend is %+v, not %+v", what, got, want)
			}
		}
		got, _ := statistics.TrendOf(nil, mapped(values, func(v float64) float64 { return v + 1024 }))
		same("shifted", got, 1, 1)
		if math.Abs(got.Intercept-want.Intercept-1024) > 1e-9 {
			t.Fatalf("shifted, the intercept is %v", got.Intercept)
		}
		got, _ = statistics.TrendOf(nil, mapped(values, func(v float64) float64 { return v * 8 }))
		same("scaled", got, 1, 8)
		got, _ = statistics.TrendOf(nil, mapped(values, func(v float64) float64 { return -v }))
		same("upside down", got, -1, -1)
		back := slices.Clone(values)
		slices.Reverse(back)
		got, _ = statistics.TrendOf(nil, back)
		same("backwards", got, -1, -1)
		cubes, _ := statistics.TrendOf(nil, mapped(values, func(v float64) float64 { return v * v * v }))
		if cubes.S != want.S || cubes.Var != want.Var { // the test knows only which is greater
			t.Fatalf("of cubes, the test is %+v, not %+v", cubes, want)
		}
	})
}

func TestNoTrendOfTooLittle(t *testing.T) {
	for what, c := range map[string]struct{ times, values []float64 }{
		"nothing":             {nil, nil},
		"one value":           {nil, []float64{1}},
		"two and gaps":        {nil, []float64{1, gap, 2, math.Inf(1)}},
		"times that stand":    {[]float64{1, 1, 2, 3}, []float64{1, 2, 3, 4}},
		"times that go back":  {[]float64{1, 3, 2, 4}, []float64{1, 2, 3, 4}},
		"too few times":       {[]float64{1, 2}, []float64{1, 2, 3, 4}},
		"beyond arithmetic":   {nil, []float64{-math.MaxFloat64, math.MaxFloat64, 0, 1}},
		"more than are taken": {nil, make([]float64, statistics.MaxTrend+1)},
	} {
		if got, ok := statistics.TrendOf(c.times, c.values); ok {
			t.Errorf("%s has the trend %+v", what, got)
		}
	}
	if got, ok := statistics.TrendOf(nil, []float64{5, 5, 5, 5, 5, 5, 5}); !ok || got.S != 0 || got.Var != 0 || got.Z != 0 || got.P != 0.5 || got.Slope != 0 || got.Intercept != 5 || got.SlopeLow != 0 || got.SlopeHigh != 0 {
		t.Errorf("values that stand have the trend %+v", got)
	}
	if got, ok := statistics.SeasonalTrendOf(nil, []float64{1, 2, 3}, []int{1, 2, 3}); ok {
		t.Errorf("of three seasons with a value each there is the trend %+v", got)
	}
	if got, ok := statistics.SeasonalTrendOf(nil, []float64{1, 2, 3}, []int{1, 2}); ok {
		t.Errorf("with a season missing there is the trend %+v", got)
	}
}

// What comes back each year is no trend, and does not hide one. Of 5 years with 12 months each in the same order S is 12 · 10, Var 12 · 5·4·15 ÷ 18 = 200.
func TestSeasonsAreNoTrend(t *testing.T) {
	var values []float64
	var seasons []int
	for i := range 60 {
		values, seasons = append(values, 10*math.Sin(float64(i%12))+float64(i/12)), append(seasons, i%12)
	}
	got, ok := statistics.SeasonalTrendOf(nil, values, seasons)
	if !ok || got.S != 120 || math.Abs(got.Var-200) > 1e-9 || math.Abs(got.Slope-1.0/12) > 1e-12 {
		t.Errorf("a steady rise under seasons is %+v", got)
	}
	near(t, "Z", got.Z, 119/math.Sqrt(200), 1e-9)
	if plain, _ := statistics.TrendOf(nil, values); plain.P < got.P {
		t.Errorf("without seasons the trend is clearer: %v", plain.P)
	}
}
