package page_test

import (
	"time"

	"github.com/steelyard-isms/steelyard/internal/catalog/words"
	"github.com/steelyard-isms/steelyard/internal/web/page"
)

func todayFindings() []said {
	today := func(change func(*page.Today)) page.Today {
		p := page.Today{Frame: frame()}
		p.AsOf.Day = on(2026, 9, 30)
		change(&p)
		return p
	}
	rows := func(days ...time.Time) []page.TodayPart {
		p := page.TodayPart{Waits: true}
		for _, d := range days {
			p.Rows = append(p.Rows, page.TodayRow{Due: d})
		}
		return []page.TodayPart{{Rows: []page.TodayRow{{Due: on(2020, 1, 1)}}}, p} // what waits for others counts for nothing
	}
	expiring := func(all, late, soon int) page.Expiring {
		return page.Expiring{Frame: frame(), All: all, Late: late, Soon: soon}
	}
	return []said{
		{"nothing waits", today(func(*page.Today) {}), "Nothing waits for you.", []words.Key{"today.finding.none"}, nil},
		{"nothing waits for an account of nobody", today(func(p *page.Today) { p.Nobody = true }), "This account stands for no declared person, so that nothing is owned by it and nothing waits for it. An administrator can say whose it is.", []words.Key{"today.finding.nobody", "today.finding.ask"}, nil},
		{"an administrator of whom nobody is known", today(func(p *page.Today) { p.Nobody, p.Whose, p.Groups = true, "/accounts/A#whose", rows(time.Time{}) }), "1 thing waits for you. Nobody has said whose this account is. Say so on its page.", []words.Key{"today.finding.waits", "today.finding.whose"}, nil},
		{"something waits, and is due today", today(func(p *page.Today) { p.Groups = rows(on(2026, 9, 30), on(2026, 10, 2), time.Time{}) }), "3 things wait for you. The first is due on 30 Sep 2026.", []words.Key{"today.finding.waits", "today.finding.first"}, nil},
		{"one waits without a day, for an account of nobody", today(func(p *page.Today) { p.Nobody, p.Groups = true, rows(time.Time{}) }), "1 thing waits for you.", []words.Key{"today.finding.waits"}, nil},
		{"some is overdue", today(func(p *page.Today) { p.Groups = rows(on(2026, 9, 29), on(2026, 10, 2)) }), "2 things wait for you. 1 of them is overdue, since 29 Sep 2026.", []words.Key{"today.finding.waits", "today.finding.late"}, nil},
		{"all is overdue", today(func(p *page.Today) { p.Groups = rows(on(2026, 9, 29)) }), "1 thing waits for you. It is overdue since 29 Sep 2026.", []words.Key{"today.finding.waits", "today.finding.all-late"}, nil},
		{"objectives are behind, and others changed something", today(func(p *page.Today) {
			p.Behind, p.Changed = 2, &page.TodayChanged{At: on(2026, 9, 28), Records: make([]page.TodayRow, 1), More: 2}
		}), "Nothing waits for you. 2 of your objectives are off plan or at risk. Since 28 Sep 2026 00:00 UTC others changed 3 records of yours.", []words.Key{"today.finding.none", "today.finding.behind", "today.finding.changed"}, nil},
		{"nothing runs out", expiring(0, 0, 0), "Nothing runs out.", []words.Key{"expiring.finding.none"}, nil},
		{"things run out later", expiring(1, 0, 0), "1 thing runs out.", []words.Key{"expiring.finding.all"}, nil},
		{"things run out soon, and are overdue", expiring(9, 1, 3), "9 things run out. 1 is overdue. 3 more run out within 30 days.", []words.Key{"expiring.finding.all", "expiring.finding.late", "expiring.finding.soon"}, nil},
	}
}
