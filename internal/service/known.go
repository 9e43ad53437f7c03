package service

import (
	"context"
	"maps"
	"slices"
	"sync"
	"time"

	"github.com/steelyard-isms/steelyard/internal/evaluate"
	"github.com/steelyard-isms/steelyard/internal/measure"
	"github.com/steelyard-isms/steelyard/internal/measurement"
	"github.com/steelyard-isms/steelyard/internal/record"
	"github.com/steelyard-isms/steelyard/internal/store"
)

// trendMonths is how far back evaluations look for values, so that eight quarters can be judged with their freshness.
const trendMonths = 48

// How much is kept: states, and values in all of them. A value takes about 200 bytes; states share those that are the same.
const (
	maxKnown  = 64
	maxValues = 400_000
)

// known is the values of some series as of one journal entry. It holds for all moments from since to before next, which lie
// in one storage month: between them no value's valid time ends, and no reporting period. It never changes once it is kept, but that
// derived values come beside it.
type known struct {
	seq         int64
	since, next time.Time
	values      evaluate.Values
	cuts        map[int64][]int64          // of each series that was read, the moments that divide its months, in microseconds since 1970
	periods     map[int64]evaluate.Periods // of each aggregated measure whose values of periods were read, by their series
	shared      bool                       // cuts and periods are another state's
	size        int
	wanted      *wants // all of it was read; nil: not all of any
	derive      sync.Once
	all         evaluate.Values // with those of derived measures, once somebody needed all
}

func (k *known) at(seq int64, at time.Time) bool {
	return k.seq <= seq && !at.Before(k.since) && at.Before(k.next)
}

// lacks lists the series that are wanted and not known, or known by other cuts, and the periods likewise.
func (k *known) lacks(w *wants) (series []int64, periods []evaluate.Periods) {
	if k.wanted == w {
		return nil, nil
	}
	for id, cuts := range w.series {
		if have, ok := k.cuts[id]; !ok || !slices.Equal(have, cuts) {
			series = append(series, id)
		}
	}
	for id, p := range w.periods {
		if have, ok := k.periods[id]; !ok || have != p {
			periods = append(periods, p)
		}
	}
	return series, periods
}

// has tells whether nothing is lacking.
func (k *known) has(w *wants) bool {
	series, periods := k.lacks(w)
	return len(series)+len(periods) == 0
}

// memory keeps what was read of the stored points, so that asking again reads nothing, and asking after a new entry reads
// only what its batches touch.
type memory struct {
	store     *store.Store
	mu        sync.Mutex
	kept      []*known      // the one used last comes first
	derived   derivation    // the last one
	wanted    []*wants      // the one used last comes first
	now, past chan struct{} // held by who reads: many readers after a write read once; the past does not hold up the present
}

func newMemory(s *store.Store) *memory {
	return &memory{store: s, now: make(chan struct{}, 1), past: make(chan struct{}, 1)}
}

// find gives the latest kept state that a view of (seq, at) can start from; nil where there is none.
func (m *memory) find(seq int64, at time.Time) *known {
	m.mu.Lock()
	defer m.mu.Unlock()
	best := -1
	for i, k := range m.kept {
		if k.at(seq, at) && (best < 0 || k.seq > m.kept[best].seq) {
			best = i
		}
	}
	if best < 0 {
		return nil
	}
	k := m.kept[best]
	copy(m.kept[1:best+1], m.kept[:best])
	m.kept[0] = k
	return k
}

// keep takes a state in, in place of what it was made from where that shows the same entry.
func (m *memory) keep(k, from *known) {
	k.size = len(k.cuts) + len(k.periods)
	for _, list := range k.values {
		k.size += len(list)
	}
	m.mu.Lock()
	defer m.mu.Unlock()
	m.kept = slices.DeleteFunc(m.kept, func(x *known) bool { return x == from && x.seq == k.seq })
	m.kept = slices.Insert(m.kept, 0, k)
	total := 0
	for i, x := range m.kept {
		if total += x.size; total > maxValues || i == maxKnown {
			m.kept = slices.Delete(m.kept, i, len(m.kept))
			return
		}
	}
}

