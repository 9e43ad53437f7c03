package cli_test

import (
	"archive/zip"
	"bytes"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/steelyard-isms/steelyard/internal/cli"
)

// fixtures are real files by the source of examples/sources that takes them, with the points that they give.
var fixtures = []struct{ source, file, says string }{
	{"host-audit", "sample/lynis-report.dat", "6 points from 47 items"},
	{"configuration-scan", "sample/debian12-standard-xccdf.xml.gz", "13 points from 591 items"},
	{"configuration-scan", "xccdf/testdata/debian12-standard-arf.xml.gz", "13 points from 591 items"},
	{"phishing-campaign", "gophish/testdata/campaign-1.json", "7 points from 60 items"},
	{"phishing-campaign", "gophish/testdata/campaign-1-results.csv", "5 points from 60 items"},
	{"phishing-campaign", "gophish/testdata/campaign-1-events.csv", "7 points from 60 items"},
	{"phishing-campaign", "gophish/testdata/campaign-1-summary.json", "7 points from 60 items"},
	{"node-metrics", "prometheus/testdata/node_exporter-1.5.0-this-machine.prom", "2 points from 507 items"},
	{"training-register", "xlsxfile/testdata/training.xlsx", "1 point from 30 items"},
	{"findings", "jsonfile/testdata/findings.json", "2 points from 4 items"},
}

// Every format goes the whole way from a declared source to stored points, plain and in a zip archive; and of a file that is
// cut nothing is stored.
func TestEveryFormatIsCollectedWholeOrNotAtAll(t *testing.T) {
	database := filepath.Join(t.TempDir(), "store.db")
	run(t, "", "apply", "--database", database, "../../examples/sources").must(t, cli.ExitOK)
	collect := func(source, path string) result {
		return run(t, "", "collect", "--database", database, "--observed-at", "2026-09-30T12:00:00Z", source, path)
	}
	before := run(t, "", "verify", "-o", "json", "--database", database).must(t, cli.ExitOK).out
	for _, f := range fixtures {
		content, err := os.ReadFile(filepath.Join("../collect", f.file))
		if err != nil {
			t.Fatal(err)
		}
		archive := zipped(t, f.file, content)
		for name, data := range map[string][]byte{"cut-" + filepath.Base(f.file): content[:len(content)/2-7], "cut.zip": archive[:len(archive)/2]} {
			r := collect(f.source, write(t, name, data))
			if r.status != cli.ExitInvalid || !strings.Contains(r.errs, name) {
				t.Errorf("%s, cut as %s, is not refused by name: %d, %s%s", f.file, name, r.status, r.out, r.errs)
			}
		}
	}
	if after := run(t, "", "verify", "-o", "json", "--database", database).must(t, cli.ExitOK).out; after != before {
		t.Errorf("cut files left something in the store:\n%s\n%s", before, after)
	}
	for i, f := range fixtures {
		path := filepath.Join("../collect", f.file)
		if i%2 == 1 && !strings.HasSuffix(f.file, ".gz") && !strings.HasSuffix(f.file, ".xlsx") {
			content, err := os.ReadFile(path)
			if err != nil {
				t.Fatal(err)
			}
			path = write(t, filepath.Base(f.file)+".zip", zipped(t, f.file, content))
		}
		if r := collect(f.source, path).must(t, cli.ExitOK); !strings.Contains(r.out, f.says) {
			t.Errorf("%s gives %q, not %q", f.file, r.out, f.says)
		}
	}
}

func zipped(t *testing.T, name string, content []byte) []byte {
	t.Helper()
	var b bytes.Buffer
	w := zip.NewWriter(&b)
	f, err := w.Create(name)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := f.Write(content); err != nil {
		t.Fatal(err)
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

// An archive is read from its end; standard input has none, and is kept in a temporary file meanwhile.
func TestInspectTakesAnArchiveFromStandardInput(t *testing.T) {
	content, err := os.ReadFile("../collect/gophish/testdata/campaign-1.json")
	if err != nil {
		t.Fatal(err)
	}
	r := run(t, string(zipped(t, "campaign-1.json", content)), "inspect", "-").must(t, cli.ExitOK)
	if !strings.Contains(r.out, `"clicked": 16`) || r.peakKiB >= peakLimit {
		t.Errorf("got %s in %d KiB", r.out, r.peakKiB)
	}
}

// What a file says of open cases hangs on when it was so: inspect is told it as collect is, as a time or as a day, which is its last moment.
func TestInspectIsToldWhenTheFileWasSo(t *testing.T) {
	file := write(t, "requests.csv", []byte("asked,done\n2026-09-01,2026-09-03\n2026-09-02,\n"))
	mapping := write(t, "mapping.json", []byte(`{"rows":"file","time":{"column":"asked","format":"YYYY-MM-DD"},"values":[{"name":"half","operation":"duration","column":"asked","until":"done"},{"name":"most","operation":"duration","column":"asked","until":"done","percentile":90}]}`))
	for told, want := range map[string]string{"": `"half": 2`, "2026-09-03": `"observed_at": "2026-09-03T23:59:59.999999Z"`, "2026-09-03T01:00:00Z": `"most": 2`} {
		args := []string{"inspect", file, "--mapping", mapping}
		if told != "" {
			args = append(args, "--observed-at", told)
		}
		if r := run(t, "", args...).must(t, cli.ExitOK); !strings.Contains(r.out, want) {
			t.Errorf("told %q: there is no %s in %s", told, want, r.out)
		}
	}
	for told, want := range map[string]string{"2026-09-02": "lies after 2026-09-02T23:59:59Z", "yesterday": "neither a date nor a time"} {
		if r := run(t, "", "inspect", file, "--mapping", mapping, "--observed-at", told).must(t, cli.ExitInvalid); !strings.Contains(r.errs, want) {
			t.Errorf("told %q it says: %s", told, r.errs)
		}
	}
}
