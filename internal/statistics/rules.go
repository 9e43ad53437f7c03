package statistics

import (
	"math"
	"slices"
)

// Rule is a pattern that chance alone seldom gives.
type Rule string

// The rules. Sigma is a third of the way from the centre to a limit; in a row means without a gap between. A point on the centre line
// ends what is in a row, and a point on a limit is within it.
const (
	Beyond         Rule = "beyond-limit" // a point outside the limits
	TwoOfThree     Rule = "two-of-three" // two of three points in a row beyond 2 sigma on the same side
	FourOfFive     Rule = "four-of-five" // four of five beyond 1 sigma on the same side
	EightOneSide   Rule = "eight-in-row" // eight in a row on one side of the centre
	NineOneSide    Rule = "nine-in-row"  // nine
	SixMonotone    Rule = "six-monotone" // six in a row, each above the one before, or each below it
	Alternating    Rule = "alternating"  // fourteen in a row, up and down in turn
	Hugging        Rule = "hugging"      // fifteen in a row within 1 sigma of the centre
	AvoidingMiddle Rule = "avoiding"     // eight in a row beyond 1 sigma, on either side
)

// RuleSet names rules that are applied together. The more rules, the more false alarms.
type RuleSet string

// The sets.
const (
	WesternElectric RuleSet = "western-electric" // Western Electric Company 1956: beyond-limit, two-of-three, four-of-five, eight-in-row
	Nelson          RuleSet = "nelson"           // Nelson 1984, eight rules: with nine-in-row, six-monotone, alternating, hugging and avoiding
)

// RuleSets lists them, the one that holds unless told first.
var RuleSets = []RuleSet{WesternElectric, Nelson}

// Side is where the points of a signal lie.
type Side string

// The sides. A rising run of points is above, a falling one below.
const (
	Above  Side = "above"
	Below  Side = "below"
	Across Side = "across" // of rules that have no side
)

// Signal is a rule that holds, with the longest time over which it does.
type Signal struct {
	Rule   Rule
	Side   Side
	Points []int // the periods that make it, at least one, earliest first
}

// From is the first period of the signal.
func (s Signal) From() int { return s.Points[0] }

// Last is the last one.
func (s Signal) Last() int { return s.Points[len(s.Points)-1] }

// rule is one rule with how it is judged: which points take part, how many of how many in a row make a signal.
type rule struct {
	rule Rule
	side Side
	many int
	of   int
	take func(z float64) bool // by the distance from the centre in sigmas
}

// outside is a rule for each side.
func outside(name Rule, many, of int, sigmas float64) []rule {
	return []rule{{name, Above, many, of, func(z float64) bool { return z > sigmas }}, {name, Below, many, of, func(z float64) bool { return z < -sigmas }}}
}

// Those of a set that are counts within a window; the others follow in judge.
var (
	beyondRules  = outside(Beyond, 1, 1, 3)
	westernRules = slices.Concat(beyondRules, outside(TwoOfThree, 2, 3, 2), outside(FourOfFive, 4, 5, 1), outside(EightOneSide, 8, 8, 0))
	nelsonRules  = slices.Concat(beyondRules, outside(TwoOfThree, 2, 3, 2), outside(FourOfFive, 4, 5, 1), outside(NineOneSide, 9, 9, 0), []rule{
		{Hugging, Across, 15, 15, func(z float64) bool { return math.Abs(z) < 1 }},
		{AvoidingMiddle, Across, 8, 8, func(z float64) bool { return math.Abs(z) > 1 }}})
)

// judge finds the signals of one stretch.
func judge(values []float64, s Stretch, set RuleSet) []Signal {
	var out []Signal
	for from := s.From; from < s.Until; {
		until := from
		for until < s.Until && known(values[until]) {
			until++
		}
		if until > from {
			out = append(out, judgeRow(values, from, until, *s.Limits, set)...)
		}
		from = until + 1
	}
	return inOrder(out)
}

