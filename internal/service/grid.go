package service

import (
	"context"
	"time"

	"github.com/steelyard-isms/steelyard/internal/civil"
	"github.com/steelyard-isms/steelyard/internal/evaluate"
	"github.com/steelyard-isms/steelyard/internal/measure"
	"github.com/steelyard-isms/steelyard/internal/measurement"
	"github.com/steelyard-isms/steelyard/internal/org"
	"github.com/steelyard-isms/steelyard/internal/period"
	"github.com/steelyard-isms/steelyard/internal/record"
)

// GridPeriod is one reporting period of a measure, with what is recorded in it.
type GridPeriod struct {
	period.Period
	Day    civil.Date         // the last one, in the zone of the unit
	Open   bool               // it has not ended
	Values int                // days of it that have a value
	Last   *measurement.Dated // the last value; nil: there is none
}

// To is until when a value of the period speaks: to its end, or to now where it has not ended.
func (g GridPeriod) To(now time.Time) time.Time {
	if g.Open {
		return now
	}
	return g.Until.Add(-time.Microsecond)
}

// Calendar is by which periods values of a measure are entered: those of its unit, as long as the measure has them.
func (v *View) Calendar(m record.Of[measure.Measure]) period.Calendar {
	return org.CalendarOf(v.snapshot, m.Spec.Unit.UID(), m.Spec.Rhythm())
}

// Grid gives the last reporting periods of some measures with what was recorded in each, for those who enter values: the calendar of each measure, and
// as many periods as asked for, of which the last one has not ended. Values are read in one query for all of them. Errors: NotFound, Forbidden where one of them
// may not be seen; Unavailable.
func (v *View) Grid(ctx context.Context, measures []record.Of[measure.Measure], n int) ([]period.Calendar, [][]GridPeriod, error) {
	calendars, periods := make([]period.Calendar, len(measures)), make([][]GridPeriod, len(measures))
	from := v.At
	var series []int64
	for i, m := range measures {
		if err := v.show(m.Record); err != nil {
			return nil, nil, err
		}
		c := v.Calendar(m)
		calendars[i], periods[i] = c, make([]GridPeriod, n)
		p := c.At(v.At)
		for j := n - 1; j >= 0; j-- {
			periods[i][j] = GridPeriod{Period: p, Day: c.Day(p), Open: j == n-1}
			p = c.Previous(p)
		}
		if n > 0 && periods[i][0].From.Before(from) {
			from = periods[i][0].From
		}
		series = append(series, evaluate.StoredSeries(v.snapshot, m).ID())
	}
	days, err := v.s.days.get(ctx, series, from, v.At, v.Seq)
	if err != nil {
		return nil, nil, err
	}
	for i := range measures {
		for _, x := range days[series[i]] {
			// what ends at midnight belongs to the day before
			at := x.At.Add(-time.Microsecond)
			for j := range periods[i] {
				if g := &periods[i][j]; g.Contains(at) {
					g.Last = &x
					g.Values++
				}
			}
		}
	}
	return calendars, periods, nil
}
