package service_test

import (
	"fmt"
	"path/filepath"
	"slices"
	"testing"
	"time"

	"github.com/steelyard-isms/steelyard/internal/evaluate/wide"
	"github.com/steelyard-isms/steelyard/internal/kinds"
	"github.com/steelyard-isms/steelyard/internal/service"
	"github.com/steelyard-isms/steelyard/internal/store"
)

// From a new value to the scorecard that shows it: sent, written, evaluated and explained, with 10,000 measures, 1,000
// objectives and 100 units. Of the same run: what the writing alone takes, and what computing everything anew would.
func BenchmarkPointToScorecard(b *testing.B) {
	const measures, objectives, units = 10_000, 1000, 100
	s, err := store.Open(b.Context(), store.Options{DSN: filepath.Join(b.TempDir(), "steelyard.db"), Registry: kinds.Registry()})
	if err != nil {
		b.Fatal(err)
	}
	defer func() { _ = s.Close() }()
	svc, err := service.New(service.Options{Store: s})
	if err != nil {
		b.Fatal(err)
	}
	for some := range slices.Chunk(wide.Programme(measures, objectives, units), 5000) {
		if _, err := svc.Declare(b.Context(), administrator, some, "test"); err != nil {
			b.Fatal(err)
		}
	}
	begin := time.Now().UTC().Add(-500 * 24 * time.Hour).Truncate(time.Hour)
	send := func(points []service.NewPoint) {
		if _, err := svc.AddPoints(b.Context(), manager, points, "", "", ""); err != nil {
			b.Fatal(err)
		}
	}
	value := func(m int, at time.Time, v float64) service.NewPoint {
		return service.NewPoint{Measure: fmt.Sprint("m-", m), From: at, To: at, Value: &v}
	}
	for month := range 17 {
		points := make([]service.NewPoint, measures)
		for m := range points {
			points[m] = value(m, begin.AddDate(0, month, 0), float64((m*13+month*7)%101))
		}
		for some := range slices.Chunk(points, 10_000) {
			send(some)
		}
	}
	show := func(svc *service.Service) float64 { // what a page asks for, at its moment and at the ends of the quarters before
		v, err := svc.View(b.Context(), manager, service.AsOf{})
		if err != nil {
			b.Fatal(err)
		}
		card, err := v.Record("scorecard", "card")
		if err != nil {
			b.Fatal(err)
		}
		status, err := v.Status(b.Context())
		if err != nil {
			b.Fatal(err)
		}
		if _, err := v.Explain(b.Context(), card); err != nil {
			b.Fatal(err)
		}
		return status.Scorecards[card.UID].Node.Score.Or(-1)
	}
	show(svc)
	var written, shown time.Duration
	n, last := 0, show(svc)
	for b.Loop() {
		began := time.Now()
		send([]service.NewPoint{value(n*37%measures, began.UTC().Add(-time.Minute).Truncate(time.Microsecond), float64((n*29+77)%101))})
		stored := time.Now()
		now := show(svc)
		written, shown = written+stored.Sub(began), shown+time.Since(stored)
		if n++; n == 1 && now == last {
			b.Fatal("the scorecard does not show the new value")
		}
	}
	fresh, err := service.New(service.Options{Store: s})
	if err != nil {
		b.Fatal(err)
	}
	began := time.Now()
	if a, c := show(fresh), show(svc); a != c {
		b.Fatalf("computed anew the scorecard shows %v, not %v", a, c)
	}
	anew := time.Since(began)
	ms := func(d time.Duration) float64 { return float64(d.Microseconds()) / 1000 }
	b.ReportMetric(ms(written)/float64(n), "ms-written")
	b.ReportMetric(ms(shown)/float64(n), "ms-shown")
	b.ReportMetric(ms(written+shown)/float64(n), "ms-in-all")
	b.ReportMetric(ms(anew), "ms-anew")
	if ratio := shown.Seconds() / float64(n) / anew.Seconds(); ratio > 0.1 {
		b.Errorf("showing one new value takes %.2f of what computing everything anew takes, not a tenth", ratio)
	}
}
