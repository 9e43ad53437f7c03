package jsonfile

import (
	"context"
	"errors"
	"fmt"
	"time"

	"cel.dev/cel-go/common/types"
	"cel.dev/cel-go/common/types/ref"

	"github.com/steelyard-isms/steelyard/internal/collect"
	"github.com/steelyard-isms/steelyard/internal/collect/table"
	"github.com/steelyard-isms/steelyard/internal/collect/tally"
	"github.com/steelyard-isms/steelyard/internal/fault"
	"github.com/steelyard-isms/steelyard/internal/mapping"
)

// rule is a ValueRule with its expressions ready; nil where there is none.
type rule struct {
	mapping.ValueRule
	value, when, among *expression
}

// bound is a mapping with its expressions ready, and what has been read of the file.
type bound struct {
	ctx     context.Context
	mapping mapping.Mapping
	list    *expression // the rows of a document; nil: there are none
	at      *expression // the time; nil: the file does not tell
	clock   *table.Clock
	rules   []rule
	books   *tally.Books
	doc     ref.Val
	newest  time.Time
	values  int // in the document or line that is being read
	rows    int
	bad     int
	wrong   []fault.Field
	skipped []int
	spent   uint64
	names   map[string]ref.Val // one copy of each name, of which documents repeat the same few
}

// bind prepares the expressions, and names everything that is wrong with them.
func bind(ctx context.Context, m mapping.Mapping, o collect.Options) (*bound, error) {
	b := &bound{ctx: ctx, mapping: m, skipped: make([]int, len(m.Values)), names: map[string]ref.Val{}}
	doc, row := m.Rows != mapping.Lines, m.Rows != ""
	var wrong []fault.Field
	prepare := func(path, text string, row bool) *expression {
		if text == "" {
			return nil
		}
		e, bad := compile(path, text, doc, row)
		wrong = append(wrong, bad...)
		return e
	}
	if row && doc {
		b.list = prepare("rows", string(m.Rows), false)
	}
	if m.Time != nil {
		var err error
		if b.clock, err = table.ClockOf(*m.Time, o.Location()); err != nil {
			return nil, err
		}
		b.at = prepare("time.expression", m.Time.Expression, row)
	}
	var rules []tally.Rule
	for i, v := range m.Values {
		path := fmt.Sprintf("values[%d].", i)
		b.rules = append(b.rules, rule{ValueRule: v, value: prepare(path+"expression", v.Expression, row), when: prepare(path+"when", v.When, row), among: prepare(path+"among", v.Among, row)})
		rules = append(rules, tally.Rule{Name: v.Name, Operation: v.Operation, Place: path + "expression"})
	}
	b.books = tally.New(rules)
	return b, fault.InvalidFields("the mapping is not valid", wrong)
}

func (b *bound) text(s string) ref.Val { return types.String(s) }

const maxNames = 10_000

func (b *bound) name(s string) ref.Val {
	if kept, ok := b.names[s]; ok {
		return kept
	}
	if len(b.names) >= maxNames {
		return types.String(s)
	}
	kept := types.String(s)
	b.names[s] = kept
	return kept
}

// alone tells whether a rule is about the document and no row.
func (r rule) alone() bool {
	return r.Operation == mapping.TheValue && r.value != nil && !r.value.perRow && (r.when == nil || !r.when.perRow)
}

// whole computes what speaks of the document alone.
func (b *bound) whole() error {
	v := &variables{doc: b.doc}
	var wrong []fault.Field
	if b.at != nil && !b.at.perRow {
		bad, err := b.see(v)
		if err != nil {
			return err
		}
		wrong = append(wrong, bad...)
	}
	for i, r := range b.rules {
		if !r.alone() {
			continue
		}
		thing, bad, err := b.thing(i, v)
		if err != nil {
			return err
		}
		if wrong = append(wrong, bad...); len(bad) == 0 {
			if err := b.books.Add(i, thing); err != nil {
				return err
			}
		}
	}
	return fault.InvalidFields("the mapping does not fit the file", wrong)
}

// elements gives the rows of the document.
func (b *bound) elements() ([]ref.Val, error) {
	out, bad, err := b.list.eval(b.ctx, &variables{doc: b.doc}, &b.spent)
	if bad != nil {
		return nil, fault.InvalidField("the mapping does not fit the file", *bad)
	}
	if err != nil {
		return nil, err
	}
	list, ok := elements(out)
	if !ok {
		return nil, fault.InvalidField("the mapping does not fit the file", fault.Field{Path: "rows",
			Reason: fmt.Sprintf("it does not give a list of at most %d rows", maxRows), Remedy: "Name a list, such as doc.findings"})
	}
	return list, nil
}

// row takes one row. Its place is for messages.
func (b *bound) row(row ref.Val, place fault.Field) error {
	b.rows++
	v := &variables{doc: b.doc, row: row}
	var wrong []fault.Field
	if b.at != nil && b.at.perRow {
		bad, err := b.see(v)
		if err != nil {
			return err
		}
		wrong = append(wrong, bad...)
	}
	things := make([]tally.Thing, len(b.rules))
	for i, r := range b.rules {
		if r.alone() {
			continue
		}
		thing, bad, err := b.thing(i, v)
		if err != nil {
			return err
		}
		thing.Line = place.Line
		things[i] = thing
		wrong = append(wrong, bad...)
	}
	if len(wrong) > 0 {
		b.note(wrong, place)
	}
	if b.bad > 0 {
		return nil // the file is refused in the end; the rest is read for the places only
	}
	for i, r := range b.rules {
		if !r.alone() {
			if err := b.books.Add(i, things[i]); err != nil {
				return err
			}
		}
	}
	return nil
}

