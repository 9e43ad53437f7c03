package statistics_test

import (
	"math"
	"testing"

	"pgregory.net/rapid"

	"github.com/steelyard-isms/steelyard/internal/statistics"
)

// TestIntervalsOfNewcombe takes the examples of Newcombe 1998, Statistics in Medicine 17, 857 (table I, method 3).
func TestIntervalsOfNewcombe(t *testing.T) {
	for _, c := range []struct {
		s         statistics.Share
		low, high float64
	}{{statistics.Share{Successes: 81, N: 263}, 0.2553, 0.3662}, {statistics.Share{Successes: 15, N: 148}, 0.0624, 0.1605}, {statistics.Share{Successes: 0, N: 20}, 0, 0.1611}, {statistics.Share{Successes: 1, N: 29}, 0.0061, 0.1718}} {
		got, ok := statistics.Wilson(c.s)
		if !ok {
			t.Fatalf("%+v has no interval", c.s)
		}
		near(t, "the share", got.Estimate, float64(c.s.Successes)/float64(c.s.N), 1e-15)
		near(t, "the lower end", got.Low, c.low, 5e-5)
		near(t, "the upper end", got.High, c.high, 5e-5)
	}
}

// TestDifferencesOfNewcombe takes those of Newcombe 1998, Statistics in Medicine 17, 873 (table II, method 10).
func TestDifferencesOfNewcombe(t *testing.T) {
	for _, c := range []struct {
		a, b      statistics.Share
		low, high float64
	}{{statistics.Share{Successes: 56, N: 70}, statistics.Share{Successes: 48, N: 80}, 0.0524, 0.3339}, {statistics.Share{Successes: 9, N: 10}, statistics.Share{Successes: 3, N: 10}, 0.1705, 0.8090}, {statistics.Share{Successes: 10, N: 10}, statistics.Share{Successes: 0, N: 10}, 0.6075, 1}} {
		got, ok := statistics.Difference(c.a, c.b)
		if !ok {
			t.Fatal("there is no difference")
		}
		near(t, "the lower end", got.Low, c.low, 5e-5)
		near(t, "the upper end", got.High, c.high, 5e-5)
		if back, _ := statistics.Difference(c.b, c.a); math.Abs(back.Low+got.High) > 1e-12 {
			t.Errorf("the other way round it is %+v, not %+v", back, got)
		}
	}
}

func TestImpossibleShares(t *testing.T) {
	for _, s := range []statistics.Share{{}, {Successes: 1}, {Successes: -1, N: 3}, {Successes: 4, N: 3}, {Successes: -2, N: -1}} {
		if got, ok := statistics.Wilson(s); ok {
			t.Errorf("%+v has the interval %+v", s, got)
		}
		if got, ok := statistics.Difference(statistics.Share{Successes: 1, N: 2}, s); ok {
			t.Errorf("%+v has the difference %+v", s, got)
		}
	}
}

// By its definition an end of the interval is a share p for which the estimate lies z standard errors of p away.
func TestWilsonIsTheScoreInterval(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		n := rapid.IntRange(1, 100000).Draw(t, "n")
		s := statistics.Share{Successes: rapid.IntRange(0, n).Draw(t, "successes"), N: n}
		got, ok := statistics.Wilson(s)
		other, _ := statistics.Wilson(statistics.Share{Successes: n - s.Successes, N: n})
		if !ok || !(0 <= got.Low && got.Low <= got.Estimate && got.Estimate <= got.High && got.High <= 1) || math.Abs(got.Low+other.High-1) > 1e-12 {
			t.Fatalf("%+v has the interval %+v, its opposite %+v", s, got, other)
		}
		for _, p := range []float64{got.Low, got.High} {
			if d := math.Abs(got.Estimate - p); math.Abs(d*d-1.959963984540054*1.959963984540054*p*(1-p)/float64(n)) > 1e-9 {
				t.Fatalf("%v is no end of the interval of %+v", p, s)
			}
		}
	})
}

