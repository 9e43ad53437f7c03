package web

import (
	"net/http"

	"github.com/steelyard-isms/steelyard/internal/evaluate"
	"github.com/steelyard-isms/steelyard/internal/fault"
	"github.com/steelyard-isms/steelyard/internal/objective"
	"github.com/steelyard-isms/steelyard/internal/record"
	"github.com/steelyard-isms/steelyard/internal/score"
	"github.com/steelyard-isms/steelyard/internal/scorecard"
	"github.com/steelyard-isms/steelyard/internal/service"
	"github.com/steelyard-isms/steelyard/internal/web/page"
)

// trend is the status at the last seven quarter ends and at the moment of the page, oldest first.
type trend []*evaluate.Status

const periods = 8

// trend gives the statuses of a unit and those below it; of all where the unit is empty.
func (l *look) trend(r *http.Request, unit record.UID) (trend, error) {
	at := append(service.QuarterEnds(l.At, periods-1), l.At)
	out := make(trend, len(at))
	for i, t := range at {
		status, err := l.StatusWithin(r.Context(), t, unit)
		if err != nil {
			return nil, err
		}
		out[i] = status
	}
	return out, nil
}

func (t trend) now() *evaluate.Status { return t[len(t)-1] }

// node gives a node its past: scores, change on the last quarter, and the last band where there is none now.
func (l *look) node(n *score.NodeResult, t trend, of func(*evaluate.Status) *score.NodeResult) page.Node {
	out := page.Node{Score: l.nodeScore(n, 0)}
	for _, status := range t {
		var s *float64
		if past := of(status); past != nil && past.Band != "" {
			s = past.Score.Pointer()
		}
		out.History = append(out.History, s)
	}
	if now, before := out.History[len(t)-1], out.History[len(t)-2]; now != nil && before != nil {
		change := *now - *before
		out.Change = &change
	}
	if n != nil && n.Band == "" {
		out.Score.Last = l.lastBand(t, of)
	}
	return out
}

// lastBand finds the last band of a node that has none now.
func (l *look) lastBand(t trend, of func(*evaluate.Status) *score.NodeResult) page.LastScore {
	for i := len(t) - 2; i >= 0; i-- {
		if past := of(t[i]); past != nil && past.Band != "" {
			return page.LastScore{Text: l.language().Style().Figure(past.Shown), Band: page.Band(past.Band), At: t[i].At}
		}
	}
	return page.LastScore{}
}

func (s *site) scorecard(w http.ResponseWriter, r *http.Request) error {
	if r.PathValue("ref") != "" && !s.figuresFor(r) {
		return s.record(w, r, scorecard.ScorecardKind)
	}
	l, err := s.look(r, compareParam)
	if err != nil {
		return err
	}
	then, err := l.compared(r)
	if err != nil {
		return err
	}
	p := page.Scorecard{Frame: l.frame, Attention: r.URL.Query().Get("show") == "attention"}
	card, err := l.card(r.PathValue("ref"))
	if err != nil {
		return err
	}
	if card == nil {
		return show(w, r, http.StatusOK, p)
	}
	if r.PathValue("ref") != "" {
		l.begun(card.UID.Created())
		p.AsOf = l.frame.AsOf
	}
	if l.scope == "" { // what is said is said of the whole
		if err := l.fillDiscussion(r.Context(), card); err != nil && !fault.Is(err, fault.Forbidden) {
			return err
		}
		p.Discussion = l.frame.Discussion
		if err := l.fillClosed(r.Context(), card); err != nil {
			return err
		}
		p.Closed = l.frame.Closed
	}
	t, err := l.trend(r, l.scope)
	if err != nil {
		return err
	}
	l.fill(&p, card, t)
	if then.asks() {
		if err := l.since(r, &p, card, then, l.scope); err != nil {
			return err
		}
		if p.Beside, err = l.besideClosed(r.Context(), card, then.At, p.Since.Then); err != nil {
			return err
		}
	}
	return show(w, r, http.StatusOK, p)
}