// inOrder gives signals in the order of their last periods, those of one period as they came. It sorts numbers, since to move signals costs more than to find them.
func inOrder(signals []Signal) []Signal {
	order := make([]int, len(signals))
	for i, x := range signals {
		order[i] = x.Last()*len(signals) + i
	}
	slices.Sort(order)
	out := make([]Signal, len(signals))
	for i, x := range order {
		out[i] = signals[x%len(signals)]
	}
	return out
}

// judgeRow judges periods that all have a value.
func judgeRow(values []float64, from, until int, l Limits, set RuleSet) []Signal {
	var out []Signal
	sigma := l.Sigma()
	z := make([]float64, until-from)
	for i := range z {
		z[i] = distance(values[from+i], l.Centre, sigma)
	}
	counted := westernRules
	if set == Nelson {
		counted = nelsonRules
	}
	if sigma == 0 { // there are no sigmas to count: a value is on the limits, which meet, or outside them
		counted = beyondRules
	}
	taken := make([]int, 0, len(z))
	for _, r := range counted {
		out = r.find(z, from, taken, out)
	}
	if set == Nelson {
		out = append(out, steps(values[from:until], from)...)
	}
	return out
}

// distance is how many sigmas a value lies off the centre; of no sigma it is infinite. What lies on a line but for the error of arithmetic, which is that of the last binary digits, lies on it.
func distance(v, centre, sigma float64) float64 {
	const digits = 4.5e-16
	off := v/2 - centre/2 // half of it, so that it does not overflow
	if sigma == 0 {
		if math.Abs(off) <= digits*math.Abs(centre) {
			return 0
		}
		return math.Copysign(math.Inf(1), off)
	}
	z := off / sigma * 2
	if n := math.Round(z); math.Abs(z-n) <= 1e-9+digits*math.Abs(centre/sigma) {
		return n
	}
	return z
}

// find adds the longest times over which the rule holds: windows that overlap are one signal. It writes the points that take part over those in taken, whose room serves one rule after another.
func (r rule) find(z []float64, first int, taken []int, out []Signal) []Signal {
	type span struct{ from, until int } // of a signal, in taken
	var found [16]span
	signals, taken := found[:0], taken[:0]
	begins := 0   // in taken: the first of the window
	covered := -1 // the last point of the last window
	for i := range z {
		if !r.take(z[i]) {
			continue
		}
		taken = append(taken, first+i)
		begin := max(0, i-r.of+1)
		for taken[begins] < first+begin {
			begins++
		}
		if len(taken)-begins < r.many {
			continue
		}
		if len(signals) == 0 || begin > covered && (r.of > 1 || begin > covered+1) {
			signals = append(signals, span{from: begins})
		}
		signals[len(signals)-1].until, covered = len(taken), i
	}
	if len(signals) > 0 {
		kept := slices.Clone(taken) // what follows writes over it
		for _, x := range signals {
			out = append(out, Signal{Rule: r.rule, Side: r.side, Points: kept[x.from:x.until:x.until]})
		}
	}
	return out
}

// steps finds what is told by the direction of changes: six in a row that rise or fall, fourteen up and down in turn.
func steps(values []float64, first int) []Signal {
	var out []Signal
	signs := make([]int, len(values)) // of the change from the value before
	for i := 1; i < len(values); i++ {
		switch {
		case values[i] > values[i-1]:
			signs[i] = 1
		case values[i] < values[i-1]:
			signs[i] = -1
		}
	}
	runs := func(name Rule, many int, goes func(i int) bool) {
		for i := 1; i < len(values); {
			if signs[i] == 0 {
				i++
				continue
			}
			end := i + 1
			for end < len(values) && signs[end] != 0 && goes(end) {
				end++
			}
			if end-i+1 >= many { // so many points have one change less
				side := Across
				if name == SixMonotone {
					side = Above
					if signs[i] < 0 {
						side = Below
					}
				}
				points := make([]int, 0, end-i+1)
				for k := i - 1; k < end; k++ {
					points = append(points, first+k)
				}
				out = append(out, Signal{Rule: name, Side: side, Points: points})
			}
			i = end
		}
	}
	runs(SixMonotone, 6, func(i int) bool { return signs[i] == signs[i-1] })
	runs(Alternating, 14, func(i int) bool { return signs[i] == -signs[i-1] })
	return out
}
