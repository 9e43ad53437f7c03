package ascode

import (
	"fmt"
	"maps"
	"slices"

	"github.com/steelyard-isms/steelyard/internal/record"
)

// Side says which of two versions of a field counts.
type Side string

// The sides.
const (
	FromFolder Side = "folder" // changed in the folder: it is applied
	FromStore  Side = "store"  // changed in the store since: it stays
	FromBoth   Side = "both"   // changed to different values: people must choose
)

// FieldDifference is a field that the folder and the store have different. What is nil is not there.
type FieldDifference struct {
	Field  string      `json:"field"`
	Side   Side        `json:"side"`
	Base   record.Tree `json:"base,omitempty"`
	Folder record.Tree `json:"folder,omitempty"`
	Store  record.Tree `json:"store,omitempty"`
	Reason string      `json:"reason,omitempty"` // where it is no matter of values
	Line   int         `json:"line,omitempty"`   // in the file of the difference
	Column int         `json:"column,omitempty"`
}

// merger brings two versions of a tree together that began from one. Where only one side changed a field, that side
// counts; groups and tables are merged part by part, and lists whose entries are known by a reference entry by entry.
type merger struct {
	show  func(record.Tree, record.Field) record.Tree // with references as people know them
	found []FieldDifference
}

func (m *merger) note(path string, side Side, f record.Field, base, ours, theirs record.Tree) {
	m.found = append(m.found, FieldDifference{Field: path, Side: side, Base: m.show(base, f), Folder: m.show(ours, f), Store: m.show(theirs, f)})
}

// value merges one value; nil is one that is not there.
func (m *merger) value(path string, f record.Field, base, ours, theirs record.Tree) record.Tree {
	if equal(ours, theirs) {
		return ours
	}
	merged, inside := m.parts(path, f, base, ours, theirs)
	switch {
	case equal(ours, base):
		if !inside {
			m.note(path, FromStore, f, base, ours, theirs)
		}
		return theirs
	case equal(theirs, base):
		if !inside {
			m.note(path, FromFolder, f, base, ours, theirs)
		}
		return ours
	case inside:
		return merged
	}
	m.note(path, FromBoth, f, base, ours, theirs)
	return ours
}

// parts merges what has parts on both sides, and tells whether it could. A value of a type of its own is one, though it may be
// written as a group: half a file and half another is none.
func (m *merger) parts(path string, f record.Field, base, ours, theirs record.Tree) (record.Tree, bool) {
	if a, ok := ours.(map[string]any); ok {
		b, ok := theirs.(map[string]any)
		if !ok || f.Type != record.Object && f.Elem == nil {
			return nil, false
		}
		was, _ := base.(map[string]any)
		return m.group(path, f, was, a, b), true
	}
	a, ok1 := ours.([]any)
	b, ok2 := theirs.([]any)
	if !ok1 || !ok2 || f.Dated || f.Elem == nil {
		return nil, false
	}
	was, _ := base.([]any)
	return m.list(path, f, was, a, b)
}

func (m *merger) group(path string, f record.Field, base, ours, theirs map[string]any) map[string]any {
	out := map[string]any{}
	names := map[string]bool{}
	for _, x := range []map[string]any{ours, theirs} {
		for name := range x {
			names[name] = true
		}
	}
	for _, name := range partOrder(f, names) {
		if v := m.value(record.Join(path, name), partOf(f, name), base[name], ours[name], theirs[name]); v != nil {
			out[name] = v
		}
	}
	return out
}

// partOrder puts the names of a group's parts in the order of the kind, and others after them.
func partOrder(f record.Field, names map[string]bool) []string {
	var out []string
	for _, g := range f.Fields {
		if names[g.Name] {
			out = append(out, g.Name)
			delete(names, g.Name)
		}
	}
	return append(out, slices.Sorted(maps.Keys(names))...)
}

// partOf gives what is known of a part of a group or a table.
func partOf(f record.Field, name string) record.Field {
	for _, g := range f.Fields {
		if g.Name == name {
			return g
		}
	}
	if f.Elem != nil {
		return *f.Elem
	}
	return record.Field{Name: name}
}

// list merges lists whose entries are known by a reference that each has once.
func (m *merger) list(path string, f record.Field, base, ours, theirs []any) (record.Tree, bool) {
	name := identity(*f.Elem)
	was, ok0 := byIdentity(base, name)
	a, ok1 := byIdentity(ours, name)
	b, ok2 := byIdentity(theirs, name)
	if name == "" || !ok0 || !ok1 || !ok2 {
		return nil, false
	}
	order, added := a.order, b.order
	if slices.Equal(a.order, was.order) {
		order, added = b.order, a.order
	}
	for _, id := range added {
		if !slices.Contains(order, id) {
			order = append(order[:len(order):len(order)], id)
		}
	}
	out := []any{}
	for _, id := range order {
		at := fmt.Sprintf("%s[%s]", path, m.show(id, record.Field{Type: record.Reference, Ref: partOf(*f.Elem, name).Ref}))
		if i := slices.Index(a.order, id); i >= 0 {
			at = fmt.Sprintf("%s[%d]", path, i) // as it can be found in the file
		}
		if v := m.value(at, *f.Elem, was.get(id), a.get(id), b.get(id)); v != nil {
			out = append(out, v)
		}
	}
	return out, true
}

// identity names the field by which the entries of a list are known: the first reference that each must have.
func identity(elem record.Field) string {
	if elem.Type != record.Object || elem.Dated {
		return ""
	}
	for _, g := range elem.Fields {
		if g.Type == record.Reference && g.Required && !g.Dated {
			return g.Name
		}
	}
	return ""
}

// entries are those of a list by what they are known by.
type entries struct {
	order []string
	by    map[string]any
}

func (e entries) get(id string) record.Tree { return e.by[id] }

// byIdentity fails where an entry is not known, or two are known by the same.
func byIdentity(list []any, name string) (entries, bool) {
	out := entries{by: map[string]any{}}
	for _, x := range list {
		m, _ := x.(map[string]any)
		id, ok := m[name].(string)
		if _, twice := out.by[id]; !ok || twice {
			return out, false
		}
		out.order = append(out.order, id)
		out.by[id] = x
	}
	return out, true
}

// renamed gives a tree with other texts for its references.
func renamed(tree record.Tree, f record.Field, rename func(kind, text string) string) record.Tree {
	switch x := tree.(type) {
	case map[string]any:
		out := make(map[string]any, len(x))
		for name, v := range x {
			out[name] = renamed(v, partOf(f, name), rename)
		}
		return out
	case []any:
		out := make([]any, len(x))
		for i, v := range x {
			out[i] = renamed(v, entryOf(f), rename)
		}
		return out
	case string:
		if f.Type == record.Reference {
			return rename(f.Ref, x)
		}
	}
	return tree
}

// entryOf gives what is known of the entries of a list, or of a dated value.
func entryOf(f record.Field) record.Field {
	switch {
	case f.Dated:
		bare := f
		bare.Dated, bare.Name = false, "value"
		return record.Field{Type: record.Object, Fields: []record.Field{bare}}
	case f.Elem != nil:
		return *f.Elem
	}
	return record.Field{}
}
