package csvfile

import (
	"context"
	"encoding/json"
	"fmt"
	"math"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"

	"github.com/steelyard-isms/steelyard/internal/collect"
	"github.com/steelyard-isms/steelyard/internal/collect/table"
	"github.com/steelyard-isms/steelyard/internal/fault"
	"github.com/steelyard-isms/steelyard/internal/mapping"
)

func read(text string, m *mapping.Mapping) (collect.Reading, error) {
	return Format{Mapping: m}.Read(context.Background(), strings.NewReader(text), collect.Options{})
}

func declared(t testing.TB, text string) *mapping.Mapping {
	t.Helper()
	m, err := mapping.Parse([]byte(text))
	if err != nil {
		t.Fatalf("the mapping is refused: %v", err)
	}
	return &m
}

func warnings(r collect.Reading) string {
	var lines []string
	for _, w := range r.Warnings {
		lines = append(lines, w.String())
	}
	return strings.Join(lines, "\n")
}

// show writes values as name=number, null where unknown, with the sample size where there is one.
func show(values []collect.Value) string {
	var parts []string
	for _, v := range values {
		text := "null"
		if v.Number != nil {
			text = fmt.Sprintf("%g/%d", *v.Number, v.N)
		}
		parts = append(parts, v.Name+"="+text)
	}
	return strings.Join(parts, " ")
}

func TestWithoutAMappingRowsAndColumnsAreCounted(t *testing.T) {
	for _, c := range []struct{ name, text, want string }{
		{"comma", "a,b\n1,2\n3,4\n", "columns=2/0 rows=2/0"},
		{"semicolon with decimal commas", "a;b\n1,5;2,5\n3,5;4,5\n", "columns=2/0 rows=2/0"},
		{"tab", "a\tb\tc\n1\t2\t3\n", "columns=3/0 rows=1/0"},
		{"bar", "a|b\n1|2\n", "columns=2/0 rows=1/0"},
		{"byte order mark, quotes and Windows line ends", "\xef\xbb\xbf\"a\",\"b\"\r\n\"1, or \"\"2\"\"\r\nand more\",2\r\n", "columns=2/0 rows=1/0"},
		{"one column", "host\na\nb\n", "columns=1/0 rows=2/0"},
		{"no line feed at the end", "a,b\n1,2", "columns=2/0 rows=1/0"},
		{"no rows", "a,b\n", "columns=2/0 rows=0/0"},
	} {
		got, err := read(c.text, nil)
		if err != nil || show(got.Values) != c.want {
			t.Errorf("%s: got %s, %v, want %s", c.name, show(got.Values), err, c.want)
		}
	}
	if got, _ := read("a,b\n", nil); !strings.Contains(warnings(got), "has no rows") {
		t.Error("nobody is warned of a table without rows")
	}
}

const people = `name,unit,at,days,score,done
Ann,IT,2026-03-01,3,80,yes
Bob,IT,2026-03-05,5,,no
Cyd,HR,2026-03-03,7,60,yes
`

