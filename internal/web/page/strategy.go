package page

import (
	"context"
	"io"
	"net/url"
	"slices"
	"strconv"
	"time"

	"github.com/steelyard-isms/steelyard/internal/catalog/words"
	"github.com/steelyard-isms/steelyard/internal/web/chart"
)

// Strategy is the page that answers: does the cause still lead to the effect?
type Strategy struct {
	Frame
	Lanes     []StrategyLane // perspectives from the top; empty: no scorecard is declared
	Links     []StrategyLink // the weakest first
	Weak      bool           // only links that do not hold are asked for; the address says show=weak
	Chain     string         // code of the objective whose chain alone is asked for; empty: all
	Elsewhere int            // links of which an objective is on no perspective of this map
	Editable  bool           // the reader may change the map
	Edit      bool           // and does: the address says edit=1
	Declare   bool           // the reader may declare what is missing: the page leads there
}

// StrategyLane is a perspective with its objectives.
type StrategyLane struct {
	ID         string // name of the record
	Name       string
	Score      Score
	Objectives []StrategyObjective
}

// StrategyObjective is an objective on the map.
type StrategyObjective struct {
	Ref
	Score      Score
	Attainment Attainment // where it has no target, what its score says
	Progress   *float64   // share of the way, and where there is no target, of the best score; nil: no value
	Expected   *float64   // share of the way that the plan wants by now; nil: no plan
	Order      int        // from the left, from 1, where somebody chose that; 0: wherever it fits
}

// StrategyLink is the expectation that one objective leads to another one.
type StrategyLink struct {
	Ref
	Cause, Effect             Ref
	CauseStands, EffectStands Attainment
	Expectation               string
	Weakens                   bool
	State                     LinkState
	Reason                    string        // the rule that gave the state, by its name
	Lag                       int           // quarters after which the effect is looked for
	Changed                   int           // quarters in which both scores changed
	AsExpected                int           // how many of those went as expected
	R, Low, High              *float64      // correlation of the changes and its 95 % interval; nil: there is none
	Confirmed                 bool          // the interval lies wholly on the side that is expected
	Quarters                  []LinkQuarter // latest first, on the page of the link; elsewhere none
}

// LinkQuarter is one pair of changes that a link is judged by.
type LinkQuarter struct {
	Cause, Effect           time.Time // ends of the quarters
	CauseIs, EffectIs       *float64  // scores then, 0 to 100; nil: none
	CauseMoved, EffectMoved *float64  // points since the quarter before; nil: not known
	Counts, Expected        bool      // both changed; and the effect went as expected
}

// LinkState is what the data say of a link.
type LinkState string

// The states.
const (
	LinkHolding  LinkState = "holding"
	LinkStrained LinkState = "strained"
	LinkBroken   LinkState = "broken"
	LinkUntested LinkState = "untested"
)

// linkStates are the states as the key lists them.
var linkStates = []LinkState{LinkHolding, LinkStrained, LinkBroken, LinkUntested}

func (s LinkState) tone() chart.Tone {
	switch s {
	case LinkHolding:
		return chart.OK
	case LinkStrained:
		return chart.Warn
	case LinkBroken:
		return chart.Bad
	}
	return chart.None
}

func (s LinkState) word(f Frame) string {
	switch s {
	case LinkHolding:
		return f.t("strategy.state.holding")
	case LinkStrained:
		return f.t("strategy.state.strained")
	case LinkBroken:
		return f.t("strategy.state.broken")
	}
	return f.t("strategy.state.untested")
}

// meaning says of a state when a link has it.
func (s LinkState) meaning(f Frame) string {
	switch s {
	case LinkHolding:
		return f.t("strategy.meaning.holding")
	case LinkStrained:
		return f.t("strategy.meaning.strained")
	case LinkBroken:
		return f.t("strategy.meaning.broken")
	}
	return f.t("strategy.meaning.untested")
}

// reasonKeys are the sentences of the rules.
var reasonKeys = map[string]words.Key{"not-in-force": "strategy.reason.not-in-force", "cause-no-data": "strategy.reason.cause-no-data", "effect-no-data": "strategy.reason.effect-no-data",
	"cause-off-plan": "strategy.reason.cause-off-plan", "contradicted": "strategy.reason.contradicted", "cause-at-risk": "strategy.reason.cause-at-risk",
	"effect-off-plan": "strategy.reason.effect-off-plan", "cause-on-plan": "strategy.reason.cause-on-plan"}

// why says by which rule the link has its state.
func (l *StrategyLink) why(f Frame) string {
	key, known := reasonKeys[l.Reason]
	if !known {
		return ""
	}
	return f.t(key, words.T("cause", l.Cause.Code), words.T("effect", l.Effect.Code))
}

// data says what the scores of both did together.
func (l *StrategyLink) data(f Frame) string {
	if l.Changed == 0 {
		return f.t("strategy.data.none")
	}
	if l.Lag == 0 {
		return f.t("strategy.data.at-once", words.N(l.Changed), words.T("k", strconv.Itoa(l.AsExpected)))
	}
	return f.t("strategy.data.later", words.N(l.Changed), words.T("k", strconv.Itoa(l.AsExpected)), words.T("lag", f.t("strategy.quarters", words.N(l.Lag))))
}

