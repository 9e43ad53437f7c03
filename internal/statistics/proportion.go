package statistics

import "math"

// Share is a proportion with the cases behind it.
type Share struct {
	Successes, N int
}

// Value is the proportion, 0 to 1; NaN of no case.
func (s Share) Value() float64 { return float64(s.Successes) / float64(s.N) }

func (s Share) possible() bool { return s.N > 0 && s.Successes >= 0 && s.Successes <= s.N }

// Interval is an estimate with the ends of its 95 % interval.
type Interval struct{ Estimate, Low, High float64 }

// Wilson is the proportion with its score interval (Wilson 1927; Newcombe 1998, Statistics in Medicine 17, 857, method 3), 0 to 1.
//
//	(2np + z² ∓ z √(z² + 4np(1 − p))) ÷ 2(n + z²),  z = 1.96
//
// It is an interval for samples; of a census nothing is left open. The second is false of no case, and where successes are negative or more than the cases.
func Wilson(s Share) (Interval, bool) {
	if !s.possible() {
		return Interval{}, false
	}
	const z2 = normal95 * normal95
	n, p := float64(s.N), s.Value()
	centre, half, of := 2*n*p+z2, normal95*math.Sqrt(z2+4*n*p*(1-p)), 2*(n+z2)
	out := Interval{p, (centre - half) / of, (centre + half) / of}
	if s.Successes == 0 {
		out.Low = 0 // exactly
	}
	if s.Successes == s.N {
		out.High = 1
	}
	return out, true
}

// Difference is by how much the proportion of a exceeds that of b, −1 to 1, with the interval of Newcombe (1998, Statistics in Medicine 17, 873, method 10):
// the ends are as far from the estimate as those of both Wilson intervals, put together at right angles. It is for independent samples, such as the same
// measure a year apart. The second is false where Wilson would be of either.
func Difference(a, b Share) (Interval, bool) {
	x, ok := Wilson(a)
	y, too := Wilson(b)
	if !ok || !too {
		return Interval{}, false
	}
	d := x.Estimate - y.Estimate
	return Interval{d, max(-1, d-math.Hypot(x.Estimate-x.Low, y.High-y.Estimate)), min(1, d+math.Hypot(x.High-x.Estimate, y.Estimate-y.Low))}, true
}
