package app_test

import (
	"encoding/json"
	"net/http"
	"path/filepath"
	"strings"
	"testing"

	"github.com/steelyard-isms/steelyard/internal/access"
	"github.com/steelyard-isms/steelyard/internal/app"
)

// The page of a measure, its status in the API and its sentences say the same of chance; the reader chooses how much of it they see by the
// address alone.
func TestChanceIsToldAlikeEverywhere(t *testing.T) {
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
	var status struct {
		Measure struct {
			Control struct {
				State     string
				Stretches []struct {
					Values int
					Limits *struct{ Upper, Lower, Centre float64 }
				}
				Signals []struct{ Days []string }
			}
		}
		Explanation []string
	}
	if err := json.Unmarshal([]byte(get("/api/v1/measures/M-01/status", 200)), &status); err != nil {
		t.Fatal(err)
	}
	c := status.Measure.Control
	if len(c.Stretches) == 0 || c.Stretches[0].Limits == nil || c.Stretches[0].Limits.Upper <= c.Stretches[0].Limits.Lower {
		t.Fatalf("the demonstration has no limits for M-01: %+v", c)
	}
	text, page := strings.Join(status.Explanation, " "), get("/measures/M-01", 200)
	for where, said := range map[string]string{"explanation": text, "page": page} {
		if within := strings.Contains(said, "what chance alone would give"); within != (c.State == "within") {
			t.Errorf("the state is %s, and that the %s calls it chance is %v", c.State, where, within)
		}
		if signal := strings.Contains(said, "control limit</b></a> of") || strings.Contains(said, "the control limit of"); c.State == "within" && signal {
			t.Errorf("the %s tells of a signal, and there is none", where)
		}
	}
	rows := func(path string) (chart, values int) {
		body := get(path, 200)
		_, table, _ := strings.Cut(body, `class="asT"`)
		table, _, _ = strings.Cut(table, "</details>")
		_, list, _ := strings.Cut(body, `class="dt vals`)
		list, _, _ = strings.Cut(list, "</table>")
		return strings.Count(table, `<th scope="row">`), strings.Count(list, `<th scope="row">`)
	}
	usual, latest := rows("/measures/M-01")
	if usual != 24 || latest != 9 {
		t.Errorf("unless asked, the chart has %d periods and the list %d values", usual, latest)
	}
	if n, _ := rows("/measures/M-01?span=12"); n != 12 {
		t.Errorf("of twelve periods the chart has %d", n)
	}
	if n, all := rows("/measures/M-01?span=all&values=all"); n <= 24 || all <= 9 {
		t.Errorf("of all there are %d periods and %d values", n, all)
	}
	if !strings.Contains(get("/measures/M-01?span=12&as_of=2026-06-30", 200), `/measures/M-01?as_of=2026-06-30&amp;span=all`) {
		t.Error("who looks at a past day and at twelve periods leaves the day when they choose all")
	}
	get("/measures/M-01?span=7", 422)
	get("/measures/M-01?values=some", 422)
}
