package sample

import (
	"math"

	"github.com/steelyard-isms/steelyard/internal/web/chart"
	"github.com/steelyard-isms/steelyard/internal/web/page"
)

// MeasureCharts is the list of measures beside each other: one that is measured daily, with two weeks missing, one monthly, one that got
// worse, one without a scale, one with a single value and one without any.
func MeasureCharts(f page.Frame) page.Measures {
	p := Measures(f)
	p.Rows = nil
	p.Keep = page.KeepCharts(page.UsualMonths)
	c := &page.Charts{Months: page.UsualMonths, From: day(2025, 10, 1), To: at(2026, 9, 30, 23, 59)}
	limits := []page.Limit{{Kind: page.RedLimit, Value: 75}, {Kind: page.GreenLimit, Value: 88}, {Kind: page.TargetMark, Value: 95}}
	daily := page.MeasureChart{Ref: fixed, Now: page.Figure{Value: v(83.9), Unit: "%"}, NowAt: day(2026, 9, 30), Data: page.Known, Score: page.Score{Text: "60.5", Band: page.Watch}, Better: page.Higher, Limits: limits, Scale: 45}
	for i := range 365 {
		x := chart.Point{At: day(2025, 10, 1+i), Value: v(math.Round(10*(62+float64(i)/17+float64(i*37%11)/2)) / 10)}
		if i > 120 && i < 135 {
			x.Value = nil
		}
		daily.Values = append(daily.Values, x)
	}
	daily.Values[364].Value = v(83.9)
	of := func(m page.MeasureChart, values ...float64) page.MeasureChart {
		for i, x := range values {
			m.Values = append(m.Values, chart.Point{At: day(2026, 10-len(values)+i, 0), Value: v(x)})
		}
		return m
	}
	c.Measures = []page.MeasureChart{
		daily,
		of(page.MeasureChart{Ref: exposure, Now: page.Figure{Value: v(16), Unit: "days"}, NowAt: day(2026, 8, 31), Data: page.Stale, Score: page.Score{Text: "65.8", Band: page.Watch}, Better: page.Lower, Scale: 30,
			Limits: []page.Limit{{Kind: page.RedLimit, Value: 25}, {Kind: page.GreenLimit, Value: 14}, {Kind: page.TargetMark, Value: 7}}}, 31, 29, 30, 24, 22, 21, 18, 19, 17, 18, 16),
		of(page.MeasureChart{Ref: measure("M-023", "Restore tests that reached their time"), Now: page.Figure{Value: v(74), Unit: "%"}, NowAt: day(2026, 8, 31), Data: page.Known, Score: page.Score{Text: "38.4", Band: page.Act}, Better: page.Higher, Scale: 45, Limits: limits}, 91, 92, 88, 86, 83, 80, 74),
		of(page.MeasureChart{Ref: measure("M-024", "Hosts"), Now: page.Figure{Value: v(412), Unit: "hosts"}, NowAt: day(2026, 8, 31), Data: page.Known}, 388, 391, 404, 412),
		of(page.MeasureChart{Ref: measure("M-025", "Exercises of the crisis team"), Now: page.Figure{Value: v(2), Unit: "exercises"}, NowAt: day(2026, 8, 31), Data: page.Known, Score: page.Score{Text: "70.0", Band: page.Good}, Better: page.Higher, Scale: 4}, 2),
		{Ref: measure("M-022", "Gateways with virtual patches"), Now: page.Figure{Unit: "%"}, Data: page.Unknown},
	}
	p.Charts, p.Total = c, len(c.Measures)
	return p
}
