package app_test

import (
	"fmt"
	"net/url"
	"path/filepath"
	"slices"
	"testing"
	"time"

	"github.com/steelyard-isms/steelyard/internal/access"
	"github.com/steelyard-isms/steelyard/internal/app"
	"github.com/steelyard-isms/steelyard/internal/record"
)

// BenchmarkFind asks for what the dialog offers, and for the page, among 100,000 records, over HTTP. Reported, in ms: half of the answers and 19
// of 20 of them, and beside them as floor what the smallest page takes in the same run, that of the keys.
func BenchmarkFind(b *testing.B) {
	a := start(b, app.Options{Database: filepath.Join(b.TempDir(), "steelyard.db")})
	token := tokenOf(b, a, access.Auditor)
	declare := func(changes []record.Change) {
		if _, err := a.Service.Declare(b.Context(), app.Operator(), changes, "bench"); err != nil {
			b.Fatal(err)
		}
	}
	declare([]record.Change{{Declaration: record.Declaration{Kind: "unit", Name: "all", Title: "All", Spec: map[string]any{"level": "organisation"}}}})
	says := []string{"access", "patch", "supplier", "recovery", "training", "phishing", "backup", "privileged", "incident", "awareness"}
	const n = 100_000
	for i := 0; i < n; {
		var changes []record.Change
		for ; i < n && len(changes) < 10_000; i++ {
			text := fmt.Sprintf("%s of %s in area %d for %s", says[i%10], says[i/10%10], i/100, says[i/1000%10])
			changes = append(changes, record.Change{Declaration: record.Declaration{Kind: "person", Name: fmt.Sprintf("s-%06d", i), Spec: map[string]any{"full_name": fmt.Sprint("Xx ", says[i%10], " ", i), "function": text, "unit": "all"}}})
		}
		declare(changes)
	}
	a.Service.PrepareSearch()
	for _, at := range []string{"/find/choices", "/find"} {
		for _, query := range []string{"a", "access", "patch recovery 77", "function:back", "P-4711"} {
			b.Run(at+"/"+query, func(b *testing.B) {
				var took, floor []time.Duration
				for b.Loop() {
					took = append(took, waited(b, a, token, at+"?q="+url.QueryEscape(query)))
					floor = append(floor, waited(b, a, token, "/keys"))
				}
				for share, unit := range map[int]string{50: "ms-p50", 95: "ms-p95"} {
					b.ReportMetric(percentileOf(took, share), unit)
					b.ReportMetric(percentileOf(floor, share), "floor-"+unit)
				}
			})
		}
	}
}

func waited(b *testing.B, a *app.App, token, path string) time.Duration {
	b.Helper()
	began := time.Now()
	if got := ask(b, "GET", a.Address()+path, token, ""); got.status >= 400 {
		b.Fatalf("%s answers %d", path, got.status)
	}
	return time.Since(began)
}

func percentileOf(took []time.Duration, share int) float64 {
	slices.Sort(took)
	return took[min(len(took)-1, len(took)*share/100)].Seconds() * 1000
}
