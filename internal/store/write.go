package store

import (
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"fmt"
	"time"

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
	Body    journal.Body
	// Then writes rows that belong to the entry, once its sequence and time are known. It may be nil.
	Then func(ctx context.Context, tx *Tx, seq int64, at time.Time) error
	// Answer is kept for repetitions of the same Key.
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

// Write runs the write protocol. Errors: those of Decide; Conflict where a key was used for another request;
// Unavailable where the database cannot take the write now, in which case nothing was written.
func (s *Store) Write(ctx context.Context, w Write) (Receipt, error) {
	if w.Key != nil {
		if r, err := s.repeated(ctx, s.read, *w.Key); err != nil || r != nil {
			return deref(r), err
		}
	}
	conn, err := s.write.Conn(ctx)
	if err != nil {
		return Receipt{}, fault.Wrap(fault.Unavailable, err, "the database cannot take the write now")
	}
	defer func() { _ = conn.Close() }()
	tx, err := conn.BeginTx(ctx, &sql.TxOptions{Isolation: s.d.isolation()})
	if err != nil {
		return Receipt{}, fault.Wrap(fault.Unavailable, err, "the database cannot take the write now")
	}
	defer rollback(tx)
	r, next, err := s.writeIn(ctx, &Tx{s, conn, tx}, w)
	if errors.Is(err, errNothing) {
		return r, nil
	}
	if err != nil {
		if busy(err) {
			return Receipt{}, fault.Wrap(fault.Unavailable, err, "the database is busy: nothing was written, try again")
		}
		return Receipt{}, err
	}
	if err := tx.Commit(); err != nil {
		return Receipt{}, fault.Wrap(fault.Unavailable, err, "the database did not confirm the write")
	}
	s.publish(next)
	return r, nil
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
		if r, err := s.repeated(ctx, t.tx, *w.Key); err != nil || r != nil {
			return deref(r), nil, errors.Join(err, errNothing)
		}
	}
	head, err := readHead(ctx, t.tx, s.d)
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
	now, err := s.now(ctx, t.tx)
	if err != nil {
		return Receipt{}, nil, err
	}
	seq, at := journal.Next(head.seq, head.at, now)
	planned, err := record.Plan(before, d.Changes, at)
	if err != nil {
		return Receipt{}, nil, err
	}
	r := Receipt{Seq: seq, RecordedAt: at, Changed: true, Outcomes: planned.Outcomes}
	if len(planned.Records) == 0 && d.Then == nil {
		r = Receipt{Seq: head.seq, RecordedAt: head.at, Outcomes: planned.Outcomes}
		s.publish(before)
		return r, nil, errNothing
	}
	entry := journal.Entry{Seq: seq, RecordedAt: at, Type: w.Type, Actor: w.Actor, Reason: w.Reason, Body: d.Body}
	for i, rec := range planned.Records {
		note, err := t.insertRevision(ctx, rec, seq, at, actionOf(planned.Outcomes, rec))
		if err != nil {
			return Receipt{}, nil, fmt.Errorf("writing revision %d of %d: %w", i+1, len(planned.Records), err)
		}
		entry.Body.Revisions = append(entry.Body.Revisions, note)
	}
	if d.Then != nil {
		if err := d.Then(ctx, t, seq, at); err != nil {
			return Receipt{}, nil, err
		}
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

func actionOf(outcomes []record.Outcome, r *record.Record) record.Action {
	for _, o := range outcomes {
		if o.Record == r {
			return o.Action
		}
	}
	return record.Updated
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

// insertRevision writes one revision with its personal values, and notes it for the entry.
func (t *Tx) insertRevision(ctx context.Context, r *record.Record, seq int64, at time.Time, action record.Action) (journal.Revision, error) {
	r.Seq, r.RecordedAt = seq, at
	k, _ := t.s.registry.Kind(r.Kind)
	stored, personal, err := k.Store(r)
	if err != nil {
		return journal.Revision{}, err
	}
	_, err = t.exec(ctx, `INSERT INTO revision (uid, revision, seq, recorded_at, kind, name, code, title, retired, schema_version, spec)
		VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`, stored.UID, stored.Revision, seq, at.UnixMicro(), stored.Kind, stored.Name,
		stored.Code, stored.Title, yes(stored.Retired), stored.Schema, stored.Spec)
	if err != nil {
		return journal.Revision{}, err
	}
	_, err = t.exec(ctx, `INSERT INTO record_head (uid, revision) VALUES (?, ?)
		ON CONFLICT (uid) DO UPDATE SET revision = excluded.revision`, stored.UID, stored.Revision)
	if err != nil {
		return journal.Revision{}, err
	}
	for _, p := range personal {
		if _, err := t.exec(ctx, "INSERT INTO personal (uid, revision, field, salt, value) VALUES (?, ?, ?, ?, ?)",
			stored.UID, stored.Revision, p.Field, p.Salt, p.Value); err != nil {
			return journal.Revision{}, err
		}
	}
	return journal.Revision{Action: action, Kind: stored.Kind, UID: stored.UID, Revision: stored.Revision, Digest: stored.Digest()}, nil
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
	_, err = t.exec(ctx, "UPDATE journal_head SET seq = ?, recorded_at = ?, tree = ? WHERE one = 1", e.Seq, e.RecordedAt.UnixMicro(), state)
	return err
}

// afterErasures seals the snapshot; where the entry erased personal values, the records are read again without them.
func (s *Store) afterErasures(ctx context.Context, q querier, after *record.Snapshot, e journal.Entry) (*record.Snapshot, error) {
	edit := after.Edit()
	if len(e.Body.Erased) > 0 {
		uids := make([]record.UID, len(e.Body.Erased))
		for i, x := range e.Body.Erased {
			uids[i] = x.UID
		}
		if err := s.loadLatest(ctx, q, edit, uids, e.Seq); err != nil {
			return nil, err
		}
	}
	return edit.Seal(e.Seq, e.RecordedAt), nil
}

// repeated gives the receipt of an earlier request with the key, nil where there is none.
func (s *Store) repeated(ctx context.Context, q querier, k Key) (*Receipt, error) {
	var request string
	var response []byte
	err := q.QueryRowContext(ctx, s.d.bind("SELECT request, response FROM idempotency WHERE principal = ? AND key = ?"), k.Principal, k.Text).
		Scan(&request, &response)
	if errors.Is(err, sql.ErrNoRows) {
		return nil, nil //nolint:nilnil // no earlier answer is an ordinary finding, not a failure
	}
	if err != nil {
		return nil, fault.Wrap(fault.Unavailable, err, "the database does not answer")
	}
	if request != k.Request {
		return nil, fault.InvalidField("the idempotency key was used before", fault.Field{Path: "Idempotency-Key",
			Reason: "belongs to another request", Remedy: "Use a new key for a new request"})
	}
	var kept keptAnswer
	if err := json.Unmarshal(response, &kept); err != nil {
		return nil, fmt.Errorf("reading a kept answer: %w", err)
	}
	return &Receipt{Seq: kept.Seq, RecordedAt: time.UnixMicro(kept.At).UTC(), Answer: kept.Answer, Repeated: true}, nil
}

type keptAnswer struct {
	Seq    int64           `json:"seq"`
	At     int64           `json:"at"`
	Answer json.RawMessage `json:"answer"`
}

// how long an answer is kept for repetitions
const keepAnswers = 48 * time.Hour

func (t *Tx) keepAnswer(ctx context.Context, k Key, r Receipt, at time.Time) error {
	answer := r.Answer
	if answer == nil {
		answer = []byte("null")
	}
	b, err := json.Marshal(keptAnswer{r.Seq, at.UnixMicro(), answer})
	if err != nil {
		return err
	}
	if _, err := t.exec(ctx, "DELETE FROM idempotency WHERE created_at < ?", at.Add(-keepAnswers).UnixMicro()); err != nil {
		return err
	}
	_, err = t.exec(ctx, "INSERT INTO idempotency (principal, key, request, response, created_at) VALUES (?, ?, ?, ?, ?)",
		k.Principal, k.Text, k.Request, b, at.UnixMicro())
	return err
}

// InsertBatch notes a staged batch under its entry. The points were written by StagePoints.
func (t *Tx) InsertBatch(ctx context.Context, b measurement.Batch, digest string, seq int64) error {
	_, err := t.exec(ctx, "INSERT INTO batch (id, seq, run, label, points, digest) VALUES (?, ?, ?, ?, ?, ?)",
		b.ID, seq, b.Run, b.Label, len(b.Points), digest)
	return err
}

func deref(r *Receipt) Receipt {
	if r == nil {
		return Receipt{}
	}
	return *r
}

func yes(b bool) int64 {
	if b {
		return 1
	}
	return 0
}
