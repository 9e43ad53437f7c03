package statistics_test

import (
	"math"
	"math/rand/v2"
	"testing"

	"github.com/steelyard-isms/steelyard/internal/statistics"
)

// What is said never goes further than the test. By hand: four values that rise have S 6, Var 26/3, Z 1.698, P .0447 (twice which is .0894); five have S 10, Var 50/3, Z 2.2045, P .0137. Six of which one pair falls have S 13, Var 85/3, Z 2.254,
// P .0121; with two pairs S 11, Z 1.879, P .0301; with three S 9, Z 1.503, P .0664; with four S 7, Z 1.127, P .1298. Plain Python, by erfc, gives the same.
func TestVerdicts(t *testing.T) {
	for _, c := range []struct {
		values []float64
		want   statistics.Verdict
		chance float64
	}{
		{[]float64{1, 2, 3, 4}, statistics.SeemsToRise, 0.0894}, {[]float64{4, 3, 2, 1}, statistics.SeemsToFall, 0.0894},
		{[]float64{1, 2, 3, 4, 5}, statistics.Rises, 0.0275}, {[]float64{5, 4, 3, 2, 1}, statistics.Falls, 0.0275},
		{[]float64{1, 2, 3, 4, 6, 5}, statistics.Rises, 0.0242}, {[]float64{2, 1, 3, 4, 6, 5}, statistics.SeemsToRise, 0.0603}, {[]float64{1, 2, 5, 3, 4, 4.5}, statistics.SeemsToRise, 0.1329}, {[]float64{1, 2, 5, 4, 3, 4.5}, statistics.ByChance, 0.2597},
		{[]float64{0, 0, 0, 0, 1, 1, 1, 1, 1, 1}, statistics.Rises, 0.0142}, // plain Python: S 24, Var 88, Z 2.4518, and an interval of the slope from 0 to 0.2
		{[]float64{7, 7, 7, 7, 7, 7}, statistics.Unchanged, 1}, {[]float64{7, 9, 7}, statistics.ByChance, 1},
		{[]float64{0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1, 1, 2}, statistics.NoPace, 0.0080}, // S 38, Var 194.67 with 12 and 2 ties, Z 2.6519
	} {
		x, ok := statistics.TrendOf(nil, c.values)
		if !ok || x.Verdict() != c.want {
			t.Errorf("%v: %s, not %s", c.values, x.Verdict(), c.want)
		}
		near(t, "the chance", x.Chance(), c.chance, 5e-5)
		if told := x.Told(); told != (c.want != statistics.Unchanged && c.want != statistics.ByChance && c.want != statistics.NoPace) {
			t.Errorf("%v: told %v beside %s", c.values, told, c.want)
		}
	}
}

// Of series that nothing moves, at most 1 of 20 are said to rise or fall, and at most 1 of 5 to seem so: the limits that the words promise, with twice the standard error of 1,000 series.
func TestChanceIsSeldomToldAsTrend(t *testing.T) {
	draw := rand.New(rand.NewPCG(8, 2))
	const series = 1000
	for i, n := range []int{4, 6, 12, 25, 6, 12, 25} {
		sure, seems, whole := 0, 0, i > 3
		for range series {
			values := make([]float64, n)
			for i := range values {
				values[i] = draw.NormFloat64()
				if whole {
					values[i] = math.Round(values[i])
				}
			}
			x, _ := statistics.TrendOf(nil, values)
			switch x.Verdict() {
			case statistics.Rises, statistics.Falls:
				sure++
				if x.SlopeLow < 0 && x.SlopeHigh > 0 {
					t.Fatalf("%+v rises or falls, and 0 lies within the interval of its slope", x)
				}
			case statistics.SeemsToRise, statistics.SeemsToFall:
				seems++
			}
		}
		if sure > 64 || sure+seems > 226 {
			t.Errorf("of %d random series of %d values %d rise or fall, and %d seem to", series, n, sure, seems)
		}
	}
}
