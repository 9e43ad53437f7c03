package web

import (
	"slices"
	"strings"

	"github.com/steelyard-isms/steelyard/internal/catalog/words"
	"github.com/steelyard-isms/steelyard/internal/civil"
	"github.com/steelyard-isms/steelyard/internal/evaluate"
	"github.com/steelyard-isms/steelyard/internal/measure"
	"github.com/steelyard-isms/steelyard/internal/score"
	"github.com/steelyard-isms/steelyard/internal/web/page"
)

// scaleInForce is a scale of a measure with the days on which it is in force.
type scaleInForce struct {
	score.Indicator
	from, until civil.Date // the first day, and the first on which another one is; zero: from the beginning, and still
}

// scales are those of a measure up to a day, the one in force last. Those that cannot be completed are refused where they are declared.
func scales(m *measure.Measure, day civil.Date) []scaleInForce {
	var out []scaleInForce
	for i, e := range m.Scale {
		if !e.From.IsZero() && e.From.After(day) {
			continue
		}
		if n := len(out); n > 0 && out[n-1].from == e.From {
			out = out[:n-1] // of two from one day on the later one holds
		}
		scale, err := m.Bounded(i).Complete()
		if err != nil {
			continue
		}
		if n := len(out); n > 0 {
			out[n-1].until = e.From
		}
		out = append(out, scaleInForce{Indicator: scale, from: e.From})
	}
	return out
}

// limits are the knots in force, and those that were before.
func (l *look) limits(m *evaluate.Measure) (limits, former []page.Limit) {
	for _, s := range scales(m.Record.Spec, civil.OfTime(l.At)) {
		former, limits = append(former, limits...), s.limits()
	}
	return limits, former
}

func (s scaleInForce) limits() []page.Limit {
	legs := []score.Leg{s.Knots()}
	if u, ok := s.Upper(); ok {
		legs = append(legs, u)
	}
	var out []page.Limit
	for _, k := range legs {
		for _, x := range []page.Limit{{Kind: page.RedLimit, Value: k.Red}, {Kind: page.GreenLimit, Value: k.Green}, {Kind: page.TargetMark, Value: k.Target}} {
			x.From, x.Until = date(s.from), date(s.until)
			out = append(out, x)
		}
	}
	return out
}

// target is the value that scores 100, so exact that it does not read like the value now; none of a range, which has two.
func target(m *evaluate.Measure) page.Figure {
	k := m.Scale.Knots()
	if _, ranges := m.Scale.Upper(); ranges {
		return figure(m.Record, nil)
	}
	if v := now(m); v != nil {
		return figureApart(m.Record, &k.Target, *v)
	}
	return figure(m.Record, &k.Target)
}

// rangeText is the range whose values score 100; empty where there is one target.
func (l *look) rangeText(m *evaluate.Measure) string {
	upper, ranges := m.Scale.Upper()
	if !ranges {
		return ""
	}
	style, low := l.language().Style(), m.Scale.Knots().Target
	if low == upper.Target {
		return style.Quantity(low, m.Record.Spec.UnitOfMeasure)
	}
	return l.text("record.to", words.T("low", style.Number(low)), words.T("high", style.Quantity(upper.Target, m.Record.Spec.UnitOfMeasure)))
}

// written are the scales as the construct tells them, the one in force first.
func (l *look) written(m *evaluate.Measure) []page.Scale {
	var out []page.Scale
	for _, s := range slices.Backward(scales(m.Record.Spec, civil.OfTime(l.At))) {
		k := s.Knots()
		knots := []float64{k.Worst, k.Red, k.Green, k.Target}
		if u, ok := s.Upper(); ok {
			knots = append(knots, u.Target, u.Green, u.Red, u.Worst)
		}
		texts := make([]string, len(knots))
		for i, v := range knots {
			texts[i] = l.language().Style().Number(v)
		}
		x := page.Scale{Knots: strings.Join(texts, ", "), Since: date(s.from)}
		if !s.until.IsZero() {
			x.To = date(s.until.AddDays(-1))
		}
		out = append(out, x)
	}
	return out
}
