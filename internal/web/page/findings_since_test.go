package page_test

import (
	"strings"
	"testing"

	"github.com/steelyard-isms/steelyard/internal/catalog/words"
	"github.com/steelyard-isms/steelyard/internal/web/page"
)

// covered is a score with its band and how much data cover.
func covered(text string, band page.Band, coverage float64) page.Score {
	return page.Score{Text: text, Band: band, Coverage: &coverage}
}

// moved is an objective whose score changed by so many points.
func moved(name string, points float64) page.SinceRow {
	return page.SinceRow{Ref: page.Ref{Name: name}, Then: covered("50.0", page.Watch, 1), Now: covered("60.0", page.Watch, 1), Change: &points, Was: true, Is: true}
}

func part(name string, points float64) page.MovedChild {
	return page.MovedChild{Ref: page.Ref{Name: name}, Points: points}
}

// compared is a scorecard beside what it was on 30 June.
func compared(s page.Since) page.Scorecard {
	f := frame()
	f.AsOf.Compare = &page.Compare{Day: on(2026, 6, 30), Asked: "2026-06-30"}
	s.Day = on(2026, 6, 30)
	return page.Scorecard{Frame: f, Since: &s, Perspectives: []page.Perspective{{ID: "p", Name: "People", Objectives: []page.ObjectiveRow{{Ref: page.Ref{Name: "Doors"}}}}}}
}

func sinceCase(name string, s page.Since, reads string, keys ...words.Key) said {
	return said{"since " + name, compared(s), reads, keys, nil}
}

const rose, fell = "Since 30 Jun 2026 the score rose from 68.1 watch to 72.9 good.", "Since 30 Jun 2026 the score fell from 72.9 good to 68.1 watch."

func up(s page.Since) page.Since {
	s.Then, s.Now, s.Change = covered("68.1", page.Watch, 1), covered("72.9", page.Good, 1), pointer(4.8)
	return s
}

func down(s page.Since) page.Since {
	s.Then, s.Now, s.Change = covered("72.9", page.Good, 1), covered("68.1", page.Watch, 1), pointer(-4.8)
	return s
}

func sinceFindings() []said {
	watch, good := covered("68.1", page.Watch, 1), covered("72.9", page.Good, 1)
	capped := up(page.Since{Moved: []page.MovedChild{part("People", 6)}})
	capped.Now.Raw = "74.1"
	scoped := compared(up(page.Since{}))
	scoped.Scope = "North region"
	stayed := "Since 30 Jun 2026 the score has stayed at 68.1 watch."
	same := func(then, now float64) page.Since {
		return page.Since{Then: covered("68.1", page.Watch, then), Now: covered("68.1", page.Watch, now), Change: pointer(0.0)}
	}
	return append([]said{
		{"since, of a unit", scoped, "Only North region and what is below it counts here. " + rose, []words.Key{"scorecard.finding.scope", "since.finding.rose"}, nil},
		sinceCase("it rose", up(page.Since{}), rose, "since.finding.rose"),
		sinceCase("it fell", down(page.Since{}), fell, "since.finding.fell"),
		sinceCase("it reads the same", page.Since{Then: watch, Now: watch, Change: pointer(0.0), Moved: []page.MovedChild{part("People", 2), part("Processes", -2)}}, stayed, "since.finding.same"),
		sinceCase("nothing was known then", page.Since{Now: good, Rows: []page.SinceRow{{Ref: page.Ref{Name: "Doors"}, Now: good, Is: true}}}, "On 30 Jun 2026 there was no score; now it is 72.9 good.", "since.finding.new"),
		sinceCase("nothing is known now", page.Since{Then: good}, "On 30 Jun 2026 the score was 72.9 good; now there is none.", "since.finding.lost-all"),
		sinceCase("nothing is known on either day", page.Since{}, "There was no score on 30 Jun 2026, and there is none now.", "since.finding.none"),
		sinceCase("too little was covered then", page.Since{Then: page.Score{Text: "68.1", Coverage: pointer(.4)}, Now: good}, "On 30 Jun 2026 there was no score; now it is 72.9 good. Data cover more of the weight than then: 100%, up from 40%.", "since.finding.new", "since.finding.coverage-up"),
		sinceCase("coverage alone rose", same(.5, .9), stayed+" Data cover more of the weight than then: 90%, up from 50%.", "since.finding.same", "since.finding.coverage-up"),
		sinceCase("coverage alone fell", same(.9, .5), stayed+" Data cover less of the weight than then: 50%, down from 90%.", "since.finding.same", "since.finding.coverage-down"),
		sinceCase("coverage reads the same", same(.9000001, .9), stayed, "since.finding.same"),
		sinceCase("all came from one part", up(page.Since{Moved: []page.MovedChild{part("People", 4.8), part("Processes", .01)}}), rose+" It came from People (+4.8).", "since.finding.rose", "since.finding.all-of-it"),
		sinceCase("most came from one part", up(page.Since{Moved: []page.MovedChild{part("People", 3), part("Processes", 1.8)}}), rose+" Most of it came from People (+3).", "since.finding.rose", "since.finding.most-of-it"),
		sinceCase("half came from one part", up(page.Since{Moved: []page.MovedChild{part("People", 2.4), part("Processes", 1.2), part("Value", 1.2)}}), rose+" The largest part of it came from People (+2.4).", "since.finding.rose", "since.finding.largest-part"),
		sinceCase("one part went the other way", down(page.Since{Moved: []page.MovedChild{part("People", -6), part("Processes", 1.2)}}), fell+" Most of it came from People (−6). Processes went the other way (+1.2).", "since.finding.fell", "since.finding.most-of-it", "since.finding.against"),
		sinceCase("a cap hides where it came from", capped, rose, "since.finding.rose"),
		sinceCase("the parts went the other way", up(page.Since{Moved: []page.MovedChild{part("People", -6), part("Processes", 1.2)}}), rose, "since.finding.rose"),
		sinceCase("no part moved enough to be named", up(page.Since{Moved: []page.MovedChild{part("People", .04)}}), rose, "since.finding.rose"),
	}, sinceObjectives()...)
}

