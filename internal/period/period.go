// Package period cuts time into reporting periods, and sums up in each what was measured in it.
//
// A calendar says how long periods are, in which month the year begins, and in which zone midnight is. Every moment lies in
// exactly one period of a calendar, and periods follow each other without a gap, also where clocks are put forward or back.
package period

import (
	"fmt"
	"time"

	"github.com/steelyard-isms/steelyard/internal/civil"
	"github.com/steelyard-isms/steelyard/internal/fault"
	"github.com/steelyard-isms/steelyard/internal/measurement"
)

// Length is how long periods are.
type Length string

// The lengths. A week begins on Monday (ISO 8601).
const (
	Day     Length = "day"
	Week    Length = "week"
	Month   Length = "month"
	Quarter Length = "quarter"
	Year    Length = "year"
)

// Lengths lists them, shortest first.
var Lengths = []Length{Day, Week, Month, Quarter, Year}

// typical and shortest are days of a period of each length: how far back the one before lies, and the fewest that it has. The quarter
// with the fewest begins in February or in December.
var typical, shortest = map[Length]int{Day: 1, Week: 7, Month: 30, Quarter: 91, Year: 365}, map[Length]int{Day: 1, Week: 7, Month: 28, Quarter: 89, Year: 365}

// Days is how many days a period has, more or less; 0 of what is no length.
func (l Length) Days() int { return typical[l] }

// Shortest is how many days the shortest of such periods has; 0 of what is no length.
func (l Length) Shortest() int { return shortest[l] }

// Calendar cuts time into periods. The zero value of a field but Length is fit for use.
type Calendar struct {
	Length Length
	Begins time.Month     // of the (fiscal) year, on its first day; 0 is January
	Zone   *time.Location // nil is UTC
}

// Validate tells whether there are such periods. The fault is Invalid and names length or begins.
func (c Calendar) Validate() error {
	switch c.Length {
	case Day, Week, Month, Quarter, Year:
	default:
		return fault.InvalidField("there are no such periods", fault.Field{Path: "length", Reason: fmt.Sprintf("%.20q is no length of a period", string(c.Length)), Remedy: "Use day, week, month, quarter or year"})
	}
	if c.Begins < 0 || c.Begins > 12 {
		return fault.InvalidField("there are no such periods", fault.Field{Path: "begins", Reason: "is not a month", Remedy: "Give the number of the month, 1 to 12, in which the year begins"})
	}
	return nil
}

// Period is one period of a calendar.
type Period struct {
	From  time.Time // first moment
	Until time.Time // first moment of the next one
	Name  string    // 2026-11-26, 2026-W48, 2026-11, 2026-Q4, 2026; of a year that does not begin in January 2026/27-Q3 and 2026/27
}

// Days is how many days of the calendar the period has; one on which clocks are put forward or back is a day as any other.
func (p Period) Days() int { return civil.OfTime(p.Until).DaysSince(civil.OfTime(p.From)) }

// Last is its last moment, of those that are told apart: times are kept in whole microseconds.
func (p Period) Last() time.Time { return p.Until.Add(-time.Microsecond) }

// Ended tells whether the period is over at a moment. It is, at its last moment already: asked as of its last day, it counts.
func (p Period) Ended(now time.Time) bool { return !now.Before(p.Last()) }

// Day is its last day in the zone of the calendar: the day on which its value is judged.
func (c Calendar) Day(p Period) civil.Date { return civil.OfTime(p.Last().In(c.zone())) }

// Open gives the period that has not ended at a moment, and with its begin since when no other has ended.
func (c Calendar) Open(now time.Time) Period { return c.At(now.Add(time.Microsecond)) }

// Of gives the period that a point belongs to: the one in which its valid time ends, and where that is at midnight, the one before
// it, unless the point speaks of that moment alone.
func (c Calendar) Of(p measurement.Point) Period {
	if p.From.Before(p.To) {
		return c.At(p.To.Add(-time.Nanosecond))
	}
	return c.At(p.To)
}

