package period

import (
	"math"
	"sort"
	"time"

	"github.com/steelyard-isms/steelyard/internal/measurement"
)

// Aggregation says how the values of a period become one.
type Aggregation string

// The aggregations.
const (
	Last     Aggregation = "last"           // the one that is valid latest
	Sum      Aggregation = "sum"            //
	Mean     Aggregation = "mean"           // weighted by the cases behind each value, where all of them tell; else each counts the same
	Min      Aggregation = "min"            //
	Max      Aggregation = "max"            //
	Rate     Aggregation = "rate"           // the sum for each day of the period; of one that has not ended, for each day so far
	Distinct Aggregation = "count-distinct" // how many different values there were
)

// Aggregations lists them.
var Aggregations = []Aggregation{Last, Sum, Mean, Min, Max, Rate, Distinct}

// Value is the value of a period.
type Value struct {
	Period
	Number float64
	Points int       // how many values it is made of, at least 1
	Sample *int64    // the cases behind them together; nil where not all tell
	Valid  time.Time // end of the valid time of the latest of them
	Open   bool      // the period has not ended at the moment that is asked about: the value may still change
	Late   int       // how many of them became known only after the period had ended
}

// Of sums values up by periods, earliest first; a period without values is left out. Points come by the end of their valid
// time, as in the store, corrections in place of what they correct; those without a value, and those that end after now, do not
// count. A value belongs to the period in which its valid time ends; one that speaks of a time up to midnight belongs to the
// day that ends there.
func Of(points []measurement.Recorded, how Aggregation, c Calendar, now time.Time) []Value {
	var out []Value
	for begin := 0; begin < len(points); {
		p := c.of(points[begin].Point)
		end := begin + 1 + sort.Search(len(points)-begin-1, func(i int) bool { return c.of(points[begin+1+i].Point).From.After(p.From) })
		if v, ok := aggregate(points[begin:end], how, p, now); ok {
			out = append(out, v)
		}
		begin = end
	}
	return out
}

// of gives the period that a point belongs to.
func (c Calendar) of(p measurement.Point) Period {
	if p.From.Before(p.To) {
		return c.At(p.To.Add(-time.Nanosecond))
	}
	return c.At(p.To)
}

func aggregate(points []measurement.Recorded, how Aggregation, p Period, now time.Time) (Value, bool) {
	out := Value{Period: p, Open: now.Before(p.Until)}
	var total, weighted sum
	var cases int64
	told := true
	different := map[float64]bool{}
	for _, x := range points {
		if x.Value == nil || x.To.After(now) {
			continue
		}
		v := *x.Value
		if out.Points == 0 {
			out.Number = v
		}
		switch how {
		case Min:
			out.Number = min(out.Number, v)
		case Max:
			out.Number = max(out.Number, v)
		case Last:
			out.Number = v
		}
		total.add(v)
		different[v+0] = true // minus nothing is nothing
		if told = told && x.Sample != nil; told {
			cases += *x.Sample
			weighted.add(v * float64(*x.Sample))
		}
		if x.RecordedAt.After(p.Until) {
			out.Late++
		}
		out.Points++
		out.Valid = x.To
	}
	if out.Points == 0 {
		return Value{}, false
	}
	if told {
		out.Sample = &cases
	}
	switch how {
	case Sum:
		out.Number = total.value()
	case Rate:
		days := p.Days()
		if out.Open {
			days = min(days, max(now.Sub(p.From).Hours()/24, 1))
		}
		out.Number = total.value() / days
	case Mean:
		if out.Number = total.value() / float64(out.Points); told && cases > 0 {
			out.Number = weighted.value() / float64(cases)
		}
	case Distinct:
		out.Number = float64(len(different))
	}
	return out, true
}

// sum adds up numbers so that small ones are not lost among large ones (Neumaier 1974).
type sum struct{ whole, lost float64 }

func (s *sum) add(x float64) {
	t := s.whole + x
	if math.Abs(s.whole) >= math.Abs(x) {
		s.lost += (s.whole - t) + x
	} else {
		s.lost += (x - t) + s.whole
	}
	s.whole = t
}

func (s *sum) value() float64 { return s.whole + s.lost }
