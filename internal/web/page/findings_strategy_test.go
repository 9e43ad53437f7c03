package page_test

import (
	"github.com/steelyard-isms/steelyard/internal/catalog/words"
	"github.com/steelyard-isms/steelyard/internal/web/page"
)

func strategyFindings() []said {
	end := func(code string) page.Ref {
		return page.Ref{Code: code, Name: "Objective " + code, Path: "/objectives/" + code}
	}
	link := func(from, to string, s page.LinkState, reason string) page.StrategyLink {
		return page.StrategyLink{Ref: page.Ref{Path: "/strategy-links/" + from + to}, Cause: end(from), Effect: end(to), State: s, Reason: reason}
	}
	of := func(links ...page.StrategyLink) page.Strategy {
		return page.Strategy{Frame: frame(), Lanes: []page.StrategyLane{{ID: "one", Name: "One"}}, Links: links}
	}
	sure := link("A", "B", page.LinkHolding, "cause-on-plan")
	sure.Confirmed = true
	none := "In 0 of 1 links the scores move together by more than chance, which is no proof of cause."
	keys := func(k ...words.Key) []words.Key { return append(k, "strategy.finding.confirmed") }
	cascade := func(rows ...page.CascadeRow) page.Cascade {
		return page.Cascade{Frame: frame(), Units: []page.CascadeUnit{{Ref: page.Ref{Name: "All"}, Rows: rows}}}
	}
	return []said{
		{"a map without links", of(), "No link is declared yet. Say which objective leads to which, so that the data can tell whether it does.", []words.Key{"strategy.finding.no-links"}, nil},
		{"a map that holds", of(sure), "The one link that can be judged holds. In 1 of 1 links the scores move together by more than chance, which is no proof of cause.", keys("strategy.finding.all-hold"), nil},
		{"a map without data", of(link("A", "B", page.LinkUntested, "cause-no-data")), "1 link cannot be tested for want of data. " + none, keys("strategy.finding.untested"), nil},
		{"a strained link", of(link("A", "B", page.LinkStrained, "cause-at-risk")), "1 link is strained. " + none, keys("strategy.finding.single"), nil},
		{"a link that the data speak against", of(link("A", "B", page.LinkBroken, "contradicted")), "1 link is broken. The data speak against one expectation: Objective A → Objective B. " + none, keys("strategy.finding.single", "strategy.finding.contradicted"), nil},
		{"weak links of one cause", of(link("A", "B", page.LinkBroken, "cause-off-plan"), link("A", "C", page.LinkBroken, "cause-off-plan"), link("D", "C", page.LinkStrained, "cause-at-risk")),
			"2 links are broken and 1 link is strained. The cause is off plan: Objective A. 2 weak links begin with Objective A: mending it would ease most. In 0 of 3 links the scores move together by more than chance, which is no proof of cause.",
			keys("strategy.finding.both", "strategy.finding.off-plan", "strategy.finding.lever"), nil},
		{"a cascade", cascade(page.CascadeRow{Parts: 1, Attainment: page.OnPlan}, page.CascadeRow{Ref: end("B"), Depth: 1, Attainment: page.OffPlan, WholeStands: page.OnPlan}, page.CascadeRow{Attainment: page.OffPlan}),
			"1 of 3 objectives is divided into parts, which are objectives too. 1 of them is such a part. One part is off plan though the whole is on plan: Objective B.", []words.Key{"strategy.finding.carried", "strategy.finding.parts", "strategy.finding.hidden"}, nil},
	}
}
