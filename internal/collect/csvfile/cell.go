package csvfile

import (
	"fmt"
	"math"
	"strings"
	"time"

	"github.com/steelyard-isms/steelyard/internal/collect"
	"github.com/steelyard-isms/steelyard/internal/fault"
)

func (m Mapping) decimal() string {
	if m.Decimal == "" {
		return "."
	}
	return m.Decimal
}

// number reads a number the way the mapping declares it. Where it cannot, it says why and what to do.
func (m Mapping) number(cell string) (number float64, reason, remedy string) {
	plain, ok := m.plain(cell)
	if ok {
		if number, ok = collect.ParseDecimal(plain); ok {
			return number, "", ""
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
func (m Mapping) plain(cell string) (string, bool) {
	whole, fraction, hasFraction := strings.Cut(cell, m.decimal())
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

// clock reads times.
type clock struct {
	layout string // of package time; "unix" for seconds
	zone   *time.Location
	format string // as declared, for messages
}

// tokens of a time pattern, the longer before the shorter that it starts with.
var tokens = []struct{ token, layout string }{
	{"YYYY", "2006"}, {"MMM", "Jan"}, {"MM", "01"}, {"M", "1"}, {"DD", "02"}, {"D", "2"},
	{"hh", "15"}, {"h", "3"}, {"mm", "04"}, {"ss", "05"}, {"AM", "PM"}, {"±hh:mm", "Z07:00"},
}

// clockOf makes a clock, or says which field of the declaration is wrong. The path is within the declaration.
func clockOf(t Time, zone *time.Location) (*clock, error) {
	c := &clock{zone: zone, format: t.Format}
	if t.Zone != "" {
		location, err := time.LoadLocation(t.Zone)
		if err != nil || t.Zone == "Local" {
			return nil, fault.InvalidField("the mapping is not valid", fault.Field{Path: "zone",
				Reason: fmt.Sprintf("%.80q is not a known time zone", t.Zone), Remedy: "Use a name like Europe/Prague, or UTC"})
		}
		c.zone = location
	}
	switch t.Format {
	case "rfc3339":
		c.layout = time.RFC3339
		return c, nil
	case "unix":
		c.layout = "unix"
		return c, nil
	}
	layout, ok := layoutOf(t.Format)
	if !ok {
		return nil, fault.InvalidField("the mapping is not valid", fault.Field{Path: "format",
			Reason: fmt.Sprintf("%.80q is not a way to write a time", t.Format),
			Remedy: "Use rfc3339, unix, or a pattern with a year, a month and a day, like YYYY-MM-DD hh:mm:ss"})
	}
	c.layout = layout
	return c, nil
}

// layoutOf translates a pattern. Letters and digits that are no token are refused, but for a T between date and
// time: package time would give them a meaning of its own.
func layoutOf(pattern string) (string, bool) {
	var layout strings.Builder
	seen := map[string]int{}
scan:
	for rest := pattern; rest != ""; {
		for _, t := range tokens {
			if after, found := strings.CutPrefix(rest, t.token); found {
				layout.WriteString(t.layout)
				seen[t.layout]++
				rest = after
				continue scan
			}
		}
		if !strings.ContainsRune("-/.: ,T", rune(rest[0])) {
			return "", false
		}
		layout.WriteByte(rest[0])
		rest = rest[1:]
	}
	year, month, day := seen["2006"], seen["01"]+seen["1"]+seen["Jan"], seen["02"]+seen["2"]
	half := seen["3"] == seen["PM"]
	return layout.String(), year == 1 && month == 1 && day == 1 && half && len(pattern) <= 64
}

func (c *clock) read(cell string) (at time.Time, reason, remedy string) {
	if c.layout == "unix" {
		seconds, ok := collect.ParseDecimal(cell)
		if ok && math.Abs(seconds) < 1e11 {
			whole, fraction := math.Modf(seconds)
			return time.Unix(int64(whole), int64(fraction*1e9)).UTC(), "", ""
		}
	} else if at, err := time.ParseInLocation(c.layout, cell, c.zone); err == nil && at.Year() > 0 {
		return at.UTC(), "", ""
	}
	return time.Time{}, fmt.Sprintf("%q is not a time of the form %s", collect.Short(cell), c.format), "Mend the cell, or declare time.format as the file writes it"
}
