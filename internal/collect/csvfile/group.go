package csvfile

import (
	"fmt"
	"math"
	"time"

	"github.com/steelyard-isms/steelyard/internal/collect"
	"github.com/steelyard-isms/steelyard/internal/fault"
	"github.com/steelyard-isms/steelyard/internal/mapping"
)

// group computes the values of one set of rows: the file, or one unit of it.
type group struct {
	rules  []rule
	books  []book
	newest time.Time
}

// book is what is kept of the rows for one value.
type book struct {
	whole int // rows in Of
	fit   int // rows that fit
	n     int // numbers read
	sum   float64
	lost  float64 // what the sum has lost to rounding (Neumaier's summation)
	min   float64
	max   float64
	line  int // of the first number
}

func newGroup(rules []rule) *group { return &group{rules: rules, books: make([]book, len(rules))} }

// add takes one row.
func (g *group) add(c *cells) error {
	if c.at.After(g.newest) {
		g.newest = c.at
	}
	for i := range g.books {
		b := &g.books[i]
		if c.whole[i] {
			b.whole++
		}
		if c.fit[i] {
			b.fit++
		}
		if c.numbers[i] == nil {
			continue
		}
		if g.rules[i].Operation == mapping.TheValue && b.n > 0 {
			return fault.InvalidField("the mapping does not fit the file", fault.Field{Line: c.line, Path: g.rules[i].Column,
				Reason: fmt.Sprintf("%s wants one row, but line %d fits as well", g.rules[i].Name, b.line),
				Remedy: "Narrow where, or use sum, mean, min or max"})
		}
		b.number(*c.numbers[i], c.line)
	}
	return nil
}

func (b *book) number(x float64, line int) {
	if b.n == 0 {
		b.min, b.max, b.line = x, x, line
	}
	b.n++
	b.min, b.max = math.Min(b.min, x), math.Max(b.max, x)
	t := b.sum + x
	if math.Abs(b.sum) >= math.Abs(x) {
		b.lost += (b.sum - t) + x
	} else {
		b.lost += (x - t) + b.sum
	}
	b.sum = t
}

// values gives the value of each rule, and the numbers of the rules whose value is unknown.
func (g *group) values() (values []collect.Value, unknown []int, err error) {
	for i, b := range g.books {
		one := g.rules[i]
		value, n, known := b.result(one.Operation)
		switch {
		case !known:
			unknown = append(unknown, i)
			values = append(values, collect.Unknown(one.Name))
		case math.IsInf(value, 0) || math.IsNaN(value):
			return nil, nil, fault.InvalidField("the numbers in the file are too large", fault.Field{Path: one.Column,
				Reason: one.Name + " goes beyond what can be computed", Remedy: "See whether the mapping names the right column"})
		default:
			values = append(values, collect.Value{Name: one.Name, Number: &value, N: n})
		}
	}
	return values, unknown, nil
}

func lacking(o mapping.Operation) string {
	if o == mapping.Share {
		return "belongs to the whole of which it is a share"
	}
	return "fits and has a number"
}

// result gives the value and on how many rows it rests; false where the rows say nothing.
func (b book) result(o mapping.Operation) (float64, int, bool) {
	switch o {
	case mapping.Count:
		return float64(b.fit), b.whole, true
	case mapping.Share:
		return 100 * float64(b.fit) / float64(b.whole), b.whole, b.whole > 0
	case mapping.Sum:
		return b.sum + b.lost, b.n, b.n > 0 || b.fit == 0
	case mapping.Mean:
		return (b.sum + b.lost) / float64(b.n), b.n, b.n > 0
	case mapping.Min:
		return b.min, b.n, b.n > 0
	case mapping.Max:
		return b.max, b.n, b.n > 0
	}
	return b.sum, b.n, b.n > 0
}