// note takes down a bad row.
func (b *bound) note(wrong []fault.Field, place fault.Field) {
	if b.bad++; b.bad > namedRows {
		return
	}
	for _, f := range wrong {
		f.Line = place.Line
		if place.Path != "" {
			f.Path = place.Path + ": " + f.Path
		}
		b.wrong = append(b.wrong, f)
	}
}

// see takes the time of a row, or of the document.
func (b *bound) see(v *variables) ([]fault.Field, error) {
	out, bad, err := b.at.eval(b.ctx, v, &b.spent)
	if bad != nil {
		return []fault.Field{*bad}, nil
	}
	if err != nil {
		return nil, err
	}
	if t, ok := out.(types.Timestamp); ok {
		b.dated(t.UTC())
		return nil, nil
	}
	text, ok := said(out)
	if !ok {
		return []fault.Field{{Path: b.at.path, Reason: "it gives neither a text nor a number", Remedy: "Give the time as the file writes it"}}, nil
	}
	at, reason, remedy := b.clock.Read(text)
	if reason != "" {
		return []fault.Field{{Path: b.at.path, Reason: reason, Remedy: remedy}}, nil
	}
	b.dated(at)
	return nil, nil
}

func (b *bound) dated(at time.Time) {
	if at.After(b.newest) {
		b.newest = at
	}
}

// holds computes a condition; without one it holds.
func (b *bound) holds(e *expression, v *variables) (bool, *fault.Field, error) {
	if e == nil {
		return true, nil, nil
	}
	out, bad, err := e.eval(b.ctx, v, &b.spent)
	if bad != nil {
		return false, bad, nil
	}
	if err != nil {
		return false, nil, err
	}
	yes, ok := out.(types.Bool)
	if !ok {
		return false, &fault.Field{Path: e.path, Reason: "it is neither true nor false", Remedy: "Compare it with something, as in row.severity == 'HIGH'"}, nil
	}
	return bool(yes), nil, nil
}

// thing computes what a row, or the document, says for a rule.
func (b *bound) thing(i int, v *variables) (tally.Thing, []fault.Field, error) {
	r := b.rules[i]
	whole, bad, err := b.holds(r.among, v)
	if bad != nil || err != nil {
		return tally.Thing{}, fields(bad), err
	}
	thing := tally.Thing{Whole: whole}
	if !whole {
		return thing, nil, nil
	}
	if thing.Fits, bad, err = b.holds(r.when, v); bad != nil || err != nil || !thing.Fits || r.value == nil {
		return thing, fields(bad), err
	}
	out, bad, err := r.value.eval(b.ctx, v, &b.spent)
	switch {
	case errors.Is(err, errNone) && r.Empty == mapping.Skip:
		b.skipped[i]++
		return thing, nil, nil
	case errors.Is(err, errNone) && r.Empty == mapping.Zero && r.Operation != mapping.Distinct:
		thing.Number = new(float64)
		return thing, nil, nil
	case bad != nil:
		return thing, fields(bad), nil
	case err != nil:
		return thing, nil, err
	}
	if r.Operation == mapping.Distinct {
		text, ok := said(out)
		if !ok {
			return thing, []fault.Field{{Path: r.value.path, Reason: "it gives neither a text nor a number", Remedy: "Name a value that tells rows apart"}}, nil
		}
		thing.Text, thing.Number = text, new(float64)
		return thing, nil, nil
	}
	n, ok := number(out)
	if !ok {
		reason := "it does not give a finite number"
		if text, is := out.(types.String); is {
			reason = fmt.Sprintf("%q is a text, not a number", collect.Short(string(text)))
		}
		return thing, []fault.Field{{Path: r.value.path, Reason: reason, Remedy: "Write double(…) around a text that holds a number"}}, nil
	}
	thing.Number = &n
	return thing, nil, nil
}

func fields(f *fault.Field) []fault.Field {
	if f == nil {
		return nil
	}
	return []fault.Field{*f}
}

// reading closes the books.
func (b *bound) reading() (collect.Reading, error) {
	if b.bad > 0 {
		message := fmt.Sprintf("%d of %d rows are wrong, so the file is refused", b.bad, b.rows)
		if b.bad > namedRows {
			message += fmt.Sprintf("; the first %d follow", namedRows)
		}
		return collect.Reading{}, fault.InvalidFields(message, b.wrong)
	}
	out := collect.Reading{ObservedAt: b.newest, Items: b.rows}
	if b.mapping.Rows == "" {
		out.Items = 1
	}
	for i, n := range b.skipped {
		if n > 0 {
			out.Warnings = append(out.Warnings, fault.Field{Path: b.rules[i].Name, Reason: fmt.Sprintf("%d of %d rows have no value there and were left out", n, out.Items)})
		}
	}
	values, unknown, err := b.books.Values()
	if err != nil {
		return collect.Reading{}, err
	}
	for _, i := range unknown {
		out.Warnings = append(out.Warnings, fault.Field{Path: b.rules[i].Name, Reason: "it is unknown: no row " + tally.Lacking(b.rules[i].Operation)})
	}
	if b.mapping.Rows != "" && b.rows == 0 {
		out.Warnings = append(out.Warnings, fault.Field{Path: "rows", Reason: "the list is empty", Remedy: "See whether there was nothing to export, or the export failed"})
	}
	out.Values = collect.Sorted(values)
	return out, nil
}
