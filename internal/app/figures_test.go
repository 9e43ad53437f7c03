package app_test

import (
	"bytes"
	"mime/multipart"
	"net/http"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/steelyard-isms/steelyard/internal/access"
	"github.com/steelyard-isms/steelyard/internal/app"
)

// Figures of a benchmark are read from a table in the browser: mistakes are told by row and column, what would change is shown before anything is kept, and then the page of
// the measure and its status say how the value stands to them. Whoever may not declare benchmarks is refused.
func TestFiguresOfABenchmarkInTheBrowser(t *testing.T) {
	a := start(t, app.Options{Database: filepath.Join(t.TempDir(), "demo.db"), Demo: true})
	manager, auditor := tokenFor(t, a, access.ISMSManager), tokenFor(t, a, access.Auditor)
	send := func(token, text string) answer {
		t.Helper()
		var b bytes.Buffer
		w := multipart.NewWriter(&b)
		part, err := w.CreateFormFile("sheet", "figures.csv")
		if err == nil {
			_, err = part.Write([]byte(text))
		}
		if err == nil {
			err = w.WriteField("do", "check")
		}
		if err == nil {
			err = w.Close()
		}
		if err != nil {
			t.Fatal(err)
		}
		return ask(t, http.MethodPost, a.Address()+"/benchmarks/BM-01/figures", token, b.String(), "Content-Type", w.FormDataContentType())
	}
	wants(t, "an auditor", send(auditor, "on,value\n2026-06-30,90\n"), http.StatusForbidden)
	if text := says(t, a, auditor, "/benchmarks/BM-01", http.StatusOK); strings.Contains(text, "Read figures from a table") {
		t.Error("an auditor is offered what they may not do")
	}
	if text := says(t, a, manager, "/benchmarks/BM-01", http.StatusOK); !strings.Contains(text, "Read figures from a table") {
		t.Error("the page of the benchmark does not lead to the form")
	}
	seq := a.Service.Seq()
	wants(t, "no file", ask(t, http.MethodPost, a.Address()+"/benchmarks/BM-01/figures", manager, "do=check", "Content-Type", "application/x-www-form-urlencoded"), http.StatusUnprocessableEntity, "No file is chosen")
	wants(t, "another table", send(manager, "day,value\n2026-06-30,90\n"), http.StatusOK, "cannot be read as it is", "This is no column of figures")
	// all that is wrong is told at once: what is no number, what is no percentile, what stands twice, what cannot be by nature, what has not come, and what is on the wrong side
	wants(t, "mistakes", send(manager, "on,value,percentile\n2026-06-30,ninety,50\n2026-06-30,90,500\n2026-03-31,88,50\n2026-03-31,87,50\n2026-03-31,108,90\n"+
		time.Now().AddDate(0, 2, 0).Format(time.DateOnly)+",90,\n2025-12-31,80,25\n2025-12-31,90,50\n2025-12-31,85,75\n"), http.StatusOK, "6 rows are refused", "Column B", `"ninety" is no number`,
		"500 is no percentile", "has a figure above already", "108 % is above 100 %", "which has not come yet", "is on the wrong side of that of percentile 50")
	wants(t, "what only the record knows", send(manager, "on,value,percentile\n2026-06-30,90,50\n2026-06-30,108,90\n"), http.StatusOK, "1 row is refused", "108 % is above 100 %")
	// what is there is known by its day and percentile, not by its place
	there := figuresThere.FindStringSubmatch(ask(t, http.MethodGet, a.Address()+"/api/v1/benchmarks/BM-01", manager, "").body)
	if there == nil {
		t.Fatal("the benchmark has no figures")
	}
	again := send(manager, "on,value,percentile\n2026-06-30,90,50\n"+there[1]+",80,25\n")
	wants(t, "a figure that is there and a new one", again, http.StatusOK, "Value of 30 Jun 2026, percentile 50 set to 90", ", percentile 25 changed from 79 to 80")
	if strings.Count(plainOf(again.body), " changed from ") != 1 || strings.Contains(plainOf(again.body), "Percentile changed from") {
		t.Errorf("figures are told by their places: %.1500s", plainOf(again.body))
	}
	got := send(manager, "on,value,percentile,note\n2026-06-30,90,50,of 42\n2026-06-30,97,90,\n")
	wants(t, "figures", got, http.StatusOK, "1 record would change", "Nothing is saved yet")
	if a.Service.Seq() != seq {
		t.Fatal("something was kept before it was confirmed")
	}
	wants(t, "without a reason", formIn(t, a, manager, got.body).send("do", "save"), http.StatusUnprocessableEntity)
	wants(t, "saving", formIn(t, a, manager, got.body).send("do", "save", "reason", "Survey of 2026"), http.StatusSeeOther)
	text := says(t, a, manager, "/measures/M-04", http.StatusOK)
	for _, want := range []string{"is better than the median of Regional operators with fewer than 500 employees, 90%", "Percentile 90", "97%", "Licence: For members of the association"} {
		if !strings.Contains(strings.ReplaceAll(text, "\u202f", " "), want) {
			t.Errorf("the page of the measure does not say %q: %.3000s", want, text)
		}
	}
	status := ask(t, http.MethodGet, a.Address()+"/api/v1/measures/M-04/status", manager, "").body
	for _, want := range []string{`"kind":"external"`, `"value":90,"percentile":50`, `"reached":90`, `"licence":"For members of the association"`, `"advice":[{"when":"good","text":"Send the customers`, `"set":"pragmatic","name":"cheap","met":true`, `"counted_by":[{"kind":"objective"`} {
		if !strings.Contains(status, want) {
			t.Errorf("the status does not say %s: %.4000s", want, status)
		}
	}
}

