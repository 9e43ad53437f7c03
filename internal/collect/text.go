package collect

import (
	"bufio"
	stdbytes "bytes"
	"fmt"
	"io"
	"unicode/utf8"

	"github.com/steelyard-isms/steelyard/internal/fault"
)

// TextReader passes UTF-8 text on and refuses anything else by line and column: bytes that are no UTF-8, and NUL, which
// no text has and every binary file has soon. A byte order mark at the start is taken away.
type TextReader struct {
	r       *bufio.Reader
	started bool
	line    int
	column  int // in bytes, of the next byte
	part    []byte
	err     error
}

// NewTextReader reads text from r.
func NewTextReader(r io.Reader) *TextReader {
	return &TextReader{r: bufio.NewReader(r), line: 1, column: 1, part: make([]byte, 0, utf8.UTFMax)}
}

// Read gives text. Its error is a *fault.Error where the text is none, else that of the reader beneath.
func (t *TextReader) Read(p []byte) (int, error) {
	if t.err == nil && !t.started {
		t.started = true
		t.err = t.skipMark()
	}
	if t.err != nil {
		return 0, t.err
	}
	n, err := t.r.Read(p)
	good := t.check(p[:n])
	switch {
	case t.err != nil:
	case err == io.EOF && len(t.part) > 0:
		t.err = t.notText("the text is cut off within a character", "Copy the file again from where it was written")
	case err != nil:
		t.err = err
	}
	return good, t.err
}

func (t *TextReader) skipMark() error {
	head, _ := t.r.Peek(3)
	switch {
	case stdbytes.HasPrefix(head, []byte("\xef\xbb\xbf")):
		_, err := t.r.Discard(3)
		return err
	case stdbytes.HasPrefix(head, []byte("\xff\xfe")), stdbytes.HasPrefix(head, []byte("\xfe\xff")):
		return t.notText("the text is UTF-16", "Save it as UTF-8; spreadsheets call that \"CSV UTF-8\"")
	}
	return nil
}

// check gives how many of the bytes are good, and sets the error where not all are.
func (t *TextReader) check(p []byte) int {
	for i, b := range p {
		switch {
		case len(t.part) == 0 && b == 0:
			t.err = t.notText("there is a NUL byte, so this is no text", "Choose the text file that was meant")
			return i
		case len(t.part) == 0 && b < utf8.RuneSelf:
			t.advance(b)
		default:
			t.part = append(t.part, b)
			if !utf8.FullRune(t.part) {
				continue
			}
			if r, size := utf8.DecodeRune(t.part); r == utf8.RuneError && size == 1 {
				t.err = t.notText(fmt.Sprintf("byte 0x%02x is not UTF-8 here", t.part[0]), "Save the file as UTF-8")
				return i
			}
			t.column += len(t.part)
			t.part = t.part[:0]
		}
	}
	return len(p)
}

func (t *TextReader) advance(b byte) {
	if b == '\n' {
		t.line, t.column = t.line+1, 1
		return
	}
	t.column++
}

func (t *TextReader) notText(reason, remedy string) error {
	return fault.InvalidField("the file is not UTF-8 text", fault.Field{Line: t.line, Column: t.column, Reason: reason, Remedy: remedy})
}

// IsText tells whether the head of a file can be the start of UTF-8 text. A character that the end of the head cuts is
// no objection.
func IsText(head []byte) bool {
	for len(head) > 0 {
		if !utf8.FullRune(head) {
			return true
		}
		r, size := utf8.DecodeRune(head)
		if r == utf8.RuneError && size == 1 || r == 0 {
			return false
		}
		head = head[size:]
	}
	return true
}

// Short keeps what a message quotes of a file to 40 characters.
func Short(s string) string {
	if runes := []rune(s); len(runes) > 40 {
		return string(runes[:40]) + "…"
	}
	return s
}

// PieceReader bounds how many bytes a parser may take for one piece, a record or a token, so that a quote or a tag that
// is never closed does not pull the whole file into memory. What the parser reads ahead counts with the piece.
type PieceReader struct {
	r    io.Reader
	max  int
	left int
}

// NewPieceReader bounds pieces at max bytes.
func NewPieceReader(r io.Reader, max int) *PieceReader {
	return &PieceReader{r: r, max: max, left: max}
}

// Next begins a new piece.
func (p *PieceReader) Next() { p.left = p.max }

// Read fails with a fault.Limited once the piece is over its bound.
func (p *PieceReader) Read(b []byte) (int, error) {
	if p.left <= 0 {
		return 0, &fault.Error{Code: fault.Limited, Message: "one piece of the file is too large", Fields: []fault.Field{{
			Reason: "a single record, tag or text is larger than " + bytes(int64(p.max)),
			Remedy: "Look for a quotation mark or a tag that is never closed",
		}}}
	}
	n, err := p.r.Read(b)
	p.left -= n
	return n, err
}
