package explain

import (
	"math"

	"github.com/steelyard-isms/steelyard/internal/civil"
	"github.com/steelyard-isms/steelyard/internal/evaluate"
	"github.com/steelyard-isms/steelyard/internal/statistics"
)

// Control is the control chart of a measure.
type Control struct {
	State     string           `json:"state" enum:"too-few,within,signal" doc:"What the latest value tells: too-few: nothing yet, for there are no limits. within: chance alone would give it. signal: it is part of a signal."`
	RunRules  string           `json:"run_rules" enum:"western-electric,nelson" doc:"Which patterns are signals."`
	Values    []ControlValue   `json:"values" nullable:"false" doc:"One for each period from the first value on, earliest first."`
	Have      int              `json:"have" minimum:"0" doc:"How many of these periods have a value."`
	Due       int              `json:"due" minimum:"0" doc:"How many of them, and of those after the last whose grace has passed, should have one."`
	Stretches []ControlStretch `json:"stretches" nullable:"false" doc:"Times over which one pair of limits holds, earliest first; they follow each other."`
	Signals   []ControlSignal  `json:"signals" nullable:"false" doc:"What chance alone seldom gives, in the order in which it was complete."`
	Moved     *ControlChange   `json:"moved" doc:"The change from the period before the latest; null where one of the two has no value, or there are no limits."`
	Target    string           `json:"target" enum:"keeps-passing,keeps-failing,hit-and-miss,unforeseen," doc:"What will become of the target if the process goes on as it is; unforeseen without limits, and while a signal stands in the stretch that goes on; empty without a scale."`
	Green     string           `json:"green" enum:"keeps-passing,keeps-failing,hit-and-miss,unforeseen," doc:"The same of the green limit."`
}

// ControlValue is what a period came to.
type ControlValue struct {
	Day    civil.Date `json:"day" format:"date" doc:"Day of the value, or where there is none the day by which it was due."`
	Value  *float64   `json:"value" doc:"The value; null where there is none."`
	Change *float64   `json:"change" minimum:"0" doc:"Size of the change from the period before; null where one of the two has no value."`
}

// ControlStretch is a time over which one pair of limits holds.
type ControlStretch struct {
	From    civil.Date     `json:"from" format:"date" doc:"Day of its first value."`
	Until   civil.Date     `json:"until" format:"date" doc:"Day of its last value so far."`
	Base    civil.Date     `json:"base" format:"date" doc:"Day of the last value that the limits were computed on."`
	Values  int            `json:"values" minimum:"0" doc:"How many values the limits were computed on; there are limits from 8, and from 12 they are frozen."`
	Changes int            `json:"changes" minimum:"0" doc:"How many of these differ from that of the period before; limits need 5."`
	Frozen  bool           `json:"frozen" doc:"Later values leave the limits as they are."`
	Reason  string         `json:"reason" doc:"Why limits were computed anew; empty for the first stretch."`
	Limits  *ControlLimits `json:"limits" doc:"The limits; null where there is too little for them."`
}

// ControlLimits are between which values lie that only chance moves.
type ControlLimits struct {
	Centre     float64 `json:"centre" doc:"Mean of the base."`
	Lower      float64 `json:"lower" doc:"Centre less 3/1.128 mean moving ranges, within the natural limits of the measure."`
	Upper      float64 `json:"upper" doc:"Centre and 3/1.128 mean moving ranges, likewise."`
	Range      float64 `json:"range" doc:"Mean moving range of the base: of the sizes of changes from one period to the next."`
	RangeLimit float64 `json:"range_limit" doc:"3.267 mean moving ranges: chance alone seldom gives a greater change."`
}

