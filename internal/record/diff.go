package record

import (
	"encoding/json"
	"fmt"
	"sort"
)

// FieldChange is what one revision changed of a field: texts, empty where there was or is nothing. Personal values show
// as they are now: an erased one as nothing.
type FieldChange struct{ Field, Old, New string }

// Diff lists what differs between two revisions of a record, by field. References are named as the snapshot names them.
func (s *Snapshot) Diff(old, next *Record) []FieldChange {
	return s.DiffTo(func(*Record) bool { return true }, old, next)
}

// DiffTo is Diff for someone who may see some records only: references to others are given by code.
func (s *Snapshot) DiffTo(may func(*Record) bool, old, next *Record) []FieldChange {
	before, after := s.flat(old, may), s.flat(next, may)
	fields := map[string]bool{}
	for f := range before {
		fields[f] = true
	}
	for f := range after {
		fields[f] = true
	}
	var out []FieldChange
	for f := range fields {
		if before[f] != after[f] {
			out = append(out, FieldChange{f, before[f], after[f]})
		}
	}
	sort.Slice(out, func(i, j int) bool { return out[i].Field < out[j].Field })
	return out
}

// flat gives every value of a record as text, by the path of its field.
func (s *Snapshot) flat(r *Record, may func(*Record) bool) map[string]string {
	out := map[string]string{"name": r.Name, "title": r.Title}
	if r.State != "" {
		out["state"] = r.State
	}
	if r.Retired {
		out["retired"] = "yes"
	}
	b, err := s.DeclaredTo(may, r)
	if err != nil {
		return out
	}
	tree, err := parse(b)
	if err != nil {
		return out
	}
	flatten(tree, "", out)
	return out
}

func flatten(x Tree, path string, out map[string]string) {
	switch x := x.(type) {
	case map[string]any:
		for k, v := range x {
			flatten(v, Join(path, k), out)
		}
	case []any:
		for i, v := range x {
			flatten(v, fmt.Sprintf("%s[%d]", path, i), out)
		}
	case string:
		out[path] = x
	case json.Number:
		out[path] = x.String()
	case bool:
		out[path] = fmt.Sprint(x)
	}
}
