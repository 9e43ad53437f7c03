package record

import (
	"bytes"
	"crypto/rand"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"reflect"
	"time"

	"github.com/steelyard-isms/steelyard/internal/fault"
)

// Record is one revision of something declared. It is immutable and shared between snapshots.
type Record struct {
	UID        UID
	Kind       string
	Name       string // unique among the records of its kind, never given to another
	Code       string // short and stable, such as O-07; assigned once
	Title      string // what people read; empty where the kind keeps it in a personal field
	Revision   int64  // counted from 1
	Seq        int64  // journal entry that recorded this revision
	RecordedAt time.Time
	Retired    bool   // no longer in use: kept, but nothing may refer to it anew
	State      string // of the kind's lifecycle; empty where it has none
	InForce    int64  // revision whose words count, where the kind has a lifecycle; 0: none
	Authors    []UID  // who wrote what this revision says, since one was in force; Nobody stands for the operator
	spec       any    // pointer to the kind's struct
	refs       []Edge
	files      []Kept
	weight     int
}

// Counts tells whether what this revision says is in force.
func (r *Record) Counts() bool { return !r.Retired && (r.State == "" || r.InForce == r.Revision) }

// InForceAsIs is a copy of the revision that is in force, whatever its state, for supposing what it would do. It is never stored.
func (r *Record) InForceAsIs() *Record {
	out := *r
	out.InForce = r.Revision
	return &out
}

// Hidden is what someone who may not see the record is told of it: that it is there, and its code.
func (r *Record) Hidden() *Record {
	return &Record{UID: r.UID, Kind: r.Kind, Code: r.Code, Title: r.Code, Revision: r.Revision, Seq: r.Seq, RecordedAt: r.RecordedAt,
		Retired: r.Retired, State: r.State, InForce: r.InForce}
}

// Kept is a file that a record names.
type Kept struct{ Path, SHA256, Name string }

// Files lists the files that the record names, in field order.
func (r *Record) Files() []Kept { return r.files }

// Weight is about how many bytes the record takes in memory, for whoever bounds what is kept; 0 of one that was just
// planned and not read back.
func (r *Record) Weight() int { return r.weight }

// Edge is one reference that a record makes.
type Edge struct {
	Path string // of the field, as in spec.measures[0].measure
	Kind string
	To   UID
}

// References lists what the record refers to, in field order.
func (r *Record) References() []Edge { return r.refs }

// Declaration is what a caller wants a record to be: as people write it, before it is checked.
type Declaration struct {
	Kind  string
	UID   UID    // empty: found by its present Name, or new
	Name  string // with UID given, another name renames the record
	Code  string // kept where a record is imported with its code; else assigned
	Title string
	State string // of the lifecycle, where a record is imported with its state; else what it comes to
	Spec  Tree
}

// Stored is one revision as a database keeps it. Its bytes never change.
type Stored struct {
	UID        UID
	Kind       string
	Name, Code string
	Title      string
	Revision   int64
	Seq        int64
	RecordedAt time.Time
	Retired    bool
	State      string
	InForce    int64
	Authors    []UID
	Schema     int    // the kind's schema version at the time of writing
	Spec       []byte // canonical JSON; personal fields are replaced by commitments
}

// Digest is the SHA-256 that the journal entry of a revision carries: over the other columns as a line of JSON, then the
// very bytes of the spec. It is defined for any bytes, because Verify asks it of rows that may have been tampered with.
func (s Stored) Digest() string {
	h := sha256.New()
	line := json.NewEncoder(h) // writing to a hash cannot fail, and texts and numbers always marshal
	columns := []any{s.UID, s.Kind, s.Name, s.Code, s.Title, s.Revision, s.Retired, s.Schema}
	if s.State != "" || s.InForce != 0 || len(s.Authors) > 0 { // those without are as they were before there were states
		columns = append(columns, s.State, s.InForce, s.Authors)
	}
	_ = line.Encode(columns)
	h.Write(s.Spec)
	return hex.EncodeToString(h.Sum(nil))
}

// Personal is one value of the erasable side store. The journal knows only its commitment.
type Personal struct {
	Field string
	Salt  []byte // 32 random bytes
	Value string
}

// Commitment is the SHA-256 of salt and value, in hex. Without the salt it tells nothing of a guessable value.
func (p Personal) Commitment() string {
	h := sha256.New()
	h.Write(p.Salt)
	h.Write([]byte(p.Value))
	return hex.EncodeToString(h.Sum(nil))
}

// commitmentKey cannot be the name of a field or of a table's entry.
const commitmentKey = "$commitment"

// Commitments lists the commitments that a stored spec carries, by field. Bytes that are no spec have none.
func (s Stored) Commitments() map[string]string {
	out := map[string]string{}
	tree, err := parse(s.Spec)
	fields, ok := tree.(map[string]any)
	if err != nil || !ok {
		return out
	}
	for name, v := range fields {
		if c, ok := commitment(v); ok {
			out[name] = c
		}
	}
	return out
}

func commitment(v Tree) (string, bool) {
	m, ok := v.(map[string]any)
	c, isText := m[commitmentKey].(string)
	return c, ok && isText && len(m) == 1
}