func TestOperationsOverTheFile(t *testing.T) {
	cases := []struct{ name, values, want, warning string }{
		{"count", `{"name":"n","operation":"count"}`, "n=3/3", ""},
		{"count where", `{"name":"n","operation":"count","where":[{"column":"done","equals":"yes"},{"column":"unit","not":"HR"}]}`, "n=1/3", ""},
		{"count in", `{"name":"n","operation":"count","where":[{"column":"name","in":["Ann","Bob","Dan"]}]}`, "n=2/3", ""},
		{"count of filled cells", `{"name":"n","operation":"count","where":[{"column":"score","not":""}]}`, "n=2/3", ""},
		{"sum", `{"name":"n","operation":"sum","column":"days"}`, "n=15/3", ""},
		{"sum of none", `{"name":"n","operation":"sum","column":"days","where":[{"column":"unit","equals":"Law"}]}`, "n=0/0", ""},
		{"mean", `{"name":"n","operation":"mean","column":"days"}`, "n=5/3", ""},
		{"mean without the empty", `{"name":"n","operation":"mean","column":"score","empty":"skip"}`, "n=70/2", "score: 1 of 3 rows have no number there"},
		{"mean with the empty as 0", `{"name":"n","operation":"mean","column":"score","empty":"zero"}`, "n=46.666666666666664/3", ""},
		{"mean of none", `{"name":"n","operation":"mean","column":"score","empty":"skip","where":[{"column":"name","equals":"Bob"}]}`, "n=null", "it is unknown: no row fits and has a number"},
		{"sum of empty cells", `{"name":"n","operation":"sum","column":"score","empty":"skip","where":[{"column":"name","equals":"Bob"}]}`, "n=null", "it is unknown"},
		{"min and max", `{"name":"least","operation":"min","column":"days"},{"name":"most","operation":"max","column":"days"}`, "least=3/3 most=7/3", ""},
		{"share", `{"name":"n","operation":"share","where":[{"column":"done","equals":"yes"}]}`, "n=66.66666666666667/3", ""},
		{"share of a part", `{"name":"n","operation":"share","where":[{"column":"done","equals":"yes"}],"of":[{"column":"unit","equals":"IT"}]}`, "n=50/2", ""},
		{"share of nothing", `{"name":"n","operation":"share","where":[{"column":"done","equals":"yes"}],"of":[{"column":"unit","equals":"Law"}]}`, "n=null", "no row belongs to the whole"},
		{"the value of one row", `{"name":"n","operation":"value","column":"days","where":[{"column":"name","equals":"Cyd"}]}`, "n=7/1", ""},
		{"the value of no row", `{"name":"n","operation":"value","column":"days","where":[{"column":"name","equals":"Dan"}]}`, "n=null", "it is unknown"},
	}
	for _, c := range cases {
		got, err := read(people, declared(t, `{"rows":"file","values":[`+c.values+`]}`))
		if err != nil || show(got.Values) != c.want || got.Items != 3 {
			t.Errorf("%s: got %s, %v, want %s", c.name, show(got.Values), err, c.want)
		}
		if text := warnings(got); !strings.Contains(text, c.warning) || c.warning == "" && text != "" {
			t.Errorf("%s: warnings %q, want %q", c.name, text, c.warning)
		}
	}
	_, err := read(people, declared(t, `{"rows":"file","values":[{"name":"n","operation":"value","column":"days"}]}`))
	if !fault.Is(err, fault.Invalid) || !strings.Contains(err.Error(), "line 3: days: n wants one row, but line 2 fits as well") {
		t.Errorf("one of several rows is taken for the value: %v", err)
	}
}

func TestUnitsGetTheirOwnRows(t *testing.T) {
	got, err := read(people, declared(t, `{"rows":"file","unit_column":"unit","time":{"column":"at","format":"YYYY-MM-DD"},"values":[
		{"name":"done","operation":"share","where":[{"column":"done","equals":"yes"}]},
		{"name":"bob","operation":"mean","column":"days","where":[{"column":"name","equals":"Bob"}]}]}`))
	if err != nil {
		t.Fatal(err)
	}
	var lines []string
	for _, r := range got.Rows {
		lines = append(lines, fmt.Sprintf("%s %s %s", r.Unit, r.ObservedAt.Format(time.DateOnly), show(r.Values)))
	}
	want := "HR 2026-03-03 done=100/1 bob=null\nIT 2026-03-05 done=50/2 bob=5/1"
	if text := strings.Join(lines, "\n"); text != want || show(got.Values) != "bob=5/1 done=66.66666666666667/3" {
		t.Errorf("units are shown as\n%s\nwant\n%s\nand the file as %s", text, want, show(got.Values))
	}
	if got.ObservedAt.Format(time.DateOnly) != "2026-03-05" || warnings(got) != "bob: it is unknown for 1 of 2 units: no row of theirs fits and has a number" {
		t.Errorf("the file is observed at %v, with warnings %q", got.ObservedAt, warnings(got))
	}
}

