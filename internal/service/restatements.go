package service

import (
	"context"
	"strings"

	"github.com/steelyard-isms/steelyard/internal/journal"
	"github.com/steelyard-isms/steelyard/internal/measure"
	"github.com/steelyard-isms/steelyard/internal/record"
	"github.com/steelyard-isms/steelyard/internal/store"
)

// Restatement is an entry that reached into a closed period.
type Restatement struct {
	store.Restated
	After  int              // the number of the publication that it came after; 0: before any figures were kept
	Entry  journal.Entry    // as far as the principal may know of it
	About  []*record.Record // what it is about, of what the principal may see: the first hundred
	Reason string           // why; empty where nobody said it, or it may not be known
	Run    string           // the run by which a source told it late; empty: none
}

// Restatements lists the entries that reached into a period after any of its closes, the latest first, at most limit. Errors: Forbidden, NotFound, Unavailable.
func (v *View) Restatements(ctx context.Context, r *record.Record, limit int) ([]Restatement, error) {
	if err := v.show(r); err != nil {
		return nil, err
	}
	list, err := v.s.store.Artefacts(ctx, r.UID, v.Seq)
	if err != nil {
		return nil, err
	}
	found, err := v.s.store.Restatements(ctx, r.UID, 0, v.Seq, limit)
	if err != nil {
		return nil, err
	}
	var seqs []int64
	for _, x := range found {
		seqs = append(seqs, x.Seq)
	}
	entries, err := v.s.store.EntriesOf(ctx, seqs)
	if err != nil {
		return nil, err
	}
	out := make([]Restatement, 0, len(found))
	for _, x := range found {
		told := v.restatement(x, entries[x.Seq])
		for _, a := range list {
			if a.Seq < x.Seq {
				told.After++
			}
		}
		out = append(out, told)
	}
	return out, nil
}

// restatement tells of an entry what the principal may know. Reasons are told where they may see all that it is about: that of the entry, and what its parts say beside it.
func (v *View) restatement(x store.Restated, e journal.Entry) Restatement {
	out := Restatement{Restated: x, Entry: v.known(e), Reason: x.Reason}
	whole := true
	for _, uid := range x.About {
		if r, ok := v.snapshot.Find(uid); ok && v.mayShow(r) {
			out.About = append(out.About, r)
		} else {
			whole = false
		}
	}
	switch {
	case out.Reason == "":
		out.Reason = e.Reason
	case e.Reason != "" && e.Reason != out.Reason:
		out.Reason = strings.TrimSuffix(e.Reason, ".") + "; " + out.Reason
	}
	if !whole {
		out.Reason = ""
	}
	for _, run := range e.Body.Runs {
		if v.read(measure.SourceKind.Name) == nil && v.showsSource(run.Source) {
			out.Run = run.ID
		}
	}
	return out
}
