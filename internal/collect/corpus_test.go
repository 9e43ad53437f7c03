//go:build corpus

package collect_test

import (
	"context"
	"math"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/steelyard-isms/steelyard/internal/collect"
	"github.com/steelyard-isms/steelyard/internal/collect/csvfile"
	"github.com/steelyard-isms/steelyard/internal/mapping"
)

// corpus is the folder of real files; a run of these tests without it proves nothing, and fails.
func corpus(t *testing.T) string {
	t.Helper()
	dir := os.Getenv("STEELYARD_CORPUS")
	if dir == "" {
		t.Fatal("STEELYARD_CORPUS does not name the folder of real files")
	}
	return dir
}

func inspectFile(t *testing.T, f *collect.Formats, path string) (collect.Inspection, error) {
	t.Helper()
	file, err := os.Open(path)
	if err != nil {
		t.Fatal(err)
	}
	defer file.Close()
	return f.Inspect(context.Background(), filepath.Base(path), file, collect.Options{})
}

func TestCorpusReports(t *testing.T) {
	for name, path := range map[string]string{standardFile: "openscap/" + standardFile, minimalFile: "openscap/" + minimalFile, arfFile: "openscap/" + arfFile,
		lynisFile: "lynis/" + lynisFile, metricsFile: "prometheus/" + metricsFile, campaignFile: "gophish/" + campaignFile, summaryFile: "gophish/" + summaryFile,
		resultsFile: "gophish/" + resultsFile, eventsFile: "gophish/" + eventsFile} {
		got, err := inspectFile(t, formats(), filepath.Join(corpus(t), path))
		if err != nil || !same(got.Values, truth[name]) {
			t.Errorf("%s: %+v, %v, want %v", path, got.Values, err, truth[name])
		}
	}
}

