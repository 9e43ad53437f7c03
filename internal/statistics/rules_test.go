package statistics_test

import (
	"fmt"
	"math"
	"testing"

	"pgregory.net/rapid"

	"github.com/steelyard-isms/steelyard/internal/statistics"
)

// after judges points given in sigmas behind a base whose centre is 0 and whose sigma is 1, by one set. The base itself raises nothing:
// its points lie half of 1.128 sigmas to either side in turn. For Nelson's fourteen in turn, it is broken by a gap.
func after(set statistics.RuleSet, sigmas ...float64) []statistics.Signal {
	values := append(about(0, 12), gap)
	for _, z := range sigmas {
		values = append(values, z/1.128)
	}
	out := statistics.Individuals(values, statistics.Options{Rules: set}).Signals
	for _, s := range out {
		for i := range s.Points {
			s.Points[i] -= 13
		}
	}
	return out
}

func TestRules(t *testing.T) {
	const we, nelson = statistics.WesternElectric, statistics.Nelson
	for _, c := range []struct {
		name   string
		set    statistics.RuleSet
		sigmas []float64
		want   string
	}{
		{"a point beyond", we, []float64{0.5, 3.1, 0.5}, "[{beyond-limit above [1]}]"},
		{"a point below", we, []float64{-3.1}, "[{beyond-limit below [0]}]"},
		{"a point on the limit", we, []float64{3}, "[]"},
		{"neighbours beyond are one signal", we, []float64{-4, 0, 3.5, 3.5}, "[{beyond-limit below [0]} {beyond-limit above [2 3]} {two-of-three above [2 3]}]"},
		{"two of three", we, []float64{2.1, 0.5, 2.1}, "[{two-of-three above [0 2]}]"},
		{"two of four", we, []float64{2.1, 0.5, 0.5, 2.1}, "[]"},
		{"two of three on both sides", we, []float64{2.1, -2.1, 0}, "[]"},
		{"two on the line of 2 sigma", we, []float64{2, 2, 0}, "[]"},
		{"two of three below", we, []float64{-2.1, -2.1}, "[{two-of-three below [0 1]}]"},
		{"four of five", we, []float64{1.1, 1.1, 0.2, 1.1, 1.1}, "[{four-of-five above [0 1 3 4]}]"},
		{"four of six", we, []float64{1.1, 1.1, 0.2, 0.2, 1.1, 1.1}, "[]"},
		{"windows that overlap", we, []float64{1.1, 1.1, 1.1, 1.1, 0, 1.1}, "[{four-of-five above [0 1 2 3 5]}]"},
		{"eight on one side", we, []float64{.3, .2, .3, .2, .3, .2, .3, .2}, "[{eight-in-row above [0 1 2 3 4 5 6 7]}]"},
		{"seven on one side", we, []float64{.3, .2, .3, .2, .3, .2, .3, -.2}, "[]"},
		{"nine is one signal", we, []float64{-.3, -.2, -.3, -.2, -.3, -.2, -.3, -.2, -.3}, "[{eight-in-row below [0 1 2 3 4 5 6 7 8]}]"},
		{"a point on the centre breaks a run", we, []float64{.3, .2, .3, .2, 0, .2, .3, .2, .3}, "[]"},
		{"Nelson wants nine", nelson, []float64{.3, .2, .3, .3, .2, .2, .3, .2}, "[]"},
		{"nine for Nelson", nelson, []float64{.3, .2, .3, .3, .2, .2, .3, .2, .3}, "[{nine-in-row above [0 1 2 3 4 5 6 7 8]}]"},
		{"six rising", nelson, []float64{-.5, -.3, -.1, .1, .3, .5}, "[{six-monotone above [0 1 2 3 4 5]}]"},
		{"six rising is no rule of Western Electric", we, []float64{-.5, -.3, -.1, .1, .3, .5}, "[]"},
		{"five rising", nelson, []float64{-.3, -.1, .1, .3, .5}, "[]"},
		{"six that stand still once", nelson, []float64{-.5, -.3, -.3, -.1, .1, .3}, "[]"},
		{"seven falling", nelson, []float64{.5, .3, .1, -.1, -.3, -.5, -.7}, "[{six-monotone below [0 1 2 3 4 5 6]}]"},
		{"fourteen in turn", nelson, []float64{1.4, -.4, 1.3, -.4, .3, -.4, .3, -.4, .3, -.4, .3, -.4, .3, -.4}, "[{alternating across [0 1 2 3 4 5 6 7 8 9 10 11 12 13]}]"},
		{"fifteen near the centre", nelson, []float64{.1, .2, -.2, -.1, .1, .2, -.2, -.1, .1, .2, -.2, -.1, .1, .2, -.2}, "[{hugging across [0 1 2 3 4 5 6 7 8 9 10 11 12 13 14]}]"},
		{"eight that avoid the middle", nelson, []float64{1.2, 1.3, -1.2, -1.3, 1.2, 1.3, -1.2, -1.3}, "[{avoiding across [0 1 2 3 4 5 6 7]}]"},
	} {
		if got := fmt.Sprint(after(c.set, c.sigmas...)); got != c.want {
			t.Errorf("%s: %s, not %s", c.name, got, c.want)
		}
	}
}

