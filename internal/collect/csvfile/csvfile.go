// Package csvfile reads tables in CSV (RFC 4180, with ; tab or | as well) by a declared mapping.
//
// The first line names the columns. Without a mapping the file is only looked at: how many rows and columns it has. With
// one, each row is either an observation of its own or a thing over which values are computed, as package table does it.
// The package reads UTF-8 only.
package csvfile

import (
	"bufio"
	stdbytes "bytes"
	"context"
	"encoding/csv"
	"errors"
	"io"
	"strings"

	"github.com/steelyard-isms/steelyard/internal/collect"
	"github.com/steelyard-isms/steelyard/internal/collect/table"
	"github.com/steelyard-isms/steelyard/internal/fault"
	"github.com/steelyard-isms/steelyard/internal/mapping"
)

const maxRecord = 1 << 20 // bytes of one row

// Format reads CSV. The zero value has no mapping.
type Format struct {
	Mapping *mapping.Mapping // nil: only rows and columns are counted
}

// Name is "csv".
func (Format) Name() string { return "csv" }

// By gives the format with a mapping.
func (Format) By(m *mapping.Mapping) collect.Format { return Format{Mapping: m} }

// General says that a report which is written as a table is read by its own format.
func (Format) General() {}

// Sniff wants text whose first rows all have the same number of columns, two at least.
func (Format) Sniff(head []byte) bool {
	if !collect.IsText(head) || markup(head) {
		return false
	}
	head = stdbytes.TrimPrefix(head, []byte("\xef\xbb\xbf"))
	if start := stdbytes.TrimLeft(head, " \t\r\n"); len(start) == 0 || strings.ContainsRune("{[#<", rune(start[0])) {
		return false
	}
	l := detect(head)
	return l.even && l.columns > 1 && l.records > 0
}

// Read reads the table.
func (f Format) Read(ctx context.Context, r io.Reader, o collect.Options) (collect.Reading, error) {
	if f.Mapping != nil {
		if err := mapping.Checked("csv", f.Mapping); err != nil {
			return collect.Reading{}, err
		}
	}
	text := bufio.NewReaderSize(collect.NewTextReader(r), collect.HeadSize)
	head, err := text.Peek(collect.HeadSize)
	if err != nil && !errors.Is(err, io.EOF) {
		return collect.Reading{}, err
	}
	if markup(head) {
		return collect.Reading{}, fault.InvalidField("the file is not CSV", fault.Field{Line: 1, Reason: "it is HTML or XML",
			Remedy: "Look at it in a browser: an export without a session often gives the sign-in page"})
	}
	end := &ending{r: text}
	rows := newRows(end, f.delimiter(head))
	names, err := rows.header()
	if err != nil {
		return collect.Reading{}, err
	}
	reading, err := (&table.Table{Names: names, Source: rows, Line: 1}).Read(f.Mapping, o)
	if err == nil && ctx.Err() != nil {
		return collect.Reading{}, fault.Wrap(fault.Unavailable, ctx.Err(), "reading the table was stopped")
	}
	if err == nil && end.open() {
		reading.Warnings = append(reading.Warnings, fault.Field{Line: rows.line, Reason: "the last row does not end with a line feed: a file that was cut within it looks like this",
			Remedy: "See whether the row is whole, or send the file packed"})
	}
	return reading, err
}

// ending remembers what a file ends with.
type ending struct {
	r    io.Reader
	last byte
}

func (e *ending) Read(p []byte) (int, error) {
	n, err := e.r.Read(p)
	if n > 0 {
		e.last = p[n-1]
	}
	return n, err
}

func (e *ending) open() bool { return e.last != '\n' && e.last != '\r' }

func (f Format) delimiter(head []byte) rune {
	if f.Mapping == nil || f.Mapping.Delimiter == "" {
		return detect(head).delimiter
	}
	if f.Mapping.Delimiter == "tab" {
		return '\t'
	}
	return rune(f.Mapping.Delimiter[0])
}

// rows gives the rows of the file.
type rows struct {
	piece *collect.PieceReader
	r     *csv.Reader
	line  int // where the last row that was read starts
}

func newRows(r io.Reader, delimiter rune) *rows {
	piece := collect.NewPieceReader(r, maxRecord)
	t := &rows{piece: piece, r: csv.NewReader(piece)}
	t.r.Comma, t.r.FieldsPerRecord, t.r.ReuseRecord = delimiter, -1, true
	return t
}

func (t *rows) header() ([]string, error) {
	t.piece.Next()
	record, err := t.r.Read()
	if syntax, ok := errors.AsType[*csv.ParseError](err); ok {
		return nil, fault.InvalidField("the first line, which names the columns, is damaged", broken(syntax))
	}
	if errors.Is(err, io.EOF) {
		return nil, fault.InvalidField("the file is empty", fault.Field{Reason: "there is no line of column names", Remedy: "See whether the export ran to its end"})
	}
	if err != nil {
		return nil, located(err, 1)
	}
	t.line = 1
	var names []string
	for _, name := range record {
		names = append(names, strings.Clone(strings.TrimSpace(name)))
	}
	return names, nil
}

// Next serves table.Source.
func (t *rows) Next() ([]string, *fault.Field, error) {
	t.piece.Next()
	record, err := t.r.Read()
	if errors.Is(err, io.EOF) {
		return nil, nil, io.EOF
	}
	if syntax, ok := errors.AsType[*csv.ParseError](err); ok {
		t.line = syntax.Line
		field := broken(syntax)
		return nil, &field, nil
	}
	if err != nil {
		return nil, nil, located(err, t.line+1)
	}
	t.line, _ = t.r.FieldPos(0)
	return record, nil, nil
}

// Place serves table.Source.
func (t *rows) Place(column int) fault.Field {
	line, position := t.r.FieldPos(column)
	return fault.Field{Line: line, Column: position}
}

// located says near which line a piece that is too large begins.
func located(err error, line int) error {
	if f, ok := errors.AsType[*fault.Error](err); ok && f.Code == fault.Limited && len(f.Fields) > 0 && f.Fields[0].Line == 0 {
		f.Fields[0].Line = line
	}
	return err
}

func broken(err *csv.ParseError) fault.Field {
	field := fault.Field{Line: err.StartLine, Column: err.Column, Reason: "the quotation marks do not match", Remedy: "Double a quotation mark within a quoted text, and close each text"}
	if errors.Is(err, csv.ErrBareQuote) {
		field.Line, field.Reason = err.Line, "there is a quotation mark within a text that does not start with one"
		field.Remedy = "Put the whole text in quotation marks and double those within"
	}
	return field
}
