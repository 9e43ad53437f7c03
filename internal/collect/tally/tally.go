// Package tally computes values over many things, one at a time: rows of a table, samples, elements of a list. It knows the
// operations that a mapping can declare, and not where numbers come from.
package tally

import (
	"fmt"
	"hash/maphash"
	"math"
	"slices"
	"time"

	"github.com/steelyard-isms/steelyard/internal/collect"
	"github.com/steelyard-isms/steelyard/internal/fault"
	"github.com/steelyard-isms/steelyard/internal/mapping"
	"github.com/steelyard-isms/steelyard/internal/statistics"
)

// maxKept is how many numbers are kept for the medians of one file, 16 MB.
const maxKept = 2_000_000

// Rule is a value to compute.
type Rule struct {
	Name      string
	Operation mapping.Operation
	Place     string // where its numbers come from, for messages: a column, a metric, an expression
	// Percentile of a duration, in per cent; 0: 50. Least is of how many things there must be a value at least; 0: one, and of alpha statistics.MinGroup.
	Percentile float64
	Least      int
}

// Thing is what one row says for one rule.
type Thing struct {
	Whole   bool      // it belongs to the whole of which a share is taken
	Fits    bool      // it fits, and belongs to the whole as well
	Number  *float64  // nil: no number, or none wanted
	Text    string    // for Distinct alone, with a Number beside it: what has to differ
	Line    int       // 0: not known
	Case    *Case     // for Duration alone, in place of a Number
	Answers []float64 // for Alpha alone, likewise; NaN where a question was left open
}

// Case is something that begins and ends.
type Case struct {
	From  time.Time
	Until time.Time // zero: it is open
}

// Books computes the values of one set of things: a file, or one unit of it.
type Books struct {
	rules []Rule
	books []book
	kept  int
	seed  maphash.Seed
	until time.Time // up to which cases are told of
}

// book is what is kept for one value.
type book struct {
	whole, fit, n int
	sum           float64
	lost          float64 // what the sum has lost to rounding (Neumaier's summation)
	min, max      float64
	last          float64
	line          int                 // of the first number
	numbers       []float64           // for the median alone
	texts         map[uint64]struct{} // digests, for distinct alone
	cases         []Case              // for durations alone
	answers       [][]float64         // for alpha alone
}

// New opens the books.
func New(rules []Rule) *Books {
	return &Books{rules: rules, books: make([]book, len(rules)), seed: maphash.MakeSeed()}
}

// Add takes what one thing says for the rule of that number. Errors: Invalid where a second thing fits a rule that wants
// one; Limited.
func (t *Books) Add(i int, x Thing) error {
	b := &t.books[i]
	if x.Whole {
		b.whole++
	}
	if x.Fits {
		b.fit++
	}
	if x.Case != nil || x.Answers != nil {
		if t.kept += 1 + len(x.Answers); t.kept > maxKept {
			return t.tooMany(i, x.Line)
		}
		if x.Case != nil {
			b.cases = append(b.cases, *x.Case)
		} else {
			b.answers = append(b.answers, x.Answers)
		}
		return nil
	}
	if x.Number == nil {
		return nil
	}
	if t.rules[i].Operation == mapping.TheValue && b.n > 0 {
		return fault.InvalidField("the mapping does not fit the file", fault.Field{Line: x.Line, Path: t.rules[i].Place,
			Reason: fmt.Sprintf("%s wants one row, but line %d fits as well", t.rules[i].Name, b.line),
			Remedy: "Narrow where, or use sum, mean, min or max"})
	}
	if o := t.rules[i].Operation; o == mapping.Median || o == mapping.Distinct {
		if t.kept++; t.kept > maxKept {
			return t.tooMany(i, x.Line)
		}
		if o == mapping.Median {
			b.numbers = append(b.numbers, *x.Number)
		} else {
			if b.texts == nil {
				b.texts = map[uint64]struct{}{}
			}
			b.texts[maphash.String(t.seed, x.Text)] = struct{}{}
		}
	}
	b.number(*x.Number, x.Line)
	return nil
}

func (t *Books) tooMany(i, line int) error {
	return &fault.Error{Code: fault.Limited, Message: "the file has too many rows for a median, or to tell what differs", Fields: []fault.Field{{Line: line, Path: t.rules[i].Place,
		Reason: fmt.Sprintf("there are more than %d", maxKept), Remedy: "Use mean or count, or split the file"}}}
}

// Until says up to when the things are told of: what is open has waited until then.
func (t *Books) Until(at time.Time) { t.until = at }

