package score_test

import "github.com/steelyard-isms/steelyard/internal/score"

// node gives the result of the first node with that id, and whether there is one.
func node(r *score.Result, id string) (*score.NodeResult, bool) {
	for i := range r.Nodes {
		if r.Nodes[i].ID == id {
			return &r.Nodes[i], true
		}
	}
	return nil, false
}

// edgesOf gives every edge of the tree, parents first, children in the order given.
func edgesOf(r *score.Result) []*score.EdgeResult {
	var list []*score.EdgeResult
	var walk func(*score.NodeResult)
	walk = func(n *score.NodeResult) {
		for i := range n.Children {
			list = append(list, &n.Children[i])
			if below := n.Children[i].Node; below != nil {
				walk(below)
			}
		}
	}
	walk(r.Root())
	return list
}
