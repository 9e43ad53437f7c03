package app_test

import (
	"fmt"
	"net/http"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/steelyard-isms/steelyard/internal/access"
	"github.com/steelyard-isms/steelyard/internal/app"
	"github.com/steelyard-isms/steelyard/internal/web/page"
)

// A quarter that was published, corrected, opened again and published once more: its page says what was published before, by whom, as what score, and why the quarter was opened again; what reached
// into it after the first close stays listed; and each publication can be held against the other one, and against what is known now.
func TestAQuarterThatWasClosedAgain(t *testing.T) {
	a := start(t, app.Options{Database: filepath.Join(t.TempDir(), "demo.db"), Demo: true})
	token, executive := tokenFor(t, a, access.ISMSManager), tokenFor(t, a, access.Executive)
	move := func(move, reason string) {
		t.Helper()
		wants(t, move, ask(t, http.MethodPost, a.Address()+"/api/v1/period-closes/PC-01/moves", executive, `{"move":"`+move+`","reason":"`+reason+`"}`), http.StatusOK)
	}
	at := func(path string) answer { return ask(t, http.MethodGet, a.Address()+path, token, "") }
	document := func() string {
		_, after, _ := strings.Cut(at("/period-closes/PC-01").body, `href="/files/`)
		digest, _, _ := strings.Cut(after, `"`)
		return at("/files/" + digest).body
	}
	day := strings.Split(digestDay(document()), ",")[0]
	pages := []string{"/scorecard", "/measures/M-32", "/objectives/O-10", "/why/measure/M-32", "/why/scorecard/S-01", "/measures", "/reports/P-07", "/units/U-01", "/objectives"}
	for _, path := range pages {
		wants(t, path+" of a day of the quarter", at(path+"?as_of="+day), http.StatusOK, "This day lies in the closed period Figures of")
	}
	move("reopen", "the auditors counted again")
	wants(t, "the quarter that is open again", at("/period-closes/PC-01"), http.StatusOK, "The period was opened again ; what was published stays.", "the auditors counted again", "Publication 1, ")
	for _, path := range pages[:5] {
		wants(t, path+" of a day of the quarter that is open again", at(path+"?as_of="+day), http.StatusOK, "which was closed and is open again", "Published as of")
	}
	move("close", "agreed again")
	wants(t, "the quarter", at("/period-closes/PC-01"), http.StatusOK, "What was published is still what is known . It was published before as 59.5 watch , on ", "the auditors counted again", "after publication 1", "counted again by running versions",
		"figures are others in the latest", "with the latest publication")
	earlier := at("/period-closes/PC-01?published=1")
	wants(t, "the first publication", earlier, http.StatusOK, "as publication 1 of 2", "The score was published as 59.5 watch ; from what is known now it is 59.0 watch", "comes to the same figures")
	both := at("/period-closes/PC-01?published=1&against=2")
	wants(t, "both publications", both, http.StatusOK, "The score was published as 59.5 watch and then as 59.0 watch", "are the same in both", "16.3 days watch 23.8 days watch +7.5 days")
	if _, caption, _ := strings.Cut(both.body, "<caption class=\"visually-hidden\">Figures of the period: Publication 1, "); !strings.Contains(caption[:min(len(caption), 120)], ", beside Publication 2, ") {
		t.Error("the table of both publications does not name them to those who do not see its head")
	}
	if strings.Contains(strings.ToLower(both.body), "as known now") {
		t.Error("beside another publication something is told to be known now")
	}
	if !strings.Contains(both.body, "format=csv&amp;all=true&amp;published=1&amp;against=2") {
		t.Error("the table of both publications is that of another comparison")
	}
	wants(t, "a publication that there was not", at("/period-closes/PC-01?published=7"), http.StatusUnprocessableEntity, "Give a number from 1 to 2")
	table := at("/api/v1/period-closes/PC-01/figures?format=csv&published=1&against=latest")
	if table.status != http.StatusOK || !strings.Contains(table.body, "\nmeasure,M-32,Days until a critical patch is in place,value,,days,16.3,23.8,7.5,true,1,2,false,false\n") {
		t.Errorf("the table of both publications is %d %.400s", table.status, table.body)
	}
	if list := at("/api/v1/period-closes/PC-01/restatements").body; !strings.Contains(list, `"publication":1`) || !strings.Contains(list, "counted again by running versions") {
		t.Errorf("the API lists no restatement of the first publication: %s", list)
	}

	// what differs behind the digits reads apart, and the headline does not count the score among the figures below it
	value := func(x string) {
		t.Helper()
		f := formIn(t, a, token, at(page.PathValues).body)
		f.action = page.PathValues
		f = formIn(t, a, token, f.send("value.M-32", x, "day.M-32", day).body)
		f.action = page.PathValues
		wants(t, "a value of the quarter", f.send("do", "save", "note.0", "counted once more"), http.StatusSeeOther)
	}
	value("23.801")
	little := at("/period-closes/PC-01")
	if plain := plainOf(little.body); strings.Contains(plain, "still what is known") || !strings.Contains(plain, "23.8 days watch 23.801 days watch +0.001 days") || !strings.Contains(plain, "The score was published as 58.9524 watch ; from what is known now it is 58.9523 watch .") {
		t.Errorf("a difference behind the digits is not told: %.1500s", plain)
	}
	wants(t, "the scorecard of that day", at("/scorecard?as_of="+day), http.StatusOK, "Published as of", "was 58.9524 watch ; from what is known now it is 58.9523 watch .")

	// another band, and another attainment, say from which to which
	value("9")
	wants(t, "a measure that turned good", at("/period-closes/PC-01"), http.StatusOK, "23.8 days watch 9 days good −14.8 days Watch → then Good")
	wants(t, "its page of that day", at("/measures/M-32?as_of="+day), http.StatusOK, "was 23.8 days watch ; from what is known now it is 9 days good .")
	wants(t, "other thresholds", formAt(t, a, token, "/measures/M-01/edit").send("spec.scale.knots.red", "36", "spec.scale.knots.green", "40", "do", "save", "reason", "the board asked"), http.StatusSeeOther)
	turned := plainOf(at("/period-closes/PC-01").body)
	_, row, _ := strings.Cut(turned, "Hardening index of the reference server M-01 Measure")
	if row = row[:min(len(row), 120)]; !strings.Contains(row, "score") || !strings.Contains(row, "→ then Good") || strings.Contains(row, "details differ") {
		t.Errorf("a measure in another band by new thresholds reads %q", row)
	}
}

