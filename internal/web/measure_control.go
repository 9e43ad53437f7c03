package web

import (
	"math"
	"slices"

	"github.com/steelyard-isms/steelyard/internal/evaluate"
	"github.com/steelyard-isms/steelyard/internal/score"
	"github.com/steelyard-isms/steelyard/internal/statistics"
	"github.com/steelyard-isms/steelyard/internal/web/page"
)

// Parameters of a measure's page.
const (
	spanParam   = "span"   // how many periods the chart shows: 12, all, or 24
	valuesParam = "values" // all: the list does not end after the latest
)

// spans are the spans that can be asked for; 0 is all periods.
var spans = map[string]int{"": page.UsualSpan, "12": 12, "24": 24, "all": 0}

// asked reads what of a measure the address asks for.
func asked(span, values string) (periods int, all bool, err error) {
	periods, ok := spans[span]
	if !ok {
		return 0, false, invalid(spanParam, "is no span of the chart", "Use 12, 24 or all")
	}
	if values != "" && values != "all" {
		return 0, false, invalid(valuesParam, "is no choice of values", "Use all, or leave it out")
	}
	return periods, values == "all", nil
}

// control is the control chart of a measure, from the values that its status was computed on.
func control(m *evaluate.Measure, status *evaluate.Status, span int) *page.Control {
	c := status.Control(m)
	out := &page.Control{Span: span, Target: page.Outlook(c.Target), Green: page.Outlook(c.Green)}
	if m.Scale != nil {
		out.Better = map[score.Direction]page.Better{score.Higher: page.Higher, score.Lower: page.Lower}[m.Scale.Direction()]
	}
	out.Have, out.Due = status.Complete(m, c)
	decimals := decimalsOf(m, c)
	for i, p := range c.Periods {
		x := page.ControlPoint{To: date(p.Day)}
		if p.Point != nil {
			x.To, x.Value = validTo(p.Point), figure(m.Record, p.Point.Value).Value
		}
		if r := c.Ranges[i]; !math.IsNaN(r) {
			r = round(r, decimals)
			x.Range = &r
		}
		out.Points = append(out.Points, x)
	}
	for i, s := range c.Stretches {
		x := page.ControlStretch{From: s.From, Base: s.Base, Until: s.Until, Values: s.Values, Changes: s.Changes, Frozen: s.Frozen, Reason: c.Anew[i].Reason}
		if l := s.Limits; l != nil {
			low, high := c.Between(l)
			x.Limits = &page.ControlLimits{Centre: round(l.Centre, decimals), Lower: round(low, decimals), Upper: round(high, decimals), Range: round(l.RangeLimit, decimals)}
		}
		out.Stretches = append(out.Stretches, x)
	}
	for _, s := range c.Signals {
		out.Signals = append(out.Signals, page.ControlSignal{Rule: page.Rule(s.Rule), Side: page.Side(s.Side), Points: slices.Clone(s.Points)})
	}
	if size, known := c.Moved(); known {
		if last, _ := c.Last(); last.Limits != nil {
			out.Moved = page.Usual
			if size > last.Limits.RangeLimit {
				out.Moved = page.Unusual
			}
		}
	}
	return out
}

// limitFigures are the figures of limits that a value is held against.
func limitFigures(c *evaluate.Control, l *statistics.Limits) []float64 {
	low, high := c.Between(l)
	return []float64{low, l.Centre, high}
}

// decimalsOf is with how many decimals limits are shown: as many as the values have, one at least, and more where the limits lie so close
// together that they would read the same.
func decimalsOf(m *evaluate.Measure, c *evaluate.Control) int {
	out := max(1, m.Record.Spec.Decimals)
	for _, s := range c.Stretches {
		if l := s.Limits; l != nil {
			out = max(out, min(9, 1-int(math.Floor(math.Log10(l.Upper-l.Lower)))))
		}
	}
	if s, ok := c.Last(); ok && s.Limits != nil && c.Latest() >= 0 { // nor does a limit read like the value that lies beyond it
		out = apart(out, *c.Periods[c.Latest()].Point.Value, limitFigures(c, s.Limits)...)
	}
	return out
}
