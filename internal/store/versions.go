package store

import (
	"context"
	"time"

	"github.com/steelyard-isms/steelyard/internal/fault"
	"github.com/steelyard-isms/steelyard/internal/measurement"
)

// Corrected counts the recorded versions of the points of a series with the given valid ends, for those that have more
// than one. The key is the valid end in microseconds since 1970.
func (s *Store) Corrected(ctx context.Context, series int64, ends []time.Time, seq int64) (map[int64]int, error) {
	if len(ends) == 0 {
		return map[int64]int{}, nil
	}
	var months, micros []any
	for _, end := range ends {
		if month := measurement.Month(end); len(months) == 0 || months[len(months)-1] != month {
			months = append(months, month)
		}
		micros = append(micros, end.UnixMicro())
	}
	rows, err := s.read.QueryContext(ctx, s.d.bind(`SELECT p.valid_to, COUNT(*) FROM point p JOIN batch b ON b.id = p.batch
		WHERE p.month IN (`+marks(len(months))+`) AND p.series = ? AND p.valid_to IN (`+marks(len(micros))+`) AND b.seq <= ?
		GROUP BY p.valid_to HAVING COUNT(*) > 1`), append(append(append(months, series), micros...), seq)...)
	if err != nil {
		return nil, fault.Wrap(fault.Unavailable, err, "the measurements cannot be read")
	}
	defer func() { _ = rows.Close() }()
	out := map[int64]int{}
	for rows.Next() {
		var to int64
		var n int
		if err := rows.Scan(&to, &n); err != nil {
			return nil, fault.Wrap(fault.Unavailable, err, "the measurements cannot be read")
		}
		out[to] = n
	}
	if err := rows.Err(); err != nil {
		return nil, fault.Wrap(fault.Unavailable, err, "the measurements cannot be read")
	}
	return out, nil
}

// RecentRuns lists the runs of all sources up to an entry, latest first.
func (s *Store) RecentRuns(ctx context.Context, upTo int64, limit int) ([]Run, error) {
	return s.runs(ctx, s.read, "r.seq <= ? ORDER BY r.seq DESC LIMIT ?", upTo, limit)
}
