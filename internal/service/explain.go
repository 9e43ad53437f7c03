package service

import (
	"context"

	"github.com/steelyard-isms/steelyard/internal/access"
	"github.com/steelyard-isms/steelyard/internal/evaluate"
	"github.com/steelyard-isms/steelyard/internal/explain"
	"github.com/steelyard-isms/steelyard/internal/fault"
	"github.com/steelyard-isms/steelyard/internal/measure"
	"github.com/steelyard-isms/steelyard/internal/record"
)

// Explain gives the computed status of a record with its reasons, in figures and in sentences. Who may not see a
// source is told the identifiers of its runs only; who may see none, nothing of sources. Errors: NotFound where the kind has no status, or the
// record is retired; Forbidden where the principal may not read a kind that the status speaks of.
func (v *View) Explain(ctx context.Context, r *record.Record) (*explain.Status, error) {
	if err := v.show(r); err != nil {
		return nil, err
	}
	all, err := v.statusOf(ctx, r)
	if err != nil {
		return nil, err
	}
	if force, ok := v.snapshot.InForce(r.UID); ok {
		r = force
	}
	out, ok := explain.Of(v.hide(all), r)
	if !ok {
		return nil, fault.New(fault.NotFound, "the %s %s has no status: it is retired, not in force, or of a kind that is not computed", r.Kind, r.Name)
	}
	if v.May(access.Read, measure.SourceKind.Name) {
		runs, err := v.RunsByID(ctx, out.RunIDs())
		if err != nil {
			return nil, err
		}
		known := make(map[string]explain.Run, len(runs))
		for id, run := range runs {
			observed := run.ObservedAt
			known[id] = explain.Run{ID: id, Source: v.NameOf(run.Source), Filename: run.Filename, SHA256: run.SHA256, ObservedAt: &observed}
		}
		out.Attach(known)
	} else if out.Measure != nil {
		out.Measure.Source, out.Measure.SourceValue = nil, ""
	}
	out.Finish()
	return out, nil
}

// statusOf computes what the status of a record needs: of a measure its own series only, of all else everything, since
// shares and caps depend on the siblings.
func (v *View) statusOf(ctx context.Context, r *record.Record) (*evaluate.Status, error) {
	m, ok := record.As[measure.Measure](r)
	if !ok {
		return v.status(ctx, v.At)
	}
	if err := v.read(r.Kind); err != nil {
		return nil, err
	}
	values := v.values
	if values == nil {
		id := v.SeriesOf(m).ID()
		var err error
		if values, err = v.s.memory.one(ctx, v.Asked.IsNow(), v.Seq, v.At, id); err != nil {
			return nil, err
		}
	}
	return evaluate.MeasureAt(v.snapshot, values, m, v.At)
}
