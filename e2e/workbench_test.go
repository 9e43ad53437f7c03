package e2e_test

import (
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/steelyard-isms/steelyard/internal/app"
	"github.com/steelyard-isms/steelyard/internal/web/browsertest"
)

// worker declares a programme in the browser, and knows of pages what they show.
type worker struct {
	*newcomer
	entered int // inputs that were filled in
}

// fill enters into inputs, by their names.
func (w *worker) fill(pairs ...string) {
	w.t.Helper()
	for i := 0; i+1 < len(pairs); i += 2 {
		w.b.Enter(pairs[i], pairs[i+1])
		w.entered++
	}
}

// declares makes a record of a kind, from wherever it is, and gives the code that it has got.
func (w *worker) declares(kinds, one string, pairs ...string) string {
	w.t.Helper()
	w.press("All records")
	w.press("New " + one)
	w.fill(pairs...)
	w.press("Save")
	w.reads("for what was saved", "is saved.")
	address := w.b.Address()
	if !strings.Contains(address, "/"+kinds+"/") {
		w.t.Fatalf("a new %s leads to %s: %.600s", one, address, browsertest.Words(w.b.Text()))
	}
	return address[strings.LastIndex(address, "/")+1:]
}

// From an empty installation to a scorecard with a score, by nothing but what pages show: who there is, what is measured with which
// thresholds, values from a spreadsheet, an objective that somebody else approves.
func TestAProgrammeIsMadeInTheBrowser(t *testing.T) {
	a, err := app.New(t.Context(), app.Options{Database: filepath.Join(t.TempDir(), "new.db"), Listen: "127.0.0.1:0"})
	if err != nil {
		t.Fatal(err)
	}
	serve(t, a)
	const secret = "a long word for the test"
	link, err := a.Service.SetupLink(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	w := &worker{newcomer: arrives(t, a)}
	w.b.Visit(a.Address() + "/setup?link=" + link)
	w.fill("Name", "root", "Password", secret)
	w.press("Make the account")
	for login, role := range map[string]string{"mira": "ISMS manager", "tor": "Executive"} {
		w.press("Settings")
		w.press("Accounts")
		w.press("New account")
		w.fill("Login", login, "Role", role, "First password", secret)
		w.press("Make the account")
		w.reads("for who was added", "The account "+login+" is made.")
	}
	w.press("Sign out")
	w.fill("Name", "mira", "Password", secret)
	w.press("Sign in")
	w.declares("units", "unit", "Title", "Halden Grid", "Level", "organisation")
	w.declares("people", "person", "Name", "Mira Berg", "Unit", "Halden Grid")
	w.declares("scorecards", "scorecard", "Title", "Security scorecard", "Unit", "Halden Grid")
	for _, perspective := range []string{"Internal process", "Learning and growth"} {
		w.declares("perspectives", "perspective", "Title", perspective, "Scorecard", "Security scorecard", "Weight", "1")
	}
	measures := map[string]string{}
	for title, unit := range map[string]string{"Patched in time": "%", "Staff who report": "%"} {
		measures[title] = w.declares("measures", "measure", "Title", title, "Unit", "Halden Grid", "Owner", "Mira Berg", "Days between values", "31", "Unit of measure", unit, "Direction", "higher is better", "Worst", "0", "Red beyond", "50", "Green from", "80", "Target", "95")
	}
	day := func(months int) string {
		now := time.Now().UTC()
		return time.Date(now.Year(), now.Month()-time.Month(months), 0, 0, 0, 0, 0, time.UTC).Format(time.DateOnly)
	}
	w.press("Measures")
	w.press("Enter values")
	w.fill("Table", "\t"+day(1)+"\t"+day(0)+"\n"+measures["Patched in time"]+"\t70\t86\nStaff who report\t40\t65")
	w.press("See where they fall")
	w.reads("for where they fall", "4 values are entered, and not saved yet.")
	w.press("Save the values")
	w.reads("for what was saved", "4 values are saved.")

	objective := w.declares("objectives", "objective", "Title", "Close holes before they are used", "Unit", "Halden Grid", "Owner", "Mira Berg", "Perspective", "Internal process", "Weight", "1", "Measure", "Patched in time", "Weight", "1")
	w.press("State and approval")
	w.fill("Why for: Submit for review", "For the board")
	w.press("Submit for review")
	w.press("Sign out")
	w.fill("Name", "tor", "Password", secret)
	w.press("Sign in")
	w.press("Objectives")
	w.press("Close holes before they are used")
	w.press("State and approval")
	w.fill("Why for: Approve", "Agreed")
	w.press("Approve")
	w.press("State and approval")
	w.fill("Why for: Put in force", "Agreed")
	w.press("Put in force")
	w.press("Scorecard")
	w.reads("what security comes to", "Close holes before they are used")
	w.reads("what it comes to", "82.0 Good") // 86 lies 6 of 15 between green, 70, and target, 100
	t.Logf("%d presses and %d inputs for %s; before, %s", len(w.steps), w.entered, objective, strings.Join(w.steps, "\n"))
}

// What is typed into a form and not saved is there again when the form is opened again, with entries that were added; and what was saved is not.
func TestADraftIsKept(t *testing.T) {
	a := demonstration(t)
	w := &worker{newcomer: arrives(t, a)}
	w.press("Kari Solberg")
	w.press("Measures")
	w.press("Hardening index of the reference server")
	form := w.b.Address() + "/edit"
	w.press("Change")
	w.fill("Purpose", "Typed and not saved")
	w.press("Cancel")
	w.press("Change")
	w.reads("for the draft", "is kept in this browser")
	w.b.Click("Continue with it")
	if got := browsertest.Evaluate[string](w.b, `document.querySelector("[name='spec.purpose']").value`); got != "Typed and not saved" || w.b.Address() != form {
		t.Errorf("the draft comes back as %q at %s", got, w.b.Address())
	}
	w.press("Save")
	w.reads("for what was saved", "is saved.")
	w.press("Change")
	if strings.Contains(w.read[len(w.read)-1], "is kept in this browser") {
		t.Error("what was saved is offered as a draft")
	}
}
