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

// publications are those of a period that was published on 15 and on 20 July.
func publications(before string, another bool, different int) []page.Publication {
	one := func(number, day int, text string) page.Publication {
		return page.Publication{FigureFile: page.FigureFile{Number: number, At: on(2026, 7, day), By: "Marta Holm"}, OfOne: true, Scores: []page.PublishedScore{{Score: page.Score{Text: text, Band: page.Watch}}}}
	}
	out := []page.Publication{one(2, 20, "63.4"), one(1, 15, before)}
	out[1].Different, out[1].Scores[0].Another = different, another
	return out
}

// first is the page of the first of them.
func first(change func(*page.PeriodFigures)) page.Record {
	return shut(func(f *page.PeriodFigures) {
		f.Publications, f.Chosen = publications("64.0", true, 22), true
		f.File, f.ClosedAt, f.Published = &f.Publications[1].FigureFile, on(2026, 7, 15), page.Score{Text: "64.0", Band: page.Watch}
		change(f)
	})
}

func closeFindings() []said {
	const chosen = "Marta Holm published the figures of Security from 1 Apr 2026 to 30 Jun 2026 on 15 Jul 2026, as publication 1 of 2."
	const beside = " Beside it stands publication 2, by Marta Holm on 20 Jul 2026."
	latest := &publications("64.0", true, 22)[0].FigureFile
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
		{"the score stands, a figure below does not", shut(func(f *page.PeriodFigures) { f.Different, f.Below = 3, 1 }), closed + " The score that was published, 63.4 watch, is still what is known; 1 figure below it is another one now.", []words.Key{key, "closes.finding.below"}, nil},
		{"of a unit, figures differ", shut(func(f *page.PeriodFigures) {
			f.Published, f.Now, f.Different = page.Score{}, page.Score{}, 3
		}), closed + " 3 figures that were published are known otherwise now.", []words.Key{key, "closes.finding.differ"}, nil},
		{"opened again", shut(func(f *page.PeriodFigures) { f.Closed = false }), closed + " The period was opened again; what was published stays. What was published is still what is known.", []words.Key{key, "closes.finding.reopened", "closes.finding.same"}, nil},
		{"the score stands, and what else is told of it does not", shut(func(f *page.PeriodFigures) { f.Different = 2 }), closed + " The score that was published, 63.4 watch, is still what is known; 2 other figures of the scorecard are others now.", []words.Key{key, "closes.finding.beside"}, nil},
		{"published with another score before", shut(func(f *page.PeriodFigures) { f.Publications = publications("64.0", true, 22) }), closed + " What was published is still what is known. It was published before as 64.0 watch, on 15 Jul 2026.", []words.Key{key, "closes.finding.same", "closes.finding.before-score"}, nil},
		{"published with other figures before", shut(func(f *page.PeriodFigures) { f.Publications = publications("63.4", false, 22) }), closed + " What was published is still what is known. It was published before, on 15 Jul 2026; 22 figures were others then.", []words.Key{key, "closes.finding.same", "closes.finding.before-differ"}, nil},
		{"published the same before", shut(func(f *page.PeriodFigures) { f.Publications = publications("63.4", false, 0) }), closed + " What was published is still what is known. It was published before, on 15 Jul 2026, with the same figures.", []words.Key{key, "closes.finding.same", "closes.finding.before-same"}, nil},
		{"the first publication beside what is known now", first(func(f *page.PeriodFigures) { f.Different, f.Restated = 22, 2 }), chosen + " The score was published as 64.0 watch; from what is known now it is 63.4 watch.", []words.Key{"closes.finding.chosen", "closes.finding.score"}, nil},
		{"the first publication beside the second", first(func(f *page.PeriodFigures) { f.Against, f.Different = latest, 22 }), chosen + beside + " The score was published as 64.0 watch and then as 63.4 watch; 22 figures differ.", []words.Key{"closes.finding.chosen", "closes.finding.against", "closes.finding.against-score"}, nil},
		{"two publications with the same score", first(func(f *page.PeriodFigures) { f.Against, f.Different, f.Published = latest, 3, f.Now }), chosen + beside + " 3 figures differ.", []words.Key{"closes.finding.chosen", "closes.finding.against", "closes.finding.against-differ"}, nil},
		{"two publications that are the same", first(func(f *page.PeriodFigures) { f.Against, f.Published = latest, f.Now }), chosen + beside + " Both say the same.", []words.Key{"closes.finding.chosen", "closes.finding.against", "closes.finding.against-same"}, nil},
		{"another program computes otherwise", shut(func(f *page.PeriodFigures) {
			f.Again = &page.Again{Differences: []page.FigureDifference{{}}}
		}), closed + " What was published is still what is known. This program computes 1 figure otherwise from what was known.", []words.Key{key, "closes.finding.same", "closes.finding.again"}, nil},
	}
}
