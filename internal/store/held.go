package store

import (
	"context"
	"slices"
	"time"

	"github.com/steelyard-isms/steelyard/internal/fault"
	"github.com/steelyard-isms/steelyard/internal/measurement"
)

// EachHeld goes through the points of some series that hold as of an entry: of each valid end between two moments, both included, the
// version that was recorded last up to the entry, unless that withdraws. Those of one series come by valid end; of several they come
// in parts, by month. It keeps one point at a time, which do must not keep or change: what it needs of it, it copies. Run and label are
// not told. Errors: Unavailable; that of do, which ends it.
func (s *Store) EachHeld(ctx context.Context, series []int64, from, upTo time.Time, seq int64, do func(*measurement.Recorded) error) error {
	if len(series) == 0 || from.After(upTo) {
		return nil
	}
	var months []int
	for m := measurement.Month(from); m <= measurement.Month(upTo); m++ {
		months = append(months, m)
	}
	wanted := slices.Compact(slices.Sorted(slices.Values(series)))
	for some := range slices.Chunk(wanted, listMax) { // a series lies in one of them whole
		for part := range slices.Chunk(months, listMax) {
			if err := s.eachHeld(ctx, part, some, from.UnixMicro(), upTo.UnixMicro(), seq, do); err != nil {
				return err
			}
		}
	}
	return nil
}

func (s *Store) eachHeld(ctx context.Context, months []int, series []int64, from, upTo, seq int64, do func(*measurement.Recorded) error) error {
	rows, err := s.read.QueryContext(ctx, s.d.bind(`SELECT p.month, p.series, p.valid_from, p.valid_to, p.value, p.sample, p.batch, b.seq, j.recorded_at
		FROM point p JOIN batch b ON b.id = p.batch JOIN journal j ON j.seq = b.seq
		WHERE p.month IN (`+marks(len(months))+") AND p.series IN ("+marks(len(series))+`) AND p.valid_to >= ? AND p.valid_to <= ? AND b.seq <= ?
		ORDER BY p.month, p.series, p.valid_to`), slices.Concat(list(months), list(series), []any{from, upTo, seq})...)
	if err != nil {
		return fault.Wrap(fault.Unavailable, err, "the measurements cannot be read")
	}
	defer func() { _ = rows.Close() }()
	var held heldPoint
	for rows.Next() {
		var p candidate
		if err := rows.Scan(&p.month, &p.series, &p.from, &p.to, &p.value, &p.sample, &p.batch, &p.seq, &p.recorded); err != nil {
			return fault.Wrap(fault.Unavailable, err, "the measurements cannot be read")
		}
		if p.series == held.series && p.to == held.to {
			if p.later(held.candidate) {
				held.candidate = p
			}
			continue
		}
		if err := held.give(do); err != nil {
			return err
		}
		held.candidate = p
	}
	if err := rows.Err(); err != nil {
		return fault.Wrap(fault.Unavailable, err, "the measurements cannot be read")
	}
	return held.give(do)
}

// heldPoint is, of the versions of one valid end, the latest so far; batch 0 is none.
type heldPoint struct {
	candidate
	out measurement.Recorded
}

// give gives the point away, unless there is none or it withdraws.
func (h *heldPoint) give(do func(*measurement.Recorded) error) error {
	if h.batch == 0 || !h.value.Valid {
		return nil
	}
	h.out = measurement.Recorded{Point: measurement.Point{Series: h.series, From: time.UnixMicro(h.from).UTC(), To: time.UnixMicro(h.to).UTC(), Value: &h.value.Float64},
		Batch: h.batch, Seq: h.seq, RecordedAt: time.UnixMicro(h.recorded).UTC()}
	if h.sample.Valid {
		h.out.Sample = &h.sample.Int64
	}
	return do(&h.out)
}
