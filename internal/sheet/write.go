package sheet

import (
	"encoding/csv"
	"fmt"
	"io"
	"strconv"
	"unicode/utf8"

	"github.com/xuri/excelize/v2"

	"github.com/steelyard-isms/steelyard/internal/fault"
)

// Writer writes a table row by row.
type Writer interface {
	Row([]Cell) error
	Close() error // writes what is left
}

// NewCSV writes CSV by RFC 4180 in UTF-8.
func NewCSV(w io.Writer, header []string) (Writer, error) {
	out := &csvWriter{w: csv.NewWriter(w), row: make([]string, len(header))}
	return out, out.w.Write(header)
}

type csvWriter struct {
	w   *csv.Writer
	row []string
}

func (c *csvWriter) Row(cells []Cell) error {
	for i, x := range cells {
		c.row[i] = x.Text
	}
	return c.w.Write(c.row)
}

func (c *csvWriter) Close() error {
	c.w.Flush()
	return c.w.Error()
}

// longestCell is the most characters that a spreadsheet keeps in a cell; mostRows the most rows of a sheet.
const (
	longestCell = 32_767
	mostRows    = 1_048_576
)

// NewXLSX writes a workbook with one sheet. Nothing reaches w before Close, so that what cannot be written is refused whole.
// The caller closes it also after a failure.
func NewXLSX(w io.Writer, sheet string, header []string) (Writer, error) {
	f := excelize.NewFile()
	out := &xlsxWriter{w: w, file: f, header: header}
	if err := f.SetSheetName("Sheet1", sheet); err != nil {
		return nil, fmt.Errorf("naming the sheet %s: %w", sheet, err)
	}
	stream, err := f.NewStreamWriter(sheet)
	if err != nil {
		return nil, err
	}
	out.stream = stream
	bold, err := f.NewStyle(&excelize.Style{Font: &excelize.Font{Bold: true}})
	if err != nil {
		return nil, err
	}
	if err := stream.SetPanes(&excelize.Panes{Freeze: true, YSplit: 1, TopLeftCell: "A2", ActivePane: "bottomLeft"}); err != nil {
		return nil, err
	}
	cells := make([]any, len(header))
	for i, name := range header {
		cells[i] = excelize.Cell{StyleID: bold, Value: name}
	}
	return out, out.set(cells)
}

type xlsxWriter struct {
	w      io.Writer
	file   *excelize.File
	stream *excelize.StreamWriter
	header []string
	rows   int
	failed bool
}

func (x *xlsxWriter) set(cells []any) error {
	x.rows++
	if x.rows > mostRows {
		return x.refuse(fault.Field{Reason: "has more rows than a spreadsheet takes", Remedy: "Ask for fewer records with filter, or for csv"})
	}
	err := x.stream.SetRow("A"+strconv.Itoa(x.rows), cells)
	x.failed = x.failed || err != nil
	return err
}

func (x *xlsxWriter) refuse(f fault.Field) error {
	x.failed = true
	f.Path = "format"
	return fault.InvalidField("the table cannot be written", f)
}

func (x *xlsxWriter) Row(cells []Cell) error {
	row := make([]any, len(cells))
	for i, c := range cells {
		switch {
		case c.Text == "":
		case c.Truth:
			row[i] = c.Text == "true"
		case c.Number:
			n, err := strconv.ParseFloat(c.Text, 64)
			if err != nil || strconv.FormatFloat(n, 'f', -1, 64) != c.Text { // a spreadsheet would change it
				row[i] = c.Text
				continue
			}
			row[i] = n
		default:
			if utf8.RuneCountInString(c.Text) > longestCell || len(c.Text) > longestCell && utf16Len(c.Text) > longestCell {
				return x.refuse(fault.Field{Reason: fmt.Sprintf("cannot hold %s of the record in row %d: it has more than %d characters", x.header[i], x.rows+1, longestCell),
					Remedy: "Ask for csv, or leave the field out with fields"})
			}
			row[i] = c.Text
		}
	}
	return x.set(row)
}

func utf16Len(s string) int {
	n := 0
	for _, r := range s {
		n++
		if r > 0xFFFF {
			n++
		}
	}
	return n
}

func (x *xlsxWriter) Close() error {
	defer func() { _ = x.file.Close() }()
	if x.failed {
		return nil
	}
	if err := x.stream.Flush(); err != nil {
		return fmt.Errorf("writing the table: %w", err)
	}
	_, err := x.file.WriteTo(x.w)
	return err
}
