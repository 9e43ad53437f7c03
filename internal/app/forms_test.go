package app_test

import (
	"bytes"
	"encoding/json"
	"fmt"
	"html"
	"math"
	"mime/multipart"
	"net/http"
	"net/url"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/steelyard-isms/steelyard/internal/access"
	"github.com/steelyard-isms/steelyard/internal/app"
	"github.com/steelyard-isms/steelyard/internal/service"
)

// filledForm is the form of a page, as a browser sends it.
type filledForm struct {
	t      *testing.T
	a      *app.App
	token  string
	action string
	values url.Values
}

var (
	formTag  = regexp.MustCompile(`(?s)<form[^>]*class="[^"]*\b(?:ed|vl)\b.*?</form>`)
	controls = regexp.MustCompile(`(?s)<input[^>]*>|<textarea[^>]*>.*?</textarea>|<select.*?</select>`)
	nameOf   = regexp.MustCompile(`\bname="([^"]*)"`)
	valueOf  = regexp.MustCompile(`\bvalue="([^"]*)"`)
	chosen   = regexp.MustCompile(`<option value="([^"]*)" selected`)
	written  = regexp.MustCompile(`(?s)<textarea[^>]*>(.*)</textarea>`)
	actionOf = regexp.MustCompile(`\baction="([^"]*)"`)
)

func first(re *regexp.Regexp, text string) string {
	m := re.FindStringSubmatch(text)
	if m == nil {
		return ""
	}
	return html.UnescapeString(m[1])
}

// formIn reads the last form of a page.
func formIn(t *testing.T, a *app.App, token, body string) *filledForm {
	t.Helper()
	all := formTag.FindAllString(body, -1)
	if len(all) == 0 {
		t.Fatalf("there is no form: %.600s", body)
	}
	text := all[len(all)-1]
	out := &filledForm{t: t, a: a, token: token, action: first(actionOf, text), values: url.Values{}}
	for _, c := range controls.FindAllString(text, -1) {
		name := first(nameOf, c)
		switch {
		case name == "" || strings.Contains(c, `type="file"`) || strings.Contains(c, `type="checkbox"`) && !strings.Contains(c, " checked"):
		case strings.HasPrefix(c, "<select"):
			out.values.Add(name, first(chosen, c))
		case strings.HasPrefix(c, "<textarea"):
			out.values.Add(name, first(written, c))
		default:
			out.values.Add(name, first(valueOf, c))
		}
	}
	return out
}

func formAt(t *testing.T, a *app.App, token, path string) *filledForm {
	t.Helper()
	got := ask(t, http.MethodGet, a.Address()+path, token, "")
	if got.status != http.StatusOK {
		t.Fatalf("%s answers %d", path, got.status)
	}
	return formIn(t, a, token, got.body)
}

// send sends the form with some values changed.
func (f *filledForm) send(changes ...string) answer {
	f.t.Helper()
	for i := 0; i+1 < len(changes); i += 2 {
		f.values.Set(changes[i], changes[i+1])
	}
	return ask(f.t, http.MethodPost, f.a.Address()+f.action, f.token, f.values.Encode(), "Content-Type", "application/x-www-form-urlencoded")
}

// tokenFor makes an account with a role in a demonstration, where people have theirs, and a token for it.
func tokenFor(t *testing.T, a *app.App, role access.Role) string {
	t.Helper()
	login := "test-" + string(role)
	if _, err := a.Service.CreateAccount(t.Context(), app.Operator(), service.NewAccount{Login: login, Role: role}); err != nil {
		t.Fatal(err)
	}
	secret, _, err := a.Service.CreateToken(t.Context(), app.Operator(), login, "test", time.Hour)
	if err != nil {
		t.Fatal(err)
	}
	return secret
}

func wants(t *testing.T, what string, got answer, status int, words ...string) {
	t.Helper()
	if got.status != status {
		t.Fatalf("%s answers %d, not %d: %.500s", what, got.status, status, plainOf(got.body))
	}
	for _, w := range words {
		if !strings.Contains(plainOf(got.body), w) {
			t.Errorf("%s does not say %q: %.900s", what, w, plainOf(got.body))
		}
	}
}