// fill brings a scorecard's figures to a page.
func (l *look) fill(p *page.Scorecard, card *record.Record, t trend) {
	p.All = l.node(t.now().Scorecards[card.UID].Node, t, func(s *evaluate.Status) *score.NodeResult { return cardNode(s, card.UID) })
	p.All.Why = whyPath(card.Kind, card.Code)
	p.Complete = func(row *page.ObjectiveRow) { *row = l.objectiveRow(t.now().Coded(row.Code), t) }
	for _, perspective := range t.now().Scorecards[card.UID].Perspectives {
		p.Perspectives = append(p.Perspectives, l.perspective(perspective, card.UID, t))
	}
}

// cardNode is the result of a scorecard; nil where there is none at that moment.
func cardNode(s *evaluate.Status, card record.UID) *score.NodeResult {
	if c := s.Scorecards[card]; c != nil {
		return c.Node
	}
	return nil
}

// card finds the scorecard that is asked for: the first one where none is named, nil where none is declared.
func (l *look) card(text string) (*record.Record, error) {
	if text != "" {
		return l.Record(scorecard.ScorecardKind.Name, text)
	}
	all, err := l.List(scorecard.ScorecardKind.Name, false)
	if err != nil || len(all) == 0 {
		return nil, err
	}
	first := all[0]
	for _, c := range all {
		if len(c.Code) < len(first.Code) || len(c.Code) == len(first.Code) && c.Code < first.Code {
			first = c
		}
	}
	return first, nil
}

func (l *look) perspective(p *evaluate.Perspective, card record.UID, t trend) page.Perspective {
	out := page.Perspective{ID: p.Record.Name, Name: p.Record.Title, Question: p.Record.Spec.Question}
	out.Node = l.node(p.Node, t, func(s *evaluate.Status) *score.NodeResult {
		if c := s.Scorecards[card]; c != nil {
			for _, q := range c.Perspectives {
				if q.Record.UID == p.Record.UID {
					return q.Node
				}
			}
		}
		return nil
	})
	out.Why = whyPath(p.Record.Kind, p.Record.Code)
	if p.Edge != nil {
		out.Weight = p.Edge.ApplicableShare.Pointer()
	}
	out.Objectives = make([]page.ObjectiveRow, 0, len(p.Objectives))
	for _, o := range p.Objectives {
		out.Objectives = append(out.Objectives, brief(o))
	}
	return out
}

// brief is what a page says of every objective, however few it lists.
func brief(o *evaluate.Objective) page.ObjectiveRow {
	row := page.ObjectiveRow{Ref: ref(o.Record.Record), Waits: o.Waits, Attainment: attainment(o), Score: page.Score{Band: page.Band(o.Node.Band)}}
	if target := o.Main(); target != nil {
		row.LastAt = lastAt(target.Measure)
	}
	return row
}

