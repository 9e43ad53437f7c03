// Package evaluate computes status from what was declared and what was measured: (snapshot, values, moment) → scores
// and attainments. It is pure: no clock, no I/O, nothing kept. internal/score has the rules; this package brings the
// records into their form and the results back to the records.
package evaluate

import (
	"cmp"
	"fmt"
	"math"
	"sort"
	"strings"
	"time"

	"github.com/steelyard-isms/steelyard/internal/civil"
	"github.com/steelyard-isms/steelyard/internal/measure"
	"github.com/steelyard-isms/steelyard/internal/measurement"
	"github.com/steelyard-isms/steelyard/internal/objective"
	"github.com/steelyard-isms/steelyard/internal/record"
	"github.com/steelyard-isms/steelyard/internal/score"
	"github.com/steelyard-isms/steelyard/internal/scorecard"
)

// Values holds what is known of each series, ordered by the end of the valid time.
type Values map[int64][]measurement.Recorded

// NewValues groups points by series. A point without a value is left out.
func NewValues(points []measurement.Recorded) Values {
	v := Values{}
	for _, p := range points {
		if p.Value != nil {
			v[p.Series] = append(v[p.Series], p)
		}
	}
	for _, list := range v {
		sort.SliceStable(list, func(i, j int) bool { return list[i].To.Before(list[j].To) })
	}
	return v
}

// Until gives the values of a series whose valid time ends by then.
func (v Values) Until(series int64, at time.Time) []measurement.Recorded { return until(v[series], at) }

func until(list []measurement.Recorded, at time.Time) []measurement.Recorded {
	return list[:sort.Search(len(list), func(i int) bool { return list[i].To.After(at) })]
}

// SeriesOf gives the series of the values that a measure is judged by. Those of a derived measure, and those of the reporting periods
// of an aggregated one, are its own, and nothing is stored under them; of all others they are what StoredSeries says.
func SeriesOf(s *record.Snapshot, m record.Of[measure.Measure]) measurement.Series {
	if m.Spec.Aggregated() {
		return measurement.Series{Owner: m.UID, Name: aggregatedName}
	}
	return StoredSeries(s, m)
}

// StoredSeries gives the series under which the points of a measure are stored: the one that its source reads, or its own. Of a derived
// measure nothing is stored, and it is that of the computed values.
func StoredSeries(s *record.Snapshot, m record.Of[measure.Measure]) measurement.Series {
	if m.Spec.Derived() {
		return measurement.Series{Owner: m.UID, Name: derivedName}
	}
	if m.Spec.Source == "" {
		return measurement.Series{Owner: m.UID}
	}
	series := measurement.Series{Owner: m.Spec.Source.UID(), Name: m.Spec.Value}
	if source, ok := record.Get[measure.Source](s, m.Spec.Source.UID()); ok && source.Spec.ByUnit() {
		series.Unit = m.Spec.Unit.UID()
	}
	return series
}

// Measure is what is known of a measure at a moment.
type Measure struct {
	Record record.Of[measure.Measure]
	Series measurement.Series    // of the values that it is judged by
	Scale  *score.Indicator      // in force on the day; nil before its first date
	Last   *measurement.Recorded // the last value; nil where none was ever reported
	Score  score.Maybe           // of the last value
	Band   score.Band            // of that score; empty where there is none
	Fresh  score.Freshness       // of the last value; its state is Unknown without one
	Low    score.Maybe           // of a share found in a sample: the least and the greatest score in its 95 % interval; none otherwise
	High   score.Maybe
	Q      score.Maybe // quality of the data, 0 to 1; none where nothing can be judged. What it is made of is for Status.Quality to tell
}

// Provisional tells whether the sample behind the value is too small to tell its band.
func (m *Measure) Provisional() bool {
	low, ok := m.Low.Get()
	return ok && score.BandOf(low) != score.BandOf(m.High.Or(low))
}

// Target is one target of an objective with how it stands.
type Target struct {
	Measure    *Measure
	Declared   objective.Target
	Plan       score.Plan // in force on the day
	Attainment score.Attainment
}

// Objective is an objective at a moment.
type Objective struct {
	Record     record.Of[objective.Objective]
	Tree       *score.Node // what was rolled up
	Waits      bool        // nothing of it is in force: it is judged as it would be, and counts in nothing
	Node       *score.NodeResult
	Edge       *score.EdgeResult // to its perspective
	Targets    []Target          // those whose plan has begun
	Ahead      []Target          // those whose plan begins after the day: they judge nothing yet, and have no Attainment
	Attainment score.Status      // the worst of its targets; empty where it has none
	Deciding   []int             // the targets that have it
	part       *score.Part
}

