package sheet_test

import (
	"archive/zip"
	"bytes"
	"crypto/rand"
	"encoding/json"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/xuri/excelize/v2"
	"pgregory.net/rapid"

	"github.com/steelyard-isms/steelyard/internal/civil"
	"github.com/steelyard-isms/steelyard/internal/fault"
	"github.com/steelyard-isms/steelyard/internal/query"
	"github.com/steelyard-isms/steelyard/internal/record"
	"github.com/steelyard-isms/steelyard/internal/sheet"
)

type thing struct {
	Text   string                   `json:"text,omitempty"`
	Must   string                   `json:"must" field:"required"`
	Number float64                  `json:"number,omitempty"`
	Whole  int                      `json:"whole,omitempty"`
	Maybe  *float64                 `json:"maybe,omitempty"`
	Yes    bool                     `json:"yes,omitempty"`
	On     civil.Date               `json:"on,omitzero"`
	Words  []string                 `json:"words,omitempty"`
	Table  map[string]string        `json:"table,omitempty"`
	Weight record.Dated[float64]    `json:"weight,omitempty"`
	Label  record.Dated[string]     `json:"label,omitempty"`
	Box    *box                     `json:"box,omitempty"`
	Flat   box                      `json:"flat,omitzero"`
	Plan   record.Dated[box]        `json:"plan,omitempty"`
	Boxes  []box                    `json:"boxes,omitempty"`
	Deep   *deep                    `json:"deep,omitempty"`
	Friend record.Ref               `json:"friend,omitempty" field:"ref=thing"`
	Heirs  map[string]record.Ref    `json:"heirs,omitempty" field:"ref=thing"`
	Due    record.Dated[civil.Date] `json:"due,omitempty"`
}

type box struct {
	Name string `json:"name,omitempty"`
	Size int    `json:"size,omitempty"`
}

type deep struct {
	Inner *box   `json:"inner,omitempty"`
	Note  string `json:"note,omitempty"`
}

var thingKind = record.Define(record.Definition[thing]{Name: "thing", Plural: "things", Prefix: "T", Version: 1})

var noon = time.Date(2026, 9, 30, 12, 0, 0, 0, time.UTC)

func parse(b []byte) (record.Tree, error) {
	d := json.NewDecoder(bytes.NewReader(b))
	d.UseNumber()
	var out record.Tree
	if err := d.Decode(&out); err != nil {
		return nil, fault.InvalidField("not JSON", fault.Field{Reason: "is no JSON"})
	}
	return out, nil
}

func plan(before *record.Snapshot, name, title string, spec record.Tree) (*record.Snapshot, record.Outcome, error) {
	p, err := record.Plan(before, []record.Change{{Declaration: record.Declaration{Kind: "thing", Name: name, Title: title, Spec: spec}}}, noon)
	if err != nil {
		return nil, record.Outcome{}, err
	}
	return p.After.Edit().Seal(before.Seq()+1, noon), p.Outcomes[0], nil
}

// texts are those that spreadsheets do most to.
var texts = rapid.OneOf(rapid.String(), rapid.SampledFrom([]string{"=1+1", "+1", "-1", "@x", "'", "''", "'=x", "'\"x", "'\"x\"", "'{}", "{}", "[1]", "[x", "\ta", "a\r\nb", "a\nb", " a", "a ", "_x0041_", "_x000D_",
	"\u0001", "1", "1.0", "true", "\"", "a,b;c", "\uFFFE", "1E5", "2026-01-01", "'a", "null", "#REF!", "\u2028", "0123"}))

