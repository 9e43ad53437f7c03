package service

import (
	"fmt"

	"github.com/steelyard-isms/steelyard/internal/access"
	"github.com/steelyard-isms/steelyard/internal/civil"
	"github.com/steelyard-isms/steelyard/internal/fault"
	"github.com/steelyard-isms/steelyard/internal/record"
)

// OpenMove is a move that leads on from where a record stands.
type OpenMove struct {
	record.Move
	May bool   // the principal may make it
	Why string // they may not; empty where they may
	Who []string
	// From is the day from which it can be made, where it cannot yet, whoever asks: a period is closed once it has ended.
	From civil.Date
	// Refused is why they may not, for pages that say it in words of their own; nil where they may.
	Refused error
}

// Moves lists the moves that lead on from where a record stands, with who may make them and why the principal may not.
func (v *View) Moves(r *record.Record) ([]OpenMove, error) {
	if err := v.show(r); err != nil {
		return nil, err
	}
	k, _ := v.snapshot.Registry().Kind(r.Kind)
	var out []OpenMove
	for _, m := range k.Lifecycle.Open(r.State) {
		if r.Retired {
			break
		}
		if force, ok := v.snapshot.InForce(r.UID); m.To == record.Back && (!ok || force.Revision == r.Revision) {
			continue // nothing to go back to
		}
		about := resource(v.who, v.snapshot, r, v.today())
		about.Move, about.Wrote = &m, v.who.Wrote(r.Authors)
		open := OpenMove{Move: m, Who: v.s.gate.Who(access.Move, r.Kind, &m)}
		if err := v.s.gate.Allow(v.who, access.Move, about); err != nil {
			open.Why, open.Refused = fault.Of(err).Message, err
		} else {
			open.May = true
		}
		if day, ends := v.s.closes(r, m); ends && open.May {
			open.May, open.From = false, day
			open.Why = fmt.Sprintf("the period lasts until %s, and is closed once it has ended: from %s on", day.AddDays(-1), day)
			open.Refused = fault.New(fault.Invalid, "%s", open.Why)
		}
		out = append(out, open)
	}
	return out, nil
}

// AllowMoves refuses a principal who may make none of the moves of a kind.
func (s *Service) AllowMoves(p access.Principal, k *record.Kind) error {
	var refused error
	for i := range k.Lifecycle.Moves {
		about := access.Any(k.Name)
		about.Move = &k.Lifecycle.Moves[i]
		err := s.gate.Allow(p, access.Move, about)
		if err == nil {
			return nil
		}
		if refused == nil {
			refused = err
		}
	}
	return refused
}
