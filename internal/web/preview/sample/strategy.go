package sample

import (
	"fmt"

	"github.com/steelyard-isms/steelyard/internal/web/page"
)

// strategy is the map of the prototype: its objectives, links and states.
func strategy(f page.Frame) page.Strategy {
	p := page.Strategy{Frame: f, Editable: true}
	ref := func(n int, name string) page.Ref {
		code := fmt.Sprintf("O-%02d", n)
		return page.Ref{Code: code, Name: name, Path: "/objectives/" + code}
	}
	stands := map[int]page.StrategyObjective{}
	add := func(lane, n int, name, score string, band page.Band, at page.Attainment, progress, expected float64) {
		o := page.StrategyObjective{Ref: ref(n, name), Score: page.Score{Text: score, Band: band}, Attainment: at, Expected: &expected}
		if at != page.NoData {
			o.Progress = &progress
		}
		stands[n] = o
		p.Lanes[lane].Objectives = append(p.Lanes[lane].Objectives, o)
	}
	for i, name := range []string{"Financial / business value", "Customer / user orientation", "Internal process", "Learning and growth"} {
		lane := page.StrategyLane{ID: fmt.Sprintf("perspective-%d", i), Name: name, Score: page.Score{Text: []string{"78", "73", "69", "64"}[i], Band: page.Good}}
		if i > 1 {
			lane.Score.Band, lane.Score.Provisional = page.Watch, true
		}
		p.Lanes = append(p.Lanes, lane)
	}
	add(0, 1, "Keep loss exposure within appetite", "78", page.Good, page.OnPlan, 0.66, 0.64)
	add(0, 2, "Protect delivery of critical services", "80", page.Good, page.OnPlan, 0.77, 0.7)
	add(0, 3, "Spend where risk falls", "76", page.Good, page.AtRisk, 0.51, 0.62)
	add(1, 4, "Answer assurance requests on time", "79", page.Good, page.OnPlan, 0.78, 0.72)
	add(1, 5, "Notify within the legal window", "100", page.Good, page.OnPlan, 0.86, 0.79)
	add(1, 6, "Raise supplier assurance", "44", page.Watch, page.OffPlan, 0.41, 0.65)
	add(2, 7, "Remediate exploited vulnerabilities fast", "63", page.Watch, page.AtRisk, 0.6, 0.67)
	add(2, 8, "Detect and contain sooner", "84", page.Good, page.OnPlan, 0.77, 0.7)
	add(2, 9, "Recover within tolerance", "90", page.Good, page.OnPlan, 0.7, 0.65)
	add(2, 10, "Bring privileged identity under control", "84", page.Good, page.OnPlan, 0.8, 0.77)
	add(2, 11, "Know every asset and its configuration", "39", page.Act, page.OffPlan, 0.25, 0.54)
	add(3, 12, "Report what looks wrong", "77", page.Good, page.OnPlan, 0.66, 0.62)
	add(3, 13, "Grow the skills the strategy needs", "57", page.Watch, page.AtRisk, 0.36, 0.46)
	add(3, 14, "Learn from every incident", "", "", page.NoData, 0, 0.65)
	link := func(from, to int, state page.LinkState, reason string, expectation string, k, of int, r ...float64) {
		a, b := stands[from], stands[to]
		l := page.StrategyLink{Ref: page.Ref{Code: fmt.Sprintf("SL-%d", len(p.Links)+1), Name: expectation, Path: fmt.Sprintf("/strategy-links/SL-%d", len(p.Links)+1)}, Cause: a.Ref, Effect: b.Ref,
			CauseStands: a.Attainment, EffectStands: b.Attainment, Expectation: expectation, State: state, Reason: reason, Lag: len(p.Links) % 3, AsExpected: k, Changed: of, Confirmed: len(r) == 3 && r[1] > 0}
		if len(r) == 3 {
			l.R, l.Low, l.High = &r[0], &r[1], &r[2]
		}
		p.Links = append(p.Links, l)
	}
	link(11, 7, page.LinkBroken, "cause-off-plan", "What is not known cannot be patched", 1, 7)
	link(6, 1, page.LinkBroken, "contradicted", "Assured suppliers lower tail losses", 1, 9, -0.81, -0.96, -0.32)
	link(13, 11, page.LinkStrained, "cause-at-risk", "Skilled platform engineers keep inventories current", 3, 7)
	link(13, 7, page.LinkStrained, "cause-at-risk", "Skilled engineers patch without fear of outage", 4, 7, 0.2, -0.62, 0.8)
	link(7, 4, page.LinkStrained, "cause-at-risk", "Fast fixes make assurance answers easy", 4, 7)
	link(3, 1, page.LinkStrained, "effect-off-plan", "Spend follows the largest exposures", 7, 7)
	link(14, 8, page.LinkUntested, "cause-no-data", "Closed lessons remove repeat causes", 0, 0)
	link(14, 9, page.LinkUntested, "cause-no-data", "Closed lessons fix recovery plans", 0, 0)
	link(12, 8, page.LinkHolding, "cause-on-plan", "More reports from staff shorten detection", 7, 7, 0.83, 0.36, 0.96)
	link(10, 4, page.LinkHolding, "cause-on-plan", "Strong sign-in answers the most asked question", 7, 7)
	link(8, 5, page.LinkHolding, "cause-on-plan", "Earlier containment leaves time to notify", 4, 7)
	link(9, 2, page.LinkHolding, "cause-on-plan", "Tested restores shorten outages", 6, 7)
	link(4, 1, page.LinkHolding, "cause-on-plan", "Assured customers stay, fewer contract losses", 7, 7)
	link(5, 1, page.LinkHolding, "cause-on-plan", "Timely notice avoids penalties", 4, 7)
	return p
}

