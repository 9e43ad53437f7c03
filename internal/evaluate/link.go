package evaluate

import (
	"fmt"
	"math"
	"slices"
	"time"

	"github.com/steelyard-isms/steelyard/internal/civil"
	"github.com/steelyard-isms/steelyard/internal/record"
	"github.com/steelyard-isms/steelyard/internal/score"
	"github.com/steelyard-isms/steelyard/internal/scorecard"
	"github.com/steelyard-isms/steelyard/internal/statistics"
)

// LinkState is what the data let us say of the expectation that one objective brings another about. It is no proof of cause and effect.
type LinkState string

// The states, from the one that asks most for attention.
const (
	Broken   LinkState = "broken"   // the cause is not there, or the data speak against the expectation
	Strained LinkState = "strained" // the cause is at risk, or is there without its effect
	Untested LinkState = "untested" // there are no data to judge by
	Holding  LinkState = "holding"  // the cause is there, and nothing speaks against it
)

// LinkReason is the rule that gave a link its state: the first that applies.
type LinkReason string

// The reasons, in the order in which they are asked for.
const (
	LinkNotInForce    LinkReason = "not-in-force"    // of one of the objectives nothing is in force: untested
	CauseWithoutData  LinkReason = "cause-no-data"   // untested
	EffectWithoutData LinkReason = "effect-no-data"  // untested
	CauseOffPlan      LinkReason = "cause-off-plan"  // or missed: broken
	Contradicted      LinkReason = "contradicted"    // the whole interval of the correlation lies on the other side of 0: broken
	CauseAtRisk       LinkReason = "cause-at-risk"   // strained
	EffectOffPlan     LinkReason = "effect-off-plan" // though the cause, which strengthens it, is on plan: strained
	CauseOnPlan       LinkReason = "cause-on-plan"   // holding
)

// Link is an expectation of the strategy map and what the data say of it.
type Link struct {
	Record    record.Of[scorecard.StrategyLink]
	Cause     *Objective
	Effect    *Objective
	State     LinkState
	Reason    LinkReason
	Lag       int               // after how many quarters the effect is looked for, from what is expected, to the nearest
	Data      statistics.Lagged // of the scores at the ends of quarters
	Confirmed bool              // the whole interval of the correlation lies on the side that is expected
	Quarters  []time.Time       // at whose ends the scores were compared, oldest first
	Causes    []float64         // scores of the cause then, NaN where there was none
	Effects   []float64         // and of the effect
}

// Pair is the change of the cause over a quarter, and that of the effect over the quarter that the lag says.
type Pair struct {
	Cause, Effect           time.Time // ends of the quarters
	CauseIs, EffectIs       score.Maybe
	CauseMoved, EffectMoved score.Maybe // by how many points since the quarter before; none where one of the two is not known
}

// Pairs lists what the data of the link are made of, oldest first.
func (l *Link) Pairs() []Pair {
	var out []Pair
	for i := 1; i+l.Lag < len(l.Quarters); i++ {
		j := i + l.Lag
		out = append(out, Pair{l.Quarters[i], l.Quarters[j], score.Some(l.Causes[i]), score.Some(l.Effects[j]), score.Some(l.Causes[i] - l.Causes[i-1]), score.Some(l.Effects[j] - l.Effects[j-1])})
	}
	return out
}

// Follows tells whether the effect went the way that is expected; the second is false where one of the two did not change.
func (l *Link) Follows(p Pair) (expected, moved bool) {
	cause, a := p.CauseMoved.Get()
	effect, b := p.EffectMoved.Get()
	if !a || !b || cause == 0 || effect == 0 {
		return false, false
	}
	return (cause > 0) == (effect > 0) != l.weakens(), true
}

// Expected is how many of the quarters in which both scores changed went as the link expects.
func (l *Link) Expected() int {
	if l.weakens() {
		return l.Data.Of - l.Data.Together
	}
	return l.Data.Together
}

func (l *Link) weakens() bool { return l.Record.Spec.Sign == scorecard.Weakens }

