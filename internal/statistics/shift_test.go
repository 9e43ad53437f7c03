package statistics_test

import (
	"math"
	"testing"

	"pgregory.net/rapid"

	"github.com/steelyard-isms/steelyard/internal/statistics"
)

// Hollander & Wolfe (1973), 69 f., permeability of the human chorioamnion, is the example of R's wilcox.test. R prints difference in location 0.305; W is 35 of 50, which
// has the two-sided p-value 0.22 by the normal approximation without correction for continuity, and 0.2544 exactly.
func TestShiftOfHollanderAndWolfe(t *testing.T) {
	at := []float64{0.80, 0.83, 1.89, 1.04, 1.45, 1.38, 1.91, 1.64, 0.73, 1.46}
	early := []float64{1.15, 0.88, 0.90, 0.74, 1.21}
	s, ok := statistics.ShiftOf(early, at)
	if !ok || math.Abs(s.Size-0.305) > 1e-9 || math.Abs(s.P-0.2207) > 5e-4 || s.Told {
		t.Errorf("the shift is %+v, want 0.305 with P 0.2207", s)
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
