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
	"github.com/steelyard-isms/steelyard/internal/store"
)

// form sends a form to the product as a browser does.
func sendForm(t *testing.T, a *app.App, token, path string, pairs ...string) answer {
	t.Helper()
	values := url.Values{}
	for i := 0; i+1 < len(pairs); i += 2 {
		values.Add(pairs[i], pairs[i+1])
	}
	return ask(t, http.MethodPost, a.Address()+path, token, values.Encode(), "Content-Type", "application/x-www-form-urlencoded")
}

var viewNav = regexp.MustCompile(`(?s)<nav class="sv-n".*?</nav>`)
var viewLink = regexp.MustCompile(`(?s)<a href="[^"]*"( aria-current="page")?>(?:<bdi>)?(.*?)(?:</bdi>)?</a>`)

// viewsOn are the views above a table, the current one in square brackets.
func viewsOn(body string) string {
	var out []string
	for _, m := range viewLink.FindAllStringSubmatch(viewNav.FindString(body), -1) {
		if m[1] != "" {
			m[2] = "[" + m[2] + "]"
		}
		out = append(out, m[2])
	}
	return strings.Join(out, " ")
}

// A list is kept as it stands under a title, and opens so again: for oneself, with everybody's beside it. It can be left, changed, replaced, called
// something else, begun with, deleted; and what is refused keeps what was entered.
func TestAListIsKeptAsAView(t *testing.T) {
	a := start(t, app.Options{Database: filepath.Join(t.TempDir(), "demo.db"), Demo: true})
	mine, other := tokenFor(t, a, access.ISMSManager), tokenFor(t, a, access.Auditor)
	get := func(token, path string) answer {
		t.Helper()
		return ask(t, http.MethodGet, a.Address()+path, token, "")
	}
	to := func(token, what string, got answer) (string, answer) {
		t.Helper()
		wants(t, what, got, http.StatusSeeOther)
		at := got.header.Get("Location")
		return at, get(token, at)
	}
	what := []string{"kind", "initiative", "columns", "spec.owner,state", "where", `state == "running"`, "sort", "-spec.due", "group", "spec.owner", "q", "e"}
	at, got := to(mine, "keeping", sendForm(t, a, mine, "/views", append(what, "title", "Running & late", "whose", "me")...))
	wants(t, "the view", got, http.StatusOK, "records are in the view Running & late.", `Only where state == "running"`, "For me alone", "By Owner")
	if now := viewsOn(got.body); now != "All [Running &amp; late]" || !strings.HasPrefix(at, "/initiatives?saved=") {
		t.Errorf("above the table stands %s at %s", now, at)
	}
	if full := get(mine, asked("/initiatives", what[2:]...)); strings.Join(rowsOf(full.body), " ") != strings.Join(rowsOf(got.body), " ") || len(rowsOf(got.body)) < 3 {
		t.Errorf("the view shows %v, and what was kept is %v", rowsOf(got.body), rowsOf(full.body))
	}
	wants(t, "the view to another", get(other, at), http.StatusNotFound, "There is no such saved view: it was deleted, or it is somebody else's.")
	if now := viewsOn(get(other, "/initiatives").body); now != "" {
		t.Errorf("another sees %s", now)
	}
	if file := get(mine, at+"&format=csv"); !strings.HasPrefix(file.body, "Code,Title,Owner,State\n") || strings.Contains(file.body, "proposed") {
		t.Errorf("the file of the view is %.200s", file.body)
	}
	id := strings.TrimPrefix(at, "/initiatives?saved=")

	// something else is asked for within it: the address then says all of it
	moved, got := to(mine, "sorting within it", get(mine, at+"&sort=title&where="))
	if q, _ := url.Parse(moved); q.Query().Get("began") != id || q.Query().Get("group") != "spec.owner" || q.Query().Get("q") != "e" || q.Query().Has("where") || q.Query().Has("saved") {
		t.Errorf("it leads to %s", moved)
	}
	wants(t, "another list than the view", got, http.StatusOK, "The list began with the view Running & late, and shows something else now.", "Replace Running & late by what is shown", "Keep this list as a view")
	if now := viewsOn(got.body); now != "All Running &amp; late" {
		t.Errorf("above the changed table stands %s", now)
	}
	_, got = to(mine, "replacing", sendForm(t, a, mine, "/views/"+id, "do", "replace", "group", "spec.owner", "q", "e", "sort", "title", "began", id))
	if strings.Contains(plainOf(got.body), "Only where state") || viewsOn(got.body) != "All [Running &amp; late]" {
		t.Errorf("the view was not replaced: %.900s", plainOf(got.body))
	}
	wrong := sendForm(t, a, mine, "/views/"+id, "do", "rename", "title", "  ", "began", id, "group", "spec.owner", "q", "e", "sort", "title")
	wants(t, "no title", wrong, http.StatusUnprocessableEntity, "Title of the view is required. Say what the list shows.")
	_, got = to(mine, "another title", sendForm(t, a, mine, "/views/"+id, "do", "rename", "title", "Mine", "group", "spec.owner"))
	if viewsOn(got.body) != "All [Mine]" {
		t.Errorf("the view is called %s", viewsOn(got.body))
	}
	taken := sendForm(t, a, mine, "/views", "kind", "initiative", "title", "mine", "whose", "me", "first", "yes", "where", `state == "proposed"`)
	wants(t, "a title that is taken", taken, http.StatusUnprocessableEntity, "There is a view called Mine already", `Only where state == "proposed"`)
	if !strings.Contains(taken.body, `value="mine"`) {
		t.Error("the title that was entered is lost")
	}

	// what a list begins with is one's own choice
	to(mine, "use first", sendForm(t, a, mine, "/views/"+id, "do", "first"))
	if at, got := to(mine, "the list", get(mine, "/initiatives")); !strings.Contains(at, "saved="+id) || viewsOn(got.body) != "All [Mine]" {
		t.Errorf("the list begins at %s with %s", at, viewsOn(got.body))
	}
	if at, _ := to(mine, "the list of another day", get(mine, "/initiatives?as_of=2026-09-30")); !strings.Contains(at, "as_of=2026-09-30") {
		t.Errorf("the day is lost on the way to %s", at)
	}
	got = get(mine, "/initiatives?saved=all")
	wants(t, "all records", got, http.StatusOK)
	if viewsOn(got.body) != "[All] Mine" || len(rowsOf(got.body)) < 8 {
		t.Errorf("all records are %v with %s", rowsOf(got.body), viewsOn(got.body))
	}
	to(mine, "use first no more", sendForm(t, a, mine, "/views/"+id, "do", "not-first"))
	wants(t, "the list", get(mine, "/initiatives"), http.StatusOK)

	// for everybody, by who may declare such records
	wants(t, "everybody's by an auditor", sendForm(t, a, other, "/views", "kind", "initiative", "title", "Ours", "whose", "everybody"), http.StatusForbidden, "you may not make or change initiatives")
	before := a.Store.Snapshot().Seq()
	shared, _ := to(mine, "for everybody", sendForm(t, a, mine, "/views", "kind", "objective", "title", "Ours", "whose", "everybody", "where", `spec.weight > 1`))
	if a.Store.Snapshot().Seq() != before+1 || !strings.Contains(shared, "/objectives?") || !strings.Contains(shared, "view=table") {
		t.Errorf("what is kept for everybody leads to %s, and makes %d entries", shared, a.Store.Snapshot().Seq()-before)
	}
	got = get(other, shared)
	wants(t, "everybody's", got, http.StatusOK, "in the view Ours.", "For everybody", "Use first")
	for _, not := range []string{"Save the title", "Delete…", "Replace"} {
		if strings.Contains(plainOf(got.body), not) {
			t.Errorf("an auditor is offered %q", not)
		}
	}
	ours := shared[strings.Index(shared, "saved=")+6:]
	ours, _, _ = strings.Cut(ours, "&")
	wants(t, "deleting everybody's", sendForm(t, a, other, "/views/"+ours, "do", "delete"), http.StatusForbidden)
	wants(t, "nothing", sendForm(t, a, mine, "/views/"+ours, "do", "dance"), http.StatusUnprocessableEntity)
	wants(t, "a list of nothing", sendForm(t, a, mine, "/views", "kind", "dance", "title", "x"), http.StatusNotFound)
	to(mine, "deleting", sendForm(t, a, mine, "/views/"+ours, "do", "delete"))
	wants(t, "what is deleted", get(other, shared), http.StatusNotFound)
}

