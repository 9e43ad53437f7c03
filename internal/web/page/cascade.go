package page

import (
	"context"
	"html/template"
	"io"
	"strconv"

	"github.com/steelyard-isms/steelyard/internal/catalog/words"
)

// Cascade is the page that answers: who carries which objective, from the organisation down to units and people?
type Cascade struct {
	Frame
	Units []CascadeUnit // whose objectives are part of none, from the top of the organisation
}

// CascadeUnit is a unit with the objectives that begin there.
type CascadeUnit struct {
	Ref
	Level string // in words
	Rows  []CascadeRow
}

// CascadeRow is an objective, below what it is a part of.
type CascadeRow struct {
	Ref
	Depth       int // below the objective that is part of none, from 0
	Parts       int // objectives that are directly part of it
	Unit        string
	Owner       string
	Score       Score
	Attainment  Attainment
	WholeStands Attainment // where what it is a part of stands; empty: it is part of none
}

// Render writes the page.
func (p Cascade) Render(ctx context.Context, w io.Writer) error {
	t := top{section: sectionStrategy, title: p.t("strategy.cascade.title"), finding: p.finding(),
		crumbs: []crumb{{p.t("nav.overview"), ""}, {p.t("nav.strategy"), PathStrategy}, {p.t("strategy.cascade.title"), ""}}}
	return shell(p.Frame, t, cascadeBody(p)).Render(ctx, w)
}

// finding says how many objectives are divided into parts, and which parts fall behind a whole that does not show it.
func (p Cascade) finding() template.HTML {
	all, divided, parts := 0, 0, 0
	var hidden []Ref
	for _, u := range p.Units {
		for i := range u.Rows {
			r := &u.Rows[i]
			if r.Depth > 0 {
				parts++
			}
			all++
			if r.Parts > 0 {
				divided++
			}
			if r.Attainment.tone() == OffPlan.tone() && r.WholeStands.tone() == OnPlan.tone() && r.WholeStands != "" {
				hidden = append(hidden, r.Ref)
			}
		}
	}
	if all == 0 {
		return ""
	}
	out := []template.HTML{p.scopeSentence(), p.h("strategy.finding.carried", words.N(divided), words.T("of", strconv.Itoa(all)))}
	if parts > 0 {
		out = append(out, p.h("strategy.finding.parts", words.N(parts)))
	}
	if len(hidden) > 0 {
		out = append(out, p.h("strategy.finding.hidden", words.N(len(hidden)), words.H("list", p.links(hidden))))
	}
	return sentence(out...)
}

// listed are the units with as many objectives as a page shows.
func (p Cascade) listed() []CascadeUnit {
	var out []CascadeUnit
	left := maxCascaded
	for _, u := range p.Units {
		if left == 0 {
			break
		}
		u.Rows = u.Rows[:min(len(u.Rows), left)]
		left -= len(u.Rows)
		out = append(out, u)
	}
	return out
}

// more is how many objectives the page leaves out.
func (p Cascade) more() int {
	n := 0
	for _, u := range p.Units {
		n += len(u.Rows)
	}
	return max(0, n-maxCascaded)
}
