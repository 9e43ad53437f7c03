package page_test

import (
	"strings"
	"testing"
	"time"

	"github.com/steelyard-isms/steelyard/internal/evaluate"
	"github.com/steelyard-isms/steelyard/internal/web/form"
	"github.com/steelyard-isms/steelyard/internal/web/page"
	"github.com/steelyard-isms/steelyard/internal/web/preview/sample"
)

// An entry that is new is told as one thing: what it says shortly first, sentences last, and no stop within.
func TestANewEntryIsToldAsOneThing(t *testing.T) {
	p := sample.Objective(frame())
	p.History = []page.Revision{{Changes: []page.Change{{Name: "Checks of its data 1", Parts: []page.ChangePart{{Name: "How", Value: "Twenty hosts were drawn by lot, and looked at one by one by somebody else."}, {Name: "On", Value: "2026-07-01"}, {Name: "Out of", Value: "20"}}}}}}
	if reads := seen(render(t, p)); !strings.Contains(reads, "Checks of its data 1 added. On: 1 Jul 2026; Out of: 20; How: Twenty hosts were drawn by lot, and looked at one by one by somebody else.") {
		t.Errorf("the history does not tell the new entry as one: %s", reads[max(0, len(reads)-900):])
	}
}

// What a value that holds from a day on does not say, and the one before it does, is told beside what it says; and whoever approves sees what it says.
func TestWhatALaterValueLacksIsTold(t *testing.T) {
	if reads := seen(render(t, sample.Review(frame()))); !strings.Contains(reads, "Targets 1: Target from 1 Oct 2026 added. Value to be reached: 95. Not in it, unlike in the one before: Due: 31 Dec 2026.") {
		t.Errorf("the review does not tell what is lost: %.900s", reads)
	}
	p := sample.Moves(frame())
	p.Changes = sample.Review(frame()).Review.Changes
	if reads := seen(render(t, p)); !strings.Contains(reads, "Value to be reached: 95") {
		t.Errorf("whoever approves does not see the new entry: %.900s", reads)
	}
}

// What a change makes of the past is told however it does: scores, no score, or where an objective stands; from the beginning, from a day on, or by something that
// is no value from a day on.
func TestWhatBecomesOfThePastIsTold(t *testing.T) {
	base := *sample.Review(frame()).Review.Past
	since, none, stands, other := base, base, base, base
	since.From, since.Moved, since.Effect.Now = time.Date(2026, 4, 1, 0, 0, 0, 0, time.UTC), 1, page.Score{}
	none.Moved = 0
	stands.Effect.Now, stands.Effect.Stood, stands.Effect.Stands = stands.Effect.Then, page.OnPlan, page.OffPlan
	other.Name = ""
	for name, c := range map[string]struct {
		past  page.PastEffects
		reads []string
		not   string
	}{
		"always": {base, []string{"“Weight” is written over: what you enter holds from the beginning, for all days, and not from today on.", "At 3 of the last 7 quarter ends scores become others. The latest: at the end of 30 Jun 2026 Remediate exploited vulnerabilities fast had 47.5 watch, and would have 55.0 watch.",
			"To leave the past as it was, go back to the form, and enter what is new with “Another value from a day on” of “Weight”."}, ""},
		"since":  {since, []string{"“Weight” from 1 Apr 2026 is written over", "At 1 of the last 7 quarter ends scores become others: at the end of", "and would have no score."}, "from the beginning"},
		"none":   {none, []string{"No score at the last 7 quarter ends becomes another."}, "would have"},
		"stands": {stands, []string{"had on plan, and would have off plan."}, "47.5 watch"},
		"other":  {other, []string{"At 3 of the last 7 quarter ends"}, "written over"},
	} {
		p := sample.Review(frame())
		p.Review.Past = &c.past
		_, reads, _ := strings.Cut(seen(render(t, p)), "What it does to the past")
		for _, want := range c.reads {
			if !strings.Contains(reads, want) {
				t.Errorf("%s: the review does not say %q: %.700s", name, want, reads)
			}
		}
		if c.not != "" && strings.Contains(reads, c.not) {
			t.Errorf("%s: the review says %q: %.700s", name, c.not, reads)
		}
	}
}

// What keeps a step from being taken is told by the names of fields, and leads to them where the reader may change them.
func TestWhatKeepsAStepBackIsNamed(t *testing.T) {
	html := render(t, sample.Unfinished(frame()))
	reads := seen(html)
	for _, want := range []string{"This step cannot be taken as things are. Result: This is required once the action is done. Write what was done before the action is finished.", "Evidence: This is damaged. Send it again.",
		"This would close PC-03, which lasts until 2026-12-31. Close the period once it has ended."} {
		if !strings.Contains(reads, want) {
			t.Errorf("the page does not say %q: %.900s", want, reads)
		}
	}
	if !strings.Contains(html, `href="/objectives/O-07/edit#f-spec-result"`) || strings.Contains(reads, "spec.") || strings.Contains(reads, "move:") {
		t.Errorf("the page does not lead to the field, or names it as files do: %.900s", reads)
	}
}

// Of a closed period what differs stands first, with scorecard and perspectives; all else that is known as it was published is folded away, and is still there.
func TestWhatIsAsItWasPublishedIsFoldedAway(t *testing.T) {
	p := sample.Period(frame())
	for range 9 {
		p.Figures.Rows = append(p.Figures.Rows, page.FigureRow{Ref: page.Ref{Code: "M-50", Name: "Rooms that were shut", Path: "/measures/M-50"}, Kind: "measure", Published: "7", Now: "7"})
	}
	html := render(t, p)
	first, rest, folded := strings.Cut(html, `<details class="fg-s">`)
	if !folded || strings.Contains(first, "Rooms that were shut") || !strings.Contains(first, "Internal process") || strings.Count(rest, "Rooms that were shut") != 9 || !strings.Contains(rest, "11 objectives and measures are known as they were published") {
		t.Errorf("what differs does not stand alone before what is the same: %.300s", rest)
	}
	p.Figures.File = nil // nothing was published: there is nothing to be held against
	if strings.Contains(render(t, p), `<details class="fg-s">`) {
		t.Error("figures of a period that is not closed are folded away")
	}
}

