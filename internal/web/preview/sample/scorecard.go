package sample

import "github.com/steelyard-isms/steelyard/internal/web/page"

// Scorecard is the scorecard of the sample organisation in the third quarter of 2026.
func Scorecard(f page.Frame) page.Scorecard {
	return page.Scorecard{
		Frame: f,
		All: page.Node{Score: page.Score{Text: "72", Band: page.Good, Provisional: true, Low: "67", High: "75", Coverage: v(.92), Confidence: v(.84)},
			Change: v(6), History: vs(24, 29, 34, 45, 47, 58, 66, 72)},
		Perspectives: []page.Perspective{financial(), customer(), process(), learning()},
	}
}

func financial() page.Perspective {
	return page.Perspective{
		ID: "fin", Name: "Financial / business value", Question: "What value does security protect or create, and at what cost?", Weight: v(.25),
		Node: page.Node{Score: page.Score{Text: "78", Band: page.Good, Coverage: v(1), Confidence: v(.89)}, Change: v(9), History: vs(30, 34, 33, 43, 52, 60, 69, 78)},
		Objectives: []page.ObjectiveRow{
			row("O-01", "Keep loss exposure within appetite", "Annualised loss exposure", "Marta Lindqvist", "€m", 6.8, 6.9, 6.0, .78, .75, "78", page.Good, page.OnPlan, .03, .2, .22, .25, .34, .45, .56, .67, .78),
			row("O-02", "Protect delivery of critical services", "Hours lost to security events", "Jonas Eide", "h / qtr", 7.5, 9, 6, .9, .8, "80", page.Good, page.OnPlan, .10, .4, .45, .38, .5, .6, .64, .76, .9),
			row("O-03", "Spend where risk falls", "Spend traced to a treated risk", "Ines Carvalho", "%", 69, 74, 85, .58, .72, "76", page.Good, page.AtRisk, -.14, .1, .14, .17, .24, .3, .36, .46, .58),
		},
	}
}

func customer() page.Perspective {
	supplier := row("O-06", "Raise supplier assurance", "Critical suppliers with current assessment", "Tomás Rivas", "%", 72, 84, 95, .46, .75, "44", page.Watch, page.OffPlan, -.29, .1, .2, .3, .38, .42, .46, .47, .46)
	supplier.Score.Provisional, supplier.Score.Low, supplier.Score.High = true, "31", "58"
	return page.Perspective{
		ID: "cus", Name: "Customer / user orientation", Question: "Do users, customers and business units trust and accept it?", Weight: v(.25),
		Node: page.Node{Score: page.Score{Text: "73", Band: page.Good, Provisional: true, Low: "69", High: "77", Coverage: v(.93), Confidence: v(.85)}, Change: v(1), History: vs(22, 31, 40, 58, 52, 69, 72, 73)},
		Objectives: []page.ObjectiveRow{
			row("O-04", "Answer assurance requests on time", "Requests answered in agreed time", "Petra Novak", "%", 93, 91, 100, .92, .84, "79", page.Good, page.OnPlan, .08, .3, .36, .5, .55, .66, .75, .88, .92),
			row("O-05", "Notify within the legal window", "Reportable incidents notified in time", "Amal Haddad", "%", 100, 97, 100, 1, .82, "100", page.Good, page.OnPlan, .18, .4, .6, .7, 1, .7, 1, 1, 1),
			supplier,
		},
	}
}

func process() page.Perspective {
	asset := row("O-11", "Keep asset records true", "Assets with verified configuration", "Lukas Brandt", "%", 71, 84, 95, .31, .55, "33", page.Act, page.OffPlan, -.24, .05, .1, .14, .2, .22, .28, .3, .31)
	exploited := row("O-07", "Remediate exploited vulnerabilities fast", "Known-exploited fixed within 14 days", "Kari Solberg", "%", 83.9, 87, 95, .674, .765, "62.6", page.Watch, page.AtRisk, -.091, 0, .02, .05, .1, .35, .5, .6, .674)
	exploited.Score.Provisional, exploited.Score.Low, exploited.Score.High = true, "55.1", "71.8"
	p := page.Perspective{
		ID: "pro", Name: "Internal process", Question: "Are security processes effective and efficient?", Weight: v(.30),
		Node: page.Node{Score: page.Score{Text: "69", Band: page.Watch, Raw: "70", Coverage: v(1), Confidence: v(.91)}, Change: v(7), History: vs(26, 28, 34, 38, 44, 52, 62, 69)},
		Objectives: []page.ObjectiveRow{
			exploited,
			row("O-08", "Restore critical systems in time", "Restore tests within objective", "Sofia Marin", "%", 96, 92, 98, .91, .82, "88", page.Good, page.OnPlan, .09, .3, .4, .5, .55, .7, .8, .86, .91),
			row("O-09", "Detect and contain fast", "Median hours to contain", "Amal Haddad", "h", 5.2, 6, 4, .88, .8, "81", page.Good, page.OnPlan, .08, .2, .3, .35, .5, .6, .7, .8, .88),
			row("O-10", "Change with security built in", "Changes with accepted security review", "Jonas Eide", "%", 91, 90, 95, .84, .8, "77", page.Good, page.OnPlan, .04, .3, .3, .42, .5, .62, .7, .8, .84),
			asset,
		},
	}
	p.Score.CappedBy = []page.Ref{asset.Ref}
	return p
}

func learning() page.Perspective {
	silent := row("O-14", "Learn from every incident", "Incidents with lessons applied in 60 days", "Amal Haddad", "%", 0, 80, 95, 0, .7, "", "", page.NoData, 0, .2, .3, .4, .5, .55, .6, 0, 0)
	silent.Now.Value, silent.Progress, silent.Deviation, silent.LastAt = nil, nil, nil, day(2026, 3, 31)
	silent.History[6], silent.History[7] = nil, nil
	silent.Score = page.Score{Coverage: v(0)}
	return page.Perspective{
		ID: "lea", Name: "Learning and growth", Question: "Are people, culture and capability ready for what comes?", Weight: v(.20),
		Node: page.Node{Score: page.Score{Text: "67", Band: page.Watch, Provisional: true, Low: "47", High: "77", Coverage: v(.70), Confidence: v(.63)}, Change: v(6), History: vs(30, 33, 40, 48, 51, 58, 61, 67)},
		Objectives: []page.ObjectiveRow{
			row("O-12", "Make reporting a habit", "Simulated phish reported", "Ines Carvalho", "%", 41, 38, 45, .84, .72, "72", page.Good, page.OnPlan, .12, .2, .25, .3, .42, .5, .61, .7, .84),
			row("O-13", "Keep skilled people", "Security posts filled by skilled staff", "Marta Lindqvist", "%", 84, 88, 92, .6, .7, "58", page.Watch, page.AtRisk, -.10, .2, .3, .3, .42, .5, .52, .55, .6),
			silent,
		},
	}
}

func row(code, name, measureName, owner, unit string, now, plan, target, progress, expected float64, score string, band page.Band, a page.Attainment, deviation float64, history ...float64) page.ObjectiveRow {
	return page.ObjectiveRow{
		Ref: objective(code, name), Measure: measureName, Owner: owner,
		Now: page.Figure{Value: v(now), Unit: unit}, Plan: page.Figure{Value: v(plan), Unit: unit}, Target: page.Figure{Value: v(target), Unit: unit},
		Progress: v(progress), Expected: v(expected), History: vs(history...), Due: day(2026, 12, 31),
		Score: page.Score{Text: score, Band: band, Coverage: v(1), Confidence: v(.9)}, Attainment: a, Deviation: v(deviation),
	}
}
