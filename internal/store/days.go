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
// It is for drawing many series at once, so that it says of a value only when it was and how large. A day is narrower than a pixel where a year is drawn, so
// that of a series that is measured every minute no more comes than can be seen: in months with many points a day, each day's value is found by its key, and
// in those with few, all are gone through. It takes two or three queries, and more where there are thousands of series, or where values were withdrawn or became
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
	var whole, days []span
	for _, p := range sparse {
		whole = append(whole, span{p.month, p.series, from - 1, upTo})
	}
	for some := range slices.Chunk(whole, mostSpans) {
		if err := s.wholeSpans(ctx, last, some); err != nil {
			return err
		}
	}
	for _, p := range dense {
		begin, end := max(from, measurement.MonthStart(int(p.month)).UnixMicro()), min(upTo, measurement.MonthStart(int(p.month)+1).UnixMicro()-1)
		for day := begin - begin%dayMicros; day <= end; day += dayMicros {
			days = append(days, span{p.month, p.series, max(begin, day) - 1, min(end, day+dayMicros-1)})
		}
	}
	return s.seekParts(ctx, last, days)
}

// denseMonth is from how many points of a month on it is cheaper to find the last of each day by its key than to go through all: a search costs as much as two points.
const denseMonth = 62

// density tells of each month and series whether it has many points.
func (s *Store) density(ctx context.Context, months, series []int64) (dense, sparse []span, err error) {
	for some := range slices.Chunk(series, max(1, mostSpans/len(months))) {
		if err := s.densityOf(ctx, months, some, &dense, &sparse); err != nil {
			return nil, nil, err
		}
	}
	return dense, sparse, nil
}

func (s *Store) densityOf(ctx context.Context, months, series []int64, dense, sparse *[]span) error {
	rows, err := s.seek.QueryContext(ctx, s.d.bind("SELECT m.value, s.value, (SELECT COUNT(*) FROM (SELECT 1 FROM point p WHERE p.month = m.value AND p.series = s.value ORDER BY p.valid_to DESC LIMIT ?) x) FROM "+
		s.d.Each+" m CROSS JOIN "+s.d.Each+" s"), denseMonth, s.d.array(months), s.d.array(series))
	if err != nil {
		return err
	}
	defer func() { _ = rows.Close() }()
	for rows.Next() {
		var p span
		var n int64
		if err := rows.Scan(&p.month, &p.series, &n); err != nil {
			return err
		}
		switch {
		case n >= denseMonth:
			*dense = append(*dense, p)
		case n > 0:
			*sparse = append(*sparse, p)
		}
	}
	return rows.Err()
}
