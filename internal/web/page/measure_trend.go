package page

import (
	"html/template"
	"slices"
	"time"

	"github.com/steelyard-isms/steelyard/internal/catalog/words"
	"github.com/steelyard-isms/steelyard/internal/web/chart"
)

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
	line := chart.Line{Values: points(a.Points), Tone: chart.Ink, Months: p.words().Months(), Unit: p.unit(p.Now.Unit), Narrow: narrow, Mirrored: p.RightToLeft, Name: p.trendName(), Whole: p.whole()}
	if t := a.Trend; t != nil && t.Told {
		line.Fit = []chart.Point{{At: t.First, Value: &t.FirstFit}, {At: t.Last, Value: &t.LastFit}}
	}
	if t := a.drawnTarget(); t != nil {
		line.Levels = append(line.Levels, chart.Level{Kind: chart.Target, Value: t.Target, Label: p.aim(t, narrow)})
		if t.TargetHigh != nil {
			line.Levels = append(line.Levels, chart.Level{Kind: chart.Target, Value: *t.TargetHigh, Label: p.t("objective.chart.target-to", words.F("value", p.quantity(*t.TargetHigh)))})
		}
		line.Ahead, line.AheadName, line.AheadOnly = ahead(p.Frame, t.Ahead, p.Now.Unit)
	}
	return line.SVG()
}

// aim names the target: that of an objective by its code, since the scale has another.
func (p Measure) aim(t *Foretold, narrow bool) string {
	value := words.F("value", p.quantity(t.Target))
	switch {
	case t.TargetHigh != nil:
		return p.t("objective.chart.target-from", value)
	case t.Objective.Code == "":
		return p.t("objective.chart.target", value)
	case narrow:
		return p.t("measure.analysis.chart.target-short", words.T("objective", t.Objective.Code), value)
	}
	return p.t("measure.analysis.chart.target", words.T("objective", t.Objective.Code), value)
}

// trendEnd is where the straight line of the trend begins or ends, where that is on the day of a time; else nil.
func (a *Analysis) trendEnd(at time.Time) *float64 {
	t := a.Trend
	day := at.UTC().Truncate(24 * time.Hour) // values stand at the last moment of their day, the line at days
	switch {
	case t == nil || !t.Told:
		return nil
	case day.Equal(t.First.UTC().Truncate(24 * time.Hour)):
		return &t.FirstFit
	case day.Equal(t.Last.UTC().Truncate(24 * time.Hour)):
		return &t.LastFit
	}
	return nil
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

// smoothChart draws the average within its limits, and marks where it is outside.
func (p Measure) smoothChart(narrow bool) chart.SVG {
	s := p.Analysis.Smooth
	line := chart.Line{Tone: chart.Ink, Months: p.words().Months(), Unit: p.unit(p.Now.Unit), Narrow: narrow, Mirrored: p.RightToLeft, Whole: p.whole(),
		Name:   p.t("measure.analysis.smooth.name", words.T("measure", p.Name)) + " " + plainText(p.smoothSaid()),
		Levels: []chart.Level{{Kind: chart.Baseline, Value: s.Centre, Label: p.t("measure.control.mean", words.F("value", p.quantity(s.Centre)))}}}
	for i, x := range s.Points {
		line.Values = append(line.Values, chart.Point{At: x.At, Value: x.Average})
		if x.Lower != nil && x.Upper != nil {
			line.Room = append(line.Room, chart.Room{At: x.At, Low: *x.Lower, High: *x.Upper})
			line.RoomHigh, line.RoomLow = p.t("measure.control.upper", words.F("value", p.quantity(*x.Upper))), p.t("measure.control.lower", words.F("value", p.quantity(*x.Lower)))
		}
		if tone, said := p.leaves(x); said != "" {
			line.Marks = append(line.Marks, chart.Mark{Index: i, Tone: tone})
		}
	}
	return line.SVG()
}

// leaves says on which side an average is outside its limits, and whether that is for the better; empty where it is within.
func (p Measure) leaves(x SmoothPoint) (tone chart.Tone, said string) {
	s := p.Analysis.Smooth
	if x.Average == nil || !slices.ContainsFunc(s.Beyond, x.At.Equal) {
		return "", ""
	}
	side, short := Above, p.t("measure.signals.above-limit")
	if *x.Average < s.Centre {
		side, short = Below, p.t("measure.signals.below-limit")
	}
	tone = chart.Warn
	if p.Control != nil {
		tone = p.Control.tone(side)
	}
	return tone, p.t(sideWords[tone], words.T("signal", short))
}

// smoothMarked tells whether the chart marks anything.
func (p Measure) smoothMarked() bool {
	return slices.ContainsFunc(p.Analysis.Smooth.Points, func(x SmoothPoint) bool { _, said := p.leaves(x); return said != "" })
}

// trendKey explains what is drawn, and when trend and forecast would begin anew.
func (p Measure) trendKey() template.HTML {
	t := p.Analysis.drawnTarget()
	said := sentence(p.h("measure.analysis.chart.values"), p.noForecast())
	switch {
	case t != nil && len(t.Ahead) > 0:
		said = p.h("measure.analysis.chart.ahead")
	case p.Analysis.Trend != nil && p.Analysis.Trend.Told:
		said = sentence(p.h("measure.analysis.chart.line"), p.noForecast())
	case p.Analysis.Trend != nil && p.Analysis.Trend.Verdict == TrendUnchanged:
		said = sentence(p.h("measure.analysis.chart.unchanged"), p.noForecast())
	}
	if s, ok := p.Control.last(); ok && p.Analysis.Trend != nil && p.Analysis.Trend.Told {
		if n, _ := p.Control.earlier(s); n > 0 {
			return sentence(said, p.h("measure.analysis.chart.changed"))
		}
	}
	return said
}

// noForecastWords say why a course of values has no forecast; others may have one.
var noForecastWords = map[Course]words.Key{TooFew: "objective.attainment.forecast-few", OffLine: "objective.attainment.forecast-off", StillMet: "objective.attainment.forecast-met", StillMissed: "objective.attainment.forecast-missed",
	NoTrend: "objective.attainment.forecast-none"}

// noForecast says why none is drawn; empty where one is.
func (p Measure) noForecast() template.HTML {
	a, t := p.Analysis, p.Analysis.drawnTarget()
	switch {
	case t != nil && len(t.Ahead) > 0:
		return ""
	case a.Trend == nil:
		return p.h("objective.attainment.forecast-few")
	case t == nil:
		return p.h("measure.analysis.chart.no-target")
	}
	key, ok := noForecastWords[t.Trend]
	switch {
	case ok:
		return p.h(key)
	case t.Due.IsZero():
		return p.h("measure.analysis.chart.no-due")
	case !t.Due.After(a.Trend.Last):
		return p.h("measure.analysis.chart.no-later")
	}
	return ""
}
