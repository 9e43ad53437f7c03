package api

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"unicode/utf8"

	"github.com/steelyard-isms/steelyard/internal/fault"
	"github.com/steelyard-isms/steelyard/internal/record"
)

// maxDepth is how deep a body may be nested.
const maxDepth = 32

// reader reads JSON (RFC 8259) from memory in one pass, stricter than encoding/json: a name may stand only once in an
// object, text must be UTF-8, nothing may follow, and nesting is bounded. It serves both the untyped tree of a
// declaration and the points of a batch, whose 10,000 objects must not become maps first.
type reader struct {
	b     []byte
	at    int
	name  int // where the last name in an object begins
	depth int
}

// misread is why reading ended, with the path to the place.
type misread struct {
	path   string
	reason string
	remedy string
	at     int
}

func (m *misread) Error() string { return m.reason }

// under puts a misreading below a field.
func under(err error, name string) error {
	if m, ok := err.(*misread); ok { //nolint:errorlint // made by this file, never wrapped
		m.path = record.Join(name, m.path)
	}
	return err
}

func (r *reader) refuse(reason, remedy string) error {
	return &misread{reason: reason, remedy: remedy, at: r.at}
}

// twice refuses a name that stands for the second time in an object.
func (r *reader) twice(name string) error {
	return &misread{path: name, reason: "stands twice", remedy: "Keep one of the two", at: r.name}
}

// unreadable is the fault for bytes that are not the JSON that is expected.
func unreadable(b []byte, err error) error {
	m, ok := err.(*misread) //nolint:errorlint // made by this file, never wrapped
	if !ok {
		return err
	}
	before := b[:min(m.at, len(b))]
	line := 1 + bytes.Count(before, []byte("\n"))
	return &fault.Error{Code: fault.Invalid, Message: "the body cannot be read", Cause: badRequest, Fields: []fault.Field{{
		Line: line, Column: len(before) - bytes.LastIndexByte(before, '\n'), Path: m.path, Reason: m.reason, Remedy: m.remedy}}}
}

const remedyJSON = "Send JSON by RFC 8259, in UTF-8"

func (r *reader) space() {
	for r.at < len(r.b) {
		switch r.b[r.at] {
		case ' ', '\t', '\n', '\r':
			r.at++
		default:
			return
		}
	}
}

// peek gives the first byte of what comes next, 0 at the end.
func (r *reader) peek() byte {
	r.space()
	if r.at < len(r.b) {
		return r.b[r.at]
	}
	return 0
}

func (r *reader) unexpected() error {
	if r.at >= len(r.b) {
		return r.refuse("ends before it is complete", remedyJSON)
	}
	c, _ := utf8.DecodeRune(r.b[r.at:])
	return r.refuse(fmt.Sprintf("has %q where JSON has something else", c), remedyJSON)
}

func (r *reader) expect(c byte) error {
	if r.peek() != c {
		return r.unexpected()
	}
	r.at++
	return nil
}

// end makes sure that nothing follows.
func (r *reader) end() error {
	if r.peek() != 0 || r.at < len(r.b) {
		return r.refuse("goes on after its end", "Send one JSON value and nothing after it")
	}
	return nil
}

func (r *reader) enter() error {
	r.depth++
	if r.depth > maxDepth {
		return r.refuse(fmt.Sprintf("is nested deeper than %d levels", maxDepth), "Simplify it")
	}
	return nil
}

// object reads an object; member must read the value. The name is only valid until then.
func (r *reader) object(member func(name []byte) error) error {
	if err := r.expect('{'); err != nil {
		return err
	}
	if err := r.enter(); err != nil {
		return err
	}
	if r.peek() == '}' {
		r.at++
		r.depth--
		return nil
	}
	for {
		if r.peek() != '"' {
			return r.unexpected()
		}
		r.name = r.at
		name, err := r.text()
		if err != nil {
			return err
		}
		if err := r.expect(':'); err != nil {
			return err
		}
		if err := member(name); err != nil {
			return err
		}
		switch r.peek() {
		case ',':
			r.at++
		case '}':
			r.at++
			r.depth--
			return nil
		default:
			return r.unexpected()
		}
	}
}

// array reads an array; item must read the value.
func (r *reader) array(item func(i int) error) error {
	if err := r.expect('['); err != nil {
		return err
	}
	if err := r.enter(); err != nil {
		return err
	}
	if r.peek() == ']' {
		r.at++
		r.depth--
		return nil
	}
	for i := 0; ; i++ {
		if err := item(i); err != nil {
			return err
		}
		switch r.peek() {
		case ',':
			r.at++
		case ']':
			r.at++
			r.depth--
			return nil
		default:
			return r.unexpected()
		}
	}
}

