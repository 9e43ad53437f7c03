package service

import (
	"context"
	"iter"
	"slices"

	"github.com/steelyard-isms/steelyard/internal/civil"
	"github.com/steelyard-isms/steelyard/internal/query"
	"github.com/steelyard-isms/steelyard/internal/record"
)

// Listing says which records of a kind are asked for, and in which order.
type Listing struct {
	Kind    string
	Filter  *query.Filter // nil: all
	Order   query.Order
	ByCode  bool       // in the order of codes, where no order is asked for; not those out of use, nor from behind one
	Unit    record.UID // only what belongs to this unit and those below it, where they are asked for by code; empty: all
	After   string     // name of the record behind which the list goes on; empty: from the first
	Limit   int        // most records to give
	Retired bool       // those out of use, too
}

// from goes through the records of a kind that the principal may see, by name, from behind one.
func (v *View) from(kind, after string, retired bool) iter.Seq[*record.Record] {
	return func(yield func(*record.Record) bool) {
		for r := range v.snapshot.ListFrom(kind, after, retired) {
			if v.mayShow(r) && !yield(r) {
				return
			}
		}
	}
}

func (v *View) reader() *record.Reader {
	return &record.Reader{Snapshot: v.snapshot, Day: civil.OfTime(v.At), Name: v.reference}
}

// reference is how a reference to a record is written: by name, and by code where the principal may not see it.
func (v *View) reference(to *record.Record) string {
	if v.mayShow(to) {
		return to.Name
	}
	return to.Code
}

// Each goes through the records that are asked for, without a limit. In the order of names they come as they are found; in
// any other, all are found first. Errors, once, at the end: Forbidden; Invalid by the filter; that of the context.
func (v *View) Each(ctx context.Context, l Listing) iter.Seq2[*record.Record, error] {
	return func(yield func(*record.Record, error) bool) {
		if err := v.read(l.Kind); err != nil {
			yield(nil, err)
			return
		}
		in := v.reader()
		if l.Order.ByName() {
			for r, err := range v.matching(ctx, in, l, l.After) {
				if !yield(r, err) {
					return
				}
			}
			return
		}
		var all []*record.Record
		for r, err := range v.matching(ctx, in, l, "") {
			if err != nil {
				yield(nil, err)
				return
			}
			all = append(all, r)
		}
		l.Order.Sort(in, all)
		for _, r := range all {
			if !yield(r, nil) {
				return
			}
		}
	}
}

// how many records are looked at between two looks at whether anybody still waits
const lookUp = 256

func (v *View) matching(ctx context.Context, in *record.Reader, l Listing, after string) iter.Seq2[*record.Record, error] {
	return func(yield func(*record.Record, error) bool) {
		n := 0
		all := v.from(l.Kind, after, l.Retired)
		if l.ByCode {
			coded, err := v.ByCode(l.Kind, l.Unit)
			if err != nil {
				yield(nil, err)
				return
			}
			all = slices.Values(coded)
		}
		for r := range all {
			if n++; n%lookUp == 0 && ctx.Err() != nil {
				yield(nil, ctx.Err())
				return
			}
			if l.Filter != nil {
				ok, err := l.Filter.Match(ctx, in, r)
				if err != nil {
					yield(nil, err)
					return
				}
				if !ok {
					continue
				}
			}
			if !yield(r, nil) {
				return
			}
		}
	}
}

// Select gives a page of the records that are asked for, and whether there are more. It looks at no more of them than it
// must and keeps no more than the page. Errors as of Each.
func (v *View) Select(ctx context.Context, l Listing) (page []*record.Record, more bool, err error) {
	if err := v.read(l.Kind); err != nil {
		return nil, false, err
	}
	in := v.reader()
	if l.Order.ByName() {
		for r, err := range v.matching(ctx, in, l, l.After) {
			if err != nil {
				return nil, false, err
			}
			if len(page) == l.Limit {
				return page, true, nil
			}
			page = append(page, r)
		}
		return page, false, nil
	}
	var after *record.Record
	if l.After != "" {
		r, ok := v.Named(l.Kind, l.After)
		if !ok { // the record of a cursor was shown, in the same state: somebody made this one, or may see it no more
			return nil, false, nil
		}
		after = r
	}
	best := l.Order.Page(in, after, l.Limit+1)
	for r, err := range v.matching(ctx, in, l, "") {
		if err != nil {
			return nil, false, err
		}
		best.Take(r)
	}
	page = best.Records()
	if more = len(page) > l.Limit; more {
		page = page[:l.Limit]
	}
	return page, more, nil
}

// Keys gives what the records of a kind are grouped by in a column: the value in force, a reference as it may be named; false where there
// is none, or the principal may not see the record.
func (v *View) Keys(c query.Column) func(*record.Record) (string, bool) {
	in := v.reader()
	return func(r *record.Record) (string, bool) {
		if !v.mayShow(r) {
			return "", false
		}
		return c.Key(in, r)
	}
}

// Count is how many records of a kind in use the principal may see; 0 where they may see none.
func (v *View) Count(kind string) int {
	n := 0
	if v.showsWhole(kind) {
		return len(v.s.ordered.of(v.snapshot, kind))
	}
	if v.read(kind) == nil {
		for range v.from(kind, "", false) {
			n++
		}
	}
	return n
}

// Named gives the record of a kind that bears a name now, where the principal may see it.
func (v *View) Named(kind, name string) (*record.Record, bool) {
	r, ok := v.snapshot.Named(kind, name)
	if !ok || !v.mayShow(r) {
		return nil, false
	}
	return r, true
}
