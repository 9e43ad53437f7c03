package lanes

import (
	"cmp"
	"slices"
)

// toRows divides the nodes of each lane into rows of about the same length. Where a lane has several, what leads to others of the lane stands below those.
func (l *layout) toRows() {
	l.rowOf = make([]int, len(l.nodes))
	for lane := range l.fixed {
		var of []int
		for i, n := range l.nodes {
			if n.Lane == lane {
				of = append(of, i)
				l.fixed[lane] = l.fixed[lane] || n.Order > 0
			}
		}
		count := max(1, (len(of)+max(1, l.o.Columns)-1)/max(1, l.o.Columns))
		if l.fixed[lane] {
			slices.SortStableFunc(of, func(a, b int) int { return cmp.Compare(place(l.nodes[a]), place(l.nodes[b])) })
		} else if count > 1 {
			height := l.heights(lane)
			pull := l.pulls()
			slices.SortStableFunc(of, func(a, b int) int {
				return cmp.Or(cmp.Compare(height[a], height[b]), cmp.Compare(pull[b], pull[a]))
			})
		}
		for row := range count {
			from, to := row*len(of)/count, (row+1)*len(of)/count
			at := len(l.rows)
			l.rows, l.laneOf = append(l.rows, nil), append(l.laneOf, lane)
			for _, i := range of[from:to] {
				l.rowOf[i] = at
				l.rows[at] = append(l.rows[at], len(l.items))
				l.items = append(l.items, item{node: i, width: l.o.NodeWidth})
			}
		}
	}
}

// place is where a node with an order comes; those without one come last.
func place(n Node) int {
	if n.Order > 0 {
		return n.Order
	}
	return int(^uint(0) >> 1)
}

// heights tells how many arrows of the lane lead on from each node at most: those at the end of them stand on top.
func (l *layout) heights(lane int) []int {
	out := make([]int, len(l.nodes))
	for range l.nodes { // as many rounds as the longest way can have steps
		changed := false
		for _, a := range l.arrows {
			if l.valid(a) && l.nodes[a.From].Lane == lane && l.nodes[a.To].Lane == lane && out[a.From] < out[a.To]+1 && out[a.To]+1 < len(l.nodes) {
				out[a.From], changed = out[a.To]+1, true
			}
		}
		if !changed {
			break
		}
	}
	return out
}

// pulls tells of each node how many more of its arrows go to lanes above it than to lanes below.
func (l *layout) pulls() []int {
	out := make([]int, len(l.nodes))
	for _, a := range l.arrows {
		if l.valid(a) {
			by := cmp.Compare(l.nodes[a.From].Lane, l.nodes[a.To].Lane)
			out[a.From] += by
			out[a.To] -= by
		}
	}
	return out
}

func (l *layout) valid(a Arrow) bool {
	return a.From != a.To && a.From >= 0 && a.To >= 0 && a.From < len(l.nodes) && a.To < len(l.nodes)
}

// chain lets each arrow pass through the rows between its ends.
func (l *layout) chain() {
	itemOf := make([]int, len(l.nodes))
	for i := range l.items {
		itemOf[l.items[i].node] = i
	}
	l.chains = make([][]int, len(l.arrows))
	for i, a := range l.arrows {
		if !l.valid(a) {
			continue
		}
		from, to := l.rowOf[a.From], l.rowOf[a.To]
		step := cmp.Compare(to, from)
		chain := []int{itemOf[a.From]}
		for row := from + step; step != 0 && row != to; row += step {
			chain = append(chain, len(l.items))
			l.rows[row] = append(l.rows[row], len(l.items))
			l.items = append(l.items, item{node: -1})
		}
		chain = append(chain, itemOf[a.To])
		l.chains[i] = chain
		for k := 1; k < len(chain); k++ {
			x, y := &l.items[chain[k-1]], &l.items[chain[k]]
			switch {
			case step == 0:
				x.beside, y.beside = append(x.beside, chain[k]), append(y.beside, chain[k-1])
			case step < 0:
				x.up, y.down = append(x.up, chain[k]), append(y.down, chain[k-1])
			default:
				x.down, y.up = append(x.down, chain[k]), append(y.up, chain[k-1])
			}
		}
	}
}
