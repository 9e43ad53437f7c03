package page

import (
	"html/template"
	"math"
	"time"

	"github.com/steelyard-isms/steelyard/internal/catalog/words"
	"github.com/steelyard-isms/steelyard/internal/web/chart"
	"github.com/steelyard-isms/steelyard/internal/web/format"
)

// Analysis is what statistics say of a measure beyond its control chart. Figures are in the unit of the measure.
type Analysis struct {
	From    time.Time // of the first value that is looked at
	Points  []ValueAt // the periods that are looked at, oldest first
	Values  int
	Trend   *Trend // nil: too few values
	Smooth  *Smooth
	Before  *YearBefore
	Spread  *Spread
	Sample  *Bounds    // what the sample leaves open of the latest value
	Targets []Foretold // first that which is drawn
}

// Trend is whether values rise or fall, and how fast.
type Trend struct {
	Verdict           TrendVerdict
	Told              bool    // its line is drawn, and dates are told of it
	Chance            float64 // how often chance alone makes as strong a trend, up or down, 0 to 1
	OneIn             int     // the same as one of so many
	MayBeLevel        bool    // the interval of the slope contains 0
	Per               Per
	Slope             float64
	Bounds            *Bounds // of the slope; nil: too few values
	First, Last       time.Time
	FirstFit, LastFit float64
	Season            Season
	SeasonP           float64
}

// TrendVerdict is what may be said of a trend.
type TrendVerdict string

// These verdicts.
const (
	TrendUnchanged   TrendVerdict = "unchanged"
	TrendNone        TrendVerdict = "none"
	TrendNoPace      TrendVerdict = "no-pace"
	TrendSeemsToRise TrendVerdict = "seems-to-rise"
	TrendSeemsToFall TrendVerdict = "seems-to-fall"
	TrendRises       TrendVerdict = "rises"
	TrendFalls       TrendVerdict = "falls"
)

var trendWords = map[TrendVerdict]words.Key{TrendUnchanged: "measure.analysis.trend.unchanged", TrendNone: "measure.analysis.trend.none", TrendNoPace: "measure.analysis.trend.no-pace", TrendSeemsToRise: "measure.analysis.trend.seems-to-rise",
	TrendSeemsToFall: "measure.analysis.trend.seems-to-fall", TrendRises: "measure.analysis.trend.rises", TrendFalls: "measure.analysis.trend.falls"}

// Per is a length of time for which a slope is told.
type Per string

// The lengths.
const (
	PerWeek  Per = "week"
	PerMonth Per = "month"
	PerYear  Per = "year"
)

var perWords = map[Per]words.Key{PerWeek: "measure.analysis.per.week", PerMonth: "measure.analysis.per.month", PerYear: "measure.analysis.per.year"}

// Season is what values depend on besides; empty: nothing.
type Season string

// The seasons.
const (
	ByWeekday Season = "weekday"
	ByMonth   Season = "month"
	ByQuarter Season = "quarter"
)

var seasonWords = map[Season]words.Key{ByWeekday: "measure.analysis.season.weekday", ByMonth: "measure.analysis.season.month", ByQuarter: "measure.analysis.season.quarter"}

// Smooth is the weighted moving average with its limits.
type Smooth struct {
	Lambda, Centre float64
	Points         []SmoothPoint
	Beyond         []time.Time // periods whose average lies outside its limits
}

// SmoothPoint is the average in one period; all is nil in one without a value.
type SmoothPoint struct {
	At                    time.Time
	Average, Lower, Upper *float64
}

// YearBefore is the value of the same time a year before.
type YearBefore struct {
	At     time.Time
	Value  float64
	Change float64 // the latest value less that one
	Bounds *Bounds // of the change; nil: nothing tells whether it is chance
}

// Spread is between which values the measure lies.
type Spread struct{ P10, P25, P50, P75, P90 float64 }

// Bounds are the ends of an interval.
type Bounds struct{ Low, High float64 }

// Foretold is what the trend says of one target.
type Foretold struct {
	Objective  Ref // whose target it is; empty: that of the scale
	Target     float64
	TargetHigh *float64
	Due        time.Time // zero: none
	Trend      Course
	Seems      bool    // the trend only seems to be one
	Capable    Outlook // without a trend
	Date       time.Time
	DateLow    time.Time // zero: open
	DateHigh   time.Time // zero: open
	Ahead      []AheadAt
	Chance     *float64 // of meeting it when it is due, 0 to 1
}

