package page_test

import (
	"strings"
	"testing"
	"time"

	"github.com/steelyard-isms/steelyard/internal/web/page"
)

// Where nothing is foretold the chart says why; whoever looks for a forecast would otherwise take it for forgotten.
func TestAChartWithoutForecastSaysWhy(t *testing.T) {
	at := time.Date(2025, 10, 31, 0, 0, 0, 0, time.UTC)
	last := at.AddDate(1, 0, 0)
	rises := &page.Trend{Verdict: page.TrendRises, Told: true, Per: page.PerMonth, First: at, Last: last}
	none := &page.Trend{Verdict: page.TrendNone, Per: page.PerMonth, First: at, Last: last}
	same := &page.Trend{Verdict: page.TrendUnchanged, Per: page.PerMonth, First: at, Last: last}
	target := func(course page.Course, due time.Time) []page.Foretold {
		return []page.Foretold{{Target: 95, Trend: course, Due: due}}
	}
	ahead := target(page.Comes, last.AddDate(0, 1, 0))
	ahead[0].Ahead = []page.AheadAt{{At: ahead[0].Due, Middle: 70, Low50: 69, High50: 71, Low80: 68, High80: 72}}
	const no = "There is no forecast"
	for want, a := range map[string]page.Analysis{
		"since it needs 6 values":                          {Values: 2, Targets: target(page.TooFew, time.Time{})},
		"needs 6 values since control":                     {Values: 5, Trend: none, Targets: target(page.TooFew, time.Time{})},
		"since no trend can be told":                       {Values: 12, Trend: none, Targets: target(page.NoTrend, time.Time{})},
		"since the last value and the line":                {Values: 12, Trend: rises, Targets: target(page.OffLine, time.Time{})},
		"have not changed; they meet":                      {Values: 12, Trend: same, Targets: target(page.StillMet, time.Time{})},
		"have not changed; they do not meet":               {Values: 12, Trend: same, Targets: target(page.StillMissed, time.Time{})},
		"since there is no target":                         {Values: 12, Trend: rises},
		"since no objective says by when":                  {Values: 12, Trend: rises, Targets: target(page.Comes, time.Time{})},
		"since the target is due no later than the latest": {Values: 12, Trend: rises, Targets: target(page.Comes, last)},
		"": {Values: 12, Trend: rises, Targets: ahead},
	} {
		reads := analysed(t, a)
		if want == "" {
			if strings.Contains(reads, no) {
				t.Error("a forecast is drawn, and the chart says that there is none")
			}
			continue
		}
		if !strings.Contains(reads, no+", "+want) && !strings.Contains(reads, no+", since the values "+want) && !strings.Contains(reads, no+", since it "+want) {
			t.Errorf("the chart does not say %q", want)
		}
	}
}

// What is drawn stands in a table: whoever cannot see the line of the trend reads where it lies.
func TestTheTrendHasATable(t *testing.T) {
	at := time.Date(2026, 1, 31, 0, 0, 0, 0, time.UTC)
	v := func(x float64) *float64 { return &x }
	a := page.Analysis{Values: 2, Points: []page.ValueAt{{At: at, Value: v(61.5)}, {At: at.AddDate(0, 0, 50)}, {At: at.AddDate(0, 0, 101).Add(-time.Microsecond), Value: v(64.5)}},
		Trend: &page.Trend{Verdict: page.TrendRises, Told: true, Per: page.PerMonth, First: at, Last: at.AddDate(0, 0, 100), FirstFit: 61, LastFit: 71}}
	reads := analysed(t, a)
	for _, want := range []string{"31 Jan 2026 61.5% 61%", "22 Mar 2026 – 11 May 2026", "11 May 2026 64.5% 71%"} {
		if !strings.Contains(strings.Join(strings.Fields(reads), " "), want) {
			t.Errorf("the table does not say %q: %s", want, reads)
		}
	}
}

// The target of an objective is not taken for that of the scale, which stands in the chart above it.
func TestTheTargetOfAnObjectiveCarriesItsCode(t *testing.T) {
	at := time.Date(2026, 1, 31, 0, 0, 0, 0, time.UTC)
	v := 61.5
	m := measureOf(95, base...)
	m.Analysis = &page.Analysis{Values: 1, Points: []page.ValueAt{{At: at, Value: &v}}, Targets: []page.Foretold{{Objective: page.Ref{Code: "O-01", Name: "Patch"}, Target: 85}}}
	html := render(t, m)
	for _, want := range []string{">Target of O-01, 85%<", ">O-01 85%<"} {
		if !strings.Contains(html, want) {
			t.Errorf("the target is not named %q", want)
		}
	}
	m.Analysis.Targets[0].Objective = page.Ref{}
	if html := render(t, m); !strings.Contains(html, ">Target 85%<") {
		t.Error("the target of the scale is not named")
	}
}

// What leaves its limits is marked in the chart, told in its legend and written in its table; without it nothing is explained.
func TestWhatIsMarkedIsExplained(t *testing.T) {
	at := time.Date(2026, 1, 31, 0, 0, 0, 0, time.UTC)
	v := func(x float64) *float64 { return &x }
	m := measureOf(95, base...)
	smooth := &page.Smooth{Lambda: 0.2, Centre: 60, Points: []page.SmoothPoint{{At: at, Average: v(60), Lower: v(58), Upper: v(62)}, {At: at.AddDate(0, 1, 0), Average: v(63), Lower: v(58), Upper: v(62)}}}
	m.Analysis = &page.Analysis{Values: 12, Smooth: smooth}
	const marks, change = "Outside its limits: a large dot", "A bar under a small triangle"
	if reads := seen(render(t, m)); strings.Contains(reads, marks) || strings.Contains(reads, change) {
		t.Error("marks are explained that nobody sees")
	}
	smooth.Beyond = []time.Time{smooth.Points[1].At}
	far := 40.0
	m.Control.Points[len(m.Control.Points)-1].Range = &far
	html := render(t, m)
	if reads := seen(html); !strings.Contains(reads, marks) || !strings.Contains(reads, change) || !strings.Contains(reads, "above the upper limit, for the better") {
		t.Error("marks are drawn and nothing explains them")
	}
	for _, want := range []string{`class="sig pt-ok"`, `class="mr-cap"`, ">Upper 62%<", ">Lower 58%<"} {
		if !strings.Contains(html, want) {
			t.Errorf("%s is not drawn", want)
		}
	}
}

// Beside the line of a former threshold stands its own figure, not that of the one that holds since.
func TestAFormerThresholdKeepsItsName(t *testing.T) {
	m := measureOf(95, base...)
	changed := time.Date(2027, 1, 1, 0, 0, 0, 0, time.UTC)
	m.Limits = []page.Limit{{Kind: page.GreenLimit, Value: 88, From: changed}}
	m.Former = []page.Limit{{Kind: page.GreenLimit, Value: 85, Until: changed}}
	html := render(t, m)
	if !strings.Contains(html, ">Good at 85%<") || strings.Contains(html, ">Good at 88%<") {
		t.Error("a line of 85% is named after another threshold, or not at all")
	}
}
