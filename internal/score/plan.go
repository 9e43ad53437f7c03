package score

import (
	"fmt"

	"github.com/steelyard-isms/steelyard/internal/civil"
)

// Plan is one dated target of an objective and the way there. Values are in the measure's unit.
type Plan struct {
	Start    civil.Date `json:"start"` // both days inclusive, as midnights
	Due      civil.Date `json:"due"`
	Baseline float64    `json:"baseline"`
	Target   float64    `json:"target"`

	// TargetHigh makes the target a range, from Target to here, to be kept. A pointer because 0 is a target too.
	TargetHigh *float64 `json:"target_high,omitempty"`
	// Direction, Higher or Lower, is needed where the target equals the baseline, and otherwise follows from them.
	Direction Direction `json:"direction,omitempty"`
	// Hold requires that the target, once achieved, stays so: obtain and maintain.
	Hold bool `json:"hold,omitempty"`
	// Milestones bend the way: it runs straight from the baseline over each of them to the target. They lie strictly
	// between start and due, in order.
	Milestones []Reading `json:"milestones,omitempty"`

	Cadence // of the measure; without a period no value expires
}

// Reading is the value of a measure on a day.
type Reading struct {
	Date  civil.Date `json:"date"`  // of the reading, or by which the value is expected
	Value float64    `json:"value"` // in the measure's unit
}

// Validate tells whether the plan may be stored. The fault is Invalid and names the first field at fault: start, due,
// milestones[0].date, target_high, direction and so on.
func (p Plan) Validate() error {
	const number = "Give a number in the measure's unit"
	switch {
	case p.Start.IsZero():
		return refused("start", "is needed", "Give the first day of the plan")
	case p.Due.IsZero():
		return refused("due", "is needed", "Give the day by which the target is to be met")
	case p.Due.Before(p.Start):
		return refused("due", "is before start", "Give a day on or after the start")
	case !finite(p.Baseline):
		return refused("baseline", "is not a finite number", number)
	case !finite(p.Target) || !finite(p.Target-p.Baseline):
		return refused("target", "is not a finite number, or too far from the baseline", number)
	}
	last := p.Start
	for i, m := range p.Milestones {
		if !m.Date.After(last) || !m.Date.Before(p.Due) {
			return refused(fmt.Sprintf("milestones[%d].date", i), "is out of order",
				"Give milestones in order of their days, after the start and before the due date")
		}
		if !finite(m.Value) || !finite(m.Value-p.Baseline) {
			return refused(fmt.Sprintf("milestones[%d].value", i), "is not a finite number, or too far from the baseline", number)
		}
		last = m.Date
	}
	switch {
	case p.TargetHigh != nil && !finite(*p.TargetHigh):
		return refused("target_high", "is not a finite number", number)
	case p.TargetHigh != nil && *p.TargetHigh < p.Target:
		return refused("target_high", "is below target", "Give the lower end of the range as target, the upper as target_high")
	case p.maintains() && p.TargetHigh == nil && p.Direction != Higher && p.Direction != Lower:
		return refused("direction", "is needed where the target equals the baseline", "Choose higher or lower")
	}
	return p.Cadence.Validate()
}

// maintains tells whether the plan is to stay where one is, rather than to get somewhere. There is no share of a way
// that has no length.
func (p Plan) maintains() bool { return p.TargetHigh != nil || same(p.Target, p.Baseline) }

// Expected gives the value that the plan expects on a day: the baseline up to the start, the target from the due date.
func (p Plan) Expected(day civil.Date) float64 {
	if !day.Before(p.Due) {
		return p.Target
	}
	from := Reading{p.Start, p.Baseline}
	to := Reading{p.Due, p.Target}
	for _, m := range p.Milestones {
		if day.Before(m.Date) {
			to = m
			break
		}
		from = m
	}
	if !day.After(from.Date) {
		return from.Value
	}
	share := float64(day.DaysSince(from.Date)) / float64(to.Date.DaysSince(from.Date))
	return from.Value + float64((to.Value-from.Value)*share)
}

// Gap gives the units still to go from a value to the target, 0 or less where it is met; for a range the distance to
// its nearer end.
func (p Plan) Gap(value float64) float64 {
	up := p.Target > p.Baseline
	if p.maintains() {
		up = p.Direction == Higher
	}
	switch {
	case p.TargetHigh != nil:
		return max(p.Target-value, value-*p.TargetHigh, 0)
	case up:
		return p.Target - value
	}
	return value - p.Target
}

// Held tells whether a value meets the target.
func (p Plan) Held(value float64) bool {
	return p.Gap(value) <= 0 || same(value, p.Target) || p.TargetHigh != nil && same(value, *p.TargetHigh)
}

// actual gives the last reading on or before a day and its freshness on that day: Unknown where there is none. Of two
// readings of one day the later in the list holds.
func (p Plan) actual(values []Reading, day civil.Date) (Reading, Data) {
	var last Reading
	for _, v := range values {
		if !v.Date.IsZero() && !v.Date.After(day) && !v.Date.Before(last.Date) {
			last = v
		}
	}
	return last, p.Freshness(last.Date, day).State
}
