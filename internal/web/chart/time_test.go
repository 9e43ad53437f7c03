package chart_test

import (
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/steelyard-isms/steelyard/internal/web/chart"
)

// written gives what stands below the time axis, with its place across.
func written(t *testing.T, svg chart.SVG) (names []string, at []float64) {
	for _, m := range regexp.MustCompile(`<text x="([^"]*)" y="(?:268|328)" text-anchor="middle">([^<]*)<`).FindAllStringSubmatch(string(svg), -1) {
		names, at = append(names, m[2]), append(at, number(t, m[1]))
	}
	if len(names) == 0 {
		t.Fatalf("no time is written: %s", svg)
	}
	return names, at
}

// A year that is written below the axis begins there: at the end of December readers would take it for the year that follows.
func TestAYearIsWrittenWhereItBegins(t *testing.T) {
	c := chart.Line{Months: months, Unit: percentage, Name: "n", Narrow: true, Levels: []chart.Level{{Value: 60, Label: "Target of 60% or more"}}}
	for i := range 49 {
		c.Values = append(c.Values, chart.Point{At: monthEnd(2022, 6+i), Value: v(50 + float64(i%7))})
	}
	names, at := written(t, c.SVG())
	if got := strings.Join(names, " "); got != "2023 2024 2025 2026" && got != "2024 2026" {
		t.Fatalf("the axis is written %q", got)
	}
	first, last := c.Values[0].At, c.Values[len(c.Values)-1].At
	left, right := ends(t, c.SVG())
	for i, name := range names {
		year, _ := time.Parse("2006", name)
		want := left + (right-left)*year.Sub(first).Hours()/last.Sub(first).Hours()
		if d := at[i] - want; d > 0.6 || d < -0.6 {
			t.Errorf("%s stands at %.1f, and begins at %.1f", name, at[i], want)
		}
	}
}

// ends are those of the time axis.
func ends(t *testing.T, svg chart.SVG) (left, right float64) {
	m := regexp.MustCompile(`class="axis" x1="([^"]*)" x2="([^"]*)"`).FindStringSubmatch(string(svg))
	if m == nil {
		t.Fatalf("there is no axis: %s", svg)
	}
	return number(t, m[1]), number(t, m[2])
}

// One date alone tells no length of time: whatever the span, two are written.
func TestTwoTimesAreWritten(t *testing.T) {
	for n := 2; n < 60; n++ {
		for start := range 12 {
			c := chart.Line{Months: months, Unit: percentage, Name: "n", Narrow: true, Levels: []chart.Level{{Value: 60, Label: "Target of 60% or more"}}}
			for i := range n {
				c.Values = append(c.Values, chart.Point{At: monthEnd(2024, 1+start+i), Value: v(50)})
			}
			if names, _ := written(t, c.SVG()); len(names) < 2 {
				t.Fatalf("%d months from month %d on have only %q on their axis", n, start+1, names)
			}
		}
	}
}

// Of a quarterly measure the months are written in which its quarters end, in whichever month the year begins.
func TestQuartersAreWrittenWhereTheyEnd(t *testing.T) {
	for _, narrow := range []bool{false, true} {
		for begin := range 3 {
			c := chart.Line{Months: months, Unit: percentage, Name: "n", Narrow: narrow}
			ends := map[string]bool{}
			for i := range 5 {
				at := monthEnd(2024, 10+begin+3*i)
				ends[months[at.Month()-1]] = true
				c.Values = append(c.Values, chart.Point{At: at, Value: v(50)})
			}
			names, _ := written(t, c.SVG())
			for _, name := range names {
				if month, _, _ := strings.Cut(name, " "); !ends[month] {
					t.Errorf("narrow %t: %s is written, where no quarter ends: %q", narrow, name, names)
				}
			}
		}
	}
}

// Nobody counts 23.2 doors.
func TestWhatIsCountedHasWholeTicks(t *testing.T) {
	c := chart.Line{Months: months, Unit: percentage, Name: "n", Whole: true}
	for i := range 5 {
		c.Values = append(c.Values, chart.Point{At: monthEnd(2026, i+1), Value: v(float64(23 + i%2))})
	}
	control := chart.Control{Months: months, Unit: percentage, Name: "n", Whole: true, Values: c.Values}
	for _, svg := range []chart.SVG{c.SVG(), control.SVG()} {
		ticks := regexp.MustCompile(`text-anchor="end">([^<]*)%<`).FindAllStringSubmatch(string(svg), -1)
		if len(ticks) < 2 {
			t.Fatalf("there are no ticks: %s", svg)
		}
		for _, m := range ticks {
			if strings.Contains(m[1], ".") {
				t.Errorf("the axis counts %s", m[1])
			}
		}
	}
}
