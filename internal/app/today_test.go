package app_test

import (
	"encoding/json"
	"fmt"
	"net/http"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/steelyard-isms/steelyard/internal/access"
	"github.com/steelyard-isms/steelyard/internal/app"
	"github.com/steelyard-isms/steelyard/internal/ascode"
	"github.com/steelyard-isms/steelyard/internal/record"
	"github.com/steelyard-isms/steelyard/internal/service"
)

// desk is a small programme in which something waits for everybody.
type desk struct {
	*testing.T
	*app.App
	tokens map[string]string
}

func newDesk(t *testing.T) *desk {
	t.Helper()
	d := &desk{t, start(t, app.Options{Database: filepath.Join(t.TempDir(), "desk.db")}), map[string]string{}}
	d.apply(fmt.Sprintf(`{kind: unit, name: all, title: All of us, spec: {level: organisation}}
---
{kind: person, name: p-01, spec: {full_name: Kari Solberg, unit: all, until: %[9]s}}
---
{kind: person, name: p-02, spec: {full_name: Jonas Eide, unit: all}}
---
{kind: person, name: p-03, spec: {full_name: Marta Holm, unit: all, competences: [{subject: audit, expires: %[1]s}]}}
---
{kind: scorecard, name: card, title: Card, spec: {unit: all}}
---
{kind: perspective, name: inside, title: Inside, spec: {scorecard: card, question: Is it so?, weight: 1, position: 1}}
---
{kind: measure, name: patched, title: Patched in time, spec: {unit: all, owner: p-02, collector: p-01, period_days: 31, scale: {direction: higher, knots: {worst: 0, red: 50, green: 80, target: 95}}}}
---
{kind: measure, name: fresh, title: Fresh as it is, spec: {unit: all, owner: p-02, period_days: 31, scale: {direction: higher, knots: {worst: 0, red: 50, green: 80, target: 95}}}}
---
{kind: objective, name: fast, title: Patch faster, state: active, spec: {unit: all, owner: p-02, perspective: inside, weight: 1, review: {interval: P1Y, last: %[2]s},
  measures: [{measure: patched, weight: 1}, {measure: fresh, weight: 1, not_applicable: {reason: new, requested_by: p-01, approved_by: p-03, from: %[3]s, expires: %[4]s}}],
  targets: [{measure: patched, baseline: 10, start: %[3]s, plan: {target: 100, due: %[5]s}}]}}
---
{kind: action, name: late, title: Buy a patch server, state: open, spec: {unit: all, owner: p-02, description: Buy it, origin: review, objective: fast, due: %[6]s}}
---
{kind: action, name: finished, title: Count the hosts, state: done, spec: {unit: all, owner: p-02, description: Count, origin: review, objective: fast, due: %[6]s, result: Counted}}
---
{kind: action, name: far, title: Sell the old one, state: open, spec: {unit: all, owner: p-02, description: Sell, origin: review, objective: fast, due: %[7]s}}
---
{kind: objective, name: next, title: Patch by itself, spec: {unit: all, owner: p-02, perspective: inside, weight: 1, not_practicable: Not yet, review: {interval: P1M, last: %[8]s}}}
`, d.day(-9), d.day(-360), d.day(-100), d.day(12), d.day(60), d.day(-3), d.day(200), d.day(-70), d.day(-40)))
	for value, days := range map[float64]int{20: -60, 70: -2} {
		at, measure := time.Now().AddDate(0, 0, days), "patched"
		if days == -2 {
			measure = "fresh"
		}
		if _, err := d.Service.AddPoints(t.Context(), app.Operator(), []service.NewPoint{{Measure: measure, From: at, To: at, Value: &value}}, "", "", ""); err != nil {
			t.Fatal(err)
		}
	}
	for person, role := range map[string]access.Role{"p-01": access.ISMSManager, "p-02": access.Owner, "p-03": access.Executive, "": access.Administrator, "nobody": access.Auditor} {
		n := service.NewAccount{Login: "at-" + string(role), Role: role, Password: "a long pass phrase"}
		if person != "nobody" {
			n.Person = person
		}
		if _, err := d.Service.CreateAccount(t.Context(), app.Operator(), n); err != nil {
			t.Fatal(err)
		}
		secret, _, err := d.Service.CreateToken(t.Context(), app.Operator(), n.Login, "token of "+string(role), 20*24*time.Hour)
		if err != nil {
			t.Fatal(err)
		}
		d.tokens[string(role)] = secret
	}
	return d
}

