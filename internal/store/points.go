package store

import (
	"context"
	"database/sql"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/stdlib"

	"github.com/steelyard-isms/steelyard/internal/fault"
	"github.com/steelyard-isms/steelyard/internal/measurement"
)

// PrepareMonths makes sure that the months of a batch can be written. It is called before the write begins.
func (s *Store) PrepareMonths(ctx context.Context, b measurement.Batch) error {
	last := -1
	for _, p := range b.Points {
		month := measurement.Month(p.To)
		if month == last {
			continue
		}
		last = month
		if _, known := s.months.Load(month); known {
			continue
		}
		if err := s.d.monthTable(ctx, s.write, month); err != nil {
			return fault.Wrap(fault.Unavailable, err, "the database cannot take points of this month")
		}
		s.months.Store(month, true)
	}
	return nil
}

// StagePoints writes a sealed batch's points. Readers see them once the batch has its entry (Tx.InsertBatch).
func (t *Tx) StagePoints(ctx context.Context, b measurement.Batch, series []measurement.Series) error {
	if err := t.ensureSeries(ctx, series); err != nil {
		return err
	}
	if t.s.d.postgres {
		return t.copyPoints(ctx, b)
	}
	return t.insertPoints(ctx, b)
}

func (t *Tx) ensureSeries(ctx context.Context, series []measurement.Series) error {
	slices.SortFunc(series, func(a, b measurement.Series) int { return strings.Compare(fmt.Sprint(a), fmt.Sprint(b)) })
	for _, x := range series {
		if _, known := t.s.series.Load(x.ID()); known {
			continue
		}
		if _, err := t.exec(ctx, "INSERT INTO series (id, owner, name, unit) VALUES (?, ?, ?, ?) ON CONFLICT DO NOTHING", x.ID(), x.Owner, x.Name, x.Unit); err != nil {
			return fmt.Errorf("writing series: %w", err)
		}
		var stored measurement.Series
		err := t.tx.QueryRowContext(ctx, t.s.d.bind("SELECT owner, name, unit FROM series WHERE id = ?"), x.ID()).Scan(&stored.Owner, &stored.Name, &stored.Unit)
		if err != nil || stored != x {
			return fmt.Errorf("series %v and %v share the number %d: %w", x, stored, x.ID(), err)
		}
	}
	return nil
}

// KnowSeries remembers that series are stored, once the write that stored them is confirmed.
func (s *Store) KnowSeries(series []measurement.Series) {
	for _, x := range series {
		s.series.Store(x.ID(), true)
	}
}

func (t *Tx) copyPoints(ctx context.Context, b measurement.Batch) error {
	return t.conn.Raw(func(driver any) error {
		conn := driver.(*stdlib.Conn).Conn()
		_, err := conn.CopyFrom(ctx, pgx.Identifier{"point"}, []string{"month", "series", "valid_to", "batch", "valid_from", "value", "sample", "note"},
			pgx.CopyFromSlice(len(b.Points), func(i int) ([]any, error) { return pointRow(b.ID, b.Points[i]), nil }))
		return err
	})
}

// rows of one INSERT: enough that the cost of a statement disappears, few enough for SQLite's 32,766 parameters
const rowsPerInsert = 500

func (t *Tx) insertPoints(ctx context.Context, b measurement.Batch) error {
	const row = "(?,?,?,?,?,?,?,?)"
	args := make([]any, 0, 8*rowsPerInsert)
	for chunk := range slices.Chunk(b.Points, rowsPerInsert) {
		args = args[:0]
		for _, p := range chunk {
			args = append(args, pointRow(b.ID, p)...)
		}
		query := "INSERT INTO point (month, series, valid_to, batch, valid_from, value, sample, note) VALUES " +
			strings.TrimSuffix(strings.Repeat(row+",", len(chunk)), ",")
		if _, err := t.tx.ExecContext(ctx, query, args...); err != nil {
			return fmt.Errorf("writing points: %w", err)
		}
	}
	return nil
}

func pointRow(batch int64, p measurement.Point) []any {
	var value, sample any
	if p.Value != nil {
		value = *p.Value + 0 // the sign of zero is not kept
	}
	if p.Sample != nil {
		sample = *p.Sample
	}
	return []any{int64(measurement.Month(p.To)), p.Series, p.To.UnixMicro(), batch, p.From.UnixMicro(), value, sample, p.Note}
}

const pointColumns = "p.series, p.valid_from, p.valid_to, p.value, p.sample, p.note, p.batch, b.seq, b.run, b.label, j.recorded_at"

// Cut asks for the last value of a series before a moment inside a month, as well as at the month's end.
type Cut struct {
	Series int64
	At     time.Time
}

