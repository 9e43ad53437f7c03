package service

import (
	"context"
	"encoding/json"
	"fmt"
	"time"

	"github.com/steelyard-isms/steelyard/internal/access"
	"github.com/steelyard-isms/steelyard/internal/evaluate"
	"github.com/steelyard-isms/steelyard/internal/fault"
	"github.com/steelyard-isms/steelyard/internal/journal"
	"github.com/steelyard-isms/steelyard/internal/record"
	"github.com/steelyard-isms/steelyard/internal/store"
)

// Wish is a write of records of which the changes are made on the state that they change.
type Wish struct {
	Reason string
	Key    string // idempotency key; empty for none
	Digest string // of the request that the key belongs to
	DryRun bool   // decide, and write nothing
	// AsksLater: of a rehearsal, that a reason is asked for once it is seen what the changes do. Where one is needed and missing, nothing is refused for it.
	AsksLater bool
	// Changes says what is to change. It runs under the journal's lock; the view is that of the head.
	Changes func(*View) ([]record.Change, error)
}

// Applied tells what became of a wish.
type Applied struct {
	Seq      int64 // journal entry; that of the state where nothing was written
	Changed  bool  // an entry was written
	Repeated bool  // an earlier request with the same key was answered so
	Outcomes []record.Outcome
	Restates []*record.Record // of a rehearsal: the closed periods that the changes reach into, of those that the principal may see
	View     *View            // the state after the wish, in which the outcomes are shown
}

// Apply makes, changes or retires records: all of them or none. A repetition with the same key is answered as the first
// time was, whatever has happened since. Errors: those of Changes, as they are; Forbidden; Invalid with every place at
// fault; Conflict where a revision is not the one expected; Limited.
func (s *Service) Apply(ctx context.Context, p access.Principal, w Wish) (Applied, error) {
	if w.DryRun {
		r, err := s.Rehearse(ctx, p)
		if err != nil {
			return Applied{}, err
		}
		return r.Apply(ctx, w)
	}
	write := store.Write{Type: journal.Change, Actor: p.Actor(), Reason: w.Reason}
	if w.Key != "" {
		write.Key = &store.Key{Principal: string(p.Account), Text: w.Key, Request: w.Digest}
	}
	write.Decide = func(ctx context.Context, tx *store.Tx, head *record.Snapshot) (store.Decision, error) {
		changes, err := s.decide(p, head, w)
		if err != nil {
			return store.Decision{}, err
		}
		d, err := s.decided(ctx, tx, head, changes, w.Reason)
		d.Answer, d.Permit = keptOutcomes, func(planned record.Planned) error { return s.permitPlanned(p, head, planned) }
		return d, err
	}
	r, err := s.store.Write(ctx, write)
	if err != nil {
		return Applied{}, err
	}
	out := Applied{Seq: r.Seq, Changed: r.Changed, Repeated: r.Repeated, Outcomes: r.Outcomes}
	now, err := s.View(ctx, p, AsOf{})
	if err != nil {
		return Applied{}, err
	}
	if out.View = now; w.Key == "" {
		return out, nil
	}
	// what is shown must be the same at each repetition: the state after that entry
	if r.Seq > 0 && now.Seq != r.Seq {
		if out.View, err = s.View(ctx, p, AsOf{Text: fmt.Sprintf("entry:%d", r.Seq), Seq: r.Seq}); err != nil {
			return Applied{}, err
		}
	}
	return out, out.recall(r.Answer)
}

func (s *Service) decide(p access.Principal, head *record.Snapshot, w Wish) ([]record.Change, error) {
	changes, err := w.Changes(s.viewOf(p, head))
	if err != nil {
		return nil, err
	}
	if len(changes) > maxChanges {
		return nil, fault.New(fault.Limited, "one write changes at most %d records; this one has %d", maxChanges, len(changes))
	}
	return s.permit(p, head, changes, w.Reason)
}

// viewOf is a view of a state that was not asked for by its moment.
func (s *Service) viewOf(p access.Principal, state *record.Snapshot) *View {
	return &View{s: s, who: p, snapshot: state, readable: map[string]error{}, shown: map[shownKey]bool{}, Seq: state.Seq(), At: s.clock().UTC()}
}

// Rehearsal decides wishes one after the other, each on what the ones before would have made, and writes nothing.
type Rehearsal struct {
	s    *Service
	p    access.Principal
	head *record.Snapshot
}