// Strategy is the map while somebody changes it.
func Strategy(f page.Frame) page.Strategy {
	p := strategy(f)
	p.Edit, p.Elsewhere, p.Links[2].Weakens = true, 2, true
	return p
}

// judged is a link with what it is judged by.
func judged(f page.Frame) *page.StrategyLink {
	l := strategy(f).Links[1]
	is, by, back := 61.5, 4.5, -2.0
	l.Quarters = []page.LinkQuarter{{Cause: day(2026, 3, 31), Effect: day(2026, 6, 30), CauseIs: &is, EffectIs: &is, CauseMoved: &by, EffectMoved: &back, Counts: true},
		{Cause: day(2025, 12, 31), Effect: day(2026, 3, 31), CauseIs: &is, EffectIs: &is, CauseMoved: &by, EffectMoved: &by, Counts: true, Expected: true}, {Cause: day(2025, 9, 30), Effect: day(2025, 12, 31), EffectIs: &is}}
	return &l
}

// Cascade is who carries which objective.
func Cascade(f page.Frame) page.Cascade {
	row := func(code, name, unit string, depth, parts int, at page.Attainment, whole page.Attainment) page.CascadeRow {
		return page.CascadeRow{Ref: page.Ref{Code: code, Name: name, Path: "/objectives/" + code}, Depth: depth, Parts: parts, Unit: unit, Owner: "Jonas Eide", Attainment: at, WholeStands: whole,
			Score: page.Score{Text: "71", Band: page.Good}}
	}
	return page.Cascade{Frame: f, Units: []page.CascadeUnit{
		{Ref: page.Ref{Code: "U-01", Name: "Halden Grid", Path: "/units/U-01"}, Level: "organisation", Rows: []page.CascadeRow{
			row("O-01", "Keep loss exposure within appetite", "Halden Grid", 0, 1, page.OnPlan, ""), row("O-07", "Remediate exploited vulnerabilities fast", "North region", 1, 1, page.OffPlan, page.OnPlan),
			row("O-21", "Patch substations", "Substations", 2, 0, page.AtRisk, page.OffPlan)}},
		{Ref: page.Ref{Code: "U-02", Name: "North region", Path: "/units/U-02"}, Level: "region", Rows: []page.CascadeRow{row("O-12", "Report what looks wrong", "North region", 0, 0, page.OnPlan, "")}},
	}}
}