func TestAConstantSeriesRaisesNothing(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		v := rapid.Float64().Draw(t, "value")
		values := make([]float64, rapid.IntRange(0, 60).Draw(t, "n"))
		for i := range values {
			values[i] = v
		}
		for _, set := range statistics.RuleSets {
			if got := statistics.Individuals(values, statistics.Options{Rules: set}).Signals; len(got) > 0 {
				t.Fatalf("a series of %v raises %v", v, got)
			}
		}
	})
}

// values that are halves of whole numbers, so that shifting and doubling them is exact.
func series(t *rapid.T) []float64 {
	step := rapid.Custom(func(t *rapid.T) float64 {
		if rapid.IntRange(0, 9).Draw(t, "gap") == 0 {
			return gap
		}
		return float64(rapid.IntRange(-40, 40).Draw(t, "v")) / 2
	})
	return rapid.SliceOfN(step, 0, 60).Draw(t, "values")
}

func mapped(values []float64, f func(float64) float64) []float64 {
	out := make([]float64, len(values))
	for i, v := range values {
		out[i] = f(v)
	}
	return out
}

// Another unit, another origin or another sign of a measure tells nothing else of the process.
func TestSignalsDoNotDependOnTheUnit(t *testing.T) {
	flip := map[statistics.Side]statistics.Side{statistics.Above: statistics.Below, statistics.Below: statistics.Above, statistics.Across: statistics.Across}
	rapid.Check(t, func(t *rapid.T) {
		values := series(t)
		o := statistics.Options{Rules: rapid.SampledFrom(statistics.RuleSets).Draw(t, "set"), Centre: rapid.SampledFrom([]statistics.Centre{statistics.Mean, statistics.Median}).Draw(t, "centre"),
			Starts: rapid.SliceOfN(rapid.IntRange(-2, 62), 0, 3).Draw(t, "starts")}
		want := statistics.Individuals(values, o)
		for name, f := range map[string]func(float64) float64{"shifted": func(v float64) float64 { return v + 1024 }, "scaled": func(v float64) float64 { return v * 8 }, "turned": func(v float64) float64 { return -v }} {
			got := statistics.Individuals(mapped(values, f), o)
			if len(got.Signals) != len(want.Signals) || len(got.Stretches) != len(want.Stretches) {
				t.Fatalf("%s, the signals are %v, not %v", name, got.Signals, want.Signals)
			}
			if name == "turned" {
				continue // the order of signals with one end follows the sides
			}
			if fmt.Sprint(got.Signals) != fmt.Sprint(want.Signals) {
				t.Fatalf("%s, the signals are %v, not %v", name, got.Signals, want.Signals)
			}
		}
		turned := statistics.Individuals(mapped(values, func(v float64) float64 { return -v }), o)
		count := map[string]int{}
		for _, s := range want.Signals {
			count[fmt.Sprint(s.Rule, s.Side, s.Points)]++
		}
		for _, s := range turned.Signals {
			count[fmt.Sprint(s.Rule, flip[s.Side], s.Points)]--
		}
		for what, n := range count {
			if n != 0 {
				t.Fatalf("upside down, %s is told %d times more", what, -n)
			}
		}
	})
}

// Whatever the values: stretches follow each other, signals name known points within one of them, and where nothing is known nothing is said.
func TestChartsHoldTogether(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		values := rapid.SliceOfN(rapid.OneOf(rapid.Float64(), rapid.Float64Range(-5, 5), rapid.SampledFrom([]float64{gap, math.Inf(1), 0, 1, math.MaxFloat64})), 0, 80).Draw(t, "values")
		c := statistics.Individuals(values, statistics.Options{Rules: rapid.SampledFrom(statistics.RuleSets).Draw(t, "set"), Starts: rapid.SliceOfN(rapid.IntRange(-1, 81), 0, 4).Draw(t, "starts")})
		at, signals := 0, 0
		for _, s := range c.Stretches {
			if s.From != at || s.Until <= s.From || s.Base > s.Until || s.Base < s.From {
				t.Fatalf("the stretches are %+v", c.Stretches)
			}
			at, signals = s.Until, signals+len(c.In(s))
			if l := s.Limits; l != nil && !(l.Lower < l.Upper && l.Lower <= l.Centre && l.Centre <= l.Upper && l.RangeLimit > 0) {
				t.Fatalf("the limits are %+v", *l)
			}
		}
		if at != len(values) || signals != len(c.Signals) || len(c.Ranges) != len(values) {
			t.Fatalf("the stretches end at %d of %d; %d of %d signals lie within one", at, len(values), signals, len(c.Signals))
		}
		for _, s := range c.Signals {
			for i, p := range s.Points {
				if math.IsNaN(values[p]) || math.IsInf(values[p], 0) || i > 0 && p <= s.Points[i-1] {
					t.Fatalf("a signal names %v", s.Points)
				}
			}
		}
	})
}
