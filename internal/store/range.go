package store

import (
	"context"
	"time"

	"github.com/steelyard-isms/steelyard/internal/fault"
	"github.com/steelyard-isms/steelyard/internal/journal"
)

// EntriesAfter gives the entries of the journal behind one, up to another, in their order and at most so many. Error:
// Unavailable.
func (s *Store) EntriesAfter(ctx context.Context, after, upTo int64, limit int) ([]journal.Entry, error) {
	return s.entries(ctx, s.read, "seq > ? AND seq <= ? ORDER BY seq LIMIT ?", after, upTo, limit)
}

// RecordedAt is when an entry was recorded; not ok where the journal has none of that number. It does not read the entry,
// which may tell of thousands of records. Error: Unavailable.
func (s *Store) RecordedAt(ctx context.Context, seq int64) (at time.Time, ok bool, err error) {
	at, err = s.recordedAt(ctx, s.read, seq)
	if fault.Is(err, fault.NotFound) {
		return time.Time{}, false, nil
	}
	return at, err == nil, err
}
