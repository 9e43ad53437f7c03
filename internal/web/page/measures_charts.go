package page

import (
	"html/template"
	"math"
	"strconv"
	"time"
	"unicode/utf8"

	"github.com/steelyard-isms/steelyard/internal/catalog/words"
	"github.com/steelyard-isms/steelyard/internal/web/chart"
	"github.com/steelyard-isms/steelyard/internal/web/format"
)

// Ways to show the list of measures, and the spans of its charts in months, as an address asks for them.
const (
	ParamView     = "view"
	ViewCharts    = "charts"
	ParamSpan     = "span"
	UsualMonths   = 12
	shortMonths   = 3
	longestMonths = 24
)

// ChartSpans are the spans of the charts by how an address asks for them: months, and the days that are drawn.
var ChartSpans = map[string]struct{ Months, Days int }{"": {UsualMonths, 365}, "3m": {shortMonths, 91}, "12m": {UsualMonths, 365}, "24m": {longestMonths, 730}}

// Charts is the list of measures as small charts beside each other.
type Charts struct {
	Months   int       // the span of all of them
	From, To time.Time // first and last moment of it
	Measures []MeasureChart
}

// MeasureChart is one measure among them.
type MeasureChart struct {
	Ref
	Now    Figure
	NowAt  time.Time
	Data   Data
	Score  Score
	Better Better // empty: neither of two values is the better one, or there is no scale
	Limits []Limit
	Former []Limit       // those of scales that are in force no more
	Scale  float64       // from the value that scores 0 to that which scores 100; 0: no scale
	Values []chart.Point // of the span, oldest first, a nil value where one was due and is missing
}

// course is how a measure went in the span: its values in few figures.
type course struct {
	first, last, low, high float64
	from, to               time.Time
	n                      int
}

func (m MeasureChart) course() course {
	var c course
	for _, p := range m.Values {
		if p.Value == nil {
			continue
		}
		v := *p.Value
		if c.n == 0 {
			c.first, c.from, c.low, c.high = v, p.At, v, v
		}
		c.last, c.to, c.low, c.high = v, p.At, min(c.low, v), max(c.high, v)
		c.n++
	}
	return c
}

// went is what can be said of a course.
type went string

const (
	wentBetter went = "better"
	wentWorse  went = "worse"
	wentNot    went = "same"
	aimless    went = "undirected"
	tooFew     went = "sparse"
)

// went compares the last value with the first, as they are shown: what reads the same is unchanged.
func (m MeasureChart) went(c course) went {
	switch rises := c.last > c.first; {
	case c.n < 2:
		return tooFew
	case m.Better == "":
		return aimless
	case format.Style{}.Number(c.first) == format.Style{}.Number(c.last):
		return wentNot
	case rises == (m.Better == Higher):
		return wentBetter
	}
	return wentWorse
}

// lost is how much worse a measure became, as a share of its scale from the value that scores 0 to that which scores 100: so that days and
// per cent can be compared, and what lies beyond the ends of the scale counts too.
func (m MeasureChart) lost(c course) float64 {
	if m.Scale <= 0 {
		return 0
	}
	return math.Abs(c.last-c.first) / m.Scale
}

// worst are the measures that became worse by the largest share of their scales: one, or several that became so alike; and how many became
// worse.
func (c *Charts) worst() (list []MeasureChart, of int) {
	most := 0.0
	for _, m := range c.Measures {
		x := m.course()
		if m.went(x) != wentWorse {
			continue
		}
		of++
		switch lost := m.lost(x); {
		case len(list) == 0 || lost > most*(1+1e-9):
			list, most = []MeasureChart{m}, lost
		case lost >= most*(1-1e-9):
			list = append(list, m)
		}
	}
	return list, of
}

// chartsFinding says how many became better and worse, and which did most.
func (p Measures) chartsFinding() template.HTML {
	c := p.Charts
	if len(c.Measures) == 0 {
		return sentence(p.scopeSentence())
	}
	count := map[went]int{}
	for _, m := range c.Measures {
		count[m.went(m.course())]++
	}
	var parts []template.HTML
	for _, part := range []struct {
		of  went
		key words.Key
	}{{wentBetter, "charts.finding.better"}, {wentWorse, "charts.finding.worse"}, {wentNot, "charts.finding.same"}, {aimless, "charts.finding.undirected"}, {tooFew, "charts.finding.sparse"}} {
		if n := count[part.of]; n > 0 {
			parts = append(parts, p.h(part.key, words.N(n)))
		}
	}
	said := []template.HTML{p.scopeSentence(), p.h("charts.finding.moved", words.N(len(c.Measures)), words.T("span", p.months(c.Months)), words.T("day", p.date(c.To)), words.H("list", p.words().List(0, parts...)))}
	if list, of := c.worst(); len(list) > 1 {
		refs := make([]Ref, len(list))
		for i, m := range list {
			refs[i] = m.Ref
		}
		said = append(said, p.h("charts.finding.most-alike", words.H("list", p.links(refs))))
	} else if len(list) == 1 {
		key := words.Key("charts.finding.most")
		if of == 1 {
			key = "charts.finding.only"
		}
		x := list[0].course()
		said = append(said, p.h(key, words.H("measure", p.link(list[0].Ref)), words.F("from", p.chartQuantity(list[0], x.first)), words.F("to", p.chartQuantity(list[0], x.last))))
	}
	return sentence(said...)
}

