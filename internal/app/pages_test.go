package app_test

import (
	"html"
	"net/http"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/steelyard-isms/steelyard/internal/access"
	"github.com/steelyard-isms/steelyard/internal/app"
	"github.com/steelyard-isms/steelyard/internal/ascode"
	"github.com/steelyard-isms/steelyard/internal/service"
)

// edges is a programme of cases that pages tell wrongly when they are not thought of. DAY-n is n days ago.
const edges = `
unit all {level: organisation}
person p-01 {full_name: Somebody Else, unit: all}
scorecard card {unit: all}
perspective one {scorecard: card, weight: 1}
perspective empty {scorecard: card, weight: 1}
measure fresh {unit: all, owner: p-01, period_days: 31, unit_of_measure: "%", advice: Ask the owners first., scale: {direction: higher, knots: {worst: 0, red: 40, green: 70, target: 100}}}
measure expired {unit: all, owner: p-01, period_days: 10, unit_of_measure: "%", scale: {direction: higher, knots: {worst: 0, red: 40, green: 70, target: 100}}}
measure silent {unit: all, owner: p-01, period_days: 31, scale: {direction: lower, knots: {worst: 10, red: 5, green: 2, target: 0}}}
measure seldom {unit: all, owner: p-01, period_days: 90, scale: {direction: range, knots: {worst: 2, red: 5, green: 7, target: 8}, upper: {worst: 20, red: 15, green: 12, target: 10}}}
measure derived {unit: all, owner: p-01, period_days: 31, unit_of_measure: "%", formula: fresh + loss, inputs: [{name: fresh, measure: fresh}, {name: loss, number: 5, unit_of_measure: "%"}], scale: {direction: higher, knots: {worst: 0, red: 40, green: 70, target: 100}}}
measure broken {unit: all, owner: p-01, period_days: 31, unit_of_measure: "%", formula: 100 * fresh / (fresh - 55), inputs: [{name: fresh, measure: fresh}], scale: {direction: higher, knots: {worst: 0, red: 40, green: 70, target: 100}}}
measure summed {unit: all, owner: p-01, period_days: 1, unit_of_measure: requests, aggregation: sum, reporting_period: day, scale: {direction: lower, knots: {worst: 90, red: 50, green: 20, target: 0}}}
measure unsummed {unit: all, owner: p-01, period_days: 366, aggregation: sum, reporting_period: year, scale: {direction: lower, knots: {worst: 90, red: 50, green: 20, target: 0}}}
measure waits {unit: all, owner: p-01, period_days: 31, formula: silent * 2, inputs: [{name: silent, measure: silent}], scale: {direction: higher, knots: {worst: 0, red: 40, green: 70, target: 100}}}
source table {unit: all, format: csv, mapping: {rows: file, values: [{name: open, operation: count}]}}
measure counted {unit: all, owner: p-01, period_days: 31, formula: 2 * open, inputs: [{name: open, source: table, value: open}], scale: {direction: lower, knots: {worst: 90, red: 50, green: 20, target: 0}}}
objective no-target {unit: all, owner: p-01, perspective: one, weight: 1, measures: [{measure: fresh, weight: 1}]}
objective not-begun {unit: all, owner: p-01, perspective: one, weight: 1, measures: [{measure: fresh, weight: 1}], targets: [{measure: fresh, baseline: 20, start: DAY+40, plan: {target: 90, due: DAY+400}}]}
objective passed {unit: all, owner: p-01, perspective: one, weight: 1, measures: [{measure: silent, weight: 1}], targets: [{measure: silent, baseline: 9, start: DAY-200, plan: {target: 0, due: DAY-20}}]}
objective waiting {unit: all, owner: p-01, perspective: one, weight: 1, measures: [{measure: silent, weight: 1}], targets: [{measure: silent, baseline: 10, start: DAY-100, plan: {target: 0, due: DAY+100}}]}
objective aged {unit: all, owner: p-01, perspective: one, weight: 1, measures: [{measure: expired, weight: 1}], targets: [{measure: expired, baseline: 20, start: DAY-100, plan: {target: 90, due: DAY+100}}]}
`

