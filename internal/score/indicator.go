package score

import "maps"

// Indicator is a complete scale: it gives the score of a value. Make it with Scale.Complete, once for each definition
// in force, and use it for all its values. The zero Indicator refuses every value.
type Indicator struct {
	direction  Direction
	leg, upper Leg // upper in a range only
	lookup     map[string]float64
}

// Direction gives the direction of the scale.
func (i Indicator) Direction() Direction { return i.direction }

// Knots gives the knots, all four filled in; a lookup has none and gives zeros.
func (i Indicator) Knots() Leg { return i.leg }

// Upper gives the knots above the plateau of a range, and whether this is one.
func (i Indicator) Upper() (Leg, bool) { return i.upper, i.direction == Range }

// Levels gives a copy of the lookup; nil where the scale is none.
func (i Indicator) Levels() map[string]float64 { return maps.Clone(i.lookup) }

// Score gives the score, 0 to 100, of a value in the measure's unit. A value on a knot belongs to the better side. The
// fault is Invalid and names value where it is not finite, or level where the scale wants one instead.
func (i Indicator) Score(value float64) (float64, error) {
	if !finite(value) {
		return 0, refused("value", "is not a finite number", "Report a number in the measure's unit")
	}
	switch i.direction {
	case Higher:
		return i.leg.rising(value), nil
	case Lower:
		return i.leg.falling(value), nil
	case Range:
		return min(i.leg.rising(value), i.upper.falling(value)), nil
	case Lookup:
		return 0, refused("level", "is needed", "Report one of the levels of this measure")
	}
	return 0, refused("scale", "is not complete", "Complete the scale first")
}

// ScoreLevel gives the score, 0 to 100, of a level of a lookup. The fault is Invalid and names level where the lookup
// has no such level, or value where the scale wants one instead.
func (i Indicator) ScoreLevel(level string) (float64, error) {
	switch i.direction {
	case Lookup:
		if s, ok := i.lookup[level]; ok {
			return s, nil
		}
		return 0, refused("level", "is not a level of this measure", "Report one of its levels")
	case Higher, Lower, Range:
		return 0, refused("value", "is needed", "Report a number in the measure's unit")
	}
	return 0, refused("scale", "is not complete", "Complete the scale first")
}

// falling is rising for knots that descend.
func (l Leg) falling(value float64) float64 {
	return Leg{-l.Worst, -l.Red, -l.Green, -l.Target}.rising(-value)
}

// rising is the score on knots that ascend: linear between them, flat outside.
func (l Leg) rising(value float64) float64 {
	span := l.Target - l.Worst
	switch {
	case atLeastOn(value, l.Target, span):
		return AtTarget
	case atLeastOn(value, l.Green, span):
		return between(value, l.Green, l.Target, AtGreen, AtTarget)
	case atLeastOn(value, l.Red, span):
		return between(value, l.Red, l.Green, AtRed, AtGreen)
	}
	return between(value, l.Worst, l.Red, 0, AtRed)
}

// between maps value from [a, b] to [from, to]. A value a dust below a is at a.
func between(value, a, b, from, to float64) float64 {
	if value <= a || b <= a {
		return from
	}
	// The conversion keeps a processor from fusing the sum: one programme, one score, whatever it runs on.
	return from + float64((to-from)*((value-a)/(b-a)))
}
