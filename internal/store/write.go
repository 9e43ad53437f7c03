package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/steelyard-isms/steelyard/internal/fault"
	"github.com/steelyard-isms/steelyard/internal/journal"
	"github.com/steelyard-isms/steelyard/internal/measurement"
	"github.com/steelyard-isms/steelyard/internal/record"
)

// Write is one change of the store: one journal entry, or none where nothing changes.
type Write struct {
	Type   journal.Type
	Actor  journal.Actor
	Reason string
	// Stage writes what needs no order among writes, before the lock is taken: points, raw files. It may be nil.
	Stage func(context.Context, *Tx) error
	// Decide runs under the lock. It sees the state at the head of the journal, checks rights and preconditions on it,
	// and says what is to be written.
	Decide func(context.Context, *Tx, *record.Snapshot) (Decision, error)
	// Key makes a repetition harmless: the first answer is given again.
	Key *Key
}

// Decision is what is to be written under the lock.
type Decision struct {
	Changes []record.Change
	// Permit judges what the changes come to, before anything of it is written. It may be nil.
	Permit func(record.Planned) error
	// Restates tells which closed periods the changes reach into, and refuses those that may not. It may be nil.
	Restates func(record.Planned) ([]journal.Restated, error)
	Body     journal.Body
	// Then writes rows that belong to the entry, once its sequence and time are known. It may be nil.
	Then func(ctx context.Context, tx *Tx, seq int64, at time.Time) error
	// Answer is kept for repetitions of the same Key. It may hold no personal value: an erasure does not reach it.
	Answer func(Receipt) ([]byte, error)
}

// Key identifies a request that may be sent again.
type Key struct {
	Principal string
	Text      string
	Request   string // digest of the request; a key used for another request is refused
}

// Receipt tells what a write did.
type Receipt struct {
	Seq        int64 // of the entry; the head where nothing changed
	RecordedAt time.Time
	Changed    bool
	Outcomes   []record.Outcome // one for each of Decision.Changes
	Answer     []byte           // of Decision.Answer, also when repeated
	Repeated   bool
}

// Tx is a transaction of the write protocol.
type Tx struct {
	s    *Store
	conn *sql.Conn
	tx   *sql.Tx
}

func (t *Tx) exec(ctx context.Context, query string, args ...any) (sql.Result, error) {
	return t.tx.ExecContext(ctx, t.s.d.bind(query), args...)
}

// errNothing ends a write that changes nothing.
var errNothing = errors.New("nothing to write")

// Write runs the write protocol. Errors: those of Stage and Decide, as they are; Invalid where a key was used for another
// request, or the reason cannot be kept; Unavailable where the database cannot take the write now. Then nothing was
// written, unless the message says that it was not confirmed: the connection was lost while it was committed, and only a
// Key makes it safe to send the write again.
//
// Where nothing is to be written, what was staged is undone. The answer is then kept for the Key only if nothing was
// staged; otherwise a repetition decides anew.
func (s *Store) Write(ctx context.Context, w Write) (Receipt, error) {
	if err := w.check(); err != nil {
		return Receipt{}, err
	}
	if w.Key != nil {
		if r, err := s.repeated(ctx, s.read, *w.Key); err != nil || r != nil {
			return deref(r), err
		}
	}
	conn, tx, err := s.beginWrite(ctx)
	if err != nil {
		return Receipt{}, fault.Wrap(fault.Unavailable, err, "the database cannot take the write now")
	}
	defer func() { _ = conn.Close() }()
	defer rollback(tx)
	r, next, err := s.writeIn(ctx, &Tx{s, conn, tx}, w)
	if errors.Is(err, errNothing) {
		return r, nil
	}
	if err != nil {
		return Receipt{}, refusal(err)
	}
	if err := tx.Commit(); err != nil {
		return Receipt{}, fault.Wrap(fault.Unavailable, err, "the database did not confirm the write: it may or may not have been done")
	}
	s.publish(next)
	if w.Type == journal.Erasure && !s.d.postgres {
		s.emptyLog(ctx, conn)
	}
	return r, nil
}

// beginWrite begins a transaction. A connection that was lost while nobody used it is replaced: after the server was
// restarted, that may be each one that is kept idle.
func (s *Store) beginWrite(ctx context.Context) (*sql.Conn, *sql.Tx, error) {
	for attempt := 0; ; attempt++ {
		conn, err := s.write.Conn(ctx)
		if err != nil {
			return nil, nil, err
		}
		tx, err := conn.BeginTx(ctx, &sql.TxOptions{Isolation: s.d.isolation()})
		if err == nil {
			return conn, tx, nil
		}
		if err = errors.Join(err, conn.Close()); !lost(err) || ctx.Err() != nil || attempt == maxIdle {
			return nil, nil, err
		}
	}
}

// maxReason is the most bytes of a reason.
const maxReason = 1000

