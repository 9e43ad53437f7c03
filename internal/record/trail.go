package record

import (
	"slices"
	"sync/atomic"
)

// trail remembers from which snapshots a snapshot came about and which records were touched on the way, so that two
// snapshots can be compared without looking at all their records. It is bounded: what lies further back is forgotten.
type trail struct {
	steps []step // oldest first; shared between snapshots and never changed
	own   uint64 // of a sealed snapshot; 0 in the making
	now   step   // what is being touched
}

// step is what was touched to get from one snapshot to the next.
type step struct {
	from    uint64
	touched []UID
	many    bool // more than are noted
}

// the most steps that are remembered, and the most records touched in them
const maxSteps, maxTouched = 128, 20_000

var trails atomic.Uint64

func newTrail() trail { return trail{own: trails.Add(1)} }

// begin is the trail of an edit of a snapshot. An edit of what is not sealed yet goes on with it.
func (t trail) begin() trail {
	if t.own == 0 {
		t.now.touched = slices.Clone(t.now.touched)
		return t
	}
	return trail{steps: t.steps, now: step{from: t.own}}
}

func (t *trail) touch(uid UID) {
	if t.now.many = t.now.many || len(t.now.touched) == maxTouched; t.now.many {
		t.now.touched = nil
		return
	}
	t.now.touched = append(t.now.touched, uid)
}

func (t *trail) end() {
	steps := append(slices.Clip(t.steps), t.now)
	touched, first := 0, len(steps)
	for first > 0 && len(steps)-first < maxSteps && !steps[first-1].many {
		if touched += len(steps[first-1].touched); touched > maxTouched {
			break
		}
		first--
	}
	*t = trail{steps: slices.Clone(steps[first:]), own: trails.Add(1)}
}

// after gives what was touched since the trail was at a snapshot, and whether it ever was, as far as is remembered.
func (t trail) after(from uint64) ([]step, bool) {
	if t.own == from {
		return nil, true
	}
	i := slices.IndexFunc(t.steps, func(s step) bool { return s.from == from })
	if i < 0 {
		return nil, false
	}
	return t.steps[i:], true
}

// between lists the records that may differ between two snapshots; false where their last common origin is forgotten.
func (t trail) between(other trail) ([]UID, bool) {
	origins := []uint64{t.own}
	for _, s := range slices.Backward(t.steps) {
		origins = append(origins, s.from)
	}
	for _, from := range origins {
		theirs, ok := other.after(from)
		if !ok {
			continue
		}
		ours, _ := t.after(from)
		var out []UID
		for _, s := range slices.Concat(ours, theirs) {
			out = append(out, s.touched...)
		}
		slices.Sort(out)
		return slices.Compact(out), true
	}
	return nil, false
}

// Differs lists the records that are not the same revision, read at the same time, in two snapshots, or are in one of them
// only. Where both came about from each other, or from the same snapshot a short while ago, it costs what was touched
// since; else a walk over all records.
func (s *Snapshot) Differs(other *Snapshot) []UID {
	if s == other {
		return nil
	}
	uids, ok := s.trail.between(other.trail)
	if !ok {
		return s.compare(other)
	}
	return slices.DeleteFunc(uids, func(uid UID) bool {
		ours, _ := s.records.Get(uid)
		theirs, _ := other.records.Get(uid)
		return ours == theirs
	})
}

// compare walks over the records of both, which are in the order of their identifiers.
func (s *Snapshot) compare(other *Snapshot) []UID {
	var out []UID
	ours, theirs := s.records.Iter(), other.records.Iter()
	a, b := ours.First(), theirs.First()
	for a || b {
		switch {
		case !b || a && ours.Key() < theirs.Key():
			out = append(out, ours.Key())
			a = ours.Next()
		case !a || theirs.Key() < ours.Key():
			out = append(out, theirs.Key())
			b = theirs.Next()
		default:
			if ours.Value() != theirs.Value() {
				out = append(out, ours.Key())
			}
			a, b = ours.Next(), theirs.Next()
		}
	}
	return out
}
