package app_test

import (
	"net/http"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/steelyard-isms/steelyard/internal/access"
	"github.com/steelyard-isms/steelyard/internal/app"
	"github.com/steelyard-isms/steelyard/internal/objective"
	"github.com/steelyard-isms/steelyard/internal/record"
)

// A benchmark is declared in the form with what there is to know: without a publisher it is told that one is missing, and without a unit its figures are in that of the measure. A day
// that has not come is refused at its field.
func TestABenchmarkIsMadeInTheBrowser(t *testing.T) {
	a := start(t, app.Options{Database: filepath.Join(t.TempDir(), "demo.db"), Demo: true})
	token := tokenFor(t, a, access.ISMSManager)
	f := formAt(t, a, token, "/benchmarks/new")
	got := f.send("title", "Sector survey", "spec.measure", "M-01", "spec.type", "external", "spec.values[0].on", time.Now().AddDate(0, 2, 0).Format(time.DateOnly), "spec.values[0].value", "60")
	wants(t, "a benchmark of nobody, of a day to come", got, http.StatusUnprocessableEntity, "This is missing: of an external benchmark it must be said who published it", "which has not come yet")
	got = formIn(t, a, token, got.body).send("spec.source", "The sector", "spec.values[0].on", "2026-06-30")
	wants(t, "a benchmark", got, http.StatusSeeOther)
	made := ask(t, http.MethodGet, a.Address()+"/api/v1"+got.header.Get("Location"), token, "").body
	measure := ask(t, http.MethodGet, a.Address()+"/api/v1/measures/M-01", token, "").body
	if unit := between(measure, `"unit_of_measure":"`, `"`); unit != between(made, `"unit_of_measure":"`, `"`) {
		t.Errorf("its figures are not in %q, in which the measure counts: %.600s", unit, made)
	}
	// where the measure has a unit it is taken, and nothing is asked for
	f = formAt(t, a, token, "/benchmarks/new")
	got = f.send("title", "Last year", "spec.measure", "M-04", "spec.type", "internal", "spec.values[0].on", "2026-06-30", "spec.values[0].value", "60")
	wants(t, "an internal benchmark without a unit", got, http.StatusSeeOther)
	if made := ask(t, http.MethodGet, a.Address()+"/api/v1"+got.header.Get("Location"), token, "").body; !strings.Contains(made, `"unit_of_measure":"%"`) {
		t.Errorf("its figures are not in %%: %.600s", made)
	}
}

// A step that cannot be taken yet says what is missing by the name of its field, and leads to it in the form; no page tells the names of files.
func TestAStepThatCannotBeTakenLeadsToItsField(t *testing.T) {
	a := start(t, app.Options{Database: filepath.Join(t.TempDir(), "demo.db"), Demo: true})
	token := tokenFor(t, a, access.ISMSManager)
	tried := false
	for r := range record.All[objective.Action](a.Store.Snapshot()) {
		if r.State != "in-progress" || r.Spec.Result != "" {
			continue
		}
		tried = true
		path := "/actions/" + r.Code
		got := sendForm(t, a, token, path+"/moves", "move", "finish", "reason", "", "revision", strconv.FormatInt(r.Revision, 10))
		wants(t, "finishing", got, http.StatusUnprocessableEntity, "This step cannot be taken as things are.", "Result: This is required once the action is done. Write what was done before the action is finished.")
		if strings.Contains(plainOf(got.body), "spec.") || !strings.Contains(got.body, `href="`+path+`/edit#f-spec-result"`) {
			t.Errorf("it names fields as files do, or does not lead to them: %.900s", plainOf(got.body))
		}
		if edit := ask(t, http.MethodGet, a.Address()+path+"/edit", token, "").body; !strings.Contains(edit, `id="f-spec-result"`) {
			t.Error("the form does not have what it leads to")
		}
		break
	}
	if !tried {
		t.Fatal("the demonstration has no action that is not finished")
	}
	f := formAt(t, a, token, "/measures/M-01/edit")
	got := f.send("spec.analyst", f.values.Get("spec.owner"), "spec.not_apart", "", "do", "review")
	wants(t, "one person with two parts", got, http.StatusUnprocessableEntity, `or say in "Why one person has several parts" why one person has both parts`)
	if strings.Contains(plainOf(got.body), "not_apart") {
		t.Error("the form names a field as files do")
	}
}
