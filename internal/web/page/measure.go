package page

import (
	"context"
	"html/template"
	"io"
	"slices"
	"time"

	"github.com/steelyard-isms/steelyard/internal/catalog/words"
	"github.com/steelyard-isms/steelyard/internal/web/chart"
)

// Measure is the page of one measure: what is its value, can I trust it, and where did it come from?
type Measure struct {
	Frame
	Ref
	Now      Figure
	Sample   *int64    // how many were measured; nil: not a sample, or not stated
	NowAt    time.Time // end of the period that the value is of; with no value, of the last one; zero: never
	Previous Figure    // the value of the period before
	Score    Score
	Data     Data
	DueAt    time.Time // when the next value is due; zero: no schedule
	Target   Figure    // the knot that scores 100; none: a range

	TargetText string // a target that is no single figure; it replaces Target

	Limits       []Limit       // lines of the chart
	Former       []Limit       // those of scales that are in force no more
	Values       []MeasureData // oldest first
	AllValues    bool          // the list does not end after the latest
	Control      *Control      // nil: nothing is said of chance
	Analysis     *Analysis     // nil: there is no value
	Quality      *Quality      // nil: nothing can be judged
	Peers        *Peers        // nil: nothing else counts the same
	Waiting      *CaseTimes    // nil: it is no duration of cases
	Improvements []Improvement // what was done to move it, oldest first
	Definition   Definition
	Advice       []Advice // what to do now, by the decision criteria that hold
	UsedBy       []Use
	ComputedFrom []Ref        // measures with a formula that uses it
	History      []Revision   // newest first
	Lineage      *Lineage     // of the value now; nil: there is none
	Periods      *Periods     // in its place, of an aggregated measure; nil: each value counts by itself
	Derivation   *Derivation  // in its place, of a derived measure; nil: its values are read, entered or sent
	Library      *FromLibrary // the library measure that it was made of; nil: none

	Comparisons []Comparison // benchmarks, and a year before
	Criteria    []Criterion  // by which the construct is judged
	Review      *Reviewing   // nil: nothing is said of reviews
}

// Limit is one knot of the scale.
type Limit struct {
	Kind  LimitKind
	Value float64 // in the unit of the measure

	From, Until time.Time // when it is in force: from the beginning, and still, where they are zero
}

// levelOf draws a limit while it is in force.
func levelOf(l Limit, label string) chart.Level {
	kind := map[LimitKind]chart.Kind{RedLimit: chart.Red, GreenLimit: chart.Green, TargetMark: chart.Target}[l.Kind]
	return chart.Level{Kind: kind, Value: l.Value, Label: label, From: l.From, Until: l.Until}
}

// LimitKind says what a limit is.
type LimitKind string

// The kinds of limit: the scores 40, 70 and 100 of scoring.md §1. A range has two of each.
const (
	RedLimit   LimitKind = "red"
	GreenLimit LimitKind = "green"
	TargetMark LimitKind = "target"
)

// MeasureData is the value of one period, in the version that counts on the day of the page.
type MeasureData struct {
	From, To   time.Time // the period; From may be zero for a value at a moment
	Value      *float64  // nil: reported as empty, or never reported; Missing says which
	Missing    string    // why there is no value, in the reader's language; empty with a value
	Sample     *int64
	RecordedAt time.Time
	Run        Ref    // the run that brought it; an empty Path and Name: a person
	By         string // the person who recorded it; empty with a run
	Versions   int    // how many versions are recorded; more than one is a correction
	Path       string // address of the point without as_of; empty: no point
}

// Use is one objective that counts the measure.
type Use struct {
	Ref
	Weight, Of float64 // its weight, and the sum of weights there
}

