package page

import (
	"context"
	"html/template"
	"io"

	"github.com/steelyard-isms/steelyard/internal/catalog/words"
)

// PathBegin is where a programme begins: GET the steps, POST what is declared first.
const PathBegin = "/begin"

// BeginForms is where the form is on the page.
const BeginForms = "#bg-fo"

// Begin leads from an empty store to the first score.
type Begin struct {
	Frame
	Form  *BeginForm // nil: the programme has begun, or the reader may not begin it
	Steps []BeginStep
}

// BeginForm asks for what has to be declared before anything can be measured.
type BeginForm struct {
	Once                             string // so that a form that is sent twice begins once
	Organisation, FullName, Function string
	Months                           []Option // in which the fiscal year begins
	TimeZone                         string
	Views                            []Perspective // that are declared: title and question
	Problem                          string        // what is wrong besides fields; empty: nothing
	Wrong                            []FieldError
}

// BeginStep is one step on the way.
type BeginStep struct {
	Done       bool
	Next       bool // the first that is not done
	Title, Why string
	Ways       []Place // where it is done; none where the reader may not do it
}

// next is the first step that is not done; nil: all are.
func (p Begin) next() *BeginStep {
	for i := range p.Steps {
		if p.Steps[i].Next {
			return &p.Steps[i]
		}
	}
	return nil
}

// finding says what comes next.
func (p Begin) finding() template.HTML {
	n := p.next()
	switch {
	case n == nil && p.NoFigures:
		return p.h("begin.finding.done-withheld")
	case n == nil:
		return p.h("begin.finding.done", words.T("href", p.href(PathScorecard)))
	case p.Form == nil && len(n.Ways) == 0:
		return p.h("begin.finding.others", words.T("step", n.Title))
	}
	return p.h("begin.finding.next", words.T("step", n.Title))
}

// Render writes the page.
func (p Begin) Render(ctx context.Context, w io.Writer) error {
	t := top{section: sectionToday, title: p.t("begin.title"), crumbs: []crumb{{p.t("begin.title"), ""}}, finding: p.finding(), error: p.Form != nil && (len(p.Form.Wrong) > 0 || p.Form.Problem != "")}
	return shell(p.Frame, t, beginBody(p)).Render(ctx, w)
}
