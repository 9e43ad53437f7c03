package service

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"time"

	"github.com/steelyard-isms/steelyard/internal/evaluate"
	"github.com/steelyard-isms/steelyard/internal/fault"
	"github.com/steelyard-isms/steelyard/internal/journal"
	"github.com/steelyard-isms/steelyard/internal/record"
)

// mostSince is how many entries of the journal are looked through for what changed since somebody was last here: the latest ones.
const mostSince = 1000

// Changed is what others did since the principal was last here.
type Changed struct {
	Since   int64        // the entry up to which they knew; 0: it is not known when they were here
	At      time.Time    // when that was
	Records []ChangedOne // that the person owns, the latest change first
	Scores  []MovedScore // of objectives that the person owns, the largest change first
	Partly  bool         // so much was recorded that only the latest of it was looked through
}

// ChangedOne is a record with the last change that somebody else made to it.
type ChangedOne struct {
	Record *record.Record
	Action string // created, updated, retired, erased
	Times  int    // changes by others
	Seq    int64
	At     time.Time
	By     journal.Actor
	Reason string // empty where it may not be known
}

// MovedScore is an objective whose score was another one.
type MovedScore struct {
	Now, Then *evaluate.Objective
}

// Changed tells what others changed since an entry of the journal: of what the person owns, and of the scores of it. For somebody who stands
// for no person, and for an entry behind the view's, that is nothing. Errors: those of a status, but for Forbidden; Unavailable.
func (v *View) Changed(ctx context.Context, since int64) (Changed, error) {
	out := Changed{}
	if v.who.Person == "" || since <= 0 || since > v.Seq {
		return out, nil
	}
	out.Since = since
	from := max(since, v.Seq-mostSince)
	out.Partly = from > since
	entries, err := v.s.store.EntriesAfter(ctx, from, v.Seq, mostSince)
	if err != nil {
		return out, err
	}
	v.changedRecords(entries, &out)
	then, err := v.Earlier(ctx, "since", AsOf{Text: fmt.Sprint("entry:", since), Seq: since})
	if fault.Is(err, fault.Invalid) { // the clock of the database runs ahead, so that for the view they are not here yet
		return Changed{}, nil
	}
	if err != nil {
		return out, err
	}
	out.At = then.At
	now, err := v.Status(ctx)
	if err == nil {
		var before *evaluate.Status
		if before, err = then.Status(ctx); err == nil {
			out.Scores = v.moved(before, now)
		}
	}
	if fault.Is(err, fault.Forbidden) {
		err = nil
	}
	return out, err
}

// changedRecords collects the changes by others to what the person owns.
func (v *View) changedRecords(entries []journal.Entry, out *Changed) {
	at := map[record.UID]int{}
	for _, e := range entries {
		if v.mine(e.Actor) {
			continue
		}
		event, _, _ := v.event(e, "")
		for _, c := range event.Changes {
			if !slices.Contains(v.ownersOf(c.Record), v.who.Person) {
				continue
			}
			i, known := at[c.Record.UID]
			if !known {
				i = len(out.Records)
				at[c.Record.UID] = i
				out.Records = append(out.Records, ChangedOne{Record: c.Record})
			}
			x := &out.Records[i]
			x.Action, x.Seq, x.At, x.By, x.Reason, x.Times = c.Action, e.Seq, e.RecordedAt, e.Actor, event.Reason, x.Times+1
		}
	}
	slices.SortStableFunc(out.Records, func(a, b ChangedOne) int { return cmp.Compare(b.Seq, a.Seq) })
}

// moved lists the person's objectives whose score differs by a tenth of a point or more, or is there on one side only.
func (v *View) moved(before, now *evaluate.Status) []MovedScore {
	var out []MovedScore
	for uid, o := range now.Objectives {
		was := before.Objectives[uid]
		if o.Waits || was == nil || o.Record.Spec.Owner.UID() != v.who.Person {
			continue
		}
		if size := movedBy(was, o); size >= 0.1 {
			out = append(out, MovedScore{Now: o, Then: was})
		}
	}
	slices.SortFunc(out, func(a, b MovedScore) int {
		return cmp.Or(cmp.Compare(movedBy(b.Then, b.Now), movedBy(a.Then, a.Now)), cmp.Compare(a.Now.Record.Code, b.Now.Record.Code))
	})
	return out
}

// movedBy is by how many points a score differs; 100 where one of the two has none.
func movedBy(was, is *evaluate.Objective) float64 {
	a, hasA := was.Node.Score.Get()
	b, hasB := is.Node.Score.Get()
	switch {
	case hasA != hasB:
		return 100
	case a > b:
		return a - b
	}
	return b - a
}