func plainOf(body string) string {
	_, main, _ := strings.Cut(body, "<main")
	return strings.Join(strings.Fields(html.UnescapeString(tags.ReplaceAllString(main, " "))), " ")
}

// A measure is declared in the browser: what is missing is said, at its field, and nothing that was entered is lost.
func TestARecordIsMadeInTheBrowser(t *testing.T) {
	a := start(t, app.Options{Database: filepath.Join(t.TempDir(), "demo.db"), Demo: true})
	token := tokenFor(t, a, access.ISMSManager)
	f := formAt(t, a, token, "/measures/new")
	seq := a.Service.Seq()
	got := f.send("title", "Über-patched hosts <b>", "spec.unit", "U-01 Halden Grid", "spec.period_days", "x")
	wants(t, "a form with mistakes", got, http.StatusUnprocessableEntity, "There is a problem", "This is needed, and is empty.", `This is the text "x". Write a number.`)
	if !strings.Contains(got.body, "<title>Error: ") || !strings.Contains(got.body, `aria-invalid="true"`) {
		t.Error("neither the title nor the field says that there is a mistake")
	}
	f = formIn(t, a, token, got.body)
	if f.values.Get("title") != "Über-patched hosts <b>" || f.values.Get("spec.period_days") != "x" {
		t.Errorf("what was entered is lost: %v", f.values)
	}
	got = f.send("spec.owner", "jonas eide", "spec.period_days", "31", "spec.scale.direction", "higher", "spec.scale.knots.worst", "0", "spec.scale.knots.red", "50", "spec.scale.knots.green", "80", "spec.scale.knots.target", "95")
	wants(t, "a form without mistakes", got, http.StatusSeeOther)
	if a.Service.Seq() != seq+1 {
		t.Errorf("%d entries were written, not one", a.Service.Seq()-seq)
	}
	text := says(t, a, token, got.header.Get("Location"), http.StatusOK)
	for _, want := range []string{"Über-patched hosts <b>", "Jonas Eide"} {
		if !strings.Contains(text, want) {
			t.Errorf("the page of the new measure does not say %q: %.500s", want, text)
		}
	}
	if r, ok := a.Store.Snapshot().Named("measure", "uber-patched-hosts-b"); !ok || "/measures/"+r.Code != got.header.Get("Location") {
		t.Error("its name is not made from its title")
	}
}

// A change that scores are made by shows first what it does to them, and is not saved without a reason; then it is, and can be undone.
func TestAThresholdIsChangedInTheBrowser(t *testing.T) {
	a := start(t, app.Options{Database: filepath.Join(t.TempDir(), "demo.db"), Demo: true})
	token := tokenFor(t, a, access.ISMSManager)
	before, _ := a.Store.Snapshot().Lookup("measure", "M-01")
	got := formAt(t, a, token, "/measures/M-01/edit").send("spec.scale.knots.green", "75", "do", "review")
	wants(t, "a changed threshold", got, http.StatusOK, "Green from changed from 70 to 75", "Hardening index of the reference server M-01 Measure 49.0 watch 47.2 watch")
	got = formIn(t, a, token, got.body).send("do", "save")
	wants(t, "saving without a reason", got, http.StatusUnprocessableEntity, "Say why it is changed.")
	back := formIn(t, a, token, got.body)
	if again := back.send("do", "back"); again.status != http.StatusOK || formIn(t, a, token, again.body).values.Get("spec.scale.knots.green") != "75" {
		t.Error("the way back to the form loses what was entered")
	}
	if r, _ := a.Store.Snapshot().Lookup("measure", "M-01"); r.Revision != before.Revision {
		t.Fatal("it was saved before it was reviewed")
	}
	got = formIn(t, a, token, got.body).send("do", "save", "reason", "The board asked for more")
	wants(t, "saving", got, http.StatusSeeOther)
	if text := says(t, a, token, "/measures/M-01", http.StatusOK); !strings.Contains(text, "Score 47.2") || !strings.Contains(text, "Reason: The board asked for more") {
		t.Errorf("the page does not say what changed, or why: %.300s", text)
	}
	// restored, it is a new revision that says what the earlier one said
	got = formAt(t, a, token, "/measures/M-01/edit?from=1").send("reason", "It was a mistake", "do", "save")
	wants(t, "restoring", got, http.StatusSeeOther)
	after, _ := a.Store.Snapshot().Lookup("measure", "M-01")
	if after.Revision != before.Revision+2 || len(a.Store.Snapshot().Diff(before, after)) != 0 {
		t.Errorf("revision %d differs from %d: %v", after.Revision, before.Revision, a.Store.Snapshot().Diff(before, after))
	}
}

