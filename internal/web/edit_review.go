package web

import (
	"context"

	"github.com/steelyard-isms/steelyard/internal/evaluate"
	"github.com/steelyard-isms/steelyard/internal/measure"
	"github.com/steelyard-isms/steelyard/internal/record"
	"github.com/steelyard-isms/steelyard/internal/score"
	"github.com/steelyard-isms/steelyard/internal/service"
	"github.com/steelyard-isms/steelyard/internal/web/page"
)

// mostEffects is how many scores are listed that a change would move.
const mostEffects = 12

// review says what a change would do: to the record, field by field, and to scores. It asks for a reason where it changes a score, or a
// value that scores are made by.
func (e *editing) review(ctx context.Context, would service.Applied) (*page.Review, error) {
	next := would.Outcomes[0]
	out := &page.Review{}
	if next.Action == record.Unchanged {
		return out, nil
	}
	after := *e.look
	after.View = would.View // what is declared along is called something there only
	out.Changes = after.changes(e.stands, next.Record)
	out.Asks = e.weighs()
	out.Waits = !next.Record.Counts() && e.kind.Name != measure.PeriodCloseKind.Name // what waits there to be closed changes no score
	then := would.View.WouldCount(next.Record.UID)
	var err error
	if out.Effects, out.MoreEffects, err = e.moved(ctx, then); err != nil {
		return nil, err
	}
	for _, period := range would.Restates {
		out.Closed = append(out.Closed, ref(period))
	}
	if out.Asks = out.Asks || len(out.Effects)+len(out.Closed) > 0; out.Asks {
		past, err := e.movedBefore(ctx, then, e.stands, next.Record)
		if err != nil {
			return nil, err
		}
		if past.Moved > 0 || past.Name != "" {
			out.Past = &past
		}
	}
	return out, nil
}

// moved lists the scores that differ in a state that would be; none to whoever may not read them.
func (l *look) moved(ctx context.Context, would *service.View) ([]page.ScoreEffect, int, error) {
	if !l.SeesFigures() {
		return nil, 0, nil
	}
	before, err := l.Status(ctx)
	if err != nil {
		return nil, 0, err
	}
	after, err := would.Status(ctx)
	if err != nil {
		return nil, 0, err
	}
	list, more := l.effects(before, after, mostEffects)
	return list, more, nil
}

// weighs tells whether a change touches what scores and attainments are made by: a value that holds from a day on, such as a weight or a
// target, wherever it stands, a scale, or a formula. That is so also of what waits for approval.
func (e *editing) weighs() bool {
	was, err := e.declared(e.stands)
	if err != nil {
		return false
	}
	return plainText(weighing(e.kind.Fields, was.spec)) != plainText(weighing(e.kind.Fields, e.entered.spec))
}

// weighing leaves of what is declared what scores and attainments are made by; nil where there is nothing of it.
func weighing(fields []record.Field, of map[string]any) record.Tree {
	out := map[string]any{}
	for _, f := range fields {
		value := of[f.Name]
		switch {
		case f.Dated || f.Knots || f.Type == record.Formula:
		case f.Type == record.Object:
			group, _ := value.(map[string]any)
			value = weighing(f.Fields, group)
		case f.Type == record.List && f.Elem.Type == record.Object:
			var list []any
			entries, _ := value.([]any)
			for _, x := range entries {
				group, _ := x.(map[string]any)
				if kept := weighing(f.Elem.Fields, group); kept != nil {
					list = append(list, kept)
				}
			}
			value = nil
			if list != nil {
				value = list
			}
		default:
			value = nil
		}
		if value != nil {
			out[f.Name] = value
		}
	}
	if len(out) == 0 {
		return nil
	}
	return out
}

// effects lists the scores that differ, from the top down, at most so many.
func (l *look) effects(before, after *evaluate.Status, most int) (list []page.ScoreEffect, more int) {
	var stood, stands page.Attainment // of an objective
	add := func(r *record.Record, was, is page.Score) {
		if was.Text == is.Text && was.Band == is.Band && shareOf(was.Coverage) == shareOf(is.Coverage) && stood == stands {
			return
		}
		if len(list) >= most {
			more++
			return
		}
		at := ref(r)
		list = append(list, page.ScoreEffect{Ref: at, Kind: r.Kind, Then: was, Now: is, Change: printedChange(was, is), Stood: stood, Stands: stands})
	}
	node := func(n *score.NodeResult) page.Score { return l.nodeScore(n, 1) }
	for _, c := range after.ScorecardsByCode() {
		add(c.Record.Record, node(cardNode(before, c.Record.UID)), node(c.Node))
	}
	for _, c := range after.ScorecardsByCode() {
		was := places(before, c.Record.UID)
		for _, p := range c.Perspectives {
			add(p.Record.Record, node(was.nodes[p.Record.Name]), node(p.Node))
		}
	}
	for _, o := range after.ObjectivesByCode() {
		was := page.Score{}
		stood, stands = page.NoData, attainment(o)
		if old := before.Objectives[o.Record.UID]; old != nil {
			was, stood = node(old.Node), attainment(old)
		}
		add(o.Record.Record, was, node(o.Node))
	}
	stood, stands = "", ""
	for _, m := range after.MeasuresByCode() {
		was := page.Score{}
		if old := before.Measures[m.Record.UID]; old != nil {
			was = l.measureScore(old)
		}
		add(m.Record.Record, was, l.measureScore(m))
	}
	return list, more
}

func shareOf(v *float64) float64 {
	if v == nil {
		return -1
	}
	return *v
}
