package score_test

import (
	"math"
	"strconv"
	"testing"

	"pgregory.net/rapid"

	"github.com/steelyard-isms/steelyard/internal/fault"
	"github.com/steelyard-isms/steelyard/internal/score"
)

// changed gives another tree that began as this one: other values, weights, definitions and children.
func changed(t *rapid.T, n *score.Node) *score.Node {
	out := &score.Node{ID: n.ID}
	for _, c := range n.Children {
		if c.Weight > 0 && chance(t, 3) {
			c.Weight *= rapid.Float64Range(0.5, 2).Draw(t, "factor")
			c.Critical = chance(t, 3)
		}
		if c.Node != nil {
			c.Node = changed(t, c.Node)
		} else {
			l := *c.Leaf
			if hasValue(&c) && chance(t, 2) {
				l.LastScore, l.Phi = score.Some(scores.Draw(t, "new score")), score.Some(share.Draw(t, "new phi"))
			}
			if chance(t, 4) {
				l.FirstDue, l.Timing = past, score.Leading
			}
			c.Leaf = &l
		}
		out.Children = append(out.Children, c)
	}
	if chance(t, 3) && len(out.Children) > 0 {
		out.Children = append(out.Children[1:], leafOf(t, n.ID+".new"))
	}
	return out
}

// What is said to have changed a score adds up to the change, as it is and as it is printed; nothing changed is nothing said.
func TestEffectsAddUp(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		root := treeOf(t)
		from := score.Moment{Root: root, Day: today}
		for _, to := range []score.Moment{from, {Root: changed(t, root), Day: today.AddDays(rapid.IntRange(0, 200).Draw(t, "days"))}} {
			s, err := score.SplitChange(from, to)
			if err != nil {
				t.Fatal(err)
			}
			first, last := results(t, from.Root, from.Day)[root.ID], results(t, to.Root, to.Day)[root.ID]
			if s.Total.Known() != (first.Band != "" && last.Band != "") || s.Total.Known() != (len(s.Shown) == 5) {
				t.Fatalf("%+v between %+v and %+v", s, first, last)
			}
			if !s.Total.Known() {
				continue
			}
			sum := s.Data.Or(0) + s.Definition.Or(0) + s.Weights.Or(0) + s.Structure.Or(0)
			change := last.Score.Or(0) - first.Score.Or(0)
			if math.Abs(sum-change) > 1e-9 || math.Abs(s.Total.Or(0)-change) > 1e-9 {
				t.Fatalf("%+v adds up to %v, not %v", s, sum, change)
			}
			var printed float64
			for _, text := range s.Shown[:4] {
				printed += number64(t, text)
			}
			if shown := number64(t, last.Shown) - number64(t, first.Shown); math.Abs(printed-shown) > 1e-9 || math.Abs(number64(t, s.Shown[4])-shown) > 1e-9 {
				t.Fatalf("%v between %s and %s", s.Shown, first.Shown, last.Shown)
			}
			if to.Root == from.Root && (s.Total != score.Some(0) || s.Data != score.Some(0) || s.Shown[0] != "0.0") {
				t.Fatalf("nothing changed: %+v", s)
			}
		}
	})
}

func number64(t rapid.TB, text string) float64 {
	x, err := strconv.ParseFloat(text, 64)
	if err != nil {
		t.Fatal(err)
	}
	return x
}

// A value on a level that only the new scale has cannot be scored by the old one: the effect is that of the definition.
func TestAStepThatCannotBeScored(t *testing.T) {
	old, err := score.Scale{Direction: score.Lookup, Lookup: map[string]float64{"low": 20}}.Complete()
	if err != nil {
		t.Fatal(err)
	}
	next, err := score.Scale{Direction: score.Lookup, Lookup: map[string]float64{"low": 20, "high": 90}}.Complete()
	if err != nil {
		t.Fatal(err)
	}
	tree := func(level string, scale *score.Indicator) score.Moment {
		return score.Moment{Root: &score.Node{ID: "n", Children: []score.Child{{Weight: 1, Leaf: &score.Leaf{ID: "m", Level: level, Scale: scale}}}}, Day: today}
	}
	s, err := score.SplitChange(tree("low", &old), tree("high", &next))
	if err != nil || s.Data != score.Some(0) || s.Definition != score.Some(70) || s.Total != score.Some(70) {
		t.Errorf("%+v, %v", s, err)
	}
}

