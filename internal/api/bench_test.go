package api_test

import (
	"fmt"
	"strings"
	"testing"
	"time"
)

// One request with 10,000 points, from the first byte to the answer, on SQLite. Compare with BenchmarkReadBatch.
func BenchmarkAddPoints(b *testing.B) {
	s := sqlite(b).declare()
	var body strings.Builder
	body.WriteString(`{"points":[`)
	for i := range 10_000 {
		if i > 0 {
			body.WriteByte(',')
		}
		at := time.Date(2022, 1, 1, 0, 0, 0, 0, time.UTC).Add(time.Duration(i) * 3 * time.Hour)
		fmt.Fprintf(&body, `{"measure":%q,"valid_to":%q,"value":%d.5}`, []string{"mfa", "repair", "restore"}[i%3], at.Format(time.RFC3339), i%100)
	}
	body.WriteString(`]}`)
	text := body.String()
	b.SetBytes(int64(len(text)))
	for b.Loop() {
		s.must(201, call{method: "POST", path: "/api/v1/points", role: collector, body: text}, nil)
	}
}
