package e2e_test

import (
	"fmt"
	"io"
	"net/http"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/steelyard-isms/steelyard/internal/access"
	"github.com/steelyard-isms/steelyard/internal/app"
	"github.com/steelyard-isms/steelyard/internal/service"
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

// From an empty installation to a scorecard with a score, by nothing but what pages show: who there is, eight measures with
// thresholds, values from a spreadsheet, five objectives that somebody else approves, and a map of what leads to what. Exported as code it is what was entered.
func TestAProgrammeIsMadeInTheBrowser(t *testing.T) {
	database := filepath.Join(t.TempDir(), "new.db")
	a, err := app.New(t.Context(), app.Options{Database: database, Listen: "127.0.0.1:0"})
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
	w.reads("what comes first", "Next: Say whose security is measured.")
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
	w.press("First steps")
	w.fill("Organisation", "Halden Grid", "What you do there optional", "Mira, ISMS manager")
	w.press("Begin the programme")
	w.reads("what is wrong", "Your name is missing")
	w.fill("Your name", "Mira Berg")
	w.press("Begin the programme")
	w.reads("what is wrong", "What you do there has a part of the name in it")
	w.fill("What you do there optional", "ISMS manager")
	w.press("Begin the programme")
	w.reads("that it has begun", "The programme has begun.")
	w.reads("what comes next", "Next: Say which person you are. Others may do that")
	type promise struct{ objective, perspective, measure string }
	promises := []promise{{"Close holes before they are used", "Internal process", "Patched in time"}, {"See incidents sooner", "Internal process", "Incidents seen within a day"},
		{"Come back after an outage", "Internal process", "Restore tests in time"}, {"Let everybody report", "Learning and growth", "Staff who report"}, {"Keep the skills", "Learning and growth", "Staff with a certificate"}}
	measured := []string{"Servers hardened", "Accounts reviewed", "Suppliers assessed"} // and not promised yet
	for _, x := range promises {
		measured = append(measured, x.measure)
	}
	for _, title := range measured {
		w.declares("measures", "measure", "Title", title, "Unit", "Halden Grid", "Owner", "Mira Berg", "Days between values", "31", "Unit of measure", "%", "Direction", "higher is better", "Worst", "0", "Red beyond", "50", "Green from", "80", "Target", "95")
	}
	day := func(months int) string {
		now := time.Now().UTC()
		return time.Date(now.Year(), now.Month()-time.Month(months), 0, 0, 0, 0, 0, time.UTC).Format(time.DateOnly)
	}
	pasted := "\t" + day(1) + "\t" + day(0)
	for i, title := range measured {
		pasted += fmt.Sprintf("\n%s\t%d\t%d", title, 40+i, 86-i)
	}
	w.press("Measures")
	w.press("Enter values")
	w.fill("Table", pasted)
	w.press("See where they fall")
	w.reads("for where they fall", "16 values are entered, and not saved yet.")
	w.press("Save the values")
	w.reads("for what was saved", "16 values are saved.")

	for _, x := range promises {
		w.press("Objectives")
		w.press("New objective")
		for _, part := range [][]string{{"Title", x.objective, "Unit", "Halden Grid", "Perspective", x.perspective, "Weight", "1"}, {"Measure", x.measure, "Weight", "1"}, {}, {"Owner", "Mira Berg"}} {
			w.fill(part...)
			w.press("Continue")
		}
		w.reads("for what it says so far", "of 12 answered")
		w.press("Save")
		w.reads("for what was saved", "is saved.")
		w.press("State and approval")
		w.fill("Why for: Submit for review", "For the board")
		w.press("Submit for review")
	}
	w.press("Sign out")
	w.fill("Name", "tor", "Password", secret)
	w.press("Sign in")
	for _, x := range promises {
		w.press("Objectives")
		w.press(x.objective)
		w.press("State and approval")
		w.fill("Why for: Approve", "Agreed")
		w.press("Approve")
		w.press("State and approval")
		w.fill("Why for: Put in force", "Agreed")
		w.press("Put in force")
	}
	w.press("Sign out")
	w.fill("Name", "mira", "Password", secret)
	w.press("Sign in")
	for _, link := range [][2]string{{"O-04 Let everybody report", "O-02 See incidents sooner"}, {"O-05 Keep the skills", "O-01 Close holes before they are used"}} {
		w.press("Strategy map")
		w.press("Edit map")
		w.fill("Cause", link[0], "Effect", link[1])
		w.press("Describe the link")
		w.fill("Title", "Leads there", "Expectation", "People see what tools do not", "Cause and effect", "strengthens", "Strength", "moderate", "Shows after", "P3M")
		w.press("Save")
		w.reads("for what was saved", "is saved.")
	}
	w.press("Strategy map")
	w.reads("what holds", "Let everybody report")
	w.reads("how links stand", "Holding 1")
	w.reads("how links stand", "Strained 1")
	w.press("Scorecard")
	for _, x := range promises {
		w.reads("what is promised", x.objective)
	}
	w.reads("what it comes to", "76.0 Good")  // 83 lies 3 of 15 between green, 70, and target, 100
	w.reads("what it comes to", "69.0 Watch") // 79 lies 29 of 30 between red, 40, and green, 70
	sameAsCode(t, database, a)
	t.Logf("%d presses and %d inputs:\n%s", len(w.steps), w.entered, strings.Join(w.steps, "\n"))
}

// sameAsCode exports what was made in the browser as code, applies that to an empty installation, and compares: the code that this exports, and what pages
// say of what is declared.
func sameAsCode(t *testing.T, database string, made *app.App) {
	t.Helper()
	dir := folder(t)
	other := filepath.Join(dir, "other.db")
	run := func(args ...string) {
		t.Helper()
		c := exec.CommandContext(t.Context(), filepath.Join(dir, "bin", "steelyard"), args...)
		c.Dir = dir
		if out, err := c.CombinedOutput(); err != nil {
			t.Fatalf("steelyard %s: %v: %s", strings.Join(args, " "), err, out)
		}
	}
	run("export", "first", "--database", database)
	run("apply", "first", "--database", other)
	run("export", "second", "--database", other)
	if out, err := exec.CommandContext(t.Context(), "diff", "-r", filepath.Join(dir, "first"), filepath.Join(dir, "second")).CombinedOutput(); err != nil {
		t.Errorf("what was made in the browser is other code than what its code makes: %.2000s", out)
	}
	again, err := app.New(t.Context(), app.Options{Database: other, Listen: "127.0.0.1:0"})
	if err != nil {
		t.Fatal(err)
	}
	serve(t, again)
	pages := func(a *app.App) map[string]string {
		login := "reader"
		if _, err := a.Service.CreateAccount(t.Context(), app.Operator(), service.NewAccount{Login: login, Role: access.Auditor}); err != nil {
			t.Fatal(err)
		}
		token, _, err := a.Service.CreateToken(t.Context(), app.Operator(), login, "compare", time.Hour)
		if err != nil {
			t.Fatal(err)
		}
		out := map[string]string{}
		for _, k := range a.Service.Registry().Kinds() {
			var columns []string
			for _, f := range k.Fields {
				if !f.NamesRecord() {
					columns = append(columns, "spec."+f.Name)
				}
			}
			path := "/" + k.Plural + "?view=table&columns=name," + strings.Join(columns, ",")
			r, err := http.NewRequestWithContext(t.Context(), http.MethodGet, a.Address()+path, nil)
			if err != nil {
				t.Fatal(err)
			}
			r.Header.Set("Authorization", "Bearer "+token)
			answer, err := http.DefaultClient.Do(r)
			if err != nil {
				t.Fatal(err)
			}
			body, err := io.ReadAll(answer.Body)
			_ = answer.Body.Close()
			if err != nil || answer.StatusCode != http.StatusOK {
				t.Fatalf("%s answers %d: %v", path, answer.StatusCode, err)
			}
			_, table, _ := strings.Cut(string(body), "<tbody>")
			table, _, _ = strings.Cut(table, "</tbody>")
			out[k.Plural] = table
		}
		return out
	}
	first, second := pages(made), pages(again)
	for plural, table := range first {
		if table != second[plural] {
			t.Errorf("the list of %s says something else after export and apply:\n%.1500s\n%.1500s", plural, table, second[plural])
		}
	}
	if len(first["objectives"]) < 500 || len(first["strategy-links"]) < 300 {
		t.Errorf("nothing was compared: %.600s", first["objectives"])
	}
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
	w.fill("Green from", "60") // the last value, 56, lies 6 of 10 between red, 50, and green
	w.b.Eventually("where the last value falls is shown while thresholds are typed", func() bool {
		return strings.Contains(browsertest.Words(w.b.Text()), "the last value, 56 of") && strings.Contains(browsertest.Words(w.b.Text()), "scores 58.0: watch.")
	})
}