func (l *look) objectiveRow(o *evaluate.Objective, t trend) page.ObjectiveRow {
	row := page.ObjectiveRow{Ref: ref(o.Record.Record), Waits: o.Waits, State: l.standing(o), Owner: l.PersonTitle(o.Record.Spec.Owner.UID()), Score: l.nodeScore(o.Node, 1), Attainment: page.Attainment(o.Attainment)}
	if at, ok := o.Record.Spec.Perspective.On(t.now().Day); ok {
		row.Perspective = l.ref(at.UID()).Name
	}
	if o.Node.Band == "" {
		row.Score.Last = l.lastBand(t, func(s *evaluate.Status) *score.NodeResult {
			if past := s.Objectives[o.Record.UID]; past != nil {
				return past.Node
			}
			return nil
		})
	}
	target := o.Main()
	if target == nil {
		row.Attainment = page.NoTarget
		if len(o.Record.Spec.Measures) > 0 {
			m := t.now().Measures[o.Record.Spec.Measures[0].Measure.UID()]
			row.Measure, row.Now, row.LastAt = m.Record.Title, current(m), lastAt(m)
		}
		return row
	}
	m, a := target.Measure, target.Attainment
	row.Measure, row.Now, row.LastAt = m.Record.Title, current(m), lastAt(m)
	row.Due, row.TargetText = date(target.Plan.Due), l.targetText(target)
	against := []float64{target.Plan.Target}
	row.Target = figure(m.Record, &target.Plan.Target)
	row.Progress, row.Expected = a.Progress.Pointer(), a.Expected.Pointer()
	row.Plan = figure(m.Record, nil)
	if way := target.Plan.Target - target.Plan.Baseline; target.Plan.TargetHigh == nil && way != 0 {
		expected := target.Plan.Expected(t.now().Day)
		share := (expected - target.Plan.Baseline) / way
		row.Plan, row.Expected = figure(m.Record, &expected), &share
		against = append(against, expected)
	}
	if v := now(m); v != nil { // the finding of an objective holds them against each other
		row.Now, row.Target = figureApart(m.Record, v, against...), figureApart(m.Record, &target.Plan.Target, *v)
		if len(against) > 1 {
			row.Plan = figureApart(m.Record, &against[1], *v)
		}
	}
	if d := a.Deviation.Pointer(); d != nil {
		share := *d / 100
		row.Deviation = &share
	}
	for _, status := range t {
		row.History = append(row.History, status.ProgressOf(o.Record.UID, m.Record.UID))
	}
	return row
}

func (s *site) objectives(w http.ResponseWriter, r *http.Request) error {
	if r.URL.Query().Get(page.ParamView) == page.ViewTable || !s.figuresFor(r) {
		return s.table(w, r, objective.ObjectiveKind)
	}
	l, err := s.look(r, "q", "page")
	if err != nil {
		return err
	}
	n, err := l.list(r, page.PathObjectives, showAttention, showMine)
	if err != nil {
		return err
	}
	t, err := l.trend(r, l.scope)
	if err != nil {
		return err
	}
	l.offerNew(objective.ObjectiveKind.Name)
	p := page.Objectives{Frame: l.frame}
	var left []*evaluate.Objective
	all, attention, mine := 0, 0, 0
	p.All = make([]page.ObjectiveRow, 0, len(t.now().Objectives))
	for _, o := range t.now().ObjectivesByCode() {
		of := brief(o)
		p.All = append(p.All, of)
		needs, own := !o.Waits && page.NeedsAttention(of.Attainment, of.Score.Band), l.mine(o.Record.Spec.Owner)
		all++
		attention += count(needs)
		mine += count(own)
		if (n.Show != showAttention || needs) && (n.Show != showMine || own) && n.has(o.Record.Record) {
			left = append(left, o)
		}
	}
	for _, o := range part(&n, left) {
		p.Rows = append(p.Rows, l.objectiveRow(o, t))
	}
	n.offer("", "list.all", all)
	n.offer(showAttention, "list.attention", attention)
	if l.Principal().Person != "" {
		n.offer(showMine, "list.mine", mine)
	}
	p.List = n.List
	return show(w, r, http.StatusOK, p)
}

func (s *site) objective(w http.ResponseWriter, r *http.Request) error {
	if !s.figuresFor(r) {
		return s.record(w, r, objective.ObjectiveKind)
	}
	l, err := s.look(r)
	if err != nil {
		return err
	}
	rec, err := l.Record("objective", r.PathValue("ref"))
	if err != nil {
		return err
	}
	t, err := l.trend(r, "")
	if err != nil {
		return err
	}
	o := t.now().Objectives[rec.UID]
	if o == nil {
		return fault.New(fault.NotFound, "the objective %s is retired", rec.Code)
	}
	if err := l.about(r.Context(), rec); err != nil {
		return err
	}
	p, err := l.objectivePage(r, o, t)
	if err != nil {
		return err
	}
	return show(w, r, http.StatusOK, p)
}
