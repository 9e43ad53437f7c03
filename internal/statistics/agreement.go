package statistics

import (
	"cmp"
	"math"
	"slices"

	"gonum.org/v1/gonum/stat/distuv"
)

// Agreement is whether the same places of some rows lie high in each of them.
type Agreement struct {
	Rows, Places int
	Q            float64 // of Friedman, corrected for ties; 0 or more
	P            float64 // how often chance alone gives a Q as great, 0 to 1
}

// AgreementOf ranks the values of each row among themselves and compares the sums of ranks by place (Friedman 1937, Journal of the American Statistical Association 32, 675), with the distribution of χ² for P. How
// high a row lies as a whole plays no part.
//
//	Q = (12 ÷ (n k (k + 1)) · Σ R² − 3 n (k + 1)) ÷ (1 − Σ(t³ − t) ÷ (n (k³ − k)))
//
// for n rows of k places, where R is the sum of the ranks at a place, and t counts values of a row that are the same. The second is false for fewer than two rows or places, rows of unequal length, what is NaN or
// infinite, and rows of which each has the same value all over.
func AgreementOf(rows [][]float64) (Agreement, bool) {
	if len(rows) < 2 || len(rows[0]) < 2 {
		return Agreement{}, false
	}
	n, k := float64(len(rows)), float64(len(rows[0]))
	sums, ties := make([]float64, len(rows[0])), 0.0
	order := make([]int, len(rows[0]))
	for _, row := range rows {
		if len(row) != len(order) || slices.ContainsFunc(row, func(v float64) bool { return !known(v) }) {
			return Agreement{}, false
		}
		for i := range order {
			order[i] = i
		}
		slices.SortFunc(order, func(a, b int) int { return cmp.Compare(row[a], row[b]) })
		for i := 0; i < len(order); {
			j := i
			for j < len(order) && row[order[j]] == row[order[i]] {
				j++
			}
			for _, at := range order[i:j] {
				sums[at] += float64(i+j+1) / 2 // the mean of the ranks that they share
			}
			t := float64(j - i)
			ties += t*t*t - t
			i = j
		}
	}
	differ := 1 - ties/(n*(k*k*k-k))
	if !(differ > 1e-12) {
		return Agreement{}, false
	}
	a := Agreement{Rows: len(rows), Places: len(order)}
	for _, r := range sums {
		a.Q += r * r
	}
	a.Q = max(0, (12/(n*k*(k+1))*a.Q-3*n*(k+1))/differ)
	a.P = distuv.ChiSquared{K: k - 1}.Survival(a.Q)
	return a, !math.IsNaN(a.P)
}
