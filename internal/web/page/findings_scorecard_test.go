package page_test

import (
	"slices"

	"github.com/steelyard-isms/steelyard/internal/catalog/words"
	"github.com/steelyard-isms/steelyard/internal/web/page"
)

// objectiveIn is a row of a scorecard that stands somewhere.
func objectiveIn(name string, a page.Attainment) page.ObjectiveRow {
	return page.ObjectiveRow{Ref: page.Ref{Name: name}, Attainment: a, Now: percent(50), Score: page.Score{Text: "75.0", Band: page.Good}}
}

// card is a scorecard of one perspective.
func card(score page.Score, change *float64, rows ...page.ObjectiveRow) page.Scorecard {
	return page.Scorecard{Frame: frame(), All: page.Node{Score: score, Change: change}, Perspectives: []page.Perspective{{ID: "p", Name: "Internal process", Objectives: rows}}}
}

func scorecardFindings() []said {
	firm, unsure := page.Score{Text: "72", Band: page.Good}, page.Score{Text: "72", Band: page.Good, Provisional: true, Low: "67", High: "75"}
	fine := objectiveIn("Patch", page.OnPlan)
	const one, allOnPlan = " 1 of 1 objectives is on plan.", words.Key("scorecard.finding.on-plan")
	score := func(name string, s page.Score, change *float64, reads string, key words.Key) said {
		return said{name, card(s, change, fine), reads + one, []words.Key{key, allOnPlan}, nil}
	}
	cases := []said{
		score("no past", firm, nil, "We score 72 of 100, good.", "scorecard.finding.firm"),
		score("as before", firm, pointer(0.04), "We score 72 of 100, good, as last quarter.", "scorecard.finding.firm-same"),
		score("better", firm, pointer(3.9), "We score 72 of 100, good, 3.9 points up on last quarter.", "scorecard.finding.firm-up"),
		score("a little better", firm, pointer(1.0), "We score 72 of 100, good, 1 point up on last quarter.", "scorecard.finding.firm-up"),
		score("worse", firm, pointer(-2.25), "We score 72 of 100, good, 2.2 points down on last quarter.", "scorecard.finding.firm-down"),
		score("provisional", unsure, nil, "We score 72 of 100, good but provisional (67 to 75).", "scorecard.finding.provisional"),
		score("provisional as before", unsure, pointer(-0.01), "We score 72 of 100, good but provisional (67 to 75), as last quarter.", "scorecard.finding.provisional-same"),
		score("provisional and better", unsure, pointer(6.0), "We score 72 of 100, good but provisional (67 to 75), 6 points up on last quarter.", "scorecard.finding.provisional-up"),
		score("provisional and worse", unsure, pointer(-6.0), "We score 72 of 100, good but provisional (67 to 75), 6 points down on last quarter.", "scorecard.finding.provisional-down"),
		score("nothing reported", page.Score{}, nil, "There is no score yet, because no measure has reported a value.", "scorecard.finding.no-score"),
		score("too little reported", page.Score{Text: "72", Coverage: pointer(0.499)}, nil, "There is no score, because too little has reported (coverage 49%, at least half is needed).", "scorecard.finding.insufficient"),
	}
	within := card(firm, nil, fine)
	within.Scope = "Region north"
	cases = append(cases, said{"of a unit", within, "Only Region north and what is below it counts here. We score 72 of 100, good." + one, []words.Key{"scorecard.finding.scope", "scorecard.finding.firm", allOnPlan}, nil})
	return append(append(cases, standingFindings(firm)...), cappedFindings(firm)...)
}

// standingFindings are about where objectives stand.
func standingFindings(firm page.Score) []said {
	const rest = words.Key("scorecard.finding.on-plan-rest")
	begin := []words.Key{"scorecard.finding.firm", rest}
	all := card(firm, nil, objectiveIn("A", page.OnPlan), objectiveIn("B", page.OnPlan), objectiveIn("C", page.Achieved), objectiveIn("D", page.AtRisk), objectiveIn("E", page.OffPlan),
		objectiveIn("F", page.OffPlan), objectiveIn("G", page.Missed), objectiveIn("H", page.NoData), objectiveIn("I", page.NoData), objectiveIn("J", page.NoTarget))
	dated := objectiveIn("H", page.NoData)
	dated.Now, dated.LastAt = page.Figure{}, on(2026, 3, 31)
	return []said{
		{"every standing", all, "We score 72 of 100, good. 2 of 10 objectives are on plan, 1 achieved, 1 at risk, 2 off plan, 1 missed, 2 without data and 1 without a target in force. Off plan: E and F. Missed: G. No current data: H and I.",
			slices.Concat(begin, []words.Key{"scorecard.finding.off-plan", "scorecard.finding.missed", "scorecard.finding.silent"}),
			[]words.Key{"scorecard.finding.count.achieved", "scorecard.finding.count.at-risk", "scorecard.finding.count.off-plan", "scorecard.finding.count.missed", "scorecard.finding.count.no-data", "scorecard.finding.count.no-target"}},
		{"silent since a day", card(firm, nil, objectiveIn("A", page.OnPlan), dated), "We score 72 of 100, good. 1 of 2 objectives is on plan, 1 without data. No data since 31 Mar 2026: H.", append(begin, "scorecard.finding.silent-since"), nil},
		{"silent for ever", card(firm, nil, objectiveIn("A", page.OnPlan), objectiveIn("H", page.NoData)), "We score 72 of 100, good. 1 of 2 objectives is on plan, 1 without data. No data yet: H.", append(begin, "scorecard.finding.silent-ever"), nil},
		{"none on plan", card(firm, nil, objectiveIn("D", page.AtRisk)), "We score 72 of 100, good. 0 of 1 objectives are on plan, 1 at risk.", begin, nil},
		{"a list in force", page.Objectives{Frame: frame(), Rows: []page.ObjectiveRow{objectiveIn("A", page.OnPlan)}}, "1 of 1 objectives is on plan.", []words.Key{"scorecard.finding.on-plan"}, nil},
		{"a list with a draft", page.Objectives{Frame: frame(), Rows: []page.ObjectiveRow{objectiveIn("A", page.OnPlan), {Ref: page.Ref{Name: "B"}, Attainment: page.OffPlan, Waits: true}}},
			"1 of 1 objectives is on plan. 1 more is not in force and counts in nothing.", []words.Key{"scorecard.finding.on-plan", "objectives.waiting"}, nil},
		{"a list with drafts", page.Objectives{Frame: frame(), All: []page.ObjectiveRow{objectiveIn("A", page.AtRisk), {Waits: true}, {Waits: true}}},
			"0 of 1 objectives are on plan, 1 at risk. 2 more are not in force and count in nothing.", []words.Key{rest, "objectives.waiting"}, nil},
		{"a list of drafts only", page.Objectives{Frame: frame(), Rows: []page.ObjectiveRow{{Waits: true}}}, "", nil, nil},
	}
}

