package page_test

import (
	"strings"
	"testing"
	"time"

	"github.com/steelyard-isms/steelyard/internal/measure"
	"github.com/steelyard-isms/steelyard/internal/record"
	"github.com/steelyard-isms/steelyard/internal/web/page"
)

func m0() time.Time { return time.Date(2026, 9, 30, 0, 0, 0, 0, time.UTC) }

func cost(t *testing.T) record.Money {
	t.Helper()
	m, err := record.ParseMoney("5 EUR")
	if err != nil {
		t.Fatal(err)
	}
	return m
}

func percentileOf(v float64) *float64 { return &v }

// What to do stands on the page where a criterion holds, with the reason, and nowhere else.
func TestAdviceStandsWhereACriterionHolds(t *testing.T) {
	m := measureOf(95, base...)
	if reads := seen(render(t, m)); strings.Contains(reads, "What to do") {
		t.Error("the page advises though no criterion holds")
	}
	m.Advice = []page.Advice{{When: "act", Text: "Ask the owners first."}, {When: "signal-worse", Text: "Look at what changed."}}
	reads := seen(render(t, m))
	for _, want := range []string{"What to do Ask the owners first. because the level asks for action", "Look at what changed. because the latest value is part of a signal on the worse side"} {
		if !strings.Contains(reads, want) {
			t.Errorf("the reader is not told %q: %.1500s", want, reads)
		}
	}
}

// Of the review of a measure it is said what comes next: a day, or what the last one decided and is still to be done.
func TestSentencesOfReviews(t *testing.T) {
	day := func(month time.Month) time.Time { return time.Date(2026, month, 14, 0, 0, 0, 0, time.UTC) }
	for _, c := range []struct {
		due     time.Time
		verdict string // of a review on 14 August; empty: none was held
		want    string
	}{
		{time.Time{}, "", "Nobody has looked at whether it is still useful, and no day is set for it."},
		{time.Time{}, "keep", "No day is set for the next review."},
		{day(time.December), "keep", "The next review is due on 14 Dec 2026."},
		{day(time.December), "act", "The next review is due on 14 Dec 2026."},
		{day(time.August), "act", "On 14 Aug 2026 it was decided to change it. The next review settles whether that is done."},
		{day(time.August), "retire", "On 14 Aug 2026 it was decided to retire it."},
		{day(time.September), "keep", "A review was due on 14 Sep 2026."},
	} {
		m := measureOf(95, base...)
		m.Review = &page.Reviewing{Due: c.due}
		if c.verdict != "" {
			m.Review.Held = []page.Reviewed{{On: day(time.August), Verdict: c.verdict, Reason: "looked at"}}
		}
		if reads := seen(render(t, m)); !strings.Contains(reads, c.want) {
			_, after, _ := strings.Cut(reads, "Review of the measure")
			t.Errorf("after %q, due %s, it is said %.120s", c.verdict, c.due.Format(time.DateOnly), after)
		}
	}
}

// Every occasion, verdict, criterion and kind of comparison that can come about has its words.
func TestWordsOfTheConstruct(t *testing.T) {
	m := measureOf(95, base...)
	for _, when := range measure.Occasion("").Words() {
		m.Advice = append(m.Advice, page.Advice{When: when, Text: "do " + when})
	}
	sound := measure.Measure{Owner: "owner"}
	all := sound.Judge(measure.Known{})
	for _, more := range []measure.Measure{{}, {Owner: "o", Collector: "c", Collection: "c", CollectionCost: cost(t)}} { // what a formula uses and people enter
		derived := measure.Measure{Formula: record.Always(record.Expression("a"))}
		all = append(all, derived.Judge(measure.Known{Entered: []*measure.Measure{&more}, Feeds: 1})...)
	}
	bare := measure.Measure{CountedOnly: true}
	all = append(all, bare.Judge(measure.Known{})...)
	for _, k := range []measure.Known{{Chance: new(0.001)}, {Chance: new(0.03)}, {LeadsAway: true}, {}} {
		k.Values = 99
		all = append(all, sound.Judge(k)...)
	}
	for _, c := range all {
		m.Criteria = append(m.Criteria, page.Criterion{Set: string(c.Set), Name: c.Name, Met: c.Met, Finding: c.Finding, Count: c.Count})
	}
	reads := seen(render(t, m))
	for _, c := range m.Criteria {
		if strings.Contains(reads, " "+c.Finding+" ") {
			t.Errorf("%s is shown as %s", c.Name, c.Finding)
		}
	}
	for _, want := range []string{"It is computed from 1 measure whose values somebody enters, and what that costs is not told", "What it costs in a year to collect what it is computed from is told", "1 measure is computed from it", "the chance of meeting a target by its day is below 1%", "the chance of meeting a target by its day is about 3%", "the trend leads away from it", "nothing in its values says that it cannot be", "Attainable open 0 values are too few", "Cheap open What its collection costs is not told"} {
		if !strings.Contains(reads, want) {
			t.Errorf("the reader is not told %q", want)
		}
	}
}

