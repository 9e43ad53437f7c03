package record

import (
	"fmt"
	"strings"
	"unicode"
)

// Concealed finds in a text the first character that nobody sees and that makes others read something else: what turns the direction of all that follows
// (overrides, embeddings and isolates), and control characters. Marks of direction, by which texts in Arabic and Hebrew are written, and what joins letters
// are none; nor are tabs and ends of lines, where lines are taken. It is named by its number; empty: there is none.
func Concealed(text string, lines bool) string {
	i := strings.IndexFunc(text, func(r rune) bool {
		switch {
		case r >= 0x202a && r <= 0x202e, r >= 0x2066 && r <= 0x2069:
			return true
		case r == '\t' || r == '\n' || r == '\r':
			return !lines
		}
		return unicode.IsControl(r)
	})
	if i < 0 {
		return ""
	}
	for _, r := range text[i:] {
		return fmt.Sprintf("U+%04X", r)
	}
	return ""
}

// what is said of such a character
const concealedRemedy = "Delete it, or type the text anew"

func concealedReason(number string) string {
	return "holds the character " + number + ", which nobody sees and which can turn or hide what follows"
}
