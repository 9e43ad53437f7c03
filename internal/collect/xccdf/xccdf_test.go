package xccdf

import (
	"compress/gzip"
	"context"
	"io"
	"os"
	"strings"
	"testing"
	"time"

	"github.com/steelyard-isms/steelyard/internal/collect"
	"github.com/steelyard-isms/steelyard/internal/fault"
)

func read(text string) (collect.Reading, error) {
	return Format{}.Read(context.Background(), strings.NewReader(text), collect.Options{})
}

// document puts results into a benchmark with two rules of which one gives a severity.
func document(results string) string {
	return `<?xml version="1.0" encoding="UTF-8"?>
<Benchmark xmlns="http://checklists.nist.gov/xccdf/1.2" id="b">
<Group id="g"><Group id="h"><Rule id="r-high" severity="high"><title>x</title></Rule></Group><Rule id="r-none"/></Group>
` + results + `
</Benchmark>`
}

func result(attributes, content string) string {
	return "<TestResult id=\"t\" " + attributes + ">" + content + "</TestResult>"
}

func rule(attributes, outcome string) string {
	return "<rule-result " + attributes + "><result>" + outcome + "</result></rule-result>\n"
}

// collection puts results into reports of ARF, each with rules in the request before.
func collection(results ...string) string {
	text := `<a:asset-report-collection xmlns:a="` + ARF + `" xmlns="` + Namespace + `">
<a:report-requests><a:report-request><a:content><data-stream xmlns="urn:x"><Benchmark xmlns="` + Namespace + `"><Rule id="r-high" severity="high"/></Benchmark></data-stream></a:content></a:report-request></a:report-requests>
<a:reports>
`
	for _, r := range results {
		text += "<a:report><a:content>" + r + "</a:content></a:report>\n\n\n\n"
	}
	return text + "<a:report><a:content><oval_results xmlns=\"urn:oval\"><TestResult/></oval_results></a:content></a:report></a:reports></a:asset-report-collection>"
}

const (
	at      = `end-time="2026-03-31T18:00:00+02:00"`
	scored  = `<score system="urn:xccdf:scoring:default" maximum="100">40.5</score>`
	passing = `<rule-result idref="r-high"><result>pass</result></rule-result>`
)

func warnings(r collect.Reading) string {
	var lines []string
	for _, w := range r.Warnings {
		lines = append(lines, w.String())
	}
	return strings.Join(lines, "\n")
}

