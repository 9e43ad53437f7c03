package analysis

import (
	"cmp"
	"fmt"
	"math"
	"slices"

	"github.com/steelyard-isms/steelyard/internal/fault"
	"github.com/steelyard-isms/steelyard/internal/statistics"
)

// What holds unless it is told.
const (
	usualLambda  = 0.3
	usualPeriod  = 12
	usualPercent = 90.0
	usualType    = statistics.Type7
)

// beyond is said of numbers that no arithmetic can be done with.
const beyond = "the numbers are too large, or too far apart, to compute with"

func given[T any](v *T, usual T) T {
	if v == nil {
		return usual
	}
	return *v
}

// tooLittle says what control limits would have needed.
func tooLittle(values []float64) string {
	if len(values) < 2 {
		return "control limits need two values"
	}
	return beyond
}

func xmr(t *table, o Options) (any, error) {
	values := t.columns["value"]
	set := cmp.Or(statistics.RuleSet(o.Rules), statistics.WesternElectric)
	c := statistics.Individuals(values, statistics.Options{Rules: set, Centre: statistics.Centre(o.Variant), Base: given(o.Base, statistics.All)})
	out := xmrAnswer{head: head{XmR, t.n, ""}, Rules: set, Signals: []signal{}}
	s, _ := c.Last()
	if s.Limits == nil {
		out.Reason = tooLittle(values)
		return out, nil
	}
	out.Base = s.Base
	out.Upper, out.Lower, out.RangeUpper = figure(s.Limits.Upper), figure(s.Limits.Lower), figure(s.Limits.RangeLimit)
	if o.Variant == string(statistics.Median) {
		out.Median, out.MRMedian = figure(s.Limits.Centre), figure(s.Limits.Range)
	} else {
		out.Mean, out.MRBar = figure(s.Limits.Centre), figure(s.Limits.Range)
	}
	for _, x := range c.Signals {
		one := signal{Rule: x.Rule, Side: x.Side}
		for _, i := range x.Points {
			one.Rows = append(one.Rows, i+1)
			if t.clock != nil {
				one.Times = append(one.Times, t.clock.written(t.clock.times[i]))
			}
		}
		out.Signals = append(out.Signals, one)
	}
	return out, nil
}

func ewma(t *table, o Options) (any, error) {
	values := t.columns["value"]
	w := statistics.Weighting{Lambda: given(o.Lambda, usualLambda), Centre: given(o.Center, math.NaN()), Sigma: given(o.Sigma, math.NaN())}
	out := ewmaAnswer{head: head{EWMA, t.n, ""}, Lambda: w.Lambda}
	if s, _ := statistics.Individuals(values, statistics.Options{Base: statistics.All}).Last(); s.Limits != nil {
		w.Centre, w.Sigma = given(o.Center, s.Limits.Centre), given(o.Sigma, s.Limits.Sigma())
	}
	out.Center, out.Sigma = figure(w.Centre), figure(w.Sigma)
	a, ok := statistics.EWMA(values, w)
	switch {
	case w.Sigma == 0:
		out.Reason = "values that are all the same give no sigma, so that it has to be told"
	case out.Center == nil || out.Sigma == nil:
		out.Reason = "without center and sigma they come from control limits, and " + tooLittle(values)
	case !ok:
		out.Reason = beyond
	default:
		out.SteadyUpper, out.SteadyLower = figure(a.SteadyUpper), figure(a.SteadyLower)
	}
	for i, v := range values {
		row := ewmaRow{Value: v}
		if t.clock != nil {
			row.Time = t.clock.written(t.clock.times[i])
		}
		if ok {
			row.Z, row.Upper, row.Lower = figure(a.Z[i]), figure(a.Upper[i]), figure(a.Lower[i])
			row.Signal = a.Z[i] > a.Upper[i] || a.Z[i] < a.Lower[i]
		}
		out.Rows = append(out.Rows, row)
	}
	return out, nil
}

// lineOf is a trend as it is answered.
func lineOf(t *table, x statistics.Trend) line {
	out := line{S: figure(x.S), Var: figure(x.Var), Z: figure(x.Z), P: figure(x.P), Slope: figure(x.Slope), Intercept: figure(x.Intercept), SlopeLow: figure(x.SlopeLow), SlopeHigh: figure(x.SlopeHigh)}
	if t.clock != nil && t.clock.form != numbers {
		out.Origin = t.clock.written(0)
	}
	return out
}

