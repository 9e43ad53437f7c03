package score

import (
	"maps"
	"slices"

	"github.com/steelyard-isms/steelyard/internal/fault"
)

// Direction says which values of a measure are the better ones.
type Direction string

// The directions.
const (
	Higher Direction = "higher" // the higher the better
	Lower  Direction = "lower"  // the lower the better
	Range  Direction = "range"  // best between two targets
	Lookup Direction = "lookup" // named levels, each with its score: ordinal and yes/no measures
)

// Words lists the directions, for forms and schemas.
func (Direction) Words() []string {
	return []string{string(Higher), string(Lower), string(Range), string(Lookup)}
}

// Scale says how the values of one measure become scores, as it is written down. Numbers are in the measure's unit.
// Red and green limits are needed, worst and target may be left to Complete. They are pointers because a knot at 0 is
// not an absent one.
type Scale struct {
	Direction Direction          `json:"direction"`        // which values are the better ones: higher, lower, range, or lookup
	Knots     Knots              `json:"knots,omitzero"`   // the values that score 0, 40, 70 and 100
	Upper     Knots              `json:"upper,omitzero"`   // for the direction range: the thresholds above the best values
	Limits    Limits             `json:"limits,omitzero"`  // the least and greatest value by nature; they bound thresholds that are left out, and no others. From a later day on those hold that are said with it, or else the natural limits of the measure
	Lookup    map[string]float64 `json:"lookup,omitempty"` // for the direction lookup: the score of each level, 0 to 100
}

// Knots are the values that score 0, 40, 70 and 100. Worst to target ascends where higher is better and on the lower
// leg of a range; it descends where lower is better and on the upper leg. Only green and target may be equal.
type Knots struct {
	Worst  *float64 `json:"worst,omitempty"`  // scores 0; left out: as far from red as green is, on its other side
	Red    *float64 `json:"red,omitempty"`    // scores 40: worse is red; needed
	Green  *float64 `json:"green,omitempty"`  // scores 70: good from here; needed
	Target *float64 `json:"target,omitempty"` // scores 100; left out: as far from green as red is, on its other side
}

// Limits are the least and greatest value that the measure can have by nature, as 0 and 100 for a percentage.
type Limits struct {
	Min *float64 `json:"min,omitempty"` // the least
	Max *float64 `json:"max,omitempty"` // the greatest
}

// Leg is Knots with all four filled in.
type Leg struct {
	Worst  float64 `json:"worst"`
	Red    float64 `json:"red"`
	Green  float64 `json:"green"`
	Target float64 `json:"target"`
}

// Complete fills in the knots that were left out and gives the indicator that scores by them. Without worst,
// worst = red − (green − red); without target, target = green + (green − red); both stay within the natural limits,
// and in a range neither such target passes the middle of the two green limits.
//
// The fault is Invalid and names the first field that is missing, not finite, or out of order with the one before it,
// from worst to target and on from upper.target to upper.worst; or the level, as lookup.yes, whose score is none.
func (s Scale) Complete() (Indicator, error) {
	switch s.Direction {
	case Higher, Lower:
		leg, err := s.single()
		if err != nil {
			return Indicator{}, err
		}
		return Indicator{direction: s.Direction, leg: leg}, nil
	case Range:
		leg, upper, err := s.pair()
		if err != nil {
			return Indicator{}, err
		}
		return Indicator{direction: s.Direction, leg: leg, upper: upper}, nil
	case Lookup:
		if len(s.Lookup) == 0 {
			return Indicator{}, refused("lookup", "is empty", "Give each level its score, 0 to 100")
		}
		for _, level := range slices.Sorted(maps.Keys(s.Lookup)) {
			if x := s.Lookup[level]; !(x >= 0 && x <= AtTarget) {
				return Indicator{}, refused("lookup."+level, "is not a score", "Give a number from 0 to 100")
			}
		}
		return Indicator{direction: s.Direction, lookup: maps.Clone(s.Lookup)}, nil
	}
	return Indicator{}, refused("direction", "is not a direction", "Choose higher, lower, range or lookup")
}

// Validate tells whether the scale may be stored: what Complete refuses, and also what it would pass over — natural
// limits that exclude everything, and settings that this direction does not use. Limits come first, since they would
// put knots that were left out in the wrong place. The fault is Invalid and names each field at fault.
func (s Scale) Validate() error {
	if err := s.Limits.Validate(); err != nil {
		return err
	}
	if _, err := s.Complete(); err != nil {
		return err
	}
	var unused []fault.Field
	for _, u := range []struct {
		path  string
		given bool
		by    Direction
	}{
		{"knots", s.Knots != (Knots{}) && s.Direction == Lookup, "higher, lower or range"},
		{"upper", s.Upper != (Knots{}) && s.Direction != Range, Range},
		{"lookup", len(s.Lookup) > 0 && s.Direction != Lookup, Lookup},
	} {
		if u.given {
			unused = append(unused, fault.Field{
				Path: u.path, Reason: "would not be used", Remedy: "Leave it out, or choose the direction " + string(u.by)})
		}
	}
	return fault.InvalidFields(unscorable, unused)
}

