package page

import (
	"html/template"
	"slices"
	"strconv"
	"time"

	"github.com/steelyard-isms/steelyard/internal/catalog/words"
	"github.com/steelyard-isms/steelyard/internal/web/chart"
)

// signalWords says what a signal is, in a sentence and beside its values. The first that the latest value belongs to is said in the finding.
var signalWords = []struct {
	rule       Rule
	side       Side
	key, short words.Key
}{
	{"beyond-limit", Above, "measure.signal.above-limit", "measure.signals.above-limit"}, {"beyond-limit", Below, "measure.signal.below-limit", "measure.signals.below-limit"},
	{"eight-in-row", Above, "measure.signal.above-mean", "measure.signals.above-mean"}, {"eight-in-row", Below, "measure.signal.below-mean", "measure.signals.below-mean"},
	{"nine-in-row", Above, "measure.signal.above-mean", "measure.signals.above-mean"}, {"nine-in-row", Below, "measure.signal.below-mean", "measure.signals.below-mean"},
	{"six-monotone", Above, "measure.signal.rising", "measure.signals.rising"}, {"six-monotone", Below, "measure.signal.falling", "measure.signals.falling"},
	{"two-of-three", Above, "measure.signal.near-upper", "measure.signals.near-upper"}, {"two-of-three", Below, "measure.signal.near-lower", "measure.signals.near-lower"},
	{"four-of-five", Above, "measure.signal.high", "measure.signals.high"}, {"four-of-five", Below, "measure.signal.low", "measure.signals.low"},
	{"alternating", Across, "measure.signal.alternating", "measure.signals.alternating"}, {"hugging", Across, "measure.signal.hugging", "measure.signals.hugging"},
	{"avoiding", Across, "measure.signal.avoiding", "measure.signals.avoiding"},
}

var sideWords = map[chart.Tone]words.Key{chart.OK: "measure.signals.better", chart.Bad: "measure.signals.worse", chart.Warn: "measure.signals.neither"}

var outlookWords = map[Outlook]words.Key{KeepsPassing: "measure.outlook.passing", KeepsFailing: "measure.outlook.failing", HitAndMiss: "measure.outlook.chance"}

// last is the stretch that goes on; false without any value.
func (c *Control) last() (ControlStretch, bool) {
	if c == nil || len(c.Points) == 0 || len(c.Stretches) == 0 {
		return ControlStretch{}, false
	}
	return c.Stretches[len(c.Stretches)-1], true
}

// now is the signal that the finding speaks of: of those that the latest value belongs to, the one that says most.
func (c *Control) now() (ControlSignal, words.Key, bool) {
	for _, w := range signalWords {
		for _, s := range c.Signals {
			if s.Rule == w.rule && s.Side == w.side && s.Points[len(s.Points)-1] == len(c.Points)-1 {
				return s, w.key, true
			}
		}
	}
	return ControlSignal{}, "", false
}

// earlier counts the signals within the stretch that goes on.
func (c *Control) earlier(s ControlStretch) (n int, since time.Time) {
	for _, x := range c.Signals {
		if x.Points[0] >= s.From {
			n++
			if at := c.Points[x.Points[0]].To; since.IsZero() || at.Before(since) {
				since = at
			}
		}
	}
	return n, since
}

// tone is good or bad news where one side is better; a signal without a side is neither.
func (c *Control) tone(s Side) chart.Tone {
	switch {
	case s == Across || c.Better != Higher && c.Better != Lower:
		return chart.Warn
	case (s == Above) == (c.Better == Higher):
		return chart.OK
	}
	return chart.Bad
}

// quantity is a figure of the chart, in the unit of the measure.
func (p Measure) quantity(v float64) string { return p.num().Quantity(v, p.Now.Unit) }

// besideNow is a figure that the value is held against, and nowBeside the value: where they differ they read otherwise.
func (p Measure) besideNow(v float64) string {
	if !p.Now.known() {
		return p.quantity(v)
	}
	return p.num().Apart(v, p.Now.Unit, *p.Now.Value)
}

func (p Measure) nowBeside(others ...float64) string {
	return p.num().Apart(*p.Now.Value, p.Now.Unit, others...)
}

// chance says whether the latest value is a signal or chance; nothing where there is no value that counts.
func (p Measure) chance() []template.HTML {
	s, ok := p.Control.last()
	if !ok || !p.Now.known() {
		return nil
	}
	if s.Limits == nil {
		return []template.HTML{p.few(s)}
	}
	if x, key, signal := p.Control.now(); signal {
		return []template.HTML{p.signal(x, key, s)}
	}
	said := []template.HTML{p.h("measure.control.within", words.F("low", p.quantity(s.Limits.Lower)), words.F("high", p.quantity(s.Limits.Upper)))}
	if n, since := p.Control.earlier(s); n > 0 {
		said = append(said, p.h("measure.control.earlier", words.N(n), words.T("since", p.date(since))))
	}
	return said
}

// few says what limits still need.
func (p Measure) few(s ControlStretch) template.HTML {
	if s.Values < needValues {
		return p.h("measure.control.few", words.N(s.Values), words.T("need", strconv.Itoa(needValues)))
	}
	return p.h("measure.control.unmoved", words.N(s.Changes), words.T("need", strconv.Itoa(needChanges)))
}

