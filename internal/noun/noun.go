// Package noun brings the names of things that are counted, such as units of measure, into the form for one of them.
//
// Units of measure are what people write, mostly English plurals: 3 findings, and 1 finding. The package knows the rules of English spelling and no word; what they do not fit stays as it is.
package noun

import (
	"strings"
	"unicode"
)

// ends are endings of plurals with those for one thing, the first that fits counts. Equal ones are no plurals.
var ends = []struct{ many, one string }{
	{"ss", "ss"}, {"is", "is"}, {"us", "us"}, {"series", "series"}, {"species", "species"},
	{"people", "person"}, {"men", "man"},
	{"sses", "ss"}, {"ches", "ch"}, {"shes", "sh"}, {"xes", "x"}, {"zzes", "zz"}, {"yses", "ysis"}, {"viruses", "virus"}, {"statuses", "status"},
	{"ies", "y"}, {"s", ""},
}

// before stand words that follow the thing which is counted: days of leave, incidents per month.
var before = []string{" per ", " of ", " in ", " at ", " with ", " without ", " from ", " for ", " to ", " by ", "/", " ("}

// numbers make what follows them many: one hundred people.
var numbers = []string{"dozen", "hundred", "thousand", "million", "billion"}

// One gives the name of one thing from that of many: finding from findings, day of leave from days of leave. What is no plural by its spelling, such as h, kB, SLS or hundred people, stays.
func One(many string) string {
	at := len(many)
	for _, word := range before {
		if i := strings.Index(many, word); i > 0 {
			at = min(at, i)
		}
	}
	head, rest := many[:at], many[at:]
	start := strings.LastIndexByte(head, ' ') + 1
	for _, number := range numbers {
		if strings.HasPrefix(head[:start], number+" ") {
			return many
		}
	}
	return head[:start] + one(head[start:]) + rest
}

func one(word string) string {
	last, abbreviated := ' ', true
	for _, r := range word {
		abbreviated = abbreviated && unicode.IsUpper(r)
		last = r
	}
	switch {
	case len(word) < 4 || abbreviated || last == 'S':
		return word
	case len(word) == 4 && strings.HasSuffix(word, "ies"): // ties, pies
		return word[:3]
	}
	for _, e := range ends {
		if stem, ok := strings.CutSuffix(word, e.many); ok {
			return stem + e.one
		}
	}
	return word
}
