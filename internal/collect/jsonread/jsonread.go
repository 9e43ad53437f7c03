// Package jsonread gives the tokens of a JSON file (RFC 8259) one at a time, within bounds, and knows where they stand.
//
// It is strict: UTF-8 only, no name twice in one object, nothing after the last value. What is passed over is checked like
// what is read. The package keeps nothing and gives no trees: formats build what they need.
package jsonread

import (
	"errors"
	"fmt"
	"io"
	"strings"

	"github.com/go-json-experiment/json/jsontext"

	"github.com/steelyard-isms/steelyard/internal/collect"
	"github.com/steelyard-isms/steelyard/internal/fault"
)

const (
	// MaxToken is the longest name, text or number, in bytes.
	MaxToken = 4 << 20
	// MaxDepth is how deep objects and lists may lie within each other.
	MaxDepth   = 100
	maxMembers = 10_000 // names in one object: they are remembered, so that none stands there twice
)

// Decoder reads one file.
type Decoder struct {
	d       *jsontext.Decoder
	piece   *collect.PieceReader
	lines   *lines
	message string // of faults: what is damaged
}

// New reads from r. The message begins the faults of a file that is damaged, such as "the campaign is damaged".
func New(r io.Reader, message string) *Decoder {
	l := &lines{r: collect.NewTextReader(r), line: 1}
	p := collect.NewPieceReader(l, MaxToken)
	return &Decoder{d: jsontext.NewDecoder(p), piece: p, lines: l, message: message}
}

// Line is the line of the last token, from 1.
func (d *Decoder) Line() int {
	line, _ := d.lines.at(d.d.InputOffset())
	return line
}

// Token gives the next token. Errors: Invalid with line and column; Limited; those of the reader. io.EOF is the end of a
// file whose values are all closed.
func (d *Decoder) Token() (jsontext.Token, error) {
	d.piece.Next()
	token, err := d.d.ReadToken()
	if err != nil {
		if err == io.EOF { //nolint:errorlint // a wrapped one is a file that breaks off
			return token, io.EOF
		}
		return token, d.damaged(err)
	}
	return token, d.bounded(token.Kind())
}

func (d *Decoder) bounded(kind jsontext.Kind) error {
	depth := d.d.StackDepth()
	if depth > MaxDepth {
		return d.limited("the JSON is nested too deeply", fmt.Sprintf("more than %d objects and lists lie within each other", MaxDepth))
	}
	if of, n := d.d.StackIndex(depth); kind == '"' && of == '{' && n > 2*maxMembers {
		return d.limited("an object of the JSON is too large", fmt.Sprintf("it has more than %d names", maxMembers))
	}
	return nil
}

func (d *Decoder) limited(message, reason string) error {
	return &fault.Error{Code: fault.Limited, Message: message, Fields: []fault.Field{{Line: d.Line(), Reason: reason, Remedy: "See whether this is the file that was meant"}}}
}

// Peek gives the kind of the next token: one of n f t " 0 { } [ ] and 0 where there is none.
func (d *Decoder) Peek() jsontext.Kind {
	d.piece.Next()
	return d.d.PeekKind()
}

// Skip passes over the next value, whatever it is.
func (d *Decoder) Skip() error {
	for depth := 0; ; {
		token, err := d.Token()
		if err != nil {
			return d.cut(err)
		}
		switch token.Kind() {
		case '{', '[':
			depth++
		case '}', ']':
			depth--
		}
		if depth == 0 {
			return nil
		}
	}
}

// Object reads an object, and calls member for each name, which has to take the value. Null is an object without names.
func (d *Decoder) Object(member func(name string) error) error {
	if null, err := d.open('{', "an object"); null || err != nil {
		return err
	}
	for d.Peek() != '}' {
		name, err := d.Token()
		if err != nil {
			return d.cut(err)
		}
		if err := member(name.String()); err != nil {
			return err
		}
	}
	_, err := d.Token()
	return d.cut(err)
}

// List reads a list, and calls element before each of its values, which it has to take. Null is an empty list.
func (d *Decoder) List(element func() error) error {
	if null, err := d.open('[', "a list"); null || err != nil {
		return err
	}
	for d.Peek() != ']' {
		if d.Peek() == 0 {
			_, err := d.Token()
			return d.cut(err)
		}
		if err := element(); err != nil {
			return err
		}
	}
	_, err := d.Token()
	return d.cut(err)
}

func (d *Decoder) open(kind jsontext.Kind, wanted string) (null bool, err error) {
	token, err := d.Token()
	switch {
	case err != nil:
		return false, d.cut(err)
	case token.Kind() == 'n':
		return true, nil
	case token.Kind() != kind:
		return false, d.Invalid(wanted+" has to stand here", "Export the file again")
	}
	return false, nil
}

