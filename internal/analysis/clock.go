package analysis

import (
	"fmt"
	"math"
	"time"
)

// form is how times are written: all of a file in one way.
type form int

const (
	numbers form = iota + 1
	days
	moments
)

var forms = map[form]string{numbers: "a number", days: "a date", moments: "a date with time"}

const (
	dayFormat = "2006-01-02"
	secondsIn = 86400.0
	writeTime = "Write a number, a date like 2026-01-31, or a time like 2026-01-31T12:00:00Z"
)

// moment reads a time. Dates count from 1970 in days.
func moment(text string) (float64, form, bool) {
	if v, wrong := number(text); wrong == "" {
		return v, numbers, true
	}
	if t, err := time.Parse(dayFormat, text); err == nil {
		return float64(t.Unix()) / secondsIn, days, true
	}
	if t, err := time.Parse(time.RFC3339, text); err == nil {
		return (float64(t.Unix()) + float64(t.Nanosecond())/1e9) / secondsIn, moments, true
	}
	return 0, 0, false
}

// clocking gathers the times of a file.
type clocking struct {
	form  form
	times []float64
	line  int // of the last one
}

// take reads the time of a row. Where times must rise, it is refused unless it does.
func (c *clocking) take(text string, line int, rising bool) (reason, remedy string) {
	t, f, ok := moment(text)
	switch n := len(c.times); {
	case text == "":
		return "is empty", writeTime
	case !ok:
		return quoted(text) + " is no time", writeTime
	case c.form != 0 && f != c.form:
		return fmt.Sprintf("%s is %s, and the first time is %s", quoted(text), forms[f], forms[c.form]), "Write all times in one way"
	case rising && n > 0 && t <= c.times[n-1]:
		return fmt.Sprintf("%s is not later than the time in line %d", quoted(text), c.line), "Put the rows in the order of their times, each once"
	default:
		c.form, c.times, c.line = f, append(c.times, t), line
		return "", ""
	}
}

// clock is the times of a file that was understood, as statistics have them: numbers as they are, dates in days since the first.
type clock struct {
	form   form
	origin float64 // of dates: the first, in days since 1970
	times  []float64
}

func (c *clocking) done() *clock {
	out := &clock{form: c.form, times: c.times}
	if c.form != numbers {
		out.origin = c.times[0]
		for i := range c.times {
			c.times[i] -= out.origin
		}
	}
	return out
}

// list gives the times for statistics; nil where the file has none, so that rows count from 1.
func (c *clock) list() []float64 {
	if c == nil {
		return nil
	}
	return c.times
}

// written gives a time as the file writes them: a number, or a text. Of days it is the first that begins at that time or later. nil: none that can be written.
func (c *clock) written(t float64) any {
	if math.IsNaN(t) || math.IsInf(t, 0) {
		return nil
	}
	if c == nil || c.form == numbers {
		return t
	}
	if math.Abs(t) > 4e6 { // further than the calendar goes
		return nil
	}
	day := c.origin + t
	if c.form == days {
		day = math.Ceil(day - 1e-7)
	}
	at := time.Unix(int64(math.Round(day*secondsIn)), 0).UTC()
	if at.Year() < 1 || at.Year() > 9999 {
		return nil
	}
	if c.form == days {
		return at.Format(dayFormat)
	}
	return at.Format(time.RFC3339)
}

// at reads a time that was given beside the file.
func (c *clock) at(text string) (float64, string) {
	t, f, ok := moment(text)
	want := numbers
	if c != nil {
		want = c.form
	}
	switch {
	case !ok:
		return 0, quoted(text) + " is no time"
	case f != want:
		return 0, fmt.Sprintf("%s is %s, and the file has %s", quoted(text), forms[f], forms[want])
	case c != nil:
		t -= c.origin
	}
	return t, ""
}

// seasons numbers the place of each row in a cycle of so many rows, from 0 at the first, and gives what numbers that of any other time: the place of the step that is nearest to it. Where rows are missing, those
// behind keep their places, which the times tell. The reason says why they do not.
func (c *clock) seasons(n, period int) (of []int, season func(float64) int, reason string) {
	step := func(t float64) float64 { return t - 1 } // without times rows count from 1
	if c != nil {
		if step = c.steps(); step == nil {
			if c.form == numbers {
				return nil, nil, "times do not follow each other by whole steps, so that nobody can tell which rows are of one season"
			}
			return nil, nil, "dates follow each other neither by whole steps of the smallest distance nor by calendar months, so that nobody can tell which rows are of one season"
		}
	}
	season = func(t float64) int { return mod(math.Round(step(t)), period) }
	of = make([]int, n)
	for i := range of {
		t := float64(i + 1)
		if c != nil {
			t = c.times[i]
		}
		of[i] = season(t)
	}
	return of, season, ""
}

// steps gives what counts the steps from the first row to a time. A step is the smallest distance between rows; of dates that are no whole multiples of it, the smallest number of calendar months. nil: rows do not follow
// each other by whole steps.
func (c *clock) steps() func(float64) float64 {
	if count := stepsBy(c.times, func(t float64) float64 { return t }); count != nil || c.form == numbers {
		return count
	}
	return stepsBy(c.times, func(t float64) float64 {
		if math.Abs(t) > 4e6 { // further than the calendar goes
			return 0
		}
		at := time.Unix(int64(math.Round((c.origin+t)*secondsIn)), 0).UTC()
		return float64(at.Year()*12 + int(at.Month()) - 1)
	})
}

func stepsBy(times []float64, measure func(float64) float64) func(float64) float64 {
	first, step := measure(times[0]), math.Inf(1)
	for i := 1; i < len(times); i++ {
		step = min(step, measure(times[i])-measure(times[i-1]))
	}
	if !(step > 0) {
		return nil
	}
	count := func(t float64) float64 { return (measure(t) - first) / step }
	for _, t := range times {
		if k := count(t); math.Abs(k-math.Round(k)) > 1e-6 {
			return nil
		}
	}
	return count
}

// mod counts within a period, from 0.
func mod(k float64, period int) int {
	m := math.Mod(k, float64(period))
	if m < 0 {
		m += float64(period)
	}
	if math.IsNaN(m) {
		return 0
	}
	return int(m)
}