// What contains itself is refused by each of the questions about a change, not followed.
func TestChangesOfTreesThatCannotBe(t *testing.T) {
	loop := &score.Node{ID: "n"}
	loop.Children = []score.Child{{Weight: 1, Node: loop}}
	fine := &score.Node{ID: "n", Children: []score.Child{{Weight: 1, Leaf: &score.Leaf{ID: "m", LastScore: score.Some(50)}}}}
	for _, trees := range [][2]*score.Node{{loop, fine}, {fine, loop}} {
		if _, err := score.SplitChange(score.Moment{Root: trees[0], Day: today}, score.Moment{Root: trees[1], Day: today}); !fault.Is(err, fault.Limited) {
			t.Error(err)
		}
	}
	if _, err := score.LeadAndLag(loop, today); !fault.Is(err, fault.Limited) {
		t.Error(err)
	}
	if _, err := score.BalanceOf(map[score.Group]*score.Node{score.Organisation: fine, score.Social: fine}, today); !fault.Is(err, fault.Invalid) {
		t.Error("a group is missing, and the beam is weighed:", err)
	}
}

func TestBalanceIsEvenOrTilts(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		groups := map[score.Group]*score.Node{}
		least, all := 100.0, []float64{}
		for _, g := range []score.Group{score.Organisation, score.Social, score.Technical} {
			x := rapid.OneOf(rapid.SampledFrom([]float64{0, 40, 70}), points).Draw(t, string(g))
			least, all = min(least, x), append(all, x)
			groups[g] = &score.Node{ID: string(g), Children: []score.Child{{Weight: 1, Leaf: &score.Leaf{ID: "x", LastScore: score.Some(x)}}}}
		}
		b, err := score.BalanceOf(groups, today)
		if err != nil {
			t.Fatal(err)
		}
		index, known := b.Index.Get()
		if known != (all[0]+all[1]+all[2] > 3e-7) || known && (index < 0 || index > 100+slack) || known && (len(b.Light) == 3) != (math.Abs(index-100) < 1e-6) {
			t.Fatalf("%+v of %v", b, all)
		}
		for _, g := range b.Light {
			if math.Abs(b.Scores[g].Or(0)-least) > slack {
				t.Fatalf("%s is called light: %+v", g, b)
			}
		}
		tilt := b.Tilt.Or(0)
		if b.Towards == score.Technology && tilt <= 0 || b.Towards == score.Society && tilt >= 0 || b.Towards == score.Level && math.Abs(tilt) > slack {
			t.Fatalf("%+v", b)
		}
	})
}

// A correction after the close is told, and so is a value that was withdrawn; dust is none.
func TestRestatedValues(t *testing.T) {
	value := func(day int, x score.Maybe) score.Dated[score.Maybe] {
		return score.Dated[score.Maybe]{Effective: today.AddDays(day), Value: x}
	}
	for _, c := range []struct {
		name    string
		entries []score.Dated[score.Maybe]
		want    score.Restatement
	}{
		{"dust", []score.Dated[score.Maybe]{value(0, score.Some(0.1+0.2)), value(5, score.Some(0.3))}, score.Restatement{Published: score.Some(0.1 + 0.2), Known: score.Some(0.3)}},
		{"withdrawn", []score.Dated[score.Maybe]{value(0, score.Some(3)), value(5, score.Maybe{})}, score.Restatement{Published: score.Some(3), Restated: true}},
		{"late", []score.Dated[score.Maybe]{value(5, score.Some(3))}, score.Restatement{Known: score.Some(3), Restated: true}},
		{"twice on a day", []score.Dated[score.Maybe]{value(0, score.Some(3)), value(0, score.Some(4))}, score.Restatement{Published: score.Some(4), Known: score.Some(4)}},
	} {
		if got := score.Restated(c.entries, today.AddDays(2), today.AddDays(9)); got != c.want {
			t.Errorf("%s: %+v", c.name, got)
		}
	}
}

// Three groups that are weak all alike are level.
func TestWeakAndLevel(t *testing.T) {
	one := &score.Node{ID: "g", Children: []score.Child{{Weight: 1, Leaf: &score.Leaf{ID: "m", LastScore: score.Some(1)}}}}
	b, err := score.BalanceOf(map[score.Group]*score.Node{score.Organisation: one, score.Social: one, score.Technical: one}, today)
	if err != nil || b.Index != score.Some(100) || b.Mean != score.Some(1) || b.Towards != score.Level {
		t.Errorf("three scores of 1 weigh %+v (%v)", b, err)
	}
}
