package format

import (
	"regexp"
	"strings"
)

// Numbers says which marks stand in numbers.
type Numbers string

// The ways to write numbers. The empty one is CommaPoint.
const (
	CommaPoint Numbers = "comma-point" // 1,234.5
	SpaceComma Numbers = "space-comma" // 1 234,5
	PointComma Numbers = "point-comma" // 1.234,5
)

// Dates says in which order days are written.
type Dates string

// The orders. The empty one is Named.
const (
	Named Dates = "named" // 30 Sep 2026
	ISO   Dates = "iso"   // 2026-09-30
)

// Style is how a reader wants figures and days. Its zero value is 1,234.5 and 30 Sep 2026.
type Style struct {
	Numbers Numbers
	Dates   Dates
}

// marks are the mark before the fraction and the one between thousands.
func (s Style) marks() (decimal, between string) {
	switch s.Numbers {
	case SpaceComma:
		return ",", narrowSpace
	case PointComma:
		return ",", "."
	}
	return ".", ","
}

func (s Style) decimal() string {
	decimal, _ := s.marks()
	return decimal
}

// group sets thousands apart.
func (s Style) group(digits string) string {
	_, between := s.marks()
	for i := len(digits) - 3; i > 0; i -= 3 {
		digits = digits[:i] + between + digits[i:]
	}
	return digits
}

// Plain writes a number that is finished text, as programs write it, with the reader's mark before the fraction and nothing between thousands:
// what stands in an input, and what is read back from there by Parse. Other text stays as it is.
func (s Style) Plain(text string) string {
	if s.decimal() == "." || !plain.MatchString(text) {
		return text
	}
	return strings.Replace(text, ".", s.decimal(), 1)
}

// Figure writes a number that is finished text with its thousands set apart, too, and a true minus. Other text stays as it is.
func (s Style) Figure(text string) string {
	if !plain.MatchString(text) || strings.ContainsAny(text, "eE") {
		return s.Plain(text)
	}
	digits, negative := strings.CutPrefix(text, "-")
	whole, fraction, has := strings.Cut(digits, ".")
	out := s.group(whole)
	if has {
		out += s.decimal() + fraction
	}
	if negative {
		out = minus + out
	}
	return out
}

// plain is a number as programs write it; point and comma are those of the two marks, with thousands set apart in threes or not at all.
var (
	plain  = regexp.MustCompile(`^-?(0|[1-9][0-9]*)(\.[0-9]+)?([eE][+-]?[0-9]+)?$`)
	point  = regexp.MustCompile(`^(-?)((?:0|[1-9][0-9]*)|[1-9][0-9]{0,2}(?:,[0-9]{3})+)(\.[0-9]+)?([eE][+-]?[0-9]+)?$`)
	comma  = regexp.MustCompile(`^(-?)((?:0|[1-9][0-9]*)|[1-9][0-9]{0,2}(?:\.[0-9]{3})+)(,[0-9]+)?([eE][+-]?[0-9]+)?$`)
	bare   = regexp.MustCompile(`^(-?)((?:0|[1-9][0-9]*))(,[0-9]+)?([eE][+-]?[0-9]+)?$`)
	spaces = strings.NewReplacer(minus, "-", wordSpace, "", narrowSpace, "", " ", "")
)

// maxNumber is how many characters of a number are read.
const maxNumber = 400

// Parse reads a number as the reader writes it, and gives it as programs write it. Spaces say nothing. Not ok: it is no number in this style; what
// could be meant in another one is not guessed.
func (s Style) Parse(text string) (number string, ok bool) {
	if len(text) > 4*maxNumber {
		return "", false
	}
	form := point
	switch s.Numbers {
	case SpaceComma:
		form = bare
	case PointComma:
		form = comma
	}
	parts := form.FindStringSubmatch(spaces.Replace(strings.TrimSpace(text)))
	if parts == nil {
		return "", false
	}
	digits := strings.NewReplacer(",", "", ".", "").Replace(parts[2])
	if parts[3] != "" {
		digits += "." + parts[3][1:]
	}
	if number = parts[1] + digits + parts[4]; len(number) > maxNumber {
		return "", false
	}
	return number, true
}

// currencies are signs that stand for codes of ISO 4217.
var currencies = map[string]string{"EUR": "€", "USD": "$", "GBP": "£", "JPY": "¥"}

// Money writes an amount as it is declared, such as 40000 EUR, with its thousands set apart: €40,000. Other text stays as it is.
func (s Style) Money(text string) string {
	amount, currency, ok := strings.Cut(text, " ")
	if !ok || len(currency) != 3 || !plain.MatchString(amount) {
		return text
	}
	if sign := currencies[currency]; sign != "" {
		currency = sign
	}
	return WithUnit(s.Figure(amount), currency)
}
