package page

import (
	"context"
	"html/template"
	"io"
	"strings"

	"github.com/a-h/templ"

	"github.com/steelyard-isms/steelyard/internal/catalog/words"
)

// Find is the page of what was looked for over all records, pages and actions. The dialog of every page shows its Found in another form.
type Find struct {
	Frame
	Found
}

// Found is what a query finds.
type Found struct {
	Query   string
	Acts    []Place // what the reader may do
	Pages   []Place
	Records []FoundRecord // the best first
	Total   int           // records there are
	Kinds   []FoundKind   // of those, by kind
	Wrong   []Wrong       // why the query cannot be read
}

// Place is an address that Find leads to beside records.
type Place struct {
	Icon, Name, Path string
	Key              string // that leads there behind g; empty: none
}

// FoundRecord is a record that was found.
type FoundRecord struct {
	Ref
	Kind    string // as within a sentence: objective
	Field   string // what the field of the snippet is called; empty: the title is all there is to show
	Name    []Marked
	Snippet []Marked // of Field
}

// Marked is a piece of a text that was looked through.
type Marked struct {
	Text string
	Hit  bool // the query met it
}

// FoundKind is how many records of a kind were found.
type FoundKind struct {
	Name  string // as a heading: Objectives
	Query string // that finds these only
	Count int
}

// Places lists the pages of the rail.
func (f Frame) Places() []Place {
	var out []Place
	for _, g := range f.groups() {
		for _, e := range g.entries {
			out = append(out, Place{Icon: e.icon, Name: e.name, Path: e.path, Key: e.key})
		}
	}
	return append(out, Place{Icon: "keyboard", Name: f.t("keys.title"), Path: PathKeys})
}

// Matching gives those of some places in whose name every word of a query begins a word. An empty query gives all.
func Matching(places []Place, query string) []Place {
	asked := strings.Fields(strings.ToLower(query))
	var out []Place
	for _, p := range places {
		name, all := strings.Fields(strings.ToLower(p.Name)), true
		for _, a := range asked {
			begins := false
			for _, n := range name {
				begins = begins || strings.HasPrefix(n, a)
			}
			all = all && begins
		}
		if all {
			out = append(out, p)
		}
	}
	return out
}

// Render writes the page.
func (p Find) Render(ctx context.Context, w io.Writer) error {
	t := top{section: sectionNone, title: p.t("find.title"), crumbs: []crumb{{p.t("find.title"), ""}}, finding: p.finding(), error: len(p.Wrong) > 0}
	return shell(p.Frame, t, findBody(p)).Render(ctx, w)
}

func (p Find) finding() template.HTML {
	query := words.T("query", p.Query)
	switch {
	case len(p.Wrong) > 0:
		return ""
	case p.Query == "":
		return p.h("find.finding.nothing-asked")
	case p.Total == 0:
		return p.h("find.finding.none", query)
	case p.Total > len(p.Records):
		return p.h("find.finding.first", words.N(p.Total), words.F("shown", p.num().Count(int64(len(p.Records)))), query)
	}
	return p.h("find.finding.all", words.N(p.Total), query)
}

// FoundList is what the dialog of every page shows of what was found.
type FoundList struct {
	Frame
	Found
}

// Render writes the choices alone, without a page around them.
func (p FoundList) Render(ctx context.Context, w io.Writer) error {
	return foundChoices(p).Render(ctx, w)
}

// said is what a reader who listens is told of the choices.
func (p FoundList) said() string {
	switch {
	case p.Query == "":
		return ""
	case p.Total+len(p.Acts)+len(p.Pages) == 0:
		return p.t("find.said.none")
	}
	return p.t("find.said.some", words.N(p.Total))
}

// wrong says in one line why the query cannot be read.
func (p FoundList) wrong() string {
	var out []string
	for _, w := range p.Wrong {
		out = append(out, w.said(p.Frame))
	}
	return strings.Join(out, " ")
}

// asking is the address of the page of Find for a query.
func (f Frame) asking(query string) templ.SafeURL {
	return templ.SafeURL(f.href(PathFind + "?q=" + template.URLQueryEscaper(query)))
}

// marked is a text with what the query met in it.
func marked(pieces []Marked) template.HTML {
	var out strings.Builder
	for _, m := range pieces {
		text := template.HTMLEscapeString(m.Text)
		if m.Hit {
			text = "<mark>" + text + "</mark>"
		}
		out.WriteString(text)
	}
	return template.HTML(out.String()) //nolint:gosec // escaped here
}

// Keys is the page of the keys that work on every page.
type Keys struct{ Frame }

// Render writes the page.
func (p Keys) Render(ctx context.Context, w io.Writer) error {
	t := top{section: sectionNone, title: p.t("keys.title"), crumbs: []crumb{{p.t("keys.title"), ""}}, finding: p.h("keys.finding.all")}
	return shell(p.Frame, t, keysBody(p)).Render(ctx, w)
}
