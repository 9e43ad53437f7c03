package prometheus

import (
	"context"
	"fmt"
	"maps"
	"math"
	"os"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/prometheus/common/expfmt"
	"github.com/prometheus/common/model"

	"github.com/steelyard-isms/steelyard/internal/collect"
	"github.com/steelyard-isms/steelyard/internal/fault"
	"github.com/steelyard-isms/steelyard/internal/mapping"
)

func read(text string, m *mapping.Mapping) (collect.Reading, error) {
	return Format{Mapping: m}.Read(context.Background(), strings.NewReader(text), collect.Options{})
}

func declared(t testing.TB, values string) *mapping.Mapping {
	t.Helper()
	m, err := mapping.Parse([]byte(`{"rows": "samples", "values": [` + values + `]}`))
	if err != nil {
		t.Fatalf("the mapping is refused: %v", err)
	}
	return &m
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

// fixture is what node_exporter 1.5.0 served on one host.
func fixture(t testing.TB) string {
	t.Helper()
	b, err := os.ReadFile("testdata/node_exporter-1.5.0-this-machine.prom")
	if err != nil {
		t.Fatal(err)
	}
	return string(b)
}

// Ground truth: grep -c on the same file.
func TestARealScrapeIsCounted(t *testing.T) {
	got, err := read(fixture(t), nil)
	if err != nil || show(got) != "samples=507/0 types=283/0" || got.Items != 507 || !got.ObservedAt.IsZero() {
		t.Errorf("got %s, %v", show(got), err)
	}
	if !(Format{}).Sniff([]byte(fixture(t))) {
		t.Error("a scrape is not recognised")
	}
}

// tricky has what real data sets trap readers with.
const tricky = `# A comment, and an empty line

# HELP http_seconds How long \n it took.
# TYPE http_seconds histogram
http_seconds_bucket{path="/a\"b\\c\nd",le="0.5"} 2
http_seconds_bucket{path="/a\"b\\c\nd",le="+Inf"} 3
http_seconds_sum{path="/a\"b\\c\nd"} 1.5e0
http_seconds_count{path="/a\"b\\c\nd"} 3
# TYPE temperature gauge
temperature{room="a",} NaN
temperature { room = "b" } +Inf 1767225600000
temperature{room="c"}	-3	1767225600500
temperature{room="d"} 7 1767225599000
# TYPE rpc summary
rpc{quantile="0.5"} 1
rpc_sum 4
rpc_count 2
untyped_metric 0
{"quoted.name",label="x"} 5
`

func TestSamplesBecomeValues(t *testing.T) {
	for _, c := range []struct{ name, value, want, warning string }{
		{"one", `{"name":"v","operation":"value","metric":"untyped_metric"}`, "v=0/1", ""},
		{"by label", `{"name":"v","operation":"value","metric":"temperature","where":[{"label":"room","equals":"c"}]}`, "v=-3/1", ""},
		{"escaped label", `{"name":"v","operation":"value","metric":"http_seconds_count","where":[{"label":"path","equals":"/a\"b\\c\nd"}]}`, "v=3/1", ""},
		{"bucket", `{"name":"v","operation":"value","metric":"http_seconds_bucket","where":[{"label":"le","equals":"0.5"}]}`, "v=2/1", ""},
		{"sum", `{"name":"v","operation":"sum","metric":"temperature"}`, "v=4/2", "1 of 4 samples are NaN"},
		{"infinite", `{"name":"v","operation":"max","metric":"temperature"}`, "v=7/2", "1 of 4 samples are infinite"},
		{"min", `{"name":"v","operation":"min","metric":"temperature"}`, "v=-3/2", ""},
		{"mean", `{"name":"v","operation":"mean","metric":"temperature"}`, "v=2/2", ""},
		{"median", `{"name":"v","operation":"median","metric":"temperature"}`, "v=2/2", ""},
		{"count", `{"name":"v","operation":"count","metric":"temperature","where":[{"label":"room","not":"a"}]}`, "v=3/3", ""},
		{"last in time", `{"name":"v","operation":"last","metric":"temperature"}`, "v=-3/1", ""},
		{"a label that is not there", `{"name":"v","operation":"value","metric":"untyped_metric","where":[{"label":"room","equals":""}]}`, "v=0/1", ""},
		{"nothing but NaN", `{"name":"v","operation":"value","metric":"temperature","where":[{"label":"room","equals":"a"}]}`, "v=null", "no sample of temperature fits and has a number"},
		{"sum of none", `{"name":"v","operation":"sum","metric":"gone"}`, "v=null", "no sample of gone fits"},
		{"count of none", `{"name":"v","operation":"count","metric":"gone"}`, "v=0/0", ""},
		{"quoted name", `{"name":"v","operation":"value","metric":"quoted.name"}`, "v=5/1", ""},
	} {
		got, err := read(tricky, declared(t, c.value))
		if err != nil || show(got) != c.want || !strings.Contains(warnings(got), c.warning) {
			t.Errorf("%s: got %s, %v, want %s; warnings %q", c.name, show(got), err, c.want, warnings(got))
		}
		if at := got.ObservedAt.Format(time.RFC3339Nano); at != "2026-01-01T00:00:00.5Z" {
			t.Errorf("%s: observed at %s", c.name, at)
		}
	}
	if _, err := read(tricky, declared(t, `{"name":"v","operation":"value","metric":"temperature"}`)); !fault.Is(err, fault.Invalid) || !strings.Contains(err.Error(), "wants one row") {
		t.Errorf("one of several samples is taken for the value: %v", err)
	}
	table, err := mapping.Parse([]byte(`{"rows":"file","values":[{"name":"n","operation":"count"}]}`))
	if err != nil {
		t.Fatal(err)
	}
	if _, err := read(tricky, &table); !fault.Is(err, fault.Invalid) || !strings.Contains(err.Error(), "is one for table") {
		t.Errorf("the mapping of a table is used on samples: %v", err)
	}
}

func TestOfSamplesWithoutATimeTheLastInTheFileCounts(t *testing.T) {
	got, err := read("a{x=\"1\"} 3\na{x=\"2\"} 1\n", declared(t, `{"name":"v","operation":"last","metric":"a"}`))
	if v, _ := got.Value("v"); err != nil || v.Number == nil || *v.Number != 1 {
		t.Errorf("got %s, %v", show(got), err)
	}
}

func TestDamageIsRefusedByLineAndColumn(t *testing.T) {
	for _, c := range []struct{ name, text, want string }{
		{"cut", "a 1\nb 2", "line 2: the last line does not end with a line feed"},
		{"empty", "", "there are no metrics"},
		{"no number", "a one\n", `"one" is not a number`},
		{"hexadecimal", "a 0x1p4\n", `"0x1p4" is not a number`},
		{"nothing behind", "a \n", `"" is not a number`},
		{"brace", "a{x=\"1\" 2\n", "a comma or a closing brace"},
		{"quote", "a{x=\"1} 2\n", "the quotation mark is not closed"},
		{"escape", "a{x=\"\\t\"} 2\n", `is not an escape`},
		{"no equals", "a{x} 2\n", "an equals sign"},
		{"bare value", "a{x=1} 2\n", "stands in quotation marks"},
		{"label twice", "a{x=\"1\",x=\"2\"} 2\n", "stands here twice"},
		{"name label", "a{__name__=\"b\"} 2\n", "cannot stand here"},
		{"no name", "{x=\"1\"} 2\n", "has no name"},
		{"odd name", "a-b 2\n", `is not a number`},
		{"sample twice", "a{x=\"1\",y=\"\"} 2\na{x=\"1\"} 3\n", "line 2: the same metric with the same labels"},
		{"exemplar", "a 2 # {trace=\"1\"} 1\n", "an exemplar stands here"},
		{"exemplar behind a time", "a 2 3 # {trace=\"1\"} 1\n", "an exemplar stands here"},
		{"time", "a 2 3.5\n", `"3.5" is not a time in milliseconds`},
		{"more", "a 2 3 4\n", "something follows the sample"},
		{"type of OpenMetrics", "# TYPE a stateset\n", `"stateset" is not a type of the text format`},
		{"second type", "# TYPE a gauge\n# TYPE a gauge\n", "a second TYPE line"},
		{"late type", "a 1\n# TYPE a gauge\n", "or one after its samples"},
		{"second help", "# HELP a x\n# HELP a x\n", "a second HELP line"},
		{"help of nothing", "# HELP \n", "a name has to stand here"},
		{"behind the end", "a 1\n# EOF\nb 1\n", "which ends the metrics"},
		{"bucket without bound", "# TYPE a histogram\na_bucket 1\n", "needs a label le"},
		{"quantile", "# TYPE a summary\na{quantile=\"x\"} 1\n", "quantile is not a number"},
		{"NUL", "a 1\n\x00", "there is a NUL byte"},
	} {
		got, err := read(c.text, nil)
		if !fault.Is(err, fault.Invalid) || !strings.Contains(err.Error(), c.want) || got.Values != nil {
			t.Errorf("%s: got %v, want %q", c.name, err, c.want)
			continue
		}
		if f := fault.Of(err).Fields[0]; f.Line == 0 || f.Remedy == "" {
			t.Errorf("%s: the error helps nobody: %v", c.name, err)
		}
	}
	if _, err := read("a{x=\""+strings.Repeat("x", 2<<20)+"\"} 1\n", nil); !fault.Is(err, fault.Limited) {
		t.Errorf("a line of any length is read: %v", err)
	}
	var b strings.Builder
	for i := range maxSamples + 1 {
		fmt.Fprintf(&b, "a{x=\"%d\"} 1\n", i)
	}
	if _, err := read(b.String(), nil); !fault.Is(err, fault.Limited) {
		t.Errorf("any number of samples is read: %v", err)
	}
}

func TestTheEndOfAFileIsToldWhereTheFileTellsIt(t *testing.T) {
	if got, err := read("a 1\n", nil); err != nil || !strings.Contains(warnings(got), "where it ends") {
		t.Errorf("nobody is warned that a file without an end may have been cut: %s, %v", warnings(got), err)
	}
	if got, err := read("a 1\n# EOF\n", nil); err != nil || warnings(got) != "" {
		t.Errorf("a file that tells its end is doubted: %s, %v", warnings(got), err)
	}
	if got, err := read("# TYPE a gauge\n# EOF\n", nil); err != nil || !strings.Contains(warnings(got), "1 of 1 have no sample") {
		t.Errorf("a type without samples is not told: %s, %v", warnings(got), err)
	}
}

func TestMistakesInAMappingAreNamedByPath(t *testing.T) {
	for _, c := range []struct{ text, want string }{
		{`{"rows":"samples","values":[{"name":"n","operation":"sum"}]}`, `values[0].metric: "" is not the name of a metric`},
		{`{"rows":"samples","values":[{"name":"n","operation":"rate","metric":"a"}]}`, `values[0].operation: "rate" is not possible here`},
		{`{"rows":"samples","values":[{"name":"n","operation":"sum","metric":"a{b=\"c\"}"}]}`, `and no labels`},
		{`{"rows":"file","values":[{"name":"n","operation":"sum","metric":"a"}]}`, `rows: "file" is not possible here. Choose one of "samples"`},
		{`{"rows":"samples","delimiter":",","values":[{"name":"n","operation":"sum","metric":"a"}]}`, "delimiter: it is for tables"},
		{`{"rows":"samples","values":[{"name":"n","operation":"sum","metric":"a","where":[{"column":"x","equals":"y"}]}]}`, "values[0].where[0].label: the name of a label is missing"},
		{`{"rows":"samples","values":[{"name":"n","operation":"sum","metric":"a","where":[{"label":"x"}]}]}`, "values[0].where[0]: 0 of equals, not and in are given"},
		{`{"rows":"samples","time":{"column":"x","format":"unix"},"values":[{"name":"n","operation":"sum","metric":"a"}]}`, "time: samples have a time of their own"},
		{`{"rows":"samples","values":[{"name":"n","operation":"sum","metric":"a","column":"b"},{"name":"n","operation":"sum","metric":"a"}]}`, "values[1].name: values[0] has the same name"},
	} {
		_, err := mapping.Parse([]byte(c.text))
		if !fault.Is(err, fault.Invalid) || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%s: got %v, want %q", c.text, err, c.want)
		}
	}
}

