package lanes

// settles is how often rows are aligned to those beside them.
const settles = 24

// spread gives each item its x: near to what it is linked with, and apart from its neighbours.
func (l *layout) spread() {
	width := l.o.Width
	for _, row := range l.rows {
		width = max(width, l.least(row))
	}
	l.o.Width = width
	for _, row := range l.rows {
		x := (width - l.least(row)) / 2
		for k, i := range row {
			if k == 0 {
				x += l.items[i].width/2 + l.o.Margin
			} else {
				x += l.needed(row[k-1], i)
			}
			l.items[i].x = x
		}
	}
	for n := range settles {
		for k := range l.rows {
			row := k
			if n%2 == 1 {
				row = len(l.rows) - 1 - k
			}
			l.settle(l.rows[row])
		}
	}
}

// least is the width that a row needs.
func (l *layout) least(row []int) float64 {
	if len(row) == 0 {
		return 0
	}
	sum := 2*l.o.Margin + l.items[row[0]].width/2 + l.items[row[len(row)-1]].width/2
	for k := 1; k < len(row); k++ {
		sum += l.needed(row[k-1], row[k])
	}
	return sum
}

// weight is how much it matters that two items stand one above the other: most where both are on the way of an arrow.
func (l *layout) weight(a, b int) float64 {
	switch {
	case l.items[a].node < 0 && l.items[b].node < 0:
		return 8
	case l.items[a].node < 0 || l.items[b].node < 0:
		return 2
	}
	return 1
}

// settle moves the items of a row to where their links want them, as near as the order and the distances allow: pools of neighbours that
// push each other go to the mean of their wishes (isotonic regression).
func (l *layout) settle(row []int) {
	type pool struct {
		sum, weight float64
		n           int
	}
	var pools []pool
	offset := make([]float64, len(row))
	for k, i := range row {
		if k > 0 {
			offset[k] = offset[k-1] + l.needed(row[k-1], i)
		}
		want, weight := 0.0, 0.0
		it := &l.items[i]
		for _, near := range [2][]int{it.up, it.down} {
			for _, n := range near {
				w := l.weight(i, n)
				want += w * l.items[n].x
				weight += w
			}
		}
		if weight == 0 {
			want, weight = it.x*0.2, 0.2
		}
		p := pool{want - weight*offset[k], weight, 1}
		for len(pools) > 0 {
			last := pools[len(pools)-1]
			if last.sum/last.weight < p.sum/p.weight {
				break
			}
			p = pool{p.sum + last.sum, p.weight + last.weight, p.n + last.n}
			pools = pools[:len(pools)-1]
		}
		pools = append(pools, p)
	}
	if len(row) == 0 {
		return
	}
	low := l.o.Margin + l.items[row[0]].width/2
	high := max(low, l.o.Width-l.o.Margin-l.items[row[len(row)-1]].width/2-offset[len(row)-1])
	k := 0
	for _, p := range pools {
		x := max(low, min(high, p.sum/p.weight))
		for range p.n {
			l.items[row[k]].x = x + offset[k]
			k++
		}
	}
}