// chance says whether that is more than chance gives.
func (l *StrategyLink) chance(f Frame) string {
	if l.R == nil || l.Low == nil || l.High == nil {
		return f.t("strategy.data.scarce")
	}
	between := []words.Arg{words.F("r", f.num().Fixed(*l.R, 2, false)), words.F("low", f.num().Fixed(*l.Low, 2, false)), words.F("high", f.num().Fixed(*l.High, 2, false))}
	switch {
	case l.Confirmed:
		return f.t("strategy.data.confirmed", between...)
	case l.Reason == "contradicted":
		return f.t("strategy.data.contradicted", between...)
	}
	return f.t("strategy.data.open", between...)
}

// Render writes the page.
func (p Strategy) Render(ctx context.Context, w io.Writer) error {
	t := top{section: sectionStrategy, title: p.t("nav.strategy"), crumbs: []crumb{{p.t("nav.overview"), ""}, {p.t("nav.strategy"), ""}}, finding: p.finding()}
	return shell(p.Frame, t, strategyBody(p)).Render(ctx, w)
}

// links of each state.
func (p Strategy) count(s LinkState) int {
	n := 0
	for i := range p.Links {
		if p.Links[i].State == s {
			n++
		}
	}
	return n
}

// shown are the links that are drawn and listed.
func (p Strategy) shown() []StrategyLink {
	chain := p.inChain()
	var out []StrategyLink
	for _, l := range p.Links {
		if p.Weak && l.State == LinkHolding || chain != nil && (!chain[l.Cause.Code] || !chain[l.Effect.Code]) {
			continue
		}
		out = append(out, l)
	}
	return out
}

// inChain are the codes of what leads to an objective and of what follows from it; nil where no chain is asked for.
func (p Strategy) inChain() map[string]bool {
	if p.Chain == "" {
		return nil
	}
	in := map[string]bool{p.Chain: true}
	var walk func(code string, back bool)
	walk = func(code string, back bool) {
		for i := range p.Links {
			from, to := p.Links[i].Cause.Code, p.Links[i].Effect.Code
			if back {
				from, to = to, from
			}
			if from == code && !in[to] {
				in[to] = true
				walk(to, back)
			}
		}
	}
	walk(p.Chain, true)
	walk(p.Chain, false)
	return in
}

// advice says that a map has become hard to read; empty where it has not (ux.md, 4).
func (p Strategy) advice() string {
	most := 0
	for _, l := range p.Lanes {
		most = max(most, len(l.Objectives))
	}
	if most > 7 || len(p.Links) > 20 {
		return p.t("strategy.advice", words.N(len(p.Links)), words.T("most", strconv.Itoa(most)))
	}
	return ""
}

// What one page can show. Beyond that a reader chooses a chain or a unit.
const (
	maxDrawn    = 60 // objectives
	maxLinks    = 100
	maxCascaded = 200 // objectives
)

// large tells whether the map has more objectives than can be offered for choice.
func (p Strategy) large() bool {
	n := 0
	for _, l := range p.Lanes {
		n += len(l.Objectives)
	}
	return n > 3*maxDrawn
}

// listed are the links of the table, and how many more there are.
func (p Strategy) listed() (list []StrategyLink, more int) {
	all := p.shown()
	return all[:min(len(all), maxLinks)], max(0, len(all)-maxLinks)
}

// narrowed are the lanes with what is drawn and listed: all objectives that the filter leaves; of too many those with links; of too many of those none.
func (p Strategy) narrowed() []StrategyLane {
	chain := p.inChain()
	linked := map[string]bool{}
	for _, l := range p.shown() {
		linked[l.Cause.Code], linked[l.Effect.Code] = true, true
	}
	for _, leave := range []func(StrategyObjective) bool{
		func(o StrategyObjective) bool { return chain == nil || chain[o.Code] },
		func(o StrategyObjective) bool { return (chain == nil || chain[o.Code]) && linked[o.Code] },
	} {
		out, n := make([]StrategyLane, len(p.Lanes)), 0
		for i, lane := range p.Lanes {
			out[i] = lane
			out[i].Objectives = slices.DeleteFunc(slices.Clone(lane.Objectives), func(o StrategyObjective) bool { return !leave(o) })
			n += len(out[i].Objectives)
		}
		if n <= maxDrawn {
			return out
		}
	}
	return nil
}

// from lists the links that begin with an objective.
func (p Strategy) from(code string) []StrategyLink {
	var out []StrategyLink
	for _, l := range p.shown() {
		if l.Cause.Code == code {
			out = append(out, l)
		}
	}
	return out
}

// address of the page with other choices.
func (p Strategy) with(name, value string) string {
	q := url.Values{}
	if p.Edit && name != "edit" {
		q.Set("edit", "1")
	}
	if value != "" {
		q.Set(name, value)
	}
	return p.href(address(PathStrategy, q))
}
