package statistics

import (
	"math"
	"slices"
)

// MinShift is how many values a comparison needs on either side.
const MinShift = 5

// MaxChanceOfShift is up to which chance a shift is told.
const MaxChanceOfShift = 0.05

// Shift is by how much values lie higher after a day than before.
type Shift struct {
	Before, After int     // how many values were compared
	Size          float64 // median of all differences of a later and an earlier value (Hodges & Lehmann 1963), in their unit; below 0 they lie lower
	P             float64 // how often chance alone gives ranks that differ as much, 0 to 1 (Kruskal & Wallis, of two groups; two-sided)
	Told          bool    // P is below MaxChanceOfShift
}

// ShiftOf compares values after something with those before. It takes values as independent of each other and of time: where they rise or fall anyway, that is no effect,
// so that whoever calls it looks for a trend before. What is NaN or infinite does not count. The second is false for fewer than MinShift values on a side.
func ShiftOf(before, after []float64) (Shift, bool) {
	var all, differences []float64
	var groups []int
	s := Shift{P: 1}
	for _, v := range before {
		if known(v) {
			all, groups, s.Before = append(all, v), append(groups, 0), s.Before+1
		}
	}
	for _, v := range after {
		if known(v) {
			all, groups, s.After = append(all, v), append(groups, 1), s.After+1
		}
	}
	if s.Before < MinShift || s.After < MinShift {
		return s, false
	}
	for _, later := range all[s.Before:] {
		for _, earlier := range all[:s.Before] {
			differences = append(differences, later-earlier)
		}
	}
	slices.Sort(differences)
	s.Size = middle(differences)
	if g, differ := GroupsOf(all, groups); differ {
		s.P = g.P
	}
	s.Told = s.P < MaxChanceOfShift && s.Size != 0
	return s, !math.IsNaN(s.Size)
}
