package score

import "github.com/steelyard-isms/steelyard/internal/civil"

// Node is what is scored by its children: a scorecard, a perspective, an objective. It may have none, and is then
// insufficient.
type Node struct {
	ID       string
	Children []Child
}

// Child is the edge from a parent to one of its children. What a measure weighs belongs to the edge, so one Node or
// Leaf may hang under several parents.
type Child struct {
	Weight   float64    // 0 to MaxWeight; 0 is shown, not counted
	Critical bool       // red, or unknown after its first due date, it caps its parent; not with weight 0
	Exempt   *Exemption // claimed not applicable; nil is not claimed

	// Exactly one of the two is set.
	Node *Node
	Leaf *Leaf

	Rolled *Part // what came of rolling up Node before, which is then not done again; nil where it was not
}

// Exemption is the claim that a child does not apply. It holds from its first day (zero: from the beginning) through its
// expiry day, and only with a reason and an approver who did not request it; a claim that lacks any of the four does
// nothing.
type Exemption struct {
	Reason      string
	RequestedBy string
	ApprovedBy  string
	From        civil.Date
	Expires     civil.Date
}

// Holds tells whether the claim takes effect on a day. A nil claim does not.
func (e *Exemption) Holds(day civil.Date) bool {
	return e != nil && e.Reason != "" && e.RequestedBy != "" && e.ApprovedBy != "" && !e.Expires.IsZero() &&
		e.ApprovedBy != e.RequestedBy && !day.Before(e.From) && !day.After(e.Expires)
}

// Evidence is what a rating by a person rests on; a claimed level counts the less, the less is shown for it.
type Evidence string

// The evidence, and what the rating is multiplied by.
const (
	Strong  Evidence = "strong"  // 1
	Partial Evidence = "partial" // 0.85
	Claimed Evidence = "claimed" // 0.6
)

func (e Evidence) factor() (factor float64, known bool) {
	switch e {
	case Strong:
		return 1, true
	case Partial:
		return 0.85, true
	case Claimed:
		return 0.6, true
	}
	return 0, false
}

// Leaf is a measure or a rated mechanism: what it last said, how old that is, and how good.
//
// The score comes from Rating, else from Value or Level through Scale, else from LastScore; a leaf without any of them
// is unknown. The freshness comes from ValidEnd and Cadence, else from Phi, else it is 1.
type Leaf struct {
	ID string

	Rating    Maybe    // a person's reasoned judgement, 0 to 100
	Evidence  Evidence // needed with Rating
	Value     Maybe    // last value, in the measure's unit
	Level     string   // last level, where the scale is a lookup
	Scale     *Indicator
	LastScore Maybe // a score computed elsewhere, 0 to 100

	ValidEnd civil.Date // end of the valid time of what was last said
	Cadence  Cadence
	Phi      Maybe // freshness computed elsewhere, 0 to 1
	Quality  Maybe // data quality, 0 to 1; none is a quality that could not be judged, and counts as 1

	Timing   Timing     // leading or lagging; empty where it is neither
	FirstDue civil.Date // the day by which the first value is due; zero where none is set
	// Replaces is the retired measure in whose place this one stands. Until its own first value it inherits the score,
	// valid time, cadence and quality, and always the earliest first due date, so that retiring and re-creating hides
	// nothing.
	Replaces *Leaf
}

// Bounds of what one roll-up takes; more is refused, not cut off.
const (
	MaxWeight   = 1e9     // of one child; keeps sums of weights finite
	MaxDepth    = 64      // nodes on the way from the root to a leaf; also what ends a tree that contains itself
	MaxChildren = 100_000 // in the whole tree, a shared node counted at each of its places
	MaxReplaced = 1_000   // measures replaced one after the other
)

// score gives the last score of this leaf itself.
func (l *Leaf) score() (Maybe, error) {
	if rating, ok := l.Rating.Get(); ok {
		factor, known := l.Evidence.factor()
		if !known {
			return Maybe{}, refused(l.ID+".evidence", "is not a kind of evidence", "Choose strong, partial or claimed")
		}
		if rating < 0 || rating > AtTarget {
			return Maybe{}, refused(l.ID+".rating", "is not a score", "Give a number from 0 to 100")
		}
		return Some(rating * factor), nil
	}
	value, hasValue := l.Value.Get()
	if hasValue || l.Level != "" {
		if l.Scale == nil {
			return Maybe{}, refused(l.ID+".scale", "is needed to score a value", "Give the scale in force on the day of the value")
		}
		var s float64
		var err error
		if !hasValue || l.Scale.direction == Lookup && l.Level != "" {
			s, err = l.Scale.ScoreLevel(l.Level)
		} else {
			s, err = l.Scale.Score(value)
		}
		if err != nil {
			return Maybe{}, within(l.ID, err)
		}
		return Some(s), nil
	}
	if s, ok := l.LastScore.Get(); ok && (s < 0 || s > AtTarget) {
		return Maybe{}, refused(l.ID+".last_score", "is not a score", "Give a number from 0 to 100")
	}
	return l.LastScore, nil
}

// reported is what a leaf brings to its parents: own or inherited.
type reported struct {
	score   Maybe
	from    *Leaf // whose score it is
	phi     float64
	quality float64
	state   Data
	late    bool // unknown after the first due date of it or of what it replaces
}

func (l *Leaf) report(day civil.Date) (reported, error) {
	from, due := l, civil.Date{}
	for range MaxReplaced {
		due = civil.Earlier(due, from.FirstDue)
		s, err := from.score()
		if err != nil {
			return reported{}, err
		}
		if s.Known() {
			return from.fresh(s, day)
		}
		if from.Replaces == nil {
			return reported{from: l, state: Unknown, late: !due.IsZero() && day.After(due)}, nil
		}
		from = from.Replaces
	}
	return reported{}, refused(l.ID+".replaces", "goes back too far, or to itself", "Let it replace a measure that is retired for good")
}

// fresh judges a leaf that has a score of its own.
func (l *Leaf) fresh(score Maybe, day civil.Date) (reported, error) {
	phi, quality := l.Phi.Or(1), l.Quality.Or(1)
	if phi < 0 || phi > 1 {
		return reported{}, refused(l.ID+".phi", "is not a share of 1", "Give a number from 0 to 1")
	}
	if quality < 0 || quality > 1 {
		return reported{}, refused(l.ID+".q", "is not a share of 1", "Give a number from 0 to 1")
	}
	if !l.ValidEnd.IsZero() {
		phi = l.Cadence.Freshness(l.ValidEnd, day).Phi
	}
	r := reported{score: score, from: l, phi: phi, quality: quality, state: Known}
	switch {
	case phi <= 0:
		r.state = Expired
	case phi < 1:
		r.state = Stale
	}
	return r, nil
}
