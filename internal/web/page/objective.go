package page

import (
	"context"
	"html/template"
	"io"
	"time"

	"github.com/steelyard-isms/steelyard/internal/catalog/words"
	"github.com/steelyard-isms/steelyard/internal/web/chart"
)

// Objective is the page of one objective: what did we promise, and will we keep it?
type Objective struct {
	Frame
	Ref
	Statement   string // the objective in its own words; empty: none
	Perspective string
	State       string // that nothing of it is in force, or that a later version waits; empty: neither
	Owner       string
	Measure     Ref // the measure whose target this is
	Score       Score
	Attainment  Attainment

	Baseline   Figure
	BaselineAt time.Time
	Now        Figure
	NowAt      time.Time // end of the period that the value is of
	Plan       Figure    // what the plan wants on the day of the page; none: no plan by dates
	Target     Figure
	TargetText string // a target that is no single figure; it replaces Target
	TargetHigh Figure // the upper end of a target that is a range
	Due        time.Time
	Milestones bool // expected progress follows a milestone path, not a straight line

	OnDue     Figure    // the value on the due date, once that has passed; none: it has not, or there was none
	Gap       *float64  // what is missing to the target, in the unit of Now, 0 or more; nil: unknown
	Progress  *float64  // share of the way, 0 to 1 and beyond; nil: no value
	Expected  *float64  // share that the plan wants by now; nil: no plan by dates
	Deviation *float64  // Progress less Expected; nil: unknown
	PaceRatio *float64  // required pace divided by actual pace; nil: no pace, because nothing has moved
	PaceDate  time.Time // day on which the pace so far reaches the target; zero: never or unknown

	Forecast *Foretold // what the trend of the values says of the target; nil: nothing is said

	Values []ValueAt // values over time for the chart, oldest first; nil values are gaps
	Path   []ValueAt // the plan from baseline to target, oldest first; empty: none

	Requirements []Requirement  // 6.2 a to l; empty: not told
	Work         []Undertaking  // what is still to be done first, by due date
	WorkMore     bool           // there is more than stands here
	WorkPartial  bool           // the reader may see a part of what serves it
	Links        []Links        // only those that there are
	Targets      []TargetRow    // all targets; shown where there are several
	Measures     []MeasureShare // what the score is made of
	Explain      []string       // whole sentences, from the node itself, in the reader's language
	History      []Revision     // newest first
}

// ValueAt is a value at the end of a period.
type ValueAt struct {
	At    time.Time
	Value *float64 // nil: no value for that period
}

// MeasureShare is the part of one measure in the score of an objective.
type MeasureShare struct {
	Ref
	Now          Figure
	Knots        []float64 // worst, red limit, green limit, target, and the other leg of a range; empty: a lookup
	Weight       float64   // as declared; 0 is shown and not counted
	Data         Data
	Quality      *float64 // 0 to 1; nil: not computed
	Critical     bool
	Score        Score   // the measure's own
	Counted      string  // the score that counts here, where sticky-min lowers it; empty: its own
	Contribution string  // points of the objective's score, as text; empty: does not count
	Lacks        float64 // points that the objective's score would have more if this measure had 100
}

func (p Objective) target() string {
	if p.TargetText != "" {
		return p.TargetText
	}
	return p.figure(p.Target)
}

