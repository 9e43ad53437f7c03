package jsonfile

import (
	"context"
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/steelyard-isms/steelyard/internal/collect"
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
		t.Fatalf("the mapping is refused: %v\n%s", err, text)
	}
	return &m
}

// fixture is an invented report of four findings in three groups, of which one has none; and the findings one a line.
func fixture(t testing.TB, name string) string {
	t.Helper()
	b, err := os.ReadFile(filepath.Join("testdata", name))
	if err != nil {
		t.Fatal(err)
	}
	return string(b)
}

func show(r collect.Reading) string {
	var parts []string
	for _, v := range r.Values {
		text := "null"
		if v.Number != nil {
			text = fmt.Sprintf("%g/%d", *v.Number, v.N)
		}
		parts = append(parts, v.Name+"="+text)
	}
	return strings.Join(parts, " ")
}

func warnings(r collect.Reading) string {
	var lines []string
	for _, w := range r.Warnings {
		lines = append(lines, w.String())
	}
	return strings.Join(lines, "\n")
}

const allFindings = `"rows": "doc.groups.filter(g, has(g.findings)).map(g, g.findings).flatten()"`

func TestValuesByExpression(t *testing.T) {
	for _, c := range []struct{ name, value, want, warning string }{
		{"over the document", `{"name":"v","operation":"value","expression":"doc.hosts"}`, "v=12/1", ""},
		{"computed over the document", `{"name":"v","operation":"value","expression":"size(doc.groups) * 100 / 2"}`, "v=150/1", ""},
		{"count", `{"name":"v","operation":"count"}`, "v=4/4", ""},
		{"count when", `{"name":"v","operation":"count","when":"row.severity == 'HIGH' && row.score > 8"}`, "v=1/4", ""},
		{"sum", `{"name":"v","operation":"sum","expression":"row.score","when":"row.severity == 'HIGH'"}`, "v=15.5/2", ""},
		{"mean without null", `{"name":"v","operation":"mean","expression":"row.score","empty":"skip"}`, "v=6/3", "1 of 4 rows have no value there"},
		{"null as 0", `{"name":"v","operation":"min","expression":"row.score","empty":"zero"}`, "v=0/4", ""},
		{"name that is not there", `{"name":"v","operation":"max","expression":"days(row.fixed) - days(row.found)","empty":"skip"}`, "v=10/2", "2 of 4 rows"},
		{"median of days", `{"name":"v","operation":"median","expression":"days(row.due) - days(row.found)"}`, "v=22.5/4", ""},
		{"times", `{"name":"v","operation":"max","expression":"(timestamp(row.due + 'T00:00:00Z') - timestamp(row.found + 'T00:00:00Z')).getHours() / 24"}`, "v=91/4", ""},
		{"distinct", `{"name":"v","operation":"distinct","expression":"row.severity"}`, "v=3/4", ""},
		{"share", `{"name":"v","operation":"share","when":"has(row.fixed)"}`, "v=50/4", ""},
		{"share of a part", `{"name":"v","operation":"share","when":"has(row.fixed)","among":"row.severity == 'HIGH'"}`, "v=50/2", ""},
		{"share of nothing", `{"name":"v","operation":"share","when":"true","among":"row.severity == 'NONE'"}`, "v=null", "no row belongs to the whole"},
		{"the value of one row", `{"name":"v","operation":"value","expression":"row.score","when":"row.id == 'F-3'"}`, "v=7.4/1", ""},
		{"rows and document", `{"name":"v","operation":"sum","expression":"row.score / doc.hosts","when":"row.id == 'F-1'"}`, "v=0.6749999999999999/1", ""},
		{"optional", `{"name":"v","operation":"sum","expression":"row.?score.orValue(1.0)","when":"row.severity == 'LOW'"}`, "v=2.5/1", ""},
		{"optional that is not there", `{"name":"v","operation":"sum","expression":"row.?price","empty":"skip"}`, "v=null", "4 of 4 rows"},
	} {
		got, err := read(fixture(t, "findings.json"), declared(t, `{`+allFindings+`, "time": {"expression": "doc.created", "format": "rfc3339"}, "values": [`+c.value+`]}`))
		if err != nil || show(got) != c.want || !strings.Contains(warnings(got), c.warning) || c.warning == "" && warnings(got) != "" {
			t.Errorf("%s: got %s, %v, want %s; warnings %q", c.name, show(got), err, c.want, warnings(got))
		}
		if at := got.ObservedAt.Format(time.RFC3339); err == nil && (at != "2026-03-31T18:00:00Z" || got.Items != 4) {
			t.Errorf("%s: observed at %s with %d items", c.name, at, got.Items)
		}
	}
}

