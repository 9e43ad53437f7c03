package evaluate_test

import (
	"math"
	"slices"
	"testing"
	"time"

	"pgregory.net/rapid"

	"github.com/steelyard-isms/steelyard/internal/evaluate"
	"github.com/steelyard-isms/steelyard/internal/measure"
	"github.com/steelyard-isms/steelyard/internal/measurement"
	"github.com/steelyard-isms/steelyard/internal/record"
)

// What becomes valid later adds derived values and changes none: a page as of an earlier day shows what it showed then, and values can
// be derived once for all moments. The order in which points came makes no difference either, nor does deriving twice.
func TestLaterValuesChangeNoEarlierOnes(t *testing.T) {
	s := world(t, patching+`
measure change {unit: all, owner: p-01, period_days: 31, unit_of_measure: '%', formula: 'share - previous(share).or(rolling(share, 3).or(0))', inputs: [{name: share, measure: share}], `+plain+`}
`)
	names := []string{"share", "worse", "change"}
	rapid.Check(t, func(t *rapid.T) {
		var points []measurement.Recorded
		seen := map[string]bool{}
		for range rapid.IntRange(0, 25).Draw(t, "points") {
			name := rapid.SampledFrom([]string{"patched", "total"}).Draw(t, "measure")
			day := time.Date(2025, 1, 1, 0, 0, 0, 0, time.UTC).AddDate(0, 0, rapid.IntRange(0, 500).Draw(t, "day")).Format(time.DateOnly)
			if !seen[name+day] {
				seen[name+day] = true
				points = append(points, valueOf(s, name, day, float64(rapid.IntRange(0, 4).Draw(t, "value"))))
			}
		}
		cut := time.Date(2025, 1, 1, 0, 0, 0, 0, time.UTC).AddDate(0, 0, rapid.IntRange(0, 500).Draw(t, "cut"))
		early := slices.DeleteFunc(slices.Clone(points), func(p measurement.Recorded) bool { return p.To.After(cut) })
		shuffled := rapid.Permutation(points).Draw(t, "order")
		whole, then, other := evaluate.Derive(s, evaluate.NewValues(points)), evaluate.Derive(s, evaluate.NewValues(early)), evaluate.Derive(s, evaluate.NewValues(shuffled))
		again := evaluate.Derive(s, whole)
		for _, name := range names {
			r, _ := s.Lookup("measure", name)
			id := measurement.Series{Owner: r.UID, Name: "="}.ID()
			if a, b := flat(whole.Until(id, cut)), flat(then[id]); !slices.Equal(a, b) {
				t.Fatalf("until %s, %s is %v of all and %v of what was valid by then", cut, name, a, b)
			}
			if a, b, c := flat(whole[id]), flat(other[id]), flat(again[id]); !slices.Equal(a, b) || !slices.Equal(a, c) {
				t.Fatalf("%s is %v, in another order %v, derived again %v", name, a, b, c)
			}
			for _, p := range whole[id] {
				if math.IsNaN(*p.Value) || math.IsInf(*p.Value, 0) {
					t.Fatalf("%s is %v", name, *p.Value)
				}
			}
		}
	})
}

func flat(points []measurement.Recorded) []float64 {
	var out []float64
	for _, p := range points {
		out = append(out, float64(p.To.Unix()), *p.Value)
	}
	return out
}

func valueOf(s *record.Snapshot, m, day string, v float64) measurement.Recorded {
	r, _ := s.Lookup("measure", m)
	of, _ := record.As[measure.Measure](r)
	return measurement.Recorded{Point: measurement.Point{Series: evaluate.SeriesOf(s, of).ID(), From: at(day), To: at(day), Value: &v}}
}
