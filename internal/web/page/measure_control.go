package page

import "time"

// Control is the control chart of a measure: which of its changes are chance, and which are not.
type Control struct {
	Points        []ControlPoint   // every period, oldest first
	Stretches     []ControlStretch // they follow each other and hold every point
	Signals       []ControlSignal
	Better        Better
	Target, Green Outlook
	Moved         Movement // from the period before to the latest
	Have, Due     int      // periods with a value, and those that were due one
	Span          int      // how many of the latest periods are drawn; 0: all
}

// UsualSpan is how many periods are drawn unless the reader asks for others.
const UsualSpan = 24

// ControlPoint is one period.
type ControlPoint struct {
	To    time.Time
	Value *float64 // nil: a gap
	Range *float64 // size of the change from the period before; nil beside a gap
}

// ControlStretch is a time over which one pair of limits holds.
type ControlStretch struct {
	From, Base, Until int // of the points: the first, the first behind those that the limits were computed on, the first behind all
	Values, Changes   int // of the base
	Frozen            bool
	Reason            string         // why limits were computed anew; empty for the first
	Limits            *ControlLimits // nil: there is too little for them
}

// ControlLimits are between which values lie that only chance moves.
type ControlLimits struct {
	Centre, Lower, Upper float64
	Range                float64 // limit of the changes
}

// ControlSignal is a rule that holds.
type ControlSignal struct {
	Rule   Rule
	Side   Side
	Points []int
}

// Rule is a run rule.
type Rule string

// Side is where the values of a signal lie.
type Side string

// The sides.
const (
	Above  Side = "above"
	Below  Side = "below"
	Across Side = "across"
)

// Better says which values are the better ones. Of a range neither side is.
type Better string

// The directions.
const (
	Higher Better = "higher"
	Lower  Better = "lower"
)

// Outlook is what will become of a target if nothing changes.
type Outlook string

// The outlooks; any other says nothing.
const (
	KeepsPassing Outlook = "keeps-passing"
	KeepsFailing Outlook = "keeps-failing"
	HitAndMiss   Outlook = "hit-and-miss"
)

// Movement tells whether chance gives a change as great as the latest.
type Movement string

// The movements; without limits, or beside a gap, neither.
const (
	Usual   Movement = "usual"
	Unusual Movement = "unusual"
)

// limitsNeed is how many values and changes limits need, and how many freeze them.
const (
	needValues   = 8
	needChanges  = 5
	freezeValues = 12
)