// holds tells whether a point belongs to a period, which may be none, without looking at the calendar again.
func (c Calendar) holds(p Period, x measurement.Point) bool {
	if x.From.Before(x.To) {
		return x.To.After(p.From) && !x.To.After(p.Until)
	}
	return p.Contains(x.To)
}

// Contains tells whether a moment lies in the period.
func (p Period) Contains(t time.Time) bool { return !t.Before(p.From) && t.Before(p.Until) }

func (c Calendar) zone() *time.Location {
	if c.Zone == nil {
		return time.UTC
	}
	return c.Zone
}

// year is the year by which a month counts, the month in which it begins, and how many months lie between.
func (c Calendar) year(y int, m time.Month) (year int, begins time.Month, into int) {
	begins = max(1, c.Begins)
	if m < begins {
		y--
	}
	return y, begins, (int(m) - int(begins) + 12) % 12
}

// Part gives the part of the year that has not ended at a moment, of so many months that they divide it, whatever the length of the calendar is: parts of 3 are
// its quarters. They have no name.
func (c Calendar) Part(months int, now time.Time) Period {
	y, m, _ := now.Add(time.Microsecond).In(c.zone()).Date()
	year, begins, into := c.year(y, m)
	first := begins + time.Month(into/months*months)
	return c.between(year, first, 1, year, first+time.Month(months), 1, "")
}

// At gives the period in which a moment lies.
func (c Calendar) At(t time.Time) Period {
	t = t.In(c.zone())
	y, m, d := t.Date()
	switch c.Length {
	case Day:
		return c.between(y, m, d, y, m, d+1, t.Format(time.DateOnly))
	case Week:
		monday := d - (int(t.Weekday())+6)%7
		year, week := t.ISOWeek()
		return c.between(y, m, monday, y, m, monday+7, fmt.Sprintf("%04d-W%02d", year, week))
	case Month:
		return c.between(y, m, 1, y, m+1, 1, t.Format("2006-01"))
	}
	year, begins, into := c.year(y, m)
	name := fmt.Sprintf("%04d", year)
	if begins > 1 {
		name = fmt.Sprintf("%04d/%02d", year, (year+1)%100)
	}
	if c.Length == Quarter {
		first := begins + time.Month(into/3*3)
		return c.between(year, first, 1, year, first+3, 1, fmt.Sprintf("%s-Q%d", name, into/3+1))
	}
	return c.between(year, begins, 1, year+1, begins, 1, name)
}

// between makes the period from one midnight to another.
func (c Calendar) between(y1 int, m1 time.Month, d1, y2 int, m2 time.Month, d2 int, name string) Period {
	return Period{From: midnight(y1, m1, d1, c.zone()), Until: midnight(y2, m2, d2, c.zone()), Name: name}
}

// midnight gives the first moment of a day. Some days have no midnight, because clocks are put forward over it, and some have
// two, because they are put back.
func midnight(y int, m time.Month, d int, zone *time.Location) time.Time {
	y, m, d = time.Date(y, m, d, 12, 0, 0, 0, zone).Date() // the 32nd is the 1st of the next month
	t := time.Date(y, m, d, 0, 0, 0, 0, zone)
	if t.Day() != d {
		_, changes := t.ZoneBounds()
		return changes
	}
	changed, _ := t.ZoneBounds()
	if changed.IsZero() {
		return t
	}
	_, before := changed.Add(-time.Nanosecond).Zone()
	_, after := t.Zone()
	if first := t.Add(-time.Duration(before-after) * time.Second); before > after && first.Day() == d && first.Before(changed) {
		return first
	}
	return t
}

// Next gives the period behind one.
func (c Calendar) Next(p Period) Period { return c.At(p.Until) }

// Previous gives the period before one.
func (c Calendar) Previous(p Period) Period { return c.At(p.From.Add(-time.Nanosecond)) }
