package store

import (
	"context"
	"database/sql"
	"fmt"
	"slices"
	"time"

	"github.com/steelyard-isms/steelyard/internal/fault"
	"github.com/steelyard-isms/steelyard/internal/measurement"
)

// Part is the points of one series in one storage month.
type Part struct {
	Month  int // measurement.Month
	Series int64
}

// noteParts writes down which parts a sealed batch touches. It is in storage order, so equal parts lie together.
func (t *Tx) noteParts(ctx context.Context, b measurement.Batch) error {
	parts := rows{into: "batch_part (batch, month, series)"}
	var last Part
	for _, p := range b.Points {
		if part := (Part{measurement.Month(p.To), p.Series}); part != last {
			parts.add(b.ID, int64(part.Month), part.Series)
			last = part
		}
	}
	if err := parts.insert(ctx, t); err != nil {
		return fmt.Errorf("noting what a batch touches: %w", err)
	}
	return nil
}

// Touched lists the parts that batches recorded after one entry, up to another, have points of. Error: Unavailable.
func (s *Store) Touched(ctx context.Context, after, upTo int64) ([]Part, error) {
	out, err := s.touched(ctx, s.read, after, upTo)
	if err != nil {
		return nil, fault.Wrap(fault.Unavailable, err, "the measurements cannot be read")
	}
	return out, nil
}

func (s *Store) touched(ctx context.Context, q querier, after, upTo int64) ([]Part, error) {
	rows, err := q.QueryContext(ctx, s.d.bind(`SELECT DISTINCT p.month, p.series FROM batch b JOIN batch_part p ON p.batch = b.id
		WHERE b.seq > ? AND b.seq <= ? ORDER BY p.month, p.series`), after, upTo)
	if err != nil {
		return nil, err
	}
	defer func() { _ = rows.Close() }()
	var out []Part
	for rows.Next() {
		var p Part
		if err := rows.Scan(&p.Month, &p.Series); err != nil {
			return nil, err
		}
		out = append(out, p)
	}
	return out, rows.Err()
}

// LastOfMonth is LastOfMonths for the one storage month.
func (s *Store) LastOfMonth(ctx context.Context, series []int64, month int, upTo time.Time, seq int64, cuts []Cut) ([]measurement.Recorded, error) {
	return s.lastOfMonths(ctx, series, month, month, upTo.UnixMicro(), seq, cuts)
}

// NextEnd gives the earliest valid end among some series that lies after a moment in its storage month, whenever it was
// recorded; the end of the month, exclusive, where there is none.
func (s *Store) NextEnd(ctx context.Context, series []int64, after time.Time) (time.Time, error) {
	month := measurement.Month(after)
	next := measurement.MonthStart(month + 1)
	for some := range slices.Chunk(series, listMax) {
		var end sql.NullInt64
		err := s.seek.QueryRowContext(ctx, s.d.bind("SELECT MIN(n.valid_to) FROM (SELECT (SELECT MIN(p.valid_to) FROM point p WHERE p.month = ? AND p.series = k.value AND p.valid_to > ?) AS valid_to FROM "+s.d.Each+" k) n"),
			month, after.UnixMicro(), s.d.array(some)).Scan(&end)
		if err != nil {
			return next, fault.Wrap(fault.Unavailable, err, "the measurements cannot be read")
		}
		if end.Valid && end.Int64 < next.UnixMicro() {
			next = time.UnixMicro(end.Int64).UTC()
		}
	}
	return next, nil
}
