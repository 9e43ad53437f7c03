package web

import (
	"context"
	"slices"

	"github.com/steelyard-isms/steelyard/internal/evaluate"
	"github.com/steelyard-isms/steelyard/internal/fault"
	"github.com/steelyard-isms/steelyard/internal/record"
	"github.com/steelyard-isms/steelyard/internal/scorecard"
	"github.com/steelyard-isms/steelyard/internal/web/page"
)

// fillLink brings to the page of a strategy-link what the data say of it, pair by pair.
func (l *look) fillLink(ctx context.Context, p *page.Record, r *record.Record) error {
	if r.Kind != scorecard.StrategyLinkKind.Name || r.Retired {
		return nil
	}
	links, err := l.Links(ctx, "")
	if fault.Is(err, fault.Forbidden) { // who may not read what scores are made of reads what is declared
		return nil
	}
	if err != nil {
		return err
	}
	i := slices.IndexFunc(links, func(x evaluate.Link) bool { return x.Record.UID == r.UID })
	if i < 0 {
		return nil
	}
	x := &links[i]
	judged := l.judgedLink(x)
	for _, pair := range slices.Backward(x.Pairs()) {
		if !pair.CauseIs.Known() && !pair.EffectIs.Known() {
			continue
		}
		q := page.LinkQuarter{Cause: pair.Cause, Effect: pair.Effect, CauseIs: pair.CauseIs.Pointer(), EffectIs: pair.EffectIs.Pointer(),
			CauseMoved: pair.CauseMoved.Pointer(), EffectMoved: pair.EffectMoved.Pointer()}
		q.Expected, q.Counts = x.Follows(pair)
		judged.Quarters = append(judged.Quarters, q)
	}
	p.Link = &judged
	return nil
}