// Text reads a text of at most 4 MiB; null is "".
func (d *Decoder) Text() (string, error) {
	token, err := d.Token()
	switch {
	case err != nil:
		return "", d.cut(err)
	case token.Kind() == 'n':
		return "", nil
	case token.Kind() != '"':
		return "", d.Invalid("a text has to stand here", "Export the file again")
	}
	return token.String(), nil
}

// Bool reads true or false.
func (d *Decoder) Bool() (bool, error) {
	token, err := d.Token()
	switch {
	case err != nil:
		return false, d.cut(err)
	case token.Kind() != 't' && token.Kind() != 'f':
		return false, d.Invalid("true or false has to stand here", "Export the file again")
	}
	return token.Bool(), nil
}

// Count reads a whole number from 0 to 1e12, written with digits alone.
func (d *Decoder) Count() (float64, error) {
	token, err := d.Token()
	if err != nil {
		return 0, d.cut(err)
	}
	text := token.String()
	number, ok := collect.ParseDecimal(text)
	if token.Kind() != '0' || !ok || number < 0 || number > 1e12 || strings.ContainsAny(text, ".eE-") {
		return 0, d.Invalid(fmt.Sprintf("%q is not a whole number from 0", collect.Short(text)), "Export the file again")
	}
	return number, nil
}

// End insists that nothing but blanks follows.
func (d *Decoder) End() error {
	_, err := d.Token()
	if err == io.EOF { //nolint:errorlint // as Token gives it
		return nil
	}
	if err != nil {
		return err
	}
	return d.Invalid("a second value starts here", "Send each document in a file of its own")
}

// Invalid is a fault at the place of the last token.
func (d *Decoder) Invalid(reason, remedy string) error {
	line, column := d.lines.at(d.d.InputOffset())
	return fault.InvalidField(d.message, fault.Field{Line: line, Column: column, Path: path(d.d.StackPointer()), Reason: reason, Remedy: remedy})
}

// cut turns the end of the file within a value into a fault.
func (d *Decoder) cut(err error) error {
	if err == io.EOF { //nolint:errorlint // as Token gives it
		return d.damaged(io.ErrUnexpectedEOF)
	}
	return err
}

// damaged turns what the decoder says into a fault. Faults of the readers beneath it pass.
func (d *Decoder) damaged(err error) error {
	if f, ok := errors.AsType[*fault.Error](err); ok {
		if f.Code == fault.Limited && len(f.Fields) > 0 && f.Fields[0].Line == 0 {
			f.Fields[0].Line = d.Line()
		}
		return f
	}
	offset, reason, remedy := d.d.InputOffset(), "the text is not JSON here", "Export the file again, or copy it again from where it was written"
	field := fault.Field{Path: path(d.d.StackPointer())}
	if syntax, ok := errors.AsType[*jsontext.SyntacticError](err); ok {
		offset, field.Path = syntax.ByteOffset, path(syntax.JSONPointer)
	}
	switch {
	case errors.Is(err, io.ErrUnexpectedEOF):
		reason = "the file ends here, within a value that is not closed"
	case errors.Is(err, jsontext.ErrDuplicateName):
		reason = "the name stands in its object twice"
	}
	field.Line, field.Column = d.lines.at(offset)
	field.Reason, field.Remedy = reason, remedy
	f := fault.InvalidField(d.message, field)
	f.Cause = err
	return f
}

// path writes a pointer the way paths of fields are written: results[3].email.
func path(p jsontext.Pointer) string {
	var b strings.Builder
	for part := range p.Tokens() {
		switch {
		case part != "" && strings.Trim(part, "0123456789") == "":
			b.WriteString("[" + collect.Short(part) + "]")
		case b.Len() > 0:
			b.WriteString("." + collect.Short(part))
		default:
			b.WriteString(collect.Short(part))
		}
		if b.Len() > 400 {
			return b.String() + "…"
		}
	}
	return b.String()
}

// Offset is how many bytes lie before the end of the last token.
func (d *Decoder) Offset() int64 { return d.d.InputOffset() }

// Within gives the next token of a value that is open: the end of the file is a fault.
func (d *Decoder) Within() (jsontext.Token, error) {
	token, err := d.Token()
	return token, d.cut(err)
}

// Entry is 1 where the last token is a name, or an element of a list; and 0 where it is the value of a name, or stands
// alone. Of a value that opens, the list or object that it stands in counts.
func (d *Decoder) Entry() int {
	depth := d.d.StackDepth()
	if k, n := d.d.StackIndex(depth); depth > 0 && n == 0 && (k == '{' || k == '[') {
		depth--
	}
	of, n := d.d.StackIndex(depth)
	if depth > 0 && (of == '[' || n%2 == 1) {
		return 1
	}
	return 0
}
