package service_test

import (
	"path/filepath"
	"testing"
	"time"

	"github.com/steelyard-isms/steelyard/internal/access"
	"github.com/steelyard-isms/steelyard/internal/ascode"
	"github.com/steelyard-isms/steelyard/internal/evaluate"
	"github.com/steelyard-isms/steelyard/internal/kinds"
	"github.com/steelyard-isms/steelyard/internal/measure"
	"github.com/steelyard-isms/steelyard/internal/measurement"
	"github.com/steelyard-isms/steelyard/internal/record"
	"github.com/steelyard-isms/steelyard/internal/service"
	"github.com/steelyard-isms/steelyard/internal/store"
	"github.com/steelyard-isms/steelyard/internal/store/pgtest"
)

// BenchmarkPeriods sums up 48 months of hourly points of one measure, as the first page after a start does. The floor is to go
// through the same points and add nothing up; the ratio is the whole request divided by it.
func BenchmarkPeriods(b *testing.B) {
	for name, dsn := range map[string]string{"sqlite": filepath.Join(b.TempDir(), "steelyard.db"), "postgres": pgtest.DSN(b)} {
		b.Run(name, func(b *testing.B) {
			now := time.Date(2026, 1, 15, 9, 0, 0, 0, time.UTC)
			clock := func() time.Time { return now }
			s, err := store.Open(b.Context(), store.Options{DSN: dsn, Registry: kinds.Registry(), Clock: clock})
			if err != nil {
				b.Fatal(err)
			}
			defer func() { _ = s.Close() }()
			svc, err := service.New(service.Options{Store: s, Clock: clock})
			if err != nil {
				b.Fatal(err)
			}
			changes, bad := ascode.Read("bench.yaml", []byte(base+doc("measure", "hourly", "Hourly", "{unit: enterprise, owner: p-01, period_days: 31, aggregation: mean, reporting_period: month, "+fromNought+"}")))
			if len(bad) > 0 {
				b.Fatal(bad)
			}
			if _, err := svc.Declare(b.Context(), access.Principal{Role: access.Administrator, Via: "test"}, changes, "test"); err != nil {
				b.Fatal(err)
			}
			var points []service.NewPoint
			for at := now.AddDate(0, -48, 0); at.Before(now); at = at.Add(time.Hour) {
				v := float64(at.Hour())
				points = append(points, service.NewPoint{Measure: "hourly", From: at, To: at, Value: &v})
			}
			for len(points) > 0 {
				n := min(10_000, len(points))
				if _, err := svc.AddPoints(b.Context(), manager, points[:n], "", "", ""); err != nil {
					b.Fatal(err)
				}
				points = points[n:]
			}
			r, _ := s.Snapshot().Lookup("measure", "hourly")
			m, _ := record.As[measure.Measure](r)
			id := evaluate.StoredSeries(s.Snapshot(), m).ID()
			var floor, whole time.Duration
			count := 0
			for b.Loop() {
				began := time.Now()
				count = 0
				if err := s.EachHeld(b.Context(), []int64{id}, now.AddDate(0, -49, 0), now, s.Snapshot().Seq(), func(*measurement.Recorded) error { count++; return nil }); err != nil {
					b.Fatal(err)
				}
				middle := time.Now()
				fresh, err := service.New(service.Options{Store: s, Clock: clock})
				if err != nil {
					b.Fatal(err)
				}
				v, err := fresh.View(b.Context(), manager, service.AsOf{})
				if err != nil {
					b.Fatal(err)
				}
				values, err := v.Values(b.Context(), m)
				if err != nil || len(values) != 48 {
					b.Fatalf("%d periods: %v", len(values), err)
				}
				floor, whole = floor+middle.Sub(began), whole+time.Since(middle)
			}
			b.ReportMetric(float64(whole)/float64(floor), "ratio")
			b.ReportMetric(float64(floor)/float64(b.N)/float64(count), "ns/point-floor")
			b.ReportMetric(float64(whole)/float64(b.N)/1e6, "ms/start")
		})
	}
}
