package score

import (
	"fmt"
	"math"

	"github.com/steelyard-isms/steelyard/internal/civil"
)

// Status says where an objective stands against its plan.
type Status string

// What an objective can be, from worst to best, as far as the worst of several counts.
const (
	Missed   Status = "missed"   // the due date has passed without it
	OffPlan  Status = "off-plan" // more than 15 percentage points behind
	NoData   Status = "no-data"  // no usable value
	AtRisk   Status = "at-risk"  // more than 5 percentage points behind
	OnPlan   Status = "on-plan"
	Achieved Status = "achieved" // held on the due date
)

// Least deviation from the plan, in percentage points.
const (
	leastOnPlan = -5.0
	leastAtRisk = -15.0
)

// Attainment is how far a plan is attained on a day, and what that follows from. Shares are of 1, of the way from
// baseline to target. A plan to maintain has a gap, but no shares and no pace.
type Attainment struct {
	Status  Status `json:"attainment"`
	Relapse bool   `json:"relapse"` // achieved on the due date and not held since, where holding is required

	Actual   Maybe      `json:"actual"`             // the value that counts: after the due date the one on it
	ActualOn civil.Date `json:"actual_on,omitzero"` // its day; set too where the value has expired
	Data     Data       `json:"data"`               // its freshness; of Expired and Unknown there is no Actual

	Progress  Maybe `json:"progress"`
	Expected  Maybe `json:"expected"`     // what the plan expects of Progress
	Deviation Maybe `json:"deviation_pp"` // of Progress from Expected, in percentage points; negative is behind
	Gap       Maybe `json:"gap"`          // units still to go, negative beyond the target

	// PaceRatio is required ÷ actual pace: above 1 the target is missed at the pace so far. PaceDate is the day on which
	// the target is met at the pace so far; it is arithmetic, not a forecast, and zero where it is a century away.
	PaceRatio Maybe      `json:"pace_ratio"`
	PaceDate  civil.Date `json:"pace_date,omitzero"`
}

// Attainment judges the plan as of a day by readings in any order. The fault is that of Validate, or names as_of, or a
// value that is not finite, as values[0].value.
func (p Plan) Attainment(asOf civil.Date, values []Reading) (Attainment, error) {
	if err := p.Validate(); err != nil {
		return Attainment{}, err
	}
	if asOf.IsZero() {
		return Attainment{}, refused("as_of", "is needed", "Give the day to judge on")
	}
	for i, v := range values {
		if !finite(v.Value) {
			return Attainment{}, refused(fmt.Sprintf("values[%d].value", i), "is not a finite number", "Report a number in the measure's unit")
		}
	}

	day := civil.Earlier(asOf, p.Due) // after the due date what counts is what was so on it
	reading, data := p.actual(values, day)
	a := Attainment{Data: data, ActualOn: reading.Date}
	usable := data == Known || data == Stale
	held := usable && p.Held(reading.Value)
	if usable {
		a.Actual, a.Gap = Some(reading.Value), Some(p.Gap(reading.Value))
	}
	var deviation float64
	if usable && !p.maintains() {
		deviation = p.progress(&a, reading.Value, day)
		p.pace(&a, reading.Value, asOf, held)
	}

	switch {
	case held && !asOf.Before(p.Due):
		a.Status = Achieved
		if asOf.After(p.Due) && p.Hold {
			p.holding(&a, values, asOf)
		}
	case asOf.After(p.Due):
		a.Status = Missed // silence is no way out
	case !usable:
		a.Status = NoData
	case p.maintains() && held:
		a.Status = OnPlan
	case p.maintains():
		a.Status = OffPlan
	default:
		a.Status = planned(deviation)
	}
	return a, nil
}

// progress fills in the shares of the way and gives the deviation in percentage points.
func (p Plan) progress(a *Attainment, value float64, day civil.Date) float64 {
	progress, expected := p.share(value), p.share(p.Expected(day))
	deviation := 100 * (progress - expected)
	a.Progress, a.Expected, a.Deviation = Some(progress), Some(expected), Some(deviation)
	return deviation
}

// share gives the share of the way from baseline to target that a value has covered. On a way of almost no length it
// stays a number that can be compared.
func (p Plan) share(value float64) float64 {
	const most = 1e300
	return max(-most, min(most, (value-p.Baseline)/(p.Target-p.Baseline)))
}

func planned(deviation float64) Status {
	switch {
	case atLeast(deviation, leastOnPlan):
		return OnPlan
	case atLeast(deviation, leastAtRisk):
		return AtRisk
	}
	return OffPlan
}

// pace compares the pace so far with the one still required. It is counted to the as-of day, not to the day of the
// value: a value that was not renewed has made no headway since.
func (p Plan) pace(a *Attainment, value float64, asOf civil.Date, held bool) {
	elapsed := asOf.DaysSince(p.Start)
	if held || asOf.After(p.Due) || elapsed <= 0 || a.Progress.Or(0) <= 0 {
		return
	}
	left := (p.Target - value) * float64(elapsed) / (value - p.Baseline) // days still needed at the pace so far
	if asOf.Before(p.Due) {
		a.PaceRatio = Some(left / float64(p.Due.DaysSince(asOf)))
	}
	whole := math.Ceil(left)
	if near := math.RoundToEven(left); same(left, near) {
		whole = near
	}
	if whole <= century {
		a.PaceDate = asOf.AddDays(int(whole))
	}
}

// holding judges an achieved target that must be held, by the latest value.
func (p Plan) holding(a *Attainment, values []Reading, asOf civil.Date) {
	latest, data := p.actual(values, asOf)
	switch {
	case data != Known && data != Stale:
		a.Status = NoData
	case !p.Held(latest.Value):
		a.Status, a.Relapse = OffPlan, true
	}
}

// Worst gives the status of an objective with several targets, the worst of theirs, and the indices of those that have
// it. Without any target it is NoData.
func Worst(targets []Attainment) (Status, []int) {
	for _, status := range []Status{Missed, OffPlan, NoData, AtRisk, OnPlan, Achieved} {
		var at []int
		for i := range targets {
			if targets[i].Status == status {
				at = append(at, i)
			}
		}
		if at != nil {
			return status, at
		}
	}
	return NoData, nil
}