// Two people change the same objective: of what only one of them touched nothing is asked, of what both did both versions are shown, and
// nobody's words are lost.
func TestTwoPeopleChangeTheSameRecord(t *testing.T) {
	a := start(t, app.Options{Database: filepath.Join(t.TempDir(), "demo.db"), Demo: true})
	token := tokenFor(t, a, access.ISMSManager)
	// its story: a target that got a later one beside it is the same still, and only what is new is told
	if text := says(t, a, token, "/objectives/O-02", http.StatusOK); !strings.Contains(text, "Value to be reached: 80") || strings.Contains(text, "Value to be reached set to 75") ||
		strings.Contains(text, "Value to be reached 75 removed") || strings.Contains(text, "From set to") || !strings.Contains(text, "Targets 1: Target from ") {
		t.Error("the history tells a target that stays as removed and set again")
	}
	mine, theirs := formAt(t, a, token, "/objectives/O-02/edit"), formAt(t, a, token, "/objectives/O-02/edit")
	wants(t, "the first", theirs.send("spec.statement", "Theirs.", "spec.rationale", "Their reason.", "do", "save", "reason", "first"), http.StatusSeeOther)
	got := mine.send("spec.statement", "Mine.", "title", "Harden all servers", "do", "save", "reason", "second")
	wants(t, "the second", got, http.StatusConflict, "Somebody else saved a change meanwhile", "saved “Theirs.”; what you entered stands below", "saved “Their reason.”, which is taken over")
	merged := formIn(t, a, token, got.body)
	for path, want := range map[string]string{"spec.statement": "Mine.", "spec.rationale": "Their reason.", "title": "Harden all servers"} {
		if merged.values.Get(path) != want {
			t.Errorf("%s is %q, not %q", path, merged.values.Get(path), want)
		}
	}
	wants(t, "the second again", merged.send("do", "save", "reason", "second"), http.StatusSeeOther)
	text := says(t, a, token, "/objectives/O-02/moves", http.StatusOK)
	for _, want := range []string{"Mine.", "Their reason.", "Harden all servers"} {
		if !strings.Contains(text, want) {
			t.Errorf("what waits does not say %q: %.900s", want, text)
		}
	}
}

// An entry is added to a list and taken away again without a script, and a file that is chosen is kept and shown.
func TestEntriesAndFilesOfAForm(t *testing.T) {
	a := start(t, app.Options{Database: filepath.Join(t.TempDir(), "demo.db"), Demo: true})
	token := tokenFor(t, a, access.ISMSManager)
	f := formAt(t, a, token, "/objectives/O-02/edit")
	got := f.send("add", "spec.measures")
	wants(t, "adding", got, http.StatusOK)
	f = formIn(t, a, token, got.body)
	if !f.values.Has("spec.measures[3].measure") || f.values.Has("spec.measures[4].measure") {
		t.Fatal("the list has not one entry more")
	}
	got = f.send("remove", "spec.measures[0]")
	wants(t, "removing", got, http.StatusOK)
	f = formIn(t, a, token, got.body)
	if got := f.values.Get("spec.measures[0].measure"); !strings.HasPrefix(got, "M-02 ") {
		t.Errorf("after the first was removed, the first is %q", got)
	}

	f = formAt(t, a, token, "/benchmarks/BM-01/edit")
	var body bytes.Buffer
	w := multipart.NewWriter(&body)
	for name, values := range f.values {
		for _, v := range values {
			if err := w.WriteField(name, v); err != nil {
				t.Fatal(err)
			}
		}
	}
	part, err := w.CreateFormFile("spec.evidence#file", "survey.csv")
	if err == nil {
		_, err = part.Write([]byte("year,share\n2025,61\n"))
	}
	if err != nil || w.WriteField("do", "save") != nil || w.WriteField("reason", "The survey itself") != nil || w.Close() != nil {
		t.Fatal(err)
	}
	got = ask(t, http.MethodPost, a.Address()+f.action, token, body.String(), "Content-Type", w.FormDataContentType())
	wants(t, "a form with a file", got, http.StatusSeeOther)
	page := ask(t, http.MethodGet, a.Address()+got.header.Get("Location"), token, "")
	link := regexp.MustCompile(`href="(/files/[0-9a-f]{64}/preview)">survey.csv`).FindStringSubmatch(page.body)
	if link == nil {
		t.Fatalf("the file is not named: %s", plainOf(page.body))
	}
	if text := says(t, a, token, link[1], http.StatusOK); !strings.Contains(text, "2025 61") {
		t.Errorf("the file is not shown: %.600s", text)
	}
}

