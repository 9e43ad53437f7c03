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
// them, or a few where there are thousands or where values were withdrawn or became known later. Each day's value is found by its key. A day is narrower than a pixel where a year is drawn, so that of a series that is
// measured every minute no more comes than can be seen. Error: Unavailable.
func (s *Store) LastOfDays(ctx context.Context, series []int64, from, upTo time.Time, seq int64) (map[int64][]measurement.Dated, error) {
	out := map[int64][]measurement.Dated{}
	if len(series) == 0 || from.After(upTo) {
		return out, nil
	}
	first := from.UnixMicro() - 1
	last := lastValues{seq: seq, low: func(_, at int64) int64 { return max(first, at-at%dayMicros-1) }} // no point is from before 1970
	var months []int64
	for m := measurement.Month(from); m <= measurement.Month(upTo); m++ {
		months = append(months, int64(m))
	}
	query := s.d.seekDays()
	for some := range slices.Chunk(slices.Compact(slices.Sorted(slices.Values(series))), listMax) {
		if err := s.lastRows(ctx, last.take, query, first, upTo.UnixMicro(), s.d.array(months), s.d.array(some), first); err != nil {
			return nil, fault.Wrap(fault.Unavailable, err, "the measurements cannot be read")
		}
		last.done()
	}
	if err := s.seekParts(ctx, &last, nil); err != nil {
		return nil, fault.Wrap(fault.Unavailable, err, "the measurements cannot be read")
	}
	last.sort()
	for _, p := range last.out {
		out[p.Series] = append(out[p.Series], measurement.Dated{At: p.To, Value: *p.Value})
	}
	return out, nil
}
