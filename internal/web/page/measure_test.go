package page_test

import (
	"math"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/steelyard-isms/steelyard/internal/statistics"
	"github.com/steelyard-isms/steelyard/internal/web/page"
	"github.com/steelyard-isms/steelyard/internal/web/preview/sample"
)

// base is twelve values about 60 whose sigma is 0.887 and whose limits are 57.3 and 62.7.
var base = []float64{59.5, 60.5, 59.5, 60.5, 59.5, 60.5, 59.5, 60.5, 59.5, 60.5, 59.5, 60.5}

func measureOf(target float64, values ...float64) page.Measure {
	last := values[len(values)-1]
	at := time.Date(2026, 9, 30, 0, 0, 0, 0, time.UTC)
	m := page.Measure{Frame: frame(), Ref: page.Ref{Code: "M-1", Name: "Fixed"}, Now: page.Figure{Value: &last, Unit: "%"}, NowAt: at, Target: page.Figure{Value: &target, Unit: "%"}, Data: page.Known,
		Limits: []page.Limit{{Kind: page.GreenLimit, Value: target}}, Control: sample.Controlled(at, values, page.Higher)}
	c := statistics.Individuals(values, statistics.Options{})
	outlook := page.Outlook(c.Capable(statistics.Wanted{Low: target, High: math.Inf(1)}))
	m.Control.Target, m.Control.Green = outlook, outlook
	if n := len(values); n > 1 {
		m.Previous = page.Figure{Value: &values[n-2], Unit: "%"}
	}
	return m
}

// Each form of what a page says of chance, with data for which it is true; and no other beside it.
func TestSentencesOfChance(t *testing.T) {
	after := func(more ...float64) []float64 { return append(slices.Clone(base), more...) }
	gap := math.NaN()
	forms := []string{"since limits need 8 values; 5 so far.", "since limits need 5 changes from one period to the next; 2 so far.", "within what chance alone would give, 57.3% to 62.7%.", "A signal of 30 Aug", "still stands",
		"The value is above the upper control limit of 62.7%", "The value is below the lower control limit of 57.3%", "since 31 Jul 2026, are above the upper control limit of 62.7%: the process has changed.",
		"since 31 Aug 2026, are below the lower control limit", "all above the mean of 60%", "all below the mean of 60%", "close to the upper control limit", "close to the lower control limit", "well above the mean", "well below the mean",
		"within normal variation", "more than normal variation", "it will keep meeting the target of", "it will keep missing the target of", "chance decides whether it meets the target of"}
	for name, c := range map[string]struct {
		target float64
		values []float64
		want   []string
	}{
		"five values":      {95, base[:5], []string{"since limits need 8 values; 5 so far."}},
		"hardly changing":  {95, []float64{5, 5, 5, 5, 5, 5, 5, 5, 6, 5}, []string{"since limits need 5 changes from one period to the next; 2 so far."}},
		"chance":           {95, base, []string{"within what chance alone would give, 57.3% to 62.7%.", "within normal variation", "it will keep missing the target of"}},
		"good enough":      {50, base, []string{"within what chance alone would give, 57.3% to 62.7%.", "within normal variation", "it will keep meeting the target of"}},
		"hit and miss":     {60, base, []string{"within what chance alone would give, 57.3% to 62.7%.", "within normal variation", "chance decides whether it meets the target of"}},
		"one above":        {95, after(70), []string{"The value is above the upper control limit of 62.7%", "more than normal variation"}},
		"one below":        {95, after(50), []string{"The value is below the lower control limit of 57.3%", "more than normal variation"}},
		"three above":      {95, after(70, 71, 70), []string{"since 31 Jul 2026, are above the upper control limit of 62.7%: the process has changed.", "within normal variation"}},
		"two below":        {95, after(50, 50.5), []string{"since 31 Aug 2026, are below the lower control limit", "within normal variation"}},
		"eight above":      {95, after(60.2, 60.3, 60.2, 60.3, 60.2, 60.3, 60.2, 60.3), []string{"all above the mean of 60%", "within normal variation"}},
		"eight below":      {95, after(59.8, 59.7, 59.8, 59.7, 59.8, 59.7, 59.8, 59.7), []string{"all below the mean of 60%", "within normal variation"}},
		"two of three":     {95, after(60, 62.2, 62.1), []string{"close to the upper control limit", "within normal variation"}},
		"two of three low": {95, after(60, 57.8, 57.9), []string{"close to the lower control limit", "within normal variation"}},
		"four of five":     {95, after(61, 61.1, 61, 59.6, 61), []string{"well above the mean", "within normal variation"}},
		"four of five low": {95, after(59, 59, 59, 60.4, 59), []string{"well below the mean", "within normal variation"}},
		"it was above":     {95, after(70, 60), []string{"within what chance alone would give, 57.3% to 62.7%.", "still stands", "more than normal variation"}},
		"behind a gap":     {95, after(gap, 60), []string{"within what chance alone would give, 57.3% to 62.7%.", "it will keep missing the target of"}},
	} {
		reads := strings.ReplaceAll(seen(render(t, measureOf(c.target, c.values...))), "\u202f", " ")
		for _, form := range forms {
			if must := slices.Contains(c.want, form); strings.Contains(reads, form) != must {
				t.Errorf("%s: that it says %q is %v: %s", name, form, !must, reads[:min(len(reads), 1500)])
			}
		}
	}
}

