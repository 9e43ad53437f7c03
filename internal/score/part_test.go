package score_test

import (
	"reflect"
	"slices"
	"testing"

	"pgregory.net/rapid"

	"github.com/steelyard-isms/steelyard/internal/fault"
	"github.com/steelyard-isms/steelyard/internal/score"
)

// A scorecard of which one objective changed is rolled up from the others as they were: it must come to the same, to the last bit.
func TestPartsChangeNothing(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		root := treeOf(t)
		whole := results(t, root, today)
		edges := children(root)
		slices.Reverse(edges) // from below: a tree that was rolled up is not changed any more
		for _, c := range edges {
			if c.Node == nil || !chance(t, 2) {
				continue
			}
			day := today
			if chance(t, 4) { // of another day: not to be used
				day = today.AddDays(-rapid.IntRange(1, 400).Draw(t, "days"))
			}
			r, err := score.RollUp(c.Node, day)
			if err != nil {
				t.Fatal(err)
			}
			c.Rolled = r.Part()
			if chance(t, 4) { // of another tree: neither
				other := *c.Node
				other.Children = nil
				c.Node = &other
				whole = results(t, stripped(root), today)
			}
		}
		r, err := score.RollUp(root, today)
		if err != nil {
			t.Fatal(err)
		}
		compare(t, r.Root(), whole)
	})
}

// compare looks at every node of a result, also in parts, and at the edges between them.
func compare(t *rapid.T, n *score.NodeResult, whole outcome) {
	plain := func(n score.NodeResult) score.NodeResult {
		n.Children = append([]score.EdgeResult(nil), n.Children...)
		for i := range n.Children {
			n.Children[i].Node = nil
		}
		return n
	}
	if got, want := plain(*n), plain(whole[n.ID]); !reflect.DeepEqual(got, want) {
		t.Fatalf("%s comes to\n%+v, from parts to\n%+v", n.ID, want, got)
	}
	for _, e := range n.Children {
		if e.Node != nil {
			compare(t, e.Node, whole)
		}
	}
}

// stripped is a copy without parts.
func stripped(n *score.Node) *score.Node {
	out := *n
	out.Children = append([]score.Child(nil), n.Children...)
	for i := range out.Children {
		c := &out.Children[i]
		if c.Rolled = nil; c.Node != nil {
			c.Node = stripped(c.Node)
		}
	}
	return &out
}

// What is refused of a tree is refused of its parts hung under another.
func TestPartsCountForTheBounds(t *testing.T) {
	deep := &score.Node{ID: "n"}
	for range score.MaxDepth - 1 {
		deep = &score.Node{ID: "n", Children: []score.Child{{Weight: 1, Node: deep}}}
	}
	wide := &score.Node{ID: "n", Children: make([]score.Child, score.MaxChildren)}
	for i := range wide.Children {
		wide.Children[i] = score.Child{Weight: 1, Leaf: &score.Leaf{ID: "m"}}
	}
	for name, below := range map[string]*score.Node{"deep": deep, "wide": wide} {
		r, err := score.RollUp(below, today)
		if err != nil {
			t.Fatalf("%s: %v", name, err)
		}
		_, err = score.RollUp(&score.Node{ID: "top", Children: []score.Child{{Weight: 1, Node: below, Rolled: r.Part()}}}, today)
		if !fault.Is(err, fault.Limited) {
			t.Errorf("%s under another: %v, not that it is too large", name, err)
		}
	}
}

// What was rolled up for one day says nothing of another: data age meanwhile.
func TestPartsAreOfTheirDay(t *testing.T) {
	below := &score.Node{ID: "o", Children: []score.Child{{Weight: 1, Leaf: &score.Leaf{ID: "m", LastScore: score.Some(80), ValidEnd: today, Cadence: score.Cadence{PeriodDays: 7}}}}}
	r, err := score.RollUp(below, today)
	if err != nil {
		t.Fatal(err)
	}
	top := &score.Node{ID: "top", Children: []score.Child{{Weight: 1, Node: below, Rolled: r.Part()}}}
	for later, want := range map[int]score.Data{0: score.Known, 365: score.Insufficient} {
		got, err := score.RollUp(top, today.AddDays(later))
		if err != nil {
			t.Fatal(err)
		}
		if edge := got.Root().Children[0]; edge.Node.Data != want {
			t.Errorf("after %d days the part is %s, not %s", later, edge.Node.Data, want)
		} else if used := edge.Node == r.Root(); used != (later == 0) {
			t.Errorf("after %d days the part of today is used: %t", later, used)
		}
	}
}
