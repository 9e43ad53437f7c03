package web

import (
	"context"
	"time"

	"github.com/steelyard-isms/steelyard/internal/civil"
	"github.com/steelyard-isms/steelyard/internal/figures"
	"github.com/steelyard-isms/steelyard/internal/measure"
	"github.com/steelyard-isms/steelyard/internal/org"
	"github.com/steelyard-isms/steelyard/internal/record"
	"github.com/steelyard-isms/steelyard/internal/service"
	"github.com/steelyard-isms/steelyard/internal/web/page"
)

// mostPeriods is how many closed periods a banner names where a page is of no record.
const mostPeriods = 3

// fillPeriods names the closed periods in which an earlier day lies, for pages of whatever is shown of that day. Pages of one record say instead what was published of it.
func (l *look) fillPeriods() {
	if l.frame.AsOf.Past {
		l.frame.Closed = periodsNote(l.ClosedPeriods())
	}
}

// periodsNote names closed periods; nil where there are none.
func periodsNote(list []*record.Record) *page.ClosedNote {
	if len(list) == 0 {
		return nil
	}
	out := &page.ClosedNote{More: max(0, len(list)-mostPeriods)}
	for _, r := range list[:min(len(list), mostPeriods)] {
		out.Periods = append(out.Periods, ref(r))
	}
	return out
}

// fillClosed says on the page of a record, where an earlier day is shown, what was published of the closed period in which the day lies. Where the record has no figures in a closed
// period nothing is said.
func (l *look) fillClosed(ctx context.Context, r *record.Record) error {
	if !l.frame.AsOf.Past || l.scope != "" || !hasStatus(r.Kind) && r.Kind != org.UnitKind.Name {
		return nil
	}
	if hasStatus(r.Kind) {
		l.frame.Closed = nil
	}
	note, err := l.Closed(ctx, r)
	if err != nil || note == nil {
		return err
	}
	l.frame.Closed = l.noteOf(r, note)
	return nil
}

// besideClosed says of an earlier day with which a page compares what was published of a record for the closed period in which that day lies, since the page takes what was known on the
// day itself, before anything was published. Without a record, and of what was not published by itself, it names the periods. The score is the one that the page takes of that day.
func (l *look) besideClosed(ctx context.Context, r *record.Record, at time.Time, takes page.Score) (*page.ClosedNote, error) {
	day := civil.OfTime(at)
	var out *page.ClosedNote
	if r != nil && l.scope == "" {
		note, err := l.ClosedThen(ctx, r, day)
		switch {
		case err != nil:
			return nil, err
		case note != nil:
			if out = l.noteOf(r, note); note.Period.Spec.Period.Until == day && r.Kind != measure.MeasureKind.Name { // of a measure the value was published, not the score
				out.Takes = takes
			}
		case hasStatus(r.Kind):
			return nil, nil //nolint:nilnil // nothing was published of it
		}
	}
	if out == nil {
		out = periodsNote(l.ClosedPeriodsThen(day))
	}
	if out != nil {
		out.Beside = day.Time()
	}
	return out, nil
}

func (l *look) noteOf(r *record.Record, note *service.ClosedNote) *page.ClosedNote {
	out := &page.ClosedNote{Periods: []page.Ref{ref(note.Period.Record)}, Reopened: note.Reopened, Until: note.Period.Spec.Period.Until.Time(), Kept: note.Kept && len(note.Then.Figures) > 0, Differs: note.Differs}
	name := "score"
	if r.Kind == measure.MeasureKind.Name {
		name = "value"
	}
	x, y := note.Then.Figure(name), note.Now.Figure(name)
	then, now, _ := l.figuresApart(x, y, nil)
	out.Published, out.Now = scoreSaid(then, bandOf(note.Then), voidOf(r.Kind, x)), scoreSaid(now, bandOf(note.Now), voidOf(r.Kind, y))
	out.Plan, out.PlanNow = attainmentsOf(note.Then, note.Now)
	if figures.Same(x, y) && x.Void == y.Void && out.Published.Band == out.Now.Band {
		out.Now = out.Published
	}
	return out
}
