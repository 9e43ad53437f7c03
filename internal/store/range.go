package store

import (
	"context"
	"time"

	"github.com/steelyard-isms/steelyard/internal/fault"
	"github.com/steelyard-isms/steelyard/internal/journal"
)

// EntriesAfter gives the entries of the journal behind one, up to another, in their order and at most so many, in one query; those asked for
// before in none. They are shared: nobody may change what they refer to. Error: Unavailable.
func (s *Store) EntriesAfter(ctx context.Context, after, upTo int64, limit int) ([]journal.Entry, error) {
	var seqs []int64 // the journal has no gaps
	for seq := after + 1; seq <= upTo && len(seqs) < limit; seq++ {
		seqs = append(seqs, seq)
	}
	all, err := s.EntriesOf(ctx, seqs)
	if err != nil {
		return nil, err
	}
	out := make([]journal.Entry, 0, len(all))
	for _, seq := range seqs {
		if e, ok := all[seq]; ok {
			out = append(out, e)
		}
	}
	return out, nil
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