func TestLinesAreReadAsTheListIs(t *testing.T) {
	values := `"values": [{"name":"high","operation":"count","when":"row.severity == 'HIGH'"},{"name":"score","operation":"mean","expression":"row.score","empty":"skip"}]`
	list, err := read(fixture(t, "findings.json"), declared(t, `{`+allFindings+`,`+values+`}`))
	if err != nil {
		t.Fatal(err)
	}
	lines, err := read(fixture(t, "findings.ndjson"), declared(t, `{"rows": "lines", "time": {"expression": "row.found", "format": "YYYY-MM-DD"}, `+values+`}`))
	if err != nil || show(lines) != show(list) {
		t.Errorf("one a line gives %s, %v, and a list %s", show(lines), err, show(list))
	}
	if at := lines.ObservedAt.Format(time.DateOnly); at != "2026-03-20" {
		t.Errorf("the newest row does not date the file, but %s", at)
	}
}

func TestWithoutAMappingDocumentsAndMembersAreCounted(t *testing.T) {
	for _, c := range []struct{ text, want string }{
		{fixture(t, "findings.json"), "documents=1/0 members=4/0"},
		{fixture(t, "findings.ndjson"), "documents=4/0 members=22/0"},
		{`[1, [2, 3], {"a": 4}, "x"]`, "documents=1/0 members=4/0"},
		{`{"a": [1, 2], "b": {"c": 1}, "d": {}}`, "documents=1/0 members=3/0"},
		{`7`, "documents=1/0 members=0/0"},
	} {
		if got, err := read(c.text, nil); err != nil || show(got) != c.want {
			t.Errorf("%.40s: got %s, %v, want %s", c.text, show(got), err, c.want)
		}
	}
}

func TestMistakesAreNamedByPlaceAndField(t *testing.T) {
	doc := fixture(t, "findings.json")
	one := func(value string) string { return `{` + allFindings + `, "values": [` + value + `]}` }
	for _, c := range []struct{ name, text, mapping, want string }{
		{"no condition", doc, one(`{"name":"v","operation":"count","when":"row.severity"}`), "values[0].when: it is neither true nor false"},
		{"a name that is not there", doc, one(`{"name":"v","operation":"count","when":"row.fixed < '2026'"}`), "[1]: values[0].when: no such key: fixed"},
		{"null", doc, one(`{"name":"v","operation":"sum","expression":"row.score"}`), "[3]: values[0].expression: it is null"},
		{"text", doc, one(`{"name":"v","operation":"sum","expression":"row.id"}`), `[0]: values[0].expression: "F-1" is a text, not a number. Write double(…)`},
		{"types", doc, one(`{"name":"v","operation":"sum","expression":"row.score + 1","empty":"skip"}`), "write 1.0, not 1"},
		{"division by nothing", doc, one(`{"name":"v","operation":"sum","expression":"row.id == '' ? 1.0 : 1.0 / 0.0"}`), "does not give a finite number"},
		{"no list", doc, `{"rows":"doc.hosts","values":[{"name":"v","operation":"count"}]}`, "rows: it does not give a list"},
		{"rows that are not there", doc, `{"rows":"doc.findings","values":[{"name":"v","operation":"count"}]}`, "rows: no such key: findings"},
		{"value that is not there", doc, `{"values":[{"name":"v","operation":"value","expression":"doc.total"}]}`, "values[0].expression: no such key: total"},
		{"one of several rows", doc, one(`{"name":"v","operation":"value","expression":"row.found.size()"}`), "v wants one row"},
		{"time", doc, `{"time":{"expression":"doc.tool.name","format":"rfc3339"},"values":[{"name":"v","operation":"value","expression":"doc.hosts"}]}`, `time.expression: "scan" is not a time`},
		{"no date", doc, one(`{"name":"v","operation":"sum","expression":"days(row.id)"}`), `"F-1" is not a date`},
		{"bad line", "{\"a\":1}\n{\"a\":\"x\"}\n", `{"rows":"lines","values":[{"name":"v","operation":"sum","expression":"row.a"}]}`, "line 2: values[0].expression"},
		{"cut", doc[:300], `{"values":[{"name":"v","operation":"value","expression":"doc.hosts"}]}`, "the file ends here, within a value"},
		{"second document", doc + doc, `{"values":[{"name":"v","operation":"value","expression":"doc.hosts"}]}`, "a second value starts here"},
		{"name twice", `{"a":1,"a":2}`, `{"values":[{"name":"v","operation":"value","expression":"doc.a"}]}`, "line 1: a: the name stands in its object twice"},
		{"number too large", `{"a":1e999}`, `{"values":[{"name":"v","operation":"value","expression":"doc.a"}]}`, "too large a number"},
		{"empty", " \n", `{"values":[{"name":"v","operation":"value","expression":"doc.a"}]}`, "the file is empty"},
		{"no lines", " \n", `{"rows":"lines","values":[{"name":"v","operation":"count"}]}`, "the file is empty"},
		{"not UTF-8", "{\"a\":\"\xff\"}", `{"values":[{"name":"v","operation":"value","expression":"doc.a"}]}`, "byte 0xff is not UTF-8"},
	} {
		got, err := read(c.text, declared(t, c.mapping))
		if !fault.Is(err, fault.Invalid) || !strings.Contains(err.Error(), c.want) || got.Values != nil {
			t.Errorf("%s: got %v, want %q", c.name, err, c.want)
		}
	}
	table := declared(t, `{"rows":"file","values":[{"name":"n","operation":"count"}]}`)
	if _, err := read(doc, table); !fault.Is(err, fault.Invalid) || !strings.Contains(err.Error(), "is one for table") {
		t.Errorf("the mapping of a table is used on JSON: %v", err)
	}
}

