package record

import (
	"fmt"
	"iter"
	"maps"
	"reflect"
	"slices"
	"strconv"
	"strings"
	"sync"
	"time"

	"github.com/tidwall/btree"
)

// Snapshot is the state of all records at one journal sequence. It is immutable, cheap to copy and safe for any number
// of readers.
type Snapshot struct {
	registry *Registry
	seq      int64
	at       time.Time
	records  *btree.Map[UID, *Record]
	byName   *btree.Map[string, *Record] // kind NUL name → the record that bears the name
	names    *btree.Map[string, UID]     // every name ever given, so that none is given to another
	codes    *btree.Map[string, UID]
	inbound  *btree.Map[string, Edge] // target NUL source NUL path → the reference
	naming   *btree.Map[string, UID]  // SHA-256 NUL record → a record that names the file
	forces   *btree.Map[UID, *Record] // the revision in force, of records where the latest is another one
	counters map[string]int           // highest code number per kind
	live     int
	copying  *sync.Mutex // copying a tree marks its original too
	trail    trail       // what was touched lately, for Differs
	stamps   stamps      // when each kind was touched last, for SameOf
}

// NewSnapshot is the empty state, before the first journal entry.
func NewSnapshot(registry *Registry) *Snapshot {
	return &Snapshot{registry: registry, records: &btree.Map[UID, *Record]{}, byName: &btree.Map[string, *Record]{},
		names: &btree.Map[string, UID]{}, codes: &btree.Map[string, UID]{}, inbound: &btree.Map[string, Edge]{}, naming: &btree.Map[string, UID]{}, forces: &btree.Map[UID, *Record]{},
		counters: map[string]int{}, copying: new(sync.Mutex), trail: newTrail(), stamps: stamps{}}
}

// Seq is the journal sequence that the snapshot shows.
func (s *Snapshot) Seq() int64 { return s.seq }

// At is when that entry was recorded; zero for the empty journal.
func (s *Snapshot) At() time.Time { return s.at }

// Registry gives the kinds.
func (s *Snapshot) Registry() *Registry { return s.registry }

// Len is the number of records that are not retired.
func (s *Snapshot) Len() int { return s.live }

// Find gives the record with an identifier, retired or not.
func (s *Snapshot) Find(uid UID) (*Record, bool) { return s.records.Get(uid) }

// InForce gives the revision of a record whose words count; none where it is retired, was never approved, or has ended.
func (s *Snapshot) InForce(uid UID) (*Record, bool) {
	if r, ok := s.forces.Get(uid); ok {
		return r, true
	}
	r, ok := s.records.Get(uid)
	return r, ok && r.Counts()
}

// Lookup finds a record of a kind by name, code or identifier, retired or not. A name that the record once had finds it
// too.
func (s *Snapshot) Lookup(kind, text string) (*Record, bool) {
	uid, ok := s.names.Get(nameKey(kind, text))
	if !ok {
		uid, ok = s.codes.Get(text)
	}
	if !ok {
		uid = UID(text)
	}
	r, ok := s.records.Get(uid)
	if !ok || r.Kind != kind {
		return nil, false
	}
	return r, true
}

// List goes through the records of a kind by name; retired ones only where asked for.
func (s *Snapshot) List(kind string, retired bool) iter.Seq[*Record] {
	return func(yield func(*Record) bool) {
		prefix := kind + "\x00"
		s.byName.Ascend(prefix, func(key string, r *Record) bool {
			if !strings.HasPrefix(key, prefix) {
				return false
			}
			return r.Retired && !retired || yield(r)
		})
	}
}

// Inbound lists the references that live records make to a record.
func (s *Snapshot) Inbound(to UID) iter.Seq2[*Record, Edge] {
	return func(yield func(*Record, Edge) bool) {
		prefix := string(to) + "\x00"
		s.inbound.Ascend(prefix, func(key string, e Edge) bool {
			if !strings.HasPrefix(key, prefix) {
				return false
			}
			source, _, _ := strings.Cut(key[len(prefix):], "\x00")
			r, ok := s.records.Get(UID(source))
			return !ok || r.Retired || yield(r, e)
		})
	}
}

// Naming goes through the records that name a file, retired ones too.
func (s *Snapshot) Naming(sha256 string) iter.Seq[*Record] {
	return func(yield func(*Record) bool) {
		s.naming.Ascend(sha256+"\x00", func(key string, uid UID) bool {
			if !strings.HasPrefix(key, sha256) {
				return false
			}
			r, ok := s.records.Get(uid)
			return !ok || yield(r)
		})
	}
}

// Of is a record together with its typed spec.
type Of[T any] struct {
	*Record
	Spec *T
}

// All goes through what is in force of the kind whose struct is T, by name: of a record that waits for approval, what it
// said before.
func All[T any](s *Snapshot) iter.Seq[Of[T]] {
	kind := s.registry.of(reflect.TypeFor[T]()).Name
	return func(yield func(Of[T]) bool) {
		for r := range s.List(kind, false) {
			r, ok := s.InForce(r.UID)
			if ok && !yield(Of[T]{r, r.spec.(*T)}) {
				return
			}
		}
	}
}

// Latest goes through the latest revisions of the kind whose struct is T, by name, whether they are in force or not: for
// rules that hold between drafts, too.
func Latest[T any](s *Snapshot) iter.Seq[Of[T]] {
	kind := s.registry.of(reflect.TypeFor[T]()).Name
	return func(yield func(Of[T]) bool) {
		for r := range s.List(kind, false) {
			if !yield(Of[T]{r, r.spec.(*T)}) {
				return
			}
		}
	}
}

