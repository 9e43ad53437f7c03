package collect_test

import (
	"bytes"
	"context"
	"fmt"
	"maps"
	"math"
	"math/rand/v2"
	"os"
	"strings"
	"testing"

	"github.com/steelyard-isms/steelyard/internal/collect"
	"github.com/steelyard-isms/steelyard/internal/fault"
	"github.com/steelyard-isms/steelyard/internal/mapping"
)

// given is a fixture as a source takes it, with what it says.
type given struct {
	name, format string
	data         []byte
	mapping      string
	want         map[string]float64
	own          []string // values that stand in the file as numbers, so that a flipped bit can change them to any other
	apart        float64  // how far one row can move the others; 0: by 1
}

func (g given) inspect(t testing.TB, data []byte, format string) (collect.Inspection, error) {
	f := formats()
	if g.mapping != "" {
		m, err := mapping.Parse([]byte(g.mapping))
		if err != nil {
			t.Fatal(err)
		}
		f = f.By(&m)
	}
	return f.Inspect(context.Background(), g.name, bytes.NewReader(data), collect.Options{Format: format})
}

// checksummed tells whether the file itself shows any damage.
func (g given) checksummed() bool {
	return strings.HasSuffix(g.name, ".gz") || strings.HasSuffix(g.name, ".xlsx") || strings.HasSuffix(g.name, ".zip")
}

// small are all fixtures, but of the two scans and the report in ARF, which have megabytes, an excerpt each.
func small(t testing.TB) []given {
	t.Helper()
	accounts, err := os.ReadFile("../../examples/first/accounts.csv")
	if err != nil {
		t.Fatal(err)
	}
	out := []given{
		{name: lynisFile, format: "lynis", own: []string{"hardening_index", "tests_done"}},
		{name: campaignFile, format: "gophish"}, {name: resultsFile, format: "gophish"}, {name: eventsFile, format: "gophish"},
		{name: summaryFile, format: "gophish", own: []string{"total", "sent", "opened", "clicked", "submitted", "reported", "errors"}},
		{name: metricsFile, format: "prometheus"},
		{name: findingsFile, format: "json"},
	}
	for i := range out {
		out[i].data, out[i].want = fixture(t, out[i].name), truth[out[i].name]
	}
	for _, name := range []string{minimalFile, standardFile, arfFile} {
		text := excerpt(t, name)
		want := maps.Clone(truth[name])
		want["notselected"] = float64(bytes.Count(text, []byte("<result>notselected</result>")))
		out = append(out, given{name: strings.TrimSuffix(name, ".gz"), format: "xccdf", data: text, want: want, own: []string{"score"}})
	}
	return append(out,
		given{name: findingsFile, format: "json", data: fixture(t, findingsFile), own: []string{"days_to_due"}, want: map[string]float64{"findings": 4, "high": 2, "days_to_due": 22.5},
			mapping: `{"rows":"doc.groups.map(g, g.?findings.orValue([])).flatten()","values":[{"name":"findings","operation":"count"},
				{"name":"high","operation":"count","when":"row.severity == 'HIGH'"},{"name":"days_to_due","operation":"median","expression":"days(row.due) - days(row.found)"}]}`, apart: 4},
		given{name: "findings.ndjson", format: "json", data: fixture(t, "findings.ndjson"), want: map[string]float64{"findings": 4, "high": 2},
			mapping: `{"rows":"lines","values":[{"name":"findings","operation":"count"},{"name":"high","operation":"count","when":"row.severity == 'HIGH'"}]}`},
		given{name: "accounts.csv", format: "csv", data: accounts, want: map[string]float64{"accounts": 11, "mfa_share": 90}, own: []string{"mfa_share"},
			mapping: `{"rows":"file","time":{"column":"checked","format":"YYYY-MM-DD"},"values":[{"name":"accounts","operation":"count"},{"name":"mfa_share","operation":"share",
				"where":[{"column":"mfa","equals":"yes"}],"of":[{"column":"privileged","equals":"yes"}]}]}`},
		given{name: "training.xlsx", format: "xlsx", data: fixture(t, "training.xlsx"), want: map[string]float64{"people": 30, "done": 20},
			mapping: `{"sheet":"Training","rows":"file","values":[{"name":"people","operation":"count"},{"name":"done","operation":"count","where":[{"column":"Done","equals":"yes"}]}]}`})
}