func specs() *rapid.Generator[map[string]any] {
	return rapid.Custom(func(t *rapid.T) map[string]any {
		out := map[string]any{"must": "x" + texts.Draw(t, "must")}
		maybe := func(name string, g *rapid.Generator[any]) {
			if rapid.Bool().Draw(t, "has "+name) {
				out[name] = g.Draw(t, name)
			}
		}
		text, number := texts.AsAny(), rapid.OneOf(rapid.Float64Range(-1e15, 1e15).AsAny(), rapid.IntRange(-5, 5).AsAny(), rapid.SampledFrom([]float64{1e300, 1e-300, 0.1, -0.5}).AsAny())
		one := rapid.Custom(func(t *rapid.T) any {
			m := map[string]any{}
			if rapid.Bool().Draw(t, "name?") {
				m["name"] = texts.Draw(t, "name")
			}
			if rapid.Bool().Draw(t, "size?") {
				m["size"] = rapid.IntRange(-9, 9).Draw(t, "size")
			}
			return m
		})
		dated := func(g *rapid.Generator[any]) *rapid.Generator[any] {
			return rapid.OneOf(g, rapid.Custom(func(t *rapid.T) any {
				return []any{map[string]any{"value": g.Draw(t, "a")}, map[string]any{"from": "2026-02-01", "value": g.Draw(t, "b"), "reason": texts.Draw(t, "why")}}
			}))
		}
		maybe("text", text)
		maybe("number", number)
		maybe("whole", rapid.IntRange(-1000, 1000).AsAny())
		maybe("maybe", number)
		maybe("yes", rapid.Bool().AsAny())
		maybe("on", rapid.Just[any]("2026-03-04"))
		maybe("words", rapid.SliceOfN(text, 0, 3).AsAny())
		maybe("table", rapid.MapOfN(rapid.SampledFrom([]string{"a", "=b", "_x0041_"}), text, 0, 2).AsAny())
		maybe("weight", dated(number))
		maybe("label", dated(text))
		maybe("box", one)
		maybe("flat", one)
		maybe("plan", dated(one))
		maybe("boxes", rapid.SliceOfN(one, 0, 2).AsAny())
		maybe("deep", rapid.Custom(func(t *rapid.T) any {
			m := map[string]any{}
			if rapid.Bool().Draw(t, "inner?") {
				m["inner"] = one.Draw(t, "inner")
			}
			if rapid.Bool().Draw(t, "note?") {
				m["note"] = texts.Draw(t, "note")
			}
			return m
		}))
		maybe("friend", rapid.Just[any]("other"))
		maybe("heirs", rapid.Just[any](map[string]any{"first": "other"}))
		maybe("due", dated(rapid.SampledFrom([]any{"2026-01-01", "2026-12-31"})))
		return out
	})
}

// What is written and not changed reads back as the same declarations, in both forms, whatever the texts hold.
func TestThereAndBack(t *testing.T) {
	columns := query.Columns(thingKind)
	other, _, err := plan(record.NewSnapshot(record.NewRegistry(thingKind)), "other", "Other", map[string]any{"must": "x"})
	if err != nil {
		t.Fatal(err)
	}
	rapid.Check(t, func(t *rapid.T) {
		raw, err := json.Marshal(specs().Draw(t, "spec"))
		if err != nil {
			t.Skip()
		}
		tree, _ := parse(raw)
		state, o, err := plan(other, "one", "T "+strings.ReplaceAll(texts.Draw(t, "title"), "\n", ""), tree)
		if err != nil {
			t.Skip() // a text that the kernel does not take
		}
		declared, err := state.Declared(o.Record)
		if err != nil {
			t.Fatal(err)
		}
		spec, _ := parse(declared)
		for _, form := range []string{"csv", "xlsx"} {
			var out bytes.Buffer
			w, err := writer(form, &out, sheet.Header(columns))
			if err != nil {
				t.Fatal(err)
			}
			if err := w.Row(sheet.Cells(columns, o.Record, spec.(map[string]any))); err != nil {
				t.Fatal(err)
			}
			if err := w.Close(); err != nil {
				t.Fatal(err)
			}
			table, err := read(form, out.Bytes())
			if err != nil {
				t.Fatalf("%s is not read: %v", form, err)
			}
			s, err := sheet.Understand(thingKind, table, parse)
			if err != nil {
				t.Fatalf("%s is not understood: %v\n%s", form, err, declared)
			}
			row := s.Rows[0]
			for _, was := range []map[string]any{nil, copyOf(declared)} {
				_, again, err := plan(state, row.Name, row.Title, row.Spec(was))
				if err != nil {
					t.Fatalf("%s: %v\n%s", form, err, declared)
				}
				if again.Action != record.Unchanged || row.UID != o.Record.UID || row.Code != o.Record.Code || *row.Revision != 1 || row.Retired {
					got, _ := state.Declared(again.Record)
					t.Fatalf("%s makes of %q\n%s\n%q\n%s", form, o.Record.Title, declared, again.Record.Title, got)
				}
			}
		}
	})
}

