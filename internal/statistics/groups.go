package statistics

import (
	"maps"
	"math"
	"slices"

	"gonum.org/v1/gonum/stat/distuv"
)

// Groups is whether the values of some groups lie as high as those of the others.
type Groups struct {
	Groups, N int
	H         float64 // of Kruskal and Wallis, corrected for ties; 0 or more
	P         float64 // how often chance alone gives an H as great, 0 to 1
}

// GroupsOf compares groups by the ranks of their values (Kruskal & Wallis 1952, Journal of the American Statistical Association 47, 583), with the
// distribution of χ² for P, which is near enough from five values a group on.
//
//	H = (12 ÷ (N(N + 1)) · Σ R² ÷ n − 3(N + 1)) ÷ (1 − Σ(t³ − t) ÷ (N³ − N))
//
// where R is the sum of the ranks in a group of n, and t counts values that are the same. Groups are numbered as you like, one number for each value. What is NaN or
// infinite does not count. The second is false for lists of unequal length, fewer than two groups, and values that are all the same.
func GroupsOf(values []float64, groups []int) (Groups, bool) {
	if len(values) != len(groups) {
		return Groups{}, false
	}
	var order []int
	for i, v := range values {
		if known(v) {
			order = append(order, i)
		}
	}
	slices.SortFunc(order, func(a, b int) int {
		switch {
		case values[a] < values[b]:
			return -1
		case values[a] > values[b]:
			return 1
		}
		return 0
	})
	n := float64(len(order))
	sums, sizes, ties := map[int]float64{}, map[int]float64{}, 0.0
	for i := 0; i < len(order); {
		j := i
		for j < len(order) && values[order[j]] == values[order[i]] {
			j++
		}
		rank, t := float64(i+j+1)/2, float64(j-i) // the mean of the ranks that they share
		for _, k := range order[i:j] {
			sums[groups[k]] += rank
			sizes[groups[k]]++
		}
		ties += t*t*t - t
		i = j
	}
	g := Groups{Groups: len(sums), N: len(order)}
	differ := 1 - ties/(n*n*n-n)
	if g.Groups < 2 || !(differ > 0) {
		return Groups{}, false
	}
	for _, k := range slices.Sorted(maps.Keys(sums)) { // in one order, so that the same values give the same digits
		g.H += sums[k] * sums[k] / sizes[k]
	}
	g.H = max(0, (12/(n*(n+1))*g.H-3*(n+1))/differ)
	g.P = distuv.ChiSquared{K: float64(g.Groups - 1)}.Survival(g.H)
	return g, !math.IsNaN(g.P)
}
