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

func at0(path string, params ...string) string {
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
		if got := get(at0(path, "view", "table")); got.status != http.StatusOK {
			t.Errorf("the table of %s answers %d", k.Plural, got.status)
		}
		if got := get(at0(path, "view", "table", "format", "sheet.csv")); got.status != http.StatusOK || !strings.HasPrefix(got.body, "uid,kind,name,code") {
			t.Errorf("the sheet of %s answers %d: %.80s", k.Plural, got.status, got.body)
		}
	}
	got := get(at0("/measures", "view", "table", "columns", "spec.type,spec.owner,spec.period_days", "where", `spec.period_days >= 90`, "sort", "-spec.period_days", "group", "spec.type"))
	wants(t, "a grouped table", got, http.StatusOK)
	rows := rowsOf(got.body)
	t.Log(rows)
	if len(rows) < 4 || rows[0][0] != '[' {
		t.Errorf("the table is not grouped: %v", rows)
	}
	if !strings.Contains(got.body, `aria-sort="descending"`) {
		t.Error("no header says how the table is sorted")
	}
}
