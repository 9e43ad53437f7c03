package excerpt

import (
	"fmt"
	"strings"
	"unicode"
	"unicode/utf8"
)

// visible gives at most so many characters of a text, and how many are left out. What is not seen, what turns the order of
// characters around, and what is no character, is written out between ⟨ and ⟩.
func visible(text []byte, most int) (out string, more int) {
	var b strings.Builder
	n := 0
	for len(text) > 0 {
		r, size := utf8.DecodeRune(text)
		if n++; n > most {
			more++
		} else {
			write(&b, r, size, text[0])
		}
		text = text[size:]
	}
	return b.String(), more
}

func write(b *strings.Builder, r rune, size int, first byte) {
	switch {
	case r == utf8.RuneError && size <= 1:
		fmt.Fprintf(b, "⟨%02X⟩", first)
	case r == '\t':
		b.WriteByte('\t')
	case unicode.In(r, unicode.Cc, unicode.Cf, unicode.Zl, unicode.Zp, unicode.Co) && !joins(r):
		fmt.Fprintf(b, "⟨U+%04X⟩", r)
	default:
		b.WriteRune(r)
	}
}

// joins are the format characters that words of some languages are written with: they join or part letters, and hide nothing.
func joins(r rune) bool { return r == '\u200c' || r == '\u200d' }

// binary tells by its head whether a file is no text in UTF-8. A few bytes that are none do not make it so: they are written out.
func binary(head []byte) bool {
	if hasMark16(head) {
		return true
	}
	bad, all := 0, 0
	for len(head) > 0 {
		if !utf8.FullRune(head) {
			break // the end of the head cuts a character
		}
		r, size := utf8.DecodeRune(head)
		if all++; r == utf8.RuneError && size == 1 || r < ' ' && r != '\t' && r != '\n' && r != '\r' && r != '\f' && r != '\x1b' {
			bad++
		}
		if r == 0 {
			return true
		}
		head = head[size:]
	}
	return bad*20 > all
}

// hasMark16 knows the marks that texts in UTF-16 begin with.
func hasMark16(head []byte) bool {
	return len(head) > 1 && (head[0] == 0xff && head[1] == 0xfe || head[0] == 0xfe && head[1] == 0xff)
}
