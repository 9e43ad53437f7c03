package statistics_test

import (
	"math"
	"math/rand/v2"
	"testing"

	"pgregory.net/rapid"

	"github.com/steelyard-isms/steelyard/internal/statistics"
)

// Times to first base of 22 players by three ways to round it: Hollander & Wolfe (1973), 140, the example in the help of R's friedman.test, which prints chi-squared = 11.143, df = 2, p-value = 0.003805. scipy.stats.friedmanchisquare
// gives 11.142857 and 0.0038050 as well; of the second, with a tie, 0.4285714 and 0.9342791.
func TestAgreementOfHollanderAndWolfe(t *testing.T) {
	rows := [][]float64{{5.40, 5.50, 5.55}, {5.85, 5.70, 5.75}, {5.20, 5.60, 5.50}, {5.55, 5.50, 5.40}, {5.90, 5.85, 5.70}, {5.45, 5.55, 5.60}, {5.40, 5.40, 5.35}, {5.45, 5.50, 5.35}, {5.25, 5.15, 5.00}, {5.85, 5.80, 5.70}, {5.25, 5.20, 5.10},
		{5.65, 5.55, 5.45}, {5.60, 5.35, 5.45}, {5.05, 5.00, 4.95}, {5.50, 5.50, 5.40}, {5.45, 5.55, 5.50}, {5.55, 5.55, 5.35}, {5.45, 5.50, 5.55}, {5.50, 5.45, 5.25}, {5.65, 5.60, 5.40}, {5.70, 5.65, 5.55}, {6.30, 6.30, 6.25}}
	a, ok := statistics.AgreementOf(rows)
	if !ok || a.Rows != 22 || a.Places != 3 {
		t.Fatalf("the agreement is %+v", a)
	}
	near(t, "Q", a.Q, 11.142857, 1e-6)
	near(t, "P", a.P, 0.0038050, 1e-7)
	a, _ = statistics.AgreementOf([][]float64{{3, 1, 4, 1}, {5, 9, 2, 6}, {5, 3, 5, 8}})
	near(t, "Q with ties", a.Q, 0.4285714, 1e-6)
	near(t, "P with ties", a.P, 0.9342791, 1e-6)
	for what, rows := range map[string][][]float64{"nothing": nil, "one row": {{1, 2, 3}}, "one place": {{1}, {2}}, "rows of unequal length": {{1, 2}, {1, 2, 3}}, "a gap": {{1, 2}, {gap, 1}}, "equal values": {{5, 5, 5}, {2, 2, 2}}} {
		if a, ok := statistics.AgreementOf(rows); ok {
			t.Errorf("of %s is told %+v", what, a)
		}
	}
}

// Rows agree or not by their ranks alone: however high each lies, and in whatever order they come.
func TestAgreementKeepsToRanks(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		n, k := rapid.IntRange(2, 6).Draw(t, "rows"), rapid.IntRange(2, 8).Draw(t, "places")
		rows, other := make([][]float64, n), make([][]float64, n)
		for i := range rows {
			rows[i] = rapid.SliceOfN(rapid.Map(rapid.IntRange(-5, 5), func(x int) float64 { return float64(x) }), k, k).Draw(t, "row")
			other[n-1-i] = mapped(rows[i], func(v float64) float64 { return v*float64(i+2) + float64(100*i) })
		}
		a, ok := statistics.AgreementOf(rows)
		b, too := statistics.AgreementOf(other)
		if ok != too || math.Abs(a.Q-b.Q) > 1e-9 || ok && (a.Q < 0 || a.Q > float64(n*(k-1))+1e-9 || !(a.P >= 0 && a.P <= 1)) {
			t.Fatalf("%+v, and moved %+v", a, b)
		}
	})
}

// turns numbers seasons and cycles of values without a gap.
func turns(n, length int) (seasons, cycles []int) {
	for i := range n {
		seasons, cycles = append(seasons, i%length), append(cycles, i/length)
	}
	return seasons, cycles
}

func seasonal(t *testing.T, values []float64, length int) (float64, bool) {
	t.Helper()
	seasons, cycles := turns(len(values), length)
	l, ok := statistics.LineOf(nil, values, nil)
	if !ok {
		t.Fatal("there is no line")
	}
	return statistics.SeasonsOf(l, nil, values, seasons, cycles)
}

