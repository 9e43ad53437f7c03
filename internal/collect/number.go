package collect

import (
	"math"
	"strconv"
)

// ParseDecimal reads a decimal number with a point: an optional sign, digits, an optional fraction, an optional
// exponent. NaN, infinities, hexadecimal, and numbers that are too large for a float64 are not numbers here; false
// says so.
func ParseDecimal(s string) (float64, bool) {
	if !decimal(s) {
		return 0, false
	}
	number, err := strconv.ParseFloat(s, 64)
	if err != nil || math.IsInf(number, 0) || math.IsNaN(number) {
		return 0, false
	}
	return number, true
}

func decimal(s string) bool {
	if s != "" && (s[0] == '+' || s[0] == '-') {
		s = s[1:]
	}
	whole, s := digits(s)
	if s != "" && s[0] == '.' {
		var fraction int
		if fraction, s = digits(s[1:]); fraction == 0 {
			return false
		}
	}
	if whole == 0 {
		return false
	}
	if s != "" && (s[0] == 'e' || s[0] == 'E') {
		s = s[1:]
		if s != "" && (s[0] == '+' || s[0] == '-') {
			s = s[1:]
		}
		var exponent int
		if exponent, s = digits(s); exponent == 0 {
			return false
		}
	}
	return s == ""
}

// digits gives how many digits s starts with, and what follows them.
func digits(s string) (int, string) {
	n := 0
	for n < len(s) && s[n] >= '0' && s[n] <= '9' {
		n++
	}
	return n, s[n:]
}
