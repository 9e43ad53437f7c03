package sample

import "github.com/steelyard-isms/steelyard/internal/web/page"

var (
	fixed    = measure("M-014", "Known-exploited fixed within 14 days")
	exposure = measure("M-015", "Median exposure of exploited flaws")
)

// Objective is O-07, a little behind its plan.
func Objective(f page.Frame) page.Objective {
	o := page.Objective{
		Frame: f, Ref: objective("O-07", "Remediate exploited vulnerabilities fast"),
		Statement:   "By the end of 2026, close 95% of known-exploited vulnerabilities within 14 days of publication, on every system in scope.",
		Perspective: "Internal process", Owner: "Kari Solberg", Measure: fixed,
		Score:      page.Score{Text: "62.6", Band: page.Watch, Provisional: true, Low: "55.1", High: "71.8", Coverage: v(.84), Confidence: v(.76)},
		Attainment: page.AtRisk, Milestones: true,
		Baseline: page.Figure{Value: v(61), Unit: "%"}, BaselineAt: day(2025, 12, 31), Now: page.Figure{Value: v(83.9), Unit: "%"}, NowAt: day(2026, 9, 30),
		Plan: page.Figure{Value: v(87), Unit: "%"}, Target: page.Figure{Value: v(95), Unit: "%"}, Due: day(2026, 12, 31),
		Gap: v(11.1), Progress: v(.674), Expected: v(.765), Deviation: v(-.091), PaceRatio: v(1.43), PaceDate: day(2027, 2, 10),
		Path: []page.ValueAt{{At: day(2025, 12, 31), Value: v(61)}, {At: day(2026, 6, 30), Value: v(79)}, {At: day(2026, 9, 30), Value: v(87)}, {At: day(2026, 12, 31), Value: v(95)}},
		Measures: []page.MeasureShare{
			{Ref: fixed, Now: page.Figure{Value: v(83.9), Unit: "%"}, Knots: []float64{50, 75, 88, 95}, Weight: 3, Data: page.Known, Quality: v(.96), Critical: true,
				Score: page.Score{Text: "60.5", Band: page.Watch}, Contribution: "36.3", Lacks: 23.7},
			{Ref: exposure, Now: page.Figure{Value: v(16), Unit: "days"}, Knots: []float64{45, 25, 14, 7}, Weight: 2, Data: page.Stale, Quality: v(.88),
				Score: page.Score{Text: "65.8", Band: page.Watch}, Contribution: "26.3", Lacks: 13.7},
			{Ref: measure("M-022", "Gateways with virtual patches"), Now: page.Figure{Unit: "%"}, Knots: []float64{20, 50, 80, 100}, Weight: 1, Data: page.Unknown, Score: page.Score{}},
		},
		Explain: []string{
			"M-014 is at 83.9%, between the red limit of 75% and the green limit of 88%, which scores 60.5.",
			"M-015 has not been reported since August; its freshness of 0.75 lowers confidence, not weight.",
			"M-022 has never been reported; with it at 0 the score would be 52.1, at 100 it would be 68.8.",
		},
		History: []page.Revision{
			{At: at(2026, 8, 4, 9, 12), By: "Kari Solberg", Changes: []page.Change{{Field: "Plan for September", Old: "89%", New: "87%"}}, Why: "outage season", Entry: 871},
			{At: at(2026, 1, 9, 13, 40), By: "Steering committee", Summary: "Objective approved with baseline 61% and target 95%.", Entry: 212},
		},
	}
	for _, r := range []struct{ letter, name, text string }{{"a", "Follows the policy", "2 principles"}, {"b", "Can be measured", "3 measures"}, {"c", "Weighs risks and duties", ""},
		{"d", "Is monitored", "3 measures, fresh"}, {"e", "Is communicated", ""}, {"j", "Who is responsible", "Kari Solberg"}, {"k", "When it is complete", "by 31 Dec 2026"}} {
		x := page.Requirement{Letter: r.letter, Name: r.name, Text: r.text, Answered: r.text != ""}
		if !x.Answered {
			x.Text = "none is linked"
		}
		o.Requirements = append(o.Requirements, x)
	}
	o.Work = []page.Undertaking{
		{Ref: page.Ref{Code: "IN-03", Name: "Patch in rings"}, Kind: "Initiative", Owner: "Jonas Eide", Due: day(2026, 3, 31), State: "done", Done: true},
		{Ref: page.Ref{Code: "AC-11", Name: "Agree outage windows with the gateways' operators"}, Kind: "Action", Owner: "Amal Haddad", Due: day(2026, 9, 15), State: "in progress", Ahead: true, Late: true},
		{Ref: page.Ref{Code: "AC-12", Name: "Report the exposure of each vendor"}, Kind: "Action", Due: day(2026, 12, 1), State: "open", Ahead: true}}
	o.Links = []page.Links{{Name: "Leads to", Items: []page.Link{{Ref: objective("O-02", "Protect delivery of critical services"), Note: "Fewer holes, fewer outages."}}},
		{Name: "Principles", Items: []page.Link{{Ref: page.Ref{Code: "PR-02", Name: "What we promise, we can show"}}}}}
	for i, x := range []float64{61, 63.1, 66.2, 69.1, 72.8, 74.4, 78.3, 81.7, 82.6, 83.9} {
		o.Values = append(o.Values, page.ValueAt{At: day(2026, i+1, 0), Value: v(x)})
	}
	return o
}

// SilentObjective has a measure that never reported.
func SilentObjective(f page.Frame) page.Objective {
	return page.Objective{Frame: f, Ref: objective("O-14", "Learn from every incident"), Measure: measure("M-031", "Incidents with lessons applied in 60 days"),
		Score: page.Score{Coverage: v(0)}, Attainment: page.NoData, Target: page.Figure{Value: v(95), Unit: "%"}, Due: day(2026, 12, 31)}
}

// Objectives is the list of all of them.
func Objectives(f page.Frame) page.Objectives {
	p := page.Objectives{Frame: f, List: page.List{Path: page.PathObjectives, Query: "a", Shows: []page.Show{{Label: "All 114"}, {Value: "attention", Label: "Needs attention 6"}, {Value: "mine", Label: "Mine 2"}},
		From: 51, To: 64, Total: 114, Page: 2, Pages: 3}}
	for _, perspective := range Scorecard(f).Perspectives {
		for _, r := range perspective.Objectives {
			r.Perspective = perspective.Name
			p.Rows = append(p.Rows, r)
		}
	}
	return p
}