// get gives a state with what is wanted, as of an entry and a moment. What it gives is shared and must not be changed; it may hold
// further series. Error: Unavailable.
func (m *memory) get(ctx context.Context, present bool, seq int64, at time.Time, w *wants) (*known, error) {
	if k := m.find(seq, at); k != nil && k.seq == seq && k.has(w) {
		return k, nil
	}
	turn := m.past
	if present {
		turn = m.now
	}
	select {
	case turn <- struct{}{}:
		defer func() { <-turn }()
	case <-ctx.Done():
		return nil, ctx.Err()
	}
	from := m.find(seq, at)
	if from != nil && from.seq == seq && from.has(w) {
		return from, nil // whoever had the turn before read it
	}
	month := measurement.Month(at)
	k := &known{seq: seq, since: measurement.MonthStart(month), next: measurement.MonthStart(month + 1), values: evaluate.Values{},
		cuts: map[int64][]int64{}, periods: map[int64]evaluate.Periods{}}
	if from != nil {
		k.since, k.next, k.values, k.cuts, k.periods, k.shared, k.wanted = from.since, from.next, maps.Clone(from.values), from.cuts, from.periods, true, from.wanted
		if err := m.advance(ctx, k, from.seq, at); err != nil {
			return nil, err
		}
	}
	series, periods := k.lacks(w)
	if err := m.read(ctx, k, at, series, w.series); err != nil {
		return nil, err
	}
	if err := m.readPeriods(ctx, k, at, periods); err != nil {
		return nil, err
	}
	switch {
	case w.of != nil:
		k.wanted = w
	case len(series)+len(periods) > 0: // some were read by other cuts
		k.wanted = nil
	}
	m.keep(k, from)
	return k, nil
}

// derivation is what all values of a state are with those of derived measures.
type derivation struct {
	of  *record.Snapshot
	all evaluate.Values
}

// whole is get for all series of a state, with the values of its derived measures: they are computed once for each entry and span of
// moments, since what becomes valid later adds values and changes none. Lists that are those of the derivation before are shared with it.
func (m *memory) whole(ctx context.Context, present bool, s *record.Snapshot, seq int64, at time.Time) (*known, error) {
	w := m.wants(s, at)
	k, err := m.get(ctx, present, seq, at, w)
	if err != nil {
		return nil, err
	}
	k.derive.Do(func() {
		m.mu.Lock()
		before := m.derived
		m.mu.Unlock()
		if before.of == nil || !evaluate.SameRecords(s, before.of) {
			before.all = nil
		}
		k.all = evaluate.DeriveAgain(s, w.derived, k.values, before.all)
		n := 0
		for id, list := range k.all {
			if _, stored := k.values[id]; !stored {
				n += len(list)
			}
		}
		m.mu.Lock()
		if k.size += n; len(w.derived) > 0 {
			m.derived = derivation{s, k.all}
		}
		m.mu.Unlock()
	})
	return k, nil
}

// some is get for what one measure reads. Besides the last values of months, those at the ends of reporting periods matter: what is
// known by further cuts will do.
func (m *memory) some(ctx context.Context, present bool, s *record.Snapshot, seq int64, at time.Time, of record.Of[measure.Measure]) (evaluate.Values, error) {
	w := wantsOf(evaluate.NeedOf(s, of, firstMoment(at), at), at)
	if k := m.find(seq, at); k != nil {
		for id, cuts := range w.series {
			both := slices.Concat(cuts, k.cuts[id])
			slices.Sort(both)
			w.series[id] = slices.Compact(both)
		}
	}
	k, err := m.get(ctx, present, seq, at, w)
	if err != nil {
		return nil, err
	}
	return k.values, nil
}