// Lineage is the way of one value, from source to point.
type Lineage struct {
	Source  Ref
	Run     Ref
	RunAt   time.Time
	File    string // name of the raw file; empty: entered by hand
	Host    string // that the file is about; empty: it names none, or several
	SHA256  string
	Bytes   int64
	Shown   []ShownBy // files that were attached where it was entered
	Point   string    // address of the point without as_of
	ValidTo time.Time
	Value   Figure // the value that it is about, also where that is too old to count
	Entry   uint64 // journal entry
}

// ShownBy is a file that shows where a value comes from which somebody entered.
type ShownBy struct {
	Ref
	SHA256 string
}

// finding is value and band, distance to target, freshness.
func (p Measure) finding() template.HTML {
	if !p.Now.known() {
		if p.NowAt.IsZero() && p.Periods != nil && p.Periods.Open.Values > 0 {
			return p.h("measure.finding.running", words.T("period", p.Periods.Open.Name))
		}
		if p.NowAt.IsZero() {
			return p.h("measure.finding.never")
		}
		if p.Now.Last != nil {
			return p.h("measure.finding.silent-last", words.F("last", p.num().Quantity(*p.Now.Last, p.Now.Unit)), words.T("since", p.date(p.NowAt)))
		}
		return p.h("measure.finding.silent", words.T("since", p.date(p.NowAt)))
	}
	said := p.chance()
	value, at := words.F("now", p.nowBeside(p.heldAgainst()...)), words.T("day", p.date(p.NowAt))
	switch {
	case p.Score.Counted:
		said = append(said, p.h("measure.finding.counted", value, at))
	case p.Score.Band == Good:
		said = append(said, p.h("measure.finding.good", value, at))
	case p.Score.Band == Watch:
		said = append(said, p.h("measure.finding.watch", value, at))
	case p.Score.Band == Act:
		said = append(said, p.h("measure.finding.act", value, at))
	default:
		said = append(said, p.h("measure.finding.unscored", value, at))
	}
	if p.Target.known() {
		if short := p.short(); short > 0 {
			key := words.Key("measure.finding.short")
			if p.lower() {
				key = "measure.finding.above"
			}
			said = append(said, p.h(key, words.F("gap", p.difference(short, p.Now.Unit)), words.F("target", p.besideNow(*p.Target.Value))))
		} else {
			said = append(said, p.h("measure.finding.reached", words.F("target", p.besideNow(*p.Target.Value))))
		}
	}
	said = append(said, p.unsure())
	return sentence(append(append(said, p.foretold()...), p.freshness())...)
}

// heldAgainst are the figures that the finding holds the value against.
func (p Measure) heldAgainst() []float64 {
	var out []float64
	for _, l := range p.Limits {
		out = append(out, l.Value)
	}
	if s, ok := p.Control.last(); ok && s.Limits != nil {
		out = append(out, s.Limits.Lower, s.Limits.Centre, s.Limits.Upper)
	}
	return out
}

// unsure says how far the score of a sample may be off, where that decides the band.
func (p Measure) unsure() template.HTML {
	s := p.Score
	switch {
	case s.Band == "" || !s.Provisional || s.Low == "" || s.High == "":
		return ""
	case p.Sample == nil:
		return p.h("measure.finding.provisional", words.F("low", s.Low), words.F("high", s.High))
	}
	return p.h("measure.finding.provisional-of", words.N(int(*p.Sample)), words.F("low", s.Low), words.F("high", s.High))
}

// short is the distance to the target in the direction of better: the score is below 100 exactly when it is positive.
func (p Measure) short() float64 {
	gap := *p.Target.Value - *p.Now.Value
	if p.lower() {
		gap = -gap
	}
	return gap
}

// lower tells whether less is better: the target lies below the red limit.
func (p Measure) lower() bool {
	for _, l := range p.Limits {
		if l.Kind == RedLimit && p.Target.known() {
			return *p.Target.Value < l.Value
		}
	}
	return false
}

