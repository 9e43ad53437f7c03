package service

import (
	"slices"
	"strings"

	"github.com/steelyard-isms/steelyard/internal/civil"
	"github.com/steelyard-isms/steelyard/internal/record"
)

// Reference is one reference between two records that the principal may see.
type Reference struct {
	Record  *record.Record // at the other end
	Path    string         // of the field, as in spec.measures[0].measure
	InForce bool           // on the day of the view; of a dated value only one entry is
}

// References gives the references that a record makes and those that are made to it, the latter by kind and name: only
// those whose other end the principal may see. Error: Forbidden.
func (v *View) References(r *record.Record) (outgoing, incoming []Reference, err error) {
	if err := v.read(r.Kind); err != nil {
		return nil, nil, err
	}
	if !v.mayShow(r) {
		return nil, nil, nil
	}
	day := civil.OfTime(v.At)
	now := inForce(v.snapshot.EdgesOn(r, day))
	for _, e := range r.References() {
		if to, ok := v.Find(e.To); ok && v.mayShow(to) {
			outgoing = append(outgoing, Reference{to, e.Path, now[e.Path]})
		}
	}
	known := map[record.UID]map[string]bool{}
	for from, e := range v.snapshot.Inbound(r.UID) {
		if !v.mayShow(from) {
			continue
		}
		if known[from.UID] == nil {
			known[from.UID] = inForce(v.snapshot.EdgesOn(from, day))
		}
		incoming = append(incoming, Reference{from, e.Path, known[from.UID][e.Path]})
	}
	slices.SortStableFunc(incoming, func(a, b Reference) int {
		if c := strings.Compare(a.Record.Kind, b.Record.Kind); c != 0 {
			return c
		}
		if c := strings.Compare(a.Record.Name, b.Record.Name); c != 0 {
			return c
		}
		return strings.Compare(a.Path, b.Path)
	})
	return outgoing, incoming, nil
}

func inForce(edges []record.Edge) map[string]bool {
	out := make(map[string]bool, len(edges))
	for _, e := range edges {
		out[e.Path] = true
	}
	return out
}

// Trace walks from a record along references as they are on the day of the view, through records that the principal may
// see. Error: Forbidden.
func (v *View) Trace(r *record.Record, steps []record.Step, bound int) (record.Trail, error) {
	if err := v.read(r.Kind); err != nil {
		return record.Trail{}, err
	}
	if !v.mayShow(r) {
		return record.Trail{}, nil
	}
	return v.snapshot.Trace(r, steps, civil.OfTime(v.At), v.mayShow, bound), nil
}
