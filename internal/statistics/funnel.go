package statistics

import (
	"math"
	"sort"

	"gonum.org/v1/gonum/stat/distuv"
)

// Funnel compares the proportions of units by how far chance alone would take units of their size from what all of them have together.
type Funnel struct {
	Centre float64 // the proportion of all cases together, 0 to 1
	Units  []FunnelUnit
}

// FunnelUnit is where one unit lies. The limits are those for its number of cases, 0 to 1.
type FunnelUnit struct {
	Share
	Lower95, Upper95   float64 // one unit in 20 lies outside them by chance
	Lower998, Upper998 float64 // two in 1,000
	Side               Side    // Above or Below those of 99.8 %; empty within
}

// FunnelOf computes a funnel plot (Spiegelhalter 2005, Statistics in Medicine 24, 1185): the limits are points of the binomial distribution,
// with what lies between two counts in proportion (his appendix A.1.1). The upper limit is the lower one of those that are no successes: computed of
// successes, it would lie below counts that chance gives more often than the limit says, and of shares near 1 below that of all cases. It takes cases as independent; where units differ for reasons other than
// what is judged, more of them lie outside than chance explains.
//
// Units without a case, or with impossible counts, have limits NaN. The second is false for fewer than two units with cases.
func FunnelOf(units []Share) (Funnel, bool) {
	var successes, n float64
	count := 0
	for _, u := range units {
		if u.possible() {
			successes, n, count = successes+float64(u.Successes), n+float64(u.N), count+1
		}
	}
	if count < 2 {
		return Funnel{}, false
	}
	f := Funnel{Centre: successes / n, Units: make([]FunnelUnit, len(units))}
	for i, u := range units {
		x := FunnelUnit{u, math.NaN(), math.NaN(), math.NaN(), math.NaN(), ""}
		if u.possible() {
			at := f.At(u.N)
			x.Lower95, x.Upper95, x.Lower998, x.Upper998 = at.Lower95, at.Upper95, at.Lower998, at.Upper998
			switch v := u.Value(); {
			case v > x.Upper998:
				x.Side = Above
			case v < x.Lower998:
				x.Side = Below
			}
		}
		f.Units[i] = x
	}
	return f, true
}

// At gives the limits for a unit of n cases, 1 or more.
func (f Funnel) At(n int) FunnelUnit {
	lower := func(p float64) float64 { return funnelLimit(f.Centre, n, p) }
	upper := func(p float64) float64 { return 1 - funnelLimit(1-f.Centre, n, p) }
	return FunnelUnit{Share: Share{N: n}, Lower95: lower(0.025), Upper95: upper(0.025), Lower998: lower(0.001), Upper998: upper(0.001)}
}

// funnelLimit is the proportion of n cases below which lies less than the share p of the binomial distribution.
func funnelLimit(centre float64, n int, p float64) float64 {
	if centre <= 0 || centre >= 1 {
		return max(0, min(1, centre))
	}
	b := distuv.Binomial{N: float64(n), P: centre}
	r := sort.Search(n, func(r int) bool { return b.CDF(float64(r)) >= p })
	at, below := b.CDF(float64(r)), 0.0
	if r > 0 {
		below = b.CDF(float64(r - 1))
	}
	part := 0.0
	if at > below {
		part = (at - p) / (at - below)
	}
	return max(0, min(1, (float64(r)-part)/float64(n)))
}
