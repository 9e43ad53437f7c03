package web

import (
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/steelyard-isms/steelyard/internal/evaluate"
	"github.com/steelyard-isms/steelyard/internal/measure"
	"github.com/steelyard-isms/steelyard/internal/measurement"
	"github.com/steelyard-isms/steelyard/internal/record"
)

// A redirect after signing in stays on this site, whatever stands in the address.
func TestSafeNext(t *testing.T) {
	for next, want := range map[string]string{
		"/objectives/O-01?as_of=2026-09-30": "/objectives/O-01?as_of=2026-09-30", "": "/", "scorecard": "/",
		"//evil.example": "/", "https://evil.example/": "/", "/\t/evil.example": "/", "/\\evil.example": "/", "\\\\evil.example": "/", "/\r\nX: y": "/",
		"/%09/evil.example": "/", "/%5cevil.example": "/", "javascript:alert(1)": "/", "///evil.example": "/", "/%2f/evil.example": "/", "http:/evil.example": "/",
	} {
		if got := safeNext(next); got != want {
			t.Errorf("%q leads to %q, not to %q", next, got, want)
		}
	}
}

func FuzzSafeNext(f *testing.F) {
	f.Add("/a?b=c")
	f.Add("//x")
	f.Add("/\x00/x")
	f.Fuzz(func(t *testing.T, next string) {
		got := safeNext(next)
		u, err := url.Parse(got)
		if err != nil || u.Host != "" || u.Scheme != "" || !strings.HasPrefix(got, "/") || strings.HasPrefix(got, "//") || strings.ContainsAny(got, "\t\r\n\\") {
			t.Errorf("%q leads to %q", next, got)
		}
	})
}

// Evaluations know the last value of each month: the line of a measure that is due each week runs through, and breaks where a month is missing.
func TestTheLineOfAWeeklyMeasureRunsThrough(t *testing.T) {
	m := &evaluate.Measure{Record: record.Of[measure.Measure]{Record: &record.Record{}, Spec: &measure.Measure{PeriodDays: 7}}}
	var values []measurement.Recorded
	for _, month := range []time.Month{time.January, time.February, time.March, time.June} {
		v, at := 1.0, time.Date(2026, month, 28, 0, 0, 0, 0, time.UTC)
		values = append(values, measurement.Recorded{Point: measurement.Point{From: at, To: at, Value: &v}})
	}
	shown, gaps := series(m, values, time.Time{}), 0
	for i, v := range shown {
		if v.Value == nil {
			gaps++
			if i < 3 {
				t.Errorf("the line breaks at %s", v.At)
			}
		}
	}
	if gaps != 2 || len(shown) != 6 {
		t.Errorf("of April and May %d gaps are told, among %d points", gaps, len(shown))
	}
}
