package record

import (
	"fmt"
	"regexp"
	"strconv"
	"strings"
	"time"

	"github.com/steelyard-isms/steelyard/internal/civil"
)

// Markdown is a text with paragraphs, lists and links, in CommonMark. Whoever shows it decides which of that is drawn.
type Markdown string

// Translated is a text in several languages, by BCP 47 tag: {en: …, nb: …}.
type Translated map[string]string

// In gives the text in a language, else in English, else in the first language by tag; empty where there is none.
func (t Translated) In(tag string) string {
	for _, want := range []string{tag, "en"} {
		if text, ok := t[want]; ok {
			return text
		}
	}
	first := ""
	for have := range t {
		if first == "" || have < first {
			first = have
		}
	}
	return t[first]
}

// Share is a part of a whole, 0 to 1. Pages show it in per cent.
type Share float64

// Money is an amount in a currency, kept exactly: 1250.50 EUR.
type Money struct {
	units    int64 // of a ten-thousandth
	currency string
}

// maxMoney is the most that an amount may be: 15 digits before the point would no longer be exact for a reader of JSON.
const maxMoney = 100_000_000_000_000

var moneyForm = regexp.MustCompile(`^(-?)([0-9]{1,15})(?:\.([0-9]{1,4}))? ([A-Z]{3})$`)

// ParseMoney reads an amount such as 1250.50 EUR: at most four decimals, a point before them, no grouping, an ISO 4217 code.
func ParseMoney(text string) (Money, error) {
	m := moneyForm.FindStringSubmatch(text)
	if m == nil {
		return Money{}, fmt.Errorf("%q is not an amount with its currency", Clip(text))
	}
	whole, _ := strconv.ParseInt(m[2], 10, 64) // at most 15 digits
	if whole > maxMoney {
		return Money{}, fmt.Errorf("%s is too large an amount", Clip(text))
	}
	part, _ := strconv.ParseInt((m[3] + "0000")[:4], 10, 64)
	units := whole*10_000 + part
	if m[1] == "-" {
		units = -units
	}
	return Money{units, m[4]}, nil
}

// Currency is the ISO 4217 code; empty of the zero value, which is no amount.
func (m Money) Currency() string { return m.currency }

// Amount is the number as a float, for comparing and drawing; String is exact.
func (m Money) Amount() float64 { return float64(m.units) / 10_000 }

// IsZero tells whether no amount is given. An amount of nothing has a currency, and is one.
func (m Money) IsZero() bool { return m == Money{} }

// String writes the amount as it is read: with no decimals, or with two to four.
func (m Money) String() string {
	if m.IsZero() {
		return ""
	}
	sign, units := "", m.units
	if units < 0 {
		sign, units = "-", -units
	}
	text := fmt.Sprintf("%s%d", sign, units/10_000)
	if part := units % 10_000; part != 0 {
		decimals := strings.TrimRight(fmt.Sprintf("%04d", part), "0")
		text += "." + decimals + strings.Repeat("0", max(0, 2-len(decimals)))
	}
	return text + " " + m.currency
}

// MarshalText writes the amount.
func (m Money) MarshalText() ([]byte, error) { return []byte(m.String()), nil }

// UnmarshalText reads an amount.
func (m *Money) UnmarshalText(b []byte) error {
	read, err := ParseMoney(string(b))
	*m = read
	return err
}

// Duration is a length of time as people plan it, by ISO 8601: P6M, P2Y, P10D, PT36H. Its months are of the calendar, so
// that it has a length in days only from a given day on.
type Duration struct {
	Years, Months, Weeks, Days, Hours, Minutes int
}

var durationForm = regexp.MustCompile(`^P(?:([0-9]{1,4})Y)?(?:([0-9]{1,4})M)?(?:([0-9]{1,4})W)?(?:([0-9]{1,5})D)?(?:T(?:([0-9]{1,5})H)?(?:([0-9]{1,5})M)?)?$`)

// ParseDuration reads a length of time such as P6M. Seconds and fractions are not read: nobody plans by them.
func ParseDuration(text string) (Duration, error) {
	m := durationForm.FindStringSubmatch(text)
	if m == nil || strings.HasSuffix(text, "T") || strings.HasSuffix(text, "P") {
		return Duration{}, fmt.Errorf("%q is not a length of time", Clip(text))
	}
	var d Duration
	for i, part := range []*int{&d.Years, &d.Months, &d.Weeks, &d.Days, &d.Hours, &d.Minutes} {
		*part, _ = strconv.Atoi(m[i+1]) // digits, or nothing
	}
	if d == (Duration{}) {
		return Duration{}, fmt.Errorf("%q is no time at all", Clip(text))
	}
	return d, nil
}

// IsZero tells whether no length is given.
func (d Duration) IsZero() bool { return d == Duration{} }

// String writes the length as it is read.
func (d Duration) String() string {
	if d.IsZero() {
		return ""
	}
	var b strings.Builder
	b.WriteByte('P')
	write := func(n int, unit byte) {
		if n > 0 {
			b.WriteString(strconv.Itoa(n))
			b.WriteByte(unit)
		}
	}
	write(d.Years, 'Y')
	write(d.Months, 'M')
	write(d.Weeks, 'W')
	write(d.Days, 'D')
	if d.Hours > 0 || d.Minutes > 0 {
		b.WriteByte('T')
		write(d.Hours, 'H')
		write(d.Minutes, 'M')
	}
	return b.String()
}

// After is the day that lies the duration behind a day; hours and minutes do not move it. The last day of a month stays
// one: a month after 31 January is the last of February.
func (d Duration) After(day civil.Date) civil.Date {
	year, month, of := day.Split()
	months := year*12 + int(month) - 1 + d.Years*12 + d.Months
	for ; of > 0; of-- {
		if to, err := civil.New(months/12, time.Month(1+months%12), of); err == nil {
			return to.AddDays(7*d.Weeks + d.Days)
		}
	}
	return day
}

// MarshalText writes the length.
func (d Duration) MarshalText() ([]byte, error) { return []byte(d.String()), nil }

// UnmarshalText reads a length.
func (d *Duration) UnmarshalText(b []byte) error {
	read, err := ParseDuration(string(b))
	*d = read
	return err
}

// Range is a span of days, both ends included. A missing end is open.
type Range struct {
	From  civil.Date `json:"from,omitzero"`
	Until civil.Date `json:"until,omitzero"`
}

// IsZero tells whether neither end is given.
func (r Range) IsZero() bool { return r == Range{} }

// On tells whether a day lies in the span.
func (r Range) On(day civil.Date) bool {
	return (r.From.IsZero() || !day.Before(r.From)) && (r.Until.IsZero() || !day.After(r.Until))
}

// File names a file that is kept by its SHA-256. The bytes were sent before; a record cannot name a file that is not there.
type File struct {
	SHA256    string `json:"sha256" field:"required,len=64"` // of the bytes, 64 small hexadecimal digits
	Name      string `json:"name" field:"required,len=200"`  // what people call it, with its ending
	MediaType string `json:"media_type,omitempty" field:"len=100"`
}

var digestForm = regexp.MustCompile(`^[0-9a-f]{64}$`)

// Expression is a formula or condition in CEL. The kernel holds it to the language; what its names mean, the kind decides.
type Expression string
