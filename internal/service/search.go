package service

import (
	"context"
	"fmt"
	"strconv"
	"sync/atomic"

	"github.com/steelyard-isms/steelyard/internal/fault"
	"github.com/steelyard-isms/steelyard/internal/record"
	"github.com/steelyard-isms/steelyard/internal/search"
)

// Hits is the answer to a query.
type Hits = search.Hits

// finder is the index of the latest snapshot. The first search builds it, and each one brings it up to date.
type finder struct {
	index   *search.Index
	keeping atomic.Bool // someone is bringing it up to date
}

// PrepareSearch builds the index, so that the first search need not wait for it.
func (s *Service) PrepareSearch() { s.finder.index.Follow(s.store.Snapshot()) }

// keepFinding brings an index that has been built up to date, beside the request that noticed: what was erased elsewhere
// does not stay in it until someone searches.
func (s *Service) keepFinding() {
	seq := s.finder.index.Seq()
	if seq < 0 || seq >= s.store.Snapshot().Seq() || !s.finder.keeping.CompareAndSwap(false, true) {
		return
	}
	go func() {
		defer s.finder.keeping.Store(false)
		s.PrepareSearch()
	}()
}

// SearchOptions narrow an answer.
type SearchOptions struct {
	Kinds []string // the hits are of these only; none means all. Counts by kind are of all
	Limit int      // most hits, up to 100; 20 where it is 0
}

// Search finds records in use by a query, as they were at the view's moment. What the principal may not see counts for
// nothing: no hit, no count, no order and no snippet tells of it. Error: Invalid with each place of the query that cannot be
// read.
func (v *View) Search(ctx context.Context, query string, o SearchOptions) (Hits, error) {
	registry := v.snapshot.Registry()
	for _, kind := range o.Kinds {
		if _, ok := registry.Kind(kind); !ok {
			return Hits{}, fault.InvalidField("the query cannot be read", fault.Field{Path: "kind",
				Reason: strconv.Quote(record.Clip(kind)) + " is not a kind of record", Remedy: "Leave it out, and see under kinds which there are"})
		}
	}
	q, err := search.Parse(query, registry)
	if err != nil {
		return Hits{}, err
	}
	v.s.PrepareSearch()
	if err := ctx.Err(); err != nil {
		return Hits{}, err
	}
	return v.s.finder.index.Search(v.snapshot, q, search.Options{Kinds: o.Kinds, Limit: o.Limit, Show: v.mayShow, As: v.eyes()}), nil
}

// eyes names what mayShow depends on beside the record.
func (v *View) eyes() string {
	return fmt.Sprintf("%s|%s|%s|%s|%d|%s", v.who.Account, v.who.Person, v.who.Role, v.who.Unit, v.s.store.Snapshot().Seq(), v.today())
}
