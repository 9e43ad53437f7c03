package page

import (
	"context"
	"html/template"
	"io"
	"slices"
	"strings"
	"time"

	"github.com/steelyard-isms/steelyard/internal/catalog/fields"
	"github.com/steelyard-isms/steelyard/internal/catalog/words"
	"github.com/steelyard-isms/steelyard/internal/web/form"
)

// ViewTable asks a list with a view of its own for its table.
const ViewTable = "table"

// Files of a table, as an address asks for them.
const (
	FormatCSV       = "csv"
	FormatXLSX      = "xlsx"
	FormatSheetCSV  = "sheet.csv"
	FormatSheetXLSX = "sheet.xlsx"
)

// Tests that a form can ask of a field.
const (
	TestIs      = "is"
	TestIsNot   = "not"
	TestHas     = "has"
	TestFrom    = "from"
	TestTo      = "to"
	TestKnown   = "known"
	TestUnknown = "unknown"
)

// Table is the list of the records of a kind with the columns, filter, order and groups that an address asks for.
type Table struct {
	Frame
	List
	Kind    string
	Own     bool // the kind has a list of its own beside this one
	All     int  // records of the kind
	Waiting int  // of those that are listed, how many wait for somebody to approve them
	Columns []Column
	Offered []Column // all that can be shown
	Where   string   // the filter; empty: none
	Sort    string   // as the address has it; empty: by code
	Group   *Column  // nil: no groups
	Groups  []TableGroup
	Tests   []string
	Wrong   []Wrong // with what the address asks for
	Lenient bool    // what is wrong stands in a saved view, and is left out
	Saved
	May    bool   // the reader may change records of the kind
	Import string // address of the form for a sheet
	Bulk   string // address where many are changed
}

// Column is a column of a table.
type Column struct {
	Kind, Name string
	Field      string // path within the kind; empty: of all records
	Kernel     bool
	Plain      bool // records can be sorted and grouped by it
	Figure     bool
	Chosen     bool
}

// TableGroup is the rows of a group that stand on the page; the only one of a table without groups.
type TableGroup struct {
	Saying
	Count int // rows of the group in the whole list
	Rows  []TableRow
}

// TableRow is one record.
type TableRow struct {
	Ref
	Cells []Saying // by column
	Waits Waiting
}

// Waiting tells whether what a row says counts.
type Waiting string

// What there is to tell of a row that does not count.
const (
	WaitsNew    Waiting = "new"    // nothing of the record is in force
	WaitsChange Waiting = "change" // an earlier version is in force
)

var waitingWords = map[Waiting]words.Key{WaitsNew: "table.waits-new", WaitsChange: "table.waits-change"}

// Saying is what a record says in a column.
type Saying struct {
	Said   Said
	Column string    // of what is kept of all records
	At     time.Time // of a moment
	Has    bool      // it says something
}

// Render writes the page.
func (p Table) Render(ctx context.Context, w io.Writer) error {
	names := fields.English.Kind(p.Kind)
	t := top{section: sectionOf(p.Kind), title: names.Titles, crumbs: []crumb{{p.t("nav.records"), PathRecords}, {names.Titles, ""}}, finding: p.finding(names.About), error: len(p.Wrong) > 0 && !p.Lenient || p.Keeping != nil}
	return shell(p.Frame, t, tableBody(p)).Render(ctx, w)
}

// finding says how many there are, and what they are.
func (p Table) finding(about string) template.HTML {
	if said := p.findingOfView(); said != "" {
		return said
	}
	if p.narrowed() && len(p.Wrong) == 0 {
		return p.h("table.finding.some", words.N(p.Total), words.T("all", p.num().Count(int64(p.All))))
	}
	if len(p.Wrong) > 0 {
		return template.HTML(template.HTMLEscapeString(about)) //nolint:gosec // escaped here
	}
	names := fields.English.Kind(p.Kind)
	out := []template.HTML{p.h("table.finding.none", words.T("kind", names.One))}
	if p.Narrowed {
		out[0] = p.h("table.finding.none-seen", words.T("kind", names.One))
	}
	if p.Total > 0 {
		out[0] = p.h("table.finding.all", words.N(p.Total), words.T("one", names.One), words.T("many", names.Many))
	}
	if p.Waiting > 0 {
		out = append(out, p.h("table.finding.waits", words.N(p.Waiting)))
	}
	return sentence(append(out, p.h("table.finding.what", words.T("about", about)))...)
}

