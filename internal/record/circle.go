package record

import (
	"fmt"
	"reflect"
	"slices"
	"strings"

	"github.com/steelyard-isms/steelyard/internal/civil"
	"github.com/steelyard-isms/steelyard/internal/fault"
)

// maxAbove is how many records may follow one another along an acyclic field.
const maxAbove = 50

// circles refuses references by which a record would come back to itself, on any day: an acyclic field is followed on each
// day on which one of those on the way changes, and from the beginning. What is said of the way calls records as called does.
func (s *Snapshot) circles(k *Kind, r *Record, called func(*Record) string) []fault.Field {
	var out []fault.Field
	for _, f := range k.Fields {
		if !f.acyclic() {
			continue
		}
		for _, day := range s.turns(f, r) {
			way := walk{s: s, field: f, day: day, called: called, seen: map[UID]bool{}}
			if bad := way.from(r, r, nil); bad != nil {
				bad.Path = Join("spec", bad.Path)
				out = append(out, *bad)
				break
			}
		}
	}
	return out
}

// link is one reference of an acyclic field, with the day from which it holds.
type link struct {
	path string
	from civil.Date
	to   UID
}

// links lists what an acyclic field of a record refers to at any time.
func links(f Field, r *Record) []link {
	v := reflect.ValueOf(r.spec).Elem().Field(f.index)
	var out []link
	switch {
	case f.Dated:
		for i := range v.Len() {
			out = append(out, linkAt(f, v, i))
		}
	case f.Type == List:
		for i := range v.Len() {
			path := fmt.Sprintf("%s[%d]", f.Name, i)
			if f.Elem.Type == Object {
				out = append(out, linksWithin(*f.Elem, v.Index(i), path)...)
			} else {
				out = append(out, link{path: path, to: UID(v.Index(i).String())})
			}
		}
	case v.String() != "":
		out = append(out, link{path: f.Name, to: UID(v.String())})
	}
	return out
}

// linksWithin lists what the acyclic fields of a group refer to.
func linksWithin(group Field, v reflect.Value, path string) []link {
	var out []link
	for _, g := range group.Fields {
		at, of := v.Field(g.index), Join(path, g.Name)
		switch {
		case !g.Acyclic:
		case g.Type == List:
			for i := range at.Len() {
				out = append(out, link{path: fmt.Sprintf("%s[%d]", of, i), to: UID(at.Index(i).String())})
			}
		case at.String() != "":
			out = append(out, link{path: of, to: UID(at.String())})
		}
	}
	return out
}

// linksOn lists those that hold on a day: of a dated value the last one begun. The entries stand in the order of their days.
func linksOn(f Field, r *Record, day civil.Date) []link {
	if !f.Dated {
		return links(f, r)
	}
	v := reflect.ValueOf(r.spec).Elem().Field(f.index)
	if i := entryOn(v, day); i >= 0 {
		return []link{linkAt(f, v, i)}
	}
	return nil
}

// linkAt is the reference of one entry of a dated value.
func linkAt(f Field, dated reflect.Value, i int) link {
	e := dated.Index(i)
	return link{dated.Interface().(datedValue).Path(f.Name, i), e.FieldByName("From").Interface().(civil.Date), UID(e.FieldByName("Value").String())}
}

// turns lists the days on which a record, or one behind it, comes to refer to another; first the beginning, which is the
// zero date.
func (s *Snapshot) turns(f Field, r *Record) []civil.Date {
	days, seen := []civil.Date{{}}, map[UID]bool{r.UID: true}
	for next := []*Record{r}; len(next) > 0; {
		var behind []*Record
		for _, at := range next {
			for _, said := range s.said(at) {
				for _, l := range links(f, said) {
					days = append(days, l.from)
					if to, ok := s.Find(l.to); ok && !seen[l.to] {
						seen[l.to] = true
						behind = append(behind, to)
					}
				}
			}
		}
		next = behind
	}
	slices.SortFunc(days, civil.Date.Compare)
	return slices.Compact(days)
}

// said is what a record says: its latest revision, and what is in force of it while that waits. Either must be free to hold.
func (s *Snapshot) said(r *Record) []*Record {
	if force, ok := s.InForce(r.UID); ok && force.Revision != r.Revision {
		return []*Record{r, force}
	}
	return []*Record{r}
}

type walk struct {
	s      *Snapshot
	field  Field
	day    civil.Date
	called func(*Record) string
	seen   map[UID]bool // those from which no way leads back
}

// from follows the field from a record and says where that comes back to the first one.
func (w *walk) from(first, at *Record, names []string) *fault.Field {
	names = append(names, w.called(at))
	if len(names) > maxAbove+1 {
		return &fault.Field{Path: w.field.Name, Reason: fmt.Sprintf("has more than %d %s above it", maxAbove, w.plural(first)), Remedy: "Let it stand higher"}
	}
	var all []link
	for _, said := range w.s.said(at) {
		all = append(all, linksOn(w.field, said, w.day)...)
	}
	for _, l := range all {
		to, ok := w.s.Find(l.to)
		if !ok || w.seen[l.to] {
			continue
		}
		bad := &fault.Field{}
		if l.to != first.UID {
			if bad = w.from(first, to, names); bad == nil {
				w.seen[l.to] = true
				continue
			}
		}
		if bad.Reason == "" {
			when := ""
			if !w.day.IsZero() {
				when = " from " + w.day.String() + " on"
			}
			bad.Reason = "makes a circle" + when + ": " + strings.Join(append(names, w.called(first)), " → ")
			bad.Remedy = "Let one of them refer to another, or to none"
		}
		if at == first {
			bad.Path = l.path
		}
		return bad
	}
	return nil
}

func (w *walk) plural(r *Record) string {
	k, _ := w.s.registry.Kind(r.Kind)
	return k.Plural
}
