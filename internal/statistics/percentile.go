package statistics

import (
	"math"
	"slices"
)

// Quantile says between which of the sorted values a percentile lies (Hyndman & Fan 1996, The American Statistician 50(4), 361).
type Quantile int

// The types. They differ the more, the fewer values there are.
const (
	Type6 Quantile = 6 // at place p(n + 1): that of NIST, Minitab and SPSS
	Type7 Quantile = 7 // at place 1 + p(n − 1): that of R, NumPy and spreadsheets
)

// Percentile is the value that p per cent of values do not exceed, in their unit: the sorted values at the place that the type says, with
// what lies between two of them in proportion. Below the first place it is the least value, above the last the greatest.
//
// What is NaN or infinite does not count. The second is false where nothing counts, p is not from 0 to 100, or the type is unknown.
func Percentile(values []float64, p float64, of Quantile) (float64, bool) {
	sorted := make([]float64, 0, len(values))
	for _, v := range values {
		if known(v) {
			sorted = append(sorted, v)
		}
	}
	n := float64(len(sorted))
	var place float64 // from 1
	switch of {
	case Type6:
		place = p / 100 * (n + 1)
	case Type7:
		place = 1 + p/100*(n-1)
	default:
		return 0, false
	}
	if n == 0 || !(p >= 0 && p <= 100) {
		return 0, false
	}
	slices.Sort(sorted)
	place = max(1, min(n, place))
	below := math.Floor(place)
	low, high := sorted[int(below)-1], sorted[int(math.Ceil(place))-1]
	part := place - below
	return low*(1-part) + high*part, true
}
