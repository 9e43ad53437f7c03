package explain

import (
	"slices"

	"github.com/steelyard-isms/steelyard/internal/civil"
	"github.com/steelyard-isms/steelyard/internal/evaluate"
	"github.com/steelyard-isms/steelyard/internal/measure"
	"github.com/steelyard-isms/steelyard/internal/measurement"
	"github.com/steelyard-isms/steelyard/internal/objective"
	"github.com/steelyard-isms/steelyard/internal/record"
	"github.com/steelyard-isms/steelyard/internal/score"
	"github.com/steelyard-isms/steelyard/internal/scorecard"
)

// Kinds lists the kinds of record that have a status.
func Kinds() []*record.Kind {
	return []*record.Kind{measure.MeasureKind, objective.ObjectiveKind, scorecard.PerspectiveKind, scorecard.ScorecardKind}
}

// Of gives the status of a record out of everything that was computed; false where the record is retired or of a kind
// that has none. Runs are named by identifier only, until Attach; sentences are added by Finish.
func Of(all *evaluate.Status, r *record.Record) (*Status, bool) {
	c := converter{all}
	s := &Status{Subject: subject(r), At: all.At.UTC(), Day: all.Day, Seq: all.Snapshot.Seq(), Data: string(score.Insufficient), Computed: []Computed{}, Explanation: []string{}}
	switch r.Kind {
	case measure.MeasureKind.Name:
		m, ok := all.Measures[r.UID]
		if !ok || r.Retired {
			return nil, false
		}
		c.measure(s, m)
		s.Computed = c.computed(s)
		return s, true
	case objective.ObjectiveKind.Name:
		o, ok := all.Objectives[r.UID]
		if !ok {
			return nil, false
		}
		c.node(s, o.Node)
		c.exemptions(s, o)
		s.Attainment = c.attainment(o)
		if o.Edge != nil {
			s.Parent = c.parent(o.Edge)
		}
		s.Computed = c.computed(s)
		return s, true
	case scorecard.ScorecardKind.Name:
		card, ok := all.Scorecards[r.UID]
		if ok {
			c.node(s, card.Node)
		}
		return s, ok
	case scorecard.PerspectiveKind.Name:
		for _, card := range all.Scorecards {
			for _, p := range card.Perspectives {
				if p.Record.UID == r.UID {
					c.node(s, p.Node)
					if p.Edge != nil {
						s.Parent = c.parent(p.Edge)
					}
					return s, true
				}
			}
		}
	}
	return nil, false
}

// readings goes through all readings within a status.
func (s *Status) readings(do func(*Reading)) {
	if s.Measure != nil && s.Measure.Reading != nil {
		do(s.Measure.Reading)
	}
	if s.Measure != nil && s.Measure.Derivation != nil {
		s.Measure.Derivation.readings(do)
	}
	for i := range s.Computed {
		s.Computed[i].Derivation.readings(do)
	}
	if s.Rollup != nil {
		for i := range s.Rollup.Children {
			if r := s.Rollup.Children[i].Reading; r != nil {
				do(r)
			}
		}
	}
	if s.Attainment != nil {
		for i := range s.Attainment.Targets {
			if r := s.Attainment.Targets[i].Reading; r != nil {
				do(r)
			}
		}
	}
}

// RunIDs lists the runs that the values come from.
func (s *Status) RunIDs() []string {
	var out []string
	s.readings(func(r *Reading) {
		if r.Run != nil && !slices.Contains(out, r.Run.ID) {
			out = append(out, r.Run.ID)
		}
	})
	return out
}

// Attach says of runs what the reader may know of them.
func (s *Status) Attach(runs map[string]Run) {
	s.readings(func(r *Reading) {
		if r.Run == nil {
			return
		}
		if run, ok := runs[r.Run.ID]; ok {
			r.Run = &run
		}
	})
}

// Finish puts the status into sentences.
func (s *Status) Finish() { s.Explanation = s.Sentences() }

type converter struct{ all *evaluate.Status }

// Within says that only what belongs to a unit and those below it was counted.
func (s *Status) Within(unit *record.Record) {
	of := subject(unit)
	s.Scope = &of
}

