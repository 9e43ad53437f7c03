package lanes

import "math"

// close is how near two upright pieces may come at last, where there is no room for more.
const close = 5.0

// resolve looks for another place for each port that is still in line with the end of another leg in one of its spaces: the one farthest from all others.
func resolve(legs []*leg, groups [][]*port) {
	type seat struct {
		left, right *port // its neighbours at the node
		legs        []*leg
	}
	seats := map[*port]*seat{}
	spaces := map[int][]*leg{}
	at := func(p *port) *seat {
		if seats[p] == nil {
			seats[p] = &seat{}
		}
		return seats[p]
	}
	for _, g := range legs {
		spaces[g.space] = append(spaces[g.space], g)
		for _, p := range [2]*port{g.from, g.to} {
			at(p).legs = append(at(p).legs, g)
		}
	}
	for _, ports := range groups {
		for k, p := range ports {
			if k > 0 {
				at(p).left = ports[k-1]
			}
			if k+1 < len(ports) {
				at(p).right = ports[k+1]
			}
		}
	}
	// room is how far a port would be, at x, from the ends of all other legs in its spaces.
	room := func(p *port, x float64) float64 {
		least := math.Inf(1)
		for _, own := range at(p).legs {
			for _, g := range spaces[own.space] {
				if g == own {
					continue
				}
				for _, other := range [2]*port{g.from, g.to} {
					if other != p {
						least = math.Min(least, math.Abs(other.x-x))
					}
				}
			}
		}
		return least
	}
	move := func(p *port) {
		best, most := p.x, room(p, p.x)
		if most >= close {
			return
		}
		low, high := p.low, p.high
		if n := at(p).left; n != nil {
			low = math.Max(low, n.x+close)
		}
		if n := at(p).right; n != nil {
			high = math.Min(high, n.x-close)
		}
		for x := low; x <= high; x++ {
			if r := room(p, x); r > most && (most < close || r >= apart && math.Abs(x-p.x) < math.Abs(best-p.x)) {
				best, most = x, math.Min(r, apart)
			}
		}
		p.x = best
	}
	for range 3 {
		for _, g := range legs {
			move(g.from)
			move(g.to)
		}
	}
}
