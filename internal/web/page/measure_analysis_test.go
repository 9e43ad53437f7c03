package page_test

import (
	"strings"
	"testing"
	"time"

	"github.com/steelyard-isms/steelyard/internal/web/page"
)

// analysed is a page with what statistics say, and nothing else that could say it.
func analysed(t *testing.T, a page.Analysis) string {
	t.Helper()
	m := measureOf(95, base...)
	m.Analysis = &a
	return strings.NewReplacer("\u202f", " ", "\u00a0", " ").Replace(seen(render(t, m)))
}

// What is said of a trend is what its verdict allows, and no more: one that chance makes in 1 of 12 series only seems to rise, and one whose interval holds 0 may be level.
func TestSentencesOfTrends(t *testing.T) {
	at := time.Date(2025, 10, 31, 0, 0, 0, 0, time.UTC)
	forms := []string{"values rise by 0.3 points a month", "values fall by", "values seem to rise by 0.3 points a month", "values seem to fall by", "No trend since", "no pace can be told", "the values have not changed.", "may as well be level", "The straight line is the trend", "in 1 of 12 series", "in 2 of 100 series",
		"in 64 of 100 series", "They are all the same."}
	for verdict, c := range map[page.TrendVerdict]struct {
		trend page.Trend
		want  []string
	}{
		page.TrendRises:       {page.Trend{Told: true, Chance: 0.02, OneIn: 50, Slope: 0.3, Bounds: &page.Bounds{Low: 0.1, High: 0.5}}, []string{forms[0], "The straight line is the trend", "in 2 of 100 series"}},
		page.TrendFalls:       {page.Trend{Told: true, Chance: 0.02, OneIn: 50, Slope: -0.3, Bounds: &page.Bounds{Low: -0.5, High: -0.1}}, []string{forms[1], "The straight line is the trend", "in 2 of 100 series"}},
		page.TrendSeemsToRise: {page.Trend{Told: true, Chance: 0.085, OneIn: 12, Slope: 0.3, MayBeLevel: true, Bounds: &page.Bounds{Low: -0.1, High: 0.7}}, []string{forms[2], "may as well be level", "The straight line is the trend", "in 1 of 12 series"}},
		page.TrendSeemsToFall: {page.Trend{Told: true, Chance: 0.085, OneIn: 12, Slope: -0.3}, []string{forms[3], "The straight line is the trend", "in 1 of 12 series"}},
		page.TrendNone:        {page.Trend{Chance: 0.64, OneIn: 2, Slope: 0.3, MayBeLevel: true, Bounds: &page.Bounds{Low: -0.1, High: 0.7}}, []string{"No trend since", "in 64 of 100 series"}},
		page.TrendNoPace:      {page.Trend{Chance: 0.02, OneIn: 50}, []string{"no pace can be told", "in 2 of 100 series"}},
		page.TrendUnchanged:   {page.Trend{Chance: 1, OneIn: 1}, []string{"the values have not changed.", "They are all the same."}},
	} {
		x := c.trend
		x.Verdict, x.Per, x.First, x.Last = verdict, page.PerMonth, at, at.AddDate(1, 0, 0)
		reads := analysed(t, page.Analysis{From: at, Values: 12, Trend: &x, Spread: &page.Spread{P10: 24, P25: 24, P50: 24, P75: 24, P90: 24}})
		for _, form := range forms {
			must := false
			for _, w := range c.want {
				must = must || w == form
			}
			if strings.Contains(reads, form) != must {
				t.Errorf("%s: that it says %q is %v", verdict, form, !must)
			}
		}
		if said := strings.Contains(reads, "these values"); said == (verdict == page.TrendUnchanged) {
			t.Errorf("%s: that a spread is told is %v", verdict, said)
		}
	}
}

// No range is told that is none.
func TestSentencesOfSpreads(t *testing.T) {
	for want, s := range map[string]page.Spread{
		"Half of these values lie between 22% and 26%, with 24% in the middle; one in ten is 20% or less, one in ten 28% or more.": {P10: 20, P25: 22, P50: 24, P75: 26, P90: 28},
		"Half of these values or more are 24%; one in ten is 20% or less, one in ten 28% or more.":                                 {P10: 20, P25: 24, P50: 24, P75: 24, P90: 28},
		"Eight in ten of these values or more are 24%.":                                                                            {P10: 24, P25: 24, P50: 24, P75: 24, P90: 24},
	} {
		if reads := analysed(t, page.Analysis{Values: 12, Spread: &s}); !strings.Contains(reads, want) {
			t.Errorf("of %+v is not said %q", s, want)
		}
	}
}

// Of a target is said what its outlook allows: beside a line that the values have left stands no chance, and beside values that do not change stands whether they meet it.
func TestSentencesOfTargets(t *testing.T) {
	trend := &page.Trend{Verdict: page.TrendUnchanged, Per: page.PerMonth}
	for course, want := range map[page.Course]string{
		page.OffLine:     "The last value and the line of the trend disagree on whether the target of 95% is met, so that neither a date nor a chance can be given.",
		page.StillMet:    "They meet the target of 95%.",
		page.StillMissed: "They do not meet the target of 95%.",
		page.NoTrend:     "Without a trend no date can be given for the target of 95%.",
	} {
		reads := analysed(t, page.Analysis{Values: 12, Trend: trend, Targets: []page.Foretold{{Target: 95, Trend: course}}})
		if !strings.Contains(reads, want) || strings.Contains(reads, "the chance of meeting") {
			t.Errorf("%s: is not said %q, or a chance is", course, want)
		}
	}
}