// Perspective is a perspective at a moment.
type Perspective struct {
	Record     record.Of[scorecard.Perspective]
	Tree       *score.Node // nil where it has no weight in force
	Node       *score.NodeResult
	Edge       *score.EdgeResult
	Objectives []*Objective
	part       *score.Part
}

// Scorecard is a scorecard at a moment.
type Scorecard struct {
	Record       record.Of[scorecard.Scorecard]
	Tree         *score.Node
	Node         *score.NodeResult
	Perspectives []*Perspective // in their position
}

// Status is everything computed at one moment.
type Status struct {
	At         time.Time
	Day        civil.Date
	Snapshot   *record.Snapshot
	Measures   map[record.UID]*Measure
	Objectives map[record.UID]*Objective
	Scorecards map[record.UID]*Scorecard
	hidden     func(*record.Record) bool // nil where everything may be seen
	values     Values                    // with those of derived measures
	ways       *ways                     // for Advance
	answers    *answers
}

// At computes the status at a moment, from the values whose valid time ends by then. Values of derived measures are added, unless
// Derive has added them before.
func At(s *record.Snapshot, values Values, at time.Time) (*Status, error) {
	e := &evaluation{&Status{At: at, Day: civil.OfTime(at), Snapshot: s, Measures: map[record.UID]*Measure{},
		Objectives: map[record.UID]*Objective{}, Scorecards: map[record.UID]*Scorecard{}, values: Derive(s, values), ways: &ways{}, answers: &answers{}}}
	for m := range record.All[measure.Measure](s) {
		if err := e.measure(m); err != nil {
			return nil, err
		}
	}
	byPerspective := map[record.UID][]*Objective{}
	for o := range record.All[objective.Objective](s) {
		out, err := e.objective(o)
		if err != nil {
			return nil, err
		}
		if parent, ok := o.Spec.Perspective.On(e.Day); ok {
			byPerspective[parent.UID()] = append(byPerspective[parent.UID()], out)
		}
	}
	if err := e.waiting(); err != nil {
		return nil, err
	}
	byScorecard := map[record.UID][]*Perspective{}
	for p := range record.All[scorecard.Perspective](s) {
		card, ok := p.Spec.Scorecard.On(e.Day)
		if !ok {
			continue
		}
		out := &Perspective{Record: p, Objectives: byPerspective[p.UID]}
		sort.SliceStable(out.Objectives, func(i, j int) bool { return before(out.Objectives[i].Record.Record, out.Objectives[j].Record.Record) })
		byScorecard[card.UID()] = append(byScorecard[card.UID()], out)
	}
	for c := range record.All[scorecard.Scorecard](s) {
		out := &Scorecard{Record: c, Perspectives: byScorecard[c.UID]}
		sort.SliceStable(out.Perspectives, func(i, j int) bool {
			a, b := out.Perspectives[i].Record, out.Perspectives[j].Record
			if a.Spec.Position != b.Spec.Position {
				return a.Spec.Position < b.Spec.Position
			}
			return before(a.Record, b.Record)
		})
		if err := e.scorecard(out); err != nil {
			return nil, err
		}
	}
	return e.Status, nil
}

// waiting judges the objectives of which nothing is in force, drafts for the most part, as they would be. Nothing above
// them counts them.
func (e *evaluation) waiting() error {
	for r := range e.Snapshot.List(objective.ObjectiveKind.Name, false) {
		if _, counts := e.Snapshot.InForce(r.UID); counts {
			continue
		}
		o, _ := record.As[objective.Objective](r)
		out, err := e.objective(o)
		if err != nil {
			return err
		}
		out.Waits = true
	}
	return nil
}

// ByCode compares records by their codes: O-9 comes before O-10.
func ByCode(a, b *record.Record) int {
	return cmp.Or(cmp.Compare(len(a.Code), len(b.Code)), strings.Compare(a.Code, b.Code))
}

func before(a, b *record.Record) bool { return ByCode(a, b) < 0 }

type evaluation struct{ *Status }

func (e *evaluation) measure(m record.Of[measure.Measure]) error {
	out := &Measure{Record: m, Series: SeriesOf(e.Snapshot, m)}
	if scale, ok := m.Spec.ScaleOn(e.Day); ok {
		indicator, err := scale.Complete()
		if err != nil {
			return fmt.Errorf("scale of measure %s: %w", m.Name, err)
		}
		out.Scale = &indicator
	}
	if list := e.values.Until(out.Series.ID(), e.At); len(list) > 0 {
		out.Last = &list[len(list)-1]
		out.Fresh = m.Spec.Cadence().Freshness(out.Last.On(), e.Day)
		if out.Scale != nil {
			s, err := out.Scale.Score(*out.Last.Value)
			if err != nil {
				return fmt.Errorf("score of measure %s: %w", m.Name, err)
			}
			out.Score, out.Band = score.Some(s), score.BandOf(s)
			out.sample()
		}
		if q, judged := e.Quality(out); judged {
			out.Q = score.Some(q.Q)
		}
	} else {
		out.Fresh.State = score.Unknown
	}
	e.Measures[m.UID] = out
	return nil
}

