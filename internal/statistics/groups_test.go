package statistics_test

import (
	"math"
	"testing"

	"pgregory.net/rapid"

	"github.com/steelyard-isms/steelyard/internal/statistics"
)

// The help of R's kruskal.test has this example, of Hollander & Wolfe (1973), 116: half-times of mucociliary clearance. R prints
// chi-squared = 0.77143, df = 2, p-value = 0.68.
func TestGroupsOfHollanderAndWolfe(t *testing.T) {
	values := []float64{2.9, 3.0, 2.5, 2.6, 3.2, 3.8, 2.7, 4.0, 2.4, 2.8, 3.4, 3.7, 2.2, 2.0}
	groups := []int{1, 1, 1, 1, 1, 2, 2, 2, 2, 3, 3, 3, 3, 3}
	g, ok := statistics.GroupsOf(values, groups)
	if !ok || g.Groups != 3 || g.N != 14 || math.Abs(g.H-0.77143) > 5e-6 || math.Abs(g.P-0.68) > 5e-3 {
		t.Errorf("the groups of Hollander and Wolfe come to %+v, want H 0.77143 and P 0.68", g)
	}
}

// Where every second value lies higher, nobody takes it for chance; where groups hold the same values, nobody takes it for more.
func TestGroupsThatDifferAreTold(t *testing.T) {
	var values, same []float64
	var groups []int
	for i := range 24 {
		values, same, groups = append(values, float64(i%2*10+i/2)), append(same, float64(i/2)), append(groups, i%2)
	}
	if g, ok := statistics.GroupsOf(values, groups); !ok || g.P > 0.01 {
		t.Errorf("groups that lie ten apart have %+v, which reads as chance", g)
	}
	if g, ok := statistics.GroupsOf(same, groups); !ok || g.H > 1e-9 || g.P < 0.999 {
		t.Errorf("groups of the same values have %+v, which reads as a difference", g)
	}
	for name, groups := range map[string][]int{"one group": make([]int, 24), "too few numbers": {1, 2}} {
		if g, ok := statistics.GroupsOf(values, groups); ok {
			t.Errorf("%s: %+v", name, g)
		}
	}
	if g, ok := statistics.GroupsOf(make([]float64, 24), groups); ok {
		t.Errorf("values that are all the same: %+v", g)
	}
}

// Ranks stay what they are where values are moved, stretched, or come in another order.
func TestGroupsKeepToRanks(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		n := rapid.IntRange(4, 40).Draw(t, "n")
		values, groups := make([]float64, n), make([]int, n)
		for i := range values {
			values[i], groups[i] = float64(rapid.IntRange(-20, 20).Draw(t, "value")), rapid.IntRange(0, 3).Draw(t, "group")
		}
		a, ok := statistics.GroupsOf(values, groups)
		moved, back, named := make([]float64, n), make([]float64, n), make([]int, n)
		for i := range values {
			moved[i] = 7 + 3*values[i]
			back[n-1-i], named[n-1-i] = values[i], 9-groups[i]
		}
		b, too := statistics.GroupsOf(moved, groups)
		c, also := statistics.GroupsOf(back, named)
		if ok != too || ok != also || ok && (math.Abs(a.H-b.H) > 1e-9 || math.Abs(a.H-c.H) > 1e-9) {
			t.Errorf("%+v, moved %+v, turned round %+v", a, b, c)
		}
	})
}
