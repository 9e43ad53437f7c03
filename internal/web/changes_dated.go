package web

import (
	"maps"
	"slices"
	"strconv"
	"strings"
	"sync"

	"github.com/steelyard-isms/steelyard/internal/catalog/words"
	"github.com/steelyard-isms/steelyard/internal/civil"
	"github.com/steelyard-isms/steelyard/internal/record"
	"github.com/steelyard-isms/steelyard/internal/web/page"
)

// datedIn finds the value that holds from a day on which a path leads to or into: its own path, and its field; nil where there is none.
func datedIn(in []record.Field, path string) (string, *record.Field) {
	at := ""
	for {
		end := strings.IndexAny(path, ".[")
		name, rest := path, ""
		if end >= 0 {
			name, rest = path[:end], path[end:]
		}
		i := slices.IndexFunc(in, func(f record.Field) bool { return f.Name == name })
		if i < 0 {
			return "", nil
		}
		f := &in[i]
		at = record.Join(at, name)
		if f.Dated {
			return at, f
		}
		for strings.HasPrefix(rest, "[") {
			place, after, ok := strings.Cut(rest, "]")
			if !ok {
				return "", nil
			}
			at, rest, f = at+place+"]", after, f.Entry()
		}
		if rest == "" {
			return "", nil
		}
		in, path = f.Fields, rest[1:]
	}
}

// valueAt is what a declaration says at a path; nil where it says nothing.
func valueAt(tree record.Tree, path string) record.Tree {
	for _, part := range strings.FieldsFunc(path, func(r rune) bool { return r == '.' || r == '[' || r == ']' }) {
		switch x := tree.(type) {
		case map[string]any:
			tree = x[part]
		case []any:
			n, err := strconv.Atoi(part)
			if err != nil || n < 0 || n >= len(x) {
				return nil
			}
			tree = x[n]
		default:
			return nil
		}
	}
	return tree
}

// begun brings together what was said without a day and what is said of the same thing from the beginning on, once another value follows: it is the same value, and
// only differs where it does. Nor is the day told twice from which something new holds: what it belongs to is called by that day.
func begun(in []record.Field, changes []record.FieldChange, was, is func() record.Tree) []record.FieldChange {
	places := map[string]int{} // of changes in out, by the path in the longer form
	var out []record.FieldChange
	for _, c := range changes {
		at, f := datedIn(in, c.Field)
		if f == nil || scalar(f) {
			out = append(out, c)
			continue
		}
		rest := c.Field[len(at):]
		if c.Old == "" && strings.HasPrefix(rest, "[") && strings.HasSuffix(rest, "].from") {
			continue
		}
		path := c.Field
		if strings.HasPrefix(rest, ".") && (fromBeginning(valueAt(was(), at)) || fromBeginning(valueAt(is(), at))) {
			path = at + "[0].value" + rest
		}
		i, known := places[path]
		if !known {
			places[path] = len(out)
			out = append(out, c)
			continue
		}
		if out[i].Old == "" {
			out[i].Old = c.Old
		}
		if out[i].New == "" {
			out[i].New = c.New
		}
	}
	return slices.DeleteFunc(out, func(c record.FieldChange) bool { return c.Old == c.New })
}

// fromBeginning tells whether a list of values that hold from days on has one first that holds from the beginning.
func fromBeginning(said record.Tree) bool {
	list, _ := said.([]any)
	if len(list) == 0 {
		return false
	}
	first, _ := list[0].(map[string]any)
	return first != nil && first["from"] == nil
}

// without tells of a value of several parts that is new, and holds from a day on, what the value before it says and it does not: from that day on
// that holds no more. at is the path of the values, and entry that of the new one.
func (l *look) without(k *record.Kind, at, entry string, is record.Tree) []page.ChangePart {
	place, ok := strings.CutPrefix(entry, at+"[")
	n, err := strconv.Atoi(strings.TrimSuffix(place, "]"))
	if !ok || at == "" || err != nil || n == 0 {
		return nil
	}
	var out []page.ChangePart
	before := at + "[" + strconv.Itoa(n-1) + "].value"
	for _, path := range leaves(valueAt(is, before), "") {
		if valueAt(is, entry+".value"+path) != nil {
			continue
		}
		s := speller{kind: k}
		leaf := s.spell(k.Fields, at+path, "")
		if leaf == nil {
			continue
		}
		group := speller{kind: k}
		group.spell(k.Fields, at, "")
		out = append(out, page.ChangePart{Name: strings.Join(s.parts[len(group.parts):], ": "), Value: l.meant(leaf, plainText(valueAt(is, before+path)))})
	}
	return out
}

// leaves lists the paths of all that a value says, in the order of their names; a list is one.
func leaves(x record.Tree, path string) []string {
	m, group := x.(map[string]any)
	if !group {
		return []string{path}
	}
	var out []string
	for _, name := range slices.Sorted(maps.Keys(m)) {
		out = append(out, leaves(m[name], path+"."+name)...)
	}
	return out
}

// held tells what a value that holds from a day on was and will be, in the order of days; nil where nothing is said.
func (l *look) held(f *record.Field, said record.Tree) []page.Held {
	bare := *f
	bare.Dated = false
	list, dated := said.([]any)
	if !dated {
		if said == nil {
			return nil
		}
		return []page.Held{{Value: l.meant(&bare, plainText(said))}}
	}
	var out []page.Held
	for _, x := range list {
		m, _ := x.(map[string]any)
		h := page.Held{Value: l.meant(&bare, plainText(m["value"]))}
		h.Reason, _ = m["reason"].(string)
		if text, ok := m["from"].(string); ok {
			if day, err := civil.Parse(text); err == nil {
				h.From = day.Time()
				if len(out) > 0 {
					out[len(out)-1].Until = day.AddDays(-1).Time()
				}
			}
		}
		out = append(out, h)
	}
	return out
}

// scalar tells whether a field holds one value, which can be told in words.
func scalar(f *record.Field) bool {
	switch f.Type {
	case record.Object, record.Span, record.Attachment, record.List, record.Table, record.Languages:
		return false
	}
	return true
}

// declaredOf gives what a revision declares, read once when it is asked for; nil where it cannot be.
func (l *look) declaredOf(r *record.Record) func() record.Tree {
	return sync.OnceValue(func() record.Tree {
		b, err := l.Declared(r)
		if err != nil {
			return nil
		}
		tree, err := record.Parse(b)
		if err != nil {
			return nil
		}
		return tree
	})
}

// dayOf calls an entry of a value that holds from a day on by that day, which the first of two lists says that has it; empty: it holds from the beginning.
func (l *look) dayOf(n int, lists ...record.Tree) string {
	for _, x := range lists {
		list, _ := x.([]any)
		if n >= len(list) {
			continue
		}
		m, _ := list[n].(map[string]any)
		text, _ := m["from"].(string)
		if day, err := civil.Parse(text); err == nil {
			return l.text("history.entry-from", words.T("day", l.language().Calendar().Date(day.Time())))
		}
		return ""
	}
	return ""
}
