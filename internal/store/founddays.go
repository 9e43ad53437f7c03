package store

import (
	"context"
	"encoding/binary"
	"math"
	"slices"
	"time"

	"github.com/steelyard-isms/steelyard/internal/measurement"
)

// partDays are the last values of the days of a part, the oldest first; none where it has none.
type partDays struct {
	Part
	days []measurement.Dated
}

// keptDays gives what is kept of the days of some months and series.
func (s *Store) keptDays(ctx context.Context, months, series []int64, seq int64) (map[Part][]measurement.Dated, error) {
	out := map[Part][]measurement.Dated{}
	if len(months) == 0 {
		return out, nil
	}
	for some := range slices.Chunk(series, listMax) {
		from, args := s.keptIn("day_values", months, some, seq)
		if err := s.eachDayValues(ctx, s.seek, from, args, func(x partDays) { out[x.Part] = x.days }); err != nil {
			return nil, err
		}
	}
	return out, nil
}

func (s *Store) eachDayValues(ctx context.Context, q querier, from string, args []any, do func(partDays)) error {
	rows, err := q.QueryContext(ctx, s.d.bind("SELECT k.month, k.series, k.days FROM "+from), args...)
	if err != nil {
		return err
	}
	defer func() { _ = rows.Close() }()
	for rows.Next() {
		var x partDays
		var packed []byte
		if err := rows.Scan(&x.Month, &x.Series, &packed); err != nil {
			return err
		}
		x.days = unpackDays(packed)
		do(x)
	}
	return rows.Err()
}

const packedDay = 16 // bytes

func packDays(days []measurement.Dated) []byte {
	out := make([]byte, 0, len(days)*packedDay)
	for _, d := range days {
		out = binary.LittleEndian.AppendUint64(out, uint64(d.At.UnixMicro()))
		out = binary.LittleEndian.AppendUint64(out, math.Float64bits(d.Value))
	}
	return out
}

func unpackDays(packed []byte) []measurement.Dated {
	out := make([]measurement.Dated, 0, len(packed)/packedDay)
	for some := range slices.Chunk(packed, packedDay) {
		if len(some) < packedDay { // somebody has written into it: Verify tells
			break
		}
		at := int64(binary.LittleEndian.Uint64(some))
		out = append(out, measurement.Dated{At: time.UnixMicro(at).UTC(), Value: math.Float64frombits(binary.LittleEndian.Uint64(some[8:]))})
	}
	return out
}
