package score

// sum is a weighted sum on the way to its mean.
type sum struct{ weight, points float64 }

func (s *sum) add(weight, points float64) {
	s.weight += weight
	s.points += float64(weight * points)
}

// mean gives the weighted mean of scores or shares, none without any.
func (s sum) mean() Maybe {
	if s.weight == 0 {
		return Maybe{}
	}
	// Rounding must not lead out of the scale.
	return Some(min(AtTarget, s.points/s.weight))
}

// stick fills in what counts of each child: of an expired one no more than the mean of the last scores of the others.
// It is sticky-min, and belongs to the edge: the same measure can count differently under another parent.
func stick(kids []kid, view int, edges []EdgeResult) {
	expired := false
	for i := range kids {
		k := &kids[i]
		k.used[view] = k.score[view]
		expired = expired || k.counts && k.has(view) && k.lapsed[view]
	}
	if !expired {
		return
	}
	// The others of a child are those before it and those after it. Taking it out of the sum of all would lose
	// precision where it outweighs them.
	after := make([]sum, len(kids)+1)
	for i := len(kids) - 1; i >= 0; i-- {
		after[i] = after[i+1]
		if k := &kids[i]; k.counts && k.has(view) {
			after[i].add(k.weight, k.score[view])
		}
	}
	var before sum
	for i := range kids {
		k := &kids[i]
		if !k.counts || !k.has(view) {
			continue
		}
		if k.lapsed[view] {
			others := sum{before.weight + after[i+1].weight, before.points + after[i+1].points}.mean()
			k.used[view] = min(k.score[view], others.Or(k.score[view]))
			if view == now {
				edges[i].Others, edges[i].Lowered = others, k.used[now] < k.score[now]
			}
		}
		before.add(k.weight, k.score[view])
	}
}

// weigh gives the weighted mean of what counts, the same after the red cap, the cap, and the share of weight of those
// who cause it; each none where there is none. The edges, where given, learn why their child caps.
//
// The share is taken of the weight that has a score, so that adding an unknown cannot dilute it. If everything unknown
// were reported at 100, nothing would be late and every child would have a score; at 0, the late ones stay late.
func weigh(kids []kid, view int, edges []EdgeResult) (raw, capped, limit, share Maybe) {
	var total sum
	var red, all float64
	for i := range kids {
		k := &kids[i]
		if !k.counts {
			continue
		}
		if k.has(view) {
			total.add(k.weight, k.used[view])
		}
		var reason CapReason
		switch {
		case !k.critical:
		case k.has(view) && BandOf(k.used[view]) == Act:
			reason = CapRed
		case view != atFull && k.missing && k.late:
			reason = CapLate
		}
		if reason != "" {
			red += k.weight
		}
		if reason != "" || k.scored || view == atFull {
			all += k.weight
		}
		if edges != nil {
			edges[i].CapReason = reason
		}
	}
	raw = total.mean()
	score, ok := raw.Get()
	if !ok {
		// Without a score there is nothing to cap, whoever is late.
		for i := range edges {
			edges[i].CapReason = ""
		}
		return raw, raw, limit, share
	}
	if red == 0 {
		return raw, raw, limit, share
	}
	share, limit = Some(red/all), Some(capOne)
	if atLeast(red/all, halfOfWeight) {
		limit = Some(capHalf)
	}
	return raw, Some(min(score, limit.Or(score))), limit, share
}
