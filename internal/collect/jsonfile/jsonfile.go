// Package jsonfile reads JSON, a document or one value a line, by a mapping whose values are expressions in the Common
// Expression Language.
//
// A document is held in memory and is limited in size; of values one a line only one is held at a time. Expressions only
// read: they are bounded in length, depth and steps, and know neither the time nor anything outside the file. Every row has
// to be good, as in tables. Without a mapping the values are only counted.
package jsonfile

import (
	stdbytes "bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"strings"

	"cel.dev/cel-go/common/types/ref"
	"github.com/go-json-experiment/json/jsontext"

	"github.com/steelyard-isms/steelyard/internal/collect"
	"github.com/steelyard-isms/steelyard/internal/collect/jsonread"
	"github.com/steelyard-isms/steelyard/internal/fault"
	"github.com/steelyard-isms/steelyard/internal/mapping"
)

// Names of the values that a file has without a mapping: counts, from 0.
const (
	Documents = "documents" // JSON values in the file, one after another
	Members   = "members"   // names of the outermost objects, and elements of the outermost lists
)

const (
	maxDocument = 16 << 20 // bytes
	maxLine     = 4 << 20  // bytes of one value of several
	maxValues   = 500_000  // texts, numbers, lists and objects in one document or line: small objects take most memory
	maxRows     = 5_000_000
	namedRows   = 20 // bad rows that are named
)

const damage = "the JSON is damaged"

// Format reads JSON. The zero value has no mapping.
type Format struct {
	Mapping *mapping.Mapping // nil: documents and their members are counted
}

// Name is "json".
func (Format) Name() string { return "json" }

// By gives the format with a mapping.
func (Format) By(m *mapping.Mapping) collect.Format { return Format{Mapping: m} }

// General says that a report which is written as JSON is read by its own format.
func (Format) General() {}

// Sniff wants an object or a list, and tokens as far as the head goes.
func (Format) Sniff(head []byte) bool {
	head = stdbytes.TrimPrefix(head, []byte("\xef\xbb\xbf"))
	start := stdbytes.TrimLeft(head, " \t\r\n")
	if !collect.IsText(head) || len(start) == 0 || start[0] != '{' && start[0] != '[' {
		return false
	}
	d := jsontext.NewDecoder(stdbytes.NewReader(head), jsontext.AllowDuplicateNames(true))
	for n := 0; ; n++ {
		if _, err := d.ReadToken(); err != nil {
			cut := errors.Is(err, io.EOF) || errors.Is(err, io.ErrUnexpectedEOF)
			return n > 1 && cut
		}
	}
}

// Read reads the file.
func (f Format) Read(ctx context.Context, r io.Reader, o collect.Options) (collect.Reading, error) {
	d := jsonread.New(r, damage)
	if f.Mapping == nil {
		return count(ctx, d)
	}
	if err := mapping.Checked("json", f.Mapping); err != nil {
		return collect.Reading{}, err
	}
	b, err := bind(ctx, *f.Mapping, o)
	if err != nil {
		return collect.Reading{}, err
	}
	if f.Mapping.Rows == mapping.Lines {
		err = b.lines(d)
	} else {
		err = b.document(d)
	}
	if err != nil {
		return collect.Reading{}, err
	}
	return b.reading()
}

// count is what can be said without a mapping.
func count(ctx context.Context, d *jsonread.Decoder) (collect.Reading, error) {
	documents, members, depth := 0, 0, 0
	for n := 0; ; n++ {
		token, err := d.Token()
		if err == io.EOF { //nolint:errorlint // as Token gives it
			break
		}
		if err != nil {
			return collect.Reading{}, err
		}
		if n%10_000 == 0 && ctx.Err() != nil {
			return collect.Reading{}, fault.Wrap(fault.Unavailable, ctx.Err(), "reading the JSON was stopped")
		}
		opens, closes := token.Kind() == '{' || token.Kind() == '[', token.Kind() == '}' || token.Kind() == ']'
		if closes {
			depth--
			continue
		}
		switch depth {
		case 0:
			documents++
		case 1:
			members += d.Entry()
		}
		if opens {
			depth++
		}
	}
	if documents == 0 {
		return collect.Reading{}, empty()
	}
	return collect.Reading{Items: documents, Values: collect.Sorted([]collect.Value{
		collect.Known(Documents, float64(documents)), collect.Known(Members, float64(members))})}, nil
}

