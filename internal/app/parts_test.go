package app_test

import (
	"net/http"
	"path/filepath"
	"strings"
	"testing"

	"github.com/steelyard-isms/steelyard/internal/access"
	"github.com/steelyard-isms/steelyard/internal/app"
	"github.com/steelyard-isms/steelyard/internal/objective"
	"github.com/steelyard-isms/steelyard/internal/record"
)

// follow opens the page of a form that another one leads on to.
func (f *filledForm) follow(got answer) *filledForm {
	f.t.Helper()
	wants(f.t, "going on", got, http.StatusSeeOther)
	return formAt(f.t, f.a, f.token, got.header.Get("Location"))
}

// A new objective is written page by page, each kept when it is left: it can be gone on with later, by nobody else; what is missing is said where it is
// asked for; and it is declared with its first initiative, both or neither.
func TestAnObjectiveIsWrittenPageByPage(t *testing.T) {
	a := start(t, app.Options{Database: filepath.Join(t.TempDir(), "demo.db"), Demo: true})
	mine, other := tokenFor(t, a, access.ISMSManager), tokenFor(t, a, access.Administrator)
	first := formAt(t, a, mine, "/objectives/new?perspective=internal-process")
	wrong := first.send("title", "Know every supplier", "spec.unit", "nowhere", "spec.weight", "two", "to", "measure")
	wants(t, "a page with mistakes", wrong, http.StatusUnprocessableEntity, "There is no unit \"nowhere\".", "Write a number.", "2 to mend", "What and why, 1 of 5")
	again := formIn(t, a, mine, wrong.body)
	if again.values.Get("title") != "Know every supplier" || again.values.Get("spec.weight") != "two" || !strings.Contains(again.values.Get("spec.perspective"), "Internal process") {
		t.Fatalf("what was entered is lost: %v", again.values)
	}
	delete(again.values, "to")
	measure := again.follow(again.send("spec.unit", "U-01", "spec.weight", "2", "to", "measure"))
	answered := measure.send("spec.measures[0].measure", "M-03", "spec.measures[0].weight", "1", "do", "back")
	wants(t, "what it comes to so far", answered, http.StatusOK, "Measure and target, 2 of 5", "b Can be measured 1 measure answered", "j Who is responsible nobody open")
	measure.values.Del("do")
	wants(t, "leaving", measure.send("do", "later"), http.StatusSeeOther)

	begun := ask(t, http.MethodGet, a.Address()+"/objectives/new", mine, "").body
	draft := between(begun, `href="/objectives/new?draft=`, `"`)
	if draft == "" || !strings.Contains(begun, "Know every supplier") {
		t.Fatalf("a new form does not say what was begun: %.900s", plainOf(begun))
	}
	wants(t, "today", ask(t, http.MethodGet, a.Address()+"/today", mine, ""), http.StatusOK, "Begun and not saved", "Know every supplier")
	wants(t, "the draft to somebody else", ask(t, http.MethodGet, a.Address()+"/objectives/new?draft="+draft, other, ""), http.StatusNotFound)
	if body := ask(t, http.MethodGet, a.Address()+"/objectives/new", other, "").body; strings.Contains(body, "Know every supplier") {
		t.Error("somebody else is told of the draft")
	}

	plan := formAt(t, a, mine, "/objectives/new?part=plan&draft="+draft)
	people := plan.follow(plan.send("spec.evaluation", "By the yearly audit.", "plan.title", "Ask them all", "plan.start", "2026-10-01", "plan.due", "2026-09-01", "to", "people"))
	review := people.follow(people.send("to", "review"))
	wants(t, "the review", ask(t, http.MethodGet, a.Address()+review.action+"&part=review", mine, ""), http.StatusOK, "Ask them all", "By the yearly audit.", "Owner: This is needed, and is empty.", "1 to mend")
	before := a.Store.Snapshot().Seq()
	wants(t, "saving what is not whole", review.send("do", "save"), http.StatusUnprocessableEntity, "Owner: This is needed, and is empty.", "Initiative: Priority: This is needed, and is empty.", "Ask them all")
	if now := a.Store.Snapshot().Seq(); now != before {
		t.Fatal("something was saved of what is not whole")
	}
	people = formAt(t, a, mine, "/objectives/new?part=people&draft="+draft)
	people.follow(people.send("spec.owner", "P-02", "to", "review"))
	plan = formAt(t, a, mine, "/objectives/new?part=plan&draft="+draft)
	if plan.values.Get("plan.due") != "2026-09-01" {
		t.Fatalf("what was entered of the initiative is lost: %v", plan.values)
	}
	wants(t, "an initiative that ends before it begins", plan.send("plan.description", "Send the questions.", "plan.priority", "high", "plan.teams[0]", "U-01", "to", "review"), http.StatusUnprocessableEntity, "This is before start.")
	review = plan.follow(plan.send("plan.due", "2027-02-01", "to", "review"))
	review.values.Del("to")
	saved := review.send("do", "save")
	wants(t, "saving", saved, http.StatusSeeOther)
	o, ok := a.Store.Snapshot().Lookup("objective", "know-every-supplier")
	if !ok || !strings.HasSuffix(saved.header.Get("Location"), "/objectives/"+o.Code) {
		t.Fatalf("it leads to %s", saved.header.Get("Location"))
	}
	spec, _ := record.As[objective.Objective](o)
	made, ok := a.Store.Snapshot().Lookup("initiative", "ask-them-all")
	i, _ := record.As[objective.Initiative](made)
	if !ok || i.Spec.Unit != spec.Spec.Unit || i.Spec.Owner != spec.Spec.Owner || len(i.Spec.Objectives) != 1 || i.Spec.Objectives[0].UID() != o.UID || made.RecordedAt != o.RecordedAt || len(spec.Spec.Perspective) != 1 {
		t.Errorf("declared are %+v and %+v", spec.Spec, i.Spec)
	}
	wants(t, "the draft after saving", ask(t, http.MethodGet, a.Address()+"/objectives/new?draft="+draft, mine, ""), http.StatusNotFound, "saved, or discarded")
	if body := ask(t, http.MethodGet, a.Address()+"/today", mine, "").body; strings.Contains(body, "Begun and not saved") {
		t.Error("what was saved still waits")
	}
}

