package statistics_test

import (
	"math"
	"testing"

	"pgregory.net/rapid"

	"github.com/steelyard-isms/steelyard/internal/statistics"
)

// Values about 10.5 that fall to about 5 at once. Their line misses half of the residuals by 1.13. Line, quantiles and chances were computed by numpy (percentile, and 20,000 resamples of blocks of 3 by
// its own generator, of residuals divided by 1 less their leverage). The standard error of a share of 2,000 draws is at most .011, of 20,000 it is .0035, so that .04 is more than three of both together; a band of this width moves by .15 with it.
func TestBandsLieAboutTheLineAfterAStep(t *testing.T) {
	values := []float64{10.5, 10.6, 10.2, 10.9, 10.4, 10.7, 10.3, 10.8, 10.6, 10.1, 10.9, 10.5, 6.2, 5.1, 5.6, 5.9, 6.0, 5.8, 5.3, 5.1, 5.1, 4.5, 4.1, 4.1, 4.1}
	l, _ := statistics.LineOf(nil, values, nil)
	near(t, "the slope", l.Slope, -0.3064583, 1e-6)
	near(t, "the intercept", l.Intercept, 10.1839583, 1e-6)
	r, ok := statistics.Resample(nil, values, nil, l)
	if !ok {
		t.Fatal("nothing is drawn")
	}
	b := r.Band(27, 0)
	near(t, "the middle", b.Middle, 1.9095833, 1e-6)
	for what, x := range map[string][2]float64{"10 %": {b.Low80, 0.2871}, "25 %": {b.Low50, 1.0886}, "75 %": {b.High50, 3.0680}, "90 %": {b.High80, 4.1700}} {
		near(t, what, x[0], x[1], 0.15)
	}
	for target, want := range map[float64]float64{1: 0.2219, 3.5: 0.8282, 5: 0.9677} {
		near(t, "a chance", r.Chance(27, 0, statistics.Goal{Target: target}), want, 0.04)
	}
}

// shaped draws a series: about a level or a line, skewed, with steps, with outliers, or of a few whole numbers.
func shaped(t *rapid.T) []float64 {
	noise := rapid.SliceOfN(rapid.Float64Range(-1, 1), 6, 40).Draw(t, "noise")
	n := len(noise)
	shape := rapid.SampledFrom([]string{"line", "skewed", "step", "two steps", "outliers", "whole"}).Draw(t, "shape")
	one, other := rapid.IntRange(1, n-1).Draw(t, "one"), rapid.IntRange(1, n-1).Draw(t, "other")
	out := make([]float64, n)
	for i, e := range noise {
		out[i] = e
		switch shape {
		case "line":
			out[i] += 0.2 * float64(i)
		case "skewed":
			out[i] = math.Exp(3 * e)
		case "step", "two steps":
			if i >= one {
				out[i] += 8
			}
			if i >= other && shape == "two steps" {
				out[i] -= 11
			}
		case "outliers":
			if i%5 == one%5 {
				out[i] += 20
			}
		case "whole":
			out[i] = math.Round(2 * e)
		}
	}
	return out
}

// Whatever the values, the line is the middle of the bands, and the chance is half or more exactly where the line meets the goal. Both hold but for the error of arithmetic: a target within a billionth of the line is left out.
func TestTheLineIsTheMiddleOfItsBands(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		values := shaped(t)
		var seasons []int
		if rapid.Bool().Draw(t, "seasonal") {
			seasons = make([]int, len(values))
			for i := range seasons {
				seasons[i] = i % 3
			}
		}
		l, _ := statistics.LineOf(nil, values, seasons)
		r, ok := statistics.Resample(nil, values, seasons, l)
		if !ok {
			t.Fatal("nothing is drawn")
		}
		at, season := float64(len(values)+rapid.IntRange(1, 20).Draw(t, "ahead")), rapid.IntRange(0, 2).Draw(t, "season")
		line, b := l.At(at, season), r.Band(at, season)
		if math.Abs(b.Middle-line) > 1e-9*max(1, math.Abs(line)) {
			t.Fatalf("the line is at %v, the middle at %v", line, b.Middle)
		}
		g := statistics.Goal{Target: line + rapid.Float64Range(-6, 6).Draw(t, "off"), Higher: rapid.Bool().Draw(t, "higher")}
		if math.Abs(g.Target-line) < 1e-9*max(1, math.Abs(line)) {
			return
		}
		if c := r.Chance(at, season, g); g.Met(line) && c < 0.5 || !g.Met(line) && c > 0.5 {
			t.Fatalf("the line, %v, meets %+v: %v, and the chance is %v", line, g, g.Met(line), c)
		}
	})
}