func TestEachRowIsAnObservation(t *testing.T) {
	text := "when;what;n;unit\n31/03/2026 18:05;found;1.234,5;IT\n31/03/2026 19:05;fixed;7;IT\n01/04/2026 00:00;found;;HR\n01/04/2026 01:00;found;0;HR\n"
	got, err := read(text, declared(t, `{"rows":"each","decimal":",","thousands":".","unit_column":"unit",
		"time":{"column":"when","format":"DD/MM/YYYY hh:mm","zone":"Europe/Prague"},
		"values":[{"name":"found","operation":"value","column":"n","empty":"skip","where":[{"column":"what","equals":"found"}]},
		          {"name":"fixed","operation":"value","column":"n","where":[{"column":"what","equals":"fixed"}]}]}`))
	if err != nil {
		t.Fatal(err)
	}
	var lines []string
	for _, r := range got.Rows {
		lines = append(lines, fmt.Sprintf("%d %s %s %s", r.Line, r.ObservedAt.Format(time.RFC3339), r.Unit, show(r.Values)))
	}
	// Prague is at UTC+2 from the last Sunday of March.
	want := "2 2026-03-31T16:05:00Z IT found=1234.5/1\n3 2026-03-31T17:05:00Z IT fixed=7/1\n5 2026-03-31T23:00:00Z HR found=0/1"
	if text := strings.Join(lines, "\n"); text != want {
		t.Errorf("got\n%s\nwant\n%s", text, want)
	}
	if len(got.Values) != 0 || got.Items != 4 || got.ObservedAt.Format(time.RFC3339) != "2026-03-31T23:00:00Z" || !strings.Contains(warnings(got), "n: 1 of 4 rows have no number there") {
		t.Errorf("the file as a whole: %s, %d, %v, %q", show(got.Values), got.Items, got.ObservedAt, warnings(got))
	}
}

func TestBadRowsRefuseTheFileByPlace(t *testing.T) {
	m := declared(t, `{"rows":"file","time":{"column":"at","format":"YYYY-MM-DD"},"unit_column":"unit","values":[{"name":"n","operation":"sum","column":"days"}]}`)
	text := "unit,at,days\nIT,2026-03-01,3\n,2026-03-02,4\nIT,March,x\nIT,2026-03-03\nIT,2026-03-04,NaN\nIT,2026-03-04,\"\"\n\"two\nlines\",2026-03-04,\"1,5\"\nIT,2026-03-05,a\"b\nIT,2026-03-06,1e999\nIT,2026-03-07,0x10\n"
	_, err := read(text, m)
	if !fault.Is(err, fault.Invalid) {
		t.Fatalf("bad rows are accepted: %v", err)
	}
	var got []string
	for _, f := range fault.Of(err).Fields {
		got = append(got, fmt.Sprintf("%d:%d %s: %s", f.Line, f.Column, f.Path, f.Reason))
		if f.Remedy == "" {
			t.Errorf("nobody is told what to do about %v", f)
		}
	}
	want := []string{
		"3:1 unit: the row names no unit",
		`4:4 at: "March" is not a time of the form YYYY-MM-DD`,
		`4:10 days: "x" is not a number`,
		"5:0 : the row has 2 columns, the first line 3",
		`6:15 days: "NaN" is not a finite number`,
		"7:15 days: the cell is empty where a number is expected",
		`9:19 days: "1,5" is not a number`,
		"10:16 : there is a quotation mark within a text that does not start with one",
		`11:15 days: "1e999" is not a number`,
		`12:15 days: "0x10" is not a number`,
	}
	if strings.Join(got, "\n") != strings.Join(want, "\n") {
		t.Errorf("places are\n%s\nwant\n%s", strings.Join(got, "\n"), strings.Join(want, "\n"))
	}
	if message := fault.Of(err).Message; message != "9 of 10 rows are wrong, so the file is refused" {
		t.Errorf("the total is told as %q", message)
	}

	_, err = read("unit,at,days\n"+strings.Repeat("IT,2026-03-01,x\n", 500), m)
	if f := fault.Of(err); len(f.Fields) != 20 || f.Message != "500 of 500 rows are wrong, so the file is refused; the first 20 follow" {
		t.Errorf("500 bad rows are told as %q with %d places", f.Message, len(f.Fields))
	}
	_, err = read("a,b\n1,2\n3,\"4\n", nil)
	if !strings.Contains(fault.Of(err).Message, "1 of 2 rows") || !strings.Contains(err.Error(), "line 3: the quotation marks do not match") {
		t.Errorf("a quotation that is not closed: %v", err)
	}
}

