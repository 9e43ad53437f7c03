package formula

import (
	"fmt"
	"math"
	"strings"
	"time"
)

// Reading is one value of an input.
type Reading struct {
	At    time.Time // end of its valid time
	Value float64
}

// Member is the value of one unit.
type Member struct {
	Unit  string // by which values of two inputs are brought together
	Title string // for people
	Value float64
	Known bool
}

// Given is what is known of one input at one moment.
type Given struct {
	Value  float64
	Known  bool
	Why    string    // it is not known, such as "has expired"; empty: there is no value
	Past   []Reading // oldest first, the last being the value itself
	Period int       // days from one value to the next
	Units  []Member  // in a fixed order
}

// missing says why an input has no value.
func missing(name, why string) error {
	if why == "" {
		why = "has no value"
	}
	return &noValue{name + " " + why}
}

// noValue is the reason why a formula has no value.
type noValue struct{ why string }

func (e *noValue) Error() string { return e.why }

const day = 24 * time.Hour

// back finds the value that lies nearest to a moment, not further off than half a period, among those before the last.
func (g *Given) back(last int, at time.Time) (int, bool) {
	best, off := -1, time.Duration(g.Period)*day/2
	for i := last - 1; i >= 0; i-- {
		d := g.Past[i].At.Sub(at)
		if d < -off {
			break
		}
		if d = d.Abs(); d < off || best < 0 && d == off {
			best, off = i, d
		}
	}
	return best, best >= 0
}

// step finds the value of the period before the i-th.
func (g *Given) step(i int) (int, bool) {
	return g.back(i, g.Past[i].At.Add(-time.Duration(g.Period)*day))
}

// ago computes a function of time.
func (g *Given) ago(u use, name string) (float64, error) {
	if !g.Known {
		return 0, missing(name, g.Why)
	}
	last := len(g.Past) - 1
	if last < 0 || g.Period <= 0 {
		return 0, missing(name, "has no past")
	}
	switch u.what {
	case previous:
		if i, ok := g.step(last); ok {
			return g.Past[i].Value, nil
		}
		return 0, missing(name, "has no value a period before")
	case yearAgo:
		if i, ok := g.back(last, g.Past[last].At.UTC().AddDate(-1, 0, 0)); ok {
			return g.Past[i].Value, nil
		}
		return 0, missing(name, "has no value a year before")
	}
	sum := g.Past[last].Value
	for n, i := 1, last; n < u.periods; n++ {
		var ok bool
		if i, ok = g.step(i); !ok {
			return 0, missing(name, fmt.Sprintf("has values in %d of the last %d periods", n, u.periods))
		}
		sum += g.Past[i].Value
	}
	if u.what == rolling {
		sum /= float64(u.periods)
	}
	if math.IsInf(sum, 0) {
		return 0, errTooLarge
	}
	return sum, nil
}

// members gives the values of units: of all, or where the formula asks for that, of those that have one.
func (g *Given) members(u use, name string) ([]Member, error) {
	out, lacking := make([]Member, 0, len(g.Units)), []string(nil)
	for _, m := range g.Units {
		if m.Known {
			out = append(out, m)
		} else {
			lacking = append(lacking, m.Title)
		}
	}
	switch {
	case len(g.Units) > MaxUnits:
		return nil, missing(name, fmt.Sprintf("has values for more than %d units", MaxUnits))
	case len(out) == 0:
		return nil, missing(name, "has no value for any unit")
	case len(lacking) > 0 && u.what == units:
		if n := len(lacking); n > 3 {
			lacking = append(lacking[:3], fmt.Sprintf("%d more", n-3))
		}
		return nil, missing(name, "has no value for "+strings.Join(lacking, ", "))
	}
	return out, nil
}
