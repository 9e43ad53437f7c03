package store

import (
	"cmp"
	"context"
	"database/sql"
	"fmt"
	"math"
	"slices"
	"strings"
	"time"

	"github.com/steelyard-isms/steelyard/internal/fault"
	"github.com/steelyard-isms/steelyard/internal/measurement"
)

// Cut asks for the last value of a series before a moment inside a month, as well as at the month's end.
type Cut struct {
	Series int64
	At     time.Time // a point that ends at this very moment is before the cut
}

// held are the points of months and series that hold: known up to an entry, of each valid end the latest version. Where
// one entry brought two versions in two batches, the batch with the higher number holds. Its arguments are those of
// where, in which p is the point and b its batch.
func held(columns, where string) string {
	return `SELECT p.month, p.series, p.valid_from, p.valid_to, p.value, p.sample, p.note, p.batch, b.seq, b.run, b.label` + columns + `,
		ROW_NUMBER() OVER (PARTITION BY p.month, p.series, p.valid_to ORDER BY b.seq DESC, p.batch DESC) AS version
		FROM point p JOIN batch b ON b.id = p.batch WHERE ` + where
}

// LastOfMonths gives, for each series and month, the last value that holds: valid at or before upTo, known at or before
// the entry seq, corrected by what came later up to it, and not withdrawn. Cuts divide a month further: of each part the
// last value is given. Months are those of UTC, the first being that of from. The answer is ordered by series and valid
// end. It is one query, or a few where there are thousands of series.
func (s *Store) LastOfMonths(ctx context.Context, series []int64, from, upTo time.Time, seq int64, cuts []Cut) ([]measurement.Recorded, error) {
	return s.lastOfMonths(ctx, series, measurement.Month(from), measurement.Month(upTo), upTo.UnixMicro(), seq, cuts)
}

func (s *Store) lastOfMonths(ctx context.Context, series []int64, from, upTo int, end, seq int64, cuts []Cut) ([]measurement.Recorded, error) {
	cutsOf := map[int64][]Cut{}
	for _, c := range cuts {
		cutsOf[c.Series] = append(cutsOf[c.Series], c)
	}
	series = slices.Compact(slices.Sorted(slices.Values(series)))
	var out []measurement.Recorded
	for len(series) > 0 {
		var mine []Cut
		n := 0
		for n < len(series) && (n == 0 || n+2*(len(mine)+len(cutsOf[series[n]])) < listMax) {
			mine = append(mine, cutsOf[series[n]]...)
			n++
		}
		points, err := s.lastOfSome(ctx, series[:n], from, upTo, end, seq, mine)
		if err != nil {
			return nil, err
		}
		out, series = append(out, points...), series[n:]
	}
	return out, nil
}

func (s *Store) lastOfSome(ctx context.Context, series []int64, from, upTo int, end, seq int64, cuts []Cut) ([]measurement.Recorded, error) {
	var args []any
	with, part := "", "0"
	if len(cuts) > 0 {
		for _, c := range cuts {
			args = append(args, c.Series, c.At.UnixMicro())
		}
		const row = "(CAST(? AS BIGINT), CAST(? AS BIGINT)),"
		with = "WITH cut (series, at) AS (VALUES " + strings.TrimSuffix(strings.Repeat(row, len(cuts)), ",") + ") "
		part = "(SELECT COUNT(*) FROM cut WHERE cut.series = p.series AND cut.at < p.valid_to)"
	}
	args = append(args, from, upTo)
	args = append(args, list(series)...)
	args = append(args, end, seq)
	return s.points(ctx, with+`SELECT q.series, q.valid_from, q.valid_to, q.value, q.sample, q.note, q.batch, q.seq, q.run, q.label, j.recorded_at FROM (
		SELECT v.*, ROW_NUMBER() OVER (PARTITION BY v.month, v.series, v.part ORDER BY v.valid_to DESC) AS place FROM (`+
		held(", "+part+" AS part", `p.month BETWEEN ? AND ? AND p.series IN (`+marks(len(series))+`) AND p.valid_to <= ? AND b.seq <= ?`)+`
		) v WHERE v.version = 1 AND v.value IS NOT NULL
	) q JOIN journal j ON j.seq = q.seq WHERE q.place = 1 ORDER BY q.series, q.valid_to`, args...)
}

// earlier goes back from a month in ever longer steps, as far as there are points, until do has enough. Points are kept
// by month, so that looking for the last value of a series is cheap where it is near and possible where it is far.
func (s *Store) earlier(ctx context.Context, month int, do func(from, upTo int) (enough bool, err error)) error {
	var first sql.NullInt64
	if err := s.read.QueryRowContext(ctx, s.d.bind("SELECT MIN(month) FROM point WHERE month <= ?"), month).Scan(&first); err != nil {
		return fault.Wrap(fault.Unavailable, err, "the measurements cannot be read")
	}
	for step := 6; first.Valid && month >= int(first.Int64); step *= 2 {
		enough, err := do(month-step+1, month)
		if err != nil || enough {
			return err
		}
		month -= step
	}
	return nil
}

