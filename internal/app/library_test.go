package app_test

import (
	"bytes"
	"fmt"
	"mime/multipart"
	"net/http"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/steelyard-isms/steelyard/internal/access"
	"github.com/steelyard-isms/steelyard/internal/app"
	"github.com/steelyard-isms/steelyard/internal/library"
	"github.com/steelyard-isms/steelyard/internal/measure"
	"github.com/steelyard-isms/steelyard/internal/record"
	"github.com/steelyard-isms/steelyard/internal/service"
)

// adoptedMeasure is what a store says of a measure, and of the library measure that it was made of.
func adoptedMeasure(t *testing.T, a *app.App, name string) record.Of[measure.Measure] {
	t.Helper()
	r, ok := a.Store.Snapshot().Lookup("measure", name)
	if !ok {
		t.Fatalf("there is no measure %s", name)
	}
	m, _ := record.As[measure.Measure](r)
	return m
}

// The library is found by words and by what it covers, and one button adopts a measure: what is missing is said and nothing is lost; a form that is sent twice makes it once; whoever
// may not is told who may.
func TestAMeasureIsAdoptedInTheBrowser(t *testing.T) {
	a := start(t, app.Options{Database: filepath.Join(t.TempDir(), "demo.db"), Demo: true})
	token, auditor := tokenFor(t, a, access.ISMSManager), tokenFor(t, a, access.Auditor)
	get := func(path, token string) answer { return ask(t, http.MethodGet, a.Address()+path, token, "") }
	wants(t, "the library", get("/library", token), http.StatusOK, fmt.Sprintf("The library describes %d measures, of which one is adopted here.", len(library.All())), "1 to 50 of")
	wants(t, "a search", get("/library?q=door+alarm&timing=lagging&friction=no", token), http.StatusOK, "One of the", "Door alarms answered within ten minutes")
	wants(t, "what nothing fits", get("/library?q=door+alarm&perspective=customer", token), http.StatusOK, "None of the", "Show all measures")
	wants(t, "a parameter that is none", get("/library?parameter=parties", token), http.StatusUnprocessableEntity, "third-parties")
	wants(t, "a slip", get("/library/door-alarm-answered", token), http.StatusNotFound, "door-alarms-answered")

	f := formAt(t, a, token, "/library/door-alarms-answered")
	seq := a.Service.Seq()
	wants(t, "no owner", f.send("owner", "", "title", "Alarms at our doors"), http.StatusUnprocessableEntity, "Owner is missing")
	got := f.send("owner", "nobody at all", "title", "Alarms at our doors")
	wants(t, "an owner who is none", got, http.StatusUnprocessableEntity, `"nobody at all" is no person in use`)
	if kept := formIn(t, a, token, got.body); kept.values.Get("title") != "Alarms at our doors" || kept.values.Get("owner") != "nobody at all" {
		t.Errorf("what was entered is lost: %v", kept.values)
	}
	wants(t, "half of an origin", f.send("owner", "Kari Solberg", "in-alarms-value", "alarms"), http.StatusUnprocessableEntity, "needs source and value together")
	for m := range record.All[measure.Measure](a.Store.Snapshot()) {
		if m.Spec.UnitOfMeasure == "%" {
			wants(t, "values of another unit of measure", f.send("in-alarms-value", "", "in-alarms-measure", m.Code), http.StatusUnprocessableEntity, "Formula: at column 1", "and the measure is in %")
			break
		}
	}
	all := formAt(t, a, token, "/library/door-alarms-answered")
	wants(t, "all that is wrong at once", all.send("owner", "nobody at all", "objective", "nothing", "weight", "much", "reason", ""), http.StatusUnprocessableEntity,
		`"nobody at all" is no person in use`, `"nothing" is no objective in use`, "Weight among its measures is no number", "Reason is missing")
	wants(t, "a name and a weight", all.send("owner", "Kari Solberg", "objective", "O-01", "weight", "-1", "name", "Alarms at the door", "reason", ""), http.StatusUnprocessableEntity,
		"Weight among its measures is not from 0 to 1,000,000,000", "Reason is missing", `"Alarms at the door" is not a name`)
	if a.Service.Seq() != seq {
		t.Error("something was written")
	}
	got = f.send("in-alarms-measure", "")
	wants(t, "adopting", got, http.StatusSeeOther)
	m := adoptedMeasure(t, a, "door-alarms-answered")
	if got.header.Get("Location") != "/measures/"+m.Code || m.Title != "Alarms at our doors" || m.Spec.Library.Measure != "door-alarms-answered" || a.Service.Seq() != seq+1 {
		t.Errorf("%s: %q %+v", got.header.Get("Location"), m.Title, m.Spec.Library)
	}
	if again := f.send(); again.status != http.StatusSeeOther || again.header.Get("Location") != "/measures/"+m.Code || a.Service.Seq() != seq+1 {
		t.Errorf("sent again it answers %d, %s", again.status, again.header.Get("Location"))
	}
	wants(t, "the measure", get("/measures/"+m.Code, token), http.StatusOK, "From the library Door alarms answered within ten minutes, version 1")
	wants(t, "the entry", get("/library/door-alarms-answered", token), http.StatusOK, "It is adopted here as Alarms at our doors", "A measure is or was called door-alarms-answered already")
	wants(t, "those adopted", get("/library?show=adopted", token), http.StatusOK, "2 of the", "Adopted here 2")
	second := formAt(t, a, token, "/library/door-alarms-answered")
	if name := second.values.Get("name"); name != "door-alarms-answered-2" {
		t.Errorf("the second is called %q", name)
	}
	wants(t, "a name that is taken", second.send("owner", "Kari Solberg", "name", "door-alarms-answered"), http.StatusUnprocessableEntity, "Use door-alarms-answered-2")
	wants(t, "an objective without a reason", second.send("name", "door-alarms-answered-2", "objective", "O-01"), http.StatusUnprocessableEntity, "Reason is missing")
	wants(t, "another weight", second.send("weight", "much", "reason", "Agreed"), http.StatusUnprocessableEntity, "is no number")
	wants(t, "with an objective", second.send("weight", "0.5"), http.StatusSeeOther)

	refused := get("/library/door-alarms-answered", auditor)
	if wants(t, "an auditor", refused, http.StatusOK, "Adopt it", "may"); strings.Contains(refused.body, "Adopt this measure") {
		t.Error("an auditor is offered a button")
	}
	if got := ask(t, http.MethodPost, a.Address()+"/library/door-alarms-answered", auditor, "unit=enterprise", "Content-Type", "application/x-www-form-urlencoded"); got.status != http.StatusForbidden {
		t.Errorf("an auditor adopts: %d", got.status)
	}
	past := get("/library/door-alarms-answered?as_of=2026-01-31", token)
	if past.status != http.StatusOK || strings.Contains(past.body, "Adopt this measure") {
		t.Errorf("in the past a measure is adopted: %d", past.status)
	}
}

