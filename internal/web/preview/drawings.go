package main

import (
	"math"
	"slices"
	"time"

	"github.com/steelyard-isms/steelyard/internal/statistics"
	"github.com/steelyard-isms/steelyard/internal/web/chart"
	"github.com/steelyard-isms/steelyard/internal/web/format"
)

var gap = math.NaN()

// improving is a share that rises over 24 months, with a gap.
var improving = []float64{60.2, 58.4, 61.9, 59.5, 57.8, 60.9, 63.1, 61.2, 59.1, gap, 60, 61.8, 59.7, 62.1, 61, 63.1, 66.2, 69.1, 72.8, 74.4, 78.3, 81.7, 82.6, 83.9}

var limits = []chart.Level{{Kind: chart.Target, Value: 95, Label: "Target 95%"}, {Kind: chart.Green, Value: 88, Label: "Good at 88%"}, {Kind: chart.Red, Value: 75, Label: "Act at 75%"}, {Kind: chart.Peer, Value: 71, Label: "Peers 71%"}}

// controlChart makes the chart of values of months by the limits that they give.
func controlChart(name string, mirrored bool, unit string, levels []chart.Level, values []float64, starts ...int) chart.Control {
	quantity := func(v float64) string { return format.Style{}.Quantity(v, unit) }
	c := chart.Control{Months: months, Unit: quantity, RangeUnit: format.Style{}.Number, Name: name, Narrow: true, Mirrored: mirrored, Levels: levels}
	made := statistics.Individuals(values, statistics.Options{Starts: starts})
	for i, x := range values {
		p := chart.Point{At: time.Date(2024, time.Month(11+i), 0, 0, 0, 0, 0, time.UTC)}
		if !math.IsNaN(x) {
			p.Value = &values[i]
		}
		c.Values = append(c.Values, p)
		if r := made.Ranges[i]; math.IsNaN(r) {
			c.Ranges = append(c.Ranges, nil)
		} else {
			c.Ranges = append(c.Ranges, &r)
		}
	}
	short := func(word string, v float64) string {
		return word + " " + quantity(math.Round(v*10)/10)
	}
	for i, s := range made.Stretches {
		if l := s.Limits; l != nil {
			c.Limits = append(c.Limits, chart.Limits{From: s.From, Base: s.Base, Until: s.Until, Centre: l.Centre, Lower: l.Lower, Upper: l.Upper, Range: l.RangeLimit})
			c.Labels = chart.Labels{Upper: short("Upper", l.Upper), Centre: short("Mean", l.Centre), Lower: short("Lower", l.Lower), Range: short("Range limit", l.RangeLimit)}
		}
		if i > 0 {
			c.Events = append(c.Events, chart.Event{At: c.Values[s.From].At, Label: "New limits: another scanner", Short: "New limits"})
		}
	}
	for _, s := range made.Signals {
		for _, p := range s.Points {
			c.Marks = append(c.Marks, chart.Mark{Index: p, Tone: map[statistics.Side]chart.Tone{statistics.Above: chart.OK, statistics.Below: chart.Bad}[s.Side]})
		}
	}
	return c
}

func scaled(by, plus float64, values []float64) []float64 {
	out := make([]float64, len(values))
	for i, v := range values {
		out[i] = v*by + plus
	}
	return out
}

func controlDrawings(mirrored bool) []drawing {
	of := func(name, unit string, levels []chart.Level, values []float64, starts ...int) drawing {
		return drawing{name, controlChart(name, mirrored, unit, levels, values, starts...).SVG()}
	}
	long := controlChart("long names", mirrored, "%", []chart.Level{{Kind: chart.Target, Value: 95, Label: "Target of the strategy for the years to come 95%"}, {Kind: chart.Green, Value: 94.5, Label: "Good from here on 94.5%"}}, improving)
	long.Note = "above the upper limit since 31 Mar 2026"
	return []drawing{of("signals and a gap", "%", limits, improving), of("chance", "%", limits, improving[:15]), of("new limits", "%", limits, improving, 16), of("five values", "%", limits, improving[:5]),
		of("eight values", "%", nil, improving[:8]), of("one value", "%", limits, improving[:1]), of("none", "%", limits, nil), of("only gaps", "%", nil, []float64{gap, gap}), {"long names", long.SVG()},
		of("below nought", "°C", nil, scaled(1, -70, improving)), of("huge", "€", nil, scaled(1e12, 0, improving)), of("tiny", "s", nil, scaled(1e-6, 0, improving)), of("all the same", "", nil, scaled(0, 7, improving[:9])),
		of("a leap", "%", limits[:1], append(slices.Clone(improving[:14]), 80, 81.5, 79))}
}

func wideDrawings(mirrored bool) []drawing {
	wide := func(name string, starts ...int) drawing {
		c := controlChart(name, mirrored, "%", limits, improving, starts...)
		c.Narrow = false
		if len(starts) == 0 {
			c.Note = "above the upper limit since 31 Mar 2026"
			c.Marks = slices.DeleteFunc(c.Marks, func(m chart.Mark) bool { return improving[m.Index] < c.Limits[0].Upper })
			c.NoteOf = len(c.Marks)
		}
		return drawing{name, c.SVG()}
	}
	line := lineChart("way to a target", mirrored)
	line.Narrow = false
	return []drawing{wide("signals"), wide("limits from a day on", 16), {"way to a target", line.SVG()}}
}

