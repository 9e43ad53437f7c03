package app_test

import (
	"net/http"
	"net/url"
	"path/filepath"
	"strings"
	"testing"

	"github.com/steelyard-isms/steelyard/internal/access"
	"github.com/steelyard-isms/steelyard/internal/app"
)

// What a form refers to and is not there yet is made in place, without a script: the form waits as a draft with all that was entered, the record that is made for
// it is chosen in it, also in a list and through several forms; and what is refused or left leaves the first form as it was.
func TestARecordIsMadeForAReference(t *testing.T) {
	a := start(t, app.Options{Database: filepath.Join(t.TempDir(), "demo.db"), Demo: true})
	mine, other := tokenFor(t, a, access.ISMSManager), tokenFor(t, a, access.Administrator)
	get := func(path string) answer { t.Helper(); return ask(t, http.MethodGet, a.Address()+path, mine, "") }
	objective := formAt(t, a, mine, "/objectives/new?part=measure")
	what := formAt(t, a, mine, "/objectives/new")
	first := what.follow(what.send("title", "Know every door", "spec.unit", "U-02", "spec.weight", "2", "to", "measure"))
	if objective.values.Get("part") != "measure" {
		t.Fatalf("the page is %v", objective.values)
	}
	// in a list, with what is typed beside it, and what is typed as its name
	gone := first.send("spec.measures[0].measure", "M-03", "spec.measures[0].weight", "1", "spec.measures[1].measure", "Doors found open", "spec.measures[1].weight", "3", "new", "measure spec.measures[1].measure")
	wants(t, "leaving for a new measure", gone, http.StatusSeeOther)
	at := gone.header.Get("Location")
	if !strings.HasPrefix(at, "/measures/new?") {
		t.Fatalf("it leads to %s", at)
	}
	page := get(at)
	wants(t, "the form of the measure", page, http.StatusOK, "Know every door (objective) waits, with all that you entered.", "Back to it without saving")
	measure := formIn(t, a, mine, page.body)
	if measure.values.Get("title") != "Doors found open" || !strings.HasPrefix(measure.values.Get("spec.unit"), "U-02") {
		t.Errorf("the form begins with %v", measure.values)
	}
	wants(t, "what cannot be saved", measure.send("spec.period_days", "often", "do", "save"), http.StatusUnprocessableEntity, "Know every door (objective) waits")
	back := "/objectives/new?draft=" + strings.ReplaceAll(between(page.body, `href="/objectives/new?draft=`, `"`), "&amp;", "&")
	wants(t, "the first form meanwhile", get(back), http.StatusOK, "Measure and target, 2 of 5")
	if waiting := formIn(t, a, mine, get(back).body); waiting.values.Get("spec.measures[1].measure") != "Doors found open" || waiting.values.Get("spec.measures[1].weight") != "3" || !strings.HasPrefix(waiting.values.Get("spec.measures[0].measure"), "M-03") {
		t.Errorf("the first form has %v", waiting.values)
	}

	// the measure needs a source that is not there either
	measure = formIn(t, a, mine, get(at).body)
	deeper := measure.send("spec.purpose", "Is every door shut?", "spec.owner", "P-02", "spec.period_days", "31", "spec.source", "", "spec.value", "open_doors", "new", "source spec.source")
	wants(t, "leaving for a new source", deeper, http.StatusSeeOther)
	source := formAt(t, a, mine, deeper.header.Get("Location"))
	if source.values.Get("title") != "" {
		t.Errorf("what was left empty becomes a title: %v", source.values)
	}
	made := source.send("title", "Door log", "spec.unit", "U-02", "spec.owner", "P-02", "spec.format", "lynis", "do", "save")
	wants(t, "saving the source", made, http.StatusSeeOther)
	if !strings.HasPrefix(made.header.Get("Location"), "/measures/new?draft=") {
		t.Fatalf("it leads to %s", made.header.Get("Location"))
	}
	again := get(strings.SplitN(made.header.Get("Location"), "#", 2)[0])
	wants(t, "the measure with its source", again, http.StatusOK, "Know every door (objective) waits")
	measure = formIn(t, a, mine, again.body)
	if !strings.HasSuffix(measure.values.Get("spec.source"), "Door log") || measure.values.Get("spec.purpose") != "Is every door shut?" || measure.values.Get("title") != "Doors found open" {
		t.Fatalf("the form of the measure has %v", measure.values)
	}
	made = measure.send("spec.source", "", "spec.value", "", "spec.scale.direction", "lower", "spec.scale.knots.worst", "20", "spec.scale.knots.red", "10", "spec.scale.knots.green", "5", "spec.scale.knots.target", "0", "do", "save")
	wants(t, "saving the measure", made, http.StatusSeeOther)
	to, _ := url.Parse(made.header.Get("Location"))
	if to.Path != "/objectives/new" || to.Query().Get("part") != "measure" || to.Fragment != "f-spec-measures-1-measure" {
		t.Fatalf("it leads to %s", to)
	}
	chosen := formAt(t, a, mine, to.Path+"?"+to.RawQuery)
	if got := chosen.values; !strings.HasSuffix(got.Get("spec.measures[1].measure"), "Doors found open") || got.Get("spec.measures[1].weight") != "3" || !strings.HasPrefix(got.Get("spec.measures[0].measure"), "M-03") {
		t.Errorf("the first form has %v", got)
	}
	if _, ok := a.Store.Snapshot().Lookup("measure", "doors-found-open"); !ok {
		t.Error("the measure is not there")
	}
	wants(t, "the draft of another", ask(t, http.MethodGet, a.Address()+to.Path+"?"+to.RawQuery, other, ""), http.StatusNotFound)

	// an entry that was left empty, in the form of a record that is there
	change := formAt(t, a, mine, "/objectives/O-03/edit")
	gone = change.send("spec.statement", "Said anew.", "spec.business_goals[9]", "", "new", "business-goal spec.business_goals[9]")
	wants(t, "leaving for a business goal", gone, http.StatusSeeOther)
	goal := formAt(t, a, mine, gone.header.Get("Location"))
	made = goal.send("title", "Doors are shut", "spec.type", "growth", "spec.statement[0].key", "en", "spec.statement[0].value", "Every door is shut.", "spec.target", "All doors", "spec.horizon.until", "2027-12-31", "do", "save")
	wants(t, "saving the business goal", made, http.StatusSeeOther)
	chosen = formAt(t, a, mine, strings.SplitN(made.header.Get("Location"), "#", 2)[0])
	if !strings.Contains(chosen.values.Encode(), "Doors+are+shut") || chosen.values.Get("spec.statement") != "Said anew." {
		t.Errorf("the form of the objective has %v", chosen.values)
	}

	// who may not make such records is not offered to, and refused
	unit := tokenFor(t, a, access.UnitHead)
	action := ask(t, http.MethodGet, a.Address()+"/actions/new", unit, "").body
	if strings.Contains(action, `value="person `) || !strings.Contains(action, `value="initiative `) {
		t.Error("a unit head is offered to make a person, or not offered to make an initiative")
	}
	f := formIn(t, a, unit, action)
	gone = f.send("title", "Shut the doors", "new", "person spec.owner")
	wants(t, "asking all the same", ask(t, http.MethodGet, a.Address()+gone.header.Get("Location"), unit, ""), http.StatusForbidden)
	if text := ask(t, http.MethodGet, a.Address()+"/today", unit, ""); !strings.Contains(text.body, "Shut the doors") {
		t.Error("what was entered is lost")
	}
	wants(t, "no reference", f.send("new", "person spec.nothing"), http.StatusUnprocessableEntity)
}
