package collect_test

import (
	"archive/zip"
	"bytes"
	"compress/gzip"
	"context"
	"errors"
	"io"
	"io/fs"
	"math"
	"os"
	"path/filepath"
	"testing"

	"github.com/steelyard-isms/steelyard/internal/collect"
	"github.com/steelyard-isms/steelyard/internal/collect/csvfile"
	"github.com/steelyard-isms/steelyard/internal/collect/gophish"
	"github.com/steelyard-isms/steelyard/internal/collect/jsonfile"
	"github.com/steelyard-isms/steelyard/internal/collect/lynis"
	"github.com/steelyard-isms/steelyard/internal/collect/prometheus"
	"github.com/steelyard-isms/steelyard/internal/collect/xccdf"
	"github.com/steelyard-isms/steelyard/internal/collect/xlsxfile"
)

// The fixtures are real output of the named tools on one Debian 12 host: oscap 1.3.7 with SCAP Security Guide 0.1.76,
// Lynis 3.0.8, Gophish 0.12.1 with invented people, and node_exporter 1.5.0. The findings are invented.
const (
	standardFile = "debian12-standard-xccdf.xml.gz"
	minimalFile  = "debian12-anssi_bp28_minimal-xccdf.xml.gz"
	arfFile      = "debian12-standard-arf.xml.gz"
	lynisFile    = "lynis-report.dat"
	campaignFile = "campaign-1.json"
	summaryFile  = "campaign-1-summary.json"
	resultsFile  = "campaign-1-results.csv"
	eventsFile   = "campaign-1-events.csv"
	findingsFile = "findings.json"
	metricsFile  = "node_exporter-1.5.0-this-machine.prom"
)

// null in the truth is a value of which the file cannot know anything.
var null = math.NaN()

// truth holds what jq, awk and xmlstarlet say of the fixtures, and for severities grep on the result elements.
var truth = map[string]map[string]float64{
	standardFile: {"pass": 18, "fail": 0, "error": 0, "unknown": 0, "notapplicable": 26, "notchecked": 0, "notselected": 547,
		"informational": 0, "fixed": 0, "score": 100, "fail_high": 0, "fail_medium": 0, "fail_low": 0},
	minimalFile: {"pass": 16, "fail": 15, "error": 0, "unknown": 0, "notapplicable": 3, "notchecked": 1, "notselected": 556,
		"informational": 0, "fixed": 0, "score": 75, "fail_high": 0, "fail_medium": 15, "fail_low": 0},
	arfFile: {"pass": 18, "fail": 0, "error": 0, "unknown": 0, "notapplicable": 26, "notchecked": 0, "notselected": 547,
		"informational": 0, "fixed": 0, "score": 100, "fail_high": 0, "fail_medium": 0, "fail_low": 0},
	lynisFile:    {"hardening_index": 56, "warnings": 2, "suggestions": 45, "suggestions_distinct": 39, "tests_done": 235, "vulnerable_packages": 77},
	campaignFile: {"total": 60, "sent": 58, "opened": 45, "clicked": 16, "submitted": 7, "reported": 6, "errors": 2},
	summaryFile:  {"total": 60, "sent": 58, "opened": 45, "clicked": 16, "submitted": 7, "reported": 6, "errors": 2},
	resultsFile:  {"total": 60, "sent": 58, "opened": null, "clicked": null, "submitted": 7, "reported": 6, "errors": 2},
	findingsFile: {"documents": 1, "members": 4},
	metricsFile:  {"types": 283, "samples": 507},
	eventsFile:   {"total": 60, "sent": 58, "opened": 45, "clicked": 16, "submitted": 7, "reported": 6, "errors": 2},
}

func formats() *collect.Formats {
	return collect.NewFormats(lynis.Format{}, xccdf.Format{}, gophish.Format{}, prometheus.Format{}, csvfile.Format{}, xlsxfile.Format{}, jsonfile.Format{})
}

func fixture(t testing.TB, name string) []byte {
	t.Helper()
	for _, folder := range []string{"sample", "gophish/testdata", "prometheus/testdata", "xccdf/testdata", "xlsxfile/testdata", "jsonfile/testdata"} {
		data, err := os.ReadFile(filepath.Join(folder, name))
		if err == nil {
			return data
		}
		if !errors.Is(err, fs.ErrNotExist) {
			t.Fatal(err)
		}
	}
	t.Fatalf("there is no fixture %s", name)
	return nil
}

func inspect(name string, data []byte, o collect.Options) (collect.Inspection, error) {
	return formats().Inspect(context.Background(), name, bytes.NewReader(data), o)
}

// same tells whether the values are exactly those wanted.
func same(values []collect.Value, want map[string]float64) bool {
	if len(values) != len(want) {
		return false
	}
	for _, v := range values {
		w, ok := want[v.Name]
		if !ok || (v.Number == nil) != math.IsNaN(w) || v.Number != nil && *v.Number != w {
			return false
		}
	}
	return true
}

func pack(t testing.TB, data []byte) []byte {
	t.Helper()
	var b bytes.Buffer
	w := gzip.NewWriter(&b)
	if _, err := w.Write(data); err != nil {
		t.Fatal(err)
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

// zipOf makes a zip archive of names and contents.
func zipOf(t testing.TB, namesAndContents ...string) []byte {
	t.Helper()
	var b bytes.Buffer
	w := zip.NewWriter(&b)
	for i := 0; i < len(namesAndContents); i += 2 {
		f, err := w.Create(namesAndContents[i])
		if err != nil {
			t.Fatal(err)
		}
		if _, err := io.WriteString(f, namesAndContents[i+1]); err != nil {
			t.Fatal(err)
		}
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

func unpack(t testing.TB, data []byte) []byte {
	t.Helper()
	r, err := gzip.NewReader(bytes.NewReader(data))
	if err != nil {
		t.Fatal(err)
	}
	out, err := io.ReadAll(r)
	if err != nil {
		t.Fatal(err)
	}
	return out
}
