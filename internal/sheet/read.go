package sheet

import (
	"archive/zip"
	"bytes"
	"encoding/csv"
	"encoding/xml"
	"errors"
	"fmt"
	"io"
	"strings"
	"unicode/utf8"

	"github.com/xuri/excelize/v2"

	"github.com/steelyard-isms/steelyard/internal/fault"
	"github.com/steelyard-isms/steelyard/internal/record"
)

// limits on a table that is read
const (
	// MaxBytes is the most bytes of a table, as sent.
	MaxBytes   = 16 << 20
	maxRows    = 10_000
	maxColumns = 500
	maxParts   = 1000      // files within a workbook
	unpacked   = 128 << 20 // bytes of a workbook, unpacked
	ratio      = 200       // of unpacked to packed, beyond a MiB
	maxMarks   = 2_000_000 // begins and ends of elements in a part that the library holds in memory whole, such as the texts: each takes about 125 bytes
)

// Table is what was read: texts by row and column, the first row being the header.
type Table struct {
	Sheet string // name of the sheet; empty for CSV
	Rows  [][]string
	Dates bool  // cells may hold days as the numbers of a spreadsheet
	lines []int // of the text on which rows begin; nil: rows are counted
}

func refused(f fault.Field) error { return fault.InvalidField("the table cannot be read", f) }

// ReadCSV reads CSV in UTF-8, separated by commas, semicolons or tabs. Errors: Invalid with row and column; Limited.
func ReadCSV(b []byte) (Table, error) {
	b = bytes.TrimPrefix(b, []byte("\uFEFF"))
	if !utf8.Valid(b) {
		return Table{}, refused(fault.Field{Reason: "is not text in UTF-8", Remedy: "Save the table as CSV UTF-8, or send it as XLSX"})
	}
	r := csv.NewReader(bytes.NewReader(b))
	r.FieldsPerRecord, r.Comma = -1, separator(b)
	var t Table
	for {
		row, err := r.Read()
		if err == io.EOF {
			return t, nil
		}
		if err != nil {
			f := fault.Field{Line: len(t.Rows) + 1, Reason: "is not CSV", Remedy: "Put texts with quotes, commas or line breaks in double quotes, and double the quotes within"}
			if bad, ok := errors.AsType[*csv.ParseError](err); ok {
				f.Column, f.Reason = max(1, bad.Column), "is not CSV: "+bad.Err.Error()
			}
			return Table{}, refused(f)
		}
		line, _ := r.FieldPos(0)
		t.lines = append(t.lines, line)
		if err := t.add(row); err != nil {
			return Table{}, err
		}
	}
}

// line is where a row stands, counted from 1: in a text the line on which it begins, which empty lines come before.
func (t Table) line(row int) int {
	if row < len(t.lines) {
		return t.lines[row]
	}
	return row + 1
}

// separator finds what separates the names in the first line.
func separator(b []byte) rune {
	line, _, _ := bytes.Cut(b, []byte("\n"))
	for _, c := range []rune{',', ';', '\t'} {
		if bytes.ContainsRune(line, c) {
			return c
		}
	}
	return ','
}

func (t *Table) add(row []string) error {
	switch {
	case len(t.Rows) > maxRows:
		return fault.New(fault.Limited, "a table has at most %d rows", maxRows)
	case len(row) > maxColumns:
		return fault.New(fault.Limited, "a table has at most %d columns", maxColumns)
	}
	t.Rows = append(t.Rows, row)
	return nil
}