func TestValues(t *testing.T) {
	cases := []struct {
		name, text string
		want       map[string]float64 // -1: null
		warning    string             // "": none
	}{
		{"severity of the result before that of the rule", document(result(at,
			rule(`idref="r-high" severity="low"`, "fail")+rule(`idref="r-high"`, "fail")+rule(`idref="r-high" severity="medium"`, "fail")+scored)),
			map[string]float64{"fail": 3, FailLow: 1, FailHigh: 1, FailMedium: 1, Score: 40.5}, ""},
		{"no severity at all", document(result(at, rule(`idref="r-none"`, "fail")+rule(`idref="gone" severity="info"`, "fail")+scored)),
			map[string]float64{"fail": 2, FailLow: 0, FailHigh: 0}, "2 of 2 failed rules have a severity other than"},
		{"score brought to 100", document(result(at, passing+`<score system="urn:xccdf:scoring:default" maximum="8">2</score>`)), map[string]float64{Score: 25}, ""},
		{"score without system and maximum", document(result(at, passing+`<score>12</score>`)), map[string]float64{Score: 12}, ""},
		{"scores of other models", document(result(at, passing+`<score system="urn:xccdf:scoring:flat" maximum="900">700</score>`+scored+`<score system="urn:xccdf:scoring:absolute" maximum="1">0</score>`)),
			map[string]float64{Score: 40.5}, ""},
		{"no score of the default model", document(result(at, passing+`<score system="urn:xccdf:scoring:flat" maximum="9">7</score>`)), map[string]float64{Score: -1}, "no score of the default model"},
		{"nothing applicable", document(result(at, rule("", "notapplicable")+rule("", "notselected")+rule("", "notchecked")+rule("", "informational")+
			`<score system="urn:xccdf:scoring:default" maximum="100">0</score>`)),
			map[string]float64{Score: -1, "notapplicable": 1, "notselected": 1, "notchecked": 1, "informational": 1}, "means no data"},
		{"no rule at all", document(result(at, scored)), map[string]float64{Score: -1, "pass": 0}, "lists no rule"},
		{"every outcome", document(result(at, rule("", "pass")+rule("", "error")+rule("", "unknown")+rule("", " fixed ")+scored)),
			map[string]float64{"pass": 1, "error": 1, "unknown": 1, "fixed": 1, Score: 40.5}, ""},
		{"results deeper than they belong, and of other namespaces", document(result(at, `<rule-result idref="r-high"><override><old-result>fail</old-result><new-result>pass</new-result></override>`+
			`<result>pass</result><check><x:result xmlns:x="urn:x">fail</x:result><rule-result><result>fail</result></rule-result></check></rule-result><x:rule-result xmlns:x="urn:x"/>`+scored)),
			map[string]float64{"pass": 1, "fail": 0}, ""},
		{"a TestResult alone", strings.Replace(result(at, passing+scored), "<TestResult", `<TestResult xmlns="http://checklists.nist.gov/xccdf/1.2"`, 1), map[string]float64{"pass": 1, Score: 40.5}, ""},
		{"a prefix for the namespace", `<c:TestResult xmlns:c="http://checklists.nist.gov/xccdf/1.2" ` + at + `><c:rule-result><c:result>fail</c:result></c:rule-result></c:TestResult>`,
			map[string]float64{"fail": 1}, "no score of the default model"},
		{"XCCDF 1.1", strings.ReplaceAll(document(result(at, rule(`idref="r-high"`, "fail")+scored)), Namespace, Namespace11), map[string]float64{"fail": 1, FailHigh: 1, Score: 40.5}, ""},
		{"ARF", collection(result(at, rule(`idref="r-high"`, "fail")+scored)), map[string]float64{"fail": 1, FailHigh: 1, Score: 40.5}, ""},
		{"ARF around XCCDF 1.1", strings.ReplaceAll(collection(result(at, rule(`idref="r-high"`, "fail")+scored)), Namespace, Namespace11), map[string]float64{"fail": 1, FailHigh: 1, Score: 40.5}, ""},
		{"several results", document(result(`end-time="2026-03-02T00:00:00Z"`, rule("", "fail")+scored) + result(`end-time="2026-03-03T00:00:00Z"`, passing+scored) + result(`end-time="2026-03-01T00:00:00Z"`, rule("", "error")+scored)),
			map[string]float64{"pass": 1, "fail": 0, "error": 0}, "the file holds 3 results"},
	}
	for _, c := range cases {
		got, err := read(c.text)
		if err != nil {
			t.Errorf("%s: %v", c.name, err)
			continue
		}
		for name, want := range c.want {
			v, ok := got.Value(name)
			if !ok || (v.Number == nil) != (want == -1) || v.Number != nil && *v.Number != want {
				t.Errorf("%s: %s is shown as %+v, want %v", c.name, name, v, want)
			}
		}
		if text := warnings(got); !strings.Contains(text, c.warning) || c.warning == "" && text != "" {
			t.Errorf("%s: warnings %q, want %q", c.name, text, c.warning)
		}
	}
}

func TestTimes(t *testing.T) {
	for _, c := range []struct{ attributes, want, warning string }{
		{at, "2026-03-31T16:00:00Z", ""},
		{`start-time="2026-03-31T17:00:00Z" ` + at, "2026-03-31T16:00:00Z", ""},
		{`start-time="2026-03-31T17:00:00Z"`, "2026-03-31T17:00:00Z", ""},
		{`end-time="2026-03-31T17:00:00.25"`, "2026-03-31T17:00:00Z", "without a zone; it was taken as UTC"},
		{``, "0001-01-01T00:00:00Z", "does not tell when"},
	} {
		got, err := read(document(result(c.attributes, passing+scored)))
		if err != nil || got.ObservedAt.Truncate(time.Second).Format(time.RFC3339) != c.want || !strings.Contains(warnings(got), c.warning) {
			t.Errorf("%s: observed at %v, %q, %v", c.attributes, got.ObservedAt, warnings(got), err)
		}
	}
}