// Validate refuses limits that are no numbers or exclude everything. The fault is Invalid and names limits.min or limits.max.
func (l Limits) Validate() error {
	const remedy = "Give a number, or leave it out where nature sets none"
	switch {
	case l.Min != nil && !finite(*l.Min):
		return refused("limits.min", "is not a finite number", remedy)
	case l.Max != nil && !finite(*l.Max):
		return refused("limits.max", "is not a finite number", remedy)
	case l.Min != nil && l.Max != nil && *l.Min >= *l.Max:
		return refused("limits.max", "is not above limits.min", "Give the least value first, then the greatest")
	}
	return nil
}

// knot is one knot on the way from the worst value over the best to the worst on the other side. The sign turns
// "lower is better" around, so that the way always ascends.
type knot struct {
	path  string
	value float64
	limit bool // a red limit: nothing may share its place, or a band would have no values
}

func (s Scale) single() (Leg, error) {
	if err := present("", s.Knots); err != nil {
		return Leg{}, err
	}
	leg := s.fill(s.Knots)
	sign, remedy := 1.0, "Keep worst < red < green ≤ target"
	if s.Direction == Lower {
		sign, remedy = -1, "Keep worst > red > green ≥ target"
	}
	return leg, inOrder([]knot{
		{"worst", sign * leg.Worst, false}, {"red", sign * leg.Red, true},
		{"green", sign * leg.Green, false}, {"target", sign * leg.Target, false},
	}, remedy)
}

func (s Scale) pair() (leg, upper Leg, err error) {
	if err := present("", s.Knots); err != nil {
		return leg, upper, err
	}
	if err := present("upper.", s.Upper); err != nil {
		return leg, upper, err
	}
	leg, upper = s.fill(s.Knots), s.fill(s.Upper)
	// Halved first: the sum of two finite limits need not be finite.
	middle := leg.Green/2 + upper.Green/2
	if s.Knots.Target == nil {
		leg.Target = min(leg.Target, middle)
	}
	if s.Upper.Target == nil {
		upper.Target = max(upper.Target, middle)
	}
	return leg, upper, inOrder([]knot{
		{"worst", leg.Worst, false}, {"red", leg.Red, true},
		{"green", leg.Green, false}, {"target", leg.Target, false},
		{"upper.target", upper.Target, false}, {"upper.green", upper.Green, false},
		{"upper.red", upper.Red, true}, {"upper.worst", upper.Worst, false},
	}, "Keep worst < red < green ≤ target ≤ upper.target ≤ upper.green < upper.red < upper.worst")
}

func present(prefix string, k Knots) error {
	for _, f := range []struct {
		name   string
		value  *float64
		needed bool
	}{{"worst", k.Worst, false}, {"red", k.Red, true}, {"green", k.Green, true}, {"target", k.Target, false}} {
		switch {
		case f.value == nil && f.needed:
			return refused(prefix+f.name, "is needed", "Give the "+f.name+" limit; worst and target may be left out")
		case f.value != nil && !finite(*f.value):
			return refused(prefix+f.name, "is not a finite number", "Give a number in the measure's unit")
		}
	}
	return nil
}

// fill gives all four knots. Red and green are there.
func (s Scale) fill(k Knots) Leg {
	leg := Leg{Red: *k.Red, Green: *k.Green}
	step := leg.Green - leg.Red
	if k.Worst != nil {
		leg.Worst = *k.Worst
	} else {
		leg.Worst = s.Limits.Clamp(leg.Red - step)
	}
	if k.Target != nil {
		leg.Target = *k.Target
	} else {
		leg.Target = s.Limits.Clamp(leg.Green + step)
	}
	return leg
}

// Clamp gives the nearest value within the limits.
func (l Limits) Clamp(x float64) float64 {
	if l.Max != nil {
		x = min(*l.Max, x)
	}
	if l.Min != nil {
		x = max(*l.Min, x)
	}
	return x
}

// Holds tells whether a value lies within the limits, with the tolerance of all comparisons. A value that is not finite does not.
func (l Limits) Holds(x float64) bool {
	return finite(x) && (l.Min == nil || atLeast(x, *l.Min)) && (l.Max == nil || atLeast(*l.Max, x))
}

func inOrder(way []knot, remedy string) error {
	for i, b := range way {
		if !finite(b.value) {
			return refused(b.path, "would not be a finite number", "Give it, or bring red and green closer together")
		}
		if i == 0 {
			continue
		}
		a := way[i-1]
		if !atLeast(b.value, a.value) || (a.limit || b.limit) && same(a.value, b.value) {
			return refused(b.path, "is out of order after "+a.path, remedy)
		}
	}
	// Interpolation divides by distances between knots, so those must be finite too.
	if last := way[len(way)-1]; !finite(last.value - way[0].value) {
		return refused(last.path, "is too far from "+way[0].path, "Measure in a larger unit")
	}
	return nil
}
