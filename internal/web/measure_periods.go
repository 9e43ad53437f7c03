package web

import (
	"net/http"
	"slices"
	"time"

	"github.com/steelyard-isms/steelyard/internal/civil"
	"github.com/steelyard-isms/steelyard/internal/evaluate"
	"github.com/steelyard-isms/steelyard/internal/explain"
	"github.com/steelyard-isms/steelyard/internal/measurement"
	"github.com/steelyard-isms/steelyard/internal/period"
	"github.com/steelyard-isms/steelyard/internal/web/page"
)

// maxPeriodPoints is how many points of a period a measure's page lists.
const maxPeriodPoints = 31

// validTo is the end of a value's valid time as pages name its day: the value of a period counts for the last day of it there, which
// may be another than that of the moment in UTC.
func validTo(p *measurement.Recorded) time.Time {
	if p.Day.IsZero() {
		return p.To
	}
	return evaluate.EndOf(p.Day)
}

// values gives what the page of a measure lists, latest first: points as they are stored, or the values of periods.
func (l *look) values(r *http.Request, m *evaluate.Measure, all bool) ([]measurement.Recorded, error) {
	most := maxPoints
	if all {
		most = maxAllPoints
	}
	if !m.Record.Spec.Aggregated() {
		return l.Points(r.Context(), m.Record, most)
	}
	list, err := l.Values(r.Context(), m.Record)
	list = slices.Clone(list[max(0, len(list)-most):])
	slices.Reverse(list)
	return list, err
}

// periods shows what the last value of an aggregated measure is made of, as its explanation has it, and the points behind it. The values
// that the page lists are said to be of the days of their periods.
func (l *look) periods(r *http.Request, m *evaluate.Measure, values []page.MeasureData) (*page.Periods, error) {
	s, err := l.Explain(r.Context(), m.Record.Record)
	if err != nil || s.Measure.Aggregation == nil {
		return nil, err
	}
	a := s.Measure.Aggregation
	out := &page.Periods{How: say(l.language(), aggregationWords, period.Aggregation(a.How)), Length: say(l.language(), lengthWords, period.Length(a.ReportingPeriod)),
		Last: l.summed(m, a.Last), Open: l.summed(m, a.Open)}
	zone, err := period.Zone(a.TimeZone)
	if err != nil {
		return nil, err
	}
	if zone != time.UTC {
		out.Zone = a.TimeZone
	}
	for i := range values {
		if v := &values[i]; v.Value != nil {
			v.From, v.To = date(civil.OfTime(v.From.In(zone))), date(civil.OfTime(v.To))
		}
	}
	if long := a.ReportingPeriod == string(period.Quarter) || a.ReportingPeriod == string(period.Year); long && a.FiscalYearBegins > 1 {
		months := l.language().Months()
		out.Begins = months[a.FiscalYearBegins-1]
	}
	if a.Last == nil || m.Last == nil {
		return out, nil
	}
	out.Entry = uint64(m.Last.Seq)
	points, err := l.PeriodPoints(r.Context(), m.Record, a.Last.From, maxPeriodPoints)
	if err != nil {
		return nil, err
	}
	runs, err := l.runsOf(r, points)
	if err != nil {
		return nil, err
	}
	by, err := l.authors(r, unread(points, runs))
	if err != nil {
		return nil, err
	}
	for i := range points {
		out.Points = append(out.Points, l.datum(m, points[i], runs, by))
	}
	return out, nil
}

func (l *look) summed(m *evaluate.Measure, v *explain.PeriodValue) page.Summed {
	if v == nil {
		return page.Summed{}
	}
	return page.Summed{Name: v.Name, Value: figure(m.Record, &v.Value), Values: v.Points, Late: v.Late}
}
