package chart

import (
	"math"
	"slices"
	"strconv"
	"strings"

	"github.com/steelyard-isms/steelyard/internal/web/lanes"
)

// Strategy is the strategy map: objectives in the lanes of their perspectives, effect above cause, and what leads to what.
type Strategy struct {
	Lanes    []StrategyLane
	Nodes    []StrategyNode
	Links    []StrategyLink
	Name     string // accessible name that states the finding
	Mirrored bool   // read from the right
}

// StrategyLane is one perspective.
type StrategyLane struct {
	ID    string // how an address asks for the perspective
	Title string
	Score string // as it is shown; empty: none
	Word  string // the band of the score in words, or that there is none
	Tone  Tone
	Note  string // what limits the score; empty: nothing
}

// StrategyNode is one objective.
type StrategyNode struct {
	Lane     int // from the top
	Order    int // from the left, from 1, where somebody chose that; 0: wherever it fits
	ID       string
	Code     string
	Title    string
	Score    string // as it is shown; empty: none
	Word     string // its band
	Band     Tone
	Tone     Tone     // of where the objective stands
	Progress *float64 // share of the way, or of the best score; nil: no value
	Expected *float64 // share of the way that the plan wants by now; nil: no plan
	Path     string   // address of its page
	Name     string   // accessible name
}

// LinkState is how a link is drawn.
type LinkState string

// The states of links, which differ in line, sign and word.
const (
	LinkHolding  LinkState = "holding"
	LinkStrained LinkState = "strained"
	LinkBroken   LinkState = "broken"
	LinkUntested LinkState = "untested"
)

// linkSigns are the glyphs on the lines; what holds has none.
var linkSigns = map[LinkState]Tone{LinkStrained: Warn, LinkBroken: Bad, LinkUntested: None}

// StrategyLink leads from one node to another one, by their indices.
type StrategyLink struct {
	From, To int
	State    LinkState
	Path     string // address of its page
	Name     string // what it says, shown where the pointer rests
}

// The sizes of the map in pixels, at the width of a page.
const (
	strategyWidth = 1130.0
	laneLabel     = 142.0
	nodeWidth     = 172.0
	nodeHeight    = 84.0
	corner        = 7.0 // of arrows
	headLength    = 7.0
)

var strategySizes = lanes.Options{NodeWidth: nodeWidth, NodeHeight: nodeHeight, Gap: 24, Width: strategyWidth - laneLabel, Columns: 5, Margin: 10}

// strategyDrawing is a map on its way to markup.
type strategyDrawing struct {
	Strategy
	b    strings.Builder
	plan lanes.Plan
}

// layout places the nodes.
func (c Strategy) layout() lanes.Plan {
	nodes := make([]lanes.Node, len(c.Nodes))
	for i, n := range c.Nodes {
		nodes[i] = lanes.Node{Lane: min(max(n.Lane, 0), len(c.Lanes)-1), Order: n.Order}
	}
	arrows := make([]lanes.Arrow, len(c.Links))
	for i, l := range c.Links {
		arrows[i] = lanes.Arrow{From: l.From, To: l.To}
	}
	return lanes.Of(nodes, arrows, strategySizes, len(c.Lanes))
}

// InOrder gives the nodes row by row from the top, each row from the left as it is drawn.
func (c Strategy) InOrder() []int {
	if len(c.Lanes) == 0 {
		return nil
	}
	return slices.Concat(c.layout().Rows...)
}

// SVG draws the map. Without any lane there is nothing to draw.
func (c Strategy) SVG() SVG {
	if len(c.Lanes) == 0 {
		return ""
	}
	d := &strategyDrawing{Strategy: c, plan: c.layout()}
	width, height := num(d.plan.Width+laneLabel), num(d.plan.Height)
	d.b.WriteString(`<svg class="smap" viewBox="0 0 ` + width + ` ` + height + `" direction="ltr" role="group" aria-label="` + escape(c.Name) + `">`)
	for i := range c.Lanes {
		d.lane(i)
	}
	for i := range c.Links {
		d.link(i)
	}
	for _, row := range d.plan.Rows {
		for _, i := range row {
			d.node(i)
		}
	}
	d.b.WriteString(`</svg>`)
	return SVG(d.b.String())
}

// x is where a place of the layout lies in the drawing.
func (d *strategyDrawing) x(v float64) float64 {
	if d.Mirrored {
		return d.plan.Width - v
	}
	return v + laneLabel
}

// start is the anchor of text that begins where reading begins.
func (d *strategyDrawing) anchors() (start, end string) {
	if d.Mirrored {
		return "end", "start"
	}
	return "start", "end"
}

func (d *strategyDrawing) text(x, y float64, anchor, class, words string) {
	if words != "" {
		d.b.WriteString(`<text class="` + class + `" x="` + num(x) + `" y="` + num(y) + `" text-anchor="` + anchor + `">` + escape(words) + `</text> `) // the space keeps words apart where the drawing is read
	}
}

