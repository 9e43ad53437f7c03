package lanes_test

import (
	"fmt"
	"math"
	"slices"
	"testing"

	"pgregory.net/rapid"

	"github.com/steelyard-isms/steelyard/internal/web/lanes"
)

var sizes = lanes.Options{NodeWidth: 172, NodeHeight: 86, Gap: 30, Width: 990, Columns: 5, Margin: 12}

type piece struct {
	arrow          int
	x1, y1, x2, y2 float64 // from the lesser to the greater
}

func (p piece) upright() bool { return p.x1 == p.x2 }

func pieces(p lanes.Plan) []piece {
	var out []piece
	for i, way := range p.Arrows {
		for k := 1; k < len(way); k++ {
			a, b := way[k-1], way[k]
			out = append(out, piece{i, math.Min(a.X, b.X), math.Min(a.Y, b.Y), math.Max(a.X, b.X), math.Max(a.Y, b.Y)})
		}
	}
	return out
}

// faults says what is wrong with a layout for whoever looks at it.
func faults(nodes []lanes.Node, arrows []lanes.Arrow, o lanes.Options) []string {
	p := lanes.Of(nodes, arrows, o, 4)
	var out []string
	say := func(format string, args ...any) { out = append(out, fmt.Sprintf(format, args...)) }
	for i, n := range p.Nodes {
		lane := p.Lanes[nodes[i].Lane]
		if n.X < 0 || n.X+o.NodeWidth > p.Width || n.Y < lane.Top || n.Y+o.NodeHeight > lane.Bottom {
			say("node %d at %v stands outside of its lane %v", i, n, lane)
		}
		for k, other := range p.Nodes[:i] {
			if math.Abs(n.X-other.X) < o.NodeWidth+o.Gap-0.01 && math.Abs(n.Y-other.Y) < o.NodeHeight {
				say("nodes %d and %d touch", k, i)
			}
		}
	}
	all := pieces(p)
	for _, a := range all {
		if a.x1 != a.x2 && a.y1 != a.y2 {
			say("arrow %d runs aslant", a.arrow)
		}
		for i, n := range p.Nodes {
			if a.x2 > n.X+0.5 && a.x1 < n.X+o.NodeWidth-0.5 && a.y2 > n.Y+0.5 && a.y1 < n.Y+o.NodeHeight-0.5 {
				say("arrow %d passes through node %d", a.arrow, i)
			}
		}
		for _, b := range all {
			if a.arrow >= b.arrow || a.upright() != b.upright() {
				continue
			}
			off, along := math.Abs(a.y1-b.y1), math.Min(a.x2, b.x2)-math.Max(a.x1, b.x1)
			if a.upright() {
				off, along = math.Abs(a.x1-b.x1), math.Min(a.y2, b.y2)-math.Max(a.y1, b.y1)
			}
			if off < 4 && along > 0 {
				say("arrows %d and %d lie on each other over %.0f px: %v %v", a.arrow, b.arrow, along, p.Arrows[a.arrow], p.Arrows[b.arrow])
			}
		}
	}
	for i, a := range arrows {
		way := p.Arrows[i]
		if len(way) < 2 {
			say("arrow %d has no way", i)
			continue
		}
		for k, end := range map[int]lanes.Spot{a.From: way[0], a.To: way[len(way)-1]} {
			n := p.Nodes[k]
			if end.X < n.X-0.01 || end.X > n.X+o.NodeWidth+0.01 || end.Y < n.Y-0.01 || end.Y > n.Y+o.NodeHeight+0.01 {
				say("arrow %d does not touch node %d", i, k)
			}
		}
	}
	return out
}

