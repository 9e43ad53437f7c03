package page

import (
	"slices"

	"github.com/steelyard-isms/steelyard/internal/catalog/words"
	"github.com/steelyard-isms/steelyard/internal/web/chart"
)

// drawing is the map.
func (p Strategy) drawing() chart.SVG { return p.chart().SVG() }

// InOrder gives the perspective that an objective, by its code, stands in, with the codes of its objectives from where reading begins; false where it is
// on none.
func (p Strategy) InOrder(code string) (lane StrategyLane, order []string, ok bool) {
	c := p.chart()
	of := slices.IndexFunc(c.Nodes, func(n chart.StrategyNode) bool { return n.Code == code })
	if of < 0 {
		return lane, nil, false
	}
	for _, i := range c.InOrder() {
		if c.Nodes[i].Lane == c.Nodes[of].Lane {
			order = append(order, c.Nodes[i].Code)
		}
	}
	return p.Lanes[c.Nodes[of].Lane], order, true
}

func (p Strategy) chart() chart.Strategy {
	c := chart.Strategy{Name: p.t("strategy.drawing", words.N(len(p.Links))), Mirrored: p.RightToLeft}
	at := map[string]int{}
	for i, lane := range p.narrowed() {
		s := lane.Score
		x := chart.StrategyLane{ID: lane.ID, Title: lane.Name, Score: s.Text, Word: s.Band.inText(p.Frame), Tone: s.Band.tone()}
		if s.Band == "" {
			x.Score = ""
		} else if s.Provisional || s.Raw != "" {
			x.Note = p.certainty(s)
		}
		c.Lanes = append(c.Lanes, x)
		for k := range lane.Objectives {
			o := &lane.Objectives[k]
			at[o.Path] = len(c.Nodes)
			c.Nodes = append(c.Nodes, p.node(i, o))
		}
	}
	for _, l := range p.shown() {
		from, here := at[l.Cause.Path]
		to, there := at[l.Effect.Path]
		if here && there {
			c.Links = append(c.Links, chart.StrategyLink{From: from, To: to, State: chart.LinkState(l.State), Path: p.href(l.Path),
				Name: p.t("strategy.link", words.T("cause", l.Cause.Name), words.T("effect", l.Effect.Name), words.T("state", l.State.word(p.Frame)), words.T("why", l.why(p.Frame)))})
		}
	}
	return c
}

func (p Strategy) node(lane int, o *StrategyObjective) chart.StrategyNode {
	text := o.Score.Text
	if o.Score.Band == "" {
		text = ""
	}
	said := "–"
	if text != "" {
		said = text + " " + o.Score.Band.inText(p.Frame)
	}
	return chart.StrategyNode{Lane: lane, Order: o.Order, ID: o.Code, Code: o.Code, Title: o.Name, Score: text, Word: o.Score.Band.inText(p.Frame), Band: o.Score.Band.tone(),
		Tone: o.Attainment.tone(), Progress: o.Progress, Expected: o.Expected, Path: p.href(o.Path),
		Name: p.t("strategy.node", words.T("code", o.Code), words.T("name", o.Name), words.T("score", said), words.T("attainment", o.Attainment.word(p.Frame)))}
}