// AheadAt is where the value may lie on a day to come.
type AheadAt struct {
	At                                   time.Time
	Middle, Low50, High50, Low80, High80 float64
}

// Course is what a trend says of a target.
type Course string

// The courses; any other says nothing.
const (
	Comes       Course = "comes"
	Met         Course = "met"
	Leaves      Course = "leaves"
	Away        Course = "away"
	OffLine     Course = "off-line"
	StillMet    Course = "still-met"
	StillMissed Course = "still-missed"
	NoTrend     Course = "no-trend"
	TooFew      Course = "too-few"
)

// often says how often chance gives something, and never that it never does.
func (f Frame) often(p float64) string {
	switch {
	case p < 0.001:
		return f.t("measure.analysis.often.hardly")
	case p < 0.01:
		return f.t("measure.analysis.often.thousand", words.N(int(math.Max(1, math.Round(p*1000)))))
	}
	return f.t("measure.analysis.often.hundred", words.N(int(math.Round(p*100))))
}

// chanceOf says how likely something is, and never that it is certain.
func (f Frame) chanceOf(p float64) string {
	switch {
	case p < 0.01:
		return f.t("measure.analysis.chance.below", words.F("value", f.num().Percent(0.01)))
	case p > 0.99:
		return f.t("measure.analysis.chance.above", words.F("value", f.num().Percent(0.99)))
	}
	return f.t("measure.analysis.chance.about", words.F("value", f.num().Percent(math.Round(p*100)/100)))
}

func (p Measure) between(b *Bounds) (low, high words.Arg) {
	from, to := p.differencesApart(b.Low, b.High, p.Now.Unit)
	return words.F("low", from), words.F("high", to)
}

// said lists what statistics find, a sentence each.
func (p Measure) said() []template.HTML {
	a := p.Analysis
	var out []template.HTML
	add := func(h ...template.HTML) { out = append(out, sentence(h...)) }
	if a.Trend == nil {
		add(p.h("measure.analysis.few", words.N(a.Values)))
	} else {
		add(p.trendSaid(), p.seasonSaid())
	}
	for _, t := range a.Targets {
		if h := p.foretell(t); h != "" {
			add(h, p.chanceSaid(t))
		}
	}
	add(p.smoothSaid())
	add(p.yearSaid())
	if a.Sample != nil {
		add(p.h("measure.analysis.sample", words.F("low", p.quantity(a.Sample.Low)), words.F("high", p.quantity(a.Sample.High))))
	}
	var some []template.HTML
	for _, h := range out {
		if h != "" {
			some = append(some, h)
		}
	}
	return some
}

func (p Measure) trendSaid() template.HTML {
	t := p.Analysis.Trend
	since := words.T("since", p.date(t.First))
	said := []template.HTML{p.h(trendWords[t.Verdict], since, words.F("slope", p.difference(math.Abs(t.Slope), p.Now.Unit)), words.T("per", p.t(perWords[t.Per])), words.T("often", p.often(t.Chance)),
		words.T("one", p.num().Count(int64(t.OneIn))))}
	if !t.Told || t.Bounds == nil || t.Bounds.Low == t.Bounds.High { // of an exact line
		return sentence(said...)
	}
	key := words.Key("measure.analysis.trend.interval")
	if t.MayBeLevel {
		key = "measure.analysis.trend.level"
	}
	low, high := p.between(t.Bounds)
	return sentence(append(said, p.h(key, low, high))...)
}

func (p Measure) seasonSaid() template.HTML {
	if key, ok := seasonWords[p.Analysis.Trend.Season]; ok {
		return p.h(key, words.T("often", p.often(p.Analysis.Trend.SeasonP)))
	}
	return ""
}

// wish names the target that a forecast is of.
func (p Measure) wish(t Foretold) template.HTML {
	value := p.quantity(t.Target)
	if t.TargetHigh != nil {
		value = p.span(t.Target, *t.TargetHigh)
	}
	return p.h("measure.outlook.target", words.F("value", value))
}

var courseWords = map[Course]words.Key{Comes: "measure.analysis.forecast.comes", Met: "measure.analysis.forecast.met", Leaves: "measure.analysis.forecast.leaves", Away: "measure.analysis.forecast.away",
	OffLine: "measure.analysis.forecast.off", StillMet: "measure.analysis.forecast.still-met", StillMissed: "measure.analysis.forecast.still-missed"}

