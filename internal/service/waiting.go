package service

import (
	"context"
	"slices"

	"github.com/steelyard-isms/steelyard/internal/access"
	"github.com/steelyard-isms/steelyard/internal/record"
)

// waiting adds what waits for the principal's move, and what the principal wrote that is not in force.
func (v *View) waiting(ctx context.Context, t *Today) error {
	desk := moving{View: v, rules: map[movingKey][]string{}}
	for _, o := range v.agenda().opens {
		r, cycle := o.record, o.kind.Lifecycle
		if !v.mayShow(r) {
			continue
		}
		wrote, asks, mine := v.who.Wrote(r.Authors), false, false
		for i := range o.moves {
			m := &o.moves[i]
			asks = asks || m.Approval
			if _, later := v.s.closes(r, *m); later {
				continue
			}
			step := o.waits && !m.Approval && cycle.Counts(m.To)
			if !step && (!m.Approval || wrote) {
				continue
			}
			rules := desk.by(r, m)
			switch {
			case len(rules) == 0:
			case step:
				mine = true
				t.Steps = append(t.Steps, Approval{Record: r, Move: m.Name, Rules: rules})
			default:
				t.Approvals = append(t.Approvals, Approval{Record: r, Move: m.Name, Rules: rules})
			}
		}
		if wrote && o.waits && !mine && !cycle.Ended(r.State) {
			t.Sent = append(t.Sent, Sent{Record: r, Draft: r.State == cycle.StateNames()[0] && !asks})
		}
	}
	older := func(a, b Approval) int { return a.Record.RecordedAt.Compare(b.Record.RecordedAt) }
	slices.SortStableFunc(t.Approvals, older)
	slices.SortStableFunc(t.Steps, older)
	slices.SortStableFunc(t.Sent, func(a, b Sent) int { return a.Record.RecordedAt.Compare(b.Record.RecordedAt) })
	return v.whoMoved(ctx, t)
}

// moving asks the gate who may move what, once for all records that its word is the same for: thousands may wait.
type moving struct {
	*View
	rules map[movingKey][]string
}

type movingKey struct {
	kind, move string
	whose      record.UID // where rights are those of a unit
	owned      bool
}

// by is the rules by which the principal may make a move of a record that is somebody else's words, or that is no approval; none: they may not.
func (m *moving) by(r *record.Record, move *record.Move) []string {
	key := movingKey{kind: r.Kind, move: move.Name, owned: owned(m.who, m.snapshot, r)}
	if m.who.Unit != "" {
		if key.whose = m.snapshot.Whose(r, m.today()); r.Kind == unitKind || key.whose == "" {
			key.whose = r.UID
		}
	}
	rules, asked := m.rules[key]
	if !asked {
		about := resource(m.who, m.snapshot, r, m.today())
		about.Move = move
		rules = m.s.gate.By(m.who, access.Move, about)
		m.rules[key] = rules
	}
	return rules
}

// whoMoved says by whom what waits came to where it is.
func (v *View) whoMoved(ctx context.Context, t *Today) error {
	var seqs []int64
	for _, a := range slices.Concat(t.Approvals, t.Steps) {
		seqs = append(seqs, a.Record.Seq)
	}
	for _, s := range t.Sent {
		seqs = append(seqs, s.Record.Seq)
	}
	if len(seqs) == 0 {
		return nil
	}
	entries, err := v.Entries(ctx, seqs)
	if err != nil {
		return err
	}
	for _, list := range [][]Approval{t.Approvals, t.Steps} {
		for i := range list {
			list[i].By = entries[list[i].Record.Seq].Actor
		}
	}
	for i := range t.Sent {
		s := &t.Sent[i]
		e := entries[s.Record.Seq]
		s.By, s.Reason = e.Actor, e.Reason
		if s.Draft && !v.mine(e.Actor) {
			s.Draft, s.Returned = false, true
		}
	}
	return nil
}