// Whoever may not do something is told by which rule, and who can; an approval is given by somebody else than the author, with a reason.
func TestAnObjectiveIsApprovedInTheBrowser(t *testing.T) {
	a := start(t, app.Options{Database: filepath.Join(t.TempDir(), "demo.db"), Demo: true})
	author, executive, auditor := tokenFor(t, a, access.ISMSManager), tokenFor(t, a, access.Executive), tokenFor(t, a, access.Auditor)
	wants(t, "changing", formAt(t, a, author, "/objectives/O-04/edit").send("spec.rationale", "Nobody shall wait.", "do", "save", "reason", "clearer"), http.StatusSeeOther)
	moved := func(token, move, reason string) answer {
		t.Helper()
		r, _ := a.Store.Snapshot().Lookup("objective", "O-04")
		form := url.Values{"move": {move}, "reason": {reason}, "revision": {strconv.FormatInt(r.Revision, 10)}}
		return ask(t, http.MethodPost, a.Address()+"/objectives/O-04/moves", token, form.Encode(), "Content-Type", "application/x-www-form-urlencoded")
	}
	wants(t, "submitting without a reason", moved(author, "submit", ""), http.StatusUnprocessableEntity, "Say why.")
	wants(t, "submitting", moved(author, "submit", "For the committee"), http.StatusSeeOther)
	text := says(t, a, executive, "/objectives/O-04/moves", http.StatusOK)
	for _, want := range []string{"what was approved before counts", "Nobody has use of a safe grid that is off.", "Nobody shall wait."} {
		if !strings.Contains(text, want) {
			t.Errorf("whoever approves does not see %q: %.900s", want, text)
		}
	}
	wants(t, "approving by the author", moved(author, "approve", "I like it"), http.StatusForbidden, "You wrote it, and nobody approves their own words.", "the roles Administrator, Executive")
	wants(t, "approving by an auditor", moved(auditor, "approve", "Fine"), http.StatusForbidden, "Executive", "Whom to ask: ", "Ingrid Aas")
	wants(t, "approving", moved(executive, "approve", "Agreed"), http.StatusSeeOther)
	wants(t, "activating", moved(author, "activate", "Agreed"), http.StatusSeeOther)
	if text := says(t, a, auditor, "/objectives/O-04", http.StatusOK); strings.Contains(text, "A changed version waits") || !strings.Contains(text, "Nobody shall wait.") {
		t.Errorf("what was approved does not count: %.300s", text)
	}
	wants(t, "the form for an auditor", ask(t, http.MethodGet, a.Address()+"/objectives/O-04/edit", auditor, ""), http.StatusForbidden, "You may not do this", "With the role Auditor you may not make or change objectives. Who may: the roles Administrator, ISMS manager", "Kari Solberg")
	if body := ask(t, http.MethodGet, a.Address()+"/objectives/O-04", auditor, "").body; strings.Contains(body, "/objectives/O-04/edit") {
		t.Error("an auditor is offered the form")
	}
	wants(t, "taking it out of use", moved(author, "retire", "Merged into another"), http.StatusUnprocessableEntity)
}

