package statistics

// Capability is whether a process that goes on as it is will meet what is wanted of it.
type Capability string

// The capabilities.
const (
	KeepsPassing Capability = "keeps-passing" // every value that chance gives is good enough
	KeepsFailing Capability = "keeps-failing" // none is
	HitAndMiss   Capability = "hit-and-miss"  // some are: which, chance decides
	Unforeseen   Capability = "unforeseen"    // there are no limits, or signals say that the process is not what they were computed of
)

// Wanted is what values are to be: from Low to High, with both ends. Where only one of them matters, the other is infinite.
type Wanted struct{ Low, High float64 }

// Capable compares the limits that hold now with what is wanted. As long as a signal stands in the stretch that goes on, nothing is
// foretold: the process changes, or has changed since the limits were computed, and what it is now is not known.
func (c Control) Capable(w Wanted) Capability {
	s, ok := c.Last()
	if !ok || s.Limits == nil || len(c.In(s)) > 0 {
		return Unforeseen
	}
	switch l := s.Limits; {
	case l.Lower >= w.Low && l.Upper <= w.High:
		return KeepsPassing
	case l.Upper < w.Low || l.Lower > w.High:
		return KeepsFailing
	}
	return HitAndMiss
}
