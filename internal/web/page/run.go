package page

import (
	"context"
	"html/template"
	"io"
	"time"

	"github.com/steelyard-isms/steelyard/internal/catalog/words"
	"github.com/steelyard-isms/steelyard/internal/web/format"
)

// Run is the page of one run: the bytes that came, what was read from them, and how it is recorded.
type Run struct {
	Frame
	Ref      // Name as in "Run 412"
	Source   Ref
	State    RunState
	At       time.Time // when it was recorded
	By       string    // person or machine that started it
	Format   string    // in words, as in "CSV"
	File     RawFile
	Host     string // that the file is about; empty: it names none, or several
	Entry    uint64 // journal entry; 0: nothing was recorded
	LeafHash string // hash of the entry's leaf, hexadecimal
	Values   []RunValue
	Warnings []Warning
	Failure  string // why nothing was read; empty: it was
}

// RawFile is the file that a run read.
type RawFile struct {
	Name           string
	SHA256         string // hexadecimal
	Bytes          int64
	Classification string // empty: none declared
	Path           string // address of the bytes without as_of
}

// RunValue is one value that a run read.
type RunValue struct {
	Name     string // name in the source
	Measure  Ref    // the measure it feeds; the zero value: none
	From, To time.Time
	Value    Figure
	Sample   *int64
	Missing  string // why there is no value; empty with a value
	Warning  string // what is odd about it; empty: nothing
	Point    Ref    // the point it became; an empty Path: none
}

// Warning is one remark of the reader of the file.
type Warning struct {
	Place string // as in "line 14, column 3"; empty: the whole file
	Text  string
}

func (p Run) points() int {
	n := 0
	for _, v := range p.Values {
		if v.Value.known() {
			n++
		}
	}
	return n
}

func (p Run) empties() int {
	n := 0
	for _, v := range p.Values {
		if !v.Value.known() {
			n++
		}
	}
	return n
}

func (p Run) finding() template.HTML {
	source := words.H("source", p.link(p.Source))
	at := words.T("at", p.moment(p.At))
	switch {
	case p.Failure != "":
		return p.h("run.finding.failed", source, at, words.T("failure", p.Failure))
	case p.State == Repeated:
		return p.h("run.finding.repeated", source, at)
	case p.empties() > 0:
		return p.h("run.finding.partial", source, at, words.N(p.points()), words.T("empty", format.Count(int64(p.empties()))))
	}
	return p.h("run.finding.ok", source, at, words.N(p.points()))
}

// Render writes the page.
func (p Run) Render(ctx context.Context, w io.Writer) error {
	t := top{section: sectionEvidence, title: p.Name, finding: p.finding(), status: runStatus(p),
		crumbs: []crumb{{p.t("nav.assure"), ""}, {p.t("nav.evidence"), PathEvidence}, {p.Source.Name, p.Source.Path}, {p.Name, ""}}}
	return shell(p.Frame, t, runBody(p)).Render(ctx, w)
}

// Point is the page of one value: every version that was recorded of it.
type Point struct {
	Frame
	Measure  Ref
	From, To time.Time
	Unit     string
	Versions []PointVersion // newest first; never empty
	Feeds    []Ref          // what counts this value
}

// PointVersion is one recorded version of a value.
type PointVersion struct {
	Value      *float64 // nil: recorded as empty; Missing says why
	Missing    string
	Sample     *int64
	RecordedAt time.Time
	Entry      uint64 // journal entry of the batch
	Batch      string // digest of the batch, hexadecimal; empty: none
	Run        Ref    // the run that brought it; empty Name: a person
	By         string // person or machine
	Why        string // reason of a correction; empty: none was asked
	Counts     bool   // this version counts on the day of the page
}

func (p Point) finding() template.HTML {
	measure, period := words.H("measure", p.link(p.Measure)), words.T("period", p.period(p.From, p.To))
	for _, v := range p.Versions {
		if !v.Counts {
			continue
		}
		if v.Value == nil {
			return p.h("point.finding.empty", measure, period, words.T("missing", v.Missing), words.N(len(p.Versions)))
		}
		return p.h("point.finding.value", measure, period, words.F("value", p.figure(Figure{Value: v.Value, Unit: p.Unit})), words.N(len(p.Versions)))
	}
	return p.h("point.finding.unknown", measure, period, words.T("day", p.date(p.AsOf.Day)))
}

// Render writes the page.
func (p Point) Render(ctx context.Context, w io.Writer) error {
	t := top{section: sectionMeasures, title: p.t("point.title", words.T("measure", p.Measure.Name), words.T("period", p.period(p.From, p.To))), finding: p.finding(),
		crumbs: []crumb{{p.t("nav.work"), ""}, {p.t("nav.measures"), PathMeasures}, {first(p.Measure.Code, p.Measure.Name), p.Measure.Path}, {p.period(p.From, p.To), ""}}}
	return shell(p.Frame, t, pointBody(p)).Render(ctx, w)
}