func copyOf(b []byte) map[string]any {
	tree, _ := parse(b)
	m, _ := tree.(map[string]any)
	return m
}

func writer(form string, out *bytes.Buffer, header []string) (sheet.Writer, error) {
	if form == "csv" {
		return sheet.NewCSV(out, header)
	}
	return sheet.NewXLSX(out, "things", header)
}

func read(form string, b []byte) (sheet.Table, error) {
	if form == "csv" {
		return sheet.ReadCSV(b)
	}
	return sheet.ReadXLSX(b, "things")
}

// No cell of an export is run by a spreadsheet.
func TestNothingIsRun(t *testing.T) {
	columns, err := query.Fields(thingKind, "fields", "title,spec.text,spec.words,spec.label")
	if err != nil {
		t.Fatal(err)
	}
	rapid.Check(t, func(t *rapid.T) {
		text := texts.Draw(t, "text")
		for i, c := range sheet.Cells(columns, &record.Record{Kind: "thing", Title: text}, map[string]any{"text": text, "words": []any{text}, "label": text}) {
			if c.Text != "" && strings.ContainsAny(c.Text[:1], "=+-@\t\r") {
				t.Errorf("%s is written as %q", columns[i].Name, c.Text)
			}
		}
	})
}

func TestFaultsHaveTheirPlace(t *testing.T) {
	for _, c := range []struct{ table, want string }{
		{"name,spec.must\nx,\"a", `rows 2`},
		{"naem,spec.must\nx,a", "1:1 naem is not a column of things. Did you mean name?|1:0 name is missing"},
		{"name,spec.must,name\nx,a,y", "1:3 name stands twice"},
		{"name,spec.must\nx,a,b", "2:3  stands beside the table"},
		{"name,spec.must\n,a", "2:1 name is empty"},
		{"name;spec.boxes\nx;[{]\n", "2:2 spec.boxes is not JSON"},
		{"name\tretired\tspec.must\nx\tperhaps\ta\n", "2:2 retired is neither true nor false"},
		{"name,revision\nx,0\n\ny,a\n", "2:2 revision is not the number|3:2 revision is not the number"},
		{"", "1:0  has no header"},
		{"name\n\xff", "is not text in UTF-8"},
	} {
		table, err := sheet.ReadCSV([]byte(c.table))
		if err == nil {
			_, err = sheet.Understand(thingKind, table, parse)
		}
		if err == nil {
			t.Errorf("%q is accepted", c.table)
			continue
		}
		var got []string
		for _, f := range fault.Of(err).Fields {
			got = append(got, fmt.Sprintf("%d:%d %s %s. %s", f.Line, f.Column, f.Path, f.Reason, f.Remedy))
			if f.Reason == "" || f.Remedy == "" {
				t.Errorf("%q: %+v", c.table, f)
			}
		}
		for i, want := range strings.Split(c.want, "|") {
			if want != `rows 2` && (i >= len(got) || !strings.Contains(got[i], want)) {
				t.Errorf("%q is refused by %q", c.table, got)
			}
		}
	}
}