func TestMappingThatDoesNotFitTheFile(t *testing.T) {
	m := declared(t, `{"rows":"file","time":{"column":"When","format":"YYYY-MM-DD"},"unit_column":"a","values":[{"name":"n","operation":"sum","column":"c","where":[{"column":"d","equals":""}]}]}`)
	_, err := read("a,b,b,a\n1,2,3,4\n", m)
	var got []string
	for _, f := range fault.Of(err).Fields {
		got = append(got, f.String())
	}
	want := `time.column: the file has no column named "When". It has "a", "b", "b", "a"
unit_column: the file has more than one column named "a". Name its columns differently
values[0].where[0].column: the file has no column named "d". It has "a", "b", "b", "a"
values[0].column: the file has no column named "c". It has "a", "b", "b", "a"`
	if strings.Join(got, "\n") != want {
		t.Errorf("got\n%s\nwant\n%s", strings.Join(got, "\n"), want)
	}
}

func TestFilesThatAreNoTable(t *testing.T) {
	for _, c := range []struct {
		name, text string
		code       fault.Code
		want       string
	}{
		{"sign-in page", "\n<!DOCTYPE html><html><body>Sign in, please</body></html>", fault.Invalid, "it is HTML or XML"},
		{"blank", "\n\n", fault.Invalid, "no line of column names"},
		{"binary", "a,b\n\x00\x01", fault.Invalid, "line 2: there is a NUL byte"},
		{"endless cell", "a,b\n1,2\n\"" + strings.Repeat("x", 2<<20), fault.Limited, "line 3: a single record, tag or text is larger than 1 MiB"},
		{"ragged", "a,b\n1,2,3\n", fault.Invalid, "line 2: the row has 3 columns, the first line 2"},
	} {
		got, err := read(c.text, nil)
		if !fault.Is(err, c.code) || !strings.Contains(err.Error(), c.want) || got.Values != nil {
			t.Errorf("%s: got %v, want %q", c.name, err, c.want)
		}
	}
	units := declared(t, `{"rows":"file","unit_column":"u","values":[{"name":"n","operation":"count"}]}`)
	var b strings.Builder
	b.WriteString("u,v\n")
	for i := range 10_000 + 1 {
		fmt.Fprintf(&b, "%d,x\n", i)
	}
	if _, err := read(b.String(), units); !fault.Is(err, fault.Limited) {
		t.Errorf("units without limit: %v", err)
	}
}

// Sums, means and shares agree with plain arithmetic over the same rows, however the numbers are written.
func TestAggregatesAgreeWithArithmetic(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		cents := rapid.SliceOfN(rapid.IntRange(-1_000_000_00, 1_000_000_00), 1, 50).Draw(t, "cents")
		style := rapid.SampledFrom([]struct{ decimal, thousands, sign string }{{".", "", ""}, {",", "", ""}, {".", ",", ","}, {",", ".", "."}, {",", "space", " "}, {".", "'", "'"}}).Draw(t, "style")
		var text strings.Builder
		text.WriteString("n;k\n")
		total, even := 0, 0
		for _, c := range cents {
			total += c
			if c%2 == 0 {
				even++
			}
			fmt.Fprintf(&text, "%s;%d\n", written(c, style.decimal, style.sign), c&1)
		}
		m := &mapping.Mapping{Delimiter: ";", Decimal: style.decimal, Thousands: style.thousands, Rows: mapping.File, Values: []mapping.ValueRule{
			{Name: "sum", Operation: mapping.Sum, Column: "n"}, {Name: "mean", Operation: mapping.Mean, Column: "n"},
			{Name: "even", Operation: mapping.Share, Where: []mapping.Condition{{Column: "k", Equals: new(string)}}}}}
		*m.Values[2].Where[0].Equals = "0"
		got, err := read(text.String(), m)
		if err != nil {
			t.Fatalf("%v in\n%s", err, text.String())
		}
		want := map[string]float64{"sum": float64(total) / 100, "mean": float64(total) / 100 / float64(len(cents)), "even": 100 * float64(even) / float64(len(cents))}
		for name, w := range want {
			v, _ := got.Value(name)
			if v.Number == nil || math.Abs(*v.Number-w) > 1e-6 {
				t.Fatalf("%s is %v, want %v, in\n%s", name, show(got.Values), w, text.String())
			}
		}
	})
}

