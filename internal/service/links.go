package service

import (
	"context"
	"slices"

	"github.com/steelyard-isms/steelyard/internal/evaluate"
	"github.com/steelyard-isms/steelyard/internal/record"
	"github.com/steelyard-isms/steelyard/internal/scorecard"
)

// linkQuarters is at the ends of how many quarters the scores of linked objectives are compared: as many as values are kept in memory for.
const linkQuarters = 15

// Links judges the links of the strategy map that the principal may see, between objectives that they may see, at the view's moment; where a unit is named,
// between those that belong to it and the units below it. They come by code. Errors: Forbidden; Unavailable.
func (v *View) Links(ctx context.Context, unit record.UID) ([]evaluate.Link, error) {
	if err := v.read(scorecard.StrategyLinkKind.Name); err != nil {
		return nil, err
	}
	all, err := v.status(ctx, v.At)
	if err == nil {
		all, err = v.within(all, unit)
	}
	if err != nil {
		return nil, err
	}
	links, err := all.Links(QuarterEnds(v.At, linkQuarters))
	if err != nil {
		return nil, err
	}
	shown := v.hide(all)
	links = slices.DeleteFunc(links, func(l evaluate.Link) bool {
		return !v.mayShow(l.Record.Record) || !v.mayShow(l.Cause.Record.Record) || !v.mayShow(l.Effect.Record.Record)
	})
	for i := range links {
		links[i].Cause, links[i].Effect = shown.Objectives[links[i].Cause.Record.UID], shown.Objectives[links[i].Effect.Record.UID]
	}
	slices.SortStableFunc(links, func(a, b evaluate.Link) int { return evaluate.ByCode(a.Record.Record, b.Record.Record) })
	return links, nil
}
