package web

import (
	"cmp"
	"net/http"
	"slices"
	"strings"

	"github.com/steelyard-isms/steelyard/internal/access"
	"github.com/steelyard-isms/steelyard/internal/catalog/fields"
	"github.com/steelyard-isms/steelyard/internal/catalog/words"
	"github.com/steelyard-isms/steelyard/internal/direction"
	"github.com/steelyard-isms/steelyard/internal/evaluate"
	"github.com/steelyard-isms/steelyard/internal/fault"
	"github.com/steelyard-isms/steelyard/internal/httpd"
	"github.com/steelyard-isms/steelyard/internal/library"
	"github.com/steelyard-isms/steelyard/internal/measure"
	"github.com/steelyard-isms/steelyard/internal/score"
	"github.com/steelyard-isms/steelyard/internal/web/page"
)

// libraryPages registers the pages of the measure library.
func (s *site) libraryPages() {
	read, declare := httpd.May(access.Read, measure.MeasureKind.Name), httpd.May(access.Declare, measure.MeasureKind.Name)
	s.srv.Handle("GET "+page.PathLibrary, read, s.library)
	s.srv.Handle("GET "+page.PathLibrary+"/{key}", read, s.libraryEntry)
	s.srv.Handle("POST "+page.PathLibrary+"/{key}", declare, s.adopt)
	s.srv.Handle("POST "+page.PathMeasures+"/{ref}/library", declare, s.keepOurs)
}

// Ways to narrow the library, as an address asks for them, beside words.
const (
	topicParam       = "topic"
	parameterParam   = "parameter"
	perspectiveParam = "perspective"
	typeParam        = "type"
	timingParam      = "timing"
	frictionParam    = "friction"
	replacesParam    = "replaces"
)

var libraryParams = []string{topicParam, parameterParam, perspectiveParam, typeParam, timingParam, frictionParam}

// Which measures of the library are shown.
const (
	showMissing = "missing"
	showAdopted = "adopted"
)

// library is the list of the measures that the library has, narrowed by an address.
func (s *site) library(w http.ResponseWriter, r *http.Request) error {
	l, err := s.look(r, append([]string{"q", "page"}, libraryParams...)...)
	if err != nil {
		return err
	}
	n, err := l.list(r, page.PathLibrary, showMissing, showAdopted)
	if err != nil {
		return err
	}
	here, err := l.Adopted()
	if err != nil {
		return err
	}
	all := library.All()
	p := page.Library{Frame: l.frame, All: len(all), Narrowed: n.Query != "" || n.Show != ""}
	var filter library.Filter
	if p.Filters, filter, err = l.libraryFilters(r); err != nil {
		return err
	}
	for _, name := range libraryParams {
		if value := r.URL.Query().Get(name); value != "" {
			n.Keep, p.Narrowed = append(n.Keep, page.Param{Name: name, Value: value}), true
		}
	}
	bare, known, err := l.uncovered(r)
	if err != nil {
		return err
	}
	if p.Known = known; known {
		for _, key := range bare {
			p.Gaps = append(p.Gaps, parameterRef(key))
		}
	}
	for i := range all {
		p.Adopted += count(len(here[all[i].Key]) > 0)
	}
	fits := filter.Of(library.Search(n.Query))
	missing := func(e *library.Entry) bool {
		return slices.ContainsFunc(e.Parameters, func(x direction.Parameter) bool { return slices.Contains(bare, string(x)) })
	}
	var left []library.Entry
	lacking, adopted := 0, 0
	for i := range fits {
		e := &fits[i]
		fills, has := missing(e), len(here[e.Key]) > 0
		lacking += count(fills)
		adopted += count(has)
		if (n.Show != showMissing || fills) && (n.Show != showAdopted || has) {
			left = append(left, *e)
		}
	}
	rows := part(&n, left)
	for i := range rows {
		e := &rows[i]
		row := page.LibraryRow{Ref: libraryRef(e), Purpose: e.Purpose, Topic: e.Topic.Title, Kind: l.libraryKind(e)}
		for _, x := range e.Parameters {
			name := parameterRef(string(x)).Name
			if row.Covers = append(row.Covers, name); slices.Contains(bare, string(x)) {
				row.Lacks = append(row.Lacks, name)
			}
		}
		for _, m := range here[e.Key] {
			row.Adopters = append(row.Adopters, page.Ref{Code: m.Code, Name: m.Code, Path: pathOf(m.Record)})
		}
		p.Rows = append(p.Rows, row)
	}
	n.offer("", "library.list.all", len(fits))
	if known {
		n.offer(showMissing, "library.list.missing", lacking)
	}
	n.offer(showAdopted, "library.list.adopted", adopted)
	p.List = n.List
	return show(w, r, http.StatusOK, p)
}

