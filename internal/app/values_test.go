package app_test

import (
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

// Values are entered by hand or pasted from a spreadsheet: each is shown with where it falls before it is kept, one that is out of the usual
// asks for a reason, and what cannot be read is named by its line. Nothing is kept of a form in which something is wrong.
func TestValuesAreEnteredInTheBrowser(t *testing.T) {
	a := start(t, app.Options{Database: filepath.Join(t.TempDir(), "demo.db"), Demo: true})
	manager, auditor := tokenFor(t, a, access.ISMSManager), tokenFor(t, a, access.Auditor)
	seq := a.Service.Seq()
	send := func(token string, values url.Values) answer {
		return ask(t, http.MethodPost, a.Address()+"/values", token, values.Encode(), "Content-Type", "application/x-www-form-urlencoded")
	}
	if text := says(t, a, manager, "/values", http.StatusOK); !strings.Contains(text, "M-08") || strings.Contains(text, "M-01 ") {
		t.Errorf("the form has not the measures without a source, and those alone: %.900s", text)
	}
	if text := says(t, a, manager, "/values?measure=M-08", http.StatusOK); strings.Contains(text, "M-09") {
		t.Errorf("the form of one measure has others: %.900s", text)
	}
	got := send(manager, url.Values{"do": {"check"}, "value.M-08": {"7"}, "day.M-08": {"2026-11-20"}, "paste": {"M-09\t2026-11-20\t5\nM-09\t20.11.2026\t6\nM-08\t2026-11-20\t8"}})
	wants(t, "two values of one day", got, http.StatusUnprocessableEntity, "Line 2: M-09 has a value of 20.11.2026 already, in line 1. Keep one of the two", "already, in line 3")
	last := func(measure string) (day time.Time, value string) { // as the API tells it
		t.Helper()
		body := ask(t, http.MethodGet, a.Address()+"/api/v1/measures/"+measure+"/points?limit=1", manager, "").body
		day, err := time.Parse(time.RFC3339Nano, first(regexp.MustCompile(`"valid_to":"([^"]*)"`), body))
		if err != nil {
			t.Fatalf("%v: %s", err, body)
		}
		return day.UTC().Truncate(24 * time.Hour), first(regexp.MustCompile(`"value":([0-9.]+)`), body)
	}
	stands, value := last("M-08")
	other := "M-08\t" + stands.Format(time.DateOnly) + "\t" + value + "1"
	got = send(manager, url.Values{"do": {"check"}, "paste": {other}})
	wants(t, "a value in place of another", got, http.StatusOK, "takes the place of what is recorded, and needs a reason", "in place of "+value+" hours")
	wants(t, "without a reason", send(manager, url.Values{"do": {"save"}, "paste": {other}}), http.StatusUnprocessableEntity, "Say why it is ")
	// values of the last day of a month are followed by that of a later month; a day that has not come is not offered
	form := ask(t, http.MethodGet, a.Address()+"/values", manager, "").body
	for measure, months := range map[string]int{"M-08": 3, "M-37": 1} { // with 92 and 31 days between their values
		day, _ := last(measure)
		next := time.Date(day.Year(), day.Month()+time.Month(months)+1, 0, 0, 0, 0, 0, time.UTC)
		_, after, _ := strings.Cut(form, `name="day.`+measure+`"`)
		want, told := `value="`+next.Format(time.DateOnly)+`"`, ""
		if next.After(time.Now()) {
			want, told = `value=""`, next.Format("2 Jan 2006")
		}
		if day.AddDate(0, 0, 1).Day() != 1 || !strings.HasPrefix(strings.TrimSpace(after), want) || told != "" && !strings.Contains(strings.SplitN(after, "</td>", 2)[0], told) {
			t.Errorf("after %s, the day of %s is not %s %s: %.400s", day.Format(time.DateOnly), measure, want, told, after)
		}
	}
	wants(t, "nothing", send(manager, url.Values{"do": {"check"}}), http.StatusUnprocessableEntity, "Enter a value, or paste a table.")
	got = send(manager, url.Values{"do": {"save"}, "value.M-08": {"ten"}, "day.M-08": {"2026-11-20"}, "paste": {"M-09\t2026-11-20\t5\nM-01\t2026-11-20\t5\nM-09\t2099-01-01\t5\nM-09\tsoon\t5"}})
	wants(t, "a form with mistakes", got, http.StatusUnprocessableEntity, `"ten" is no number`, `Line 2: "M-01" is no measure whose values you may enter`, "Line 3: The day 2099-01-01 has not come yet", `Line 4: "soon" is no day`)
	for _, kept := range []string{`value="ten"`, "M-09\t2026-11-20\t5"} {
		if !strings.Contains(got.body, kept) {
			t.Errorf("%q is lost", kept)
		}
	}
	got = send(manager, url.Values{"do": {"check"}, "value.M-08": {"7,5"}, "day.M-08": {"2026-11-20"}, "paste": {"\t2026-10-15\t2026-11-20\nTime to restore the control system in a drill\t5\t90"}})
	wants(t, "values", got, http.StatusOK, "3 values are entered, and not saved yet.", "lies outside of what chance explains", "90 hours usual from")
	checked := formIn(t, a, manager, got.body)
	checked.action = "/values"
	wants(t, "an odd value without a reason", checked.send("do", "save"), http.StatusUnprocessableEntity, "Say why it is so unusual.")
	if a.Service.Seq() != seq {
		t.Fatal("something was kept before all of it could be")
	}
	note := ""
	for name := range checked.values {
		if strings.HasPrefix(name, "note.") {
			note = name
		}
	}
	got = checked.send("do", "save", note, "The drill was broken off")
	wants(t, "saving", got, http.StatusSeeOther)
	if a.Service.Seq() != seq+1 {
		t.Errorf("three values make %d entries, not one", a.Service.Seq()-seq)
	}
	if text := says(t, a, manager, "/measures/M-08", http.StatusOK); !strings.Contains(text, "7.5 hours") {
		t.Errorf("the value is not shown: %.600s", text)
	}
	if body := ask(t, http.MethodGet, a.Address()+"/api/v1/measures/M-09/points?limit=3", manager, "").body; !strings.Contains(body, "The drill was broken off") || !strings.Contains(body, `"value":5`) {
		t.Errorf("the pasted values are not kept: %s", body)
	}
	wants(t, "an auditor", send(auditor, url.Values{"value.M-08": {"1"}}), http.StatusForbidden)
}
