package score

import "github.com/steelyard-isms/steelyard/internal/civil"

// Timing says whether a measure tells of what is to come or of what was. The empty Timing is neither.
type Timing string

// The timings.
const (
	Leading Timing = "leading"
	Lagging Timing = "lagging"
)

// Apart says that what is to come and what was do not agree.
type Apart string

// The disagreements: one of the two is good while the other calls for action.
const (
	LeadWithoutLag Apart = "lead-without-lag" // effort that shows no effect, or not yet
	LagWithoutLead Apart = "lag-without-lead" // results that nothing done now explains
)

// LeadLag is the score of a tree by its leading and by its lagging measures alone, 0 to 100 each; none where the tree has
// none of them, or too little is known of them.
type LeadLag struct {
	Leading Maybe `json:"leading"`
	Lagging Maybe `json:"lagging"`
	Flag    Apart `json:"flag,omitempty"`
}

// LeadAndLag rolls a tree up twice as of a day, caps included: with its leading leaves only and with its lagging ones.
// Branches without any are left out, with their weights. The fault is that of RollUp.
func LeadAndLag(root *Node, day civil.Date) (LeadLag, error) {
	if _, err := RollUp(root, day); err != nil { // a tree that contains itself has no part either
		return LeadLag{}, err
	}
	var out LeadLag
	for _, x := range []struct {
		timing Timing
		index  *Maybe
	}{{Leading, &out.Leading}, {Lagging, &out.Lagging}} {
		part := only(root, x.timing)
		if part == nil {
			continue
		}
		r, err := RollUp(part, day)
		if err != nil {
			return LeadLag{}, err
		}
		if root := r.Root(); root.Data == Known {
			*x.index = root.Score
		}
	}
	lead, hasLead := out.Leading.Get()
	lag, hasLag := out.Lagging.Get()
	switch {
	case !hasLead || !hasLag:
	case BandOf(lead) == Good && BandOf(lag) == Act:
		out.Flag = LeadWithoutLag
	case BandOf(lag) == Good && BandOf(lead) == Act:
		out.Flag = LagWithoutLead
	}
	return out, nil
}

// only gives a tree without the leaves of another timing and without nodes that then have no child; nil where none is left.
func only(n *Node, timing Timing) *Node {
	out := &Node{ID: n.ID}
	for _, c := range n.Children {
		if c.Node != nil {
			if c.Node = only(c.Node, timing); c.Node == nil {
				continue
			}
		} else if c.Leaf.Timing != timing {
			continue
		}
		out.Children = append(out.Children, c)
	}
	if len(out.Children) == 0 {
		return nil
	}
	return out
}
