package growth_test

import (
	"database/sql"
	"encoding/json"
	"math"
	"math/rand/v2"
	"strings"
	"testing"
	"time"

	"github.com/steelyard-isms/steelyard/internal/access"
	"github.com/steelyard-isms/steelyard/internal/evaluate/wide"
	"github.com/steelyard-isms/steelyard/internal/service"
)

const (
	decadeDays = 3652
	decadePage = "/measures/m-0"
)

// newDecade makes a programme with measures of each day of ten years; m-1 counts values as they come, the others by day.
func newDecade(tb testing.TB, dsn string, observe func(string), measures ...string) *world {
	tb.Helper()
	w := &world{TB: tb, dsn: dsn, observe: observe, tokens: map[string]string{}}
	w.begin()
	programme := wide.Programme(20, 5, 4)
	for _, c := range programme {
		if spec, ok := c.Spec.(map[string]any); ok && c.Kind == "measure" {
			if spec["period_days"] = json.Number("1"); c.Name != "m-1" {
				spec["aggregation"], spec["reporting_period"] = "last", "day"
			}
		}
	}
	w.declare(programme...)
	w.account("auditor", access.Auditor, "")
	today := beginning.AddDate(0, 0, 20)
	w.at.Store(today.UnixMicro())
	r := rand.New(rand.NewPCG(10, decadeDays))
	var points []service.NewPoint
	level := 60.0
	for day := range decadeDays {
		level = max(20, min(100, level+r.NormFloat64()))
		for _, m := range measures {
			points = append(points, point(m, today.AddDate(0, 0, day-decadeDays+1), math.Round(level*10)/10))
		}
	}
	w.points(points...)
	w.settle()
	return w
}

// The page of a measure with ten years of daily values reads the points that it lists by one statement; one whose values count by period reads those of the period that goes on by another.
func TestAMeasureOfTenYears(t *testing.T) {
	for _, name := range []string{"sqlite", "postgres"} {
		t.Run(name, func(t *testing.T) {
			var l log
			w := newDecade(t, databases[name](t), l.tell, "m-0", "m-1")
			for page, most := range map[string]int{"/measures/m-1": 1, decadePage: 2} {
				w.ask("auditor", "GET", page, "", nil)
				l.taken()
				answer := w.ask("auditor", "GET", page, "", nil)
				taken := l.taken()
				reads := 0
				for _, s := range taken {
					if strings.Contains(s, "FROM point") {
						reads++
					}
				}
				t.Logf("%s: %d statements, %d packed bytes", page, len(taken), gzipped(t, answer))
				if reads > most || len(taken) > mostStatements+most-1 {
					t.Errorf("%s takes %d statements, %d of them for points:\n%s", page, len(taken), reads, strings.Join(taken, "\n"))
				}
				if size := gzipped(t, answer); size > mostGzipped {
					t.Errorf("the page has %d bytes packed, more than %d", size, mostGzipped)
				}
			}
		})
	}
}

// BenchmarkTenYears asks for the page of a measure of ten years of daily values, and reads the same 3,652 points with the bare driver. Reported: ms of both, and their ratio.
func BenchmarkTenYears(b *testing.B) {
	for _, name := range []string{"sqlite", "postgres"} {
		b.Run(name, func(b *testing.B) {
			dsn := databases[name](b)
			w := newDecade(b, dsn, nil, "m-0")
			db, err := sql.Open(map[string]string{"sqlite": "sqlite", "postgres": "pgx"}[name], dsn)
			if err != nil {
				b.Fatal(err)
			}
			b.Cleanup(func() { _ = db.Close() })
			s := w.serve()
			began := time.Now()
			s.timed(read{who: "auditor", path: decadePage})
			first := time.Since(began)
			bareReads(b, db, decadeDays)
			var ours, bare []time.Duration
			for b.Loop() {
				for range 20 {
					ours = append(ours, s.timed(read{who: "auditor", path: decadePage}))
					began := time.Now()
					bareReads(b, db, decadeDays)
					bare = append(bare, time.Since(began))
				}
			}
			b.ReportMetric(first.Seconds()*1000, "ms-first")
			b.ReportMetric(percentile(ours, 50), "ms-page")
			b.ReportMetric(percentile(bare, 50), "ms-sql")
			b.ReportMetric(percentile(ours, 50)/percentile(bare, 50), "page/sql")
		})
	}
}
