package analysis

import (
	"fmt"
	"maps"
	"slices"

	"github.com/steelyard-isms/steelyard/internal/fault"
	"github.com/steelyard-isms/steelyard/internal/statistics"
)

// passed is the outlook where the line has crossed the target and nobody said which side of it is better.
const passed statistics.Outlook = "passed"

func forecast(t *table, o Options) (any, error) {
	values, times := t.columns["value"], t.clock.list()
	out := forecastAnswer{head: head{Forecast, t.n, ""}, Target: *o.Target, Better: o.Better, Period: given(o.Period, 0)}
	var seasons []int
	season := func(float64) int { return 0 }
	if o.Period != nil {
		var reason string
		if seasons, season, reason = t.clock.seasons(t.n, *o.Period); reason != "" {
			return nil, noSeasons(reason)
		}
	}
	var by float64
	if o.Date != "" {
		var wrong string
		if by, wrong = t.clock.at(o.Date); wrong != "" {
			return nil, fault.InvalidField("nothing was computed", fault.Field{Path: "date", Reason: wrong, Remedy: "Write it as the file writes its times; without times it is the number of a row"})
		}
		out.By = t.clock.written(by)
	}
	l, ok := statistics.LineOf(times, values, seasons)
	if !ok && t.n >= statistics.MinForecast {
		out.Outlook, out.Reason = statistics.NoTrend, beyond
		return out, nil
	}
	if ok {
		out.line = lineOf(t, l.Trend)
	}
	for _, s := range slices.Sorted(maps.Keys(l.Seasons)) {
		out.Seasons = append(out.Seasons, l.Seasons[s])
	}
	g := statistics.Goal{Target: *o.Target, Higher: o.Better == "higher" || o.Better == "" && l.Slope >= 0}
	f := statistics.ForecastOf(l, statistics.Individuals(values, statistics.Options{Base: statistics.All}), g)
	out.Outlook, out.Capability = f.Outlook, f.Capable
	if !f.Dated() {
		out.undated(o)
		return out, nil
	}
	out.Date, out.DateLow, out.DateHigh = t.clock.written(f.Date), t.clock.written(f.Low), t.clock.written(f.High)
	open := o.Better == "" && f.Outlook == statistics.Met
	if open {
		out.Outlook = passed
	}
	switch {
	case out.Date == nil:
		out.Reason = "the line crosses the target at a time that the calendar cannot write"
	case open:
		out.Reason = "the line crossed the target before the last row; better says whether that is good"
	}
	if o.Date == "" {
		return out, nil
	}
	r, _ := statistics.Resample(times, values, seasons, l) // a line with a date has enough values
	b := r.Band(by, season(by))
	out.Bands = &bands{figure(b.Middle), figure(b.Low50), figure(b.High50), figure(b.Low80), figure(b.High80)}
	out.Resamples = statistics.Resamples
	if !open {
		out.Chance = figure(r.Chance(by, season(by), g))
	}
	return out, nil
}

// undated says why there is no date, and leaves the capability out where nobody said what it is held against.
func (a *forecastAnswer) undated(o Options) {
	switch a.Outlook {
	case statistics.TooFew:
		a.Reason = fmt.Sprintf("a date needs %d values", statistics.MinForecast)
	default:
		a.Reason = fmt.Sprintf("no date can be given: chance alone makes such a trend, in its direction, in %v of 100 cases or more", statistics.MaxChanceOfTrend*100)
	}
	if o.Better == "" {
		a.Capability = ""
		a.Reason += "; better says which side of the target is good, and capability whether the process meets it"
	}
}
