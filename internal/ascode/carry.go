package ascode

import (
	"slices"

	"github.com/steelyard-isms/steelyard/internal/record"
)

// carry gives a document that is written anew the comments of the one that stood there, by the parts that both have. What
// was said of a part that is gone goes with it.
func carry(registry *record.Registry, from, to *item) {
	to.head = from.head
	var spec record.Field
	if k, ok := registry.Kind(to.text("kind")); ok {
		spec = record.Field{Name: "spec", Type: record.Object, Fields: k.Fields}
	}
	carryParts(from, to, record.Field{Type: record.Object, Fields: []record.Field{spec}})
}

func carryParts(from, to *item, f record.Field) {
	if from.form != to.form || to.form == scalar {
		return
	}
	to.foot = from.foot
	inner := func(p *part) record.Field { return partOf(f, p.key) }
	pairs := pairByKey(from, to)
	if to.form == list {
		entry := entryOf(f)
		inner = func(*part) record.Field { return entry }
		pairs = pairEntries(from, to, f)
	}
	for p, old := range pairs {
		p.head, p.line = old.head, old.line
		carryParts(old.value, p.value, inner(p))
	}
}

func pairByKey(from, to *item) map[*part]*part {
	out := map[*part]*part{}
	for _, p := range to.parts {
		if old := from.get(p.key); old != nil {
			out[p] = old
		}
	}
	return out
}

// pairEntries finds for each entry of a list the one that it was: by its reference or its date, else by saying the same, else
// by standing at the same place.
func pairEntries(from, to *item, f record.Field) map[*part]*part {
	out := map[*part]*part{}
	var left []*part
	left = append(left, from.parts...)
	take := func(same func(p, old *part) bool) {
		for _, p := range to.parts {
			if out[p] != nil {
				continue
			}
			if i := slices.IndexFunc(left, func(old *part) bool { return same(p, old) }); i >= 0 {
				out[p] = left[i]
				left = slices.Delete(left, i, i+1)
			}
		}
	}
	name := "from"
	if !f.Dated {
		name = identity(entryOf(f))
	}
	if name != "" {
		take(func(p, old *part) bool { return p.value.form == group && p.value.text(name) == old.value.text(name) })
		return out
	}
	take(func(p, old *part) bool { return equal(p.value.tree(), old.value.tree()) })
	take(func(p, old *part) bool { return slices.Index(to.parts, p) == slices.Index(from.parts, old) })
	return out
}
