package web

import (
	"cmp"
	"slices"

	"github.com/steelyard-isms/steelyard/internal/civil"
	"github.com/steelyard-isms/steelyard/internal/org"
	"github.com/steelyard-isms/steelyard/internal/record"
	"github.com/steelyard-isms/steelyard/internal/service"
	"github.com/steelyard-isms/steelyard/internal/web/page"
)

// everything is how an address asks for the figures of all units, where a reader's own unit is shown unless told.
const everything = "all"

// within turns to the unit that is asked for; unless told, to that of a reader whose rights are those of one unit. Error: NotFound.
func (l *look) within(asked string) error {
	l.frame.ScopeAsked = asked
	unit := asked
	if unit == "" {
		unit = string(l.Principal().Unit)
	}
	if unit != "" && unit != everything {
		u, err := l.Scope(unit)
		if err != nil {
			return err
		}
		l.scope, l.frame.Scope = u.UID, u.Title
		if asked != "" {
			l.frame.ScopeAsked = u.Code
		}
	}
	if asked != "" { // another day is asked for of the same unit
		l.frame.AsOf.Keep = append(l.frame.AsOf.Keep, page.Param{Name: "scope", Value: l.frame.ScopeAsked})
	}
	l.frame.Scopes = l.scopes()
	return nil
}

// whole says that a page is of all units, whichever the reader has chosen: there is no choice on it, and no unit in its name. Links still keep
// what was chosen.
func (l *look) whole() {
	l.scope, l.frame.Scope, l.frame.Scopes = "", "", nil
}

// inScope tells whether a record is of the unit that is asked for.
func (l *look) inScope(r *record.Record) bool { return l.scope == "" || l.Belongs(r, l.scope) }

// scopes lists the units that can be chosen: all of them together, the one that is shown with those above it, and those right below.
func (l *look) scopes() []page.Scope {
	t := l.units()
	if len(t.all) < 2 {
		return nil
	}
	out := []page.Scope{{Name: l.text("shell.scope-all-units"), Asked: everything, Current: l.scope == ""}}
	var way []*unit
	for u := t.all[l.scope]; u != nil && len(way) < maxUnitDepth; u = t.all[u.parent] {
		way = append(way, u)
	}
	slices.Reverse(way)
	for i, u := range way {
		out = append(out, page.Scope{Name: u.Title, Asked: u.Code, Depth: i, Current: u.UID == l.scope})
	}
	below := t.below[l.scope]
	if l.scope == "" && len(t.below[""]) == 1 { // all is what the one at the top is: what is below it says more
		top := t.below[""][0]
		out, below = append(out, page.Scope{Name: top.Title, Asked: top.Code}), t.below[top.UID]
	}
	for _, u := range below {
		out = append(out, page.Scope{Name: u.Title, Asked: u.Code, Depth: max(len(way), 1)})
	}
	return out
}

// maxUnitDepth ends a way up that does not end.
const maxUnitDepth = 50

// unit is one in the tree of those that the reader may see.
type unit struct {
	record.Of[org.Unit]
	parent record.UID // on the day; empty: none that may be seen
}

// tree is the units by what they are part of on the day of the page, each list by code.
type tree struct {
	all   map[record.UID]*unit
	below map[record.UID][]*unit
}

func (l *look) units() tree {
	day := civil.OfTime(l.At)
	t := tree{all: map[record.UID]*unit{}, below: map[record.UID][]*unit{}}
	for u := range service.All[org.Unit](l.View) {
		t.all[u.UID] = &unit{Of: u}
	}
	for _, u := range t.all {
		if p, ok := u.Spec.Parent.On(day); ok && t.all[p.UID()] != nil {
			u.parent = p.UID()
		}
		t.below[u.parent] = append(t.below[u.parent], u)
	}
	for _, list := range t.below {
		slices.SortFunc(list, func(a, b *unit) int {
			return cmp.Or(cmp.Compare(len(a.Code), len(b.Code)), cmp.Compare(a.Code, b.Code))
		})
	}
	return t
}

// each goes through the units below one, each before those below it.
func (t tree) each(top record.UID, depth int, do func(u *unit, depth int)) {
	if depth > maxUnitDepth {
		return
	}
	for _, u := range t.below[top] {
		do(u, depth)
		t.each(u.UID, depth+1, do)
	}
}
