package lynis

import (
	"context"
	"os"
	"strings"
	"testing"
	"time"

	"github.com/steelyard-isms/steelyard/internal/collect"
	"github.com/steelyard-isms/steelyard/internal/fault"
)

func fixture(t testing.TB) string {
	t.Helper()
	data, err := os.ReadFile("../sample/lynis-report.dat")
	if err != nil {
		t.Fatal(err)
	}
	return string(data)
}

func read(text string, o collect.Options) (collect.Reading, error) {
	return Format{}.Read(context.Background(), strings.NewReader(text), o)
}

// The least that a report of a whole run begins and ends with.
const (
	head = "# Lynis Report\nreport_version_major=1\nreport_datetime_start=2026-03-31 17:00:00\n"
	tail = "lynis_tests_done=3\nreport_datetime_end=2026-03-31 18:00:00\nhardening_index=70\nfinish=true\n"
)

func number(n float64) *float64 { return &n }

func TestWhatAReportDoesNotSayIsUnknown(t *testing.T) {
	cases := []struct {
		name, text string
		value      string
		want       *float64
		warning    string
	}{
		{"nothing found by an audit tool", head + "package_audit_tool_found=1\nvulnerable_packages_found=0\n" + tail, VulnerablePackages, number(0), ""},
		{"no tool looked", head + "package_audit_tool_found=0\nvulnerable_packages_found=0\n" + tail, VulnerablePackages, nil, "no tool looked for vulnerable packages"},
		{"found but not listed", head + "package_audit_tool_found=1\nvulnerable_packages_found=1\n" + tail, VulnerablePackages, nil, "lists none"},
		{"listed", head + "vulnerable_package[]=a|1|\nvulnerable_package[]=b|1|\n" + tail, VulnerablePackages, number(2), ""},
		{"no findings", head + tail, Warnings, number(0), ""},
		{"no index", head + strings.Replace(tail, "hardening_index=70\n", "", 1), HardeningIndex, nil, "hardening_index is unknown"},
		{"no number of tests", head + strings.Replace(tail, "lynis_tests_done=3\n", "", 1), TestsDone, nil, "tests_done is unknown"},
		{"cut within the index", head + "report_datetime_end=2026-03-31 18:00:00\nhardening_index=7", HardeningIndex, nil, "finish=true is missing"},
		{"one test, two suggestions", head + "suggestion[]=A-1|x|-|-|\nsuggestion[]=A-1|y|-|-|\n" + tail, SuggestionsDistinct, number(1), ""},
		{"closed without a line feed", head + strings.TrimSuffix(tail, "\n"), HardeningIndex, number(70), ""},
		{"line feeds of Windows", strings.ReplaceAll(head+tail, "\n", "\r\n"), HardeningIndex, number(70), ""},
	}
	for _, c := range cases {
		got, err := read(c.text, collect.Options{})
		if err != nil {
			t.Errorf("%s: %v", c.name, err)
			continue
		}
		v, _ := got.Value(c.value)
		if (v.Number == nil) != (c.want == nil) || v.Number != nil && *v.Number != *c.want {
			t.Errorf("%s: %s is shown as %v", c.name, c.value, v.Number)
		}
		if text := warnings(got); !strings.Contains(text, c.warning) {
			t.Errorf("%s: the reader is not warned: %s", c.name, text)
		}
	}
}

func warnings(r collect.Reading) string {
	var lines []string
	for _, w := range r.Warnings {
		lines = append(lines, w.String())
	}
	return strings.Join(lines, "\n")
}

