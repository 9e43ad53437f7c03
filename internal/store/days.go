package store

import (
	"context"
	"slices"
	"time"

	"github.com/steelyard-isms/steelyard/internal/fault"
	"github.com/steelyard-isms/steelyard/internal/measurement"
)

const dayMicros = 24 * int64(time.Hour/time.Microsecond)

// LastOfDays gives, for each series and each day of UTC, the last value that holds: valid from the one moment to the other, both
// included, known at or before the entry seq, corrected by what came later up to it, and not withdrawn. Of a day whose last point was
// withdrawn that is the one before. Values of one series are ordered by their time; a series without any has none.
//
// It is for drawing many series at once, so that it says of a value only when it was and how large, and takes one query for all of
// them, or a few where there are thousands. A day is narrower than a pixel where a year is drawn, so that of a series that is
// measured every minute no more comes than can be seen. Error: Unavailable.
func (s *Store) LastOfDays(ctx context.Context, series []int64, from, upTo time.Time, seq int64) (map[int64][]measurement.Dated, error) {
	last := lastOfDays{out: map[int64][]measurement.Dated{}}
	if len(series) == 0 || from.After(upTo) {
		return last.out, nil
	}
	var months []int
	for m := measurement.Month(from); m <= measurement.Month(upTo); m++ {
		months = append(months, m)
	}
	wanted := slices.Compact(slices.Sorted(slices.Values(series)))
	for some := range slices.Chunk(wanted, listMax) { // a series lies in one of them whole, and its months come in order
		for part := range slices.Chunk(months, listMax) {
			args := slices.Concat(list(part), list(some), []any{from.UnixMicro(), upTo.UnixMicro(), seq})
			if err := s.scanDays(ctx, &last, "p.month IN ("+marks(len(part))+") AND p.series IN ("+marks(len(some))+")", args); err != nil {
				return nil, fault.Wrap(fault.Unavailable, err, "the measurements cannot be read")
			}
		}
	}
	return last.out, nil
}

// scanDays goes through points in the order of their key, as scanLast does.
func (s *Store) scanDays(ctx context.Context, last *lastOfDays, where string, args []any) error {
	rows, err := s.read.QueryContext(ctx, s.d.bind(`SELECT p.series, p.valid_to, p.value, p.batch, b.seq FROM point p JOIN batch b ON b.id = p.batch
		WHERE `+where+" AND p.valid_to >= ? AND p.valid_to <= ? AND b.seq <= ? ORDER BY p.month, p.series, p.valid_to"), args...)
	if err != nil {
		return err
	}
	defer func() { _ = rows.Close() }()
	versions := holding{on: last.add}
	var p candidate
	for rows.Next() {
		if err := rows.Scan(&p.series, &p.to, &p.value, &p.batch, &p.seq); err != nil {
			return err
		}
		versions.take(p)
	}
	versions.end()
	return rows.Err()
}

type lastOfDays struct {
	out map[int64][]measurement.Dated
}

// add takes in a value: it is the last one of its day so far.
func (l *lastOfDays) add(p candidate) {
	found := measurement.Dated{At: time.UnixMicro(p.to).UTC(), Value: p.value.Float64}
	have := l.out[p.series]
	if n := len(have); n > 0 && have[n-1].At.UnixMicro()/dayMicros == p.to/dayMicros { // no point is from before 1970
		have[n-1] = found
		return
	}
	l.out[p.series] = append(have, found)
}
