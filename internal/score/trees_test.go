package score_test

import (
	"fmt"
	"math"

	"pgregory.net/rapid"

	"github.com/steelyard-isms/steelyard/internal/civil"
	"github.com/steelyard-isms/steelyard/internal/score"
)

// The day that random trees are rolled up for, and days on either side of it.
var (
	today  = must(civil.Parse("2026-06-30"))
	past   = must(civil.Parse("2026-03-31"))
	future = must(civil.Parse("2026-12-31"))
)

// slack is how far rounding may carry a number that must not move.
const slack = 1e-7

func must[T any](x T, err error) T {
	if err != nil {
		panic(err)
	}
	return x
}

// leafOf draws a measure: fresh, stale, expired, unknown, on or beside the limits of the bands.
func leafOf(t *rapid.T, id string) score.Child {
	l := &score.Leaf{ID: id}
	c := score.Child{Leaf: l, Weight: rapid.OneOf(
		rapid.SampledFrom([]float64{0, 0.1, 0.2, 0.3, 0.5, 1, 1, 1, 2, 3}), rapid.Float64Range(0.01, 9)).Draw(t, id+" weight")}
	c.Critical = c.Weight > 0 && chance(t, 3)
	if chance(t, 2) {
		l.FirstDue = rapid.SampledFrom([]civil.Date{past, future}).Draw(t, id+" first due")
	}
	if !chance(t, 4) {
		l.LastScore = score.Some(scores.Draw(t, id+" score"))
		l.Quality = score.Some(share.Draw(t, id+" quality"))
		l.Phi = score.Some(rapid.OneOf(rapid.SampledFrom([]float64{1, 1, 0, 0}), share).Draw(t, id+" phi"))
	}
	c.Exempt = exemption(t)
	return c
}

var (
	share  = rapid.Float64Range(0, 1)
	points = rapid.Float64Range(0, 100)
	scores = rapid.OneOf(rapid.SampledFrom([]float64{0, 20, 30, 39.96, 40, 55, 69, 69.96, 70, 90, 100}), points)
)

// chance is true about once in n.
func chance(t *rapid.T, n int) bool { return rapid.IntRange(1, n).Draw(t, "chance") == 1 }

func exemption(t *rapid.T) *score.Exemption {
	if !chance(t, 16) {
		return nil
	}
	return &score.Exemption{Reason: "outsourced", RequestedBy: "ana", ApprovedBy: "ben", Expires: future}
}

func nodeOf(t *rapid.T, id string, depth int) *score.Node {
	n := &score.Node{ID: id}
	for i := range rapid.IntRange(0, 5).Draw(t, id+" children") {
		name := fmt.Sprintf("%s.%d", id, i)
		c := leafOf(t, name)
		if depth > 1 && chance(t, 2) {
			c.Node, c.Leaf = nodeOf(t, name, depth-1), nil
		}
		n.Children = append(n.Children, c)
	}
	return n
}

func treeOf(t *rapid.T) *score.Node { return nodeOf(t, "n", rapid.IntRange(1, 3).Draw(t, "depth")) }

// children gives every edge of a tree, for a property to change.
func children(n *score.Node) []*score.Child {
	var list []*score.Child
	for i := range n.Children {
		list = append(list, &n.Children[i])
		if n.Children[i].Node != nil {
			list = append(list, children(n.Children[i].Node)...)
		}
	}
	return list
}

func allNodes(n *score.Node) []*score.Node {
	list := []*score.Node{n}
	for _, c := range n.Children {
		if c.Node != nil {
			list = append(list, allNodes(c.Node)...)
		}
	}
	return list
}

// pick draws one of the edges that a test holds for. Where there is none it gives nil, and the property has nothing to
// say of this tree.
func pick(t *rapid.T, root *score.Node, holds func(*score.Child) bool) *score.Child {
	var fit []*score.Child
	for _, c := range children(root) {
		if holds(c) {
			fit = append(fit, c)
		}
	}
	if len(fit) == 0 {
		return nil
	}
	return rapid.SampledFrom(fit).Draw(t, "picked")
}

func isLeaf(c *score.Child) bool   { return c.Leaf != nil }
func hasValue(c *score.Child) bool { return c.Leaf != nil && c.Leaf.LastScore.Known() }

type outcome map[string]score.NodeResult

// results gives the results of all nodes by id, after checking that they explain themselves.
func results(t rapid.TB, root *score.Node, day civil.Date) outcome {
	r, err := score.RollUp(root, day)
	if err != nil {
		t.Fatalf("the tree is refused: %v", err)
	}
	for _, problem := range explained(r) {
		t.Errorf("a page cannot explain a score: %v", problem)
	}
	out := outcome{}
	for _, n := range r.Nodes {
		out[n.ID] = n
	}
	return out
}

// kind is one number of a result.
type kind struct {
	name string
	of   func(score.NodeResult) score.Maybe
}

var (
	ofScore      = kind{"score", func(n score.NodeResult) score.Maybe { return n.Score }}
	ofRaw        = kind{"raw score", func(n score.NodeResult) score.Maybe { return n.Raw }}
	ofLower      = kind{"lower bound", func(n score.NodeResult) score.Maybe { return score.Some(n.Lower) }}
	ofUpper      = kind{"upper bound", func(n score.NodeResult) score.Maybe { return score.Some(n.Upper) }}
	ofCoverage   = kind{"coverage", func(n score.NodeResult) score.Maybe { return score.Some(n.Coverage) }}
	ofConfidence = kind{"confidence", func(n score.NodeResult) score.Maybe { return score.Some(n.Confidence) }}
)

func neverRises(t rapid.TB, before, after outcome, kinds ...kind) {
	t.Helper()
	for id, b := range before {
		for _, k := range kinds {
			x, ok1 := k.of(b).Get()
			y, ok2 := k.of(after[id]).Get()
			if ok1 && ok2 && y > x+slack {
				t.Fatalf("%s of %s rose from %v to %v", k.name, id, x, y)
			}
		}
	}
}

// unchanged compares everything but the children, and confidence only where it is asked for.
func unchanged(t rapid.TB, before, after outcome, confidence bool) {
	t.Helper()
	near := func(a, b score.Maybe) bool { return a.Known() == b.Known() && math.Abs(a.Or(0)-b.Or(0)) < slack }
	for id, b := range before {
		a, ok := after[id]
		same := ok && b.Data == a.Data && b.Band == a.Band && b.Shown == a.Shown && fmt.Sprint(b.CapBy) == fmt.Sprint(a.CapBy) &&
			b.Provisional == a.Provisional && b.Insufficient == a.Insufficient && near(b.Cap, a.Cap) && near(b.CapShare, a.CapShare)
		for _, k := range []kind{ofScore, ofRaw, ofLower, ofUpper, ofCoverage} {
			same = same && near(k.of(b), k.of(a))
		}
		if !same || confidence && !near(ofConfidence.of(b), ofConfidence.of(a)) {
			t.Fatalf("%s was %+v, is %+v", id, b, a)
		}
	}
}
