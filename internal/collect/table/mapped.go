package table

import (
	"errors"
	"fmt"
	"io"
	"maps"
	"math"
	"slices"
	"strings"
	"time"

	"github.com/steelyard-isms/steelyard/internal/collect"
	"github.com/steelyard-isms/steelyard/internal/collect/tally"
	"github.com/steelyard-isms/steelyard/internal/fault"
	"github.com/steelyard-isms/steelyard/internal/mapping"
)

// reader reads the rows of one table by a mapping whose columns have been found.
type reader struct {
	*Table
	mapping mapping.Mapping
	missing map[string]bool
	clock   *Clock // nil: the rows have no time
	time    int    // column, or -1
	unit    int    // column, or -1
	rules   []rule
	units   map[string]string // one copy of each name
	skipped []int             // empty cells left out, by rule
	newest  time.Time
	told    time.Time // when the file was so, told beside it; zero: nobody told
	cases   bool      // some value is a duration
	latest  time.Time // of all times that the file tells, the ends of cases among them
	out     []collect.Row
}

// rule is a ValueRule with its columns found.
type rule struct {
	mapping.ValueRule
	column    int
	until     int   // of a duration; else -1
	columns   []int // of alpha
	where, of []test
}

type test struct {
	mapping.Condition
	column int
}

func fits(record []string, tests []test) bool {
	for _, t := range tests {
		if !t.Holds(strings.TrimSpace(record[t.column])) {
			return false
		}
	}
	return true
}

// mapped reads the table by a valid mapping.
func (t *Table) mapped(m mapping.Mapping, o collect.Options) (collect.Reading, error) {
	r, err := t.bind(m, o)
	if err != nil {
		return collect.Reading{}, err
	}
	whole := newGroup(r.rules)
	parts := map[string]*group{}
	for {
		record, err := t.next()
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			return collect.Reading{}, err
		}
		if record == nil {
			continue
		}
		row, err := r.row(record)
		if err != nil {
			return collect.Reading{}, err
		}
		if row == nil || t.bad > 0 {
			continue // the file is refused in the end; the rest is read for the places only
		}
		if m.Rows == mapping.Each {
			err = r.observe(row)
		} else {
			err = r.aggregate(row, whole, parts)
		}
		if err != nil {
			return collect.Reading{}, err
		}
	}
	if err := t.verdict(); err != nil {
		return collect.Reading{}, err
	}
	return r.reading(whole, parts)
}

// cells is what the mapping wants of one row.
type cells struct {
	line    int
	at      time.Time
	unit    string
	numbers []*float64 // by rule; nil where the rule has no column, the row does not fit, or the cell counts as no data
	fit     []bool     // by rule: where holds, and of as well
	whole   []bool     // by rule: of holds
	cases   []*tally.Case
	answers [][]float64
}

// row reads one row, or notes it as bad and gives nil.
func (r *reader) row(record []string) (*cells, error) {
	line := r.Source.Place(0).Line
	c := &cells{line: line, numbers: make([]*float64, len(r.rules)), fit: make([]bool, len(r.rules)), whole: make([]bool, len(r.rules)),
		cases: make([]*tally.Case, len(r.rules)), answers: make([][]float64, len(r.rules))}
	var wrong []fault.Field
	refuse := func(column int, reason, remedy string) {
		f := r.place(column)
		f.Reason, f.Remedy = reason, remedy
		wrong = append(wrong, f)
	}
	if r.clock != nil {
		var reason, remedy string
		if c.at, reason, remedy = r.clock.Read(strings.TrimSpace(record[r.time])); reason != "" {
			refuse(r.time, reason, remedy)
		}
	}
	if r.unit >= 0 {
		name := strings.TrimSpace(record[r.unit])
		if name == "" {
			refuse(r.unit, "the row names no unit", "Put the name of the unit there")
		}
		var err error
		if c.unit, err = r.intern(name, line); err != nil {
			return nil, err
		}
	}
	for i, one := range r.rules {
		c.whole[i] = fits(record, one.of)
		c.fit[i] = c.whole[i] && fits(record, one.where)
		switch {
		case !c.fit[i]:
			continue
		case one.Operation == mapping.Duration:
			c.cases[i] = r.waited(one, record, refuse)
			continue
		case one.Operation == mapping.Alpha:
			c.answers[i] = r.answered(one, record, refuse)
			continue
		case one.column < 0:
			continue
		}
		number, reason, remedy := r.cell(one, strings.TrimSpace(record[one.column]))
		if reason != "" {
			refuse(one.column, reason, remedy)
			continue
		}
		if number == nil {
			r.skipped[i]++
		}
		c.numbers[i] = number
	}
	if len(wrong) > 0 {
		r.note(wrong...)
		return nil, nil //nolint:nilnil // a bad row is noted, and gives no observation
	}
	if c.at.After(r.newest) {
		r.newest = c.at
	}
	r.latest = later(r.latest, c.at)
	return c, nil
}

