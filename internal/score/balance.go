package score

import "github.com/steelyard-isms/steelyard/internal/civil"

// Group is one of the three groups of mechanisms of the socio-technical strategy (Kayworth & Whitten 2010).
type Group string

// The groups.
const (
	Organisation Group = "organisation" // organisational integration
	Social       Group = "social"       // social alignment
	Technical    Group = "technical"    // technical competence
)

// Side is where the beam leans.
type Side string

// The sides.
const (
	Level      Side = "level"
	Technology Side = "technology"
	Society    Side = "society" // organisation or people weigh more than technology
)

// Balance is how the three groups weigh against each other. Where one of them has no score in a band, nothing is claimed:
// everything but Scores is none.
type Balance struct {
	Scores  map[Group]Maybe `json:"scores"` // of the three groups, 0 to 100
	Index   Maybe           `json:"index"`  // 100 × least ÷ mean, 0 to 100; none where all are zero
	Mean    Maybe           `json:"mean"`   // to be shown beside the index: a level beam can be weak all along
	Tilt    Maybe           `json:"tilt"`   // technical less the lighter of the two others, in points
	Towards Side            `json:"towards,omitempty"`
	Light   []Group         `json:"light,omitempty"` // every group with the least score
}

// BalanceOf rolls the mechanisms of each group up as of a day and weighs the groups. The fault is that of RollUp.
func BalanceOf(groups map[Group]*Node, day civil.Date) (Balance, error) {
	order := []Group{Organisation, Social, Technical}
	out := Balance{Scores: map[Group]Maybe{}}
	var of []float64 // scores of the groups that have one
	for _, g := range order {
		r, err := RollUp(groups[g], day)
		if err != nil {
			return Balance{}, err
		}
		out.Scores[g] = Maybe{}
		if root := r.Root(); root.Data == Known {
			out.Scores[g] = root.Score
		}
		if s, ok := out.Scores[g].Get(); ok {
			of = append(of, s)
		}
	}
	if len(of) < len(order) {
		return out, nil
	}
	organisation, social, technical := of[0], of[1], of[2]
	least, mean := min(organisation, social, technical), (organisation+social+technical)/3
	tilt := technical - min(organisation, social)
	out.Mean, out.Tilt = Some(mean), Some(tilt)
	if !sameOn(mean, 0, AtTarget) {
		out.Index = Some(AtTarget * least / mean)
	}
	switch {
	case sameOn(tilt, 0, AtTarget):
		out.Towards = Level
	case tilt > 0:
		out.Towards = Technology
	default:
		out.Towards = Society
	}
	for i, g := range order {
		if sameOn(of[i], least, AtTarget) {
			out.Light = append(out.Light, g)
		}
	}
	return out, nil
}