// narrowed tells whether the list leaves something out.
func (p Table) narrowed() bool { return p.Query != "" || p.Where != "" }

// kernelWords are the titles of what is kept of all records.
var kernelWords = map[string]words.Key{"uid": "table.uid", "kind": "table.kind", "name": "table.name", "code": "table.code", "title": "table.title", "state": "records.state",
	"revision": "table.revision", "seq": "table.entry", "recorded_at": "records.changed", "retired": "table.retired"}

// Label is the title of a column: of a part of a group behind that of the group.
func (c Column) Label(f Frame) string {
	if c.Kernel {
		return f.t(kernelWords[c.Name])
	}
	title := f.titleOf(c.Kind, c.Field)
	if group, _, part := strings.Cut(c.Field, "."); part {
		return f.t("table.part", words.T("group", fields.English.Title(c.Kind, group)), words.T("part", title))
	}
	return title
}

// Plain is what a cell says, in one line.
func (c Saying) Plain(f Frame) string {
	switch c.Column {
	case "":
		return c.Said.line(f)
	case "recorded_at":
		return f.date(c.At)
	case "state":
		return fields.English.State(c.Said.Kind, c.Said.Text)
	case "retired":
		if c.Said.Text == "true" {
			return f.t("records.yes")
		}
		return f.t("records.no")
	}
	return c.Said.Text
}

// line is what is said, in one line.
func (s Said) line(f Frame) string {
	switch {
	case s.Control == form.Refer || s.Control == form.File:
		return first(s.To.Name, s.To.Code, s.Text)
	case len(s.Parts) == 1 && s.Parts[0].Field == s.Field:
		return s.Parts[0].line(f)
	case len(s.Parts) > 0:
		out := make([]string, len(s.Parts))
		for i, p := range s.Parts {
			out[i] = f.t("edit.wrong", words.T("field", p.label(f)), words.T("reason", p.line(f)))
		}
		return strings.Join(out, "; ")
	case len(s.Entries) > 0:
		out := make([]string, len(s.Entries))
		for i, e := range s.Entries {
			parts := make([]string, len(e))
			for j, x := range e {
				parts[j] = x.line(f)
			}
			out[i] = strings.Join(parts, ", ")
		}
		return strings.Join(out, "; ")
	}
	return s.text(f)
}

// longestCell is how much of a text a cell of a page shows, in characters.
const longestCell = 120

// short is what a cell shows of it.
func (c Saying) short(f Frame) string {
	text := []rune(c.Plain(f))
	if len(text) <= longestCell {
		return string(text)
	}
	return strings.TrimSpace(string(text[:longestCell])) + "…"
}

// with is the address of the list with one parameter changed; empty takes it away. The list begins again.
func (p Table) with(name, value string) string {
	l := p.List
	l.Keep, l.Kept = slices.DeleteFunc(slices.Clone(p.Full), func(k Param) bool { return k.Name == name }), false
	if value != "" {
		l.Keep = append(l.Keep, Param{name, value})
	}
	return l.at(p.Frame, 1)
}

// sorted tells how the list is sorted by a column, as aria-sort has it; empty: it is not.
func (p Table) sorted(c Column) string {
	switch p.Sort {
	case c.Name:
		return "ascending"
	case "-" + c.Name:
		return "descending"
	}
	return ""
}

// sorting is the address of the list sorted by a column: rising, falling, and then no more.
func (p Table) sorting(c Column) string {
	switch p.sorted(c) {
	case "ascending":
		return p.with("sort", "-"+c.Name)
	case "descending":
		return p.with("sort", "")
	}
	return p.with("sort", c.Name)
}

