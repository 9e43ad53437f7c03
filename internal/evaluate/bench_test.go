package evaluate_test

import (
	"testing"
	"time"

	"github.com/steelyard-isms/steelyard/internal/evaluate"
	"github.com/steelyard-isms/steelyard/internal/evaluate/wide"
	"github.com/steelyard-isms/steelyard/internal/kinds"
	"github.com/steelyard-isms/steelyard/internal/measure"
	"github.com/steelyard-isms/steelyard/internal/measurement"
	"github.com/steelyard-isms/steelyard/internal/record"
)

// programme is one of so many measures, objectives and units: the measures spread over the objectives, those over four
// perspectives, and everything over the units. Each measure has a value for each of 24 months.
func programme(b *testing.B, measures, objectives, units int) (*record.Snapshot, evaluate.Values) {
	b.Helper()
	changes := wide.Programme(measures, objectives, units)
	for i := range changes {
		changes[i].Import = true
	}
	planned, err := record.Plan(record.NewSnapshot(kinds.Registry()), changes, at("2024-01-01"))
	if err != nil {
		b.Fatal(err)
	}
	var points []measurement.Recorded
	n := 0
	for m := range record.All[measure.Measure](planned.After) {
		series := evaluate.SeriesOf(planned.After, m).ID()
		for month := range 24 {
			v := float64((n*13 + month*7) % 101)
			day := time.Date(2024, time.Month(1+month), 28, 0, 0, 0, 0, time.UTC)
			points = append(points, measurement.Recorded{Point: measurement.Point{Series: series, From: day, To: day, Value: &v}})
		}
		n++
	}
	return planned.After, evaluate.NewValues(points)
}

// Evaluating everything, and how that grows with each of what there is: with ten times as many it may take ten times as long,
// and half as much again for memory that is further away.
func BenchmarkAt(b *testing.B) {
	const most = 15 // times
	once := func(s *record.Snapshot, v evaluate.Values) time.Duration {
		best := time.Hour
		for range 5 {
			began := time.Now()
			if _, err := evaluate.At(s, v, at("2026-01-05")); err != nil {
				b.Fatal(err)
			}
			best = min(best, time.Since(began))
		}
		return best
	}
	for _, x := range []struct {
		name      string
		few, many [3]int // measures, objectives, units
	}{
		{"measures", [3]int{1000, 100, 100}, [3]int{10_000, 100, 100}},
		{"objectives", [3]int{10_000, 1000, 100}, [3]int{10_000, 10_000, 100}},
		{"units", [3]int{10_000, 1000, 100}, [3]int{10_000, 1000, 1000}},
	} {
		b.Run(x.name, func(b *testing.B) {
			fewS, fewV := programme(b, x.few[0], x.few[1], x.few[2])
			manyS, manyV := programme(b, x.many[0], x.many[1], x.many[2])
			for b.Loop() {
				a, c := once(fewS, fewV), once(manyS, manyV)
				ratio := float64(c) / float64(a)
				b.ReportMetric(float64(a.Microseconds())/1000, "ms-few")
				b.ReportMetric(float64(c.Microseconds())/1000, "ms-many")
				b.ReportMetric(ratio, "ratio")
				if ratio > most {
					b.Errorf("with ten times the %s it takes %.1f times as long (%s, %s)", x.name, ratio, a, c)
				}
			}
		})
	}
}