func TestRefusals(t *testing.T) {
	bomb := "<!DOCTYPE lolz [\n<!ENTITY a \"aaaaaaaaaa\"><!ENTITY b \"&a;&a;&a;&a;\">]>\n"
	whole := document(result(at, passing+scored))
	cases := []struct {
		name, text string
		code       fault.Code
		want       string
	}{
		{"benchmark without results", document(""), fault.Invalid, "oscap xccdf eval --results"},
		{"document type", "<?xml version=\"1.0\"?>\n" + bomb + strings.TrimPrefix(whole, `<?xml version="1.0" encoding="UTF-8"?>`), fault.Invalid, "document types and the entities they define are not accepted"},
		{"document type, by line", "<?xml version=\"1.0\"?>\n<!DOCTYPE x SYSTEM \"file:///etc/passwd\"><x/>", fault.Invalid, "line 2: "},
		{"entity", strings.Replace(whole, "<title>x", "<title>&x;", 1), fault.Invalid, "line 3: invalid character entity &x;"},
		{"XCCDF 1.0", `<Benchmark xmlns="http://checklists.nist.gov/xccdf/1.0"/>`, fault.Invalid, "XCCDF 1.0 (Benchmark) is not supported in this version"},
		{"ARF 1.0", `<arf:asset-report-collection xmlns:arf="http://scap.nist.gov/schema/asset-reporting-format/1.0"/>`, fault.Invalid, "ARF 1.0 (asset-report-collection) is not supported in this version"},
		{"part of ARF", `<arf:report xmlns:arf="http://scap.nist.gov/schema/asset-reporting-format/1.1"/>`, fault.Invalid, "ARF 1.1 (report) is not supported in this version"},
		{"ARF without results", collection(""), fault.Invalid, "no report in this asset report collection has a TestResult"},
		{"ARF with results elsewhere", strings.Replace(collection(""), `severity="high"/>`, `severity="high"/>`+result(at, passing+scored), 1), fault.Invalid, "has a TestResult"},
		{"ARF of two scans", collection(result(at, passing+scored), result(at, passing+scored)), fault.Invalid, "line 8: TestResult: a second TestResult starts here; the first is in line 4"},
		{"versions mixed", strings.Replace(document(result(at, passing+scored)), "<rule-result ", `<rule-result xmlns="`+Namespace11+`" `, 1), fault.Invalid, "two versions of XCCDF are mixed"},
		{"data stream", `<data-stream-collection xmlns="http://scap.nist.gov/schema/scap/source/1.2"/>`, fault.Invalid, "a SCAP source data stream 1.2 (data-stream-collection) is not supported"},
		{"tailoring", `<Tailoring xmlns="http://checklists.nist.gov/xccdf/1.2"/>`, fault.Invalid, "XCCDF 1.2 (Tailoring) is not supported"},
		{"stranger", `<html/>`, fault.Invalid, `line 1: the root element is "html"`},
		{"no element", `<!-- nothing -->`, fault.Invalid, "there is no element in it"},
		{"cut", whole[:len(whole)-10], fault.Invalid, "the file ends here, within <Benchmark>"},
		{"text behind", whole + "garbage", fault.Invalid, "there is text outside the root element"},
		{"second root", whole + "\n<x/>", fault.Invalid, "a second root element"},
		{"other encoding", strings.Replace(whole, "UTF-8", "ISO-8859-1", 1), fault.Invalid, "its declaration says \"ISO-8859-1\""},
		{"not UTF-8", strings.Replace(whole, "<title>x", "<title>\xfc", 1), fault.Invalid, "line 3: invalid UTF-8"},
		{"unknown outcome", document(result(at, rule("", "passed"))), fault.Invalid, `line 4: rule-result: its result "passed" is not one that XCCDF knows`},
		{"no outcome", document(result(at, "<rule-result/>")), fault.Invalid, `its result "" is not one`},
		{"two outcomes", document(result(at, "<rule-result><result>pass</result><result>fail</result></rule-result>")), fault.Invalid, "two results"},
		{"severity of a result", document(result(at, rule(`severity="critical"`, "fail"))), fault.Invalid, `"critical" is not a severity`},
		{"severity of a rule", strings.Replace(whole, `severity="high"`, `severity="urgent"`, 1), fault.Invalid, `line 3: "urgent" is not a severity`},
		{"score above its maximum", document(result(at, passing+`<score maximum="10">11</score>`)), fault.Invalid, `line 4: score: "11" is not a number from 0 to 10`},
		{"score NaN", document(result(at, passing+`<score>NaN</score>`)), fault.Invalid, `"NaN" is not a number`},
		{"maximum 0", document(result(at, passing+`<score maximum="0">0</score>`)), fault.Invalid, "is not a number above 0"},
		{"two scores", document(result(at, passing+`<score>1</score><score>2</score>`)), fault.Invalid, "differs from the first"},
		{"time", document(result(`end-time="yesterday"`, passing)), fault.Invalid, `end-time "yesterday" is not a time`},
		{"nested results", document(result(at, passing+result(at, passing))), fault.Invalid, "a TestResult starts within another"},
		{"endless score", document(result(at, passing+"<score>"+strings.Repeat("1<!-- -->", 300)+"</score>")), fault.Invalid, "the score is not a number"},
		{"depth", document(strings.Repeat("<Group>", 300)), fault.Limited, "more than 256 elements"},
		{"long id", strings.Replace(whole, "r-high", strings.Repeat("r", 600), 1), fault.Limited, "an id longer than 512"},
		{"large token", strings.Replace(whole, "<title>x", "<title>"+strings.Repeat("x", 6<<20), 1), fault.Limited, "larger than 4 MiB"},
	}
	for _, c := range cases {
		got, err := read(c.text)
		if !fault.Is(err, c.code) || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%s: got %v, want %q", c.name, err, c.want)
		}
		if got.Values != nil {
			t.Errorf("%s: numbers are given beside the error", c.name)
		}
	}
}