// How the value stands to others is said in words, by the figure that is compared, with when it was published; of a lower-is-better measure too, since better is
// decided before.
func TestSentencesOfComparisons(t *testing.T) {
	distribution := []page.ComparedFigure{{Value: 40, Percentile: percentileOf(25)}, {Value: 58, Percentile: percentileOf(50)}, {Value: 75, Percentile: percentileOf(75), Note: "without new members"}}
	external := page.Comparison{Kind: "external", Of: page.Ref{Code: "BM-01", Name: "Survey", Path: "/benchmarks/BM-01"}, Who: "grid operators", Day: m0(), Beside: 58, Rank: percentileOf(50), Figures: distribution, Stands: "better",
		Reached: percentileOf(50), Missed: percentileOf(75), Source: "An association", Published: m0(), Sample: 37, Licence: "CC BY 4.0", URL: "https://example.org/survey"}
	with := func(change func(*page.Comparison)) []page.Comparison {
		c := external
		change(&c)
		return []page.Comparison{c}
	}
	for _, c := range []struct {
		name string
		all  []page.Comparison
		want string
	}{
		{"better than the median", []page.Comparison{external}, "60.5% is better than the median of grid operators, 58%, published 30 Sep 2026. It does not reach percentile 75, 75%."},
		{"worse", with(func(x *page.Comparison) { x.Stands, x.Reached, x.Missed = "worse", percentileOf(25), percentileOf(50) }), "60.5% is worse than the median of grid operators, 58%, published 30 Sep 2026. It reaches percentile 25, which 25 in 100 of them do not reach."},
		{"equal", with(func(x *page.Comparison) { x.Stands, x.Missed = "equal", nil }), "60.5% is the median of grid operators, published 30 Sep 2026."},
		{"another percentile", with(func(x *page.Comparison) { x.Rank, x.Figures = percentileOf(90), distribution[:1] }), "60.5% is better than percentile 90 of grid operators, 58%, published 30 Sep 2026."},
		{"a figure of nobody in particular", with(func(x *page.Comparison) { x.Rank, x.Who, x.Published = nil, "", time.Time{} }), "60.5% is better than the 58% of Survey, of 30 Sep 2026."},
		{"a year before", []page.Comparison{{Kind: "past", Day: m0(), Beside: 40, Figures: []page.ComparedFigure{{Value: 40}}, Stands: "worse"}}, "It is worse than a year before, when it was 40% on 30 Sep 2026."},
	} {
		m := measureOf(95, base...)
		m.Comparisons = c.all
		reads := strings.ReplaceAll(seen(render(t, m)), "\u202f", " ")
		if !strings.Contains(reads, c.want) {
			_, after, _ := strings.Cut(reads, "They never enter a score")
			t.Errorf("%s is told as %.400s", c.name, after)
		}
	}
	for _, c := range []struct {
		name string
		with func(*page.Measure)
		want string
	}{
		{"better, on the page of the benchmark", func(*page.Measure) {}, "60.5% is better than the median of grid operators, 58%, published 30 Sep 2026. It does not reach percentile 75, 75%."},
		{"a range", func(m *page.Measure) { m.Comparisons = with(func(x *page.Comparison) { x.Stands = "" }) }, "60.5% beside 58%. Where a range is aimed at, neither is called better."},
		{"no value", func(m *page.Measure) { m.Now.Value = nil }, "M-1 has no value that counts now, so nothing is set beside it."},
		{"no figure yet", func(m *page.Measure) { m.Comparisons = nil }, "Nothing of it can be set beside a value of M-1 yet: no figure is of this day or before."},
	} {
		m := measureOf(95, base...)
		m.Ref, m.Comparisons = page.Ref{Code: "M-1", Name: "M-1", Path: "/measures/M-1"}, []page.Comparison{external}
		c.with(&m)
		if reads := strings.ReplaceAll(seen(render(t, page.Record{Frame: frame(), Ref: external.Of, Kind: "benchmark", Stands: &m})), "\u202f", " "); !strings.Contains(reads, c.want) {
			t.Errorf("%s is told as %.600s", c.name, reads)
		}
	}
	m := measureOf(95, base...)
	m.Comparisons = []page.Comparison{external}
	text := render(t, m)
	reads := strings.ReplaceAll(seen(text), "\u202f", " ")
	for _, want := range []string{"An association", "37 of them", "Licence: CC BY 4.0", "Median 58% +2.5", "Percentile 75 without new members 75% −14.5", "Read it there"} {
		if !strings.Contains(reads, want) {
			t.Errorf("the table does not say %q", want)
		}
	}
	if !strings.Contains(text, ">Peers p50 58%<") || strings.Count(text, `class="peers"`) != 2 {
		t.Error("the benchmark is not drawn: its median with a name, and where the middle half lies, on both charts")
	}
	if again := seen(render(t, measureOf(95, base...))); strings.Contains(again, "They never enter a score") {
		t.Error("a measure without anything beside it has a panel for that")
	}
}