// day is one so many days from now.
func (d *desk) day(days int) string {
	return time.Now().UTC().AddDate(0, 0, days).Format(time.DateOnly)
}

func (d *desk) apply(text string) {
	d.Helper()
	if _, err := d.Service.Declare(d.Context(), app.Operator(), changesOf(d, text), "so it begins"); err != nil {
		d.Fatal(err)
	}
}

func (d *desk) move(who, kind, name, move string) {
	d.Helper()
	plural := map[string]string{"objective": "objectives"}[kind]
	got := ask(d, http.MethodPost, d.Address()+"/api/v1/"+plural+"/"+name+"/moves", d.tokens[who], fmt.Sprintf(`{"move":%q,"reason":"as agreed"}`, move), "Content-Type", "application/json")
	if got.status != http.StatusOK {
		d.Fatalf("%s cannot %s: %d %.300s", who, move, got.status, got.body)
	}
}

func (d *desk) get(who, path string) answer {
	d.Helper()
	return ask(d, http.MethodGet, d.Address()+path, d.tokens[who], "")
}

// part is what stands between two headings of the groups of a page, as it reads.
func part(body, id string) string {
	_, from, found := strings.Cut(body, `id="`+id+`"`)
	if !found {
		return ""
	}
	from, _, _ = strings.Cut(from, "</tbody>")
	return reads("<" + from)
}