// ReadXLSX reads the sheet of a name from a workbook, or its only sheet. Formulas are not run: the values kept with them
// are read. Errors: Invalid; Limited for a workbook that unpacks to too much.
func ReadXLSX(b []byte, sheet string) (t Table, err error) {
	if err := weigh(b); err != nil {
		return Table{}, err
	}
	broken := refused(fault.Field{Reason: "is not a workbook that can be read", Remedy: "Save it as an Excel workbook (.xlsx) without a password, or send CSV"})
	defer func() { // the library has been known to fall over damaged workbooks
		if recover() != nil {
			t, err = Table{}, broken
		}
	}()
	f, err := excelize.OpenReader(bytes.NewReader(b), excelize.Options{RawCellValue: true, UnzipSizeLimit: unpacked, UnzipXMLSizeLimit: unpacked})
	if err != nil {
		return Table{}, broken
	}
	defer func() { _ = f.Close() }()
	sheets := f.GetSheetList()
	t = Table{Sheet: sheet, Dates: true}
	if !holds(sheets, sheet) {
		if len(sheets) != 1 {
			return Table{}, refused(fault.Field{Reason: fmt.Sprintf("has no sheet named %s", sheet), Remedy: "Name the sheet " + sheet + ", or keep only one sheet"})
		}
		t.Sheet = sheets[0]
	}
	rows, err := f.Rows(t.Sheet)
	if err != nil {
		return Table{}, broken
	}
	defer func() { _ = rows.Close() }()
	for rows.Next() {
		row, err := rows.Columns(excelize.Options{RawCellValue: true})
		if err != nil {
			return Table{}, broken
		}
		for i, cell := range row {
			if !utf8.ValidString(cell) {
				return Table{}, refused(fault.Field{File: t.Sheet, Line: len(t.Rows) + 1, Column: i + 1, Reason: "holds bytes that are not text", Remedy: "Save the workbook again"})
			}
		}
		if err := t.add(row); err != nil {
			return Table{}, err
		}
	}
	if rows.Error() != nil {
		return Table{}, broken
	}
	for len(t.Rows) > 0 && blank(t.Rows[len(t.Rows)-1]) { // formatted rows without content
		t.Rows = t.Rows[:len(t.Rows)-1]
	}
	return t, nil
}

func holds(list []string, word string) bool {
	for _, x := range list {
		if x == word {
			return true
		}
	}
	return false
}

func blank(row []string) bool { return strings.TrimSpace(strings.Join(row, "")) == "" }

// weigh unpacks a workbook without keeping it, and refuses one that is made to exhaust whoever opens it. Sizes that the
// archive states of itself are not believed.
func weigh(b []byte) error {
	z, err := zip.NewReader(bytes.NewReader(b), int64(len(b)))
	if err != nil {
		return refused(fault.Field{Reason: "is not an XLSX workbook", Remedy: "Save it as an Excel workbook (.xlsx) without a password, or send CSV"})
	}
	if len(z.File) > maxParts {
		return fault.New(fault.Limited, "the workbook has more than %d parts", maxParts)
	}
	limit := min(int64(unpacked), max(1<<20, int64(len(b))*ratio))
	total := int64(0)
	for _, part := range z.File {
		r, err := part.Open()
		if err != nil {
			return refused(fault.Field{Reason: "has a part that cannot be unpacked: " + record.Clip(part.Name), Remedy: "Save the workbook again"})
		}
		w := &marks{}
		n, err := io.Copy(w, io.LimitReader(r, limit-total+1))
		_ = r.Close()
		if total += n; total > limit {
			return fault.New(fault.Limited, "the workbook unpacks to too much: more than %d MiB, or more than %d times its size", unpacked>>20, ratio)
		}
		if err != nil {
			return refused(fault.Field{Reason: "has a part that cannot be unpacked: " + record.Clip(part.Name), Remedy: "Save the workbook again"})
		}
		if w.count > maxMarks && !w.sheet() {
			return fault.New(fault.Limited, "the workbook has more than %d elements in %s", maxMarks/2, record.Clip(part.Name))
		}
	}
	return nil
}

// marks counts what a part unpacks to by the signs that begin its elements and end them, and keeps its beginning.
type marks struct {
	count int
	head  []byte
}

func (m *marks) Write(b []byte) (int, error) {
	m.count += bytes.Count(b, []byte("<"))
	m.head = append(m.head, b[:min(len(b), 4096-len(m.head))]...)
	return len(b), nil
}

// sheet tells whether the part is a sheet, which is read row by row.
func (m *marks) sheet() bool {
	d := xml.NewDecoder(bytes.NewReader(m.head))
	for {
		token, err := d.Token()
		if err != nil {
			return false
		}
		if begin, ok := token.(xml.StartElement); ok {
			return begin.Name.Local == "worksheet"
		}
	}
}