// The form of a measure shows where its last value falls on the thresholds that are entered, also without a script, whichever way is better.
func TestAFormShowsWhereTheLastValueFalls(t *testing.T) {
	a := start(t, app.Options{Database: filepath.Join(t.TempDir(), "demo.db"), Demo: true})
	token := tokenFor(t, a, access.ISMSManager)
	f := formAt(t, a, token, "/measures/M-01/edit")
	wants(t, "thresholds as they stand", f.send("do", "back"), http.StatusOK, "scores 49.0: watch.") // 56 lies 6 of 20 between red, 50, and green, 70
	wants(t, "other thresholds", f.send("do", "back", "spec.scale.knots.green", "56"), http.StatusOK, "scores 70.0: good.")
	wants(t, "thresholds the other way round", f.send("do", "back", "spec.scale.direction", "lower", "spec.scale.knots.worst", "100", "spec.scale.knots.red", "80", "spec.scale.knots.green", "40", "spec.scale.knots.target", "20"), http.StatusOK, "scores 58.0: watch.") // 24 of 40
	wants(t, "thresholds with a mistake", f.send("do", "back", "spec.scale.knots.red", "many"), http.StatusOK, "Once the thresholds are complete")
	wants(t, "a new measure", ask(t, http.MethodGet, a.Address()+"/measures/new", token, ""), http.StatusOK, "Once the thresholds are complete")
}

// What a change of an approved objective does to scores is shown before it is saved, and to whoever approves it; once it is in force, the scores are what was shown.
func TestAWeightThatWaitsShowsWhatItWillDo(t *testing.T) {
	a := start(t, app.Options{Database: filepath.Join(t.TempDir(), "demo.db"), Demo: true})
	author, executive := tokenFor(t, a, access.ISMSManager), tokenFor(t, a, access.Executive)
	shows := regexp.MustCompile(`Internal process V-02 Perspective ([0-9.]+) \w+ ([0-9.]+) (\w+)`)
	score := func() string {
		t.Helper()
		var status struct{ Score float64 }
		if err := json.Unmarshal([]byte(ask(t, http.MethodGet, a.Address()+"/api/v1/perspectives/V-02/status", author, "").body), &status); err != nil {
			t.Fatal(err)
		}
		return strconv.FormatFloat(math.Trunc(status.Score*10)/10, 'f', 1, 64)
	}
	shown := formAt(t, a, author, "/objectives/O-14/edit").send("spec.weight", "30", "do", "review")
	wants(t, "a changed weight", shown, http.StatusOK, "What it does to scores", "Once it is approved and in force", "Scores are made by what you change")
	said := shows.FindStringSubmatch(plainOf(shown.body))
	if said == nil || said[1] == said[2] {
		t.Fatalf("it is not shown what becomes of the perspective: %.1500s", plainOf(shown.body))
	}
	wants(t, "saving without a reason", formIn(t, a, author, shown.body).send("do", "save"), http.StatusUnprocessableEntity, "Say why it is changed.")
	wants(t, "saving", formIn(t, a, author, shown.body).send("do", "save", "reason", "Doors matter more"), http.StatusSeeOther)
	moved := func(token, move string) answer {
		t.Helper()
		r, _ := a.Store.Snapshot().Lookup("objective", "O-14")
		form := url.Values{"move": {move}, "reason": {"For the board"}, "revision": {strconv.FormatInt(r.Revision, 10)}}
		return ask(t, http.MethodPost, a.Address()+"/objectives/O-14/moves", token, form.Encode(), "Content-Type", "application/x-www-form-urlencoded")
	}
	before := score()
	wants(t, "submitting", moved(author, "submit"), http.StatusSeeOther)
	if again := shows.FindStringSubmatch(says(t, a, executive, "/objectives/O-14/moves", http.StatusOK)); again == nil || again[2] != said[2] {
		t.Errorf("whoever approves is shown %v, and who changed it %v", again, said)
	}
	if score() != before {
		t.Errorf("what waits counts already: %s, before %s", score(), before)
	}
	wants(t, "approving", moved(executive, "approve"), http.StatusSeeOther)
	wants(t, "activating", moved(author, "activate"), http.StatusSeeOther)
	if got := score(); got != said[2] {
		t.Errorf("in force the perspective scores %s, and %s was shown", got, said[2])
	}
	target := formAt(t, a, author, "/objectives/O-10/edit")
	var name string
	for n := range target.values {
		if strings.HasPrefix(n, "spec.targets[0].plan") && strings.HasSuffix(n, ".target") {
			name = n
		}
	}
	wants(t, "a changed target", target.send(name, "99999", "do", "review"), http.StatusOK, "Scores are made by what you change", "would be:")
}

