// Package table reads the rows of a table into values by a declared mapping, wherever the rows come from: CSV, or the sheet
// of a workbook.
//
// Every row has to be good: one that is not refuses the file, and the first of them are named by place, so that a number
// never stands for a part of the file unnoticed. The package opens no file, and guesses no meaning.
package table

import (
	"errors"
	"fmt"
	"io"

	"github.com/steelyard-isms/steelyard/internal/collect"
	"github.com/steelyard-isms/steelyard/internal/fault"
	"github.com/steelyard-isms/steelyard/internal/mapping"
)

// Names of the values that a table has without a mapping.
const (
	RowCount    = "rows"    // rows below the line of names
	ColumnCount = "columns" // columns that the first line names
)

const (
	maxRows    = 500_000 // observations that one file may give; what is only counted or summed has no such limit
	maxUnits   = 10_000  // units in one file
	namedRows  = 20      // bad rows that are named
	namedNames = 40      // columns that a message lists
)

// Source gives rows in order.
type Source interface {
	// Next gives the next row, which holds until Next is called again; or what is wrong with it, where it is no row of
	// this table; or an error that ends the reading. io.EOF is the end.
	Next() (row []string, wrong *fault.Field, err error)
	// Place gives line and column of a cell of the last row, both from 1. Its Path comes before the name of the column.
	Place(column int) fault.Field
}

// Table is a table whose first line has been read.
type Table struct {
	Names  []string // of the columns
	Source Source
	Line   int  // of the names
	From04 bool // serial numbers of days count from 1904, not from 1900

	rows  int // good or bad
	bad   int // bad rows
	wrong []fault.Field
}

// Read reads the rows by a mapping, which suits tables; without one it counts them.
func (t *Table) Read(m *mapping.Mapping, o collect.Options) (collect.Reading, error) {
	if m == nil {
		return t.count()
	}
	return t.mapped(*m, o)
}

// next gives the next good row, or nil where the row is bad and has been noted. io.EOF is the end.
func (t *Table) next() ([]string, error) {
	record, wrong, err := t.Source.Next()
	if err != nil {
		return nil, err
	}
	t.rows++
	if wrong != nil {
		t.note(*wrong)
		return nil, nil
	}
	if len(record) != len(t.Names) {
		place := t.Source.Place(0)
		t.note(fault.Field{Line: place.Line, Reason: fmt.Sprintf("the row has %d columns, the first line %d", len(record), len(t.Names)),
			Remedy: "Put texts that hold the delimiter in quotation marks, or declare the delimiter"})
		return nil, nil
	}
	return record, nil
}

// place is where a cell of the last row stands.
func (t *Table) place(column int) fault.Field {
	f := t.Source.Place(column)
	f.Path += t.Names[column]
	return f
}

// note takes down one bad row, with all that is wrong with it.
func (t *Table) note(fields ...fault.Field) {
	t.bad++
	if t.bad <= namedRows {
		t.wrong = append(t.wrong, fields...)
	}
}

// verdict is the error for the bad rows, or nil.
func (t *Table) verdict() error {
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
func (t *Table) count() (collect.Reading, error) {
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
		collect.Known(RowCount, float64(t.rows)), collect.Known(ColumnCount, float64(len(t.Names))),
	})}, nil
}

// none warns of a table without rows: it can mean that there was nothing, or that the export failed.
func (t *Table) none() []fault.Field {
	if t.rows > 0 {
		return nil
	}
	return []fault.Field{{Line: t.Line, Reason: "the file names its columns and has no rows", Remedy: "See whether there was nothing to export, or the export failed"}}
}
