package formula

import (
	"sort"
	"strings"
)

// sort of unit of measure, as far as it can be told
type sortOf int

const (
	unjudged sortOf = iota // not known
	free                   // a number as people write it, which takes the unit of what it stands beside
	bare                   // declared to have none
	percent
	ratio   // computed, and without any: fits %, and none
	counted // days, findings per host
)

// unit is the unit of measure of a part of a formula.
type unit struct {
	sort sortOf
	of   []factor // of counted: by key, no power 0
}

type factor struct {
	key, shown string
	power      int
}

// readUnit reads a unit of measure as people write it: %, days, findings per host, findings/host.
func readUnit(text string) unit {
	text = strings.TrimSpace(text)
	switch strings.ToLower(text) {
	case "":
		return unit{sort: bare}
	case "%", "percent", "per cent":
		return unit{sort: percent}
	}
	var of []factor
	for i, part := range strings.Split(strings.ReplaceAll(text, " per ", "/"), "/") {
		if part = strings.TrimSpace(part); part == "" || part == "1" || part == "%" {
			continue
		}
		power := 1
		if i > 0 {
			power = -1
		}
		of = multiply(of, []factor{{singular(part), part, power}}, 1)
	}
	if len(of) == 0 {
		return unit{sort: ratio}
	}
	return unit{counted, of}
}

// singular makes one key of day and days.
func singular(word string) string {
	word = strings.ToLower(strings.Join(strings.Fields(word), " "))
	if len(word) > 3 && strings.HasSuffix(word, "s") && !strings.HasSuffix(word, "ss") {
		return word[:len(word)-1]
	}
	return word
}

func multiply(a, b []factor, sign int) []factor {
	out := append([]factor(nil), a...)
next:
	for _, f := range b {
		for i := range out {
			if out[i].key == f.key {
				out[i].power += sign * f.power
				continue next
			}
		}
		out = append(out, factor{f.key, f.shown, sign * f.power})
	}
	kept := out[:0]
	for _, f := range out {
		if f.power != 0 {
			kept = append(kept, f)
		}
	}
	sort.Slice(kept, func(i, j int) bool { return kept[i].key < kept[j].key })
	return kept
}

// times multiplies units; with sign -1 it divides them.
func (u unit) times(v unit, sign int) unit {
	if u.sort == unjudged || v.sort == unjudged {
		return unit{}
	}
	if of := multiply(u.of, v.of, sign); len(of) > 0 {
		return unit{counted, of}
	}
	if u.sort == free && v.sort == free {
		return unit{sort: free}
	}
	return unit{sort: ratio}
}

// with gives the unit of two parts that must have the same one; false where they have not.
func (u unit) with(v unit) (unit, bool) {
	switch {
	case u.sort == unjudged || u.sort == free && v.sort != unjudged:
		return v, true
	case v.sort == unjudged || v.sort == free:
		return u, true
	case u.sort == ratio && v.sort != counted:
		return v, true
	case v.sort == ratio && u.sort != counted:
		return u, true
	case u.sort != v.sort || len(u.of) != len(v.of):
		return u, false
	}
	for i := range u.of {
		if u.of[i].key != v.of[i].key || u.of[i].power != v.of[i].power {
			return u, false
		}
	}
	return u, true
}

// String names the unit for people; empty where it is not known, or a number fits any.
func (u unit) String() string {
	switch u.sort {
	case unjudged, free:
		return ""
	case percent:
		return "%"
	case bare, ratio:
		return "no unit"
	}
	var above, below []string
	for _, f := range u.of {
		for range max(f.power, -f.power) {
			if f.power > 0 {
				above = append(above, f.shown)
			} else {
				below = append(below, f.shown)
			}
		}
	}
	text := strings.Join(above, " × ")
	if text == "" {
		text = "1"
	}
	for _, b := range below {
		text += " per " + b
	}
	return text
}
