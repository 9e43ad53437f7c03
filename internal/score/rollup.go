package score

import (
	"fmt"

	"github.com/steelyard-isms/steelyard/internal/civil"
	"github.com/steelyard-isms/steelyard/internal/fault"
)

const (
	enoughCovered = 0.5  // least coverage of a node that has a band
	capOne        = 69.0 // the cap where a critical child is red: never good
	capHalf       = 39.0 // and where such children hold half of the weight: always act
	halfOfWeight  = 0.5
)

// RollUp scores a tree as of a day.
//
// A node's score is the weighted mean of its children that have one. An expired child, leaf or insufficient node,
// counts with the lesser of its own last score and the mean of the last scores of the others, so that letting data
// lapse never improves a parent. Critical children that are red or late cap the node. Bounds are the whole roll-up
// again with everything unknown at 0 and at 100.
//
// The fault is Invalid and names what must not be stored, as b.weight with b an id; or Limited where the tree is deeper
// or larger than MaxDepth and MaxChildren.
func RollUp(root *Node, day civil.Date) (*Result, error) {
	if root == nil {
		return nil, refused("root", "is needed", "Give the scorecard to roll up")
	}
	if day.IsZero() {
		return nil, refused("as_of", "is needed", "Give the day to roll up for")
	}
	s := size{day: day}
	if err := s.measure(root, 1); err != nil {
		return nil, err
	}
	// All results are allocated here, at their final size: pointers between them stay valid.
	r := roller{
		day:   day,
		nodes: make([]NodeResult, 0, s.nodes),
		edges: make([]EdgeResult, 0, s.edges),
		kids:  make([]kid, s.edges),
	}
	result, brings, err := r.node(root)
	if err != nil {
		return nil, err
	}
	return &Result{Nodes: r.nodes, part: Part{tree: root, day: day, result: result, brings: brings, edges: s.edges + s.reused, deepest: s.deepest}}, nil
}

// size counts what a tree needs, before anything is computed.
type size struct {
	day          civil.Date
	nodes, edges int // to be computed
	reused       int // edges in parts
	deepest      int // nodes on the longest way down
}

func (s *size) measure(n *Node, depth int) error {
	s.nodes++
	s.edges += len(n.Children)
	s.deepest = max(s.deepest, depth)
	if err := s.bounds(); err != nil {
		return err
	}
	for i, c := range n.Children {
		if (c.Node == nil) == (c.Leaf == nil) {
			return refused(fmt.Sprintf("%s.children[%d]", n.ID, i), "is not one of node and measure", "Give either a node or a measure")
		}
		if p := c.part(s.day); p != nil {
			s.reused += p.edges
			s.deepest = max(s.deepest, depth+p.deepest)
			if err := s.bounds(); err != nil {
				return err
			}
		} else if c.Node != nil {
			if err := s.measure(c.Node, depth+1); err != nil {
				return err
			}
		}
	}
	return nil
}

func (s *size) bounds() error {
	if s.deepest > MaxDepth {
		return fault.New(fault.Limited, "the tree is deeper than %d levels, or contains itself", MaxDepth)
	}
	if s.edges+s.reused > MaxChildren {
		return fault.New(fault.Limited, "the tree has more than %d children", MaxChildren)
	}
	return nil
}

// The roll-up is computed three times over: as it is, and with everything unknown at 0 and at 100.
const (
	now = iota
	atZero
	atFull
	views
)

// kid is what a child brings to its parent.
type kid struct {
	counts   bool // it applies and has a weight
	weight   float64
	critical bool

	scored     bool           // it has a score now; at 0 and at 100 every child has
	score      [views]float64 // its own: of an expired child the last
	lapsed     [views]bool    // expired
	used       [views]float64 // what counts, after sticky-min
	missing    bool           // unknown, or an insufficient node
	late       bool           // something unknown in it is past its first due date
	cover      float64
	coverFull  float64 // coverage if everything unknown were reported
	confidence float64
}

func (k *kid) has(view int) bool { return view != now || k.scored }

type roller struct {
	day   civil.Date
	nodes []NodeResult
	edges []EdgeResult
	kids  []kid // one for each edge, at the same index
}

