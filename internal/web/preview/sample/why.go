package sample

import "github.com/steelyard-isms/steelyard/internal/web/page"

// Why says what changed the score of an objective, with every effect and parts that came and went.
func Why(f page.Frame) page.Why {
	return page.Why{
		Frame: f, Ref: objective("O-07", "Privileged access is protected"), Kind: "objective", Since: day(2026, 6, 30),
		Score: page.Score{Text: "62.6", Band: page.Watch}, Then: page.Score{Text: "55.1", Band: page.Watch},
		Effects: []page.Effect{{Of: "data", Points: 10}, {Of: "definition", Points: -3.8}, {Of: "weights"}, {Of: "structure", Points: 1.3}, {Of: "total", Points: 7.5}},
		Moved: []page.MovedChild{
			{Ref: measure("M-014", "Privileged accounts with multi-factor authentication"), Then: page.Score{Text: "44.5", Band: page.Watch}, Now: page.Score{Text: "60.5", Band: page.Watch}, Points: 9.6},
			{Ref: measure("M-015", "Accounts unused for 90 days"), Now: page.Score{Text: "20.0", Band: page.Act}, Points: 4},
			{Ref: measure("M-009", "Shared accounts"), Then: page.Score{Text: "81.3", Band: page.Good}, Points: -6.1},
		},
		Sentences: []string{
			"The score of objective O-07 ‘Privileged access is protected’ is 62.6, in the band watch.",
			"It is the mean of 2 children that have a score, by their weights.",
			"Measure M-015 ‘Accounts unused for 90 days’ is stale: its freshness is 0.746, which lowers confidence and not its weight.",
		},
	}
}

// WhyWithin says why a scorecard scores what it does in one unit.
func WhyWithin(f page.Frame) page.Why {
	p := Why(f)
	p.Ref, p.Kind, p.Within = page.Ref{Code: "S-01", Name: "Information security", Path: "/scorecards/S-01"}, "scorecard", "Grid operations"
	p.Past = []page.PastScore{{Day: day(2026, 3, 31), Now: page.Score{Text: "58.0", Band: page.Watch}}, {Day: day(2026, 6, 30)}}
	return p
}

// WhyUnsplit is the same where the change cannot be split: the perspective had no score then.
func WhyUnsplit(f page.Frame) page.Why {
	return page.Why{
		Frame: f, Ref: page.Ref{Code: "V-02", Name: "Internal process", Path: page.PathWhy + "perspective/V-02"}, Kind: "perspective", Since: day(2026, 6, 30),
		Score: page.Score{Text: "62.6", Band: page.Watch}, Sentences: []string{"The score of perspective V-02 ‘Internal process’ is 62.6, in the band watch."},
	}
}