func sinceObjectives() []said {
	good, none := covered("72.9", page.Good, 1), page.Score{}
	state := func(name string, then, now page.Score, was, is bool) page.SinceRow {
		return page.SinceRow{Ref: page.Ref{Name: name}, Then: then, Now: now, Was: was, Is: is}
	}
	rows := func(list ...page.SinceRow) page.Since { return page.Since{Rows: list} }
	still := moved("Rest", 0)
	return []said{
		sinceCase("one objective rose", up(rows(moved("Doors", 1), still)), rose+" Doors rose by 1 point.", "since.finding.rose", "since.finding.one-rose"),
		sinceCase("one rose most", up(rows(moved("Doors", 9.5), moved("Locks", 2))), rose+" Doors rose most, by 9.5 points.", "since.finding.rose", "since.finding.rose-most"),
		sinceCase("two rose most", up(rows(moved("Doors", 2), moved("Locks", 2), moved("Keys", 1.9))), rose+" Doors and Locks rose most, each by 2 points.", "since.finding.rose", "since.finding.rose-each"),
		sinceCase("one objective fell", down(rows(moved("Doors", -2.3))), fell+" Doors fell by 2.3 points.", "since.finding.fell", "since.finding.one-fell"),
		sinceCase("one fell most", down(rows(moved("Doors", -9.5), moved("Locks", -2), moved("Keys", 1))), fell+" Keys rose by 1 point. Doors fell most, by 9.5 points.", "since.finding.fell", "since.finding.one-rose", "since.finding.fell-most"),
		sinceCase("two fell most", down(rows(moved("Doors", -2), moved("Locks", -2))), fell+" Doors and Locks fell most, each by 2 points.", "since.finding.fell", "since.finding.fell-each"),
		sinceCase("no objective changed", up(rows(still, moved("Locks", 0.04))), rose+" The scores of the 2 objectives that had one on both days have not changed.", "since.finding.rose", "since.finding.unmoved"),
		sinceCase("the only objective did not change", up(rows(still)), rose+" The score of the one objective that had one on both days has not changed.", "since.finding.rose", "since.finding.unmoved"),
		sinceCase("one came", up(rows(state("Doors", none, good, false, true), moved("Locks", 1))), rose+" Locks rose by 1 point. Doors did not count then.", "since.finding.rose", "since.finding.one-rose", "since.finding.came"),
		sinceCase("one went", up(rows(state("Doors", good, none, true, false))), rose+" Doors counts no more.", "since.finding.rose", "since.finding.went"),
		sinceCase("two went", up(rows(state("Doors", good, none, true, false), state("Locks", none, none, true, false))), rose+" Doors and Locks count no more.", "since.finding.rose", "since.finding.went"),
		sinceCase("one has a score now", up(rows(state("Doors", none, good, true, true))), rose+" Doors had no score then.", "since.finding.rose", "since.finding.gained"),
		sinceCase("one has none now", up(rows(state("Doors", good, none, true, true))), rose+" Doors has no score now.", "since.finding.rose", "since.finding.lost"),
		sinceCase("two have none now", up(rows(state("Doors", good, none, true, true), state("Locks", good, none, true, true))), rose+" Doors and Locks have no score now.", "since.finding.rose", "since.finding.lost"),
		sinceCase("one has none on either day", up(rows(state("Doors", none, none, true, true))), rose, "since.finding.rose"),
	}
}