// sample scores the ends of the interval of a share that was found in a sample (scoring.md, 5). They do not enter the bounds of
// what the measure counts for.
func (m *Measure) sample() {
	found, whole, ok := m.found(m.Last)
	if !ok {
		return
	}
	if s, err := m.Scale.Sample(found, int(*m.Last.Sample), whole); err == nil {
		m.Low, m.High = s.Low, s.High
	}
}

// found is how many cases of a sample a value stands for, and what the whole is in the unit of the measure; false where the value is no share
// of a sample.
func (m *Measure) found(p *measurement.Recorded) (cases int, whole float64, ok bool) {
	spec, n := m.Record.Spec, p.Sample
	if !spec.Sampled || n == nil || *n <= 0 || p.Value == nil {
		return 0, 0, false
	}
	whole = 1.0
	if spec.UnitOfMeasure == "%" {
		whole = score.Percent
	}
	found := math.Round(*p.Value / whole * float64(*n))
	return int(found), whole, found >= 0 && found <= float64(*n)
}

// leaf gives a measure the form of the roll-up. A measure that replaces others inherits their history.
func (e *evaluation) leaf(uid record.UID, depth int) *score.Leaf {
	m, ok := e.Measures[uid]
	if !ok { // a replaced measure is retired, and still has its history
		r, found := record.Get[measure.Measure](e.Snapshot, uid)
		if !found || e.measure(r) != nil {
			return nil
		}
		m = e.Measures[uid]
	}
	leaf := &score.Leaf{ID: string(uid), Cadence: m.Record.Spec.Cadence(), FirstDue: m.Record.Spec.FirstDue, Timing: score.Timing(m.Record.Spec.Timing), Scale: m.Scale}
	if m.Last != nil && m.Scale != nil {
		leaf.Value, leaf.ValidEnd, leaf.Quality = score.Some(*m.Last.Value), m.Last.On(), m.Q
	}
	if next := m.Record.Spec.Replaces.UID(); next != "" && depth < score.MaxReplaced {
		leaf.Replaces = e.leaf(next, depth+1)
	}
	return leaf
}

func (e *evaluation) node(o record.Of[objective.Objective]) *score.Node {
	node := &score.Node{ID: string(o.UID)}
	for _, edge := range o.Spec.Measures {
		weight, ok := edge.Weight.On(e.Day)
		if !ok || !edge.On(e.Day) {
			continue
		}
		leaf := e.leaf(edge.Measure.UID(), 0)
		if leaf == nil {
			continue
		}
		critical, _ := edge.Critical.On(e.Day)
		child := score.Child{Weight: weight, Critical: critical, Leaf: leaf}
		if n := edge.NotApplicable; n != nil {
			child.Exempt = &score.Exemption{Reason: n.Reason, RequestedBy: string(n.RequestedBy), ApprovedBy: string(n.ApprovedBy),
				From: n.From, Expires: n.Expires}
		}
		node.Children = append(node.Children, child)
	}
	return node
}

func (e *evaluation) objective(o record.Of[objective.Objective]) (*Objective, error) {
	tree := e.node(o)
	rolled, err := score.RollUp(tree, e.Day)
	if err != nil {
		return nil, fmt.Errorf("roll-up of objective %s: %w", o.Name, err)
	}
	out := &Objective{Record: o, Tree: tree, Node: rolled.Root(), part: rolled.Part()}
	var attainments []score.Attainment
	for _, t := range o.Spec.Targets {
		m, ok := e.Measures[t.Measure.UID()]
		if !ok {
			continue
		}
		plan, ok := t.On(e.Day, m.Record.Spec.Cadence())
		if !ok {
			continue
		}
		if e.Day.Before(plan.Start) { // what begins later says nothing of the day, least of all of one that is long past
			out.Ahead = append(out.Ahead, Target{Measure: m, Declared: t, Plan: plan})
			continue
		}
		var readings []score.Reading
		list := e.values.Until(m.Series.ID(), e.At)
		for i := range list {
			readings = append(readings, score.Reading{Date: list[i].On(), Value: *list[i].Value})
		}
		a, err := plan.Attainment(e.Day, readings)
		if err != nil {
			return nil, fmt.Errorf("attainment of objective %s: %w", o.Name, err)
		}
		out.Targets = append(out.Targets, Target{Measure: m, Declared: t, Plan: plan, Attainment: a})
		attainments = append(attainments, a)
	}
	if len(attainments) > 0 {
		out.Attainment, out.Deciding = score.Worst(attainments)
	}
	e.Objectives[o.UID] = out
	return out, nil
}
