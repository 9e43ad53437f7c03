package statistics_test

import (
	"math"
	"testing"

	"github.com/steelyard-isms/steelyard/internal/statistics"
)

// TestCorrelationOfThePublishedExample takes the example of Hollander & Wolfe (1973), 185 ff, lightness of tuna and its quality, as the manual of R gives
// it (?cor.test): r 0.5711816, interval −0.1497426 to 0.8955795. Its pairs have no order in time; here they stand
// in one in which they tell nothing of each other.
func TestCorrelationOfThePublishedExample(t *testing.T) {
	lightness := []float64{41.9, 45.9, 60.1, 53.3, 44.4, 50.7, 44.7, 45.2, 44.1}
	quality := []float64{2.5, 3.1, 3.8, 5.0, 2.6, 5.2, 3.6, 2.8, 4.0}
	c, ok := statistics.Correlate(lightness, quality)
	if !ok {
		t.Fatal("nine pairs have no correlation")
	}
	near(t, "the correlation", c.R, 0.5711816, 5e-8)
	if c.Effective != 9 {
		t.Fatalf("nine pairs tell as much as %v", c.Effective)
	}
	near(t, "the lower end", c.Low, -0.1497426, 5e-8)
	near(t, "the upper end", c.High, 0.8955795, 5e-8)
}

// TestWhatFollowsFromItselfTellsLess holds that series which go their own slow way are not taken for many witnesses.
func TestWhatFollowsFromItselfTellsLess(t *testing.T) {
	x, y := make([]float64, 24), make([]float64, 24)
	for i := range x {
		x[i], y[i] = math.Sin(float64(i)/4), math.Sin(float64(i)/4+1)
	}
	c, ok := statistics.Correlate(x, y)
	if !ok || c.Effective > 12 {
		t.Errorf("24 values of a slow wave tell as much as %v independent ones", c.Effective)
	}
	if fast := 1.96 / math.Sqrt(21); math.Atanh(c.High)-math.Atanh(c.R) < fast {
		t.Errorf("their interval is as narrow as that of independent ones")
	}
}

func TestNoCorrelationOfNothing(t *testing.T) {
	rising := []float64{1, 2, 3, 4, 5, 6, 7}
	for what, y := range map[string][]float64{
		"five pairs":                rising[:5],
		"a series that stands":      {4, 4, 4, 4, 4, 4, 4},
		"five pairs between gaps":   {1, gap, 2, 3, gap, 5, 4},
		"values that are no number": {math.Inf(1), 1, 2, math.Inf(-1), 3, 4, 5},
	} {
		if c, ok := statistics.Correlate(rising, y); ok {
			t.Errorf("%s have the correlation %v", what, c)
		}
	}
	if c, ok := statistics.Correlate([]float64{0, 1, 0, 1, 0, 1, 0, 1}, []float64{0, 1, 0, 1, 0, 1, 0, 1}); ok && (c.Low != 1 || c.High != 1) {
		t.Errorf("two series that are one are bounded by %v and %v", c.Low, c.High)
	}
}

// TestLagFindsTheEffectWhereItWasPut moves a series by two periods and looks for it there and elsewhere.
func TestLagFindsTheEffectWhereItWasPut(t *testing.T) {
	cause := []float64{10, 14, 13, 19, 18, 25, 21, 22, 30, 28, 35, 31, 33}
	effect := append([]float64{5, 5}, cause...)[:len(cause)]
	there := statistics.Lag(cause, effect, 2)
	if !there.Known || there.Correlation.R < 0.999 || there.Together != there.Of || there.Of != 10 {
		t.Errorf("two periods later it is not found: %+v", there)
	}
	if now := statistics.Lag(cause, effect, 0); now.Known && now.Correlation.Low > 0 {
		t.Errorf("it is found at once, too: %+v", now)
	}
	if none := statistics.Lag(cause, effect, 40); none.Known || none.Of != 0 {
		t.Errorf("it is found after all there is: %+v", none)
	}
	holed := append([]float64{}, effect...)
	holed[6] = gap
	if with := statistics.Lag(cause, holed, 2); with.Of != 8 || with.Correlation.Pairs != 8 {
		t.Errorf("a period without a value leaves %d of %d changes, not 8", with.Of, with.Correlation.Pairs)
	}
}

func FuzzLag(f *testing.F) {
	f.Add([]byte{1, 2, 3, 4, 9, 6, 7, 3}, []byte{4, 2, 8, 1, 5, 6, 2, 9}, uint8(1))
	f.Fuzz(func(t *testing.T, a, b []byte, later uint8) {
		series := func(raw []byte) []float64 {
			out := make([]float64, len(raw))
			for i, c := range raw {
				if out[i] = float64(c); c == 255 {
					out[i] = gap
				}
			}
			return out
		}
		l := statistics.Lag(series(a), series(b), int(later))
		if c := l.Correlation; l.Known && !(c.Low <= c.R && c.R <= c.High && c.Low >= -1 && c.High <= 1 && c.Effective <= float64(c.Pairs)) {
			t.Errorf("%+v is no correlation", c)
		}
		if l.Together > l.Of || l.Of > l.Correlation.Pairs {
			t.Errorf("%d of %d of %d moved together", l.Together, l.Of, l.Correlation.Pairs)
		}
	})
}