func (b *book) number(x float64, line int) {
	if b.n == 0 {
		b.min, b.max, b.line = x, x, line
	}
	b.n++
	b.min, b.max, b.last = math.Min(b.min, x), math.Max(b.max, x), x
	t := b.sum + x
	if math.Abs(b.sum) >= math.Abs(x) {
		b.lost += (b.sum - t) + x
	} else {
		b.lost += (x - t) + b.sum
	}
	b.sum = t
}

// Fitting is how many things fitted the rule of that number.
func (t *Books) Fitting(i int) int { return t.books[i].fit }

// Values gives the value of each rule, and the numbers of the rules whose value is unknown.
func (t *Books) Values() (values []collect.Value, unknown []int, err error) {
	for i := range t.books {
		one := t.rules[i]
		value, n, curve, known := t.value(i)
		known = known && n >= one.Least
		switch {
		case !known:
			unknown = append(unknown, i)
			values = append(values, collect.Unknown(one.Name))
		case math.IsInf(value, 0) || math.IsNaN(value):
			return nil, nil, fault.InvalidField("the numbers in the file are too large", fault.Field{Path: one.Place,
				Reason: one.Name + " goes beyond what can be computed", Remedy: "See whether the mapping names the right column"})
		default:
			v := collect.Value{Name: one.Name, Number: &value, N: n, Waiting: curve}
			if curve != nil {
				v.Percentile = one.percentile()
			}
			values = append(values, v)
		}
	}
	return values, unknown, nil
}

// value gives the value of a rule, on how many things it rests, and of a duration the curve that it was read from.
func (t *Books) value(i int) (float64, int, *statistics.Survival, bool) {
	b, one := &t.books[i], t.rules[i]
	switch one.Operation {
	case mapping.Duration:
		return b.duration(one.percentile(), t.until)
	case mapping.Alpha:
		s := statistics.SurveyOf(b.answers, 0, one.Least)
		return s.Alpha, s.Complete, nil, !math.IsNaN(s.Alpha)
	}
	value, n, known := b.result(one.Operation)
	return value, n, nil, known
}

// percentile is the share of cases that a duration is for, in per cent.
func (r Rule) percentile() float64 {
	if r.Percentile == 0 {
		return 50
	}
	return r.Percentile
}

// duration is after how many days a share of the cases has ended, where so many have (Kaplan and Meier).
func (b *book) duration(percentile float64, now time.Time) (float64, int, *statistics.Survival, bool) {
	const day = 24 * time.Hour
	cases := make([]statistics.Case, len(b.cases))
	for i, c := range b.cases {
		until := c.Until
		if until.IsZero() {
			until = now
		}
		cases[i] = statistics.Case{Duration: float64(until.Sub(c.From)) / float64(day), Ended: !c.Until.IsZero()}
	}
	s, ok := statistics.SurvivalOf(cases)
	if !ok {
		return 0, len(cases), nil, false
	}
	at, reached := s.Percentile(percentile)
	return at.Estimate, len(cases), &s, reached
}

// Lacking says what is not there where the value of an operation is unknown, to follow "no row".
func Lacking(o mapping.Operation) string {
	switch o {
	case mapping.Share:
		return "belongs to the whole of which it is a share, or too few do"
	case mapping.Duration:
		return "fits, or too many cases are open to tell"
	case mapping.Alpha:
		return "answers every question, or too few do to show what was said"
	}
	return "fits and has a number"
}

// result gives the value and on how many things it rests; false where they say nothing.
func (b *book) result(o mapping.Operation) (float64, int, bool) {
	switch o {
	case mapping.Count:
		return float64(b.fit), b.whole, true
	case mapping.Distinct:
		return float64(len(b.texts)), b.n, true
	case mapping.Share:
		return 100 * float64(b.fit) / float64(b.whole), b.whole, b.whole > 0
	case mapping.Sum:
		return b.sum + b.lost, b.n, b.n > 0 || b.fit == 0
	case mapping.Mean:
		return (b.sum + b.lost) / float64(b.n), b.n, b.n > 0
	case mapping.Median:
		return middle(b.numbers), b.n, b.n > 0
	case mapping.Min:
		return b.min, b.n, b.n > 0
	case mapping.Max:
		return b.max, b.n, b.n > 0
	}
	return b.last, b.n, b.n > 0
}

// middle is the median: the number in the middle, or the mean of the two there.
func middle(numbers []float64) float64 {
	if len(numbers) == 0 {
		return 0
	}
	slices.Sort(numbers)
	half := len(numbers) / 2
	if len(numbers)%2 == 1 {
		return numbers[half]
	}
	return numbers[half-1]/2 + numbers[half]/2
}
