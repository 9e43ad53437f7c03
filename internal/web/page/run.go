package page

import (
	"cmp"
	"context"
	"html/template"
	"io"
	"slices"
	"strings"
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
	Recorded int    // values that it recorded
	Items    int    // things that the file lists: rows, results, findings
	Before   RunBefore
	Values   []RunValue // those that feed measures first
	Warnings []Warning
	Failure  string // why nothing was read; empty: it was
}

// RunBefore is the run of the same source before; an empty Name: there is none.
type RunBefore struct {
	Ref
	At    time.Time
	Items int
	Gone  []string // values that it told of the whole file, and this one does not
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
	Name      string // name in the source
	Measure   Ref    // the measure it feeds; the zero value: none
	Of        string // the unit that it is of; empty: the file as a whole
	From, To  time.Time
	Value     Figure
	Was       Figure // the last one that the run before brought; no value: none
	Sample    *int64
	Missing   string // why there is no value; empty with a value
	Warning   string // what is odd about it; empty: nothing
	Point     Ref    // the point it became; an empty Path: none
	CountsFor []Ref  // the objectives that the measure counts for
}

// Warning is one remark of the reader of the file.
type Warning struct {
	Place string // as in "line 14, column 3"; empty: the whole file
	Text  string
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
		return sentence(p.h("run.finding.partial", source, at, words.N(p.Recorded), words.T("empty", p.num().Count(int64(p.empties())))), p.against())
	}
	if p.Recorded == 0 {
		return p.h("run.finding.none", source, at)
	}
	return sentence(p.h("run.finding.ok", source, at, words.N(p.Recorded)), p.against())
}

// against says what differs from the run before, among the values that feed measures.
func (p Run) against() template.HTML {
	if p.Before.Name == "" {
		return p.h("run.finding.first")
	}
	before, at := words.H("before", p.link(p.Before.Ref)), words.T("at", p.date(p.Before.At))
	compared, changed := 0, 0
	for _, v := range p.Values {
		if v.Measure.Name != "" && v.Value.known() && v.Was.known() {
			compared++
			if v.changed() {
				changed++
			}
		}
	}
	switch {
	case compared == 0:
		return p.h("run.finding.uncompared", before, at)
	case changed == 0:
		return p.h("run.finding.same", before, at, words.N(compared))
	case compared == 1:
		return p.h("run.finding.changed-only", before, at)
	}
	return p.h("run.finding.changed", before, at, words.N(changed), words.T("total", p.num().Count(int64(compared))))
}

// changed tells whether the value reads otherwise than that of the run before.
func (v RunValue) changed() bool {
	return v.Value.known() && v.Was.known() && format.Style{}.Quantity(*v.Value.Value, v.Value.Unit) != format.Style{}.Quantity(*v.Was.Value, v.Was.Unit)
}

// feeding is how many of the values feed a measure.
func (p Run) feeding() int {
	return p.listed(func(v RunValue) bool { return v.Measure.Name != "" })
}

// listed is how many values the page lists, of those that are asked for: one that feeds several measures is one.
func (p Run) listed(of func(RunValue) bool) int {
	type one struct {
		name, unit string
		at         time.Time
	}
	seen := map[one]bool{}
	for _, v := range p.Values {
		if v.Value.known() && of(v) {
			seen[one{v.Name, v.Of, v.To}] = true
		}
	}
	return len(seen)
}

// unlisted is how many values were recorded that the page does not list: of units that no measure reads, or further back.
func (p Run) unlisted() int {
	return max(0, p.Recorded-p.listed(func(RunValue) bool { return true }))
}

// refs gives each page that some values lead to, once, by code.
func (p Run) refs(of func(RunValue) []Ref) []Ref {
	var out []Ref
	for _, v := range p.Values {
		for _, r := range of(v) {
			if r.Name != "" && !slices.Contains(out, r) {
				out = append(out, r)
			}
		}
	}
	slices.SortFunc(out, func(a, b Ref) int { return cmp.Or(len(a.Code)-len(b.Code), strings.Compare(a.Code, b.Code)) })
	return out
}

func (p Run) measures() []Ref { return p.refs(func(v RunValue) []Ref { return []Ref{v.Measure} }) }

func (p Run) objectives() []Ref { return p.refs(func(v RunValue) []Ref { return v.CountsFor }) }

// mostChained is how many measures or objectives one step of the way names.
const mostChained = 6

// items says how many things the file lists, and how many that of the run before did.
func (p Run) items() string {
	now := words.T("now", p.num().Count(int64(p.Items)))
	if p.Before.Name == "" || p.Before.Items == p.Items {
		return p.t("run.items-now", now)
	}
	return p.t("run.items-then", now, words.T("then", p.num().Count(int64(p.Before.Items))))
}

// difference is what the value is more or less than in the run before, with a sign.
func (v RunValue) difference(f Frame) string {
	return f.moved(*v.Value.Value-*v.Was.Value, v.Value.Unit)
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
	Computed []Ref          // measures that are computed from it
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
	File       Ref    // the raw file that the run read; empty Name: none
	SHA256     string // of that file
	Evidence   []Ref  // files that show where an entered value comes from
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
