package web

import (
	"net/http"
	"slices"
	"strconv"
	"strings"

	"github.com/steelyard-isms/steelyard/internal/catalog/fields"
	"github.com/steelyard-isms/steelyard/internal/catalog/words"
	"github.com/steelyard-isms/steelyard/internal/fault"
	"github.com/steelyard-isms/steelyard/internal/httpd"
	"github.com/steelyard-isms/steelyard/internal/measure"
	"github.com/steelyard-isms/steelyard/internal/record"
	"github.com/steelyard-isms/steelyard/internal/service"
	"github.com/steelyard-isms/steelyard/internal/web/page"
)

// retire is the move that takes a record out of use, which every kind has.
const retire = "retire"

// movePages registers where the records of every kind are moved on, approved and taken out of use.
func (s *site) movePages() {
	for _, k := range s.svc.Registry().Kinds() {
		// who may see the record may see what can become of it; whether they may do it, the service asks the gate for each
		s.srv.Handle("GET /"+k.Plural+"/{ref}/moves", httpd.May("read", k.Name), func(w http.ResponseWriter, r *http.Request) error { return s.movesForm(w, r, k) })
		s.srv.Handle("POST /"+k.Plural+"/{ref}/moves", httpd.May("read", k.Name), func(w http.ResponseWriter, r *http.Request) error { return s.move(w, r, k) })
	}
}

// standing opens the page of what can become of a record.
func (s *site) standing(r *http.Request, k *record.Kind) (*look, *record.Record, page.Moves, error) {
	l, err := s.look(r)
	if err != nil {
		return nil, nil, page.Moves{}, err
	}
	if l.frame.AsOf.Past {
		return nil, nil, page.Moves{}, invalid("as_of", "is in the past, and the past is not changed", "Leave it out")
	}
	l.frame.AsOf.Quarters, l.frame.AsOf.Path = nil, ""
	rec, err := l.Record(k.Name, r.PathValue("ref"))
	if err != nil {
		return nil, nil, page.Moves{}, err
	}
	p := page.Moves{Frame: l.frame, Ref: l.refTo(rec), Kind: k.Name, Action: pathOf(rec) + "/moves", Revision: rec.Revision, State: rec.State, Retired: rec.Retired, Waits: rec.State != "" && !rec.Counts() && !rec.Retired}
	open, err := l.Moves(rec)
	if err != nil {
		return nil, nil, p, err
	}
	for _, m := range open {
		row := page.MoveRow{Name: m.Name, To: m.To, Reason: m.Reason, Approval: m.Approval, May: m.May, Ends: m.To == record.Back || k.Lifecycle.Ended(m.To), On: leadsOn(k, rec.State, m.To)}
		if !m.May {
			row.Why = s.whyNot(r.Context(), l, m.Refused, rec.Authors...)
			if !m.From.IsZero() {
				row.Why = l.text("moves.not-before", words.T("day", l.language().Calendar().Date(m.From.Time())))
			}
		}
		p.Moves = append(p.Moves, row)
	}
	p.Approved = p.Waits && approved(k, rec.State)
	if p.Waits {
		if force, err := l.InForce(rec); err == nil {
			p.HasForce = true
			p.Changes = l.changes(force, rec)
		} else if !fault.Is(err, fault.NotFound) {
			return nil, nil, p, err
		}
		if k.Name != measure.PeriodCloseKind.Name { // closing a period changes no score
			if p.Effects, p.MoreEffects, err = l.moved(r.Context(), l.WouldCount(rec.UID)); err != nil {
				return nil, nil, p, err
			}
		}
	}
	if !rec.Retired && l.MayDeclare(rec) == nil {
		p.Retire = &page.MoveRow{Name: retire, Reason: true, May: true}
		_, uses, err := l.References(rec)
		if err != nil {
			return nil, nil, p, err
		}
		l.usedBy(&p, rec, uses)
	}
	return l, rec, p, nil
}

func (s *site) movesForm(w http.ResponseWriter, r *http.Request, k *record.Kind) error {
	_, _, p, err := s.standing(r, k)
	if err != nil {
		return err
	}
	return show(w, r, http.StatusOK, p)
}

