package xlsxfile

import (
	"archive/zip"
	"bytes"
	"context"
	"fmt"
	"io"
	"math"
	"os"
	"strings"
	"testing"
	"time"

	"github.com/xuri/excelize/v2"

	"github.com/steelyard-isms/steelyard/internal/collect"
	"github.com/steelyard-isms/steelyard/internal/fault"
	"github.com/steelyard-isms/steelyard/internal/mapping"
)

func read(data []byte, m *mapping.Mapping) (collect.Reading, error) {
	return Format{Mapping: m}.Open(context.Background(), bytes.NewReader(data), int64(len(data)), collect.Options{})
}

func declared(t testing.TB, text string) *mapping.Mapping {
	t.Helper()
	m, err := mapping.Parse([]byte(text))
	if err != nil {
		t.Fatalf("the mapping is refused: %v", err)
	}
	return &m
}

// fixture is a workbook made with excelize: 30 invented people on the second sheet, below a blank row and with one between.
func fixture(t testing.TB) []byte {
	t.Helper()
	b, err := os.ReadFile("testdata/training.xlsx")
	if err != nil {
		t.Fatal(err)
	}
	return b
}

// book makes a workbook of one sheet.
func book(t testing.TB, rows ...[]any) []byte {
	t.Helper()
	f := excelize.NewFile()
	for i, row := range rows {
		if err := f.SetSheetRow("Sheet1", fmt.Sprintf("A%d", i+1), &row); err != nil {
			t.Fatal(err)
		}
	}
	b, err := f.WriteToBuffer()
	if err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

func warnings(r collect.Reading) string {
	var lines []string
	for _, w := range r.Warnings {
		lines = append(lines, w.String())
	}
	return strings.Join(lines, "\n")
}

const training = `{"sheet": "Training", "rows": "file", "time": {"column": "Invited", "format": "serial"}, "values": [
	{"name": "people", "operation": "count"},
	{"name": "done", "operation": "share", "where": [{"column": "Done", "equals": "yes"}]},
	{"name": "score", "operation": "mean", "column": "Score", "empty": "skip"},
	{"name": "days", "operation": "median", "column": "Days", "empty": "skip"}]}`

// The numbers are those of the rule by which the workbook was made: two of three people are done, with scores of 50 % and
// one per cent more for each person before them.
func TestASheetIsReadByItsMapping(t *testing.T) {
	got, err := read(fixture(t), declared(t, training))
	if err != nil {
		t.Fatal(err)
	}
	for name, want := range map[string]float64{"people": 30, "done": 100 * 2.0 / 3, "score": 0.65, "days": 15} {
		if v, _ := got.Value(name); v.Number == nil || math.Abs(*v.Number-want) > 1e-9 {
			t.Errorf("%s is %v, want %v", name, v.Number, want)
		}
	}
	if at := got.ObservedAt.Format(time.DateOnly); at != "2026-03-28" || got.Items != 30 {
		t.Errorf("observed at %s with %d items", at, got.Items)
	}
}

func TestWithoutAMappingTheFirstSheetIsCounted(t *testing.T) {
	got, err := read(fixture(t), nil)
	rows, _ := got.Value("rows")
	if err != nil || rows.Number == nil || *rows.Number != 1 || !strings.Contains(warnings(got), "the workbook has 2 sheets; the first was read") {
		t.Errorf("got %+v, %s, %v", got.Values, warnings(got), err)
	}
}

func TestUnitsGetTheirOwnRows(t *testing.T) {
	got, err := read(fixture(t), declared(t, `{"sheet": "Training", "rows": "file", "unit_column": "Unit", "values": [{"name": "n", "operation": "count"}]}`))
	if err != nil || len(got.Rows) != 3 || got.Rows[0].Unit != "Finance" || *got.Rows[0].Values[0].Number != 10 {
		t.Errorf("got %+v, %v", got.Rows, err)
	}
}

func TestMistakesAreNamedBySheetRowAndColumn(t *testing.T) {
	sum := `{"rows": "file", "values": [{"name": "n", "operation": "sum", "column": "b"}]}`
	for _, c := range []struct {
		name    string
		data    []byte
		mapping string
		want    string
	}{
		{"no number", book(t, []any{"a", "b"}, []any{"x", 1}, []any{"y", "two"}), sum, `line 3: Sheet1!B3 b: "two" is not a number`},
		{"error of a formula", book(t, []any{"a", "b"}, []any{"x", "#DIV/0!"}), sum, `line 2: Sheet1!B2 b: "#DIV/0!" is not a number`},
		{"empty cell", book(t, []any{"a", "b"}, []any{"x"}), sum, `line 2: Sheet1!B2 b: the cell is empty`},
		{"column without a name", book(t, []any{"a", "b"}, []any{"x", 1, "note"}), sum, "line 2: Sheet1!C2 : the row has 3 columns, the first row 2"},
		{"no such column", book(t, []any{"a"}, []any{"x"}), sum, `values[0].column: the file has no column named "b"`},
		{"no such sheet", fixture(t), `{"sheet": "Trainings", "rows": "file", "values": [{"name": "n", "operation": "count"}]}`, `sheet: the workbook has no sheet named "Trainings". It has "Read me", "Training"`},
		{"empty sheet", book(t), sum, "Sheet1: the sheet is empty"},
		{"signs of texts", fixture(t), `{"decimal": ",", "rows": "file", "values": [{"name": "n", "operation": "count"}]}`, "decimal: the cells of a workbook hold numbers"},
		{"no archive", []byte("a,b\n1,2\n"), sum, "a part of it is damaged"},
	} {
		got, err := read(c.data, declared(t, c.mapping))
		if !fault.Is(err, fault.Invalid) || !strings.Contains(err.Error(), c.want) || got.Values != nil {
			t.Errorf("%s: got %v, want %q", c.name, err, c.want)
		}
	}
	if _, err := (Format{}).Read(context.Background(), strings.NewReader("a,b\n"), collect.Options{}); !fault.Is(err, fault.Invalid) {
		t.Errorf("what is no workbook is read as one: %v", err)
	}
}

func TestLimits(t *testing.T) {
	wide := make([]any, maxColumns+1)
	for i := range wide {
		wide[i] = i
	}
	if _, err := read(book(t, wide), nil); !fault.Is(err, fault.Limited) || !strings.Contains(err.Error(), "500 columns") {
		t.Errorf("any number of columns is read: %v", err)
	}
	if _, err := (Format{}).Open(context.Background(), bytes.NewReader(nil), maxPacked+1, collect.Options{}); !fault.Is(err, fault.Limited) {
		t.Errorf("a workbook of any size is read: %v", err)
	}
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	rows := [][]any{{"a"}}
	for i := range 1001 {
		rows = append(rows, []any{i})
	}
	data := book(t, rows...)
	if _, err := (Format{}).Open(ctx, bytes.NewReader(data), int64(len(data)), collect.Options{}); !fault.Is(err, fault.Unavailable) {
		t.Errorf("a cancelled reading goes on: %v", err)
	}
}

// replaced gives the workbook with one part changed.
func replaced(t testing.TB, data []byte, name, content string) []byte {
	t.Helper()
	z, err := zip.NewReader(bytes.NewReader(data), int64(len(data)))
	if err != nil {
		t.Fatal(err)
	}
	var b bytes.Buffer
	w := zip.NewWriter(&b)
	for _, part := range z.File {
		to, err := w.Create(part.Name)
		if err != nil {
			t.Fatal(err)
		}
		if part.Name == name {
			_, err = io.WriteString(to, content)
		} else if from, openErr := part.Open(); openErr == nil {
			_, err = io.Copy(to, from)
		}
		if err != nil {
			t.Fatal(err)
		}
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

// FuzzSheet varies the XML of a sheet within a workbook: the archive around it is proved elsewhere.
func FuzzSheet(f *testing.F) {
	data := book(f, []any{"a", "b"}, []any{"x", 1})
	f.Add(`<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData><row r="1"><c r="A1" t="inlineStr"><is><t>a</t></is></c><c r="B1"><v>1</v></c></row></sheetData></worksheet>`)
	f.Add(`<worksheet><sheetData><row r="9"><c r="ZZ9" t="b"><v>1</v></c></row><row/></sheetData></worksheet>`)
	f.Add(`<worksheet><sheetData><row r="1"><c r="A1" t="s"><v>99</v></c></row>`)
	m := declared(f, `{"rows": "file", "values": [{"name": "n", "operation": "count"}]}`)
	f.Fuzz(func(t *testing.T, sheet string) {
		got, err := read(replaced(t, data, "xl/worksheets/sheet1.xml", sheet), m)
		if err != nil && (got.Values != nil || fault.Of(err).Code == fault.Internal) {
			t.Errorf("a bad error, or half a result: %v", err)
		}
	})
}

// A large sheet lies in a temporary file while it is read, and nowhere afterwards.
func TestALargeSheetLeavesNothingBehind(t *testing.T) {
	f := excelize.NewFile()
	w, err := f.NewStreamWriter("Sheet1")
	if err != nil {
		t.Fatal(err)
	}
	const rows = 60_000
	for i := range rows + 1 {
		row := []any{i, i * 7, "a text of some length"}
		if i == 0 {
			row = []any{"a", "b", "c"}
		}
		if err := w.SetRow(fmt.Sprintf("A%d", i+1), row); err != nil {
			t.Fatal(err)
		}
	}
	if err := w.Flush(); err != nil {
		t.Fatal(err)
	}
	b, err := f.WriteToBuffer()
	if err != nil {
		t.Fatal(err)
	}
	if err := f.Close(); err != nil {
		t.Fatal(err)
	}
	dir := t.TempDir()
	t.Setenv("TMPDIR", dir)
	got, err := read(b.Bytes(), declared(t, `{"rows": "file", "values": [{"name": "n", "operation": "sum", "column": "b"}]}`))
	if n, _ := got.Value("n"); err != nil || *n.Number != 7*rows*(rows+1)/2 {
		t.Errorf("got %+v, %v", got.Values, err)
	}
	if left, err := os.ReadDir(dir); err != nil || len(left) > 0 {
		t.Errorf("left behind: %v, %v", left, err)
	}
}
