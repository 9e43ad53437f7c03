package statistics_test

import (
	"math"
	"slices"
	"testing"

	"pgregory.net/rapid"

	"github.com/steelyard-isms/steelyard/internal/statistics"
)

// TestPercentilesOfTheHandbook is the example of NIST/SEMATECH e-Handbook of Statistical Methods, 7.2.6.2: twelve gauge measurements.
func TestPercentilesOfTheHandbook(t *testing.T) {
	values := []float64{95.1772, 95.1567, 95.1937, 95.1959, 95.1442, 95.0610, 95.1591, 95.1195, 95.1065, 95.0925, 95.1990, 95.1682}
	before := slices.Clone(values)
	for of, want := range map[statistics.Quantile]float64{statistics.Type6: 95.1981, statistics.Type7: 95.1957} {
		got, ok := statistics.Percentile(values, 90, of)
		if !ok {
			t.Fatal("twelve values have no percentile")
		}
		near(t, "the 90th percentile", got, want, 5e-5)
	}
	if !slices.Equal(values, before) {
		t.Error("the values are sorted where they lie")
	}
}

func TestNoPercentile(t *testing.T) {
	for what, c := range map[string]struct {
		values []float64
		p      float64
		of     statistics.Quantile
	}{"nothing": {nil, 50, 7}, "gaps": {[]float64{gap, math.Inf(1)}, 50, 7}, "p below 0": {oracle, -1, 7}, "p above 100": {oracle, 101, 6}, "p NaN": {oracle, gap, 6}, "another type": {oracle, 50, 5}} {
		if got, ok := statistics.Percentile(c.values, c.p, c.of); ok {
			t.Errorf("of %s there is the percentile %v", what, got)
		}
	}
	if got, ok := statistics.Percentile([]float64{7}, 99, statistics.Type6); !ok || got != 7 {
		t.Errorf("of one value the percentile is %v", got)
	}
}

// Percentiles rise with p, lie among the values, do not ask for their order, and follow a change of unit. Type 7 is by its definition the line through
// the points ((k − 1) ÷ (n − 1), k-th value), type 6 that through (k ÷ (n + 1), k-th value).
func TestPercentilesHoldTogether(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		values := rapid.SliceOfN(rapid.Float64Range(-1e3, 1e3), 1, 40).Draw(t, "values")
		p, q := rapid.Float64Range(0, 100).Draw(t, "p"), rapid.Float64Range(0, 100).Draw(t, "q")
		of := rapid.SampledFrom([]statistics.Quantile{statistics.Type6, statistics.Type7}).Draw(t, "type")
		a, _ := statistics.Percentile(values, min(p, q), of)
		b, _ := statistics.Percentile(values, max(p, q), of)
		moved, _ := statistics.Percentile(rapid.Permutation(mapped(values, func(v float64) float64 { return 2*v + 5 })).Draw(t, "order"), min(p, q), of)
		if a > b+1e-9 || a < slices.Min(values) || b > slices.Max(values) || math.Abs(moved-2*a-5) > 1e-9 {
			t.Fatalf("the percentiles are %v and %v, in another unit and order %v", a, b, moved)
		}
		sorted := slices.Sorted(slices.Values(values))
		n := float64(len(sorted))
		at := func(k int) float64 {
			if of == statistics.Type6 {
				return float64(k+1) / (n + 1)
			}
			return float64(k) / max(1, n-1)
		}
		want, x := sorted[len(sorted)-1], min(p, q)/100
		if x <= at(0) {
			want = sorted[0]
		}
		for k := 0; k+1 < len(sorted); k++ {
			if x > at(k) && x <= at(k+1) {
				want = sorted[k] + (x-at(k))/(at(k+1)-at(k))*(sorted[k+1]-sorted[k])
			}
		}
		if math.Abs(a-want) > 1e-6 {
			t.Fatalf("the percentile %v of %v is %v, by definition %v", min(p, q), sorted, a, want)
		}
	})
}
