package page

import (
	"context"
	"html/template"
	"io"
	"strings"

	"github.com/steelyard-isms/steelyard/internal/catalog/fields"
	"github.com/steelyard-isms/steelyard/internal/catalog/words"
	"github.com/steelyard-isms/steelyard/internal/measure"
)

// Moves is the page of what can become of a record: who may submit, approve or end it, and what would then count.
type Moves struct {
	Frame
	Ref
	Kind      string
	Action    string // where its forms are sent
	Revision  int64
	State     string
	Waits     bool // what it says now is not in force
	Approved  bool // all that it waits for is that somebody puts it in force
	Retired   bool
	HasForce  bool     // something of it is in force: what waits differs by Changes
	Changes   []Change // from what is in force to what waits
	Moves     []MoveRow
	Retire    *MoveRow // nil: it is out of use, or the reader may not take it out
	Users     []Ref    // records that refer to it, which keep it from being taken out of use
	MoreUsers int      // beside those
	Ending    bool     // it is in force, and ends by a move

	Wrong       string // the move that could not be made; empty: none was tried
	WrongReason bool   // because no reason was given
	WrongWhy    string
	Details     []Wrong
	Effects     []ScoreEffect // scores that would differ if what waits were in force
	MoreEffects int
}

// MoveRow is one move.
type MoveRow struct {
	Name     string
	To       string // state
	Reason   bool   // it asks for a reason
	Approval bool   // never by who wrote what is moved
	May      bool
	On       bool   // it leads on, and not back
	Ends     bool   // what is taken so is given up: discarded, closed, withdrawn
	Why      string // the reader may not
}

// Render writes the page.
func (p Moves) Render(ctx context.Context, w io.Writer) error {
	names := fields.English.Kind(p.Kind)
	t := top{section: sectionOf(p.Kind), title: p.t("moves.title", words.T("code", p.Code)), crumbs: []crumb{{names.Titles, strings.TrimSuffix(p.Path, "/"+p.Code)}, {p.Code, p.Path}, {p.t("moves.crumb"), ""}},
		finding: p.finding(), error: p.Wrong != ""}
	return shell(p.Frame, t, movesBody(p)).Render(ctx, w)
}

func (p Moves) finding() template.HTML {
	name := words.H("name", p.link(p.Ref))
	state := words.T("state", fields.English.State(p.Kind, p.State))
	switch {
	case p.Retired:
		return p.h("moves.finding.retired", name)
	case p.Kind == measure.PeriodCloseKind.Name && p.State == measure.PeriodClosed:
		return p.h("moves.finding.close-closed", name)
	case p.Kind == measure.PeriodCloseKind.Name && p.State == measure.PeriodReopened:
		return p.h("moves.finding.close-reopened", name)
	case p.Kind == measure.PeriodCloseKind.Name:
		return p.h("moves.finding.close-open", name)
	case p.Waits && p.Approved && p.HasForce:
		return p.h("moves.finding.approved", name)
	case p.Waits && p.Approved:
		return p.h("moves.finding.approved-new", name)
	case p.Waits && p.HasForce:
		return p.h("moves.finding.waits", name, state)
	case p.Waits:
		return p.h("moves.finding.none", name, state)
	case p.State != "":
		return p.h("moves.finding.stands", name, state)
	}
	return p.h("moves.finding.counts", name)
}

// closeNote says what closing a period does, and what opening it again does; empty of other moves.
func (p Moves) closeNote(m MoveRow) string {
	switch {
	case p.Kind != measure.PeriodCloseKind.Name:
		return ""
	case m.To == measure.PeriodClosed:
		return p.t("moves.close-note")
	case m.To == measure.PeriodReopened:
		return p.t("moves.reopen-note")
	}
	return ""
}

// primary tells whether a move is the one that leads on, of those that the reader may make.
func (p Moves) primary(m MoveRow) bool {
	for _, x := range p.Moves {
		if x.May && x.On {
			return x.Name == m.Name
		}
	}
	return false
}

// act is what the button of a move says: one that gives something up says of what.
func (p Moves) act(m MoveRow) string {
	switch {
	case p.Retire != nil && m.Name == p.Retire.Name:
		return p.t("moves.retire-act", words.T("code", p.Code))
	case m.Ends:
		return p.t("moves.end-act", words.T("move", p.label(m)), words.T("code", p.Code))
	}
	return p.label(m)
}

// label is what a move is called on its button.
func (p Moves) label(m MoveRow) string { return fields.English.Move(p.Kind, m.Name) }
