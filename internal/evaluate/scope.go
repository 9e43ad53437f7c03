package evaluate

import (
	"slices"

	"github.com/steelyard-isms/steelyard/internal/civil"
	"github.com/steelyard-isms/steelyard/internal/org"
	"github.com/steelyard-isms/steelyard/internal/record"
)

// Under lists a unit and those that are below it on a day.
func Under(s *record.Snapshot, top record.UID, day civil.Date) map[record.UID]bool {
	out := map[record.UID]bool{top: true}
	for u := range record.All[org.Unit](s) {
		if slices.Contains(s.Above(u.Record, day), top) {
			out[u.UID] = true
		}
	}
	return out
}

// Above lists, for each unit that is not retired, the unit itself and those of them that it is below on a day.
func Above(s *record.Snapshot, day civil.Date) map[record.UID][]record.UID {
	out := map[record.UID][]record.UID{}
	for u := range record.All[org.Unit](s) {
		out[u.UID] = s.Above(u.Record, day)
	}
	for u, way := range out { // a retired one has figures no more
		out[u] = slices.DeleteFunc(way, func(up record.UID) bool { return out[up] == nil })
	}
	return out
}

// Each gives what Within gives of each unit with those below it. Above is as Above has it for the day of the status. The answer is
// shared: nobody may change it. Error: that of the roll-up.
func (s *Status) Each(above map[record.UID][]record.UID) (map[record.UID]*Status, error) {
	s.answers.units.Do(func() { s.answers.byUnit, s.answers.err = s.divide(above) })
	return s.answers.byUnit, s.answers.err
}

// divide goes through all objectives once, for all units.
func (s *Status) divide(above map[record.UID][]record.UID) (map[record.UID]*Status, error) {
	of := make(map[record.UID]*evaluation, len(above))
	for unit := range above {
		of[unit] = s.alone()
	}
	for uid, o := range s.Objectives {
		for _, unit := range above[o.Record.Spec.Unit.UID()] {
			of[unit].take(uid, o)
		}
	}
	for _, c := range s.Scorecards {
		cards := make(map[record.UID]*Scorecard, len(above))
		for unit := range above {
			cards[unit] = &Scorecard{Record: c.Record}
		}
		for _, p := range c.Perspectives {
			for _, o := range p.Objectives {
				for _, unit := range above[o.Record.Spec.Unit.UID()] {
					cards[unit].add(p, of[unit].Objectives[o.Record.UID])
				}
			}
		}
		for unit, card := range cards {
			if err := of[unit].scorecard(card); err != nil {
				return nil, err
			}
		}
	}
	out := make(map[record.UID]*Status, len(of))
	for unit, e := range of {
		out[unit] = e.Status
	}
	return out, nil
}

// alone begins a status of a part: its measures are all, its objectives none yet.
func (s *Status) alone() *evaluation {
	return &evaluation{&Status{At: s.At, Day: s.Day, Snapshot: s.Snapshot, Measures: s.Measures, Objectives: map[record.UID]*Objective{},
		Scorecards: make(map[record.UID]*Scorecard, len(s.Scorecards)), hidden: s.hidden, values: s.values, answers: &answers{}}}
}

// take lets an objective count for the part, by a weight that it has there.
func (e *evaluation) take(uid record.UID, o *Objective) {
	own := *o
	own.Edge = nil
	e.Objectives[uid] = &own
}

// add sets an objective under a perspective, which is there once it has one. Objectives of a perspective come one after another.
func (c *Scorecard) add(p *Perspective, o *Objective) {
	n := len(c.Perspectives)
	if n == 0 || c.Perspectives[n-1].Record.UID != p.Record.UID {
		c.Perspectives, n = append(c.Perspectives, &Perspective{Record: p.Record}), n+1
	}
	c.Perspectives[n-1].Objectives = append(c.Perspectives[n-1].Objectives, o)
}

// Within gives the status of some units alone: scorecards are rolled up from their objectives, by the weights that those have
// among each other, and perspectives in which they have none are left out. Measures are all there still, since an objective may be judged
// by one of another unit. Error: that of the roll-up.
func (s *Status) Within(units map[record.UID]bool) (*Status, error) {
	e := s.alone()
	for uid, o := range s.Objectives {
		if units[o.Record.Spec.Unit.UID()] {
			e.take(uid, o)
		}
	}
	for _, c := range s.Scorecards {
		card := &Scorecard{Record: c.Record}
		for _, p := range c.Perspectives {
			for _, o := range p.Objectives {
				if own := e.Objectives[o.Record.UID]; own != nil {
					card.add(p, own)
				}
			}
		}
		if err := e.scorecard(card); err != nil {
			return nil, err
		}
	}
	return e.Status, nil
}
