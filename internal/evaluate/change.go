package evaluate

import (
	"github.com/steelyard-isms/steelyard/internal/civil"
	"github.com/steelyard-isms/steelyard/internal/measure"
	"github.com/steelyard-isms/steelyard/internal/objective"
	"github.com/steelyard-isms/steelyard/internal/record"
	"github.com/steelyard-isms/steelyard/internal/score"
	"github.com/steelyard-isms/steelyard/internal/scorecard"
)

// Tree gives what the score of a record is made of, for comparing it with that of another moment; false where the record has
// no score at this one: it is not there, not in force, or of another kind.
func (s *Status) Tree(r *record.Record) (*score.Node, bool) {
	var tree *score.Node
	switch r.Kind {
	case measure.MeasureKind.Name:
		if m, ok := s.Measures[r.UID]; ok {
			tree = m.tree()
		}
	case objective.ObjectiveKind.Name:
		if o, ok := s.Objectives[r.UID]; ok {
			tree = o.Tree
		}
	case scorecard.ScorecardKind.Name:
		if c, ok := s.Scorecards[r.UID]; ok {
			tree = c.Tree
		}
	case scorecard.PerspectiveKind.Name:
		for _, c := range s.Scorecards {
			for _, p := range c.Perspectives {
				if p.Record.UID == r.UID {
					tree = p.Tree
				}
			}
		}
	}
	return tree, tree != nil
}

// tree is the score of a measure by itself: that of its last value, however old.
func (m *Measure) tree() *score.Node {
	leaf := &score.Leaf{ID: string(m.Record.UID)}
	if m.Last != nil && m.Scale != nil {
		leaf.Value, leaf.Scale = score.Some(*m.Last.Value), m.Scale
	}
	return &score.Node{ID: string(m.Record.UID), Children: []score.Child{{Weight: 1, Leaf: leaf}}}
}

// Change splits the change of a record's score from an earlier status to this one into its effects. The second is false where
// the record has no score at one of the two moments. Error: that of the roll-up.
func (s *Status) Change(before *Status, r *record.Record) (score.Split, bool, error) {
	from, was := before.Tree(r)
	to, is := s.Tree(r)
	if !was || !is {
		return score.Split{}, false, nil
	}
	if _, alone := s.Measures[r.UID]; alone { // its tree is made for each that asks
		split, err := score.SplitChange(score.Moment{Root: from, Day: before.Day}, score.Moment{Root: to, Day: s.Day})
		return split, err == nil && split.Total.Known(), err
	}
	split, err := s.answers.change(comparison{from, to, before.Day}, s.Day)
	return split, err == nil && split.Total.Known(), err
}

// change splits a change, once for all who compare with the same day.
func (a *answers) change(c comparison, day civil.Date) (score.Split, error) {
	a.mu.Lock()
	defer a.mu.Unlock()
	split, known := a.changes[c]
	if known {
		return split, nil
	}
	split, err := score.SplitChange(score.Moment{Root: c.from, Day: c.then}, score.Moment{Root: c.to, Day: day})
	if err != nil {
		return split, err
	}
	if a.changes == nil || len(a.changes) == maxChanges {
		a.changes = map[comparison]score.Split{}
	}
	a.changes[c] = split
	return split, nil
}

// ScoreOf is the score of a record; false where the record has no status at this moment, or it is of another kind.
func (s *Status) ScoreOf(r *record.Record) (score.Maybe, bool) {
	if m, ok := s.Measures[r.UID]; ok {
		return m.Score, true
	}
	if o, ok := s.Objectives[r.UID]; ok {
		return o.Node.Score, true
	}
	for _, c := range s.Scorecards {
		if c.Record.UID == r.UID {
			return c.Node.Score, true
		}
		for _, p := range c.Perspectives {
			if p.Record.UID == r.UID && p.Node != nil {
				return p.Node.Score, true
			}
		}
	}
	return score.Maybe{}, false
}
