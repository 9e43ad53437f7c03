package service

import (
	"regexp"
	"slices"
	"strings"
)

// mention is an @ at the beginning of a word, with a name or code behind it. Within a word, as in an address of mail, it means nothing.
var mention = regexp.MustCompile(`(^|[\s(\[{"'„“‘>,;:/])@([A-Za-z0-9][A-Za-z0-9-]{0,62})`)

// Mentions lists the people whom a text names, by name or code, each once, in order.
func Mentions(text string) []string {
	var out []string
	for _, m := range mention.FindAllStringSubmatch(text, -1) {
		if name := strings.TrimRight(m[2], "-"); !slices.Contains(out, name) {
			out = append(out, name)
		}
	}
	return out
}

// plainLines is a text without spaces around it, with the line ends of Unix, and without characters that nobody sees but for tabs.
func plainLines(text string) string {
	text = strings.ReplaceAll(text, "\r\n", "\n")
	return strings.TrimSpace(strings.Map(func(r rune) rune {
		if r < ' ' && r != '\n' && r != '\t' || r == 0x7f {
			return -1
		}
		return r
	}, text))
}
