package store_test

import (
	"fmt"
	"slices"
	"sync"
	"testing"
	"time"

	"github.com/steelyard-isms/steelyard/internal/store"
	"github.com/steelyard-isms/steelyard/internal/store/storetest"
)

// soaked is what came of two processes writing for a time.
type soaked struct {
	damage  []string // what the protocol excludes
	errors  []string // writes that the database refused although nothing was wrong with them
	writes  int
	refused int
	slowest time.Duration // until a write on one was seen on the other
}

type seen struct{ seq, at int64 }

// soak lets two processes of ten writers each write to one database, then looks for damage.
func soak(t *testing.T, dsn string, lasting time.Duration, weaken func(*task)) soaked {
	t.Helper()
	storetest.NewLab(t, dsn) // makes the schema
	var out soaked
	var events [2][]storetest.Event
	var writing, all sync.WaitGroup
	var processes []process
	for i := range 2 {
		do := task{Do: "soak", DSN: dsn, Seed: uint64(i + 1), Lasting: lasting}
		weaken(&do)
		p := start(t, do)
		processes = append(processes, p)
		writing.Add(1)
		all.Go(func() {
			said := false
			if err := storetest.ReadEvents(p.out, func(e storetest.Event) {
				events[i] = append(events[i], e)
				if e.Done != nil && !said {
					said = true
					writing.Done()
				}
			}); err != nil {
				t.Error(err)
			}
			if !said {
				writing.Done()
			}
		})
	}
	writing.Wait()
	for _, p := range processes {
		if _, err := fmt.Fprintln(p.in); err != nil {
			t.Errorf("a process ended early: %v", err)
		}
	}
	all.Wait()
	for _, p := range processes {
		if err := p.cmd.Wait(); err != nil {
			t.Errorf("a process failed: %v", err)
		}
	}
	out.judge(t, dsn, events)
	return out
}

func (out *soaked) judge(t *testing.T, dsn string, events [2][]storetest.Event) {
	t.Helper()
	db := storetest.Raw(t, dsn)
	damage, err := storetest.Inspect(t.Context(), db)
	if err != nil {
		t.Fatal(err)
	}
	out.damage = damage
	s, err := store.Open(t.Context(), store.Options{DSN: dsn, Registry: storetest.Registry()})
	if err != nil {
		out.damage = append(out.damage, "the store cannot be opened: "+err.Error())
		return
	}
	defer func() { _ = s.Close() }()
	if v, err := s.Verify(t.Context()); err != nil {
		t.Fatal(err)
	} else {
		out.damage = append(out.damage, v.Problems...)
	}
	digest := storetest.Digest(s.Snapshot())
	keys := map[string]int64{}
	for i, process := range events {
		var views []seen
		for _, e := range events[1-i] {
			if e.Seen > 0 {
				views = append(views, seen{e.Seen, e.At})
			}
		}
		for _, e := range process {
			out.event(t, s, e, views, keys, digest)
		}
	}
}

func (out *soaked) event(t *testing.T, s *store.Store, e storetest.Event, others []seen, keys map[string]int64, digest string) {
	t.Helper()
	hurt := func(format string, args ...any) { out.damage = append(out.damage, fmt.Sprintf(format, args...)) }
	switch {
	case e.Damage != "":
		hurt("%s", e.Damage)
	case e.Error != "":
		out.errors = append(out.errors, e.Error)
	case e.Done != nil && e.Done.Digest != "":
		out.refused += e.Done.Refused
		out.writes += e.Done.Written
		if e.Done.Entry != s.Snapshot().Seq() || e.Done.Digest != digest {
			hurt("a process follows to entry %d and shows something else there than the store holds at entry %d", e.Done.Entry, s.Snapshot().Seq())
		}
	case e.Wrote > 0:
		at := slices.IndexFunc(others, func(v seen) bool { return v.seq >= e.Wrote })
		if at < 0 {
			hurt("entry %d was never seen by the other process", e.Wrote)
		} else {
			out.slowest = max(out.slowest, time.Duration(others[at].at-e.At))
		}
		for _, r := range e.Records {
			if got, ok := s.Snapshot().Find(r.UID); !ok || got.Revision < r.Revision {
				hurt("revision %d of %s, which was acknowledged, is lost", r.Revision, r.UID)
			}
		}
		if e.Key != "" && keys[e.Key] != 0 {
			hurt("the key %s made two batches", e.Key)
		}
		keys[e.Key] = e.Batch
	}
}

func seconds(t *testing.T) time.Duration {
	return time.Duration(setting(t, "STEELYARD_SOAK", 5)) * time.Second
}

// Two processes on one database, twenty writers: no dangling reference, no entry lost, skipped or forked; each process's
// snapshot equals the store; a write on one is seen on the other within a second. STEELYARD_SOAK says for how many
// seconds.
func TestTwoProcessesWrite(t *testing.T) {
	onBoth(t, func(t *testing.T, dsn func(testing.TB) string) {
		got := soak(t, dsn(t), seconds(t), func(*task) {})
		for _, problem := range slices.Concat(got.damage, got.errors) {
			t.Error(problem)
		}
		if got.slowest > seenWithin {
			t.Errorf("a write on one process was seen on the other after %s", got.slowest)
		}
		if got.writes < 20 {
			t.Errorf("there were only %d writes", got.writes)
		}
		t.Logf("%d writes, %d refused; seen by the other process after %s at most", got.writes, got.refused, got.slowest)
	})
}

// The test above can fail: with a part of the write protocol taken away it reports damage.
func TestWeakenedProtocolIsFoundOut(t *testing.T) {
	lasting := min(seconds(t)/4, 10*time.Second)
	t.Run("decided on an old state", func(t *testing.T) {
		got := soak(t, databases["postgres"](t), lasting, func(do *task) { do.Weaken.CatchUp = true })
		if len(got.damage) == 0 {
			t.Errorf("nothing was found out in %d writes", got.writes)
		}
		t.Logf("%d writes, %d errors, %d kinds of damage seen, such as: %.500v", got.writes, len(got.errors), len(got.damage), got.damage)
	})
	// The keys of the journal turn a fork into an error: what the lock is for shows as writes that fail for no reason of
	// their own.
	t.Run("without the lock", func(t *testing.T) {
		got := soak(t, databases["postgres"](t), lasting, func(do *task) { do.Weaken.Lock = true })
		if len(got.damage)+len(got.errors) == 0 {
			t.Errorf("nothing was found out in %d writes", got.writes)
		}
		t.Logf("%d writes, %d errors, damage: %.500v, errors such as: %.300v", got.writes, len(got.errors), got.damage, got.errors)
	})
}
