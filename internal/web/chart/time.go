package chart

import (
	"math"
	"strconv"
	"time"
)

type tick struct {
	x     float64
	label string
}

// timeTicks marks days, months or years, whichever keeps labels at least spacing apart. A month stands at its last day,
// where the value of the month stands, and a year at its first. The first label of each year carries the year.
func timeTicks(f frame, spacing float64, months [12]string) []tick {
	most := math.Max(2, math.Floor((f.right-f.left)/spacing))
	from, to := time.Unix(int64(f.from), 0).UTC(), time.Unix(int64(f.to), 0).UTC()
	days := (f.to - f.from) / 86400
	if days < 45 {
		return dayTicks(f, from, to, days, most, months)
	}
	step := 1
	for _, m := range []int{1, 2, 3, 6, 12, 24, 60, 120, 240, 600, 1200, 6000, 12000, 60000, 120000} {
		if m < 3 && f.quarters > 0 { // the values stand a quarter apart, and so do their dates
			continue
		}
		step = m
		if days/30.44/float64(m) <= most {
			break
		}
	}
	if step >= 12 {
		if ticks := yearTicks(f, from, to, step/12); len(ticks) > 1 {
			return ticks
		}
		return monthTicks(f, from, to, 12, 6, months) // one year alone tells no length; between two Januaries lie two Junes
	}
	// A step of whole quarters ends with December, or where the quarters of the values end; shorter ones start where the axis starts.
	return monthTicks(f, from, to, step, f.quarters%3, months)
}

// monthTicks marks the ends of months, as many of them apart as step says, a step above two through the month with the number through.
func monthTicks(f frame, from, to time.Time, step, through int, months [12]string) []tick {
	m := from.Year()*12 + int(from.Month()) - 1
	if step > 2 {
		m += ((through-m-1)%step + step) % step
	}
	var ticks []tick
	year := math.MinInt
	for ; len(ticks) < 60; m += step {
		at := time.Date(m/12, time.Month(m%12+2), 0, 0, 0, 0, 0, time.UTC)
		if at.After(to.AddDate(0, 0, 1)) {
			break
		}
		if at.Before(from) {
			continue
		}
		label := months[at.Month()-1]
		if at.Year() != year {
			label += " ’" + at.Format("06")
		}
		year = at.Year()
		ticks = append(ticks, tick{f.x(at), label})
	}
	return ticks
}

// yearTicks marks the first days of years, for a line across the axis where a year is written is read as the beginning of that year.
func yearTicks(f frame, from, to time.Time, step int) []tick {
	var ticks []tick
	for year := from.Year() + (step-from.Year()%step)%step; len(ticks) < 60; year += step {
		at := time.Date(year, 1, 1, 0, 0, 0, 0, time.UTC)
		if at.After(to) {
			break
		}
		if !at.Before(from) {
			ticks = append(ticks, tick{f.x(at), strconv.Itoa(year)})
		}
	}
	return ticks
}

// quartersOf is the month, 1 to 3, by which the values end their quarters, when all of them do so in every third month; 0 where they do not.
func quartersOf(points []Point) int {
	var month int
	var first, last time.Time
	for _, p := range points {
		at := p.At.UTC()
		if p.At.IsZero() {
			continue
		}
		m := (int(at.Month())-1)%3 + 1
		if month == 0 {
			month, first = m, at
		}
		if m != month || at.AddDate(0, 0, 1).Day() != 1 {
			return 0
		}
		last = at
	}
	if !last.After(first) { // a single value has no quarters
		return 0
	}
	return month
}

func dayTicks(f frame, from, to time.Time, days, most float64, months [12]string) []tick {
	step := int(math.Max(1, math.Ceil(days/most)))
	at := time.Date(from.Year(), from.Month(), from.Day(), 0, 0, 0, 0, time.UTC)
	var ticks []tick
	for ; !at.After(to) && len(ticks) < 60; at = at.AddDate(0, 0, step) {
		if !at.Before(from) {
			ticks = append(ticks, tick{f.x(at), strconv.Itoa(at.Day()) + " " + months[at.Month()-1]})
		}
	}
	return ticks
}
