package web

import (
	"fmt"
	"strings"
	"testing"

	"github.com/steelyard-isms/steelyard/internal/civil"
	"github.com/steelyard-isms/steelyard/internal/evaluate"
	"github.com/steelyard-isms/steelyard/internal/measure"
	"github.com/steelyard-isms/steelyard/internal/measurement"
	"github.com/steelyard-isms/steelyard/internal/record"
	"github.com/steelyard-isms/steelyard/internal/web/format"
)

// A table is read as spreadsheets copy it: values line by line, or days across; with titles or without.
func TestPastedTables(t *testing.T) {
	for text, want := range map[string]string{
		"M-01\t2026-09-30\t7.2\r\nM-02\t30.9.2026\t1 200,5\t40\twas ill\r\n": "1 M-01 2026-09-30 7.2 | 2 M-02 30.9.2026 1 200,5 40 was ill",
		"Measure\tDay\tValue\nM-01\t2026-09-30\t7":                           "2 M-01 2026-09-30 7",
		"\t2026-08-31\t2026-09-30\nM-01\t1\t2\n\nM-02\t\t4\t9":               "2 M-01 2026-08-31 1 | 2 M-01 2026-09-30 2 | 4 M-02 2026-09-30 4",
		"code;31/08/2026;30/09/2026\nM-01;1;2":                               "2 M-01 31/08/2026 1 | 2 M-01 30/09/2026 2",
		"M-01\t2026-09-30":                                                   "1 M-01 2026-09-30",
		"M-01":                                                               "1 M-01",
		" \n\n":                                                              "",
	} {
		var got []string
		for _, e := range pasted(format.Style{}, text) {
			got = append(got, strings.Join(strings.Fields(fmt.Sprint(e.place, " ", e.measure, " ", e.day, " ", e.value, " ", e.sample, " ", e.note)), " "))
		}
		if strings.Join(got, " | ") != want {
			t.Errorf("%q is read as %q, not %q", text, strings.Join(got, " | "), want)
		}
	}
	for text, want := range map[string]float64{"7.2": 7.2, "7,2": 7.2, "1 200,5": 1200.5, "83.9 %": 83.9, "\u22125": -5} {
		if got, bad := numberOf(format.Style{}, text); bad || got != want {
			t.Errorf("%q is read as %v (%v), not %v", text, got, bad, want)
		}
	}
	for _, text := range []string{"", "ten", "1,200,5", "0x10", "NaN", "Inf", "1_000", "7.2.1"} {
		if got, bad := numberOf(format.Style{}, text); !bad {
			t.Errorf("%q is taken for %v", text, got)
		}
	}
	for _, text := range []string{"", "2026-13-01", "31.2.2026", "1.2.26", "tomorrow", "2026/9/30"} {
		if got, bad := dayOf(text); !bad {
			t.Errorf("%q is taken for %v", text, got)
		}
	}
}

func FuzzPasted(f *testing.F) {
	f.Add("\t2026-08-31\t2026-09-30\nM-01\t1\t2")
	f.Fuzz(func(t *testing.T, text string) {
		for _, e := range pasted(format.Style{}, text) {
			if e.place == "" || strings.ContainsAny(e.measure+e.day+e.value+e.sample, "\t\n") {
				t.Errorf("%q gives %+v", text, e)
			}
			_, _ = dayOf(e.day)
			_, _ = numberOf(format.Style{}, e.value)
		}
		list, bad := pastedByPeriod(text)
		for _, e := range list {
			if bad || e.place == "" || e.day == "" || e.value == "" || strings.ContainsAny(e.measure+e.day+e.value, "\t\n") {
				t.Errorf("%q gives by periods %+v", text, e)
			}
		}
	})
}

// A value of each month that is entered for the last day of one is of that month: it does not reach into the month before, though the days between two values are those of a long month.
func TestAMonthBeginsOnItsFirst(t *testing.T) {
	last := func(text string) *measurement.Recorded {
		day := day(t, text)
		return &measurement.Recorded{Point: measurement.Point{From: day.AddDays(1 - day.Day()).Time(), To: evaluate.EndOf(day)}}
	}
	for _, c := range []struct {
		days     int
		last     *measurement.Recorded
		on, want string
	}{
		{31, nil, "2026-09-30", "2026-09-01"},
		{31, nil, "2026-10-31", "2026-10-01"},
		{30, nil, "2027-02-28", "2027-02-01"},
		{31, last("2026-06-30"), "2026-09-30", "2026-09-01"},
		{31, last("2026-08-31"), "2026-09-30", "2026-09-01"},
		{31, last("2026-08-28"), "2026-09-30", "2026-08-29"}, // as long ago as a period
		{31, nil, "2026-09-29", "2026-08-30"},
		{7, nil, "2026-09-30", "2026-09-24"},
		{92, nil, "2026-09-30", "2026-07-01"},
	} {
		m := &evaluate.Measure{Record: record.Of[measure.Measure]{Spec: &measure.Measure{PeriodDays: c.days}}, Last: c.last}
		if got := firstDay(m, day(t, c.on)).String(); got != c.want {
			t.Errorf("a value of %s, every %d days, is from %s on, not %s", c.on, c.days, got, c.want)
		}
	}
}

func day(t *testing.T, text string) civil.Date {
	t.Helper()
	d, err := civil.Parse(text)
	if err != nil {
		t.Fatal(err)
	}
	return d
}
