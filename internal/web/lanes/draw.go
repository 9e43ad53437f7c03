package lanes

// draw gives everything its place.
func (l *layout) draw() Plan {
	all, level := l.legs()
	spaces := make([][]*leg, len(l.rows)+1)
	for _, g := range all {
		spaces[g.space] = append(spaces[g.space], g)
	}
	p := Plan{Width: l.o.Width, Nodes: make([]Spot, len(l.nodes)), Arrows: make([][]Spot, len(l.arrows)), Lanes: make([]Lane, len(l.fixed))}
	first := make([]float64, len(l.rows)) // the first track above each row
	top := make([]float64, len(l.rows))
	y := 0.0
	for r := range l.rows {
		edge := y // of the row above
		if r == 0 {
			y += laneSpace
		} else {
			y += belowRow
		}
		n := tracks(spaces[r])
		if n > 0 && r == 0 {
			y += belowRow - laneSpace/2
		}
		first[r] = y
		if n > 0 {
			y += float64(n-1) * track
		}
		if r > 0 || n > 0 {
			y += aboveRow
		}
		top[r] = y
		if lane := l.laneOf[r]; r > 0 && lane != l.laneOf[r-1] {
			middle := (edge + y) / 2
			p.Lanes[l.laneOf[r-1]].Bottom, p.Lanes[lane].Top = middle, middle
		}
		y += l.o.NodeHeight
		var row []int
		for _, i := range l.rows[r] {
			if it := &l.items[i]; it.node >= 0 {
				p.Nodes[it.node] = Spot{it.x - it.width/2, top[r]}
				row = append(row, it.node)
			}
		}
		p.Rows = append(p.Rows, row)
	}
	p.Height = y + laneSpace
	if len(l.rows) > 0 {
		p.Lanes[l.laneOf[len(l.rows)-1]].Bottom = p.Height
	}
	bottomAbove := func(r int) float64 { // where the space above a row begins
		if r == 0 {
			return 0
		}
		return top[r-1] + l.o.NodeHeight
	}
	for _, g := range all {
		path := &p.Arrows[g.arrow]
		yOf := func(atTop bool) float64 {
			if atTop {
				return bottomAbove(g.space)
			}
			return top[g.space]
		}
		add(path, Spot{g.from.x, yOf(g.fromTop)})
		if !g.straight() {
			y := first[g.space] + float64(g.track-1)*track
			add(path, Spot{g.from.x, y})
			add(path, Spot{g.to.x, y})
		}
		add(path, Spot{g.to.x, yOf(g.toTop)})
	}
	for _, b := range level {
		from, to := &l.items[b.from], &l.items[b.to]
		y := p.Nodes[from.node].Y + l.o.NodeHeight/2
		side := from.width / 2
		if to.x < from.x {
			side = -side
		}
		p.Arrows[b.arrow] = []Spot{{from.x + side, y}, {to.x - side, y}}
	}
	return p
}

// add puts a corner at the end of a way, and takes out the one before where the way goes straight on.
func add(path *[]Spot, s Spot) {
	n := len(*path)
	if n > 0 && (*path)[n-1] == s {
		return
	}
	if n > 1 {
		a, b := (*path)[n-2], (*path)[n-1]
		if a.X == b.X && b.X == s.X || a.Y == b.Y && b.Y == s.Y {
			(*path)[n-1] = s
			return
		}
	}
	*path = append(*path, s)
}
