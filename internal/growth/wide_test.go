package growth_test

import (
	"bytes"
	"compress/gzip"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/steelyard-isms/steelyard/internal/access"
	"github.com/steelyard-isms/steelyard/internal/evaluate/wide"
	"github.com/steelyard-isms/steelyard/internal/record"
	"github.com/steelyard-isms/steelyard/internal/service"
)

// How large the programme is whose pages are measured, and what one of them may take.
const (
	wideMeasures, wideObjectives, wideUnits = 10_000, 1000, 100

	mostStatements = 5         // and who asks is among them
	mostGzipped    = 30 << 10  // bytes of HTML as they are sent
	mostHTML       = 200 << 10 // and as a browser has to read them
)

// widePages are the pages that show the programme as a whole, or one part of it.
var widePages = []string{"/today", "/expiring", "/expiring?show=later", "/find?q=measure", "/find/choices?q=m", "/keys", "/scorecards/card", "/scorecards/card?show=attention", "/scorecards/card?scope=u-1", "/units", "/units?view=table", "/measures?view=table&columns=spec.unit,spec.owner,spec.source,spec.type&group=spec.unit&sort=-spec.period_days&page=3", "/units/u-1", "/strategy-map", "/strategy-map/cascade", "/objectives", "/objectives?page=20", "/objectives?show=attention",
	"/objectives/o-1", "/measures", "/measures?page=200", "/measures?q=77", "/measures?view=charts", "/measures?view=charts&page=500", "/measures/m-1", "/measures/m-1?span=all", "/evidence", "/records", "/perspectives", "/perspectives/v-1/moves", "/why/objective/o-1", "/why/scorecard/card", "/settings", "/account", "/accounts"}

// newWide makes a programme of such a size, with a year of monthly values.
func newWide(tb testing.TB, dsn string, observe func(string)) *world {
	tb.Helper()
	w := &world{TB: tb, dsn: dsn, observe: observe, tokens: map[string]string{}}
	w.begin()
	for some := range slices.Chunk(wide.Programme(wideMeasures, wideObjectives, wideUnits), 5000) {
		w.declare(some...)
	}
	var links []record.Change
	for i := range 40 { // as many objectives as a strategy map can show, each with what it leads to
		if i%4 > 0 {
			for _, to := range []int{i - 1, (i+8)%40/4*4 + i%4 - 1} {
				links = append(links, declaration("strategy-link", fmt.Sprint("l-", i, "-", to), "Leads", "cause", fmt.Sprint("o-", i), "effect", fmt.Sprint("o-", to), "expectation", "It follows.",
					"sign", "strengthens", "strength", "weak", "lag", "P3M"))
			}
		}
	}
	w.declare(links...)
	w.accountOf("auditor", access.Auditor, "", "p") // who owns everything
	for month := range 12 {
		var points []service.NewPoint
		for m := range wideMeasures {
			points = append(points, point(fmt.Sprint("m-", m), beginning.AddDate(0, month-12, 0), float64((m*13+month*7)%101)))
		}
		w.points(points...)
	}
	w.at.Store(beginning.AddDate(0, 0, 20).UnixMicro())
	w.settle()
	return w
}

func gzipped(tb testing.TB, answer []byte) int {
	tb.Helper()
	var b bytes.Buffer
	z := gzip.NewWriter(&b)
	if _, err := z.Write(answer); err != nil {
		tb.Fatal(err)
	}
	if err := z.Close(); err != nil {
		tb.Fatal(err)
	}
	return b.Len()
}

// However large the programme, a page is one short answer, and asks the database a handful of times: never for each row, never for
// each chart. After a new value it asks a few times more, once.
func TestPagesOfALargeProgrammeStaySmall(t *testing.T) {
	for _, name := range []string{"sqlite", "postgres"} {
		t.Run(name, func(t *testing.T) {
			var l log
			w := newWide(t, databases[name](t), l.tell)
			for i, page := range widePages {
				w.ask("auditor", "GET", page, "", nil)
				l.taken()
				answer := w.ask("auditor", "GET", page, "", nil)
				taken := l.taken()
				w.points(point("m-1", w.now().Add(-time.Duration(i+2)*time.Hour), float64(50+i)))
				l.taken()
				w.ask("auditor", "GET", page, "", nil)
				after := l.taken()
				size := gzipped(t, answer)
				t.Logf("%s: %d statements, %d after a new value, %d bytes, %d packed", page, len(taken), len(after), len(answer), size)
				most := mostStatements
				if strings.HasPrefix(page, "/measures/") { // a month of m-1 has many more values than it is measured, and is read by a statement of its own
					most++
				}
				if len(taken) == 0 || len(taken) > most {
					t.Errorf("%s takes %d statements, not 1 to %d:\n%s", page, len(taken), most, strings.Join(taken, "\n"))
				}
				if size > mostGzipped || len(answer) > mostHTML {
					t.Errorf("%s has %d bytes, packed %d", page, len(answer), size)
				}
				if n := bytes.Count(answer, []byte(`src="`)) + bytes.Count(answer, []byte(`rel="stylesheet"`)); n > 5 {
					t.Errorf("%s asks for %d further files", page, n)
				}
			}
		})
	}
}