var dayMark = regexp.MustCompile(`DAY([+-]\d+)`)

func declareEdges(t *testing.T, a *app.App) {
	t.Helper()
	today := time.Now().UTC()
	text := dayMark.ReplaceAllStringFunc(edges, func(mark string) string {
		d, err := time.ParseDuration(strings.TrimPrefix(mark, "DAY") + "h")
		if err != nil {
			t.Fatal(err)
		}
		return today.Add(24 * d).Format(time.DateOnly)
	})
	var yaml strings.Builder
	for line := range strings.Lines(text) {
		if kind, rest, ok := strings.Cut(strings.TrimSpace(line), " "); ok {
			name, spec, _ := strings.Cut(rest, " ")
			yaml.WriteString("---\napiVersion: steelyard/v1\nkind: " + kind + "\nname: " + name + "\n")
			if kind != "person" {
				yaml.WriteString("title: The " + name + "\n")
			}
			if kind == "objective" {
				yaml.WriteString("state: active\n")
			}
			yaml.WriteString("spec: " + spec + "\n")
		}
	}
	changes, bad := ascode.Read("edges.yaml", []byte(yaml.String()))
	if len(bad) > 0 {
		t.Fatal(bad)
	}
	if _, err := a.Service.Declare(t.Context(), app.Operator(), changes, ""); err != nil {
		t.Fatal(err)
	}
	send := func(m string, daysAgo int, v float64) {
		at := today.AddDate(0, 0, -daysAgo)
		if _, err := a.Service.AddPoints(t.Context(), app.Operator(), []service.NewPoint{{Measure: m, From: at, To: at, Value: &v}}, "monthly review", "", ""); err != nil {
			t.Fatal(err)
		}
	}
	send("fresh", 1, 55)
	send("expired", 80, 81)
	send("summed", 2, 12)
	send("summed", 1, 30)
	send("unsummed", 0, 7)
	send("seldom", 100, 9)
	send("seldom", 25, 13.2)
}

var tags = regexp.MustCompile(`(?s)<(script|style).*?</(script|style)>|<[^>]*>`)

// says gives what a page says, as a reader sees it.
func says(t *testing.T, a *app.App, token, path string, status int) string {
	t.Helper()
	got := ask(t, http.MethodGet, a.Address()+path, token, "")
	if got.status != status {
		t.Fatalf("%s answers %d: %.300s", path, got.status, got.body)
	}
	text := strings.Join(strings.Fields(html.UnescapeString(tags.ReplaceAllString(got.body, " "))), " ")
	return strings.NewReplacer(" ;", ";", " ,", ",", " .", ".").Replace(text)
}