// programme draws a map as programmes have them: up to 40 objectives in four lanes, links mostly to the lane above, without circles.
func programme(t *rapid.T) ([]lanes.Node, []lanes.Arrow) {
	n := rapid.IntRange(2, 40).Draw(t, "nodes")
	nodes := make([]lanes.Node, n)
	for i := range nodes {
		nodes[i].Lane = rapid.IntRange(0, 3).Draw(t, "lane")
	}
	if rapid.Bool().Draw(t, "arranged") {
		for i := range nodes {
			nodes[i].Order = rapid.IntRange(0, n).Draw(t, "order")
		}
	}
	var arrows []lanes.Arrow
	for range rapid.IntRange(0, n*3/2).Draw(t, "arrows") {
		from, to := rapid.IntRange(0, n-1).Draw(t, "from"), rapid.IntRange(0, n-1).Draw(t, "to")
		if from == to || slices.Contains(arrows, lanes.Arrow{From: from, To: to}) || slices.Contains(arrows, lanes.Arrow{From: to, To: from}) {
			continue
		}
		if d := nodes[from].Lane - nodes[to].Lane; (d < 0 || d > 2) && rapid.IntRange(0, 3).Draw(t, "seldom") > 0 {
			continue
		}
		arrows = append(arrows, lanes.Arrow{From: from, To: to})
	}
	return nodes, arrows
}

func TestArrowsKeepApartOnMapsOfUpTo40Objectives(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		nodes, arrows := programme(t)
		for _, f := range faults(nodes, arrows, sizes) {
			t.Error(f)
		}
	})
}

// TestASimpleMapIsDrawnSimply holds what a reader would draw by hand: causes straight below their effects, and what is linked within a lane side by side.
func TestASimpleMapIsDrawnSimply(t *testing.T) {
	nodes := []lanes.Node{{Lane: 0}, {Lane: 0}, {Lane: 1}, {Lane: 1}, {Lane: 2}}
	arrows := []lanes.Arrow{{2, 1}, {3, 0}, {4, 3}, {1, 0}}
	p := lanes.Of(nodes, arrows, sizes, 4)
	crossings := 0
	all := pieces(p)
	for _, a := range all {
		for _, b := range all {
			if a.upright() && !b.upright() && a.arrow != b.arrow && a.x1 > b.x1 && a.x1 < b.x2 && b.y1 > a.y1 && b.y1 < a.y2 {
				crossings++
			}
		}
	}
	if crossings > 0 {
		t.Errorf("five objectives and four links are drawn with %d crossings", crossings)
	}
	for _, i := range []int{0, 1, 2, 3} {
		if len(p.Arrows[i]) != 2 {
			t.Errorf("arrow %d is bent: %v", i, p.Arrows[i])
		}
	}
}

func TestTheSameMapIsDrawnTheSame(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		nodes, arrows := programme(t)
		if a, b := fmt.Sprint(lanes.Of(nodes, arrows, sizes, 4)), fmt.Sprint(lanes.Of(nodes, arrows, sizes, 4)); a != b {
			t.Error("it is not")
		}
	})
}

// TestAGivenOrderIsKept holds that who moved an objective finds it where they put it.
func TestAGivenOrderIsKept(t *testing.T) {
	nodes := []lanes.Node{{Lane: 0, Order: 3}, {Lane: 0, Order: 1}, {Lane: 0}, {Lane: 0, Order: 2}, {Lane: 1}}
	p := lanes.Of(nodes, []lanes.Arrow{{4, 0}, {4, 1}}, sizes, 2)
	if fmt.Sprint(p.Rows[0]) != "[1 3 0 2]" {
		t.Errorf("the row is %v", p.Rows[0])
	}
}

func BenchmarkFortyObjectives(b *testing.B) {
	var nodes []lanes.Node
	var arrows []lanes.Arrow
	for i := range 40 {
		nodes = append(nodes, lanes.Node{Lane: i / 10})
		if i >= 10 {
			arrows = append(arrows, lanes.Arrow{From: i, To: (i*7)%10 + i/10*10 - 10}, lanes.Arrow{From: i, To: (i * 3) % 10})
		}
	}
	for b.Loop() {
		lanes.Of(nodes, arrows, sizes, 4)
	}
}
