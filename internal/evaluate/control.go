package evaluate

import (
	"math"
	"sort"

	"github.com/steelyard-isms/steelyard/internal/civil"
	"github.com/steelyard-isms/steelyard/internal/measure"
	"github.com/steelyard-isms/steelyard/internal/measurement"
	"github.com/steelyard-isms/steelyard/internal/score"
	"github.com/steelyard-isms/steelyard/internal/statistics"
)

// Control is the control chart of a measure: the values that evaluations read, one for each period, with the limits of chance and what
// breaks them.
type Control struct {
	statistics.Control
	Periods []Period            // those of the values
	Anew    []measure.NewLimits // of each stretch; the zero value where it begins with the first value
	Target  statistics.Capability
	Green   statistics.Capability // against the green limit; empty like target where no scale is in force
	Natural score.Limits          // of the measure on the day
}

// Between gives limits of chance as they are drawn and told: never beyond what a value can be by nature.
func (c *Control) Between(l *statistics.Limits) (low, high float64) {
	if !c.Natural.Holds(l.Centre) { // of values from before there were natural limits
		return l.Lower, l.Upper
	}
	return c.Natural.Clamp(l.Lower), c.Natural.Clamp(l.Upper)
}

// Period is one period of a control chart.
type Period struct {
	Day   civil.Date            // that the value counts for; of a gap, about the day that it was due
	Point *measurement.Recorded // nil: there is none
}

// maxGap bounds the periods that are missing between two values.
const maxGap = 100

// Control computes the control chart of a measure from its own values up to the moment. Of several values of one month the last counts,
// but where they are those of reporting periods. A period without a value is a gap.
func (s *Status) Control(m *Measure) *Control {
	spec := m.Record.Spec
	out := &Control{Periods: s.periods(m), Natural: spec.Natural(s.Day)}
	values := make([]float64, len(out.Periods))
	for i, p := range out.Periods {
		values[i] = math.NaN()
		if p.Point != nil {
			values[i] = *p.Point.Value
		}
	}
	o := statistics.Options{Rules: spec.RunRules}
	of := map[int]measure.NewLimits{}
	for _, b := range spec.NewLimits {
		i := sort.Search(len(out.Periods), func(i int) bool { return !out.Periods[i].Day.Before(b.From) })
		o.Starts, of[i] = append(o.Starts, i), b
	}
	out.Control = statistics.Individuals(values, o)
	for _, x := range out.Stretches {
		out.Anew = append(out.Anew, of[x.From])
	}
	if m.Scale != nil {
		out.Target = out.Capable(wanted(m.Scale, func(l score.Leg) float64 { return l.Target }))
		out.Green = out.Capable(wanted(m.Scale, func(l score.Leg) float64 { return l.Green }))
	}
	return out
}

// periods gives the periods of a measure from its first value up to the moment.
func (s *Status) periods(m *Measure) []Period {
	spec := m.Record.Spec
	var out []Period
	list := s.values.Until(m.Series.ID(), s.At)
	for i := range list {
		p := &list[i]
		day := p.On()
		if n := len(out); n > 0 {
			last := &out[n-1]
			if !spec.Aggregated() && measurement.Month(p.To) == measurement.Month(last.Point.To) {
				last.Day, last.Point = day, p
				continue
			}
			for _, due := range Missing(last.Day, day, stepOf(spec)) {
				out = append(out, Period{Day: due})
			}
		}
		out = append(out, Period{Day: day, Point: p})
	}
	return out
}

// Latest is the last period with a value; -1 for none. Behind it there is no period.
func (c *Control) Latest() int { return len(c.Periods) - 1 }

// Moved is the size of the change from the period before the latest; false where one of the two has no value, or belongs to other limits.
func (c *Control) Moved() (float64, bool) {
	if n := c.Latest(); n >= 0 && !math.IsNaN(c.Ranges[n]) {
		return c.Ranges[n], true
	}
	return 0, false
}

// Now lists the signals that the latest value takes part in.
func (c *Control) Now() []statistics.Signal {
	var out []statistics.Signal
	for _, x := range c.Signals {
		if x.Last() == c.Latest() {
			out = append(out, x)
		}
	}
	return out
}

// Complete counts the periods that have a value, and those that have one or are due: from the first value on, and behind the last one those
// whose grace has passed.
func (s *Status) Complete(m *Measure, c *Control) (have, due int) {
	for _, p := range c.Periods {
		if p.Point != nil {
			have++
		}
	}
	if len(c.Periods) == 0 {
		return 0, 0
	}
	return have, len(c.Periods) + s.overdue(m, c.Periods[c.Latest()].Day)
}

// wanted gives the values that are as good as a knot, or better.
func wanted(i *score.Indicator, knot func(score.Leg) float64) statistics.Wanted {
	k := knot(i.Knots())
	switch upper, ranges := i.Upper(); {
	case ranges:
		return statistics.Wanted{Low: k, High: knot(upper)}
	case i.Direction() == score.Lower:
		return statistics.Wanted{Low: math.Inf(-1), High: k}
	}
	return statistics.Wanted{Low: k, High: math.Inf(1)}
}

// Step is how many days lie between two of the values that evaluations read.
func (m *Measure) Step() int { return stepOf(m.Record.Spec) }

// stepOf is how many days lie between two values. Of measures that are not summed up evaluations read one value a month.
func stepOf(m *measure.Measure) int {
	if m.Aggregated() {
		return m.Step()
	}
	return max(m.Step(), 31)
}

// Missing gives the days between those of two values on which one was due, every step days: no nearer to the next value than half a step,
// and at most 100.
func Missing(last, next civil.Date, step int) []civil.Date {
	var out []civil.Date
	for due := last.AddDays(step); 2*next.DaysSince(due) >= step && len(out) < maxGap; due = due.AddDays(step) {
		out = append(out, due)
	}
	return out
}
