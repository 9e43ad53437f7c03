package store

import (
	"context"
	"errors"
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
// It is for drawing many series at once, so that it says of a value only when it was and how large. A day is narrower than a pixel where a year is drawn, so
// that of a series that is measured every minute no more comes than can be seen: where a series has many points a day, each day's value is found by its key, and
// where it has few, all are gone through. It takes two or three queries, and more where there are thousands of series, or where values were withdrawn or became
// known later. Error: Unavailable.
func (s *Store) LastOfDays(ctx context.Context, series []int64, from, upTo time.Time, seq int64) (map[int64][]measurement.Dated, error) {
	out := map[int64][]measurement.Dated{}
	if len(series) == 0 || from.After(upTo) {
		return out, nil
	}
	last := lastValues{seq: seq, low: func(_, at int64) int64 { return max(from.UnixMicro(), at-at%dayMicros) - 1 }} // no point is from before 1970
	var months []int64
	for m := measurement.Month(from); m <= measurement.Month(upTo); m++ {
		months = append(months, int64(m))
	}
	err := s.lastOfDays(ctx, &last, months, slices.Compact(slices.Sorted(slices.Values(series))), from.UnixMicro(), upTo.UnixMicro())
	if err != nil {
		return nil, fault.Wrap(fault.Unavailable, err, "the measurements cannot be read")
	}
	last.sort()
	for _, p := range last.out {
		out[p.Series] = append(out[p.Series], measurement.Dated{At: p.To, Value: *p.Value})
	}
	return out, nil
}

func (s *Store) lastOfDays(ctx context.Context, last *lastValues, months, series []int64, from, upTo int64) error {
	dense, sparse, err := s.density(ctx, months, series)
	if err != nil {
		return err
	}
	for some := range slices.Chunk(sparse, listMax) { // a series lies in one of them whole, and its months come in order
		for part := range slices.Chunk(months, listMax) {
			held := holding{on: last.add}
			err := s.lastRows(ctx, held.take, "SELECT "+lastColumns+" FROM point p JOIN batch b ON b.id = p.batch WHERE p.month IN ("+marks(len(part))+") AND p.series IN ("+marks(len(some))+
				") AND p.valid_to >= ? AND p.valid_to <= ? AND b.seq <= ? ORDER BY p.month, p.series, p.valid_to", slices.Concat(list(part), list(some), []any{from, upTo, last.seq})...)
			if err != nil {
				return err
			}
			held.end()
		}
	}
	var days []span
	for _, id := range dense {
		for day := from - from%dayMicros; day <= upTo; day += dayMicros {
			month := measurement.Month(time.UnixMicro(day))
			days = append(days, span{int64(month), id, max(from, day) - 1, min(upTo, day+dayMicros-1)})
		}
	}
	return s.seekParts(ctx, last, days)
}

// denseMonth is from how many points of a month on it is cheaper to find the last of each day by its key than to go through all: a search costs as much as three to five
// points, and a month has 31 days.
const denseMonth = 124

// density tells which series have many points a day, by the first, the middle and the last of some months.
func (s *Store) density(ctx context.Context, months, series []int64) (dense, sparse []int64, err error) {
	probes := slices.Compact([]int64{months[0], months[len(months)/2], months[len(months)-1]})
	for some := range slices.Chunk(series, listMax) {
		rows, err := s.read.QueryContext(ctx, s.d.bind("SELECT s.value, (SELECT MAX(c.n) FROM (SELECT (SELECT COUNT(*) FROM (SELECT 1 FROM point p WHERE p.month = m.value AND p.series = s.value LIMIT ?) x) AS n FROM "+
			s.d.Each+" m) c) FROM "+s.d.Each+" s"), denseMonth, s.d.array(probes), s.d.array(some))
		if err != nil {
			return nil, nil, err
		}
		for rows.Next() {
			var id, n int64
			if err := rows.Scan(&id, &n); err != nil {
				return nil, nil, errors.Join(err, rows.Close())
			}
			if n >= denseMonth {
				dense = append(dense, id)
			} else {
				sparse = append(sparse, id)
			}
		}
		if err := errors.Join(rows.Err(), rows.Close()); err != nil {
			return nil, nil, err
		}
	}
	return dense, sparse, nil
}
