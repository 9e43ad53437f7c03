package evaluate

import (
	"maps"
	"slices"
	"sync"
	"time"

	"github.com/steelyard-isms/steelyard/internal/civil"
	"github.com/steelyard-isms/steelyard/internal/record"
	"github.com/steelyard-isms/steelyard/internal/score"
)

// answers are what pages ask of a status again and again. Each is computed when it is asked for, once.
type answers struct {
	measures   sync.Once
	byMeasure  []*Measure
	objectives sync.Once
	byGoal     []*Objective
	coded      map[string]*Objective
	units      sync.Once
	byUnit     map[record.UID]*Status
	err        error
	mu         sync.Mutex // of what depends on what is asked
	quarters   []time.Time
	links      []Link
	changes    map[comparison]score.Split
	analyses   map[record.UID]*Analysis
}

// comparison is what a change was asked of: two trees, each on its day.
type comparison struct {
	from, to *score.Node
	then     civil.Date
}

// maxChanges is how many changes are kept of a status.
const maxChanges = 64

// MeasuresByCode lists the statuses of measures in the order of their codes. It is shared: nobody may change it.
func (s *Status) MeasuresByCode() []*Measure {
	s.answers.measures.Do(func() {
		s.answers.byMeasure = slices.SortedFunc(maps.Values(s.Measures), func(a, b *Measure) int { return ByCode(a.Record.Record, b.Record.Record) })
	})
	return s.answers.byMeasure
}

// ObjectivesByCode lists the statuses of objectives in the order of their codes. It is shared: nobody may change it.
func (s *Status) ObjectivesByCode() []*Objective {
	s.answers.objectives.Do(func() {
		s.answers.byGoal = slices.SortedFunc(maps.Values(s.Objectives), func(a, b *Objective) int { return ByCode(a.Record.Record, b.Record.Record) })
		s.answers.coded = make(map[string]*Objective, len(s.Objectives))
		for _, o := range s.answers.byGoal {
			s.answers.coded[o.Record.Code] = o
		}
	})
	return s.answers.byGoal
}

// Coded gives the status of the objective with a code; nil where there is none.
func (s *Status) Coded(code string) *Objective {
	s.ObjectivesByCode()
	return s.answers.coded[code]
}

// ScorecardsByCode lists the statuses of scorecards in the order of their codes.
func (s *Status) ScorecardsByCode() []*Scorecard {
	return slices.SortedFunc(maps.Values(s.Scorecards), func(a, b *Scorecard) int { return ByCode(a.Record.Record, b.Record.Record) })
}