// Rules of the second set have their words, too.
func TestSentencesOfOtherRules(t *testing.T) {
	for _, c := range []struct {
		rule page.Rule
		side page.Side
		want string
	}{
		{"nine-in-row", page.Above, "all above the mean"}, {"nine-in-row", page.Below, "all below the mean"}, {"six-monotone", page.Above, "rise one after another"}, {"six-monotone", page.Below, "fall one after another"},
		{"alternating", page.Across, "go up and down in turn"}, {"hugging", page.Across, "keep closer to the mean of 60% than chance alone gives"}, {"avoiding", page.Across, "avoid the mean of 60% on both sides"},
	} {
		m := measureOf(95, base...)
		m.Control.Signals = []page.ControlSignal{{Rule: c.rule, Side: c.side, Points: []int{6, 7, 8, 9, 10, 11}}}
		if reads := seen(render(t, m)); !strings.Contains(reads, c.want) || !strings.Contains(reads, "The last 6 values, since 30 Apr 2026,") {
			t.Errorf("%s %s does not say %q: %s", c.rule, c.side, c.want, reads[:1200])
		}
	}
}

// Limits of values that were on the move themselves are told to be a rough guide, and those of a steady process are not.
func TestLimitsOfAnUnsteadyBase(t *testing.T) {
	const rough = "they are a rough guide"
	if reads := seen(render(t, measureOf(95, 50, 51, 52, 53, 54, 55, 56, 57, 58, 59, 60, 61))); !strings.Contains(reads, rough) {
		t.Errorf("of a base that rises all the time nothing is said: %s", reads[:1500])
	}
	if reads := seen(render(t, measureOf(95, append(slices.Clone(base), 70)...))); strings.Contains(reads, rough) {
		t.Error("a signal behind the base is held against the base")
	}
}

// A value that has expired tells nothing of chance, and neither does one that never was.
func TestNothingIsSaidOfChanceWithoutAValue(t *testing.T) {
	m := measureOf(95, base...)
	m.Now.Value, m.Data = nil, page.Expired
	if reads := seen(render(t, m)); strings.Contains(reads, "chance alone would give") || strings.Contains(reads, "If nothing changes") || !strings.Contains(reads, "There has been no value since") {
		t.Errorf("of a value that does not count it is said: %s", reads[:900])
	}
}

// The drawing names itself by its finding, has a table of the same data, and says where limits begin anew and why.
func TestTheControlChartSaysWhatItShows(t *testing.T) {
	values := append(slices.Clone(base), 70, 71, 70, 71, 70, 71, 70, 71)
	m := measureOf(95, values...)
	m.Control = sample.Controlled(m.NowAt, values, page.Higher, 12)
	text := render(t, m)
	reads := seen(text)
	for _, want := range []string{"Limits are computed on 8 values so far", "New limits from 28 Feb 2026: the platform team patches now", "New limits: the platform team patches now"} {
		if !strings.Contains(reads, want) {
			t.Errorf("the reader is not told %q: %s", want, reads)
		}
	}
	if name := `aria-label="Control chart of 20 values of Fixed. The value is within what chance alone would give, `; strings.Count(text, name) != 2 {
		t.Errorf("the two drawings are not named by %s", name)
	}
	if n := strings.Count(text, "<th scope=\"row\">"); n != 20 {
		t.Errorf("the table has %d rows for 20 values", n)
	}
	m.Control.Span = 12
	short := render(t, m)
	if n := strings.Count(short, "<th scope=\"row\">"); n != 12 {
		t.Errorf("of the last 12 periods the table shows %d", n)
	}
	if !strings.Contains(short, `<a href="/here?span=12" aria-current="true">`) || !strings.Contains(short, `href="/here?span=all"`) {
		t.Error("the spans are no links, or the wrong one is marked")
	}
}

func TestAMonthIsNamedWhateverTheHourItEnds(t *testing.T) {
	m := measureOf(95, base...)
	from := time.Date(2026, 9, 1, 0, 0, 0, 0, time.UTC)
	m.Values = []page.MeasureData{{From: from, To: from.AddDate(0, 1, 0).Add(-time.Microsecond), Value: m.Now.Value}}
	if reads := seen(render(t, m)); !strings.Contains(reads, " Sep 2026 60.5%") || strings.Contains(reads, "1 Sep 2026 to") {
		t.Errorf("the whole of September is called otherwise: %s", reads)
	}
}