// text reads a string. What it gives lies in the body where that has no escapes.
func (r *reader) text() ([]byte, error) {
	if err := r.expect('"'); err != nil {
		return nil, err
	}
	begin, ascii := r.at, true
	for i := r.at; i < len(r.b); i++ {
		switch c := r.b[i]; {
		case c == '"':
			r.at = i + 1
			if out := r.b[begin:i]; ascii || utf8.Valid(out) {
				return out, nil
			}
			r.at = begin
			return nil, r.refuse("holds bytes that are not text", "Send UTF-8")
		case c == '\\':
			return r.escaped(begin)
		case c < ' ':
			r.at = i
			return nil, r.refuse("holds a control character within a text", "Write it as an escape, such as \\n")
		case c >= utf8.RuneSelf:
			ascii = false
		}
	}
	r.at = len(r.b)
	return nil, r.unexpected()
}

// escaped reads a string with escapes, which is rare: the standard library knows them.
func (r *reader) escaped(begin int) ([]byte, error) {
	for i := begin; i < len(r.b); i++ {
		switch r.b[i] {
		case '\\':
			i++
		case '"':
			var out string
			if !utf8.Valid(r.b[begin:i]) || json.Unmarshal(r.b[begin-1:i+1], &out) != nil {
				r.at = begin
				return nil, r.refuse("is not a JSON text", remedyJSON)
			}
			r.at = i + 1
			return []byte(out), nil
		}
	}
	r.at = len(r.b)
	return nil, r.unexpected()
}

// number reads a number and gives it as written.
func (r *reader) number() ([]byte, error) {
	r.space()
	begin, i := r.at, r.at
	digits := func() bool {
		first := i
		for i < len(r.b) && r.b[i] >= '0' && r.b[i] <= '9' {
			i++
		}
		return i > first
	}
	if i < len(r.b) && r.b[i] == '-' {
		i++
	}
	leading := i
	ok := digits() && (i == leading+1 || r.b[leading] != '0')
	if ok && i < len(r.b) && r.b[i] == '.' {
		i++
		ok = digits()
	}
	if ok && i < len(r.b) && (r.b[i] == 'e' || r.b[i] == 'E') {
		i++
		if i < len(r.b) && (r.b[i] == '+' || r.b[i] == '-') {
			i++
		}
		ok = digits()
	}
	if !ok || i-begin > maxNumber {
		return nil, r.refuse("is not a number", "Write an ordinary decimal number")
	}
	r.at = i
	return r.b[begin:i], nil
}

// maxNumber is the longest text of a number: more than any float64 needs.
const maxNumber = 400

func (r *reader) word(word string) error {
	if !bytes.HasPrefix(r.b[r.at:], []byte(word)) {
		return r.unexpected()
	}
	r.at += len(word)
	return nil
}

// tree reads any value as the kernel takes it.
func (r *reader) tree() (record.Tree, error) {
	switch c := r.peek(); {
	case c == '{':
		out := map[string]any{}
		err := r.object(func(name []byte) error {
			key := string(name)
			if _, twice := out[key]; twice {
				return r.twice(key)
			}
			value, err := r.tree()
			out[key] = value
			return under(err, key)
		})
		return out, err
	case c == '[':
		out := []any{}
		err := r.array(func(i int) error {
			value, err := r.tree()
			if err != nil {
				return under(err, fmt.Sprintf("[%d]", i))
			}
			out = append(out, value)
			return nil
		})
		return out, err
	case c == '"':
		text, err := r.text()
		return string(text), err
	case c == 't':
		return true, r.word("true")
	case c == 'f':
		return false, r.word("false")
	case c == 'n':
		return nil, r.word("null")
	case c == '-' || c >= '0' && c <= '9':
		text, err := r.number()
		return json.Number(text), err
	}
	return nil, r.unexpected()
}

// readTree reads a whole body as one value.
func readTree(b []byte) (record.Tree, error) {
	r := &reader{b: b}
	out, err := r.tree()
	if err == nil {
		err = r.end()
	}
	if err != nil {
		return nil, unreadable(b, err)
	}
	return out, nil
}

// readBody reads a small body strictly: no field that is not there, none twice. Errors: Invalid with the place; those of readTree.
func readBody[T any](b []byte, refusal string) (T, error) {
	var body T
	if _, err := readTree(b); err != nil { // names that stand twice, depth, UTF-8
		return body, err
	}
	d := json.NewDecoder(bytes.NewReader(b))
	d.DisallowUnknownFields()
	err := d.Decode(&body)
	if wrong, ok := errors.AsType[*json.UnmarshalTypeError](err); ok {
		return body, fault.InvalidField(refusal, fault.Field{Path: wrong.Field, Reason: "is a " + wrong.Value + ", which cannot stand there", Remedy: "Write it as the document of the API says"})
	}
	if err != nil {
		return body, fault.InvalidField(refusal, fault.Field{Reason: record.Clip(err.Error()), Remedy: "Send the fields that the document of the API lists"})
	}
	return body, nil
}
