package page

import (
	"context"
	"io"

	"github.com/steelyard-isms/steelyard/internal/catalog/glossary"
	"github.com/steelyard-isms/steelyard/internal/catalog/words"
)

// Glossary is the page of what words mean, and where they come from.
type Glossary struct {
	Frame
	Query    string // whose words the terms hold; empty: all of them
	Sections []glossary.Section
}

// Render writes the page.
func (p Glossary) Render(ctx context.Context, w io.Writer) error {
	n := 0
	for _, s := range p.Sections {
		n += len(s.Terms)
	}
	finding := p.h("glossary.finding.all", words.N(n))
	switch {
	case n == 0:
		finding = p.h("glossary.finding.none", words.T("query", p.Query))
	case p.Query != "":
		finding = p.h("glossary.finding.some", words.N(n), words.T("query", p.Query))
	}
	t := top{section: sectionNone, title: p.t("glossary.title"), crumbs: []crumb{{p.t("glossary.title"), ""}}, finding: finding}
	return shell(p.Frame, t, glossaryBody(p)).Render(ctx, w)
}

// terms are the names on pages that lead to what they mean.
var terms = map[words.Key]string{
	"score.label": "score", "scorecard.column.score": "score", "score.coverage": "coverage", "score.confidence": "confidence", "scorecard.column.attainment": "attainment", "scorecard.column.plan": "plan",
	"scorecard.column.objective": "objective", "scorecard.column.owner": "owner", "objectives.column.perspective": "perspective", "measures.column.measure": "measure", "measures.column.data": "freshness",
	"measures.column.source": "source", "units.column.unit": "unit", "evidence.column.source": "source", "run.column.run": "run", "run.column.points": "point", "run.file": "raw file",
	"objective.fact.baseline": "baseline", "objective.fact.plan": "plan", "objective.fact.target": "target", "objective.fact.gap": "gap", "objective.fact.pace-date": "pace date", "objective.fact.forecast": "forecast",
	"objective.made.column.weight": "weight", "objective.made.column.knots": "knots", "objective.made.column.measure": "measure", "objective.attainment.title": "attainment",
	"measure.fact.target": "target", "measure.fact.freshness": "freshness", "measure.values.column.sample": "sample", "measure.values.column.recorded": "recorded time", "measure.fact.expected": "control limits",
	"measure.advice": "advice", "measure.quality.title": "data quality", "measure.peers.column.unit": "unit", "objective.made.title": "roll-up", "history.title": "revision",
}

// rules are the entries of the glossary that say by which rule somebody is where they are said to be.
var rules = map[Attainment]string{Achieved: "achieved", OnPlan: "on-plan", AtRisk: "at-risk", OffPlan: "off-plan", Missed: "missed", NoData: "no-data"}

// meaning is the address of what a term means.
func (f Frame) meaning(term string) string { return f.Href(PathGlossary) + "#" + glossary.ID(term) }
