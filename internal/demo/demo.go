// Package demo makes the demonstration: a small invented organisation with two years of history, whose latest values are
// read from real files of real tools. Everything invented is labelled so, in the journal and on every page.
//
// Definitions, accounts and files go through the service, at moments in the past, so that asking for an earlier date shows
// what was known then. Only what no real door takes is written to the store directly, by the same protocol: the first
// entry, and the invented points of series that otherwise a source reads. It comes from seeded chance: the same day gives the same history. The package has no way around the gate,
// the kernel or the journal.
package demo

import (
	"context"
	"fmt"
	"io/fs"
	"math/rand/v2"
	"sync/atomic"
	"time"

	"github.com/steelyard-isms/steelyard/internal/access"
	"github.com/steelyard-isms/steelyard/internal/collect/sample"
	"github.com/steelyard-isms/steelyard/internal/fault"
	"github.com/steelyard-isms/steelyard/internal/journal"
	"github.com/steelyard-isms/steelyard/internal/measure"
	"github.com/steelyard-isms/steelyard/internal/measurement"
	"github.com/steelyard-isms/steelyard/internal/record"
	"github.com/steelyard-isms/steelyard/internal/service"
	"github.com/steelyard-isms/steelyard/internal/store"
)

// Label marks batches of invented points.
const Label = "demonstration"

// Clock is the time that the store and the service go by while the history is told; after that it is the real one.
type Clock struct{ told atomic.Pointer[time.Time] }