// Beside each other stand the scores of two days, with what became of each objective, and how many are not listed.
func TestTwoDaysStandBesideEachOther(t *testing.T) {
	same, status := moved("Same", 0), moved("Status", 0)
	status.Before, status.After = page.OffPlan, page.OnPlan
	row := moved("Doors", -3.5)
	row.Code, row.Why, row.Before, row.After = "O-1", "/why/objective/O-1?since=2026-06-30", page.OnPlan, page.OnPlan
	went := page.SinceRow{Ref: page.Ref{Name: "Gone"}, Then: covered("50.0", page.Watch, 1), Was: true, Before: page.AtRisk}
	silent := page.SinceRow{Ref: page.Ref{Name: "Silent"}, Was: true, Is: true, Then: covered("50.0", page.Watch, 1), Now: covered("56.0", "", .4), Before: page.OnPlan}
	p := compared(page.Since{Rows: []page.SinceRow{row, went, status, same, silent}})
	p.All = page.Node{Score: covered("73", page.Good, 1), Then: pointer(covered("68.1", page.Watch, .8)), Change: pointer(4.8)}
	text := render(t, p)
	reads := seen(text)
	for _, want := range []string{"What changed since 30 Jun 2026", "DoorsO-1 50.0 watch 60.0 watch ▼ down 3.5", "Gone 50.0 watch – counts no more At risk", "Silent 50.0 watch Insufficient coverage 40% has no score now", "Status 50.0 watch 60.0 watch no change before: Off plan On plan", "1 objective is the same on both days.",
		"4.8 since 30 Jun 2026", "68.1, watch, then, with coverage 80%", "with 30 Jun 2026"} {
		if !strings.Contains(reads, want) {
			t.Errorf("it does not say %q: %s", want, reads)
		}
	}
	for _, want := range []string{`href="/why/objective/O-1?since=2026-06-30"`, `href="/here?as_of=2026-09-30&amp;compare=2026-06-30"`, `href="/here?as_of=2026-03-31"`, `href="/here?as_of=2026-06-30"`, `value="2026-06-30" max="2026-09-29"`, `href="/here">Compare with nothing`} {
		if !strings.Contains(text, want) {
			t.Errorf("it lacks %s", want)
		}
	}
	if strings.Contains(reads, "Same 50.0") || strings.Contains(reads, "more objective") {
		t.Errorf("what is the same is listed: %s", reads)
	}
	var many []page.SinceRow
	for range 70 {
		many = append(many, row)
	}
	if reads = seen(render(t, compared(page.Since{Rows: many}))); !strings.Contains(reads, "10 more objectives have changed.") || strings.Count(reads, "down 3.5") != 60 {
		t.Errorf("of 70 objectives %d are listed", strings.Count(reads, "down 3.5"))
	}
	if reads = seen(render(t, compared(page.Since{Rows: []page.SinceRow{same}}))); !strings.Contains(reads, "No objective has changed.") {
		t.Errorf("it does not say that nothing changed: %s", reads)
	}
	if text := render(t, page.Scorecard{Frame: frame(), Perspectives: p.Perspectives}); strings.Contains(text, "compare=") || strings.Contains(text, "Compare") {
		t.Error("a page that cannot compare offers it")
	}
}