// finding is value against plan, progress against expectation, and what the pace so far means.
func (p Objective) finding() template.HTML {
	measure := words.H("measure", p.link(p.Measure))
	var said []template.HTML
	if p.Attainment == NoTarget {
		none := p.h("objective.finding.no-target")
		if !p.BaselineAt.IsZero() {
			none = p.h("objective.finding.ahead-of-plan", words.F("target", p.target()), words.T("due", p.date(p.Due)), words.T("day", p.date(p.BaselineAt)))
		}
		if said = append(said, none); p.Now.known() {
			said = append(said, p.h("objective.finding.stands", measure, words.F("now", p.figure(p.Now)), words.T("day", p.date(p.NowAt))))
		}
		return sentence(said...)
	}
	switch {
	case !p.Now.known() && p.NowAt.IsZero():
		said = append(said, p.h("objective.finding.never", measure))
	case !p.Now.known():
		said = append(said, p.h("objective.finding.silent", measure, words.T("since", p.date(p.NowAt))))
	case p.Plan.known() && !p.AsOf.isDay(p.NowAt): // the plan is one of the day of the page, and the value one of before
		said = append(said, p.h("objective.finding.value-plan-of", measure, words.F("now", p.besides(p.Now, p.Plan)), words.T("day", p.date(p.NowAt)), words.F("plan", p.besides(p.Plan, p.Now)),
			words.T("today", p.date(p.AsOf.Day))))
	case p.Plan.known():
		said = append(said, p.h("objective.finding.value-plan", measure, words.F("now", p.besides(p.Now, p.Plan)), words.T("day", p.date(p.NowAt)), words.F("plan", p.besides(p.Plan, p.Now))))
	default:
		said = append(said, p.h("objective.finding.value", measure, words.F("now", p.figure(p.Now)), words.T("day", p.date(p.NowAt)), words.F("target", p.target())))
	}
	ahead := p.forecastSentence()
	if ahead == "" { // the pace is arithmetic: a forecast says more
		ahead = p.paceSentence()
	}
	return sentence(append(said, p.attainmentSentence(), p.metSentence(), ahead)...)
}

// besides writes a figure so that it does not read like another that it is held against and differs from.
func (f Frame) besides(v, other Figure) string {
	if !v.known() || !other.known() {
		return f.figure(v)
	}
	return f.num().Apart(*v.Value, v.Unit, *other.Value)
}

func (p Objective) attainmentSentence() template.HTML {
	switch p.Attainment {
	case Achieved:
		return p.h("objective.finding.achieved", words.F("target", p.target()))
	case Missed:
		if p.Progress == nil {
			return p.h("objective.finding.passed", words.T("due", p.date(p.Due)))
		}
		return p.h("objective.finding.missed", words.F("target", p.target()), words.T("due", p.date(p.Due)))
	}
	if p.Deviation == nil {
		return ""
	}
	switch d := cut(*p.Deviation); {
	case p.num().Signed(d) == "0":
		return p.h("objective.finding.level")
	case d > 0:
		return p.h("objective.finding.ahead", words.D(d))
	default:
		return p.h("objective.finding.behind", words.D(d))
	}
}

// met tells whether the target is met before it is due.
func (p Objective) met() bool { return p.Now.known() && p.Gap != nil && *p.Gap == 0 }

// metSentence says that the target is met where the attainment does not say so.
func (p Objective) metSentence() template.HTML {
	if p.Attainment == Achieved || p.Attainment == Missed || !p.met() || p.Due.IsZero() || p.AsOf.Day.After(p.Due) {
		return ""
	}
	return p.h("objective.finding.met", words.F("target", p.target()), words.T("due", p.date(p.Due)))
}

func (p Objective) paceSentence() template.HTML {
	if p.Attainment == Achieved || p.Attainment == Missed || p.PaceDate.IsZero() || p.Due.IsZero() {
		return ""
	}
	args := []words.Arg{words.F("target", p.target()), words.T("date", p.date(p.PaceDate)), words.T("due", p.date(p.Due))}
	switch {
	case p.PaceDate.After(p.Due):
		return p.h("objective.finding.pace-late", args...)
	case p.PaceDate.Equal(p.Due):
		return p.h("objective.finding.pace-on-time", args...)
	}
	return p.h("objective.finding.pace-in-time", args...)
}

