package merge

import (
	"cmp"
	"encoding/json"
	"slices"

	"github.com/steelyard-isms/steelyard/internal/record"
)

// entries merges lists of groups, whose entries are told apart by a field; by their places where it has no name, and all lists are equally long.
func (m *merger) entries(fields []record.Field, was, mine, theirs []any, name string, where []Step, path string) ([]any, bool) {
	if name == "" && (len(was) != len(mine) || len(mine) != len(theirs)) || !unique(was, name) || !unique(mine, name) || !unique(theirs, name) {
		return nil, false
	}
	find := func(list []any, key string) (map[string]any, bool) {
		i := indexOf(list, key)
		if i < 0 {
			return nil, false
		}
		group, _ := list[i].(map[string]any)
		return group, true
	}
	var out []any
	for i, x := range mine {
		key := keyOf(mine, i, name)
		own, _ := x.(map[string]any)
		old, had := find(was, key)
		other, has := find(theirs, key)
		at := append(slices.Clone(where), Step{Key: key})
		switch {
		case has:
			out = append(out, m.group(fields, old, own, other, at, record.Item(path, len(out))))
		case !had: // it is new
			out = append(out, x)
		case alike(old, own): // they have taken it away
			m.found = append(m.found, Difference{Path: path, Taken: true, where: at})
		default:
			m.found = append(m.found, Difference{Path: record.Item(path, len(out)), where: at})
			out = append(out, x)
		}
	}
	for i, x := range theirs {
		key := keyOf(theirs, i, name)
		if _, has := find(mine, key); has {
			continue
		}
		old, had := find(was, key)
		if had && alike(old, x) {
			continue
		}
		d := Difference{Path: path, Theirs: x, Taken: !had, where: append(slices.Clone(where), Step{Key: key})}
		if d.Taken {
			d.Path = record.Item(path, len(out))
			out = append(out, x)
		}
		m.found = append(m.found, d)
	}
	return out, true
}

// keyField is the field by which entries are told apart: the first one that must be filled in, names a record, a choice or a day, and never says the same twice in one
// of the lists. A text can be that as well, but only where places cannot: people change texts. Empty: entries are told apart by their places.
func keyField(fields []record.Field, lists [][]any) string {
	first := func(types ...record.Type) string {
		for _, f := range fields {
			if f.Required && !f.Dated && slices.Contains(types, f.Type) && !slices.ContainsFunc(lists, func(list []any) bool { return !unique(list, f.Name) }) {
				return f.Name
			}
		}
		return ""
	}
	name := first(record.Reference, record.Enum, record.Day)
	if name == "" && slices.ContainsFunc(lists, func(list []any) bool { return len(list) != len(lists[0]) }) {
		name = first(record.Text)
	}
	return name
}

// mergeSets merges lists in which nothing stands twice: what either of the two took away is gone, and what either added is there.
func mergeSets(was, mine, theirs []any) ([]any, bool) {
	keys := func(list []any) ([]string, bool) {
		out := make([]string, len(list))
		for i, x := range list {
			if out[i] = plain(x); slices.Contains(out[:i], out[i]) {
				return nil, false
			}
		}
		return out, true
	}
	old, okOld := keys(was)
	own, okOwn := keys(mine)
	other, okOther := keys(theirs)
	if !okOld || !okOwn || !okOther {
		return nil, false
	}
	var out []any
	for i, key := range own {
		if slices.Contains(other, key) || !slices.Contains(old, key) {
			out = append(out, mine[i])
		}
	}
	for i, key := range other {
		if !slices.Contains(own, key) && !slices.Contains(old, key) {
			out = append(out, theirs[i])
		}
	}
	return out, true
}

func orNothing(list []any) record.Tree {
	if len(list) == 0 {
		return nil
	}
	return list
}

func isList(x record.Tree) bool {
	_, is := x.([]any)
	return is
}

func listOf(x record.Tree) []any {
	list, _ := x.([]any)
	return list
}

// entriesOf are the entries of a dated value, also of one that has always held; or those of a list.
func entriesOf(x record.Tree) []any {
	switch x := x.(type) {
	case nil:
		return nil
	case []any:
		return x
	}
	return []any{map[string]any{"value": x}}
}

// bareOf is a dated value as it is written: a single entry that has always held, as the value alone.
func bareOf(entries []any) record.Tree {
	if len(entries) == 1 {
		if one, ok := entries[0].(map[string]any); ok && len(one) == 1 && one["value"] != nil {
			return one["value"]
		}
	}
	slices.SortStableFunc(entries, func(a, b any) int { return cmp.Compare(dayOf(a), dayOf(b)) })
	return orNothing(entries)
}

func dayOf(entry any) string {
	group, _ := entry.(map[string]any)
	day, _ := group["from"].(string)
	return day
}

// keyOf is what an entry says in the field by which it is told apart, with the field's name; its place where that has no name.
func keyOf(list []any, i int, name string) string {
	if name == "" {
		return plain([]any{"", i})
	}
	group, _ := list[i].(map[string]any)
	return plain([]any{name, group[name]})
}

// indexOf is where in a list an entry stands; -1: it is not there.
func indexOf(list []any, key string) int {
	var parts []any
	if err := json.Unmarshal([]byte(key), &parts); err != nil || len(parts) == 0 {
		return -1
	}
	name, _ := parts[0].(string)
	for i := range list {
		if keyOf(list, i, name) == key {
			return i
		}
	}
	return -1
}

func unique(list []any, name string) bool {
	seen := map[string]bool{}
	for i := range list {
		key := keyOf(list, i, name)
		if seen[key] {
			return false
		}
		seen[key] = true
	}
	return true
}

func alike(a, b record.Tree) bool { return plain(a) == plain(b) }

// plain is a tree as text that is the same for the same tree.
func plain(x record.Tree) string {
	b, err := json.Marshal(x)
	if err != nil {
		return ""
	}
	return string(b)
}
