//go:build corpus

package service_test

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/steelyard-isms/steelyard/internal/record"
	"github.com/steelyard-isms/steelyard/internal/service"
	"github.com/steelyard-isms/steelyard/internal/statistics"
)

// The whole of the published web-site scans, 43,991 answers to 97 questions on 515 days, as measures: the outage of 10 January 2025 is a failure of the data and no improvement, questions that
// end or begin are reported, and the jumps of what was scanned are signals. The figures are those of the page of the corpus, and of a look at the file.
func TestCorpusSeriesAsMeasures(t *testing.T) {
	folder := os.Getenv("STEELYARD_CORPUS")
	if folder == "" {
		t.Fatal("STEELYARD_CORPUS names the folder of the real files")
	}
	for name, dsn := range databases(t) {
		t.Run(name, func(t *testing.T) {
			b := newBench(t, dsn)
			now := time.Date(2026, 8, 23, 9, 0, 0, 0, time.UTC)
			b.now.Store(&now)
			ask := func(name, question string) string {
				return "{name: " + name + `, operation: value, column: answer, where: [{column: question, equals: "` + question + `"}]}`
			}
			daily := func(name, value string) string {
				return strings.Replace(measureDoc(name, "source: scans, value: "+value+", aggregation: last, reporting_period: day, "), "period_days: 31", "period_days: 1", 1)
			}
			b.must(b.declare(manager, base+doc("source", "scans", "Web-site scans", `{unit: enterprise, format: csv, checks: [{value: scanned, at_least: 15000, because: the scanner was down}], mapping: {rows: each,
  time: {column: committed_at, format: rfc3339}, values: [`+ask("scanned", "How many urls did we scan?")+", "+ask("wrong", "How many home scans failed because of invalid ssl certs?")+", "+
				ask("live_robots", "How many urls have a LIVE robots.txt?")+", "+ask("unreachable", "How many home scans failed because address was unreachable?")+`]}}`)+
				daily("scanned-sites", "scanned")+daily("wrong-certificates", "wrong")))
			f, err := os.Open(filepath.Join(folder, "gov-metrics", "gsa-site-scanning-kpi-timeseries-2022-2026.csv.gz"))
			b.must(err)
			defer func() { _ = f.Close() }()
			got, err := b.Collect(t.Context(), manager, service.NewFile{Source: "scans", Filename: "kpi.csv.gz", Content: f})
			b.must(err)
			if got.Run.Reading.Items != 43991 {
				t.Errorf("%d rows were read, want 43,991", got.Run.Reading.Items)
			}
			said := strings.Join(got.Run.Reading.Warnings, "\n")
			for _, want := range []string{"2025-01-10T13:10:09Z: scanned is 2, and less than 15000", "live_robots: ends on 2025-01-16", "unreachable: begins on 2026-02-05"} {
				if !strings.Contains(said, want) {
					t.Errorf("the run does not say %q:\n%s", want, said)
				}
			}
			v, err := b.View(t.Context(), manager, service.AsOf{})
			b.must(err)
			status, err := v.Status(t.Context())
			b.must(err)
			of := func(name string) *record.Record {
				r, err := v.Record("measure", name)
				b.must(err)
				return r
			}
			m := status.Measures[of("wrong-certificates").UID]
			c := status.Control(m)
			gap, improved := false, false
			for i, p := range c.Periods {
				if p.Day.String() != "2025-01-10" {
					continue
				}
				gap = p.Point == nil
				for _, s := range c.Signals {
					for _, at := range s.Points {
						improved = improved || at == i
					}
				}
			}
			if !gap || improved {
				t.Errorf("10 January 2025 is no gap (%v), or part of a signal (%v)", gap, improved)
			}
			q, ok := status.Quality(m)
			if !ok || len(q.Parts) == 0 || q.Parts[0].Name != statistics.Completeness {
				t.Errorf("the quality of the data is %+v", q)
			}
			jumps := map[string]bool{}
			population := status.Control(status.Measures[of("scanned-sites").UID])
			for i, r := range population.Ranges {
				for _, s := range population.Stretches {
					if i >= s.From && i < s.Until && s.Limits != nil && r > s.Limits.RangeLimit {
						jumps[population.Periods[i].Day.String()] = true
					}
				}
			}
			for _, x := range population.Signals {
				for _, at := range x.Points {
					jumps[population.Periods[at].Day.String()] = true
				}
			}
			for _, day := range []string{"2023-03-30", "2024-02-29", "2025-02-12", "2025-04-11"} {
				if !jumps[day] {
					t.Errorf("the jump of what was scanned on %s is within normal variation", day)
				}
			}
		})
	}
}
