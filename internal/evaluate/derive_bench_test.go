package evaluate_test

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/steelyard-isms/steelyard/internal/evaluate"
	"github.com/steelyard-isms/steelyard/internal/measurement"
)

// BenchmarkDerive adds the values of 200 derived measures over four years, as a request does once. The floor is to group and order
// the points of their inputs, which every evaluation does; the ratio is the time with derived values divided by it.
func BenchmarkDerive(b *testing.B) {
	var text strings.Builder
	text.WriteString(common)
	const many = 200
	for i := range many {
		fmt.Fprintf(&text, "measure p%d {unit: all, owner: p-01, period_days: 31, %s}\nmeasure t%d {unit: all, owner: p-01, period_days: 31, %s}\n", i, plain, i, plain)
		fmt.Fprintf(&text, "measure d%d {unit: all, owner: p-01, period_days: 31, formula: 100 * p / t, inputs: [{name: p, measure: p%d}, {name: t, measure: t%d}], %s}\n", i, i, i, plain)
	}
	s := world(b, text.String())
	var points []measurement.Recorded
	for i := range many {
		for month := range 48 {
			day := time.Date(2022, time.Month(2+month), 0, 0, 0, 0, 0, time.UTC).Format(time.DateOnly)
			points = append(points, value(b, s, fmt.Sprintf("p%d", i), day, float64(month)), value(b, s, fmt.Sprintf("t%d", i), day, 100))
		}
	}
	var floor, whole time.Duration
	for b.Loop() {
		begin := time.Now()
		values := evaluate.NewValues(points)
		middle := time.Now()
		evaluate.Derive(s, values)
		floor, whole = floor+middle.Sub(begin), whole+time.Since(begin)
	}
	b.ReportMetric(float64(whole)/float64(floor), "ratio")
	b.ReportMetric(float64(whole-floor)/float64(b.N)/(many*48), "ns/value")
}
