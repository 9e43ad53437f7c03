package measure

import "github.com/steelyard-isms/steelyard/internal/record"

// Entered lists the measures that the formula of a derived one comes down to and whose values people enter or send, each once. Of others it is empty.
func (m *Measure) Entered(s *record.Snapshot) []*Measure {
	var out []*Measure
	seen := map[record.UID]bool{}
	var down func(*Measure)
	down = func(of *Measure) {
		for _, in := range of.Inputs {
			for _, ref := range append([]record.Ref{in.Measure}, in.Measures...) {
				x, ok := record.Get[Measure](s, ref.UID())
				if !ok || seen[x.UID] {
					continue
				}
				seen[x.UID] = true
				switch {
				case x.Spec.Derived():
					down(x.Spec)
				case x.Spec.Source == "":
					out = append(out, x.Spec)
				}
			}
		}
	}
	if m.Derived() {
		down(m)
	}
	return out
}

// lacking counts those of them of which something is so.
func lacking(list []*Measure, is func(*Measure) bool) int {
	n := 0
	for _, m := range list {
		if is(m) {
			n++
		}
	}
	return n
}

func (m *Measure) noCollection() bool { return m.Collection == "" }
func (m *Measure) noCollector() bool  { return m.Collector == "" }
func (m *Measure) noCost() bool       { return m.CollectionCost.IsZero() }
func (m *Measure) byOwner() bool      { return m.Collector == "" || m.Collector == m.Owner }
