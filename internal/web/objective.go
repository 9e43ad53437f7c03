package web

import (
	"net/http"
	"time"

	"github.com/steelyard-isms/steelyard/internal/access"
	"github.com/steelyard-isms/steelyard/internal/catalog/words"
	"github.com/steelyard-isms/steelyard/internal/civil"
	"github.com/steelyard-isms/steelyard/internal/evaluate"
	"github.com/steelyard-isms/steelyard/internal/measurement"
	"github.com/steelyard-isms/steelyard/internal/objective"
	"github.com/steelyard-isms/steelyard/internal/score"
	"github.com/steelyard-isms/steelyard/internal/web/page"
)

func (l *look) objectivePage(r *http.Request, o *evaluate.Objective, t trend) (page.Objective, error) {
	row := l.objectiveRow(o, t)
	p := page.Objective{Frame: l.frame, Ref: row.Ref, Statement: o.Record.Spec.Statement, Perspective: row.Perspective, State: row.State, Owner: row.Owner,
		Score: row.Score, Attainment: row.Attainment, Now: row.Now, NowAt: row.LastAt, Plan: row.Plan, Target: row.Target, TargetText: row.TargetText,
		Due: row.Due, Progress: row.Progress, Expected: row.Expected, Deviation: row.Deviation}
	if target := o.Main(); target != nil {
		if err := l.fillTarget(r, &p, target); err != nil {
			return p, err
		}
		p.Forecast = l.forecast(t.now(), target)
	} else if len(o.Ahead) > 0 {
		if err := l.fillAhead(r, &p, &o.Ahead[0]); err != nil {
			return p, err
		}
	} else if len(o.Record.Spec.Measures) > 0 { // without a target the first measure is shown
		m := t.now().Measures[o.Record.Spec.Measures[0].Measure.UID()]
		values, err := l.Values(r.Context(), m.Record)
		if err != nil {
			return p, err
		}
		p.Measure, p.Values = ref(m.Record.Record), series(m, values, time.Time{})
	}
	for i := range o.Targets {
		p.Targets = append(p.Targets, l.targetRow(&o.Targets[i]))
	}
	for i := range o.Node.Children {
		if share, ok := l.share(&o.Node.Children[i], t.now()); ok {
			p.Measures = append(p.Measures, share)
		}
	}
	p.Work, p.WorkMore = l.work(o)
	p.WorkPartial = l.Principal().Unit != "" || !l.May(access.Read, objective.InitiativeKind.Name) || !l.May(access.Read, objective.ActionKind.Name)
	p.Links = l.links(o, t.now())
	why, err := l.Explain(r.Context(), o.Record.Record)
	if err != nil {
		return p, err
	}
	p.Explain, p.Requirements = why.Explanation, l.requirements(o.Record.Spec.Owner.UID(), why.Requirements)
	history, err := l.History(r.Context(), o.Record.Record, maxHistory)
	if err != nil {
		return p, err
	}
	p.History = l.revisions(history, len(history) == maxHistory)
	return p, nil
}

// standing says that nothing of an objective is in force, or that a later version of it waits; else nothing.
func (l *look) standing(o *evaluate.Objective) string {
	latest, ok := l.Find(o.Record.UID)
	switch {
	case !ok:
		return ""
	case o.Waits:
		return l.text("objective.state.not-in-force", words.T("state", say(l.language(), stateWords, latest.State)))
	case latest.Revision != o.Record.Revision:
		return l.text("objective.state.waits", words.T("state", say(l.language(), stateWords, latest.State)))
	}
	return ""
}

// fillTarget brings in the target that the page's chart and facts are about.
func (l *look) fillTarget(r *http.Request, p *page.Objective, t *evaluate.Target) error {
	m, a := t.Measure, t.Attainment
	p.Measure = ref(m.Record.Record)
	p.Baseline, p.BaselineAt = figure(m.Record, &t.Plan.Baseline), date(t.Plan.Start)
	p.Milestones = len(t.Plan.Milestones) > 0
	if gap, ok := a.Gap.Get(); ok && gap > 0 {
		p.Gap = &gap
	} else if ok {
		p.Gap = new(float64)
	}
	p.PaceRatio, p.PaceDate = a.PaceRatio.Pointer(), date(a.PaceDate)
	var values []measurement.Recorded
	if _, seen := l.Find(m.Record.UID); seen { // of a measure of another unit the objective's own words are shown
		var err error
		if values, err = l.Values(r.Context(), m.Record); err != nil {
			return err
		}
	}
	from := date(t.Plan.Start)
	if from.After(l.At) { // the plan has not begun: show where it will begin from
		from = l.At.AddDate(-1, 0, 0)
	}
	p.Values = series(m, values, from)
	if l.At.After(evaluate.EndOf(t.Plan.Due)) {
		p.OnDue = figure(m.Record, a.Actual.Pointer())
	}
	if t.Plan.TargetHigh != nil {
		p.TargetHigh = figure(m.Record, t.Plan.TargetHigh)
	} else {
		p.Path = planPath(t.Plan)
	}
	return nil
}

