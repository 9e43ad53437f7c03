package web

import (
	"context"
	"net/http"
	"regexp"
	"slices"
	"strings"

	"github.com/steelyard-isms/steelyard/internal/access"
	"github.com/steelyard-isms/steelyard/internal/catalog/fields"
	"github.com/steelyard-isms/steelyard/internal/catalog/glossary"
	"github.com/steelyard-isms/steelyard/internal/catalog/words"
	"github.com/steelyard-isms/steelyard/internal/fault"
	"github.com/steelyard-isms/steelyard/internal/httpd"
	"github.com/steelyard-isms/steelyard/internal/measure"
	"github.com/steelyard-isms/steelyard/internal/objective"
	"github.com/steelyard-isms/steelyard/internal/search"
	"github.com/steelyard-isms/steelyard/internal/service"
	"github.com/steelyard-isms/steelyard/internal/web/page"
)

// How many records the page and the dialog show, and how many pages and how many actions the dialog does.
const mostFound, mostChoices, mostPlaces = 50, 8, 6

// find is the page of what was looked for. A code alone leads to its record.
func (s *site) find(w http.ResponseWriter, r *http.Request) error {
	l, err := s.look(r, "q")
	if err != nil {
		return err
	}
	l.whole()
	found, whole, err := l.found(r.Context(), queryOf(r), mostFound)
	if err != nil {
		return err
	}
	if whole != "" {
		http.Redirect(w, r, l.frame.Href(whole), http.StatusSeeOther) //nolint:gosec // the address is of a record
		return nil
	}
	status := http.StatusOK
	if len(found.Wrong) > 0 {
		status = http.StatusUnprocessableEntity
	}
	return show(w, r, status, page.Find{Frame: l.frame, Found: found})
}

// choices is what the dialog offers while somebody types. It takes nothing that only a page's frame would need.
func (s *site) choices(w http.ResponseWriter, r *http.Request) error {
	asOf, err := service.ParseAsOf(r.URL.Query().Get("as_of"))
	if err != nil {
		return err
	}
	v, err := s.svc.View(r.Context(), httpd.Who(r.Context()), asOf)
	if err != nil {
		return err
	}
	l := &look{View: v, frame: page.Frame{ScopeAsked: r.URL.Query().Get("scope"), AsOf: page.AsOf{Day: v.At, Past: !v.Asked.IsNow(), Asked: v.Asked.Text}}}
	found, _, err := l.found(r.Context(), queryOf(r), mostChoices)
	if err != nil {
		return err
	}
	found.Pages, found.Acts = found.Pages[:min(mostPlaces, len(found.Pages))], found.Acts[:min(mostPlaces, len(found.Acts))]
	w.Header().Set("Cache-Control", "no-store")
	return show(w, r, http.StatusOK, page.FoundList{Frame: l.frame, Found: found})
}

func queryOf(r *http.Request) string { return strings.TrimSpace(r.URL.Query().Get("q")) }

// found is what a query finds; whole is the address of the record whose code it is, where it is nothing else. What is wrong with a query is
// told in what is found. Errors: those of a search.
func (l *look) found(ctx context.Context, query string, most int) (out page.Found, whole string, err error) {
	out = page.Found{Query: query, Pages: page.Matching(append(l.pages(), l.terms()...), query), Acts: page.Matching(l.acts(), query)}
	if query == "" {
		out.Acts = slices.DeleteFunc(out.Acts, func(p page.Place) bool { return p.Icon == newIcon && p.Path != newObjective })
		out.Pages = page.Matching(l.frame.Places(), "")
		return out, "", nil
	}
	hits, err := l.Search(ctx, query, service.SearchOptions{Limit: most})
	if f := fault.Of(err); err != nil && f.Code == fault.Invalid {
		for _, x := range f.Fields {
			out.Wrong = append(out.Wrong, page.Wrong{Path: x.Path, Reason: x.Reason, Remedy: x.Remedy})
		}
		return out, "", nil
	}
	if err != nil {
		return out, "", err
	}
	if hits.Whole {
		whole = pathOf(hits.Items[0].Record)
	}
	out.Total = hits.Total
	for _, h := range hits.Items {
		out.Records = append(out.Records, l.foundRecord(h))
	}
	for _, k := range hits.Kinds {
		out.Kinds = append(out.Kinds, page.FoundKind{Name: fields.English.Kind(k.Kind).Titles, Query: query + " kind:" + k.Kind, Count: k.Count})
	}
	return out, whole, nil
}

