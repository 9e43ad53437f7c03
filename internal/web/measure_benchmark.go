package web

import (
	"github.com/steelyard-isms/steelyard/internal/evaluate"
	"github.com/steelyard-isms/steelyard/internal/web/page"
)

// comparisons brings what a measure is compared with into the form of its page.
func (l *look) comparisons(m *evaluate.Measure, status *evaluate.Status) []page.Comparison {
	var out []page.Comparison
	for _, c := range status.Comparisons(m, l.Benchmarks(m.Record.UID)) {
		var with []float64
		if v := now(m); v != nil {
			with = append(with, *v)
		}
		x := page.Comparison{Kind: string(c.Kind), Day: date(c.Day), Beside: *figureApart(m.Record, &c.Beside, with...).Value, Rank: c.AtRank, Stands: string(c.Stands), Reached: c.Reached, Missed: c.Missed}
		if b := c.Record.Spec; b != nil {
			x.Of, x.Who, x.Source, x.URL, x.Licence, x.Sample = ref(c.Record.Record), b.Peers, b.Source, b.URL, b.Licence, b.Sample
			x.Published = date(b.Published)
			if b.Unit != "" && x.Who == "" {
				x.Who = l.ref(b.Unit.UID()).Name
			}
		}
		for _, f := range c.Figures {
			x.Figures = append(x.Figures, page.ComparedFigure{Value: *figure(m.Record, &f.Value).Value, Percentile: f.Percentile, Note: f.Note})
		}
		out = append(out, x)
	}
	return out
}
