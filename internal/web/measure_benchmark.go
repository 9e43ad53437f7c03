package web

import (
	"context"

	"github.com/steelyard-isms/steelyard/internal/evaluate"
	"github.com/steelyard-isms/steelyard/internal/fault"
	"github.com/steelyard-isms/steelyard/internal/measure"
	"github.com/steelyard-isms/steelyard/internal/record"
	"github.com/steelyard-isms/steelyard/internal/web/page"
)

// fillStands sets the value of its measure beside what a benchmark tells, for the page of the benchmark.
func (l *look) fillStands(ctx context.Context, p *page.Record, r *record.Record) error {
	b, is := record.As[measure.Benchmark](r)
	if !is || r.Retired {
		return nil
	}
	status, err := l.Status(ctx)
	if fault.Is(err, fault.Forbidden) { // who may not see figures reads what is declared
		return nil
	}
	if err != nil {
		return err
	}
	m := status.Measures[b.Spec.Measure.UID()]
	if m == nil { // it is retired
		return nil
	}
	beside := page.Measure{Frame: l.frame, Ref: ref(m.Record.Record), Now: l.besides(m, status, current(m))}
	for _, c := range l.comparisons(m, status) {
		if c.Of.Code == r.Code {
			c.Of.Path = "" // the reader is there
			beside.Comparisons = append(beside.Comparisons, c)
		}
	}
	p.Stands = &beside
	return nil
}

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
