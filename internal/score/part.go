package score

import "github.com/steelyard-isms/steelyard/internal/civil"

// Part is a tree rolled up for one day, to hang under others: what it brings to a parent depends on nothing but itself and
// the day. The tree must not be changed afterwards.
type Part struct {
	tree    *Node
	day     civil.Date
	result  *NodeResult
	brings  kid
	edges   int // in all of it
	deepest int // nodes on its longest way down
}

// Part gives the whole result as a part of a greater tree.
func (r *Result) Part() *Part { return &r.part }

// part is what can be used of an earlier roll-up of the child: nil where there was none, or it was of another tree or day.
func (c *Child) part(day civil.Date) *Part {
	if c.Rolled == nil || c.Rolled.tree != c.Node || c.Rolled.day != day {
		return nil
	}
	return c.Rolled
}