// places within a path, such as [0]
var placeInPath = regexp.MustCompile(`\[\d+\]`)

// foundRecord is a hit as a page shows it: with its snippet, where that is of another text than the title.
func (l *look) foundRecord(h search.Hit) page.FoundRecord {
	out := page.FoundRecord{Ref: ref(h.Record), Kind: fields.English.Kind(h.Record.Kind).One}
	out.Ref.Name = h.Title
	if h.Snippet == h.Title {
		out.Name = marks(h.Snippet, h.Matches)
		return out
	}
	out.Name = []page.Marked{{Text: h.Title}}
	if field := strings.TrimPrefix(placeInPath.ReplaceAllString(h.Field, ""), "spec."); field != "code" {
		out.Field, out.Snippet = fields.English.Title(h.Record.Kind, field), marks(h.Snippet, h.Matches)
		if h.Field == "name" {
			out.Field = l.text("find.name")
		}
	}
	return out
}

// marks cuts a text where its matches begin and end.
func marks(text string, matches []search.Span) []page.Marked {
	var out []page.Marked
	characters, at := []rune(text), 0
	for _, m := range matches {
		if m.Start > at {
			out = append(out, page.Marked{Text: string(characters[at:m.Start])})
		}
		out = append(out, page.Marked{Text: string(characters[m.Start:m.End]), Hit: true})
		at = m.End
	}
	if at < len(characters) {
		out = append(out, page.Marked{Text: string(characters[at:])})
	}
	return out
}

// terms are the words of the glossary.
func (l *look) terms() []page.Place {
	var out []page.Place
	for _, s := range glossary.Sections() {
		for _, t := range s.Terms {
			out = append(out, page.Place{Icon: "book", Name: l.text("glossary.term", words.T("word", t.Word)), Path: page.PathGlossary + "#" + t.ID()})
		}
	}
	return out
}

// pages are those of the rail, and the lists of the kinds that the reader may see.
func (l *look) pages() []page.Place {
	out := l.frame.Places()
	out = append(out, page.Place{Icon: "checks", Name: l.text("begin.title"), Path: page.PathBegin})
	if l.May(access.Read, measure.MeasureKind.Name) {
		out = append(out, page.Place{Icon: "book", Name: l.text("library.title"), Path: page.PathLibrary})
	}
	for _, k := range l.Registry().Kinds() {
		if !slices.Contains(ownList, k.Name) && l.May(access.Read, k.Name) {
			out = append(out, page.Place{Icon: "files", Name: fields.English.Kind(k.Name).Titles, Path: "/" + k.Plural})
		}
	}
	return out
}

// newIcon is the icon of actions that make a record.
const newIcon = "plus"

var newObjective = "/" + objective.ObjectiveKind.Plural + "/new"

// acts are what the reader may do now; nothing on a page of the past.
func (l *look) acts() []page.Place {
	if l.frame.AsOf.Past {
		return nil
	}
	var out []page.Place
	if l.MayApprove() {
		out = append(out, page.Place{Icon: "checks", Name: l.text("find.approvals"), Path: page.PathToday + "#approvals"})
	}
	if l.May(access.Collect, measure.MeasureKind.Name) {
		out = append(out, page.Place{Icon: "pencil", Name: l.text("values.open"), Path: page.PathValues})
	}
	for _, k := range l.Registry().Kinds() {
		if l.May(access.Declare, k.Name) {
			out = append(out, page.Place{Icon: newIcon, Name: l.text("find.new", words.T("kind", fields.English.Kind(k.Name).One)), Path: "/" + k.Plural + "/new"})
		}
	}
	return out
}

// glossary is the page of what words mean.
func (s *site) glossary(w http.ResponseWriter, r *http.Request) error {
	l, err := s.look(r, "q")
	if err != nil {
		return err
	}
	l.whole()
	query := queryOf(r)
	return show(w, r, http.StatusOK, page.Glossary{Frame: l.frame, Query: query, Sections: glossary.Matching(query)})
}

// keys is the page of the keys.
func (s *site) keys(w http.ResponseWriter, r *http.Request) error {
	l, err := s.look(r)
	if err != nil {
		return err
	}
	l.whole()
	l.frame.AsOf.Quarters, l.frame.AsOf.Path = nil, ""
	return show(w, r, http.StatusOK, page.Keys{Frame: l.frame})
}
