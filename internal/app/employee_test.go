package app_test

import (
	"encoding/json"
	"net/http"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/steelyard-isms/steelyard/internal/access"
	"github.com/steelyard-isms/steelyard/internal/app"
)

// links are what a page leads to on this site.
var links = regexp.MustCompile(`href="(/[^"#]*)`)

// Who may read objectives, units and scorecards but no measures has a page of each, with what it says and without a figure; and no page that they can open leads to one
// that refuses them.
func TestEmployeesAreLedToPagesThatTheyMayRead(t *testing.T) {
	a := start(t, app.Options{Database: filepath.Join(t.TempDir(), "demo.db"), Demo: true})
	token, manager := tokenFor(t, a, access.Employee), tokenFor(t, a, access.ISMSManager)
	get := func(token, path string) answer {
		t.Helper()
		return ask(t, http.MethodGet, a.Address()+path, token, "")
	}
	figures := regexp.MustCompile(`class="[^"]*\b(score|band|sc-|at-)|data-band|/why/`)
	for path, says := range map[string][]string{
		"/objectives": {"O-02", "20 objectives"}, "/objectives/O-02": {"Owner", "Perspective", "The objective in full", "The reference server reaches"}, "/units": {"U-07"}, "/units/U-07": {"Level"}, "/scorecards/S-01": {"What is declared", "Unit"},
	} {
		got := get(token, path)
		wants(t, path+" of an employee", got, http.StatusOK, says...)
		main := between(got.body, "<main", "</main>")
		if at := figures.FindString(main); at != "" {
			t.Errorf("%s shows an employee figures: %s", path, at)
		}
	}
	wants(t, "the page of an objective", get(token, "/objectives/O-02"), http.StatusOK, "Scores and values are not shown, for your role may not see measures")
	wants(t, "the same as of a day", get(token, "/objectives/O-02?as_of="+time.Now().UTC().AddDate(0, 0, -40).Format(time.DateOnly)), http.StatusOK, "Scores and values are not shown, for your role may not see measures")

	// no score that those who may see it read in the API stands on the page
	for _, path := range []string{"objectives/O-01", "objectives/O-02", "objectives/O-05", "scorecards/S-01"} {
		var status struct {
			Shown string `json:"shown"`
		}
		if err := json.Unmarshal([]byte(get(manager, "/api/v1/"+path+"/status").body), &status); err != nil || status.Shown == "" {
			t.Fatalf("no score of %s to look for: %v", path, err)
		}
		if text := plainOf(between(get(token, "/"+path).body, "<main", "</main>")); strings.Contains(text, status.Shown) {
			t.Errorf("/%s tells an employee the score %s: %.600s", path, status.Shown, text)
		}
	}

	// pages of figures alone say where to go instead
	for _, path := range []string{"/strategy-map", "/scorecard", "/why/objective/O-02"} {
		got := get(token, path)
		wants(t, path, got, http.StatusForbidden, "without figures")
		for _, to := range []string{`href="/objectives"`, `href="/units"`} {
			if !strings.Contains(between(got.body, "<main", "</main>"), to) {
				t.Errorf("%s refuses and does not lead to %s", path, to)
			}
		}
	}

	// nothing leads to a refusal
	seen, each, from, queue := map[string]bool{}, map[string]int{}, map[string]string{}, []string{"/", "/today", "/expiring", "/find?q=objective", "/find", "/keys", "/records", "/objectives/O-02", "/units/U-07", "/scorecards/S-01", "/perspectives/V-01"}
	for len(queue) > 0 {
		path := queue[0]
		queue = queue[1:]
		first, _, _ := strings.Cut(strings.TrimPrefix(path, "/"), "?")
		first, rest, _ := strings.Cut(first, "/")
		if seen[path] || each[first+"/"+rest[:min(1, len(rest))]] >= 3 || strings.HasPrefix(path, "/assets/") {
			continue
		}
		seen[path] = true
		each[first+"/"+rest[:min(1, len(rest))]]++
		got := get(token, path)
		if got.status == http.StatusForbidden || got.status == http.StatusNotFound {
			t.Errorf("%s leads an employee to %s, which answers %d: %.200s", from[path], path, got.status, plainOf(between(got.body, "<main", "</main>")))
		}
		for _, m := range links.FindAllStringSubmatch(got.body, -1) {
			to := strings.ReplaceAll(m[1], "&amp;", "&")
			queue, from[to] = append(queue, to), path
		}
		if to := got.header.Get("Location"); strings.HasPrefix(to, "/") {
			queue = append(queue, to)
		}
	}
	if len(seen) < 30 {
		t.Errorf("only %d pages were found to look at", len(seen))
	}
}
