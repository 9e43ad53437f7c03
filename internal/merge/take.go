package merge

import (
	"maps"
	"slices"

	"github.com/steelyard-isms/steelyard/internal/record"
)

// At is what stands at the place of a difference in another tree of the same fields; nil: nothing.
func (d Difference) At(fields []record.Field, in map[string]any) record.Tree {
	at := record.Tree(in)
	for _, s := range d.where {
		switch {
		case s.Field != "":
			group, _ := at.(map[string]any)
			i := slices.IndexFunc(fields, func(f record.Field) bool { return f.Name == s.Field })
			if i < 0 {
				return nil
			}
			at, fields = group[s.Field], below(&fields[i])
		default:
			list := entriesOf(at)
			i := indexOf(list, s.Key)
			if i < 0 {
				return nil
			}
			at = list[i]
		}
	}
	return at
}

// Take gives a tree with their words at the place of a difference. An entry that is not there is added to its list. The tree is not changed.
func (d Difference) Take(fields []record.Field, in map[string]any) map[string]any {
	out, _ := taken(fields, in, d.where, d.Theirs).(map[string]any)
	return out
}

func taken(fields []record.Field, at record.Tree, where []Step, theirs record.Tree) record.Tree {
	if len(where) == 0 {
		return theirs
	}
	s := where[0]
	if s.Field != "" {
		i := slices.IndexFunc(fields, func(f record.Field) bool { return f.Name == s.Field })
		group, _ := at.(map[string]any)
		if i < 0 {
			return at
		}
		group = maps.Clone(group)
		if group == nil {
			group = map[string]any{}
		}
		next := taken(below(&fields[i]), group[s.Field], where[1:], theirs)
		if entries, ok := next.([]any); ok && fields[i].Dated {
			next = bareOf(entries)
		}
		if next != nil {
			group[s.Field] = next
		} else {
			delete(group, s.Field)
		}
		return group
	}
	list := slices.Clone(entriesOf(at))
	i := indexOf(list, s.Key)
	switch {
	case i < 0 && theirs != nil && len(where) == 1:
		list = append(list, theirs)
	case i < 0:
	case theirs == nil && len(where) == 1:
		list = slices.Delete(list, i, i+1)
	default:
		list[i] = taken(fields, list[i], where[1:], theirs)
	}
	return orNothing(list)
}

// below are the fields of what stands in a field: of its entries, where it has them.
func below(f *record.Field) []record.Field {
	switch {
	case f.Dated:
		return datedFields(f)
	case f.Type == record.List && f.Elem.Type == record.Object:
		return f.Elem.Fields
	}
	return f.Fields
}

// datedFields are the fields of an entry of a dated value.
func datedFields(f *record.Field) []record.Field {
	bare := *f
	bare.Dated, bare.Name = false, "value"
	return []record.Field{bare, {Name: "from", Type: record.Day}, {Name: "reason", Type: record.Text}}
}
