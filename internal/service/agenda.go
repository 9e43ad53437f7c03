package service

import (
	"cmp"
	"slices"
	"sync"

	"github.com/steelyard-isms/steelyard/internal/civil"
	"github.com/steelyard-isms/steelyard/internal/record"
)

// agenda is what of all records of a state runs out on a day or later, or is still to be done, and what waits for somebody: whoever may see it. It is
// made once for a state and a day, and after a change only what that touches is looked at again. It never changes.
type agenda struct {
	snapshot *record.Snapshot
	day      civil.Date
	endings  []*Expiry // in the order of byDay
	opens    []*open   // in the order of kinds, and by name
}

// open is a record that is not in force, or that can be approved.
type open struct {
	record *record.Record
	kind   *record.Kind
	order  int           // of the kind
	moves  []record.Move // that lead on from its state
	waits  bool          // what it says is not in force
}

// How many agendas are kept, the latest state's among them, and by how many records two states may differ for one to be made from the other.
const maxAgendas, nearAgenda = 4, 500

// agendas keeps them.
type agendas struct {
	mu   sync.Mutex
	kept []*agenda // the one used last comes first
}

// of gives what is on the agenda of a state on a day.
func (a *agendas) of(s *record.Snapshot, day civil.Date) *agenda {
	a.mu.Lock()
	defer a.mu.Unlock()
	var out *agenda
	for i, x := range a.kept {
		if x.snapshot == s && x.day == day {
			a.kept = slices.Delete(a.kept, i, i+1)
			out = x
			break
		}
	}
	if out == nil {
		out = a.make(s, day)
	}
	// of states behind each other on the same day only the later one will be asked for again
	a.kept = slices.DeleteFunc(a.kept, func(x *agenda) bool { return x.day == day && x.snapshot.Seq() <= s.Seq() })
	a.kept = slices.Insert(a.kept, 0, out)
	if len(a.kept) > maxAgendas {
		a.kept = slices.Delete(a.kept, maxAgendas, len(a.kept))
	}
	return out
}

// until gives what runs out by a day.
func (a *agenda) until(last civil.Date) []*Expiry {
	n, _ := slices.BinarySearchFunc(a.endings, last, func(e *Expiry, day civil.Date) int {
		if e.Day.After(day) {
			return 1
		}
		return -1
	})
	return a.endings[:n]
}

// make makes one, from another of that day where they are near.
func (a *agendas) make(s *record.Snapshot, day civil.Date) *agenda {
	for _, x := range a.kept {
		if x.day != day {
			continue
		}
		if uids := s.Differs(x.snapshot); len(uids) <= nearAgenda {
			return x.advance(s, uids)
		}
	}
	out := &agenda{snapshot: s, day: day}
	for i, k := range s.Registry().Kinds() {
		if !k.RunsOut() && !k.Lifecycle.Approves() {
			continue
		}
		for r := range s.List(k.Name, false) {
			out.endings = append(out.endings, endingsOf(s, k, r, day)...)
			if o := openOf(k, i, r); o != nil {
				out.opens = append(out.opens, o)
			}
		}
	}
	slices.SortStableFunc(out.endings, byDay)
	return out
}

// advance gives the agenda of another state, in which some records differ.
func (a *agenda) advance(s *record.Snapshot, uids []record.UID) *agenda {
	out := &agenda{snapshot: s, day: a.day, endings: slices.Clone(a.endings), opens: slices.Clone(a.opens)}
	for _, uid := range uids {
		if r, ok := a.snapshot.Find(uid); ok {
			out.change(a.snapshot, r, without)
		}
		if r, ok := s.Find(uid); ok {
			out.change(s, r, with)
		}
	}
	return out
}

// change takes what a record says in a state in, or out.
func (a *agenda) change(s *record.Snapshot, r *record.Record, how how) {
	k, _ := s.Registry().Kind(r.Kind)
	if r.Retired {
		return
	}
	for _, e := range endingsOf(s, k, r, a.day) {
		a.endings = change(a.endings, e, byDay, how)
	}
	if o := openOf(k, slices.Index(s.Registry().Kinds(), k), r); o != nil {
		a.opens = change(a.opens, o, byKind, how)
	}
}

// how a list in an order is changed
type how bool

const with, without how = true, false

func change[T any](list []T, x T, order func(a, b T) int, how how) []T {
	i, there := slices.BinarySearchFunc(list, x, order)
	switch {
	case how == with && !there:
		return slices.Insert(list, i, x)
	case how == without && there:
		return slices.Delete(list, i, i+1)
	}
	return list
}

func byKind(a, b *open) int {
	return cmp.Or(cmp.Compare(a.order, b.order), cmp.Compare(a.record.Name, b.record.Name))
}

// endingsOf lists what runs out of what is in force of a record, by its owners.
func endingsOf(s *record.Snapshot, k *record.Kind, latest *record.Record, day civil.Date) []*Expiry {
	if !k.RunsOut() {
		return nil
	}
	r, counts := s.InForce(latest.UID)
	if !counts || k.Lifecycle.Finished(r.State) {
		return nil
	}
	var out []*Expiry
	for _, e := range k.Endings(r, day) {
		if e.Due || !e.Day.Before(day) {
			out = append(out, &Expiry{Ending: e, Record: r, Owners: ownersOf(s, r), latest: latest})
		}
	}
	return out
}

func openOf(k *record.Kind, order int, r *record.Record) *open {
	if !k.Lifecycle.Approves() {
		return nil
	}
	out := open{record: r, kind: k, order: order, moves: k.Lifecycle.Open(r.State), waits: !k.Lifecycle.Counts(r.State)}
	if len(out.moves) == 0 || !out.waits && !slices.ContainsFunc(out.moves, func(m record.Move) bool { return m.Approval }) {
		return nil
	}
	return &out
}