// A period that goes on is not offered to be closed, and says from which day on; once it is over, whoever wrote it is told whom to ask, and is not named among them. What closing and opening again mean stands beside
// the buttons.
func TestWhoClosesAPeriodAndWhen(t *testing.T) {
	a := start(t, app.Options{Database: filepath.Join(t.TempDir(), "demo.db"), Demo: true})
	tokenOf := func(login string) string {
		t.Helper()
		secret, _, err := a.Service.CreateToken(t.Context(), app.Operator(), login, "test", time.Hour)
		if err != nil {
			t.Fatal(err)
		}
		return secret
	}
	writer, executive := tokenOf("isms-manager"), tokenOf("managing-director")
	year := time.Now().UTC().Year()
	declare := func(name string, from, until string) {
		t.Helper()
		body := `{"title":"Figures ` + name + `","spec":{"scorecard":"S-01","owner":"isms-manager","statement":"All is in","period":{"from":"` + from + `","until":"` + until + `"}}}`
		if got := ask(t, http.MethodPut, a.Address()+"/api/v1/period-closes/"+name, writer, body, "Content-Type", "application/json"); got.status >= 300 {
			t.Fatalf("%s is answered with %d %s", name, got.status, got.body)
		}
	}
	declare("goes-on", fmt.Sprint(year, "-12-01"), fmt.Sprint(year+1, "-12-31"))
	declare("over", fmt.Sprint(year-3, "-01-01"), fmt.Sprint(year-3, "-12-31"))
	at := func(token, path string) string {
		t.Helper()
		got := ask(t, http.MethodGet, a.Address()+path, token, "")
		if got.status != http.StatusOK {
			t.Fatalf("%s answers %d", path, got.status)
		}
		return plainOf(got.body)
	}
	says := func(what, text string, wanted bool, words ...string) {
		t.Helper()
		for _, w := range words {
			if strings.Contains(text, w) != wanted {
				t.Errorf("%s says %q: %v. %.900s", what, w, !wanted, text)
			}
		}
	}
	going := at(executive, "/period-closes/goes-on/moves")
	says("a period that goes on", going, true, "The period is not over yet. It can be closed from 1 Jan "+fmt.Sprint(year+2)+" on.", "nothing of it is published yet", "No score changes by it")
	says("a period that goes on", going, false, "What it does to scores", "approved and in force")
	over := at(executive, "/period-closes/over/moves")
	says("a period that is over", over, true, "The figures at the end of the period are computed and kept")
	says("a period that is over", over, false, "not over yet")
	says("a closed period", at(executive, "/period-closes/PC-01/moves"), true, "what was published of it stays", "Closing it again publishes once more")
	today := at(executive, page.PathToday)
	says("Today", today, true, "Figures over")
	says("Today", today, false, "Figures goes-on")
	own := at(writer, "/period-closes/over/moves")
	_, asked, _ := strings.Cut(own, "Whom to ask: ")
	asked, _, _ = strings.Cut(asked, ". ")
	says("what the writer is told", own, true, "You wrote it, and nobody approves their own words.")
	says("whom the writer is told to ask", asked, false, "Kari Solberg")
	says("whom the writer is told to ask", asked, true, "Ingrid Aas")
}