// A conflict names whoever wrote what stands there now, not whoever only approved it.
func TestAConflictNamesWhoWroteIt(t *testing.T) {
	a := start(t, app.Options{Database: filepath.Join(t.TempDir(), "demo.db"), Demo: true})
	as := func(login string) string {
		t.Helper()
		secret, _, err := a.Service.CreateToken(t.Context(), app.Operator(), login, "test", time.Hour)
		if err != nil {
			t.Fatal(err)
		}
		return secret
	}
	author, approver := as("isms-manager"), as("managing-director")
	mine := formAt(t, a, tokenFor(t, a, access.Administrator), "/objectives/O-10/edit")
	wants(t, "another's change", formAt(t, a, author, "/objectives/O-10/edit").send("spec.evaluation", "By the author.", "do", "save", "reason", "clearer"), http.StatusSeeOther)
	for _, move := range [][2]string{{author, "submit"}, {approver, "approve"}} {
		r, _ := a.Store.Snapshot().Lookup("objective", "O-10")
		form := url.Values{"move": {move[1]}, "reason": {"agreed"}, "revision": {strconv.FormatInt(r.Revision, 10)}}
		wants(t, move[1], ask(t, http.MethodPost, a.Address()+"/objectives/O-10/moves", move[0], form.Encode(), "Content-Type", "application/x-www-form-urlencoded"), http.StatusSeeOther)
	}
	wants(t, "saving meanwhile", mine.send("spec.evaluation", "Mine.", "do", "save", "reason", "mine"), http.StatusConflict, "Kari Solberg saved “By the author.”")
}

// A form of a new record that is sent twice, by a double click or after the back button, makes one record. Changed meanwhile, it asks first.
func TestAFormSentTwiceMakesOneRecord(t *testing.T) {
	a := start(t, app.Options{Database: filepath.Join(t.TempDir(), "demo.db"), Demo: true})
	token := tokenFor(t, a, access.ISMSManager)
	count := func() int {
		n := 0
		for range a.Store.Snapshot().List("unit", false) {
			n++
		}
		return n
	}
	before := count()
	f := formAt(t, a, token, "/units/new")
	one := f.send("title", "Twice", "do", "review")
	two := f.send("title", "Twice", "do", "review")
	if wants(t, "once", one, http.StatusSeeOther); one.header.Get("Location") != two.header.Get("Location") || count() != before+1 {
		t.Errorf("sent twice, it leads to %s and %s, and there are %d units more", one.header.Get("Location"), two.header.Get("Location"), count()-before)
	}
	other := f.send("title", "Another", "do", "review")
	wants(t, "changed and sent again", other, http.StatusConflict, "saved before, and has been changed since")
	if got := formIn(t, a, token, other.body); got.values.Get("title") != "Another" {
		t.Error("what was entered is lost")
	} else {
		wants(t, "meant", got.send("do", "review"), http.StatusSeeOther)
	}
	if count() != before+2 {
		t.Errorf("there are %d units more, not 2", count()-before)
	}
}

