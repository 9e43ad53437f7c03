package storetest

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"math/rand/v2"
	"strings"
	"sync"
	"time"

	"github.com/steelyard-isms/steelyard/internal/fault"
	"github.com/steelyard-isms/steelyard/internal/measurement"
	"github.com/steelyard-isms/steelyard/internal/record"
	"github.com/steelyard-isms/steelyard/internal/store"
)

// Event is one line that a soaking process reports. Times are those of the machine that all processes share.
type Event struct {
	Wrote   int64         `json:"wrote,omitempty"` // entry that a writer of this process was told
	Seen    int64         `json:"seen,omitempty"`  // entry that this process shows from now on
	At      int64         `json:"at,omitempty"`    // nanoseconds since 1970
	Records []RevisionOf  `json:"records,omitempty"`
	Key     string        `json:"key,omitempty"` // of a batch
	Batch   int64         `json:"batch,omitempty"`
	Damage  string        `json:"damage,omitempty"` // something that the protocol excludes
	Error   string        `json:"error,omitempty"`  // a write that failed for no reason of its own
	Done    *SoakSummary  `json:"done,omitempty"`
	Took    time.Duration `json:"took,omitempty"`
}

// RevisionOf names a revision that a writer was told of.
type RevisionOf struct {
	UID      record.UID `json:"uid"`
	Revision int64      `json:"revision"`
}

// SoakSummary is the end of a process's report.
type SoakSummary struct {
	Entry   int64  `json:"entry"`
	Digest  string `json:"digest"` // of Dump at that entry, as this process followed it
	Refused int    `json:"refused"`
	Written int    `json:"written"`
}

// Soak writes at random from several goroutines for a time and reports what it was told, then what it shows at the end.
// Until the end comes it waits for a line from in, so that all processes have stopped writing.
func Soak(ctx context.Context, s *store.Store, seed uint64, writers int, lasting time.Duration, in io.Reader, out io.Writer) error {
	report := reporter(out)
	writing, stop := context.WithTimeout(ctx, lasting)
	defer stop()
	watching, stopWatching := context.WithCancel(ctx)
	defer stopWatching()
	var watcher, group sync.WaitGroup
	watcher.Go(func() { watch(watching, s, report) })
	watcher.Go(func() { s.KeepFound(watching) })
	var mu sync.Mutex
	var sum SoakSummary
	for i := range writers {
		group.Go(func() {
			w := soaker{s: s, r: rand.New(rand.NewPCG(seed, uint64(i))), report: report, id: fmt.Sprintf("%d-%d", seed, i)}
			for writing.Err() == nil {
				w.step(ctx)
			}
			mu.Lock()
			defer mu.Unlock()
			sum.Refused += w.refused
			sum.Written += w.written
		})
	}
	group.Wait()
	report(Event{Done: &SoakSummary{}}) // this process writes no more
	if _, err := in.Read(make([]byte, 1)); err != nil {
		return err
	}
	time.Sleep(time.Second) // following must bring what is missing, without being asked
	stopWatching()
	watcher.Wait()
	now := s.Snapshot()
	sum.Entry, sum.Digest = now.Seq(), Digest(now)
	report(Event{Done: &sum})
	return nil
}

// Digest is the SHA-256 of what a snapshot declares.
func Digest(s *record.Snapshot) string {
	sum := sha256.Sum256([]byte(Dump(s)))
	return hex.EncodeToString(sum[:])
}

func reporter(out io.Writer) func(Event) {
	var mu sync.Mutex
	lines := json.NewEncoder(out)
	return func(e Event) {
		mu.Lock()
		defer mu.Unlock()
		_ = lines.Encode(e) // where nobody reads, there is nobody to tell
	}
}

// watch reports each time that this process shows a later entry.
func watch(ctx context.Context, s *store.Store, report func(Event)) {
	var last int64
	for ctx.Err() == nil {
		if seq := s.Snapshot().Seq(); seq > last {
			last = seq
			report(Event{Seen: seq, At: time.Now().UnixNano()})
		}
		time.Sleep(2 * time.Millisecond)
	}
}

type soaker struct {
	s                *store.Store
	r                *rand.Rand
	report           func(Event)
	id               string
	n                int
	refused, written int
	last             *Event // batch to be repeated
	lastPoints       measurement.Batch
}

// of how many records each kind has: few, so that writers meet
const soakRecords = 12

