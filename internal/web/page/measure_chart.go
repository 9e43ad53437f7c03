package page

import (
	"html"
	"html/template"
	"math"
	"net/url"
	"regexp"
	"slices"

	"github.com/steelyard-isms/steelyard/internal/catalog/words"
	"github.com/steelyard-isms/steelyard/internal/web/chart"
)

// window is the first point that is drawn.
func (c *Control) window() int {
	if c.Span <= 0 || c.Span >= len(c.Points) {
		return 0
	}
	return len(c.Points) - c.Span
}

// drawn are the points of the chart and of its table.
func (c *Control) drawn() []ControlPoint {
	if c == nil {
		return nil
	}
	return c.Points[c.window():]
}

// chart draws values, limits and signals.
func (p Measure) chart(narrow bool) chart.SVG {
	c := p.Control
	if c == nil {
		return ""
	}
	first := c.window()
	out := chart.Control{Months: p.words().Months(), Unit: p.unit(p.Now.Unit), RangeUnit: p.rangeUnit, Narrow: narrow, Mirrored: p.RightToLeft, Name: p.chartName(), Whole: p.whole(), Levels: append(p.levels(), p.peers()...), Bands: p.bands()}
	for _, x := range c.drawn() {
		out.Values, out.Ranges = append(out.Values, chart.Point{At: x.To, Value: x.Value}), append(out.Ranges, x.Range)
	}
	for _, s := range c.Stretches {
		if s.Until <= first || s.Limits == nil {
			continue
		}
		from := max(s.From, first) - first
		out.Limits = append(out.Limits, chart.Limits{From: from, Base: max(s.Base-first, from), Until: s.Until - first, Centre: s.Limits.Centre, Lower: s.Limits.Lower, Upper: s.Limits.Upper, Range: s.Limits.Range})
		out.Labels = chart.Labels{Upper: p.t("measure.control.upper", words.F("value", p.quantity(s.Limits.Upper))), Centre: p.t("measure.control.mean", words.F("value", p.quantity(s.Limits.Centre))),
			Lower: p.t("measure.control.lower", words.F("value", p.quantity(s.Limits.Lower))), Range: p.t("measure.control.range", words.F("value", p.rangeUnit(s.Limits.Range)))}
	}
	for _, s := range c.Stretches[min(1, len(c.Stretches)):] {
		if s.From > first {
			out.Events = append(out.Events, chart.Event{At: c.Points[s.From].To, Label: p.t("measure.control.anew-label", words.T("reason", s.Reason)), Short: p.t("measure.control.anew-short")})
		}
	}
	out.Events = append(out.Events, p.improvementsDrawn()...)
	slices.SortStableFunc(out.Events, func(a, b chart.Event) int { return a.At.Compare(b.At) })
	for _, s := range c.Signals {
		for _, i := range s.Points {
			if i >= first {
				out.Marks = append(out.Marks, chart.Mark{Index: i - first, Tone: c.tone(s.Side)})
			}
		}
	}
	if x, _, signal := c.now(); signal {
		out.Note = p.note(x)
		// the note stands beside the signal that it speaks of
		slices.SortStableFunc(out.Marks, func(a, b chart.Mark) int { return after(x, a.Index+first) - after(x, b.Index+first) })
		for _, m := range out.Marks {
			out.NoteOf += 1 - after(x, m.Index+first)
		}
	}
	return out.SVG()
}

// after is 1 for a point that is no part of a signal, and 0 for one that is.
func after(s ControlSignal, i int) int {
	if slices.Contains(s.Points, i) {
		return 0
	}
	return 1
}

// note says in a few words what goes on; empty where that takes more.
func (p Measure) note(s ControlSignal) string {
	since := words.T("since", p.date(p.Control.Points[s.Points[0]].To))
	switch {
	case s.Rule == "beyond-limit" && s.Side == Above && len(s.Points) > 1:
		return p.t("measure.control.note-above-limit", since)
	case s.Rule == "beyond-limit" && s.Side == Below && len(s.Points) > 1:
		return p.t("measure.control.note-below-limit", since)
	case (s.Rule == "eight-in-row" || s.Rule == "nine-in-row") && s.Side == Above:
		return p.t("measure.control.note-above-mean", since)
	case s.Rule == "eight-in-row" || s.Rule == "nine-in-row":
		return p.t("measure.control.note-below-mean", since)
	}
	return ""
}

