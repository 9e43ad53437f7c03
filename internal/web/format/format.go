// Package format writes figures, dates and sizes the way the pages print them, in the style that the reader chose: true minus, narrow
// no-break space between figure and unit, times with UTC. It reads the numbers that people enter in the same style.
//
// It does not round scores: a score arrives as finished text together with its band, because rounding here could
// show a figure on the wrong side of a band. It knows no language beyond the month names it is given and the units that people write.
package format

import (
	"math"
	"strconv"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/steelyard-isms/steelyard/internal/noun"
)

const (
	minus       = "\u2212" // true minus, as wide as a plus
	narrowSpace = "\u202f" // keeps figure and unit on one line
	wordSpace   = "\u00a0" // the same before a unit that is a word: between letters the narrow one cannot be seen
)

// Number writes v with two decimals at most, fewer from a hundred on, and three significant digits below a tenth,
// without trailing zeros, thousands set apart. Not a number and infinity give an empty string: such a
// value does not exist.
func (s Style) Number(v float64) string {
	if math.IsNaN(v) || math.IsInf(v, 0) {
		return ""
	}
	decimals := 2
	switch a := math.Abs(v); {
	case a >= 1000:
		decimals = 0
	case a >= 100:
		decimals = 1
	case a > 0 && a < 0.1:
		decimals = 2 - int(math.Floor(math.Log10(a)))
	}
	return s.Fixed(v, decimals, true)
}

// Fixed writes v with the given number of decimals (0 to 12). With trim, zeros at the end of the decimals go.
func (s Style) Fixed(v float64, decimals int, trim bool) string {
	if math.IsNaN(v) || math.IsInf(v, 0) {
		return ""
	}
	text := strconv.FormatFloat(math.Abs(v), 'f', min(max(decimals, 0), 12), 64)
	sign := ""
	if v < 0 && strings.Trim(text, "0.") != "" {
		sign = minus
	}
	whole, fraction, _ := strings.Cut(text, ".")
	if len(whole) > 18 {
		return sign + s.Plain(strings.ReplaceAll(strconv.FormatFloat(math.Abs(v), 'e', 2, 64), "e+", "e"))
	}
	if trim {
		fraction = strings.TrimRight(fraction, "0")
	}
	if fraction != "" {
		fraction = s.decimal() + fraction
	}
	return sign + s.group(whole) + fraction
}

// Count writes a whole number with thousands set apart.
func (s Style) Count(n int64) string {
	if n < 0 {
		return minus + s.group(strconv.FormatUint(uint64(-(n+1))+1, 10))
	}
	return s.group(strconv.FormatInt(n, 10))
}

// Signed writes v with one decimal at most and always a sign; nought has none.
func (s Style) Signed(v float64) string {
	text := s.Fixed(v, 1, true)
	if text == "" || strings.HasPrefix(text, minus) || text == "0" {
		return text
	}
	return "+" + text
}

// Quantity writes a value with its unit of measure. Per cent and degree signs stand tight, currency signs stand
// before the figure (€m gives €6.8m), other units follow after a no-break space, which is narrow before symbols, and an empty
// unit adds nothing. What reads as one has the unit of one thing: 1 day.
func (s Style) Quantity(v float64, unit string) string { return quantity(s.Number(v), unit) }

func quantity(figure, unit string) string {
	if strings.TrimPrefix(figure, minus) == "1" {
		unit = noun.One(strings.TrimSpace(unit))
	}
	return WithUnit(figure, unit)
}

// Apart writes a value with its unit so that it does not read like any of some others that it differs from: as Quantity does, or with as many decimals more as that takes, up to 9.
func (s Style) Apart(v float64, unit string, others ...float64) string {
	return quantity(s.apart(v, others...), unit)
}

func (s Style) apart(v float64, others ...float64) string {
	text := s.Number(v)
	for _, other := range others {
		if other == v || s.Number(other) != s.Number(v) {
			continue
		}
		for decimals := 1; decimals <= 9; decimals++ {
			if apart := s.Fixed(v, decimals, true); apart != s.Fixed(other, decimals, true) {
				if len(apart) > len(text) {
					text = apart
				}
				break
			}
		}
	}
	return text
}

// QuantityTo is Quantity with so many decimals, without trailing zeros.
func (s Style) QuantityTo(v float64, unit string, decimals int) string {
	return quantity(s.Fixed(v, decimals, true), unit)
}

