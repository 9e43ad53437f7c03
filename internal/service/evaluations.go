package service

import (
	"context"
	"slices"
	"sync"
	"time"

	"github.com/steelyard-isms/steelyard/internal/civil"
	"github.com/steelyard-isms/steelyard/internal/evaluate"
	"github.com/steelyard-isms/steelyard/internal/record"
)

// How many statuses are kept, and how many statuses of measures in all of them; some are kept however large they are, for
// the trend of the present.
const (
	maxStatuses = 64
	minStatuses = 12
	maxMeasures = 150_000
)

// evaluations keeps computed statuses, so that asking again computes nothing, and asking after a new value only what lies
// above it, now and at the earlier moments of trends.
type evaluations struct {
	mu        sync.Mutex
	kept      []evaluation  // the one used last comes first
	now, past chan struct{} // held by who computes: the past does not hold up the present
}

// evaluation is a status and the values that it was computed from.
type evaluation struct {
	from   *known
	status *evaluate.Status
}

func newEvaluations() *evaluations {
	return &evaluations{now: make(chan struct{}, 1), past: make(chan struct{}, 1)}
}

// at gives the status at a moment, of a state with the values of k, all of them. Error: that of the context, of the evaluation.
func (e *evaluations) at(ctx context.Context, present bool, s *record.Snapshot, k *known, at time.Time) (*evaluate.Status, error) {
	if have, _ := e.find(s, k, at); have != nil {
		return have, nil
	}
	turn := e.past
	if present {
		turn = e.now
	}
	select {
	case turn <- struct{}{}:
		defer func() { <-turn }()
	case <-ctx.Done():
		return nil, ctx.Err()
	}
	have, near := e.find(s, k, at)
	if have != nil {
		return have, nil // whoever had the turn before computed it
	}
	var out *evaluate.Status
	var err error
	if near != nil {
		out, err = evaluate.Advance(near, s, k.all, at)
	} else {
		out, err = evaluate.At(s, k.all, at)
	}
	if err != nil {
		return nil, err
	}
	e.keep(evaluation{k, out}, near)
	return out, nil
}

// find gives the status for a moment where it is kept; else one from which it can be advanced, where there is any.
func (e *evaluations) find(s *record.Snapshot, k *known, at time.Time) (have, near *evaluate.Status) {
	day := civil.OfTime(at)
	e.mu.Lock()
	defer e.mu.Unlock()
	for i, x := range e.kept {
		if x.status.Day != day {
			continue
		}
		// between two moments at which k holds no value becomes valid
		if x.from == k && (x.status.At.Equal(at) || k.at(k.seq, at) && k.at(k.seq, x.status.At)) {
			copy(e.kept[1:i+1], e.kept[:i])
			e.kept[0] = x
			out := *x.status
			out.At, out.Snapshot = at, s
			return &out, nil
		}
		if near == nil && evaluate.SameRecords(s, x.status.Snapshot) {
			near = x.status
		}
	}
	return nil, near
}

// keep takes a status in, in place of the one that it was advanced from where that is of no later state.
func (e *evaluations) keep(x evaluation, from *evaluate.Status) {
	e.mu.Lock()
	defer e.mu.Unlock()
	e.kept = slices.DeleteFunc(e.kept, func(old evaluation) bool {
		return old.status == from && old.from.seq <= x.from.seq && old.status.At.Compare(x.status.At) <= 0
	})
	e.kept = slices.Insert(e.kept, 0, x)
	total := 0
	for i, old := range e.kept {
		if total += len(old.status.Measures); i >= maxStatuses || i >= minStatuses && total > maxMeasures {
			clear(e.kept[i:])
			e.kept = e.kept[:i]
			return
		}
	}
}