var sortedMarks = map[string]string{"": "", "ascending": " ↑", "descending": " ↓"}

// keptBy are the parameters of the list that a form of it does not ask for itself.
func (p Table) keptBy(asked ...string) []Param {
	var out []Param
	if p.AsOf.Past {
		out = append(out, Param{"as_of", p.AsOf.asked()})
	}
	if p.ScopeAsked != "" {
		out = append(out, Param{paramScope, p.ScopeAsked})
	}
	if p.Query != "" && !slices.Contains(asked, "q") {
		out = append(out, Param{"q", p.Query})
	}
	for _, k := range p.Full {
		if !slices.Contains(asked, k.Name) {
			out = append(out, k)
		}
	}
	return out
}

// plain are the offered columns by which records can be sorted and grouped.
func (p Table) plain() []Column {
	return slices.DeleteFunc(slices.Clone(p.Offered), func(c Column) bool { return !c.Plain })
}

// changeable are the fields that can be changed in many records at once: those that stand at the top of the kind.
func (p Table) changeable() []Param {
	var out []Param
	for _, c := range p.Offered {
		top, _, part := strings.Cut(c.Field, ".")
		if c.Kernel || len(out) > 0 && out[len(out)-1].Name == top {
			continue
		}
		title := c.Label(p.Frame)
		if part {
			title = fields.English.Title(c.Kind, top)
		}
		out = append(out, Param{top, title})
	}
	return out
}

// tableOf is the address of the table of a kind that has a list of its own.
func tableOf(path string) string { return path + "?" + ParamView + "=" + ViewTable }

// bare is the address of the kind's own list.
func (p Table) bare() string { return p.href(p.Path) }

// file is the address of the list as a file.
func (p Table) file(form string) string {
	l := p.List
	l.Keep = append(slices.Clone(l.Keep), Param{"format", form})
	return l.at(p.Frame, 1)
}

// only is what is said where a group says but one thing.
func (s Said) only() Said {
	for len(s.Parts) == 1 && s.Parts[0].Field == s.Field {
		s = s.Parts[0]
	}
	return s
}

// testWords are the tests as the form names them, askedWords the parts of an address.
var (
	testWords  = map[string]words.Key{TestIs: "table.is", TestIsNot: "table.is-not", TestHas: "table.has", TestFrom: "table.from", TestTo: "table.to", TestKnown: "table.known", TestUnknown: "table.unknown"}
	askedWords = map[string]words.Key{"columns": "table.columns", "where": "table.where", "sort": "table.sort", "group": "table.group"}
)

// sorts are the orders that the form offers: by code, and by each column that is shown, rising and falling.
func (p Table) sorts() []Param {
	out := []Param{{"", p.t("table.code")}}
	known := p.Sort == ""
	for _, c := range p.Columns {
		if c.Plain {
			out = append(out, Param{c.Name, p.t("table.rising", words.T("field", c.Label(p.Frame)))}, Param{"-" + c.Name, p.t("table.falling", words.T("field", c.Label(p.Frame)))})
			known = known || p.sorted(c) != ""
		}
	}
	if !known {
		out = append(out, Param{p.Sort, p.Sort})
	}
	return out
}

// asked says what the list is narrowed to and grouped by, for the closed form.
func (p Table) asked() []string {
	var out []string
	if p.Where != "" {
		out = append(out, p.t("table.asked-where", words.T("where", p.Where)))
	}
	if p.Group != nil {
		out = append(out, p.t("table.asked-group", words.T("field", p.Group.Label(p.Frame))))
	}
	return out
}

// cleared is the address of the list as it is without a choice.
func (p Table) cleared() string {
	l := List{Path: p.Path}
	for _, k := range p.Keep {
		if k.Name == ParamView {
			l.Keep = append(l.Keep, k)
		}
	}
	if p.Begins {
		l.Keep = append(l.Keep, Param{"saved", AllRecords})
	}
	return l.at(p.Frame, 1)
}
