package excerpt

import (
	"bufio"
	"bytes"
	"errors"
	"io"
	"unicode/utf8"
)

// lines gives the first lines of a text, and counts the others as far as there is time.
func (e *excerpt) lines(r *bufio.Reader) {
	e.Form = Text
	l := &line{}
	for read := 0; ; {
		part, err := r.ReadSlice('\n')
		read += len(part)
		if e.Total == 0 && l.empty() {
			part = bytes.TrimPrefix(part, []byte("\xef\xbb\xbf"))
		}
		ended := bytes.HasSuffix(part, []byte("\n"))
		if l.add(part, e.given()); ended {
			e.end(l)
		}
		switch {
		case errors.Is(err, bufio.ErrBufferFull):
			err = nil
		case errors.Is(err, io.EOF):
			e.Counted = true
		case err != nil:
			e.stopped(err)
		}
		if err != nil || read > maxBytes || e.ctx.Err() != nil {
			if !l.empty() {
				e.end(l)
			}
			return
		}
	}
}

// given is how many characters of the next line are given.
func (e *excerpt) given() int {
	if len(e.Lines) >= MaxLines {
		return 0
	}
	return min(e.room, MaxLine)
}

// end notes a line that has been read.
func (e *excerpt) end(l *line) {
	e.Total++
	if most := e.given(); most > 0 {
		text, more := visible(bytes.TrimSuffix(bytes.TrimSuffix(l.kept, []byte("\n")), []byte("\r")), most)
		if more > 0 || l.whole < l.all {
			more = max(1, l.all-most)
		}
		e.room -= max(1, utf8.RuneCountInString(text))
		e.Lines = append(e.Lines, Line{Number: e.Total, Text: text, More: more})
	}
	l.kept, l.whole, l.all, l.any = l.kept[:0], 0, 0, false
}

// line is one line while it is read.
type line struct {
	kept  []byte // its beginning
	whole int    // characters that begin there
	all   int    // characters that begin in the line
	any   bool
}

func (l *line) empty() bool { return !l.any }

// add takes a part of the line, of which so many characters in all are of interest.
func (l *line) add(part []byte, most int) {
	l.any = l.any || len(part) > 0
	if room := (most+1)*utf8.UTFMax - len(l.kept); most > 0 && room > 0 {
		taken := part[:min(room, len(part))]
		l.kept = append(l.kept, taken...)
		n := begun(taken)
		l.whole, l.all, part = l.whole+n, l.all+n, part[len(taken):]
	}
	l.all += begun(part)
}

// begun counts the characters that begin in a piece of text, which may begin and end within one. Ends of lines are none.
func begun(text []byte) int {
	n := 0
	for _, b := range text {
		if b&0xc0 != 0x80 && b != '\r' && b != '\n' {
			n++
		}
	}
	return n
}
