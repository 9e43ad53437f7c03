package statistics

import (
	"math"

	"gonum.org/v1/gonum/stat"
)

// MinPairs is how many pairs of changes a correlation needs. Fewer say nothing: its interval would be nearly all that there is.
const MinPairs = 6

// normal95 is the 97.5 % point of the normal distribution: between it and its opposite lie 95 %.
const normal95 = 1.959963984540054

// Correlation is how far two series are of one line (Pearson), with what chance leaves open.
type Correlation struct {
	Pairs     int     // that have both values
	Effective float64 // as many independent pairs would tell as much; at most Pairs
	R         float64 // −1 to 1
	Low, High float64 // ends of its 95 % interval (Fisher's z)
}

// Correlate computes the correlation of pairs. Where one of the two is NaN the pair does not count. The pairs stand in the order of time: values that
// follow from those before them tell less than as many independent ones (Bartlett 1935), which widens the interval. The second is false where there are
// fewer than MinPairs, where either series does not move, and where nothing but chance is left.
func Correlate(x, y []float64) (Correlation, bool) {
	var a, b []float64
	for i := range min(len(x), len(y)) {
		if known(x[i]) && known(y[i]) {
			a, b = append(a, x[i]), append(b, y[i])
		}
	}
	c := Correlation{Pairs: len(a)}
	if c.Pairs < MinPairs || still(a) || still(b) {
		return c, false
	}
	c.R = stat.Correlation(a, b, nil)
	if !known(c.R) {
		return c, false
	}
	c.R = max(-1, min(1, c.R))
	c.Effective = effective(a, b)
	if c.Effective <= 3 {
		return c, false
	}
	c.Low, c.High = c.R, c.R
	if math.Abs(c.R) < 1 {
		z, half := math.Atanh(c.R), normal95/math.Sqrt(c.Effective-3)
		c.Low, c.High = math.Tanh(z-half), math.Tanh(z+half)
	}
	return c, true
}

// still tells whether all values are the same.
func still(values []float64) bool {
	for _, v := range values {
		if v != values[0] {
			return false
		}
	}
	return true
}

// effective is n ÷ (1 + 2 Σ (1 − k/n) r_x(k) r_y(k)), over k up to the cube root of n, never more than n.
func effective(a, b []float64) float64 {
	n := float64(len(a))
	sum := 1.0
	for k := 1; k <= int(math.Ceil(math.Cbrt(n))); k++ {
		sum += 2 * (1 - float64(k)/n) * auto(a, k) * auto(b, k)
	}
	return n / max(1, sum)
}

// auto is the correlation of a series with itself k places before.
func auto(values []float64, k int) float64 {
	m := mean(values)
	var of, all float64
	for i, v := range values {
		all += (v - m) * (v - m)
		if i >= k {
			of += (v - m) * (values[i-k] - m)
		}
	}
	if all == 0 || !known(of/all) {
		return 0
	}
	return of / all
}

// Lagged compares the changes of one series with those of another some periods later.
type Lagged struct {
	Together    int         // changes of both the same way
	Of          int         // pairs in which both changed
	Known       bool        // there is a correlation
	Correlation Correlation // of all pairs of changes; Pairs is told even where there is none
}

// Lag pairs the change of the cause over each period with that of the effect over the period that many later, none or more. A period without a value, or after such
// a one, has no change and no pair.
func Lag(cause, effect []float64, later int) Lagged {
	var x, y []float64
	for i := 1; i+later < min(len(cause), len(effect)); i++ {
		x, y = append(x, cause[i]-cause[i-1]), append(y, effect[i+later]-effect[i+later-1])
	}
	var out Lagged
	for i := range x {
		if !known(x[i]) || !known(y[i]) || x[i] == 0 || y[i] == 0 {
			continue
		}
		out.Of++
		if (x[i] > 0) == (y[i] > 0) {
			out.Together++
		}
	}
	out.Correlation, out.Known = Correlate(x, y)
	return out
}