// Rehearse begins a rehearsal on the state of now. Error: Unavailable.
func (s *Service) Rehearse(ctx context.Context, p access.Principal) (*Rehearsal, error) {
	if err := s.store.CatchUp(ctx); err != nil {
		return nil, err
	}
	return &Rehearsal{s, p, s.store.Snapshot()}, nil
}

// Apply decides a wish. Errors as of Service.Apply; then the rehearsal goes on as if it had not been asked.
func (r *Rehearsal) Apply(ctx context.Context, w Wish) (Applied, error) {
	changes, err := r.s.decide(r.p, r.head, w)
	if err != nil {
		return Applied{}, err
	}
	planned, err := record.Plan(r.head, changes, r.s.clock().UTC().Truncate(time.Microsecond))
	if err != nil {
		return Applied{}, err
	}
	if err := r.s.permitPlanned(r.p, r.head, planned); err != nil {
		return Applied{}, err
	}
	if err := r.s.mayClose(r.head, changes); err != nil {
		return Applied{}, err
	}
	reason := w.Reason
	if w.AsksLater {
		reason = "asked for later"
	}
	restates, err := restated(r.head, changes, planned, reason)
	if err != nil {
		return Applied{}, err
	}
	if err := r.s.store.FilesKept(ctx, planned.Records); err != nil {
		return Applied{}, err
	}
	r.head = planned.After.Edit().Seal(r.head.Seq(), r.head.At())
	v := r.s.viewOf(r.p, r.head)
	v.supposed = true
	out := Applied{Seq: r.head.Seq(), Outcomes: planned.Outcomes, View: v}
	for _, x := range restates {
		if period, ok := v.Find(x.Period); ok {
			out.Restates = append(out.Restates, period)
		}
	}
	return out, nil
}

// suppose computes the status of a state that was only rehearsed, from the values of the entry that it would follow: they are read once, and hold for the ends
// of earlier months, too.
func (v *View) suppose(ctx context.Context, at time.Time) (*evaluate.Status, error) {
	if v.supposal == nil {
		w := v.s.memory.wants(v.snapshot, v.At)
		k, err := v.s.memory.get(ctx, true, v.Seq, v.At, w)
		if err != nil {
			return nil, err
		}
		v.supposal = evaluate.DeriveAgain(v.snapshot, w.derived, k.values, nil)
	}
	return evaluate.At(v.snapshot, v.supposal, at)
}

// WouldCount is the view as it would be if the latest words of some records were in force: what waits for approval counts nowhere yet, and whoever writes or
// approves it wants to know what it does. Nothing is written.
func (v *View) WouldCount(records ...record.UID) *View {
	edit, differs := v.snapshot.Edit(), false
	for _, uid := range records {
		if r, ok := v.snapshot.Find(uid); ok && !r.Retired && !r.Counts() {
			edit.Put(r.InForceAsIs())
			differs = true
		}
	}
	if !differs {
		return v
	}
	out := *v
	out.snapshot, out.supposed, out.loaded, out.supposal = edit.Seal(v.snapshot.Seq(), v.snapshot.At()), true, nil, nil
	return &out
}

// keptOutcome is what is kept of an outcome for repetitions: nothing that could be personal.
type keptOutcome struct {
	UID    record.UID    `json:"uid"`
	Action record.Action `json:"action"`
}

func keptOutcomes(r store.Receipt) ([]byte, error) {
	out := make([]keptOutcome, len(r.Outcomes))
	for i, o := range r.Outcomes {
		out[i] = keptOutcome{o.Record.UID, o.Action}
	}
	return json.Marshal(out)
}

// recall gives the outcomes that were kept, with the records as the view shows them.
func (a *Applied) recall(kept []byte) error {
	var outcomes []keptOutcome
	if err := json.Unmarshal(kept, &outcomes); err != nil {
		return fmt.Errorf("reading the answer: %w", err)
	}
	a.Outcomes = make([]record.Outcome, len(outcomes))
	for i, o := range outcomes {
		r, ok := a.View.Find(o.UID)
		if !ok {
			return fault.New(fault.Forbidden, "the answer of then tells of records that you may not read now")
		}
		a.Outcomes[i] = record.Outcome{Record: r, Action: o.Action}
	}
	return nil
}

// Changes tells whether a change, made alone on what the view shows, would change its record.
func (v *View) Changes(c record.Change) bool {
	c.IfRevision = nil
	planned, err := record.Plan(v.snapshot, []record.Change{c}, v.At)
	return err != nil || planned.Unchanged == 0
}