// fillAhead brings in the target whose plan begins later: the chart shows where it will begin from, and nothing is judged by it.
func (l *look) fillAhead(r *http.Request, p *page.Objective, t *evaluate.Target) error {
	if err := l.fillTarget(r, p, t); err != nil {
		return err
	}
	p.Gap, p.Target, p.TargetText, p.Due = nil, figure(t.Measure.Record, &t.Plan.Target), l.targetText(t), date(t.Plan.Due)
	return nil
}

// planPath is the plan's way over its milestones, with a point at the end of each month so that a table can show it.
func planPath(p score.Plan) []page.ValueAt {
	at := func(d civil.Date) page.ValueAt {
		v := p.Expected(d)
		return page.ValueAt{At: date(d), Value: &v}
	}
	out := []page.ValueAt{at(p.Start)}
	for _, m := range p.Milestones {
		out = append(out, at(m.Date))
	}
	return append(out, at(p.Due))
}

func (l *look) targetRow(t *evaluate.Target) page.TargetRow {
	m, a := t.Measure, t.Attainment
	row := page.TargetRow{Ref: ref(m.Record.Record), Baseline: figure(m.Record, &t.Plan.Baseline), Now: current(m),
		Target: figure(m.Record, &t.Plan.Target), TargetText: l.targetText(t), Due: date(t.Plan.Due), Hold: t.Plan.Hold,
		Progress: a.Progress.Pointer(), Expected: a.Expected.Pointer(), Attainment: page.Attainment(a.Status)}
	if d := a.Deviation.Pointer(); d != nil {
		share := *d / 100
		row.Deviation = &share
	}
	return row
}

// share is what one measure brings to the objective's score.
func (l *look) share(e *score.EdgeResult, s *evaluate.Status) (page.MeasureShare, bool) {
	m := l.measureByID(e.ID, s)
	if m == nil {
		return page.MeasureShare{}, false
	}
	out := page.MeasureShare{Ref: ref(m.Record.Record), Now: current(m), Weight: e.Weight, Data: page.Data(e.State), Critical: e.Critical}
	if m.Scale != nil {
		k := m.Scale.Knots()
		out.Knots = []float64{k.Worst, k.Red, k.Green, k.Target}
		if u, ok := m.Scale.Upper(); ok {
			out.Knots = append(out.Knots, u.Target, u.Green, u.Red, u.Worst)
		}
	}
	if own, ok := e.Own.Get(); ok {
		out.Score = page.Score{Text: l.shown(own, 1), Band: page.Band(score.BandOf(own))}
	}
	if counted, ok := e.Score.Get(); ok && e.Lowered {
		out.Counted = l.shown(counted, 1)
	}
	if points, ok := e.Contribution.Get(); ok && e.Counts() {
		out.Contribution = l.shown(points, 1)
		out.Lacks = 100*e.ScoredShare.Or(0) - points
	}
	return out, true
}

// series gives the values from a day on, with a gap where one was due and missing, so that the line does not bridge what
// is not known.
func series(m *evaluate.Measure, values []measurement.Recorded, from time.Time) []page.ValueAt {
	var out []page.ValueAt
	for i := range values {
		v, at := &values[i], validTo(&values[i])
		if at.Before(from) {
			continue
		}
		if n := len(out); n > 0 {
			for _, missed := range evaluate.Missing(civil.OfTime(out[n-1].At), civil.OfTime(at), m.Step()) {
				out = append(out, page.ValueAt{At: date(missed)})
			}
		}
		out = append(out, page.ValueAt{At: at, Value: figure(m.Record, v.Value).Value})
	}
	return out
}