func libraryRef(e *library.Entry) page.Ref {
	return page.Ref{Name: e.Title, Path: page.PathLibrary + "/" + e.Key}
}

// parameterRef leads from a parameter to what the library has for it.
func parameterRef(key string) page.Ref {
	return page.Ref{Name: fields.English.Word(measure.MeasureKind.Name, "parameters[]", key), Path: page.PathLibrary + "?" + parameterParam + "=" + key}
}

// libraryKind says what an entry tells of.
func (l *look) libraryKind(e *library.Entry) []string {
	out := []string{fields.English.Word(measure.MeasureKind.Name, "type", e.Type), fields.English.Word(measure.MeasureKind.Name, "timing", e.Timing)}
	if e.Friction {
		out = append(out, l.text("library.friction"))
	}
	return out
}

// uncovered lists the parameters of which the unit that is asked for has no healthy measure, in their order. Not known: the reader may not see a status.
func (l *look) uncovered(r *http.Request) (bare []string, known bool, err error) {
	status, err := l.Status(r.Context())
	if fault.Is(err, fault.Forbidden) {
		return nil, false, nil
	}
	if err != nil {
		return nil, false, err
	}
	for _, c := range status.Coverage(func(m *evaluate.Measure) bool { return l.inScope(m.Record.Record) }) {
		if c.By == evaluate.ByParameter && c.Key != evaluate.CoverUntold && !c.Covered() {
			bare = append(bare, c.Key)
		}
	}
	return bare, true, nil
}

// libraryFilters reads what the library is narrowed to, and gives the choices. Error: Invalid.
func (l *look) libraryFilters(r *http.Request) ([]page.LibraryFilter, library.Filter, error) {
	q := r.URL.Query()
	f := library.Filter{Topic: q.Get(topicParam), Parameter: direction.Parameter(q.Get(parameterParam)), Perspective: library.Perspective(q.Get(perspectiveParam)), Type: q.Get(typeParam), Timing: q.Get(timingParam)}
	var topics []string
	titles := map[string]string{"yes": l.text("coverage.friction"), "no": l.text("coverage.security")}
	for _, t := range library.Topics() {
		topics = append(topics, t.Key)
		titles[t.Key] = t.Title
	}
	var out []page.LibraryFilter
	for _, x := range []struct {
		name  string
		label words.Key
		words []string
	}{{topicParam, "library.filter.topic", topics}, {parameterParam, "library.filter.parameter", direction.Parameter("").Words()}, {perspectiveParam, "library.filter.perspective", library.Perspective("").Words()},
		{typeParam, "library.filter.type", choicesOf("type")}, {timingParam, "library.filter.timing", choicesOf("timing")}, {frictionParam, "library.filter.friction", []string{"no", "yes"}}} {
		asked := q.Get(x.name)
		if asked != "" && !slices.Contains(x.words, asked) {
			return nil, f, invalid(x.name, "is not something that the library can be narrowed to", "Use one of "+strings.Join(x.words, ", ")+", or leave it out")
		}
		one := page.LibraryFilter{Name: x.name, Label: l.text(x.label), Options: []page.Option{{Name: l.text("library.list.any")}}}
		for _, word := range x.words {
			title := sentence(cmp.Or(titles[word], fields.English.Word(measure.MeasureKind.Name, x.name, word)))
			one.Options = append(one.Options, page.Option{Value: word, Name: strings.TrimSuffix(title, "."), Chosen: word == asked})
		}
		out = append(out, one)
	}
	switch q.Get(frictionParam) {
	case "yes":
		f.Friction = new(true)
	case "no":
		f.Friction = new(false)
	}
	return out, f, nil
}

// choicesOf are the words that a field of a measure may be.
func choicesOf(name string) []string {
	for _, f := range measure.MeasureKind.Fields {
		if f.Name == name {
			return f.Enum
		}
	}
	return nil
}