// The limits of a funnel are those of a binomial distribution that is summed term by term, and chance keeps to them.
func TestFunnelIsThatOfTheDefinition(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		unit := rapid.Custom(func(t *rapid.T) statistics.Share {
			n := rapid.IntRange(1, 60).Draw(t, "n")
			return statistics.Share{Successes: rapid.IntRange(0, n).Draw(t, "successes"), N: n}
		})
		units := rapid.SliceOfN(unit, 2, 6).Draw(t, "units")
		f, ok := statistics.FunnelOf(units)
		if !ok || len(f.Units) != len(units) {
			t.Fatal("there is no funnel")
		}
		for i, u := range f.Units {
			for p, got := range map[float64][2]float64{0.025: {u.Lower95, u.Upper95}, 0.001: {u.Lower998, u.Upper998}} {
				if low, high := limit(f.Centre, units[i].N, p), 1-limit(1-f.Centre, units[i].N, p); math.Abs(got[0]-low) > 1e-7 || math.Abs(got[1]-high) > 1e-7 {
					t.Fatalf("of %d cases about %v the limits at %v are %v, by definition %v and %v", units[i].N, f.Centre, p, got, low, high)
				}
			}
			if !(u.Lower998 <= u.Lower95 && u.Lower95 <= u.Upper95 && u.Upper95 <= u.Upper998) {
				t.Fatalf("the limits are %+v", u)
			}
			v := units[i].Value()
			if (u.Side == statistics.Above) != (v > u.Upper998) || (u.Side == statistics.Below) != (v < u.Lower998) {
				t.Fatalf("%v is said to be %q of %+v", v, u.Side, u)
			}
		}
	})
}

// limit goes through the counts one by one.
func limit(centre float64, n int, p float64) float64 {
	if centre == 0 || centre == 1 {
		return centre
	}
	sum, term := 0.0, math.Pow(1-centre, float64(n))
	for r := 0; r <= n; r++ {
		before := sum
		sum += term
		if sum >= p || r == n {
			return max(0, min(1, (float64(r)-(sum-p)/(sum-before))/float64(n)))
		}
		term *= float64(n-r) / float64(r+1) * centre / (1 - centre)
	}
	return 1
}

// What is said to lie outside chance gives to a unit of its size in less than one case of 1,000 on that side, however near the share of all is to 0 or 1: there, the greatest count is a common one. Each count of each
// size is held against the tail of its binomial distribution, summed term by term.
func TestWhatLiesOutsideAFunnelIsRare(t *testing.T) {
	for _, centre := range []float64{0.001, 0.02, 0.1, 0.5, 0.9, 0.97, 0.999} {
		f := statistics.Funnel{Centre: centre}
		for _, n := range []int{1, 2, 5, 10, 20, 50, 200} {
			at := f.At(n)
			chances := make([]float64, n+1)
			for r := range chances {
				c, _ := math.Lgamma(float64(n + 1))
				a, _ := math.Lgamma(float64(r + 1))
				b, _ := math.Lgamma(float64(n - r + 1))
				chances[r] = math.Exp(c - a - b + float64(r)*math.Log(centre) + float64(n-r)*math.Log1p(-centre))
			}
			for r := range chances {
				atLeast, atMost := 0.0, 0.0
				for i, c := range chances {
					if i >= r {
						atLeast += c
					}
					if i <= r {
						atMost += c
					}
				}
				v := float64(r) / float64(n)
				for _, x := range []struct {
					told   bool
					chance float64
					most   float64
				}{{v > at.Upper998, atLeast, 0.001}, {v < at.Lower998, atMost, 0.001}, {v > at.Upper95, atLeast, 0.025}, {v < at.Lower95, atMost, 0.025}} {
					if x.told != (x.chance < x.most) && math.Abs(x.chance-x.most) > 1e-9 {
						t.Errorf("%d of %d about %v has the chance %v on its side and lies outside the limit of %v: %v", r, n, centre, x.chance, x.most, x.told)
					}
				}
			}
		}
	}
}

func TestFunnelOfTooFewAndOfOutliers(t *testing.T) {
	if f, ok := statistics.FunnelOf([]statistics.Share{{Successes: 3, N: 9}, {N: 0}}); ok {
		t.Errorf("one unit with cases makes the funnel %+v", f)
	}
	f, ok := statistics.FunnelOf([]statistics.Share{{Successes: 90, N: 100}, {Successes: 880, N: 1000}, {Successes: 40, N: 100}, {N: 0}})
	if !ok || f.Units[2].Side != statistics.Below || f.Units[0].Side != "" || !math.IsNaN(f.Units[3].Lower95) {
		t.Errorf("the funnel is %+v", f)
	}
	if f, ok := statistics.FunnelOf([]statistics.Share{{Successes: 10, N: 10}, {Successes: 20, N: 20}}); !ok || f.Units[0].Side != "" || f.Units[0].Lower998 != 1 {
		t.Errorf("where all succeed the funnel is %+v", f)
	}
}