// advance brings a state from an earlier entry to its own: of what later batches touch, it reads those months again, since
// a point may correct or withdraw what held before.
func (m *memory) advance(ctx context.Context, k *known, after int64, at time.Time) error {
	if after == k.seq {
		return nil
	}
	parts, err := m.store.Touched(ctx, after, k.seq)
	if err != nil {
		return err
	}
	if err := m.advancePeriods(ctx, k, parts, at); err != nil {
		return err
	}
	last := measurement.Month(at)
	first := last - trendMonths
	again := map[int][]int64{}
	for _, p := range parts {
		_, ok := k.cuts[p.Series]
		switch {
		case !ok || p.Month > last:
		case p.Month < first && !within(k.values[p.Series], first):
			k.forget(p.Series) // its last value lies far back
		case p.Month >= first:
			again[p.Month] = append(again[p.Month], p.Series)
		}
	}
	for month, series := range again {
		points, err := m.store.LastOfMonth(ctx, series, month, at, k.seq, cutsOf(series, k.cuts))
		if err != nil {
			return err
		}
		fresh := evaluate.NewValues(points)
		for _, id := range series {
			merged := slices.DeleteFunc(slices.Clone(k.values[id]), func(p measurement.Recorded) bool {
				return measurement.Month(p.To) == month || measurement.Month(p.To) < first
			})
			merged = append(merged, fresh[id]...)
			slices.SortFunc(merged, func(a, b measurement.Recorded) int { return a.To.Compare(b.To) })
			if k.values[id] = merged; len(merged) == 0 { // all were withdrawn: what counts lies further back
				k.forget(id)
			}
		}
	}
	return m.bound(ctx, k, again[last], at)
}

func (k *known) forget(series int64) {
	k.own()
	k.wanted = nil
	delete(k.values, series)
	delete(k.cuts, series)
}

// own makes cuts and periods this state's own, to be changed.
func (k *known) own() {
	if k.shared {
		k.cuts, k.periods, k.shared = maps.Clone(k.cuts), maps.Clone(k.periods), false
	}
}

// within tells whether a list, ordered by valid end, has a value in the months that evaluations look at.
func within(list []measurement.Recorded, first int) bool {
	return len(list) > 0 && measurement.Month(list[len(list)-1].To) >= first
}

func cutsOf(series []int64, want map[int64][]int64) []store.Cut {
	var out []store.Cut
	for _, id := range series {
		for _, at := range want[id] {
			out = append(out, store.Cut{Series: id, At: time.UnixMicro(at).UTC()})
		}
	}
	return out
}

// read brings series in from the database, over all months: a few queries, and more only for series without a value there.
func (m *memory) read(ctx context.Context, k *known, at time.Time, series []int64, want map[int64][]int64) error {
	if len(series) == 0 {
		return nil
	}
	from := firstMoment(at)
	points, err := m.store.LastOfMonths(ctx, series, from, at, k.seq, cutsOf(series, want))
	if err != nil {
		return err
	}
	fresh := evaluate.NewValues(points)
	var missing []int64
	for _, id := range series {
		if len(fresh[id]) == 0 {
			missing = append(missing, id)
		}
	}
	old, err := m.store.LastBefore(ctx, missing, from, k.seq)
	if err != nil {
		return err
	}
	maps.Copy(fresh, evaluate.NewValues(old))
	k.own()
	for _, id := range series {
		k.values[id], k.cuts[id] = fresh[id], want[id]
	}
	return m.bound(ctx, k, series, at)
}

// bound narrows the moments for which a state holds to those at which the last values of some series, just read up to at,
// are the same.
func (m *memory) bound(ctx context.Context, k *known, series []int64, at time.Time) error {
	for _, id := range series {
		if list := k.values[id]; len(list) > 0 && list[len(list)-1].To.After(k.since) {
			k.since = list[len(list)-1].To
		}
	}
	next, err := m.store.NextEnd(ctx, series, at)
	if next.Before(k.next) {
		k.next = next
	}
	return err
}
