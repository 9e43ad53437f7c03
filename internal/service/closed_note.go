package service

import (
	"context"
	"slices"
	"time"

	"github.com/steelyard-isms/steelyard/internal/civil"
	"github.com/steelyard-isms/steelyard/internal/fault"
	"github.com/steelyard-isms/steelyard/internal/figures"
	"github.com/steelyard-isms/steelyard/internal/measure"
	"github.com/steelyard-isms/steelyard/internal/record"
)

// ClosedNote is what is said of a closed period where an earlier day is shown.
type ClosedNote struct {
	Period   record.Of[measure.PeriodClose]
	ClosedAt time.Time
	Reopened bool        // it was opened again since, and what was published stays
	Kept     bool        // figures were kept
	Then     figures.Row // what was published last of the record; without figures where it was not among them
	Now      figures.Row // the same as known now
	Differs  bool        // some figure of the record is another one now
}

// Closed tells of the closed period in which the view's day lies what was published of a record and what is known of it now; nil of the present, which nobody has published. Errors: Unavailable.
func (v *View) Closed(ctx context.Context, r *record.Record) (*ClosedNote, error) {
	if v.Asked.IsNow() {
		return nil, nil //nolint:nilnil // no closed period is an ordinary finding
	}
	return v.ClosedThen(ctx, r, civil.OfTime(v.At))
}

// ClosedThen tells of the closed period in which a day lies, such as one that the view is compared with, what was published of a record and what is known of it now; nil where the day lies in
// none. Of a period that was opened again it tells what was published before. Errors: Unavailable.
func (v *View) ClosedThen(ctx context.Context, r *record.Record, day civil.Date) (*ClosedNote, error) {
	if !v.SeesFigures() || v.show(r) != nil {
		return nil, nil //nolint:nilnil,nilerr // no closed period is an ordinary finding
	}
	list := append(v.ClosedOn(r, day), v.visible(v.reopened().OfDay(r, day))...)
	if len(list) == 0 {
		return nil, nil //nolint:nilnil // likewise
	}
	now, err := v.s.View(ctx, v.who, AsOf{})
	if err != nil {
		return nil, err
	}
	period, _ := record.As[measure.PeriodClose](list[0])
	p, err := now.Published(ctx, period.Record, Comparison{brief: true})
	if fault.Is(err, fault.Forbidden) {
		return nil, nil //nolint:nilnil // likewise
	}
	if err != nil {
		return nil, err
	}
	out := &ClosedNote{Period: period, ClosedAt: period.RecordedAt, Reopened: !p.Closed, Kept: p.Document != nil}
	if p.Document == nil || p.Other == nil {
		return out, nil
	}
	out.Then, _ = p.Document.Row(string(r.UID))
	out.Now, _ = p.Other.Row(string(r.UID))
	out.Differs = len(figures.CompareRows(out.Then, out.Now)) > 0
	return out, nil
}

// ClosedPeriods lists the periods that are closed now, or were and are open again, in which the view's day lies. Of the present there are none.
func (v *View) ClosedPeriods() []*record.Record {
	if v.Asked.IsNow() {
		return nil
	}
	return v.ClosedPeriodsThen(civil.OfTime(v.At))
}

// ClosedPeriodsThen lists those in which a day lies, of any unit and scorecard: those that the principal may see.
func (v *View) ClosedPeriodsThen(day civil.Date) []*record.Record {
	if !v.SeesFigures() {
		return nil
	}
	return slices.Concat(v.visible(v.closed().OfAnybody(day)), v.visible(v.reopened().OfAnybody(day)))
}

// reopened is the periods that were closed and are open again now, as closed gives those that are closed.
func (v *View) reopened() *figures.Closed {
	if v.opened == nil {
		v.opened = figures.ReopenedIn(v.s.store.Snapshot())
	}
	return v.opened
}
