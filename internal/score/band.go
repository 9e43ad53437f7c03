package score

import (
	"math"
	"strconv"
)

// The scores of the limits. A score is a number from 0 to AtTarget.
const (
	AtRed    = 40.0  // the score of a value on the red limit: watch begins
	AtGreen  = 70.0  // the score of a value on the green limit: good begins
	AtTarget = 100.0 // the score of a value on the target
)

// Band is the decision that a score calls for: the decision criteria of ISO/IEC 27004. The empty Band is none.
type Band string

// The bands, from best to worst.
const (
	Good  Band = "good"  // green, from AtGreen
	Watch Band = "watch" // amber, from AtRed
	Act   Band = "act"   // red
)

// BandOf gives the band of a score, judged unrounded.
func BandOf(score float64) Band {
	switch {
	case atLeast(score, AtGreen):
		return Good
	case atLeast(score, AtRed):
		return Watch
	}
	return Act
}

// mostDecimals is where the tolerance begins to show in a printed score.
const mostDecimals = 6

// Shown prints a score with so many decimals (0 to 6; pages use 1), halves up. Where rounding up would enter another
// band it rounds down, so that 69.96 prints as 69.9 and a reader never sees a number beside the wrong colour.
func Shown(score float64, decimals int) string {
	decimals = max(0, min(mostDecimals, decimals))
	unit := math.Pow10(decimals)
	rounded := math.Floor(float64(score*unit*(1+tolerance))+0.5) / unit
	if BandOf(rounded) != BandOf(score) {
		rounded = math.Floor(score*unit) / unit
	}
	return strconv.FormatFloat(rounded, 'f', decimals, 64)
}

// AsShown is a score as it is printed with so many decimals, so that differences agree with the scores beside them.
func AsShown(score float64, decimals int) float64 {
	x, _ := strconv.ParseFloat(Shown(score, decimals), 64) // it is written as a plain number
	return x
}

// ShownConfidence is a confidence, 0 to 1, as it is printed everywhere: in per cent with one decimal, rounded down, so that what is less than sure is never printed as sure.
func ShownConfidence(share float64) float64 { return math.Floor(1000*share*(1+tolerance)) / 10 }

// tolerance is the relative difference up to which two numbers are the same, so that 0.29 × 100 is 29. It holds for
// every comparison of the specification.
const tolerance = 1e-9

// same tells whether two numbers differ by no more than the tolerance of the larger of them.
func same(a, b float64) bool { return math.Abs(a-b) <= tolerance*max(math.Abs(a), math.Abs(b)) }

// sameOn is same on a span that joins the two: that of a leg where a value is held against its knots, so that dust beside a
// knot at 0 counts as 0; the whole scale where scores are compared.
func sameOn(a, b, span float64) bool { return same(a, b) || math.Abs(a-b) <= tolerance*span }

func atLeast(a, b float64) bool { return a > b || same(a, b) }

func atLeastOn(a, b, span float64) bool { return a > b || sameOn(a, b, span) }
