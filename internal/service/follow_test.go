package service_test

import (
	"fmt"
	"testing"
	"time"

	"github.com/steelyard-isms/steelyard/internal/kinds"
	"github.com/steelyard-isms/steelyard/internal/service"
	"github.com/steelyard-isms/steelyard/internal/store"
)

// Whoever asks one process for what another has just recorded gets it, and is not told that it does not exist.
func TestAsOfAnEntryOfAnotherProcess(t *testing.T) {
	for name, dsn := range databases(t) {
		t.Run(name, func(t *testing.T) {
			b := newBench(t, dsn)
			b.must(b.declare(manager, base))
			other, err := store.Open(t.Context(), store.Options{DSN: dsn, Registry: kinds.Registry(), Clock: b.clock, Poll: time.Hour})
			b.must(err)
			defer func() { _ = other.Close() }()
			follower, err := service.New(service.Options{Store: other, Clock: b.clock})
			b.must(err)
			for i, ask := range []func(seq int64) service.AsOf{
				func(seq int64) service.AsOf { return service.AsOf{Text: "entry", Seq: seq} },
				func(int64) service.AsOf { return service.AsOf{Text: "then", At: b.clock().Add(-time.Microsecond)} },
			} {
				b.pass(time.Hour)
				b.must(b.declare(manager, measureDoc(fmt.Sprintf("m-%d", i), "")))
				b.pass(time.Hour)
				v, err := follower.View(t.Context(), manager, ask(b.Seq()))
				b.must(err)
				if v.Seq != b.Seq() {
					t.Errorf("it shows entry %d, not %d", v.Seq, b.Seq())
				}
			}
			// what no process has written is not waited for
			began := time.Now()
			if follower.Wait(t.Context(), b.Seq()+1_000_000, 10*time.Second) || time.Since(began) > 5*time.Second {
				t.Errorf("a made-up entry holds a request for %s", time.Since(began))
			}
		})
	}
}

// A view of the past tells nothing that was recorded later, even where it is asked for it.
func TestEntriesUpToTheView(t *testing.T) {
	b := newBench(t, t.TempDir()+"/steelyard.db")
	b.must(b.declare(manager, base))
	then := b.Seq()
	b.pass(time.Hour)
	b.must(b.declare(manager, measureDoc("later", "")))
	v, err := b.View(t.Context(), manager, service.AsOf{Text: "then", Seq: then})
	b.must(err)
	entries, err := v.Entries(t.Context(), []int64{then, b.Seq()})
	b.must(err)
	if _, later := entries[b.Seq()]; later || len(entries) != 1 {
		t.Errorf("as of entry %d it tells of %d entries", then, len(entries))
	}
}
