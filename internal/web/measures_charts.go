package web

import (
	"math"
	"net/http"

	"github.com/steelyard-isms/steelyard/internal/civil"
	"github.com/steelyard-isms/steelyard/internal/evaluate"
	"github.com/steelyard-isms/steelyard/internal/measure"
	"github.com/steelyard-isms/steelyard/internal/measurement"
	"github.com/steelyard-isms/steelyard/internal/record"
	"github.com/steelyard-isms/steelyard/internal/score"
	"github.com/steelyard-isms/steelyard/internal/web/chart"
	"github.com/steelyard-isms/steelyard/internal/web/page"
)

// chartsInPart is how many charts a page shows.
const chartsInPart = 20

// chartsAsked tells whether an address asks for charts. Error: Invalid, also of a span that would not be used.
func chartsAsked(view, span string) (bool, error) {
	if view != "" && view != page.ViewCharts {
		return false, invalid(page.ParamView, "is not a way to show this list", "Use charts, coverage or table, or leave it out")
	}
	if _, ok := page.ChartSpans[span]; !ok || view == "" && span != "" {
		return false, invalid(page.ParamSpan, "is no span of these charts", "Use 3m, 12m or 24m, with view=charts")
	}
	return view != "", nil
}

// present is a trend of the day of the page alone.
func (l *look) present(r *http.Request) (trend, error) {
	status, err := l.Status(r.Context())
	return trend{status}, err
}

// charts are the measures beside each other, over the span that is asked for; links within the list keep both.
func (l *look) charts(r *http.Request, list []*evaluate.Measure, n *narrow) (*page.Charts, error) {
	span := page.ChartSpans[r.URL.Query().Get(page.ParamSpan)]
	n.Keep = page.KeepCharts(span.Months)
	day := civil.OfTime(l.At)
	out := &page.Charts{Months: span.Months, From: day.AddDays(1 - span.Days).Time(), To: evaluate.EndOf(day)}
	records := make([]record.Of[measure.Measure], len(list))
	for i, m := range list {
		records[i] = m.Record
	}
	values, err := l.Daily(r.Context(), records, out.From)
	if err != nil {
		return nil, err
	}
	for i, m := range list {
		out.Measures = append(out.Measures, l.measureChart(m, values[i]))
	}
	return out, nil
}

func (l *look) measureChart(m *evaluate.Measure, values []measurement.Dated) page.MeasureChart {
	out := page.MeasureChart{Ref: ref(m.Record.Record), Now: current(m), NowAt: lastAt(m), Data: page.Data(m.Fresh.State), Score: l.measureScore(m)}
	if m.Scale != nil {
		k := m.Scale.Knots()
		out.Better = map[score.Direction]page.Better{score.Higher: page.Higher, score.Lower: page.Lower}[m.Scale.Direction()]
		out.Scale = math.Abs(k.Target - k.Worst)
		if m.Scale.Direction() != score.Lookup { // levels with a name each have no limits
			out.Limits, out.Former = l.limits(m)
		}
	}
	step := m.Record.Spec.PeriodDays
	if m.Record.Spec.Derived() || m.Record.Spec.Aggregated() { // of these evaluations read one value a month or a period
		step = m.Step()
	}
	out.Values = make([]chart.Point, 0, len(values))
	for i := range values {
		if i > 0 {
			if due := evaluate.Missing(civil.OfTime(values[i-1].At), civil.OfTime(values[i].At), step); len(due) > 0 {
				out.Values = append(out.Values, chart.Point{At: date(due[0])})
			}
		}
		out.Values = append(out.Values, chart.Point{At: values[i].At, Value: figure(m.Record, &values[i].Value).Value})
	}
	return out
}
