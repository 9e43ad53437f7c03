package service

import (
	"context"
	"time"

	"github.com/steelyard-isms/steelyard/internal/access"
	"github.com/steelyard-isms/steelyard/internal/journal"
	"github.com/steelyard-isms/steelyard/internal/measure"
	"github.com/steelyard-isms/steelyard/internal/org"
	"github.com/steelyard-isms/steelyard/internal/record"
)

// Event is what a principal may know of a journal entry.
type Event struct {
	Seq        int64
	RecordedAt time.Time
	Type       journal.Type
	Actor      journal.Actor
	Reason     string // empty where the entry is also about things that may not be seen
	Changes    []RecordChange
	Points     int
	Runs       []string
}

// RecordChange is a revision that an entry recorded, or an erasure.
type RecordChange struct {
	Action   string // created, updated, retired, erased, noted: something was said of it
	Record   *record.Record
	Revision int64
}

// Events gives the journal's entries behind one, in their order: of at most limit entries, those that the principal may
// know something of. last is the entry up to which was looked; more says that the journal goes on behind it. A kind, where
// given, leaves only what is about its records. The view must be of the present.
func (v *View) Events(ctx context.Context, after int64, kind string, limit int) (events []Event, last int64, more bool, err error) {
	if kind != "" {
		if err := v.read(kind); err != nil {
			return nil, 0, false, err
		}
	}
	entries, err := v.s.store.EntriesAfter(ctx, after, v.Seq, limit)
	if err != nil {
		return nil, 0, false, err
	}
	last = after
	for _, e := range entries {
		last = e.Seq
		if x, _, seen := v.event(e, kind); seen {
			events = append(events, x)
		}
	}
	return events, last, last < v.Seq, nil
}

// event gives what the principal may know of an entry: whether that is the whole of it, and whether it is anything.
func (v *View) event(e journal.Entry, kind string) (x Event, whole, seen bool) {
	x = Event{Seq: e.Seq, RecordedAt: e.RecordedAt, Type: e.Type, Actor: e.Actor}
	whole = true
	change := func(uid record.UID, action string, revision int64) {
		r, found := v.snapshot.Find(uid)
		if !found || !v.mayShow(r) {
			whole = false
			return
		}
		if kind == "" || r.Kind == kind {
			seen = true
			x.Changes = append(x.Changes, RecordChange{action, r, revision})
		}
	}
	for _, note := range e.Body.Revisions {
		change(note.UID, string(note.Action), note.Revision)
	}
	for _, gone := range e.Body.Erased {
		change(gone.UID, "erased", 0)
	}
	for _, n := range e.Body.Notes {
		change(n.Record, "noted", 0)
	}
	if len(e.Body.Batches) > 0 || len(e.Body.Runs) > 0 {
		if v.read(measure.MeasureKind.Name) != nil || v.read(measure.SourceKind.Name) != nil {
			whole = false
		} else if kind == "" || kind == measure.MeasureKind.Name || kind == measure.SourceKind.Name {
			if !v.measured(e, &x) {
				whole = false
			}
			seen = seen || x.Points > 0 || len(x.Runs) > 0
		}
	}
	if len(e.Body.Files) > 0 { // which record names a file is told with the record
		if v.read(access.System) != nil {
			whole = false
		} else if kind == "" {
			seen = true
		}
	}
	if len(e.Body.Accounts) > 0 { // who signs in and out is for those who may see people
		if v.read(access.System) != nil || v.read(org.PersonKind.Name) != nil {
			whole = false
		} else if kind == "" {
			seen = true
		}
	}
	seen = seen || kind == "" && e.Type == journal.Genesis
	if whole {
		x.Reason = e.Reason
	}
	return x, whole, seen
}

// measured adds the points and runs of an entry that the principal may know of, and tells whether those are all. Someone
// limited to a unit is told of the runs of the unit's sources, and of points only together with a run.
func (v *View) measured(e journal.Entry, x *Event) (all bool) {
	shown := map[string]bool{"": v.who.Unit == ""}
	for _, r := range e.Body.Runs {
		if shown[r.ID] = v.who.Unit == "" || v.showsSource(r.Source); shown[r.ID] {
			x.Runs = append(x.Runs, r.ID)
		}
	}
	all = len(x.Runs) == len(e.Body.Runs)
	for _, b := range e.Body.Batches {
		if shown[b.Run] {
			x.Points += b.Points
		} else {
			all = false
		}
	}
	return all
}
