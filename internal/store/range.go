package store

import (
	"context"

	"github.com/steelyard-isms/steelyard/internal/journal"
)

// EntriesAfter gives the entries of the journal behind one, up to another, in their order and at most so many. Error:
// Unavailable.
func (s *Store) EntriesAfter(ctx context.Context, after, upTo int64, limit int) ([]journal.Entry, error) {
	return s.entries(ctx, s.read, "seq > ? AND seq <= ? ORDER BY seq LIMIT ?", after, upTo, limit)
}
