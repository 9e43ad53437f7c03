package explain_test

import (
	"strings"
	"testing"
	"time"

	"github.com/steelyard-isms/steelyard/internal/explain"
)

// Whoever asks why a period has its value is told what it is made of, what came late, by whose calendar it is, and what there is so far.
func TestSentencesOfPeriods(t *testing.T) {
	from := time.Date(2026, 10, 1, 4, 0, 0, 0, time.UTC)
	value := func(name string, n, late int, v float64) *explain.PeriodValue {
		return &explain.PeriodValue{Name: name, From: from, Until: from.AddDate(0, 1, 0), Value: v, Points: n, Late: late}
	}
	reading := &explain.Reading{Value: 45, Unit: "requests", ValidFrom: from, ValidTo: from.AddDate(0, 1, 0).Add(-time.Microsecond), RecordedAt: from, Seq: 7, Period: "2026-10"}
	for _, c := range []struct {
		a    explain.Aggregation
		r    *explain.Reading
		must []string
		not  string
	}{
		{explain.Aggregation{How: "sum", ReportingPeriod: "month", FiscalYearBegins: 1, TimeZone: "UTC", Last: value("2026-10", 31, 2, 45), Open: value("2026-11", 1, 0, 3)}, reading, []string{
			"The value of this measure, 45 requests of 2026-10, is made of the values of that period, the last of which became known in journal entry 7",
			"It is the sum of 31 values of 2026-10, 2 of them became known after it had ended.", "So far, the sum of 1 value of 2026-11 is 3 requests; it is scored once the month has ended."}, "Each value counts for"},
		{explain.Aggregation{How: "mean", ReportingPeriod: "quarter", FiscalYearBegins: 4, TimeZone: "Europe/Prague", Last: value("2026/27-Q2", 1, 1, 45)}, reading, []string{
			"It is the mean of 1 value of 2026/27-Q2, which became known after it had ended.", "Each value counts for a quarter, whose days begin in the zone Europe/Prague and whose year begins in April."}, "So far"},
		{explain.Aggregation{How: "rate", ReportingPeriod: "year", FiscalYearBegins: 7, TimeZone: "UTC", Last: value("2025/26", 9, 0, 45)}, reading, []string{
			"It is the sum for each day of 9 values of 2025/26.", "Each value counts for a year that begins in July."}, "late"},
		{explain.Aggregation{How: "count-distinct", ReportingPeriod: "week", FiscalYearBegins: 4, TimeZone: "UTC", Open: value("2026-W40", 5, 0, 2)}, nil, []string{
			"No week with a value has ended yet for measure", "So far, the number of different ones among 5 values of 2026-W40 is 2 requests; it is scored once the week has ended."}, "whose year begins"},
	} {
		s := &explain.Status{Subject: explain.Subject{Kind: "measure", Title: "Requests"}, Measure: &explain.Measure{UnitOfMeasure: "requests", Reading: c.r, Aggregation: &c.a}}
		text := strings.Join(s.Sentences(), "\n")
		for _, want := range c.must {
			if !strings.Contains(text, want) {
				t.Errorf("%s of a %s does not say %q:\n%s", c.a.How, c.a.ReportingPeriod, want, text)
			}
		}
		if strings.Contains(text, c.not) {
			t.Errorf("%s of a %s says %q:\n%s", c.a.How, c.a.ReportingPeriod, c.not, text)
		}
	}
}