// Measures that name no part cover none, and a gap leads to what the library has for it.
func TestGapsOfCoverageLeadToTheLibrary(t *testing.T) {
	p := page.Coverage{Frame: frame(), All: 3, Healthy: 2, Parts: []page.CoverPart{{By: evaluate.ByParameter, Healthy: 2, Measures: 2}, {By: evaluate.ByType, Key: "impact"}, {By: evaluate.ByFriction, Key: evaluate.CoverFriction, Measures: 1},
		{By: evaluate.ByTiming, Key: "leading", Healthy: 1, Measures: 1}}}
	html := render(t, p)
	for _, want := range []string{`href="/library?type=impact"`, `href="/library?friction=yes"`} {
		if !strings.Contains(html, want) {
			t.Errorf("a gap does not lead to %s", want)
		}
	}
	if strings.Count(html, ">covered<") != 1 || strings.Contains(html, "timing=leading") {
		t.Error("measures that name no parameter are said to cover one, or what is covered leads to the library")
	}
}

// A source says when its values can be relied on, what is held back otherwise, and that nothing is asked where it is so.
func TestASourceSaysWhenItsValuesCanBeReliedOn(t *testing.T) {
	p := sample.Source(frame())
	reads := seen(render(t, p))
	for _, want := range []string{"hosts_seen It is to be 900 or more and fall by no more than 20% from one time to the next.Otherwise all values of that time are held back. Why: The scanner has lost sight of hosts.",
		"be 1,200 or less and rise by no more than 300% from one time to the next.Otherwise these values of that time are held back: kev_exposure_median_days, kev_exposure_hosts."} {
		if !strings.Contains(reads, want) {
			t.Errorf("the source does not say %q: %s", want, reads)
		}
	}
	p.Checks = nil
	if !strings.Contains(seen(render(t, p)), "Nothing is asked of its values") {
		t.Error("a source without checks does not say so")
	}
}

// What several entries say shortly stands in a table; what takes sentences does not.
func TestShortEntriesStandInATable(t *testing.T) {
	say := func(field, text string) page.Said { return page.Said{Kind: "benchmark", Field: field, Text: text} }
	p := page.Record{Frame: frame(), Ref: page.Ref{Code: "BM-1", Name: "Others"}, Kind: "benchmark", List: "/benchmarks",
		Says: []page.Said{{Kind: "benchmark", Field: "values", Entries: [][]page.Said{{say("values[].on", "2026-06-30"), say("values[].value", "88"), say("values[].percentile", "50")}, {say("values[].on", "2026-06-30"), say("values[].value", "96")}}}}}
	if html := render(t, p); !strings.Contains(html, "rc-t") || strings.Count(html, `data-l="Value"`) != 2 || !strings.Contains(html, `<span class="nd">–</span>`) {
		t.Errorf("figures of a benchmark do not stand in rows: %s", seen(html))
	}
	for note, rows := range map[string]bool{"without new members": true, strings.Repeat("What is to be known of it takes sentences. ", 3): false} {
		prose := say("values[].note", note)
		prose.Control = form.Prose
		p.Says[0].Entries[1] = []page.Said{say("values[].on", "2026-06-30"), say("values[].value", "96"), prose}
		if html := render(t, p); strings.Contains(html, "rc-t") != rows {
			t.Errorf("a note of %d characters leaves figures in rows: %t", len(note), !rows)
		}
	}
}

// Whoever asks why a part is not covered as it might be finds those that are not healthy first, each marked and with its reasons in words, however many healthy ones there are.
func TestMeasuresThatAreNotHealthyAreNamedFirst(t *testing.T) {
	link := func(code string) page.Ref {
		return page.Ref{Code: code, Name: "Measure " + code, Path: "/measures/" + code}
	}
	c := page.CoverPart{By: evaluate.ByParameter, Key: "maturity", Healthy: 14, Measures: 16, Named: []page.Ref{link("M-1"), link("M-2"), link("M-3"), link("M-4")}, Ailing: []page.Ailing{
		{Ref: link("M-8"), Why: []evaluate.Ailment{evaluate.NotFresh, evaluate.NotSound, evaluate.ReviewOverdue}}, {Ref: link("M-9"), Why: []evaluate.Ailment{evaluate.NoValue, evaluate.ToBeRetired}}}}
	p := page.Coverage{Frame: frame(), All: 16, Healthy: 14, Parts: []page.CoverPart{c}}
	html := render(t, p)
	reads := seen(html)
	for _, want := range []string{"Measure M-8: not fresh, data quality below 70%, review overdue", "Measure M-9: no value, to be retired Measure M-1", "and 10 more", "One that is to be retired covers nothing until it is retired, or reviewed anew."} {
		if !strings.Contains(reads, want) {
			_, at, _ := strings.Cut(reads, "Which")
			t.Errorf("the reader is not told %q: %.600s", want, at)
		}
	}
	if _, at, _ := strings.Cut(html, `class="cv-l"`); !strings.Contains(at[:200], "gl-warn") {
		t.Error("a measure that is not healthy is not marked by a shape")
	}
	p.Parts[0].Measures = 20
	if !strings.Contains(seen(render(t, p)), "and 4 more that are not healthy") {
		t.Error("of those that are not healthy some are neither named nor counted")
	}
}
