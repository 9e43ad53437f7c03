package growth_test

import (
	"bytes"
	"database/sql"
	"encoding/json"
	"fmt"
	"math"
	"math/rand/v2"
	"strings"
	"testing"
	"time"

	"github.com/steelyard-isms/steelyard/internal/access"
	"github.com/steelyard-isms/steelyard/internal/evaluate/wide"
	"github.com/steelyard-isms/steelyard/internal/service"
)

// How many series stand beside each other, and over how many days each has a value.
const besideSeries, besideDays = 20, 365

const besidePage = "/measures?view=charts"

// newBeside makes a programme of twenty measures with a value on each day of a year: per cent with one decimal that go up and down by
// chance, which packs worse than what is measured.
func newBeside(tb testing.TB, dsn string, observe func(string)) *world {
	tb.Helper()
	w := &world{TB: tb, dsn: dsn, observe: observe, tokens: map[string]string{}}
	w.begin()
	programme := wide.Programme(besideSeries, 5, 4)
	for _, c := range programme {
		if spec, ok := c.Spec.(map[string]any); ok && c.Kind == "measure" {
			spec["period_days"] = json.Number("1")
		}
	}
	w.declare(programme...)
	w.account("auditor", access.Auditor, "")
	today := beginning.AddDate(0, 0, 20)
	w.at.Store(today.UnixMicro())
	r := rand.New(rand.NewPCG(20, 365))
	var points []service.NewPoint
	for m := range besideSeries {
		level := 60.0
		for day := range besideDays {
			level = max(20, min(100, level+r.NormFloat64()*4))
			points = append(points, point(fmt.Sprint("m-", m), today.AddDate(0, 0, day-besideDays+1), math.Round(level*10)/10))
		}
	}
	w.points(points...)
	w.settle()
	return w
}

// Twenty series of a year's daily values are one page: one answer that a phone loads at once, a handful of statements, no further
// request for any chart.
func TestManySeriesBesideEachOther(t *testing.T) {
	for _, name := range []string{"sqlite", "postgres"} {
		t.Run(name, func(t *testing.T) {
			var l log
			w := newBeside(t, databases[name](t), l.tell)
			w.ask("auditor", "GET", besidePage, "", nil)
			l.taken()
			answer := w.ask("auditor", "GET", besidePage, "", nil)
			taken := l.taken()
			size := gzipped(t, answer)
			t.Logf("%s: %d statements, %d bytes, %d packed", besidePage, len(taken), len(answer), size)
			if n := bytes.Count(answer, []byte(`class="lch sml"`)); n != besideSeries {
				t.Errorf("the page has %d drawings, not %d", n, besideSeries)
			}
			if n := bytes.Count(answer, []byte(fmt.Sprintf(`">%d</td>`, besideDays))); n != besideSeries {
				t.Errorf("of %d measures, not %d, the page knows %d values", n, besideSeries, besideDays)
			}
			if len(taken) == 0 || len(taken) > mostStatements {
				t.Errorf("it takes %d statements, not 1 to %d:\n%s", len(taken), mostStatements, strings.Join(taken, "\n"))
			}
			reads := 0
			for _, s := range taken {
				if strings.Contains(s, "FROM point") {
					reads++
				}
			}
			if reads > 2 { // which months are dense, and their points
				t.Errorf("all series are read by %d statements, not by two:\n%s", reads, strings.Join(taken, "\n"))
			}
			if size > mostGzipped {
				t.Errorf("the page has %d bytes packed, more than %d", size, mostGzipped)
			}
			if n := bytes.Count(answer, []byte(`src="`)) + bytes.Count(answer, []byte(`rel="stylesheet"`)); n > 5 {
				t.Errorf("the page asks for %d further files", n)
			}
		})
	}
}

// BenchmarkTwentySeries asks for the page of twenty series of a year's daily values, and reads the same 7,300 points with the bare
// driver from the same database. Reported: ms of both, and their ratio.
func BenchmarkTwentySeries(b *testing.B) {
	for _, name := range []string{"sqlite", "postgres"} {
		b.Run(name, func(b *testing.B) {
			dsn := databases[name](b)
			w := newBeside(b, dsn, nil)
			driver := map[string]string{"sqlite": "sqlite", "postgres": "pgx"}[name]
			db, err := sql.Open(driver, dsn)
			if err != nil {
				b.Fatal(err)
			}
			b.Cleanup(func() { _ = db.Close() })
			s := w.serve()
			s.timed(read{who: "auditor", path: besidePage})
			bareReads(b, db, besideSeries*besideDays)
			var ours, bare []time.Duration
			for b.Loop() {
				for range 20 {
					ours = append(ours, s.timed(read{who: "auditor", path: besidePage}))
					began := time.Now()
					bareReads(b, db, besideSeries*besideDays)
					bare = append(bare, time.Since(began))
				}
			}
			b.ReportMetric(percentile(ours, 50), "ms-page")
			b.ReportMetric(percentile(bare, 50), "ms-sql")
			b.ReportMetric(percentile(ours, 50)/percentile(bare, 50), "page/sql")
		})
	}
}

// bareReads reads all points, of which there are so many, and nothing of them but what is drawn.
func bareReads(b *testing.B, db *sql.DB, want int) {
	b.Helper()
	rows, err := db.QueryContext(b.Context(), "SELECT series, valid_to, value FROM point ORDER BY month, series, valid_to")
	if err != nil {
		b.Fatal(err)
	}
	defer func() { _ = rows.Close() }()
	n := 0
	for ; rows.Next(); n++ {
		var series, to int64
		var value float64
		if err := rows.Scan(&series, &to, &value); err != nil {
			b.Fatal(err)
		}
	}
	if err := rows.Err(); err != nil || n != want {
		b.Fatalf("%d points were read (%v)", n, err)
	}
}
