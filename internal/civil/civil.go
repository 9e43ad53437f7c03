// Package civil is a day of the calendar: year, month and day, with no time of day and no time zone.
//
// Due dates, effective dates, valid times and reporting periods are such days. They mean the same day for every
// reader, so they must not move when a clock's zone does. The calendar is the Gregorian one, carried back before its
// introduction, from 0001-01-01 to 9999-12-31, as ISO 8601 has it.
//
// This package reads no clock: which day is today is for the caller to say. It knows no weeks, quarters or holidays.
package civil

import (
	"time"

	"github.com/steelyard-isms/steelyard/internal/fault"
)

// Date is one day. The zero value is no day: it prints as empty text, is earlier than every day, and IsZero tells it
// apart. Dates can be compared with == and used as keys of maps.
type Date struct {
	number int32 // 0001-01-01 is 1, and 0 is no day
}

// textLength is that of YYYY-MM-DD, the only form that is read or written.
const textLength = len("2006-01-02")

// lastNumber is the number of 9999-12-31.
const lastNumber = 3652059

// The first and the last day that can be told.
var (
	First = Date{1}
	Last  = Date{lastNumber}
)

// New gives a day, or an Invalid fault where the calendar has no such day.
func New(year int, month time.Month, day int) (Date, error) {
	if year < 1 || year > 9999 || month < time.January || month > time.December || day < 1 || day > daysIn(year, month) {
		return Date{}, refusal("is not a day of the calendar")
	}
	return Date{numberOf(year, month, day)}, nil
}

// Parse reads a day written as YYYY-MM-DD, with nothing before or after it. Anything else is an Invalid fault whose
// only field has no path: the caller knows where the text stood.
func Parse(text string) (Date, error) {
	if len(text) != textLength || text[4] != '-' || text[7] != '-' {
		return Date{}, refusal("is not a date")
	}
	year, ok1 := digits(text[0:4])
	month, ok2 := digits(text[5:7])
	day, ok3 := digits(text[8:10])
	if !ok1 || !ok2 || !ok3 {
		return Date{}, refusal("is not a date")
	}
	return New(year, time.Month(month), day)
}

// OfTime gives the day that a moment falls on in the zone it carries. Convert it to the zone that is meant first.
// A moment outside the years 1 to 9999 gives the nearest day that can be told.
func OfTime(t time.Time) Date {
	year, month, day := t.Date()
	switch {
	case year < 1:
		return First
	case year > 9999:
		return Last
	}
	return Date{numberOf(year, month, day)}
}

// Time gives midnight UTC at the start of the day; for the zero Date, the zero Time.
func (d Date) Time() time.Time {
	if d.IsZero() {
		return time.Time{}
	}
	year, month, day := d.Split()
	return time.Date(year, month, day, 0, 0, 0, 0, time.UTC)
}

// IsZero tells whether d is no day at all.
func (d Date) IsZero() bool { return d.number == 0 }

// Split gives year, month and day; for the zero Date 0, 0, 0.
func (d Date) Split() (year int, month time.Month, day int) {
	if d.IsZero() {
		return 0, 0, 0
	}
	return partsOf(d.number)
}

// Year gives the year, 1 to 9999, or 0 for the zero Date.
func (d Date) Year() int { year, _, _ := d.Split(); return year }

// Month gives the month, or 0 for the zero Date.
func (d Date) Month() time.Month { _, month, _ := d.Split(); return month }

// Day gives the day of the month, 1 to 31, or 0 for the zero Date.
func (d Date) Day() int { _, _, day := d.Split(); return day }

// Compare is negative where d is earlier than other, positive where it is later, 0 where they are the same day. It
// serves slices.SortFunc.
func (d Date) Compare(other Date) int { return int(d.number) - int(other.number) }

// Before tells whether d is earlier than other.
func (d Date) Before(other Date) bool { return d.number < other.number }

// After tells whether d is later than other.
func (d Date) After(other Date) bool { return d.number > other.number }

// Earlier gives the earlier of two days. No day is not a day: with a zero Date, it gives the other.
func Earlier(a, b Date) Date {
	if a.IsZero() || !b.IsZero() && b.Before(a) {
		return b
	}
	return a
}

// AddDays gives the day so many days later, or earlier where days is negative. It stops at First and Last. The zero
// Date stays zero.
func (d Date) AddDays(days int) Date {
	if d.IsZero() {
		return d
	}
	// Bounded first, so that the sum cannot overflow.
	sum := int(d.number) + max(-lastNumber, min(lastNumber, days))
	return Date{int32(max(1, min(lastNumber, sum)))}
}

// DaysSince gives the days from other to d: 1 where d is the day after other, negative where d is earlier. With a
// zero Date on either side there is no distance and it gives 0.
func (d Date) DaysSince(other Date) int {
	if d.IsZero() || other.IsZero() {
		return 0
	}
	return int(d.number) - int(other.number)
}

// String gives YYYY-MM-DD, or empty text for the zero Date.
func (d Date) String() string {
	text, _ := d.AppendText(nil)
	return string(text)
}

// AppendText appends the day as String has it. It never fails.
func (d Date) AppendText(b []byte) ([]byte, error) {
	if d.IsZero() {
		return b, nil
	}
	year, month, day := partsOf(d.number)
	m := int(month)
	return append(b,
		byte('0'+year/1000), byte('0'+year/100%10), byte('0'+year/10%10), byte('0'+year%10), '-',
		byte('0'+m/10), byte('0'+m%10), '-',
		byte('0'+day/10), byte('0'+day%10)), nil
}

// MarshalText serves JSON, YAML and forms.
func (d Date) MarshalText() ([]byte, error) {
	return d.AppendText(make([]byte, 0, textLength))
}

// UnmarshalText reads what MarshalText writes: a day, or the zero Date from empty text. Where it fails, d is unchanged.
func (d *Date) UnmarshalText(text []byte) error {
	if len(text) == 0 {
		*d = Date{}
		return nil
	}
	// A text of the wrong length is refused before it is copied, however long it is.
	if len(text) != textLength {
		return refusal("is not a date")
	}
	parsed, err := Parse(string(text))
	if err != nil {
		return err
	}
	*d = parsed
	return nil
}

func refusal(reason string) error {
	return fault.InvalidField("that is not a date", fault.Field{
		Reason: reason, Remedy: "Write year, month and day as 2026-06-30"})
}

func digits(text string) (int, bool) {
	n := 0
	for i := range len(text) {
		if text[i] < '0' || text[i] > '9' {
			return 0, false
		}
		n = 10*n + int(text[i]-'0')
	}
	return n, true
}
