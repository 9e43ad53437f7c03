package jsonfile

import (
	"context"
	"fmt"
	"time"

	"cel.dev/cel-go/common/types"
	"cel.dev/cel-go/common/types/ref"

	"github.com/steelyard-isms/steelyard/internal/collect"
	"github.com/steelyard-isms/steelyard/internal/collect/table"
	"github.com/steelyard-isms/steelyard/internal/collect/tally"
	"github.com/steelyard-isms/steelyard/internal/expression"
	"github.com/steelyard-isms/steelyard/internal/fault"
	"github.com/steelyard-isms/steelyard/internal/mapping"
)

// rule is a ValueRule with its expressions ready; nil where there is none.
type rule struct {
	mapping.ValueRule
	value, when, among *program
}

// bound is a mapping with its expressions ready, and what has been read of the file.
type bound struct {
	ctx     context.Context
	mapping mapping.Mapping
	list    *program // the rows of a document; nil: there are none
	at      *program // the time; nil: the file does not tell
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
	over := m.Over()
	var wrong []fault.Field
	prepare := func(path, text string, over expression.Over, gives expression.Gives) *program {
		if text == "" {
			return nil
		}
		p, bad := compile(path, text, over, gives)
		wrong = append(wrong, bad...)
		return p
	}
	if over.Row && over.Doc {
		b.list = prepare("rows", string(m.Rows), expression.Over{Doc: true}, expression.List)
	}
	if m.Time != nil {
		var err error
		if b.clock, err = table.ClockOf(*m.Time, o.Location()); err != nil {
			return nil, err
		}
		b.at = prepare("time.expression", m.Time.Expression, over, expression.Time)
	}
	var rules []tally.Rule
	for i, v := range m.Values {
		path := fmt.Sprintf("values[%d].", i)
		gives := expression.Number
		if v.Operation == mapping.Distinct {
			gives = expression.Label
		}
		b.rules = append(b.rules, rule{ValueRule: v, value: prepare(path+"expression", v.Expression, over, gives),
			when: prepare(path+"when", v.When, over, expression.Condition), among: prepare(path+"among", v.Among, over, expression.Condition)})
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
