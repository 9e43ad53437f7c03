package explain

import (
	"math"

	"github.com/steelyard-isms/steelyard/internal/civil"
	"github.com/steelyard-isms/steelyard/internal/evaluate"
	"github.com/steelyard-isms/steelyard/internal/statistics"
)

// Analysis is what statistics say of a measure beyond its control chart.
type Analysis struct {
	From     civil.Date  `json:"from" format:"date" doc:"Day of the first value that is looked at: the first since control limits were last computed anew, and of no more than 120 values."`
	Values   int         `json:"values" minimum:"1" doc:"How many values are looked at."`
	Trend    *Trend      `json:"trend" doc:"Whether values rise or fall; null for fewer than three values."`
	Smooth   *Smooth     `json:"smooth" doc:"The exponentially weighted moving average, which shows small lasting changes; null without control limits."`
	Before   *YearBefore `json:"year_before" doc:"The latest value beside that of the same time a year before; null where there is none."`
	Spread   *Spread     `json:"spread" doc:"Between which values the measure lies; null for fewer than eight values."`
	Sample   *Bounds     `json:"sample" doc:"What chance leaves open of the latest value, where it is a share found in a sample (95 % interval of Wilson), in the unit of the measure; null otherwise."`
	Forecast *Forecast   `json:"forecast" doc:"When the trend reaches the target of the scale; null without a scale."`
}

// Trend is whether values rise or fall, and how fast.
type Trend struct {
	Verdict      string     `json:"verdict" enum:"unchanged,none,no-pace,seems-to-rise,seems-to-fall,rises,falls" doc:"What may be said of it. unchanged: all values are the same. none: chance alone makes as strong a trend, one way or the other, in 1 of 5 series or more. no-pace: it seldom does, but so many values are the same that the slope is 0. seems-to-rise, seems-to-fall: in less than 1 of 5. rises, falls: in less than 1 of 20, and 0 does not lie within the interval of the slope."`
	Chance       float64    `json:"chance" minimum:"0" maximum:"1" doc:"How often chance alone makes as strong a trend in one direction or the other: twice p."`
	OneIn        int        `json:"one_in" minimum:"1" doc:"The same as one of so many series."`
	MayBeLevel   bool       `json:"may_be_level" doc:"The 95 % interval of the slope contains 0; one that only ends there counts where chance alone makes as strong a trend in 1 of 20 series or more."`
	Told         bool       `json:"told" doc:"p is below 0.1 and the slope is not 0, so that dates are told of the line."`
	S            float64    `json:"s" doc:"Pairs of values of which the later is greater, less those of which it is smaller (Mann and Kendall)."`
	Z            float64    `json:"z" doc:"S in standard deviations."`
	P            float64    `json:"p" minimum:"0" maximum:"0.5" doc:"One-sided: how often chance alone gives a trend as strong in that direction."`
	Per          string     `json:"per" enum:"week,month,year" doc:"The time for which the slope is told."`
	Slope        float64    `json:"slope" doc:"By how much values rise in that time, in the unit of the measure (Theil and Sen); below 0 they fall."`
	SlopeLow     *float64   `json:"slope_low" doc:"Lower end of its 95 % interval; null where there are too few values for one."`
	SlopeHigh    *float64   `json:"slope_high" doc:"Upper end of it, likewise."`
	First        civil.Date `json:"first" format:"date" doc:"Day of the first value."`
	Last         civil.Date `json:"last" format:"date" doc:"Day of the last value."`
	FirstFit     float64    `json:"first_fit" doc:"Where the line lies on the first day."`
	LastFit      float64    `json:"last_fit" doc:"Where it lies on the last day."`
	Season       string     `json:"season" enum:"weekday,month,quarter," doc:"What values depend on besides; empty where no season can be told from chance (1 of 20)."`
	SeasonChance *float64   `json:"season_chance" minimum:"0" maximum:"1" doc:"How often chance alone gives such seasons: the greater of what two tests find, of Kruskal and Wallis for what the line leaves, and of Friedman for whether seasons lie alike in each cycle. null where it was not tested: it takes three whole cycles."`
}

// Smooth is the exponentially weighted moving average of the values since control limits were last computed anew.
type Smooth struct {
	Lambda float64       `json:"lambda" doc:"Weight of the newest value."`
	Centre float64       `json:"centre" doc:"Mean of the control chart, with which the average begins."`
	Values []SmoothValue `json:"values" nullable:"false" doc:"One for each period, earliest first."`
	Beyond []civil.Date  `json:"beyond" nullable:"false" doc:"Days on which the average lies outside its limits, which chance alone seldom gives."`
}

// SmoothValue is the average in one period.
type SmoothValue struct {
	Day     civil.Date `json:"day" format:"date" doc:"Day of the value."`
	Average *float64   `json:"average" doc:"The average; null in a period without a value."`
	Lower   *float64   `json:"lower" doc:"Its lower limit; likewise."`
	Upper   *float64   `json:"upper" doc:"Its upper limit; likewise."`
}

