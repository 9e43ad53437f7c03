package app_test

import (
	"net/http"
	"path/filepath"
	"strings"
	"testing"

	"github.com/steelyard-isms/steelyard/internal/access"
	"github.com/steelyard-isms/steelyard/internal/app"
)

// A figure of a closed period that was restated is held against what was published wherever it is shown beside today's: in the reports of customers, in comparisons with that day, and where
// it is said why a score changed since. A director who is shown 80 % for a quarter that was published with more must not have to look for the close.
func TestARestatedFigureNamesWhatWasPublished(t *testing.T) {
	a := start(t, app.Options{Database: filepath.Join(t.TempDir(), "demo.db"), Demo: true})
	token, executive := tokenFor(t, a, access.ISMSManager), tokenFor(t, a, access.Executive)
	at := func(path string) answer { return ask(t, http.MethodGet, a.Address()+path, token, "") }
	spec := at("/api/v1/period-closes/PC-02").body
	day := cut(spec, `"until":"`, `"`)
	if day == "" {
		t.Fatalf("the demonstration has no second period: %s", spec)
	}
	name := cut(spec, `"title":"`, `"`)
	if got := plainOf(at("/reports/P-03").body); cut(got, "is the last day of the closed", ".") != "" {
		t.Error("a report tells of a close that there was not")
	}
	wants(t, "closing the quarter", ask(t, http.MethodPost, a.Address()+"/api/v1/period-closes/PC-02/moves", executive, `{"move":"close","reason":"agreed"}`), http.StatusOK)
	wants(t, "the report after the close", at("/reports/P-03"), http.StatusOK, "is the last day of the closed period "+name+" : what was published")
	published := cut(at("/api/v1/reports?person=P-03").body, `"measure":"M-61"`, `"earlier"`)
	value := cut(published, `"published":{"close":"PC-02","value":`, ",")
	if value == "" || cut(published, `"differs":`, "}") != "false" {
		t.Fatalf("the API tells of M-61 %s", published)
	}
	late := ask(t, http.MethodPost, a.Address()+"/api/v1/points", token,
		`{"points":[{"measure":"M-61","valid_to":"`+day+`","value":80}],"reason":"counted again"}`, "Content-Type", "application/json")
	if late.status >= 300 {
		t.Fatalf("the late value is answered with %d %s", late.status, late.body)
	}
	wants(t, "the report after the restatement", at("/reports/P-03"), http.StatusOK, "80%", "published as 88.9% , score 72.7 good", "1 figure at the end of a closed period was published otherwise than it is known now.")
	restated := cut(at("/api/v1/reports?person=P-03").body, `"measure":"M-61"`, `"earlier"`)
	if cut(restated, `"then":{"value":`, ",") != "80" || cut(restated, `"published":{"close":"PC-02","value":`, ",") != value || cut(restated, `"differs":`, "}") != "true" {
		t.Errorf("the API tells of the restated M-61 %s", restated)
	}
	lies := "which this page compares with, lies in the closed period " + name
	for path, says := range map[string][]string{
		"/scorecard?compare=" + day:                   {lies, "Published as of", "The comparison is with what was known on that day, "},
		"/units?compare=" + day:                       {lies, "The comparison is with what was known on that day."},
		"/units/U-01?compare=" + day:                  {lies, "The comparison is with what was known on that day."},
		"/why/measure/M-61?since=" + day:              {lies, "was 88.9% good ; from what is known now it is 80% ", "The comparison is with what was known on that day."},
		"/why/scorecard/S-01?since=" + day:            {lies, "Published as of", "The comparison is with what was known on that day, "},
		"/why/scorecard/S-01?scope=U-02&since=" + day: {lies},
	} {
		wants(t, path, at(path), http.StatusOK, says...)
	}
	wants(t, "a report as it was known before", at("/reports/P-03?as_of="+day), http.StatusOK, "This day lies in the closed period "+name)
	wants(t, "opening it again", ask(t, http.MethodPost, a.Address()+"/api/v1/period-closes/PC-02/moves", executive, `{"move":"reopen","reason":"counted again"}`), http.StatusOK)
	wants(t, "the report then", at("/reports/P-03"), http.StatusOK, "which was closed and is open again : what was published", "published as 88.9%")
	wants(t, "a comparison then", at("/scorecard?compare="+day), http.StatusOK, "which this page compares with, lies in the period "+name+" , which was closed and is open again", "Published as of")
}

// between is what stands in a text between two others; empty where it has not both.
func cut(text, before, after string) string {
	_, rest, _ := strings.Cut(text, before)
	out, _, found := strings.Cut(rest, after)
	if !found {
		return ""
	}
	return out
}
