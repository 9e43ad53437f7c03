package ascode

import (
	"maps"
	"slices"

	"github.com/steelyard-isms/steelyard/internal/record"
)

// item is a value of a document with the order of what is in it, and with the comments that stand by it.
type item struct {
	form  form
	value record.Tree // of a scalar: string, bool, json.Number, nil
	parts []*part     // of a group or a list
	head  []string    // of a document: comments above it
	foot  []string    // comments after the last part
}

type form int

const (
	scalar form = iota
	group       // names with values
	list
)

// part is an entry of a group or a list.
type part struct {
	key   string // of a group
	head  []string
	line  string // comment on the line where the part begins
	value *item
}

// Comments are kept as lines with their #. An empty one is an empty line, which parts sections.

// itemOf gives a tree an order: names alphabetically, until arrange knows better. What is null is left out of groups.
func itemOf(tree record.Tree) *item {
	switch x := tree.(type) {
	case map[string]any:
		it := &item{form: group}
		for _, name := range slices.Sorted(maps.Keys(x)) {
			if x[name] != nil {
				it.parts = append(it.parts, &part{key: name, value: itemOf(x[name])})
			}
		}
		return it
	case []any:
		it := &item{form: list}
		for _, v := range x {
			it.parts = append(it.parts, &part{value: itemOf(v)})
		}
		return it
	case float64:
		return &item{value: number(x)}
	default:
		return &item{value: x}
	}
}

// get gives a part of a group by its key.
func (it *item) get(key string) *part {
	for _, p := range it.parts {
		if p.key == key {
			return p
		}
	}
	return nil
}

// text gives the text of a group's part; empty where it is none.
func (it *item) text(key string) string {
	if p := it.get(key); p != nil {
		s, _ := p.value.value.(string)
		return s
	}
	return ""
}

// arrange puts the fields of a document, and those of its kind at every depth, into their order.
func arrange(registry *record.Registry, root *item) {
	sortParts(root, topFields)
	if k, ok := registry.Kind(root.text("kind")); ok {
		if spec := root.get("spec"); spec != nil {
			arrangeValue(spec.value, record.Field{Type: record.Object, Fields: k.Fields})
		}
	}
}

// dated are the fields of an entry of a dated value.
var dated = []string{"from", "value", "reason"}

func arrangeValue(it *item, f record.Field) {
	if f.Dated && it.form == list {
		bare := f
		bare.Dated = false
		for _, p := range it.parts {
			sortParts(p.value, dated)
			if value := p.value.get("value"); value != nil {
				arrangeValue(value.value, bare)
			}
		}
		return
	}
	switch {
	case it.form == list && f.Elem != nil:
		for _, p := range it.parts {
			arrangeValue(p.value, *f.Elem)
		}
	case it.form == group && len(f.Fields) > 0:
		names := make([]string, len(f.Fields))
		for i, g := range f.Fields {
			names[i] = g.Name
			if p := it.get(g.Name); p != nil {
				arrangeValue(p.value, g)
			}
		}
		sortParts(it, names)
	case it.form == group: // a table, or a type whose value is a group of its own
		slices.SortStableFunc(it.parts, func(a, b *part) int { return compareText(a.key, b.key) })
		for _, p := range it.parts {
			if f.Elem != nil {
				arrangeValue(p.value, *f.Elem)
			}
		}
	}
}

func compareText(a, b string) int {
	switch {
	case a < b:
		return -1
	case a > b:
		return 1
	}
	return 0
}

// sortParts puts the known names first, in their order; others follow as they stand.
func sortParts(it *item, names []string) {
	if it.form != group {
		return
	}
	at := func(p *part) int {
		if i := slices.Index(names, p.key); i >= 0 {
			return i
		}
		return len(names)
	}
	slices.SortStableFunc(it.parts, func(a, b *part) int { return at(a) - at(b) })
}

// settle moves comments to where they can be written: those of the first part of a list's entry stand above the entry.
func settle(it *item) {
	for _, p := range it.parts {
		settle(p.value)
		if len(p.value.parts) == 0 && p.value.form != scalar {
			p.head, p.value.foot = append(p.head, p.value.foot...), nil
		}
		if it.form == list && len(p.value.parts) > 0 {
			if p.line != "" {
				p.head, p.line = append(p.head, p.line), ""
			}
			first := p.value.parts[0]
			p.head, first.head = append(p.head, first.head...), nil
		}
	}
}

// tree gives the value without its order and its comments.
func (it *item) tree() record.Tree {
	switch it.form {
	case group:
		out := make(map[string]any, len(it.parts))
		for _, p := range it.parts {
			out[p.key] = p.value.tree()
		}
		return out
	case list:
		out := make([]any, len(it.parts))
		for i, p := range it.parts {
			out[i] = p.value.tree()
		}
		return out
	}
	return it.value
}
