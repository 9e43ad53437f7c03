package ascode

import (
	"bytes"
	"sort"
	"strings"
	"unicode/utf8"

	"go.yaml.in/yaml/v4"
)

// source is the text of a file with what is needed to find its comments. The library attaches comments to nodes as well,
// but says that it may lose some; a formatter that loses what people wrote is of no use. So comments are looked for here,
// outside the scalars that the library found, and none can be missed.
type source struct {
	text   []byte
	lines  []int  // offset of each line
	scalar []bool // by byte: it belongs to a scalar
}

func newSource(b []byte) *source {
	s := &source{text: b, lines: []int{0}, scalar: make([]bool, len(b)+1)}
	for i := 0; i < len(b); {
		if n := lineEnd(b[i:]); n > 0 {
			i += n
			s.lines = append(s.lines, i)
		} else {
			i++
		}
	}
	return s
}

// bom may stand before the first character; the library does not count it.
var bom = []byte("\uFEFF")

// lineEnd is the length of the line break that b begins with, 0 where it begins with none: all those of YAML 1.1.
func lineEnd(b []byte) int {
	switch {
	case b[0] == '\n':
		return 1
	case bytes.HasPrefix(b, []byte("\r\n")):
		return 2
	case b[0] == '\r':
		return 1
	case bytes.HasPrefix(b, []byte("\u0085")):
		return 2
	case bytes.HasPrefix(b, []byte("\u2028")), bytes.HasPrefix(b, []byte("\u2029")):
		return 3
	}
	return 0
}

// offset of a place as the library counts: lines and characters from 1.
func (s *source) offset(line, column int) int {
	if line < 1 || line > len(s.lines) {
		return len(s.text)
	}
	at := s.lines[line-1]
	for ; column > 1 && at < len(s.text); column-- {
		_, n := utf8.DecodeRune(s.text[at:])
		at += n
	}
	return at
}

// line is the number of the line, from 0, that an offset lies on.
func (s *source) line(at int) int { return sort.SearchInts(s.lines, at+1) - 1 }

// column of an offset, from 1.
func (s *source) column(at int) int { return 1 + utf8.RuneCount(s.text[s.lines[s.line(at)]:at]) }

// end of a line without its line break.
func (s *source) end(line int) int {
	stop := len(s.text)
	if line+1 < len(s.lines) {
		stop = s.lines[line+1]
	}
	for at := s.lines[line]; at < stop; at++ {
		if lineEnd(s.text[at:stop]) > 0 {
			return at
		}
	}
	return stop
}

// empty tells whether nothing stands on a line, and no scalar goes over it.
func (s *source) empty(line int) bool {
	if line < 0 || line >= len(s.lines) {
		return false
	}
	at, stop := s.lines[line], s.end(line)
	return len(bytes.TrimSpace(s.text[at:stop])) == 0 && !s.scalar[at]
}

// mark notes which bytes a scalar takes.
func (s *source) mark(n *yaml.Node, outer int) {
	at := s.offset(n.Line, n.Column)
	stop := at
	switch {
	case n.Style&yaml.DoubleQuotedStyle != 0:
		for stop++; stop < len(s.text) && s.text[stop] != '"'; stop++ {
			if s.text[stop] == '\\' {
				stop++
			}
		}
		stop++
	case n.Style&yaml.SingleQuotedStyle != 0:
		for stop++; stop < len(s.text); stop++ {
			if s.text[stop] == '\'' {
				if stop+1 == len(s.text) || s.text[stop+1] != '\'' {
					break
				}
				stop++
			}
		}
		stop++
	case n.Style&(yaml.LiteralStyle|yaml.FoldedStyle) != 0:
		at, stop = s.block(at, outer)
	default:
		stop = s.plainEnd(at, n.Value)
	}
	for ; at < stop && at < len(s.text); at++ {
		s.scalar[at] = true
	}
}

// plainEnd is where a plain scalar ends, which may go over several lines: after its last character that is no blank.
func (s *source) plainEnd(at int, value string) int {
	for _, r := range value {
		if strings.ContainsRune(" \t\n", r) {
			continue
		}
		for at < len(s.text) {
			got, n := utf8.DecodeRune(s.text[at:])
			if got == r {
				at += n
				break
			}
			if len(bytes.TrimSpace(s.text[at:at+n])) > 0 && lineEnd(s.text[at:]) == 0 {
				return at // not as it was thought: nothing more is taken
			}
			at += n
		}
	}
	return at
}

// block gives the lines of a block scalar whose sign stands at an offset, within a collection that is indented by outer.
func (s *source) block(at, outer int) (from, to int) {
	line := s.line(at)
	indent := -1
	for _, c := range s.text[at+1 : min(at+3, s.end(line))] {
		if c >= '1' && c <= '9' {
			indent = outer + int(c-'0')
		}
	}
	line++
	if line >= len(s.lines) {
		return len(s.text), len(s.text)
	}
	from = s.lines[line]
	to = from
	for ; line < len(s.lines); line++ {
		text := s.text[s.lines[line]:s.end(line)]
		blanks := len(text) - len(bytes.TrimLeft(text, " "))
		if blanks == len(text) {
			continue
		}
		if indent < 0 {
			if blanks <= outer {
				break // the block is empty
			}
			indent = blanks
		}
		if blanks < indent {
			break
		}
		to = s.end(line)
	}
	return from, to
}

// remark is a comment in a file.
type remark struct {
	at     int    // offset of its #
	text   string // from # on, without blanks at the end
	before string // what stands before it on its line
}

// remarks lists the comments of a file, once all scalars are marked.
func (s *source) remarks() []remark {
	var out []remark
	for line := range s.lines {
		from, to := s.lines[line], s.end(line)
		for at := from; at < to; at++ {
			if s.text[at] == '#' && !s.scalar[at] {
				out = append(out, remark{at, strings.TrimRight(string(s.text[at:to]), " \t"), strings.TrimSpace(string(s.text[from:at]))})
				break
			}
		}
	}
	return out
}

// marks lists the offsets of lines that end or begin a document.
func (s *source) marks() []int {
	var out []int
	for line := range s.lines {
		at := s.lines[line]
		text := s.text[at:s.end(line)]
		if !s.scalar[at] && (bytes.HasPrefix(text, []byte("---")) || bytes.HasPrefix(text, []byte("..."))) {
			out = append(out, at)
		}
	}
	return out
}

// directive gives the line, from 1, of what is meant for YAML itself; 0 where there is none.
func (s *source) directive() int {
	for line := range s.lines {
		if at := s.lines[line]; at < len(s.text) && s.text[at] == '%' && !s.scalar[at] {
			return line + 1
		}
	}
	return 0
}
