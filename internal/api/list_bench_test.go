package api_test

import (
	"fmt"
	"net/url"
	"strings"
	"testing"
	"time"
)

// units makes a store with so many units.
func units(b *testing.B, n int) *server {
	s := sqlite(b)
	for begin := 0; begin < n; begin += 10_000 {
		var body strings.Builder
		body.WriteString(`{"items":[`)
		for i := begin; i < min(n, begin+10_000); i++ {
			if i > begin {
				body.WriteByte(',')
			}
			level := "organisation"
			if i%100 == 7 {
				level = "function" // one of a hundred
			}
			fmt.Fprintf(&body, `{"action":"put","kind":"unit","name":"unit-%06d","title":"Unit %d","spec":{"level":%q}}`, (i*7919)%n, i%977, level)
		}
		s.must(200, call{method: "POST", path: "/api/v1/bulk", role: manager, body: body.String() + `]}`}, nil)
	}
	return s
}

// BenchmarkList is one record, and a page of 100, out of many: as records lie, by a filter that takes one of a hundred, and in an order of
// its own, which must look at all. The ratio is what ten times as many records cost; beyond ten, a list costs more than its
// length does.
func BenchmarkList(b *testing.B) {
	small, large := units(b, 10_000), units(b, 100_000)
	few := url.QueryEscape(`spec.level == "function" && retired == false`)
	for _, c := range []struct {
		name, query string
		ceiling     float64
	}{
		{"get", "get", 3},
		{"page", "", 3},
		{"page-behind-the-middle", "cursor", 3},
		{"filter-one-of-a-hundred", "&filter=" + few, 3}, // a page is full after 10,000 records, however many there are
		{"filter-none", "&filter=" + url.QueryEscape(`spec.level == "none"`), 20},
		{"sort", "&sort=-title,spec.level", 20},
		{"filter-and-sort", "&sort=-title&filter=" + few, 20},
	} {
		b.Run(c.name, func(b *testing.B) {
			took := func(s *server, n int) time.Duration {
				path := "/api/v1/units?limit=100" + c.query
				if c.query == "get" {
					path = fmt.Sprintf("/api/v1/units/unit-%06d", n/2)
				}
				if c.query == "cursor" {
					var p page
					s.must(200, call{method: "GET", path: "/api/v1/units?limit=1&filter=" + url.QueryEscape(fmt.Sprintf(`name == "unit-%06d" || name > "unit-%06d"`, n/2, n/2)), role: auditor}, &p)
					path = "/api/v1/units?limit=100&filter=" + url.QueryEscape(fmt.Sprintf(`name == "unit-%06d" || name > "unit-%06d"`, n/2, n/2)) + "&cursor=" + *p.Next
				}
				best := time.Hour
				for range 5 {
					began := time.Now()
					s.must(200, call{method: "GET", path: path, role: auditor}, nil)
					best = min(best, time.Since(began))
				}
				return best
			}
			for b.Loop() {
				few, many := took(small, 10_000), took(large, 100_000)
				ratio := float64(many) / float64(few)
				b.ReportMetric(float64(few.Microseconds())/1000, "ms/10k")
				b.ReportMetric(float64(many.Microseconds())/1000, "ms/100k")
				b.ReportMetric(ratio, "ratio")
				if ratio > c.ceiling {
					b.Errorf("ten times as many records take %.1f times as long: %s, %s", ratio, many, few)
				}
			}
		})
	}
}