// LastOfMonths gives, for each series and month, the last value that holds: valid at or before upTo, known at or before
// the entry seq, corrected by what came later up to it, and not withdrawn. Cuts divide a month further. One query.
func (s *Store) LastOfMonths(ctx context.Context, series []int64, from, upTo time.Time, seq int64, cuts []Cut) ([]measurement.Recorded, error) {
	if len(series) == 0 {
		return nil, nil
	}
	args := []any{}
	part := "0"
	if len(cuts) > 0 {
		var cases strings.Builder
		for _, c := range cuts {
			cases.WriteString(" + CASE WHEN p.series = ? AND p.valid_to > ? THEN 1 ELSE 0 END")
			args = append(args, c.Series, c.At.UnixMicro())
		}
		part += cases.String()
	}
	args = append(args, measurement.Month(from), measurement.Month(upTo))
	for _, id := range series {
		args = append(args, id)
	}
	args = append(args, upTo.UnixMicro(), seq)
	query := `SELECT q.series, q.valid_from, q.valid_to, q.value, q.sample, q.note, q.batch, q.seq, q.run, q.label, j.recorded_at FROM (
		SELECT v.*, ROW_NUMBER() OVER (PARTITION BY v.month, v.series, v.part ORDER BY v.valid_to DESC) AS place FROM (
			SELECT p.*, b.seq, b.run, b.label, ` + part + ` AS part,
				ROW_NUMBER() OVER (PARTITION BY p.month, p.series, p.valid_to ORDER BY b.seq DESC) AS version
			FROM point p JOIN batch b ON b.id = p.batch
			WHERE p.month BETWEEN ? AND ? AND p.series IN (` + marks(len(series)) + `) AND p.valid_to <= ? AND b.seq <= ?
		) v WHERE v.version = 1 AND v.value IS NOT NULL
	) q JOIN journal j ON j.seq = q.seq WHERE q.place = 1 ORDER BY q.series, q.valid_to`
	return s.points(ctx, query, args...)
}

// LastBefore gives the last value of each series that holds before a month, for series whose values lie far back.
func (s *Store) LastBefore(ctx context.Context, series []int64, before time.Time, seq int64) ([]measurement.Recorded, error) {
	if len(series) == 0 {
		return nil, nil
	}
	args := []any{measurement.Month(before)}
	for _, id := range series {
		args = append(args, id)
	}
	args = append(args, seq)
	query := `SELECT q.series, q.valid_from, q.valid_to, q.value, q.sample, q.note, q.batch, q.seq, q.run, q.label, j.recorded_at FROM (
		SELECT v.*, ROW_NUMBER() OVER (PARTITION BY v.series ORDER BY v.valid_to DESC) AS place FROM (
			SELECT p.*, b.seq, b.run, b.label, ROW_NUMBER() OVER (PARTITION BY p.month, p.series, p.valid_to ORDER BY b.seq DESC) AS version
			FROM point p JOIN batch b ON b.id = p.batch
			WHERE p.month < ? AND p.series IN (` + marks(len(series)) + `) AND b.seq <= ?
		) v WHERE v.version = 1 AND v.value IS NOT NULL
	) q JOIN journal j ON j.seq = q.seq WHERE q.place = 1 ORDER BY q.series`
	return s.points(ctx, query, args...)
}

// Latest gives the points of a series that hold, withdrawn ones included, latest first, at most limit.
func (s *Store) Latest(ctx context.Context, series int64, upTo time.Time, seq int64, limit int) ([]measurement.Recorded, error) {
	return s.points(ctx, `SELECT v.series, v.valid_from, v.valid_to, v.value, v.sample, v.note, v.batch, v.seq, v.run, v.label, j.recorded_at FROM (
			SELECT p.*, b.seq, b.run, b.label, ROW_NUMBER() OVER (PARTITION BY p.month, p.series, p.valid_to ORDER BY b.seq DESC) AS version
			FROM point p JOIN batch b ON b.id = p.batch
			WHERE p.month <= ? AND p.series = ? AND p.valid_to <= ? AND b.seq <= ?
		) v JOIN journal j ON j.seq = v.seq WHERE v.version = 1 ORDER BY v.valid_to DESC LIMIT ?`,
		measurement.Month(upTo), series, upTo.UnixMicro(), seq, limit)
}

// Versions gives all that was recorded for one valid end of a series up to an entry, latest first.
func (s *Store) Versions(ctx context.Context, series int64, to time.Time, seq int64) ([]measurement.Recorded, error) {
	return s.points(ctx, "SELECT "+pointColumns+` FROM point p JOIN batch b ON b.id = p.batch JOIN journal j ON j.seq = b.seq
		WHERE p.month = ? AND p.series = ? AND p.valid_to = ? AND b.seq <= ? ORDER BY b.seq DESC`,
		measurement.Month(to), series, to.UnixMicro(), seq)
}

// OfRun gives the points that a run made.
func (s *Store) OfRun(ctx context.Context, run string, month time.Time, limit int) ([]measurement.Recorded, error) {
	return s.points(ctx, "SELECT "+pointColumns+` FROM batch b JOIN point p ON p.batch = b.id JOIN journal j ON j.seq = b.seq
		WHERE b.run = ? AND p.month = ? ORDER BY p.series, p.valid_to LIMIT ?`, run, measurement.Month(month), limit)
}

func (s *Store) points(ctx context.Context, query string, args ...any) ([]measurement.Recorded, error) {
	rows, err := s.read.QueryContext(ctx, s.d.bind(query), args...)
	if err != nil {
		return nil, fault.Wrap(fault.Unavailable, err, "the measurements cannot be read")
	}
	defer func() { _ = rows.Close() }()
	var out []measurement.Recorded
	for rows.Next() {
		var r measurement.Recorded
		var from, to, at int64
		var value sql.NullFloat64
		var sample sql.NullInt64
		if err := rows.Scan(&r.Series, &from, &to, &value, &sample, &r.Note, &r.Batch, &r.Seq, &r.Run, &r.Label, &at); err != nil {
			return nil, fault.Wrap(fault.Unavailable, err, "the measurements cannot be read")
		}
		r.From, r.To, r.RecordedAt = time.UnixMicro(from).UTC(), time.UnixMicro(to).UTC(), time.UnixMicro(at).UTC()
		if value.Valid {
			r.Value = &value.Float64
		}
		if sample.Valid {
			r.Sample = &sample.Int64
		}
		out = append(out, r)
	}
	if err := rows.Err(); err != nil {
		return nil, fault.Wrap(fault.Unavailable, err, "the measurements cannot be read")
	}
	return out, nil
}
