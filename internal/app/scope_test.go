package app_test

import (
	"net/http"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/steelyard-isms/steelyard/internal/access"
	"github.com/steelyard-isms/steelyard/internal/app"
	"github.com/steelyard-isms/steelyard/internal/measure"
	"github.com/steelyard-isms/steelyard/internal/objective"
	"github.com/steelyard-isms/steelyard/internal/org"
	"github.com/steelyard-isms/steelyard/internal/record"
)

// What a page calls the records of a unit are those of that unit: in a table, in the file of it, and in what is done to all of it. A page of all units names none.
func TestListsAreOfTheUnitThatTheyName(t *testing.T) {
	a := start(t, app.Options{Database: filepath.Join(t.TempDir(), "demo.db"), Demo: true})
	token := tokenFor(t, a, access.ISMSManager)
	get := func(path string) string {
		t.Helper()
		got := ask(t, http.MethodGet, a.Address()+path, token, "")
		if got.status != http.StatusOK {
			t.Fatalf("%s answers %d: %.300s", path, got.status, plainOf(got.body))
		}
		return got.body
	}
	// U-05 and what is below it, as 11-units.yaml of the demonstration declares
	snapshot, finance := a.Store.Snapshot(), []string{"finance-and-people", "people-and-culture", "facilities", "procurement"}
	code := ""
	for u := range record.All[org.Unit](snapshot) {
		if u.Name == finance[0] {
			code = u.Code
		}
	}
	within := func(unit record.Ref) bool {
		u, _ := snapshot.Find(unit.UID())
		return slices.Contains(finance, u.Name)
	}
	var objectives, measures []string
	for o := range record.All[objective.Objective](snapshot) {
		if within(o.Spec.Unit) {
			objectives = append(objectives, o.Code)
		}
	}
	for m := range record.All[measure.Measure](snapshot) {
		if within(m.Spec.Unit) {
			measures = append(measures, m.Code)
		}
	}
	rows := func(body string) []string {
		out := rowsOf(body)
		slices.Sort(out)
		return out
	}
	lines := func(body string) []string {
		var out []string
		for _, line := range strings.Split(strings.TrimSpace(body), "\n")[1:] {
			first, _, _ := strings.Cut(line, ",")
			out = append(out, first)
		}
		slices.Sort(out)
		return out
	}
	for plural, want := range map[string][]string{"objectives": objectives, "measures": measures} {
		slices.Sort(want)
		list := asked("/"+plural, "view", "table", "scope", code)
		if got := rows(get(list)); len(want) < 3 || !slices.Equal(got, want) {
			t.Errorf("the table of %s has %v, not %v", plural, got, want)
		}
		if got := lines(get(list + "&format=csv")); !slices.Equal(got, want) {
			t.Errorf("the file of %s has %v, not %v", plural, got, want)
		}
		var seen []string
		_, after, _ := strings.Cut(get(asked("/"+plural+"/bulk", "all", "yes", "field", "owner", "scope", code)), `name="seen" value="`)
		text, _, _ := strings.Cut(after, `"`)
		for _, item := range strings.Fields(text) {
			one, _, _ := strings.Cut(item, ":")
			seen = append(seen, one)
		}
		if slices.Sort(seen); !slices.Equal(seen, want) {
			t.Errorf("a change of all of the list is of %v, not %v", seen, want)
		}
	}
	inside, elsewhere := 0, 0
	body := get(asked("/expiring", "scope", code))
	for x := range record.All[objective.Action](snapshot) {
		switch listed := strings.Contains(body, `href="/actions/`+x.Code+"?"); {
		case listed && !within(x.Spec.Unit):
			t.Errorf("%s runs out, which is done elsewhere", x.Code)
		case listed:
			inside++
		case !within(x.Spec.Unit) && strings.Contains(get("/expiring"), `href="/actions/`+x.Code+`"`):
			elsewhere++
		}
	}
	if inside < 2 || elsewhere < 2 {
		t.Errorf("of actions, %d run out here and %d elsewhere", inside, elsewhere)
	}
	for _, path := range []string{"/today", "/perspectives", "/scorecards", "/glossary", "/records"} {
		if body := get(asked(path, "scope", code)); strings.Contains(body, "Halden Grid, Finance, people and sites") || strings.Contains(body, `<details class="scope">`) {
			t.Errorf("%s is of all units, and is called one of Finance, people and sites", path)
		}
	}
}

