package score

import (
	"math"
	"strconv"

	"github.com/steelyard-isms/steelyard/internal/civil"
)

// Moment is a tree with the day that it is judged on.
type Moment struct {
	Root *Node
	Day  civil.Date
}

// Split is the change of a score between two moments by what brought it about, in points. The four add up to Total; none of
// them is known where the score has no band at both moments.
type Split struct {
	Data       Maybe `json:"data"`       // values, their age and quality: also of time passing
	Definition Maybe `json:"definition"` // scales, periods, grace, first due dates, timing
	Weights    Maybe `json:"weights"`    // weights and who is critical
	Structure  Maybe `json:"structure"`  // who is there, under whom, in whose place, and what applies
	Total      Maybe `json:"total"`
	// Shown are the same five as printed, with one decimal; they add up, too, to the difference of the printed scores. Empty
	// where none is known.
	Shown []string `json:"shown,omitempty"`
}

// SplitChange tells what brought about the change of the root's score from one moment to another. Step by step it puts into
// the earlier tree what the later one says: first data and day, then definitions, then weights; structure is the rest. A leaf
// keeps its ID between the moments, and so does a node; a child on one side only comes or goes with the structure. A step that
// cannot be scored, such as a level that only the new scale knows, takes the score of the one before, so that the next step
// has the effect of both. The fault is that of RollUp, for one of the two moments.
func SplitChange(from, to Moment) (Split, error) {
	before, err := RollUp(from.Root, from.Day)
	if err != nil {
		return Split{}, err
	}
	after, err := RollUp(to.Root, to.Day)
	if err != nil {
		return Split{}, err
	}
	first, last := before.Root(), after.Root()
	if first.Band == "" || last.Band == "" {
		return Split{}, nil
	}
	b := blender{leaves: map[string]*Leaf{}, edges: map[edge]*Child{}}
	b.index(to.Root)
	scores := []float64{first.Score.Or(0)}
	for step := withData; step <= withWeights; step++ {
		s := scores[len(scores)-1]
		if r, err := RollUp(b.blend(from.Root, step), to.Day); err == nil {
			s = r.Root().Score.Or(s)
		}
		scores = append(scores, s)
	}
	scores = append(scores, last.Score.Or(0))
	effects := make([]float64, 4)
	for i := range effects {
		effects[i] = scores[i+1] - scores[i]
	}
	return Split{
		Data: Some(effects[0]), Definition: Some(effects[1]), Weights: Some(effects[2]), Structure: Some(effects[3]),
		Total: Some(scores[4] - scores[0]), Shown: shownEffects(effects, first.Shown, last.Shown),
	}, nil
}

// shownEffects prints effects so that they add up to the difference of two printed scores: each is rounded to a tenth, and the
// largest takes what is left over.
func shownEffects(effects []float64, from, to string) []string {
	tenths := make([]float64, len(effects))
	largest, rest := 0, printedTenths(to)-printedTenths(from)
	total := rest
	for i, e := range effects {
		tenths[i] = math.Copysign(math.Floor(10*math.Abs(e)+0.5), e)
		rest -= tenths[i]
		if math.Abs(e) > math.Abs(effects[largest]) {
			largest = i
		}
	}
	tenths[largest] += rest
	out := make([]string, 0, len(effects)+1)
	for _, t := range append(tenths, total) {
		out = append(out, strconv.FormatFloat((t+0)/10, 'f', 1, 64)) // + 0 makes a negative zero none
	}
	return out
}

// printedTenths reads a printed score in tenths of a point.
func printedTenths(shown string) float64 {
	x, err := strconv.ParseFloat(shown, 64)
	if err != nil {
		return 0 // Shown writes numbers only
	}
	return math.Round(10 * x)
}

// The steps of a split, each on top of the ones before.
const (
	withData = iota
	withDefinition
	withWeights
)

type edge struct{ parent, child string }

// blender knows what the later tree says of leaves and edges.
type blender struct {
	leaves map[string]*Leaf
	edges  map[edge]*Child
}

func (b blender) index(n *Node) {
	for i := range n.Children {
		c := &n.Children[i]
		if c.Node != nil {
			b.edges[edge{n.ID, c.Node.ID}] = c
			b.index(c.Node)
			continue
		}
		b.edges[edge{n.ID, c.Leaf.ID}] = c
		b.leaves[c.Leaf.ID] = c.Leaf
	}
}

// blend gives the earlier tree with what the later one says, up to a step.
func (b blender) blend(n *Node, step int) *Node {
	out := &Node{ID: n.ID, Children: make([]Child, 0, len(n.Children))}
	for _, c := range n.Children {
		var id string
		if c.Node != nil {
			id = c.Node.ID
			c.Node = b.blend(c.Node, step)
		} else {
			id = c.Leaf.ID
			c.Leaf = b.leaf(c.Leaf, step)
		}
		if later := b.edges[edge{n.ID, id}]; later != nil && step >= withWeights {
			c.Weight, c.Critical = later.Weight, later.Critical
		}
		out.Children = append(out.Children, c)
	}
	return out
}

func (b blender) leaf(l *Leaf, step int) *Leaf {
	later := b.leaves[l.ID]
	if later == nil {
		return l
	}
	out := *l
	out.Rating, out.Evidence, out.Value, out.Level, out.LastScore = later.Rating, later.Evidence, later.Value, later.Level, later.LastScore
	out.ValidEnd, out.Phi, out.Quality = later.ValidEnd, later.Phi, later.Quality
	if step >= withDefinition {
		out.Scale, out.Cadence, out.FirstDue, out.Timing = later.Scale, later.Cadence, later.FirstDue, later.Timing
	}
	return &out
}