// node rolls up one node and gives what it brings to its parent.
func (r *roller) node(n *Node) (*NodeResult, kid, error) {
	r.nodes = append(r.nodes, NodeResult{ID: n.ID})
	result := &r.nodes[len(r.nodes)-1]
	first, end := len(r.edges), len(r.edges)+len(n.Children)
	r.edges = r.edges[:end]
	edges, kids := r.edges[first:end:end], r.kids[first:end]
	result.Children = edges
	for i := range n.Children {
		if err := r.child(n, &n.Children[i], &edges[i], &kids[i]); err != nil {
			return nil, kid{}, err
		}
	}

	for view := range views {
		stick(kids, view, edges)
	}
	raw, capped, limit, share := weigh(kids, now, edges)
	result.Raw, result.Score, result.Cap, result.CapShare = raw, capped, limit, share
	if limit.Known() {
		for i := range edges {
			if edges[i].CapReason != "" {
				result.CapBy = append(result.CapBy, edges[i].ID)
			}
		}
	}
	_, lower, _, _ := weigh(kids, atZero, nil)
	_, upper, _, _ := weigh(kids, atFull, nil)
	result.Lower, result.Upper = lower.Or(0), upper.Or(AtTarget)
	result.LowerBand, result.UpperBand = BandOf(result.Lower), BandOf(result.Upper)

	below := r.cover(kids, edges, result)
	enough := atLeast(result.Coverage, enoughCovered)
	if score, ok := capped.Get(); ok {
		result.Shown = Shown(score, 1)
	}
	switch {
	case enough:
		result.Data, result.Band = Known, BandOf(capped.Or(0))
		result.Provisional = result.LowerBand != result.UpperBand
	case capped.Known():
		result.Data, result.Insufficient = Insufficient, LittleCovered
	case below.counts:
		result.Data, result.Insufficient = Insufficient, NothingReported
	default:
		result.Data, result.Insufficient = Insufficient, NothingApplies
	}

	// To its parent an insufficient node is expired, and unknown only where nothing in it has a score.
	below.scored = capped.Known()
	below.score = [views]float64{capped.Or(0), result.Lower, result.Upper}
	lapsed := below.scored && !enough
	below.lapsed = [views]bool{lapsed, lapsed, !atLeast(below.coverFull, enoughCovered)}
	below.missing = !enough
	return result, below, nil
}

// cover fills in the shares of a node and its edges, and those that the node brings to its parent.
func (r *roller) cover(kids []kid, edges []EdgeResult, result *NodeResult) (below kid) {
	var covered, full, confident sum
	var scored float64
	for i := range kids {
		k := &kids[i]
		if !k.counts {
			continue
		}
		below.counts, below.late = true, below.late || k.late
		covered.add(k.weight, k.cover)
		full.add(k.weight, k.coverFull)
		confident.add(k.weight, k.confidence)
		if k.scored {
			scored += k.weight
		}
	}
	// Where nothing applies nothing is covered, and nothing reported could change that: it is not for lack of data.
	below.cover, below.coverFull, below.confidence = covered.mean().Or(0), full.mean().Or(1), confident.mean().Or(0)
	result.Coverage, result.Confidence = below.cover, below.confidence
	for i := range kids {
		k, e := &kids[i], &edges[i]
		if !k.counts {
			continue
		}
		e.ApplicableShare = Some(k.weight / covered.weight)
		e.Lower, e.Upper = Some(k.used[atZero]), Some(k.used[atFull])
		if k.scored {
			share := k.weight / scored
			e.Score, e.ScoredShare, e.Contribution = Some(k.used[now]), Some(share), Some(share*k.used[now])
		}
	}
	return below
}

// child fills in one edge and what its child brings.
func (r *roller) child(parent *Node, c *Child, e *EdgeResult, k *kid) error {
	var id string
	if c.Node != nil {
		id = c.Node.ID
	} else {
		id = c.Leaf.ID
	}
	switch {
	case !(c.Weight >= 0 && c.Weight <= MaxWeight):
		return refused(id+".weight", "is negative or too great", "Give a number from 0 to 1000000000; with 0 it is shown, not counted")
	case c.Critical && c.Weight == 0:
		return refused(id+".critical", "has weight 0", "Give it a weight, or do not mark it critical")
	}
	*e = EdgeResult{Parent: parent.ID, ID: id, Weight: c.Weight, Critical: c.Critical}
	if c.Node != nil {
		if p := c.part(r.day); p != nil {
			*k, e.Node = p.brings, p.result
		} else {
			result, brought, err := r.node(c.Node)
			if err != nil {
				return err
			}
			*k, e.Node = brought, result
		}
		switch {
		case !k.scored:
			e.State = Unknown
		case k.lapsed[now]:
			e.State = Expired
		default:
			e.State = Known
		}
	} else if err := r.leaf(c.Leaf, e, k); err != nil {
		return err
	}
	k.weight, k.critical = c.Weight, c.Critical
	if k.scored {
		e.Own = Some(k.score[now])
	}
	e.Late, e.Coverage, e.Confidence = k.late, k.cover, k.confidence
	away := c.Exempt.Holds(r.day)
	if away {
		e.State = NotApplicable
	} else {
		e.Score = e.Own
	}
	k.counts = !away && c.Weight > 0
	return nil
}

func (r *roller) leaf(l *Leaf, e *EdgeResult, k *kid) error {
	said, err := l.report(r.day)
	if err != nil {
		return err
	}
	e.State = said.state
	score, ok := said.score.Get()
	if !ok {
		*k = kid{score: [views]float64{0, 0, AtTarget}, missing: true, late: said.late, coverFull: 1}
		return nil
	}
	if said.from != l {
		e.From = said.from.ID
	}
	e.Phi = Some(said.phi)
	gone := said.state == Expired
	*k = kid{
		scored: true, score: [views]float64{score, score, score}, lapsed: [views]bool{gone, gone, gone},
		confidence: said.phi * said.quality,
	}
	if !gone {
		k.cover, k.coverFull = 1, 1
	}
	return nil
}