// What the library says otherwise than in the version adopted is shown beside what stands here, taken over by the ordinary form, or noted as seen.
func TestNewsOfTheLibraryAreTakenOrKept(t *testing.T) {
	a := start(t, app.Options{Database: filepath.Join(t.TempDir(), "demo.db"), Demo: true})
	token := tokenFor(t, a, access.ISMSManager)
	wants(t, "adopting", formAt(t, a, token, "/library/resources-made-available").send("owner", "Kari Solberg", "currency", "EUR"), http.StatusSeeOther)
	// as if it had been adopted from an earlier program, and its thresholds were still those of then
	old := `{"title":"Approved security money that was released","spec":{"library":{"version":1},"scale":{"direction":"higher","knots":{"worst":50,"red":75,"green":95,"target":100},"limits":{"min":0}},"advice":"Ask us."}}`
	if got := ask(t, http.MethodPatch, a.Address()+"/api/v1/measures/resources-made-available", token, old, "Content-Type", "application/merge-patch+json"); got.status != http.StatusOK {
		t.Fatalf("%d %s", got.status, got.body)
	}
	m := adoptedMeasure(t, a, "resources-made-available")
	page := "/measures/" + m.Code
	text := says(t, a, token, page, http.StatusOK)
	for _, w := range []string{"News from the library", "Approved security money that was made available as adopted", "higher is better: 50, 75, 95, 100 higher is better: 50, 75, 92, 100 as adopted"} {
		if !strings.Contains(text, w) {
			t.Errorf("the page does not say %q: %s", w, text[max(0, strings.Index(text, "News from")):])
		}
	}
	wants(t, "the library measure", ask(t, http.MethodGet, a.Address()+"/library/resources-made-available", token, ""), http.StatusOK, "described otherwise now")
	f := formAt(t, a, token, page+"/edit?upstream=2")
	if title, day := f.values.Get("title"), f.values.Get("spec.scale[1].from"); title != "Approved security money that was made available" || day != a.Service.Now().UTC().Format(time.DateOnly) || f.values.Get("spec.advice") != "Ask us." {
		t.Errorf("the form begins with %q from %q, %q", title, day, f.values.Get("spec.advice"))
	}
	got := f.send("do", "save")
	wants(t, "saving without a reason", got, http.StatusUnprocessableEntity, "Say why it is changed.", "Version adopted changed from 1 to 2")
	wants(t, "saving", formIn(t, a, token, got.body).send("do", "save", "reason", "Their reasons are ours"), http.StatusSeeOther)
	if m = adoptedMeasure(t, a, "resources-made-available"); m.Spec.Library.Version != 2 || len(m.Spec.Scale) != 2 || m.Spec.Advice != "Ask us." {
		t.Errorf("saved is %+v", m.Spec)
	}
	if text := says(t, a, token, page, http.StatusOK); strings.Contains(text, "News from the library") {
		t.Error("the news stay after they were taken over")
	}
	if got := ask(t, http.MethodGet, a.Address()+page+"/edit?upstream=2", token, ""); got.status != http.StatusUnprocessableEntity {
		t.Errorf("what is taken over can be taken again: %d", got.status)
	}

	if got := ask(t, http.MethodPatch, a.Address()+"/api/v1/measures/resources-made-available", token, old, "Content-Type", "application/merge-patch+json"); got.status != http.StatusOK {
		t.Fatalf("%d %s", got.status, got.body)
	}
	before := adoptedMeasure(t, a, "resources-made-available")
	keep := func(version string, revision int64) answer {
		return ask(t, http.MethodPost, a.Address()+page+"/library", token, "version="+version+"&revision="+strconv.FormatInt(revision, 10), "Content-Type", "application/x-www-form-urlencoded")
	}
	if got := keep("7", before.Revision); got.status != http.StatusUnprocessableEntity {
		t.Errorf("a version that is not there is noted: %d", got.status)
	}
	if got := keep("2", before.Revision-1); got.status != http.StatusConflict {
		t.Errorf("what was changed meanwhile is noted as seen: %d", got.status)
	}
	wants(t, "keeping", keep("2", before.Revision), http.StatusSeeOther)
	after := adoptedMeasure(t, a, "resources-made-available")
	if after.Spec.Library.Version != 2 || after.Title != before.Title || len(a.Store.Snapshot().Diff(before.Record, after.Record)) != 1 {
		t.Errorf("keeping changes %v", a.Store.Snapshot().Diff(before.Record, after.Record))
	}

	unknown := `{"spec":{"library":{"measure":"given-up-long-ago","version":3}}}`
	if got := ask(t, http.MethodPatch, a.Address()+"/api/v1/measures/resources-made-available", token, unknown, "Content-Type", "application/merge-patch+json"); got.status != http.StatusOK {
		t.Fatalf("a key of another program is refused: %d %s", got.status, got.body)
	}
	if text := says(t, a, token, page, http.StatusOK); !strings.Contains(text, "The library of this program has no measure given-up-long-ago.") {
		t.Error("the page does not say that the library has no such measure")
	}
}

