package figures

import (
	"slices"

	"github.com/steelyard-isms/steelyard/internal/journal"
	"github.com/steelyard-isms/steelyard/internal/measure"
	"github.com/steelyard-isms/steelyard/internal/measurement"
	"github.com/steelyard-isms/steelyard/internal/record"
)

// Readers tells of each series which measures its values count for: those for which they are entered, those that read them from a source, and
// those that have them as an input.
func Readers(s *record.Snapshot, series []measurement.Series) map[int64][]record.UID {
	type named struct {
		owner record.UID
		name  string
	}
	of, out := map[named][]measurement.Series{}, map[int64][]record.UID{}
	sourced := false
	for _, x := range series {
		if r, ok := s.Find(x.Owner); ok && r.Kind == measure.MeasureKind.Name {
			out[x.ID()] = []record.UID{x.Owner}
			continue
		}
		key := named{x.Owner, x.Name}
		of[key], sourced = append(of[key], x), true
	}
	if !sourced {
		return out
	}
	note := func(m record.UID, source record.UID, value string, unit record.UID) {
		for _, x := range of[named{source, value}] {
			if id := x.ID(); (x.Unit == "" || unit == "" || x.Unit == unit) && !slices.Contains(out[id], m) {
				out[id] = append(out[id], m)
			}
		}
	}
	for m := range record.All[measure.Measure](s) {
		if m.Spec.Source != "" {
			note(m.UID, m.Spec.Source.UID(), m.Spec.Value, m.Spec.Unit.UID())
		}
		for _, in := range m.Spec.Inputs {
			if in.Source != "" { // functions over units read those of all units
				note(m.UID, in.Source.UID(), in.Value, "")
			}
		}
	}
	return out
}

// OfPoints tells into which closed periods points reach. Of is Readers of their series. Each point that reaches into one goes to look with the period,
// where that is not nil.
func (c *Closed) OfPoints(points []measurement.Point, of map[int64][]record.UID, look func(i int, period *record.Record)) []journal.Restated {
	var out []journal.Restated
	for _, p := range c.list {
		note := journal.Restated{Period: p.UID}
		var why Reasons
		seen, named := map[record.UID]bool{}, map[record.UID]string{}
		for i := range points {
			x := &points[i]
			if x.To.Before(p.from) || x.To.After(p.until) {
				continue
			}
			reaches := false
			for _, m := range of[x.Series] {
				if !p.counts(c.s, m) {
					continue
				}
				reaches = true
				if !seen[m] {
					seen[m] = true
					if note.Name(m) {
						named[m] = c.code(m)
					}
				}
				why.Add(x.Note, named[m])
			}
			if !reaches {
				continue
			}
			note.Points++
			if look != nil {
				look(i, p.Record)
			}
		}
		if note.Points > 0 {
			note.Reason = why.String()
			out = append(out, note)
		}
	}
	return out
}

func (c *Closed) code(uid record.UID) string {
	if r, ok := c.s.Find(uid); ok {
		return r.Code
	}
	return ""
}
