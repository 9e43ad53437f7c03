package statistics

import (
	"math"
	"slices"

	"gonum.org/v1/gonum/stat/distuv"
)

// MinTrend is how many values a test of trend needs: with fewer, chance alone makes as much of a trend as there can be.
const MinTrend = 3

// MaxTrend is how many values it takes. It looks at each pair of them.
const MaxTrend = 5000

// Trend is whether values rise or fall in time, and how fast.
type Trend struct {
	N   int     // values
	S   float64 // pairs of which the later is greater, less those of which it is smaller
	Var float64 // of S, if only chance moved the values
	Z   float64 // S in standard deviations, brought nearer to 0 by one pair
	P   float64 // one-sided: how often chance alone gives a Z as far from 0 on that side; 0 to 0.5

	Same bool // all values are the same

	Slope               float64 // units of the value for one unit of time
	Intercept           float64 // value of the line at time 0
	SlopeLow, SlopeHigh float64 // ends of the 95 % interval of the slope; infinite where there are too few pairs for an end
}

// At is the value of the line at a time.
func (t Trend) At(time float64) float64 { return t.Intercept + t.Slope*time }

// TrendOf tests for a trend (Mann 1945, Kendall 1975) and estimates its line (Theil 1950, Sen 1968).
//
//	S = Σ sign(y_j − y_i) over pairs i < j,  Var = (n(n−1)(2n+5) − Σ t(t−1)(2t+5)) ÷ 18 over groups of t equal values
//	Z = (S ∓ 1) ÷ √Var,  P = 1 − Φ(|Z|)
//	slope = median of (y_j − y_i) ÷ (t_j − t_i),  intercept = median(y) − slope · median(t)
//
// The interval of the slope is that of Gilbert (1987, Statistical Methods for Environmental Pollution Monitoring, 16.5): the k-th smallest and
// the k-th greatest slope, k = ⌊(pairs − 1.96 √Var) ÷ 2⌋.
//
// Times rise; nil counts the values from 1. What is NaN or infinite does not count. The second is false for fewer than MinTrend
// values or more than MaxTrend, times that do not rise, and numbers beyond arithmetic. Values that are all the same have slope 0, Z 0, P 0.5.
func TrendOf(times, values []float64) (Trend, bool) {
	w := works.Get().(*work)
	defer works.Put(w)
	if !w.take(times, values) {
		return Trend{}, false
	}
	t := Trend{N: len(w.values)}
	w.slopes = w.slopes[:0]
	t.add(w, w.times, w.values)
	return t, t.finish(w)
}

// take copies what counts. It is false for too little, too much and disorder.
func (w *work) take(times, values []float64) bool {
	w.times, w.values = w.times[:0], w.values[:0]
	if times != nil && len(times) != len(values) {
		return false
	}
	for i, v := range values {
		t := float64(i + 1)
		if times != nil {
			t = times[i]
		}
		if !known(v) || !known(t) {
			continue
		}
		if n := len(w.times); n > 0 && t <= w.times[n-1] {
			return false
		}
		w.times, w.values = append(w.times, t), append(w.values, v+0) // −0 becomes 0
	}
	return len(w.values) >= MinTrend && len(w.values) <= MaxTrend
}

// add takes the pairs of values that may be compared with each other.
func (t *Trend) add(w *work, times, values []float64) {
	n := len(values)
	at := len(w.slopes)
	pairs := n * (n - 1) / 2
	w.slopes = slices.Grow(w.slopes, pairs)[:at+pairs]
	slopes := w.slopes[at:]
	var falls int64
	k := 0
	for i, y := range values {
		from, later, when := times[i], values[i+1:], times[i+1:]
		part := slopes[k : k+len(later)]
		when = when[:len(later)]
		for j, v := range later {
			d := v - y
			falls -= int64(math.Float64bits(d)) >> 63 // the sign, without a branch that nobody can foretell
			part[j] = d / (when[j] - from)
		}
		k += len(later)
	}
	w.sorted = append(w.sorted[:0], values...)
	slices.Sort(w.sorted)
	ties, equal := 0.0, 0
	for i := 0; i < n; {
		j := i + 1
		for j < n && w.sorted[j] == w.sorted[i] {
			j++
		}
		same := float64(j - i)
		ties += same * (same - 1) * (2*same + 5)
		equal += (j - i) * (j - i - 1) / 2
		i = j
	}
	m := float64(n)
	t.S += float64(pairs - equal - 2*int(falls))
	t.Var += (m*(m-1)*(2*m+5) - ties) / 18
}

// finish computes the test and the line from the pairs taken.
func (t *Trend) finish(w *work) bool {
	if t.Var > 0 && t.S != 0 {
		t.Z = (t.S - math.Copysign(1, t.S)) / math.Sqrt(t.Var)
	}
	t.P = distuv.UnitNormal.CDF(-math.Abs(t.Z)) // its Survival subtracts from 1, which leaves nothing of a small chance
	n := len(w.slopes)
	if n == 0 {
		return false
	}
	k := int(math.Floor((float64(n) - normal95*math.Sqrt(t.Var)) / 2))
	ks, found := [4]int{k - 1, (n - 1) / 2, n / 2, n - k}, [4]float64{math.Inf(-1), 0, 0, math.Inf(1)}
	from, until := 0, 4
	if k < 1 { // there are no ends
		from, until = 1, 3
	}
	if !w.order(w.slopes, ks[from:until], found[from:until]) {
		return false
	}
	t.SlopeLow, t.Slope, t.SlopeHigh = found[0], found[1]/2+found[2]/2, found[3]
	if len(w.sorted) < len(w.values) { // what was added last is not all of it
		w.sorted = append(w.sorted[:0], w.values...)
		slices.Sort(w.sorted)
	}
	t.Same = w.sorted[0] == w.sorted[len(w.sorted)-1]
	t.Intercept = middle(w.sorted) - t.Slope*middle(w.times)
	return known(t.Slope) && known(t.Intercept)
}

// middle is the median of sorted numbers, of which there are some.
func middle(sorted []float64) float64 {
	n := len(sorted)
	return sorted[(n-1)/2]/2 + sorted[n/2]/2
}
