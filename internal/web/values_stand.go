package web

import (
	"context"
	"math"
	"strconv"

	"github.com/steelyard-isms/steelyard/internal/civil"
	"github.com/steelyard-isms/steelyard/internal/evaluate"
	"github.com/steelyard-isms/steelyard/internal/measure"
	"github.com/steelyard-isms/steelyard/internal/service"
	"github.com/steelyard-isms/steelyard/internal/web/page"
)

// sameDay names the place at which a value of the same measure and day was entered before.
type sameDay map[string]string

// before gives the place of an earlier value, and keeps this one's. Two values of one day exclude each other.
func (s sameDay) before(m *evaluate.Measure, day civil.Date, place string) (string, bool) {
	key := m.Record.Name + " " + day.String()
	at, has := s[key]
	if !has {
		s[key] = place
	}
	return at, has
}

// placeWords says where in a form something was entered: a line of the table, or the row of a measure.
func placeWords(place string) string {
	if _, err := strconv.Atoi(place); err == nil {
		return "line " + place
	}
	return "the row of " + place
}

// correct finds what is recorded for the days of values that were entered: they take its place, at its own moment and with its own begin. It is read in one query for all measures.
func (l *look) correct(ctx context.Context, status *evaluate.Status, points []service.NewPoint, rows []page.EnteredValue) error {
	asked := make([]service.AskedDay, len(points))
	for i := range points {
		r, err := l.Record(measure.MeasureKind.Name, rows[i].Code)
		if err != nil {
			return err
		}
		asked[i] = service.AskedDay{Measure: status.Measures[r.UID].Record, Day: civil.OfTime(rows[i].Day)}
	}
	there, err := l.Entered(ctx, asked)
	if err != nil {
		return err
	}
	for i, x := range there {
		m := asked[i].Measure
		if rows[i].Beside = x.Beside; x.Corrected != nil {
			points[i].From, points[i].To = x.Corrected.From, x.Corrected.To
			rows[i].Corrects = figure(m, x.Corrected.Value)
		}
		if closed := l.ClosedFor(m, points[i].To); len(closed) > 0 {
			rows[i].Closed = ref(closed[0])
		}
	}
	return nil
}

// nextDay is the day that the next value of a measure is of: so many days after the last one as values are apart, or as many months, where values stand at the
// ends of months. Where that day has not come, runs says so, and nothing is offered.
func (l *look) nextDay(m *evaluate.Measure, today civil.Date) (offered, runs civil.Date) {
	c := l.Calendar(m.Record)
	next := c.Day(c.Previous(c.At(l.At)))
	if m.Last != nil {
		last, days := civil.OfTime(validTo(m.Last)), m.Record.Spec.PeriodDays
		next = last.AddDays(days)
		if months := int(math.Round(float64(days) / daysOfMonth)); months > 0 && last.AddDays(1).Time().Day() == 1 {
			first := last.AddDays(1).Time()
			next = civil.OfTime(first.AddDate(0, months, 0)).AddDays(-1)
		}
	}
	if next.After(today) {
		return civil.Date{}, next
	}
	return next, civil.Date{}
}

// daysOfMonth is how many days a month has in the mean.
const daysOfMonth = 30.44
