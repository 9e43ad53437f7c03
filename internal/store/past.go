package store

import (
	"sync"

	lru "github.com/hashicorp/golang-lru/v2/simplelru"

	"github.com/steelyard-isms/steelyard/internal/record"
)

// pastSnapshots keeps a few earlier states, which share their records with the latest one. An erasure empties it: they
// hold what was erased.
type pastSnapshots struct {
	mu         sync.Mutex
	kept       *lru.LRU[int64, *record.Snapshot]
	generation int   // counts the erasures that are shown
	pending    int64 // the latest erasure that is not shown yet
}

const maxPast = 64

func newPastSnapshots() *pastSnapshots {
	kept, err := lru.NewLRU[int64, *record.Snapshot](maxPast, nil)
	if err != nil {
		panic(err) // only a size below 1 is refused
	}
	return &pastSnapshots{kept: kept}
}

// get gives a kept state, and the generation to hand to add for one that is made now.
func (p *pastSnapshots) get(seq int64) (*record.Snapshot, int) {
	p.mu.Lock()
	defer p.mu.Unlock()
	s, _ := p.kept.Get(seq)
	return s, p.generation
}

// add keeps a state, unless something was erased since the reading for it began.
func (p *pastSnapshots) add(s *record.Snapshot, generation int) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if generation == p.generation {
		p.kept.Add(s.Seq(), s)
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
	}
}
