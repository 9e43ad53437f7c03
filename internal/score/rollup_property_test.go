package score_test

import (
	"slices"
	"testing"

	"pgregory.net/rapid"

	"github.com/steelyard-isms/steelyard/internal/civil"
	"github.com/steelyard-isms/steelyard/internal/score"
)

func TestLapsingNeverRaises(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		root := treeOf(t)
		before := results(t, root, today)
		c := pick(t, root, hasValue)
		if c == nil {
			return
		}
		l := c.Leaf
		l.Phi = score.Some(l.Phi.Or(1) * rapid.OneOf(rapid.Just(0.0), share).Draw(t, "fresh"))
		neverRises(t, before, results(t, root, today), ofScore, ofRaw, ofLower, ofUpper, ofCoverage, ofConfidence)
	})
}

func TestTimeAloneNeverRaises(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		root := treeOf(t)
		for _, c := range children(root) {
			if hasValue(c) {
				c.Leaf.Phi = score.Maybe{}
				c.Leaf.Cadence.PeriodDays = rapid.SampledFrom([]int{7, 30, 91}).Draw(t, "period")
				c.Leaf.ValidEnd = today.AddDays(-rapid.SampledFrom([]int{150, 91, 2}).Draw(t, "age"))
			}
		}
		later := results(t, root, today.AddDays(rapid.IntRange(1, 180).Draw(t, "days"))) // exemptions expire in 184
		neverRises(t, results(t, root, today), later, ofScore, ofRaw, ofLower, ofUpper, ofCoverage, ofConfidence)
	})
}

func TestABetterValueNeverLowers(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		root := treeOf(t)
		better := results(t, root, today)
		c := pick(t, root, hasValue)
		if c == nil {
			return
		}
		l := c.Leaf
		l.LastScore = score.Some(l.LastScore.Or(0) * share.Draw(t, "worse"))
		neverRises(t, better, results(t, root, today), ofRaw, ofScore, ofLower, ofUpper)
	})
}

func TestAChainOfSingleChildrenChangesNothing(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		root := treeOf(t)
		before := results(t, root, today)
		c := pick(t, root, func(*score.Child) bool { return true })
		if c == nil {
			return
		}
		inner := score.Child{Weight: rapid.Float64Range(0.1, 5).Draw(t, "weight"), Leaf: c.Leaf}
		var id string
		if c.Node != nil {
			id = c.Node.ID
			moved := *c.Node
			moved.ID = "moved"
			inner.Node = &moved
		} else {
			id = c.Leaf.ID
			moved := *c.Leaf
			moved.ID = "moved"
			inner.Leaf = &moved
		}
		c.Leaf, c.Node = nil, &score.Node{ID: id, Children: []score.Child{inner}}
		after := results(t, root, today)
		if old, ok := before[id]; ok {
			delete(before, id)
			unchanged(t, outcome{"moved": old}, after, true)
		}
		unchanged(t, before, after, true)
	})
}

func TestAddingAnUnknownNeverRaises(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		root := treeOf(t)
		before := results(t, root, today)
		n := rapid.SampledFrom(allNodes(root)).Draw(t, "node")
		c := leafOf(t, "new")
		c.Leaf.LastScore = score.Maybe{}
		n.Children = append(n.Children, c)
		neverRises(t, before, results(t, root, today), ofScore, ofLower, ofCoverage, ofConfidence)
	})
}

func TestBoundsContainTheScore(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		for id, n := range results(t, treeOf(t), today) {
			s := n.Score.Or(n.Lower)
			if n.Lower < 0 || n.Upper > 100 || n.Lower > s+slack || s > n.Upper+slack {
				t.Fatalf("%s has the score %v outside its bounds %v to %v", id, n.Score, n.Lower, n.Upper)
			}
		}
	})
}

func TestBoundsHoldWhateverComes(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		root := treeOf(t)
		before := results(t, root, today)
		for _, c := range children(root) {
			if c.Leaf != nil && !hasValue(c) && !chance(t, 3) {
				c.Leaf.LastScore, c.Leaf.Phi = score.Some(rapid.OneOf(rapid.SampledFrom([]float64{0, 100}), points).Draw(t, "reported")), score.Some(1)
			}
		}
		for id, n := range results(t, root, today) {
			b := before[id]
			s := n.Score.Or(b.Lower)
			if n.Lower < b.Lower-slack || n.Upper > b.Upper+slack || s < b.Lower-slack || s > b.Upper+slack {
				t.Fatalf("%s was said to lie from %v to %v, and came to %v, %v to %v", id, b.Lower, b.Upper, n.Score, n.Lower, n.Upper)
			}
		}
	})
}