// foretell says what becomes of a target.
func (p Measure) foretell(t Foretold) template.HTML {
	what := words.H("what", p.wish(t))
	if t.Objective.Name != "" {
		what = words.H("what", p.h("measure.analysis.forecast.of", words.H("objective", p.link(t.Objective)), what))
	}
	switch t.Trend {
	case NoTrend:
		if key, ok := outlookWords[t.Capable]; ok {
			return sentence(p.h("measure.analysis.forecast.none", what), p.h(key, words.T("what", p.t("measure.analysis.forecast.it"))))
		}
		return p.h("measure.analysis.forecast.none", what)
	case TooFew:
		return ""
	case Comes, Leaves:
		if t.Date.IsZero() {
			return p.h("measure.analysis.forecast.century", what)
		}
	}
	key, ok := courseWords[t.Trend]
	if !ok {
		return ""
	}
	said := []template.HTML{p.h(key, what, words.T("day", p.date(t.Date)))}
	if t.Trend == Comes || t.Trend == Leaves {
		switch from, to := words.T("from", p.date(t.DateLow)), words.T("to", p.date(t.DateHigh)); {
		case t.DateLow.IsZero():
			said = append(said, p.h("measure.analysis.forecast.open"))
		case t.DateHigh.IsZero():
			said = append(said, p.h("measure.analysis.forecast.until", from))
		case !t.DateLow.Equal(t.DateHigh):
			said = append(said, p.h("measure.analysis.forecast.interval", from, to))
		}
	}
	return sentence(said...)
}

func (p Measure) chanceSaid(t Foretold) template.HTML {
	if t.Chance == nil || len(t.Ahead) == 0 {
		return ""
	}
	last := t.Ahead[len(t.Ahead)-1]
	return p.h("measure.analysis.forecast.chance", words.T("due", p.date(t.Due)), words.F("low", p.quantity(last.Low80)), words.F("high", p.quantity(last.High80)), words.T("chance", p.chanceOf(*t.Chance)))
}

func (p Measure) smoothSaid() template.HTML {
	s := p.Analysis.Smooth
	switch {
	case s == nil:
		return ""
	case len(s.Beyond) == 0:
		return p.h("measure.analysis.smooth.within")
	}
	return p.h("measure.analysis.smooth.beyond", words.N(len(s.Beyond)), words.T("since", p.date(s.Beyond[0])))
}

func (p Measure) yearSaid() template.HTML {
	b := p.Analysis.Before
	if b == nil || b.Bounds == nil { // without an interval it stands among the benchmarks
		return ""
	}
	key := words.Key("measure.analysis.year.more")
	switch {
	case b.Change == 0:
		return p.h("measure.analysis.year.same", words.T("day", p.date(b.At)))
	case b.Change < 0:
		key = "measure.analysis.year.less"
	}
	said := []template.HTML{p.h(key, words.F("change", p.difference(math.Abs(b.Change), p.Now.Unit)), words.T("day", p.date(b.At)), words.F("value", p.quantity(b.Value)))}
	low, high := p.between(b.Bounds)
	key = "measure.analysis.year.chance"
	if b.Bounds.Low > 0 || b.Bounds.High < 0 {
		key = "measure.analysis.year.real"
	}
	return sentence(append(said, p.h(key, low, high))...)
}

// drawnTarget is the target that the chart of the trend shows; nil: none.
func (a *Analysis) drawnTarget() *Foretold {
	if len(a.Targets) == 0 {
		return nil
	}
	return &a.Targets[0]
}

// trendChart draws the values with their line, and what may come.
func (p Measure) trendChart(narrow bool) chart.SVG {
	a := p.Analysis
	line := chart.Line{Values: points(a.Points), Tone: chart.Ink, Months: p.words().Months(), Unit: p.unit(p.Now.Unit), Narrow: narrow, Mirrored: p.RightToLeft, Name: p.trendName()}
	if t := a.Trend; t != nil && t.Told {
		line.Fit = []chart.Point{{At: t.First, Value: &t.FirstFit}, {At: t.Last, Value: &t.LastFit}}
	}
	if t := a.drawnTarget(); t != nil {
		from := words.Key("objective.chart.target")
		if t.TargetHigh != nil {
			from = "objective.chart.target-from"
			line.Levels = append(line.Levels, chart.Level{Kind: chart.Target, Value: *t.TargetHigh, Label: p.t("objective.chart.target-to", words.F("value", p.quantity(*t.TargetHigh)))})
		}
		line.Levels = append(line.Levels, chart.Level{Kind: chart.Target, Value: t.Target, Label: p.t(from, words.F("value", p.quantity(t.Target)))})
		line.Ahead, line.AheadName, line.AheadOnly = ahead(p.Frame, t.Ahead, p.Now.Unit)
	}
	return line.SVG()
}