// Everybody sees on Today what waits for them and how to do it, and nothing of what waits for others; and on Expiring what runs out.
func TestTodayTellsWhatWaitsForWhom(t *testing.T) {
	d := newDesk(t)
	has := func(who, id string, words ...string) {
		t.Helper()
		got := part(d.get(who, "/today").body, id)
		for _, w := range words {
			if !strings.Contains(got, w) {
				t.Errorf("%s of %s do not say %q: %s", id, who, w, got)
			}
		}
		if len(words) == 0 && got != "" {
			t.Errorf("%s of %s say %s", id, who, got)
		}
	}
	long := func(text string) string {
		at, err := time.Parse(time.DateOnly, text)
		if err != nil {
			t.Fatal(err)
		}
		return at.Format("2 Jan 2006")
	}
	wants(t, "today of the owner", d.get("owner", "/today"), http.StatusOK, "things wait for you", "1 of your objectives is off plan or at risk")
	has("owner", "values", "Patched in time", "Late. The last value is of", "You own the measure.", "Enter value")
	has("isms-manager", "values", "Patched in time", "You collect the values.")
	if body := d.get("owner", "/today").body; !strings.Contains(body, `href="/values?measure=M-01"`) || strings.Contains(part(body, "values"), "Fresh as it is") {
		t.Error("the value is not entered by its measure, or one that is not due waits")
	}
	has("owner", "endings", "Patch faster", "Review", "in 5 days", "Measures, not applicable,", long(d.day(12)))
	has("executive", "endings", "Competences,", long(d.day(-9)), "9 days ago")
	has("owner", "work", "Buy a patch server", "3 days ago")
	if got := part(d.get("owner", "/today").body, "work"); strings.Contains(got, "Count the hosts") || strings.Contains(got, "Sell the old") {
		t.Errorf("what is done, or due in half a year, waits: %s", got)
	}
	has("owner", "objectives", "Patch faster", "Off plan", "points of progress behind the plan")
	has("isms-manager", "endings")
	wants(t, "today of nobody", d.get("auditor", "/today"), http.StatusOK, "no declared person")

	// whoever may not read measures is told of their work alone
	if _, err := d.Service.CreateAccount(t.Context(), app.Operator(), service.NewAccount{Login: "at-work", Role: access.Employee, Person: "p-02"}); err != nil {
		t.Fatal(err)
	}
	var err error
	if d.tokens["employee"], _, err = d.Service.CreateToken(t.Context(), app.Operator(), "at-work", "token", time.Hour); err != nil {
		t.Fatal(err)
	}
	has("employee", "work", "Buy a patch server")
	has("employee", "values")
	if got := d.get("employee", "/today?since="+d.day(-1)); got.status != http.StatusUnprocessableEntity && got.status != http.StatusOK || strings.Contains(got.body, "Patched in time") {
		t.Errorf("the employee is answered %d", got.status)
	}
	if got := d.get("employee", "/"); got.header.Get("Location") != "/today" {
		t.Errorf("the employee lands on %s", got.header.Get("Location"))
	}

	// a draft goes to approval and back
	has("executive", "approvals", "Count the hosts", "it waits for you to confirm that it works")
	has("owner", "approvals")
	d.move("owner", "objective", "next", "submit")
	has("executive", "approvals", "Patch by itself", "Jonas Eide wrote it or sent it on; it waits for you to approve.", "By the rule lifecycles-name-who-moves.")
	if got := part(d.get("isms-manager", "/today").body, "approvals"); strings.Contains(got, "Patch by itself") {
		t.Errorf("what only the executive approves waits for others: %s", got)
	}
	if body := d.get("executive", "/today").body; !strings.Contains(body, `href="/objectives/O-02/moves"`) {
		t.Error("nothing leads to the decision")
	}
	got := ask(t, http.MethodPatch, d.Address()+"/api/v1/objectives/next", d.tokens["isms-manager"], `{"title":"Patch by itself, at night"}`, "Content-Type", "application/merge-patch+json")
	if got.status != http.StatusOK {
		t.Fatalf("the draft cannot be changed: %d %s", got.status, got.body)
	}
	has("isms-manager", "yours", "Patch by itself, at night", "A draft that was not sent on.")
	d.move("isms-manager", "objective", "next", "submit")
	has("isms-manager", "pending", "In review. since ")
	d.move("executive", "objective", "next", "approve")
	has("isms-manager", "pending")
	has("isms-manager", "steps", "Patch by itself, at night", "Marta Holm approved it", "Put in force")
	if got := ask(t, http.MethodGet, d.Address()+"/api/v1/today", d.tokens["isms-manager"], ""); !strings.Contains(got.body, `"reason":"step"`) || !strings.Contains(got.body, `"move":"activate"`) {
		t.Errorf("the API does not tell who puts it in force: %.400s", got.body)
	}
	d.move("isms-manager", "objective", "next", "return")
	d.move("isms-manager", "objective", "next", "submit")
	d.move("executive", "objective", "next", "return")
	has("isms-manager", "yours", "Marta Holm returned it.", "as agreed")

	// the past: what waited then, and nothing to do now
	then := d.get("owner", "/today?as_of="+d.day(-1))
	wants(t, "today of yesterday", then, http.StatusOK, "Nothing waits for you.")

	// what others changed
	wants(t, "a first visit", d.get("owner", "/today"), http.StatusOK, "When you were last here is not known yet.")
	if _, err := d.Service.SignIn(t.Context(), "at-owner", "a long pass phrase"); err != nil {
		t.Fatal(err)
	}
	wants(t, "a visit without changes", d.get("owner", "/today"), http.StatusOK, "Nothing that you own was changed by others")
	seq := d.Service.Seq()
	d.get("owner", "/today")
	if d.Service.Seq() != seq {
		t.Error("looking at the page writes to the journal")
	}
	got = ask(t, http.MethodPatch, d.Address()+"/api/v1/objectives/next", d.tokens["isms-manager"], `{"title":"Patch by night"}`, "Content-Type", "application/merge-patch+json")
	if got.status != http.StatusOK {
		t.Fatalf("the draft cannot be changed: %d %s", got.status, got.body)
	}
	value := 91.0
	at := time.Now().Add(-time.Minute)
	if _, err := d.Service.AddPoints(t.Context(), app.Operator(), []service.NewPoint{{Measure: "patched", From: at, To: at, Value: &value}}, "", "", ""); err != nil {
		t.Fatal(err)
	}
	wants(t, "a visit after changes", d.get("owner", "/today"), http.StatusOK, "others changed 1 record of yours", "Patch by night", "Changed by Kari Solberg.", "Patch faster O-01 Score", "; it was")
	wants(t, "a day that has not come", d.get("owner", "/today?since="+d.day(3)), http.StatusUnprocessableEntity, "has not come yet")

	// everybody lands where their work begins
	for role, to := range map[string]string{"owner": "/today", "executive": "/scorecard", "isms-manager": "/scorecard", "auditor": "/evidence", "administrator": "/scorecard"} {
		if got := d.get(role, "/"); got.header.Get("Location") != to {
			t.Errorf("the role %s lands on %s, not on %s", role, got.header.Get("Location"), to)
		}
	}
}

