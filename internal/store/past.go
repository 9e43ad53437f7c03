package store

import (
	"sync"
	"weak"

	lru "github.com/hashicorp/golang-lru/v2/simplelru"

	"github.com/steelyard-isms/steelyard/internal/record"
)

// pastSnapshots keeps some earlier states. They share their records with the latest one, and what differs from it with
// each other; together they stay within a budget of bytes. An erasure empties it: they hold what was erased.
type pastSnapshots struct {
	mu         sync.Mutex
	kept       *lru.LRU[int64, pastSnapshot]
	weight     int // of all kept, in bytes
	budget     int
	shared     map[sharedKey]weak.Pointer[record.Record]
	generation int   // counts the erasures that are shown
	pending    int64 // the latest erasure that is not shown yet
}

// pastSnapshot is a kept state with the weight of the records that it does not share with the latest one.
type pastSnapshot struct {
	*record.Snapshot
	weight int
}

type sharedKey struct {
	uid      record.UID
	revision int64
}

// how many earlier states are kept, and what they may weigh in bytes beside the latest one; a state shared by two counts
// in both
const maxPast, pastBudget = 1000, 128 << 20

func newPastSnapshots() *pastSnapshots {
	p := &pastSnapshots{budget: pastBudget, shared: map[sharedKey]weak.Pointer[record.Record]{}}
	kept, err := lru.NewLRU(maxPast, func(_ int64, s pastSnapshot) { p.weight -= s.weight })
	if err != nil {
		panic(err) // only a size below 1 is refused
	}
	p.kept = kept
	return p
}

// share gives, for revisions that were read for an earlier state, those that another one has already, and what all of
// them weigh. Nothing is shared across an erasure.
func (p *pastSnapshots) share(records []*record.Record, generation int) (same []*record.Record, weight int) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if len(p.shared) > 2*maxPast { // forget those that nobody holds any more
		for key, pointer := range p.shared {
			if pointer.Value() == nil {
				delete(p.shared, key)
			}
		}
	}
	same = make([]*record.Record, len(records))
	for i, r := range records {
		key := sharedKey{r.UID, r.Revision}
		if held := p.shared[key].Value(); held != nil && generation == p.generation {
			r = held
		} else if generation == p.generation {
			p.shared[key] = weak.Make(r)
		}
		same[i], weight = r, weight+r.Weight()
	}
	return same, weight
}

// get gives a kept state, and the generation to hand to add for one that is made now.
func (p *pastSnapshots) get(seq int64) (*record.Snapshot, int) {
	p.mu.Lock()
	defer p.mu.Unlock()
	s, _ := p.kept.Get(seq)
	return s.Snapshot, p.generation
}

// add keeps a state, unless something was erased since the reading for it began. Those longest not asked for give way.
func (p *pastSnapshots) add(s *record.Snapshot, weight, generation int) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if generation != p.generation || weight > p.budget || p.kept.Contains(s.Seq()) {
		return
	}
	p.kept.Add(s.Seq(), pastSnapshot{s, weight})
	for p.weight += weight; p.weight > p.budget; {
		p.kept.RemoveOldest()
	}
}

// erased notes that an entry erases.
func (p *pastSnapshots) erased(seq int64) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.pending = max(p.pending, seq)
}

// shown is told each latest state. Only once the erasure shows in it may states made from it be kept again.
func (p *pastSnapshots) shown(seq int64) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.pending > 0 && seq >= p.pending {
		p.pending = 0
		p.generation++
		p.kept.Purge()
		clear(p.shared)
	}
}
