package store

import (
	"context"
	"database/sql"
	"slices"
	"strings"
	"time"

	"github.com/steelyard-isms/steelyard/internal/fault"
	"github.com/steelyard-isms/steelyard/internal/journal"
	"github.com/steelyard-isms/steelyard/internal/record"
)

// querier is a pool or a transaction.
type querier interface {
	QueryContext(ctx context.Context, query string, args ...any) (*sql.Rows, error)
	QueryRowContext(ctx context.Context, query string, args ...any) *sql.Row
}

type headRow struct {
	seq  int64
	at   time.Time
	tree []byte
}

func readHead(ctx context.Context, q querier) (headRow, error) {
	var h headRow
	var at int64
	if err := q.QueryRowContext(ctx, "SELECT seq, recorded_at, tree FROM journal_head WHERE one = 1").Scan(&h.seq, &at, &h.tree); err != nil {
		return h, fault.Wrap(fault.Unavailable, err, "the journal cannot be read")
	}
	h.at = time.UnixMicro(at).UTC()
	return h, nil
}

// Snapshot is the latest state this process knows.
func (s *Store) Snapshot() *record.Snapshot { return s.head.Load() }

// publish makes a snapshot the latest, unless a later one is there.
func (s *Store) publish(next *record.Snapshot) {
	for {
		now := s.head.Load()
		if now.Seq() >= next.Seq() || s.head.CompareAndSwap(now, next) {
			s.past.shown(next.Seq())
			return
		}
	}
}

// CatchUp brings the snapshot up to the head of the journal. Error: Unavailable.
func (s *Store) CatchUp(ctx context.Context) error {
	select {
	case s.catching <- struct{}{}:
		defer func() { <-s.catching }()
	case <-ctx.Done():
		return fault.Wrap(fault.Unavailable, ctx.Err(), "the journal cannot be read")
	}
	from := s.Snapshot()
	var seq int64
	if err := s.read.QueryRowContext(ctx, "SELECT seq FROM journal_head WHERE one = 1").Scan(&seq); err != nil {
		return fault.Wrap(fault.Unavailable, err, "the journal cannot be read")
	}
	if seq <= from.Seq() {
		return nil
	}
	// one consistent view of head and records
	tx, err := s.read.BeginTx(ctx, &sql.TxOptions{Isolation: s.d.viewIsolation(), ReadOnly: s.d.postgres})
	if err != nil {
		return fault.Wrap(fault.Unavailable, err, "the journal cannot be read")
	}
	defer rollback(tx)
	head, err := readHead(ctx, tx)
	if err != nil {
		return err
	}
	next, err := s.advance(ctx, tx, from, head)
	if err != nil {
		return err
	}
	s.publish(next)
	return nil
}

// Wait waits until this process shows an entry, at most so long, and tells whether it does. For an entry that the database
// does not have it does not wait: whoever wrote it knows that it was confirmed.
func (s *Store) Wait(ctx context.Context, seq int64, atMost time.Duration) bool {
	ctx, cancel := context.WithTimeout(ctx, atMost)
	defer cancel()
	for {
		if s.Snapshot().Seq() >= seq {
			return true
		}
		err := s.CatchUp(ctx)
		if s.Snapshot().Seq() >= seq {
			return true
		}
		if err == nil {
			return false // the head of the database is shown, and lies before
		}
		if ctx.Err() == nil {
			s.log.Warn("catching up with the journal", "error", err)
		}
		select {
		case <-ctx.Done():
			return false
		case <-time.After(20 * time.Millisecond):
		}
	}
}

// a database that does not answer for so long is asked anew: its connection may be dead without either side knowing
const catchUpTimeout = 30 * time.Second

// follow looks for entries of other processes until it is told to stop.
func (s *Store) follow(ctx context.Context, every time.Duration) {
	tick := time.NewTicker(every)
	defer tick.Stop()
	for {
		select {
		case <-ctx.Done():
			return
		case <-tick.C:
			one, cancel := context.WithTimeout(ctx, catchUpTimeout)
			if err := s.CatchUp(one); err != nil && ctx.Err() == nil {
				s.log.Warn("catching up with the journal", "error", err)
			}
			cancel()
		}
	}
}

// advance gives the state at the head: from nothing by the latest revisions, else by what came since.
func (s *Store) advance(ctx context.Context, q querier, from *record.Snapshot, head headRow) (*record.Snapshot, error) {
	if from.Seq() >= head.seq {
		return from, nil
	}
	edit := from.Edit()
	if from.Seq() == 0 {
		if err := s.load(ctx, q, edit, "record_head h JOIN revision r ON r.uid = h.uid AND r.revision = h.revision", ""); err != nil {
			return nil, err
		}
		if err := s.names(ctx, q, edit.Former, "seq <= ?", head.seq); err != nil {
			return nil, err
		}
		return edit.Seal(head.seq, head.at), nil
	}
	err := s.load(ctx, q, edit, "revision r", "WHERE r.seq > ? AND r.seq <= ? ORDER BY r.seq, r.revision", from.Seq(), head.seq)
	if err != nil {
		return nil, err
	}
	entries, err := s.entries(ctx, q, "type = ? AND seq > ? AND seq <= ?", string(journal.Erasure), from.Seq(), head.seq)
	if err != nil {
		return nil, err
	}
	for _, e := range entries {
		s.past.erased(e.Seq)
		if err := s.loadLatest(ctx, q, edit, e.Body.Erased, head.seq); err != nil {
			return nil, err
		}
	}
	return edit.Seal(head.seq, head.at), nil
}