func TestMistakesInAMappingAreNamedByPath(t *testing.T) {
	for _, c := range []struct{ text, want string }{
		{`{"rows":"lines","values":[{"name":"n","operation":"sum"}]}`, "values[0].expression: it is not given"},
		{`{"rows":"lines","values":[{"name":"n","operation":"count","expression":"row.a"}]}`, `values[0].expression: "count" counts rows`},
		{`{"values":[{"name":"n","operation":"sum","expression":"doc.a"}]}`, `values[0].operation: "sum" computes over rows, and the mapping declares none`},
		{`{"rows":"file","values":[{"name":"n","operation":"sum","expression":"row.a"}]}`, `rows: "file" is for other formats`},
		{`{"rows":"lines","values":[{"name":"n","operation":"share"}]}`, "values[0].when: it is not given"},
		{`{"rows":"lines","values":[{"name":"n","operation":"count","among":"true"}]}`, "values[0].among: only a share has it"},
		{`{"rows":"lines","unit_column":"u","values":[{"name":"n","operation":"count","where":[{"column":"a","equals":"b"}]}]}`, "values[0].where: where and of are for tables"},
		{`{"rows":"lines","values":[{"name":"n","operation":"count","when":"row.severity = 'HIGH'"}]}`, `values[0].when: at column 14: "= " is not expected here`},
		{`{"rows":"doc.a","values":[{"name":"n","operation":"count","when":"finding.severity == 'HIGH'"}]}`, "values[0].when: at column 1: undeclared reference to 'finding'. Here an expression speaks of doc and row"},
		{`{"values":[{"name":"n","operation":"value","expression":"row.x"}]}`, "values[0].expression: at column 1: undeclared reference to 'row'. Here an expression speaks of doc"},
		{`{"rows":"lines","values":[{"name":"n","operation":"value","expression":"doc.x"}]}`, "Here an expression speaks of row"},
		{`{"rows":"doc.a.map(x,","values":[{"name":"n","operation":"count"}]}`, "rows: at column 13: it ends before it is complete"},
		{`{"rows":"'doc'","values":[{"name":"n","operation":"count"}]}`, "rows: at column 1: it gives a text, and a list is wanted"},
		{`{"rows":"lines","time":{"expression":"[row.a]","format":"rfc3339"},"values":[{"name":"n","operation":"count"}]}`, "time.expression: at column 1: it gives a list, and a time is wanted"},
		{`{"rows":"lines","values":[{"name":"n","operation":"distinct","expression":"[row.id]"}]}`, "it gives a list, and a text or a number is wanted"},
		{`{"rows":"lines","values":[{"name":"n","operation":"sum","expression":"string(row.id)"}]}`, "it gives a text, and a number is wanted"},
		{`{"rows":"lines","values":[{"name":"n","operation":"share","when":"true","among":"size(row.id)"}]}`, "values[0].among: at column 1: it gives a number, and true or false is wanted"},
		{`{"rows":"lines","values":[{"name":"n","operation":"count","when":"row.id.matches('F-[')"}]}`, "values[0].when: at column 16: \"F-[\" is not a pattern"},
		{`{"rows":"lines","values":[{"name":"n","operation":"sum","expression":"days('31.3.2026') -\ndays(row.id, 1)"}]}`, `at column 6: "31.3.2026" is not a date`},
		{`{"rows":"lines","values":[{"name":"n","operation":"sum","expression":"row.a +\nfloor(row.b)"}]}`, "at line 2, column 6: undeclared reference to 'floor'"},
		{`{"rows":"lines","values":[{"name":"n","operation":"count","when":"` + strings.Repeat("x", 2001) + `"}]}`, "longer than 2000 bytes"},
	} {
		if _, err := mapping.Parse([]byte(c.text)); !fault.Is(err, fault.Invalid) || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%.80s: got %v, want %q", c.text, err, c.want)
		}
	}
}

