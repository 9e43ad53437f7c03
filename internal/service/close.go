package service

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/steelyard-isms/steelyard/internal/civil"
	"github.com/steelyard-isms/steelyard/internal/evaluate"
	"github.com/steelyard-isms/steelyard/internal/fault"
	"github.com/steelyard-isms/steelyard/internal/figures"
	"github.com/steelyard-isms/steelyard/internal/journal"
	"github.com/steelyard-isms/steelyard/internal/measure"
	"github.com/steelyard-isms/steelyard/internal/measurement"
	"github.com/steelyard-isms/steelyard/internal/record"
	"github.com/steelyard-isms/steelyard/internal/store"
)

// closeMove is the move of a period-close that publishes its figures.
const closeMove = "close"

// closing tells whether a change closes a period, and which.
func closing(s *record.Snapshot, c record.Change) (record.Of[measure.PeriodClose], bool) {
	if c.Kind != measure.PeriodCloseKind.Name || c.Move != closeMove {
		return record.Of[measure.PeriodClose]{}, false
	}
	stands := standing(s, c)
	if stands == nil {
		return record.Of[measure.PeriodClose]{}, false
	}
	if _, ok := measure.PeriodCloseKind.Lifecycle.Move(c.Move, stands.State); !ok {
		return record.Of[measure.PeriodClose]{}, false // the kernel says so
	}
	return record.As[measure.PeriodClose](stands)
}

// mayClose refuses to close what has not ended, and to close beside other changes, of which nobody could say whether the figures know them.
func (s *Service) mayClose(head *record.Snapshot, changes []record.Change) error {
	var faults []fault.Field
	closes := 0
	for _, c := range changes {
		p, is := closing(head, c)
		if !is {
			continue
		}
		closes++
		if until := p.Spec.Period.Until; s.lasts(p) {
			faults = append(faults, fault.Field{Path: "move", Reason: fmt.Sprintf("would close %s, which lasts until %s", p.Code, until), Remedy: "Close the period once it has ended"})
		}
	}
	if closes > 0 && closes < len(changes) {
		faults = append(faults, fault.Field{Path: "move", Reason: "closes a period beside other changes", Remedy: "Close it by itself, so that its figures are those of one state"})
	}
	return fault.InvalidFields("the period cannot be closed", faults)
}

// lasts tells whether a period is not over yet.
func (s *Service) lasts(p record.Of[measure.PeriodClose]) bool {
	return !evaluate.EndOf(p.Spec.Period.Until).Before(s.clock().UTC())
}

// closes tells from which day on a move can close a period that is not over yet; false of other moves, and where it can now.
func (s *Service) closes(r *record.Record, m record.Move) (civil.Date, bool) {
	p, ok := record.As[measure.PeriodClose](r)
	if !ok || m.Name != closeMove || !s.lasts(p) {
		return civil.Date{}, false
	}
	return p.Spec.Period.Until.AddDays(1), true
}

// frozen is a document that a close brings.
type frozen struct {
	note    journal.Artefact
	content []byte
}

// freeze computes the figures of the periods that changes close, from the state at the head of the journal, under its lock.
func (s *Service) freeze(ctx context.Context, tx *store.Tx, head *record.Snapshot, changes []record.Change) ([]frozen, error) {
	if err := s.mayClose(head, changes); err != nil {
		return nil, err
	}
	var out []frozen
	for _, c := range changes {
		p, is := closing(head, c)
		if !is {
			continue
		}
		d, err := s.figures(ctx, head, p)
		if err != nil {
			return nil, err
		}
		if d.Root, d.Seq, err = tx.Root(ctx); err != nil {
			return nil, err
		}
		content, err := d.Bytes()
		if err != nil {
			return nil, err
		}
		out = append(out, frozen{store.NoteArtefact(p.UID, p.Revision+1, content), content})
	}
	return out, nil
}