// loadLatest reads records again as they stood at a sequence, without what was erased.
func (s *Store) loadLatest(ctx context.Context, q querier, edit *record.Edit, erased []journal.Erased, at int64) error {
	for _, x := range erased {
		err := s.load(ctx, q, edit, "revision r", `WHERE r.uid = ? AND r.revision = (SELECT MAX(x.revision) FROM revision x WHERE x.uid = r.uid AND x.seq <= ?)`, x.UID, at)
		if err != nil {
			return err
		}
	}
	return nil
}

// names goes through names that were given, by the condition.
func (s *Store) names(ctx context.Context, q querier, do func(kind, name string, uid record.UID), where string, args ...any) error {
	rows, err := q.QueryContext(ctx, s.d.bind("SELECT kind, name, uid FROM record_name WHERE "+where), args...)
	if err != nil {
		return fault.Wrap(fault.Unavailable, err, "the records cannot be read")
	}
	defer func() { _ = rows.Close() }()
	for rows.Next() {
		var kind, name string
		var uid record.UID
		if err := rows.Scan(&kind, &name, &uid); err != nil {
			return fault.Wrap(fault.Unavailable, err, "the records cannot be read")
		}
		do(kind, name, uid)
	}
	if err := rows.Err(); err != nil {
		return fault.Wrap(fault.Unavailable, err, "the records cannot be read")
	}
	return nil
}

// load reads revisions, with their personal values, into an edit. Which ones, say the table or join that gives r, and the
// words that follow it.
func (s *Store) load(ctx context.Context, q querier, edit *record.Edit, from, where string, args ...any) error {
	records, err := s.revisions(ctx, q, from, where, args...)
	if err != nil {
		return err
	}
	records, err = s.withForce(ctx, q, edit, records)
	for _, r := range records {
		edit.Put(r)
	}
	return err
}

// withForce puts before revisions those that are in force beside them and that the edit does not have: a few queries
// however many wait.
func (s *Store) withForce(ctx context.Context, q querier, edit *record.Edit, records []*record.Record) ([]*record.Record, error) {
	here := map[sharedKey]bool{}
	for _, r := range records {
		here[sharedKey{r.UID, r.Revision}] = true
	}
	var keys []any
	for _, r := range records {
		if key := (sharedKey{r.UID, r.InForce}); r.InForce != 0 && !here[key] && !edit.Has(key.uid, key.revision) {
			here[key] = true
			keys = append(keys, string(r.UID), r.InForce)
		}
	}
	var forces []*record.Record
	for some := range slices.Chunk(keys, listMax/2*2) {
		either := strings.Repeat(" OR r.uid = ? AND r.revision = ?", len(some)/2)[len(" OR "):]
		more, err := s.revisions(ctx, q, "revision r", "WHERE "+either, some...)
		if err != nil {
			return nil, err
		}
		forces = append(forces, more...)
	}
	return append(forces, records...), nil
}

func (s *Store) revisions(ctx context.Context, q querier, from, where string, args ...any) ([]*record.Record, error) {
	rows, err := q.QueryContext(ctx, s.d.bind(`SELECT r.uid, r.revision, r.seq, r.recorded_at, r.kind, r.name, r.code, r.title,
		r.retired, r.state, r.in_force, r.authors, r.schema_version, r.spec, p.field, p.value
		FROM `+from+` LEFT JOIN personal p ON p.uid = r.uid AND p.revision = r.revision `+where), args...)
	if err != nil {
		return nil, fault.Wrap(fault.Unavailable, err, "the records cannot be read")
	}
	defer func() { _ = rows.Close() }()
	var stored []record.Stored
	type key struct {
		uid      record.UID
		revision int64
	}
	personal := map[key]map[string]string{}
	seen := map[key]bool{}
	for rows.Next() {
		var x record.Stored
		var at, retired int64
		var field, value sql.NullString
		var authors string
		if err := rows.Scan(&x.UID, &x.Revision, &x.Seq, &at, &x.Kind, &x.Name, &x.Code, &x.Title, &retired, &x.State, &x.InForce, &authors, &x.Schema, &x.Spec, &field, &value); err != nil {
			return nil, fault.Wrap(fault.Unavailable, err, "the records cannot be read")
		}
		x.RecordedAt, x.Retired, x.Authors = time.UnixMicro(at).UTC(), retired == 1, readUIDs(authors)
		one := key{x.UID, x.Revision}
		if field.Valid {
			if personal[one] == nil {
				personal[one] = map[string]string{}
			}
			personal[one][field.String] = value.String
		}
		if !seen[one] { // a further row is another personal field of the same revision
			seen[one] = true
			stored = append(stored, x)
		}
	}
	if err := rows.Err(); err != nil {
		return nil, fault.Wrap(fault.Unavailable, err, "the records cannot be read")
	}
	out := make([]*record.Record, 0, len(stored))
	for _, x := range stored {
		k, ok := s.registry.Kind(x.Kind)
		if !ok {
			return nil, fault.New(fault.Unavailable, "the database holds records of the kind %q, which this version does not know: start a newer one", x.Kind)
		}
		r, err := k.Load(x, personal[key{x.UID, x.Revision}])
		if err != nil {
			return nil, fault.Wrap(fault.Unavailable, err, "a record cannot be read")
		}
		out = append(out, r)
	}
	return out, nil
}
