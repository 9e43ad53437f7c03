package page

import (
	"context"
	"html/template"
	"io"
	"strings"
	"time"

	"github.com/steelyard-isms/steelyard/internal/catalog/words"
	"github.com/steelyard-isms/steelyard/internal/web/chart"
)

// RunState is how a run ended, or how a source stands. The empty value is NeverRun.
type RunState string

// The states.
const (
	NeverRun  RunState = ""         // a source that has had no run yet
	Succeeded RunState = "ok"       // every value was read
	Partial   RunState = "partial"  // some values are empty or were refused
	Failed    RunState = "failed"   // nothing was read
	Overdue   RunState = "overdue"  // a source whose next run is late
	Repeated  RunState = "repeated" // the same file as before: nothing was recorded
)

func (s RunState) tone() chart.Tone {
	switch s {
	case Succeeded, Repeated:
		return chart.OK
	case Partial, Overdue:
		return chart.Warn
	case Failed:
		return chart.Bad
	}
	return chart.None
}

func (s RunState) word(f Frame) string {
	switch s {
	case Succeeded:
		return f.t("run.state.ok")
	case Partial:
		return f.t("run.state.partial")
	case Failed:
		return f.t("run.state.failed")
	case Overdue:
		return f.t("run.state.overdue")
	case Repeated:
		return f.t("run.state.repeated")
	}
	return f.t("run.state.never")
}

// Evidence lists the sources and the latest runs.
type Evidence struct {
	Frame
	Sources []SourceRow
	Runs    []RunRow // newest first
}

// SourceRow is one source in the list.
type SourceRow struct {
	Ref
	Format   string // in words, as in "CSV"
	Owner    string
	State    RunState
	LastRun  RunRow    // the zero value where State is NeverRun
	NextDue  time.Time // zero: no schedule
	Measures int       // how many measures it feeds
}

// RunRow is one run in a list.
type RunRow struct {
	Ref
	Source   Ref
	At       time.Time // when it was recorded
	By       string    // person or machine that started it
	State    RunState
	Points   int // values recorded
	File     Ref // the raw file; an empty Name: not told
	SHA256   string
	Warnings int
}

func (p Evidence) finding() template.HTML {
	if len(p.Sources) == 0 {
		return ""
	}
	var bad []Ref
	for _, s := range p.Sources {
		if t := s.State.tone(); t != chart.OK {
			bad = append(bad, s.Ref)
		}
	}
	total := words.T("total", p.num().Count(int64(len(p.Sources))))
	if len(bad) == 0 {
		return p.h("evidence.finding.all", words.N(len(p.Sources)), total)
	}
	return p.h("evidence.finding.some", words.N(len(p.Sources)-len(bad)), total, words.H("list", p.links(bad)))
}

// Render writes the page.
func (p Evidence) Render(ctx context.Context, w io.Writer) error {
	t := top{section: sectionEvidence, title: p.t("nav.evidence"), crumbs: []crumb{{p.t("nav.assure"), ""}, {p.t("nav.evidence"), ""}}, finding: p.finding()}
	return shell(p.Frame, t, evidenceBody(p)).Render(ctx, w)
}

// Source is the page of one source: how it is declared, and its runs.
type Source struct {
	Frame
	Ref
	State          RunState
	Purpose        string
	Format         string
	Schedule       string // in words, as in "monthly, by the 7th"; empty: none
	NextDue        time.Time
	ObservedAt     time.Time // when what its last run told was so; zero: no run yet
	Owner          string
	Classification string
	Retention      string // how long raw files are kept, in words
	Measures       []SourceValue
	Runs           []RunRow // newest first
	History        []Revision
	Send           *SendFile     // nil: the reader may not feed it, or looks at the past
	Checks         []SourceCheck // when its values can be relied on
	Edit           string        // address where that is changed; empty: the reader may not
}

// SourceCheck says when a value can be relied on, and what is held back where it cannot. Figures that are nil are not asked for.
type SourceCheck struct {
	Value           string
	AtLeast, AtMost *float64
	Fall, Rise      *float64 // per cent
	Holds           []string // values; empty: all of the source
	Because         string   // what it means where it fails
}

// asks are what is asked of the value, in words.
func (c SourceCheck) asks(f Frame) template.HTML {
	var out []template.HTML
	for _, x := range []struct {
		key  words.Key
		n    *float64
		unit string
	}{{"source.checks.at-least", c.AtLeast, ""}, {"source.checks.at-most", c.AtMost, ""}, {"source.checks.fall", c.Fall, "%"}, {"source.checks.rise", c.Rise, "%"}} {
		if x.n != nil {
			out = append(out, f.h(x.key, words.F("n", f.num().Quantity(*x.n, x.unit))))
		}
	}
	return f.h("source.checks.asks", words.H("list", f.words().List(len(out), out...)))
}

// holds says what is held back where the value does not pass.
func (c SourceCheck) holds(f Frame) string {
	if len(c.Holds) == 0 {
		return f.t("source.checks.all")
	}
	return f.t("source.checks.some", words.T("list", strings.Join(c.Holds, ", ")))
}

// SendFile is the form by which a file is sent for a source. It posts file and day to Path.
type SendFile struct {
	Path    string
	MostMiB int
	Day     string // as it was entered
	Wrong   []FieldError
	Problem string // in one sentence; empty: none
}

// SourceValue is a measure that a source feeds, and the values that it reads.
type SourceValue struct {
	Measure   Ref
	Names     []string // of the values in the source
	Now       Figure
	NowAt     time.Time
	Data      Data
	Score     Score
	CountsFor []Ref // objectives
}

func (p Source) finding() template.HTML {
	if len(p.Runs) == 0 {
		return p.h("source.finding.never")
	}
	last := p.Runs[0]
	args := []words.Arg{words.H("run", p.link(last.Ref)), words.T("at", p.moment(last.At)), words.T("due", p.date(p.NextDue)), words.N(last.Points)}
	switch p.State {
	case Overdue:
		return p.h("source.finding.overdue", args...)
	case Failed:
		return p.h("source.finding.failed", args...)
	case Partial:
		return p.h("source.finding.partial", args...)
	case Repeated:
		return p.h("source.finding.repeated", args...)
	}
	return p.h("source.finding.ok", args...)
}

// Render writes the page.
func (p Source) Render(ctx context.Context, w io.Writer) error {
	t := top{section: sectionEvidence, title: p.Name, finding: p.finding(), status: sourceStatus(p),
		crumbs: []crumb{{p.t("nav.assure"), ""}, {p.t("nav.evidence"), PathEvidence}, {first(p.Code, p.Name), ""}}, code: p.Code}
	return shell(p.Frame, t, sourceBody(p)).Render(ctx, w)
}

// due says how the next run stands against the day of the page.
func (p Source) due() string {
	switch days := int(p.AsOf.Day.Sub(p.NextDue).Hours() / 24); {
	case p.NextDue.IsZero():
		return ""
	case days > 0:
		return p.t("source.fact.late", words.N(days))
	}
	return p.Schedule
}

// objectives counts those that the measures of the source count for.
func (p Source) objectives() int {
	seen := map[Ref]bool{}
	for _, m := range p.Measures {
		for _, r := range m.CountsFor {
			seen[r] = true
		}
	}
	return len(seen)
}

func first(texts ...string) string {
	for _, t := range texts {
		if t != "" {
			return t
		}
	}
	return ""
}
