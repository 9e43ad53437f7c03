package page

import (
	"context"
	"html/template"
	"io"
	"slices"

	"github.com/steelyard-isms/steelyard/internal/catalog/words"
	"github.com/steelyard-isms/steelyard/internal/web/chart"
)

// Objectives is the list of all objectives.
type Objectives struct {
	Frame
	List
	Rows []ObjectiveRow // those of this part, in the order shown
	All  []ObjectiveRow // what counts of all that are in scope, for saying how they stand; nil: Rows are all
}

// Render writes the page.
func (p Objectives) Render(ctx context.Context, w io.Writer) error {
	t := top{section: sectionObjectives, title: p.t("nav.objectives"), crumbs: []crumb{{p.t("nav.work"), ""}, {p.t("nav.objectives"), ""}}}
	all := p.All
	if all == nil {
		all = p.Rows
	}
	var c counts
	for i := range all {
		if !all[i].Waits {
			c.add(all[i].Attainment)
		}
	}
	if c.all > 0 {
		t.finding = sentence(p.scopeSentence(), Scorecard{Frame: p.Frame}.countSentence(c), p.waitingSentence(len(all)-c.all))
	}
	return shell(p.Frame, t, objectivesBody(p)).Render(ctx, w)
}

// waitingSentence says how many objectives the list has beside those that were counted.
func (p Objectives) waitingSentence(n int) template.HTML {
	if n == 0 {
		return ""
	}
	return p.h("objectives.waiting", words.N(n))
}

// lowered tells whether some measure counts with less than its own score: only then both have a column.
func (p Objective) lowered() bool {
	return slices.ContainsFunc(p.Measures, func(m MeasureShare) bool { return m.Counted != "" })
}

// sumColumns is how many columns the sum takes, behind the five before.
func (p Objective) sumColumns() string {
	if p.lowered() {
		return "2"
	}
	return "1"
}

// hot colours a fact only where it asks for attention.
func hot(t chart.Tone) string {
	switch t {
	case chart.Warn:
		return "hot-warn"
	case chart.Bad:
		return "hot-bad"
	}
	return ""
}

func dash(text string) string {
	if text == "" {
		return "–"
	}
	return text
}

func (f Frame) percentOr(v *float64) string {
	if v == nil {
		return "–"
	}
	return f.num().Percent(*v)
}

func (p Objective) nowNote() string {
	if p.NowAt.IsZero() {
		return p.t("objective.fact.never")
	}
	if !p.Now.known() {
		return p.lastAt(p.Now, p.NowAt)
	}
	return p.date(p.NowAt)
}

func (p Objective) planNote() string {
	if short := p.shortOfPlan(); short != nil {
		return p.t("objective.fact.short", words.F("gap", p.difference(*short, p.Now.Unit)))
	}
	if p.Plan.known() && p.Now.known() {
		return p.t("objective.fact.reached")
	}
	return ""
}

func (p Objective) dueNote() string {
	if p.Due.IsZero() {
		return p.t("objective.fact.no-date")
	}
	return p.t("objective.fact.by", words.T("day", p.date(p.Due)))
}

func (p Objective) progressNote() string {
	if p.Progress == nil {
		return ""
	}
	return p.ofWay(p.Progress)
}

// paceNote says of the pace date what it is; where there is none, only why, if the target is met.
func (p Objective) paceNote() string {
	switch {
	case !p.PaceDate.IsZero():
		return p.t("objective.fact.pace-note")
	case p.met():
		return p.t("objective.fact.pace-met")
	}
	return ""
}

// ofWay writes a share of the way from baseline to target, so that it does not read like a value in per cent.
func (p Objective) ofWay(share *float64) string {
	if share == nil {
		return "–"
	}
	return p.t("objective.attainment.of-way", words.F("share", p.num().Percent(*share)))
}

func (p Objective) paceWord() string {
	if p.PaceRatio == nil && p.met() {
		return p.t("objective.attainment.pace-met")
	}
	if p.PaceRatio == nil {
		return p.t("objective.attainment.no-pace")
	}
	return p.t("objective.attainment.times", words.T("ratio", p.num().Fixed(*p.PaceRatio, 2, false)))
}
