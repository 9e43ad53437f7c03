package sample

import (
	"github.com/steelyard-isms/steelyard/internal/direction"
	"github.com/steelyard-isms/steelyard/internal/evaluate"
	"github.com/steelyard-isms/steelyard/internal/web/page"
)

// Coverage is what a few measures cover.
func Coverage(f page.Frame) page.Coverage {
	p := page.Coverage{Frame: f, All: 14, Healthy: 11, Counted: 2}
	named := []page.Ref{{Name: "Exploited vulnerabilities remediated in time", Code: "M-014", Path: "/measures/M-014"}, {Name: "Phishing reported within an hour", Code: "M-015", Path: "/measures/M-015"}}
	ailing := []page.Ailing{{Ref: named[0], Why: []evaluate.Ailment{evaluate.NotFresh, evaluate.ReviewOverdue}}, {Ref: named[1], Why: []evaluate.Ailment{evaluate.ToBeRetired}}}
	for i, key := range direction.Parameter("").Words() {
		c := page.CoverPart{By: evaluate.ByParameter, Key: key}
		switch i % 5 {
		case 0:
			c.Measures, c.Healthy, c.Named, c.List = 2, 2, named, "/measures?view=table"
		case 1:
			c.Measures, c.Ailing, c.List = 1, ailing[:1], "/measures?view=table"
		}
		p.Parts = append(p.Parts, c)
	}
	return page.Coverage{Frame: p.Frame, All: p.All, Healthy: p.Healthy, Counted: p.Counted, Parts: append(p.Parts,
		page.CoverPart{By: evaluate.ByPerspective, Key: "internal-process", Of: page.Ref{Name: "Internal process", Code: "V-02", Path: "/perspectives/V-02"}, Measures: 2, Healthy: 1, Named: named[:1], Ailing: ailing[1:]},
		page.CoverPart{By: evaluate.ByPerspective, Measures: 9, Ailing: ailing},
		page.CoverPart{By: evaluate.ByType, Key: "impact"}, page.CoverPart{By: evaluate.ByType, Measures: 2, Healthy: 2, Named: named, List: "/measures?view=table"},
		page.CoverPart{By: evaluate.ByTiming, Key: "leading", Measures: 2, Healthy: 2, Named: named}, page.CoverPart{By: evaluate.ByTiming, Key: "lagging"},
		page.CoverPart{By: evaluate.ByFriction, Key: evaluate.CoverSecurity, Measures: 2, Healthy: 2, Named: named}, page.CoverPart{By: evaluate.ByFriction, Key: evaluate.CoverFriction})}
}
