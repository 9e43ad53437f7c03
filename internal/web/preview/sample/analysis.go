package sample

import (
	"math"
	"time"

	"github.com/steelyard-isms/steelyard/internal/statistics"
	"github.com/steelyard-isms/steelyard/internal/web/page"
)

// Analysed is what statistics find in the points of a control chart, and of a target that comes in three months.
func Analysed(c *page.Control, of page.Ref, target float64) *page.Analysis {
	out := &page.Analysis{From: c.Points[0].To, Values: c.Have}
	values, times := make([]float64, len(c.Points)), make([]float64, len(c.Points))
	for i, p := range c.Points {
		out.Points = append(out.Points, page.ValueAt{At: p.To, Value: p.Value})
		values[i], times[i] = math.NaN(), float64(i)
		if p.Value != nil {
			values[i] = *p.Value
		}
	}
	last := c.Points[len(c.Points)-1].To
	due := time.Date(last.Year(), last.Month()+4, 0, 0, 0, 0, 0, time.UTC)
	t := page.Foretold{Objective: of, Target: target, Due: due, Trend: page.TooFew}
	line, ok := statistics.LineOf(times, values, nil)
	if ok {
		out.Trend = &page.Trend{Verdict: page.TrendVerdict(line.Verdict()), Told: line.Told(), Chance: line.Chance(), OneIn: line.OneIn(), MayBeLevel: line.MayBeLevel(), Per: page.PerMonth, Slope: tenth(line.Slope), Bounds: &page.Bounds{Low: tenth(line.SlopeLow), High: tenth(line.SlopeHigh)},
			First: c.Points[0].To, Last: last, FirstFit: line.At(0, 0), LastFit: line.At(times[len(times)-1], 0)}
		f := statistics.ForecastOf(line, statistics.Individuals(values, statistics.Options{}), statistics.Goal{Target: target, Higher: true})
		t.Trend, t.Capable = page.Course(f.Outlook), page.Outlook(f.Capable)
		if f.Dated() {
			t.Date = last.AddDate(0, int(math.Ceil(f.Date-times[len(times)-1])), 0)
			drawn, _ := statistics.Resample(times, values, nil, line)
			for i := 1; i <= 3; i++ {
				b := drawn.Band(times[len(times)-1]+float64(i), 0)
				t.Ahead = append(t.Ahead, page.AheadAt{At: time.Date(last.Year(), last.Month()+1+time.Month(i), 0, 0, 0, 0, 0, time.UTC), Middle: tenth(b.Middle), Low50: tenth(b.Low50), High50: tenth(b.High50), Low80: tenth(b.Low80), High80: tenth(b.High80)})
			}
			t.From = page.ValueAt{At: last, Value: v(out.Trend.LastFit)}
			t.Chance = v(drawn.Chance(times[len(times)-1]+3, 0, statistics.Goal{Target: target, Higher: true}))
		}
	}
	out.Targets = []page.Foretold{t}
	out.Smooth = smoothed(c, values)
	if p10, ok := statistics.Percentile(values, 10, statistics.Type7); ok && c.Have >= 8 {
		at := func(p float64) float64 { x, _ := statistics.Percentile(values, p, statistics.Type7); return tenth(x) }
		out.Spread = &page.Spread{P10: tenth(p10), P25: at(25), P50: at(50), P75: at(75), P90: at(90)}
	}
	return out
}

func smoothed(c *page.Control, values []float64) *page.Smooth {
	l := c.Stretches[0].Limits
	if l == nil {
		return nil
	}
	average, ok := statistics.EWMA(values, statistics.Weighting{Lambda: 0.2, Centre: l.Centre, Sigma: (l.Upper - l.Centre) / 3})
	if !ok {
		return nil
	}
	out := &page.Smooth{Lambda: 0.2, Centre: l.Centre}
	for i, z := range average.Z {
		x := page.SmoothPoint{At: c.Points[i].To}
		if !math.IsNaN(z) {
			x.Average, x.Lower, x.Upper = v(tenth(z)), v(tenth(average.Lower[i])), v(tenth(average.Upper[i]))
		}
		out.Points = append(out.Points, x)
	}
	for _, i := range average.Beyond() {
		out.Beyond = append(out.Beyond, c.Points[i].To)
	}
	return out
}
