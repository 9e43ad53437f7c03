package service

import (
	"cmp"
	"context"
	"math"
	"slices"
	"time"

	"github.com/steelyard-isms/steelyard/internal/civil"
	"github.com/steelyard-isms/steelyard/internal/evaluate"
	"github.com/steelyard-isms/steelyard/internal/measure"
	"github.com/steelyard-isms/steelyard/internal/org"
	"github.com/steelyard-isms/steelyard/internal/period"
	"github.com/steelyard-isms/steelyard/internal/record"
	"github.com/steelyard-isms/steelyard/internal/score"
)

// Report is what one customer is told: the measures that name them (ISO/IEC 27004).
type Report struct {
	Person   *record.Record // of the kind person
	Measures []Reported     // by code
	Next     civil.Date     // the first last day of a running period; zero where none of the measures has a period
}

// Reported is one measure of a report: how it stands now, at the end of the customer's period that ended last, and of the one before that. All of it is as known at the view's entry, so
// that a late value changes what it was.
type Reported struct {
	Now, Then, Earlier *evaluate.Measure // the latter two are nil where no frequency is declared, and where the measure was not there
	PublishedThen      *PublishedThen    // what a period close published of the day Since; nil where none did
	PublishedEarlier   *PublishedThen    // likewise, of the day From
	Format             string            // in which form they are told; empty: not declared
	Every              record.Duration   // zero: not declared
	Since              civil.Date        // the last day of the period that ended last; zero without a frequency
	From               civil.Date        // the last day of the period before that
	Ends               civil.Date        // the last day of the period that runs; zero where the frequency does not divide a year
}

// Moved is by how many points the score of a measure went up from one moment to another, of the scores as they are printed with one decimal; false where one of them does not count.
func Moved(from, to *evaluate.Measure) (float64, bool) {
	if from == nil || to == nil || from.Fresh.State == score.Expired || to.Fresh.State == score.Expired {
		return 0, false
	}
	was, before := from.Score.Get()
	is, now := to.Score.Get()
	return math.Round(10*(score.AsShown(is, 1)-score.AsShown(was, 1))) / 10, before && now
}

// Reports are those of all customers, of the whole organisation, by the code of the person. They have the same periods as the unit of each measure has: by its fiscal year, in its time zone. Errors: those of Status.
func (v *View) Reports(ctx context.Context) ([]Report, error) {
	now, err := v.Status(ctx)
	if err != nil {
		return nil, err
	}
	of, then := map[record.UID]*Report{}, map[time.Time]*evaluate.Status{}
	for _, m := range now.MeasuresByCode() {
		if m.Record.Retired {
			continue
		}
		for _, c := range m.Record.Spec.Customers {
			person, ok := v.Find(c.Person.UID())
			if !ok {
				continue
			}
			r := of[person.UID]
			if r == nil {
				r = &Report{Person: person}
				of[person.UID] = r
			}
			told := Reported{Now: m, Format: c.Format, Every: c.Frequency}
			ended, before := v.between(m.Record.Spec, &told)
			if !told.Since.IsZero() {
				for _, at := range []time.Time{ended, before} {
					if then[at] == nil {
						if then[at], err = v.back(at).Status(ctx); err != nil {
							return nil, err
						}
					}
				}
				told.Then, told.Earlier = then[ended].Measures[m.Record.UID], then[before].Measures[m.Record.UID]
			}
			if !told.Ends.IsZero() && (r.Next.IsZero() || told.Ends.Before(r.Next)) {
				r.Next = told.Ends
			}
			r.Measures = append(r.Measures, told)
		}
	}
	out := make([]Report, 0, len(of))
	for _, r := range of {
		out = append(out, *r)
	}
	slices.SortFunc(out, func(a, b Report) int {
		return cmp.Or(cmp.Compare(len(a.Person.Code), len(b.Person.Code)), cmp.Compare(a.Person.Code, b.Person.Code))
	})
	return out, v.publish(ctx, out)
}

// back is the view at an earlier moment, whichever it is, with all that it knows.
func (v *View) back(at time.Time) *View {
	return &View{s: v.s, who: v.who, snapshot: v.snapshot, readable: map[string]error{}, shown: map[shownKey]bool{}, Asked: AsOf{Text: at.Format(time.RFC3339Nano), At: at}, Seq: v.Seq, At: at}
}

// between says on which days the two periods ended that ended last, and the one ends that runs, and gives the last moments of the two. What is no whole part of a year has no periods:
// it is compared with what was so long ago, and twice as long.
func (v *View) between(m *measure.Measure, told *Reported) (ended, before time.Time) {
	every := told.Every
	months, days, clock := every.Years*12+every.Months, every.Weeks*7+every.Days, every.Hours+every.Minutes > 0
	c := org.CalendarOf(v.snapshot, m.Unit.UID(), period.Day)
	of := c.Open
	switch {
	case every.IsZero():
		return time.Time{}, time.Time{}
	case !clock && days == 0 && 12%months == 0:
		of = func(t time.Time) period.Period { return c.Part(months, t) }
	case !clock && months == 0 && days == 7:
		c.Length = period.Week
		of = c.Open
	case clock || months > 0 || days != 1:
		ago := func(t time.Time) time.Time {
			return t.AddDate(0, -months, -days).Add(-time.Duration(every.Hours)*time.Hour - time.Duration(every.Minutes)*time.Minute)
		}
		ended = ago(v.At)
		before = ago(ended)
		told.Since, told.From = civil.OfTime(ended), civil.OfTime(before)
		return ended, before
	}
	p := of(v.At)
	last := of(p.From.Add(-2 * time.Microsecond)) // at which it has not ended yet
	told.From, told.Since, told.Ends = c.Day(period.Period{Until: last.From}), c.Day(last), c.Day(p)
	return last.Last(), last.From.Add(-time.Microsecond)
}
