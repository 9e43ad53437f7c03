package app_test

import (
	"net/http"
	"net/url"
	"path/filepath"
	"strings"
	"testing"

	"github.com/steelyard-isms/steelyard/internal/access"
	"github.com/steelyard-isms/steelyard/internal/app"
)

// Find leads to records by their words, with the words marked, to pages and to what the reader may do; a code leads to its record at once.
func TestFindLeadsToRecordsPagesAndActions(t *testing.T) {
	a := start(t, app.Options{Database: filepath.Join(t.TempDir(), "demo.db"), Demo: true})
	manager, auditor := tokenFor(t, a, access.ISMSManager), tokenFor(t, a, access.Auditor)
	get := func(token, path string) answer { return ask(t, http.MethodGet, a.Address()+path, token, "") }

	v := get(manager, "/find?q=patch")
	wants(t, "a word", v, http.StatusOK, "have patch")
	if !strings.Contains(v.body, "<mark>Patch") && !strings.Contains(v.body, "<mark>patch") {
		t.Error("the word that was looked for is not marked")
	}
	wants(t, "nothing", get(manager, "/find?q=zzyzx"), http.StatusOK, "No record has zzyzx .")
	wants(t, "markup", get(manager, "/find?q="+url.QueryEscape("<b>zzyzx")), http.StatusOK, "No record has <b>zzyzx .")

	for code, path := range map[string]string{"O-07": "/objectives/O-07", "o7": "/objectives/O-07", "M-002": "/measures/M-02", "code:U-01": "/units/U-01"} {
		got := get(manager, "/find?q="+code)
		if got.status != http.StatusSeeOther || got.header.Get("Location") != path {
			t.Errorf("%s answers %d and leads to %q, not to %s", code, got.status, got.header.Get("Location"), path)
		}
	}
	if got := get(manager, "/find?q=O-07&as_of=2026-09-30&scope=U-01"); got.header.Get("Location") != "/objectives/O-07?as_of=2026-09-30&scope=U-01" {
		t.Errorf("a reader of the past is led to %q", got.header.Get("Location"))
	}
	if got := get(manager, "/find?q=O-9999"); got.status != http.StatusOK {
		t.Errorf("a code that nothing has answers %d", got.status)
	}

	got := get(manager, "/find?q="+url.QueryEscape(`patch "two factors`))
	wants(t, "a query that cannot be read", got, http.StatusUnprocessableEntity, "There is a problem", "At character 7: the quotation mark is not closed. Add \" behind the phrase.")
	if !strings.Contains(got.body, "<title>Error: Find") {
		t.Error("the title does not say that there is a mistake")
	}
	got = get(manager, "/find/choices?q="+url.QueryEscape("colour:red"))
	if got.status != http.StatusOK || !strings.Contains(got.body, `data-wrong="At character 1: no kind of record has a field colour with text.`) {
		t.Errorf("the dialog is not told what is wrong: %d %.400s", got.status, got.body)
	}

	for _, c := range []struct {
		token, query, path string
		there              bool
	}{
		{manager, "new obj", "/objectives/new", true}, {auditor, "new obj", "/objectives/new", false},
		{manager, "values", "/values", true}, {auditor, "values", "/values", false},
		{manager, "waits appr", "/today#approvals", true}, {auditor, "waits appr", "/today#approvals", false},
		{manager, "score", "/scorecard", true}, {auditor, "initiat", "/initiatives", true}, {manager, "evid", "/evidence", true},
	} {
		for _, at := range []string{"/find?q=", "/find/choices?q="} {
			got := get(c.token, at+url.QueryEscape(c.query))
			_, main, whole := strings.Cut(got.body, "<main")
			if main, _, _ = strings.Cut(main, "<dialog"); !whole {
				main = got.body
			}
			if strings.Contains(main, `href="`+c.path+`"`) != c.there {
				t.Errorf("%s%s leads to %s: %v, not %v", at, c.query, c.path, !c.there, c.there)
			}
		}
	}
	got = get(manager, "/find/choices?q=patch")
	if strings.Contains(got.body, "<html") || !strings.Contains(got.body, `role="option"`) || !strings.Contains(got.body, `data-said="`) {
		t.Errorf("the dialog is not answered with choices: %.300s", got.body)
	}
	if strings.Contains(get(manager, "/find/choices?q=new&as_of=2026-09-30").body, "/new") {
		t.Error("on a page of the past an action is offered")
	}
}
