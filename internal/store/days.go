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
// in those with few, all are gone through. It takes three or four queries, and more where there are thousands of series, or where values were withdrawn or became
// known later. Error: Unavailable.
func (s *Store) LastOfDays(ctx context.Context, series []int64, from, upTo time.Time, seq int64) (map[int64][]measurement.Dated, error) {
	if len(series) == 0 || from.After(upTo) {
		return map[int64][]measurement.Dated{}, nil
	}
	series = slices.Compact(slices.Sorted(slices.Values(series)))
	over := s.over(measurement.Month(from), measurement.Month(upTo), from.UnixMicro(), upTo.UnixMicro())
	kept, err := s.keptDays(ctx, over, series, seq)
	if err != nil {
		return nil, fault.Wrap(fault.Unavailable, err, "the measurements cannot be read")
	}
	out, err := s.searchDays(ctx, s.seek, series, from, upTo, seq, kept)
	if err != nil {
		return nil, fault.Wrap(fault.Unavailable, err, "the measurements cannot be read")
	}
	if len(kept) < len(over)*len(series) {
		s.toKeep(found{seq: seq, days: newDays(over, series, kept, out)})
	}
	if len(kept) > 0 {
		for p, days := range kept {
			out[p.Series] = append(out[p.Series], days...)
		}
		for id, days := range out {
			if slices.SortFunc(days, func(a, b measurement.Dated) int { return a.At.Compare(b.At) }); len(days) == 0 {
				delete(out, id)
			}
		}
	}
	return out, nil
}

// newDays are the days of months that were searched for and are not kept.
func newDays(months, series []int64, kept map[Part][]measurement.Dated, read map[int64][]measurement.Dated) []partDays {
	var out []partDays
	for _, id := range series {
		of := map[int][]measurement.Dated{}
		for _, d := range read[id] {
			m := measurement.Month(d.At)
			of[m] = append(of[m], d)
		}
		for _, m := range months {
			p := Part{int(m), id}
			if _, known := kept[p]; !known {
				out = append(out, partDays{p, of[p.Month]})
			}
		}
	}
	return out
}

// searchDays is LastOfDays but for the parts that are kept, for series in order, each once.
func (s *Store) searchDays(ctx context.Context, q querier, series []int64, from, upTo time.Time, seq int64, kept map[Part][]measurement.Dated) (map[int64][]measurement.Dated, error) {
	last := lastValues{seq: seq, low: func(_, at int64) int64 { return max(from.UnixMicro(), at-at%dayMicros) - 1 }} // no point is from before 1970
	known := func(month, series int64) bool { _, ok := kept[Part{int(month), series}]; return ok }
	var months []int64
	for m := int64(measurement.Month(from)); m <= int64(measurement.Month(upTo)); m++ {
		if slices.ContainsFunc(series, func(id int64) bool { return !known(m, id) }) {
			months = append(months, m)
		}
	}
	out := map[int64][]measurement.Dated{}
	if len(months) == 0 {
		return out, nil
	}
	some := slices.DeleteFunc(slices.Clone(series), func(id int64) bool { return !slices.ContainsFunc(months, func(m int64) bool { return !known(m, id) }) })
	if err := s.seekDays(ctx, q, &last, months, some, from.UnixMicro(), upTo.UnixMicro(), known); err != nil {
		return nil, err
	}
	last.sort()
	for _, p := range last.out {
		out[p.Series] = append(out[p.Series], measurement.Dated{At: p.To, Value: *p.Value})
	}
	return out, nil
}

func (s *Store) seekDays(ctx context.Context, q querier, last *lastValues, months, series []int64, from, upTo int64, known func(month, series int64) bool) error {
	dense, sparse, err := s.density(ctx, q, months, series)
	if err != nil {
		return err
	}
	isKnown := func(p span) bool { return known(p.month, p.series) }
	dense, sparse = slices.DeleteFunc(dense, isKnown), slices.DeleteFunc(sparse, isKnown)
	var whole, days []span
	for _, p := range sparse {
		whole = append(whole, span{p.month, p.series, from - 1, upTo})
	}
	for some := range slices.Chunk(whole, mostSpans) {
		if err := s.wholeSpans(ctx, q, last, some); err != nil {
			return err
		}
	}
	for _, p := range dense {
		begin, end := max(from, measurement.MonthStart(int(p.month)).UnixMicro()), min(upTo, measurement.MonthStart(int(p.month)+1).UnixMicro()-1)
		for day := begin - begin%dayMicros; day <= end; day += dayMicros {
			days = append(days, span{p.month, p.series, max(begin, day) - 1, min(end, day+dayMicros-1)})
		}
	}
	return s.seekParts(ctx, q, last, days)
}

// denseMonth is from how many points of a month on it is cheaper to find the last of each day by its key than to go through all: a search costs as much as two points.
const denseMonth = 62

// density tells of each month and series whether it has many points.
func (s *Store) density(ctx context.Context, q querier, months, series []int64) (dense, sparse []span, err error) {
	for some := range slices.Chunk(series, max(1, mostSpans/len(months))) {
		if err := s.densityOf(ctx, q, months, some, &dense, &sparse); err != nil {
			return nil, nil, err
		}
	}
	return dense, sparse, nil
}

func (s *Store) densityOf(ctx context.Context, q querier, months, series []int64, dense, sparse *[]span) error {
	rows, err := q.QueryContext(ctx, s.d.bind("SELECT m.value, s.value, (SELECT COUNT(*) FROM (SELECT 1 FROM point p WHERE p.month = m.value AND p.series = s.value ORDER BY p.valid_to DESC LIMIT ?) x) FROM "+
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
