// Package statistics tells change from chance in a series of values: control limits, run rules, whether a process that goes on as it is
// will meet a target, trends and when they get there. It also says what chance leaves open of proportions, of durations of which some still
// go on, of units beside each other and of answers to a survey.
//
// Everything is pure: slices in, values out. Values stand in the order of their periods; a period without a value is NaN, and
// stays a gap. The package knows no measure, no date and no page.
package statistics

import (
	"math"
	"slices"
)

// known tells whether a period has a value.
func known(v float64) bool { return !math.IsNaN(v) && !math.IsInf(v, 0) }

// mean is the arithmetic mean, 0 of nothing. Sums are of parts of the values, so that they do not overflow.
func mean(values []float64) float64 {
	var sum, lost float64 // Neumaier: small values are not lost among large ones
	n := float64(len(values))
	for _, v := range values {
		x := v / n
		t := sum + x
		if math.Abs(sum) >= math.Abs(x) {
			lost += (sum - t) + x
		} else {
			lost += (x - t) + sum
		}
		sum = t
	}
	return sum + lost
}

// median is the middle value, or the mean of the two in the middle; 0 of nothing.
func median(values []float64) float64 {
	n := len(values)
	if n == 0 {
		return 0
	}
	sorted := slices.Sorted(slices.Values(values))
	if n%2 == 1 {
		return sorted[n/2]
	}
	return sorted[n/2-1]/2 + sorted[n/2]/2
}
