package civil

import "time"

// The arithmetic counts from 1 March of year 0, so that the leap day is the last of its year and a cycle of 400
// years, of 100 and of 4 each end with their own leap day.
const (
	daysPer400Years = 146097
	daysPer100Years = 36524
	daysPer4Years   = 1461
	marchToNewYear  = 306 // days from 1 March to 1 January
)

func leap(year int) bool { return year%4 == 0 && (year%100 != 0 || year%400 == 0) }

func daysIn(year int, month time.Month) int {
	switch month {
	case time.April, time.June, time.September, time.November:
		return 30
	case time.February:
		if leap(year) {
			return 29
		}
		return 28
	}
	return 31
}

// numberOf counts 0001-01-01 as 1. The day must be one of the calendar.
func numberOf(year int, month time.Month, day int) int32 {
	m := (int(month) + 9) % 12 // March is 0
	y := year
	if m >= 10 {
		y-- // January and February end the year that began the March before
	}
	return int32(365*y + y/4 - y/100 + y/400 + daysBefore(m) + day - marchToNewYear)
}

// daysBefore gives the days from 1 March to the first of the m-th month after it. Months of 31 and 30 days take turns
// so that they average 30.6 over each five.
func daysBefore(m int) int { return (153*m + 2) / 5 }

func partsOf(number int32) (year int, month time.Month, day int) {
	n := int(number) + marchToNewYear - 1 // days since 1 March of year 0

	cycle, n := n/daysPer400Years, n%daysPer400Years
	century := min(n/daysPer100Years, 3) // the fourth century is a day longer
	n -= century * daysPer100Years
	four, n := n/daysPer4Years, n%daysPer4Years
	one := min(n/365, 3) // the fourth year is a day longer
	n -= one * 365

	m := (5*n + 2) / 153
	day = n - daysBefore(m) + 1
	year = 400*cycle + 100*century + 4*four + one
	if m >= 10 {
		year++
	}
	return year, time.Month((m+2)%12 + 1), day
}
