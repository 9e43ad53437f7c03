package statistics_test

import (
	"math"
	"testing"

	"pgregory.net/rapid"

	"github.com/steelyard-isms/steelyard/internal/statistics"
)

// TestAverageOfTheHandbook is the example of NIST/SEMATECH e-Handbook of Statistical Methods, 6.3.2.4, with its table of averages.
func TestAverageOfTheHandbook(t *testing.T) {
	values := []float64{52.0, 47.0, 53.0, 49.3, 50.1, 47.0, 51.0, 50.1, 51.2, 50.5, 49.6, 47.6, 49.9, 51.3, 47.8, 51.2, 52.6, 52.4, 53.6, 52.1}
	a, ok := statistics.EWMA(values, statistics.Weighting{Lambda: 0.3, Centre: 50, Sigma: 2.0539})
	if !ok || len(a.Z) != 20 {
		t.Fatalf("the average is %+v", a)
	}
	for i, want := range []float64{50.60, 49.52, 50.56, 50.18, 50.16, 49.21, 49.75, 49.85, 50.26, 50.33, 50.11, 49.36, 49.52, 50.05, 49.38, 49.92, 50.73, 51.23, 51.94, 51.99} {
		near(t, "an average", a.Z[i], want, 0.00501)
	}
	near(t, "the upper limit", a.SteadyUpper, 52.5884, 1e-4) // the handbook rounds on its way
	near(t, "the lower limit", a.SteadyLower, 47.4116, 1e-4)
	near(t, "the last limit", a.Upper[19], 52.5884, 1e-4)
	near(t, "the first limit", a.Upper[0], 50+3*0.3*2.0539, 1e-9) // by hand: √(λ/(2−λ)·(1−(1−λ)²)) = λ
	if got := a.Beyond(); len(got) > 0 {
		t.Errorf("the handbook finds the process in control, and here %v lie outside", got)
	}
	b, _ := statistics.EWMA([]float64{50, 70}, statistics.Weighting{Lambda: 0.3, Centre: 50, Sigma: 2.0539})
	if got := b.Beyond(); len(got) != 1 || got[0] != 1 {
		t.Errorf("a value far off gives %v", got)
	}
}

func TestAverageOverAGapAndOfNothing(t *testing.T) {
	w := statistics.Weighting{Lambda: 0.25, Centre: 10, Sigma: 2}
	with, _ := statistics.EWMA([]float64{12, gap, 9, math.Inf(1), 14}, w)
	without, _ := statistics.EWMA([]float64{12, 9, 14}, w)
	if !math.IsNaN(with.Z[1]) || !math.IsNaN(with.Upper[3]) || with.Z[4] != without.Z[2] || with.Lower[4] != without.Lower[2] {
		t.Errorf("over gaps the average is %v, without them %v", with.Z, without.Z)
	}
	if a, ok := statistics.EWMA(nil, w); !ok || len(a.Z) != 0 {
		t.Errorf("of nothing the average is %+v", a)
	}
	for what, bad := range map[string]statistics.Weighting{
		"lambda 0": {0, 10, 2, 3}, "lambda above 1": {1.1, 10, 2, 3}, "lambda NaN": {gap, 10, 2, 3}, "no sigma": {0.2, 10, 0, 3}, "sigma NaN": {0.2, 10, gap, 3}, "sigma infinite": {0.2, 10, math.Inf(1), 3},
		"centre NaN": {0.2, gap, 2, 3}, "a negative width": {0.2, 10, 2, -1}, "limits too wide": {0.2, math.MaxFloat64, math.MaxFloat64, 1},
	} {
		if a, ok := statistics.EWMA([]float64{1}, bad); ok {
			t.Errorf("with %s the average is %+v", what, a)
		}
	}
}

// By definition the average is Σ λ(1−λ)^k x_{t−k} + (1−λ)^t centre; another unit is the same in other words; what stands raises nothing.
func TestAverageIsThatOfTheDefinition(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		values := rapid.SliceOfN(rapid.Float64Range(-100, 100), 1, 40).Draw(t, "values")
		w := statistics.Weighting{Lambda: rapid.Float64Range(0.01, 1).Draw(t, "lambda"), Centre: rapid.Float64Range(-50, 50).Draw(t, "centre"), Sigma: rapid.Float64Range(0.1, 9).Draw(t, "sigma")}
		a, ok := statistics.EWMA(values, w)
		b, too := statistics.EWMA(mapped(values, func(v float64) float64 { return 3*v + 7 }), statistics.Weighting{Lambda: w.Lambda, Centre: 3*w.Centre + 7, Sigma: 3 * w.Sigma})
		still, _ := statistics.EWMA(mapped(values, func(float64) float64 { return w.Centre }), w)
		if !ok || !too || len(still.Beyond()) > 0 {
			t.Fatalf("no average, or values that stand raise %v", still.Beyond())
		}
		for i := range values {
			want := math.Pow(1-w.Lambda, float64(i+1)) * w.Centre
			for k := range i + 1 {
				want += w.Lambda * math.Pow(1-w.Lambda, float64(k)) * values[i-k]
			}
			half := 3 * w.Sigma * math.Sqrt(w.Lambda/(2-w.Lambda)*(1-math.Pow(1-w.Lambda, 2*float64(i+1))))
			if math.Abs(a.Z[i]-want) > 1e-9 || math.Abs(a.Upper[i]-w.Centre-half) > 1e-9 || math.Abs(w.Centre-a.Lower[i]-half) > 1e-9 || math.Abs(b.Z[i]-3*a.Z[i]-7) > 1e-9 {
				t.Fatalf("the average %d is %v within %v to %v, by definition %v ± %v", i, a.Z[i], a.Lower[i], a.Upper[i], want, half)
			}
		}
	})
}
