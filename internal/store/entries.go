package store

import (
	"context"
	"slices"

	lru "github.com/hashicorp/golang-lru/v2"

	"github.com/steelyard-isms/steelyard/internal/fault"
	"github.com/steelyard-isms/steelyard/internal/journal"
)

// How many entries are kept in memory, read: those of up to shortEntry bytes, and of those that tell of thousands of records a few.
const (
	shortEntry   = 8 << 10
	shortEntries = 2048
	longEntries  = 24
	lastEntries  = 64
)

// entryMemory keeps entries that pages ask for. An entry is never written again, so that what is kept stays true.
type entryMemory struct {
	short, long *lru.Cache[int64, journal.Entry]
	last        *lru.Cache[int64, journal.Entry] // the last change up to an entry
}

func newEntryMemory() (m entryMemory, err error) {
	for at, most := range map[**lru.Cache[int64, journal.Entry]]int{&m.short: shortEntries, &m.long: longEntries, &m.last: lastEntries} {
		if *at, err = lru.New[int64, journal.Entry](most); err != nil {
			return m, err
		}
	}
	return m, nil
}

func (m entryMemory) get(seq int64) (journal.Entry, bool) {
	if e, ok := m.short.Get(seq); ok {
		return e, true
	}
	return m.long.Get(seq)
}

func (m entryMemory) keep(e journal.Entry, bytes int) {
	if bytes <= shortEntry {
		m.short.Add(e.Seq, e)
		return
	}
	m.long.Add(e.Seq, e)
}

// EntriesOf gives some entries of the journal, in one query; those asked for before in none. They are shared: nobody may change what
// they refer to.
func (s *Store) EntriesOf(ctx context.Context, seqs []int64) (map[int64]journal.Entry, error) {
	out := make(map[int64]journal.Entry, len(seqs))
	var missing []int64
	for _, seq := range seqs {
		if e, ok := s.entryMemory.get(seq); ok {
			out[seq] = e
		} else {
			missing = append(missing, seq)
		}
	}
	slices.Sort(missing)
	for some := range slices.Chunk(slices.Compact(missing), listMax) {
		entries, err := s.entries(ctx, s.read, "seq IN ("+marks(len(some))+")", list(some)...)
		if err != nil {
			return nil, err
		}
		for _, e := range entries {
			out[e.Seq] = e
		}
	}
	return out, nil
}

// entries reads the entries that meet a condition.
func (s *Store) entries(ctx context.Context, q querier, where string, args ...any) ([]journal.Entry, error) {
	rows, err := q.QueryContext(ctx, s.d.bind("SELECT entry FROM journal WHERE "+where), args...)
	if err != nil {
		return nil, fault.Wrap(fault.Unavailable, err, "the journal cannot be read")
	}
	defer func() { _ = rows.Close() }()
	var out []journal.Entry
	for rows.Next() {
		var b []byte
		if err := rows.Scan(&b); err != nil {
			return nil, fault.Wrap(fault.Unavailable, err, "the journal cannot be read")
		}
		e, err := journal.Parse(b)
		if err != nil {
			return nil, fault.Wrap(fault.Unavailable, err, "the journal cannot be read: run verify")
		}
		s.entryMemory.keep(e, len(b))
		out = append(out, e)
	}
	if err := rows.Err(); err != nil {
		return nil, fault.Wrap(fault.Unavailable, err, "the journal cannot be read")
	}
	return out, nil
}

// changes are the types of entries that change what pages show.
var changes = []any{string(journal.Change), string(journal.Points), string(journal.Run), string(journal.Erasure)}

// LastChange gives the last entry up to one that changed records, points or runs; its zero value where there is none.
func (s *Store) LastChange(ctx context.Context, upTo int64) (journal.Entry, error) {
	if e, ok := s.entryMemory.last.Get(upTo); ok {
		return e, nil
	}
	entries, err := s.entries(ctx, s.read, "seq <= ? AND type IN ("+marks(len(changes))+") ORDER BY seq DESC LIMIT 1", append([]any{upTo}, changes...)...)
	if err != nil || len(entries) == 0 {
		return journal.Entry{}, err
	}
	s.entryMemory.last.Add(upTo, entries[0])
	return entries[0], nil
}