var figuresThere = regexp.MustCompile(`"values":\[\{"on":"([0-9-]+)"`)

// A value that cannot be is refused by both forms for values, with its place, and nothing of the rest is kept.
func TestValuesBeyondNatureInTheBrowser(t *testing.T) {
	a := start(t, app.Options{Database: filepath.Join(t.TempDir(), "demo.db"), Demo: true})
	manager := tokenFor(t, a, access.ISMSManager)
	list := ask(t, http.MethodGet, a.Address()+"/api/v1/measures/answers-in-time", manager, "").body
	_, after, _ := strings.Cut(list, `"code":"`)
	code, _, _ := strings.Cut(after, `"`)
	form := formAt(t, a, manager, "/values?measure="+code)
	form.action = "/values?measure=" + code
	wants(t, "the form", form.send("do", "check", "value."+code, "108", "day."+code, "2026-11-20"), http.StatusUnprocessableEntity, "108 % is above 100 %, the most that it can be by nature", "Correct the value")
	grid := formAt(t, a, manager, "/values?view=periods&q=answered+in+time")
	cell := ""
	for name := range grid.values {
		if strings.HasPrefix(name, "v."+code+".") && name > cell {
			cell = name
		}
	}
	grid.action = "/values?view=periods&q=answered+in+time"
	wants(t, "the grid", grid.send("do", "check", cell, "108"), http.StatusUnprocessableEntity, "108 % is above 100 %")
}

// The form of a measure says how sound it is while it is filled in, by what is entered and by what is known of its values; nothing is refused for it.
func TestHowSoundAMeasureIsStandsBesideItsForm(t *testing.T) {
	a := start(t, app.Options{Database: filepath.Join(t.TempDir(), "demo.db"), Demo: true})
	manager := tokenFor(t, a, access.ISMSManager)
	open := func(body string) string {
		_, after, found := strings.Cut(body, ` id="live-criteria"`)
		if !found {
			t.Fatalf("the form has no criteria: %.600s", body)
		}
		aside, _, _ := strings.Cut(after, "</aside>")
		return plainOf("<main" + aside)
	}
	form := formAt(t, a, manager, "/measures/M-04/edit")
	got := open(ask(t, http.MethodGet, a.Address()+"/measures/M-04/edit", manager, "").body)
	if !strings.Contains(got, "Roles kept apart 2 of 3 met") || !strings.Contains(got, "One person has two of these parts, for a reason that is written down") || strings.Contains(got, "write its purpose") {
		t.Errorf("of the measure as it stands the form says %s", got)
	}
	changed := open(form.send("do", "back", "spec.purpose", "", "spec.collector", "", "spec.analyst", "").body)
	for _, want := range []string{"write its purpose", "Nobody is named who says what values mean"} {
		if !strings.Contains(changed, want) {
			t.Errorf("of what is entered the form does not say %q: %s", want, changed)
		}
	}
	blank := open(ask(t, http.MethodGet, a.Address()+"/measures/new", manager, "").body)
	if !strings.Contains(blank, "SMART 0 of 5 met") {
		t.Errorf("of a new measure the form says %s", blank)
	}
}
