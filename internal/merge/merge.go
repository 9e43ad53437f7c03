// Package merge brings together two changes of one record that two people made at once, each from what it said before: what only one of them changed is as that one
// has it, down to single fields of entries in lists; where both did, one of the two is kept and the other told.
package merge

import (
	"encoding/json"
	"maps"
	"slices"

	"github.com/steelyard-isms/steelyard/internal/record"
)

// Difference is a place at which somebody else's words are not those with which a change began.
type Difference struct {
	Path   string      // in what the merge gives, such as measures[1].weight; that of the list where the entry is not in it
	Theirs record.Tree // what the other one has there; nil: nothing
	Taken  bool        // it is in what the merge gives, for nothing else was entered there
	where  []Step
}

// Step leads one deeper into what is declared: to a field, or to the entry of a list that has a key.
type Step struct {
	Field string `json:"field,omitempty"`
	Key   string `json:"key,omitempty"` // of the entry, as JSON
}

// ID tells a difference from others of the same merge. It stays the same while other places are changed.
func (d Difference) ID() string {
	b, err := json.Marshal(d.where)
	if err != nil {
		return ""
	}
	return string(b)
}

// Merge brings two changes of one thing together. Trees are as Parse gives them; fields that the list does not have are as mine has them. None of the three is
// changed.
func Merge(fields []record.Field, was, mine, theirs map[string]any) (map[string]any, []Difference) {
	m := merger{}
	return m.group(fields, was, mine, theirs, nil, ""), m.found
}

type merger struct{ found []Difference }

func (m *merger) group(fields []record.Field, was, mine, theirs map[string]any, where []Step, path string) map[string]any {
	out := maps.Clone(mine)
	if out == nil {
		out = map[string]any{}
	}
	for i := range fields {
		f := &fields[i]
		at := append(slices.Clone(where), Step{Field: f.Name})
		if x := m.value(f, was[f.Name], mine[f.Name], theirs[f.Name], at, record.Join(path, f.Name)); x != nil {
			out[f.Name] = x
		} else {
			delete(out, f.Name)
		}
	}
	return out
}

func (m *merger) value(f *record.Field, was, mine, theirs record.Tree, where []Step, path string) record.Tree {
	switch {
	case alike(was, theirs), alike(mine, theirs):
		return mine
	case alike(was, mine):
		m.found = append(m.found, Difference{Path: path, Theirs: theirs, Taken: true, where: where})
		return theirs
	}
	switch {
	case f.Dated && (isList(was) || isList(mine) || isList(theirs)):
		if entries, ok := m.entries(datedFields(f), entriesOf(was), entriesOf(mine), entriesOf(theirs), "from", where, path); ok {
			return bareOf(entries)
		}
	case f.Type == record.Object:
		a, okA := mine.(map[string]any)
		b, okB := theirs.(map[string]any)
		if old, ok := was.(map[string]any); okA && okB && (ok || was == nil) {
			return m.group(f.Fields, old, a, b, where, path)
		}
	case f.Type == record.List && f.Elem.Type == record.Object:
		lists := [][]any{listOf(was), listOf(mine), listOf(theirs)}
		if entries, ok := m.entries(f.Elem.Fields, lists[0], lists[1], lists[2], keyField(f.Elem.Fields, lists), where, path); ok {
			return orNothing(entries)
		}
	case f.Type == record.List:
		if out, ok := mergeSets(listOf(was), listOf(mine), listOf(theirs)); ok {
			m.found = append(m.found, Difference{Path: path, Theirs: theirs, Taken: true, where: where})
			return orNothing(out)
		}
	}
	m.found = append(m.found, Difference{Path: path, Theirs: theirs, where: where})
	return mine
}
