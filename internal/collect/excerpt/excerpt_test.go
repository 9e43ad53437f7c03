package excerpt_test

import (
	"archive/zip"
	"bytes"
	"compress/gzip"
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"runtime"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/steelyard-isms/steelyard/internal/collect"
	"github.com/steelyard-isms/steelyard/internal/collect/csvfile"
	"github.com/steelyard-isms/steelyard/internal/collect/excerpt"
	"github.com/steelyard-isms/steelyard/internal/collect/gophish"
	"github.com/steelyard-isms/steelyard/internal/collect/jsonfile"
	"github.com/steelyard-isms/steelyard/internal/collect/lynis"
	"github.com/steelyard-isms/steelyard/internal/collect/prometheus"
	"github.com/steelyard-isms/steelyard/internal/collect/sample"
	"github.com/steelyard-isms/steelyard/internal/collect/xccdf"
	"github.com/steelyard-isms/steelyard/internal/collect/xlsxfile"
	"github.com/steelyard-isms/steelyard/internal/fault"
)

func formats() *collect.Formats {
	return collect.NewFormats(xccdf.Format{}, lynis.Format{}, gophish.Format{}, prometheus.Format{}, jsonfile.Format{}, xlsxfile.Format{}, csvfile.Format{})
}

func look(t testing.TB, name string, data []byte, o excerpt.Options) excerpt.Excerpt {
	t.Helper()
	e, err := excerpt.Read(t.Context(), formats(), name, bytes.NewReader(data), o)
	if err != nil {
		t.Fatalf("%s: %v", name, err)
	}
	return e
}

// fixture is a file that a real tool wrote.
func fixture(t testing.TB, name string) []byte {
	t.Helper()
	data, err := fs.ReadFile(sample.Files, name)
	if err != nil {
		for _, other := range []string{"gophish", "prometheus", "jsonfile", "xlsxfile"} {
			if data, err = os.ReadFile("../" + other + "/testdata/" + name); err == nil {
				break
			}
		}
	}
	if err != nil {
		t.Fatal(err)
	}
	return data
}