// chart draws the way from baseline to target.
func (p Objective) chart(narrow bool) chart.SVG {
	line := chart.Line{Values: points(p.Values), Plan: points(p.Path), Tone: p.Attainment.tone(), PlanLabel: p.t("objective.chart.plan"),
		Last: p.t("objective.chart.now", words.F("value", p.figure(p.Now))), To: p.Due, Today: p.AsOf.Day, TodayName: p.date(p.AsOf.Day), Months: p.words().Months(),
		Unit: p.unit(p.Now.Unit), Narrow: narrow, Mirrored: p.RightToLeft, Name: p.chartName()}
	if p.Forecast != nil {
		line.Ahead, line.AheadName, line.AheadOnly = ahead(p.Frame, p.Forecast.Ahead, p.Now.Unit)
		if from := p.Forecast.From; !from.At.IsZero() {
			line.Fork = &chart.Point{At: from.At, Value: from.Value}
		}
	}
	from := words.Key("objective.chart.target")
	if p.TargetHigh.known() {
		from = "objective.chart.target-from"
		line.Levels = append(line.Levels, chart.Level{Kind: chart.Target, Value: *p.TargetHigh.Value, Label: p.t("objective.chart.target-to", words.F("value", p.figure(p.TargetHigh)))})
	}
	if p.Target.known() {
		line.Levels = append(line.Levels, chart.Level{Kind: chart.Target, Value: *p.Target.Value, Label: p.t(from, words.F("value", p.figure(p.Target)))})
	}
	if !p.Now.known() {
		line.Last = ""
	}
	return line.SVG()
}

func (p Objective) chartName() string {
	return p.t("objective.chart.name", words.F("baseline", p.figure(p.Baseline)), words.F("now", p.figure(p.Now)), words.F("plan", p.figure(p.Plan)),
		words.F("target", p.target()), words.T("attainment", p.Attainment.inText(p.Frame))) + " " + plainText(p.forecastSentence())
}

func (f Frame) unit(name string) func(float64) string {
	return func(v float64) string { return f.num().Quantity(v, name) }
}

func points(values []ValueAt) []chart.Point {
	out := make([]chart.Point, len(values))
	for i, v := range values {
		out[i] = chart.Point{At: v.At, Value: v.Value}
	}
	return out
}

// planned is one line of the table beside the chart.
type planned struct {
	At          time.Time
	Value, Plan Figure
}

// table joins values and plan by day, oldest first.
func (p Objective) table() []planned {
	var rows []planned
	i, j := 0, 0
	for i < len(p.Values) || j < len(p.Path) {
		row := planned{Value: Figure{Unit: p.Now.Unit}, Plan: Figure{Unit: p.Now.Unit}}
		takeValue := j >= len(p.Path) || i < len(p.Values) && !p.Values[i].At.After(p.Path[j].At)
		takePlan := i >= len(p.Values) || j < len(p.Path) && !p.Path[j].At.After(p.Values[i].At)
		if takeValue {
			row.At, row.Value.Value = p.Values[i].At, p.Values[i].Value
			i++
		}
		if takePlan {
			row.At, row.Plan.Value = p.Path[j].At, p.Path[j].Value
			j++
		}
		rows = append(rows, row)
	}
	return rows
}

// gap says how much is missing to the target.
func (p Objective) gap() string {
	if p.Gap == nil {
		return ""
	}
	return p.difference(*p.Gap, p.Now.Unit)
}

// shortOfPlan is plan less value in the direction of better, nil where it is not short.
func (p Objective) shortOfPlan() *float64 {
	if !p.Now.known() || !p.Plan.known() || !p.Target.known() || !p.Baseline.known() {
		return nil
	}
	short := *p.Plan.Value - *p.Now.Value
	if *p.Target.Value < *p.Baseline.Value {
		short = -short
	}
	if short <= 0 {
		return nil
	}
	return &short
}

// Render writes the page.
func (p Objective) Render(ctx context.Context, w io.Writer) error {
	t := top{section: sectionObjectives, title: p.Name, finding: sentence(p.finding(), p.lacks(), p.next()),
		crumbs: []crumb{{p.t("nav.work"), ""}, {p.t("nav.objectives"), PathObjectives}, {p.Code, ""}}, code: p.Code, status: objectiveStatus(p)}
	return shell(p.Frame, t, objectiveBody(p)).Render(ctx, w)
}
