package lanes

import (
	"cmp"
	"math"
	"slices"
)

// port is where an upright piece of an arrow stands: at a side of a node, or where the arrow passes through a row.
type port struct {
	x, low, high float64 // where it may stand
}

// leg is the part of an arrow between two rows: from a port at one of them over a level piece to a port at the other one. Where both ports are
// at the same row, the arrow leads from a node of the row to another one, over what stands between.
type leg struct {
	arrow    int
	space    int // above the row of this number
	from, to *port
	fromTop  bool // from is at the row above the space
	toTop    bool
	track    int // from the top, from 1; 0: the leg is straight
}

func (g *leg) straight() bool { return g.from.x == g.to.x && g.fromTop != g.toTop }

func (g *leg) low() float64  { return math.Min(g.from.x, g.to.x) }
func (g *leg) high() float64 { return math.Max(g.from.x, g.to.x) }

// ends gives where the leg's upright pieces stand: those from above and those from below.
func (g *leg) ends(top bool) []float64 {
	var out []float64
	if g.fromTop == top {
		out = append(out, g.from.x)
	}
	if g.toTop == top {
		out = append(out, g.to.x)
	}
	return out
}

// beside is an arrow to the next node of the row.
type beside struct{ arrow, from, to int }

// legs divides arrows into legs, with ports in the order in which their other ends come, so that arrows do not cross near a node.
func (l *layout) legs() (all []*leg, level []beside) {
	at := make([]int, len(l.items))
	row := make([]int, len(l.items))
	for r, items := range l.rows {
		for k, i := range items {
			at[i], row[i] = k, r
		}
	}
	passes := map[int]*port{}
	type side struct {
		item int
		up   bool
	}
	type want struct {
		port *port
		x    float64
	}
	wants := map[side][]want{}
	open := func(i, other int, up bool) *port {
		it := &l.items[i]
		if it.node < 0 {
			if passes[i] == nil {
				passes[i] = l.pass(i, l.rows[row[i]], at[i])
			}
			return passes[i]
		}
		half := it.width/2 - inset
		p := &port{x: l.items[other].x, low: it.x - half, high: it.x + half}
		o := &l.items[other]
		if o.node >= 0 && row[other] != row[i] && math.Abs(o.x-it.x) < half+o.width/2-inset {
			p.x = (o.x + it.x) / 2 // straight down
		}
		wants[side{i, up}] = append(wants[side{i, up}], want{p, o.x})
		return p
	}
	for i, chain := range l.chains {
		for k := 1; k < len(chain); k++ {
			a, b := chain[k-1], chain[k]
			if row[a] == row[b] {
				if d := at[a] - at[b]; d == 1 || d == -1 {
					level = append(level, beside{i, a, b})
					continue
				}
				all = append(all, &leg{arrow: i, space: row[a], from: open(a, b, true), to: open(b, a, true)})
				continue
			}
			up := row[b] < row[a]
			all = append(all, &leg{arrow: i, space: max(row[a], row[b]), from: open(a, b, up), to: open(b, a, !up), fromTop: !up, toTop: up})
		}
	}
	sides := make([]side, 0, len(wants))
	for s := range wants {
		sides = append(sides, s)
	}
	slices.SortFunc(sides, func(a, b side) int { return cmp.Or(cmp.Compare(a.item, b.item), compareBool(a.up, b.up)) })
	groups := make([][]*port, 0, len(sides))
	for _, s := range sides {
		list := wants[s]
		slices.SortStableFunc(list, func(a, b want) int { return cmp.Compare(a.x, b.x) })
		var ports []*port
		for _, w := range list {
			ports = append(ports, w.port)
		}
		groups = append(groups, ports)
	}
	l.part(all, groups)
	return all, level
}

// pass is where an arrow may pass through a row: as far to either side as leaves room for what stands there.
func (l *layout) pass(i int, row []int, at int) *port {
	x := l.items[i].x
	p := &port{x, x - l.o.Gap, x + l.o.Gap}
	limit := func(k int) (float64, bool) {
		if k < 0 || k >= len(row) {
			return 0, false
		}
		other := &l.items[row[k]]
		side := 1.0
		if other.x < x {
			side = -1
		}
		if other.node >= 0 {
			return other.x - side*(other.width/2+clear-6), true
		}
		return (other.x+x)/2 - side*apart/2, true
	}
	if low, ok := limit(at - 1); ok {
		p.low = min(x, max(p.low, low))
	}
	if high, ok := limit(at + 1); ok {
		p.high = max(x, min(p.high, high))
	}
	return p
}

func compareBool(a, b bool) int {
	switch {
	case a == b:
		return 0
	case a:
		return 1
	}
	return -1
}

// rounds is how often ports are moved until they keep apart.
const rounds = 120

// part moves ports within their bounds until those of a node keep their distance in their order, and no two upright pieces in one space are in line; and
// makes nearly straight legs straight where it can.
func (l *layout) part(all []*leg, groups [][]*port) {
	spaces := map[int][]*leg{}
	for _, g := range all {
		spaces[g.space] = append(spaces[g.space], g)
	}
	for round := range rounds {
		if round < rounds/2 {
			for _, g := range all {
				if d := g.to.x - g.from.x; g.fromTop != g.toTop && d != 0 && math.Abs(d) < 20 {
					g.from.x = g.from.bound(g.from.x + d/2)
					g.to.x = g.to.bound(g.from.x)
				}
			}
		}
		gap := apart * 1.5
		if round > rounds/2 {
			gap = apart
		}
		for _, ports := range groups {
			keepOrder(ports, gap)
		}
		for space := range len(l.rows) + 1 {
			keepApart(spaces[space])
		}
	}
	resolve(all, groups)
	for _, g := range all {
		if g.fromTop != g.toTop && math.Abs(g.to.x-g.from.x) < 0.75 {
			x := g.from.bound(g.to.x)
			g.from.x = x
			g.to.x = x
		}
	}
}

func (p *port) bound(x float64) float64 { return math.Max(p.low, math.Min(p.high, x)) }

// keepOrder puts the ports of one side of a node apart, to the middle as much as the bounds ask for.
func keepOrder(ports []*port, gap float64) {
	if len(ports) == 0 {
		return
	}
	gap = math.Min(gap, (ports[0].high-ports[0].low)/math.Max(1, float64(len(ports)-1)))
	floor := ports[0].low
	for _, p := range ports {
		p.x = math.Max(p.bound(p.x), floor)
		floor = p.x + gap
	}
	ceiling := ports[0].high
	for k := len(ports) - 1; k >= 0; k-- {
		p := ports[k]
		p.x = math.Max(p.low, math.Min(p.x, ceiling))
		ceiling = p.x - gap
	}
}

// keepApart pushes upright pieces in one space away from each other.
func keepApart(legs []*leg) {
	type end struct {
		*port
		leg *leg
	}
	var ends []end
	for _, g := range legs {
		ends = append(ends, end{g.from, g}, end{g.to, g})
	}
	slices.SortStableFunc(ends, func(a, b end) int { return cmp.Compare(a.x, b.x) })
	for i := range ends {
		for k := i + 1; k < len(ends); k++ {
			a, b := ends[i], ends[k]
			need := apart - (b.x - a.x)
			if need <= 0 {
				break
			}
			if a.leg == b.leg || a.port == b.port {
				continue
			}
			left, right := a.bound(a.x-need/2), b.bound(b.x+need/2)
			if short := apart - (right - left); short > 0 { // one of them is at its bound
				left, right = a.bound(left-short), b.bound(right+short)
			}
			a.x, b.x = left, right
		}
	}
}