func TestReportsThatCannotBeTrustedAreRefusedByLine(t *testing.T) {
	cases := []struct{ name, text, want string }{
		{"the log", "2026-03-31 18:00:00 Starting Lynis\n", "line 1: the first line is not"},
		{"broken off", head + "warning[]=A-1|x|-|-|\n", "line 4: report_datetime_end: the report breaks off here"},
		{"heading only", "# Lynis Report\n", "breaks off here"},
		{"two reports", head + tail + head + tail, "line 8: a second report starts here"},
		{"two runs", head + strings.Replace(head, "# Lynis Report\n", "", 1) + strings.Replace(head, "# Lynis Report\nreport_version_major=1\nreport_datetime_start=2026-03-31 17", "report_datetime_start=2026-03-31 19", 1) + tail, "line 6: a second report starts here"},
		{"two indexes", head + "hardening_index=71\n" + tail, "line 7: hardening_index: it is given a second time, and differs from line 4"},
		{"index above 100", head + strings.Replace(tail, "=70", "=700", 1), "line 6: hardening_index: \"700\" is not a whole number from 0 to 100"},
		{"index not a number", head + strings.Replace(tail, "=70", "=NaN", 1), "\"NaN\" is not a whole number"},
		{"index with a fraction", head + strings.Replace(tail, "=70", "=70.5", 1), "is not a whole number"},
		{"time", head + strings.Replace(tail, "18:00:00", "25:00:00", 1), "line 5: report_datetime_end: \"2026-03-31 25:00:00\" is not a time"},
		{"later version", strings.Replace(head, "major=1", "major=2", 1) + tail, "line 2: report_version_major: the report is of version \"2\""},
		{"suggestion without a test", head + "suggestion[]=|x|\n" + tail, "line 4: suggestion[]"},
		{"binary", head + "x=\x00\n" + tail, "line 4: there is a NUL byte"},
	}
	for _, c := range cases {
		got, err := read(c.text, collect.Options{})
		if !fault.Is(err, fault.Invalid) || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%s: got %v, want %q", c.name, err, c.want)
		}
		if got.Values != nil {
			t.Errorf("%s: numbers are given beside the error", c.name)
		}
	}
}

func TestTimeIsTakenInTheZoneOfTheSource(t *testing.T) {
	zone := time.FixedZone("UTC+2", 2*60*60)
	got, err := read(fixture(t), collect.Options{Zone: zone})
	if err != nil {
		t.Fatal(err)
	}
	if at := got.ObservedAt.Format(time.RFC3339); at != "2026-11-21T18:45:14Z" || !strings.Contains(warnings(got), "taken as UTC+2") {
		t.Errorf("observed at %s with %q", at, warnings(got))
	}
	got, err = read(head+strings.Replace(tail, "report_datetime_end=2026-03-31 18:00:00\n", "", 1), collect.Options{})
	if err != nil || got.ObservedAt.Format(time.RFC3339) != "2026-03-31T17:00:00Z" || !strings.Contains(warnings(got), "its start was taken") {
		t.Errorf("a whole report without an end is not dated by its start: %v, %v", got, err)
	}
}

func FuzzRead(f *testing.F) {
	whole := fixture(f)
	f.Add(whole[:600] + whole[strings.Index(whole, "lynis_tests_done="):])
	f.Add(head + tail)
	f.Add(head + "vulnerable_packages_found=1\nsuggestion[]=A-1|x|\n" + tail)
	f.Fuzz(func(t *testing.T, text string) {
		Format{}.Sniff([]byte(text))
		got, err := read(text, collect.Options{})
		if err != nil {
			if got.Values != nil || fault.Of(err).Code == fault.Internal {
				t.Errorf("a bad error, or half a result: %v", err)
			}
			return
		}
		index, _ := got.Value(HardeningIndex)
		if len(got.Values) != 6 || index.Number != nil && (*index.Number < 0 || *index.Number > 100) {
			t.Errorf("impossible numbers: %+v", got.Values)
		}
	})
}

// A reader learns which host a report is about, and nothing that is no name.
func TestTheHostIsNamed(t *testing.T) {
	for text, want := range map[string]string{fixture(t): "vm", head + tail: "", head + "hostname=\x1b[2J\n" + tail: ""} {
		if got, err := read(text, collect.Options{}); err != nil || got.Host != want {
			t.Errorf("the host is %q, not %q (%v)", got.Host, want, err)
		}
	}
}
