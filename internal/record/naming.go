package record

import (
	"regexp"
	"strconv"
	"strings"
	"unicode"

	"golang.org/x/text/unicode/norm"
)

var notInNames = regexp.MustCompile(`[^a-z0-9]+`)

// NameFrom makes a name that files and addresses use from a title, one that has not been taken. Of a title without Latin letters and digits it is the kind.
func NameFrom(kind, title string, taken func(name string) bool) string {
	bare := strings.Map(func(r rune) rune {
		if unicode.Is(unicode.Mn, r) { // the marks on letters
			return -1
		}
		return r
	}, norm.NFKD.String(strings.ToLower(title)))
	name := strings.Trim(notInNames.ReplaceAllString(bare, "-"), "-")
	if name == "" {
		name = kind
	}
	name = strings.Trim(name[:min(len(name), 56)], "-")
	for n, candidate := 2, name; ; n++ {
		if !taken(candidate) {
			return candidate
		}
		candidate = name + "-" + strconv.Itoa(n)
	}
}
