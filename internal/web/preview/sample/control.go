package sample

import (
	"math"
	"time"

	"github.com/steelyard-isms/steelyard/internal/statistics"
	"github.com/steelyard-isms/steelyard/internal/web/page"
)

// Controlled makes the control chart of values of months in a row, the last of which ends on a day; NaN is a gap. Starts are the months from
// which limits are computed anew.
func Controlled(last time.Time, values []float64, better page.Better, starts ...int) *page.Control {
	c := statistics.Individuals(values, statistics.Options{Starts: starts})
	out := &page.Control{Span: page.UsualSpan, Better: better, Due: len(values)}
	for i, x := range values {
		p := page.ControlPoint{To: time.Date(last.Year(), last.Month()-time.Month(len(values)-2-i), 0, 0, 0, 0, 0, time.UTC)}
		if !math.IsNaN(x) {
			p.Value = v(x)
			out.Have++
		}
		if r := c.Ranges[i]; !math.IsNaN(r) {
			p.Range = v(tenth(r))
		}
		out.Points = append(out.Points, p)
	}
	for i, s := range c.Stretches {
		x := page.ControlStretch{From: s.From, Base: s.Base, Until: s.Until, Values: s.Values, Changes: s.Changes, Frozen: s.Frozen}
		if i > 0 {
			x.Reason = "the platform team patches now"
		}
		if l := s.Limits; l != nil {
			x.Limits = &page.ControlLimits{Centre: tenth(l.Centre), Lower: tenth(l.Lower), Upper: tenth(l.Upper), Range: tenth(l.RangeLimit)}
		}
		out.Stretches = append(out.Stretches, x)
	}
	for _, s := range c.Signals {
		out.Signals = append(out.Signals, page.ControlSignal{Rule: page.Rule(s.Rule), Side: page.Side(s.Side), Points: s.Points})
	}
	if s, ok := c.Last(); ok && s.Limits != nil && len(values) > 1 {
		if r := c.Ranges[len(values)-1]; r > s.Limits.RangeLimit {
			out.Moved = page.Unusual
		} else if !math.IsNaN(r) {
			out.Moved = page.Usual
		}
	}
	return out
}

func tenth(x float64) float64 { return math.Round(x*10) / 10 }
