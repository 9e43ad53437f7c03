package page

import (
	"html/template"
	"strconv"
	"time"

	"github.com/steelyard-isms/steelyard/internal/catalog/words"
)

// ViewPeriods asks the form for values for measures by periods.
const ViewPeriods = "periods"

// ValueGrid is measures by reporting periods: what is recorded, and inputs for what is not.
type ValueGrid struct {
	List
	Groups []GridGroup
}

// GridGroup is the measures that have the same reporting periods.
type GridGroup struct {
	Length  string // day, week, month, quarter or year
	Zone    string // in which days begin; empty: UTC
	Columns []GridColumn
	Rows    []GridRow
}

// GridColumn is one period.
type GridColumn struct {
	Name     string // as programs name it
	Length   string
	From, To time.Time // first and last day
	Open     bool      // it has not ended
	Plain    bool      // its year begins in January
}

// GridRow is one measure.
type GridRow struct {
	Ref
	Of      string // the unit that it belongs to
	Unit    string // of measure; empty: none
	Sampled bool   // the number of cases is asked for
	Cells   []GridCell
}

// GridCell is one measure in one period.
type GridCell struct {
	Name                string // of its inputs
	Recorded            Figure // the last value in it; none: nothing is recorded
	At                  time.Time
	Values              int // days of the period that have one
	Band                Band
	Due                 bool // it has ended, and its value is not there yet
	Input, Sample, Note string
	Wrong               Wrong
}

// NeedsNote tells whether a value has to say why.
func (e EnteredValue) NeedsNote() bool { return e.Odd || e.Corrects.known() || e.Closed.Code != "" }

// missing says why a value has to say why.
func (e EnteredValue) missing(f Frame) string {
	if e.Odd {
		return f.t("values.note-missing")
	}
	if !e.Corrects.known() {
		return f.t("values.why-closed")
	}
	return f.t("values.why-corrected")
}

// PeriodName is what pages call the time from one day to another.
func (f Frame) PeriodName(first, last time.Time) string { return f.period(first, last) }

// label is what a column is called.
func (c GridColumn) label(f Frame) string {
	if c.Length == "year" || !c.Plain {
		return c.Name // of a year that begins in another month only the calendar's own name says which it is
	}
	return f.period(c.From, c.To)
}

// gridFinding says how many values are due.
func (p Values) gridFinding() template.HTML {
	due, measures := 0, 0
	for _, g := range p.Grid.Groups {
		for _, r := range g.Rows {
			measures++
			for _, c := range r.Cells {
				if c.Due {
					due++
				}
			}
		}
	}
	switch {
	case measures == 0 && p.Grid.Query != "":
		return p.h("values.finding.grid-none")
	case measures == 0:
		return p.h("values.finding.none")
	case due == 0:
		return p.h("values.finding.grid-whole", words.N(p.Grid.Total))
	}
	return p.h("values.finding.grid-due", words.N(due))
}

// corrections is how many of the values take the place of what is recorded.
func (p Values) corrections() int {
	n := 0
	for _, e := range p.Entered {
		if e.Corrects.known() {
			n++
		}
	}
	return n
}

// closed is how many of the values are of a closed period.
func (p Values) closed() int {
	n := 0
	for _, e := range p.Entered {
		if e.Closed.Code != "" {
			n++
		}
	}
	return n
}

// byPeriod is the address of the grid.
func byPeriod() string { return PathValues + "?" + ParamView + "=" + ViewPeriods }

// lengthWords are what the tables of the grid are called.
var lengthWords = map[string]words.Key{"day": "values.by.day", "week": "values.by.week", "month": "values.by.month", "quarter": "values.by.quarter", "year": "values.by.year"}

// cell is what a cell of the grid is called, by its name.
func (p Values) cell(name string) (string, bool) {
	if p.Grid == nil {
		return "", false
	}
	for _, g := range p.Grid.Groups {
		for _, r := range g.Rows {
			for i, c := range r.Cells {
				if c.Name == name {
					return p.t("values.value-in", words.T("measure", r.Code), words.T("period", g.Columns[i].label(p.Frame))), true
				}
			}
		}
	}
	return "", false
}

// key tells the reasons of values apart in the form.
func (e EnteredValue) key(i int) string {
	if e.Cell != "" {
		return e.Cell
	}
	return strconv.Itoa(i)
}
