package app_test

import (
	"encoding/json"
	"fmt"
	"net/http"
	"net/url"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/steelyard-isms/steelyard/internal/access"
	"github.com/steelyard-isms/steelyard/internal/app"
)

// Values are entered in a grid of measures by their periods: what is recorded stands there, and what is missing has an input. A table is put into it,
// each value is shown with its score before it is kept, what is recorded is corrected in its own time and with a reason, and all are kept in one entry or none is.
func TestValuesAreEnteredByPeriods(t *testing.T) {
	a := start(t, app.Options{Database: filepath.Join(t.TempDir(), "demo.db"), Demo: true})
	manager, auditor := tokenFor(t, a, access.ISMSManager), tokenFor(t, a, access.Auditor)
	const path = "/values?view=periods"
	type point struct {
		From  time.Time `json:"valid_from"`
		To    time.Time `json:"valid_to"`
		Value float64
		Note  string
	}
	points := func(code string) []point {
		var got struct{ Items []point }
		answer := ask(t, http.MethodGet, a.Address()+"/api/v1/measures/"+code+"/points?limit=400", manager, "")
		if err := json.Unmarshal([]byte(answer.body), &got); err != nil || answer.status != http.StatusOK {
			t.Fatalf("%d %.300s", answer.status, answer.body)
		}
		return got.Items
	}
	form := ask(t, http.MethodGet, a.Address()+path, manager, "")
	wants(t, "the grid", form, http.StatusOK, "By months", "By quarters", "M-08", "so far")
	if strings.Contains(plainOf(form.body), "M-01 ") {
		t.Error("the grid has a measure that a source gives values of")
	}
	// what the grid shows is what the API tells of: M-08 has a value each quarter
	quarter := func(t time.Time) string {
		t = t.Add(-time.Microsecond).UTC() // what ends at midnight belongs to the day before
		return fmt.Sprintf("%d-Q%d", t.Year(), (int(t.Month())+2)/3)
	}
	last := map[string]point{}
	for _, x := range points("M-08") {
		if was, has := last[quarter(x.To)]; !has || x.To.After(was.To) {
			last[quarter(x.To)] = x
		}
	}
	cells := regexp.MustCompile(`name="v\.M-08\.([^"]*)"[^>]*aria-label="([^"]*)"`).FindAllStringSubmatch(form.body, -1)
	if len(cells) != 6 || cells[5][1] != quarter(a.Service.Now()) {
		t.Fatalf("the grid has the periods %q of M-08", cells)
	}
	for _, c := range cells {
		_, has := last[c[1]]
		if strings.HasPrefix(c[2], "Corrected value") != has {
			t.Errorf("%s of M-08 is recorded in the API: %t, and on the page: %s", c[1], has, c[2])
		}
	}
	// a measure by months that has both something to enter and something to correct
	var code, was, empty string
	for _, c := range regexp.MustCompile(`name="v\.(M-\d+)\.(\d{4}-\d{2})"[^>]*aria-label="([^"]*)"`).FindAllStringSubmatch(form.body, -1) {
		switch corrects := strings.HasPrefix(c[3], "Corrected value"); {
		case c[1] != code && was != "" && empty != "":
		case c[1] != code:
			code, was, empty = c[1], "", ""
			fallthrough
		case corrects:
			if corrects {
				was = c[2]
			} else {
				empty = c[2]
			}
		default:
			empty = c[2]
		}
	}
	if was == "" || empty == "" {
		t.Fatal("no measure has both something to correct and something to enter")
	}
	month := func(t time.Time) string { return t.Add(-time.Microsecond).UTC().Format("2006-01") }
	var recorded point
	for _, x := range points(code) {
		if month(x.To) == was && x.To.After(recorded.To) {
			recorded = x
		}
	}

	seq := a.Service.Seq()
	send := func(values url.Values) answer {
		return ask(t, http.MethodPost, a.Address()+path, manager, values.Encode(), "Content-Type", "application/x-www-form-urlencoded")
	}
	wants(t, "nothing", send(url.Values{"do": {"check"}}), http.StatusUnprocessableEntity, "Enter a value, or paste a table.")
	wrong := send(url.Values{"do": {"save"}, "v." + code + "." + empty: {"ten"}, "paste": {"Measure\t" + empty + "\t1999-01\nM-09\t5\t6\nM-01\t5"}})
	wants(t, "mistakes", wrong, http.StatusUnprocessableEntity, `"ten" is no number`, `Line 2: "1999-01" is no period of M-09`, `Line 3: "M-01" is no measure of this grid`)
	if !strings.Contains(wrong.body, `value="ten"`) || !strings.Contains(wrong.body, "M-09\t5\t6") {
		t.Error("what was entered is lost")
	}
	filled := send(url.Values{"do": {"fill"}, "paste": {"\t" + was + "\t" + empty + "\n" + code + "\t3,5\t4"}})
	wants(t, "a table in the grid", filled, http.StatusOK)
	grid := formIn(t, a, manager, filled.body)
	if grid.values.Get("v."+code+"."+was) != "3,5" || grid.values.Get("v."+code+"."+empty) != "4" || grid.values.Get("paste") != "" {
		t.Fatalf("the grid has %v", grid.values)
	}
	grid.action = path
	checked := grid.send("do", "check")
	wants(t, "what is entered", checked, http.StatusOK, "2 values are entered, and not saved yet. 1 takes the place of what is recorded, and needs a reason.", "in place of")
	entered := formIn(t, a, manager, checked.body)
	entered.action = path
	back := entered.send("do", "back")
	if again := formIn(t, a, manager, back.body); again.values.Get("v."+code+"."+was) != "3,5" || again.values.Get("v."+code+"."+empty) != "4" {
		t.Errorf("going back loses what was entered: %v", again.values)
	}
	entered.values.Del("do")
	refused := entered.send("do", "save", "note."+code+"."+empty, "Told late")
	wants(t, "a correction without a reason", refused, http.StatusUnprocessableEntity, "Say why it is ")
	if a.Service.Seq() != seq {
		t.Fatal("something was kept before all of it could be")
	}
	entered.values.Del("do")
	wants(t, "saving", entered.send("do", "save", "note."+code+"."+was, "A digit was missing", "note."+code+"."+empty, "Told late"), http.StatusSeeOther)
	if a.Service.Seq() != seq+1 {
		t.Errorf("two values make %d entries, not one", a.Service.Seq()-seq)
	}
	corrected, fresh := false, false
	for _, x := range points(code) {
		corrected = corrected || x.To.Equal(recorded.To) && x.Value == 3.5 && x.Note == "A digit was missing" && x.From.Equal(recorded.From)
		fresh = fresh || x.Value == 4 && month(x.To) == empty
	}
	if !corrected || !fresh {
		t.Errorf("the correction is kept in its own time: %t; the value of %s is kept: %t: %v", corrected, empty, fresh, points(code))
	}
	wants(t, "the grid after that", ask(t, http.MethodGet, a.Address()+path, manager, ""), http.StatusOK, "3.5")
	wants(t, "an auditor", ask(t, http.MethodGet, a.Address()+path, auditor, ""), http.StatusForbidden)
	wants(t, "another day", ask(t, http.MethodGet, a.Address()+path+"&as_of=2026-01-01", manager, ""), http.StatusUnprocessableEntity, "values are entered now")
	wants(t, "measures that are called so", ask(t, http.MethodGet, a.Address()+path+"&q=restore", manager, ""), http.StatusOK, "M-09")
}
