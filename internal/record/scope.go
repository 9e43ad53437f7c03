package record

import (
	"reflect"
	"slices"

	"github.com/steelyard-isms/steelyard/internal/civil"
)

// maxScope is how many records may stand above one another: a chain of units, and what leads to it.
const maxScope = 60

// Above lists the record itself and what it belongs to on a day, upward: along the fields that say whose it is, such as
// its unit, and the units above that. Rights of a unit hold for all that has it above.
func (s *Snapshot) Above(r *Record, day civil.Date) []UID {
	out := []UID{r.UID}
	for len(out) <= maxScope {
		to, ok := s.scope(r, day)
		if !ok || slices.Contains(out, to.UID) {
			break
		}
		out = append(out, to.UID)
		r = to
	}
	return out
}

// scope finds what a record belongs to on a day. Of several fields that say so, the first that is filled counts.
func (s *Snapshot) scope(r *Record, day civil.Date) (*Record, bool) {
	k, _ := s.registry.Kind(r.Kind)
	for _, f := range k.scopes {
		for _, l := range linksOn(f, r, day) {
			return s.Find(l.to)
		}
	}
	return nil, false
}

// Whose is what a record belongs to on a day; empty where it belongs to none.
func (s *Snapshot) Whose(r *Record, day civil.Date) UID {
	if to, ok := s.scope(r, day); ok {
		return to.UID
	}
	return ""
}

// ScopeDays lists the days on which a record comes to belong to another, in their order; first the beginning, which is the
// zero date.
func (s *Snapshot) ScopeDays(r *Record) []civil.Date {
	k, _ := s.registry.Kind(r.Kind)
	days := []civil.Date{{}}
	for _, f := range k.scopes {
		for _, l := range links(f, r) {
			days = append(days, l.from)
		}
	}
	slices.SortFunc(days, civil.Date.Compare)
	return slices.Compact(days)
}

// Owners lists the people whose record it is.
func (s *Snapshot) Owners(r *Record) []UID {
	k, _ := s.registry.Kind(r.Kind)
	var out []UID
	v := reflect.ValueOf(r.spec).Elem()
	for _, f := range k.owners {
		switch field := v.Field(f.index); {
		case f.Elem != nil:
			for i := range field.Len() {
				out = append(out, UID(field.Index(i).String()))
			}
		case field.String() != "":
			out = append(out, UID(field.String()))
		}
	}
	return out
}
