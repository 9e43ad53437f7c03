package web

import "testing"

// A value is rounded as far as its measure says, unless it would then read like a limit that it lies beyond.
func TestRoundingKeepsFiguresApart(t *testing.T) {
	for _, c := range []struct {
		decimals int
		v        float64
		others   []float64
		want     int
	}{{1, 7.18, []float64{7.2}, 2}, {1, 7.18, []float64{7.18}, 1}, {1, 7.18, nil, 1}, {0, 84.96, []float64{85}, 2}, {1, 7.2, []float64{7.24, 7.2004}, 4}, {2, 1, []float64{1 + 1e-12}, 2}} {
		if got := apart(c.decimals, c.v, c.others...); got != c.want {
			t.Errorf("%v beside %v is rounded to %d decimals, not %d", c.v, c.others, got, c.want)
		}
	}
}