// A file is sent for a source in the browser: it leads to its run, what is wrong with it is said, and nobody else may.
func TestAFileIsSentInTheBrowser(t *testing.T) {
	a := start(t, app.Options{Database: filepath.Join(t.TempDir(), "demo.db"), Demo: true})
	token, auditor := tokenFor(t, a, access.ISMSManager), tokenFor(t, a, access.Auditor)
	source, _ := a.Store.Snapshot().Lookup("source", "site-access")
	send := func(token, name, content, day string) answer {
		var body bytes.Buffer
		w := multipart.NewWriter(&body)
		if name != "" {
			part, err := w.CreateFormFile("file", name)
			if err == nil {
				_, err = part.Write([]byte(content))
			}
			if err != nil {
				t.Fatal(err)
			}
		}
		_ = w.WriteField("day", day)
		_ = w.Close()
		return ask(t, http.MethodPost, a.Address()+"/sources/"+source.Code+"/send", token, body.String(), "Content-Type", w.FormDataContentType())
	}
	seq := a.Service.Seq()
	wants(t, "no file", send(token, "", "", ""), http.StatusUnprocessableEntity, "Choose the file that the source reads")
	wants(t, "another file", send(token, "alarms.csv", "when,who\n1,2\n", ""), http.StatusUnprocessableEntity, "There is a problem")
	wants(t, "another day", send(token, "alarms.csv", "at,late\n2026-09-01,no\n", "soon"), http.StatusUnprocessableEntity, "is no day")
	if got := send(auditor, "alarms.csv", "at,late\n2026-09-01,no\n", ""); got.status != http.StatusForbidden {
		t.Errorf("an auditor sends a file: %d", got.status)
	}
	if a.Service.Seq() != seq {
		t.Error("something was written")
	}
	day := a.Service.Now().UTC().AddDate(0, 0, -1).Format(time.DateOnly)
	content := "at,late\n" + day + ",no\n" + day + ",yes\n"
	got := send(token, "alarms.csv", content, "")
	wants(t, "a file", got, http.StatusSeeOther)
	run := got.header.Get("Location")
	wants(t, "its run", ask(t, http.MethodGet, a.Address()+run, token, ""), http.StatusOK, "alarms.csv")
	if again := send(token, "again.csv", content, ""); again.header.Get("Location") != run {
		t.Errorf("the same file leads to %s", again.header.Get("Location"))
	}
	if text := ask(t, http.MethodGet, a.Address()+"/sources/"+source.Code, auditor, "").body; strings.Contains(text, "Send the file") {
		t.Error("an auditor is offered the form")
	}
}

// Whoever has a role in one unit is told what that unit lacks, and sees no measure of another.
func TestTheLibraryOfAUnit(t *testing.T) {
	a := start(t, app.Options{Database: filepath.Join(t.TempDir(), "demo.db"), Demo: true})
	if _, err := a.Service.CreateAccount(t.Context(), app.Operator(), service.NewAccount{Login: "grid", Role: access.UnitHead, Unit: "grid-operations"}); err != nil {
		t.Fatal(err)
	}
	token, _, err := a.Service.CreateToken(t.Context(), app.Operator(), "grid", "test", time.Hour)
	if err != nil {
		t.Fatal(err)
	}
	for _, path := range []string{"/library", "/library?show=missing", "/measures?view=coverage"} {
		wants(t, path, ask(t, http.MethodGet, a.Address()+path, token, ""), http.StatusOK, "no healthy measure")
	}
	wants(t, "what it lacks", ask(t, http.MethodGet, a.Address()+"/measures?view=coverage", token, ""), http.StatusOK, "Find one in the library")
}
