package service

import (
	"bytes"
	"context"
	"slices"
	"sync"

	"github.com/steelyard-isms/steelyard/internal/explain"
	"github.com/steelyard-isms/steelyard/internal/fault"
	"github.com/steelyard-isms/steelyard/internal/figures"
	"github.com/steelyard-isms/steelyard/internal/measure"
	"github.com/steelyard-isms/steelyard/internal/record"
	"github.com/steelyard-isms/steelyard/internal/store"
)

// published keeps the documents read last.
type published struct {
	mu   sync.Mutex
	kept []readDocument
}

type readDocument struct {
	digest   string
	document *figures.Document
}

// mostDocuments is how many are kept in memory: one of 10,000 measures takes about 10 MiB.
const mostDocuments = 4

// document reads a document that is kept. What it gives is shared and must not be changed.
func (s *Service) document(ctx context.Context, digest string, upTo int64) (*figures.Document, error) {
	s.published.mu.Lock()
	for i, x := range s.published.kept {
		if x.digest == digest {
			s.published.kept = append(append([]readDocument{x}, s.published.kept[:i]...), s.published.kept[i+1:]...)
			s.published.mu.Unlock()
			return x.document, nil
		}
	}
	s.published.mu.Unlock()
	var b bytes.Buffer
	if err := s.store.WriteFile(ctx, digest, upTo, &b); err != nil {
		return nil, err
	}
	d, err := figures.Parse(b.Bytes())
	if err != nil {
		return nil, err
	}
	s.published.mu.Lock()
	defer s.published.mu.Unlock()
	s.published.kept = append([]readDocument{{digest, d}}, s.published.kept[:min(len(s.published.kept), mostDocuments-1)]...)
	return d, nil
}

// readsFigures tells why the principal may not read figures; nil where they may. Error: Forbidden.
func (v *View) readsFigures() error {
	for _, k := range explain.Kinds() {
		if err := v.read(k.Name); err != nil {
			return err
		}
	}
	return nil
}

// SeesFigures tells whether the principal may see what scores are made of: all kinds that have a status, for the figures of each speak of the others.
func (v *View) SeesFigures() bool { return v.readsFigures() == nil }

// recompute computes a document again, from the state that it was made of.
func (v *View) recompute(ctx context.Context, stored *figures.Document) (*Recomputation, error) {
	then, err := v.s.store.AsOf(ctx, stored.Seq)
	if err != nil {
		return nil, err
	}
	period, ok := record.Get[measure.PeriodClose](then, record.UID(stored.Close.UID))
	if r, found := then.Find(record.UID(stored.Close.UID)); found { // what was about to be closed, not what was in force before
		period, ok = record.As[measure.PeriodClose](r)
	}
	if !ok {
		return nil, fault.New(fault.NotFound, "the period that was closed is not in the journal entry %d", stored.Seq)
	}
	again, err := v.s.figures(ctx, then, period)
	if err != nil {
		return nil, err
	}
	return &Recomputation{Program: again.Program, Differences: figures.Compare(v.redact(stored), v.redact(again))}, nil
}

// redact takes out of figures what the principal may not see: names, titles, values. Scores remain, for those above are made of them.
func (v *View) redact(d *figures.Document) *figures.Document {
	if v.who.Unit == "" {
		return d
	}
	shown := func(x figures.Subject) bool {
		r, ok := v.s.store.Snapshot().Find(record.UID(x.UID))
		if !ok {
			r, ok = v.snapshot.Find(record.UID(x.UID))
		}
		return ok && v.mayShow(r)
	}
	return d.Redact(shown)
}

// showsFigures tells whether a digest is that of figures all of which the principal may see. Error: Unavailable.
func (v *View) showsFigures(ctx context.Context, digest string) (bool, error) {
	list, err := v.s.store.ArtefactsBy(ctx, digest, v.Seq)
	if err != nil || len(list) == 0 || !v.SeesFigures() {
		return false, err
	}
	if !slices.ContainsFunc(list, func(a store.Artefact) bool {
		r, ok := v.snapshot.Find(a.Record)
		return ok && v.mayShow(r)
	}) {
		return false, nil
	}
	if v.who.Unit == "" {
		return true, nil
	}
	d, err := v.s.document(ctx, digest, v.Seq)
	if err != nil {
		return false, err
	}
	whole := true
	d.Redact(func(x figures.Subject) bool {
		r, ok := v.snapshot.Find(record.UID(x.UID))
		ok = ok && v.mayShow(r)
		whole = whole && ok
		return ok
	})
	return whole, nil
}