func packed(t testing.TB, data []byte) []byte {
	t.Helper()
	var b bytes.Buffer
	z := gzip.NewWriter(&b)
	if _, err := z.Write(data); err != nil || z.Close() != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

func archive(t testing.TB, namesAndContents ...string) []byte {
	t.Helper()
	var b bytes.Buffer
	w := zip.NewWriter(&b)
	for i := 0; i < len(namesAndContents); i += 2 {
		f, err := w.Create(namesAndContents[i])
		if err == nil {
			_, err = io.WriteString(f, namesAndContents[i+1])
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

// text is the lines that are given, with what is left out of each.
func text(e excerpt.Excerpt) string {
	var b strings.Builder
	for _, l := range e.Lines {
		fmt.Fprintf(&b, "%d %s", l.Number, l.Text)
		if l.More > 0 {
			fmt.Fprintf(&b, " (+%d)", l.More)
		}
		b.WriteByte('\n')
	}
	return b.String()
}

func cells(list []excerpt.Cell) string {
	var out []string
	for _, c := range list {
		if c.Cut {
			c.Text += "…"
		}
		out = append(out, c.Text)
	}
	return strings.Join(out, "|")
}

// What is shown of a file that a tool wrote is what stands in it.
func TestRealFilesAreShownAsTheyAre(t *testing.T) {
	lines := func(data []byte) []string { return strings.Split(strings.TrimSuffix(string(data), "\n"), "\n") }
	for _, name := range []string{sample.Lynis, "campaign-1.json", "findings.ndjson", "node_exporter-1.5.0-this-machine.prom"} {
		data := fixture(t, name)
		want := lines(data)
		for _, e := range []excerpt.Excerpt{look(t, name, data, excerpt.Options{}), look(t, name+".gz", packed(t, data), excerpt.Options{})} {
			if e.Form != excerpt.Text || e.Total != len(want) || !e.Counted || e.Stopped != "" {
				t.Errorf("%s: %s with %d lines counted %v, it has %d; %s", name, e.Form, e.Total, e.Counted, len(want), e.Stopped)
			}
			for i, l := range e.Lines {
				if whole := strings.TrimSuffix(want[i], "\r"); l.Number != i+1 || !strings.HasPrefix(whole, l.Text) || len([]rune(whole)) != len([]rune(l.Text))+l.More {
					t.Errorf("%s, line %d: %.100q with %d more, want %.100q", name, i+1, l.Text, l.More, want[i])
				}
			}
		}
	}
	e := look(t, sample.Standard, fixture(t, sample.Standard), excerpt.Options{Format: "xccdf"})
	if e.Packing != "gzip" || e.Form != excerpt.Text || !strings.HasPrefix(e.Lines[0].Text, "<?xml") || e.Total < 1000 || !e.Counted || len(e.Lines) != excerpt.MaxLines {
		t.Errorf("a packed scan is shown as %s of %d lines, %d given: %v", e.Form, e.Total, len(e.Lines), e.Lines[:1])
	}
	e = look(t, "campaign-1-results.csv", fixture(t, "campaign-1-results.csv"), excerpt.Options{Format: "gophish"})
	if e.Form != excerpt.Table || e.Total != 60 || len(e.Rows) != 60 || e.Rows[0].Line != 2 || !strings.HasPrefix(cells(e.Header), "id|status|") {
		t.Errorf("a table of Gophish is shown as %s of %d rows: %s", e.Form, e.Total, cells(e.Header))
	}
	e = look(t, "campaign-1-results.csv", fixture(t, "campaign-1-results.csv"), excerpt.Options{Format: "gophish", Plain: true})
	if e.Form != excerpt.Text || !e.Tabular || !strings.HasPrefix(e.Lines[0].Text, "id,status,") {
		t.Errorf("its lines are shown as %s: %v", e.Form, e.Lines[:1])
	}
	e = look(t, "training.xlsx", fixture(t, "training.xlsx"), excerpt.Options{Format: "xlsx", Sheet: "Training"})
	if e.Form != excerpt.Table || e.Sheets[0] != "Training" || e.Total != 30 || !e.Counted || !strings.Contains(cells(e.Header), "Done") || e.Packing != "" {
		t.Errorf("a workbook is shown as %s of %d rows of %v: %s (%s)", e.Form, e.Total, e.Sheets, cells(e.Header), e.Stopped)
	}
}

func TestWhatIsNotSeenIsWrittenOut(t *testing.T) {
	for _, c := range []struct{ name, data, want string }{
		{"what turns the order around", "a\u202eb\n", "1 a⟨U+202E⟩b\n"},
		{"no width", "pass\u200bword\ufeff\n", "1 pass⟨U+200B⟩word⟨U+FEFF⟩\n"},
		{"commands to a terminal", "\x1b[2J\n", "1 ⟨U+001B⟩[2J\n"},
		{"a byte that is no character", "caf\xe9 and much that is one\n", "1 caf⟨E9⟩ and much that is one\n"},
		{"markup", "<script>alert(1)</script>\n", "1 <script>alert(1)</script>\n"},
		{"tabs and ends of lines", "a\tb\r\nc\n\nd", "1 a\tb\n2 c\n3 \n4 d\n"},
		{"a mark of order", "\ufeffa\n\ufeffb\n", "1 a\n2 ⟨U+FEFF⟩b\n"},
		{"letters that join", "می\u200cخواهم\n", "1 می\u200cخواهم\n"},
		{"a return within", "a\rb\n", "1 a⟨U+000D⟩b\n"},
	} {
		if e := look(t, "x.txt", []byte(c.data), excerpt.Options{}); e.Form != excerpt.Text || text(e) != c.want {
			t.Errorf("%s: %s %q, want %q", c.name, e.Form, text(e), c.want)
		}
	}
	for name, data := range map[string]string{"NUL": "abc\x00def\n", "UTF-16": "\xff\xfea\x00", "a picture": "\x89PNG\r\n\x1a\n\x00\x00", "noise": strings.Repeat("\x81\x92abc", 50)} {
		if e := look(t, "x", []byte(data), excerpt.Options{}); e.Form != excerpt.Binary || e.Shown() > 0 {
			t.Errorf("%s is shown as %s", name, e.Form)
		}
	}
}

func TestWhatIsLeftOutIsSaid(t *testing.T) {
	long := strings.Repeat("é", 5000)
	e := look(t, "x", []byte(long+"\r\nnext\n"), excerpt.Options{})
	if e.Total != 2 || e.Lines[0].More != 5000-excerpt.MaxLine || utf8.RuneCountInString(e.Lines[0].Text) != excerpt.MaxLine || e.Lines[1].Text != "next" {
		t.Errorf("a line of 5,000 characters: %d given, %d more, of %d lines", utf8.RuneCountInString(e.Lines[0].Text), e.Lines[0].More, e.Total)
	}
	e = look(t, "x", []byte(strings.Repeat("line\n", 12_004)), excerpt.Options{})
	if e.Total != 12_004 || !e.Counted || len(e.Lines) != excerpt.MaxLines {
		t.Errorf("%d of %d lines are given, counted %v", len(e.Lines), e.Total, e.Counted)
	}
	e = look(t, "x", []byte(strings.Repeat(strings.Repeat("y", 1999)+"\n", 100)), excerpt.Options{})
	if size := len(text(e)); e.Total != 100 || size > excerpt.MaxText+1000 || len(e.Lines) == 100 {
		t.Errorf("%d bytes of long lines are given", size)
	}
	e = look(t, "x.csv", []byte("a,b\n"+strings.Repeat("1,"+strings.Repeat("z", 300)+"\n", 300)), excerpt.Options{})
	if len(e.Rows) != excerpt.MaxLines || e.Total != 300 || !e.Rows[0].Cells[1].Cut || utf8.RuneCountInString(e.Rows[0].Cells[1].Text) != excerpt.MaxCell {
		t.Errorf("%d of %d rows: %s", len(e.Rows), e.Total, cells(e.Rows[0].Cells))
	}
	wide := strings.TrimSuffix(strings.Repeat("c,", 45), ",") + "\n"
	if e = look(t, "x.csv", []byte(wide+wide), excerpt.Options{}); e.Columns != 45 || len(e.Header) != excerpt.MaxColumns {
		t.Errorf("%d of %d columns are given", len(e.Header), e.Columns)
	}
	e = look(t, "x.csv", []byte("a;b\n1;2\n\n\"3\n4\";5\n"), excerpt.Options{})
	if len(e.Rows) != 2 || e.Rows[1].Line != 4 || cells(e.Rows[1].Cells) != "3⟨U+000A⟩4|5" {
		t.Errorf("rows are %+v", e.Rows)
	}
	e = look(t, "x.csv", []byte("a,b\n1,2\n3,\"4\n"), excerpt.Options{Format: "csv"})
	if e.Counted || len(e.Rows) != 1 || !strings.Contains(e.Stopped, "from line 3 on") {
		t.Errorf("a quotation that is never closed: %d rows, %q", len(e.Rows), e.Stopped)
	}
	if e = look(t, "x", nil, excerpt.Options{}); e.Form != excerpt.Nothing || !e.Counted || e.Stopped != "" {
		t.Errorf("an empty file is %+v", e)
	}
}

func TestOfAnArchiveTheFileIsShownThatIsRead(t *testing.T) {
	report := string(fixture(t, sample.Lynis))
	e := look(t, "out.zip", archive(t, "README.md", "Read me", "host/lynis-report.dat", report, "x.html", "<html></html>"), excerpt.Options{})
	if e.Packing != "zip" || e.Member != "host/lynis-report.dat" || len(e.Members) != 3 || e.Members[0].Shown || !e.Members[1].Shown || e.Members[1].Bytes != int64(len(report)) || e.Form != excerpt.Text {
		t.Errorf("of an archive %q is shown as %s, of %+v", e.Member, e.Form, e.Members)
	}
	e = look(t, "out.zip", archive(t, "a.csv", "a,b\n1,2\n", "b.csv", "a,b\n1,2\n"), excerpt.Options{})
	if e.Form != excerpt.Nothing || len(e.Members) != 2 || e.Member != "" || !strings.Contains(e.Stopped, "2 of its files can be read") {
		t.Errorf("of two tables, %q is shown: %q", e.Member, e.Stopped)
	}
	var many []string
	for i := range 150 {
		many = append(many, fmt.Sprintf("n%03d\u202e.txt", i), "x")
	}
	if e = look(t, "out.zip", archive(t, many...), excerpt.Options{}); len(e.Members) != excerpt.MaxMembers || e.MoreMembers != 50 || e.Members[0].Name != "n000⟨U+202E⟩.txt" {
		t.Errorf("%d of 150 files are named and %d said to be more: %+v", len(e.Members), e.MoreMembers, e.Members[:1])
	}
	whole := packed(t, []byte(strings.Repeat("line of text\n", 100_000)))
	e = look(t, "x.gz", whole[:len(whole)/2], excerpt.Options{})
	if e.Counted || len(e.Lines) != excerpt.MaxLines || !strings.Contains(e.Stopped, "cut off at byte") {
		t.Errorf("of a packed file that is cut off %d lines are shown: %q", len(e.Lines), e.Stopped)
	}
	if e = look(t, "x.zip", whole[:0], excerpt.Options{}); e.Form != excerpt.Nothing {
		t.Error(e.Form)
	}
	if e = look(t, "x.zip", []byte("PK\x03\x04 and no more"), excerpt.Options{}); e.Stopped == "" || e.Form != excerpt.Nothing {
		t.Errorf("a damaged archive is shown as %+v", e)
	}
}

// endless gives the same for ever, and counts what was taken.
type endless struct {
	text string
	at   int
	n    int64
}

func (e *endless) Read(p []byte) (int, error) {
	for i := range p {
		p[i] = e.text[e.at]
		if e.at++; e.at == len(e.text) {
			e.at = 0
		}
	}
	e.n += int64(len(p))
	return len(p), nil
}

// However long a file is, or a line of it, little of it is gone through and less kept.
func TestEndlessFilesAreBounded(t *testing.T) {
	for name, text := range map[string]string{"lines": "some text\n", "one line": "y", "rows": "a,b\n", "one row": "a,", "quotation": "\"", "invisible": "\u202e"} {
		runtime.GC()
		var before, after runtime.MemStats
		runtime.ReadMemStats(&before)
		r := &endless{text: text}
		e, err := excerpt.Read(t.Context(), formats(), name, r, excerpt.Options{})
		runtime.ReadMemStats(&after)
		if err != nil || e.Counted || e.Shown() > excerpt.MaxLines {
			t.Errorf("%s: %d shown, counted %v, %v", name, e.Shown(), e.Counted, err)
		}
		if r.n > 40<<20 {
			t.Errorf("%s: %d MiB were gone through", name, r.n>>20)
		}
		if grown := int64(after.Sys) - int64(before.Sys); grown > 48<<20 {
			t.Errorf("%s: it took %d MiB of memory", name, grown>>20)
		}
	}
	_, err := excerpt.Read(t.Context(), formats(), "x", io.MultiReader(strings.NewReader("a\n"), failing{}), excerpt.Options{})
	if !fault.Is(err, fault.Unavailable) {
		t.Errorf("a database that fails reads as %v", err)
	}
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if e, err := excerpt.Read(ctx, formats(), "x", strings.NewReader("a\n"), excerpt.Options{}); err != nil || e.Form != excerpt.Nothing || e.Stopped == "" {
		t.Errorf("what is stopped before it begins gives %+v, %v", e, err)
	}
}

type failing struct{}

func (failing) Read([]byte) (int, error) {
	return 0, fault.Wrap(fault.Unavailable, errors.New("gone"), "the file cannot be read")
}

// Whatever a file holds, what is given is bounded and is text that can be seen.
func FuzzRead(f *testing.F) {
	for _, name := range []string{sample.Lynis, sample.Standard, sample.ANSSIMinimal, "campaign-1.json", "campaign-1-results.csv", "node_exporter-1.5.0-this-machine.prom", "findings.ndjson", "training.xlsx"} {
		data := fixture(f, name)
		for _, format := range []string{"", "csv"} {
			f.Add(name, data[:min(4096, len(data))], format, false)
		}
		if len(data) < 16<<10 {
			f.Add(name, data, "", true)
			f.Add(name+".gz", packed(f, data), "", false)
		}
	}
	f.Add("a.zip", archive(f, "a.csv", "a,b\n1,\u202e\n", "b.txt", "x"), "", false)
	f.Fuzz(func(t *testing.T, name string, data []byte, format string, plain bool) {
		e := look(t, name, data, excerpt.Options{Format: format, Plain: plain})
		all := 0
		count := func(s string) {
			if n := utf8.RuneCountInString(s); n > 10*excerpt.MaxLine {
				t.Errorf("a piece of %d characters is given", n)
			}
			all += utf8.RuneCountInString(s)
			if !utf8.ValidString(s) || strings.ContainsFunc(s, func(r rune) bool { return r < ' ' && r != '\t' || r == 0x202e || r == 0x200b }) {
				t.Errorf("%q holds what is not seen", s)
			}
		}
		for i, l := range e.Lines {
			if count(l.Text); l.Number != i+1 || l.More < 0 {
				t.Errorf("line %d is numbered %d, with %d more", i+1, l.Number, l.More)
			}
		}
		for _, row := range append([]excerpt.Row{{Cells: e.Header}}, e.Rows...) {
			if len(row.Cells) > excerpt.MaxColumns {
				t.Errorf("a row of %d cells is given", len(row.Cells))
			}
			for _, c := range row.Cells {
				count(c.Text)
			}
		}
		for _, m := range e.Members {
			count(m.Name)
		}
		if e.Shown() > excerpt.MaxLines || e.Shown() > e.Total || len(e.Members) > excerpt.MaxMembers || all > 10*excerpt.MaxText {
			t.Errorf("%d of %d, %d characters, %d files", e.Shown(), e.Total, all, len(e.Members))
		}
		if len(data) > 0 && e.Form == excerpt.Nothing && e.Stopped == "" && !e.Counted {
			t.Errorf("nothing is shown and nothing said: %+v", e)
		}
	})
}
