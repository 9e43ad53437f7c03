// Package demo makes the demonstration: an invented organisation with two years of history, many of whose latest values are
// read by the real collectors from files, of which those of tools are real. Everything invented is labelled so, in the journal and on every page.
//
// Definitions, accounts and files go through the service, at moments in the past, so that asking for an earlier date shows
// what was known then. Only what no real door takes is written to the store directly, by the same protocol: the first
// entry, and the invented points of series that otherwise a source reads. It comes from seeded chance: the same day gives the same history.
// What is declared lies in programme and, where it has dates or changes, in story; lines.go says how series run, chapters.go what happens when. The package has no way around the gate,
// the kernel or the journal.
package demo

import (
	"context"
	"fmt"
	"slices"
	"sync/atomic"
	"time"

	"github.com/steelyard-isms/steelyard/internal/access"
	"github.com/steelyard-isms/steelyard/internal/fault"
	"github.com/steelyard-isms/steelyard/internal/journal"
	"github.com/steelyard-isms/steelyard/internal/record"
	"github.com/steelyard-isms/steelyard/internal/service"
	"github.com/steelyard-isms/steelyard/internal/store"
)

// Label marks batches of invented points.
const Label = "demonstration"

// Clock is the time that the store and the service go by: while the history is told that of the story, after that Present.
type Clock struct {
	Present func() time.Time // nil: the real time
	told    atomic.Pointer[time.Time]
}

// Now gives the moment.
func (c *Clock) Now() time.Time {
	if t := c.told.Load(); t != nil {
		return *t
	}
	if c.Present != nil {
		return c.Present()
	}
	return time.Now()
}

func (c *Clock) set(t time.Time) { c.told.Store(&t) }

// months of history before the current one
const months = 24

// Seed tells the history into an empty store. Now is the present of the story.
func Seed(ctx context.Context, st *store.Store, svc *service.Service, clock *Clock, now time.Time) error {
	now = now.UTC()
	if st.Snapshot().Seq() > 0 {
		return fault.New(fault.Conflict, "the store is not empty: the demonstration begins with a new one")
	}
	defer clock.told.Store(nil)
	first := time.Date(now.Year(), now.Month(), 1, 8, 0, 0, 0, time.UTC).AddDate(0, -months, 0)
	t := &teller{ctx: ctx, st: st, svc: svc, clock: clock, now: now, first: first}
	if err := t.begin(); err != nil {
		return fmt.Errorf("telling the demonstration: %w", err)
	}
	steps := slices.Concat(t.chapters(), t.values(), t.talk())
	slices.SortStableFunc(steps, func(a, b step) int { return a.at.Compare(b.at) })
	for _, s := range append(steps, step{now.Add(-2 * time.Hour), t.accounts}, step{now.Add(-time.Hour), t.files}) {
		clock.set(s.at)
		if err := s.do(); err != nil {
			return fmt.Errorf("telling the demonstration at %s: %w", s.at.Format(time.DateTime), err)
		}
	}
	return nil
}

// step is something that happens in the story, when the clock says so.
type step struct {
	at time.Time
	do func() error
}

type teller struct {
	ctx   context.Context
	st    *store.Store
	svc   *service.Service
	clock *Clock
	now   time.Time
	first time.Time
}

var operator = access.Console("demo")

func (t *teller) begin() error {
	t.clock.set(t.first)
	_, err := t.st.Write(t.ctx, store.Write{Type: journal.Genesis, Actor: operator.Actor(), Reason: "The demonstration begins. Organisation, people and history are invented.",
		Decide: func(context.Context, *store.Tx, *record.Snapshot) (store.Decision, error) {
			return store.Decision{Body: journal.Body{Demonstration: true},
				Then: func(context.Context, *store.Tx, int64, time.Time) error { return nil }}, nil
		}})
	return err
}

func (t *teller) actor(person string) journal.Actor {
	a := journal.Actor{Via: "demo"}
	if p, ok := t.st.Snapshot().Lookup("person", person); ok {
		a.Person = p.UID
	}
	return a
}

// accounts lets a visitor be one of the people.
func (t *teller) accounts() error {
	for _, a := range []service.NewAccount{
		{Login: "isms-manager", Role: access.ISMSManager}, {Login: "head-of-it-operations", Role: access.Owner}, {Login: "internal-auditor", Role: access.Auditor}, {Login: "managing-director", Role: access.Executive},
		{Login: "finance-director", Role: access.Executive}, {Login: "security-analyst", Role: access.Analyst}, {Login: "incident-manager", Role: access.Owner}, {Login: "head-of-grid-operations", Role: access.UnitHead, Unit: "grid-operations"},
	} {
		a.Person = a.Login
		if _, err := t.svc.CreateAccount(t.ctx, operator, a); err != nil {
			return err
		}
	}
	return nil
}

// observed is when the files are said to be of: a while ago, and in the current month, whose history is left to them.
func (t *teller) observed() time.Time {
	at, begin := t.now.Add(-90*time.Minute), time.Date(t.now.Year(), t.now.Month(), 1, 0, 0, 0, 0, time.UTC)
	if at.Before(begin) {
		return begin
	}
	return at
}

func earlier(a, b time.Time) time.Time {
	if b.Before(a) {
		return b
	}
	return a
}
