package page_test

import (
	"strings"
	"testing"

	"github.com/steelyard-isms/steelyard/internal/web/page"
	"github.com/steelyard-isms/steelyard/internal/web/preview/sample"
)

// Where a day of a closed period is shown, the banner says what was published of the record, in each case: a reader who is told only that some figures differ cannot hold the page against the report.
func TestBannerOfAClosedPeriodSaysWhatWasPublished(t *testing.T) {
	period := []page.Ref{{Code: "PC-01", Name: "Second quarter", Path: "/period-closes/PC-01"}}
	watch, good := page.Score{Text: "64.0", Band: page.Watch}, page.Score{Text: "71.2", Band: page.Good}
	for _, c := range []struct {
		name string
		note page.ClosedNote
		want string
	}{
		{"nothing kept", page.ClosedNote{}, "This day lies in the closed period Second quarter, which ended on 30 Jun 2026."},
		{"still known so", page.ClosedNote{Kept: true, Published: watch, Now: watch}, "This day lies in the closed period Second quarter. Published as of 30 Jun 2026, and still known so, is 64.0 watch."},
		{"another one now", page.ClosedNote{Kept: true, Published: watch, Now: good, Differs: true}, "This day lies in the closed period Second quarter. Published as of 30 Jun 2026 was 64.0 watch; from what is known now it is 71.2 good."},
		{"another band of the same value", page.ClosedNote{Kept: true, Published: page.Score{Text: "€7.3m", Band: page.Watch}, Now: page.Score{Text: "€7.3m", Band: page.Good}, Differs: true}, "This day lies in the closed period Second quarter. Published as of 30 Jun 2026 was €7.3m watch; from what is known now it is €7.3m good."},
		{"other figures of it", page.ClosedNote{Kept: true, Published: watch, Now: watch, Differs: true}, "This day lies in the closed period Second quarter. Published as of 30 Jun 2026, and still known so, is 64.0 watch; what else was published of it is known otherwise now in some figures."},
		{"another attainment", page.ClosedNote{Kept: true, Published: watch, Now: watch, Differs: true, Plan: page.OnPlan, PlanNow: page.AtRisk}, "This day lies in the closed period Second quarter. Published as of 30 Jun 2026, and still known so, is 64.0 watch. Published as On plan, it is known as At risk now."},
		{"no score then", page.ClosedNote{Kept: true, Now: good, Differs: true}, "This day lies in the closed period Second quarter. Published as of 30 Jun 2026 was none; from what is known now it is 71.2 good."},
		{"open again", page.ClosedNote{Kept: true, Reopened: true, Published: watch, Now: watch}, "This day lies in the period Second quarter, which was closed and is open again. Published as of 30 Jun 2026, and still known so, is 64.0 watch."},
	} {
		c.note.Periods, c.note.Until = period, on(2026, 6, 30)
		saysOfPeriod(t, c.name, c.note, c.want)
	}
	saysOfPeriod(t, "a page of no record", page.ClosedNote{Periods: period}, "This day lies in the closed period Second quarter. What was published of it stays, whatever became known later.")
	saysOfPeriod(t, "a day of several periods", page.ClosedNote{Periods: append(period, page.Ref{Name: "Of the north", Path: "/period-closes/PC-02"}), More: 2}, "This day lies in 4 closed periods: Second quarter, Of the north and 2 more. What was published of them stays, whatever became known later.")
}

func saysOfPeriod(t *testing.T, name string, note page.ClosedNote, want string) {
	t.Helper()
	p := sample.Scorecard(sample.InClosed(frame()))
	p.Closed = &note
	if reads := seen(render(t, p)); !strings.Contains(reads, want) {
		_, after, _ := strings.Cut(reads, "Back to now")
		t.Errorf("%s: the banner reads %q and not %q", name, after[:min(len(after), 300)], want)
	}
}

// A measure whose band, and an objective whose attainment is another one now say from which to which, also where value or score read the same.
func TestAnotherBandIsNamed(t *testing.T) {
	reads := seen(render(t, sample.Period(frame())))
	for _, want := range []string{"€7.3m watch €7.3m good score 67.0 → then 72.4", "Watch → then Good", "On plan → then At risk", "71.23 good 71.19 good ▼ down 0.04"} {
		if !strings.Contains(reads, want) {
			t.Errorf("the page does not say %q", want)
		}
	}
	if strings.Contains(reads, "details differ") {
		t.Error("what turned from one band into another is called the same")
	}
}

