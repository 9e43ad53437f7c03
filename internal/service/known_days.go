package service

import (
	"context"
	"maps"
	"slices"
	"sync"
	"time"

	"github.com/hashicorp/golang-lru/v2/simplelru"

	"github.com/steelyard-isms/steelyard/internal/measurement"
	"github.com/steelyard-isms/steelyard/internal/store"
)

// maxDayMonths is of how many months of series the values of days are kept: a year of 1,600 series, about 1 kB each where there is a value a day.
const maxDayMonths = 20_000

// dayMemory keeps the last values of days that charts of many series draw. Months that are over change by late values and corrections alone, so that
// drawing a year again reads the month that runs. What lies in a state of the past is read from the store.
type dayMemory struct {
	store *store.Store
	mu    sync.Mutex
	seq   int64                                            // the entry as of which all holds that is kept
	kept  *simplelru.LRU[seriesMonth, []measurement.Dated] // the oldest value first; none where a month has none. Nobody changes a list
}

type seriesMonth struct {
	series int64
	month  int
}

func newDayMemory(s *store.Store) *dayMemory {
	kept, err := simplelru.NewLRU[seriesMonth, []measurement.Dated](maxDayMonths, nil)
	if err != nil {
		panic(err) // only a size below 1 is refused
	}
	return &dayMemory{store: s, kept: kept}
}

// get is LastOfDays of the store. Error: Unavailable.
func (m *dayMemory) get(ctx context.Context, series []int64, from, upTo time.Time, seq int64) (map[int64][]measurement.Dated, error) {
	current, err := m.advance(ctx, seq)
	if err != nil {
		return nil, err
	}
	first, runs := measurement.Month(from), measurement.Month(upTo)
	if !current || first >= runs {
		return m.store.LastOfDays(ctx, series, from, upTo, seq)
	}
	series = slices.Compact(slices.Sorted(slices.Values(series)))
	out, oldest, lacking, rest := m.find(series, first, runs, seq)
	// those that lack a month are read from the oldest such month on, and the others in the month that runs
	read, err := m.store.LastOfDays(ctx, lacking, measurement.MonthStart(oldest), upTo, seq)
	if err != nil {
		return nil, err
	}
	m.keep(seq, lacking, oldest, runs, read)
	running, err := m.store.LastOfDays(ctx, rest, measurement.MonthStart(runs), upTo, seq)
	if err != nil {
		return nil, err
	}
	maps.Copy(running, read)
	for _, id := range series {
		list := slices.Concat(out[id], running[id])
		if n := slices.IndexFunc(list, func(x measurement.Dated) bool { return !x.At.Before(from) }); n >= 0 {
			out[id] = list[n:]
		} else {
			delete(out, id)
		}
	}
	return out, nil
}

// find gives what is kept of months from one to before another, for series that lack a month up to the oldest that any of them lacks.
func (m *dayMemory) find(series []int64, first, before int, seq int64) (out map[int64][]measurement.Dated, oldest int, lacking, rest []int64) {
	m.mu.Lock()
	defer m.mu.Unlock()
	oldest = before
	for _, id := range series {
		month := first
		for month < before && m.seq == seq && m.kept.Contains(seriesMonth{id, month}) {
			month++
		}
		if month < before {
			oldest, lacking = min(oldest, month), append(lacking, id)
		} else {
			rest = append(rest, id)
		}
	}
	out = make(map[int64][]measurement.Dated, len(series))
	take := func(series []int64, before int) {
		for _, id := range series {
			for month := first; month < before; month++ {
				days, _ := m.kept.Get(seriesMonth{id, month})
				out[id] = append(out[id], days...)
			}
		}
	}
	take(lacking, oldest)
	take(rest, before)
	return out, oldest, lacking, rest
}

// advance brings what is kept to an entry: what later batches touch is forgotten. False where it is beyond that entry.
func (m *dayMemory) advance(ctx context.Context, seq int64) (bool, error) {
	for {
		m.mu.Lock()
		after, any := m.seq, m.kept.Len() > 0
		if seq > after && !any {
			m.seq, after = seq, seq
		}
		m.mu.Unlock()
		if seq <= after {
			return seq == after, nil
		}
		parts, err := m.store.Touched(ctx, after, seq)
		if err != nil {
			return false, err
		}
		m.mu.Lock()
		if m.seq == after {
			for _, p := range parts {
				m.kept.Remove(seriesMonth{p.Series, p.Month})
			}
			m.seq = seq
		}
		m.mu.Unlock()
	}
}

// keep takes in months that are over, as they were read as of an entry, unless what is kept has gone on meanwhile.
func (m *dayMemory) keep(seq int64, series []int64, from, before int, read map[int64][]measurement.Dated) {
	m.mu.Lock()
	defer m.mu.Unlock()
	if m.seq != seq {
		return
	}
	for _, id := range series {
		list := read[id]
		for month := from; month < before; month++ {
			n := slices.IndexFunc(list, func(x measurement.Dated) bool { return measurement.Month(x.At) > month })
			if n < 0 {
				n = len(list)
			}
			m.kept.Add(seriesMonth{id, month}, slices.Clone(list[:n]))
			list = list[n:]
		}
	}
}
