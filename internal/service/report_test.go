package service_test

import (
	"testing"
	"time"

	"github.com/steelyard-isms/steelyard/internal/evaluate"
	"github.com/steelyard-isms/steelyard/internal/record"
	"github.com/steelyard-isms/steelyard/internal/service"
)

// Each customer is told the measures that name them, beside how those stood at the ends of the customer's last two periods: by the fiscal year and in the zone of the unit.
func TestCustomersAreToldByTheirPeriods(t *testing.T) {
	for name, dsn := range databases(t) {
		t.Run(name, func(t *testing.T) {
			b := newBench(t, dsn)
			customers := func(list string) string { return "customers: [" + list + "], " }
			b.must(b.declare(manager, base+doc("unit", "west", "West", "{parent: enterprise, fiscal_year_begins: 2, time_zone: America/Havana}")+
				measureDoc("monthly", customers("{person: p-02, format: One page, frequency: P1M}, {person: p-01}"))+
				measureDoc("half", customers("{person: p-02, frequency: P6M}"))+
				measureDoc("tendays", customers("{person: p-02, frequency: P10D}"))+measureDoc("untold", "")+
				doc("measure", "far", "Far", `{unit: west, owner: p-01, period_days: 31, customers: [{person: p-02, frequency: P3M}], scale: {direction: higher, knots: {worst: 50, red: 85, green: 95, target: 99}}}`)))
			value := func(measure string, at time.Time, v float64) service.NewPoint {
				return service.NewPoint{Measure: measure, From: at, To: at, Value: &v}
			}
			day := func(m time.Month, d, h int) time.Time { return time.Date(2025, m, d, h, 0, 0, 0, time.UTC) }
			b.pass(day(7, 20, 12).Sub(b.clock()))
			_, err := b.AddPoints(t.Context(), manager, []service.NewPoint{value("monthly", day(5, 31, 23), 60), value("monthly", day(6, 30, 23), 70), value("monthly", day(7, 5, 0), 80),
				value("half", day(6, 30, 23), 90), value("tendays", day(7, 1, 0), 91), value("tendays", day(7, 15, 0), 92),
				value("far", day(5, 1, 3), 75), value("far", day(5, 1, 5), 76)}, "", "", "") // Havana is 4 hours behind: its April ends at 04:00
			b.must(err)
			v, err := b.View(t.Context(), manager, service.AsOf{})
			b.must(err)
			all, err := v.Reports(t.Context())
			b.must(err)
			if len(all) != 2 || all[0].Person.Name != "p-01" || len(all[0].Measures) != 1 || !all[0].Measures[0].Since.IsZero() || all[0].Measures[0].Then != nil || !all[0].Next.IsZero() {
				t.Fatalf("%+v", all)
			}
			is := func(m *evaluate.Measure) float64 {
				if m == nil || m.Last == nil {
					return 0
				}
				return *m.Last.Value
			}
			type told struct {
				from, since, ends     string
				now, then, beforehand float64
			}
			want := map[string]told{
				"monthly": {"2025-05-31", "2025-06-30", "2025-07-31", 80, 70, 60},
				"half":    {"2024-12-31", "2025-06-30", "2025-12-31", 90, 90, 0},
				"tendays": {"2025-06-30", "2025-07-10", "", 92, 91, 0},
				"far":     {"2025-01-31", "2025-04-30", "2025-07-31", 76, 75, 0},
			}
			if r := all[1]; r.Person.Name != "p-02" || len(r.Measures) != len(want) || r.Next.String() != "2025-07-31" {
				t.Fatalf("%+v", r)
			}
			for _, m := range all[1].Measures {
				got := told{m.From.String(), m.Since.String(), m.Ends.String(), is(m.Now), is(m.Then), is(m.Earlier)}
				if got != want[m.Now.Record.Name] {
					t.Errorf("%s is told %+v and not %+v", m.Now.Record.Name, got, want[m.Now.Record.Name])
				}
			}
			if m := all[1].Measures[0]; m.Format != "One page" || m.Every != (record.Duration{Months: 1}) {
				t.Errorf("what is agreed is %q %v", m.Format, m.Every)
			}
			// what comes in later changes what was, but not in the report as it was known
			b.pass(time.Hour)
			_, err = b.AddPoints(t.Context(), manager, []service.NewPoint{value("monthly", day(6, 30, 23), 71)}, "", "", "corrected")
			b.must(err)
			past, err := b.View(t.Context(), manager, service.AsOf{Text: "x", Seq: v.Seq, At: v.At})
			b.must(err)
			again, err := past.Reports(t.Context())
			b.must(err)
			if got := is(again[1].Measures[0].Then); got != 70 {
				t.Errorf("the same report again says %v of June and not 70", got)
			}
			current, err := b.View(t.Context(), manager, service.AsOf{})
			b.must(err)
			later, err := current.Reports(t.Context())
			b.must(err)
			if got := is(later[1].Measures[0].Then); got != 71 {
				t.Errorf("now June is known as %v and not 71", got)
			}
		})
	}
}