// check refuses texts that the journal cannot keep.
func (w Write) check() error {
	reason := ""
	switch {
	case len(w.Reason) > maxReason:
		reason = "has more than 1,000 bytes"
	case !utf8.ValidString(w.Reason) || strings.ContainsRune(w.Reason, 0):
		reason = "holds bytes that are not text"
	}
	if reason != "" {
		return fault.InvalidField("the reason cannot be kept", fault.Field{Path: "reason", Reason: reason, Remedy: "Write it in at most 1,000 bytes of UTF-8"})
	}
	if k := w.Key; k != nil && (len(k.Text) > 255 || !utf8.ValidString(k.Text) || strings.ContainsRune(k.Text, 0)) {
		return fault.InvalidField("the idempotency key cannot be kept", fault.Field{Path: KeyPath, Reason: "is longer than 255 bytes or not text", Remedy: "Use a random identifier"})
	}
	return nil
}

// refusal says what it means to the caller that the database did not take a write. Errors of Stage and Decide that are
// not the database's go through as they are.
func refusal(err error) error {
	if _, ok := errors.AsType[*fault.Error](err); ok {
		return err
	}
	switch {
	case busy(err):
		return fault.Wrap(fault.Unavailable, err, "the database is busy: nothing was written, try again")
	case lost(err):
		return fault.Wrap(fault.Unavailable, err, "the write was interrupted: nothing was written, try again")
	}
	return err
}

// emptyLog takes erased values out of SQLite's log. That it cannot while others read is no failure: a later checkpoint
// will.
func (s *Store) emptyLog(ctx context.Context, conn *sql.Conn) {
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), 2*time.Second)
	defer cancel()
	if _, err := conn.ExecContext(ctx, "PRAGMA wal_checkpoint(TRUNCATE)"); err != nil {
		s.log.Warn("emptying the log after an erasure", "error", err)
	}
}

func (s *Store) writeIn(ctx context.Context, t *Tx, w Write) (Receipt, *record.Snapshot, error) {
	if w.Stage != nil {
		if err := w.Stage(ctx, t); err != nil {
			return Receipt{}, nil, err
		}
	}
	if !s.weaken.lock {
		if err := s.d.lock(ctx, t.tx); err != nil {
			return Receipt{}, nil, fmt.Errorf("taking the journal lock: %w", err)
		}
	}
	if w.Key != nil { // another node may have answered it while we waited for the lock
		r, err := s.repeated(ctx, t.tx, *w.Key)
		if err != nil {
			return Receipt{}, nil, err
		}
		if r != nil {
			return *r, nil, errNothing
		}
	}
	head, err := readHead(ctx, t.tx)
	if err != nil {
		return Receipt{}, nil, err
	}
	before := s.Snapshot()
	if !s.weaken.catchUp {
		if before, err = s.advance(ctx, t.tx, before, head); err != nil {
			return Receipt{}, nil, err
		}
	}
	d, err := w.Decide(ctx, t, before)
	if err != nil {
		return Receipt{}, nil, err
	}
	for _, n := range d.Body.Notes {
		if (n.Act == Withdrawn) != (w.Type == journal.Erasure) {
			return Receipt{}, nil, fmt.Errorf("an entry of type %s has a note that was %s", w.Type, n.Act)
		}
	}
	if len(d.Body.Erased) > 0 && w.Type != journal.Erasure {
		return Receipt{}, nil, fmt.Errorf("an entry of type %s erases, which followers would not see", w.Type)
	}
	now, err := s.now(ctx, t.tx)
	if err != nil {
		return Receipt{}, nil, err
	}
	seq, at := journal.Next(head.seq, head.at, now)
	planned, err := record.Plan(before, d.Changes, at)
	if err != nil {
		return Receipt{}, nil, err
	}
	if d.Permit != nil {
		if err := d.Permit(planned); err != nil {
			return Receipt{}, nil, err
		}
	}
	if err := t.s.filesKept(ctx, t.tx, planned.Records); err != nil {
		return Receipt{}, nil, err
	}
	if d.Restates != nil {
		more, err := d.Restates(planned)
		if err != nil {
			return Receipt{}, nil, err
		}
		d.Body.Restates = append(d.Body.Restates, more...)
	}
	r := Receipt{Seq: seq, RecordedAt: at, Changed: true, Outcomes: planned.Outcomes}
	if len(planned.Records) == 0 && d.Then == nil {
		r = Receipt{Seq: head.seq, RecordedAt: head.at, Outcomes: planned.Outcomes}
		return s.nothing(ctx, t, w, d, r, at, before)
	}
	entry := journal.Entry{Seq: seq, RecordedAt: at, Type: w.Type, Actor: w.Actor, Reason: w.Reason, Body: d.Body}
	notes, err := t.insertRevisions(ctx, before, planned.Outcomes, seq, at)
	if err != nil {
		return Receipt{}, nil, err
	}
	entry.Body.Revisions = append(entry.Body.Revisions, notes...)
	if d.Then != nil {
		if err := d.Then(ctx, t, seq, at); err != nil {
			return Receipt{}, nil, err
		}
	}
	if err := t.insertRestated(ctx, entry.Body.Restates, seq); err != nil {
		return Receipt{}, nil, err
	}
	if d.Answer != nil {
		if r.Answer, err = d.Answer(r); err != nil {
			return Receipt{}, nil, err
		}
	}
	if w.Key != nil {
		if err := t.keepAnswer(ctx, *w.Key, r, at); err != nil {
			return Receipt{}, nil, err
		}
	}
	if err := t.appendEntry(ctx, head, entry); err != nil {
		return Receipt{}, nil, err
	}
	after, err := s.afterErasures(ctx, t.tx, planned.After, entry)
	if err != nil {
		return Receipt{}, nil, err
	}
	return r, after, nil
}