// Cut at every hundredth byte, a file gives an error, and never a part of its numbers. What has no end of its own is read with a
// warning where it was cut between two of its parts; and so is a Lynis report that is cut behind the end of its tests.
func TestCutFilesAreNeverReadByHalves(t *testing.T) {
	for _, g := range small(t) {
		t.Run(g.name, func(t *testing.T) {
			t.Parallel()
			whole, err := g.inspect(t, g.data, g.format)
			if err != nil || !same(whole.Values, g.want) {
				t.Fatalf("the fixture gives %+v, %v, want %v", whole.Values, err, g.want)
			}
			for at := 0; at < len(g.data)-1; at += 100 {
				g.cut(t, at)
			}
			for at := len(g.data) - 100; at < len(g.data)-1; at++ { // near the end, where little is missing, at every byte
				g.cut(t, max(0, at))
			}
		})
	}
}

func (g given) cut(t *testing.T, at int) {
	t.Helper()
	got, err := g.inspect(t, g.data[:at], g.format)
	how := fmt.Sprintf("cut at byte %d", at)
	if err != nil {
		checkError(t, how, got, err)
		return
	}
	if len(bytes.TrimSpace(g.data[at:])) == 0 && same(got.Values, g.want) {
		return // nothing but blanks is missing
	}
	// Nothing tells where a table ends: where it was cut behind a row, the rows before are all that anybody can see.
	between := at > 0 && (g.format == "csv" || g.name == "findings.ndjson") && g.data[at-1] == '\n'
	warned := fmt.Sprint(got.Warnings)
	if !between && !strings.Contains(warned, "where it ends") && !strings.Contains(warned, "finish=true is missing") && !strings.Contains(warned, "does not end with a line feed") {
		t.Errorf("%s, the file is accepted without a warning: %+v", how, got.Values)
	}
	for _, v := range got.Values {
		w, ok := g.want[v.Name]
		switch {
		case !ok:
			t.Errorf("%s, there is a value %s", how, v.Name)
		case v.Number == nil:
			if !math.IsNaN(w) && v.Name != "hardening_index" {
				t.Errorf("%s, %s is unknown", how, v.Name)
			}
		case g.format == "lynis" && *v.Number != w, *v.Number > w && v.Name != "mfa_share":
			t.Errorf("%s, %s is %v", how, v.Name, *v.Number)
		}
	}
}

// checkError wants an error for people: with a place, a reason and a remedy, and no numbers beside it.
func checkError(t *testing.T, how string, got collect.Inspection, err error) {
	t.Helper()
	f := fault.Of(err)
	if f.Code == fault.Internal || f.Message == "" || len(f.Fields) == 0 {
		t.Errorf("%s: the error helps nobody: %v", how, err)
	}
	for _, field := range f.Fields {
		if field.File == "" || field.Reason == "" || field.Remedy == "" {
			t.Errorf("%s: place, reason or remedy is missing: %+v", how, field)
		}
	}
	if got.Format != "" || got.Values != nil || got.SHA256 != "" {
		t.Errorf("%s: half an inspection is given beside the error", how)
	}
}

// checkDamaged wants an error for people, or exactly the right numbers.
func checkDamaged(t *testing.T, how string, got collect.Inspection, err error, want map[string]float64) {
	t.Helper()
	if err != nil {
		checkError(t, how, got, err)
		return
	}
	if !same(got.Values, want) {
		t.Errorf("%s: wrong numbers without an error: %+v", how, got.Values)
	}
}

// flips gives the data 1,000 times with one bit flipped, always the same ones.
func flips(data []byte, seed uint64, try func(i, at int, damaged []byte)) {
	random := rand.New(rand.NewPCG(seed, seed+1))
	damaged := bytes.Clone(data)
	for i := range 1000 {
		at, bit := random.IntN(len(data)), byte(1)<<random.IntN(8)
		damaged[at] ^= bit
		try(i, at, damaged)
		damaged[at] ^= bit
	}
}