// lineChart is the way of a share to its target.
func lineChart(name string, mirrored bool) chart.Line {
	full := controlChart(name, mirrored, "%", nil, improving)
	at := func(i int) time.Time { return full.Values[i].At }
	return chart.Line{Values: full.Values, Tone: chart.Warn, Plan: []chart.Point{{At: at(12), Value: &improving[0]}, {At: at(23).AddDate(0, 3, 0), Value: &limits[0].Value}}, PlanLabel: "Plan", Levels: limits[:1],
		Last: "Now 83.9%", Today: at(23), TodayName: "30 Sep 2026", Months: months, Unit: full.Unit, Name: name, Narrow: true, Mirrored: mirrored}
}

func lineDrawings(mirrored bool) []drawing {
	change := func(name string, with func(*chart.Line)) drawing {
		c := lineChart(name, mirrored)
		with(&c)
		return drawing{name, c.SVG()}
	}
	return []drawing{change("way to a target", func(*chart.Line) {}), change("with limits of the score", func(c *chart.Line) { c.Plan, c.PlanLabel, c.Levels = nil, "", limits }),
		change("one value", func(c *chart.Line) { c.Values = c.Values[:1] }), change("none", func(c *chart.Line) { c.Values = nil }), change("only gaps", func(c *chart.Line) { c.Values = c.Values[9:10] }),
		change("long names", func(c *chart.Line) {
			c.Last, c.Levels = "Now at 83.9% of what was wanted", []chart.Level{{Kind: chart.Target, Value: 95, Label: "Target of the strategy for the years to come"}}
		}),
		change("below nought", func(c *chart.Line) {
			c.Plan, c.PlanLabel, c.Levels, c.Last = nil, "", nil, ""
			c.Values = controlChart("", mirrored, "", nil, scaled(1, -70, improving)).Values
		}),
		change("huge", func(c *chart.Line) {
			c.Plan, c.PlanLabel, c.Levels, c.Last = nil, "", nil, ""
			c.Values = controlChart("", mirrored, "", nil, scaled(1e12, 0, improving)).Values
		})}
}

func besideDrawings(mirrored bool) []drawing {
	of := func(name string, values []float64, levels []chart.Level, last string) drawing {
		c := chart.Small{Tone: chart.Warn, Unit: format.Style{}.Number, Levels: levels, Last: last, Months: months, Name: name, Mirrored: mirrored, From: time.Date(2024, 10, 1, 0, 0, 0, 0, time.UTC), To: time.Date(2026, 9, 30, 23, 0, 0, 0, time.UTC)}
		step := 730 / max(1, len(values))
		for i, x := range values {
			p := chart.Point{At: c.From.AddDate(0, 0, i*step)}
			if !math.IsNaN(x) {
				p.Value = &values[i]
			}
			c.Values = append(c.Values, p)
		}
		return drawing{name, c.SVG()}
	}
	beside := []chart.Level{{Kind: chart.Target, Value: 95, Label: "95%"}, {Kind: chart.Green, Value: 88}, {Kind: chart.Red, Value: 75}}
	daily := make([]float64, 730)
	for i := range daily {
		daily[i] = 60 + float64(i)/30 + 6*math.Sin(float64(i)/9) + float64(i*i%17)/3
	}
	copy(daily[300:], []float64{gap, gap, gap, gap, gap, gap, 70, gap, gap, gap, gap, gap, gap, gap, gap})
	return []drawing{of("months with a gap", improving, beside, "83.9%"), of("days", daily, beside, "89.1%"), of("no scale", scaled(1, -70, improving), nil, "13.9 °C"), of("one value", improving[:1], beside, "60.2%"), of("none", nil, beside, ""),
		of("last at its target", append(scaled(1, 0, improving), 95), beside, "95%"), of("all the same", scaled(0, 7, improving[:9]), nil, "7"), of("huge", scaled(1e12, 0, improving), nil, "€83.9tn of everything")}
}

func smallDrawings(bool) []drawing {
	n := func(v float64) *float64 { return &v }
	history := []*float64{n(24), n(30), nil, n(44), n(58), n(61), n(70), n(72)}
	out := []drawing{{"bullet", chart.Bullet{Progress: n(0.67), Expected: n(0.76), Tone: chart.Warn, Name: "at risk"}.SVG()}, {"bullet beyond the target", chart.Bullet{Progress: n(1.6), Expected: n(1), Tone: chart.OK, Name: "over"}.SVG()},
		{"bullet behind the baseline", chart.Bullet{Progress: n(-1), Expected: n(0.4), Tone: chart.Bad, Name: "under"}.SVG()}, {"bullet without a plan", chart.Bullet{Progress: n(0.5), Tone: chart.OK, Name: "no plan"}.SVG()},
		{"bullet without a value", chart.Bullet{Expected: n(0.5), Missing: "no value yet", Name: "no value"}.SVG()}, {"meter", chart.Meter(0.7, false, "70%")}, {"meter that is low", chart.Meter(0.4, true, "40%")}, {"meter of nothing", chart.Meter(0, false, "0%")},
		{"sparkline with a gap", chart.Spark{Values: history, Tone: chart.OK, Name: "rising"}.SVG()}, {"sparkline with its area", chart.Spark{Values: history, Low: n(0), High: n(100), Area: true, Tone: chart.Warn, Name: "area"}.SVG()},
		{"sparkline of one value", chart.Spark{Values: history[:1], Tone: chart.Bad, Name: "one"}.SVG()}, {"sparkline of none", chart.Spark{}.SVG()}, {"sparkline that ends with a gap", chart.Spark{Values: history[:3], Tone: chart.OK, Name: "gap"}.SVG()}}
	for _, t := range []struct {
		name string
		tone chart.Tone
	}{{"good", chart.OK}, {"watch", chart.Warn}, {"act", chart.Bad}, {"no data", chart.None}} {
		out = append(out, drawing{t.name, chart.Glyph(t.tone)})
	}
	return out
}