// What people do to a table in a spreadsheet is understood.
func TestSpreadsheetHabits(t *testing.T) {
	f := excelize.NewFile()
	day, _ := f.NewStyle(&excelize.Style{NumFmt: 14})
	_ = f.SetSheetRow("Sheet1", "A1", &[]any{"name", "spec.must", "spec.on", "spec.whole", "spec.yes", "spec.number", "spec.words"})
	_ = f.SetSheetRow("Sheet1", "A2", &[]any{"one", 12, time.Date(2026, 5, 1, 0, 0, 0, 0, time.UTC), 3.0, true, 0.25, ""})
	_ = f.SetCellStyle("Sheet1", "C2", "C2", day)
	_ = f.SetCellFormula("Sheet1", "D3", "1+1")
	var b bytes.Buffer
	if err := f.Write(&b); err != nil {
		t.Fatal(err)
	}
	table, err := sheet.ReadXLSX(b.Bytes(), "things")
	if err != nil {
		t.Fatal(err)
	}
	s, err := sheet.Understand(thingKind, table, parse)
	if err != nil {
		t.Fatal(err)
	}
	got, _ := json.Marshal(s.Rows[0].Spec(map[string]any{"text": "stays", "words": []any{"goes"}}))
	if want := `{"must":"12","number":0.25,"on":"2026-05-01","text":"stays","whole":3,"yes":true}`; string(got) != want {
		t.Errorf("the row is read as %s", got)
	}
	if line, column := s.Rows[0].Place("spec.words[0]"); line != 2 || column != 7 {
		t.Errorf("a fault in the first word is told of row %d, column %d", line, column)
	}
}

