package store

import (
	"context"
	"database/sql"
	"errors"
	"time"

	"github.com/steelyard-isms/steelyard/internal/fault"
	"github.com/steelyard-isms/steelyard/internal/journal"
	"github.com/steelyard-isms/steelyard/internal/record"
)

// SeqAt gives the last entry recorded at or before a time, and when it was; 0 where the journal begins later.
func (s *Store) SeqAt(ctx context.Context, t time.Time) (int64, time.Time, error) {
	var seq, at int64
	err := s.read.QueryRowContext(ctx, s.d.bind(`SELECT seq, recorded_at FROM journal WHERE recorded_at <= ? ORDER BY recorded_at DESC LIMIT 1`), t.UnixMicro()).
		Scan(&seq, &at)
	if errors.Is(err, sql.ErrNoRows) {
		return 0, time.Time{}, nil
	}
	if err != nil {
		return 0, time.Time{}, fault.Wrap(fault.Unavailable, err, "the journal cannot be read")
	}
	return seq, time.UnixMicro(at).UTC(), nil
}

// AsOf gives the state as it was recorded up to an entry. It starts from the latest snapshot and reads only the records
// that have changed since, so that its cost does not grow with what came before.
func (s *Store) AsOf(ctx context.Context, seq int64) (*record.Snapshot, error) {
	past, generation := s.past.get(seq) // before the latest state is taken, which must not be older than an erasure
	now := s.Snapshot()
	switch {
	case seq == now.Seq():
		return now, nil
	case seq > now.Seq():
		return nil, fault.New(fault.NotFound, "the journal has no entry %d yet", seq)
	case seq <= 0:
		return record.NewSnapshot(s.registry), nil
	}
	if past != nil {
		return past, nil
	}
	tx, err := s.read.BeginTx(ctx, &sql.TxOptions{Isolation: s.d.viewIsolation(), ReadOnly: s.d.postgres})
	if err != nil {
		return nil, fault.Wrap(fault.Unavailable, err, "the journal cannot be read")
	}
	defer rollback(tx)
	at, err := s.recordedAt(ctx, tx, seq)
	if err != nil {
		return nil, err
	}
	edit := now.Edit()
	const changed = "SELECT DISTINCT uid FROM revision WHERE seq > ? AND seq <= ?"
	uids, err := s.uids(ctx, tx, changed, seq, now.Seq())
	if err != nil {
		return nil, err
	}
	for _, uid := range uids {
		edit.Remove(uid)
	}
	err = s.names(ctx, tx, func(kind, name string, _ record.UID) { edit.Forget(kind, name) }, "seq > ? AND seq <= ?", seq, now.Seq())
	if err != nil {
		return nil, err
	}
	// Asked record by record within the statement, so that no plan of PostgreSQL's, whose statistics may be old, goes through
	// all that was written before.
	records, err := s.revisions(ctx, tx, `(SELECT c.uid, (SELECT x.revision FROM revision x WHERE x.uid = c.uid AND x.seq <= ?
		ORDER BY x.revision DESC LIMIT 1) AS revision FROM (`+changed+`) c) h JOIN revision r ON r.uid = h.uid AND r.revision = h.revision`, "", seq, seq, now.Seq())
	if err != nil {
		return nil, err
	}
	if records, err = s.withForce(ctx, tx, edit, records); err != nil {
		return nil, err
	}
	records, weight := s.past.share(records, generation)
	for _, r := range records {
		edit.Put(r)
	}
	past = edit.Seal(seq, at)
	s.past.add(past, weight, generation)
	return past, nil
}

func (s *Store) recordedAt(ctx context.Context, q querier, seq int64) (time.Time, error) {
	var at int64
	err := q.QueryRowContext(ctx, s.d.bind("SELECT recorded_at FROM journal WHERE seq = ?"), seq).Scan(&at)
	if errors.Is(err, sql.ErrNoRows) {
		return time.Time{}, fault.New(fault.NotFound, "the journal has no entry %d", seq)
	}
	if err != nil {
		return time.Time{}, fault.Wrap(fault.Unavailable, err, "the journal cannot be read")
	}
	return time.UnixMicro(at).UTC(), nil
}

func (s *Store) uids(ctx context.Context, q querier, query string, args ...any) ([]record.UID, error) {
	rows, err := q.QueryContext(ctx, s.d.bind(query), args...)
	if err != nil {
		return nil, fault.Wrap(fault.Unavailable, err, "the records cannot be read")
	}
	defer func() { _ = rows.Close() }()
	var out []record.UID
	for rows.Next() {
		var u record.UID
		if err := rows.Scan(&u); err != nil {
			return nil, fault.Wrap(fault.Unavailable, err, "the records cannot be read")
		}
		out = append(out, u)
	}
	if err := rows.Err(); err != nil {
		return nil, fault.Wrap(fault.Unavailable, err, "the records cannot be read")
	}
	return out, nil
}

// Revision is one revision of a record with the entry that made it.
type Revision struct {
	*record.Record
	Entry journal.Entry
}

// History gives the revisions of a record up to an entry, latest first, at most limit.
func (s *Store) History(ctx context.Context, uid record.UID, upTo int64, limit int) ([]Revision, error) {
	records, err := s.revisions(ctx, s.read, "revision r", `WHERE r.uid = ? AND r.revision IN (SELECT x.revision FROM revision x WHERE x.uid = ? AND x.seq <= ?
		ORDER BY x.revision DESC LIMIT ?) ORDER BY r.revision DESC`, uid, uid, upTo, limit)
	if err != nil {
		return nil, err
	}
	seqs := make([]int64, len(records))
	for i, r := range records {
		seqs[i] = r.Seq
	}
	entries, err := s.EntriesOf(ctx, seqs)
	if err != nil {
		return nil, err
	}
	out := make([]Revision, len(records))
	for i, r := range records {
		out[i] = Revision{r, entries[r.Seq]}
	}
	return out, nil
}
