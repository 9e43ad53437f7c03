package growth_test

import (
	"bytes"
	"compress/gzip"
	"fmt"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/steelyard-isms/steelyard/internal/access"
	"github.com/steelyard-isms/steelyard/internal/evaluate/wide"
	"github.com/steelyard-isms/steelyard/internal/service"
)

// How large the programme is whose pages are measured, and what one of them may take.
const (
	wideMeasures, wideObjectives, wideUnits = 10_000, 1000, 100

	readers        = 20
	mostStatements = 5         // and who asks is among them
	mostGzipped    = 30 << 10  // bytes of HTML as they are sent
	mostHTML       = 200 << 10 // and as a browser has to read them
)

// widePages are the pages that show the programme as a whole, or one part of it.
var widePages = []string{"/scorecards/card", "/scorecards/card?show=attention", "/scorecards/card?scope=u-1", "/units", "/units/u-1", "/objectives", "/objectives?page=20", "/objectives?show=attention",
	"/objectives/o-1", "/measures", "/measures?page=200", "/measures?q=77", "/measures/m-1", "/measures/m-1?span=all", "/evidence", "/why/objective/o-1", "/why/scorecard/card"}

// newWide makes a programme of such a size, with a year of monthly values.
func newWide(tb testing.TB, dsn string, observe func(string)) *world {
	tb.Helper()
	w := &world{TB: tb, dsn: dsn, observe: observe, tokens: map[string]string{}}
	w.begin()
	for some := range slices.Chunk(wide.Programme(wideMeasures, wideObjectives, wideUnits), 5000) {
		w.declare(some...)
	}
	w.account("auditor", access.Auditor, "")
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
				if len(taken) == 0 || len(taken) > mostStatements {
					t.Errorf("%s takes %d statements, not 1 to %d:\n%s", page, len(taken), mostStatements, strings.Join(taken, "\n"))
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

// BenchmarkReaders asks for the pages of a large programme as twenty people do who each open the next page as soon as they have
// one. Reported for each page, in ms: what half of the answers took at most, and 99 of 100; and what one reader alone waits.
func BenchmarkReaders(b *testing.B) {
	w := newWide(b, databases["sqlite"](b), nil)
	for _, page := range widePages {
		b.Run(page, func(b *testing.B) {
			w.ask("auditor", "GET", page, "", nil)
			var alone, together []time.Duration
			for b.Loop() {
				for range readers {
					alone = append(alone, w.timed(page))
				}
				together = append(together, w.crowded(page)...)
			}
			b.ReportMetric(percentile(alone, 50), "ms-alone")
			b.ReportMetric(percentile(together, 50), "ms-p50")
			b.ReportMetric(percentile(together, 99), "ms-p99")
		})
	}
}

// crowded is how long each of a hundred answers took, asked by twenty readers at once.
func (w *world) crowded(page string) []time.Duration {
	var mu sync.Mutex
	var out []time.Duration
	var wait sync.WaitGroup
	for range readers {
		wait.Go(func() {
			for range 5 {
				took := w.timed(page)
				mu.Lock()
				out = append(out, took)
				mu.Unlock()
			}
		})
	}
	wait.Wait()
	return out
}

func (w *world) timed(page string) time.Duration {
	began := time.Now()
	w.ask("auditor", "GET", page, "", nil)
	return time.Since(began)
}

func percentile(all []time.Duration, p int) float64 {
	slices.Sort(all)
	return float64(all[(len(all)*p+99)/100-1].Microseconds()) / 1000
}