// bomb is a workbook whose one sheet unpacks to so many bytes, while its directory tells of few.
func bomb(t testing.TB, bytesOut int) []byte {
	t.Helper()
	var b bytes.Buffer
	z := zip.NewWriter(&b)
	w, err := z.Create("xl/worksheets/sheet1.xml")
	if err != nil {
		t.Fatal(err)
	}
	block := make([]byte, 1<<20)
	for range bytesOut >> 20 {
		_, _ = w.Write(block)
	}
	if err := z.Close(); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

// workbook is one of a sheet with some rows and a table of texts, with bytes beside them that do not pack, so that it is not
// refused for how well it packs.
func workbook(t testing.TB, texts, rows string) []byte {
	t.Helper()
	const types, relations = "application/vnd.openxmlformats-officedocument.spreadsheetml.", "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
	relation := func(list string) string {
		return `<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">` + list + `</Relationships>`
	}
	const main = ` xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"`
	noise := make([]byte, 200_000)
	_, _ = rand.Read(noise)
	var b bytes.Buffer
	z := zip.NewWriter(&b)
	for _, part := range []struct{ name, text string }{
		{"[Content_Types].xml", `<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Override PartName="/xl/workbook.xml" ContentType="` + types + `sheet.main+xml"/><Override PartName="/xl/worksheets/sheet1.xml" ContentType="` + types + `worksheet+xml"/><Override PartName="/xl/sharedStrings.xml" ContentType="` + types + `sharedStrings+xml"/></Types>`},
		{"_rels/.rels", relation(`<Relationship Id="rId1" Type="` + relations + `/officeDocument" Target="xl/workbook.xml"/>`)},
		{"xl/workbook.xml", `<workbook` + main + ` xmlns:r="` + relations + `"><sheets><sheet name="things" sheetId="1" r:id="rId1"/></sheets></workbook>`},
		{"xl/_rels/workbook.xml.rels", relation(`<Relationship Id="rId1" Type="` + relations + `/worksheet" Target="worksheets/sheet1.xml"/><Relationship Id="rId2" Type="` + relations + `/sharedStrings" Target="sharedStrings.xml"/>`)},
		{"xl/sharedStrings.xml", `<sst` + main + `>` + texts + `</sst>`},
		{"xl/worksheets/sheet1.xml", `<worksheet` + main + `><sheetData>` + rows + `</sheetData></worksheet>`},
		{"noise", string(noise)},
	} {
		w, err := z.Create(part.name)
		if err != nil {
			t.Fatal(err)
		}
		_, _ = w.Write([]byte(part.text))
	}
	if err := z.Close(); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

// A workbook whose parts would take gigabytes once they are read is refused by what they hold, though it is small and unpacks
// to little; a long table is not.
func TestPartsThatGrowInMemoryAreRefused(t *testing.T) {
	if _, err := sheet.ReadXLSX(workbook(t, strings.Repeat("<si><t/></si>", 700_000), ""), "things"); !fault.Is(err, fault.Limited) {
		t.Errorf("700,000 texts are answered with %v", err)
	}
	row := `<row>` + strings.Repeat("<c><v>1</v></c>", 60) + `</row>`
	table, err := sheet.ReadXLSX(workbook(t, strings.Repeat("<si><t/></si>", 1000), strings.Repeat(row, 10_000)), "things")
	if err != nil || len(table.Rows) != 10_000 || len(table.Rows[0]) != 60 {
		t.Errorf("a table of 600,000 cells is answered with %d rows and %v", len(table.Rows), err)
	}
}

func TestBombIsRefused(t *testing.T) {
	if _, err := sheet.ReadXLSX(bomb(t, 300<<20), "things"); !fault.Is(err, fault.Limited) {
		t.Errorf("300 MiB in a small file are answered with %v", err)
	}
	var b bytes.Buffer
	z := zip.NewWriter(&b)
	for i := range 1001 {
		_, _ = z.Create(fmt.Sprint(i))
	}
	_ = z.Close()
	if _, err := sheet.ReadXLSX(b.Bytes(), "things"); !fault.Is(err, fault.Limited) {
		t.Errorf("a workbook of 1,001 parts is answered with %v", err)
	}
	if _, err := sheet.ReadCSV([]byte("name\n" + strings.Repeat("x\n", 10_001))); !fault.Is(err, fault.Limited) {
		t.Errorf("10,001 rows are answered with %v", err)
	}
	long := []sheet.Cell{{Text: strings.Repeat("x", 40_000)}}
	var out bytes.Buffer
	w, err := sheet.NewXLSX(&out, "things", []string{"spec.text"})
	if err != nil {
		t.Fatal(err)
	}
	if err := w.Row(long); !fault.Is(err, fault.Invalid) {
		t.Errorf("a cell that would be cut is answered with %v", err)
	}
	if err := w.Close(); err != nil || out.Len() > 0 {
		t.Errorf("a table that was refused is written nevertheless: %d bytes, %v", out.Len(), err)
	}
}

func FuzzReadCSV(f *testing.F) {
	f.Add([]byte("name,title,spec.must,spec.weight,spec.boxes\nx,X,'=1,2,\"[{\"\"name\"\":\"\"a\"\"}]\"\n"))
	f.Add([]byte("\uFEFFuid;name;revision;retired;spec.deep.inner.name\n;x;1;true;{}\n"))
	f.Fuzz(func(t *testing.T, b []byte) { understand(t, func() (sheet.Table, error) { return sheet.ReadCSV(b) }) })
}

func FuzzReadXLSX(f *testing.F) {
	var b bytes.Buffer
	w, err := sheet.NewXLSX(&b, "things", []string{"name", "spec.must", "spec.number"})
	if err != nil {
		f.Fatal(err)
	}
	_ = w.Row([]sheet.Cell{{Text: "x"}, {Text: "a"}, {Text: "2.5", Number: true}})
	_ = w.Close()
	f.Add(b.Bytes())
	f.Add(bomb(f, 2<<20))
	f.Fuzz(func(t *testing.T, b []byte) {
		understand(t, func() (sheet.Table, error) { return sheet.ReadXLSX(b, "things") })
	})
}

// understand reads any table up to a plan: it is planned, or refused for what a person can mend.
func understand(t *testing.T, read func() (sheet.Table, error)) {
	table, err := read()
	var s *sheet.Sheet
	if err == nil {
		s, err = sheet.Understand(thingKind, table, parse)
	}
	if err != nil {
		if f := fault.Of(err); f.Code != fault.Invalid && f.Code != fault.Limited {
			t.Errorf("%v", err)
		}
		return
	}
	for _, row := range s.Rows {
		spec := row.Spec(nil)
		_, _, err := plan(record.NewSnapshot(record.NewRegistry(thingKind)), row.Name, row.Title, spec)
		if err != nil && !fault.Is(err, fault.Invalid) {
			t.Errorf("%v", err)
		}
		if line, column := row.Place("spec.must"); line != row.Line || column < 0 {
			t.Errorf("place %d:%d", line, column)
		}
	}
}