func TestNothingUnknownNoWidth(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		root := treeOf(t)
		reported := func(id string) score.Child {
			return score.Child{Weight: 1, Leaf: &score.Leaf{
				ID: id, LastScore: score.Some(scores.Draw(t, "score")), Phi: score.Some(rapid.SampledFrom([]float64{0, 1}).Draw(t, "phi"))}}
		}
		for _, n := range allNodes(root) {
			if len(n.Children) == 0 {
				n.Children = append(n.Children, reported(n.ID+".x"))
			}
		}
		for _, c := range children(root) {
			c.Exempt = nil
			if c.Weight == 0 {
				c.Weight = 1
			}
			if c.Leaf != nil && !hasValue(c) {
				c.Leaf = reported(c.Leaf.ID).Leaf
			}
		}
		for id, n := range results(t, root, today) {
			s := n.Score.Or(-1)
			if n.Lower < s-slack || n.Upper > s+slack {
				t.Fatalf("%s has the score %v and bounds %v to %v, though nothing is unknown", id, n.Score, n.Lower, n.Upper)
			}
		}
	})
}

func TestStaleLowersConfidenceOnly(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		root := treeOf(t)
		before := results(t, root, today)
		c := pick(t, root, func(c *score.Child) bool { return hasValue(c) && c.Leaf.Phi.Or(0) == 1 })
		if c == nil {
			return
		}
		l := c.Leaf
		l.Phi = score.Some(rapid.Float64Range(0.01, 0.99).Draw(t, "phi"))
		after := results(t, root, today)
		unchanged(t, before, after, false)
		neverRises(t, before, after, ofConfidence)
	})
}

func TestOrderScaleAndZeroWeightsChangeNothing(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		root := treeOf(t)
		before := results(t, root, today)
		for _, n := range allNodes(root) {
			n.Children = rapid.Permutation(n.Children).Draw(t, "order")
			factor := rapid.Float64Range(0.01, 100).Draw(t, "factor")
			for i := range n.Children {
				n.Children[i].Weight *= factor
			}
			zero := leafOf(t, n.ID+".zero")
			zero.Weight, zero.Critical = 0, false
			n.Children = append(n.Children, zero)
		}
		after := results(t, root, today)
		for _, o := range []outcome{before, after} {
			for _, n := range o {
				slices.Sort(n.CapBy)
			}
		}
		unchanged(t, before, after, true)
	})
}

func TestCriticalNeverRaisesAndCaps(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		root := treeOf(t)
		before := results(t, root, today)
		if c := pick(t, root, func(c *score.Child) bool { return c.Weight > 0 }); c != nil {
			c.Critical = true
		}
		after := results(t, root, today)
		neverRises(t, before, after, ofScore, ofLower, ofUpper)
		leaves := map[string]*score.Child{}
		for _, c := range children(root) {
			if c.Leaf != nil {
				leaves[c.Leaf.ID] = c
			}
		}
		for _, n := range after {
			for _, e := range n.Children {
				s, scored := e.Score.Get()
				late := e.State == score.Unknown && leaves[e.ID] != nil && leaves[e.ID].Leaf.FirstDue == past
				if e.Critical && (scored && score.BandOf(s) == score.Act || late) && n.Score.Known() &&
					(n.Score.Or(0) > 69 || !slices.Contains(n.CapBy, e.ID)) {
					t.Fatalf("%s is critical and red or late, and %s is at %v, capped by %v", e.ID, n.ID, n.Score, n.CapBy)
				}
			}
		}
	})
}

func TestCoverageOverConfidence(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		for id, n := range results(t, treeOf(t), today) {
			if n.Confidence < 0 || n.Confidence > n.Coverage+slack || n.Coverage > 1 {
				t.Fatalf("%s has confidence %v and coverage %v", id, n.Confidence, n.Coverage)
			}
			if (n.Band == "") != (n.Coverage < 0.5-slack) && (n.Coverage < 0.5-slack || n.Coverage > 0.5+slack) {
				t.Fatalf("%s has the band %q with a coverage of %v", id, n.Band, n.Coverage)
			}
		}
	})
}

func TestRecreatingHidesNothing(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		root := treeOf(t)
		before := results(t, root, today)
		c := pick(t, root, isLeaf)
		if c == nil {
			return
		}
		old := *c.Leaf
		old.ID = "old"
		c.Leaf = &score.Leaf{ID: c.Leaf.ID, Replaces: &score.Leaf{ID: "between", Replaces: &old}}
		if chance(t, 2) {
			c.Leaf.FirstDue = future
		}
		if old.FirstDue.IsZero() {
			c.Leaf.FirstDue = civil.Date{}
		}
		unchanged(t, before, results(t, root, today), true)
	})
}

func TestClaimingNotApplicableNeedsAnother(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		root := treeOf(t)
		before := results(t, root, today)
		e := score.Exemption{Reason: "outsourced", RequestedBy: "ana", ApprovedBy: "ben", Expires: future}
		c := pick(t, root, func(c *score.Child) bool { return c.Exempt == nil })
		if c == nil {
			return
		}
		switch rapid.IntRange(1, 7).Draw(t, "flaw") {
		case 1:
			e.Reason = ""
		case 2:
			e.ApprovedBy = "ana"
		case 3:
			e.ApprovedBy = ""
		case 4:
			e.Expires = civil.Date{}
		case 5:
			e.Expires = today.AddDays(-1)
		case 6:
			e.RequestedBy = ""
		case 7:
			e.From = today.AddDays(1)
		}
		c.Exempt = &e
		unchanged(t, before, results(t, root, today), true)
	})
}
