package service

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"time"

	"github.com/steelyard-isms/steelyard/internal/access"
	"github.com/steelyard-isms/steelyard/internal/record"
)

// Programme is what is declared, as of one entry: everything, or a page of it.
type Programme struct {
	Store   string // identifies the store: the digest of its first entry; empty where there is none yet
	Seq     int64
	At      time.Time  // the moment asked about, UTC
	Records []Declared // by kind and name, retired ones too
	More    bool       // there are records behind these
}

// Declared is a record with its spec as people write it.
type Declared struct {
	*record.Record
	Spec  json.RawMessage
	Force *Declared // the revision in force, where this one waits
}

// Behind is the record behind which a page of a programme begins. The zero value is before all.
type Behind struct{ Kind, Name string }

// Programme gives what a principal may read of what is declared: at most limit records behind one; all of them where limit is
// 0. The present is that of the database, not what this process has shown so far.
func (s *Service) Programme(ctx context.Context, p access.Principal, a AsOf, behind Behind, limit int) (Programme, error) {
	if err := s.store.CatchUp(ctx); err != nil {
		return Programme{}, err
	}
	v, err := s.View(ctx, p, a)
	if err != nil {
		return Programme{}, err
	}
	out := Programme{Seq: v.Seq, At: v.At}
	if out.Store, err = s.identity(ctx); err != nil {
		return Programme{}, err
	}
	for _, k := range s.Registry().Kinds() { // by name
		if k.Name < behind.Kind || v.read(k.Name) != nil {
			continue
		}
		for r := range v.snapshot.List(k.Name, true) {
			if k.Name == behind.Kind && r.Name <= behind.Name || !v.mayShow(r) {
				continue
			}
			if limit > 0 && len(out.Records) == limit {
				out.More = true
				return out, nil
			}
			d, err := v.programmed(r)
			if err != nil {
				return Programme{}, err
			}
			out.Records = append(out.Records, d)
		}
	}
	return out, nil
}

// programmed gives a record with its spec, and beside it what is in force of it.
func (v *View) programmed(r *record.Record) (Declared, error) {
	spec, err := v.Declared(r)
	if err != nil {
		return Declared{}, err
	}
	out := Declared{Record: r, Spec: spec}
	if force, ok := v.snapshot.InForce(r.UID); ok && force.Revision != r.Revision {
		spec, err := v.Declared(force)
		if err != nil {
			return Declared{}, err
		}
		named := *force
		named.Name = r.Name // what it is called is not what waits
		out.Force = &Declared{Record: &named, Spec: spec}
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
