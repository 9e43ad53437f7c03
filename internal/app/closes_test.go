package app_test

import (
	"math"
	"net/http"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"testing"

	"github.com/steelyard-isms/steelyard/internal/access"
	"github.com/steelyard-isms/steelyard/internal/app"
	"github.com/steelyard-isms/steelyard/internal/web/page"
)

// A quarter that was closed, and of which a value was corrected later: its page says what was published and what is known now, why, and who closed it; the document comes by
// its digest; other pages of a day of the quarter say what was published; and a value of it is not kept until somebody says why.
func TestAClosedQuarterInTheBrowser(t *testing.T) {
	a := start(t, app.Options{Database: filepath.Join(t.TempDir(), "demo.db"), Demo: true})
	token := tokenFor(t, a, access.ISMSManager)
	r, ok := a.Store.Snapshot().Lookup("period-close", "PC-01")
	if !ok {
		t.Fatal("the demonstration closes no quarter")
	}
	got := ask(t, http.MethodGet, a.Address()+"/period-closes/PC-01", token, "")
	wants(t, "the page of the quarter", got, http.StatusOK, "closed the figures of Information security scorecard", "The score was published as", "Since then", "Restatements", "counted again by running versions",
		"The published document", "comes to the same figures", "As published As known now Difference", "Days until a critical patch is in place")
	agree(t, got.body)
	_, after, _ := strings.Cut(got.body, `href="/files/`)
	digest, _, _ := strings.Cut(after, `"`)
	file := ask(t, http.MethodGet, a.Address()+"/files/"+digest, token, "")
	if file.status != http.StatusOK || file.header.Get("Content-Type") != "application/json" || !strings.Contains(file.header.Get("Cache-Control"), "immutable") || !strings.HasPrefix(file.body, `{"format":"steelyard-figures/1"`) {
		t.Errorf("the document is served as %d %v: %.200s", file.status, file.header, file.body)
	}
	table := ask(t, http.MethodGet, a.Address()+"/api/v1/period-closes/PC-01/figures?format=csv&all=true", token, "")
	if table.status != http.StatusOK || !strings.HasPrefix(table.body, "kind,code,title,figure,about,unit,published,now,difference,differs,publication,against,published_void,now_void\nscorecard,S-01,") {
		t.Errorf("the table is %d %.200s", table.status, table.body)
	}
	day := strings.Split(digestDay(file.body), ",")[0]
	for _, path := range []string{"/scorecard", "/measures/M-32", "/objectives/O-10"} {
		past := ask(t, http.MethodGet, a.Address()+path+"?as_of="+day, token, "")
		wants(t, path+" on the last day of it", past, http.StatusOK, "This day lies in the closed period "+r.Title, "Published as of")
		if now := ask(t, http.MethodGet, a.Address()+path, token, ""); strings.Contains(now.body, "closed period") {
			t.Errorf("%s of today tells of a closed period", path)
		}
	}
	in := func(body string) *filledForm { // the form leads to its own address
		f := formIn(t, a, token, body)
		f.action = page.PathValues
		return f
	}
	shown := in(ask(t, http.MethodGet, a.Address()+page.PathValues, token, "").body).send("value.M-32", "19", "day.M-32", day)
	wants(t, "a value of the quarter", shown, http.StatusOK, "1 is of a closed period, and needs a reason", "of the closed period "+r.Title)
	without := in(shown.body).send("do", "save")
	wants(t, "saving it without a reason", without, http.StatusUnprocessableEntity, "Say why")
	wants(t, "saving it with one", in(without.body).send("do", "save", "note.0", "counted a third time"), http.StatusSeeOther)
	wants(t, "the page of the quarter then", ask(t, http.MethodGet, a.Address()+"/period-closes/PC-01", token, ""), http.StatusOK, "counted a third time")
	wants(t, "a changed threshold", formAt(t, a, token, "/measures/M-01/edit").send("spec.scale.knots.green", "75", "do", "review"), http.StatusOK, "It reaches into the closed period "+r.Title)
}

// agree checks that the differences that are told are those of the figures beside them.
func agree(t *testing.T, body string) {
	t.Helper()
	number := `([0-9.]+)[^<]*<`
	row := regexp.MustCompile(`(?s)data-l="As published">.*?>` + number + `.*?data-l="As known now">.*?>` + number + `.*?data-l="Difference">(.*?)</td>`)
	moved := regexp.MustCompile(`(▼?)(?:[^0-9▼]*?)([+−]?)([0-9]+(?:\.[0-9]+)?)`)
	checked := 0
	for _, part := range strings.Split(body, "<tr>") {
		m := row.FindStringSubmatch(part)
		if m == nil {
			continue
		}
		plain := regexp.MustCompile(`<[^>]*>`).ReplaceAllString(m[3], "")
		x := moved.FindStringSubmatch(strings.TrimSpace(plain))
		if x == nil {
			continue
		}
		told, _ := strconv.ParseFloat(x[3], 64)
		if strings.Contains(plain, "▼") || x[2] == "−" {
			told = -told
		}
		then, _ := strconv.ParseFloat(m[1], 64)
		now, _ := strconv.ParseFloat(m[2], 64)
		if checked++; math.Abs(now-then-told) > 1e-6 {
			t.Errorf("%s and %s are told to differ by %s", m[1], m[2], strings.TrimSpace(plain))
		}
	}
	if checked < 4 {
		t.Errorf("only %d differences are told", checked)
	}
}

// digestDay is the last day of the period in a document, and what follows.
func digestDay(document string) string {
	_, after, _ := strings.Cut(document, `"until":"`)
	return strings.Replace(after, `"`, ",", 1)
}