// ahead brings a forecast into the form of a chart, with the name of its end and its figure alone.
func ahead(f Frame, list []AheadAt, unit string) (out []chart.Ahead, name, only string) {
	for _, x := range list {
		out = append(out, chart.Ahead{At: x.At, Middle: x.Middle, Low50: x.Low50, High50: x.High50, Low80: x.Low80, High80: x.High80})
	}
	if len(list) > 0 {
		only = f.num().Quantity(list[len(list)-1].Middle, unit)
		name = f.t("objective.chart.forecast", words.F("value", only))
	}
	return out, name, only
}

func (p Measure) trendName() string {
	name := p.t("measure.analysis.name", words.N(p.Analysis.Values), words.T("measure", p.Name))
	for i, h := range p.said() {
		if i < 2 {
			name += " " + plainText(h)
		}
	}
	return name
}

// smoothChart draws the average within its limits.
func (p Measure) smoothChart(narrow bool) chart.SVG {
	s := p.Analysis.Smooth
	line := chart.Line{Tone: chart.Ink, Months: p.words().Months(), Unit: p.unit(p.Now.Unit), Narrow: narrow, Mirrored: p.RightToLeft,
		Name:   p.t("measure.analysis.smooth.name", words.T("measure", p.Name)) + " " + plainText(p.smoothSaid()),
		Levels: []chart.Level{{Kind: chart.Baseline, Value: s.Centre, Label: p.t("measure.control.mean", words.F("value", p.quantity(s.Centre)))}}}
	for _, x := range s.Points {
		line.Values = append(line.Values, chart.Point{At: x.At, Value: x.Average})
		if x.Lower != nil && x.Upper != nil {
			line.Room = append(line.Room, chart.Room{At: x.At, Low: *x.Lower, High: *x.Upper})
		}
	}
	return line.SVG()
}

// spread draws where values lie, with the latest.
func (p Measure) spread() chart.SVG {
	s := p.Analysis.Spread
	return chart.Box{P10: s.P10, P25: s.P25, P50: s.P50, P75: s.P75, P90: s.P90, Now: p.Now.Value, Mirrored: p.RightToLeft, Name: plainText(p.spreadSaid())}.SVG()
}

// spreads tells whether there is a spread: values that are all the same have none.
func (a *Analysis) spreads() bool {
	return a.Spread != nil && (a.Trend == nil || a.Trend.Verdict != TrendUnchanged)
}

func (p Measure) spreadSaid() template.HTML {
	s := p.Analysis.Spread
	key := words.Key("measure.analysis.spread.said")
	switch { // as they are written, for a range that reads as none is none
	case p.quantity(s.P10) == p.quantity(s.P90):
		key = "measure.analysis.spread.most"
	case p.quantity(s.P25) == p.quantity(s.P75):
		key = "measure.analysis.spread.half"
	}
	return p.h(key, words.F("p25", p.quantity(s.P25)), words.F("p75", p.quantity(s.P75)), words.F("p50", p.quantity(s.P50)), words.F("p10", p.quantity(s.P10)), words.F("p90", p.quantity(s.P90)))
}

// span is a range of values of the measure.
func (p Measure) span(low, high float64) string { return p.values(low, high, p.Now.Unit) }

// values is a range of values in a unit.
func (f Frame) values(low, high float64, unit string) string {
	return f.t("measure.control.between", words.T("low", f.num().Number(low)), words.T("high", format.WithUnit(f.num().Number(high), unit)))
}

// trendKey explains what is drawn, and when trend and forecast would begin anew.
func (p Measure) trendKey() template.HTML {
	t := p.Analysis.drawnTarget()
	said := p.h("measure.analysis.chart.values")
	switch {
	case t != nil && len(t.Ahead) > 0:
		said = p.h("measure.analysis.chart.ahead")
	case p.Analysis.Trend != nil && p.Analysis.Trend.Told:
		said = p.h("measure.analysis.chart.line")
	case p.Analysis.Trend != nil && p.Analysis.Trend.Verdict == TrendUnchanged:
		said = p.h("measure.analysis.chart.unchanged")
	}
	if s, ok := p.Control.last(); ok && p.Analysis.Trend != nil && p.Analysis.Trend.Told {
		if n, _ := p.Control.earlier(s); n > 0 {
			return sentence(said, p.h("measure.analysis.chart.changed"))
		}
	}
	return said
}