// libraryEntry is the page of a measure of the library, with the form that adopts it.
func (s *site) libraryEntry(w http.ResponseWriter, r *http.Request) error {
	l, err := s.look(r, replacesParam)
	if err != nil {
		return err
	}
	p, e, err := s.libraryPage(r, l)
	if err != nil {
		return err
	}
	if p.Form != nil {
		if err := l.beginAdopting(p.Form, e, r.URL.Query().Get(replacesParam)); err != nil {
			return err
		}
		l.offerAdoption(p.Form)
	}
	return show(w, r, http.StatusOK, p)
}

// libraryPage is the page without what was entered in its form.
func (s *site) libraryPage(r *http.Request, l *look) (page.LibraryEntry, *library.Entry, error) {
	e, err := library.Get(r.PathValue("key"))
	if err != nil {
		return page.LibraryEntry{}, nil, err
	}
	here, err := l.Adopted()
	if err != nil {
		return page.LibraryEntry{}, nil, err
	}
	l.whole()
	figures := l.language().Style()
	p := page.LibraryEntry{Frame: l.frame, Key: e.Key, Title: e.Title, Topic: e.Topic.Title, Purpose: e.Purpose, Kind: l.libraryKind(&e), Unit: e.UnitOfMeasure, Frequency: l.text("record.every", words.N(e.PeriodDays)),
		Perspective: fields.English.Word("", "", string(e.Perspective)), ScaleWhy: e.ScaleWhy, WhenRed: e.WhenRed, WhenGreen: e.WhenGreen, Sources: strings.Join(e.Sources, ", "), Caveat: e.Caveat,
		Direction: say(l.language(), directionWords, e.Scale.Direction), Result: page.Figure{Value: &e.Example.Result, Unit: e.UnitOfMeasure}}
	if e.Mechanism != "" {
		p.Mechanism = fields.English.Word("", "", string(e.Mechanism))
	}
	if !e.Plain() {
		p.Formula = e.Formula
	}
	for _, x := range e.Parameters {
		p.Covers = append(p.Covers, parameterRef(string(x)))
	}
	var worked []string
	for _, b := range e.Base {
		base := page.LibraryBase{Name: b.Name, Title: b.Title, Counted: b.Counted, Unit: b.UnitOfMeasure}
		if b.Number != nil {
			base.Number = figures.Quantity(*b.Number, b.UnitOfMeasure)
		}
		p.Base = append(p.Base, base)
		for _, v := range e.Example.Values[b.Name] {
			worked = append(worked, b.Name+" "+figures.Number(v))
		}
	}
	p.Worked = strings.Join(worked, ", ")
	p.Scale = workedCase(&e)
	p.Versions = []page.LibraryVersion{{Number: e.Number, Note: e.Note}}
	for _, v := range e.Earlier {
		p.Versions = append(p.Versions, page.LibraryVersion{Number: v.Number, Note: v.Note})
	}
	for _, m := range here[e.Key] {
		p.Adopters = append(p.Adopters, page.LibraryAdopter{Ref: ref(m.Record), Unit: l.ref(m.Spec.Unit.UID()).Name, Owner: l.PersonTitle(m.Spec.Owner.UID()), Version: m.Spec.Library.Version, Newer: m.Spec.Library.Version < e.Number})
	}
	switch may := s.svc.Allow(l.Principal(), access.Declare, measure.MeasureKind.Name); {
	case l.frame.AsOf.Past:
	case may != nil:
		p.Why = s.whyNot(r.Context(), l, may)
	default:
		p.Form = l.adoptForm(&e)
	}
	return p, &e, nil
}

// workedCase is the scale of an entry, with the result of its worked case on it.
func workedCase(e *library.Entry) page.Falls {
	out := page.Falls{Value: page.Figure{Value: &e.Example.Result, Unit: e.UnitOfMeasure}}
	by, err := e.Scale.Complete()
	if err != nil {
		return out
	}
	k := by.Knots()
	out.Knots = []float64{k.Worst, k.Red, k.Green, k.Target}
	if u, is := by.Upper(); is {
		out.Upper = []float64{u.Worst, u.Red, u.Green, u.Target}
	}
	if x, err := by.Score(e.Example.Result); err == nil {
		out.Score, out.Band = &x, page.Band(score.BandOf(x))
	}
	return out
}
