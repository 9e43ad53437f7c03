package app_test

import (
	"net/http"
	"path/filepath"
	"strings"
	"testing"

	"github.com/steelyard-isms/steelyard/internal/access"
	"github.com/steelyard-isms/steelyard/internal/app"
)

// Who looks at measures beside each other stays there with the same span, search, unit and day, wherever they go within the list, and an
// address that is mistyped answers with no other span.
func TestChartsKeepWhatWasAsked(t *testing.T) {
	a := start(t, app.Options{Database: filepath.Join(t.TempDir(), "demo.db"), Demo: true})
	token := tokenOf(t, a, access.Auditor)
	get := func(path string, status int) string {
		t.Helper()
		got := ask(t, http.MethodGet, a.Address()+path, token, "")
		if got.status != status {
			t.Fatalf("%s answers %d, not %d: %.300s", path, got.status, status, got.body)
		}
		return got.body
	}
	past := a.Store.Snapshot().At().AddDate(0, -2, 0).Format("2006-01-02")
	body := get("/measures?view=charts&span=24m&q=of&scope=U-01&page=1&as_of="+past, 200)
	for what, want := range map[string]string{
		"the list": `href="/measures?as_of=` + past + `&amp;q=of&amp;scope=U-01"`, "another span": `href="/measures?as_of=` + past + `&amp;q=of&amp;scope=U-01&amp;span=3m&amp;view=charts"`,
		"the usual span": `href="/measures?as_of=` + past + `&amp;q=of&amp;scope=U-01&amp;view=charts"`, "those that lack": `href="/measures?as_of=` + past + `&amp;q=of&amp;scope=U-01&amp;show=lacking&amp;span=24m&amp;view=charts"`,
		"a search": `<input type="hidden" name="span" value="24m">`, "now": `href="/measures?page=1&amp;q=of&amp;scope=U-01&amp;span=24m&amp;view=charts"`,
	} {
		if !strings.Contains(body, want) {
			t.Errorf("on the way to %s something is lost: no %s", what, want)
		}
	}
	first, second := get("/measures?view=charts", 200), get("/measures?view=charts&page=2", 200)
	if n := strings.Count(first, `<figure class="sm">`); n != 20 || !strings.Contains(first, `href="/measures?page=2&amp;view=charts"`) || !strings.Contains(second, `href="/measures?page=2&amp;span=3m&amp;view=charts"`) {
		t.Errorf("the first part has %d measures, or does not lead to the second, or that loses its place", n)
	}
	if body := get("/measures?view=charts&q=nothing-is-called-so", 200); !strings.Contains(body, "Nothing here is like that.") || strings.Contains(body, "of 0 measures") {
		t.Errorf("where nothing is found the page says %.2000s", body)
	}
	for _, bad := range []string{"view=chart", "view=charts&span=12", "view=charts&span=6m", "span=12m", "view=charts&spam=3m"} {
		get("/measures?"+bad, 422)
	}
}