func (p Measure) signal(x ControlSignal, key words.Key, s ControlStretch) template.HTML {
	limit := s.Limits.Upper
	if x.Side == Below {
		limit = s.Limits.Lower
	}
	return p.h(key, words.N(len(x.Points)), words.T("since", p.date(p.Control.Points[x.Points[0]].To)), words.F("limit", p.besideNow(limit)), words.F("mean", p.besideNow(s.Limits.Centre)))
}

// outlook says what becomes of the target, or of the green limit, if nothing changes; empty where that cannot be told.
func (p Measure) outlook(o Outlook, what string) template.HTML {
	key, ok := outlookWords[o]
	if !ok || what == "" || !p.Now.known() {
		return ""
	}
	return p.h(key, words.F("what", what))
}

// foretold says it of the target, where there is one figure of it, and of the green limit where that has another outlook.
func (p Measure) foretold() []template.HTML {
	if p.Control == nil || p.Analysis != nil && p.Analysis.Trend != nil && p.Analysis.Trend.Told { // it does change
		return nil
	}
	var said []template.HTML
	if p.Target.known() {
		if text := p.outlook(p.Control.Target, p.t("measure.outlook.target", words.F("value", p.figure(p.Target)))); text != "" {
			said = append(said, text)
		}
	}
	if green := p.limit(GreenLimit); green != nil && (p.Control.Green != p.Control.Target || len(said) == 0) {
		if text := p.outlook(p.Control.Green, p.t("measure.outlook.green", words.F("value", p.quantity(*green)))); text != "" {
			said = append(said, text)
		}
	}
	return said
}

// limit is the knot of a kind, where there is one only.
func (p Measure) limit(kind LimitKind) *float64 {
	var out *float64
	for _, l := range p.Limits {
		if l.Kind == kind {
			if out != nil {
				return nil
			}
			out = &l.Value
		}
	}
	return out
}

// expected is between which values chance alone keeps the measure; empty without limits.
func (p Measure) expected() string {
	s, ok := p.Control.last()
	if !ok || s.Limits == nil {
		return ""
	}
	return p.span(s.Limits.Lower, s.Limits.Upper)
}

// expectedNote is the mean of these, or what limits still need.
func (p Measure) expectedNote() string {
	s, ok := p.Control.last()
	switch {
	case !ok:
		return p.t("measure.fact.limits-need", words.N(0), words.T("need", strconv.Itoa(needValues)))
	case s.Limits != nil:
		return p.t("measure.fact.mean", words.F("value", p.quantity(s.Limits.Centre)))
	case s.Values < needValues:
		return p.t("measure.fact.limits-need", words.N(s.Values), words.T("need", strconv.Itoa(needValues)))
	}
	return p.t("measure.fact.limits-need-changes", words.N(s.Changes), words.T("need", strconv.Itoa(needChanges)))
}

// changeNote says how much of the change is chance.
func (p Measure) changeNote() string {
	if p.Control != nil {
		switch p.Control.Moved {
		case Usual:
			return p.t("measure.fact.usual")
		case Unusual:
			return p.t("measure.fact.unusual")
		}
	}
	return p.t("measure.fact.from", words.F("previous", p.figure(p.Previous)))
}

// unsteady tells whether values that the limits were computed on make a signal themselves.
func (c *Control) unsteady(s ControlStretch) bool {
	return slices.ContainsFunc(c.Signals, func(x ControlSignal) bool { return x.Points[0] >= s.From && x.Points[len(x.Points)-1] < s.Base })
}

// leaps tells whether a change that is drawn is greater than its limit.
func (c *Control) leaps() bool {
	for _, s := range c.Stretches {
		for i := max(s.From, c.window()); i < s.Until && s.Limits != nil; i++ {
			if r := c.Points[i].Range; r != nil && *r > s.Limits.Range*(1+1e-9) {
				return true
			}
		}
	}
	return false
}

// key explains what is drawn, how the limits came about, and what they foretell.
func (p Measure) key() []template.HTML {
	s, ok := p.Control.last()
	if !ok {
		return nil
	}
	var said []template.HTML
	if s.Limits == nil {
		if text := p.few(s); !p.Now.known() {
			said = append(said, text) // else the finding has said it
		}
	} else {
		said = append(said, p.h("measure.control.key"))
		if p.Control.leaps() {
			said = append(said, p.h("measure.control.key-change"))
		}
		day := words.T("day", p.date(p.Control.Points[s.Base-1].To))
		if s.Frozen {
			said = append(said, p.h("measure.control.frozen", words.N(s.Values), day))
		} else {
			said = append(said, p.h("measure.control.growing", words.N(s.Values), words.T("freeze", strconv.Itoa(freezeValues))))
		}
		if p.Control.unsteady(s) {
			said = append(said, p.h("measure.control.unsteady"))
		}
	}
	for _, x := range p.Control.Stretches[1:] {
		said = append(said, p.h("measure.control.anew", words.T("day", p.date(p.Control.Points[x.From].To)), words.T("reason", x.Reason)))
	}
	return append(said, p.peersKey()...)
}