// A view whose fields a later version of the program has no more says so beside them, and opens without them; its records cannot be changed by it.
func TestAViewOfFieldsThatAreGone(t *testing.T) {
	a := start(t, app.Options{Database: filepath.Join(t.TempDir(), "demo.db"), Demo: true})
	token := tokenFor(t, a, access.ISMSManager)
	account, err := a.Store.Account(t.Context(), "test-"+string(access.ISMSManager))
	if err != nil {
		t.Fatal(err)
	}
	old := store.ListView{ID: "old", Account: account.UID, Kind: "initiative", Title: "By colour", Changed: time.Now(),
		Asked: store.ListAsked{Columns: "spec.colour,spec.owner", Where: `spec.colour == "red"`, Sort: "spec.colour", Group: "spec.colour"}}
	if err := a.Store.PutListView(t.Context(), old); err != nil {
		t.Fatal(err)
	}
	got := ask(t, http.MethodGet, a.Address()+"/initiatives?saved=old", token, "")
	wants(t, "the view", got, http.StatusOK, "The view By colour asks for something that there is not. Without that it shows", "This view asks for something that there is not", "Columns: ", "Filter: ", "Order: ", "Groups by: ", "Owner")
	if len(rowsOf(got.body)) < 8 || strings.Contains(plainOf(got.body), "Change in those chosen") {
		t.Errorf("it shows %v: %.900s", rowsOf(got.body), plainOf(got.body))
	}
	api := ask(t, http.MethodGet, a.Address()+"/api/v1/views/old", token, "")
	if api.status != http.StatusOK || strings.Count(between(api.body, `"faults":[`, `]`), "colour") < 4 {
		t.Errorf("the API says %d %s", api.status, api.body)
	}
	moved := sendForm(t, a, token, "/views/old", "do", "rename", "title", "By hue", "columns", old.Asked.Columns)
	wants(t, "another title", moved, http.StatusSeeOther)
	wants(t, "what it began with, asked for in full", ask(t, http.MethodGet, a.Address()+"/initiatives?began=old&where=spec.colour", token, ""), http.StatusUnprocessableEntity, "No record is shown until that is put right.")
}
