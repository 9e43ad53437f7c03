package record

import (
	"reflect"
	"slices"
	"strings"

	"github.com/steelyard-isms/steelyard/internal/civil"
)

// EdgesOn lists the references that a record makes on a day: of a dated value those of the entry in force, where
// References lists those of every entry.
func (s *Snapshot) EdgesOn(r *Record, day civil.Date) []Edge {
	k, ok := s.registry.Kind(r.Kind)
	if !ok || r.spec == nil || len(r.refs) == 0 {
		return nil
	}
	c := collector{on: &day}
	c.collect(reflect.ValueOf(r.spec).Elem(), Field{Type: Object, Fields: k.Fields}, "spec")
	return c.refs
}

// Step is one step of a trace: to the records of a kind that those reached so far refer to, or that refer to them.
type Step struct {
	Kind     string
	Forward  bool   // along references that are made
	Backward bool   // against references, from those who make them
	Field    string // only along this field, such as measures or measures.measure; any where empty
	Repeat   bool   // go on from what was reached, as long as there is more
}

// Walked is one reference that a trace went along.
type Walked struct {
	From, To *Record // who makes it, and to whom
	Path     string  // of the field
	Step     int     // counted from 0
}

// Trail is what a trace found.
type Trail struct {
	Ends    []*Record // that the last step reached, each once, by kind and name
	Walked  []Walked  // in the order of steps; within one by names and path
	Clipped bool      // there is more than the bound
}

// Trace walks from a record along references as they are on a day. Records that may not be seen are neither reached nor
// gone through. It ends at a bound of references walked.
func (s *Snapshot) Trace(from *Record, steps []Step, day civil.Date, see func(*Record) bool, bound int) Trail {
	t := &tracer{s: s, day: day, see: see, bound: bound, edges: map[UID][]Edge{}}
	at := []*Record{from}
	for i, step := range steps {
		at = t.step(at, step, i)
	}
	slices.SortFunc(at, byKindAndName)
	t.out.Ends = at
	return t.out
}

type tracer struct {
	s     *Snapshot
	day   civil.Date
	see   func(*Record) bool
	bound int
	edges map[UID][]Edge
	out   Trail
}

// step gives the records that one step reaches from some, each once.
func (t *tracer) step(from []*Record, step Step, number int) []*Record {
	reached, order := map[UID]bool{}, []*Record(nil)
	gone := map[UID]bool{}
	begin := len(t.out.Walked)
	for len(from) > 0 {
		var next []*Record
		reach := func(r *Record) {
			if !reached[r.UID] {
				reached[r.UID] = true
				order, next = append(order, r), append(next, r)
			}
		}
		for _, r := range from {
			if gone[r.UID] {
				continue
			}
			gone[r.UID] = true
			if step.Forward {
				t.forward(r, step, number, reach)
			}
			if step.Backward {
				t.backward(r, step, number, reach)
			}
		}
		if from = next; !step.Repeat {
			break
		}
	}
	walked := t.out.Walked[begin:]
	slices.SortStableFunc(walked, func(a, b Walked) int {
		if c := byKindAndName(a.From, b.From); c != 0 {
			return c
		}
		return strings.Compare(a.Path, b.Path)
	})
	t.out.Walked = append(t.out.Walked[:begin], slices.CompactFunc(walked, func(a, b Walked) bool { return a.From == b.From && a.Path == b.Path })...)
	return order
}

func (t *tracer) walk(from, to *Record, path string, number int) bool {
	if len(t.out.Walked) >= t.bound {
		t.out.Clipped = true
		return false
	}
	t.out.Walked = append(t.out.Walked, Walked{from, to, path, number})
	return true
}

func (t *tracer) forward(r *Record, step Step, number int, reach func(*Record)) {
	for _, e := range t.edgesOf(r) {
		to, ok := t.s.Find(e.To)
		if !ok || to.Kind != step.Kind || !along(e.Path, step.Field) || !t.see(to) {
			continue
		}
		if !t.walk(r, to, e.Path, number) {
			return
		}
		reach(to)
	}
}

func (t *tracer) backward(r *Record, step Step, number int, reach func(*Record)) {
	seen := map[UID]bool{}
	for source := range t.s.Inbound(r.UID) {
		if source.Kind != step.Kind || seen[source.UID] || !t.see(source) {
			continue
		}
		seen[source.UID] = true
		for _, e := range t.edgesOf(source) {
			if e.To != r.UID || !along(e.Path, step.Field) {
				continue
			}
			if !t.walk(source, r, e.Path, number) {
				return
			}
			reach(source)
		}
	}
}

func (t *tracer) edgesOf(r *Record) []Edge {
	e, known := t.edges[r.UID]
	if !known {
		e = t.s.EdgesOn(r, t.day)
		t.edges[r.UID] = e
	}
	return e
}

// along tells whether a path, such as spec.measures[0].measure, is that of a field or lies within it.
func along(path, field string) bool {
	if field == "" {
		return true
	}
	plain := FieldOfPath(path)
	return plain == field || strings.HasPrefix(plain, field+".")
}

// FieldOfPath gives the field that a path within a spec leads to, without the numbers of entries: for spec.measures[0].weight
// that is measures.weight.
func FieldOfPath(path string) string {
	var out strings.Builder
	within := false
	for _, c := range strings.TrimPrefix(path, "spec.") {
		switch {
		case c == '[':
			within = true
		case c == ']':
			within = false
		case !within:
			out.WriteRune(c)
		}
	}
	return out.String()
}

func byKindAndName(a, b *Record) int {
	if c := strings.Compare(a.Kind, b.Kind); c != 0 {
		return c
	}
	return strings.Compare(a.Name, b.Name)
}