// until is up to when the cases are told of, and so the time of all values where one is a duration: a case that is open has been so until then. It is the time that was told
// beside the file, behind which no case may lie; else the latest that the file tells, whichever unit it is of. Zero: no value is a duration, or there is no case.
func (r *reader) until() time.Time {
	switch {
	case !r.cases:
		return time.Time{}
	case !r.told.IsZero():
		return r.told
	}
	return r.latest
}

func later(a, b time.Time) time.Time {
	if b.After(a) {
		return b
	}
	return a
}

// waited reads when a case began and ended.
func (r *reader) waited(one rule, record []string, refuse func(column int, reason, remedy string)) *tally.Case {
	var c tally.Case
	for _, x := range []struct {
		column int
		to     *time.Time
	}{{one.column, &c.From}, {one.until, &c.Until}} {
		cell := strings.TrimSpace(record[x.column])
		if x.column == one.until && r.missing[cell] {
			continue
		}
		var reason, remedy string
		if *x.to, reason, remedy = r.clock.Read(cell); reason != "" {
			refuse(x.column, reason, remedy)
			return nil
		}
		if !r.told.IsZero() && x.to.After(r.told) {
			refuse(x.column, fmt.Sprintf("%s lies after %s, when the file is said to have been so", x.to.Format(time.RFC3339), r.told.Format(time.RFC3339)),
				"Say a later time of the file, or mend the cell")
			return nil
		}
		r.latest = later(r.latest, *x.to)
	}
	if !c.Until.IsZero() && c.Until.Before(c.From) {
		refuse(one.until, "it is before the begin of the case", "Mend one of the two times")
		return nil
	}
	return &c
}

// answered reads what somebody answered; NaN where a question was left open.
func (r *reader) answered(one rule, record []string, refuse func(column int, reason, remedy string)) []float64 {
	out := make([]float64, len(one.columns))
	for i, column := range one.columns {
		cell := strings.TrimSpace(record[column])
		if r.missing[cell] {
			out[i] = math.NaN()
			continue
		}
		n, reason, remedy := numberIn(r.mapping, cell)
		if reason != "" {
			refuse(column, reason, remedy)
			return nil
		}
		out[i] = n
	}
	return out
}

// cell reads a number; nil without a reason is an empty cell that is to be left out.
func (r *reader) cell(one rule, cell string) (number *float64, reason, remedy string) {
	if r.missing[cell] {
		switch one.Empty {
		case mapping.Skip:
			return nil, "", ""
		case mapping.Zero:
			return new(float64), "", ""
		}
		return nil, "the cell is empty where a number is expected", "Put a number there, or declare empty as \"skip\" or \"zero\" in the mapping"
	}
	n, reason, remedy := numberIn(r.mapping, cell)
	return &n, reason, remedy
}

