package mapping

import (
	"fmt"
	"strings"
	"time"

	"github.com/steelyard-isms/steelyard/internal/fault"
)

// tokens of a time pattern, the longer before the shorter that it starts with.
var tokens = []struct{ token, layout string }{
	{"YYYY", "2006"}, {"MMM", "Jan"}, {"MM", "01"}, {"M", "1"}, {"DD", "02"}, {"D", "2"},
	{"hh", "15"}, {"h", "3"}, {"mm", "04"}, {"ss", "05"}, {"AM", "PM"}, {"±hh:mm", "Z07:00"},
}

// Layout gives the layout of package time that the format means ("unix" for seconds, "serial" for the days of spreadsheets), and the declared zone, nil where
// none is; or the fault with the field, within the declaration, that is wrong.
func (t Time) Layout() (layout string, zone *time.Location, err error) {
	if t.Zone != "" {
		zone, err = time.LoadLocation(t.Zone)
		if err != nil || t.Zone == "Local" {
			return "", nil, fault.InvalidField("the mapping is not valid", fault.Field{Path: "zone",
				Reason: fmt.Sprintf("%.80q is not a known time zone", t.Zone), Remedy: "Use a name like Europe/Prague, or UTC"})
		}
	}
	switch t.Format {
	case "rfc3339":
		return time.RFC3339, zone, nil
	case "unix":
		return "unix", zone, nil
	case "serial":
		return "serial", zone, nil
	}
	layout, ok := layoutOf(t.Format)
	if !ok {
		return "", nil, fault.InvalidField("the mapping is not valid", fault.Field{Path: "format",
			Reason: fmt.Sprintf("%.80q is not a way to write a time", t.Format),
			Remedy: "Use rfc3339, unix, serial, or a pattern with a year, a month and a day, like YYYY-MM-DD hh:mm:ss"})
	}
	return layout, zone, nil
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
