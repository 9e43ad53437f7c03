package ascode

import (
	"context"

	"github.com/steelyard-isms/steelyard/internal/record"
)

// State is what a store holds as of one of its entries.
type State struct {
	Store   string     // identifies the store; empty where nothing has been written to it yet
	Seq     int64      // the entry up to which it shows everything
	Records []Document // of all kinds, retired ones too
}

// Outcome says what became of one change.
type Outcome struct {
	Kind, Name, Code string
	Action           record.Action
}

// Receipt tells what a write did, or would do.
type Receipt struct {
	Seq      int64 // of its entry; the last one where nothing changed
	Outcomes []Outcome
}

// Store is what commands on programmes ask of a Steelyard, near or far.
type Store interface {
	// State gives everything as of a moment: a date, a time or entry:N; empty is now.
	State(ctx context.Context, asOf string) (State, error)
	// Apply makes changes, all of them or none, in one entry; a dry run finds out what would become of them. Errors: Invalid
	// with every place at fault; Conflict where a record does not stand at the revision that its change expects.
	Apply(ctx context.Context, changes []record.Change, reason string, dry bool) (Receipt, error)
}

// index finds the records of a state.
type index struct {
	byName, byCode map[string]*Document // by kind/name and kind/code
	byUID          map[record.UID]*Document
}

func newIndex(s State) *index {
	x := &index{map[string]*Document{}, map[string]*Document{}, map[record.UID]*Document{}}
	for i := range s.Records {
		d := &s.Records[i]
		x.byName[d.Key()], x.byCode[key(d.Kind, d.Code)], x.byUID[d.UID] = d, d, d
	}
	return x
}

// find gives the record that a reference means.
func (x *index) find(kind, text string) *Document {
	if d := x.byName[key(kind, text)]; d != nil {
		return d
	}
	if d := x.byCode[key(kind, text)]; d != nil {
		return d
	}
	if d := x.byUID[record.UID(text)]; d != nil && d.Kind == kind {
		return d
	}
	return nil
}

// identify gives a reference the text by which all states know what it means: the identifier.
func (x *index) identify(kind, text string) string {
	if d := x.find(kind, text); d != nil {
		return string(d.UID)
	}
	return text
}

// name gives an identifier the name that people know.
func (x *index) name(kind, text string) string {
	if d := x.byUID[record.UID(text)]; d != nil && d.Kind == kind {
		return d.Name
	}
	return text
}

// normal gives the spec of a stored record in the form in which specs are compared.
func (x *index) normal(registry *record.Registry, d *Document) map[string]any {
	k, ok := registry.Kind(d.Kind)
	if !ok {
		return nil
	}
	tree, _ := k.Normal(d.Spec, x.identify) // it was accepted; an erased value that is required is no matter here
	return clean(tree).(map[string]any)
}

// whole gives a stored record as one tree for comparing.
func (x *index) whole(registry *record.Registry, d *Document) map[string]any {
	return wholeOf(record.Declaration{Name: d.Name, Code: d.Code, Title: d.Title, State: d.State, Spec: x.normal(registry, d)}, d)
}

// clean leaves out what is null, which says nothing.
func clean(tree record.Tree) record.Tree {
	switch x := tree.(type) {
	case map[string]any:
		out := make(map[string]any, len(x))
		for name, v := range x {
			if v != nil {
				out[name] = clean(v)
			}
		}
		return out
	case []any:
		out := make([]any, len(x))
		for i, v := range x {
			out[i] = clean(v)
		}
		return out
	}
	return tree
}