// ControlSignal is a rule that holds.
type ControlSignal struct {
	Rule string       `json:"rule" enum:"beyond-limit,two-of-three,four-of-five,eight-in-row,nine-in-row,six-monotone,alternating,hugging,avoiding" doc:"Which rule; sigma is a third of the way from the centre to a limit. beyond-limit: values outside the limits. two-of-three: two of three in a row beyond 2 sigma on one side. four-of-five: four of five beyond 1 sigma. eight-in-row, nine-in-row: so many on one side of the centre. six-monotone: six in a row that rise, or fall. alternating: fourteen up and down in turn. hugging: fifteen within 1 sigma. avoiding: eight beyond 1 sigma on either side."`
	Side string       `json:"side" enum:"above,below,across" doc:"Where the values lie; of six-monotone whether they rise or fall; across where the rule has no side."`
	Days []civil.Date `json:"days" nullable:"false" doc:"Days of the values that make it, earliest first."`
	Now  bool         `json:"now" doc:"The latest value is one of them."`
}

// ControlChange is a change from one period to the next.
type ControlChange struct {
	From   civil.Date `json:"from" format:"date" doc:"Day of the value before."`
	Size   float64    `json:"size" minimum:"0" doc:"Size of the change."`
	Beyond bool       `json:"beyond" doc:"It is greater than the limit of ranges; otherwise it lies within normal variation."`
}

// control brings the chart of a measure into the form of its status; nil where it has no value.
func (c converter) control(m *evaluate.Measure) *Control {
	chart := c.all.Control(m)
	last, any := chart.Last()
	if !any {
		return nil
	}
	out := &Control{State: "within", RunRules: string(statistics.WesternElectric), Values: []ControlValue{}, Stretches: []ControlStretch{}, Signals: []ControlSignal{}, Target: string(chart.Target), Green: string(chart.Green)}
	if rules := m.Record.Spec.RunRules; rules != "" {
		out.RunRules = string(rules)
	}
	out.Have, out.Due = c.all.Complete(m, chart)
	for i, p := range chart.Periods {
		x := ControlValue{Day: p.Day}
		if p.Point != nil {
			x.Value = p.Point.Value
		}
		if change := chart.Ranges[i]; !math.IsNaN(change) {
			x.Change = &change
		}
		out.Values = append(out.Values, x)
	}
	day := func(i int) civil.Date { return chart.Periods[i].Day }
	for i, s := range chart.Stretches {
		x := ControlStretch{From: day(s.From), Until: day(s.Until - 1), Base: day(s.Base - 1), Values: s.Values, Changes: s.Changes, Frozen: s.Frozen, Reason: chart.Anew[i].Reason}
		if l := s.Limits; l != nil {
			low, high := chart.Between(l)
			x.Limits = &ControlLimits{Centre: l.Centre, Lower: low, Upper: high, Range: l.Range, RangeLimit: l.RangeLimit}
		}
		out.Stretches = append(out.Stretches, x)
	}
	for _, s := range chart.Signals {
		x := ControlSignal{Rule: string(s.Rule), Side: string(s.Side), Now: s.Last() == chart.Latest()}
		for _, p := range s.Points {
			x.Days = append(x.Days, day(p))
		}
		if x.Now {
			out.State = "signal"
		}
		out.Signals = append(out.Signals, x)
	}
	if last.Limits == nil {
		out.State = "too-few"
		return out
	}
	if size, known := chart.Moved(); known {
		out.Moved = &ControlChange{From: day(chart.Latest() - 1), Size: size, Beyond: size > last.Limits.RangeLimit}
	}
	return out
}

