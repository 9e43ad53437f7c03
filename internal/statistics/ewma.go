package statistics

import "math"

// Weighting says how an EWMA chart is made.
type Weighting struct {
	Lambda float64 // the share of the newest value, above 0 to 1
	Centre float64 // from which the average begins, and about which the limits lie
	Sigma  float64 // standard deviation of single values, above 0
	Width  float64 // of the limits in standard deviations of the average; 0: 3
}

// Average is an exponentially weighted moving average with its limits, each in the unit of the values.
type Average struct {
	Z            []float64 // NaN for a period without a value
	Lower, Upper []float64 // likewise
	// Between which the limits come to lie after many values.
	SteadyLower, SteadyUpper float64
}

// Beyond lists the periods whose average lies outside the limits.
func (a Average) Beyond() []int {
	var out []int
	for i, z := range a.Z {
		if z < a.Lower[i] || z > a.Upper[i] {
			out = append(out, i)
		}
	}
	return out
}

// EWMA computes the exponentially weighted moving average of values, which shows small lasting changes sooner than single values do (Roberts 1959;
// NIST e-Handbook 6.3.2.4).
//
//	z_t = λ x_t + (1 − λ) z_{t−1},  z_0 = centre;  limits: centre ± width · sigma · √(λ ÷ (2 − λ) · (1 − (1 − λ)^{2t}))
//
// A period without a value is left out: the average goes on behind it as if it had not been. Of no value the lists are empty. The second is
// false where λ, sigma or width is out of its range, or a number beyond arithmetic.
func EWMA(values []float64, w Weighting) (Average, bool) {
	if w.Width == 0 {
		w.Width = 3
	}
	if !(w.Lambda > 0 && w.Lambda <= 1) || !(w.Sigma > 0) || !(w.Width > 0) || !known(w.Centre) || !known(w.Sigma*w.Width) {
		return Average{}, false
	}
	n := len(values)
	all := make([]float64, 3*n)
	a := Average{Z: all[:n:n], Lower: all[n : 2*n : 2*n], Upper: all[2*n:]}
	steady := w.Lambda / (2 - w.Lambda)
	half := func(part float64) float64 { return w.Width * w.Sigma * math.Sqrt(steady*part) }
	a.SteadyLower, a.SteadyUpper = w.Centre-half(1), w.Centre+half(1)
	z, left := w.Centre, 1.0 // left is (1 − λ)^{2t}
	for i, x := range values {
		if !known(x) {
			a.Z[i], a.Lower[i], a.Upper[i] = math.NaN(), math.NaN(), math.NaN()
			continue
		}
		z = w.Lambda*x + (1-w.Lambda)*z
		left *= (1 - w.Lambda) * (1 - w.Lambda)
		h := half(1 - left)
		a.Z[i], a.Lower[i], a.Upper[i] = z, w.Centre-h, w.Centre+h
		if !known(z) || !known(a.Lower[i]) || !known(a.Upper[i]) {
			return Average{}, false
		}
	}
	return a, true
}
