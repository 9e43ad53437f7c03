package sheet_test

import (
	"encoding/json"
	"fmt"
	"strings"
	"testing"

	"github.com/steelyard-isms/steelyard/internal/fault"
	"github.com/steelyard-isms/steelyard/internal/sheet"
)

func figuresOf(text string) (*sheet.Figures, error) {
	t, err := sheet.ReadCSV([]byte(text))
	if err != nil {
		return nil, err
	}
	return sheet.UnderstandFigures(t)
}

func jsonOf(t *testing.T, x any) string {
	t.Helper()
	b, err := json.Marshal(x)
	if err != nil {
		t.Fatal(err)
	}
	return string(b)
}

// A table of figures reads as the values of a benchmark, whatever parts its columns and in whatever order they stand.
func TestFiguresOfATable(t *testing.T) {
	const want = `[{"on":"2026-03-31","percentile":50,"value":88},{"note":"all, but two","on":"2026-03-31","value":-1.5e2}]`
	for name, text := range map[string]string{
		"commas":     "on,value,percentile,note\n2026-03-31,88,50,\n2026-03-31,-1.5e2,,\"all, but two\"\n",
		"semicolons": "Value; ON ;note;percentile\r\n88;2026-03-31;;50\r\n\r\n-1.5e2;2026-03-31;all, but two\r\n",
		"tabs":       "\uFEFFon\tvalue\tnote\tpercentile\n2026-03-31\t88\t\t50\n2026-03-31\t-1.5e2\tall, but two\t\n",
	} {
		got, err := figuresOf(text)
		if err != nil {
			t.Errorf("%s: %v", name, err)
		} else if text := jsonOf(t, got.Values); text != want {
			t.Errorf("%s: %s", name, text)
		}
	}
	dated, err := sheet.UnderstandFigures(sheet.Table{Dates: true, Rows: [][]string{{"on", "value"}, {"46112", "88"}}}) // as spreadsheets count days
	if err != nil || jsonOf(t, dated.Values) != `[{"on":"2026-03-31","value":88}]` {
		t.Errorf("of a workbook: %v, %v", dated, err)
	}
}

// Each mistake is told by its line and column, and says what to do.
func TestFiguresThatCannotBeRead(t *testing.T) {
	for _, c := range []struct{ text, want string }{
		{"", "1:0  has no header"},
		{"on,value\n", "2:0  holds no figure"},
		{"day,value\n2026-03-31,88\n", "1:1 day is no column of figures|1:0 on is missing"},
		{"on,value,value\n", "1:3 value stands twice"},
		{"on,vaule\n2026-03-31,88\n", "1:2 vaule is no column of figures|1:0 value is missing"},
		{"on,value\n31.3.2026,88\n2026-03-31,eighty\n2026-02-30,1\n", `2:1 on "31.3.2026" is no day|3:2 value "eighty" is no number|4:1 on "2026-02-30" is no day`},
		{"on,value,percentile\n2026-03-31,,50\n,88,median\n", `2:2 value is empty|3:1 on is empty|3:3 percentile "median" is no number`},
		{"on,value\n2026-03-31,88,50\n", "2:3  stands beside the table"},
		{"on,value\n2026-03-31,1" + strings.Repeat("0", 400) + "\n", "2:2 value "},
		{"on,value\n2026-03-31,\"88\n", "2:"},
	} {
		_, err := figuresOf(c.text)
		if err == nil {
			t.Errorf("%q is accepted", c.text)
			continue
		}
		var got []string
		for _, f := range fault.Of(err).Fields {
			if f.Remedy == "" {
				t.Errorf("%q: %s has no remedy", c.text, f.Reason)
			}
			got = append(got, fmt.Sprintf("%d:%d %s %s", f.Line, f.Column, f.Path, f.Reason))
		}
		for i, want := range strings.Split(c.want, "|") {
			if i >= len(got) || !strings.HasPrefix(got[i], want) {
				t.Errorf("%q: %q, not %q", c.text, got, c.want)
				break
			}
		}
	}
}

// Figures stand behind those that were there, in place of those of the same day and percentile; what is wrong with one leads back to its line.
func TestFiguresBesideThoseThatWereThere(t *testing.T) {
	read, err := figuresOf("on,value,percentile\n2026-03-31,88,50\n\n2026-06-30,90,50.0\n")
	if err != nil {
		t.Fatal(err)
	}
	was := []any{map[string]any{"on": "2026-06-30", "value": json.Number("80"), "percentile": json.Number("50")}, map[string]any{"on": "2026-06-30", "value": json.Number("70")}}
	list, before := read.Onto(was)
	if got := jsonOf(t, list); before != 1 || got != `[{"on":"2026-06-30","value":70},{"on":"2026-03-31","percentile":50,"value":88},{"on":"2026-06-30","percentile":50.0,"value":90}]` {
		t.Errorf("%d before, %s", before, got)
	}
	for path, want := range map[string]string{"spec.values[2].value": "4 2", "values[1].percentile": "2 3", "spec.values[1]": "2 0", "spec.values[0].value": "0 0", "spec.unit": "0 0", "spec.values[9].value": "0 0"} {
		line, column := read.Place(path, before)
		if got := fmt.Sprint(line, " ", column); got != want {
			t.Errorf("%s is at %s, not %s", path, got, want)
		}
	}
}

func FuzzFigures(f *testing.F) {
	f.Add("on,value,percentile,note\n2026-03-31,88,50,x\n")
	f.Add("value;on\n1e3;2026-03-31\n")
	f.Add("on\tvalue\n\t\n")
	f.Fuzz(func(t *testing.T, text string) {
		read, err := figuresOf(text)
		if err != nil {
			for _, x := range fault.Of(err).Fields {
				if x.Reason == "" || x.Remedy == "" {
					t.Fatalf("a refusal says nothing: %+v", x)
				}
			}
			return
		}
		list, before := read.Onto([]any{map[string]any{"on": "2026-03-31", "value": json.Number("1")}})
		if before > 1 || len(list) != before+len(read.Values) || len(read.Values) == 0 {
			t.Fatalf("%d figures onto 1 make %d, %d before", len(read.Values), len(list), before)
		}
		for i := range read.Values {
			if line, _ := read.Place(fmt.Sprintf("spec.values[%d].value", before+i), before); line < 2 {
				t.Fatalf("figure %d is of line %d", i, line)
			}
		}
	})
}