// Links judges the links between objectives of the status, from their standing and from their scores at some earlier moments, oldest first, which are
// the ends of quarters. Links of which an objective is not in the status are left out. The status must have its snapshot. Error: that of the roll-up.
func (s *Status) Links(quarters []time.Time) ([]Link, error) {
	s.answers.mu.Lock()
	defer s.answers.mu.Unlock()
	if a := s.answers; a.links == nil || !slices.EqualFunc(a.quarters, quarters, time.Time.Equal) {
		links, err := s.judged(quarters)
		if err != nil {
			return nil, err
		}
		a.quarters, a.links = slices.Clone(quarters), links
	}
	return slices.Clone(s.answers.links), nil
}

func (s *Status) judged(quarters []time.Time) ([]Link, error) {
	var out []Link
	scores := map[record.UID][]float64{}
	for link := range record.All[scorecard.StrategyLink](s.Snapshot) {
		l := Link{Record: link, Cause: s.Objectives[link.Spec.Cause.UID()], Effect: s.Objectives[link.Spec.Effect.UID()]}
		if l.Cause == nil || l.Effect == nil {
			continue
		}
		scores[l.Cause.Record.UID], scores[l.Effect.Record.UID] = nil, nil
		out = append(out, l)
	}
	if len(out) == 0 {
		return nil, nil
	}
	for _, at := range quarters {
		if err := s.scoresAt(at, scores); err != nil {
			return nil, err
		}
	}
	for i := range out {
		l := &out[i]
		l.Lag = quartersOf(l.Record.Spec.Lag)
		l.Quarters, l.Causes, l.Effects = quarters, scores[l.Cause.Record.UID], scores[l.Effect.Record.UID]
		l.Data = statistics.Lag(l.Causes, l.Effects, l.Lag)
		l.judge()
	}
	return out, nil
}

// scoresAt adds the scores of some objectives at an earlier moment, NaN where there was none.
func (s *Status) scoresAt(at time.Time, of map[record.UID][]float64) error {
	e := &evaluation{&Status{At: at, Day: civil.OfTime(at), Snapshot: s.Snapshot, Measures: map[record.UID]*Measure{}, values: s.values, answers: &answers{}}}
	for uid, list := range of {
		rolled, err := score.RollUp(e.node(s.Objectives[uid].Record), e.Day)
		if err != nil {
			return fmt.Errorf("roll-up of objective %s: %w", s.Objectives[uid].Record.Name, err)
		}
		x := math.NaN()
		if root := rolled.Root(); root.Band != "" {
			x = root.Score.Or(x)
		}
		of[uid] = append(list, x)
	}
	return nil
}

// quartersOf gives a length of time in quarters, to the nearest.
func quartersOf(d record.Duration) int {
	months := float64(d.Years*12+d.Months) + float64(d.Weeks*7+d.Days)/30.44 + float64(d.Hours)/730.5
	return int(math.Round(months / 3))
}

// judge applies the rules in their order.
func (l *Link) judge() {
	sign := 1.0
	if l.weakens() {
		sign = -1
	}
	c := l.Data.Correlation
	low, high := sign*c.Low, sign*c.High
	l.Confirmed = l.Data.Known && min(low, high) > 0
	against := l.Data.Known && max(low, high) < 0
	cause, effect := l.Cause.Standing(), l.Effect.Standing()
	set := func(s LinkState, r LinkReason) { l.State, l.Reason = s, r }
	switch {
	case l.Cause.Waits || l.Effect.Waits:
		set(Untested, LinkNotInForce)
	case cause == score.NoData:
		set(Untested, CauseWithoutData)
	case effect == score.NoData:
		set(Untested, EffectWithoutData)
	case cause == score.OffPlan || cause == score.Missed:
		set(Broken, CauseOffPlan)
	case against:
		set(Broken, Contradicted)
	case cause == score.AtRisk:
		set(Strained, CauseAtRisk)
	case !l.weakens() && (effect == score.OffPlan || effect == score.Missed):
		set(Strained, EffectOffPlan)
	default:
		set(Holding, CauseOnPlan)
	}
}

// Standing is where an objective stands: its attainment, and where it has no target what its score says; NoData where nothing does.
func (o *Objective) Standing() score.Status {
	if o.Attainment != "" {
		return o.Attainment
	}
	if o.Node == nil {
		return score.NoData
	}
	switch o.Node.Band {
	case score.Act:
		return score.OffPlan
	case score.Watch:
		return score.AtRisk
	case "":
		return score.NoData
	}
	return score.OnPlan
}
