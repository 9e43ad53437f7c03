package page

import (
	"context"
	"html/template"
	"io"

	"github.com/steelyard-isms/steelyard/internal/catalog/words"
	"github.com/steelyard-isms/steelyard/internal/web/format"
)

// SignIn is the form for name and password. It posts the fields name, password and next to PathSignIn.
type SignIn struct {
	Frame
	Name    string // as entered before; never the password
	Next    string // where to go afterwards: a path of this site, checked by the handler
	Refused bool   // the last attempt was wrong; the page does not say whether name or password
	Limited bool   // too many attempts: wait
	Choose  bool   // a demonstration: people can be chosen instead
}

// Render writes the page.
func (p SignIn) Render(ctx context.Context, w io.Writer) error {
	title := p.t("sign.title")
	if p.Refused || p.Limited {
		title = p.t("form.error-title", words.T("title", title))
	}
	return bare(p.Frame, title, signInBody(p)).Render(ctx, w)
}

// Choose lets a visitor of a demonstration become one of its people. Each button posts person and next to
// PathChoose.
type Choose struct {
	Frame
	Next   string // where to go afterwards
	People []DemoPerson
}

// DemoPerson is one person of a demonstration.
type DemoPerson struct {
	UID  string // posted as person
	Name string
	Role string
	For  string // what this person comes for, in one line; empty: none
}

// Render writes the page.
func (p Choose) Render(ctx context.Context, w io.Writer) error {
	return bare(p.Frame, p.t("choose.title"), chooseBody(p)).Render(ctx, w)
}

// Problem is the page of a request that could not be answered.
type Problem struct {
	Frame
	Kind    ProblemKind
	Message string   // what went wrong and, for Forbidden, which role may; safe to show; empty: the words of the kind
	Instead bool     // of Forbidden: the page is one of figures, and what the reader may see of its records stands elsewhere
	Act     bool     // of Forbidden: the reader may see it, and not do it
	Details []string // places at fault, one line each
	Code    string   // reference for whoever runs the system; empty: none
	Now     string   // address that shows it as of now, where it was only not known on the day asked for; empty: none
	Retry   string   // address to try again, as asked; empty: trying again does not help
}

// ProblemKind says what kind of failure a page tells of: the codes of internal/fault that reach a page.
type ProblemKind string

// The kinds. Any other is treated as ProblemInternal.
const (
	ProblemInvalid     ProblemKind = "invalid"
	ProblemForbidden   ProblemKind = "forbidden"
	ProblemNotFound    ProblemKind = "not-found"
	ProblemConflict    ProblemKind = "conflict"
	ProblemLimited     ProblemKind = "limited"
	ProblemUnavailable ProblemKind = "unavailable"
	ProblemInternal    ProblemKind = "internal"
)

func (p Problem) title() string {
	switch p.Kind {
	case ProblemInvalid:
		return p.t("problem.invalid.title")
	case ProblemForbidden:
		if p.Act {
			return p.t("problem.forbidden.act")
		}
		return p.t("problem.forbidden.title")
	case ProblemNotFound:
		return p.t("problem.not-found.title")
	case ProblemConflict:
		return p.t("problem.conflict.title")
	case ProblemLimited:
		return p.t("problem.limited.title")
	case ProblemUnavailable:
		return p.t("problem.unavailable.title")
	}
	return p.t("problem.internal.title")
}

func (p Problem) text() string {
	if p.Message != "" {
		return p.Message
	}
	switch p.Kind {
	case ProblemInvalid:
		return p.t("problem.invalid.text")
	case ProblemForbidden:
		return p.t("problem.forbidden.text")
	case ProblemNotFound:
		return p.t("problem.not-found.text")
	case ProblemConflict:
		return p.t("problem.conflict.text")
	case ProblemLimited:
		return p.t("problem.limited.text")
	case ProblemUnavailable:
		return p.t("problem.unavailable.text")
	}
	return p.t("problem.internal.text")
}

// Render writes the page: within the rail for those who are signed in, alone for others.
func (p Problem) Render(ctx context.Context, w io.Writer) error {
	if p.Person == nil {
		return bare(p.Frame, p.title(), problemAlone(p)).Render(ctx, w)
	}
	f := p.Frame
	f.AsOf.Path = "" // another day does not help, so no switch is offered
	t := top{section: sectionNone, title: p.title(), crumbs: []crumb{p.home(), {p.title(), ""}}}
	return shell(f, t, problemBody(p)).Render(ctx, w)
}

// back is what the way out is called.
func (p Problem) back() string {
	if p.NoFigures {
		return p.t("problem.back-today")
	}
	return p.t("problem.back")
}

func initials(name string) string { return format.Initials(name) }

func personFor(f Frame, p DemoPerson) template.HTML {
	if p.For == "" {
		return f.h("choose.role", words.T("role", p.Role))
	}
	return f.h("choose.role-for", words.T("role", p.Role), words.T("purpose", p.For))
}
