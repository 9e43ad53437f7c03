package service

import (
	"slices"
	"time"

	"github.com/steelyard-isms/steelyard/internal/evaluate"
	"github.com/steelyard-isms/steelyard/internal/measure"
	"github.com/steelyard-isms/steelyard/internal/measurement"
	"github.com/steelyard-isms/steelyard/internal/record"
)

// maxWants is how many are kept: of the present, and of the pasts that are looked at.
const maxWants = 8

// wants is what evaluations of everything read, from the records of a state and for moments from since to before next: between
// them no due date lies, and no end of a period at which other values must be known.
type wants struct {
	of          *record.Snapshot
	since, next time.Time
	series      map[int64][]int64            // with their cuts, as in known
	periods     map[int64]evaluate.Periods   // by the series of their values
	derived     []record.Of[measure.Measure] // in an order fit for deriving
}

// wants gives what evaluations of a state at a moment need. It is shared between states with the same records.
func (m *memory) wants(s *record.Snapshot, at time.Time) *wants {
	m.mu.Lock()
	defer m.mu.Unlock()
	for i, w := range m.wanted {
		if !at.Before(w.since) && at.Before(w.next) && evaluate.SameRecords(s, w.of) {
			copy(m.wanted[1:i+1], m.wanted[:i])
			m.wanted[0] = w
			return w
		}
	}
	w := newWants(s, at)
	if m.wanted = slices.Insert(m.wanted, 0, w); len(m.wanted) > maxWants {
		m.wanted = slices.Delete(m.wanted, maxWants, len(m.wanted))
	}
	return w
}

func newWants(s *record.Snapshot, at time.Time) *wants {
	w := wantsOf(evaluate.Need(s, firstMoment(at), at), at)
	w.of, w.derived = s, evaluate.Derived(s)
	return w
}

// wantsOf brings what an evaluation at a moment reads into the form in which it is known.
func wantsOf(need evaluate.Needed, at time.Time) *wants {
	w := &wants{next: at.AddDate(1000, 0, 0), series: make(map[int64][]int64, len(need.Series)), periods: make(map[int64]evaluate.Periods, len(need.Periods))}
	for _, x := range need.Series {
		w.series[x.ID()] = nil
	}
	for _, p := range need.Periods {
		w.periods[p.Series.ID()] = p
	}
	for _, m := range need.Moments {
		if !m.At.Before(at) {
			if after := m.At.Add(time.Microsecond); after.Before(w.next) {
				w.next = after
			}
			continue
		}
		if after := m.At.Add(time.Microsecond); after.After(w.since) {
			w.since = after
		}
		if _, ok := w.series[m.Series]; ok && !endOfMonth(m.At) {
			w.series[m.Series] = append(w.series[m.Series], m.At.UnixMicro())
		}
	}
	for id, cuts := range w.series {
		slices.Sort(cuts)
		w.series[id] = slices.Compact(cuts)
	}
	return w
}

func endOfMonth(t time.Time) bool {
	next := t.Add(time.Microsecond)
	return measurement.MonthStart(measurement.Month(next)).Equal(next)
}

// firstMoment is the begin of the months that evaluations look at.
func firstMoment(at time.Time) time.Time {
	return measurement.MonthStart(measurement.Month(at) - trendMonths)
}