// A change that somebody leaves to finish later is merged with what others saved meanwhile, and can be discarded.
func TestAChangeIsFinishedLater(t *testing.T) {
	a := start(t, app.Options{Database: filepath.Join(t.TempDir(), "demo.db"), Demo: true})
	mine, other := tokenFor(t, a, access.ISMSManager), tokenFor(t, a, access.Administrator)
	form := formAt(t, a, mine, "/measures/M-03/edit")
	wants(t, "leaving", form.send("spec.purpose", "Mine, half written", "do", "later"), http.StatusSeeOther)
	wants(t, "another one's change", formAt(t, a, other, "/measures/M-03/edit").send("spec.purpose", "Theirs", "do", "save", "reason", "first"), http.StatusSeeOther)
	draft := between(ask(t, http.MethodGet, a.Address()+"/measures/M-03/edit", mine, "").body, `/edit?draft=`, `"`)
	on := formAt(t, a, mine, "/measures/M-03/edit?draft="+draft)
	if on.values.Get("spec.purpose") != "Mine, half written" {
		t.Fatalf("it goes on with %v", on.values)
	}
	merged := on.send("do", "save", "reason", "later")
	wants(t, "saving over it", merged, http.StatusConflict, "Theirs", "Mine, half written")
	wants(t, "saving after both were seen", formIn(t, a, mine, merged.body).send("do", "save", "reason", "both"), http.StatusSeeOther)
	wants(t, "the draft after saving", ask(t, http.MethodGet, a.Address()+"/measures/M-03/edit?draft="+draft, mine, ""), http.StatusNotFound)

	wants(t, "leaving again", formAt(t, a, mine, "/measures/M-03/edit").send("spec.purpose", "No more", "do", "later"), http.StatusSeeOther)
	draft = between(ask(t, http.MethodGet, a.Address()+"/measures/M-03/edit", mine, "").body, `/edit?draft=`, `"`)
	wants(t, "a draft on another form", ask(t, http.MethodGet, a.Address()+"/measures/M-04/edit?draft="+draft, mine, ""), http.StatusNotFound)
	wants(t, "another one's discarding", ask(t, http.MethodPost, a.Address()+"/drafts/"+draft+"/discard", other, ""), http.StatusSeeOther)
	formAt(t, a, mine, "/measures/M-03/edit?draft="+draft)
	wants(t, "discarding", ask(t, http.MethodPost, a.Address()+"/drafts/"+draft+"/discard", mine, ""), http.StatusSeeOther)
	if again := ask(t, http.MethodPost, a.Address()+"/drafts/"+draft+"/discard", mine, "", "Content-Type", "application/x-www-form-urlencoded"); again.status != http.StatusSeeOther || again.header.Get("Location") != "/today" {
		t.Errorf("discarding twice answers %d and leads to %s", again.status, again.header.Get("Location"))
	}
	wants(t, "a discarded draft", ask(t, http.MethodGet, a.Address()+"/measures/M-03/edit?draft="+draft, mine, ""), http.StatusNotFound)
}

// between is what stands between two texts, the first time.
func between(text, from, to string) string {
	_, rest, ok := strings.Cut(text, from)
	if !ok {
		return ""
	}
	got, _, _ := strings.Cut(rest, to)
	return got
}
