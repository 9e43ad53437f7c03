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

// Within gives the status of some units alone: scorecards are rolled up from their objectives, by the weights that those have
// among each other, and perspectives in which they have none are left out. Measures are all there still, since an objective may be judged
// by one of another unit. Error: that of the roll-up.
func (s *Status) Within(units map[record.UID]bool) (*Status, error) {
	e := &evaluation{&Status{At: s.At, Day: s.Day, Snapshot: s.Snapshot, Measures: s.Measures, Objectives: map[record.UID]*Objective{},
		Scorecards: make(map[record.UID]*Scorecard, len(s.Scorecards)), hidden: s.hidden, values: s.values}}
	for uid, o := range s.Objectives {
		if units[o.Record.Spec.Unit.UID()] {
			own := *o
			own.Edge = nil
			e.Objectives[uid] = &own
		}
	}
	for _, c := range s.Scorecards {
		card := &Scorecard{Record: c.Record}
		for _, p := range c.Perspectives {
			view := &Perspective{Record: p.Record}
			for _, o := range p.Objectives {
				if own := e.Objectives[o.Record.UID]; own != nil {
					view.Objectives = append(view.Objectives, own)
				}
			}
			if len(view.Objectives) > 0 {
				card.Perspectives = append(card.Perspectives, view)
			}
		}
		if err := e.scorecard(card); err != nil {
			return nil, err
		}
	}
	return e.Status, nil
}
