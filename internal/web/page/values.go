package page

import (
	"context"
	"html/template"
	"io"
	"strconv"
	"strings"
	"time"

	"github.com/steelyard-isms/steelyard/internal/catalog/words"
)

// Values is the form for values that people enter: measure by measure, or as a table that is pasted.
type Values struct {
	Frame
	Rows    []ValueRow // measures whose values the reader may enter, by code
	More    int        // how many more there are: their values can be pasted
	Paste   string
	Wrong   []Wrong // Path is the line of what was pasted, or the code of a measure
	Nothing bool    // it was sent empty
	// Entered is what was entered, with where each value falls: then it is shown in place of the form. nil: the form.
	Entered     []EnteredValue
	NoteMissing bool           // an odd value has no reason
	Evidence    []EvidenceFile // that were attached
	Grid        *ValueGrid     // measures by periods, in place of Rows; nil: measure by measure
}

// EvidenceFile is a file that shows where values come from, before they are saved.
type EvidenceFile struct {
	Text string // as the form sends it again
	Name string
	Path string // of its page
}

// ValueRow is one measure in the form.
type ValueRow struct {
	Ref
	Now     Figure
	NowAt   time.Time
	Data    Data
	Limits  []Limit
	Day     string    // that the next value is of, as 2026-09-30; empty: it has not come
	Runs    time.Time // the last day of the period that runs, where the next value is of it
	Value   string    // as entered
	Sample  string
	Sampled bool // the number of cases is asked for
}

// EnteredValue is one value that was entered.
type EnteredValue struct {
	Ref
	Day         time.Time
	Text        string // as entered
	Value       Figure
	Sample      *int64
	Note        string
	Before      Figure // the last value
	Now         Score  // of the last value
	Score       Score  // that this value has; empty where there is no scale
	Odd         bool   // it lies outside of what chance explains
	Low, High   Figure // of that
	NoteMissing bool
	Cell        string // of the grid; empty: it was entered otherwise
	Period      string // in words
	Corrects    Figure // what is recorded, and this takes the place of; none: nothing is
	Beside      int    // other values of that day, which stay
	Closed      Ref    // the closed period that it is of; without a code: none
}

// Render writes the page.
func (p Values) Render(ctx context.Context, w io.Writer) error {
	t := top{section: sectionMeasures, title: p.t("values.title"), crumbs: []crumb{{p.t("nav.measures"), PathMeasures}, {p.t("values.title"), ""}}, finding: p.finding(), error: len(p.Wrong) > 0 || p.Nothing || p.NoteMissing}
	if p.Entered != nil {
		return shell(p.Frame, t, enteredBody(p)).Render(ctx, w)
	}
	if p.Grid != nil {
		return shell(p.Frame, t, gridBody(p)).Render(ctx, w)
	}
	return shell(p.Frame, t, valuesBody(p)).Render(ctx, w)
}

// draft tells what is typed into the form from what is typed into others, and by others at the same desk.
func (p Values) draft() string {
	who, list := "", ""
	if p.Person != nil {
		who = p.Person.Name
	}
	if p.Grid != nil {
		list = p.Grid.Query + " " + strconv.Itoa(p.Grid.Page)
	} else if len(p.Rows) == 1 {
		list = p.Rows[0].Code
	}
	return strings.TrimSpace("values " + who + " " + list)
}

// finding says how many values can be entered, and for how many it is time; or what was entered.
func (p Values) finding() template.HTML {
	if p.Entered != nil {
		odd := 0
		for _, e := range p.Entered {
			if e.Odd {
				odd++
			}
		}
		out := []template.HTML{p.h("values.finding.entered", words.N(len(p.Entered)))}
		if n := p.corrections(); n > 0 {
			out = append(out, p.h("values.finding.corrects", words.N(n)))
		}
		if n := p.closed(); n > 0 {
			out = append(out, p.h("values.finding.closed", words.N(n)))
		}
		if odd > 0 {
			out = append(out, p.h("values.finding.odd", words.N(odd)))
		}
		return sentence(out...)
	}
	if p.Grid != nil {
		return p.gridFinding()
	}
	if len(p.Rows) == 0 {
		return p.h("values.finding.none")
	}
	due := 0
	for _, r := range p.Rows {
		if r.Data != Known {
			due++
		}
	}
	all := p.h("values.finding.all", words.N(len(p.Rows)+p.More))
	if due > 0 {
		return sentence(all, p.h("values.finding.due", words.N(due)))
	}
	return all
}

// line is what was entered as a line of the table.
func (e EnteredValue) line() string {
	day, sample := "", ""
	if !e.Day.IsZero() {
		day = e.Day.UTC().Format(time.DateOnly)
	}
	if e.Sample != nil {
		sample = strconv.FormatInt(*e.Sample, 10)
	}
	return e.Code + "\t" + day + "\t" + e.Text + "\t" + sample + "\t" + e.Note
}

func (p Values) lines() string {
	out := ""
	for _, e := range p.Entered {
		if e.Cell == "" {
			out += e.line() + "\n"
		}
	}
	return out
}

func (p Values) wrongIn(code string) string {
	for _, w := range p.Wrong {
		if w.Path == code {
			return w.said(p.Frame)
		}
	}
	return ""
}

// place is where something wrong was entered.
func (p Values) place(w Wrong) string {
	for _, r := range p.Rows {
		if r.Code == w.Path {
			return r.Code
		}
	}
	if place, ok := p.cell(w.Path); ok {
		return place
	}
	if strings.HasPrefix(w.Path, "evidence") {
		return p.t("values.evidence-files")
	}
	return p.t("values.line", words.T("n", w.Path))
}

// anchor is the input at which something is wrong.
func (p Values) anchor(w Wrong) string {
	for _, r := range p.Rows {
		if r.Code == w.Path {
			return "#value-" + r.Code
		}
	}
	if _, ok := p.cell(w.Path); ok {
		return "#v-" + w.Path
	}
	return "#paste"
}