// YearBefore compares two values a year apart.
type YearBefore struct {
	Day    civil.Date `json:"day" format:"date" doc:"Day of the earlier value."`
	Value  float64    `json:"value" doc:"That value."`
	Change float64    `json:"change" doc:"The latest value less that one."`
	Bounds *Bounds    `json:"interval" doc:"95 % interval of the change, where both values are shares found in samples (Newcombe); null otherwise, when nothing tells whether the change is chance."`
}

// Bounds are the ends of an interval.
type Bounds struct {
	Low  float64 `json:"low" doc:"Lower end."`
	High float64 `json:"high" doc:"Upper end."`
}

// Spread is between which values the measure lies.
type Spread struct {
	P10 float64 `json:"p10" doc:"A tenth of the values are at most this (percentile of type 7)."`
	P25 float64 `json:"p25" doc:"A quarter."`
	P50 float64 `json:"p50" doc:"Half of them: the median."`
	P75 float64 `json:"p75" doc:"Three quarters."`
	P90 float64 `json:"p90" doc:"Nine tenths."`
}

// Forecast is when a trend reaches a target.
type Forecast struct {
	Outlook    string   `json:"outlook" enum:"comes,met,leaves,away,off-line,no-trend,too-few,still-met,still-missed," doc:"What the trend says of the target. comes: not there yet, and on the way. met: there, and going on. leaves: there, and going back. away: not there, and going back. off-line: the last value lies on the other side of the target than the line of the trend, or in the range that the line is not in, or the reverse, so that neither date nor chance is told. no-trend: no trend can be told from chance, so that no date can be given. too-few: a forecast needs six values. still-met, still-missed: all values are the same, and meet it or not. Empty for a range, which no single date reaches."`
	Capability string   `json:"capability" enum:"keeps-passing,keeps-failing,hit-and-miss,unforeseen," doc:"Without a trend: what becomes of the target if the process goes on as it is; empty with one."`
	Date       string   `json:"date" doc:"Day on which the line crosses the target; empty where there is none within a century."`
	DateLow    string   `json:"date_low" doc:"Lower end of its 95 % interval; empty where that is open."`
	DateHigh   string   `json:"date_high" doc:"Upper end, likewise."`
	Chance     *float64 `json:"chance" minimum:"0" maximum:"1" doc:"Share of 2,000 resamples that meet the target on its due date; null without a trend, off its line, and without a due date to come. It is half or more where the middle of what is ahead meets the target."`
	Ahead      []Ahead  `json:"ahead" nullable:"false" doc:"Between which values the measure lies up to the due date, if what moved it goes on."`
}

// Ahead is a day to come.
type Ahead struct {
	Day    civil.Date `json:"day" format:"date" doc:"The day."`
	Middle float64    `json:"middle" doc:"Where the line of the trend leads, with its season; half of the resamples are below."`
	Low50  float64    `json:"low50" doc:"Lower end of where half of them lie."`
	High50 float64    `json:"high50" doc:"Upper end of it."`
	Low80  float64    `json:"low80" doc:"Lower end of where four of five lie."`
	High80 float64    `json:"high80" doc:"Upper end of it."`
}

// analysis brings what statistics say into the form of a status; nil where there is no value.
func (c converter) analysis(m *evaluate.Measure) *Analysis {
	a := c.all.Analyse(m)
	if a.Values == 0 {
		return nil
	}
	day := func(i int) civil.Date { return a.Control.Periods[i].Day }
	out := &Analysis{From: day(a.From), Values: a.Values}
	if t := a.Trend; t != nil {
		out.Trend = &Trend{Verdict: string(t.Verdict), Chance: t.Chance(), OneIn: t.OneIn(), MayBeLevel: t.MayBeLevel(), Told: t.Told, S: t.S, Z: t.Z, P: t.P, Per: string(t.Per), Slope: t.Slope, SlopeLow: finite(t.Low), SlopeHigh: finite(t.High), First: t.First, Last: t.Last,
			FirstFit: t.FirstFit, LastFit: t.LastFit, Season: string(t.Season), SeasonChance: finite(t.SeasonChance)}
	}
	if s := a.Smooth; s != nil {
		last, _ := a.Control.Last()
		out.Smooth = &Smooth{Lambda: s.Lambda, Centre: s.Centre, Values: []SmoothValue{}, Beyond: []civil.Date{}}
		for i := range s.Z {
			out.Smooth.Values = append(out.Smooth.Values, SmoothValue{day(last.From + i), finite(s.Z[i]), finite(s.Lower[i]), finite(s.Upper[i])})
		}
		for _, i := range s.Beyond {
			out.Smooth.Beyond = append(out.Smooth.Beyond, day(i))
		}
	}
	if b := a.Before; b != nil {
		out.Before = &YearBefore{Day: b.Then.Day, Value: *b.Then.Point.Value, Change: b.Change, Bounds: bounds(b.Interval)}
	}
	if s := a.Spread; s != nil {
		out.Spread = &Spread{s.P10, s.P25, s.P50, s.P75, s.P90}
	}
	out.Sample = bounds(a.Sample)
	if w, ok := m.Wish(); ok {
		f := forecast(a.Forecast(w))
		out.Forecast = &f
	}
	return out
}