// cappedFindings are about what holds a score down.
func cappedFindings(firm page.Score) []said {
	red, late := page.Ref{Code: "O-1", Name: "Doors"}, page.Ref{Code: "O-2", Name: "Locks"}
	held := page.Score{Text: "69", Band: page.Watch, Raw: "74", CappedBy: []page.Ref{red}}
	perspective, whole, both := card(firm, nil, objectiveIn("Doors", page.OnPlan)), card(held, nil, objectiveIn("Doors", page.OnPlan)), card(firm, nil, objectiveIn("Doors", page.OnPlan))
	perspective.Perspectives[0].Score = held
	held.CappedBy = []page.Ref{red, late}
	both.Perspectives[0].Score = held
	const one = "1 of 1 objectives is on plan. "
	return []said{
		{"a perspective held by one", perspective, "We score 72 of 100, good. " + one + "Internal process is held at 69 by Doors, which is critical and in band act.",
			[]words.Key{"scorecard.finding.firm", "scorecard.finding.on-plan", "scorecard.finding.capped"}, nil},
		{"a perspective held by two", both, "We score 72 of 100, good. " + one + "Internal process is held at 69 by Doors and Locks, which are critical and in band act.",
			[]words.Key{"scorecard.finding.firm", "scorecard.finding.on-plan", "scorecard.finding.capped"}, nil},
		{"the whole held", whole, "We score 69 of 100, watch. " + one + "The whole scorecard is held at 69 by Doors, which is critical and in band act.",
			[]words.Key{"scorecard.finding.firm", "scorecard.finding.on-plan", "scorecard.finding.capped-all"}, nil},
	}
}

func unitFindings() []said {
	unit := func(name string, score float64, text string, band page.Band) page.UnitRow {
		return page.UnitRow{Ref: page.Ref{Name: name}, Value: &score, Score: page.Score{Text: text, Band: band}}
	}
	north, south, west := unit("North", 84.7, "84.7", page.Good), unit("South", 30, "30.0", page.Act), unit("West", 60, "60.0", page.Watch)
	bare := page.UnitRow{Ref: page.Ref{Name: "Bare"}}
	const ranged = words.Key("units.finding.range")
	top := page.Unit{Scorecard: card(page.Score{Text: "72", Band: page.Good}, nil, objectiveIn("A", page.OnPlan)), Row: page.UnitRow{Ref: page.Ref{Name: "Halden Grid"}}, Below: []page.UnitRow{north, south}}
	below := top
	below.Row.Name, below.Above, below.Below = "North", []page.Ref{{Code: "U-01"}}, nil
	return append(unitsSinceFindings(), []said{
		{"units compared", page.Units{Frame: frame(), Rows: []page.UnitRow{bare, north, west, south}}, "Of 3 units with a score, North has the highest, 84.7, and South the lowest, 30.0.", []words.Key{ranged}, nil},
		{"nothing to compare", page.Units{Frame: frame(), Rows: []page.UnitRow{bare, north}}, "", nil, nil},
		{"all the same", page.Units{Frame: frame(), Rows: []page.UnitRow{north, north}}, "", nil, nil},
		{"a unit and those below", top, "We score 72 of 100, good. 1 of 1 objectives is on plan. Of 2 units with a score, North has the highest, 84.7, and South the lowest, 30.0.",
			[]words.Key{"scorecard.finding.firm", "scorecard.finding.on-plan", ranged}, nil},
		{"a unit of another", below, "Only North and what is below it counts here. We score 72 of 100, good. 1 of 1 objectives is on plan.",
			[]words.Key{"scorecard.finding.scope", "scorecard.finding.firm", "scorecard.finding.on-plan"}, nil},
		{"a unit without objectives", page.Unit{Scorecard: page.Scorecard{Frame: frame()}, Row: bare}, "Neither Bare nor a unit below it has an objective.", []words.Key{"units.finding.none"}, nil},
	}...)
}
