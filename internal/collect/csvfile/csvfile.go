// Package csvfile reads tables in CSV (RFC 4180, with ; tab or | as well) by a declared mapping.
//
// The first line names the columns. Without a mapping the file is only looked at: how many rows and columns it has. With
// one, each row is either an observation of its own or a thing over which values are computed. Every row has to be good:
// one that is not refuses the file, and the first of them are named by place, so that a number never stands for a part of
// the file unnoticed. The package guesses no meaning, knows no spreadsheets, and reads UTF-8 only.
package csvfile

import (
	"bufio"
	stdbytes "bytes"
	"context"
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"strings"

	"github.com/steelyard-isms/steelyard/internal/collect"
	"github.com/steelyard-isms/steelyard/internal/fault"
	"github.com/steelyard-isms/steelyard/internal/mapping"
)

// Names of the values that a file has without a mapping.
const (
	RowCount    = "rows"    // rows below the line of names
	ColumnCount = "columns" // columns that the first line names
)

const (
	maxRecord  = 1 << 20 // bytes of one row
	maxRows    = 500_000 // observations that one file may give; what is only counted or summed has no such limit
	maxUnits   = 10_000  // units in one file
	namedRows  = 20      // bad rows that are named
	namedNames = 40      // columns that a message lists
)

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
	if err != nil && err != io.EOF {
		return collect.Reading{}, err
	}
	if markup(head) {
		return collect.Reading{}, fault.InvalidField("the file is not CSV", fault.Field{Line: 1, Reason: "it is HTML or XML",
			Remedy: "Look at it in a browser: an export without a session often gives the sign-in page"})
	}
	t := newTable(ctx, text, f.delimiter(head))
	if err := t.header(); err != nil {
		return collect.Reading{}, err
	}
	if f.Mapping == nil {
		return t.count()
	}
	return t.mapped(*f.Mapping, o)
}

func (f Format) delimiter(head []byte) rune {
	if f.Mapping == nil || f.Mapping.Delimiter == "" {
		return detect(head).delimiter
	}
	if f.Mapping.Delimiter == "tab" {
		return '\t'
	}
	return rune(f.Mapping.Delimiter[0])
}

// table reads rows and gathers what is wrong with them.
type table struct {
	ctx   context.Context
	piece *collect.PieceReader
	r     *csv.Reader
	names []string
	line  int // where the last row that was read starts
	rows  int // good or bad
	bad   int // bad rows
	wrong []fault.Field
}

func newTable(ctx context.Context, r io.Reader, delimiter rune) *table {
	piece := collect.NewPieceReader(r, maxRecord)
	t := &table{ctx: ctx, piece: piece, r: csv.NewReader(piece)}
	t.r.Comma, t.r.FieldsPerRecord, t.r.ReuseRecord = delimiter, -1, true
	return t
}

func (t *table) header() error {
	t.piece.Next()
	record, err := t.r.Read()
	if syntax, ok := errors.AsType[*csv.ParseError](err); ok {
		return fault.InvalidField("the first line, which names the columns, is damaged", broken(syntax))
	}
	if errors.Is(err, io.EOF) {
		return fault.InvalidField("the file is empty", fault.Field{Reason: "there is no line of column names", Remedy: "See whether the export ran to its end"})
	}
	if err != nil {
		return located(err, 1)
	}
	t.line = 1
	for _, name := range record {
		t.names = append(t.names, strings.Clone(strings.TrimSpace(name)))
	}
	return nil
}

// next gives the next good row, or nil where the row is bad and has been noted. io.EOF is the end.
func (t *table) next() ([]string, error) {
	t.piece.Next()
	record, err := t.r.Read()
	if errors.Is(err, io.EOF) {
		return nil, io.EOF
	}
	if syntax, ok := errors.AsType[*csv.ParseError](err); ok {
		t.rows++
		t.line = syntax.Line
		t.note(broken(syntax))
		return nil, nil
	}
	if err != nil {
		return nil, located(err, t.line+1)
	}
	t.rows++
	t.line, _ = t.r.FieldPos(0)
	if len(record) != len(t.names) {
		t.note(fault.Field{Line: t.line, Reason: fmt.Sprintf("the row has %d columns, the first line %d", len(record), len(t.names)),
			Remedy: "Put texts that hold the delimiter in quotation marks, or declare the delimiter"})
		return nil, nil
	}
	return record, nil
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

// note takes down one bad row, with all that is wrong with it.
func (t *table) note(fields ...fault.Field) {
	t.bad++
	if t.bad <= namedRows {
		t.wrong = append(t.wrong, fields...)
	}
}

// verdict is the error for the bad rows, or nil.
func (t *table) verdict() error {
	switch {
	case t.bad == 0:
		return nil
	case t.bad == 1:
		return fault.InvalidFields(fmt.Sprintf("1 of %d rows is wrong, so the file is refused", t.rows), t.wrong)
	case t.bad <= namedRows:
		return fault.InvalidFields(fmt.Sprintf("%d of %d rows are wrong, so the file is refused", t.bad, t.rows), t.wrong)
	}
	return fault.InvalidFields(fmt.Sprintf("%d of %d rows are wrong, so the file is refused; the first %d follow", t.bad, t.rows, namedRows), t.wrong)
}

// count is what can be said without a mapping.
func (t *table) count() (collect.Reading, error) {
	for {
		if _, err := t.next(); errors.Is(err, io.EOF) {
			break
		} else if err != nil {
			return collect.Reading{}, err
		}
	}
	if err := t.verdict(); err != nil {
		return collect.Reading{}, err
	}
	return collect.Reading{Items: t.rows, Warnings: t.none(), Values: collect.Sorted([]collect.Value{
		collect.Known(RowCount, float64(t.rows)), collect.Known(ColumnCount, float64(len(t.names))),
	})}, nil
}

// none warns of a table without rows: it can mean that there was nothing, or that the export failed.
func (t *table) none() []fault.Field {
	if t.rows > 0 {
		return nil
	}
	return []fault.Field{{Line: 1, Reason: "the file names its columns and has no rows", Remedy: "See whether there was nothing to export, or the export failed"}}
}
