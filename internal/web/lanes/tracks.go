package lanes

import (
	"cmp"
	"slices"
)

// inLine is what it costs where upright pieces of two legs lie one on the other: it is avoided at any price.
const inLine = 1000

// tracks gives the level pieces in one space their tracks, with few crossings, and tells how many there are.
func tracks(legs []*leg) int {
	var bent []*leg
	for _, g := range legs {
		if !g.straight() {
			bent = append(bent, g)
		}
	}
	slices.SortStableFunc(bent, func(a, b *leg) int { return cmp.Compare(a.low(), b.low()) })
	for range len(bent) { // neighbours change places until nothing is won
		better := false
		for i := range bent {
			for k := i + 1; k < len(bent); k++ {
				if change(bent, i, k) < 0 {
					moved := bent[k]
					copy(bent[i+1:k+1], bent[i:k])
					bent[i], better = moved, true
				}
			}
		}
		if !better {
			break
		}
	}
	most := 0
	for i, g := range bent {
		g.track = 1
		for _, above := range bent[:i] {
			if overlap(above, g) {
				g.track = max(g.track, above.track+1)
			}
		}
		most = max(most, g.track)
	}
	return most
}

// change is what it gives or costs to move a leg from place k up to place i.
func change(bent []*leg, i, k int) int {
	sum := 0
	for _, over := range bent[i:k] {
		sum += meets(bent[k], over) - meets(over, bent[k])
	}
	return sum
}

// overlap tells whether two level pieces must not lie on one track.
func overlap(a, b *leg) bool {
	return a.low() < b.high()+2*apart && b.low() < a.high()+2*apart
}

// meets counts the crossings of two legs where the first one lies above.
func meets(above, below *leg) int {
	sum := 0
	for _, x := range above.ends(false) { // go down through the level of the one below
		if x > below.low() && x < below.high() {
			sum++
		}
		for _, other := range below.ends(true) {
			if d := x - other; d < 3 && d > -3 {
				sum += inLine
			}
		}
	}
	for _, x := range below.ends(true) { // go up through that of the one above
		if x > above.low() && x < above.high() {
			sum++
		}
	}
	return sum
}