// figures computes the figures of a period from what is known in a state.
func (s *Service) figures(ctx context.Context, state *record.Snapshot, p record.Of[measure.PeriodClose]) (*figures.Document, error) {
	at := evaluate.EndOf(p.Spec.Period.Until)
	known, err := s.memory.whole(ctx, false, state, state.Seq(), at)
	if err != nil {
		return nil, err
	}
	all, err := s.evaluations.at(ctx, false, state, known, at)
	if err != nil {
		return nil, err
	}
	d, err := figures.Build(all, p)
	if err != nil {
		return nil, err
	}
	d.Program, d.Seq = figures.Program(), state.Seq()
	return d, nil
}

// warm computes beforehand, without the journal's lock, what freeze will then find computed.
func (s *Service) warm(ctx context.Context, changes []record.Change) error {
	state := s.store.Snapshot()
	if s.mayClose(state, changes) != nil {
		return nil //nolint:nilerr // decided, and refused, under the lock
	}
	for _, c := range changes {
		if p, is := closing(state, c); is {
			if _, err := s.figures(ctx, state, p); err != nil {
				return err
			}
		}
	}
	return nil
}

// PrepareMove computes beforehand what a move will need under the journal's lock, for doors that move one record. Error: Unavailable.
func (s *Service) PrepareMove(ctx context.Context, r *record.Record, move string) error {
	return s.warm(ctx, []record.Change{{Move: move, Declaration: record.Declaration{Kind: r.Kind, UID: r.UID, Name: r.Name}}})
}

// decided is what a write of records comes to: the changes, with the rights and with the closed periods that they touch.
func (s *Service) decided(ctx context.Context, tx *store.Tx, head *record.Snapshot, changes []record.Change, reason string) (store.Decision, error) {
	kept, err := s.freeze(ctx, tx, head, changes)
	if err != nil {
		return store.Decision{}, err
	}
	d := store.Decision{Changes: changes, Restates: func(planned record.Planned) ([]journal.Restated, error) {
		return restated(head, changes, planned, reason)
	}}
	if len(kept) == 0 {
		return d, nil
	}
	for _, x := range kept {
		d.Body.Artefacts = append(d.Body.Artefacts, x.note)
	}
	d.Then = func(ctx context.Context, tx *store.Tx, seq int64, _ time.Time) error {
		for _, x := range kept {
			if err := tx.InsertArtefact(ctx, x.note, x.content, seq); err != nil {
				return err
			}
		}
		return nil
	}
	return d, nil
}

// restated tells which closed periods planned changes reach into, and refuses those that need a reason and have none. What comes into force for the first
// time needs none: it is noted, and counts from the days that it names.
func restated(before *record.Snapshot, changes []record.Change, planned record.Planned, reason string) ([]journal.Restated, error) {
	closed := figures.ClosedIn(before)
	if closed.None() {
		return nil, nil
	}
	at := map[record.UID]int{}
	var out []journal.Restated
	var why []figures.Reasons
	var faults []fault.Field
	for i, o := range planned.Outcomes {
		if o.Action == record.Unchanged {
			continue
		}
		for _, x := range closed.Reaches(planned.After, o.Record.UID) {
			j, known := at[x.Period.UID]
			if !known {
				j = len(out)
				at[x.Period.UID] = j
				out, why = append(out, journal.Restated{Period: x.Period.UID}), append(why, figures.Reasons{})
			}
			code := ""
			if out[j].Name(o.Record.UID) {
				code = o.Record.Code
			}
			why[j].Add(x.Reason, code)
			if !x.New && x.Bare && strings.TrimSpace(reason) == "" && len(faults) < maxFaults {
				faults = append(faults, unreasoned(changes, i, o.Record, x))
			}
		}
	}
	for j := range out {
		out[j].Reason = why[j].String()
	}
	return out, fault.InvalidFields("the declaration cannot be accepted", faults)
}

// maxFaults is how many places a refusal names.
const maxFaults = 50

