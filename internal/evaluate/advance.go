package evaluate

import (
	"maps"
	"sync"
	"time"

	"github.com/steelyard-isms/steelyard/internal/civil"
	"github.com/steelyard-isms/steelyard/internal/measure"
	"github.com/steelyard-isms/steelyard/internal/measurement"
	"github.com/steelyard-isms/steelyard/internal/objective"
	"github.com/steelyard-isms/steelyard/internal/org"
	"github.com/steelyard-isms/steelyard/internal/record"
	"github.com/steelyard-isms/steelyard/internal/scorecard"
)

// counted are the kinds whose records an evaluation reads.
var counted = []string{measure.MeasureKind.Name, measure.SourceKind.Name, objective.ObjectiveKind.Name, scorecard.ScorecardKind.Name,
	scorecard.PerspectiveKind.Name, org.UnitKind.Name}

// SameRecords tells whether two states certainly have the same records of the kinds that evaluations read: what was declared
// otherwise, or approved, between them does not matter for any score. It may say no of two that came about apart.
func SameRecords(a, b *record.Snapshot) bool { return a.SameOf(b, counted...) }

// Advance computes what At would, from an earlier status: of a few new values only what lies above them is computed again. Values
// are those of all series and of derived measures, and a list that did not change is the same list. Where the day or the records
// are others, it computes everything.
func Advance(before *Status, s *record.Snapshot, values Values, at time.Time) (*Status, error) {
	e := &evaluation{&Status{At: at, Day: before.Day, Snapshot: s, values: values, ways: before.ways, answers: &answers{}}}
	if before.hidden != nil || before.ways == nil || civil.OfTime(at) != before.Day || !SameRecords(s, before.Snapshot) {
		return At(s, values, at)
	}
	e.Measures, e.Objectives, e.Scorecards = before.Measures, before.Objectives, before.Scorecards
	w := before.ways.of(before)
	touched := map[record.UID]bool{}
	for series, measures := range w.read {
		if sameUntil(before.values[series], before.At, values[series], at) {
			continue
		}
		if len(touched) == 0 {
			e.Measures = maps.Clone(e.Measures)
		}
		for _, uid := range measures {
			touched[uid] = true
			if err := e.measure(before.Measures[uid].Record); err != nil {
				return nil, err
			}
		}
	}
	return e.Status, e.above(touched, before, w)
}

// above computes again what lies above some measures.
func (e *evaluation) above(touched map[record.UID]bool, before *Status, w *ways) error {
	objectives := map[record.UID]bool{}
	for m := range touched {
		for _, o := range w.above[m] {
			objectives[o] = true
		}
	}
	if len(objectives) == 0 {
		return nil
	}
	e.Objectives = maps.Clone(e.Objectives)
	for uid := range objectives {
		old := before.Objectives[uid]
		out, err := e.objective(old.Record)
		if err != nil {
			return err
		}
		out.Waits = old.Waits
	}
	e.Scorecards = maps.Clone(e.Scorecards)
	for _, c := range before.Scorecards {
		if err := e.scorecardAgain(c, objectives); err != nil {
			return err
		}
	}
	return nil
}

// scorecardAgain rolls up the perspectives that some objectives are in, and the scorecard with them.
func (e *evaluation) scorecardAgain(c *Scorecard, changed map[record.UID]bool) error {
	card, again := *c, false
	card.Perspectives = make([]*Perspective, len(c.Perspectives))
	for i, p := range c.Perspectives {
		view := *p // its edge to the scorecard may change with those of the others
		card.Perspectives[i] = &view
		if !anyOf(p.Objectives, changed) {
			continue
		}
		again = true
		view.Objectives = make([]*Objective, len(p.Objectives))
		for k, o := range p.Objectives {
			out := *e.Objectives[o.Record.UID] // so may its edge to the perspective
			view.Objectives[k], e.Objectives[o.Record.UID] = &out, &out
		}
		if err := e.perspective(&view); err != nil {
			return err
		}
	}
	if !again {
		return nil
	}
	return e.top(&card)
}

func anyOf(list []*Objective, of map[record.UID]bool) bool {
	for _, o := range list {
		if of[o.Record.UID] {
			return true
		}
	}
	return false
}

// sameUntil tells whether two lists are the same as far as each counts by its moment.
func sameUntil(a []measurement.Recorded, atA time.Time, b []measurement.Recorded, atB time.Time) bool {
	if same(a, b) && atA.Equal(atB) {
		return true
	}
	a, b = until(a, atA), until(b, atB)
	return same(a, b)
}

// same tells whether two lists are one.
func same(a, b []measurement.Recorded) bool {
	return len(a) == len(b) && (len(a) == 0 || &a[0] == &b[0])
}

// ways is where the values of a series go: to measures, and from those to objectives.
type ways struct {
	once  sync.Once
	read  map[int64][]record.UID      // measures by the series of their values
	above map[record.UID][]record.UID // objectives that weigh a measure, or one that replaces it, or have a target for it
}

func (w *ways) of(s *Status) *ways {
	w.once.Do(func() {
		w.read, w.above = make(map[int64][]record.UID, len(s.Measures)), make(map[record.UID][]record.UID, len(s.Measures))
		for uid, m := range s.Measures {
			id := m.Series.ID()
			w.read[id] = append(w.read[id], uid)
		}
		for uid, o := range s.Objectives {
			reached := map[record.UID]bool{}
			for _, edge := range o.Record.Spec.Measures {
				if m, ok := record.Get[measure.Measure](s.Snapshot, edge.Measure.UID()); ok {
					for old := range chain(s.Snapshot, m) {
						reached[old.UID] = true
					}
				}
			}
			for _, t := range o.Record.Spec.Targets {
				reached[t.Measure.UID()] = true
			}
			for m := range reached {
				w.above[m] = append(w.above[m], uid)
			}
		}
	})
	return w
}
