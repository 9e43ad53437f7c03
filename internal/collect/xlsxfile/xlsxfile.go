// Package xlsxfile reads a sheet of a workbook (Office Open XML, .xlsx) by a declared mapping, row by row.
//
// The first row that is not blank names the columns; the rest is as package table does it. Cells are read as they are kept,
// not as they are shown: 12.5 % is 0.125, a date is the number of its day, TRUE is 1, and of a formula the value that was
// kept with it counts. Nothing is computed, and macros and links are passed over.
package xlsxfile

import (
	"context"
	"fmt"
	"io"
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/xuri/excelize/v2"

	"github.com/steelyard-isms/steelyard/internal/collect"
	"github.com/steelyard-isms/steelyard/internal/collect/table"
	"github.com/steelyard-isms/steelyard/internal/fault"
	"github.com/steelyard-isms/steelyard/internal/mapping"
)

const (
	maxPacked   = 16 << 20  // bytes of a workbook: its directory and styles are held in memory
	maxUnpacked = 256 << 20 // bytes of a workbook, unpacked
	inMemory    = 4 << 20   // bytes of a part; larger ones lie in temporary files while they are read
	maxLines    = 1 << 20   // rows that a sheet can have
	maxColumns  = 500
)

// Format reads workbooks. The zero value has no mapping.
type Format struct {
	Mapping *mapping.Mapping // nil: the rows and columns of the first sheet are counted
}

// Name is "xlsx".
func (Format) Name() string { return "xlsx" }

// By gives the format with a mapping.
func (Format) By(m *mapping.Mapping) collect.Format { return Format{Mapping: m} }

// Sniff never wants a file: workbooks are archives, which Holds knows.
func (Format) Sniff([]byte) bool { return false }

// Holds knows a workbook by the part that lists its sheets.
func (Format) Holds(names []string) bool { return slices.Contains(names, "xl/workbook.xml") }

const damage = "the workbook cannot be read"

// Read refuses: what is no archive is no workbook.
func (Format) Read(context.Context, io.Reader, collect.Options) (collect.Reading, error) {
	return collect.Reading{}, fault.InvalidField(damage, fault.Field{Reason: "it is not an Excel workbook (.xlsx)", Remedy: "Save it as one, without a password; older workbooks (.xls) cannot be read"})
}

// Open reads a sheet.
func (f Format) Open(ctx context.Context, r io.ReaderAt, size int64, o collect.Options) (out collect.Reading, err error) {
	if f.Mapping != nil {
		if err := mapping.Checked("xlsx", f.Mapping); err != nil {
			return collect.Reading{}, err
		}
	}
	defer func() { // the library has been known to fall over damaged workbooks
		if recover() != nil {
			out, err = collect.Reading{}, broken(nil)
		}
	}()
	book, err := open(r, size)
	if err != nil {
		return collect.Reading{}, err
	}
	defer func() { _ = book.Close() }()
	name, err := f.sheet(book)
	if err != nil {
		return collect.Reading{}, err
	}
	lines, err := book.Rows(name)
	if err != nil {
		return collect.Reading{}, broken(err)
	}
	defer func() { _ = lines.Close() }()
	s := &sheet{ctx: ctx, name: name, lines: lines}
	header, err := s.header()
	if err != nil {
		return collect.Reading{}, err
	}
	t := &table.Table{Names: header, Source: s, Line: s.line}
	if properties, err := book.GetWorkbookProps(); err == nil && properties.Date1904 != nil {
		t.From04 = *properties.Date1904
	}
	out, err = t.Read(f.Mapping, o)
	if sheets := len(book.GetSheetList()); err == nil && sheets > 1 && (f.Mapping == nil || f.Mapping.Sheet == "") {
		out.Warnings = append(out.Warnings, fault.Field{Path: name, Reason: fmt.Sprintf("the workbook has %d sheets; the first was read, the others were not", sheets)})
	}
	return out, err
}

// open reads what a workbook is made of. Errors: Limited, Invalid.
func open(r io.ReaderAt, size int64) (*excelize.File, error) {
	if size > maxPacked {
		return nil, &fault.Error{Code: fault.Limited, Message: "the workbook is too large", Fields: []fault.Field{{
			Reason: fmt.Sprintf("it is larger than %d MiB", maxPacked>>20), Remedy: "Send the sheet as CSV"}}}
	}
	book, err := excelize.OpenReader(io.NewSectionReader(r, 0, size), excelize.Options{RawCellValue: true, UnzipSizeLimit: maxUnpacked, UnzipXMLSizeLimit: inMemory})
	if err != nil {
		return nil, broken(err)
	}
	return book, nil
}

