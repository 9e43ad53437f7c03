package sample

import "github.com/steelyard-isms/steelyard/internal/web/page"

// besides sets the end of June beside the day of a frame.
func besides(f page.Frame) page.Frame {
	f.AsOf.Compare = &page.Compare{Day: day(2026, 6, 30), Asked: "2026-06-30", Offered: f.AsOf.Quarters[:3]}
	return f
}

// Comparable is the scorecard with another day offered to compare with.
func Comparable(f page.Frame) page.Scorecard {
	f.AsOf.Compare = &page.Compare{Offered: f.AsOf.Quarters[:3]}
	return Scorecard(f)
}

// Since is the scorecard beside what it was at the end of June: objectives that rose, fell, came, went, and gained and lost their score.
func Since(f page.Frame) page.Scorecard {
	p := Scorecard(besides(f))
	p.Since = since()
	p.All.Then, p.All.Change = &p.Since.Then, p.Since.Change
	p.All.Why = page.PathWhy + "scorecard/S-01?since=2026-06-30"
	for i, then := range []page.Score{{Text: "68.9", Band: page.Watch, Coverage: v(1)}, {Text: "72.4", Band: page.Good, Coverage: v(.8)}, {Text: "39.1", Coverage: v(.3)}, {}} {
		p.Perspectives[i].Then = &then
	}
	p.Perspectives[0].Change, p.Perspectives[1].Change, p.Perspectives[2].Change, p.Perspectives[3].Change = v(9.1), v(.6), nil, nil
	return p
}

// SinceUnit is the page of a unit beside what it was at the end of June.
func SinceUnit(f page.Frame) page.Unit {
	p := Unit(f)
	filtered := p.Filtered
	p.Scorecard = Since(f)
	p.Filtered = filtered
	return p
}

func since() *page.Since {
	objective := func(code, name, perspective string, then, now page.Score, change *float64, before, after page.Attainment) page.SinceRow {
		return page.SinceRow{Ref: objective(code, name), Perspective: perspective, Then: then, Now: now, Change: change, Before: before, After: after, Was: true, Is: true, Why: page.PathWhy + "objective/" + code + "?since=2026-06-30"}
	}
	came := objective("O-15", "Keep exceptions few", "Internal process", page.Score{}, page.Score{Text: "66.0", Band: page.Watch}, nil, "", page.AtRisk)
	came.Was = false
	went := objective("O-16", "Close the old data centre", "Internal process", page.Score{Text: "91.0", Band: page.Good}, page.Score{}, nil, page.OnPlan, "")
	went.Is, went.Why, went.Path = false, "", ""
	return &page.Since{
		Day: day(2026, 6, 30), Then: page.Score{Text: "66.2", Band: page.Watch, Coverage: v(.96)}, Now: page.Score{Text: "72.4", Band: page.Good, Coverage: v(.92)}, Change: v(6.2),
		Moved: []page.MovedChild{{Ref: page.Ref{Code: "V-03", Name: "Internal process", Path: page.PathWhy + "perspective/V-03?since=2026-06-30"}, Points: 4.1}, {Ref: page.Ref{Code: "V-01", Name: "Financial / business value", Path: page.PathWhy + "perspective/V-01?since=2026-06-30"}, Points: 3},
			{Ref: page.Ref{Code: "V-04", Name: "Learning and growth", Path: page.PathWhy + "perspective/V-04?since=2026-06-30"}, Points: -.9}},
		Rows: []page.SinceRow{
			objective("O-07", "Remediate exploited vulnerabilities fast", "Internal process", page.Score{Text: "44.1", Band: page.Watch}, page.Score{Text: "62.6", Band: page.Watch}, v(18.5), page.OffPlan, page.AtRisk),
			objective("O-06", "Raise supplier assurance", "Customer / user orientation", page.Score{Text: "51.4", Band: page.Watch}, page.Score{Text: "44.0", Band: page.Watch}, v(-7.4), page.AtRisk, page.OffPlan),
			came, went,
			objective("O-05", "Notify within the legal window", "Customer / user orientation", page.Score{}, page.Score{Text: "100.0", Band: page.Good}, nil, page.NoData, page.OnPlan),
			objective("O-14", "Learn from every incident", "Learning and growth", page.Score{Text: "58.0", Band: page.Watch}, page.Score{}, nil, page.AtRisk, page.NoData),
			objective("O-04", "Answer assurance requests on time", "Customer / user orientation", page.Score{Text: "79.0", Band: page.Good}, page.Score{Text: "79.0", Band: page.Good}, v(0), page.OnPlan, page.OnPlan),
		},
	}
}
