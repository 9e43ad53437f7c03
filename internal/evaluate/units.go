package evaluate

import (
	"slices"

	"github.com/steelyard-isms/steelyard/internal/civil"
	"github.com/steelyard-isms/steelyard/internal/formula"
	"github.com/steelyard-isms/steelyard/internal/org"
	"github.com/steelyard-isms/steelyard/internal/record"
)

// below lists a unit and those that are or were below it at some time, by code.
func (d *deriver) below(top record.UID) []record.Of[org.Unit] {
	if d.under == nil {
		d.under = map[record.UID][]record.Of[org.Unit]{}
	}
	have, done := d.under[top]
	if !done {
		have = unitsBelow(d.s, top)
		d.under[top] = have
	}
	return have
}

func unitsBelow(s *record.Snapshot, top record.UID) []record.Of[org.Unit] {
	children := map[record.UID][]record.Of[org.Unit]{}
	var out []record.Of[org.Unit]
	for u := range record.All[org.Unit](s) {
		if u.UID == top {
			out = append(out, u)
		}
		for _, e := range u.Spec.Parent {
			children[e.Value.UID()] = append(children[e.Value.UID()], u)
		}
	}
	seen := map[record.UID]bool{top: true}
	for i := 0; i < len(out); i++ {
		for _, u := range children[out[i].UID] {
			if !seen[u.UID] {
				seen[u.UID] = true
				out = append(out, u)
			}
		}
	}
	slices.SortFunc(out, func(a, b record.Of[org.Unit]) int {
		if before(a.Record, b.Record) {
			return -1
		}
		return 1
	})
	return out
}

// member is the value of a lane's unit; false where the unit does not count: it has never reported to the source, or is not below the
// measure's unit on the day. Of several measures each counts.
func (l *lane) member(s *record.Snapshot, day civil.Date, top record.UID) (formula.Member, bool) {
	m := formula.Member{}
	if l.unit.Record != nil {
		m.Unit, m.Title = string(l.unit.UID), titleOf(l.unit.Record)
	}
	p, why := l.last(day)
	if l.measure == "" && (p == nil || l.unit.UID != top && !slices.Contains(s.Above(l.unit.Record, day), top)) {
		return m, false
	}
	if why == "" {
		m.Value, m.Known = *p.Value, true
	}
	return m, true
}

func titleOf(r *record.Record) string {
	if r.Title != "" {
		return r.Title
	}
	return r.Name
}
