package collect

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

const maxHost = 253 // bytes of the longest name that DNS has

// HostName is the name of a host as a file gives it, without the blanks around it. It is empty where nobody could read it as
// a name: too long, not UTF-8, or with control characters.
func HostName(text string) string {
	text = strings.TrimSpace(text)
	if len(text) > maxHost || !utf8.ValidString(text) || strings.ContainsFunc(text, unicode.IsControl) {
		return ""
	}
	return text
}
