package mapping

import (
	"strings"
	"testing"

	"github.com/steelyard-isms/steelyard/internal/fault"
)

func TestMistakesInAMappingAreNamedByPath(t *testing.T) {
	cases := []struct{ name, text, want string }{
		{"nothing", `{}`, "rows: it is not given. Choose one of \"each\", \"file\"\nvalues: there are 0 values"},
		{"typing error", `{"rows":"file","value":[]}`, "unknown field \"value\""},
		{"two mappings", `{"rows":"file","values":[{"name":"n","operation":"count"}]} {}`, "something follows"},
		{"wrong kind", "{\"rows\":\"file\",\n\"values\":[{\"name\":7}]}", "line 2: values.name: a number cannot stand here"},
		{"no JSON", "rows: file", "not valid JSON"},
		{"delimiter", `{"delimiter":"::","rows":"file","values":[{"name":"n","operation":"count"}]}`, `delimiter: "::" is not possible here`},
		{"same signs", `{"decimal":",","thousands":",","rows":"file","values":[{"name":"n","operation":"count"}]}`, "thousands: it is the decimal sign too"},
		{"same signs by default", `{"thousands":".","rows":"file","values":[{"name":"n","operation":"count"}]}`, "thousands: it is the decimal sign too"},
		{"each without time", `{"rows":"each","values":[{"name":"n","operation":"value","column":"x"}]}`, "rows: rows are observations of their own, but have neither a time nor a unit"},
		{"each with sum", `{"rows":"each","unit_column":"u","values":[{"name":"n","operation":"sum","column":"x"}]}`, `values[0].operation: "sum" computes over many rows`},
		{"time format", `{"rows":"file","time":{"column":"t","format":"Jan 2 2006"},"values":[{"name":"n","operation":"count"}]}`, "time.format: \"Jan 2 2006\" is not a way to write a time"},
		{"time zone", `{"rows":"file","time":{"column":"t","format":"unix","zone":"Mars/Base"},"values":[{"name":"n","operation":"count"}]}`, "time.zone: \"Mars/Base\" is not a known time zone"},
		{"name", `{"rows":"file","values":[{"name":"N 1","operation":"count"}]}`, `values[0].name: "N 1" is not a name`},
		{"same name", `{"rows":"file","values":[{"name":"n","operation":"count"},{"name":"n","operation":"count"}]}`, "values[1].name: values[0] has the same name"},
		{"operation", `{"rows":"file","values":[{"name":"n","operation":"mode","column":"x"}]}`, `values[0].operation: "mode" is not possible here. Choose one of "value", "count"`},
		{"no column", `{"rows":"file","values":[{"name":"n","operation":"sum"}]}`, "values[0].column: the name of a column is missing"},
		{"column with count", `{"rows":"file","values":[{"name":"n","operation":"count","column":"x"}]}`, "values[0].column: \"count\" counts rows"},
		{"share without where", `{"rows":"file","values":[{"name":"n","operation":"share"}]}`, "values[0].where: a share needs"},
		{"of without share", `{"rows":"file","values":[{"name":"n","operation":"count","of":[{"column":"x","equals":"y"}]}]}`, "values[0].of: only a share has it"},
		{"condition without test", `{"rows":"file","values":[{"name":"n","operation":"count","where":[{"column":"x"}]}]}`, "values[0].where[0]: 0 of equals, not and in are given"},
		{"condition with two", `{"rows":"file","values":[{"name":"n","operation":"count","where":[{"column":"x","equals":"","not":""}]}]}`, "values[0].where[0]: 2 of equals, not and in are given"},
		{"empty", `{"rows":"file","values":[{"name":"n","operation":"sum","column":"x","empty":"ignore"}]}`, `values[0].empty: "ignore" is not possible here. Choose one of "refuse", "skip", "zero"`},
	}
	for _, c := range cases {
		_, err := Parse([]byte(c.text))
		var lines []string
		for _, f := range fault.Of(err).Fields {
			lines = append(lines, f.String())
		}
		if got := strings.Join(append(lines, fault.Of(err).Message), "\n"); err == nil || !fault.Is(err, fault.Invalid) || !strings.Contains(got, c.want) {
			t.Errorf("%s: got %q, want %q", c.name, got, c.want)
		}
	}
	if _, err := Parse(make([]byte, maxMapping+1)); !fault.Is(err, fault.Limited) {
		t.Errorf("a mapping of any size is read: %v", err)
	}
}

// A source is told at once that its mapping does not suit its format, or is missing.
func TestAMappingSuitsItsFormat(t *testing.T) {
	parse := func(text string) *Mapping {
		m, err := Parse([]byte(text))
		if err != nil {
			t.Fatal(err)
		}
		return &m
	}
	table := `{"rows":"file","values":[{"name":"n","operation":"count"}]}`
	samples := `{"rows":"samples","values":[{"name":"n","operation":"count","metric":"up"}]}`
	lines := `{"rows":"lines","values":[{"name":"n","operation":"count"}]}`
	for _, c := range []struct {
		format  string
		mapping string // empty: none
		want    string // empty: accepted
	}{
		{"csv", table, ""}, {"xlsx", table, ""}, {"prometheus", samples, ""}, {"prometheus", "", ""}, {"json", lines, ""}, {"lynis", "", ""}, {"gophish", "", ""},
		{"csv", "", "has no meaning without one"}, {"xlsx", "", "has no meaning without one"}, {"json", "", "has no meaning without one"},
		{"gophish", table, "does not belong to the format gophish"}, {"xccdf", lines, "does not belong to the format xccdf"},
		{"csv", samples, "is one for samples, and the format csv needs one for table"}, {"prometheus", table, "needs one for samples"}, {"json", table, "needs one for json"},
		{"csv", `{"sheet":"A",` + table[1:], "sheet: CSV has no sheets"}, {"xlsx", `{"delimiter":";",` + table[1:], "delimiter: the cells of a workbook hold numbers"},
	} {
		var m *Mapping
		if c.mapping != "" {
			m = parse(c.mapping)
		}
		err := Checked(c.format, m)
		if c.want == "" && err != nil || c.want != "" && (!fault.Is(err, fault.Invalid) || !strings.Contains(err.Error(), c.want)) {
			t.Errorf("%s with %s: got %v, want %q", c.format, c.mapping, err, c.want)
		}
	}
}
