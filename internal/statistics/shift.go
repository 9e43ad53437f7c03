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
	P             float64 // how often chance alone gives ranks that differ as much, 0 to 1 (Wilcoxon 1945, two-sided)
	Told          bool    // P is below MaxChanceOfShift
}

// maxExact is of how many values the chance of a sum of ranks is counted out.
const maxExact = 50

// ShiftOf compares values after something with those before, by the sum of the ranks of one side (Wilcoxon 1945, Biometrics Bulletin 1, 80; Mann & Whitney 1947). P is twice the share, among all ways to deal the ranks out to both
// sides, of those whose sum lies as far off on its side; values that are the same share their mean rank. Of more than 50 values it comes from the distribution of χ² (GroupsOf), which of few calls chance alone too seldom. It takes values as independent of each other and of time: where they rise or fall anyway, that is no effect,
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
	if len(all) <= maxExact {
		s.P = dealt(all, s.Before)
	} else if g, differ := GroupsOf(all, groups); differ {
		s.P = g.P
	}
	s.Told = s.P < MaxChanceOfShift && s.Size != 0
	return s, !math.IsNaN(s.Size)
}

// dealt is the exact chance of the sum of the ranks that the first values have among all. Counts are whole numbers that float64 holds.
func dealt(values []float64, first int) float64 {
	sorted := slices.Sorted(slices.Values(values))
	ranks, most := make([]int, len(values)), len(values)*(len(values)+1) // twice the ranks, so that shared ones are whole
	for i, v := range values {
		below, _ := slices.BinarySearch(sorted, v)
		same := below
		for same < len(sorted) && sorted[same] == v {
			same++
		}
		ranks[i] = below + same + 1
	}
	ways := make([][]float64, first+1) // by how many ranks were taken, and by their sum
	for k := range ways {
		ways[k] = make([]float64, most+1)
	}
	ways[0][0] = 1
	sum := 0
	for i, r := range ranks {
		if i < first {
			sum += r
		}
		for k := min(i+1, first); k > 0; k-- {
			for at := most; at >= r; at-- {
				ways[k][at] += ways[k-1][at-r]
			}
		}
	}
	var less, more, all float64
	for at, n := range ways[first] {
		all += n
		if at <= sum {
			less += n
		}
		if at >= sum {
			more += n
		}
	}
	return min(1, 2*min(less, more)/all)
}
