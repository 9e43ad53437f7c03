package app_test

import (
	"net/http"
	"net/url"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/steelyard-isms/steelyard/internal/access"
	"github.com/steelyard-isms/steelyard/internal/app"
)

// rowsOf are the codes of the rows of a table, and its groups in square brackets, in their order.
func rowsOf(body string) []string {
	var out []string
	for _, m := range regexp.MustCompile(`(?s)<th scope="rowgroup".*?<span class="g-n">(.*?)</span> *<span class="g-q">(.*?)</span>|<span class="code">([^<]*)</span>`).FindAllStringSubmatch(body, -1) {
		if m[3] != "" {
			out = append(out, m[3])
		} else {
			out = append(out, "["+strings.Join(strings.Fields(tags.ReplaceAllString(m[1]+": "+m[2], " ")), " ")+"]")
		}
	}
	return out
}

// asked is an address with parameters.
func asked(path string, params ...string) string {
	q := url.Values{}
	for i := 0; i+1 < len(params); i += 2 {
		q.Add(params[i], params[i+1])
	}
	return path + "?" + q.Encode()
}

// A list is filtered, sorted and grouped by its address alone, which can be shared, and which a form makes without JavaScript.
func TestAListIsAsItsAddressSays(t *testing.T) {
	a := start(t, app.Options{Database: filepath.Join(t.TempDir(), "demo.db"), Demo: true})
	token := tokenFor(t, a, access.Auditor)
	get := func(path string) answer { t.Helper(); return ask(t, http.MethodGet, a.Address()+path, token, "") }
	for _, k := range a.Service.Registry().Kinds() {
		path := "/" + k.Plural
		if got := get(asked(path, "view", "table")); got.status != http.StatusOK {
			t.Errorf("the table of %s answers %d", k.Plural, got.status)
		}
		if got := get(asked(path, "view", "table", "format", "sheet.csv")); got.status != http.StatusOK || !strings.HasPrefix(got.body, "uid,kind,name,code") {
			t.Errorf("the sheet of %s answers %d: %.80s", k.Plural, got.status, got.body)
		}
	}
	got := get(asked("/measures", "view", "table", "columns", "spec.type,spec.owner,spec.period_days", "where", `spec.period_days >= 90`, "sort", "-spec.period_days", "group", "spec.type"))
	wants(t, "a grouped table", got, http.StatusOK)
	rows := rowsOf(got.body)
	if len(rows) < 4 || rows[0] != "[effectiveness : 3 records]" || rows[1] != "M-52" || rows[4] != "[efficiency : 2 records]" {
		t.Errorf("the table is not grouped and sorted as it was asked: %v", rows)
	}
	if !strings.Contains(got.body, `aria-sort="descending"`) {
		t.Error("no header says how the table is sorted")
	}
	// what waits for approval does not count, and its row says so
	wants(t, "a change that waits", formAt(t, a, tokenFor(t, a, access.ISMSManager), "/objectives/O-03/edit").send("spec.weight", "9", "do", "save", "reason", "more weight"), http.StatusSeeOther)
	if _, after, _ := strings.Cut(get("/objectives?view=table").body, `<span class="code">O-03</span>`); !strings.HasPrefix(strings.TrimSpace(tags.ReplaceAllString(after, "")), "waits; an earlier version counts") {
		t.Errorf("the row of what waits does not say so: %.200s", after)
	}
	wants(t, "a filter with a mistake", get(asked("/initiatives", "where", "spec.owne == 'x'")), http.StatusUnprocessableEntity, "A part of the plan by which objectives are to be achieved", "The list cannot be shown as it was asked for", "Did you mean owner?")
	wants(t, "an order by a list", get(asked("/initiatives", "sort", "spec.objectives")), http.StatusUnprocessableEntity, "Order: ")
	sent := get(asked("/initiatives", "columns", "spec.owner", "columns", "state", "field", "spec.owner", "test", "is", "value", "Anna Lindqvist", "where", "", "group", ""))
	if sent.status != http.StatusSeeOther {
		t.Fatalf("the form answers %d", sent.status)
	}
	got = get(sent.header.Get("Location"))
	if rows := rowsOf(got.body); len(rows) != 2 || rows[0] != "IN-02" || rows[1] != "IN-05" || !strings.Contains(plainOf(got.body), `Only where has(spec.owner) && spec.owner ==`) {
		t.Errorf("the condition that the form adds finds %v: %.300s", rows, plainOf(got.body))
	}
	if rows := rowsOf(get(asked("/initiatives", "q", "secrets")).body); len(rows) != 1 || rows[0] != "IN-08" {
		t.Errorf("words find %v", rows)
	}
	got = get(asked("/initiatives", "q", "secrets", "format", "csv"))
	if want := "Code,Title,Unit,Owner,Start,Due by,State,Last changed\nIN-08,Find out where long-lived secrets travel,Software and data,Nils Berg,1 Dec 2026,1 Aug 2027,proposed,5 Oct 2026\n"; got.body != want {
		t.Errorf("the list as a file is %q", got.body)
	}
	if got := get(asked("/initiatives", "format", "csv", "as_of", "2025-11-20")); strings.Contains(got.body, "IN-08") || !strings.Contains(got.body, "IN-01") {
		t.Errorf("the file is not of the day that is shown: %.300s", got.body)
	}
	if got := get(asked("/initiatives", "format", "xlsx")); !strings.HasPrefix(got.body, "PK") {
		t.Error("no workbook is sent")
	}
	if strings.Contains(get("/initiatives").body, "Send a changed sheet") {
		t.Error("somebody who may change nothing is offered to")
	}
	wants(t, "a sheet of somebody who may change nothing", get("/initiatives/import"), http.StatusForbidden)
}