// Everything that runs out stands on one page, by day and by owner; tokens are told to their account and to administrators.
func TestExpiringTellsWhatRunsOut(t *testing.T) {
	d := newDesk(t)
	wants(t, "everything", d.get("isms-manager", "/expiring"), http.StatusOK, "2 are overdue.", "Patch faster", "Review", "Targets", "Buy a patch server", "Marta Holm", "token of isms-manager", "of at-isms-manager")
	body := d.get("isms-manager", "/expiring").body
	for _, not := range []string{"Count the hosts", "Patch by itself", "token of owner"} {
		if strings.Contains(body, not) {
			t.Errorf("%q runs out: what is done, not in force, ended by itself or belongs to others does not", not)
		}
	}
	wants(t, "all tokens", d.get("administrator", "/expiring"), http.StatusOK, "token of owner", "token of auditor")
	wants(t, "what is overdue", d.get("isms-manager", "/expiring?show=overdue"), http.StatusOK, "Buy a patch server", "P-03", "2 things")
	wants(t, "what is far", d.get("isms-manager", "/expiring?show=later"), http.StatusOK, "Sell the old one", "1 thing")
	one := d.get("isms-manager", "/expiring?owner=P-03&show=overdue")
	wants(t, "of one person", one, http.StatusOK, "Competences,", "1 thing", "All 1", "Overdue 1")
	if strings.Contains(one.body, "Buy a patch server") {
		t.Error("of one person another's things are shown")
	}
	wants(t, "of a person who is not there", d.get("isms-manager", "/expiring?owner=P-99"), http.StatusUnprocessableEntity, "is no person whom you may see")
	wants(t, "a span that is none", d.get("isms-manager", "/expiring?show=soon"), http.StatusUnprocessableEntity, "Use overdue or 30 or 90 or later")
	if past := d.get("administrator", "/expiring?as_of="+d.day(-1)); strings.Contains(past.body, "token of") || strings.Contains(past.body, "Patch faster") {
		t.Error("of yesterday it tells what was not yet there")
	}
}

// changesOf reads declarations.
func changesOf(t *desk, text string) []record.Change {
	t.Helper()
	changes, bad := ascode.Read("desk.yaml", []byte(strings.ReplaceAll(text, "{kind:", "{apiVersion: steelyard/v1, kind:")))
	if len(bad) > 0 {
		t.Fatal(bad)
	}
	return changes
}

