package service

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"time"

	"github.com/steelyard-isms/steelyard/internal/access"
	"github.com/steelyard-isms/steelyard/internal/fault"
	"github.com/steelyard-isms/steelyard/internal/record"
)

// Programme is everything that is declared, as of one entry.
type Programme struct {
	Store   string // identifies the store: the digest of its first entry; empty where there is none yet
	Seq     int64
	Records []Declared // by kind and name, retired ones too
}

// Declared is a record with its spec as people write it.
type Declared struct {
	*record.Record
	Spec json.RawMessage
}

// Programme gives everything that a principal may read of what is declared. The present is that of the database, not what
// this process has shown so far.
func (s *Service) Programme(ctx context.Context, p access.Principal, a AsOf) (Programme, error) {
	if err := s.store.CatchUp(ctx); err != nil {
		return Programme{}, err
	}
	v, err := s.View(ctx, p, a)
	if err != nil {
		return Programme{}, err
	}
	out := Programme{Seq: v.Seq}
	if out.Store, err = s.identity(ctx); err != nil {
		return Programme{}, err
	}
	for _, k := range s.Registry().Kinds() {
		if !v.mayRead(k.Name) {
			continue
		}
		for r := range v.snapshot.List(k.Name, true) {
			spec, err := v.Declared(r)
			if err != nil {
				return Programme{}, err
			}
			out.Records = append(out.Records, Declared{r, spec})
		}
	}
	return out, nil
}

// identity tells one store from another, whatever they are called and wherever they are kept.
func (s *Service) identity(ctx context.Context) (string, error) {
	entries, err := s.store.EntriesOf(ctx, []int64{1})
	first, ok := entries[1]
	if err != nil || !ok {
		return "", err
	}
	b, err := first.Bytes()
	if err != nil {
		return "", err
	}
	sum := sha256.Sum256(b)
	return hex.EncodeToString(sum[:]), nil
}

// Rehearse tells what Declare would do now, without doing it: the head's entry, and one outcome for each change. Errors: as
// of Declare.
func (s *Service) Rehearse(ctx context.Context, p access.Principal, changes []record.Change) (seq int64, outcomes []record.Outcome, err error) {
	if !p.SignedIn() {
		return 0, nil, fault.New(fault.Unauthenticated, "sign in to declare")
	}
	if len(changes) > maxChanges {
		return 0, nil, fault.New(fault.Limited, "one write changes at most %d records; this one has %d", maxChanges, len(changes))
	}
	for _, c := range changes {
		if err := s.gate.Allow(p, access.Declare, c.Kind); err != nil {
			return 0, nil, err
		}
	}
	if err := s.store.CatchUp(ctx); err != nil {
		return 0, nil, err
	}
	head := s.store.Snapshot()
	planned, err := record.Plan(head, changes, s.clock().UTC().Truncate(time.Microsecond))
	return head.Seq(), planned.Outcomes, err
}