func (p Measure) freshness() template.HTML {
	due := words.T("due", p.date(p.DueAt))
	switch p.Data {
	case Stale:
		return p.h("measure.finding.stale", due)
	case Expired:
		return p.h("measure.finding.expired", due)
	case NotApplicable:
		return p.h("measure.finding.not-applicable")
	}
	return ""
}

// changed is the difference to the period before, with its sign; empty where one of the two does not exist.
func (p Measure) changed() string {
	if !p.Now.known() || !p.Previous.known() {
		return ""
	}
	return p.moved(*p.Now.Value-*p.Previous.Value, p.Now.Unit)
}

// latestValues is how many values the table has unless the reader asks for all.
const latestValues = 9

// newest gives the values newest first, for the table.
func (p Measure) newest() []MeasureData {
	out := slices.Clone(p.Values)
	slices.Reverse(out)
	if !p.AllValues {
		out = out[:min(latestValues, len(out))]
	}
	return out
}

func (p Measure) valueOf(v MeasureData) Figure { return Figure{Value: v.Value, Unit: p.Now.Unit} }

// period says the period of a value: a range of days, or one day.
// A whole month and a whole quarter go by their names.
func (f Frame) period(from, to time.Time) string {
	if from.IsZero() || from.Equal(to) {
		return f.date(to)
	}
	first, last := midnight(from), midnight(to).AddDate(0, 0, 1)
	if first.Day() == 1 && last.Day() == 1 {
		switch {
		case first.AddDate(0, 1, 0).Equal(last):
			return f.words().Calendar().Month(to)
		case first.AddDate(0, 3, 0).Equal(last) && int(first.Month())%3 == 1:
			return f.quarter(to, true)
		}
	}
	return f.t("date.range", words.T("from", f.date(from)), words.T("to", f.date(to)))
}

// midnight is the begin of the day of a moment, UTC.
func midnight(t time.Time) time.Time { return t.UTC().Truncate(24 * time.Hour) }

func (p Measure) sampleNote() string {
	if p.Sample == nil {
		return p.date(p.NowAt)
	}
	return p.t("measure.fact.sample", words.T("day", p.date(p.NowAt)), words.N(int(*p.Sample)))
}

func (u Use) weight(f Frame) string {
	if u.Of == 0 {
		return ""
	}
	return f.t("measure.used.weight", words.T("weight", f.num().Number(u.Weight)), words.T("of", f.num().Number(u.Of)))
}

// Render writes the page.
func (p Measure) Render(ctx context.Context, w io.Writer) error {
	t := top{section: sectionMeasures, title: p.Name, finding: p.finding(),
		crumbs: []crumb{{p.t("nav.work"), ""}, {p.t("nav.measures"), PathMeasures}, {p.Code, ""}}, code: p.Code, status: measureStatus(p)}
	return shell(p.Frame, t, measureBody(p)).Render(ctx, w)
}

func (p Measure) dueNote() string {
	switch {
	case p.DueAt.IsZero() && p.Definition.Frequency != "":
		return p.Definition.Frequency
	case p.DueAt.IsZero():
		return p.t("measure.fact.no-schedule")
	case p.DueAt.Before(p.AsOf.Day) && !p.AsOf.isDay(p.DueAt):
		return p.t("measure.fact.was-due", words.T("day", p.date(p.DueAt)))
	}
	return p.t("measure.fact.due", words.T("day", p.date(p.DueAt)))
}

func (p Measure) bandNote() string {
	if p.Score.Counted {
		return p.t("measure.fact.counted")
	}
	if p.Score.Band == "" {
		return ""
	}
	if p.Score.Provisional {
		return p.t("measure.fact.provisional", words.T("band", p.Score.Band.inText(p.Frame)))
	}
	return p.Score.Band.inText(p.Frame)
}

// freshWord is the freshness of a value that exists; empty where there is none.
func (p Measure) freshWord() string {
	if p.Data == Unknown || p.Data == "" {
		return ""
	}
	return p.Data.word(p.Frame)
}