// lane draws the ground of a lane and says what it is.
func (d *strategyDrawing) lane(i int) {
	at, lane := d.plan.Lanes[i], d.Lanes[i]
	class := "la-a"
	if i%2 == 1 {
		class = "la-b"
	}
	d.b.WriteString(`<g class="lane" data-lane="` + escape(lane.ID) + `"><rect class="` + class + `" x="0" y="` + num(at.Top) + `" width="` + num(d.plan.Width+laneLabel) + `" height="` + num(at.Bottom-at.Top) + `"/>`)
	start, _ := d.anchors()
	x := d.x(18 - laneLabel)
	lines := fold(lane.Title, laneLabel-26, 7.2, 3)
	y := (at.Top+at.Bottom)/2 - float64(len(lines)*8) - 6
	for _, line := range lines {
		d.text(x, y, start, "la-t", line)
		y += 16
	}
	y += 8
	if lane.Score == "" {
		d.text(x, y, start, "la-w t-none", lane.Word)
	} else {
		d.text(x, y, start, "la-s", lane.Score)
		off := 12*float64(len([]rune(lane.Score))) + 6
		if d.Mirrored {
			off = -off
		}
		d.text(x+off, y, start, "la-w t-"+lane.Tone.class(), lane.Word)
	}
	for k, line := range fold(lane.Note, laneLabel-26, 6.4, 2) {
		d.text(x, y+17+float64(k)*14, start, "la-n", line)
	}
	d.b.WriteString(`</g>`)
}

// node draws an objective; all of it is the link to its page.
func (d *strategyDrawing) node(i int) {
	n, at := d.Nodes[i], d.plan.Nodes[i]
	left := d.x(at.X)
	if d.Mirrored {
		left -= nodeWidth
	}
	inX := func(v float64) float64 { // from the side where reading begins
		if d.Mirrored {
			return left + nodeWidth - v
		}
		return left + v
	}
	start, end := d.anchors()
	d.b.WriteString(`<a class="sn sn-` + n.Tone.class() + `" href="` + escape(n.Path) + `" data-node="` + escape(n.ID) + `" data-lane="` + escape(d.Lanes[min(max(n.Lane, 0), len(d.Lanes)-1)].ID) + `" aria-label="` + escape(n.Name) + `">`)
	d.b.WriteString(`<rect class="bx" x="` + num(left) + `" y="` + num(at.Y) + `" width="` + num(nodeWidth) + `" height="` + num(nodeHeight) + `" rx="8"/>`)
	d.text(inX(12), at.Y+20, start, "sn-c", n.Code)
	d.sign(inX(nodeWidth-20)-7, at.Y+8.5, 14, n.Tone)
	score := n.Score
	if score == "" {
		score = "–"
	}
	d.b.WriteString(`<text class="sn-s" x="` + num(inX(nodeWidth-33)) + `" y="` + num(at.Y+20) + `" text-anchor="` + end + `"><tspan class="v">` + escape(score) + `</tspan>`)
	if n.Word != "" && n.Score != "" {
		d.b.WriteString(`<tspan class="t-` + n.Band.class() + `"> ` + escape(n.Word) + `</tspan>`)
	}
	d.b.WriteString(`</text> `)
	for k, line := range fold(n.Title, nodeWidth-24, 6.8, 2) {
		d.text(inX(12), at.Y+38+float64(k)*16, start, "sn-t", line)
	}
	d.bar(inX, at.Y+nodeHeight-14, n)
	d.b.WriteString(`<title>` + escape(n.Title) + `</title></a>`)
}

// bar is the way from baseline to target, with where the plan wants it.
func (d *strategyDrawing) bar(inX func(float64) float64, y float64, n StrategyNode) {
	const whole = nodeWidth - 24
	rectangle := func(class string, share float64) {
		a, b := inX(12), inX(12+whole*share)
		d.b.WriteString(`<rect class="` + class + `" x="` + num(math.Min(a, b)) + `" y="` + num(y) + `" width="` + num(math.Abs(b-a)) + `" height="5" rx="2"/>`)
	}
	rectangle("tr", 1)
	if progress, ok := known(n.Progress); ok && progress > 0 {
		rectangle("bar-"+n.Tone.class(), clamp(progress, 0, 1))
	}
	if expected, ok := known(n.Expected); ok {
		x := num(inX(12 + whole*clamp(expected, 0, 1)))
		d.b.WriteString(`<line class="plan" x1="` + x + `" x2="` + x + `" y1="` + num(y-3) + `" y2="` + num(y+8) + `"/>`)
	}
}

// sign draws a glyph at a place.
func (d *strategyDrawing) sign(x, y, size float64, t Tone) { d.b.WriteString(signAt(x, y, size, t)) }

// signAt is a glyph as part of a drawing.
func signAt(x, y, size float64, t Tone) string {
	return `<g class="gl gl-` + t.class() + `" transform="translate(` + num(x) + ` ` + num(y) + `) scale(` + strconv.FormatFloat(size/16, 'f', 3, 64) + `)">` + glyphs[Tone(t.class())] + `</g>`
}
