package service

import (
	"slices"
	"sync"

	"github.com/steelyard-isms/steelyard/internal/civil"
	"github.com/steelyard-isms/steelyard/internal/evaluate"
	"github.com/steelyard-isms/steelyard/internal/record"
)

// ordered keeps the records of kinds that are in use in the order of their codes, of a few states. Lists show a part of it; to sort sixty thousand records
// for fifty of them would take longer than all else. After a change only what differs is put in its place.
type ordered struct {
	mu   sync.Mutex
	kept []*orderedState // the one used last comes first
}

type orderedState struct {
	snapshot *record.Snapshot
	kinds    map[string][]*record.Record // none of the lists is ever changed
	parts    map[part][]*record.Record   // of them what belongs to a unit and those below it
}

type part struct {
	kind string
	unit record.UID
	day  civil.Date
}

// maxOrdered is of how many states lists are kept, the latest one among them.
const maxOrdered = 4

// maxParts is of how many units and kinds a state keeps parts.
const maxParts = 32

// of gives the records of a kind in a state. Nobody may change the list.
func (o *ordered) of(s *record.Snapshot, kind string) []*record.Record {
	o.mu.Lock()
	defer o.mu.Unlock()
	return o.state(s).all(kind)
}

// within gives of them those that belong to a unit or one below it on a day. Nobody may change the list.
func (o *ordered) within(s *record.Snapshot, kind string, unit record.UID, day civil.Date, belongs func(*record.Record) bool) []*record.Record {
	o.mu.Lock()
	defer o.mu.Unlock()
	x, of := o.state(s), part{kind, unit, day}
	list, made := x.parts[of]
	if !made {
		for _, r := range x.all(kind) {
			if belongs(r) {
				list = append(list, r)
			}
		}
		if x.parts == nil || len(x.parts) == maxParts {
			x.parts = map[part][]*record.Record{}
		}
		x.parts[of] = list
	}
	return list
}

// state gives the lists of a state.
func (o *ordered) state(s *record.Snapshot) *orderedState {
	i := slices.IndexFunc(o.kept, func(x *orderedState) bool { return x.snapshot == s })
	if i < 0 {
		x := o.near(s)
		// of states behind each other the earlier one will hardly be asked for again
		o.kept = slices.DeleteFunc(o.kept, func(old *orderedState) bool { return old.snapshot.Seq() <= s.Seq() })
		o.kept = slices.Insert(o.kept, 0, x)
		if len(o.kept) > maxOrdered {
			o.kept = slices.Delete(o.kept, maxOrdered, len(o.kept))
		}
		i = 0
	}
	x := o.kept[i]
	copy(o.kept[1:i+1], o.kept[:i])
	o.kept[0] = x
	return x
}

func (x *orderedState) all(kind string) []*record.Record {
	list, made := x.kinds[kind]
	if !made {
		list = slices.AppendSeq(list, x.snapshot.List(kind, false))
		slices.SortFunc(list, evaluate.ByCode)
		x.kinds[kind] = list
	}
	return list
}

// near gives the lists of a state as far as they follow from those of another.
func (o *ordered) near(s *record.Snapshot) *orderedState {
	out := &orderedState{snapshot: s, kinds: map[string][]*record.Record{}}
	for _, x := range o.kept {
		uids := s.Differs(x.snapshot)
		if len(uids) > nearAgenda {
			continue
		}
		own := map[string]bool{}
		for kind, list := range x.kinds {
			out.kinds[kind] = list
		}
		put := func(of *record.Snapshot, uid record.UID, how how) {
			r, ok := of.Find(uid)
			if !ok || r.Retired {
				return
			}
			list, made := out.kinds[r.Kind]
			if !made {
				return
			}
			if !own[r.Kind] {
				list, own[r.Kind] = slices.Clone(list), true
			}
			out.kinds[r.Kind] = change(list, r, evaluate.ByCode, how)
		}
		for _, uid := range uids {
			put(x.snapshot, uid, without)
			put(s, uid, with)
		}
		return out
	}
	return out
}

// ByCode lists the records of a kind in use that the principal may see, in the order of their codes; where a unit is named, those that belong to it
// and the units below it. Nobody may change the list. Error: Forbidden.
func (v *View) ByCode(kind string, unit record.UID) ([]*record.Record, error) {
	if err := v.read(kind); err != nil {
		return nil, err
	}
	var all []*record.Record
	if unit == "" {
		all = v.s.ordered.of(v.snapshot, kind)
	} else {
		all = v.s.ordered.within(v.snapshot, kind, unit, civil.OfTime(v.At), v.Belonging(unit))
	}
	if v.showsWhole(kind) {
		return all, nil
	}
	out := make([]*record.Record, 0, len(all))
	for _, r := range all {
		if v.mayShow(r) {
			out = append(out, r)
		}
	}
	return out, nil
}

// showsWhole tells whether the principal may see every record of a kind.
func (v *View) showsWhole(kind string) bool {
	return v.read(kind) == nil && v.who.Unit == "" && v.showsAll(kind)
}