func TestPagesTellTheTruthAtTheEdges(t *testing.T) {
	a := start(t, app.Options{Database: filepath.Join(t.TempDir(), "real.db")})
	token := tokenOf(t, a, access.Auditor)
	if text := says(t, a, token, "/scorecard", 200); !strings.Contains(text, "First steps") || strings.Contains(text, "last recorded") {
		t.Errorf("an empty store does not say how to begin, or who recorded nothing: %s", text)
	}
	if text := says(t, a, token, "/begin", 200); !strings.Contains(text, "Next: Say whose security is measured. Others may do that") || strings.Contains(text, "Begin the programme") {
		t.Errorf("an auditor of an empty store does not read whose turn it is: %s", text)
	}
	for _, path := range []string{"/objectives", "/measures", "/evidence"} {
		says(t, a, token, path, 200)
	}
	declareEdges(t, a)
	for _, c := range []struct {
		path      string
		must, not []string
	}{
		{"/objectives/no-target", []string{"There is no target", "No target", "stood at 55%"}, []string{"never had data", "no value to draw", "the target is none"}},
		{"/objectives/not-begun", []string{"Nothing is expected yet", "starts on", "55%"}, []string{"no value to draw"}},
		{"/objectives/passed", []string{"has passed without a value", "Missed"}, []string{"short of the target"}},
		{"/objectives/waiting", []string{"has never had data", "Plan to date 5"}, []string{"Plan to date none"}},
		{"/objectives/aged", []string{"last 81%"}, nil},
		{"/measures/fresh", []string{"What to do", "Ask the owners first."}, nil},
		{"/measures/expired", []string{"There is no current value; the last was 81%"}, []string{"Value none", "Good Score"}},
		{"/measures/seldom", []string{"13.2"}, []string{"No value was reported"}},
		{"/measures/derived", []string{"Formula fresh + loss", "fresh 55% The fresh", "loss 5%", "Value 60%", "computed"}, []string{"There is no value, so there is nothing to trace", "The formula has given no value"}},
		{"/measures/broken", []string{"100 * fresh / (fresh - 55)", "the formula gave no value, because it divides by fresh - 55, which is 0"}, []string{"Inf", "NaN"}},
		{"/measures/summed", []string{"Sum of each day.", "30 requests, of 1 value", "1 became known after the period had ended", "made of points", "12 requests"}, []string{"There is no value, so there is nothing to trace", "so far: "}},
		{"/measures/unsummed", []string{"Sum of each year.", "so far: 7, of 1 value. It is scored once it has ended.", "the first period with values, is still running"}, []string{"NaN", "ever been reported"}},
		{"/measures/waits", []string{"The formula has given no value yet, because silent has no value"}, []string{"NaN"}},
		{"/sources/table", []string{"open", "The counted"}, []string{"No measure reads from this source yet"}},
		{"/scorecard", []string{"2 without a target in force"}, []string{"NaN", "Inf"}},
		{"/measures", []string{"last 81%"}, nil},
	} {
		text := says(t, a, token, c.path, 200)
		for _, want := range c.must {
			if !strings.Contains(text, want) {
				t.Errorf("%s does not say %q: %.1500s", c.path, want, text)
			}
		}
		for _, bad := range c.not {
			if strings.Contains(text, bad) {
				t.Errorf("%s says %q", c.path, bad)
			}
		}
	}
	for path, want := range map[string]string{"/measures?q=EXPIRED": "expired", "/measures?show=lacking": "expired", "/objectives?q=no-target": "no-target", "/objectives?show=attention&page=9": "aged"} {
		if text := says(t, a, token, path, 200); !strings.Contains(strings.ToLower(text), want) || strings.Contains(text, "Nothing here is like that") {
			t.Errorf("%s does not show %q: %.900s", path, want, text)
		}
	}
	if text := says(t, a, token, "/measures?q=no+such+words", 200); !strings.Contains(text, "Nothing here is like that") {
		t.Errorf("a search that finds nothing says %.900s", text)
	}
	for _, path := range []string{"/measures?page=0", "/objectives?page=x", "/objectives?show=everything", "/measures?q=" + strings.Repeat("x", 101)} {
		says(t, a, token, path, 422)
	}
	yesterday := time.Now().UTC().AddDate(0, 0, -1).Format(time.DateOnly)
	if text := says(t, a, token, "/objectives/aged?as_of="+yesterday, 404); !strings.Contains(text, "was not known") || !strings.Contains(text, "Show it as of now") || !strings.Contains(text, "Objectives") {
		t.Errorf("a record of today is not told apart from none on an earlier day: %s", text)
	}
	if text := says(t, a, token, "/scorecard?as_of=2999-01-01", 422); !strings.Contains(text, "has not come yet") {
		t.Errorf("the future is shown: %s", text)
	}
	if text := says(t, a, token, "/scorecard?as-of=2026-01-01", 422); !strings.Contains(text, "as_of") {
		t.Errorf("a mistyped date answers with today: %s", text)
	}
}
