package analysis_test

import (
	"fmt"
	"math"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/steelyard-isms/steelyard/internal/analysis"
	"github.com/steelyard-isms/steelyard/internal/fault"
)

// dated writes a file of rows by day, leaving some out.
func dated(n int, day func(i int) time.Time, without func(i int) bool) string {
	var out strings.Builder
	out.WriteString("time,value\n")
	for i := range n {
		if without == nil || !without(i) {
			fmt.Fprintf(&out, "%s,%v\n", day(i).Format(time.DateOnly), float64(i*37%17)+float64(i)/2)
		}
	}
	return out.String()
}

// A period is a number of rows whatever the times are, and a row that is missing leaves its place free. S, variance and slope were computed in plain Python from pairs of rows whose places were written down by counting, not by dates: ends of
// 30 months from January 2023, 40 days from 20 February 2024, a Tuesday, and their working days; values are i·37 mod 17 + i ÷ 2.
func TestAPeriodCountsRows(t *testing.T) {
	end := func(i int) time.Time { return time.Date(2023, time.Month(2+i), 0, 0, 0, 0, 0, time.UTC) }
	day := func(i int) time.Time { return time.Date(2024, 2, 20+i, 0, 0, 0, 0, time.UTC) }
	weekend := func(i int) bool { w := day(i).Weekday(); return w == time.Saturday || w == time.Sunday }
	missing := func(i int) bool { return slices.Contains([]int{4, 5, 13, 22}, i) }
	for what, c := range map[string]struct {
		file          string
		period        int
		s, vari, rise float64
	}{
		"months, 12":                {dated(30, end, nil), 12, 18, 28, 0.02185792349726776},
		"months, 4":                 {dated(30, end, nil), 4, 42, 219.33333333333334, 0.02185792349726776},
		"months, 7":                 {dated(30, end, nil), 7, 26, 76.66666666666667, 0.035046728971962614},
		"months with gaps, 12":      {dated(30, end, missing), 12, 15, 19, 0.02188782489740082},
		"days, 12":                  {dated(40, day, nil), 12, 36, 64, 0.6666666666666666},
		"days, 7":                   {dated(40, day, nil), 7, 59, 175, 1.0714285714285714},
		"days, 4":                   {dated(40, day, nil), 4, 96, 500, 0.6666666666666666},
		"working days, 7":           {dated(40, day, weekend), 7, 44, 130, 1.0714285714285714},
		"ends of quarters, 4":       {"time,value\n2023-03-31,0\n2023-06-30,3.5\n2023-09-30,7\n2023-12-31,10.5\n2024-03-31,14\n2024-06-30,0.5\n2024-09-30,4\n2024-12-31,7.5\n2025-03-31,11\n", 4, -2, 6.666666666666667, -0.00819672131147541},
		"numbers with gaps by 2, 3": {"time,value\n10,0\n12,3.5\n14,7\n18,10.5\n20,14\n22,0.5\n24,4\n28,7.5\n", 3, 5, 8.333333333333332, 0.4166666666666667},
	} {
		got := asked(t, c.file, analysis.Options{Method: analysis.SeasonalTrend, Period: &c.period})
		if got["s"] != c.s || !close(got["var"], c.vari) || !close(got["slope"], c.rise) {
			t.Errorf("%s: S %v, variance %v, slope %v; not %v, %v, %v", what, got["s"], got["var"], got["slope"], c.s, c.vari, c.rise)
		}
	}
}

func close(got any, want float64) bool {
	v, ok := got.(float64)
	return ok && math.Abs(v-want) < 1e-9
}

// Factors are told from the place of the first row on, and a date that is asked for has the place of its step: what comes each third day is foretold for a third day.
func TestAForecastKeepsThePlaceOfItsDate(t *testing.T) {
	var file strings.Builder
	file.WriteString("time,value\n")
	for i := range 12 {
		if i != 7 {
			fmt.Fprintf(&file, "%s,%v\n", time.Date(2026, 5, 1+i, 0, 0, 0, 0, time.UTC).Format(time.DateOnly), float64(i)+[]float64{6, -3, -3}[i%3])
		}
	}
	for by, want := range map[string]float64{"2026-05-16": 21, "2026-05-17": 13} { // i 15 and 16: i + 6 and i − 3
		got := asked(t, file.String(), analysis.Options{Method: analysis.Forecast, Target: p(100.), Better: "higher", Period: p(3), Date: by})
		if !close(at(got, "bands/middle"), want) || !close(at(got, "seasons/0"), 6) || !close(at(got, "seasons/1"), -3) {
			t.Errorf("on %s it is %v, with the factors %v", by, at(got, "bands/middle"), got["seasons"])
		}
	}
}

// Dates that follow each other by no whole steps have no places: that is said, and what helps.
func TestDatesWithoutStepsHaveNoPlaces(t *testing.T) {
	for _, file := range []string{"time,value\n2026-01-01,1\n2026-01-03,2\n2026-01-06,3\n2026-02-01,4\n", "time,value\n1,1\n3,2\n6,3\n"} {
		_, err := analysis.Run("data.csv", strings.NewReader(file), analysis.Options{Method: analysis.SeasonalTrend, Period: p(12)})
		if err == nil || fault.Of(err).Code != fault.Invalid || !strings.Contains(err.Error(), "whole steps") {
			t.Errorf("%q is answered %v", file, err)
		}
	}
}
