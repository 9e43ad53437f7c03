package page

import (
	"html/template"

	"github.com/steelyard-isms/steelyard/internal/catalog/words"
	"github.com/steelyard-isms/steelyard/internal/web/chart"
)

// Peers is the measure beside those that count the same in other units.
type Peers struct {
	List   []Peer
	Centre *float64 // the share of all together, in the unit of the measure; nil: there are too few with cases to compare
	Curve  []PeerLimit
}

// Peer is one of them.
type Peer struct {
	Ref
	Unit  string // whose values they are
	Value float64
	Cases int64   // behind the value; 0: not told
	Low   float64 // between which shares of so many cases lie by chance, 99.8 % of them; of a peer with cases
	High  float64
	Self  bool // the one that the page is about
	Band  Band
}

// PeerLimit is where the limits lie for a number of cases.
type PeerLimit struct{ Cases, Low95, High95, Low998, High998 float64 }

// beyond tells whether a unit lies beyond what chance gives to units of its size, and on which side.
func (x Peer) beyond() Side {
	switch {
	case x.Cases == 0:
		return ""
	case x.Value > x.High:
		return Above
	case x.Value < x.Low:
		return Below
	}
	return ""
}

// peersSaid says which units differ from all together by more than chance.
func (p Measure) peersSaid() template.HTML {
	q := p.Peers
	if q.Centre == nil {
		return p.h("measure.peers.plain", words.N(len(q.List)))
	}
	var high, low []template.HTML
	for _, x := range q.List {
		switch x.beyond() {
		case Above:
			high = append(high, p.link(x.Ref))
		case Below:
			low = append(low, p.link(x.Ref))
		}
	}
	said := []template.HTML{p.h("measure.peers.centre", words.F("value", p.quantity(*q.Centre)))}
	if len(high) > 0 {
		said = append(said, p.h("measure.peers.above", words.N(len(high)), words.H("list", p.words().List(len(high), high...))))
	}
	if len(low) > 0 {
		said = append(said, p.h("measure.peers.below", words.N(len(low)), words.H("list", p.words().List(len(low), low...))))
	}
	if len(high)+len(low) == 0 {
		said = append(said, p.h("measure.peers.within"))
	}
	return sentence(said...)
}

// peersChart draws the funnel; empty where there is nothing to draw.
func (p Measure) peersChart(narrow bool) chart.SVG {
	q := p.Peers
	if q.Centre == nil {
		return ""
	}
	out := chart.Funnel{Centre: *q.Centre, Mean: p.t("measure.peers.mean", words.F("value", p.quantity(*q.Centre))), Unit: p.unit(p.Now.Unit), Cases: p.t("measure.peers.cases"), Narrow: narrow, Mirrored: p.RightToLeft,
		Name: p.t("measure.peers.name") + " " + plainText(p.peersSaid())}
	for _, x := range q.List {
		if x.Cases == 0 {
			continue
		}
		tone := chart.Ink
		if side := x.beyond(); side != "" && p.Control != nil {
			tone = p.Control.tone(side)
		}
		out.Units = append(out.Units, chart.FunnelUnit{Cases: float64(x.Cases), Share: x.Value, Label: x.Unit, Tone: tone, Self: x.Self})
	}
	for _, l := range q.Curve {
		out.Curve = append(out.Curve, chart.FunnelLimit{Cases: l.Cases, Lower95: l.Low95, Upper95: l.High95, Lower998: l.Low998, Upper998: l.High998})
	}
	return out.SVG()
}