func (w *soaker) step(ctx context.Context) {
	w.n++
	switch w.r.IntN(5) {
	case 0:
		w.points(ctx)
		return
	case 1:
		if w.last != nil {
			w.repeat(ctx)
			return
		}
	}
	seen := w.s.Snapshot()
	changes := []record.Change{RandomChange(seen, w.r, soakRecords)}
	if w.r.IntN(3) == 0 {
		changes = append(changes, RandomChange(seen, w.r, soakRecords))
	}
	for i, c := range changes {
		if old, ok := seen.Lookup(c.Kind, c.Name); ok && w.r.IntN(2) == 0 {
			changes[i] = If(old.Revision, c)
		}
	}
	r, err := Put(ctx, w.s, changes...)
	if !w.accepted(err) || !r.Changed {
		return
	}
	e := Event{Wrote: r.Seq, At: time.Now().UnixNano()}
	after := w.s.Snapshot()
	for _, o := range r.Outcomes {
		if o.Action == record.Unchanged {
			continue
		}
		e.Records = append(e.Records, RevisionOf{o.Record.UID, o.Record.Revision})
		if mine, ok := after.Find(o.Record.UID); !ok || mine.Revision < o.Record.Revision {
			w.report(Event{Damage: fmt.Sprintf("the writer of %s/%s revision %d does not see it", o.Record.Kind, o.Record.Name, o.Record.Revision)})
		}
	}
	w.report(e)
}

// accepted counts a write, and tells whether it was done. Refusals for a reason of the write are no failure.
func (w *soaker) accepted(err error) bool {
	switch {
	case err == nil:
		w.written++
		return true
	case fault.Is(err, fault.Invalid), fault.Is(err, fault.Conflict):
		w.refused++
	default:
		w.report(Event{Error: strings.TrimSpace(err.Error())})
	}
	return false
}

func (w *soaker) points(ctx context.Context) {
	x := measurement.Series{Owner: journeySource, Name: fmt.Sprint("soak", w.r.IntN(5))}
	b := measurement.Batch{ID: int64(w.r.Uint64() >> 1)}
	for i := range 1 + w.r.IntN(20) {
		b.Points = append(b.Points, point(x, day("2026-01-01").AddDate(0, 0, i*7), number(w.r.Float64()), ""))
	}
	w.lastPoints = b
	w.send(ctx, fmt.Sprintf("%s-%d", w.id, w.n), x)
}

func (w *soaker) repeat(ctx context.Context) {
	again := w.lastPoints
	again.ID = int64(w.r.Uint64() >> 1)
	r, err := AddPoints(ctx, w.s, &store.Key{Principal: "soak", Text: w.last.Key, Request: w.last.Key}, again)
	if err != nil {
		w.accepted(err)
	} else if !r.Repeated || r.Seq != w.last.Wrote {
		w.report(Event{Damage: fmt.Sprintf("the key %s, first answered with entry %d, was answered with %d", w.last.Key, w.last.Wrote, r.Seq)})
	}
}

func (w *soaker) send(ctx context.Context, key string, x measurement.Series) {
	r, err := AddPoints(ctx, w.s, &store.Key{Principal: "soak", Text: key, Request: key}, w.lastPoints, x)
	if !w.accepted(err) {
		w.last = nil
		return
	}
	if w.s.Snapshot().Seq() < r.Seq {
		w.report(Event{Damage: fmt.Sprintf("the writer of entry %d shows only %d", r.Seq, w.s.Snapshot().Seq())})
	}
	w.look(ctx, x.ID())
	w.last = &Event{Wrote: r.Seq, At: time.Now().UnixNano(), Key: key, Batch: w.lastPoints.ID}
	w.report(*w.last)
}

// look reads values of past months, which are kept then while others write: verifying tells where they are not those of the points.
func (w *soaker) look(ctx context.Context, series int64) {
	seq := w.s.Snapshot().Seq()
	if _, err := w.s.LastOfMonths(ctx, []int64{series}, day("2025-12-01"), day("2026-06-30"), seq, nil); err != nil {
		w.report(Event{Error: err.Error()})
	}
	if _, err := w.s.LastOfDays(ctx, []int64{series}, day("2026-01-01"), day("2026-06-30"), seq); err != nil {
		w.report(Event{Error: err.Error()})
	}
}

// ReadEvents reads reports until they end.
func ReadEvents(in io.Reader, do func(Event)) error {
	d := json.NewDecoder(in)
	for {
		var e Event
		if err := d.Decode(&e); errors.Is(err, io.EOF) {
			return nil
		} else if err != nil {
			return err
		}
		do(e)
	}
}