// LastBefore gives the last value of each series that holds before a month, for series whose values lie far back. The
// answer is ordered by series.
func (s *Store) LastBefore(ctx context.Context, series []int64, before time.Time, seq int64) ([]measurement.Recorded, error) {
	wanted := slices.Compact(slices.Sorted(slices.Values(series)))
	if len(wanted) == 0 {
		return nil, nil
	}
	var out []measurement.Recorded
	err := s.earlier(ctx, measurement.Month(before)-1, func(from, upTo int) (bool, error) {
		points, err := s.lastOfMonths(ctx, wanted, from, upTo, math.MaxInt64, seq, nil)
		if err != nil {
			return false, err
		}
		for i, p := range points {
			if i == len(points)-1 || points[i+1].Series != p.Series {
				out = append(out, p)
				at, _ := slices.BinarySearch(wanted, p.Series)
				wanted = slices.Delete(wanted, at, at+1)
			}
		}
		return len(wanted) == 0, nil
	})
	slices.SortFunc(out, func(a, b measurement.Recorded) int { return cmp.Compare(a.Series, b.Series) })
	return out, err
}

// Latest gives the points of a series that hold, withdrawn ones included, latest first, at most limit.
func (s *Store) Latest(ctx context.Context, series int64, upTo time.Time, seq int64, limit int) ([]measurement.Recorded, error) {
	var out []measurement.Recorded
	err := s.earlier(ctx, measurement.Month(upTo), func(from, last int) (bool, error) {
		points, err := s.points(ctx, `SELECT v.series, v.valid_from, v.valid_to, v.value, v.sample, v.note, v.batch, v.seq, v.run, v.label, j.recorded_at FROM (`+
			held("", "p.month BETWEEN ? AND ? AND p.series = ? AND p.valid_to <= ? AND b.seq <= ?")+`
			) v JOIN journal j ON j.seq = v.seq WHERE v.version = 1 ORDER BY v.valid_to DESC LIMIT ?`,
			from, last, series, upTo.UnixMicro(), seq, limit-len(out))
		out = append(out, points...)
		return len(out) >= limit, err
	})
	return out, err
}

const pointColumns = "p.series, p.valid_from, p.valid_to, p.value, p.sample, p.note, p.batch, b.seq, b.run, b.label, j.recorded_at"

// Versions gives all that was recorded for one valid end of a series up to an entry, latest first.
func (s *Store) Versions(ctx context.Context, series int64, to time.Time, seq int64) ([]measurement.Recorded, error) {
	return s.points(ctx, "SELECT "+pointColumns+` FROM point p JOIN batch b ON b.id = p.batch JOIN journal j ON j.seq = b.seq
		WHERE p.month = ? AND p.series = ? AND p.valid_to = ? AND b.seq <= ? ORDER BY b.seq DESC, p.batch DESC`,
		measurement.Month(to), series, to.UnixMicro(), seq)
}

// OfRun gives the points that a run made in a month.
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
			return fault.Wrap(fault.Unavailable, err, "the database cannot take points of %s", measurement.MonthStart(month).Format("2006-01"))
		}
		s.months.Store(month, true)
	}
	return nil
}

// KnowSeries remembers that series are stored, once the write that stored them is confirmed.
func (s *Store) KnowSeries(series []measurement.Series) {
	for _, x := range series {
		s.series.Store(x.ID(), true)
	}
}

func (t *Tx) ensureSeries(ctx context.Context, series []measurement.Series) error {
	unknown := make([]measurement.Series, 0, len(series))
	for _, x := range series {
		if _, known := t.s.series.Load(x.ID()); !known {
			unknown = append(unknown, x)
		}
	}
	// in one order, so that two writers never wait for each other
	slices.SortFunc(unknown, func(a, b measurement.Series) int { return cmp.Compare(a.ID(), b.ID()) })
	for _, x := range unknown {
		if _, err := t.exec(ctx, "INSERT INTO series (id, owner, name, unit) VALUES (?, ?, ?, ?) ON CONFLICT DO NOTHING", x.ID(), x.Owner, x.Name, x.Unit); err != nil {
			return fmt.Errorf("writing series: %w", err)
		}
		var stored measurement.Series
		err := t.tx.QueryRowContext(ctx, t.s.d.bind("SELECT owner, name, unit FROM series WHERE id = ?"), x.ID()).Scan(&stored.Owner, &stored.Name, &stored.Unit)
		if err != nil {
			return fmt.Errorf("writing series %v: %w", x, err)
		}
		if stored != x {
			return fmt.Errorf("series %v and %v share the number %d", x, stored, x.ID())
		}
	}
	return nil
}