// Get gives what is in force of the record of T's kind with that identifier; of one that has nothing in force, or is
// retired, the latest revision.
func Get[T any](s *Snapshot, uid UID) (Of[T], bool) {
	r, ok := s.InForce(uid)
	if !ok {
		if r, ok = s.records.Get(uid); !ok {
			return Of[T]{}, false
		}
	}
	return As[T](r)
}

// As gives a record its typed spec, where it is of T's kind.
func As[T any](r *Record) (Of[T], bool) {
	spec, ok := r.spec.(*T)
	return Of[T]{r, spec}, ok
}

// Edit begins a new snapshot from this one. The edit is not safe for concurrent use.
func (s *Snapshot) Edit() *Edit {
	s.copying.Lock()
	defer s.copying.Unlock()
	next := *s
	next.copying, next.trail, next.stamps = new(sync.Mutex), s.trail.begin(), maps.Clone(s.stamps)
	next.records, next.byName, next.names = s.records.Copy(), s.byName.Copy(), s.names.Copy()
	next.codes, next.inbound, next.forces, next.naming = s.codes.Copy(), s.inbound.Copy(), s.forces.Copy(), s.naming.Copy()
	next.counters = make(map[string]int, len(s.counters))
	for k, n := range s.counters {
		next.counters[k] = n
	}
	return &Edit{&next}
}

// Edit is a snapshot in the making.
type Edit struct{ s *Snapshot }

// Put adds a record or replaces its earlier revision. Where another revision is in force, that one was put before.
func (e *Edit) Put(r *Record) {
	s := e.s
	force := e.force(r)
	e.unlink(r.UID)
	s.trail.touch(r.UID)
	s.stamps.touch(r.Kind)
	if force != nil {
		s.forces.Set(r.UID, force)
		e.link(force)
	}
	s.records.Set(r.UID, r)
	key := nameKey(r.Kind, r.Name)
	s.byName.Set(key, r)
	s.names.Set(key, r.UID)
	s.codes.Set(r.Code, r.UID)
	if n := codeNumber(r.Code); n > s.counters[r.Kind] {
		s.counters[r.Kind] = n
	}
	e.link(r)
	if !r.Retired {
		s.live++
	}
}

// force finds the revision that is in force beside a later one; nil where there is none.
func (e *Edit) force(r *Record) *Record {
	if r.Retired || r.InForce == 0 || r.InForce == r.Revision {
		return nil
	}
	if held, ok := e.s.forces.Get(r.UID); ok && held.Revision == r.InForce {
		return held
	}
	if before, ok := e.s.records.Get(r.UID); ok && before.Revision == r.InForce {
		return before
	}
	return nil
}

// Has tells whether a revision is in the edit, as the latest or the one in force.
func (e *Edit) Has(uid UID, revision int64) bool {
	latest, ok := e.s.records.Get(uid)
	force, held := e.s.forces.Get(uid)
	return ok && latest.Revision == revision || held && force.Revision == revision
}

func (e *Edit) link(r *Record) {
	for _, edge := range r.refs {
		e.s.inbound.Set(inboundKey(edge, r.UID), edge)
	}
	for _, f := range r.files {
		e.s.naming.Set(f.SHA256+"\x00"+string(r.UID), r.UID)
	}
}

// Former notes a name that a record had, or has: no other record of the kind can be given it.
func (e *Edit) Former(kind, name string, uid UID) { e.s.names.Set(nameKey(kind, name), uid) }

// Forget takes back that a name was ever given: for the state before it was.
func (e *Edit) Forget(kind, name string) { e.s.names.Delete(nameKey(kind, name)) }

// Remove takes a record out, for the state before it was created or before its latest revisions. The names that it has
// had stay given; see Forget.
func (e *Edit) Remove(uid UID) {
	r, ok := e.s.records.Get(uid)
	if !ok {
		return
	}
	e.unlink(uid)
	e.s.trail.touch(uid)
	e.s.stamps.touch(r.Kind)
	e.s.records.Delete(uid)
	e.s.codes.Delete(r.Code)
}

func (e *Edit) unlink(uid UID) {
	old, ok := e.s.records.Get(uid)
	if !ok {
		return
	}
	e.s.byName.Delete(nameKey(old.Kind, old.Name))
	refs, files := old.refs, old.files
	if force, ok := e.s.forces.Delete(uid); ok {
		refs, files = append(slices.Clip(refs), force.refs...), append(slices.Clip(files), force.files...)
	}
	for _, f := range files {
		e.s.naming.Delete(f.SHA256 + "\x00" + string(uid))
	}
	for _, edge := range refs {
		e.s.inbound.Delete(inboundKey(edge, uid))
	}
	if !old.Retired {
		e.s.live--
	}
}

// Seal ends the edit: the snapshot then shows that journal entry.
func (e *Edit) Seal(seq int64, at time.Time) *Snapshot {
	e.s.seq, e.s.at = seq, at
	e.s.trail.end()
	return e.s
}

// nextCode gives the code for a new record of the kind.
func (e *Edit) nextCode(k *Kind) string {
	e.s.counters[k.Name]++
	return fmt.Sprintf("%s-%02d", k.Prefix, e.s.counters[k.Name])
}

func nameKey(kind, name string) string { return kind + "\x00" + name }

func inboundKey(e Edge, from UID) string {
	return string(e.To) + "\x00" + string(from) + "\x00" + e.Path
}

func codeNumber(code string) int {
	_, digits, _ := strings.Cut(code, "-")
	n, _ := strconv.Atoi(digits)
	return n
}