// A unit that is part of no other does not become the organisation by having been forgotten: a new one begins as a part of it, and pages keep their name.
func TestASecondRootIsNotTheOrganisation(t *testing.T) {
	a := start(t, app.Options{Database: filepath.Join(t.TempDir(), "demo.db"), Demo: true})
	token := tokenFor(t, a, access.ISMSManager)
	f := formAt(t, a, token, "/units/new")
	if f.values.Get("spec.parent") != "Halden Grid · U-01" && !strings.Contains(f.values.Get("spec.parent"), "Halden Grid") {
		t.Errorf("a new unit begins as a part of %q", f.values.Get("spec.parent"))
	}
	for _, title := range []string{"Aaa", "Another"} { // the one is before enterprise by its name, the other behind
		if got := formAt(t, a, token, "/units/new").send("title", title, "spec.parent", "", "do", "save"); got.status != http.StatusSeeOther {
			t.Fatalf("%d %.300s", got.status, plainOf(got.body))
		}
	}
	for _, path := range []string{"/today", "/settings"} {
		if got := ask(t, http.MethodGet, a.Address()+path, token, ""); !strings.Contains(plainOf(got.body), "Halden Grid") || strings.Contains(got.body, "Another") || strings.Contains(got.body, "Aaa ·") {
			t.Errorf("%s is of another organisation", path)
		}
	}
}

// The reasons of a score within a unit say that it is the unit's, on the page and in the API, and not that nothing was kept of each quarter: of a unit alone it never is.
func TestTheReasonsOfAScoreNameTheUnit(t *testing.T) {
	a := start(t, app.Options{Database: filepath.Join(t.TempDir(), "demo.db"), Demo: true})
	token := tokenFor(t, a, access.ISMSManager)
	get := func(path string) answer {
		t.Helper()
		return ask(t, http.MethodGet, a.Address()+path, token, "")
	}
	var unit, title string
	for u := range record.All[org.Unit](a.Store.Snapshot()) {
		if u.Name == "grid-operations" {
			unit, title = u.Code, u.Title
		}
	}
	for _, path := range []string{"/why/scorecard/S-01", "/why/perspective/V-03"} {
		got := get(path + "?scope=" + unit)
		wants(t, path, got, http.StatusOK, " in "+title, "Only what belongs to "+title+" and the units below it counts here", "Earlier quarters, as known now")
		if text := plainOf(got.body); strings.Contains(text, "not kept") || strings.Contains(text, "Known a month later") {
			t.Errorf("%s tells of each quarter of a unit that nothing was kept", path)
		}
		if !strings.Contains(got.body, `name="scope" value="`+unit+`"`) {
			t.Errorf("comparing on %s leaves the unit", path)
		}
		wants(t, path+" of all", get(path), http.StatusOK, "Known a month later")
		if strings.Contains(plainOf(get(path).body), "Only what belongs to") {
			t.Errorf("%s of all units names one", path)
		}
	}
	status := get("/api/v1/scorecards/S-01/status?quarters=4&scope=" + unit).body
	for _, want := range []string{`"scope":{"kind":"unit"`, `"explanation":["Only what belongs to unit ` + unit, "not the score of all units together", "is kept of all units together and not of one alone"} {
		if !strings.Contains(status, want) {
			t.Errorf("the API does not say %s: %.600s", want, status)
		}
	}
	if got := get("/api/v1/objectives/O-01/status?scope=" + unit).body; !strings.Contains(got, `"scope":null`) {
		t.Errorf("the status of an objective is called a unit's: %.300s", got)
	}
}