// The numbers are those that the page of the corpus gives, computed there with jq, awk and sqlite3.
func TestCorpusTables(t *testing.T) {
	cases := []struct {
		path, mapping string
		items, rows   int
		want          map[string]float64
	}{
		{"scubagear/ScubaResults.csv", `{"rows":"file","values":[
			{"name":"pass","operation":"count","where":[{"column":"Result","equals":"Pass"}]},
			{"name":"fail","operation":"count","where":[{"column":"Result","equals":"Fail"}]},
			{"name":"warning","operation":"count","where":[{"column":"Result","equals":"Warning"}]},
			{"name":"na","operation":"count","where":[{"column":"Result","equals":"N/A"}]},
			{"name":"controls","operation":"count"}]}`,
			92, 0, map[string]float64{"pass": 57, "fail": 14, "warning": 12, "na": 9, "controls": 92}},
		{"gov-metrics/hhs-ocr-breach-portal-2017-2019.csv", `{"rows":"file","time":{"column":"Breach Submission Date","format":"MM/DD/YYYY","zone":"America/New_York"},"values":[
			{"name":"breaches","operation":"count"},{"name":"people","operation":"sum","column":"Individuals Affected"}]}`,
			574, 0, map[string]float64{"breaches": 574, "people": 48_073_083}},
		{"gov-metrics/gsa-pulse-https-2020-06-08.csv.gz", `{"rows":"file","values":[
			{"name":"hosts","operation":"count"},
			{"name":"enforce","operation":"count","where":[{"column":"Enforces HTTPS","equals":"Yes"}]},
			{"name":"compliant","operation":"count","where":[{"column":"Compliant with M-15-13 and BOD 18-01","equals":"Yes"}]},
			{"name":"enforce_share","operation":"share","where":[{"column":"Enforces HTTPS","equals":"Yes"}]},
			{"name":"compliant_share","operation":"share","where":[{"column":"Compliant with M-15-13 and BOD 18-01","equals":"Yes"}]}]}`,
			24_637, 0, map[string]float64{"hosts": 24_637, "enforce": 21_679, "compliant": 20_175, "enforce_share": 87.99, "compliant_share": 81.89}},
		{"gov-metrics/gsa-site-scanning-kpi-timeseries-2022-2026.csv.gz", `{"rows":"each","time":{"column":"committed_at","format":"rfc3339"},"values":[
			{"name":"answer","operation":"value","column":"answer","empty":"skip"}]}`,
			43_991, 43_991, map[string]float64{}},
		{"lms/oulad-studentInfo.csv.gz", `{"rows":"file","values":[
			{"name":"rows","operation":"count"},
			{"name":"pass","operation":"count","where":[{"column":"final_result","equals":"Pass"}]},
			{"name":"withdrawn","operation":"count","where":[{"column":"final_result","equals":"Withdrawn"}]},
			{"name":"fail","operation":"count","where":[{"column":"final_result","equals":"Fail"}]},
			{"name":"distinction","operation":"count","where":[{"column":"final_result","equals":"Distinction"}]}]}`,
			32_593, 0, map[string]float64{"rows": 32_593, "pass": 12_361, "withdrawn": 10_156, "fail": 7_052, "distinction": 3_024}},
		{"lms/oulad-studentAssessment.csv.gz", `{"rows":"file","values":[
			{"name":"submissions","operation":"count"},
			{"name":"without_score","operation":"count","where":[{"column":"score","equals":""}]},
			{"name":"score","operation":"mean","column":"score","empty":"skip"}]}`,
			173_912, 0, map[string]float64{"submissions": 173_912, "without_score": 173, "score": 75.7996}},
		{"scan-samples/prowler-example_output_aws.csv", `{"delimiter":";","rows":"file","time":{"column":"TIMESTAMP","format":"YYYY-MM-DD hh:mm:ss"},"values":[
			{"name":"fail","operation":"count","where":[{"column":"STATUS","equals":"FAIL"}]}]}`,
			4, 0, map[string]float64{"fail": 2}},
	}
	for _, c := range cases {
		m, err := mapping.Parse([]byte(c.mapping))
		if err != nil {
			t.Errorf("%s: the mapping is refused: %v", c.path, err)
			continue
		}
		got, err := inspectFile(t, formats().With(csvfile.Format{Mapping: &m}), filepath.Join(corpus(t), c.path))
		if err != nil || got.Items != c.items || len(got.Rows) != c.rows || len(got.Values) != len(c.want) {
			t.Errorf("%s: %d items and %d rows with %+v, %v", c.path, got.Items, len(got.Rows), got.Values, err)
			continue
		}
		for name, want := range c.want {
			v, _ := got.Value(name)
			digits := 1.0
			if want != math.Trunc(want) { // given to as many places as stand here
				digits = 10_000
				if want*100 == math.Round(want*100) {
					digits = 100
				}
			}
			if v.Number == nil || math.Round(*v.Number*digits)/digits != want {
				t.Errorf("%s: %s is %v, want %v", c.path, name, v.Number, want)
			}
		}
	}
}

// Without "skip", the 173 submissions that have no score refuse the file: nothing is left out unsaid.
func TestCorpusEmptyCellsAreNotLeftOutUnsaid(t *testing.T) {
	m, err := mapping.Parse([]byte(`{"rows":"file","values":[{"name":"score","operation":"mean","column":"score"}]}`))
	if err != nil {
		t.Fatal(err)
	}
	if _, err = inspectFile(t, formats().With(csvfile.Format{Mapping: &m}), filepath.Join(corpus(t), "lms/oulad-studentAssessment.csv.gz")); err == nil {
		t.Error("a mean is given over scores of which 173 are missing")
	}
}

// Of all files of the corpus the reports and the tables are read, and the others are refused.
func TestCorpusStrangersAreRefused(t *testing.T) {
	files, err := filepath.Glob(filepath.Join(corpus(t), "*", "*"))
	if err != nil || len(files) == 0 {
		t.Fatalf("no files: %v", err)
	}
	for _, path := range files {
		name, want := filepath.Base(path), ""
		switch {
		case strings.HasPrefix(name, "campaign-"):
			want = "gophish"
		case name == metricsFile:
			want = "prometheus"
		case strings.HasSuffix(strings.TrimSuffix(name, ".gz"), ".csv"):
			want = "csv"
		case strings.HasSuffix(name, "-xccdf.xml.gz"), strings.HasSuffix(name, "-arf.xml.gz"):
			want = "xccdf"
		case name == lynisFile:
			want = "lynis"
		}
		if got, err := inspectFile(t, formats(), path); got.Format != want || (err == nil) != (want != "") {
			t.Errorf("%s is taken for %q, want %q: %v", name, got.Format, want, err)
		}
	}
}