// From 72% to 88% a share moves by 16 points; 16% would be a sixth of it. What has another unit says that one.
func TestADifferenceOfSharesIsToldInPoints(t *testing.T) {
	p := sample.Period(frame())
	for _, c := range []struct {
		by       float64
		unit     string
		decimals int
		want     string
	}{{16, "%", 0, "+16 points"}, {-1, "%", 0, "−1 point"}, {0.001, "%", 3, "+0.001 points"}, {-1, "days", 0, "−1 day"}, {7.5, "days", 1, "+7.5 days"}} {
		p.Figures.Rows = []page.FigureRow{{Ref: page.Ref{Code: "M-24", Name: "Restored"}, Kind: "measure", Published: "one", Now: "other", Moved: &c.by, Unit: c.unit, Decimals: c.decimals, Differs: true}}
		if reads := strings.ReplaceAll(seen(render(t, p)), "\u00a0", " "); !strings.Contains(reads, "one other "+c.want) {
			_, after, _ := strings.Cut(reads, "M-24")
			t.Errorf("a difference of %v %s reads %q and not %q", c.by, c.unit, after[:min(len(after), 60)], c.want)
		}
	}
}

// What had expired, and the score of what too little was known of, never read as figures that were published: they are none, with what is held behind.
func TestWhatSaysNothingReadsAsNone(t *testing.T) {
	reads := seen(render(t, sample.Period(frame())))
	for _, want := range []string{"M-37Measure none expired, last 60% none expired, last 60% no change", "O-16Objective none insufficient data, what is known scores 56.0 70.2 good –"} {
		if !strings.Contains(reads, want) {
			_, after, _ := strings.Cut(reads, want[:4])
			t.Errorf("the page says %q and not %q", after[:min(len(after), 100)], want)
		}
	}
}

// A page that compares with a day of a closed period says what was published of it, and by what the comparison goes: what was known on the day itself is neither what was published nor what is known.
func TestBannerOfAComparisonSaysWhatWasPublished(t *testing.T) {
	period := []page.Ref{{Code: "PC-01", Name: "Second quarter", Path: "/period-closes/PC-01"}}
	watch, good := page.Score{Text: "68.9", Band: page.Watch}, page.Score{Text: "71.2", Band: page.Good}
	const lies = "30 Jun 2026, which this page compares with, lies in the "
	for _, c := range []struct {
		name string
		note page.ClosedNote
		want string
	}{
		{"published", page.ClosedNote{Until: on(2026, 6, 30), Kept: true, Published: watch, Now: good, Differs: true, Takes: page.Score{Text: "67.4", Band: page.Watch}}, lies + "closed period Second quarter. Published as of 30 Jun 2026 was 68.9 watch; from what is known now it is 71.2 good. The comparison is with what was known on that day, 67.4 watch."},
		{"open again", page.ClosedNote{Until: on(2026, 6, 30), Kept: true, Reopened: true, Published: watch, Now: watch}, lies + "period Second quarter, which was closed and is open again. Published as of 30 Jun 2026, and still known so, is 68.9 watch. The comparison is with what was known on that day."},
		{"nothing kept", page.ClosedNote{Until: on(2026, 6, 30)}, lies + "closed period Second quarter, which ended on 30 Jun 2026. The comparison is with what was known on that day."},
		{"a page of no record", page.ClosedNote{}, lies + "closed period Second quarter. What was published of it stays, whatever became known later. The comparison is with what was known on that day."},
		{"several periods", page.ClosedNote{More: 1}, strings.TrimSuffix(lies, "the ") + "2 closed periods: Second quarter and 1 more. What was published of them stays, whatever became known later. The comparison is with what was known on that day."},
	} {
		c.note.Periods, c.note.Beside = period, on(2026, 6, 30)
		saysOfPeriod(t, c.name, c.note, c.want)
	}
}

// In a report the figure that was published stands below the one that is known now, and the close is named; what was published as it is known says nothing more.
func TestAReportTellsWhatWasPublished(t *testing.T) {
	p := sample.Report(frame())
	known := 82.6
	then := &p.Groups[0].Rows[0].Then
	then.Published = &page.PublishedPast{Figure: page.Figure{Value: &known, Unit: "%"}, Score: page.Score{Text: "62.0", Band: page.Watch}, Period: page.Ref{Code: "PC-01", Name: "Figures of August", Path: "/period-closes/PC-01"}}
	if reads := seen(render(t, p)); strings.Contains(reads, "published as") || !strings.Contains(reads, "31 Aug 2026 is the last day of the closed period Figures of August: what was published of it stands below the value where it was something else.") {
		t.Error("what was published as it is known is told apart, or the closed period is not named")
	}
	for want, published := range map[string]page.PublishedPast{
		"published as 88.9%, score 72.7 good": {Figure: page.Figure{Value: pointer(88.9), Unit: "%"}, Score: page.Score{Text: "72.7", Band: page.Good}},
		"published as none, score none":       {},
	} {
		published.Differs, published.Reopened = true, true
		then.Published = &published
		if reads := seen(render(t, p)); !strings.Contains(reads, want) || !strings.Contains(reads, "which was closed and is open again: what was published") {
			t.Errorf("the report does not say %q", want)
		}
	}
}