// move makes a move, or takes the record out of use, or says why it cannot be done.
func (s *site) move(w http.ResponseWriter, r *http.Request, k *record.Kind) error {
	l, rec, p, err := s.standing(r, k)
	if err != nil {
		return err
	}
	base, err := strconv.ParseInt(r.PostFormValue(standsField), 10, 64)
	if err != nil {
		return invalid(standsField, "is missing from the form", "Open the page again")
	}
	c := record.Change{IfRevision: &base, Declaration: record.Declaration{Kind: k.Name, UID: rec.UID, Name: rec.Name}}
	name, reason := r.PostFormValue("move"), strings.TrimSpace(r.PostFormValue(reasonField))
	for _, m := range p.Moves {
		if m.Name == name && m.Reason && reason == "" {
			p.Wrong, p.WrongReason = name, true
			return show(w, r, http.StatusUnprocessableEntity, p)
		}
	}
	said := "moves.moved"
	if name == retire {
		c.Retire, said = true, "moves.retired"
		if reason == "" {
			p.Wrong, p.WrongReason = name, true
			return show(w, r, http.StatusUnprocessableEntity, p)
		}
	} else {
		c.Move = name
		if err := s.svc.PrepareMove(r.Context(), rec, name); err != nil {
			return err
		}
	}
	done, err := s.svc.Apply(r.Context(), l.Principal(), service.Wish{Reason: reason, Changes: func(*service.View) ([]record.Change, error) { return []record.Change{c}, nil }})
	if f := fault.Of(err); err != nil && (f.Code == fault.Invalid || f.Code == fault.Conflict || f.Code == fault.Forbidden) {
		p.Wrong, p.WrongWhy, p.Details = name, s.whyNot(r.Context(), l, err, rec.Authors...), l.placed(rec, f.Fields)
		if f.Code == fault.Invalid && len(p.Details) > 0 {
			p.WrongWhy = l.text("moves.not-yet")
		}
		return show(w, r, httpd.Status(f.Code), p)
	}
	if err != nil {
		return err
	}
	o := done.Outcomes[0]
	httpd.Wrote(r.Context(), w, done.Seq)
	s.srv.Tell(r, l.text(words.Key(said), words.T("code", o.Record.Code), words.T("state", fields.English.State(k.Name, o.Record.State))), "")
	http.Redirect(w, r, pathOf(o.Record), http.StatusSeeOther)
	return nil
}

// approved tells whether somebody has approved what is in a state that does not count yet: it is not the first, nothing of it is over, and no move that
// leads on from it asks for another approval.
func approved(k *record.Kind, state string) bool {
	if !k.Lifecycle.Approves() || state == k.Lifecycle.StateNames()[0] || k.Lifecycle.Ended(state) {
		return false
	}
	return !slices.ContainsFunc(k.Lifecycle.Open(state), func(m record.Move) bool { return m.Approval })
}

// mostUsers is how many of the records that keep another one in use are named.
const mostUsers = 8

// usedBy says what keeps a record from being taken out of use: others that refer to it, or that it was approved and ends by its own moves.
func (l *look) usedBy(p *page.Moves, rec *record.Record, uses []service.Reference) {
	seen := map[record.UID]bool{}
	for _, u := range uses {
		if seen[u.Record.UID] {
			continue
		}
		if seen[u.Record.UID] = true; len(p.Users) < mostUsers {
			p.Users = append(p.Users, l.refTo(u.Record))
		} else {
			p.MoreUsers++
		}
	}
	k, _ := l.Registry().Kind(rec.Kind)
	p.Ending = k.Lifecycle.Approves() && rec.InForce != 0
	p.Retire.May = len(p.Users) == 0 && !p.Ending
}

// leadsOn tells whether a move goes on in the order of states, and not back.
func leadsOn(k *record.Kind, from, to string) bool {
	names := k.Lifecycle.StateNames()
	return slices.Index(names, to) > slices.Index(names, from) && !k.Lifecycle.Ended(to)
}