// Two people change different things in the same lists: both stay. Where both changed one thing, it is told in words, and theirs can be taken by a button.
func TestTwoPeopleChangeOneList(t *testing.T) {
	a := start(t, app.Options{Database: filepath.Join(t.TempDir(), "demo.db"), Demo: true})
	token := tokenFor(t, a, access.ISMSManager)
	mine, theirs := formAt(t, a, token, "/objectives/O-12/edit"), formAt(t, a, token, "/objectives/O-12/edit")
	owner := mine.values.Get("spec.measures[1].measure")
	wants(t, "the first", theirs.send("spec.measures[0].weight", "7", "spec.measures[1].weight", "3", "spec.communication[0].when", "each Monday", "do", "save", "reason", "first"), http.StatusSeeOther)
	got := mine.send("spec.measures[0].weight", "5", "spec.communication[0].language", "en", "do", "save", "reason", "second")
	wants(t, "the second", got, http.StatusConflict, "Measures 1: Weight: ", "saved “7”; what you entered stands below", "Measures 2: Weight: ", "saved “3”, which is taken over", "Communication 1: ", "saved “each Monday”, which is taken over", "Take theirs")
	if strings.Contains(plainOf(got.body), `{"`) || owner == "" {
		t.Error("the conflict is told as programs write it")
	}
	merged := formIn(t, a, token, got.body)
	for path, want := range map[string]string{"spec.measures[0].weight": "5", "spec.measures[1].weight": "3", "spec.communication[0].when": "each Monday", "spec.communication[0].language": "en"} {
		if merged.values.Get(path) != want {
			t.Errorf("%s is %q, not %q", path, merged.values.Get(path), want)
		}
	}
	take := first(regexp.MustCompile(`<button[^>]*name="take" value="([^"]*)"`), got.body)
	got = merged.send("take", take)
	wants(t, "taking theirs", got, http.StatusOK)
	if strings.Contains(got.body, `name="take"`) {
		t.Error("what is decided is still asked for")
	}
	decided := formIn(t, a, token, got.body)
	if decided.values.Get("spec.measures[0].weight") != "7" || decided.values.Get("spec.communication[0].language") != "en" {
		t.Errorf("their weight is not taken, or something else is lost: %v", decided.values)
	}
	wants(t, "saving", decided.send("do", "save", "reason", "second"), http.StatusSeeOther)
}

// Whoever saves what somebody approved meanwhile is told so before it becomes a draft again.
func TestWhoeverSavesIsToldOfAnApproval(t *testing.T) {
	a := start(t, app.Options{Database: filepath.Join(t.TempDir(), "demo.db"), Demo: true})
	token := tokenFor(t, a, access.Administrator)
	wants(t, "a draft", formAt(t, a, token, "/objectives/O-10/edit").send("spec.evaluation", "Once more.", "do", "save", "reason", "clearer"), http.StatusSeeOther)
	f := formAt(t, a, token, "/objectives/O-10/edit")
	r, _ := a.Store.Snapshot().Lookup("objective", "O-10")
	move := url.Values{"move": {"submit"}, "reason": {"as agreed"}, "revision": {strconv.FormatInt(r.Revision, 10)}}
	wants(t, "moving", ask(t, http.MethodPost, a.Address()+"/objectives/O-10/moves", token, move.Encode(), "Content-Type", "application/x-www-form-urlencoded"), http.StatusSeeOther)
	got := f.send("spec.evaluation", "Anew.", "do", "save", "reason", "clearer")
	wants(t, "saving", got, http.StatusConflict, "moved it meanwhile: it is in review now.")
	again := formIn(t, a, token, got.body)
	if again.values.Get("spec.evaluation") != "Anew." {
		t.Error("what was entered is lost")
	}
	wants(t, "saving again", again.send("do", "save", "reason", "clearer"), http.StatusSeeOther)
}

// However many save in one moment, one of them is first, and the others have their form with all that they entered.
func TestManySaveInOneMoment(t *testing.T) {
	a := start(t, app.Options{Database: filepath.Join(t.TempDir(), "demo.db"), Demo: true})
	token := tokenFor(t, a, access.ISMSManager)
	f := formAt(t, a, token, "/context-issues/CI-01/edit")
	const many = 12
	answers := make([]answer, many)
	var wait sync.WaitGroup
	for i := range many {
		sent := url.Values{}
		for name, values := range f.values {
			sent[name] = values
		}
		sent.Set("title", fmt.Sprint("Of number ", i))
		sent.Set("do", "save")
		wait.Go(func() {
			answers[i] = ask(t, http.MethodPost, a.Address()+f.action, token, sent.Encode(), "Content-Type", "application/x-www-form-urlencoded")
		})
	}
	wait.Wait()
	saved := 0
	for i, got := range answers {
		switch {
		case got.status == http.StatusSeeOther:
			saved++
		case got.status == http.StatusConflict && formIn(t, a, token, got.body).values.Get("title") == fmt.Sprint("Of number ", i):
		default:
			t.Errorf("number %d is answered %d: %.300s", i, got.status, plainOf(got.body))
		}
	}
	if saved != 1 {
		t.Errorf("%d of %d are saved", saved, many)
	}
}
