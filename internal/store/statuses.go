package store

import (
	"context"
	"database/sql"
	"errors"
	"slices"
	"time"

	"github.com/steelyard-isms/steelyard/internal/fault"
	"github.com/steelyard-isms/steelyard/internal/record"
)

// KeptStatus is the status of a record at the end of a month, as it was known when the month had settled. Scores and bounds are 0 to 100, shares 0 to
// 1; bounds and shares are nil for a measure.
type KeptStatus struct {
	UID                    record.UID
	Day                    time.Time // the last moment of the month
	Score                  *float64  // nil where nothing was known
	Lower, Upper           *float64
	Coverage, Confidence   *float64
	Band, Data, Attainment string // as in score; empty where there was none
}

// KeepStatuses keeps the statuses at the end of a month, all of them or none; where that was done before it does nothing. Seq is
// the journal entry up to which they were known. Error: Unavailable.
func (s *Store) KeepStatuses(ctx context.Context, day time.Time, seq int64, all []KeptStatus) error {
	conn, tx, err := s.beginWrite(ctx)
	if err != nil {
		return fault.Wrap(fault.Unavailable, err, "the database cannot take the write now")
	}
	defer func() { _ = conn.Close() }()
	defer rollback(tx)
	done, err := tx.ExecContext(ctx, s.d.bind("INSERT INTO month_end (day, seq) VALUES (?, ?) ON CONFLICT (day) DO NOTHING"), day.UnixMicro(), seq)
	if err != nil {
		return fault.Wrap(fault.Unavailable, err, "the statuses cannot be kept")
	}
	if n, err := done.RowsAffected(); err != nil || n == 0 {
		return err
	}
	kept := rows{into: "kept_status (uid, day, score, lower, upper, coverage, confidence, band, data, attainment)"}
	for _, x := range all {
		kept.add(x.UID, day.UnixMicro(), x.Score, x.Lower, x.Upper, x.Coverage, x.Confidence, x.Band, x.Data, x.Attainment)
	}
	if err := kept.insert(ctx, &Tx{s, conn, tx}); err != nil {
		return fault.Wrap(fault.Unavailable, err, "the statuses cannot be kept")
	}
	if err := tx.Commit(); err != nil {
		return fault.Wrap(fault.Unavailable, err, "the statuses cannot be kept")
	}
	return nil
}

// LastKept is the last month whose statuses are kept, by its last moment; false where none are. Error: Unavailable.
func (s *Store) LastKept(ctx context.Context) (time.Time, bool, error) {
	var day sql.NullInt64
	if err := s.read.QueryRowContext(ctx, "SELECT MAX(day) FROM month_end").Scan(&day); err != nil {
		return time.Time{}, false, fault.Wrap(fault.Unavailable, err, "the statuses kept cannot be read")
	}
	return time.UnixMicro(day.Int64).UTC(), day.Valid, nil
}

// FirstEntry is when the first entry of the journal was recorded; false where it is empty. Error: Unavailable.
func (s *Store) FirstEntry(ctx context.Context) (time.Time, bool, error) {
	var at int64
	err := s.read.QueryRowContext(ctx, "SELECT recorded_at FROM journal ORDER BY seq LIMIT 1").Scan(&at)
	if errors.Is(err, sql.ErrNoRows) {
		return time.Time{}, false, nil
	}
	if err != nil {
		return time.Time{}, false, fault.Wrap(fault.Unavailable, err, "the journal cannot be read")
	}
	return time.UnixMicro(at).UTC(), true, nil
}

// Statuses gives what is kept of some records, at the ends of some months, known up to an entry: by record, earliest first. Error:
// Unavailable.
func (s *Store) Statuses(ctx context.Context, records []record.UID, from, to time.Time, seq int64) (map[record.UID][]KeptStatus, error) {
	out := map[record.UID][]KeptStatus{}
	unreadable := func(err error) error { return fault.Wrap(fault.Unavailable, err, "the statuses kept cannot be read") }
	for some := range slices.Chunk(records, listMax) {
		err := func() error {
			found, err := s.read.QueryContext(ctx, s.d.bind(`SELECT k.uid, k.day, k.score, k.lower, k.upper, k.coverage, k.confidence, k.band, k.data, k.attainment
				FROM kept_status k JOIN month_end m ON m.day = k.day
				WHERE k.day >= ? AND k.day <= ? AND m.seq <= ? AND k.uid IN (`+marks(len(some))+`) ORDER BY k.uid, k.day`),
				append([]any{from.UnixMicro(), to.UnixMicro(), seq}, list(some)...)...)
			if err != nil {
				return unreadable(err)
			}
			defer func() { _ = found.Close() }()
			for found.Next() {
				var x KeptStatus
				var day int64
				if err := found.Scan(&x.UID, &day, &x.Score, &x.Lower, &x.Upper, &x.Coverage, &x.Confidence, &x.Band, &x.Data, &x.Attainment); err != nil {
					return unreadable(err)
				}
				x.Day = time.UnixMicro(day).UTC()
				out[x.UID] = append(out[x.UID], x)
			}
			if err := found.Err(); err != nil {
				return unreadable(err)
			}
			return nil
		}()
		if err != nil {
			return nil, err
		}
	}
	return out, nil
}
