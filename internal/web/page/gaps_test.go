package page_test

import (
	"strings"
	"testing"

	"github.com/steelyard-isms/steelyard/internal/evaluate"
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

// Of a closed period what differs stands first, with scorecard and perspectives; all else that is known as it was published is folded away, and is still there.
func TestWhatIsAsItWasPublishedIsFoldedAway(t *testing.T) {
	p := sample.Period(frame())
	for range 9 {
		p.Figures.Rows = append(p.Figures.Rows, page.FigureRow{Ref: page.Ref{Code: "M-50", Name: "Rooms that were shut", Path: "/measures/M-50"}, Kind: "measure", Published: "7", Now: "7"})
	}
	html := render(t, p)
	first, rest, folded := strings.Cut(html, `<details class="fg-s">`)
	if !folded || strings.Contains(first, "Rooms that were shut") || !strings.Contains(first, "Internal process") || strings.Count(rest, "Rooms that were shut") != 9 || !strings.Contains(rest, "10 objectives and measures are known as they were published") {
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
