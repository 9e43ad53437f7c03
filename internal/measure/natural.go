package measure

import (
	"fmt"
	"strconv"

	"github.com/steelyard-isms/steelyard/internal/civil"
	"github.com/steelyard-isms/steelyard/internal/fault"
	"github.com/steelyard-isms/steelyard/internal/period"
	"github.com/steelyard-isms/steelyard/internal/record"
	"github.com/steelyard-isms/steelyard/internal/score"
)

// Natural gives between which values one can lie by nature on a day: as the measure says, else as its scale of that day does. A
// scale that says none has none, whatever the one before it says: each says all that holds from its day on.
func (m *Measure) Natural(on civil.Date) score.Limits {
	if m.NaturalLimits != (score.Limits{}) {
		return m.NaturalLimits
	}
	scale, _ := m.Scale.On(on)
	return scale.Limits
}

// ScaleOn gives the scale in force on a day, its thresholds that are left out bounded by the natural limits; false before the first one.
func (m *Measure) ScaleOn(day civil.Date) (score.Scale, bool) {
	scale, ok := m.Scale.On(day)
	return m.bounded(scale), ok
}

// Bounded gives the scale of one entry, its thresholds that are left out bounded by the natural limits.
func (m *Measure) Bounded(i int) score.Scale { return m.bounded(m.Scale[i].Value) }

// bounded gives a scale that says no limits of its own those of the measure.
func (m *Measure) bounded(s score.Scale) score.Scale {
	if s.Limits == (score.Limits{}) {
		s.Limits = m.NaturalLimits
	}
	return s
}

// Impossible says why a value that is entered, sent or read for a day cannot be, and what to do; empty where it can. Values that are
// added up or counted before they are the measure's may be any.
func (m *Measure) Impossible(value float64, day civil.Date) (reason, remedy string) {
	switch m.Aggregation {
	case period.Sum, period.Rate, period.Distinct:
		return "", ""
	}
	l := m.Natural(day)
	if l.Validate() != nil || l.Holds(value) { // limits that exclude everything are refused where they are declared
		return "", ""
	}
	side, word, limit := "below", "least", l.Min
	if l.Min == nil || value > *l.Min {
		side, word, limit = "above", "most", l.Max
	}
	return fmt.Sprintf("%s is %s %s, the %s that it can be by nature", m.amount(value), side, m.amount(*limit), word),
		"Correct the value, or the natural limits of the measure where they are wrong"
}

func (m *Measure) amount(x float64) string {
	text := strconv.FormatFloat(x, 'f', -1, 64)
	if m.UnitOfMeasure != "" {
		text += " " + m.UnitOfMeasure
	}
	return text
}

// checkNatural holds natural limits to their order, and those of scales within them.
func checkNatural(c *record.Check[Measure]) {
	l := c.Spec.NaturalLimits
	if err := l.Validate(); err != nil {
		for _, f := range fault.Of(err).Fields {
			c.Refuse("natural_"+f.Path, f.Reason, f.Remedy)
		}
		return
	}
	for i, e := range c.Spec.Scale {
		path := c.Spec.Scale.Path("scale", i) + ".limits"
		for _, x := range []struct {
			name  string
			value *float64
		}{{"min", e.Value.Limits.Min}, {"max", e.Value.Limits.Max}} {
			if x.value != nil && !l.Holds(*x.value) {
				c.Refuse(path+"."+x.name, "is outside the natural limits of the measure", "Leave the limits of the scale out: those of the measure hold for it, too")
			}
		}
	}
}