func empty() error {
	return fault.InvalidField("the file is empty", fault.Field{Reason: "there is no JSON value in it", Remedy: "See whether the export ran to its end"})
}

// tree reads the next value, of at most limit bytes. io.EOF is the end of the file.
func (b *bound) tree(d *jsonread.Decoder, limit int64) (ref.Val, error) {
	token, err := d.Token()
	if err != nil {
		return nil, err
	}
	b.values = 0
	return b.grow(d, token, d.Offset()+limit)
}

func (b *bound) grow(d *jsonread.Decoder, token jsontext.Token, end int64) (ref.Val, error) {
	if d.Offset() > end {
		return nil, &fault.Error{Code: fault.Limited, Message: "the JSON is too large", Fields: []fault.Field{{Line: d.Line(),
			Reason: fmt.Sprintf("a document is larger than %d MiB, or one value of several than %d MiB", maxDocument>>20, maxLine>>20),
			Remedy: "Send less in one file, or one value a line, with rows as \"lines\""}}}
	}
	if b.values++; b.values > maxValues {
		return nil, &fault.Error{Code: fault.Limited, Message: "the JSON is too large", Fields: []fault.Field{{Line: d.Line(),
			Reason: fmt.Sprintf("a document, or one value of several, holds more than %d values", maxValues),
			Remedy: "Send less in one file, or one value a line, with rows as \"lines\""}}}
	}
	switch token.Kind() {
	case '"':
		return b.text(token.String()), nil
	case '0':
		number, ok := collect.ParseDecimal(token.String())
		if !ok {
			return nil, d.Invalid(fmt.Sprintf("%s is too large a number", collect.Short(token.String())), "Export the file again")
		}
		return double(number), nil
	case 't', 'f':
		return boolean(token.Bool()), nil
	case 'n':
		return null, nil
	case '[':
		var list []ref.Val
		for {
			next, err := d.Within()
			if err != nil {
				return nil, err
			}
			if next.Kind() == ']' {
				return listOf(list), nil
			}
			one, err := b.grow(d, next, end)
			if err != nil {
				return nil, err
			}
			list = append(list, one)
		}
	}
	object := map[ref.Val]ref.Val{}
	for {
		name, err := d.Within()
		if err != nil {
			return nil, err
		}
		if name.Kind() == '}' {
			return mapOf(object), nil
		}
		key := b.name(name.String())
		next, err := d.Within()
		if err != nil {
			return nil, err
		}
		if object[key], err = b.grow(d, next, end); err != nil {
			return nil, err
		}
	}
}

// lines reads values one after another.
func (b *bound) lines(d *jsonread.Decoder) error {
	for {
		row, err := b.tree(d, maxLine)
		if err == io.EOF { //nolint:errorlint // as Token gives it
			break
		}
		if err != nil {
			return err
		}
		if err := b.row(row, fault.Field{Line: d.Line()}); err != nil {
			return err
		}
	}
	if b.rows == 0 {
		return empty()
	}
	return nil
}

// document reads the only value of the file, and its rows where there are any.
func (b *bound) document(d *jsonread.Decoder) error {
	doc, err := b.tree(d, maxDocument)
	if err == io.EOF { //nolint:errorlint // as Token gives it
		return empty()
	}
	if err == nil {
		err = d.End()
	}
	if err != nil {
		return err
	}
	b.doc = doc
	if err := b.whole(); err != nil {
		return err
	}
	if b.list == nil {
		return nil
	}
	list, err := b.elements()
	if err != nil {
		return err
	}
	name := strings.TrimSpace(string(b.mapping.Rows))
	for i := range list {
		if err := b.row(list[i], fault.Field{Path: fmt.Sprintf("%s[%d]", collect.Short(name), i)}); err != nil {
			return err
		}
	}
	return nil
}