func trendOf(t *table, out trendAnswer, x statistics.Trend, ok bool) trendAnswer {
	switch {
	case ok:
		out.line = lineOf(t, x)
		if out.SlopeLow == nil {
			out.Reason = "the interval of the slope needs more values"
		}
	case t.n < statistics.MinTrend:
		out.Reason = fmt.Sprintf("a trend needs %d values", statistics.MinTrend)
	default:
		out.Reason = beyond
	}
	return out
}

func trend(t *table, _ Options) (any, error) {
	x, ok := statistics.TrendOf(t.clock.list(), t.columns["value"])
	return trendOf(t, trendAnswer{head: head{Trend, t.n, ""}}, x, ok), nil
}

// noSeasons refuses rows whose season cannot be told.
func noSeasons(reason string) error {
	return fault.InvalidField("nothing was computed", fault.Field{Path: "period", Reason: reason, Remedy: "Number the periods under time, or leave that column out: then rows count in their order, without gaps"})
}

func seasonalTrend(t *table, o Options) (any, error) {
	out := trendAnswer{head: head{SeasonalTrend, t.n, ""}, Period: given(o.Period, usualPeriod)}
	of, _, reason := t.clock.seasons(t.n, out.Period)
	if reason != "" {
		return nil, noSeasons(reason)
	}
	x, ok := statistics.SeasonalTrendOf(t.clock.list(), t.columns["value"], of)
	if once := slices.Compact(slices.Sorted(slices.Values(of))); !ok && t.n >= statistics.MinTrend && len(once) == t.n {
		out.Reason = "no two rows are of one season"
		return out, nil
	}
	return trendOf(t, out, x, ok), nil
}

func wilson(t *table, _ Options) (any, error) {
	out := wilsonAnswer{head: head{Wilson, t.n, ""}}
	for i, s := range t.columns["successes"] {
		share := statistics.Share{Successes: int(s), N: int(t.columns["n"][i])}
		x, _ := statistics.Wilson(share) // what is impossible was refused when it was read
		out.Rows = append(out.Rows, wilsonRow{share.Successes, share.N, x.Estimate, x.Low, x.High})
	}
	return out, nil
}

func survival(t *table, o Options) (any, error) {
	list := make([]statistics.Case, t.n)
	for i, d := range t.columns["duration"] {
		list[i] = statistics.Case{Duration: d, Ended: t.columns["event"][i] == 1}
	}
	s, _ := statistics.SurvivalOf(list) // likewise
	out := survivalAnswer{head: head{Survival, t.n, ""}, Ended: s.Ended, Times: []float64{}, Survival: []float64{}, Low: []*float64{}, High: []*float64{}, AtRisk: []int{}, EndedAt: []int{}, ClosedMean: figure(s.ClosedMean)}
	for _, x := range s.Steps {
		out.Times, out.Survival, out.Low, out.High = append(out.Times, x.Time), append(out.Survival, x.Open), append(out.Low, figure(x.Low)), append(out.High, figure(x.High))
		out.AtRisk, out.EndedAt = append(out.AtRisk, x.AtRisk), append(out.EndedAt, x.Ended)
	}
	m, ok := s.Percentile(50)
	out.Median, out.MedianLow, out.MedianHigh = figure(m.Estimate), figure(m.Low), figure(m.High)
	if !ok {
		out.Reason = "too many cases are open to tell the median: it is longer than what is known"
	}
	if o.P != nil {
		v, _ := s.Percentile(*o.P)
		out.survivalPercentile = &survivalPercentile{*o.P, figure(v.Estimate), figure(v.Low), figure(v.High)}
	}
	return out, nil
}

func percentile(t *table, o Options) (any, error) {
	p, of := given(o.P, usualPercent), given(o.Type, int(usualType))
	v, _ := statistics.Percentile(t.columns["value"], p, statistics.Quantile(of)) // there is a row, and p was checked
	return percentileAnswer{head{Percentile, t.n, ""}, p, of, v}, nil
}
