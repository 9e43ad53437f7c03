package store

import (
	"context"
	"database/sql"
	"fmt"
	"slices"
	"time"

	"github.com/steelyard-isms/steelyard/internal/measurement"
)

// Last values of months that are over change by late values and corrections alone. What was searched for among all points is therefore kept in tables of its own, where what is read
// together lies together: the first reading since a start then costs the same however many points there are.

// found is what was searched for, all of it as of one entry.
type found struct {
	seq    int64
	months []monthEnd
	days   []partDays
}

// monthEnd is the last value of a part; batch 0 is none.
type monthEnd struct {
	Part
	candidate
}

const (
	mostFound    = 5000 // parts are kept in one write: others want to write, too
	mostWaiting  = 100  // such writes wait; what finds no room is searched for again after the next start
	mostOutdated = 100  // entries may have come since what is kept was read, for they are looked through while nobody else can write
)

// KeepFound keeps what readers search for, until the context ends. A server runs it; who reads once needs nothing kept. What cannot be written is told to the log.
func (s *Store) KeepFound(ctx context.Context) {
	s.keeps.Store(true)
	defer s.keeps.Store(false)
	for {
		select {
		case <-ctx.Done():
			return
		case f := <-s.found:
			if err := s.keepFound(ctx, f); err != nil && ctx.Err() == nil {
				s.log.Warn("values that were searched for are not kept", "error", err)
			}
		}
	}
}

// toKeep hands on what was found, without waiting.
func (s *Store) toKeep(f found) {
	if !s.keeps.Load() || f.seq < s.Snapshot().Seq()-mostOutdated {
		return
	}
	for len(f.months)+len(f.days) > 0 {
		months, days := min(len(f.months), mostFound), min(len(f.days), mostFound)
		select {
		case s.found <- found{f.seq, f.months[:months], f.days[:days]}:
		default:
			return
		}
		f.months, f.days = f.months[months:], f.days[days:]
	}
}

// keepFound writes under the journal's lock: whoever adds points afterwards throws away what is kept of their months, and of whoever did so before, since it was read, it is seen here.
func (s *Store) keepFound(ctx context.Context, f found) error {
	conn, tx, err := s.beginWrite(ctx)
	if err != nil {
		return err
	}
	defer func() { _ = conn.Close() }()
	defer rollback(tx)
	if err := s.d.lock(ctx, tx); err != nil {
		return err
	}
	head, err := readHead(ctx, tx)
	if err != nil || f.seq < head.seq-mostOutdated {
		return err
	}
	touched, err := s.touched(ctx, tx, f.seq, head.seq)
	if err != nil {
		return err
	}
	changed := make(map[Part]bool, len(touched))
	for _, p := range touched {
		changed[p] = true
	}
	months := rows{into: "month_value (month, series, seq, valid_to, valid_from, value, sample, note, batch, batch_seq)", conflict: keptBefore}
	for _, x := range f.months {
		if !changed[x.Part] {
			months.add(int64(x.Month), x.Series, f.seq, sql.NullInt64{Int64: x.to, Valid: x.batch != 0}, x.from, x.value.Float64, x.sample, x.note, x.batch, x.seq)
		}
	}
	days := rows{into: "day_values (month, series, seq, days)", conflict: keptBefore}
	for _, x := range f.days {
		if !changed[x.Part] {
			days.add(int64(x.Month), x.Series, f.seq, packDays(x.days))
		}
	}
	for _, r := range []rows{months, days} {
		if err := r.insert(ctx, &Tx{s, conn, tx}); err != nil {
			return err
		}
	}
	return tx.Commit()
}

// keptBefore: what was kept before still holds, and from an earlier entry on.
const keptBefore = " ON CONFLICT (month, series) DO NOTHING"

// forget throws away what is kept of the months that a batch has points of.
func (t *Tx) forget(ctx context.Context, batch int64) error {
	for _, table := range []string{"month_value", "day_values"} {
		if _, err := t.exec(ctx, "DELETE FROM "+table+" WHERE (month, series) IN (SELECT month, series FROM batch_part WHERE batch = ?)", batch); err != nil {
			return fmt.Errorf("throwing away what was kept of the months of a batch: %w", err)
		}
	}
	return nil
}

// over are those of some months, from one to another, that are over, and that lie between two moments whole.
func (s *Store) over(from, upTo int, begin, end int64) []int64 {
	now := time.Now()
	if s.clock != nil {
		now = s.clock()
	}
	var out []int64
	for m := from; m <= upTo; m++ {
		if next := measurement.MonthStart(m + 1); !next.After(now) && measurement.MonthStart(m).UnixMicro() >= begin && next.UnixMicro()-1 <= end {
			out = append(out, int64(m))
		}
	}
	return out
}

// keptIn is what is selected from for what is kept of some months and series, and holds as of an entry: rows k. CROSS JOIN keeps SQLite from looking through a month for each series.
func (s *Store) keptIn(table string, months, series []int64, seq int64) (from string, args []any) {
	return s.d.Each + " m CROSS JOIN " + s.d.Each + " s CROSS JOIN " + table + " k WHERE k.month = m.value AND k.series = s.value AND k.seq <= ?",
		[]any{s.d.array(months), s.d.array(series), seq}
}

// keptMonths hands on what is kept of the last values of months, and gives the parts that it is kept of.
func (s *Store) keptMonths(ctx context.Context, months, series []int64, seq int64, take func(candidate)) (map[Part]bool, error) {
	out := map[Part]bool{}
	if len(months) == 0 {
		return out, nil
	}
	for some := range slices.Chunk(series, listMax) {
		from, args := s.keptIn("month_value", months, some, seq)
		if err := s.eachMonthValue(ctx, s.seek, from, args, func(p candidate) {
			out[Part{int(p.month), p.series}] = true
			if p.batch != 0 {
				take(p)
			}
		}); err != nil {
			return nil, err
		}
	}
	return out, nil
}

func (s *Store) eachMonthValue(ctx context.Context, q querier, from string, args []any, do func(candidate)) error {
	rows, err := q.QueryContext(ctx, s.d.bind("SELECT k.month, k.series, k.valid_to, k.valid_from, k.value, k.sample, k.note, k.batch, k.batch_seq FROM "+from), args...)
	if err != nil {
		return err
	}
	defer func() { _ = rows.Close() }()
	for rows.Next() {
		var p candidate
		var to sql.NullInt64
		if err := rows.Scan(&p.month, &p.series, &to, &p.from, &p.value, &p.sample, &p.note, &p.batch, &p.seq); err != nil {
			return err
		}
		p.to = to.Int64
		do(p)
	}
	return rows.Err()
}
