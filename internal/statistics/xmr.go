package statistics

import (
	"math"
	"slices"
)

// The constants of charts for single values and moving ranges of two (NIST e-Handbook 6.3.2.2; Wheeler, Understanding
// Variation): d2 and D4 of the mean range, and those of the median range.
const (
	meanFactor, meanRangeFactor     = 3 / 1.128, 3.267
	medianFactor, medianRangeFactor = 3.145, 3.865
)

// How much a base holds. Limits that few values give are unsure, so that they need MinValues of them and MinChanges from one period
// to the next; a change of nil counts not, for values that are the same tell nothing of chance. Once there are BaseValues, a year of
// months, limits are frozen.
const (
	MinValues  = 8
	MinChanges = 5
	BaseValues = 12
)

// Centre says what limits are made of.
type Centre string

// The centres. The median withstands a few values far off within the base; the mean uses the data better.
const (
	Mean   Centre = "mean"   // mean of values, mean of moving ranges
	Median Centre = "median" // medians of both
)

// All is the base that holds every value.
const All = math.MaxInt

// Options say how a chart is made. The zero value is fit for use.
type Options struct {
	Centre Centre // Mean unless told
	Rules  RuleSet
	// Base is how many values limits are made of, 2 or more, however little they differ; All is every value of a stretch. 0: BaseValues, and no limits of less than MinValues
	// and MinChanges.
	Base   int
	Starts []int // periods with which new limits begin, for a recorded reason; those out of range do not count
}

// Limits are between which values of a process lie that does not change.
type Limits struct {
	Centre     float64 // mean or median of the base
	Lower      float64 // centre less 3 sigma; may lie below what a value can be
	Upper      float64 // centre and 3 sigma, likewise
	Range      float64 // mean or median of the moving ranges of the base
	RangeLimit float64 // above which a change from one period to the next is more than chance gives
}

// Sigma is a third of the way from the centre to a limit.
func (l Limits) Sigma() float64 { return l.Upper/3 - l.Centre/3 }

// Stretch is a time over which one pair of limits holds.
type Stretch struct {
	From, Until int     // periods, the second not included
	Base        int     // the first period after those that the limits were computed on
	Values      int     // how many of the base have a value
	Changes     int     // and how many of them differ from that of the period before
	Frozen      bool    // the base is complete: later values leave the limits as they are
	Limits      *Limits // nil where there is too little for them
}

// Control is a chart of single values and their moving ranges.
type Control struct {
	Values    []float64
	Ranges    []float64 // size of the change from the period before; NaN for the first of a stretch, and beside a gap
	Stretches []Stretch // that follow each other and hold every period; none without any
	Signals   []Signal  // in the order of the periods that complete them
}

// Individuals makes the chart (XmR). Unless Options tell another base, that of each stretch is its first BaseValues values; while there are fewer, but enough, all
// of them. It goes on beyond that as long as there are not MinChanges. A gap has no value to count and gives no moving range to
// either side.
func Individuals(values []float64, o Options) Control {
	c := Control{Values: values, Ranges: ranges(values)}
	for _, s := range starts(o.Starts, len(values)) {
		c.Ranges[s.From] = math.NaN() // that from the process before is none of this one
		s.measure(c, o)
		c.Stretches = append(c.Stretches, s)
		if s.Limits != nil {
			c.Signals = append(c.Signals, judge(values, s, o.Rules)...)
		}
	}
	return c
}

// Last is the stretch that goes on; false where there is no period.
func (c Control) Last() (Stretch, bool) {
	if len(c.Stretches) == 0 {
		return Stretch{}, false
	}
	return c.Stretches[len(c.Stretches)-1], true
}

// In lists the signals within a stretch.
func (c Control) In(s Stretch) []Signal {
	var out []Signal
	for _, x := range c.Signals {
		if x.From() >= s.From && x.Last() < s.Until {
			out = append(out, x)
		}
	}
	return out
}

func ranges(values []float64) []float64 {
	out := make([]float64, len(values))
	for i := range values {
		out[i] = math.NaN()
		if i > 0 && known(values[i]) && known(values[i-1]) {
			if r := math.Abs(values[i] - values[i-1]); known(r) {
				out[i] = r
			}
		}
	}
	return out
}

// starts cuts n periods where new limits begin.
func starts(at []int, n int) []Stretch {
	if n == 0 {
		return nil
	}
	at = slices.DeleteFunc(slices.Clone(at), func(i int) bool { return i <= 0 || i >= n })
	slices.Sort(at)
	at = append(slices.Compact(append([]int{0}, at...)), n)
	out := make([]Stretch, len(at)-1)
	for i := range out {
		out[i] = Stretch{From: at[i], Until: at[i+1]}
	}
	return out
}

// measure finds the base of a stretch and computes its limits.
func (s *Stretch) measure(c Control, o Options) {
	leastValues, leastChanges, base := MinValues, MinChanges, BaseValues
	if o.Base > 0 {
		leastValues, leastChanges, base = 2, 0, o.Base
	}
	room := min(base, s.Until-s.From)
	values, moved := make([]float64, 0, room), make([]float64, 0, room)
	for s.Base = s.From; s.Base < s.Until && !s.Frozen; s.Base++ {
		if v := c.Values[s.Base]; known(v) {
			values = append(values, v)
		}
		if r := c.Ranges[s.Base]; known(r) {
			moved = append(moved, r)
			if r > 0 {
				s.Changes++
			}
		}
		s.Frozen = len(values) >= base && s.Changes >= leastChanges
	}
	if s.Values = len(values); s.Values < leastValues || s.Changes < leastChanges || len(moved) == 0 {
		return
	}
	l := Limits{Centre: mean(values), Range: mean(moved)}
	width, rangeFactor := meanFactor, meanRangeFactor
	if o.Centre == Median {
		l = Limits{Centre: median(values), Range: median(moved)}
		width, rangeFactor = medianFactor, medianRangeFactor
	}
	l.Lower, l.Upper, l.RangeLimit = l.Centre-width*l.Range, l.Centre+width*l.Range, rangeFactor*l.Range
	if !known(l.Lower) || !known(l.Upper) || !known(l.RangeLimit) || l.Range > 0 && (l.Lower >= l.Centre || l.Centre >= l.Upper) || l.Range == 0 && o.Base == 0 {
		return // too large for arithmetic, or too close together
	}
	s.Limits = &l
}