func subject(r *record.Record) Subject {
	return Subject{Kind: r.Kind, UID: string(r.UID), Name: r.Name, Code: r.Code, Title: r.Title}
}

func (c converter) subject(id string) Subject {
	if r, ok := c.all.Find(record.UID(id)); ok {
		return subject(r)
	}
	return Subject{UID: id, Name: id, Title: id}
}

func (c converter) node(s *Status, n *score.NodeResult) {
	if n == nil {
		return
	}
	s.Score, s.Band, s.Shown, s.Data = n.Score.Pointer(), string(n.Band), n.Shown, string(n.Data)
	r := &Rollup{Raw: n.Raw.Pointer(), Cap: n.Cap.Pointer(), CapShare: n.CapShare.Pointer(), CapBy: []Cause{}, Lower: n.Lower, Upper: n.Upper,
		LowerBand: string(n.LowerBand), UpperBand: string(n.UpperBand), Provisional: n.Provisional, Coverage: n.Coverage,
		Confidence: n.Confidence, Insufficient: string(n.Insufficient), Children: make([]Part, len(n.Children))}
	for i := range n.Children {
		e := &n.Children[i]
		p := c.part(e)
		r.Children[i] = p
		if e.CapReason != "" {
			r.CapBy = append(r.CapBy, Cause{p.Subject, string(e.CapReason)})
		}
	}
	s.Rollup = r
}

func (c converter) part(e *score.EdgeResult) Part {
	p := Part{Subject: c.subject(e.ID), State: string(e.State), Phi: e.Phi.Pointer(), Critical: e.Critical, Late: e.Late, Weight: e.Weight,
		Own: e.Own.Pointer(), Counted: e.Score.Pointer(), Others: e.Others.Pointer(), Lowered: e.Lowered, Share: e.ScoredShare.Pointer(),
		ApplicableShare: e.ApplicableShare.Pointer(), Contribution: e.Contribution.Pointer(), Lower: e.Lower.Pointer(), Upper: e.Upper.Pointer(),
		Coverage: e.Coverage, Confidence: e.Confidence, CapReason: string(e.CapReason)}
	if p.Counted != nil {
		p.Band = string(score.BandOf(*p.Counted))
	}
	holder := e.ID
	if e.From != "" {
		from := c.subject(e.From)
		p.InheritsFrom, holder = &from, e.From
	}
	if m, ok := c.all.Measures[record.UID(holder)]; ok && p.Own != nil {
		p.Reading = c.reading(m.Last, m)
	}
	if m, ok := c.all.Measures[record.UID(e.ID)]; ok && m.Record.Spec.Owner != "" {
		switch e.State {
		case score.Stale, score.Expired, score.Unknown:
			owner := c.subject(string(m.Record.Spec.Owner))
			p.Owner = &owner
		}
	}
	return p
}

// parent turns the edge to a parent around: its subject is the parent.
func (c converter) parent(e *score.EdgeResult) *Part {
	p := c.part(e)
	p.Subject = c.subject(e.Parent)
	return &p
}

func (c converter) exemptions(s *Status, o *evaluate.Objective) {
	for i := range s.Rollup.Children {
		p := &s.Rollup.Children[i]
		for _, edge := range o.Record.Spec.Measures {
			if n := edge.NotApplicable; n != nil && string(edge.Measure) == p.UID && p.State == string(score.NotApplicable) {
				p.NotApplicable = &NotApplicable{Reason: n.Reason, Expires: n.Expires}
			}
		}
	}
}

func (c converter) reading(last *measurement.Recorded, m *evaluate.Measure) *Reading {
	return c.readingOf(last, m.Record, m.Record.Spec.UnitOfMeasure, m.Record.Spec.Decimals)
}

