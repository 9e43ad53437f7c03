package service

import (
	"encoding/json"
	"iter"
	"time"

	"github.com/steelyard-isms/steelyard/internal/evaluate"
	"github.com/steelyard-isms/steelyard/internal/journal"
	"github.com/steelyard-isms/steelyard/internal/measure"
	"github.com/steelyard-isms/steelyard/internal/measurement"
	"github.com/steelyard-isms/steelyard/internal/org"
	"github.com/steelyard-isms/steelyard/internal/record"
)

// All goes through what is in force of the kind whose struct is T, by name, as far as the principal may see it.
func All[T any](v *View) iter.Seq[record.Of[T]] {
	return func(yield func(record.Of[T]) bool) {
		for x := range record.All[T](v.snapshot) {
			if v.read(x.Kind) != nil || v.mayShow(x.Record) && !yield(x) {
				return
			}
		}
	}
}

// Get gives what is in force of the record of T's kind with that identifier, or its latest revision, where the principal may
// see it.
func Get[T any](v *View, uid record.UID) (record.Of[T], bool) {
	x, ok := record.Get[T](v.snapshot, uid)
	if !ok || !v.mayShow(x.Record) {
		return record.Of[T]{}, false
	}
	return x, true
}

// Find gives the record with an identifier, retired or not, where the principal may read it.
func (v *View) Find(uid record.UID) (*record.Record, bool) {
	r, ok := v.snapshot.Find(uid)
	if !ok || !v.mayShow(r) {
		return nil, false
	}
	return r, true
}

// NameOf is the name of a record, as references are written; empty where there is none that the principal may read.
func (v *View) NameOf(uid record.UID) string {
	if r, ok := v.Find(uid); ok {
		return r.Name
	}
	return ""
}

// PersonTitle is what to call a person: the name where the principal may see people, else the code.
func (v *View) PersonTitle(uid record.UID) string {
	if p, ok := Get[org.Person](v, uid); ok {
		return org.Title(p)
	}
	if p, ok := record.Get[org.Person](v.snapshot, uid); ok {
		return p.Code
	}
	return ""
}

// ActorTitle is what to call the author of a journal entry; empty for a command or a program: its Via says which.
func (v *View) ActorTitle(a journal.Actor) string { return v.PersonTitle(a.Person) }

// Declared gives a record's spec as people write it: references by name, and by code where the principal may not see
// what they refer to. Errors: Forbidden, NotFound where the principal may not see the record.
func (v *View) Declared(r *record.Record) (json.RawMessage, error) {
	if err := v.show(r); err != nil {
		return nil, err
	}
	return v.snapshot.DeclaredTo(v.mayShow, r)
}

// Tree is Declared as record.Parse reads it.
func (v *View) Tree(r *record.Record) (map[string]any, error) {
	if err := v.show(r); err != nil {
		return nil, err
	}
	return v.snapshot.TreeTo(v.mayShow, r)
}

// Diff lists what differs between two revisions of a record, by field, with references as in Declared: nothing where the
// principal may not read its kind.
func (v *View) Diff(old, next *record.Record) []record.FieldChange {
	if !v.mayShow(next) {
		return nil
	}
	return v.snapshot.DiffTo(v.mayShow, old, next)
}

// SeriesOf gives the series under which the points of a measure are stored.
func (v *View) SeriesOf(m record.Of[measure.Measure]) measurement.Series {
	return evaluate.StoredSeries(v.snapshot, m)
}

// ReadBy lists the stored series that a measure's values come from: one, or of a derived measure those that it is made of.
func (v *View) ReadBy(m record.Of[measure.Measure]) []measurement.Series {
	return evaluate.Stored(v.snapshot, m)
}

// RecordedAt is when the entry was recorded that the view shows; zero before the first.
func (v *View) RecordedAt() time.Time { return v.snapshot.At() }