func TestLimits(t *testing.T) {
	many := "[" + strings.Repeat("1,", 20_000) + "1]"
	for _, c := range []struct{ name, text, mapping string }{
		{"document", `["` + strings.Repeat(strings.Repeat("x", 1<<20)+`","`, 17) + `"]`, `{"rows":"doc","values":[{"name":"n","operation":"count"}]}`},
		{"line", `["` + strings.Repeat(strings.Repeat("x", 1<<20)+`","`, 5) + `"]`, `{"rows":"lines","values":[{"name":"n","operation":"count"}]}`},
		{"values", "[" + strings.Repeat("{},", 500_000) + "1]", `{"rows":"doc","values":[{"name":"n","operation":"count"}]}`},
		{"depth", strings.Repeat("[", 200), `{"rows":"doc","values":[{"name":"n","operation":"count"}]}`},
		{"steps over the document", many, `{"values":[{"name":"n","operation":"value","expression":"doc.map(a, doc.map(b, a + b)).size()"}]}`},
		{"steps for a row", many, `{"rows":"doc","values":[{"name":"n","operation":"count","when":"doc.all(a, doc.all(b, a < row || b > 0))"}]}`},
	} {
		if _, err := read(c.text, declared(t, c.mapping)); !fault.Is(err, fault.Limited) {
			t.Errorf("%s: got %v", c.name, err)
		}
	}
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	m := declared(t, `{"rows":"doc","values":[{"name":"n","operation":"count","when":"[1,2].all(x, x > 0)"}]}`)
	if _, err := (Format{Mapping: m}).Read(ctx, strings.NewReader(many), collect.Options{}); !fault.Is(err, fault.Unavailable) {
		t.Errorf("a cancelled reading goes on: %v", err)
	}
}

func TestSniff(t *testing.T) {
	for text, want := range map[string]bool{
		`{"a": 1, "b": [`: true, "\xef\xbb\xbf [1, 2]": true, "{\"a\":1}\n{\"a\":2}\n": true, `{"a": 1} x`: false, "[main]\na=1\n": false, "": false, "{": false, "a,b\n": false, "7": false,
	} {
		if got := (Format{}).Sniff([]byte(text)); got != want {
			t.Errorf("%q: recognised %v", text, got)
		}
	}
}

func FuzzRead(f *testing.F) {
	f.Add(fixture(f, "findings.json"), "doc.groups", "row.name == 'web'", "size(row.name)")
	f.Add(fixture(f, "findings.ndjson"), "lines", "has(row.fixed)", "row.score")
	f.Add(`[{"a":1},{"a":null}]`, "doc", "row.a > 0 || true", "row.?a.orValue(0)")
	f.Fuzz(func(t *testing.T, text, rows, when, value string) {
		Format{}.Sniff([]byte(text))
		m := mapping.Mapping{Rows: mapping.Rows(rows), Values: []mapping.ValueRule{
			{Name: "n", Operation: mapping.Count, When: when}, {Name: "s", Operation: mapping.Sum, Expression: value, Empty: mapping.Skip}}}
		for _, m := range []*mapping.Mapping{nil, &m} {
			got, err := read(text, m)
			if err != nil && (got.Values != nil || fault.Of(err).Code == fault.Internal) {
				t.Errorf("a bad error, or half a result: %v", err)
			}
		}
	})
}

// Cut anywhere, a document gives an error; with a bit flipped it gives an error for people, or numbers.
func TestDamagedDocumentsGiveNoPartOfTheirNumbers(t *testing.T) {
	text := strings.TrimSpace(fixture(t, "findings.json"))
	m := declared(t, `{`+allFindings+`, "values": [{"name":"n","operation":"count"},{"name":"high","operation":"count","when":"row.severity == 'HIGH'"}]}`)
	for at := range len(text) {
		if got, err := read(text[:at], m); !fault.Is(err, fault.Invalid) || got.Values != nil {
			t.Errorf("cut at byte %d, it is accepted: %v", at, err)
		}
	}
	random := rand.New(rand.NewPCG(1, 2))
	for range 1000 {
		damaged := []byte(text)
		at := random.IntN(len(damaged))
		damaged[at] ^= 1 << random.IntN(8)
		got, err := read(string(damaged), m)
		if err != nil {
			if f := fault.Of(err); f.Code == fault.Internal || len(f.Fields) == 0 || got.Values != nil {
				t.Errorf("bit flipped in byte %d: the error helps nobody: %v", at, err)
			}
			continue
		}
		if n, _ := got.Value("n"); n.Number == nil || *n.Number != 1 && *n.Number != 3 && *n.Number != 4 { // a whole group can be lost with its name
			t.Errorf("bit flipped in byte %d: %s", at, show(got))
		}
	}
}
