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
		{"asvs/asvs-5.0.0-en.csv", `{"rows":"file","values":[{"name":"requirements","operation":"count"},
			{"name":"l1","operation":"count","where":[{"column":"L","equals":"1"}]},{"name":"l2","operation":"count","where":[{"column":"L","equals":"2"}]},
			{"name":"l3","operation":"count","where":[{"column":"L","equals":"3"}]}]}`,
			345, 0, map[string]float64{"requirements": 345, "l1": 70, "l2": 183, "l3": 92}},
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

// What scanners, catalogues and registers write as JSON, by the expressions that a user would declare.
func TestCorpusTrees(t *testing.T) {
	level := func(name string) string {
		rule := `doc.runs[0].tool.driver.rules.filter(r, r.id == row.ruleId)[0]`
		return `{"name":"` + name + `","operation":"count","when":"(has(row.level) ? row.level : ` + rule + `.defaultConfiguration.level) == '` + name + `'"}`
	}
	sarif := `{"rows":"doc.runs.map(r, r.results).flatten()","values":[{"name":"results","operation":"count"},` + level("error") + `,` + level("warning") + `,` + level("note") + `]}`
	span := func(name string) string {
		days := `{'Seconds': 1.0/86400.0, 'Minutes': 1.0/1440.0, 'Hours': 1.0/24.0, 'Days': 1.0, 'Weeks': 7.0, 'Months': 30.0, 'Years': 365.0}`
		at := `row.timeline.` + name
		return `{"name":"` + name + `","operation":"median","when":"has(` + at + `) && has(` + at + `.value) && ` + at + `.unit in ` + days + `","expression":"` + at + `.value * ` + days + `[` + at + `.unit]"}`
	}
	year := func(name, text string) string {
		return `{"name":"` + name + `","operation":"count","when":"row.dateAdded.startsWith('` + text + `')"}`
	}
	incidents := func(year string) string {
		return `{"name":"y` + year + `","operation":"count","when":"row.timeline.incident.year == ` + year + `"}`
	}
	cases := []struct {
		path, mapping string
		items         int
		want          map[string]float64
	}{
		{"cisa-kev/known_exploited_vulnerabilities.json", `{"rows":"doc.vulnerabilities","time":{"expression":"doc.dateReleased","format":"rfc3339"},"values":[
			{"name":"entries","operation":"count"},{"name":"declared","operation":"value","expression":"doc.count"},
			{"name":"ransomware","operation":"count","when":"row.knownRansomwareCampaignUse == 'Known'"},
			{"name":"to_due","operation":"median","expression":"days(row.dueDate) - days(row.dateAdded)"},
			{"name":"least","operation":"min","expression":"days(row.dueDate) - days(row.dateAdded)"},
			{"name":"overdue","operation":"count","when":"row.dueDate < row.dateAdded"},
			` + year("y21", "2021") + `,` + year("y22", "2022") + `,` + year("y23", "2023") + `,` + year("y24", "2024") + `,` + year("y25", "2025") + `]}`,
			1404, map[string]float64{"entries": 1404, "declared": 1404, "ransomware": 293, "to_due": 21, "least": -644, "overdue": 15, "y21": 311, "y22": 555, "y23": 187, "y24": 186, "y25": 165}},
		{"vcdb/vcdb-incidents.ndjson.gz", `{"rows":"lines","values":[{"name":"ids","operation":"distinct","expression":"row.incident_id"},
			{"name":"social","operation":"count","when":"has(row.action.social)"},{"name":"social_share","operation":"share","when":"has(row.action.social)"},
			{"name":"unit_alone","operation":"count","when":"has(row.timeline.discovery) && has(row.timeline.discovery.unit) && !has(row.timeline.discovery.value)"},
			{"name":"phishing","operation":"count","when":"has(row.action.social) && 'Phishing' in row.action.social.variety"},
			` + incidents("2012") + `,` + incidents("2013") + `,` + incidents("2014") + `,` + span("discovery") + `,` + span("containment") + `]}`,
			8553, map[string]float64{"ids": 8548, "social": 592, "social_share": 6.9215, "phishing": 409, "unit_alone": 1214, "y2012": 1273, "y2013": 1938, "y2014": 1010, "discovery": 90, "containment": 2}},
		{"scan-samples/grype-many_vulns_with_epss.json", `{"rows":"doc.matches","time":{"expression":"doc.descriptor.timestamp","format":"rfc3339"},"values":[{"name":"matches","operation":"count"},
			{"name":"epss","operation":"max","expression":"row.vulnerability.epss[0].epss"}]}`, 15, map[string]float64{"matches": 15, "epss": 0.0719}},
		{"scan-samples/trivy-golden-ubuntu-1804.json", `{"rows":"doc.Results.map(r, r.?Vulnerabilities.orValue([])).flatten()","time":{"expression":"doc.CreatedAt","format":"rfc3339"},"values":[
			{"name":"vulnerabilities","operation":"count"},{"name":"fixable","operation":"count","when":"row.?FixedVersion.orValue('') != ''"}]}`,
			5, map[string]float64{"vulnerabilities": 5, "fixable": 4}},
		{"scan-samples/sarif-codeql-output.sarif", sarif, 72, map[string]float64{"results": 72, "error": 11, "warning": 4, "note": 57}},
		{"scan-samples/gosec-gophish-v0.12.1.sarif", sarif, 73, map[string]float64{"results": 73, "error": 10, "warning": 63, "note": 0}},
		{"scan-samples/trivy-golden-alpine-310.sarif", sarif, 4, map[string]float64{"results": 4}},
		{"scan-samples/kube-bench-controls.json", `{"values":[{"name":"fail","operation":"value","expression":"doc.Totals.total_fail"},
			{"name":"pass","operation":"value","expression":"doc.Totals.total_pass"},{"name":"warn","operation":"value","expression":"doc.Totals.total_warn"}]}`,
			1, map[string]float64{"fail": 36, "pass": 37, "warn": 49}},
		{"scan-samples/prowler-example_output_aws.ocsf.json", `{"rows":"doc","values":[{"name":"fail","operation":"count","when":"row.status_code == 'FAIL'"},
			{"name":"manual","operation":"count","when":"row.status_code == 'MANUAL'"}]}`, 5, map[string]float64{"fail": 2, "manual": 3}},
		{"scan-samples/prowler-example_output_kubernetes.ocsf.json", `{"rows":"doc","values":[{"name":"fail","operation":"count","when":"row.status_code == 'FAIL'"},
			{"name":"pass","operation":"count","when":"row.status_code == 'PASS'"}]}`, 6, map[string]float64{"fail": 5, "pass": 1}},
		{"nist-oscal/NIST_SP-800-53_rev5.0.1_catalog-min.json", `{"rows":"doc.catalog.groups.map(g, g.controls).flatten()","values":[{"name":"controls","operation":"count"},
			{"name":"groups","operation":"value","expression":"doc.catalog.groups.size()"},{"name":"enhancements","operation":"sum","expression":"row.?controls.orValue([]).size()"}]}`,
			322, map[string]float64{"controls": 322, "groups": 20, "enhancements": 867}},
		{"nist-oscal/NIST_SP-800-53_rev5.0.1_catalog-min.json", `{"rows":"doc.catalog.groups.map(g, g.controls + g.controls.map(c, c.?controls.orValue([])).flatten()).flatten()","values":[{"name":"all","operation":"count"},
			{"name":"withdrawn","operation":"count","when":"row.?props.orValue([]).exists(p, p.name == 'status' && p.value.lowerAscii() == 'withdrawn')"}]}`,
			322 + 867, map[string]float64{"all": 322 + 867, "withdrawn": 182}},
		{"nist-oscal/NIST_SP-800-53_rev5_MODERATE-baseline_profile.json", `{"rows":"doc.profile.imports.map(i, i['include-controls'].map(c, c['with-ids']).flatten()).flatten()","values":[{"name":"controls","operation":"count"}]}`,
			287, map[string]float64{"controls": 287}},
		{"nist-oscal/ifa_assessment-results-example.json", `{"rows":"doc['assessment-results'].results","values":[{"name":"findings","operation":"sum","expression":"row.findings.size()"},
			{"name":"observations","operation":"sum","expression":"row.observations.size()"},{"name":"risks","operation":"sum","expression":"row.risks.size()"}]}`,
			1, map[string]float64{"findings": 1, "observations": 2, "risks": 1}},
		{"nist-oscal/ifa_plan-of-action-and-milestones.json", `{"rows":"doc['plan-of-action-and-milestones']['poam-items']","values":[{"name":"items","operation":"count"}]}`, 2, map[string]float64{"items": 2}},
	}
	for _, c := range cases {
		m, err := mapping.Parse([]byte(c.mapping))
		if err != nil {
			t.Errorf("%s: the mapping is refused: %v", c.path, err)
			continue
		}
		got, err := inspectFile(t, formats().By(&m), filepath.Join(corpus(t), c.path))
		if err != nil || got.Items != c.items {
			t.Errorf("%s: %d items, %v", c.path, got.Items, err)
			continue
		}
		for name, want := range c.want {
			if v, _ := got.Value(name); v.Number == nil || math.Abs(*v.Number-want) > 1e-3 {
				t.Errorf("%s: %s is %v, want %v", c.path, name, v.Number, want)
			}
		}
		for name, n := range map[string]int{"discovery": 1268, "containment": 240} {
			if v, has := got.Value(name); has && v.N != n {
				t.Errorf("%s: %s rests on %d incidents, want %d", c.path, name, v.N, n)
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
		if want == "" && (strings.HasSuffix(name, "json") || strings.HasSuffix(name, ".sarif") || strings.HasSuffix(name, ".ndjson.gz")) {
			want = "json"
		}
		if got, err := inspectFile(t, formats(), path); got.Format != want || (err == nil) != (want != "") {
			t.Errorf("%s is taken for %q, want %q: %v", name, got.Format, want, err)
		}
	}
}