func (f Frame) chartQuantity(m MeasureChart, v float64) string {
	return f.num().Quantity(v, m.Now.Unit)
}

// longestLabel is how many characters have room beside a chart.
const longestLabel = 9

// label is a value beside the drawing: without its unit, which stands above it, where both have no room.
func (f Frame) chartLabel(m MeasureChart, v float64) string {
	if words := f.chartQuantity(m, v); utf8.RuneCountInString(words) <= longestLabel {
		return words
	}
	return f.num().Number(v)
}

func (f Frame) months(n int) string { return f.t("charts.months", words.N(n)) }

// chart draws a measure.
func (p Measures) chart(m MeasureChart) chart.SVG {
	c := m.course()
	if c.n == 0 {
		return ""
	}
	out := chart.Small{Values: m.Values, Tone: m.Score.Band.tone(), Last: p.chartLabel(m, c.last), From: p.Charts.From, To: p.Charts.To, Months: p.words().Months(), Name: p.chartName(m, c), Mirrored: p.RightToLeft,
		Unit: func(v float64) string { return p.chartLabel(m, v) }}
	for _, l := range m.Limits {
		out.Levels = append(out.Levels, p.smallLevel(m, l))
	}
	for _, l := range m.Former {
		if l.Until.After(p.Charts.From) {
			out.Levels = append(out.Levels, p.smallLevel(m, l))
		}
	}
	return out.SVG()
}

// smallLevel is a knot of a scale, of which the target has a name.
func (f Frame) smallLevel(m MeasureChart, l Limit) chart.Level {
	if l.Kind == TargetMark {
		return levelOf(l, f.chartLabel(m, l.Value))
	}
	return levelOf(l, "")
}

// chartName says what the drawing shows and what follows from it.
func (p Measures) chartName(m MeasureChart, c course) string {
	measure, to, day := words.T("measure", m.Name), words.T("to", p.chartQuantity(m, c.last)), words.T("day", p.date(c.to))
	if c.n == 1 {
		return p.t("charts.name.single", measure, to, day)
	}
	from, began := words.T("from", p.chartQuantity(m, c.first)), words.T("began", p.date(c.from))
	switch m.went(c) {
	case wentBetter:
		return p.t("charts.name.better", words.N(c.n), measure, from, began, to, day)
	case wentWorse:
		return p.t("charts.name.worse", words.N(c.n), measure, from, began, to, day)
	case wentNot:
		return p.t("charts.name.same", words.N(c.n), measure, from, began, to, day)
	case aimless, tooFew:
	}
	return p.t("charts.name.undirected", words.N(c.n), measure, from, began, to, day)
}

// viewChoice is one way to show the list, or one span of its charts.
type viewChoice struct {
	label, href string
	current     bool
}

// views are the ways to show the list. Another view begins with its first part, since parts differ in size.
func (p Measures) views() []viewChoice {
	view := ""
	if p.Charts != nil {
		view = ViewCharts
	}
	return measureViews(p.Frame, p.List, view)
}

// measureViews are the ways to show measures; the one that is shown is told.
func measureViews(f Frame, l List, view string) []viewChoice {
	list, charts := l, l
	list.Keep, charts.Keep = nil, []Param{{ParamView, ViewCharts}}
	return []viewChoice{{f.t("charts.view.list"), list.at(f, 1), view == ""}, {f.t("charts.view.charts"), charts.at(f, 1), view == ViewCharts},
		{f.t("coverage.view"), f.href(PathMeasures + "?" + ParamView + "=" + ViewCoverage), view == ViewCoverage}, {f.t("table.open"), f.href(tableOf(l.Path)), false}}
}

// spans are those of the charts; the part of the list stays.
func (p Measures) spans() []viewChoice {
	var out []viewChoice
	for _, months := range []int{shortMonths, UsualMonths, longestMonths} {
		l := p.List
		l.Keep = KeepCharts(months)
		out = append(out, viewChoice{p.months(months), l.at(p.Frame, p.Page), p.Charts.Months == months})
	}
	return out
}

// KeepCharts are the parameters by which links within the list keep its charts and their span.
func KeepCharts(months int) []Param {
	keep := []Param{{ParamView, ViewCharts}}
	if months != UsualMonths {
		keep = append(keep, Param{ParamSpan, strconv.Itoa(months) + "m"})
	}
	return keep
}
