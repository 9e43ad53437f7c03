package page_test

import (
	"github.com/steelyard-isms/steelyard/internal/catalog/words"
	"github.com/steelyard-isms/steelyard/internal/web/page"
)

// period is the page of the close of the second quarter.
func period(change func(*page.PeriodFigures)) page.Record {
	f := page.PeriodFigures{Of: page.Ref{Code: "S-01", Name: "Security"}, From: on(2026, 4, 1), Until: on(2026, 6, 30), Ended: true}
	change(&f)
	return page.Record{Frame: frame(), Ref: page.Ref{Code: "PC-01", Name: "Second quarter"}, Kind: "period-close", State: "closed", Figures: &f}
}

// shut is a closed one whose figures were kept.
func shut(change func(*page.PeriodFigures)) page.Record {
	return period(func(f *page.PeriodFigures) {
		f.Closed, f.ClosedAt, f.ClosedBy, f.File = true, on(2026, 7, 20), "Marta Holm", &page.FigureFile{}
		f.Published, f.Now = page.Score{Text: "63.4", Band: page.Watch}, page.Score{Text: "63.4", Band: page.Watch}
		change(f)
	})
}

func closeFindings() []said {
	const closed = "Marta Holm closed the figures of Security from 1 Apr 2026 to 30 Jun 2026 on 20 Jul 2026."
	const key = "closes.finding.closed"
	return []said{
		{"a period that waits to be closed", period(func(*page.PeriodFigures) {}), "The period of Security from 1 Apr 2026 to 30 Jun 2026 has ended and is not closed.", []words.Key{"closes.finding.open"}, nil},
		{"a period that goes on", period(func(f *page.PeriodFigures) { f.Ended = false }), "The period of Security from 1 Apr 2026 to 30 Jun 2026 has not ended; it can be closed after its last day.", []words.Key{"closes.finding.goes-on"}, nil},
		{"published, and still known so", shut(func(*page.PeriodFigures) {}), closed + " What was published is still what is known.", []words.Key{key, "closes.finding.same"}, nil},
		{"closed before figures were kept", shut(func(f *page.PeriodFigures) { f.File = nil }), closed + " No figures were kept with the close.", []words.Key{key, "closes.finding.unkept"}, nil},
		{"another score now", shut(func(f *page.PeriodFigures) {
			f.Now, f.Different, f.Restated = page.Score{Text: "61.2", Band: page.Watch}, 7, 2
		}), closed + " The score was published as 63.4 watch; from what is known now it is 61.2 watch. Since then 2 changes have reached into it.", []words.Key{key, "closes.finding.score", "closes.finding.restated"}, nil},
		{"the score stands, a figure below does not", shut(func(f *page.PeriodFigures) { f.Different = 1 }), closed + " The score that was published, 63.4 watch, is still what is known; 1 figure below it is another one now.", []words.Key{key, "closes.finding.below"}, nil},
		{"of a unit, figures differ", shut(func(f *page.PeriodFigures) {
			f.Published, f.Now, f.Different = page.Score{}, page.Score{}, 3
		}), closed + " 3 figures that were published are known otherwise now.", []words.Key{key, "closes.finding.differ"}, nil},
		{"opened again", shut(func(f *page.PeriodFigures) { f.Closed = false }), closed + " The period was opened again; what was published stays. What was published is still what is known.", []words.Key{key, "closes.finding.reopened", "closes.finding.same"}, nil},
		{"another program computes otherwise", shut(func(f *page.PeriodFigures) {
			f.Again = &page.Again{Differences: []page.FigureDifference{{}}}
		}), closed + " What was published is still what is known. This program computes 1 figure otherwise from what was known.", []words.Key{key, "closes.finding.same", "closes.finding.again"}, nil},
	}
}