// Programs are told the same as people.
func TestTodayAndExpiringOfTheAPI(t *testing.T) {
	d := newDesk(t)
	d.move("owner", "objective", "next", "submit")
	type item struct{ Reason, Code, Due, Move, Field, State string }
	var today struct {
		Items   []item
		Since   int64
		Changed []struct {
			Code, Action string
			Times        int
		}
		Moved []struct {
			Code      string
			Then, Now *float64
		}
	}
	read := func(who, path string, into any) {
		t.Helper()
		got := d.get(who, path)
		if got.status != http.StatusOK {
			t.Fatalf("%s answers %d: %s", path, got.status, got.body)
		}
		if err := json.Unmarshal([]byte(got.body), into); err != nil {
			t.Fatal(err)
		}
	}
	read("owner", "/api/v1/today", &today)
	for _, want := range []item{{Reason: "value", Code: "M-01", State: "stale"}, {Reason: "ending", Code: "O-01", Field: "spec.measures[1].not_applicable.expires"}, {Reason: "work", Code: "AC-01", Due: d.day(-3), State: "open"}, {Reason: "objective", Code: "O-01", State: "off-plan"}} {
		if !slices.ContainsFunc(today.Items, func(x item) bool {
			return x.Reason == want.Reason && x.Code == want.Code && x.State == want.State && (want.Due == "" || x.Due == want.Due) && (want.Field == "" || x.Field == want.Field)
		}) {
			t.Errorf("%+v does not wait: %+v", want, today.Items)
		}
	}
	read("executive", "/api/v1/today", &today)
	if !slices.ContainsFunc(today.Items, func(x item) bool { return x.Reason == "approval" && x.Code == "O-02" && x.Move == "approve" }) {
		t.Errorf("the approval does not wait: %+v", today.Items)
	}
	before := d.Service.Seq()
	if got := ask(t, http.MethodPatch, d.Address()+"/api/v1/objectives/fast", d.tokens["isms-manager"], `{"title":"Patch faster still"}`, "Content-Type", "application/merge-patch+json"); got.status != http.StatusOK {
		t.Fatal(got.body)
	}
	read("owner", fmt.Sprint("/api/v1/today?since=entry:", before), &today)
	if today.Since != before || !slices.ContainsFunc(today.Changed, func(x struct {
		Code, Action string
		Times        int
	}) bool {
		return x.Code == "O-01" && x.Action == "updated" && x.Times == 1
	}) {
		t.Errorf("the change is not told: %d %+v", today.Since, today.Changed)
	}
	var expiring struct {
		Items []struct {
			Kind, Code, Day, Field, Title string
			Due                           bool
			Owners                        []string
		}
		Total int
	}
	read("isms-manager", "/api/v1/expiring?owner=p-02&until="+d.day(13), &expiring)
	if expiring.Total != 3 || expiring.Items[0].Code != "AC-01" || expiring.Items[0].Day != d.day(-3) || !expiring.Items[0].Due || len(expiring.Items[0].Owners) != 1 || expiring.Items[0].Owners[0] != "p-02" {
		t.Errorf("of one person until a day these run out: %+v", expiring)
	}
	read("isms-manager", "/api/v1/expiring?limit=1", &expiring)
	if len(expiring.Items) != 1 || expiring.Total < 6 {
		t.Errorf("of all the first is %+v", expiring)
	}
	if got := d.get("isms-manager", "/api/v1/expiring?owner=nobody"); got.status != http.StatusUnprocessableEntity {
		t.Errorf("an owner who is none answers %d", got.status)
	}
}

// By when a source wants its next file is told where all else runs out: as long behind its last run as its measures want values.
func TestExpiringTellsWhenAFileIsWanted(t *testing.T) {
	a := start(t, app.Options{Database: filepath.Join(t.TempDir(), "demo.db"), Demo: true})
	token := tokenFor(t, a, access.Auditor)
	var runs struct {
		Items []struct {
			ObservedAt time.Time `json:"observed_at"`
		} `json:"items"`
	}
	get := func(path string, into any) {
		t.Helper()
		if err := json.Unmarshal([]byte(ask(t, http.MethodGet, a.Address()+path, token, "").body), into); err != nil {
			t.Fatal(err)
		}
	}
	get("/api/v1/sources/lynis-reference-server/runs?limit=1", &runs)
	var expiring struct {
		Items []struct{ Name, Field, Day string } `json:"items"`
	}
	get("/api/v1/expiring?limit=1000", &expiring)
	want, told := runs.Items[0].ObservedAt.AddDate(0, 0, 31).UTC().Format(time.DateOnly), "" // its measures have a period of 31 days, the quarterly mean of 92
	for _, x := range expiring.Items {
		if x.Name == "lynis-reference-server" && x.Field == "next_file" {
			told = x.Day
		}
	}
	if told != want {
		t.Errorf("the next file is wanted on %q, not on %s", told, want)
	}
	if text := plainOf(ask(t, http.MethodGet, a.Address()+"/expiring", token, "").body); !strings.Contains(text, "The day its next file is wanted") {
		t.Errorf("the page does not tell it: %.600s", text)
	}
}