// intern keeps one copy of each unit's name: a cell holds on to the whole row it was cut from.
func (r *reader) intern(name string, line int) (string, error) {
	if kept, ok := r.units[name]; ok {
		return kept, nil
	}
	if len(r.units) >= maxUnits {
		return "", &fault.Error{Code: fault.Limited, Message: "the file has too many units", Fields: []fault.Field{{Line: line, Path: r.mapping.UnitColumn,
			Reason: fmt.Sprintf("there are more than %d different names", maxUnits), Remedy: "See whether unit_column names the right column"}}}
	}
	kept := strings.Clone(name)
	r.units[kept] = kept
	return kept, nil
}

// observe makes an observation out of a row.
func (r *reader) observe(c *cells) error {
	row := collect.Row{Line: c.line, ObservedAt: c.at, Unit: c.unit}
	for i, number := range c.numbers {
		if number != nil {
			row.Values = append(row.Values, collect.Value{Name: r.rules[i].Name, Number: number, N: 1})
		}
	}
	if len(row.Values) == 0 {
		return nil
	}
	if len(r.out) >= maxRows {
		return &fault.Error{Code: fault.Limited, Message: "the file has too many observations", Fields: []fault.Field{{Line: c.line,
			Reason: fmt.Sprintf("there are more than %d", maxRows), Remedy: "Split the file"}}}
	}
	r.out = append(r.out, row)
	return nil
}

// aggregate takes a row into the books of the file and of its unit.
func (r *reader) aggregate(c *cells, whole *group, parts map[string]*group) error {
	if err := whole.add(c); err != nil {
		return err
	}
	if r.unit < 0 {
		return nil
	}
	part, ok := parts[c.unit]
	if !ok {
		part = newGroup(r.rules)
		parts[c.unit] = part
	}
	return part.add(c)
}

// reading closes the books.
func (r *reader) reading(whole *group, parts map[string]*group) (collect.Reading, error) {
	out := collect.Reading{ObservedAt: r.newest, Items: r.rows, Rows: r.out, Warnings: r.none()}
	for i, n := range r.skipped {
		if n > 0 {
			out.Warnings = append(out.Warnings, fault.Field{Path: r.rules[i].Column,
				Reason: fmt.Sprintf("%d of %d rows have no number there and were left out of %s", n, r.rows, r.rules[i].Name)})
		}
	}
	if r.mapping.Rows == mapping.Each {
		return out, nil
	}
	until := r.until()
	if !until.IsZero() {
		out.ObservedAt = until
	}
	whole.Until(until)
	values, unknown, err := whole.Values()
	if err != nil {
		return collect.Reading{}, err
	}
	out.Values = collect.Sorted(values)
	for _, i := range unknown {
		out.Warnings = append(out.Warnings, fault.Field{Path: r.rules[i].Name, Reason: "it is unknown: no row " + tally.Lacking(r.rules[i].Operation)})
	}
	if err := r.perUnit(&out, parts); err != nil {
		return collect.Reading{}, err
	}
	return out, nil
}

// perUnit adds one row for each unit, sorted by name, and one warning for each value that some of them lack.
func (r *reader) perUnit(out *collect.Reading, parts map[string]*group) error {
	lacks := make([]int, len(r.rules))
	for _, unit := range slices.Sorted(maps.Keys(parts)) {
		part := parts[unit]
		at := r.until()
		part.Until(at)
		values, unknown, err := part.Values()
		if err != nil {
			return err
		}
		if at.IsZero() {
			at = part.newest
		}
		out.Rows = append(out.Rows, collect.Row{ObservedAt: at, Unit: unit, Values: values})
		for _, i := range unknown {
			lacks[i]++
		}
	}
	for i, n := range lacks {
		if n > 0 {
			out.Warnings = append(out.Warnings, fault.Field{Path: r.rules[i].Name,
				Reason: fmt.Sprintf("it is unknown for %d of %d units: no row of theirs %s", n, len(parts), tally.Lacking(r.rules[i].Operation))})
		}
	}
	return nil
}
