package statistics_test

import (
	"math/rand/v2"
	"testing"

	"github.com/steelyard-isms/steelyard/internal/statistics"
)

// noisy gives series of values that rise a little, the same in each run.
func noisy(series, n int) [][]float64 {
	r := rand.New(rand.NewPCG(1, 2))
	out := make([][]float64, series)
	for i := range out {
		out[i] = make([]float64, n)
		for k := range out[i] {
			out[i][k] = float64(k)/50 + r.NormFloat64()
		}
	}
	return out
}

// The floor: each pair of the same values is subtracted and summed, nothing else.
func BenchmarkPairsOf120(b *testing.B) {
	all := noisy(100, 120)
	sum := 0.0
	for i := 0; b.Loop(); i++ {
		values := all[i%len(all)]
		for k, y := range values {
			for _, v := range values[k+1:] {
				sum += v - y
			}
		}
	}
	_ = sum
}

func BenchmarkTrendOf120(b *testing.B) {
	all := noisy(100, 120)
	b.ReportAllocs()
	for i := 0; b.Loop(); i++ {
		if _, ok := statistics.TrendOf(nil, all[i%len(all)]); !ok {
			b.Fatal("no trend")
		}
	}
}

func BenchmarkXmROf120(b *testing.B) {
	all := noisy(100, 120)
	b.ReportAllocs()
	for i := 0; b.Loop(); i++ {
		statistics.Individuals(all[i%len(all)], statistics.Options{})
	}
}

// What a page of many measures computes of each: the chart, the trend and the date.
func BenchmarkXmRTrendAndDateOf120(b *testing.B) {
	all := noisy(100, 120)
	b.ReportAllocs()
	for i := 0; b.Loop(); i++ {
		c := statistics.Individuals(all[i%len(all)], statistics.Options{})
		l, _ := statistics.LineOf(nil, all[i%len(all)], nil)
		statistics.ForecastOf(l, c, statistics.Goal{Target: 5, Higher: true})
	}
}

// And what is computed where a band or a chance is asked for.
func BenchmarkResampleOf120(b *testing.B) {
	all := noisy(100, 120)
	for i := 0; b.Loop(); i++ {
		l, _ := statistics.LineOf(nil, all[i%len(all)], nil)
		if _, ok := statistics.Resample(nil, all[i%len(all)], nil, l); !ok {
			b.Fatal("nothing drawn")
		}
	}
}