// flat gives every sample by metric and labels.
func flat(t testing.TB, text string) (map[string]float64, error) {
	t.Helper()
	p := expfmt.NewTextParser(model.UTF8Validation)
	families, err := p.TextToMetricFamilies(strings.NewReader(text))
	if err != nil {
		return nil, err
	}
	list := slices.Collect(maps.Values(families))
	vector, err := expfmt.ExtractSamples(&expfmt.DecodeOptions{}, list...)
	out := map[string]float64{}
	for _, s := range vector {
		out[s.Metric.String()] = float64(s.Value)
	}
	return out, err
}

// The reference parser of Prometheus finds the same numbers under the same labels.
func TestTheReferenceParserAgrees(t *testing.T) {
	for name, text := range map[string]string{"scrape": fixture(t), "tricky": tricky} {
		want, err := flat(t, text)
		if err != nil {
			t.Fatalf("%s: the reference parser refuses it: %v", name, err)
		}
		e := 0
		for i, row := range strings.Split(text, "\n") {
			if row == "" || strings.HasPrefix(row, "#") {
				continue
			}
			s, err := (&line{text: row, number: i + 1}).sample()
			if err != nil {
				t.Fatal(err)
			}
			m := model.Metric{"__name__": model.LabelValue(s.name)}
			for _, l := range s.labels {
				m[model.LabelName(l.name)] = model.LabelValue(l.value)
			}
			e++
			other, ok := want[m.String()]
			if !ok || other != s.number && !(math.IsNaN(other) && math.IsNaN(s.number)) {
				t.Errorf("%s: %s is %v, and the reference parser says %v, %v", name, m, s.number, other, ok)
			}
		}
		if e != len(want) {
			t.Errorf("%s: %d samples, and the reference parser has %d", name, e, len(want))
		}
	}
}