func (c converter) measure(s *Status, m *evaluate.Measure) {
	spec := m.Record.Spec
	s.Data = string(m.Fresh.State)
	if x, ok := m.Score.Get(); ok {
		s.Score, s.Band, s.Shown = &x, string(m.Band), score.Shown(x, 1)
	}
	out := &Measure{UnitOfMeasure: spec.UnitOfMeasure, Decimals: spec.Decimals, Reading: c.reading(m.Last, m), PeriodDays: spec.PeriodDays,
		GraceDays: spec.Cadence().Grace(), FirstDue: spec.FirstDue.String(), SourceValue: spec.Value, CountedOnly: spec.CountedOnly}
	if m.Last != nil {
		out.Freshness = &Freshness{State: string(m.Fresh.State), AgeDays: m.Fresh.AgeDays, Phi: m.Fresh.Phi}
	}
	if low, ok := m.Low.Get(); ok {
		high := m.High.Or(low)
		out.Interval = &Interval{Cases: *m.Last.Sample, Low: low, High: high, LowBand: string(score.BandOf(low)), HighBand: string(score.BandOf(high)), Provisional: m.Provisional()}
	}
	if m.Scale != nil {
		out.Scale = &Scale{Direction: string(m.Scale.Direction()), Knots: Knots(m.Scale.Knots())}
		if upper, ok := m.Scale.Upper(); ok {
			knots := Knots(upper)
			out.Scale.Upper = &knots
		}
	}
	if spec.Source != "" {
		source := c.subject(string(spec.Source))
		out.Source = &source
	}
	if p, ok := evaluate.PeriodsOf(c.all.Snapshot, m.Record); ok {
		out.Aggregation = aggregationOf(p)
	}
	out.Derivation = c.derivation(c.all.Derivation(m.Record))
	out.Control, out.Analysis = c.control(m), c.analysis(m)
	if q, judged := c.all.Quality(m); judged {
		out.Quality = quality(q)
	}
	out.Improvements = []Improvement{}
	s.Measure = out
}

// Improved adds what was done to move a measure, and what followed.
func (s *Status) Improved(list []evaluate.Effect) {
	if s.Measure != nil {
		s.Measure.Improvements = improvements(list)
	}
}

func (c converter) attainment(o *evaluate.Objective) *Attainment {
	if len(o.Targets) == 0 {
		return nil
	}
	out := &Attainment{Status: string(o.Attainment), Targets: make([]Target, len(o.Targets))}
	for i, t := range o.Targets {
		out.Targets[i] = c.target(t)
		out.Targets[i].Deciding = slices.Contains(o.Deciding, i)
	}
	return out
}

func (c converter) target(t evaluate.Target) Target {
	a, plan, spec := t.Attainment, t.Plan, t.Measure.Record.Spec
	out := Target{Measure: subject(t.Measure.Record.Record), Unit: spec.UnitOfMeasure, Decimals: spec.Decimals, Status: string(a.Status),
		Relapse: a.Relapse, Start: plan.Start, Due: plan.Due, Baseline: plan.Baseline, Target: plan.Target, TargetHigh: plan.TargetHigh,
		Hold: plan.Hold, Milestones: []Milestone{}, Actual: a.Actual.Pointer(), ActualOn: a.ActualOn.String(), Data: string(a.Data),
		Progress: a.Progress.Pointer(), Expected: a.Expected.Pointer(), Deviation: a.Deviation.Pointer(), Gap: a.Gap.Pointer(),
		PaceRatio: a.PaceRatio.Pointer(), PaceDate: a.PaceDate.String()}
	for _, m := range plan.Milestones {
		out.Milestones = append(out.Milestones, Milestone{m.Date, m.Value})
	}
	if out.Progress != nil {
		expected := plan.Expected(civil.Earlier(c.all.Day, plan.Due))
		out.ExpectedValue = &expected
	}
	if plan.TargetHigh == nil {
		planned := plan.Expected(c.all.Day)
		out.Planned = &planned
	}
	if last := t.Measure.Last; last != nil && last.On() == a.ActualOn {
		out.Reading = c.reading(last, t.Measure)
	}
	if t.Measure.Record.Name != "" { // else it is hidden
		f := forecast(c.all.Analyse(t.Measure).Forecast(evaluate.WishOf(plan)))
		out.Forecast = &f
	}
	return out
}
