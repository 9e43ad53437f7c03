// Package query chooses, orders and names what is asked of the records of one kind: filters in the Common Expression
// Language, orders, and columns. It reads values where they lie and encodes nothing. It decides no right: whoever asks
// gives it only records that may be seen, and a reader that names references as they may be named.
package query

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/steelyard-isms/steelyard/internal/fault"
	"github.com/steelyard-isms/steelyard/internal/record"
)

// Column is one value of each record of a kind: one that the kernel keeps of all records, or a field of the spec.
type Column struct {
	Name string // as it is written: title, spec.weight, spec.scale.knots.red
	spec []int  // indexes of fields from the spec on; empty for the kernel's
	// Field is the mechanics of the field; nil for the kernel's columns.
	Field *record.Field
	Form  record.Form
	Help  string // what the kernel's column says
}

// the kernel's columns, in the order in which they are written
var kernel = []Column{
	{Name: "uid", Form: record.TextForm, Help: "Identifier that never changes."},
	{Name: "kind", Form: record.TextForm, Help: "The kind."},
	{Name: "name", Form: record.TextForm, Help: "Unique among the records of the kind."},
	{Name: "code", Form: record.TextForm, Help: "Short and stable."},
	{Name: "title", Form: record.TextForm, Help: "What people read."},
	{Name: "state", Form: record.TextForm, Help: "State in the lifecycle; empty where the kind has none."},
	{Name: "revision", Form: record.IntegerForm, Help: "Counted from 1."},
	{Name: "seq", Form: record.IntegerForm, Help: "Journal entry of the revision."},
	{Name: "recorded_at", Form: record.TextForm, Help: "When it was recorded."},
	{Name: "retired", Form: record.YesNoForm, Help: "No longer in use."},
}

// Columns lists the columns of a kind: the kernel's, then the fields of the spec in their order. A group of fields gives a
// column for each; lists, tables and dated values are one each.
func Columns(k *record.Kind) []Column {
	out := append([]Column(nil), kernel...)
	return appendFields(out, k.Fields, "spec", nil)
}

func appendFields(out []Column, fields []record.Field, path string, at []int) []Column {
	for i := range fields {
		f, here := &fields[i], append(slices.Clone(at), i)
		if flat(f) {
			out = appendFields(out, f.Fields, path+"."+f.Name, here)
			continue
		}
		out = append(out, Column{Name: path + "." + f.Name, spec: here, Field: f, Form: f.Form()})
	}
	return out
}

// flat tells whether a field is shown by the fields in it.
func flat(f *record.Field) bool { return f.Form() == record.GroupForm && len(f.Fields) > 0 && !f.Dated }

// find gives the column of a name. A group within a dated value has columns too: they are those in force. Error: the
// fault without its path.
func find(k *record.Kind, name string) (Column, *fault.Field) {
	for _, c := range kernel {
		if c.Name == name {
			return c, nil
		}
	}
	path, ok := strings.CutPrefix(name, "spec.")
	if !ok {
		return Column{}, &fault.Field{Reason: fmt.Sprintf("%q is not a field", record.Clip(name)), Remedy: "Use " + kernelNames() + ", or spec. with a field of the kind"}
	}
	c, fields := Column{Name: name}, k.Fields
	for part := range strings.SplitSeq(path, ".") {
		i := index(fields, part)
		if i < 0 {
			return Column{}, &fault.Field{Reason: fmt.Sprintf("%q is not a field of a %s", record.Clip(name), k.Name), Remedy: "Use one of " + names(fields)}
		}
		c.Field, c.Form = &fields[i], fields[i].Form()
		c.spec, fields = append(c.spec, i), nil
		if c.Form == record.GroupForm {
			fields = c.Field.Fields
		}
	}
	return c, nil
}

func kernelNames() string {
	out := make([]string, len(kernel))
	for i, c := range kernel {
		out[i] = c.Name
	}
	return strings.Join(out, ", ")
}

func names(fields []record.Field) string {
	if len(fields) == 0 {
		return "the field itself: it has none within"
	}
	out := make([]string, len(fields))
	for i, f := range fields {
		out[i] = f.Name
	}
	return strings.Join(out, ", ")
}

func index(fields []record.Field, name string) int {
	for i := range fields {
		if fields[i].Name == name {
			return i
		}
	}
	return -1
}

// Kernel tells whether the column is one that the kernel keeps of every record.
func (c Column) Kernel() bool { return len(c.spec) == 0 }

// Value gives the value of a spec's column.
func (c Column) Value(in *record.Reader, r *record.Record) record.Value {
	g := in.Spec(r)
	for _, i := range c.spec[:len(c.spec)-1] {
		g = g.Value(i).Group()
	}
	return g.Value(c.spec[len(c.spec)-1])
}

// Text gives the value of one of the kernel's columns as text.
func (c Column) Text(r *record.Record) string {
	switch c.Name {
	case "uid":
		return string(r.UID)
	case "kind":
		return r.Kind
	case "name":
		return r.Name
	case "code":
		return r.Code
	case "title":
		return r.Title
	case "state":
		return r.State
	case "revision":
		return strconv.FormatInt(r.Revision, 10)
	case "seq":
		return strconv.FormatInt(r.Seq, 10)
	case "recorded_at":
		return r.RecordedAt.UTC().Format(time.RFC3339Nano)
	case "retired":
		return strconv.FormatBool(r.Retired)
	}
	return ""
}

// Key gives the value of a column by which records are grouped, as it is written; false where there is none. Groups, lists and tables have
// none.
func (c Column) Key(in *record.Reader, r *record.Record) (string, bool) {
	if c.Kernel() {
		text := c.Text(r)
		return text, text != ""
	}
	v := c.Value(in, r)
	switch c.Form {
	case record.NumberForm, record.IntegerForm:
		return strconv.FormatFloat(v.Number(), 'f', -1, 64), v.Has()
	case record.YesNoForm:
		return strconv.FormatBool(v.YesNo()), true
	case record.TextForm:
		text := v.Text()
		return text, text != ""
	}
	return "", false
}

// Plain tells whether the column holds one value, by which records can be sorted and grouped.
func (c Column) Plain() bool {
	return c.Form != record.GroupForm && c.Form != record.ListForm && c.Form != record.TableForm
}

// maxColumns is how many columns may be named.
const maxColumns = 100

// Fields reads the names of columns, separated by commas; none where the text is empty. The parameter is for faults.
// Error: Invalid with every name that is none.
func Fields(k *record.Kind, parameter, text string) ([]Column, error) {
	if text == "" {
		return nil, nil
	}
	var out []Column
	var faults []fault.Field
	seen := map[string]bool{}
	for name := range strings.SplitSeq(text, ",") {
		name = strings.TrimSpace(name)
		c, bad := find(k, name)
		switch {
		case bad == nil && seen[name]:
			bad = &fault.Field{Reason: record.Clip(name) + " stands twice", Remedy: "Keep one of the two"}
		case bad == nil && len(out) == maxColumns:
			bad = &fault.Field{Reason: fmt.Sprintf("names more than %d fields", maxColumns), Remedy: "Name fewer, or leave it out for all"}
		}
		if bad != nil {
			bad.Path = parameter
			faults = append(faults, *bad)
			if len(faults) > 20 {
				break
			}
			continue
		}
		seen[name] = true
		out = append(out, c)
	}
	return out, fault.InvalidFields("the records cannot be listed", faults)
}