// nothing ends a write that changes nothing, keeping its answer where it has a key.
func (s *Store) nothing(ctx context.Context, t *Tx, w Write, d Decision, r Receipt, at time.Time, before *record.Snapshot) (Receipt, *record.Snapshot, error) {
	if d.Answer != nil {
		var err error
		if r.Answer, err = d.Answer(r); err != nil {
			return Receipt{}, nil, err
		}
	}
	if w.Key == nil || w.Stage != nil {
		s.publish(before)
		return r, nil, errNothing
	}
	return r, before, t.keepAnswer(ctx, *w.Key, r, at)
}

func (s *Store) now(ctx context.Context, tx *sql.Tx) (time.Time, error) {
	if s.clock != nil {
		return s.clock().UTC(), nil
	}
	return s.d.now(ctx, tx)
}

// isolation: each statement under the lock must see what was committed before the lock was had, so no more than read
// committed on PostgreSQL.
func (d dialect) isolation() sql.IsolationLevel {
	if d.postgres {
		return sql.LevelReadCommitted
	}
	return sql.LevelDefault
}

// viewIsolation: reading several tables as of one moment. SQLite's readers always do.
func (d dialect) viewIsolation() sql.IsolationLevel {
	if d.postgres {
		return sql.LevelRepeatableRead
	}
	return sql.LevelDefault
}

// appendEntry writes the entry as the next leaf and moves the head.
func (t *Tx) appendEntry(ctx context.Context, head headRow, e journal.Entry) error {
	b, err := e.Bytes()
	if err != nil {
		return err
	}
	tree, err := journal.ReadTree(head.tree)
	if err != nil {
		return err
	}
	if err := tree.Append(b); err != nil {
		return err
	}
	state, err := tree.MarshalBinary()
	if err != nil {
		return err
	}
	if _, err := t.exec(ctx, "INSERT INTO journal (seq, recorded_at, type, entry) VALUES (?, ?, ?, ?)",
		e.Seq, e.RecordedAt.UnixMicro(), string(e.Type), b); err != nil {
		return fmt.Errorf("appending entry %d: %w", e.Seq, err)
	}
	for _, a := range e.Body.Accounts {
		if _, err := t.exec(ctx, "INSERT INTO account_entry (account, seq) VALUES (?, ?) ON CONFLICT DO NOTHING", a.UID, e.Seq); err != nil {
			return fmt.Errorf("noting whose account entry %d tells of: %w", e.Seq, err)
		}
	}
	if _, err := t.exec(ctx, "UPDATE journal_head SET seq = ?, recorded_at = ?, tree = ? WHERE one = 1", e.Seq, e.RecordedAt.UnixMicro(), state); err != nil {
		return fmt.Errorf("moving the head to entry %d: %w", e.Seq, err)
	}
	return nil
}

// afterErasures seals the snapshot; where the entry erased personal values, the records are read again without them.
func (s *Store) afterErasures(ctx context.Context, q querier, after *record.Snapshot, e journal.Entry) (*record.Snapshot, error) {
	edit := after.Edit()
	if len(e.Body.Erased) > 0 {
		s.past.erased(e.Seq)
		if err := s.loadLatest(ctx, q, edit, e.Body.Erased, e.Seq); err != nil {
			return nil, err
		}
	}
	return edit.Seal(e.Seq, e.RecordedAt), nil
}

// NoteBatch is what the journal says of a sealed batch, whose points are in the order of their months.
func NoteBatch(b measurement.Batch, digest string) journal.Batch {
	return journal.Batch{ID: b.ID, Points: len(b.Points), Digest: digest, Run: b.Run, Label: b.Label,
		First: measurement.Month(b.Points[0].To), Last: measurement.Month(b.Points[len(b.Points)-1].To)}
}

// InsertBatch writes the row of a staged batch under its entry, which notes the same. The points were written by
// StagePoints.
func (t *Tx) InsertBatch(ctx context.Context, b journal.Batch, seq int64) error {
	_, err := t.exec(ctx, "INSERT INTO batch (id, seq, run, label, points, digest, first_month, last_month) VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
		b.ID, seq, b.Run, b.Label, b.Points, b.Digest, b.First, b.Last)
	if err != nil {
		return err
	}
	return t.forget(ctx, b.ID)
}

func yes(b bool) int64 {
	if b {
		return 1
	}
	return 0
}
