package explain

import (
	"math"
	"strconv"
	"strings"
	"time"

	"github.com/steelyard-isms/steelyard/internal/noun"
	"github.com/steelyard-isms/steelyard/internal/score"
)

// call names a record as people speak of it: kind, code and title.
func (s Subject) call() string {
	name := s.Kind
	if s.Code != "" {
		name += " " + s.Code
	}
	return strings.TrimSpace(name + " " + s.quoted())
}

// quoted is the title, or the name where the title is kept elsewhere.
func (s Subject) quoted() string {
	if s.Title == "" {
		return "‘" + s.Name + "’"
	}
	return "‘" + s.Title + "’"
}

// begin makes a sentence of words.
func begin(words string) string {
	if words == "" {
		return words
	}
	return strings.ToUpper(words[:1]) + words[1:]
}

// shown prints a score: one decimal, never beside the wrong band.
func shown(x float64) string { return score.Shown(x, 1) }

// plain prints a number as short as it can be.
func plain(x float64) string { return strconv.FormatFloat(x+0, 'f', -1, 64) }

// fixed prints a number with so many decimals.
func fixed(x float64, decimals int) string {
	text := strconv.FormatFloat(x, 'f', decimals, 64)
	if strings.Trim(text, "-0.") == "" {
		return strings.TrimPrefix(text, "-") // nothing is minus nothing
	}
	return text
}

// towardsNought cuts a deviation to one decimal, as the pages do: what is on plan never reads like what is not.
func towardsNought(x float64) float64 { return math.Trunc(x*10+math.Copysign(1e-6, x)) / 10 }

// per prints a share of 1 in per cent.
func per(share float64, decimals int) string { return fixed(100*share, decimals) + " %" }

// amount prints a value with its unit: with as many decimals as the measure shows, two at least, without zeros at the end.
func amount(x float64, unit string, decimals int) string {
	text := plain(round(x, max(2, decimals)))
	if text == "0" && x != 0 {
		text = strconv.FormatFloat(x, 'g', 3, 64)
	}
	switch {
	case unit == "":
		return text
	case text == "1" || text == "-1":
		unit = noun.One(unit)
	}
	return text + " " + unit
}

// difference prints what lies between two values: of percentages in points.
func difference(x float64, unit string, decimals int) string {
	if unit == "%" {
		unit = "points"
	}
	return amount(x, unit, decimals)
}

func round(x float64, decimals int) float64 {
	unit := math.Pow10(decimals)
	if r := math.Round(x*unit) / unit; !math.IsInf(r, 0) && !math.IsNaN(r) {
		return r
	}
	return x
}

// days counts days.
func days(n float64) string {
	if n == 1 || n == -1 {
		return plain(n) + " day"
	}
	if n == math.Trunc(n) {
		return plain(n) + " days"
	}
	return fixed(n, 1) + " days"
}

// moment prints a time to the minute, UTC; the last moment of a day is its date.
func moment(t time.Time) string {
	t = t.UTC()
	if t.Add(time.Microsecond).Truncate(24*time.Hour).Equal(t.Add(time.Microsecond)) || t.Truncate(24*time.Hour).Equal(t) {
		return t.Format("2006-01-02")
	}
	return t.Format("2006-01-02 15:04 UTC")
}

// list joins words: a, b and c.
func list(words []string) string {
	switch len(words) {
	case 0:
		return ""
	case 1:
		return words[0]
	}
	return strings.Join(words[:len(words)-1], ", ") + " and " + words[len(words)-1]
}

// spaced is a word of the programme as people write it: off plan, not off-plan.
func spaced(status string) string { return strings.ReplaceAll(status, "-", " ") }
