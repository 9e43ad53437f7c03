package app_test

import (
	"net/http"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/steelyard-isms/steelyard/internal/access"
	"github.com/steelyard-isms/steelyard/internal/app"
	"github.com/steelyard-isms/steelyard/internal/ascode"
	"github.com/steelyard-isms/steelyard/internal/service"
)

// counted is a programme with a measure that adds up what each month has, and one of which each value counts by itself.
const counted = `apiVersion: steelyard/v1
kind: unit
name: again
title: Entered again
spec: {}
---
apiVersion: steelyard/v1
kind: person
name: again-p
spec: {full_name: Kari Solberg, unit: again}
---
apiVersion: steelyard/v1
kind: measure
name: drills
title: Drills held
spec: {unit: again, owner: again-p, period_days: 31, aggregation: sum, reporting_period: month, scale: {direction: higher, knots: {worst: 0, red: 1, green: 2, target: 3}}}
---
apiVersion: steelyard/v1
kind: measure
name: backlog
title: Backlog
spec: {unit: again, owner: again-p, period_days: 7, scale: {direction: lower, knots: {worst: 100, red: 50, green: 20, target: 5}}}
`

// A value that is entered for a day which has one takes its place and needs a reason, whether the measure adds values up or not, on the same day as on a later one: else a sum counts both, and a
// correction leaves no trace. What a program sent for a moment of the day stays, and the form says so.
func TestADayIsEnteredOnce(t *testing.T) {
	a := start(t, app.Options{Database: filepath.Join(t.TempDir(), "real.db")})
	changes, bad := ascode.Read("counted.yaml", []byte(counted))
	if len(bad) > 0 {
		t.Fatal(bad)
	}
	if _, err := a.Service.Declare(t.Context(), app.Operator(), changes, ""); err != nil {
		t.Fatal(err)
	}
	if _, err := a.Service.CreateAccount(t.Context(), app.Operator(), service.NewAccount{Login: "root", Role: access.Administrator, Password: sentence1}); err != nil {
		t.Fatal(err)
	}
	root, token := signsIn(t, a, "root", sentence1), tokenFor(t, a, access.Administrator)
	code := map[string]string{}
	for _, name := range []string{"drills", "backlog"} {
		body := ask(t, http.MethodGet, a.Address()+"/api/v1/measures/"+name, token, "").body
		_, after, _ := strings.Cut(body, `"code":"`)
		code[name], _, _ = strings.Cut(after, `"`)
	}
	today := time.Now().UTC()
	enter := func(do, measure string, day time.Time, value, note string) answer {
		t.Helper()
		pairs := []string{"do", do, "paste", code[measure] + "\t" + day.Format(time.DateOnly) + "\t" + value}
		if note != "" {
			pairs = append(pairs, "note.0", note)
		}
		return root.post("/values", pairs...)
	}
	points := func(measure string) (held int, values string) {
		t.Helper()
		body := ask(t, http.MethodGet, a.Address()+"/api/v1/measures/"+measure+"/points?limit=50", token, "").body
		for _, part := range strings.Split(body, `"valid_to":"`)[1:] {
			_, after, _ := strings.Cut(part, `"value":`)
			value, _, _ := strings.Cut(after, ",")
			_, after, _ = strings.Cut(part, `"note":"`)
			note, _, _ := strings.Cut(after, `"`)
			held, values = held+1, values+value+" "+note+"; "
		}
		return held, values
	}
	for _, measure := range []string{"drills", "backlog"} {
		for _, day := range []time.Time{today, today.AddDate(0, 0, -40)} {
			wants(t, "the first value", enter("save", measure, day, "5", ""), http.StatusSeeOther)
			wants(t, "another one of the day", enter("check", measure, day, "6", ""), http.StatusOK, "in place of 5", "takes the place of what is recorded, and needs a reason")
			wants(t, "without a reason", enter("save", measure, day, "6", ""), http.StatusUnprocessableEntity, "Say why it is corrected")
			wants(t, "with one", enter("save", measure, day, "6", "One was counted twice"), http.StatusSeeOther)
		}
		if held, values := points(measure); held != 2 || values != "6 One was counted twice; 6 One was counted twice; " {
			t.Errorf("%s has the values %q, not two that are corrected", measure, values)
		}
	}
	if body := ask(t, http.MethodGet, a.Address()+"/api/v1/measures/drills/status", token, "").body; !strings.Contains(body, `"value":6,"points":1`) {
		t.Errorf("the month that goes on does not come to 6, of one value: %.1500s", body)
	}
	// the value of a day that went on when it was entered is that of the day later, too
	then := today.AddDate(0, 0, -3).Truncate(24 * time.Hour).Add(9 * time.Hour)
	value := 7.0
	send := func(via string, from, to time.Time) {
		t.Helper()
		who := access.Principal{Role: access.Administrator, Via: via}
		if _, err := a.Service.AddPoints(t.Context(), who, []service.NewPoint{{Measure: "drills", From: from, To: to, Value: &value}}, "", "", ""); err != nil {
			t.Fatal(err)
		}
	}
	send("web", then.AddDate(0, 0, -30).Truncate(24*time.Hour), then)
	wants(t, "a later day", enter("check", "drills", then, "8", ""), http.StatusOK, "in place of 7")
	// two moments of another day that a program sent stay, and both count
	other := then.AddDate(0, 0, -4)
	send("api", other, other)
	send("api", other.Truncate(24*time.Hour), other.Add(time.Hour))
	got := enter("check", "drills", other, "9", "")
	wants(t, "beside what a program sent", got, http.StatusOK, "beside 2 other values of that day, which stay")
	if strings.Contains(plainOf(got.body), "in place of") {
		t.Errorf("a value is said to take the place of one of another moment: %.900s", plainOf(got.body))
	}
	wants(t, "it is saved without a reason", enter("save", "drills", other, "9", ""), http.StatusSeeOther)
	if held, _ := points("drills"); held != 6 {
		t.Errorf("%d values hold, not the six", held)
	}
}
