package page_test

import (
	"github.com/steelyard-isms/steelyard/internal/catalog/words"
	"github.com/steelyard-isms/steelyard/internal/web/page"
)

// unitsSinceFindings are what the page of units says beside 30 June.
func unitsSinceFindings() []said {
	watch, none := covered("50.0", page.Watch, 1), page.Score{}
	unit := func(name string, points float64) page.UnitRow {
		r := moved(name, points)
		return page.UnitRow{Ref: r.Ref, Since: &r}
	}
	other := func(name string, then, now page.Score) page.UnitRow {
		return page.UnitRow{Ref: page.Ref{Name: name}, Since: &page.SinceRow{Ref: page.Ref{Name: name}, Then: then, Now: now, Was: then.Band != "", Is: now.Band != ""}}
	}
	is := func(name, reads string, gone []page.UnitRow, keys []words.Key, rows ...page.UnitRow) said {
		return said{"units since: " + name, page.Units{Frame: frame(), Day: on(2026, 6, 30), Rows: rows, Gone: gone}, reads, keys, nil}
	}
	key := func(names ...words.Key) []words.Key {
		for i := range names {
			names[i] = "units.finding.since." + names[i]
		}
		return names
	}
	return []said{
		is("nothing then", "No unit has a score on both days, 30 Jun 2026 and now.", nil, key("none"), other("North", none, none)),
		is("one stayed", "Since 30 Jun 2026 the score of the one unit that had one on both days has not changed.", nil, key("unmoved"), unit("North", 0)),
		is("all stayed", "Since 30 Jun 2026 the scores of the 2 units that had one on both days have not changed.", nil, key("unmoved"), unit("North", 0), unit("South", 0)),
		is("one rose", "Since 30 Jun 2026, 1 of 2 units rose, North (+3).", nil, key("rose"), unit("North", 3), unit("South", 0)),
		is("some rose and fell", "Since 30 Jun 2026, 2 of 4 units rose, North most (+3). 2 fell, West most (−2.5).", nil, key("rose", "fell"), unit("North", 3), unit("South", 1), unit("East", -1), unit("West", -2.5)),
		is("one rose, one fell", "Since 30 Jun 2026, 1 of 2 units rose, North (+3). 1 fell, West (−2.5).", nil, key("rose", "fell"), unit("North", 3), unit("West", -2.5)),
		is("one fell", "Since 30 Jun 2026, 1 of 2 units fell, West (−2.5).", nil, key("only-fell"), unit("North", 0), unit("West", -2.5)),
		is("all fell", "Since 30 Jun 2026, 2 of 2 units fell, West most (−2.5).", nil, key("only-fell"), unit("North", -1), unit("West", -2.5)),
		is("came and went", "Since 30 Jun 2026, 1 of 1 units rose, North (+3). South and East had no score then. Old has none now.", []page.UnitRow{other("Old", watch, none)}, key("rose", "gained", "lost"),
			unit("North", 3), other("South", none, watch), other("East", none, watch)),
		is("more went", "No unit has a score on both days, 30 Jun 2026 and now. North and Old have none now.", []page.UnitRow{other("Old", watch, none)}, key("none", "lost"), other("North", watch, none)),
	}
}
