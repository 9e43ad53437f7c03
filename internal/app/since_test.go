package app_test

import (
	"encoding/json"
	"fmt"
	"net/http"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/steelyard-isms/steelyard/internal/access"
	"github.com/steelyard-isms/steelyard/internal/app"
	"github.com/steelyard-isms/steelyard/internal/service"
)

// shown is what the API tells of a score.
type shown struct{ Shown, Band string }

// The two days that a page sets beside each other have the scores that the API tells of each, for the whole, a unit and every objective;
// and what it says to have changed is their difference.
func TestTwoDaysAreThoseOfTheAPI(t *testing.T) {
	a := start(t, app.Options{Database: filepath.Join(t.TempDir(), "demo.db"), Demo: true})
	token := tokenOf(t, a, access.Auditor)
	status := func(kind, name, asOf, more string) (out shown) {
		got := ask(t, http.MethodGet, a.Address()+"/api/v1/"+kind+"/"+name+"/status?as_of="+asOf+more, token, "")
		if got.status == http.StatusOK {
			if err := json.Unmarshal([]byte(got.body), &out); err != nil {
				t.Fatal(err)
			}
		}
		return out
	}
	at := a.Store.Snapshot().At()
	day := func(months int) string { return at.AddDate(0, -months, 0).Format("2006-01-02") }
	rowOf := regexp.MustCompile(`O-\d+`)
	for _, c := range []struct{ now, then, scope string }{{day(0), day(3), ""}, {day(5), day(11), ""}, {day(1), day(12), "U-03"}, {day(12), day(13), ""}, {day(20), day(60), ""}} {
		t.Run(c.then+" to "+c.now+" "+c.scope, func(t *testing.T) {
			path, api := "/scorecard?as_of="+c.now+"&compare="+c.then, ""
			if c.scope != "" {
				path, api = path+"&scope="+c.scope, "&scope="+c.scope
			}
			body := ask(t, http.MethodGet, a.Address()+path, token, "").body
			text := says(t, a, token, path, 200)
			then, now := status("scorecards", "S-01", c.then, api), status("scorecards", "S-01", c.now, api)
			var want string
			switch {
			case now.Band == "":
				want = "none now"
			case then.Band == "":
				want = "there was no score; now it is " + now.Shown + " " + now.Band
			case then.Shown == now.Shown:
				want = "stayed at " + now.Shown + " " + now.Band
			default:
				want = fmt.Sprintf("from %s %s to %s %s", then.Shown, then.Band, now.Shown, now.Band)
			}
			if !strings.Contains(text, want) {
				t.Errorf("the finding does not say %q: %.1500s", want, text)
			}
			_, table, _ := strings.Cut(body, `aria-labelledby="si"`)
			seen := 0
			for _, row := range strings.Split(table, "<tr>")[1:] {
				code := rowOf.FindString(row)
				if code == "" {
					continue
				}
				seen++
				words := strings.Join(strings.Fields(tags.ReplaceAllString(row, " ")), " ")
				for _, s := range []shown{status("objectives", code, c.then, ""), status("objectives", code, c.now, "")} {
					if s.Band != "" && !strings.Contains(words, s.Shown+" "+s.Band) {
						t.Errorf("%s does not have %s %s: %s", code, s.Shown, s.Band, words)
					}
				}
			}
			if seen == 0 && c.scope == "" {
				t.Errorf("no objective is compared: %.2000s", text)
			}
		})
	}
}

