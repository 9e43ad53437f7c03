package service_test

import (
	"fmt"
	"math/rand/v2"
	"strings"
	"testing"
	"time"

	"github.com/steelyard-isms/steelyard/internal/service"
)

const fromNought = "scale: {direction: higher, knots: {worst: 0, red: 40, green: 70, target: 100}}"

// summing declares measures over one source and over what is sent, with periods of all lengths, in two units.
func summing(zone string, begins int, how string) string {
	text := base + doc("unit", "west", "West", fmt.Sprintf("{parent: enterprise, time_zone: %s, fiscal_year_begins: %d}", zone, begins)) +
		doc("source", "table", "Table", "{unit: enterprise, format: csv, mapping: {rows: each, time: {column: at, format: unix}, values: [{name: open, operation: value, column: open}]}}")
	edges := ""
	for name, spec := range map[string]string{
		"plain":   "unit: enterprise, source: table, value: open, period_days: 31",
		"monthly": "unit: enterprise, source: table, value: open, period_days: 31, aggregation: sum, reporting_period: month",
		"weekly":  "unit: west, source: table, value: open, period_days: 31, aggregation: " + how + ", reporting_period: week",
		"daily":   "unit: west, period_days: 7, aggregation: last, reporting_period: day",
		"yearly":  "unit: west, source: table, value: open, period_days: 400, aggregation: max, reporting_period: year",
		"sent":    "unit: enterprise, period_days: 31",
		"both":    "unit: west, period_days: 31, formula: 'weekly + sent.or(0) - previous(daily).or(7)', inputs: [{name: weekly, measure: weekly}, {name: sent, measure: sent}, {name: daily, measure: daily}]",
	} {
		text += doc("measure", name, "Measure "+name, "{owner: p-01, "+spec+", "+fromNought+"}")
		edges += fmt.Sprintf("{measure: %s, weight: 1}, ", name)
	}
	targets := ""
	for _, m := range []string{"monthly", "weekly", "both"} {
		targets += fmt.Sprintf("{measure: %s, baseline: 0, start: 2024-06-01, plan: {target: 60, due: 2025-03-15}}, ", m)
	}
	return text + doc("objective", "one", "One", "{unit: enterprise, owner: p-01, perspective: process, weight: 1, measures: ["+edges+"], targets: ["+targets+"]}")
}

// happens is something that comes to be known: a file of the source, a value that is sent, corrected or withdrawn, of today or of long
// ago, or a unit that reports by another calendar.
func happens(b *bench, r *rand.Rand) {
	ago := func() time.Time {
		days := []int{0, 0, 0, 1, 2, 5, 9, 30, 60, 400, 1500, 1900}[r.IntN(12)]
		return b.clock().AddDate(0, 0, -days).Add(-time.Duration(r.IntN(30)) * time.Hour).Truncate(time.Hour)
	}
	switch r.IntN(9) {
	case 0:
		b.must(b.declare(manager, summing([]string{"America/New_York", "Pacific/Apia", "UTC"}[r.IntN(3)], 1+r.IntN(12), []string{"mean", "rate", "count-distinct", "min"}[r.IntN(4)])))
	case 1, 2, 3:
		text, seen := "at,open\n", map[int64]bool{}
		for range 1 + r.IntN(5) {
			if at := ago().Unix(); !seen[at] {
				seen[at] = true
				text += fmt.Sprintf("%d,%d\n", at, r.IntN(90))
			}
		}
		_, err := b.Collect(b.t.Context(), manager, service.NewFile{Source: "table", Content: strings.NewReader(text)})
		b.must(err)
	default:
		to := ago()
		if r.IntN(3) == 0 {
			to = to.Truncate(24 * time.Hour)
		}
		p := service.NewPoint{Measure: []string{"daily", "sent"}[r.IntN(2)], From: to, To: to, Note: "by chance"}
		if r.IntN(3) == 0 {
			p.From = to.Add(-time.Hour)
		}
		if r.IntN(4) > 0 {
			v := float64(r.IntN(90))
			p.Value = &v
		}
		_, err := b.AddPoints(b.t.Context(), manager, []service.NewPoint{p}, "", "", "")
		b.must(err)
	}
}

// The values of periods that a process has kept are, after whatever became known, those that a process that has just started
// reads: now, at the ends of periods, and as of earlier moments.
func TestPeriodsThatAreKeptAreThoseThatAreStored(t *testing.T) {
	const changes = 120
	for name, dsn := range databases(t) {
		t.Run(name, func(t *testing.T) {
			b := newBench(t, dsn)
			r := rand.New(rand.NewPCG(6, 25))
			b.must(b.declare(manager, summing("America/New_York", 4, "mean")))
			var moments []service.AsOf
			for i := range changes {
				if r.IntN(4) == 0 { // to the end of a day, here or there
					day := b.clock().Truncate(24*time.Hour).AddDate(0, 0, 1+r.IntN(3))
					next := day.Add([]time.Duration{-time.Microsecond, 0, 5*time.Hour - time.Microsecond, 4 * time.Hour}[r.IntN(4)])
					b.now.Store(&next)
				} else {
					b.pass(time.Duration(r.IntN(60)) * time.Hour)
				}
				happens(b, r)
				moments = append(moments, service.AsOf{Text: "then", At: b.clock()})
				if r.IntN(2) == 0 { // one alone may be asked for first
					v, err := b.View(t.Context(), manager, service.AsOf{})
					b.must(err)
					m, err := v.Record("measure", []string{"both", "weekly", "sent"}[r.IntN(3)])
					b.must(err)
					_, err = v.Explain(t.Context(), m)
					b.must(err)
				}
				for _, a := range []service.AsOf{{}, moments[r.IntN(len(moments))]} {
					fresh := &bench{t: t, store: b.store}
					var err error
					fresh.Service, err = service.New(service.Options{Store: b.store, Clock: b.clock})
					b.must(err)
					if got, want := b.describe(a), fresh.describe(a); got != want {
						t.Fatalf("after change %d, as of %q, it shows\n%s\nand read anew\n%s", i+1, a.Text, got, want)
					}
					b.pass(time.Duration(r.IntN(4)) * time.Hour)
				}
			}
			if got := b.describe(service.AsOf{}); strings.Count(got, `"period":"2`) < 4 || !strings.Contains(got, `"late":`) {
				t.Errorf("the story has too few values of periods to tell anything:\n%s", got)
			}
		})
	}
}