// Moved is by how much a value moved, and with how many decimals that is written: the difference between the two as Apart writes them, so that all three agree. It is 0 where both read alike.
func (s Style) Moved(from, to float64) (by float64, decimals int) {
	a, b := s.decimals(s.apart(from, to)), s.decimals(s.apart(to, from))
	decimals = max(a, b)
	return rounded(rounded(to, b)-rounded(from, a), decimals), decimals
}

// decimals is how many a figure is written with.
func (s Style) decimals(text string) int {
	_, fraction, _ := strings.Cut(text, s.decimal())
	return len(fraction)
}

func rounded(v float64, decimals int) float64 {
	x, _ := strconv.ParseFloat(strconv.FormatFloat(v, 'f', decimals, 64), 64)
	return x
}

// WithUnit adds a unit of measure to a figure that is text already. An empty figure stays empty.
func WithUnit(figure, unit string) string {
	unit = strings.TrimSpace(unit)
	if figure == "" || unit == "" {
		return figure
	}
	for _, currency := range []string{"€", "$", "£", "¥"} {
		if rest, ok := strings.CutPrefix(unit, currency); ok {
			return withCurrency(figure, currency, rest)
		}
	}
	switch unit {
	case "%", "‰", "°":
		return figure + unit
	}
	return figure + space(unit) + unit
}

// space stands between a figure and its unit: a full one before words such as days, a narrow one before symbols such as h or kB.
func space(unit string) string {
	first, _, _ := strings.Cut(unit, " ")
	if utf8.RuneCountInString(first) > 2 {
		return wordSpace
	}
	return narrowSpace
}

func withCurrency(figure, currency, rest string) string {
	scale, tail, _ := strings.Cut(rest, " ")
	digits, negative := strings.CutPrefix(figure, minus)
	out := currency + digits + scale
	if negative {
		out = minus + out
	}
	if tail != "" {
		out += narrowSpace + tail
	}
	return out
}

// Share writes a share of one as whole per cent, rounded down: 0.996 is 99%, so that something incomplete is never
// shown as complete, nor 89.9 % coverage as 90.
func (s Style) Share(f float64) string {
	return WithUnit(s.Fixed(math.Floor(f*100+1e-9), 0, false), "%")
}

// Percent writes a fraction of one as per cent with one decimal at most: 0.674 is 67.4%.
func (s Style) Percent(f float64) string { return WithUnit(s.Fixed(f*100, 1, true), "%") }

// Bytes writes a size in bytes, kB, MB or GB of powers of ten.
func (s Style) Bytes(n int64) string {
	if n < 1000 {
		return s.Count(n) + narrowSpace + "B"
	}
	v, unit := float64(n), ""
	for _, unit = range []string{"kB", "MB", "GB"} {
		v /= 1000
		if v < 1000 {
			break
		}
	}
	return s.Fixed(v, 1, true) + narrowSpace + unit
}

// Months are the short month names, January first.
type Months [12]string

// Calendar writes days with the names of a language, in the order that the reader chose.
type Calendar struct {
	Months Months
	Dates  Dates
}

// Date writes a day as 30 Sep 2026 or 2026-09-30, in UTC. The zero time gives an empty string.
func (c Calendar) Date(t time.Time) string {
	switch {
	case t.IsZero():
		return ""
	case c.Dates == ISO:
		return t.UTC().Format(time.DateOnly)
	}
	return strconv.Itoa(t.UTC().Day()) + " " + c.Month(t)
}

// Month writes a month as Sep 2026 or 2026-09, in UTC. The zero time gives an empty string.
func (c Calendar) Month(t time.Time) string {
	switch t = t.UTC(); {
	case t.IsZero():
		return ""
	case c.Dates == ISO:
		return t.Format("2006-01")
	}
	return c.Months[t.Month()-1] + " " + strconv.Itoa(t.Year())
}

// Moment writes a day and a time to the minute as 30 Sep 2026 14:02 UTC. The zero time gives an empty string.
func (c Calendar) Moment(t time.Time) string {
	if t.IsZero() {
		return ""
	}
	return c.Date(t) + " " + t.UTC().Format("15:04") + " UTC"
}

// Short cuts a hash for show to its first and last four characters: 9f2c…71e0.
func Short(hash string) string {
	if len(hash) <= 12 {
		return hash
	}
	return hash[:4] + "…" + hash[len(hash)-4:]
}

// Initials gives the first letters of the first and the last word of a name.
func Initials(name string) string {
	words := strings.Fields(name)
	if len(words) == 0 {
		return ""
	}
	first := string([]rune(words[0])[:1])
	if len(words) > 1 {
		first += string([]rune(words[len(words)-1])[:1])
	}
	return strings.ToUpper(first)
}