func TestSniff(t *testing.T) {
	for text, want := range map[string]bool{
		document(""): true,
		"\xef\xbb\xbf \n" + `<TestResult xmlns="http://checklists.nist.gov/xccdf/1.2"`:            false, // cut within the root
		"\xef\xbb\xbf \n" + `<TestResult xmlns="http://checklists.nist.gov/xccdf/1.2"><x`:         true,
		`<?xml version="1.0" encoding="x"?><a:b xmlns:a="http://checklists.nist.gov/xccdf/1.1"/>`: true,
		`<Benchmark/>`: false, `<Benchmark`: false, "plain": false, "": false,
	} {
		if got := (Format{}).Sniff([]byte(text)); got != want {
			t.Errorf("%.60q: recognised %v", text, got)
		}
	}
}

// fixture is a part of a real result, small enough to be varied quickly: its first rules that were carried out.
func fixture(t testing.TB) string {
	t.Helper()
	f, err := os.Open("../sample/debian12-anssi_bp28_minimal-xccdf.xml.gz")
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	z, err := gzip.NewReader(f)
	if err != nil {
		t.Fatal(err)
	}
	data, err := io.ReadAll(z)
	if err != nil {
		t.Fatal(err)
	}
	text := string(data)
	text = text[strings.Index(text, "<TestResult"):]
	var b strings.Builder
	b.WriteString(text[:strings.Index(text, "<target-facts>")])
	for _, outcome := range []string{"pass", "fail", "notchecked"} {
		end := strings.Index(text, "<result>"+outcome)
		b.WriteString(text[strings.LastIndex(text[:end], "<rule-result"):end] + "<result>" + outcome + "</result></rule-result>\n")
	}
	b.WriteString(text[strings.Index(text, "<score"):])
	return strings.Replace(document(b.String()), "</Benchmark>\n", "", 1)
}

func TestPartOfARealResult(t *testing.T) {
	got, err := read(fixture(t))
	if pass, _ := got.Value("pass"); err != nil || *pass.Number != 1 || got.Items != 3 {
		t.Errorf("the seed of the fuzz test is not a document: %+v, %v", got, err)
	}
}

func FuzzRead(f *testing.F) {
	f.Add(fixture(f))
	f.Add(document(result(at, passing+scored)))
	f.Add(collection(result(at, passing+scored)))
	f.Add(document(result(at, rule(`severity="low"`, "fail")) + result(at, scored)))
	f.Fuzz(func(t *testing.T, text string) {
		Format{}.Sniff([]byte(text))
		got, err := read(text)
		if err != nil {
			if got.Values != nil || fault.Of(err).Code == fault.Internal {
				t.Errorf("a bad error, or half a result: %v", err)
			}
			return
		}
		score, _ := got.Value(Score)
		if len(got.Values) != 13 || score.Number != nil && (*score.Number < 0 || *score.Number > 100) {
			t.Errorf("impossible numbers: %+v", got.Values)
		}
	})
}

// A reader learns which host was scanned: the first target, in full, and of the result that was read.
func TestTheHostIsNamed(t *testing.T) {
	later := strings.Replace(at, "2026", "2027", 1)
	for text, want := range map[string]string{
		fixture(t):                           "vm",
		document(result(at, passing+scored)): "",
		document(result(at, "<target> db1<!-- main -->.example </target><target>192.0.2.1</target>"+passing+scored)):       "db1.example",
		document(result(at, "<target>old</target>"+passing+scored) + result(later, "<target>new</target>"+passing+scored)): "new",
		collection(result(at, "<target>web</target>"+passing+scored)):                                                      "web",
		document(result(at, "<target>"+strings.Repeat("a<!-- -->", 3000)+"</target>"+passing+scored)):                      "",
	} {
		if got, err := read(text); err != nil || got.Host != want {
			t.Errorf("the host is %q, not %q (%v)", got.Host, want, err)
		}
	}
}