func (p Measure) rangeUnit(v float64) string {
	if p.Now.Unit == "%" {
		return p.num().Number(v)
	}
	return p.quantity(v)
}

func (p Measure) levels() []chart.Level {
	var out []chart.Level
	for _, l := range p.Limits {
		out = append(out, p.level(l))
	}
	drawn := p.Control.drawn()
	for _, l := range p.Former {
		if len(drawn) > 0 && l.Until.After(drawn[0].To) { // else it held before all that is drawn
			out = append(out, p.level(l)) // the chart names the one that holds where its axis ends
		}
	}
	return out
}

// level is a knot of a scale with its name.
func (p Measure) level(l Limit) chart.Level {
	value := words.F("value", p.quantity(l.Value))
	switch l.Kind {
	case RedLimit:
		return levelOf(l, p.t("measure.chart.red", value))
	case GreenLimit:
		return levelOf(l, p.t("measure.chart.green", value))
	case TargetMark:
		return levelOf(l, p.t("objective.chart.target", value))
	}
	return levelOf(l, "")
}

// whole tells whether the measure counts something: all its values are whole numbers, and no share.
func (p Measure) whole() bool {
	for _, x := range p.Control.drawn() {
		if x.Value != nil && *x.Value != math.Trunc(*x.Value) {
			return false
		}
	}
	return p.Now.Unit != "%"
}

// tag matches the markup of messages, which a name for assistive technology does without.
var tag = regexp.MustCompile(`<[^>]*>`)

// chartName says what the chart shows and what follows from it.
func (p Measure) chartName() string {
	n := 0
	for _, x := range p.Control.drawn() {
		if x.Value != nil {
			n++
		}
	}
	name := p.t("measure.chart.name", words.N(n), words.T("measure", p.Name))
	for _, said := range p.chance() {
		name += " " + plainText(said)
	}
	return name
}

// plainText is a sentence without its markup.
func plainText(said template.HTML) string {
	return html.UnescapeString(tag.ReplaceAllString(string(said), ""))
}

// limitsIn gives the limits under which a drawn point stands.
func (p Measure) limitsIn(i int) string {
	i += p.Control.window()
	for _, s := range p.Control.Stretches {
		if i >= s.From && i < s.Until && s.Limits != nil {
			return p.span(s.Limits.Lower, s.Limits.Upper)
		}
	}
	return ""
}

// breaks says which rule a drawn point breaks, the one that says most, and whether that is for the better; empty where it breaks none.
func (p Measure) breaks(i int) (tone chart.Tone, said string) {
	i += p.Control.window()
	for _, w := range signalWords {
		for _, s := range p.Control.Signals {
			if s.Rule == w.rule && s.Side == w.side && slices.Contains(s.Points, i) {
				tone = p.Control.tone(s.Side)
				return tone, p.t(sideWords[tone], words.T("signal", p.t(w.short)))
			}
		}
	}
	return "", ""
}

// with is the address of this page with another parameter; an empty value takes it away.
func (p Measure) with(name, value string) string {
	q := url.Values{}
	for _, kept := range p.AsOf.Keep {
		q.Set(kept.Name, kept.Value)
	}
	q.Set(name, value)
	if value == "" {
		q.Del(name)
	}
	if len(q) == 0 {
		return p.href(p.AsOf.Path)
	}
	return p.href(p.AsOf.Path + "?" + q.Encode())
}

// spanChoice is one of the spans that the reader can choose.
type spanChoice struct {
	label, href string
	current     bool
}

// spans are those that make a difference; none where all periods fit into the least.
func (p Measure) spans() []spanChoice {
	if p.Control == nil || len(p.Control.Points) <= 12 {
		return nil
	}
	all := len(p.Control.Points)
	out := []spanChoice{{p.t("measure.span.last", words.N(12)), p.with("span", "12"), p.Control.Span == 12}}
	if all > UsualSpan {
		out = append(out, spanChoice{p.t("measure.span.last", words.N(UsualSpan)), p.with("span", ""), p.Control.Span == UsualSpan})
	}
	return append(out, spanChoice{p.t("measure.span.all", words.N(all)), p.with("span", "all"), p.Control.Span == 0 || p.Control.Span >= all})
}