// Quarters of four years. Residuals by numpy, tests by scipy.stats: of the first kruskal gives .0035365 and friedmanchisquare .0169404, of the second .0750077 and .3080217; the greater counts.
func TestSeasonsByTwoTests(t *testing.T) {
	quarters := []float64{12.1, 9.3, 8.2, 11.4, 12.9, 9.9, 9.4, 11.9, 13.0, 10.8, 9.1, 12.6, 13.9, 10.2, 10.4, 13.1}
	mixed := []float64{12.1, 12.4, 8.1, 11.4, 12.9, 9.9, 9.4, 9.6, 10.2, 12.8, 9.1, 12.6, 13.9, 10.2, 12.7, 13.1}
	for want, values := range map[float64][]float64{0.0169404: quarters, 0.3080217: mixed} {
		if p, ok := seasonal(t, values, 4); !ok || math.Abs(p-want) > 1e-6 {
			t.Errorf("the chance of such seasons is %v, %v, not %v", p, ok, want)
		}
	}
	if p, ok := seasonal(t, quarters[:11], 4); ok {
		t.Errorf("of two whole cycles seasons are told with the chance %v", p)
	}
	quarters[5] = gap
	if p, ok := seasonal(t, quarters, 4); !ok || math.Abs(p-0.0601843) > 1e-6 { // by scipy too: kruskal of all 15 residuals .00544, friedmanchisquare of the three whole years .06018
		t.Errorf("with a gap, which leaves three whole cycles, the chance is %v, %v", p, ok)
	}
	quarters[9] = gap
	if _, ok := seasonal(t, quarters, 4); ok {
		t.Error("with two gaps in two cycles seasons are tested")
	}
}

// What only steps, drifts or wanders has no seasons: of random series of each kind hardly more than 1 of 20 are taken for seasonal. Seasons that stand out are found.
func TestStepsAreNoSeasons(t *testing.T) {
	draw := rand.New(rand.NewPCG(3, 1))
	const series = 200
	for kind, value := range map[string]func(i, n, at, other int, before float64) float64{
		"noise":            func(_, _, _, _ int, _ float64) float64 { return draw.NormFloat64() },
		"a drift":          func(i, _, _, _ int, _ float64) float64 { return draw.NormFloat64() + 0.3*float64(i) },
		"a step":           func(i, _, at, _ int, _ float64) float64 { return 0.3*draw.NormFloat64() + 5*past(i, at) },
		"a bare step":      func(i, _, at, _ int, _ float64) float64 { return 5 * past(i, at) },
		"steps":            func(i, _, at, other int, _ float64) float64 { return 5*past(i, at) + 5*past(i, other) },
		"a walk":           func(_, _, _, _ int, before float64) float64 { return before + draw.NormFloat64() },
		"what hangs on":    func(_, _, _, _ int, before float64) float64 { return 0.6*before + draw.NormFloat64() },
		"a step each half": func(i, n, _, _ int, _ float64) float64 { return past(i, n/4) + past(i, 3*n/4) },
	} {
		for _, c := range [][2]int{{12, 2}, {12, 3}, {12, 5}, {4, 4}, {4, 8}, {7, 4}, {7, 12}} {
			told := 0
			for range series {
				n := c[0] * c[1]
				values, before := make([]float64, n), 0.0
				at, other := 1+draw.IntN(n-1), 1+draw.IntN(n-1)
				for i := range values {
					before = value(i, n, at, other, before)
					values[i] = before
				}
				if p, ok := seasonal(t, values, c[0]); ok && p < 0.05 {
					told++
				}
			}
			if told > series*8/100 { // 5 % with twice its standard error of 1.5 %
				t.Errorf("%s: of %d series of %d cycles of %d, %d are taken for seasonal", kind, series, c[1], c[0], told)
			}
		}
	}
	for _, c := range [][2]int{{12, 3}, {4, 5}, {7, 6}} {
		told := 0
		for range series {
			values := make([]float64, c[0]*c[1])
			for i := range values {
				values[i] = draw.NormFloat64() + 6*(1-past(i%c[0], c[0]/3))
			}
			if p, ok := seasonal(t, values, c[0]); ok && p < 0.05 {
				told++
			}
		}
		if told < series*8/10 {
			t.Errorf("of %d series with a season of six times their noise, in %d cycles of %d, only %d are told", series, c[1], c[0], told)
		}
	}
}

func past(i, at int) float64 {
	if i >= at {
		return 1
	}
	return 0
}
