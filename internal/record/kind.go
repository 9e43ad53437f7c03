package record

import (
	"fmt"
	"reflect"
	"slices"
	"sort"
	"strings"

	"github.com/steelyard-isms/steelyard/internal/fault"
)

// Definition is what a kind's file declares: names, version, and the rules that its fields cannot express.
type Definition[T any] struct {
	Name      string     // singular, as in glossary.md and in YAML: objective
	Plural    string     // as in addresses: objectives
	Prefix    string     // of codes: O gives O-01
	Version   int        // schema version of documents written now, from 1
	Upgraders []Upgrader // Upgraders[i] turns a document of version i+1 into one of version i+2
	Lifecycle *Lifecycle // nil: in force from the moment it is declared
	Rules     func(*Check[T])
	// Changes are rules of what is newly declared: what is stored already, and breaks them, stays as it is until it is changed in what they are about. Before is nil of a new record.
	Changes func(c *Check[T], before *T)
}

// Kind is a registered kind of record.
type Kind struct {
	Name, Plural, Prefix string
	Version              int
	Fields               []Field // top-level fields, in declaration order
	Lifecycle            *Lifecycle
	scopes, owners       []Field // that say whose a record is
	endings              []Field // within which something runs out
	past                 bool    // something in it says when something has happened
	upgraders            []Upgrader
	typ                  reflect.Type
	rules                func(*Snapshot, *Record) []fault.Field
	changes              func(s *Snapshot, before, r *Record) []fault.Field
}

// Scoped tells whether records of the kind can belong to another record, of which the rights of a unit follow.
func (k *Kind) Scoped() bool { return len(k.scopes) > 0 }

// Define makes a kind. It panics on a mistake of the programmer: an unknown tag, a missing upgrader.
func Define[T any](d Definition[T]) *Kind {
	k := &Kind{Name: d.Name, Plural: d.Plural, Prefix: d.Prefix, Version: d.Version, Lifecycle: d.Lifecycle,
		upgraders: d.Upgraders, typ: reflect.TypeFor[T]()}
	d.Lifecycle.check(d.Name)
	if len(d.Upgraders) != d.Version-1 {
		panic(fmt.Sprintf("kind %s: version %d needs %d upgraders, has %d", d.Name, d.Version, d.Version-1, len(d.Upgraders)))
	}
	k.Fields = fieldsOf(k.typ, d.Name)
	for _, f := range k.Fields {
		if f.Scope {
			k.scopes = append(k.scopes, f)
		}
		if f.Owner || f.Elem != nil && f.Elem.Owner {
			k.owners = append(k.owners, f)
		}
		k.past = k.past || f.happens()
		if f.runsOut() {
			k.endings = append(k.endings, f)
		}
		top := true
		f.walk(func(g Field) {
			within := f.Type == List && slices.ContainsFunc(f.Elem.Fields, func(h Field) bool { return h.Name == g.Name && h.Acyclic && !h.Dated })
			if !top && (g.Personal || g.Scope || g.Acyclic && !within) || g.Owner && g.Dated {
				panic(fmt.Sprintf("kind %s: %s.%s cannot be personal, scope, acyclic or owner: only fields at the top can, and an owner is not dated", d.Name, f.Name, g.Name))
			}
			if g.Acyclic && g.reference() != d.Name {
				panic(fmt.Sprintf("kind %s: %s can be in no circle: it refers to another kind", d.Name, g.Name))
			}
			top = false
		})
	}
	k.rules = func(s *Snapshot, r *Record) []fault.Field {
		if d.Rules == nil {
			return nil
		}
		c := &Check[T]{Record: r, Spec: r.spec.(*T), Snapshot: s}
		d.Rules(c)
		return c.fields
	}
	k.changes = func(s *Snapshot, before, r *Record) []fault.Field {
		if d.Changes == nil {
			return nil
		}
		c := &Check[T]{Record: r, Spec: r.spec.(*T), Snapshot: s}
		var was *T
		if before != nil {
			was = before.spec.(*T)
		}
		d.Changes(c, was)
		return c.fields
	}
	return k
}

// Check is what a kind's rules see: the record as it would be stored, and the state that it would be part of.
type Check[T any] struct {
	Record   *Record
	Spec     *T
	Snapshot *Snapshot // the state after the change
	fields   []fault.Field
}

// Refuse adds a place at fault. The path is within spec, as in measures[0].weight.
func (c *Check[T]) Refuse(path, reason, remedy string) {
	c.fields = append(c.fields, fault.Field{Path: Join("spec", path), Reason: reason, Remedy: remedy})
}

// Registry holds the kinds that a program knows.
type Registry struct {
	byName map[string]*Kind
	byType map[reflect.Type]*Kind
	kinds  []*Kind
}

// NewRegistry makes a registry. It panics where two kinds share a name, plural or prefix, or a reference names a kind
// that is not there.
func NewRegistry(kinds ...*Kind) *Registry {
	r := &Registry{byName: map[string]*Kind{}, byType: map[reflect.Type]*Kind{}, kinds: kinds}
	taken := map[string]bool{}
	for _, k := range kinds {
		for _, key := range []string{"name " + k.Name, "plural " + k.Plural, "prefix " + k.Prefix} {
			if taken[key] {
				panic("two kinds have the " + key)
			}
			taken[key] = true
		}
		r.byName[k.Name], r.byType[k.typ] = k, k
	}
	for _, k := range kinds {
		for _, f := range k.Fields {
			f.walk(func(f Field) {
				if f.Ref != "" && r.byName[f.Ref] == nil {
					panic(fmt.Sprintf("kind %s: field %s refers to the unknown kind %s", k.Name, f.Name, f.Ref))
				}
			})
		}
	}
	sort.Slice(r.kinds, func(i, j int) bool { return r.kinds[i].Name < r.kinds[j].Name })
	return r
}

// Kind finds a kind by its name.
func (r *Registry) Kind(name string) (*Kind, bool) {
	k, ok := r.byName[name]
	return k, ok
}

// Kinds lists all kinds by name.
func (r *Registry) Kinds() []*Kind { return r.kinds }

// ByPlural finds a kind by the word that addresses use.
func (r *Registry) ByPlural(plural string) (*Kind, bool) {
	for _, k := range r.kinds {
		if k.Plural == plural {
			return k, true
		}
	}
	return nil, false
}

func (r *Registry) of(t reflect.Type) *Kind {
	k := r.byType[t]
	if k == nil {
		panic("no kind is registered for " + t.String())
	}
	return k
}

// One puts the article before the name of a kind: an objective, a unit.
func One(kind string) string {
	if strings.ContainsRune("aeio", rune(kind[0])) {
		return "an " + kind
	}
	return "a " + kind
}