// Units on two days have the scores that the API tells of each, with their change; and what most of it is said to come from is the first of what the
// API says so of.
func TestUnitsOnTwoDaysAreThoseOfTheAPI(t *testing.T) {
	a := start(t, app.Options{Database: filepath.Join(t.TempDir(), "demo.db"), Demo: true})
	token := tokenOf(t, a, access.Auditor)
	at := a.Store.Snapshot().At()
	day := func(months int) string { return at.AddDate(0, -months, 0).Format("2006-01-02") }
	compared, told := 0, 0
	for _, c := range [][2]string{{day(0), day(3)}, {day(5), day(11)}, {day(12), day(60)}} {
		now, then := c[0], c[1]
		body := ask(t, http.MethodGet, a.Address()+"/units?as_of="+now+"&compare="+then, token, "").body
		_, table, _ := strings.Cut(body, `aria-labelledby="us"`)
		for _, row := range strings.Split(table, "<tr>")[2:] {
			code := regexp.MustCompile(`U-\d+`).FindString(row)
			words := strings.Join(strings.Fields(tags.ReplaceAllString(row, " ")), " ")
			got := ask(t, http.MethodGet, a.Address()+"/api/v1/scorecards/S-01/status?scope="+code+"&as_of="+now+"&since="+then, token, "")
			var status struct {
				shown
				Raw    *float64
				Change struct {
					shown
					Children []struct {
						Code, Title  string
						Contribution float64
					}
				}
			}
			if got.status != http.StatusOK || json.Unmarshal([]byte(got.body), &status) != nil {
				t.Fatalf("%s: %d %.300s", code, got.status, got.body)
			}
			for _, s := range []shown{status.Change.shown, status.shown} {
				if s.Band != "" && !strings.Contains(words, s.Shown+" "+s.Band) {
					t.Errorf("%s does not have %s %s: %s", code, s.Shown, s.Band, words)
				}
			}
			if status.Band == "" || status.Change.Band == "" {
				continue
			}
			compared++
			var was, is float64
			if _, err := fmt.Sscan(status.Change.Shown+" "+status.Shown, &was, &is); err != nil {
				t.Fatal(err)
			}
			if change := strings.TrimPrefix(fmt.Sprintf("%.1f", is-was), "-"); change != "0.0" && !strings.Contains(words, " "+change+" ") {
				t.Errorf("%s does not say that it changed by %s: %s", code, change, words)
			}
			if !strings.Contains(words, " from ") {
				continue
			}
			told++
			for _, child := range status.Change.Children { // the largest first
				if child.Contribution*(is-was) > 0 {
					points := strings.TrimSuffix(strings.Replace(fmt.Sprintf("%+.1f", child.Contribution), "-", "−", 1), ".0")
					if want := fmt.Sprintf("from %s ( %s )", child.Title, points); !strings.Contains(words, want) {
						t.Errorf("%s does not say that it came %s: %s", code, want, words)
					}
					break
				}
			}
		}
	}
	if compared < 10 || told < 6 {
		t.Errorf("only %d units have a score on both days, and %d say what it came from", compared, told)
	}
}

// An objective that is retired counts no more, and its name leads to the moment at which it did. Every link keeps the unit, and the earlier
// day where it leads to a later one.
func TestWhatIsGoneIsFoundOnItsDay(t *testing.T) {
	a := start(t, app.Options{Database: filepath.Join(t.TempDir(), "demo.db"), Demo: true})
	token := tokenOf(t, a, access.Administrator)
	if text := says(t, a, token, "/scorecard", 200); !strings.Contains(text, "Compare with the end of") {
		t.Errorf("the scorecard offers nothing to compare with: %.1000s", text)
	}
	yesterday := a.Store.Snapshot().At().AddDate(0, 0, -1).Format("2006-01-02")
	name := declareElsewhere(t, a, "grid-operations")
	with := a.Service.Seq()
	rec, ok := a.Store.Snapshot().Named("objective", name)
	if !ok {
		t.Fatal("nothing was declared")
	}
	came := says(t, a, token, fmt.Sprintf("/scorecard?as_of=entry:%d&compare=entry:%d", with, with-1), 200)
	if !strings.Contains(came, "Measured elsewhere did not count then.") || strings.Contains(came, "counts no more") {
		t.Errorf("the page does not tell what came: %.1500s", came)
	}
	if got := ask(t, http.MethodPost, a.Address()+"/api/v1/bulk", token, `{"reason":"it counts in a closed quarter, too","items":[{"action":"retire","kind":"objective","name":"`+name+`"}]}`); got.status != http.StatusOK {
		t.Fatalf("%d: %s", got.status, got.body)
	}
	path := fmt.Sprintf("/objectives/%s?as_of=entry%%3A%d", rec.Code, with)
	body := ask(t, http.MethodGet, fmt.Sprintf("%s/scorecard?compare=entry:%d", a.Address(), with), token, "").body
	if !strings.Contains(body, `href="`+path+`"`) || !strings.Contains(body, "counts no more") {
		t.Errorf("the page does not tell of what is gone, or leads nowhere: %s", path)
	}
	says(t, a, token, path, 200)
	unit := ask(t, http.MethodGet, a.Address()+"/scorecard?scope=U-03&compare="+yesterday, token, "").body
	for _, want := range []string{"compare=" + yesterday + "&amp;scope=U-01", "scope=U-03&amp;since=" + yesterday, `name="scope" value="U-03"`} {
		if !strings.Contains(unit, want) {
			t.Errorf("a link loses %s", want)
		}
	}
	quarter := service.QuarterEnds(a.Store.Snapshot().At(), 1)[0].Format("2006-01-02")
	if strings.Contains(unit, "as_of="+quarter+"&amp;compare") {
		t.Error("a link leads to a day before the one that it would compare with")
	}
	for path, status := range map[string]int{"/scorecard?compare=2999-01-01": 422, "/scorecard?compare=soon": 422, "/scorecard?compare=" + yesterday + "&as_of=2026-01-01": 422, "/units/U-03?compare=" + yesterday: 200, "/units?compare=" + yesterday: 200, "/units?compare=soon": 422, "/units?view=table&compare=" + yesterday: 422, "/objectives?compare=" + yesterday: 422} {
		if text := says(t, a, token, path, status); status == 422 && !strings.Contains(text, "compare") {
			t.Errorf("%s does not say what is wrong: %.600s", path, text)
		}
	}
}
