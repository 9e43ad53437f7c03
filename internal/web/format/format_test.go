package format_test

import (
	"math"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"

	"github.com/steelyard-isms/steelyard/internal/web/format"
)

// The expected texts are written by hand after the design pages.
func TestFiguresReadAsTheDesignPrintsThem(t *testing.T) {
	for _, c := range []struct {
		value float64
		unit  string
		want  string
	}{
		{83.9, "%", "83.9%"}, {6.8, "€m", "€6.8m"}, {-6.8, "€m", "−€6.8m"}, {7.5, "h / qtr", "7.5\u202fh / qtr"},
		{12, "days", "12\u00a0days"}, {3, "kB", "3\u202fkB"}, {0, "", "0"}, {-3.1, "points", "−3.1\u00a0points"}, {1284, "", "1,284"},
		{1234567.89, "", "1,234,568"}, {0.00123456, "", "0.00123"}, {math.NaN(), "%", ""},
		{math.Inf(1), "days", ""}, {-0.001, "", "−0.001"}, {99.999, "%", "100%"}, {310, "€k a year", "€310k\u202fa year"},
	} {
		if got := format.Quantity(c.value, c.unit); got != c.want {
			t.Errorf("a reader sees %q for %v %s, not %q", got, c.value, c.unit, c.want)
		}
	}
}

func TestSignedPercentShareAndBytes(t *testing.T) {
	for _, c := range [][2]string{
		{format.Signed(1.3), "+1.3"}, {format.Signed(-9.14), "−9.1"}, {format.Signed(0.01), "0"}, {format.Percent(0.674), "67.4%"},
		{format.Share(0.996), "99%"}, {format.Share(0.7), "70%"}, {format.Share(1), "100%"}, {format.Share(0.29), "29%"},
		{format.Bytes(512), "512\u202fB"}, {format.Bytes(2911), "2.9\u202fkB"}, {format.Bytes(5_000_000), "5\u202fMB"},
		{format.Bytes(7_200_000_000_000), "7,200\u202fGB"}, {format.Count(-1200), "−1,200"},
		{format.Count(math.MinInt64), "−9,223,372,036,854,775,808"}, {format.Short("9f2c00112233445571e0"), "9f2c…71e0"},
		{format.Initials("Kari Solberg"), "KS"}, {format.Initials(" "), ""}, {format.Initials("Émile van der Örtze"), "ÉÖ"},
	} {
		if c[0] != c[1] {
			t.Errorf("a reader sees %q, not %q", c[0], c[1])
		}
	}
}

func TestDates(t *testing.T) {
	m := format.Months{"Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"}
	at := time.Date(2026, 9, 30, 23, 5, 0, 0, time.FixedZone("", -3600))
	if got := m.Date(at); got != "1 Oct 2026" {
		t.Errorf("a date is not turned to UTC: %q", got)
	}
	if got := m.Moment(at); got != "1 Oct 2026 00:05 UTC" {
		t.Errorf("a time is not shown in UTC: %q", got)
	}
	if m.Date(time.Time{}) != "" || m.Moment(time.Time{}) != "" || m.Month(time.Time{}) != "" {
		t.Error("an unknown time is shown as a date")
	}
}

func TestNoFigureIsEverNaN(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		v := rapid.Float64().Draw(t, "value")
		for _, text := range []string{format.Quantity(v, "%"), format.Signed(v), format.Percent(v), format.Share(v)} {
			if strings.Contains(text, "NaN") || strings.Contains(text, "Inf") || strings.Contains(text, "-") {
				t.Fatalf("%v is shown as %q", v, text)
			}
		}
	})
}
