package service

import (
	"context"
	"time"

	"github.com/steelyard-isms/steelyard/internal/civil"
	"github.com/steelyard-isms/steelyard/internal/evaluate"
	"github.com/steelyard-isms/steelyard/internal/journal"
	"github.com/steelyard-isms/steelyard/internal/measure"
	"github.com/steelyard-isms/steelyard/internal/measurement"
	"github.com/steelyard-isms/steelyard/internal/org"
	"github.com/steelyard-isms/steelyard/internal/period"
	"github.com/steelyard-isms/steelyard/internal/record"
)

// byForm tells whether an entry came through a form, where people enter values by day or by period: in a session, be it one of a demonstration.
func byForm(e journal.Entry) bool { return e.Actor.Via == "web" || e.Actor.Via == "demo" }

// OfDay is what is recorded of a measure for one day of UTC.
type OfDay struct {
	Corrected *measurement.Recorded // what a value that is entered for the day takes the place of; nil: nothing
	Beside    int                   // values of the day that stay beside that one, each of its own moment
}

// AskedDay is a day of a measure for which somebody enters a value.
type AskedDay struct {
	Measure record.Of[measure.Measure]
	Day     civil.Date
}

// Entered tells what is recorded for days for which values are entered, in their order. A value is the one of its day where it speaks until the end of it, or where somebody entered it by the
// day or period in a form: one of the day that went on then ends at the moment when it was entered. All others have a moment of their own, and stay. Values are read in one query. Errors: NotFound,
// Forbidden where a measure may not be seen; Unavailable.
func (v *View) Entered(ctx context.Context, asked []AskedDay) ([]OfDay, error) {
	type key struct {
		series int64
		day    civil.Date
	}
	found := map[key][]measurement.Recorded{}
	var series []int64
	var first, last civil.Date
	for i, a := range asked {
		if err := v.show(a.Measure.Record); err != nil {
			return nil, err
		}
		k := key{evaluate.StoredSeries(v.snapshot, a.Measure).ID(), a.Day}
		found[k], series = nil, append(series, k.series)
		if i == 0 || a.Day.Before(first) {
			first = a.Day
		}
		if a.Day.After(last) {
			last = a.Day
		}
	}
	var open []int64 // entries of what does not end with its day
	err := v.s.store.EachHeld(ctx, series, first.Time(), last.AddDays(1).Time(), v.Seq, func(p *measurement.Recorded) error {
		k := key{p.Series, dayOf(p)}
		if list, is := found[k]; is {
			x, value := *p, *p.Value
			x.Value = &value
			if found[k] = append(list, x); !x.To.Equal(evaluate.EndOf(k.day)) {
				open = append(open, x.Seq)
			}
		}
		return nil
	})
	if err != nil {
		return nil, err
	}
	entries, err := v.s.store.EntriesOf(ctx, open)
	if err != nil {
		return nil, err
	}
	out := make([]OfDay, len(asked))
	for i, a := range asked {
		list := found[key{evaluate.StoredSeries(v.snapshot, a.Measure).ID(), a.Day}]
		zone := org.CalendarOf(v.snapshot, a.Measure.Spec.Unit.UID(), period.Day)
		for j := range list { // by valid end, so that the last one holds
			p := &list[j]
			if p.To.Equal(evaluate.EndOf(a.Day)) || byForm(entries[p.Seq]) && begins(p.From, zone) {
				out[i].Corrected = p
			}
		}
		if out[i].Beside = len(list); out[i].Corrected != nil {
			out[i].Beside--
		}
	}
	return out, nil
}

// dayOf is the day of UTC that a value is of: one that speaks of a time up to midnight is of the day that ends there.
func dayOf(p *measurement.Recorded) civil.Date {
	if p.From.Before(p.To) {
		return civil.OfTime(p.To.Add(-time.Microsecond))
	}
	return civil.OfTime(p.To)
}

// begins tells whether a moment is the first one of a day, of UTC or in the zone of a unit.
func begins(t time.Time, zone period.Calendar) bool {
	return t.Equal(civil.OfTime(t).Time()) || t.Equal(zone.At(t).From)
}
