package app_test

import (
	"net/http"
	"path/filepath"
	"strings"
	"testing"

	"github.com/steelyard-isms/steelyard/internal/access"
	"github.com/steelyard-isms/steelyard/internal/app"
)

// A close holds the last value of a measure that had expired, and what the little that is known of an objective comes to: neither is read as a figure that was published, on the page, in the table
// or through the API. The document stays as it was.
func TestWhatHadExpiredIsNoFigureOfAClosedPeriod(t *testing.T) {
	a := start(t, app.Options{Database: filepath.Join(t.TempDir(), "demo.db"), Demo: true})
	token, executive := tokenFor(t, a, access.ISMSManager), tokenFor(t, a, access.Executive)
	at := func(path string) answer { return ask(t, http.MethodGet, a.Address()+path, token, "") }
	wants(t, "the quarter", at("/period-closes/PC-01"), http.StatusOK, "counted by hand M-37 Measure none expired, last 60% none expired, last 60% no change", "comes to the same figures")
	table := at("/api/v1/period-closes/PC-01/figures?format=csv&all=true").body
	for _, row := range []string{"value,,%,60,60,,false,1,now,true,true\n", "band,,,act,act,,false,1,now,true,true\n", "data,,,expired,expired,,false,1,now,false,false\n"} {
		if !strings.Contains(table, "counted by hand\","+row) {
			t.Errorf("the table has no row %q", row)
		}
	}
	if body := at("/api/v1/period-closes/PC-01/figures?all=true&limit=20000").body; !strings.Contains(body, `"figure":"value","about":"","unit":"%","declared":false,"published":{"number":60,"text":"","void":true},"now":{"number":60,"text":"","void":true},"difference":null`) {
		t.Error("the API gives the value that had expired as a figure")
	}
	day := strings.Split(digestDay(at("/api/v1/period-closes/PC-01").body), ",")[0]
	wants(t, "the measure on that day", at("/measures/M-37?as_of="+strings.TrimRight(day, "}")), http.StatusOK, "Published as of", "and still known so, is none .")

	wants(t, "closing the next quarter", ask(t, http.MethodPost, a.Address()+"/api/v1/period-closes/PC-02/moves", executive, `{"move":"close","reason":"agreed"}`), http.StatusOK)
	wants(t, "the next quarter", at("/period-closes/PC-02"), http.StatusOK, "O-16 Objective none insufficient data, what is known scores 56.0 none insufficient data, what is known scores 56.0 no change")
	if table := at("/api/v1/period-closes/PC-02/figures?format=csv&all=true").body; !strings.Contains(table, ",score,,,56,56,,false,1,now,true,true\n") {
		t.Error("the table gives the score of what too little was known of as one")
	}
}
