package service

import (
	"context"

	"github.com/steelyard-isms/steelyard/internal/civil"
	"github.com/steelyard-isms/steelyard/internal/evaluate"
	"github.com/steelyard-isms/steelyard/internal/figures"
	"github.com/steelyard-isms/steelyard/internal/measure"
	"github.com/steelyard-isms/steelyard/internal/record"
	"github.com/steelyard-isms/steelyard/internal/score"
)

// PublishedThen is what the close of a period published of a measure, as of the last day of the period. Value, score and band are empty where there was none, or it had expired.
type PublishedThen struct {
	Period   *record.Record
	Reopened bool // it was opened again since, and what was published stays
	Value    *float64
	Score    *float64
	Band     string
	Differs  bool // from what the view knows of that day
}

// publishedOn is what one close published of measures.
type publishedOn struct {
	period   *record.Record
	reopened bool
	measures map[record.UID]*figures.Measure
}

// publishedOn reads what was published last of each period that ends on a day, up to the view's entry: the same view tells the same, whatever is closed later. Errors: Unavailable.
func (v *View) publishedOn(ctx context.Context, day civil.Date) ([]publishedOn, error) {
	if !v.SeesFigures() {
		return nil, nil
	}
	var out []publishedOn
	for i, periods := range []*figures.Closed{figures.ClosedIn(v.snapshot), figures.ReopenedIn(v.snapshot)} {
		for _, r := range v.visible(periods.OfAnybody(day)) {
			if p, ok := record.As[measure.PeriodClose](r); !ok || p.Spec.Period.Until != day {
				continue
			}
			list, err := v.s.store.Artefacts(ctx, r.UID, v.Seq)
			if err != nil {
				return nil, err
			}
			if len(list) == 0 { // closed before figures were kept
				continue
			}
			stored, err := v.s.document(ctx, list[0].SHA256, v.Seq)
			if err != nil {
				return nil, err
			}
			d := v.redact(stored)
			x := publishedOn{r, i > 0, make(map[record.UID]*figures.Measure, len(d.Measures))}
			for i := range d.Measures {
				if m := &d.Measures[i]; m.Name != "" { // else it may not be seen
					x.measures[record.UID(m.UID)] = m
				}
			}
			out = append(out, x)
		}
	}
	return out, nil
}

// publishedOf finds what was published of a measure, first where that is another figure than is known; nil where nothing was.
func publishedOf(all []publishedOn, m *evaluate.Measure) *PublishedThen {
	if m == nil {
		return nil
	}
	var out *PublishedThen
	for _, x := range all {
		was := x.measures[m.Record.UID]
		if was == nil {
			continue
		}
		p := &PublishedThen{Period: x.period, Reopened: x.reopened}
		if was.Data != string(score.Expired) {
			p.Value, p.Score, p.Band = was.Value, was.Score, was.Band
		}
		if p.Differs = p.differs(m); p.Differs {
			return p
		}
		if out == nil {
			out = p
		}
	}
	return out
}

func (p *PublishedThen) differs(m *evaluate.Measure) bool {
	var value, points *float64
	band := ""
	if m.Last != nil && m.Fresh.State != score.Expired {
		value, points, band = m.Last.Value, m.Score.Pointer(), string(m.Band)
	}
	same := func(a, b *float64) bool { return figures.Same(figures.Figure{Number: a}, figures.Figure{Number: b}) }
	return !same(p.Value, value) || !same(p.Score, points) || p.Band != band
}

// publish says of each measure of reports what closes published of the days that it is compared with. Errors: Unavailable.
func (v *View) publish(ctx context.Context, all []Report) error {
	known := map[civil.Date][]publishedOn{}
	on := func(day civil.Date) ([]publishedOn, error) {
		list, read := known[day]
		if read || day.IsZero() {
			return list, nil
		}
		list, err := v.publishedOn(ctx, day)
		known[day] = list
		return list, err
	}
	for _, r := range all {
		for i := range r.Measures {
			m := &r.Measures[i]
			then, err := on(m.Since)
			if err != nil {
				return err
			}
			earlier, err := on(m.From)
			if err != nil {
				return err
			}
			m.PublishedThen, m.PublishedEarlier = publishedOf(then, m.Then), publishedOf(earlier, m.Earlier)
		}
	}
	return nil
}
