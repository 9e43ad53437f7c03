package period

import (
	"math"
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
	Number     float64
	Points     int       // how many values it is made of, at least 1
	Sample     *int64    // the cases behind it: of last, min and max behind that one, else behind all together; nil where not told
	Valid      time.Time // end of the valid time of the latest of them
	Open       bool      // the period has not ended at the moment that is asked about: the value may still change
	Late       int       // how many of them became known only after the period had ended
	Seq        int64     // journal entry of the one that became known last
	RecordedAt time.Time // when that was
}

// Of sums values up by periods, earliest first; a period without values is left out. Points come by the end of their valid
// time, as in the store, corrections in place of what they correct; those without a value do not count, nor in a period that has
// not ended those that end after now. A value belongs to the period in which its valid time ends; one that speaks of a time up to
// midnight belongs to the day that ends there.
func Of(points []measurement.Recorded, how Aggregation, c Calendar, now time.Time) []Value {
	a := Add(how, c, now)
	for i := range points {
		a.Take(&points[i])
	}
	return a.Values()
}

// Adder sums up points that come one by one, in the order that Of asks for. Besides the values of periods it keeps no more than one
// number of each different value of one period.
type Adder struct {
	how        Aggregation
	c          Calendar
	now        time.Time
	value      Value // of the period that is being added up
	total      sum
	weight     sum   // of values times cases
	cases      int64 // behind all of them
	told       bool  // all of them say how many
	chosen     int64 // behind the one that counts alone
	chosenTold bool
	seen       map[float64]struct{}
	out        []Value
}

// Add begins to sum up.
func Add(how Aggregation, c Calendar, now time.Time) *Adder { return &Adder{how: how, c: c, now: now} }

// Values gives the values of the periods so far, earliest first, and ends the last of them: no point may be taken after it.
func (a *Adder) Values() []Value {
	a.settle()
	return a.out
}

// Take takes the next point in. It keeps nothing of it that could change.
func (a *Adder) Take(x *measurement.Recorded) {
	if x.Value == nil {
		return
	}
	if !a.c.holds(a.value.Period, x.Point) {
		a.settle()
		p := a.c.Of(x.Point)
		a.value, a.total, a.weight, a.cases, a.told = Value{Period: p, Open: !p.Ended(a.now)}, sum{}, sum{}, 0, true
		clear(a.seen)
	}
	if v := &a.value; !v.Open || !x.To.After(a.now) {
		a.add(v, x)
	}
}

func (a *Adder) add(v *Value, x *measurement.Recorded) {
	n := *x.Value
	if v.Points == 0 || a.how == Last || a.how == Min && n < v.Number || a.how == Max && n > v.Number {
		v.Number = n
		if a.chosen, a.chosenTold = 0, x.Sample != nil; a.chosenTold {
			a.chosen = *x.Sample
		}
	}
	a.total.add(n)
	if a.how == Distinct {
		if a.seen == nil {
			a.seen = map[float64]struct{}{}
		}
		a.seen[n+0] = struct{}{} // minus nothing is nothing
	}
	if a.told = a.told && x.Sample != nil; a.told {
		a.cases += *x.Sample
		a.weight.add(n * float64(*x.Sample))
	}
	if x.RecordedAt.After(v.Until) {
		v.Late++
	}
	if v.Points == 0 || x.Seq > v.Seq {
		v.Seq, v.RecordedAt = x.Seq, x.RecordedAt
	}
	v.Points++
	v.Valid = x.To
}

// settle ends a period.
func (a *Adder) settle() {
	v := a.value
	a.value = Value{}
	if v.Points == 0 {
		return
	}
	told, cases := a.told, a.cases
	if a.how == Last || a.how == Min || a.how == Max {
		told, cases = a.chosenTold, a.chosen
	}
	if told {
		v.Sample = &cases
	}
	switch a.how {
	case Sum:
		v.Number = a.total.value()
	case Rate:
		days := float64(v.Days())
		if v.Open {
			days = min(days, max(a.now.Sub(v.From).Hours()/24, 1))
		}
		v.Number = a.total.value() / days
	case Mean:
		if v.Number = a.total.value() / float64(v.Points); a.told && a.cases > 0 {
			v.Number = a.weight.value() / float64(a.cases)
		}
	case Distinct:
		v.Number = float64(len(a.seen))
	}
	a.out = append(a.out, v)
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
