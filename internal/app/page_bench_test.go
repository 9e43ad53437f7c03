package app_test

import (
	"fmt"
	"net/http"
	"os"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/steelyard-isms/steelyard/internal/access"
	"github.com/steelyard-isms/steelyard/internal/app"
	"github.com/steelyard-isms/steelyard/internal/ascode"
	"github.com/steelyard-isms/steelyard/internal/measurement"
	"github.com/steelyard-isms/steelyard/internal/service"
)

// BenchmarkPage asks for the list of measures, with STEELYARD_POINTS stored points (300,000 unless told) of 10 measures
// over four years. Reported, in ms: the first page after the start, the same again, and the first after one new point; and
// the status of one measure in a process that has just started.
func BenchmarkPage(b *testing.B) {
	points := 300_000
	if text := os.Getenv("STEELYARD_POINTS"); text != "" {
		var err error
		if points, err = strconv.Atoi(text); err != nil {
			b.Fatal("STEELYARD_POINTS:", err)
		}
	}
	for name, dsn := range benchDatabases(b) {
		b.Run(name, func(b *testing.B) {
			token := fourYears(b, dsn, points)
			var first, again, after, one time.Duration
			turns := 0
			for b.Loop() {
				turns++
				a := start(b, app.Options{Database: dsn})
				one += timed(b, a, token, "/api/v1/measures/m-3/status")
				a = start(b, app.Options{Database: dsn})
				first += timed(b, a, token, "/measures")
				again += timed(b, a, token, "/measures")
				v := float64(turns)
				now := time.Now()
				if _, err := a.Service.AddPoints(b.Context(), app.Operator(), []service.NewPoint{{Measure: "m-5", From: now, To: now, Value: &v}}, "", "", ""); err != nil {
					b.Fatal(err)
				}
				after += timed(b, a, token, "/measures")
			}
			for unit, took := range map[string]time.Duration{"ms-first": first, "ms-again": again, "ms-after-a-point": after, "ms-one-measure": one} {
				b.ReportMetric(took.Seconds()*1000/float64(turns), unit)
			}
		})
	}
}

func timed(b *testing.B, a *app.App, token, path string) time.Duration {
	b.Helper()
	began := time.Now()
	if got := ask(b, http.MethodGet, a.Address()+path, token, ""); got.status != http.StatusOK {
		b.Fatalf("%s answers %d", path, got.status)
	}
	return time.Since(began)
}

// fourYears fills a database with points of 10 measures, evenly up to an hour ago.
func fourYears(b *testing.B, dsn string, points int) (token string) {
	b.Helper()
	a := start(b, app.Options{Database: dsn})
	var text strings.Builder
	text.WriteString("apiVersion: steelyard/v1\nkind: unit\nname: e\ntitle: E\nspec: {}\n---\napiVersion: steelyard/v1\nkind: person\nname: p-01\nspec: {full_name: Somebody Else, unit: e}\n")
	for i := range 10 {
		fmt.Fprintf(&text, "---\napiVersion: steelyard/v1\nkind: measure\nname: m-%d\ntitle: M %d\nspec: {unit: e, owner: p-01, period_days: 31, scale: {direction: higher, knots: {red: 50, green: 80}}}\n", i, i)
	}
	changes, bad := ascode.Read("bench.yaml", []byte(text.String()))
	if len(bad) > 0 {
		b.Fatal(bad)
	}
	if _, err := a.Service.Declare(b.Context(), app.Operator(), changes, ""); err != nil {
		b.Fatal(err)
	}
	end := time.Now().Add(-time.Hour)
	step := end.Sub(end.AddDate(-4, 0, 0)) / time.Duration(points/10)
	batch := make([]service.NewPoint, 0, measurement.MaxBatch)
	for i := range points {
		v, to := value(0, i), end.Add(-time.Duration(i/10)*step)
		batch = append(batch, service.NewPoint{Measure: fmt.Sprintf("m-%d", i%10), From: to, To: to, Value: &v})
		if len(batch) == cap(batch) || i == points-1 {
			if _, err := a.Service.AddPoints(b.Context(), app.Operator(), batch, "", "", ""); err != nil {
				b.Fatal(err)
			}
			batch = batch[:0]
		}
	}
	return tokenOf(b, a, access.Auditor)
}
