package statistics

import "math"

// Verdict is what may be said of a trend: never more than its test shows. Whoever did not know beforehand which way values would go has to count what chance makes in both directions.
type Verdict string

// The verdicts.
const (
	Unchanged   Verdict = "unchanged"     // all values are the same
	ByChance    Verdict = "none"          // chance alone makes as strong a trend, one way or the other, in 1 of 5 series or more
	NoPace      Verdict = "no-pace"       // chance seldom makes it, but so many values are the same that the median slope is 0
	SeemsToRise Verdict = "seems-to-rise" // in less than 1 of 5
	SeemsToFall Verdict = "seems-to-fall"
	Rises       Verdict = "rises" // in less than 1 of 20, and 0 does not lie within the 95 % interval of the slope, where there are enough values for one
	Falls       Verdict = "falls"
)

// maxChanceOfVerdict is up to which chance in both directions values are said to rise or to fall.
const maxChanceOfVerdict = 0.05

// Chance is how often chance alone makes as strong a trend in one direction or the other, 0 to 1: twice P.
func (t Trend) Chance() float64 { return min(1, 2*t.P) }

// OneIn is among how many series chance alone makes one with as strong a trend, in one direction or the other; to the next whole number.
func (t Trend) OneIn() int { return int(math.Round(1 / max(t.Chance(), 1e-9))) }

// Told tells whether the line is one of which dates are told: P is below MaxChanceOfTrend, and there is a slope.
func (t Trend) Told() bool { return t.P < MaxChanceOfTrend && t.Slope != 0 }

// MayBeLevel tells whether the 95 % interval of the slope contains 0. One without ends tells nothing. Where many values are the same it may end at 0 although
// chance alone makes as strong a trend in less than 1 of 20 series: then that is no sign of a level.
func (t Trend) MayBeLevel() bool {
	switch {
	case !known(t.SlopeLow) || !known(t.SlopeHigh):
		return false
	case t.Chance() < maxChanceOfVerdict:
		return t.SlopeLow < 0 && t.SlopeHigh > 0
	}
	return t.SlopeLow <= 0 && t.SlopeHigh >= 0
}

// Verdict grades the trend. All that is said of it, wherever it is said, follows from this.
func (t Trend) Verdict() Verdict {
	clear := t.Chance() < maxChanceOfVerdict && !t.MayBeLevel()
	switch {
	case t.Same:
		return Unchanged
	case t.P >= MaxChanceOfTrend:
		return ByChance
	case t.Slope == 0:
		return NoPace
	case clear && t.Slope > 0:
		return Rises
	case clear:
		return Falls
	case t.Slope > 0:
		return SeemsToRise
	}
	return SeemsToFall
}
