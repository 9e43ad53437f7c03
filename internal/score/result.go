package score

// Result is a tree rolled up for one day.
type Result struct {
	Nodes []NodeResult `json:"nodes"` // parents first, children in the order given; the first is the root. Those of parts are not among them
	part  Part
}

// Root is the result of the tree's root.
func (r *Result) Root() *NodeResult { return &r.Nodes[0] }

// NodeResult is the score of a node and the reasons for it. Scores and bounds are 0 to 100, shares 0 to 1.
type NodeResult struct {
	ID    string `json:"id"`
	Data  Data   `json:"data"`           // Known or Insufficient
	Score Maybe  `json:"score"`          // after the cap; none where nothing below is known
	Band  Band   `json:"band,omitempty"` // none where insufficient
	Shown string `json:"shown,omitempty"`

	Raw      Maybe    `json:"raw"`              // before the cap: the sum of the children's contributions
	Cap      Maybe    `json:"cap"`              // 69 or 39 where critical children are red or late, also where Raw lies below it
	CapBy    []string `json:"cap_by,omitempty"` // ids of those children; their edges say why (CapReason)
	CapShare Maybe    `json:"cap_share"`        // their share of the weight that counts; from one half the cap is 39

	Lower       float64 `json:"lower"` // the score if everything unknown were reported at 0
	Upper       float64 `json:"upper"` // and at 100
	Provisional bool    `json:"provisional"`
	LowerBand   Band    `json:"lower_band"` // differs from UpperBand exactly where what is unknown can change the band
	UpperBand   Band    `json:"upper_band"`

	Coverage     float64 `json:"coverage"`               // share of the applicable weight with data that has not expired
	Confidence   float64 `json:"confidence"`             // the same, lowered by age and data quality
	Insufficient Lack    `json:"insufficient,omitempty"` // why there is no band

	Children []EdgeResult `json:"children,omitempty"` // in the order given
}

// Lack says why a node is insufficient.
type Lack string

// The reasons.
const (
	NothingApplies  Lack = "nothing-applies"  // no child that applies has a weight
	NothingReported Lack = "nothing-reported" // children apply, and none has a score
	LittleCovered   Lack = "little-covered"   // less than half of the weight has data that has not expired
)

// CapReason says why a critical child caps its parent.
type CapReason string

// The reasons.
const (
	CapRed  CapReason = "red"  // what counts of it is in the band act
	CapLate CapReason = "late" // it is unknown, or insufficient, with something unknown after its first due date
)

// EdgeResult is what one child brings to its parent, and the reasons for it.
type EdgeResult struct {
	Parent string `json:"parent"`
	ID     string `json:"id"`
	State  Data   `json:"state"` // Known, Stale, Expired, Unknown or NotApplicable
	Phi    Maybe  `json:"phi"`   // freshness; of leaves with a score
	Score  Maybe  `json:"score"` // what counts, after sticky-min; with weight 0 its own; none where not applicable

	Own      Maybe  `json:"own"`                // its own score, or last score where expired; also where not applicable
	Others   Maybe  `json:"others"`             // of an expired child: mean of the others' last scores, none without any
	Lowered  bool   `json:"lowered,omitempty"`  // it expired and Others, being less than Own, counts instead
	From     string `json:"from,omitempty"`     // the retired measure whose value it inherits
	Late     bool   `json:"late,omitempty"`     // unknown after its first due date, or a node with such a leaf below
	Critical bool   `json:"critical,omitempty"` //

	Weight          float64 `json:"weight"`
	ScoredShare     Maybe   `json:"scored_share"`     // of the weight of the children with a score; these add up to 1
	ApplicableShare Maybe   `json:"applicable_share"` // of the weight of the children that apply; these add up to 1
	Contribution    Maybe   `json:"contribution"`     // points in the parent's Raw: ScoredShare × Score

	Lower      Maybe   `json:"lower"`      // what would count of it if everything unknown were reported at 0
	Upper      Maybe   `json:"upper"`      // and at 100; where they differ, it makes the parent uncertain
	Coverage   float64 `json:"coverage"`   // its own; times ApplicableShare it adds up to the parent's
	Confidence float64 `json:"confidence"` // likewise

	CapReason CapReason `json:"cap_reason,omitempty"` // set where it caps the parent

	Node *NodeResult `json:"-"` // the child's own result; nil for a leaf
}

// Counts tells whether the child takes part in its parent: it applies and has a weight. It need not have a score.
func (e *EdgeResult) Counts() bool { return e.ApplicableShare.Known() }
