package search

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/cases"
	"golang.org/x/text/unicode/norm"
)

// splitter cuts texts into words: runs of letters, and runs of digits, without case and diacritics. A letter of a script
// that is written without spaces between words is a word of its own; a run of them is found as adjacent words. Each
// goroutine needs its own.
type splitter struct {
	fold  cases.Caser
	known [2048]folded
	word  []byte
}

// folded is what a character outside ASCII becomes.
type folded struct {
	r    rune
	text string
}

// maxWord is where a word is cut off, in bytes: nobody types more of one.
const maxWord = 64

// class is what a character is to the cutting of words.
type class byte

const (
	apart  class = iota // between words
	letter              // of a word in letters
	digit               // of a word in digits
	alone               // a word of its own
	mark                // belongs to the character before
)

func newSplitter() *splitter { return &splitter{fold: cases.Fold()} }

// each gives the words of a text with the bytes of the text that they stand for, from start to before end. The word is only
// valid until do returns.
func (s *splitter) each(text string, do func(word []byte, start, end int)) {
	s.word = s.word[:0]
	in, start, end := apart, 0, 0
	flush := func() {
		if len(s.word) > 0 {
			do(s.word, start, end)
		}
		s.word, in = s.word[:0], apart
	}
	take := func(r rune, c class, from, to int) {
		switch {
		case c == mark && in != apart:
		case c == apart || c == mark:
			flush()
			return
		case c != in || c == alone:
			flush()
			in, start = c, from
		}
		if end = to; len(s.word)+utf8.RuneLen(r) <= maxWord {
			s.word = utf8.AppendRune(s.word, r)
		}
	}
	for i := 0; i < len(text); {
		b := text[i]
		if b < utf8.RuneSelf {
			switch {
			case 'a' <= b && b <= 'z':
				take(rune(b), letter, i, i+1)
			case 'A' <= b && b <= 'Z':
				take(rune(b+'a'-'A'), letter, i, i+1)
			case '0' <= b && b <= '9':
				take(rune(b), digit, i, i+1)
			default:
				flush()
			}
			i++
			continue
		}
		r, size := utf8.DecodeRuneInString(text[i:])
		plain := s.plain(r)
		if plain == "" && in != apart {
			end = i + size // a diacritic of the character before
		}
		for _, p := range plain {
			take(p, classOf(p), i, i+size)
		}
		i += size
	}
	flush()
}

// plain is a character outside ASCII without case and diacritics; nothing where it is only a diacritic or invisible.
func (s *splitter) plain(r rune) string {
	at := &s.known[uint32(r)%uint32(len(s.known))]
	if at.r == r {
		return at.text
	}
	text := norm.NFKD.String(s.fold.String(norm.NFKD.String(string(r))))
	*at = folded{r, strings.Map(bare, replaced.Replace(text))}
	return at.text
}

// replaced are letters that people without them on their keyboard write otherwise, and that have no decomposition.
var replaced = strings.NewReplacer("ø", "o", "ł", "l", "đ", "d", "ħ", "h", "ŧ", "t", "ı", "i", "æ", "ae", "œ", "oe", "ð", "d", "þ", "th")

// bare drops diacritics and what is not seen, and gives all decimal digits as those of ASCII. The vowel signs of Indic
// scripts and the voicing of kana are marks too, but tell words apart: they stay.
func bare(r rune) rune {
	switch {
	case unicode.Is(unicode.Cf, r) || r == 'ـ': // the last is the stroke that only lengthens an Arabic word
		return -1
	case unicode.Is(unicode.Mn, r) && (r < 0x0700 || unicode.Is(combining, r)):
		return -1
	case r > unicode.MaxASCII && unicode.Is(unicode.Nd, r):
		zero := r
		for unicode.Is(unicode.Nd, zero-1) && r-zero < 9 {
			zero--
		}
		return '0' + (r-zero)%10
	}
	return r
}

// combining are the diacritics of Unicode's own blocks for them.
var combining = &unicode.RangeTable{R16: []unicode.Range16{{Lo: 0x1AB0, Hi: 0x1AFF, Stride: 1}, {Lo: 0x1DC0, Hi: 0x1DFF, Stride: 1},
	{Lo: 0x20D0, Hi: 0x20FF, Stride: 1}, {Lo: 0xFE20, Hi: 0xFE2F, Stride: 1}}}

func classOf(r rune) class {
	switch {
	case unicode.In(r, unicode.Han, unicode.Hiragana, unicode.Katakana, unicode.Thai, unicode.Lao, unicode.Khmer, unicode.Myanmar) && !unicode.IsMark(r), r == 'ー':
		if unicode.IsDigit(r) {
			return digit
		}
		if !unicode.IsLetter(r) && !unicode.IsNumber(r) {
			return apart
		}
		return alone
	case unicode.IsLetter(r):
		return letter
	case unicode.IsNumber(r):
		return digit
	case unicode.IsMark(r):
		return mark
	}
	return apart
}

// words gives the words of a text.
func (s *splitter) words(text string) []string {
	var out []string
	s.each(text, func(word []byte, _, _ int) { out = append(out, string(word)) })
	return out
}

// codeOf gives a text that has the form of a code as all its spellings are kept: O-07, o7 and O-007 are o7.
func codeOf(text string) (string, bool) {
	letters := 0
	for letters < len(text) && (text[letters]|0x20) >= 'a' && (text[letters]|0x20) <= 'z' {
		letters++
	}
	digits := strings.TrimPrefix(text[letters:], "-")
	if letters == 0 || letters > 4 || digits == "" || len(digits) > 12 || strings.Trim(digits, "0123456789") != "" {
		return "", false
	}
	number := strings.TrimLeft(digits, "0")
	if number == "" {
		number = "0"
	}
	return strings.ToLower(text[:letters]) + number, true
}
