package service

import (
	"context"

	"github.com/steelyard-isms/steelyard/internal/access"
	"github.com/steelyard-isms/steelyard/internal/evaluate"
	"github.com/steelyard-isms/steelyard/internal/explain"
	"github.com/steelyard-isms/steelyard/internal/fault"
	"github.com/steelyard-isms/steelyard/internal/measure"
	"github.com/steelyard-isms/steelyard/internal/record"
	"github.com/steelyard-isms/steelyard/internal/score"
)

// Question is what is asked of a status besides what it is.
type Question struct {
	Since    AsOf       // an earlier moment to compare with, as it was known then; that of now is none
	Quarters int        // the scores at the ends of so many quarters before, as known then and as known now
	Scope    record.UID // of scorecards and perspectives: only what belongs to a unit and those below it counts; empty: all
}

// Explain gives the computed status of a record with its reasons, in figures and in sentences. Who may not see a
// source is told the identifiers of its runs only; who may see none, nothing of sources. Errors: NotFound where the kind has no status, or the
// record is retired; Forbidden where the principal may not read a kind that the status speaks of.
func (v *View) Explain(ctx context.Context, r *record.Record) (*explain.Status, error) {
	return v.ExplainMore(ctx, r, Question{})
}

// ExplainMore answers further questions, too. Errors beside those of Explain: Invalid where what is compared with is not earlier.
func (v *View) ExplainMore(ctx context.Context, r *record.Record, q Question) (*explain.Status, error) {
	out, all, err := v.explained(ctx, r, q.Scope)
	if err != nil {
		return nil, err
	}
	if u, found := v.Find(q.Scope); found && scoped(r.Kind) {
		out.Within(u)
	}
	if !q.Since.IsNow() {
		if err := v.since(ctx, out, all, r, q); err != nil {
			return nil, err
		}
	}
	if q.Quarters > 0 {
		if out.Past, err = v.past(ctx, r, q); err != nil {
			return nil, err
		}
	}
	if err := v.attach(ctx, out); err != nil {
		return nil, err
	}
	out.Finish()
	return out, nil
}

// attach says of runs what the principal may know of them, and of values that no run read which files show where they come from: who sees a value sees those.
func (v *View) attach(ctx context.Context, out *explain.Status) error {
	if v.May(access.Read, measure.SourceKind.Name) {
		runs, err := v.RunsByID(ctx, out.RunIDs())
		if err != nil {
			return err
		}
		known := make(map[string]explain.Run, len(runs))
		for id, run := range runs {
			observed := run.ObservedAt
			known[id] = explain.Run{ID: id, Source: v.NameOf(run.Source), Filename: run.Filename, SHA256: run.SHA256, Host: run.Reading.Host, ObservedAt: &observed}
		}
		out.Attach(known)
	} else {
		out.WithoutSources()
	}
	files, err := v.Evidence(ctx, out.Unread())
	if err != nil {
		return err
	}
	out.Show(files)
	return nil
}

// explained gives the status of a record without its runs, and all that it was computed with.
func (v *View) explained(ctx context.Context, r *record.Record, scope record.UID) (*explain.Status, *evaluate.Status, error) {
	if err := v.show(r); err != nil {
		return nil, nil, err
	}
	all, err := v.statusOf(ctx, r)
	if err == nil && scoped(r.Kind) {
		all, err = v.within(all, scope)
	}
	if err != nil {
		return nil, nil, err
	}
	if force, ok := v.snapshot.InForce(r.UID); ok {
		r = force
	}
	out, ok := explain.Of(v.hide(all), r)
	if !ok {
		return nil, nil, fault.New(fault.NotFound, "the %s %s has no status: it is retired, not in force, or of a kind that is not computed", r.Kind, r.Name)
	}
	if out.Measure != nil && out.Measure.Aggregation != nil {
		if err := v.sum(ctx, out, r); err != nil {
			return nil, nil, err
		}
	}
	if m, is := all.Measures[r.UID]; is {
		out.Improved(v.Effects(all, m))
	}
	if o, is := all.Objectives[r.UID]; is {
		out.Answer(v.requirements(o))
	}
	if out.Measure != nil {
		out.Construct(all, r.UID, v.Benchmarks(r.UID), v.CountedBy(r.UID), v.ComputedFrom(r.UID))
	}
	if tree, ok := all.Tree(r); ok && out.Rollup != nil {
		timed, err := score.LeadAndLag(tree, all.Day)
		if err != nil {
			return nil, nil, err
		}
		out.Timed(timed)
	}
	return out, all, nil
}

// Effects judges what was done to move a measure, as far as the principal may see it.
func (v *View) Effects(all *evaluate.Status, m *evaluate.Measure) []evaluate.Effect {
	if !v.mayShow(m.Record.Record) {
		return nil
	}
	return all.Effects(v.snapshot, m, v.mayShow)
}

// Peers compares a measure with those that count the same in other units, as far as the principal may see them; nil where there are none. The limits of chance are of all that may be seen.
func (v *View) Peers(all *evaluate.Status, m *evaluate.Measure) *evaluate.Peers {
	if !v.mayShow(m.Record.Record) {
		return nil
	}
	return all.Peers(m, func(x *evaluate.Measure) bool { return v.mayShow(x.Record.Record) })
}

// Earlier looks at an earlier moment than the view does, as it was known then; field is what the moment was asked for by. Errors: Invalid
// where it is not earlier, or has not come yet; NotFound.
func (v *View) Earlier(ctx context.Context, field string, a AsOf) (*View, error) {
	then, err := v.s.View(ctx, v.who, a)
	if err != nil {
		return nil, atField(field, err)
	}
	if then.Seq > v.Seq || then.At.After(v.At) {
		return nil, fault.InvalidField("the score cannot be compared", fault.Field{Path: field, Reason: a.Text + " is not earlier than the moment that is shown", Remedy: "Name an earlier one"})
	}
	return then, nil
}

// since compares a status with what it was at an earlier moment.
func (v *View) since(ctx context.Context, now *explain.Status, all *evaluate.Status, r *record.Record, q Question) error {
	then, err := v.Earlier(ctx, "since", q.Since)
	if err != nil {
		return err
	}
	before, was := then.snapshot.Find(r.UID)
	if !was || !then.mayShow(before) {
		now.Since(nil, score.Split{}, then.At, then.Seq)
		return nil
	}
	status, old, err := then.explained(ctx, before, q.Scope)
	if fault.Is(err, fault.NotFound) { // not in force then
		now.Since(nil, score.Split{}, then.At, then.Seq)
		return nil
	}
	if err != nil {
		return err
	}
	split, _, err := all.Change(old, r)
	if err != nil {
		return err
	}
	now.Since(status, split, then.At, then.Seq)
	return nil
}

// statusOf computes what the status of a record needs: of a measure its own series only, or those that it is made of, of all else everything, since
// shares and caps depend on the siblings.
func (v *View) statusOf(ctx context.Context, r *record.Record) (*evaluate.Status, error) {
	m, ok := record.As[measure.Measure](r)
	if !ok {
		return v.status(ctx, v.At)
	}
	if err := v.read(r.Kind); err != nil {
		return nil, err
	}
	var values evaluate.Values
	if v.loaded != nil {
		values = v.loaded.all
	} else {
		var err error
		if values, err = v.s.memory.some(ctx, v.Asked.IsNow(), v.snapshot, v.Seq, v.At, m); err != nil {
			return nil, err
		}
	}
	return evaluate.MeasureAt(v.snapshot, values, m, v.At)
}
