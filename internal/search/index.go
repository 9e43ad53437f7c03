package search

import (
	"slices"
	"sync"
	"sync/atomic"

	lru "github.com/hashicorp/golang-lru/v2"

	"github.com/steelyard-isms/steelyard/internal/record"
)

// Index answers queries about any snapshot, fastest about the one that it stands at. It is safe for concurrent use.
type Index struct {
	mu   sync.RWMutex // held to look or to change; never while an index is built anew
	core *core
	at   *record.Snapshot          // nil: it has not been built
	seq  atomic.Int64              // of at
	turn chan struct{}             // held by who brings it forward
	eyes *lru.Cache[eyes, []shown] // never changed once kept
}

// eyes are who may see which slots of an index as it stands.
type eyes struct {
	as  string
	seq int64
}

// maxEyes is for how many askers is kept what they may see: a byte for each record.
const maxEyes = 64

// NewIndex makes an index that has not been built. It answers, by reading every record for each query.
func NewIndex() *Index {
	kept, err := lru.New[eyes, []shown](maxEyes)
	if err != nil {
		panic(err) // only a size below 1 is refused
	}
	x := &Index{core: newCore(), turn: make(chan struct{}, 1), eyes: kept}
	x.seq.Store(-1)
	return x
}

// Seq is the journal entry that the index stands at; -1 where it has not been built.
func (x *Index) Seq() int64 { return x.seq.Load() }

// Follow brings the index to a snapshot, unless it stands at a later one: by what differs, or anew where that is much. One at
// a time does so; others wait for it and then have less to do.
func (x *Index) Follow(to *record.Snapshot) {
	x.turn <- struct{}{}
	defer func() { <-x.turn }()
	if x.at != nil && x.at.Seq() >= to.Seq() { // it changes by our turn only
		return
	}
	if x.at != nil {
		if uids := x.at.Differs(to); len(uids) < 1000+to.Len()/50 { // nobody can search meanwhile, so not too many
			x.mu.Lock()
			defer x.mu.Unlock()
			x.core.update(to, uids)
			x.at = to
			x.seq.Store(to.Seq())
			return
		}
	}
	built := newCoreOf(to)
	x.mu.Lock()
	defer x.mu.Unlock()
	x.core, x.at = built, to
	x.seq.Store(to.Seq())
}

// MaxLimit is the most hits of an answer.
const MaxLimit = 100

// Options are how a query is answered.
type Options struct {
	Kinds []string                  // narrows the hits to some kinds, and leaves the counts by kind as they are; none means all
	Limit int                       // most hits, up to MaxLimit; 20 where it is 0
	Show  func(*record.Record) bool // whether a record may be shown: asked once for each that counts
	As    string                    // for whom: what Show said is kept for later questions with the same text. Empty: it is not
}

// Hits is an answer.
type Hits struct {
	Total int     // hits there are, those beyond the limit too
	Kinds []Count // by kind, in the order of their names, whatever Options.Kinds narrows to
	Items []Hit   // best first
	Whole bool    // the query is a code and nothing else, and the first hit has it
}

// Count says how many records of a kind a query finds.
type Count struct {
	Kind  string
	Count int
}

// Hit is one record that is found.
type Hit struct {
	Record  *record.Record
	Title   string // what people read of it: title, or name of a person; the code where that was erased
	Score   int    // by which hits are ordered; it compares within one answer only
	Field   string // path of the text that matches best, as in spec.links[0].note
	Snippet string // of that text: one line, without marks
	Matches []Span // in the snippet, in order
}

// Span is a part of a snippet, in characters (Unicode code points) from 0: the first, and the one behind the last.
type Span struct{ Start, End int }

// atOnce is how many records may be read while the index is held: more would keep it from going forward.
const atOnce = 100

// Search answers a query about a snapshot.
func (x *Index) Search(s *record.Snapshot, q Query, o Options) Hits {
	if o.Limit = min(o.Limit, MaxLimit); o.Limit <= 0 {
		o.Limit = 20
	}
	f := finder{query: q, snapshot: s, options: o}
	differing, known := newCore(), map[record.UID]bool{}
	for {
		x.mu.RLock()
		if x.at == nil {
			x.mu.RUnlock()
			f.sides = []*side{newSide(newCoreOf(s))}
			return f.run()
		}
		uids := slices.DeleteFunc(x.at.Differs(s), func(uid record.UID) bool { return known[uid] })
		if len(uids) <= atOnce {
			defer x.mu.RUnlock()
			f.sides = x.sides(o, s, differing, known, uids)
			hits := f.run()
			if len(known)+len(uids) == 0 && o.As != "" {
				x.eyes.Add(eyes{o.As, x.at.Seq()}, f.sides[0].shown)
			}
			return hits
		}
		x.mu.RUnlock()
		differing.update(s, uids)
		for _, uid := range uids {
			known[uid] = true
		}
	}
}

// sides are the index without what differs from a snapshot, and what differs: that which is known, and some more.
func (x *Index) sides(o Options, s *record.Snapshot, differing *core, known map[record.UID]bool, more []record.UID) []*side {
	differing.update(s, more)
	index := newSide(x.core)
	if seen, ok := x.eyes.Get(eyes{o.As, x.at.Seq()}); ok && o.As != "" {
		copy(index.shown, seen)
	}
	hide := func(uid record.UID) {
		if slot, ok := x.core.slots[uid]; ok {
			index.shown[slot] = no
		}
	}
	for uid := range known {
		hide(uid)
	}
	for _, uid := range more {
		hide(uid)
	}
	return []*side{index, newSide(differing)}
}

func newSide(c *core) *side { return &side{core: c, shown: make([]shown, len(c.docs))} }
