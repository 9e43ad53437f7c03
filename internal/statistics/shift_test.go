package statistics_test

import (
	"math"
	"testing"

	"pgregory.net/rapid"

	"github.com/steelyard-isms/steelyard/internal/statistics"
)

// Hollander & Wolfe (1973), 69 f., permeability of the human chorioamnion, is the example of R's wilcox.test. R prints difference in location 0.305; W is 35 of 50, which
// has the exact two-sided p-value 0.2544.
func TestShiftOfHollanderAndWolfe(t *testing.T) {
	at := []float64{0.80, 0.83, 1.89, 1.04, 1.45, 1.38, 1.91, 1.64, 0.73, 1.46}
	early := []float64{1.15, 0.88, 0.90, 0.74, 1.21}
	s, ok := statistics.ShiftOf(early, at)
	if !ok || math.Abs(s.Size-0.305) > 1e-9 || math.Abs(s.P-0.2544) > 5e-5 || s.Told {
		t.Errorf("the shift is %+v, want 0.305 with P 0.2544", s)
	}
}

// With values that are the same: Python's itertools.combinations over scipy's rankdata deals the ranks out in all 1716 ways, of which 11 sum up to as little. With the distribution of χ² it would be 0.0117.
func TestShiftOfEqualValues(t *testing.T) {
	s, ok := statistics.ShiftOf([]float64{3, 5, 5, 7, 8, 2}, []float64{5, 8, 9, 9, 10, 12, 11})
	if want := 2 * 11.0 / 1716; !ok || math.Abs(s.P-want) > 1e-12 || !s.Told {
		t.Errorf("the shift is %+v, want P %v", s, want)
	}
	if s, ok := statistics.ShiftOf([]float64{1, 2, 3, 5, 4}, []float64{6, 7, 4.5, 9, 8}); !ok || math.Abs(s.P-4.0/252) > 1e-12 { // scipy.stats.mannwhitneyu, method exact: 0.015873
		t.Errorf("without equal values it is %+v", s)
	}
	// The third least of the ranks that five of ten can have: chance makes it in 1 of 18, χ² would say 1 of 21.
	if s, ok := statistics.ShiftOf([]float64{1, 2, 3, 5, 7}, []float64{4, 6, 8, 9, 10}); !ok || s.Told || math.Abs(s.P-14.0/252) > 1e-12 {
		t.Errorf("a difference that chance makes in more than 1 of 20 cases is %+v", s)
	}
}

func TestAShiftIsToldOrNot(t *testing.T) {
	low, high := []float64{10, 12, 11, 13, 9, 12}, []float64{21, 20, 22, 19, 23}
	if s, ok := statistics.ShiftOf(low, high); !ok || !s.Told || s.Size < 8 || s.Size > 11 {
		t.Errorf("ten more is %+v", s)
	}
	if s, ok := statistics.ShiftOf(low, low); !ok || s.Told || s.Size != 0 {
		t.Errorf("the same values give %+v", s)
	}
	if s, ok := statistics.ShiftOf(low, high[:4]); ok {
		t.Errorf("four values are enough for %+v", s)
	}
	if s, ok := statistics.ShiftOf(make([]float64, 6), make([]float64, 6)); !ok || s.Told || s.P != 1 {
		t.Errorf("of nothing but zeros comes %+v", s)
	}
}

// Moving and stretching all values moves the size alone; exchanging the sides turns it round.
func TestShiftKeepsToRanks(t *testing.T) {
	values := rapid.SliceOfN(rapid.Map(rapid.IntRange(-50, 50), func(n int) float64 { return float64(n) }), 5, 15)
	rapid.Check(t, func(t *rapid.T) {
		a, b := values.Draw(t, "before"), values.Draw(t, "after")
		s, _ := statistics.ShiftOf(a, b)
		move := func(list []float64) []float64 {
			out := make([]float64, len(list))
			for i, v := range list {
				out[i] = 5 + 4*v
			}
			return out
		}
		m, _ := statistics.ShiftOf(move(a), move(b))
		r, _ := statistics.ShiftOf(b, a)
		if math.Abs(m.Size-4*s.Size) > 1e-9 || math.Abs(m.P-s.P) > 1e-12 || math.Abs(r.Size+s.Size) > 1e-9 || math.Abs(r.P-s.P) > 1e-9 {
			t.Errorf("%+v, moved %+v, turned round %+v", s, m, r)
		}
	})
}