// unreasoned says at which place of a change a closed period is reached into without a reason.
func unreasoned(changes []record.Change, i int, r *record.Record, x figures.Reach) fault.Field {
	c := changes[i]
	f := fault.Field{Path: x.Field, Reason: "would hold in " + periodWords(x.Period) + ", and no reason is given",
		Remedy: "Say why in the reason of the change, or beside the date; or let it hold from a later day"}
	if x.Field == "" || c.Move != "" || c.Retire {
		f.Path, f.Reason = "reason", "is missing: what counts in "+periodWords(x.Period)+" would be another"
		f.Remedy = "Say why"
	}
	f.File = c.File
	if c.Place != nil {
		f.Line, f.Column = c.Place(f.Path)
	}
	if len(changes) > 1 && c.File == "" {
		f.Path = r.Kind + "/" + r.Name + ": " + f.Path
	}
	return f
}

// periodWords names a closed period as a refusal does.
func periodWords(r *record.Record) string {
	p, _ := record.As[measure.PeriodClose](r)
	return fmt.Sprintf("%s, %s until %s, which is closed", r.Code, p.Spec.Period.From, p.Spec.Period.Until)
}

// span is the first and the last valid end of points.
func span(points []measurement.Point) (first, last time.Time) {
	for i := range points {
		if to := points[i].To; i == 0 || to.Before(first) {
			first = to
		}
		if to := points[i].To; to.After(last) {
			last = to
		}
	}
	return first, last
}

// restatedValues tells which closed periods points reach into. Where reasons are asked for, each point needs a note of its own or the reason of all: lacking
// gets those that have neither.
func restatedValues(s *record.Snapshot, points []measurement.Point, series []measurement.Series, reason string, lacking func(i int, period *record.Record)) []journal.Restated {
	closed := figures.ClosedIn(s)
	if first, last := span(points); closed.None() || !closed.Covering(first, last) {
		return nil
	}
	return closed.OfPoints(points, figures.Readers(s, series), func(i int, period *record.Record) {
		if lacking != nil && strings.TrimSpace(points[i].Note) == "" && strings.TrimSpace(reason) == "" {
			lacking(i, period)
		}
	})
}

// unexplained refuses points that reach into a closed period without a reason, at their places.
func unexplained(s *record.Snapshot, points []measurement.Point, series []measurement.Series, reason string) error {
	var faults []fault.Field
	restatedValues(s, points, series, reason, func(i int, period *record.Record) {
		if len(faults) < maxFaults {
			faults = append(faults, fault.Field{Path: fmt.Sprintf("points[%d].note", i), Reason: "is missing: the value is of " + periodWords(period), Remedy: "Say why it comes now: in note, or in reason for all"})
		}
	})
	slices.SortStableFunc(faults, func(a, b fault.Field) int { return cmp.Compare(len(a.Path), len(b.Path)) })
	return fault.InvalidFields("the points cannot be accepted", faults)
}

// ClosedFor lists the closed periods into which a value of a measure reaches that ends at a moment, those that the principal may see: by what is closed now.
func (v *View) ClosedFor(m record.Of[measure.Measure], to time.Time) []*record.Record {
	return v.visible(v.closed().OfValue(m.UID, to))
}

// closed is the periods that are closed now, also where an earlier moment is shown: what was published stays so.
func (v *View) closed() *figures.Closed {
	if v.periods == nil {
		v.periods = figures.ClosedIn(v.s.store.Snapshot())
	}
	return v.periods
}

func (v *View) visible(list []*record.Record) []*record.Record {
	return slices.DeleteFunc(list, func(r *record.Record) bool { return !v.mayShow(r) })
}

// ClosedOn lists the closed periods of a record in which a day lies, those that the principal may see: by what is closed now.
func (v *View) ClosedOn(r *record.Record, day civil.Date) []*record.Record {
	if v.show(r) != nil {
		return nil
	}
	return v.visible(v.closed().OfDay(r, day))
}
