package app_test

import (
	"net/http"
	"path/filepath"
	"strings"
	"testing"

	"github.com/steelyard-isms/steelyard/internal/access"
	"github.com/steelyard-isms/steelyard/internal/app"
)

// Of what is counted for a formula, the page, each value and the API lead to the measure that is computed from it; a use is none less for being no objective.
func TestWhatAFormulaUsesIsNotSaidToBeUnused(t *testing.T) {
	a := start(t, app.Options{Database: filepath.Join(t.TempDir(), "demo.db"), Demo: true})
	manager := tokenFor(t, a, access.ISMSManager)
	whole := adoptedMeasure(t, a, "supplier-assurance")
	praised := plainOf(ask(t, http.MethodGet, a.Address()+"/measures/"+whole.Code, manager, "").body)
	if strings.Contains(praised, "without anybody’s work") || strings.Contains(praised, "no collector is needed") || !strings.Contains(praised, "It is computed from 2 measures whose values somebody enters, and what that costs is not told") {
		_, at, _ := strings.Cut(praised, "PRAGMATIC")
		t.Errorf("%s is praised for values that somebody types: %.2500s", whole.Code, at)
	}
	if status := ask(t, http.MethodGet, a.Address()+"/api/v1/measures/"+whole.Code+"/status", manager, "").body; !strings.Contains(status, `"name":"cheap","met":false,"finding":"inputs-no-cost","count":2`) {
		t.Errorf("the API praises %s for values that somebody types", whole.Code)
	}
	part, ok := a.Store.Snapshot().Find(whole.Spec.Inputs[0].Measure.UID())
	if !ok {
		t.Fatal("the demonstration has no measure that is computed from another")
	}
	body := ask(t, http.MethodGet, a.Address()+"/measures/"+part.Code, manager, "").body
	_, used, _ := strings.Cut(body, `id="us"`)
	if !strings.Contains(used, `href="/measures/`+whole.Code+`"`) || !strings.Contains(body, "measure is computed from it.") || strings.Contains(body, "no measure is computed from it") {
		t.Errorf("the page of %s does not lead to %s", part.Code, whole.Code)
	}
	_, link, _ := strings.Cut(body, `href="/measures/`+part.Code+`/points/`)
	point, _, _ := strings.Cut(link, `"`)
	_, feeds, _ := strings.Cut(ask(t, http.MethodGet, a.Address()+"/measures/"+part.Code+"/points/"+point, manager, "").body, `id="fe"`)
	if !strings.Contains(feeds, `href="/measures/`+whole.Code+`"`) {
		t.Errorf("the page of a value of %s does not lead to %s", part.Code, whole.Code)
	}
	status := ask(t, http.MethodGet, a.Address()+"/api/v1/measures/"+part.Code+"/status", manager, "").body
	if !strings.Contains(status, `"feeds":[{"kind":"measure"`) || !strings.Contains(status, `"set":"smart","name":"relevant","met":true,"finding":"feeds"`) {
		t.Errorf("the API does not say that %s is used: %.3000s", part.Code, status)
	}
}

// A page that says how unlikely a target is to be met does not call it attainable beside that.
func TestAttainableAgreesWithTheForecast(t *testing.T) {
	a := start(t, app.Options{Database: filepath.Join(t.TempDir(), "demo.db"), Demo: true})
	manager := tokenFor(t, a, access.ISMSManager)
	said := says(t, a, manager, "/measures/M-02", http.StatusOK)
	if !strings.Contains(said, "the chance of meeting the target is below 1%") {
		t.Fatalf("the demonstration has no target that is hardly met: %.600s", said)
	}
	if !strings.Contains(said, "Attainable open If what moved it goes on, the chance of meeting a target by its day is below 1%") {
		_, at, _ := strings.Cut(said, "Attainable")
		t.Errorf("of the target is said: %.300s", at)
	}
}

// What is only counted is called neither good nor bad anywhere: not on its page, in lists, charts and reasons, nor where a value is entered, nor by the API.
func TestWhatIsOnlyCountedIsCalledSoEverywhere(t *testing.T) {
	a := start(t, app.Options{Database: filepath.Join(t.TempDir(), "demo.db"), Demo: true})
	manager := tokenFor(t, a, access.ISMSManager)
	f := formAt(t, a, manager, "/library/door-alarms-answered")
	wants(t, "adoption", f.send("owner", "Kari Solberg", "title", "Alarms at our doors"), http.StatusSeeOther)
	part := adoptedMeasure(t, a, "door-alarms-answered-alarms")
	if !part.Spec.CountedOnly || len(part.Spec.Scale) > 0 {
		t.Fatalf("the library declares %+v", part.Spec)
	}
	form := formAt(t, a, manager, "/values?measure="+part.Code)
	form.action = "/values?measure=" + part.Code
	checked := form.send("do", "check", "value."+part.Code, "60", "day."+part.Code, "2026-11-20")
	if text := plainOf(checked.body); checked.status != http.StatusOK || !strings.Contains(text, "Only counted") || strings.Contains(text, "100.0") {
		t.Errorf("of 60 alarms the form says %.1500s", text)
	}
	form = formIn(t, a, manager, checked.body)
	form.action = "/values?measure=" + part.Code
	wants(t, "saving", form.send("do", "save"), http.StatusSeeOther)
	for path, want := range map[string]string{"/measures/" + part.Code: "It is only counted, for the formulas of other measures: no value of it is good or bad.", "/measures?q=" + part.Code: "Only counted", "/measures?view=charts&q=" + part.Code: "Only counted",
		"/why/measure/" + part.Code: "It is only counted, for the formulas of other measures", "/measures?view=coverage": "only counted for the formulas of others"} {
		said := strings.ReplaceAll(says(t, a, manager, path, http.StatusOK), "\u202f", " ")
		if !strings.Contains(said, want) {
			t.Errorf("%s does not say %q: %.1500s", path, want, said)
		}
		if path != "/measures?view=coverage" && (strings.Contains(said, "100.0") && !strings.HasPrefix(path, "/why/") || strings.Contains(said, "the level is good") || strings.Contains(said, "is met")) {
			t.Errorf("%s praises a count: %.1500s", path, said)
		}
	}
	status := ask(t, http.MethodGet, a.Address()+"/api/v1/measures/"+part.Code+"/status", manager, "").body
	for _, want := range []string{`"counted_only":true`, `"scale":null`, `"score":null`} {
		if !strings.Contains(status, want) {
			t.Errorf("the API does not say %s: %.1500s", want, status)
		}
	}
	if table := ask(t, http.MethodGet, a.Address()+"/measures?view=table&q="+part.Code+"&format=sheet.csv", manager, "").body; !strings.Contains(table, "spec.counted_only") {
		t.Errorf("the sheet does not say what is only counted: %.300s", table)
	}
}
