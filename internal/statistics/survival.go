package statistics

import (
	"cmp"
	"math"
	"slices"
)

// Case is one thing that waits for its end, such as an incident for its solution.
type Case struct {
	Duration float64 // how long it waited, or has waited so far; 0 or more
	Ended    bool    // false: it is still open, and all that is known is that it takes longer (it is censored)
}

// Step is where a survival curve falls.
type Step struct {
	Time      float64 // in the unit of the durations
	AtRisk    int     // cases that were open just before
	Ended     int     // of these, those that ended then
	Open      float64 // the share of all cases that is open behind it, 0 to 1
	Low, High float64 // ends of its 95 % interval, 0 to 1; NaN where the share is 0
}

// Survival is how long cases take, with those in mind that are still open.
type Survival struct {
	Cases, Ended int
	Steps        []Step
	// Mean of the cases that ended: too low, since those that take long are still open; NaN where none has ended.
	ClosedMean float64
}

// SurvivalOf estimates the curve (Kaplan & Meier 1958, Journal of the American Statistical Association 53, 457). At each time at which a case ends,
//
//	open = open before · (1 − ended ÷ at risk),  interval: open ∓ 1.96 · open · √(Σ ended ÷ (at risk · (at risk − ended)))
//
// the second by Greenwood (1926), cut off at 0 and 1. Cases that are open at the same time as others end count as at risk then. Open cases must be open for reasons
// that have nothing to do with how long they will take. The second is false of no case, and where a duration is negative, NaN or infinite.
func SurvivalOf(cases []Case) (Survival, bool) {
	s := Survival{Cases: len(cases), ClosedMean: math.NaN()}
	if len(cases) == 0 {
		return s, false
	}
	sorted := slices.Clone(cases)
	var closed []float64
	for _, c := range sorted {
		if !known(c.Duration) || c.Duration < 0 {
			return Survival{ClosedMean: math.NaN()}, false
		}
		if c.Ended {
			closed = append(closed, c.Duration)
		}
	}
	if s.Ended = len(closed); s.Ended > 0 {
		s.ClosedMean = mean(closed)
	}
	slices.SortFunc(sorted, func(a, b Case) int { return cmp.Compare(a.Duration, b.Duration) })
	open, sum := 1.0, 0.0
	for i := 0; i < len(sorted); {
		risk, ended, j := len(sorted)-i, 0, i
		for ; j < len(sorted) && sorted[j].Duration == sorted[i].Duration; j++ {
			if sorted[j].Ended {
				ended++
			}
		}
		if ended > 0 {
			n, d := float64(risk), float64(ended)
			open *= 1 - d/n
			x := Step{Time: sorted[i].Duration, AtRisk: risk, Ended: ended, Open: open, Low: math.NaN(), High: math.NaN()}
			if ended < risk {
				sum += d / (n * (n - d))
				half := normal95 * open * math.Sqrt(sum)
				x.Low, x.High = max(0, open-half), min(1, open+half)
			}
			s.Steps = append(s.Steps, x)
		}
		i = j
	}
	return s, true
}

// hair is the error of arithmetic that a product of shares may have.
const hair = 1e-12

// Percentile is the time by which p per cent of cases have ended, with the ends of its 95 % interval: the first time at which the share of open cases, or an end of its
// interval, is at most 1 − p ÷ 100 (Brookmeyer & Crowley 1982, on Greenwood's interval). Ends that are not reached are +Inf. The second is false where the curve does not
// come down as far, because too many cases are open: the time is longer than what is known. p is above 0 to 100; 50 is the median.
func (s Survival) Percentile(p float64) (Interval, bool) {
	out := Interval{math.Inf(1), math.Inf(1), math.Inf(1)}
	if !(p > 0 && p <= 100) {
		return out, false
	}
	left := 1 - p/100 + hair
	for _, x := range s.Steps {
		if x.Open <= left {
			out.Estimate = min(out.Estimate, x.Time)
		}
		if x.Low <= left || x.Open <= left { // the second where the share is 0 and has no interval
			out.Low = min(out.Low, x.Time)
		}
		if x.High <= left {
			out.High = min(out.High, x.Time)
		}
	}
	return out, !math.IsInf(out.Estimate, 1)
}

// Thinned gives steps of the curve, at most so many (2 or more), for drawing: the first, the last, and of those between each that falls by a share of 1 ÷ most or more below
// the step before that was taken.
func (s Survival) Thinned(most int) []Step {
	if len(s.Steps) <= most {
		return s.Steps
	}
	var out []Step
	open := math.Inf(1)
	for i, x := range s.Steps {
		if last := i == len(s.Steps)-1; last || open-x.Open >= 1/float64(most-1) {
			out, open = append(out, x), x.Open
		}
	}
	return out
}
