package web

import (
	"context"
	"net/http"
	"slices"
	"strings"

	"github.com/steelyard-isms/steelyard/internal/catalog/words"
	"github.com/steelyard-isms/steelyard/internal/fault"
	"github.com/steelyard-isms/steelyard/internal/httpd"
	"github.com/steelyard-isms/steelyard/internal/record"
	"github.com/steelyard-isms/steelyard/internal/service"
	"github.com/steelyard-isms/steelyard/internal/web/page"
)

// proposed is a change of one record that a person proposes together with others.
type proposed struct {
	line   int // of the table, or its place among those that were chosen, from 1
	change record.Change
	stands *record.Record // nil: a new one
	wrong  []fault.Field
	action record.Action // that it would have; empty: it was not decided
	after  *record.Record
}

// proposedFile marks the faults of proposed changes.
const proposedFile = "proposed"

// inOrder makes the faults of a change say which one it is, and holds it to the revision that it was made on.
func (p *proposed) inOrder() {
	p.change.File = proposedFile
	if place := p.change.Place; place != nil {
		p.change.Place = func(path string) (int, int) {
			_, column := place(path)
			return p.line, column
		}
	} else {
		p.change.Place = func(string) (int, int) { return p.line, 0 }
	}
	if p.change.IfRevision == nil {
		var stands int64
		if p.stands != nil {
			stands = p.stands.Revision
		}
		p.change.IfRevision = &stands
	}
}

// rounds is how often those that are not refused are decided again without those that are.
const rounds = 4

// rehearse decides what is proposed and writes nothing: those that are refused know why, the others what they would do. It gives the state
// that would be, where nothing is refused, and what is wrong with no single one of them.
func (s *site) rehearse(ctx context.Context, l *look, reason string, list []*proposed) (*service.View, []fault.Field, error) {
	var others []fault.Field
	for range rounds {
		var left []*proposed
		var changes []record.Change
		for _, p := range list {
			if len(p.wrong) == 0 {
				left = append(left, p)
				changes = append(changes, p.change)
			}
		}
		if len(left) == 0 {
			return nil, others, nil
		}
		would, err := s.svc.Apply(ctx, l.Principal(), service.Wish{Reason: reason, DryRun: true, AsksLater: true, Changes: func(*service.View) ([]record.Change, error) { return changes, nil }})
		if err != nil {
			f := fault.Of(err)
			if f.Code != fault.Invalid && f.Code != fault.Conflict && f.Code != fault.Forbidden {
				return nil, nil, err
			}
			if blamed := blame(list, f.Fields); blamed == 0 {
				return nil, append(others, fieldsOf(f)...), nil
			}
			continue
		}
		for i, p := range left {
			p.action, p.after = would.Outcomes[i].Action, would.Outcomes[i].Record
		}
		if len(left) < len(list) {
			return nil, others, nil
		}
		return would.View, others, nil
	}
	return nil, others, nil
}

// blame hands faults to the changes that they are of, and tells to how many.
func blame(list []*proposed, faults []fault.Field) int {
	blamed := 0
	for _, f := range faults {
		if f.File != proposedFile {
			continue
		}
		for _, p := range list {
			if p.line == f.Line {
				p.wrong = append(p.wrong, f)
				blamed++
			}
		}
	}
	return blamed
}

// fieldsOf are the faults of an error: the message alone where it has none.
func fieldsOf(f *fault.Error) []fault.Field {
	if len(f.Fields) > 0 {
		return f.Fields
	}
	return []fault.Field{{Reason: f.Message}}
}

// mostProposed is how many rows of what is proposed a page shows.
const mostProposed = 200

// propose fills a page with what is proposed, refused ones first; with what it would do to scores, where nothing is refused.
func (s *site) propose(ctx context.Context, l *look, p *page.Proposal, list []*proposed) error {
	would, others, err := s.rehearse(ctx, l, p.Reason, list)
	if err != nil {
		return err
	}
	for _, f := range others {
		p.Wrong = append(p.Wrong, wrongOf(f))
	}
	for _, x := range list {
		row := page.ProposedRow{Line: x.line, Action: string(x.action), Ref: page.Ref{Name: x.change.Title, Code: x.change.Code}}
		if x.stands != nil {
			row.Ref = l.refTo(x.stands)
		}
		if row.Name == "" {
			row.Name = x.change.Name
		}
		switch {
		case len(x.wrong) > 0:
			p.Refused++
			row.Action = page.ActionRefused
			for _, f := range x.wrong {
				w := wrongOf(f)
				w.Path = strings.TrimPrefix(w.Path, "spec.")
				row.Wrong = append(row.Wrong, page.PlacedWrong{Wrong: w, Column: f.Column})
			}
		case x.action == record.Unchanged:
			p.Unchanged++
			continue
		case x.action == record.Created:
			p.New++
		case x.action == record.Retired:
			p.Retired++
		default:
			p.Changed++
		}
		if x.stands != nil && x.after != nil && x.action == record.Updated {
			row.Changes = l.changes(x.stands, x.after)
		}
		p.Rows = append(p.Rows, row)
	}
	slices.SortStableFunc(p.Rows, func(a, b page.ProposedRow) int {
		return count(a.Action != page.ActionRefused) - count(b.Action != page.ActionRefused)
	})
	if len(p.Rows) > mostProposed {
		p.More, p.Rows = len(p.Rows)-mostProposed, p.Rows[:mostProposed]
	}
	if would == nil || p.Refused > 0 {
		return nil
	}
	p.Ready = p.New+p.Changed+p.Retired > 0
	if p.Ready {
		var waiting []record.UID
		for _, x := range list {
			if x.after != nil && x.action != record.Unchanged && x.action != record.Retired && !x.after.Counts() {
				waiting = append(waiting, x.after.UID)
			}
		}
		p.Waits = len(waiting) > 0
		p.Effects, p.MoreEffects, err = l.moved(ctx, would.WouldCount(waiting...))
	}
	return err
}

func wrongOf(f fault.Field) page.Wrong {
	return page.Wrong{Path: f.Path, Reason: f.Reason, Remedy: f.Remedy}
}

// accept does all that is proposed, or shows again why it cannot be done, or that a reason is missing.
func (s *site) accept(w http.ResponseWriter, r *http.Request, l *look, p page.Proposal, list []*proposed, to string) error {
	if p.Reason == "" {
		p.ReasonMissing = true
	}
	if !p.Ready || p.ReasonMissing {
		return show(w, r, http.StatusUnprocessableEntity, p)
	}
	var changes []record.Change
	for _, x := range list {
		if x.action != record.Unchanged {
			changes = append(changes, x.change)
		}
	}
	done, err := s.svc.Apply(r.Context(), l.Principal(), service.Wish{Reason: p.Reason, Changes: func(*service.View) ([]record.Change, error) { return changes, nil }})
	if f := fault.Of(err); err != nil && len(f.Fields) > 0 && (f.Code == fault.Invalid || f.Code == fault.Conflict) { // somebody came in between
		for _, x := range f.Fields {
			p.Wrong = append(p.Wrong, wrongOf(x))
		}
		p.Ready = false
		return show(w, r, http.StatusConflict, p)
	}
	if err != nil {
		return err
	}
	httpd.Wrote(r.Context(), w, done.Seq)
	s.srv.Tell(r, l.text("propose.done", words.N(len(changes))), "")
	http.Redirect(w, r, to, http.StatusSeeOther)
	return nil
}
