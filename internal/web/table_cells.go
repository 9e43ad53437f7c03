package web

import (
	"strings"

	"github.com/steelyard-isms/steelyard/internal/civil"
	"github.com/steelyard-isms/steelyard/internal/query"
	"github.com/steelyard-isms/steelyard/internal/record"
	"github.com/steelyard-isms/steelyard/internal/web/form"
	"github.com/steelyard-isms/steelyard/internal/web/page"
)

// columnOf is a column as pages name it.
func columnOf(k *record.Kind, c query.Column) page.Column {
	out := page.Column{Kind: k.Name, Name: c.Name, Kernel: c.Kernel(), Plain: c.Plain()}
	if !c.Kernel() {
		out.Field = strings.TrimPrefix(c.Name, form.Root+".")
	}
	out.Figure = c.Form == record.NumberForm || c.Form == record.IntegerForm || c.Name == "recorded_at"
	return out
}

// cells tells what a record says in some columns: of a value that holds from a day on, what is in force.
func (t *table) cells(r *record.Record, columns []query.Column) []page.Saying {
	out := make([]page.Saying, len(columns))
	var inputs []form.Input
	for i, c := range columns {
		if c.Kernel() {
			out[i] = t.kernelCell(r, c)
			continue
		}
		if inputs == nil {
			inputs = form.ShowSome(t.kind, t.specOf(r), t.look, shownFields(columns))
		}
		if in, ok := inputAt(inputs, strings.TrimPrefix(c.Name, form.Root+"."), civil.OfTime(t.At)); ok && in.Filled() {
			out[i].Said, out[i].Has = t.told(t.kind.Name, in), true
		}
	}
	return out
}

// shownFields gives the fields of the kind that columns show, or show a part of.
func shownFields(columns []query.Column) []string {
	var out []string
	for _, c := range columns {
		if field, ok := strings.CutPrefix(c.Name, form.Root+"."); ok && !c.Kernel() {
			field, _, _ = strings.Cut(field, ".")
			out = append(out, field)
		}
	}
	return out
}

func (t *table) kernelCell(r *record.Record, c query.Column) page.Saying {
	cell := page.Saying{Column: c.Name, Said: page.Said{Kind: t.kind.Name, Field: c.Name, Control: form.Line, Text: c.Text(r)}}
	switch c.Name {
	case "title":
		cell.Said.Text = t.refTo(r).Name
	case "recorded_at":
		cell.At = r.RecordedAt
	}
	cell.Has = cell.Said.Text != ""
	return cell
}

// inputAt finds what is said of a field, by its path within the kind.
func inputAt(inputs []form.Input, field string, day civil.Date) (form.Input, bool) {
	for _, in := range inputs {
		if in.Control == form.Dated {
			in = inForce(in, day)
		}
		if in.Field == field {
			return in, true
		}
		if strings.HasPrefix(field, in.Field+".") {
			return inputAt(in.Inputs, field, day)
		}
	}
	return form.Input{}, false
}

// inForce is what a value that holds from a day on says on a day, as a group of its parts.
func inForce(in form.Input, day civil.Date) form.Input {
	for _, e := range in.Entries {
		n := len(e.Inputs)
		if n < 2 || e.Inputs[0].Value > day.String() { // days in the form of ISO 8601 are in the order of their texts
			continue
		}
		in.Inputs = e.Inputs[1 : n-1] // between the day and the reason
	}
	in.Control, in.Entries = form.Group, nil
	return in
}