// A packed file has a checksum: a flipped bit shows, or lies in the gzip header and changes nothing.
func TestFlippedBitsInPackedFilesAreNoticed(t *testing.T) {
	for _, g := range small(t) {
		t.Run(g.name, func(t *testing.T) {
			t.Parallel()
			packed := g.data
			if !g.checksummed() {
				packed = pack(t, g.data)
			}
			flips(packed, 9, func(_, at int, damaged []byte) {
				got, err := g.inspect(t, damaged, g.format)
				checkDamaged(t, fmt.Sprintf("bit flipped in byte %d", at), got, err, g.want)
			})
		})
	}
}

// Plain text has no checksum: a flipped bit can hide in a digit or in a key, and what is read is what is written. It must not crash, and
// as it touches one line, or two where it hits a line feed, it must not move any other number.
func TestFlippedBitsInPlainFilesStayWhereTheyAre(t *testing.T) {
	for _, g := range small(t) {
		if g.checksummed() {
			continue
		}
		t.Run(g.name, func(t *testing.T) {
			t.Parallel()
			flips(g.data, 3, func(i, at int, damaged []byte) {
				format := g.format // as the source declares it, and every other time found by content
				if i%2 == 1 {
					format = ""
				}
				got, err := g.inspect(t, damaged, format)
				how := fmt.Sprintf("bit flipped in byte %d", at)
				switch {
				case err != nil:
					checkError(t, how, got, err)
				case got.Format == g.format:
					g.moved(t, how, got)
				case format != "" || got.Format != "csv" && got.Format != "json":
					t.Errorf("%s: it is read as %s", how, got.Format)
				}
			})
		})
	}
}

func (g given) moved(t *testing.T, how string, got collect.Inspection) {
	t.Helper()
	if len(got.Values) != len(g.want) {
		t.Errorf("%s: there are other values: %+v", how, got.Values)
	}
	for _, v := range got.Values {
		own := false
		for _, name := range g.own {
			own = own || name == v.Name
		}
		want, ok := g.want[v.Name]
		switch {
		case !ok:
			t.Errorf("%s: there is a value %s", how, v.Name)
		case v.Number == nil:
		case own && (*v.Number < -1e6 || *v.Number > 1e6), !own && math.Abs(*v.Number-want) > max(1, g.apart):
			t.Errorf("%s: %s moved from %v to %v", how, v.Name, want, *v.Number)
		}
	}
}

// The scans as they came, cut and flipped at a few places: the excerpts of them are hit at a thousand, and so are they on the corpus.
func TestDamagedScansAreNoticed(t *testing.T) {
	for _, name := range []string{standardFile, minimalFile, arfFile} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			scan := given{name: name, format: "xccdf", data: fixture(t, name), want: truth[name]}
			for tenth := range 10 {
				scan.cutPacked(t, len(scan.data)*tenth/10)
			}
			random := rand.New(rand.NewPCG(1, 2))
			for i := range 8 {
				at := random.IntN(len(scan.data))
				if i < 3 {
					at = 3*i + 1 // the gzip header
				}
				damaged := bytes.Clone(scan.data)
				damaged[at] ^= 1 << random.IntN(8)
				got, err := scan.inspect(t, damaged, "")
				checkDamaged(t, fmt.Sprintf("bit flipped in byte %d", at), got, err, scan.want)
			}
		})
	}
}

func (g given) cutPacked(t *testing.T, at int) {
	t.Helper()
	got, err := g.inspect(t, g.data[:at], "")
	if err == nil {
		t.Errorf("cut at byte %d, the file is accepted", at)
		return
	}
	checkError(t, fmt.Sprintf("cut at byte %d", at), got, err)
	if at > 2 && !strings.Contains(err.Error(), fmt.Sprintf("cut off at byte %d", at)) {
		t.Errorf("cut at byte %d, the error names another place: %v", at, err)
	}
}