// Now gives the moment.
func (c *Clock) Now() time.Time {
	if t := c.told.Load(); t != nil {
		return *t
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
	t := &teller{ctx: ctx, st: st, svc: svc, clock: clock, now: now, first: first, chance: rand.New(rand.NewPCG(27001, 27004))} //nolint:gosec // an invented history is to be the same each time
	steps := append([]func() error{t.begin, t.declare}, t.months()...)
	for _, step := range append(steps, t.accounts, t.files) {
		if err := step(); err != nil {
			return fmt.Errorf("telling the demonstration: %w", err)
		}
	}
	return nil
}

type teller struct {
	ctx    context.Context
	st     *store.Store
	svc    *service.Service
	clock  *Clock
	now    time.Time
	first  time.Time
	chance *rand.Rand
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

// series of the story: where they begin, where they tend, and how much they vary
type line struct {
	source, value string
	from, to      float64
	noise         float64
	low, high     float64
}

var lines = []line{
	{"lynis-reference-server", "hardening_index", 44, 56, 1.1, 0, 100},
	{"lynis-reference-server", "vulnerable_packages", 112, 74, 7, 0, 1000},
	{"openscap-anssi-minimal", "score", 53, 74, 1.6, 0, 100},
	{"openscap-standard", "score", 91, 100, 1.4, 0, 100},
}

// the traits that real data have, by month of the story
const (
	outage     = 9  // the scanner did not run: no Lynis values
	correction = 14 // one value was wrong, and is corrected three weeks later
	raised     = 18 // the targets are raised
	followed   = 20 // an action is done, and verified by someone else
)

func (t *teller) months() []func() error {
	var steps []func() error
	for m := range months {
		end := time.Date(t.first.Year(), t.first.Month(), 1, 0, 0, 0, 0, time.UTC).AddDate(0, m+1, 0).Add(-time.Microsecond)
		values := t.month(m)
		steps = append(steps, func() error {
			t.clock.set(earlier(end.Add(34*time.Hour), t.now.Add(-3*time.Hour)))
			return t.add(end, values, "", "Monthly values")
		})
		if m == correction {
			steps = append(steps, func() error {
				t.clock.set(end.AddDate(0, 0, 21))
				fixed := map[int]float64{2: values[2] - 6}
				return t.add(end, fixed, "The scan had left out the authentication rules; counted again.", "Correction")
			})
		}
		if m == raised {
			steps = append(steps, t.raise)
		}
		if m == followed {
			steps = append(steps, t.follow)
		}
	}
	return steps
}

// month gives the values of a month, by line.
func (t *teller) month(m int) map[int]float64 {
	values := map[int]float64{}
	for i, l := range lines {
		progress := float64(m) / float64(months)
		v := l.from + (l.to-l.from)*progress + l.noise*t.chance.NormFloat64()
		v = min(l.high, max(l.low, v))
		if l.value != "score" {
			v = float64(int(v + 0.5))
		} else {
			v = float64(int(v*10+0.5)) / 10
		}
		if m == correction && i == 2 {
			v += 6
		}
		if m != outage || l.source != "lynis-reference-server" {
			values[i] = v
		}
	}
	return values
}

// add writes invented points of the sources' series at the end of a month.
func (t *teller) add(end time.Time, values map[int]float64, note, reason string) error {
	b := measurement.Batch{ID: measurement.NewBatchID(t.clock.Now()), Label: Label}
	var series []measurement.Series
	for i, l := range lines {
		v, ok := values[i]
		if !ok {
			continue
		}
		source, ok := t.st.Snapshot().Lookup(measure.SourceKind.Name, l.source)
		if !ok {
			return fmt.Errorf("there is no source %s", l.source)
		}
		x := measurement.Series{Owner: source.UID, Name: l.value}
		series = append(series, x)
		b.Points = append(b.Points, measurement.Point{Series: x.ID(), From: measurement.MonthStart(measurement.Month(end)), To: end, Value: &v, Note: note})
	}
	digest, err := b.Seal()
	if err != nil {
		return err
	}
	if err := t.st.PrepareMonths(t.ctx, b); err != nil {
		return err
	}
	_, err = t.st.Write(t.ctx, store.Write{Type: journal.Points, Actor: t.actor("head-of-it-operations"), Reason: reason,
		Stage: func(ctx context.Context, tx *store.Tx) error { return tx.StagePoints(ctx, b, series) },
		Decide: func(context.Context, *store.Tx, *record.Snapshot) (store.Decision, error) {
			note := store.NoteBatch(b, digest)
			return store.Decision{Body: journal.Body{Demonstration: true, Batches: []journal.Batch{note}},
				Then: func(ctx context.Context, tx *store.Tx, seq int64, _ time.Time) error {
					return tx.InsertBatch(ctx, note, seq)
				}}, nil
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
	t.clock.set(t.now.Add(-2 * time.Hour))
	for _, a := range []service.NewAccount{
		{Login: "isms-manager", Role: access.ISMSManager}, {Login: "head-of-it-operations", Role: access.Owner}, {Login: "internal-auditor", Role: access.Auditor}, {Login: "managing-director", Role: access.Executive},
	} {
		a.Person = a.Login
		if _, err := t.svc.CreateAccount(t.ctx, operator, a); err != nil {
			return err
		}
	}
	return nil
}

// files has the real collectors read the real files. They are dated to the day of the demonstration, and say so.
func (t *teller) files() error {
	t.clock.set(t.now.Add(-time.Hour))
	p, _ := t.st.Snapshot().Lookup("person", "head-of-it-operations")
	who := access.Principal{Role: access.Owner, Person: p.UID, Via: "demo"}
	for _, f := range []struct{ source, name string }{
		{"lynis-reference-server", sample.Lynis}, {"openscap-anssi-minimal", sample.ANSSIMinimal}, {"openscap-standard", sample.Standard},
	} {
		content, err := sample.Files.Open(f.name)
		if err != nil {
			return err
		}
		_, err = t.svc.Collect(t.ctx, who, service.NewFile{Source: f.source, Filename: f.name, Content: content,
			ObservedAt: t.observed(), Reason: "A real file, dated to the day of the demonstration"})
		if err := closing(err, content); err != nil {
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

func closing(err error, f fs.File) error {
	if e := f.Close(); err == nil {
		return e
	}
	return err
}
