package lanes

import (
	"slices"
	"sort"
)

// sweeps is how often the rows are gone through, down and up, for fewer crossings.
const sweeps = 24

// order puts the items of each row in an order with few crossings, and what is linked within a row side by side. Lanes in a given order keep it.
func (l *layout) order() {
	at := make([]int, len(l.items))
	l.number(at)
	best, least := l.copy(), l.cost(at)
	for sweep := range sweeps {
		for i := range l.rows {
			row := i
			if sweep%2 == 1 {
				row = len(l.rows) - 1 - i
			}
			l.sortRow(row, at, sweep%2 == 0)
			l.exchange(row, at)
		}
		if cost := l.cost(at); cost < least {
			best, least = l.copy(), cost
		}
	}
	l.rows = best
}

func (l *layout) copy() [][]int {
	out := make([][]int, len(l.rows))
	for i, r := range l.rows {
		out[i] = slices.Clone(r)
	}
	return out
}

func (l *layout) number(at []int) {
	for _, row := range l.rows {
		for k, i := range row {
			at[i] = k
		}
	}
}

// sortRow sorts a row by the middle of what its items are linked with, in the row that was sorted before.
func (l *layout) sortRow(row int, at []int, down bool) {
	r := l.rows[row]
	wants := make(map[int]float64, len(r))
	for _, i := range r {
		near := l.items[i].up
		other := row - 1
		if !down {
			near, other = l.items[i].down, row+1
		}
		if len(near) == 0 {
			wants[i] = (float64(at[i]) + 0.5) / float64(len(r))
			continue
		}
		for _, n := range near {
			wants[i] += (float64(at[n]) + 0.5) / float64(len(l.rows[other])) / float64(len(near))
		}
	}
	sort.SliceStable(r, func(a, b int) bool { return wants[r[a]] < wants[r[b]] })
	if l.fixed[l.laneOf[row]] {
		l.restore(r)
	}
	for k, i := range r {
		at[i] = k
	}
}

// restore puts the nodes of a row back into the order that was given, in the places that nodes have; items of a lane were made in that order.
func (l *layout) restore(r []int) {
	var nodes []int
	for _, i := range r {
		if l.items[i].node >= 0 {
			nodes = append(nodes, i)
		}
	}
	slices.Sort(nodes)
	k := 0
	for p, i := range r {
		if l.items[i].node >= 0 {
			r[p] = nodes[k]
			k++
		}
	}
}

// exchange swaps neighbours as long as that gives less.
func (l *layout) exchange(row int, at []int) {
	r := l.rows[row]
	for range len(r) {
		better := false
		for k := 1; k < len(r); k++ {
			a, b := r[k-1], r[k]
			if l.fixed[l.laneOf[row]] && l.items[a].node >= 0 && l.items[b].node >= 0 {
				continue
			}
			now := l.pair(row, a, b, at) + l.within(row, at)
			r[k-1], r[k], at[a], at[b] = b, a, k, k-1
			if l.pair(row, b, a, at)+l.within(row, at) < now {
				better = true
				continue
			}
			r[k-1], r[k], at[a], at[b] = a, b, k-1, k
		}
		if !better {
			return
		}
	}
}

// The prices of what is not wanted. An arrow to a neighbour in the row costs nothing.
const (
	crossingCost = 4.0
	besideCost   = 3.0
	lengthCost   = 2.0
)

func (l *layout) cost(at []int) float64 {
	sum := 0.0
	for row := range l.rows {
		sum += l.between(row, at) + l.within(row, at)
	}
	return sum
}

// pair is what the arrows of two neighbours cost, the first of which stands left.
func (l *layout) pair(row, left, right int, at []int) float64 {
	sum := 0.0
	for n, other := range [2]int{row - 1, row + 1} {
		if other < 0 || other >= len(l.rows) {
			continue
		}
		a, b := l.items[left].up, l.items[right].up
		if n == 1 {
			a, b = l.items[left].down, l.items[right].down
		}
		for _, x := range a {
			for _, y := range b {
				if at[x] > at[y] {
					sum += crossingCost
				}
			}
		}
		sum += l.lengths(row, other, left, a, at) + l.lengths(row, other, right, b, at)
	}
	return sum
}

// lengths is what it costs that an item stands off what it is linked with in another row.
func (l *layout) lengths(row, other, i int, with []int, at []int) float64 {
	sum := 0.0
	here := (float64(at[i]) + 0.5) / float64(len(l.rows[row]))
	for _, n := range with {
		off := (float64(at[n])+0.5)/float64(len(l.rows[other])) - here
		sum += lengthCost * max(off, -off)
	}
	return sum
}

// between is what the arrows between a row and the one above it cost.
func (l *layout) between(row int, at []int) float64 {
	if row == 0 {
		return 0
	}
	sum := 0.0
	type line struct{ up, down int }
	var lines []line
	for k, i := range l.rows[row] {
		for _, n := range l.items[i].up {
			lines = append(lines, line{at[n], k})
		}
		sum += l.lengths(row, row-1, i, l.items[i].up, at)
	}
	for i, a := range lines {
		for _, b := range lines[:i] {
			if (a.up-b.up)*(a.down-b.down) < 0 {
				sum += crossingCost
			}
		}
	}
	return sum
}

// within is what arrows between nodes of one row cost: they are short where nothing stands between.
func (l *layout) within(row int, at []int) float64 {
	sum := 0.0
	for k, i := range l.rows[row] {
		for _, n := range l.items[i].beside {
			if at[n] > k {
				sum += besideCost * float64(at[n]-k-1)
			}
		}
	}
	return sum
}
