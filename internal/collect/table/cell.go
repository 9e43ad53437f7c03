package table

import (
	"fmt"
	"math"
	"strings"
	"time"

	"github.com/steelyard-isms/steelyard/internal/collect"
	"github.com/steelyard-isms/steelyard/internal/mapping"
)

// numberIn reads a number the way the mapping declares it. Where it cannot, it says why and what to do.
func numberIn(m mapping.Mapping, cell string) (value float64, reason, remedy string) {
	text, ok := plain(m, cell)
	if ok {
		if value, ok = collect.ParseDecimal(text); ok {
			return value, "", ""
		}
	}
	reason = fmt.Sprintf("%q is not a number", collect.Short(cell))
	switch strings.ToLower(strings.TrimLeft(cell, "+-")) {
	case "nan", "inf", "infinity":
		return 0, fmt.Sprintf("%q is not a finite number", collect.Short(cell)), "Leave the cell empty where there is no data, and declare what empty means"
	case "":
		return 0, reason, "Put a number there"
	}
	if strings.ContainsAny(cell, ".,' \u00a0\u202f") {
		return 0, reason, "If the sign within it is a decimal sign or stands between thousands, declare decimal or thousands in the mapping"
	}
	return 0, reason, "Put a number there, or declare the word under missing if it stands for no data"
}

// plain takes the thousands signs out and puts a point for the decimal sign. It fails where a thousands sign does not
// stand between groups of three.
func plain(m mapping.Mapping, cell string) (string, bool) {
	whole, fraction, hasFraction := strings.Cut(cell, m.DecimalSign())
	if m.Thousands != "" {
		separator := m.Thousands
		if separator == "space" {
			separator = " "
			whole = strings.NewReplacer("\u00a0", " ", "\u202f", " ").Replace(whole)
		}
		groups := strings.Split(whole, separator)
		for i, group := range groups {
			if i == 0 && len(groups) > 1 {
				group = strings.TrimLeft(group, "+-")
				if group == "" || len(group) > 3 {
					return "", false
				}
			}
			if i > 0 && len(group) != 3 {
				return "", false
			}
		}
		whole = strings.Join(groups, "")
	}
	if !hasFraction {
		return whole, !strings.Contains(whole, ".")
	}
	return whole + "." + fraction, !strings.Contains(whole, ".")
}

// Clock reads times.
type Clock struct {
	layout string // of package time; "unix" for seconds, "serial" for days of a spreadsheet
	from04 bool   // those days count from 1904
	zone   *time.Location
	format string // as declared, for messages
}

// ClockOf makes a clock out of a declaration, or says which of its fields is wrong.
func ClockOf(t mapping.Time, zone *time.Location) (*Clock, error) {
	layout, own, err := t.Layout()
	if err != nil {
		return nil, err
	}
	if own != nil {
		zone = own
	}
	return &Clock{layout: layout, zone: zone, format: t.Format}, nil
}

// Read reads a time. Where it cannot, it says why and what to do.
func (c *Clock) Read(cell string) (at time.Time, reason, remedy string) {
	switch c.layout {
	case "serial":
		if days, ok := collect.ParseDecimal(cell); ok && days >= 1 && days < 2_958_466 { // to the end of the year 9999
			return c.day(days), "", ""
		}
		return time.Time{}, fmt.Sprintf("%q is not a date as spreadsheets keep them", collect.Short(cell)), "Format the cell as a date, or declare time.format as the file writes it"
	case "unix":
		seconds, ok := collect.ParseDecimal(cell)
		if ok && math.Abs(seconds) < 1e11 {
			whole, fraction := math.Modf(seconds)
			return time.Unix(int64(whole), int64(fraction*1e9)).UTC(), "", ""
		}
	default:
		if at, err := time.ParseInLocation(c.layout, cell, c.zone); err == nil && at.Year() > 0 {
			return at.UTC(), "", ""
		}
	}
	return time.Time{}, fmt.Sprintf("%q is not a time of the form %s", collect.Short(cell), c.format), "Mend the cell, or declare time.format as the file writes it"
}

// day gives the time of a serial number, to the second: the fraction of a day is that of the clock on the wall.
func (c *Clock) day(days float64) time.Time {
	first := time.Date(1899, 12, 30, 0, 0, 0, 0, time.UTC) // a day early: spreadsheets believe in a 29 February 1900
	if c.from04 {
		first = time.Date(1904, 1, 1, 0, 0, 0, 0, time.UTC)
	}
	whole, fraction := math.Modf(days)
	d := first.AddDate(0, 0, int(whole))
	return time.Date(d.Year(), d.Month(), d.Day(), 0, 0, int(math.Round(fraction*86_400)), 0, c.zone).UTC()
}