func FuzzRead(f *testing.F) {
	f.Add(tricky)
	f.Add(fixture(f)[:3000])
	f.Add("a 1\n# EOF\n")
	f.Add("# TYPE a histogram\na_bucket{le=\"1\"} 1\na_count 1\na_sum 1\n")
	f.Fuzz(func(t *testing.T, text string) {
		Format{}.Sniff([]byte(text))
		got, err := read(text, nil)
		if err != nil {
			if got.Values != nil || fault.Of(err).Code == fault.Internal {
				t.Errorf("a bad error, or half a result: %v", err)
			}
			return
		}
		// What is accepted here the reference parser accepts as well.
		p := expfmt.NewTextParser(model.UTF8Validation)
		if _, err := p.TextToMetricFamilies(strings.NewReader(text)); err != nil {
			t.Errorf("the reference parser refuses what was accepted: %v\n%s", err, text)
		}
	})
}

// A reader learns which host the exporter ran on, where it says so and does not contradict itself.
func TestTheHostIsNamed(t *testing.T) {
	uname := func(host string) string {
		return "node_uname_info{machine=\"a-" + host + "\",nodename=\"" + host + "\"} 1\n"
	}
	for text, want := range map[string]string{fixture(t): "vm", "up 1\n": "", uname("web"): "web", uname("web") + uname("db"): "", uname("web") + uname("db") + uname("db2"): ""} {
		if got, err := read(text, nil); err != nil || got.Host != want {
			t.Errorf("the host is %q, not %q (%v)", got.Host, want, err)
		}
	}
}
