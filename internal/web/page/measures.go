package page

import (
	"context"
	"html/template"
	"io"
	"time"

	"github.com/steelyard-isms/steelyard/internal/catalog/words"
	"github.com/steelyard-isms/steelyard/internal/web/chart"
)

// Measures is the list of all measures.
type Measures struct {
	Frame
	List
	Rows   []MeasureRow // those of this part
	Charts *Charts      // in place of rows; nil: the list
	Fresh  int          // of all that are in scope, those with fresh data
	All    int          // how many are in scope; 0: Rows are all
	Lacks  []Ref        // of all that are in scope, those without, by code: MostNamed of them are enough
}

// MeasureRow is one measure in the list.
type MeasureRow struct {
	Ref
	Purpose string // one line; empty: none
	Now     Figure
	NowAt   time.Time
	History []*float64 // scores of the last eight periods, oldest first, 0 to 100
	Data    Data
	Score   Score
	Owner   string
	Source  Ref
}

func (r MeasureRow) trend(f Frame) chart.SVG {
	return Node{History: r.History}.spark(f, r.Score.Band.tone())
}

// shown is how many measures there are on this part.
func (p Measures) shown() int {
	if p.Charts != nil {
		return len(p.Charts.Measures)
	}
	return len(p.Rows)
}

// Render writes the page.
func (p Measures) Render(ctx context.Context, w io.Writer) error {
	t := top{section: sectionMeasures, title: p.t("nav.measures"), crumbs: []crumb{{p.t("nav.work"), ""}, {p.t("nav.measures"), ""}}, finding: p.finding()}
	return shell(p.Frame, t, measuresBody(p)).Render(ctx, w)
}

func (p Measures) finding() template.HTML {
	if p.Charts != nil {
		return p.chartsFinding()
	}
	fresh, all := p.Fresh, p.All
	if all == 0 {
		all = len(p.Rows)
		for _, r := range p.Rows {
			if r.Data == Known {
				fresh++
			}
		}
	}
	if all == 0 {
		return p.scopeSentence()
	}
	said := []template.HTML{p.scopeSentence(), p.h("measures.finding", words.N(fresh), words.T("total", p.num().Count(int64(all))))}
	if len(p.Lacks) > 0 {
		said = append(said, p.h("measures.lacking", words.H("list", p.linksOf(p.Lacks, max(len(p.Lacks), p.All-p.Fresh)))))
	}
	return sentence(said...)
}