// broken says that the library cannot read on.
func broken(cause error) error {
	bad := fault.InvalidField(damage, fault.Field{Reason: "a part of it is damaged", Remedy: "Save it again as an Excel workbook (.xlsx) without a password, or send CSV"})
	bad.Cause = cause
	return bad
}

// sheet gives the name of the sheet that is declared, or of the first.
func (f Format) sheet(book *excelize.File) (string, error) {
	sheets := book.GetSheetList()
	if len(sheets) == 0 {
		return "", fault.InvalidField(damage, fault.Field{Reason: "it has no sheet", Remedy: "Save it again"})
	}
	if f.Mapping == nil || f.Mapping.Sheet == "" {
		return sheets[0], nil
	}
	if slices.Contains(sheets, f.Mapping.Sheet) {
		return f.Mapping.Sheet, nil
	}
	var quoted []string
	for _, s := range sheets[:min(len(sheets), 20)] {
		quoted = append(quoted, fmt.Sprintf("%q", collect.Short(s)))
	}
	return "", fault.InvalidField("the mapping does not fit the file", fault.Field{Path: "sheet",
		Reason: fmt.Sprintf("the workbook has no sheet named %q", collect.Short(f.Mapping.Sheet)), Remedy: "It has " + strings.Join(quoted, ", ")})
}

// sheet gives the rows of a sheet that are not blank.
type sheet struct {
	ctx   context.Context
	name  string
	lines *excelize.Rows
	line  int
	width int // columns of the first row; 0 before it is read
}

func (s *sheet) header() ([]string, error) {
	row, _, err := s.Next()
	if err == io.EOF { //nolint:errorlint // as Next gives it
		return nil, fault.InvalidField(damage, fault.Field{Path: s.name, Reason: "the sheet is empty", Remedy: "Choose the sheet that has the table, with sheet in the mapping"})
	}
	if err != nil {
		return nil, err
	}
	names := make([]string, len(row))
	for i, name := range row {
		names[i] = strings.TrimSpace(name)
	}
	s.width = len(names)
	return names, nil
}

// Next serves table.Source.
func (s *sheet) Next() ([]string, *fault.Field, error) {
	for s.lines.Next() {
		if s.line++; s.line > maxLines {
			return nil, nil, s.limited(fmt.Sprintf("the sheet has more than %d rows", maxLines))
		}
		if s.line%1000 == 0 && s.ctx.Err() != nil {
			return nil, nil, fault.Wrap(fault.Unavailable, s.ctx.Err(), "reading the workbook was stopped")
		}
		row, err := s.lines.Columns(excelize.Options{RawCellValue: true})
		if err != nil {
			return nil, nil, broken(err)
		}
		if len(row) > maxColumns {
			return nil, nil, s.limited(fmt.Sprintf("the row has more than %d columns", maxColumns))
		}
		for len(row) > s.width && strings.TrimSpace(row[len(row)-1]) == "" { // cells that are formatted and empty
			row = row[:len(row)-1]
		}
		if strings.TrimSpace(strings.Join(row, "")) == "" {
			continue
		}
		for i, cell := range row {
			if !utf8.ValidString(cell) || strings.ContainsRune(cell, 0) {
				field := s.Place(i)
				field.Reason, field.Remedy = "the cell holds what is not text", "Save the workbook again"
				return nil, &field, nil
			}
		}
		if s.width > 0 && len(row) > s.width {
			field := s.Place(s.width)
			field.Reason, field.Remedy = fmt.Sprintf("the row has %d columns, the first row %d", len(row), s.width), "Name every column in the first row, and keep notes on another sheet"
			return nil, &field, nil
		}
		for len(row) < s.width {
			row = append(row, "")
		}
		return row, nil, nil
	}
	if err := s.lines.Error(); err != nil {
		return nil, nil, broken(err)
	}
	return nil, nil, io.EOF
}

func (s *sheet) limited(reason string) error {
	return &fault.Error{Code: fault.Limited, Message: "the sheet is too large", Fields: []fault.Field{{Line: s.line, Path: s.name, Reason: reason, Remedy: "Remove what does not belong to the table, or send CSV"}}}
}

// Place serves table.Source: the cell as spreadsheets name it.
func (s *sheet) Place(column int) fault.Field {
	f := fault.Field{Line: s.line, Column: column + 1}
	if cell, err := excelize.CoordinatesToCellName(column+1, s.line); err == nil {
		f.Path = collect.Short(s.name) + "!" + cell + " "
	}
	return f
}
