package evaluate

import (
	"slices"

	"github.com/steelyard-isms/steelyard/internal/civil"
	"github.com/steelyard-isms/steelyard/internal/direction"
	"github.com/steelyard-isms/steelyard/internal/record"
	"github.com/steelyard-isms/steelyard/internal/score"
)

// CoverBy is by what measures are parted, to see where some are missing.
type CoverBy string

// By what they can be parted.
const (
	ByParameter   CoverBy = "parameter"   // the fifteen that a scorecard must cover
	ByPerspective CoverBy = "perspective" // by the objectives that they are measures of
	ByType        CoverBy = "type"        // what they tell of (ISO/IEC 27004)
	ByTiming      CoverBy = "timing"      // of what is to come, or of what was
	ByFriction    CoverBy = "friction"    // what security achieves, or what it costs the business
)

// What measures are called by that say nothing of themselves, and those of security and of friction.
const (
	CoverUntold   = ""
	CoverSecurity = "security"
	CoverFriction = "friction"
)

// Cover is the measures of one part, healthy ones and others.
type Cover struct {
	By          CoverBy
	Key         string                  // the parameter, type or timing; of a perspective its name; empty: those that say nothing
	Perspective *record.Record          // of a perspective; else nil
	Healthy     []*Measure              // by code
	Lacking     []*Measure              // by code
	seen        map[record.UID]struct{} // of a perspective
}

// Covered tells whether at least one measure of the part is healthy.
func (c *Cover) Covered() bool { return len(c.Healthy) > 0 }

// soundData is the data quality, 0 to 1, below which a measure is not healthy: where the band good begins.
const soundData = 0.7

// Healthy tells whether a measure can be relied on, on a day: its value is neither missing nor too old, its data quality is at least soundData where it is judged, its review is not
// overdue, and no review has found that it is to be retired. How the value is does not matter.
func (m *Measure) Healthy(day civil.Date) bool { return len(m.Ails(day)) == 0 }

// Ailment is one reason why a measure is not healthy.
type Ailment string

// Why a measure is not healthy.
const (
	NoValue       Ailment = "no-value"       // none was ever reported, or the last one has expired
	NotFresh      Ailment = "not-fresh"      // the next value is late
	NotSound      Ailment = "not-sound"      // its data quality is below soundData
	ReviewOverdue Ailment = "review-overdue" // its own review
	ToBeRetired   Ailment = "to-be-retired"  // its last review found so, and it is still in use
)

// Ails lists why a measure is not healthy on a day; empty: it is.
func (m *Measure) Ails(day civil.Date) []Ailment {
	var out []Ailment
	switch m.Fresh.State {
	case score.Known:
	case score.Stale:
		out = append(out, NotFresh)
	default:
		out = append(out, NoValue)
	}
	if m.Q.Or(1) < soundData {
		out = append(out, NotSound)
	}
	review := m.Record.Spec.Review
	if review.Retires() {
		return append(out, ToBeRetired) // that is what is overdue then
	}
	if due := review.Due(); !due.IsZero() && due.Before(day) {
		out = append(out, ReviewOverdue)
	}
	return out
}

func (c *Cover) add(m *Measure, day civil.Date) {
	if m.Healthy(day) {
		c.Healthy = append(c.Healthy, m)
	} else {
		c.Lacking = append(c.Lacking, m)
	}
}

// Judged tells whether values of the measure are good or bad, and not only counted for the formulas of others.
func (m *Measure) Judged() bool { return !m.Record.Spec.CountedOnly }

// Coverage parts the measures in use that are judged and that counts holds of, in five ways, each part in the order in which its words are declared. A measure can be in several parts
// of one way, and one that says nothing is among the untold, which are left out where there are none.
func (s *Status) Coverage(counts func(*Measure) bool) []*Cover {
	var of []*Measure
	for _, m := range s.MeasuresByCode() {
		if !m.Record.Retired && m.Judged() && counts(m) {
			of = append(of, m)
		}
	}
	out := covers(s.Day, of, ByParameter, direction.Parameter("").Words(), func(m *Measure) []string {
		var keys []string
		for _, p := range m.Record.Spec.Parameters {
			keys = append(keys, string(p))
		}
		return keys
	})
	out = append(out, s.coverPerspectives(of)...)
	one := func(key string) []string { return []string{key} }
	out = append(out, covers(s.Day, of, ByType, []string{"implementation", "performance", "effectiveness", "efficiency", "impact"}, func(m *Measure) []string { return one(m.Record.Spec.Type) })...)
	out = append(out, covers(s.Day, of, ByTiming, []string{"leading", "lagging"}, func(m *Measure) []string { return one(m.Record.Spec.Timing) })...)
	return append(out, covers(s.Day, of, ByFriction, []string{CoverSecurity, CoverFriction}, func(m *Measure) []string {
		if m.Record.Spec.Friction {
			return one(CoverFriction)
		}
		return one(CoverSecurity)
	})...)
}

// covers parts measures by what they say.
func covers(day civil.Date, of []*Measure, by CoverBy, words []string, says func(*Measure) []string) []*Cover {
	out := make([]*Cover, 0, len(words)+1)
	for _, w := range words {
		out = append(out, &Cover{By: by, Key: w})
	}
	untold := &Cover{By: by}
	for _, m := range of {
		told := false
		for _, key := range says(m) {
			if i := slices.Index(words, key); i >= 0 {
				out[i].add(m, day)
				told = true
			}
		}
		if !told {
			untold.add(m, day)
		}
	}
	if len(untold.Healthy)+len(untold.Lacking) > 0 {
		out = append(out, untold)
	}
	return out
}

// coverPerspectives parts measures by the perspectives of the objectives that they count for.
func (s *Status) coverPerspectives(of []*Measure) []*Cover {
	var out []*Cover
	at := map[string][]*Cover{} // by measure
	for _, c := range s.ScorecardsByCode() {
		for _, p := range c.Perspectives {
			cover := &Cover{By: ByPerspective, Key: p.Record.Name, Perspective: p.Record.Record, seen: map[record.UID]struct{}{}}
			out = append(out, cover)
			for _, o := range p.Objectives {
				if o.Node == nil {
					continue
				}
				for _, e := range o.Node.Children {
					if _, twice := cover.seen[record.UID(e.ID)]; !twice {
						cover.seen[record.UID(e.ID)] = struct{}{}
						at[e.ID] = append(at[e.ID], cover)
					}
				}
			}
		}
	}
	untold := &Cover{By: ByPerspective}
	for _, m := range of {
		list := at[string(m.Record.UID)]
		for _, c := range list {
			c.add(m, s.Day)
		}
		if len(list) == 0 {
			untold.add(m, s.Day)
		}
	}
	if len(untold.Healthy)+len(untold.Lacking) > 0 {
		out = append(out, untold)
	}
	return out
}
