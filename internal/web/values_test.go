package web

import (
	"fmt"
	"strings"
	"testing"

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