// explain says whether the latest value is chance or a signal, and what the target can expect of the process.
func (c *Control) explain(w *writer, m *Measure) {
	if c == nil {
		return
	}
	last := c.Stretches[len(c.Stretches)-1]
	l := last.Limits
	if l == nil {
		since := ""
		if last.Reason != "" {
			since = " since " + last.From.String() + " (" + last.Reason + ")"
		}
		if last.Values < statistics.MinValues {
			w.say("Whether a change is chance cannot be told yet: control limits need ", count(statistics.MinValues, "value"), "; ", plain(float64(last.Values)), " so far", since, ".")
		} else {
			w.say("Whether a change is chance cannot be told yet: control limits need ", count(statistics.MinChanges, "change"), " from one period to the next; ", plain(float64(last.Changes)), " so far", since, ".")
		}
		return
	}
	if c.State == "within" {
		w.say("The value lies within what chance alone would give, ", m.amount(l.Lower), " to ", m.amount(l.Upper), ".")
	}
	earlier := 0
	for _, s := range c.Signals {
		if s.Now {
			s.explain(w, m, l)
		} else if !s.Days[0].Before(last.From) {
			earlier++
		}
	}
	if earlier > 0 && c.State == "within" {
		w.say(begin(count(earlier, "earlier signal")), " since ", last.From.String(), " still ", agree(earlier, "stands", "stand"), ": what has changed then is not in the limits.")
	}
	if c.Moved != nil {
		if c.Moved.Beyond {
			w.say("The change by ", m.difference(c.Moved.Size), " since ", c.Moved.From.String(), " is more than normal variation gives, which is up to ", m.difference(l.RangeLimit), ".")
		} else {
			w.say("The change by ", m.difference(c.Moved.Size), " since ", c.Moved.From.String(), " is within normal variation, which goes up to ", m.difference(l.RangeLimit), ".")
		}
	}
	frozen := "; they are computed again with each value until there are " + plain(statistics.BaseValues) + "."
	if last.Frozen {
		frozen = ", and later values leave them as they are."
	}
	why := ""
	if last.Reason != "" {
		why = ", anew because: " + last.Reason
	}
	w.say("The control limits were computed on ", count(last.Values, "value"), " from ", last.From.String(), " to ", last.Base.String(), why, frozen)
	for _, s := range c.Signals {
		if !s.Days[0].Before(last.From) && !s.Days[len(s.Days)-1].After(last.Base) {
			w.say("Some of these values make a signal themselves: the process was not steady when the limits were computed, so they are a rough guide.")
			break
		}
	}
	if foretold := map[string]string{"keeps-passing": "every value will meet the target", "keeps-failing": "no value will meet the target", "hit-and-miss": "some values will meet the target and some will not, by chance"}[c.Target]; foretold != "" {
		w.say("If nothing changes, ", foretold, ".")
	}
}

// explain says what one signal is.
func (s *ControlSignal) explain(w *writer, m *Measure, l *ControlLimits) {
	n, since := len(s.Days), s.Days[0].String()
	side, limit := "above", l.Upper
	if s.Side == "below" {
		side, limit = "below", l.Lower
	}
	values := "Since " + since + " " + count(n, "value") + " "
	switch statistics.Rule(s.Rule) {
	case statistics.Beyond:
		if n == 1 {
			w.say("The value lies ", side, " the control limit of ", m.amount(limit), ", which chance alone seldom gives.")
		} else {
			w.say("The last ", count(n, "value"), ", since ", since, ", lie ", side, " the control limit of ", m.amount(limit), ": the process has changed.")
		}
	case statistics.EightOneSide, statistics.NineOneSide:
		w.say("The last ", count(n, "value"), ", since ", since, ", all lie ", side, " the mean of ", m.amount(l.Centre), ": the process seems to have shifted.")
	case statistics.TwoOfThree:
		w.say(values, "lie more than two thirds of the way from the mean to the limit ", side, " it, which chance alone seldom gives.")
	case statistics.FourOfFive:
		w.say(values, "lie more than a third of the way from the mean to the limit ", side, " it, which chance alone seldom gives.")
	case statistics.SixMonotone:
		rise := "above"
		if s.Side == "below" {
			rise = "below"
		}
		w.say("Each of the last ", count(n, "value"), ", since ", since, ", but the first is ", rise, " the one before, which chance alone seldom gives.")
	case statistics.Alternating:
		w.say("The last ", count(n, "value"), ", since ", since, ", go up and down in turn, which chance alone seldom gives.")
	case statistics.Hugging:
		w.say("The last ", count(n, "value"), ", since ", since, ", keep closer to the mean than chance alone gives: the limits may be too wide for them.")
	case statistics.AvoidingMiddle:
		w.say("The last ", count(n, "value"), ", since ", since, ", avoid the mean on both sides: two processes may be mixed.")
	}
}

func (m *Measure) difference(x float64) string { return difference(x, m.UnitOfMeasure, m.Decimals) }

// count says how many there are of something.
func count(n int, what string) string { return plain(float64(n)) + " " + agree(n, what, what+"s") }

func agree(n int, one, more string) string {
	if n == 1 {
		return one
	}
	return more
}
