// Package lanes lays out a diagram of nodes that stand in lanes, one below the other, with arrows between them: where each node stands, and which way each
// arrow goes, so that arrows pass through no node and keep apart from each other.
//
// It is a layered drawing (Sugiyama 1981) whose layers are given. Nodes of a lane stand in one or more rows. Arrows run upright through the rows, between the
// nodes, and level in the space between two rows, each on a track of its own. Everything is pure and the same for the same input: lengths are
// in pixels, x from the left, y from the top.
package lanes

import "math"

// Node is one thing to be placed.
type Node struct {
	Lane  int // from the top, from 0
	Order int // from the left within the lane, from 1; 0: wherever it fits. Those with one come first.
}

// Arrow leads from one node to another one, by their indices.
type Arrow struct{ From, To int }

// Options are the sizes.
type Options struct {
	NodeWidth, NodeHeight float64
	Gap                   float64 // least space between two nodes of a row
	Width                 float64 // of the drawing, where it is enough
	Columns               int     // most nodes in a row
	Margin                float64 // left and right of the nodes
}

// Spot is a place.
type Spot struct{ X, Y float64 }

// Lane is where a lane lies.
type Lane struct{ Top, Bottom float64 }

// Plan is a finished layout.
type Plan struct {
	Width, Height float64
	Nodes         []Spot   // top left corner of each
	Arrows        [][]Spot // the corners of each, from its start to its head; all pieces are upright or level
	Lanes         []Lane
	Rows          [][]int // the nodes of each row from the left, from the top
}

// The space that arrows need.
const (
	apart     = 8.0  // least distance of two upright pieces
	track     = 10.0 // distance of two level pieces
	clear     = 16.0 // least distance of an arrow and the side of a node that it passes
	inset     = 14.0 // least distance of the end of an arrow and the corner of a node
	aboveRow  = 24.0 // between the last track and the row below, where heads of arrows are
	belowRow  = 18.0
	laneSpace = 20.0 // above the first and below the last row
)

// item is what stands in a row: a node, or the place where an arrow passes.
type item struct {
	node   int // −1: an arrow passes
	x      float64
	width  float64
	up     []int // items of the row above that arrows lead to or come from
	down   []int
	beside []int // nodes of the same row
}

// layout is what is being made.
type layout struct {
	o      Options
	nodes  []Node
	arrows []Arrow
	items  []item
	rows   [][]int // items from the left
	rowOf  []int   // of each node
	laneOf []int   // of each row
	chains [][]int // the items of each arrow from its start to its end; both in one row: two items
	fixed  []bool  // whether a lane is in an order that was given
}

// Of makes a layout of so many lanes, of which each node names one. Arrows that name no node, or lead from a node to itself, get no corners.
func Of(nodes []Node, arrows []Arrow, o Options, lanes int) Plan {
	l := &layout{o: o, nodes: nodes, arrows: arrows, fixed: make([]bool, lanes)}
	l.toRows()
	l.chain()
	l.order()
	l.spread()
	return l.draw()
}

// needed is how far the middles of two neighbours must be apart.
func (l *layout) needed(a, b int) float64 {
	x, y := &l.items[a], &l.items[b]
	switch {
	case x.node >= 0 && y.node >= 0:
		return (x.width+y.width)/2 + l.o.Gap
	case x.node < 0 && y.node < 0:
		return 2*apart + 2
	}
	return math.Max(x.width, y.width)/2 + clear
}