// written writes hundredths with the given decimal and thousands signs.
func written(cents int, decimal, thousands string) string {
	sign := ""
	if cents < 0 {
		sign, cents = "-", -cents
	}
	whole := fmt.Sprint(cents / 100)
	for i := len(whole) - 3; i > 0; i -= 3 {
		whole = whole[:i] + thousands + whole[i:]
	}
	return fmt.Sprintf("%s%s%s%02d", sign, whole, decimal, cents%100)
}

func FuzzRead(f *testing.F) {
	f.Add(people)
	f.Add("\xef\xbb\xbf\"a\";\"b\"\r\n\"1\"\"\n\";2\r\n")
	f.Fuzz(func(t *testing.T, text string) {
		Format{}.Sniff([]byte(text))
		got, err := read(text, nil)
		if err != nil {
			if got.Values != nil || fault.Of(err).Code == fault.Internal {
				t.Errorf("a bad error, or half a result: %v", err)
			}
			return
		}
		if rows, _ := got.Value(table.RowCount); *rows.Number != float64(got.Items) {
			t.Errorf("%v rows and %d items", *rows.Number, got.Items)
		}
	})
}

func FuzzMapping(f *testing.F) {
	f.Add(`{"rows":"file","unit_column":"unit","values":[{"name":"n","operation":"mean","column":"score","empty":"skip"}]}`, people)
	f.Add(`{"rows":"each","delimiter":",","time":{"column":"at","format":"YYYY-M-D"},"values":[{"name":"n","operation":"value","column":"days"}]}`, people)
	f.Add(`{"rows":"each","decimal":",","thousands":"space","time":{"column":"at","format":"unix"},"values":[{"name":"n","operation":"value","column":"n"}]}`, "at;n\n1.5;1 000,5\n")
	f.Fuzz(func(t *testing.T, declared, text string) {
		m, err := mapping.Parse([]byte(declared))
		if err != nil {
			if fault.Of(err).Code == fault.Internal {
				t.Errorf("a bad error: %v", err)
			}
			return
		}
		if again, err := json.Marshal(m); err != nil {
			t.Errorf("the mapping cannot be written: %v", err)
		} else if _, err := mapping.Parse(again); err != nil {
			t.Errorf("the mapping is refused once it was written: %v", err)
		}
		got, err := read(text, &m)
		if err != nil {
			if got.Values != nil || got.Rows != nil || fault.Of(err).Code == fault.Internal {
				t.Errorf("a bad error, or half a result: %v", err)
			}
			return
		}
		for _, row := range append(got.Rows, collect.Row{Values: got.Values}) {
			for _, v := range row.Values {
				if v.Number != nil && (math.IsNaN(*v.Number) || math.IsInf(*v.Number, 0)) {
					t.Errorf("%s is %v", v.Name, *v.Number)
				}
			}
		}
	})
}

func TestAMappingThatIsNotValidIsNotUsed(t *testing.T) {
	if _, err := read("a,b\n1,2\n", &mapping.Mapping{}); !fault.Is(err, fault.Invalid) {
		t.Errorf("a mapping that is not valid is used: %v", err)
	}
}