func finite(x float64) *float64 {
	if math.IsNaN(x) || math.IsInf(x, 0) {
		return nil
	}
	return &x
}

func bounds(i *statistics.Interval) *Bounds {
	if i == nil {
		return nil
	}
	return &Bounds{i.Low, i.High}
}

func forecast(f evaluate.Forecast) Forecast {
	out := Forecast{Outlook: string(f.Outlook), Date: f.Date.String(), DateLow: f.Low.String(), DateHigh: f.High.String(), Chance: f.Chance, Ahead: []Ahead{}}
	if f.Outlook == statistics.NoTrend || f.Outlook == statistics.TooFew {
		out.Capability = string(f.Capable)
	}
	for _, x := range f.Ahead {
		out.Ahead = append(out.Ahead, Ahead{x.Day, x.Middle, x.Low50, x.High50, x.Low80, x.High80})
	}
	return out
}

// explain says what the trend is, and how sure.
func (a *Analysis) explain(w *writer, m *Measure) {
	if a == nil || a.Trend == nil {
		return
	}
	t := a.Trend
	since := " since " + t.First.String()
	chance := "; chance alone makes as strong a trend, one way or the other, in " + often(t.Chance) + "."
	switch verdict := statistics.Verdict(t.Verdict); verdict {
	case statistics.Unchanged:
		w.say("The values have not changed", since, ".")
	case statistics.ByChance:
		w.say("No trend", since, " can be told from chance, which alone makes as strong a one, one way or the other, in ", often(t.Chance), ".")
	case statistics.NoPace:
		w.say("Of the values", since, " so many are the same that no pace can be told", chance)
	default:
		w.say("Values", since, " ", moves[verdict], " by ", m.difference(math.Abs(t.Slope)), " a ", t.Per, t.interval(m), chance)
	}
	if s := map[string]string{"weekday": "day of the week", "month": "month of the year", "quarter": "quarter of the year"}[t.Season]; s != "" {
		w.say("They depend on the ", s, "; chance alone makes such seasons in ", often(*t.SeasonChance), ".")
	}
	if b := a.Before; b != nil {
		how := "more"
		if b.Change < 0 {
			how = "less"
		}
		told := "."
		if b.Bounds != nil {
			told = ", with the 95 % interval from " + m.difference(b.Bounds.Low) + " to " + m.difference(b.Bounds.High) + "."
		}
		w.say("The value is ", m.difference(math.Abs(b.Change)), " ", how, " than that of ", b.Day.String(), ", a year before", told)
	}
	if a.Forecast != nil {
		a.Forecast.explain(w, "the target", "")
	}
}

var moves = map[statistics.Verdict]string{statistics.Rises: "rise", statistics.Falls: "fall", statistics.SeemsToRise: "seem to rise", statistics.SeemsToFall: "seem to fall"}

// interval is between which slopes the slope may lie.
func (t *Trend) interval(m *Measure) string {
	if t.SlopeLow == nil || t.SlopeHigh == nil {
		return ""
	}
	level := ""
	if t.MayBeLevel {
		level = ", so that they may as well be level"
	}
	return " (95 % interval from " + m.difference(*t.SlopeLow) + " to " + m.difference(*t.SlopeHigh) + level + ")"
}

// often says how often chance gives something, and never that it never does.
func often(p float64) string {
	switch {
	case p < 0.001:
		return "less than 1 of 1,000 cases"
	case p < 0.01:
		return "about " + plain(math.Max(1, math.Round(p*1000))) + " of 1,000 cases"
	}
	return "about " + plain(math.Round(p*100)) + " of 100 cases"
}

// explain says when the target is reached, and how likely that is in time.
func (f *Forecast) explain(w *writer, target, due string) {
	between := ""
	if f.DateLow != "" && f.DateHigh != "" {
		between = " (95 % interval from " + f.DateLow + " to " + f.DateHigh + ")"
	}
	switch statistics.Outlook(f.Outlook) {
	case statistics.Comes:
		if f.Date != "" {
			w.say("By that trend ", target, " is reached on ", f.Date, between, ".")
		} else {
			w.say("By that trend ", target, " is not reached within a century.")
		}
	case statistics.Leaves:
		if f.Date != "" {
			w.say("By that trend ", target, " is lost on ", f.Date, between, ".")
		}
	case statistics.Away:
		w.say("By that trend values move away from ", target, ".")
	case statistics.OffLine:
		w.say("The last value and the line of that trend disagree on whether ", target, " is met, so that neither a date nor a chance can be given.")
	case evaluate.StillMet:
		w.say("They meet ", target, ".")
	case evaluate.StillMissed:
		w.say("They do not meet ", target, ".")
	case statistics.TooFew:
		w.say("A forecast needs ", count(statistics.MinForecast, "value"), ".")
	}
	if f.Chance != nil {
		w.say("The chance of meeting ", target, " on ", due, " is ", likely(*f.Chance), ", by 2,000 resamples.")
	}
}

// likely prints a chance, and never that something is certain.
func likely(p float64) string {
	switch {
	case p < 0.01:
		return "below 1 %"
	case p > 0.99:
		return "above 99 %"
	}
	return "about " + fixed(100*p, 0) + " %"
}