// Store gives a record the form a database keeps, its personal values apart.
func (k *Kind) Store(r *Record) (Stored, []Personal, error) {
	tree, err := specTree(r.spec)
	if err != nil {
		return Stored{}, nil, fmt.Errorf("encoding %s %s: %w", r.Kind, r.Name, err)
	}
	var personal []Personal
	for _, f := range k.Fields {
		value, ok := tree[f.Name].(string)
		if !f.Personal || !ok {
			continue
		}
		p := Personal{Field: f.Name, Salt: make([]byte, 32), Value: value}
		_, _ = rand.Read(p.Salt) // crypto/rand never fails
		personal = append(personal, p)
		tree[f.Name] = map[string]any{commitmentKey: p.Commitment()}
	}
	spec, err := json.Marshal(tree) // map keys are sorted: the same record gives the same bytes
	if err != nil {
		return Stored{}, nil, fmt.Errorf("encoding %s %s: %w", r.Kind, r.Name, err)
	}
	return Stored{UID: r.UID, Kind: r.Kind, Name: r.Name, Code: r.Code, Title: r.Title, Revision: r.Revision, Seq: r.Seq,
		RecordedAt: r.RecordedAt, Retired: r.Retired, State: r.State, InForce: r.InForce, Authors: r.Authors, Schema: k.Version, Spec: spec}, personal, nil
}

// Load reads a stored revision back, upgrading it to the schema of today. A personal value that is not given has been
// erased and reads as empty.
func (k *Kind) Load(s Stored, personal map[string]string) (*Record, error) {
	tree, err := parse(s.Spec)
	if err != nil {
		return nil, fmt.Errorf("reading %s %s revision %d: %w", s.Kind, s.UID, s.Revision, err)
	}
	fields, ok := tree.(map[string]any)
	if !ok {
		return nil, fmt.Errorf("reading %s %s revision %d: its spec is no group of fields", s.Kind, s.UID, s.Revision)
	}
	for name, v := range fields {
		if _, ok := commitment(v); ok {
			if value, kept := personal[name]; kept {
				fields[name] = value
			} else {
				delete(fields, name)
			}
		}
	}
	if err := k.upgrade(s.Schema, fields); err != nil {
		return nil, err
	}
	spec := reflect.New(k.typ)
	d := &decoder{stored: true, resolve: func(_, text string) (UID, *fault.Field) { return UID(text), nil }}
	d.object(spec.Elem(), fields, k.Fields, "spec")
	for _, f := range d.faults {
		if f.Reason != "is required" { // an erased field, or one that later versions came to require
			return nil, fmt.Errorf("reading %s %s revision %d: %s", s.Kind, s.UID, s.Revision, f)
		}
	}
	r := &Record{UID: s.UID, Kind: s.Kind, Name: s.Name, Code: s.Code, Title: s.Title, Revision: s.Revision, Seq: s.Seq,
		RecordedAt: s.RecordedAt, Retired: s.Retired, State: s.State, InForce: s.InForce, Authors: s.Authors, spec: spec.Interface()}
	k.live(r)
	r.refs, r.files = k.edges(r.spec)
	r.weight = len(s.Spec) + recordWeight
	return r, nil
}

// recordWeight is what a record takes beside its fields: the struct, its texts and its places in a snapshot's trees.
const recordWeight = 600

// specTree is a spec as a tree with sorted keys.
func specTree(spec any) (map[string]any, error) {
	b, err := json.Marshal(spec)
	if err != nil {
		return nil, err
	}
	tree, err := parse(b)
	if err != nil {
		return nil, err
	}
	m, _ := tree.(map[string]any)
	return m, nil
}

func parse(b []byte) (Tree, error) {
	d := json.NewDecoder(bytes.NewReader(b))
	d.UseNumber()
	var tree Tree
	err := d.Decode(&tree)
	return tree, err
}

// Declared gives the spec as people write it: references by name.
func (s *Snapshot) Declared(r *Record) (json.RawMessage, error) {
	return s.DeclaredTo(func(*Record) bool { return true }, r)
}

// DeclaredTo is Declared for someone who may see some records only: references to others are given by code.
func (s *Snapshot) DeclaredTo(may func(*Record) bool, r *Record) (json.RawMessage, error) {
	tree, err := s.TreeTo(may, r)
	if err != nil {
		return nil, err
	}
	return json.Marshal(tree)
}

// TreeTo is DeclaredTo as Parse reads it.
func (s *Snapshot) TreeTo(may func(*Record) bool, r *Record) (map[string]any, error) {
	tree, err := specTree(r.spec)
	if err != nil {
		return nil, fmt.Errorf("encoding %s %s: %w", r.Kind, r.Name, err)
	}
	k, _ := s.registry.Kind(r.Kind)
	s.nameRefs(tree, k.Fields, may)
	return tree, nil
}

// nameRefs replaces identifiers by names, in place.
func (s *Snapshot) nameRefs(tree map[string]any, fields []Field, may func(*Record) bool) {
	for _, f := range fields {
		if x, ok := tree[f.Name]; ok {
			tree[f.Name] = s.nameRef(x, f, may)
		}
	}
}

func (s *Snapshot) nameRef(x any, f Field, may func(*Record) bool) any {
	if items, ok := x.([]any); ok {
		for i := range items {
			switch {
			case f.Dated:
				entry, _ := items[i].(map[string]any)
				bare := f
				bare.Dated = false
				entry["value"] = s.nameRef(entry["value"], bare, may)
			case f.Elem != nil:
				items[i] = s.nameRef(items[i], *f.Elem, may)
			}
		}
		return items
	}
	switch f.Type {
	case Reference:
		if uid, ok := x.(string); ok {
			if to, ok := s.Find(UID(uid)); ok {
				if !may(to) {
					return to.Code
				}
				return to.Name
			}
		}
	case Object:
		if m, ok := x.(map[string]any); ok {
			s.nameRefs(m, f.Fields, may)
		}
	case Table:
		if m, ok := x.(map[string]any); ok {
			for name := range m {
				m[name] = s.nameRef(m[name], *f.Elem, may)
			}
		}
	}
	return x
}
