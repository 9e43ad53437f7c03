// Package web answers with pages. A handler asks the service for a view, fills the page's value and renders it; what a
// page looks like is in web/page, what it draws in web/chart, its words in catalog/words. It holds no rights of its own:
// the service's gate decides.
package web

import (
	"bytes"
	"context"
	"io"
	"net/http"
	"slices"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"

	"github.com/steelyard-isms/steelyard/internal/access"
	"github.com/steelyard-isms/steelyard/internal/catalog/words"
	"github.com/steelyard-isms/steelyard/internal/fault"
	"github.com/steelyard-isms/steelyard/internal/httpd"
	"github.com/steelyard-isms/steelyard/internal/measure"
	"github.com/steelyard-isms/steelyard/internal/objective"
	"github.com/steelyard-isms/steelyard/internal/org"
	"github.com/steelyard-isms/steelyard/internal/record"
	"github.com/steelyard-isms/steelyard/internal/scorecard"
	"github.com/steelyard-isms/steelyard/internal/service"
	"github.com/steelyard-isms/steelyard/internal/web/assets"
	"github.com/steelyard-isms/steelyard/internal/web/page"
)

// Options say how pages are served.
type Options struct {
	Demo   bool   // visitors choose who they are
	Public string // address that people use, for links that are handed over; empty: that of the request
}

type site struct {
	srv    *httpd.Server
	svc    *service.Service
	demo   bool
	public string
}

// Register adds the pages to a server. It fails where the style sheets were not built into the program.
func Register(srv *httpd.Server, svc *service.Service, o Options) error {
	if err := assets.Check(); err != nil {
		return err
	}
	s := &site{srv: srv, svc: svc, demo: o.Demo, public: strings.TrimSuffix(o.Public, "/")}
	s.recordPages()
	s.editForms()
	s.draftPages()
	s.savedViews()
	s.movePages()
	s.notePages()
	s.importPages()
	s.accountPages()
	s.ownPages()
	s.settingPages()
	s.libraryPages()
	s.sourcePages()
	srv.PageError = s.problem
	srv.Mount("GET "+assets.Root, httpd.Public, assets.Handler())
	srv.Handle("GET /{$}", httpd.SignedIn, s.home)
	srv.Handle("GET /scorecard", httpd.SignedIn, s.scorecard)
	srv.Handle("GET /scorecards/{ref}", httpd.SignedIn, s.scorecard)
	srv.Handle("GET "+page.PathStrategy, httpd.SignedIn, s.strategy)
	srv.Handle("GET "+page.PathCascade, httpd.SignedIn, s.cascade)
	srv.Handle("GET "+page.PathStrategy+"/place", httpd.May(access.Declare, objective.ObjectiveKind.Name), s.place)
	srv.Handle("POST "+page.PathStrategy+"/order", httpd.May(access.Declare, scorecard.PerspectiveKind.Name), s.arrange)
	srv.Handle("GET /units", httpd.SignedIn, s.units)
	srv.Handle("GET /units/{ref}", httpd.SignedIn, s.unit)
	srv.Handle("GET /objectives", httpd.SignedIn, s.objectives)
	srv.Handle("GET /benchmarks/{ref}/figures", httpd.May(access.Declare, measure.BenchmarkKind.Name), s.figures)
	srv.Handle("POST /benchmarks/{ref}/figures", httpd.May(access.Declare, measure.BenchmarkKind.Name), s.figures)
	srv.Handle("GET /objectives/{ref}", httpd.SignedIn, s.objective)
	srv.Handle("GET /measures", httpd.SignedIn, s.measures)
	srv.Handle("GET /measures/{ref}", httpd.SignedIn, s.measure)
	srv.Handle("GET /values", httpd.May(access.Collect, measure.MeasureKind.Name), s.valuesForm)
	srv.Handle("POST /values", httpd.May(access.Collect, measure.MeasureKind.Name), s.enterValues)
	srv.Handle("GET /measures/{ref}/points/{to}", httpd.SignedIn, s.point)
	srv.Handle("GET /why/{kind}/{ref}", httpd.SignedIn, s.why)
	srv.Handle("GET /evidence", httpd.SignedIn, s.evidence)
	srv.Handle("GET "+page.PathReports, httpd.May(access.Read, measure.MeasureKind.Name), s.reports)
	srv.Handle("GET "+page.PathReports+"/{ref}", httpd.May(access.Read, org.PersonKind.Name), s.report)
	srv.Handle("GET /runs/{id}", httpd.SignedIn, s.run)
	srv.Handle("GET /files/{sha256}", httpd.SignedIn, s.file)
	srv.Handle("GET /files/{sha256}/preview", httpd.SignedIn, s.preview)
	srv.Handle("GET /files/{sha256}/view", httpd.SignedIn, s.shown)
	srv.Handle("GET /today", httpd.SignedIn, s.today)
	srv.Handle("GET "+page.PathBegin, httpd.SignedIn, s.beginning)
	srv.Handle("POST "+page.PathBegin, httpd.May(access.Declare, org.UnitKind.Name), s.begin)
	srv.Handle("GET /expiring", httpd.SignedIn, s.expiring)
	srv.Handle("GET /find", httpd.SignedIn, s.find)
	srv.Handle("GET /find/choices", httpd.SignedIn, s.choices)
	srv.Handle("GET /keys", httpd.SignedIn, s.keys)
	srv.Handle("GET "+page.PathGlossary, httpd.SignedIn, s.glossary)
	srv.Handle("GET /sign-in", httpd.Public, s.signInForm)
	srv.Handle("POST /sign-in", httpd.Public, s.signIn)
	srv.Handle("POST /sign-out", httpd.Public, s.signOut)
	if !o.Demo {
		srv.Handle("GET /setup", httpd.Public, s.setupForm)
		srv.Handle("POST /setup", httpd.Public, s.setup)
	} else {
		srv.Handle("GET /choose", httpd.Public, s.chooseForm)
		srv.Handle("POST /choose", httpd.Public, s.choose)
	}
	srv.Handle("/", httpd.SignedIn, func(http.ResponseWriter, *http.Request) error {
		return fault.New(fault.NotFound, "there is no page at this address")
	})
	return nil
}

// rendered is any page.
type rendered interface {
	Render(ctx context.Context, w io.Writer) error
}

// show renders a page as a whole before the first byte goes out, so that a failure can still be told.
func show(w http.ResponseWriter, r *http.Request, status int, p rendered) error {
	var b bytes.Buffer
	if err := p.Render(r.Context(), &b); err != nil {
		return err
	}
	w.Header().Set("Content-Type", "text/html; charset=utf-8")
	w.WriteHeader(status)
	_, err := w.Write(b.Bytes())
	return err
}

// look is a request's view and the frame of its page.
type look struct {
	*service.View
	frame page.Frame
	scope record.UID                   // the unit whose figures are asked for; empty: all
	holds map[access.Role][]record.UID // who has which role, once a refusal names them
}

// look opens the view that the address asks for. It may have parameters that the page knows besides.
func (s *site) look(r *http.Request, also ...string) (*look, error) {
	for name := range r.URL.Query() {
		if name != "as_of" && name != "scope" && name != "show" && name != "dir" && !slices.Contains(also, name) { // a mistyped date must not answer with today
			return nil, invalid(name, "is not a parameter of this page", "Use as_of for a date")
		}
	}
	asOf, err := service.ParseAsOf(r.URL.Query().Get("as_of"))
	if err != nil {
		return nil, err
	}
	v, err := s.svc.View(r.Context(), httpd.Who(r.Context()), asOf)
	if err != nil {
		return nil, err
	}
	l := &look{View: v}
	if l.frame, err = s.frame(r, v); err == nil {
		err = l.within(r.URL.Query().Get("scope"))
	}
	if err == nil {
		var since time.Time
		if since, err = s.svc.Since(r.Context()); !since.IsZero() {
			l.begun(since)
		}
		l.fillPeriods()
	}
	for _, name := range also {
		if value := r.URL.Query().Get(name); value != "" {
			l.frame.AsOf.Keep = append(l.frame.AsOf.Keep, page.Param{Name: name, Value: value})
		}
	}
	return l, err
}

func (s *site) frame(r *http.Request, v *service.View) (page.Frame, error) {
	now := s.svc.Now()
	f := page.Frame{Demo: s.demo, RightToLeft: r.URL.Query().Get("dir") == "rtl",
		AsOf: page.AsOf{Day: v.At, Past: !v.Asked.IsNow(), Asked: v.Asked.Text, Latest: now, Path: r.URL.Path, Quarters: service.QuarterEnds(now, 4)}}
	f.Told, f.Undo = s.srv.Told(r)
	chosen, err := s.svc.Preferences(r.Context(), v.Principal())
	if err != nil {
		return f, err
	}
	dress(&f, chosen)
	for _, name := range []string{"show", "dir"} {
		if value := r.URL.Query().Get(name); value != "" {
			f.AsOf.Keep = append(f.AsOf.Keep, page.Param{Name: name, Value: value})
		}
	}
	if u, ok := v.Organisation(); ok {
		f.Organisation = u.Title
	}
	f.NoFigures = !v.SeesFigures()
	f.Narrowed = f.NoFigures || v.Principal().Unit != ""
	f.Person, f.Seq = s.person(r, v), uint64(max(0, v.Seq))
	if httpd.Behind(r.Context()) {
		f.Behind = &page.Behind{Wrote: uint64(max(0, httpd.OwnSeq(r))), Shown: uint64(v.Seq)}
	}
	last, err := v.LastRecorded(r.Context())
	if err != nil || last.Seq == 0 {
		return f, err
	}
	f.Recorded = page.Recorded{Seq: uint64(last.Seq), At: last.RecordedAt, By: (&look{View: v, frame: f}).actor(last.Actor)}
	return f, nil
}

// person is the reader, named as today also where an earlier day is shown.
func (s *site) person(r *http.Request, v *service.View) *page.Person {
	who := v.Principal()
	if today, err := s.svc.View(r.Context(), who, service.AsOf{}); err == nil {
		v = today
	}
	p := &page.Person{Name: v.PersonTitle(who.Person), Role: say(words.English, roleWords, who.Role)}
	if declared, ok := service.Get[org.Person](v, who.Person); ok && declared.Spec.Function != "" {
		p.Role = declared.Spec.Function
	}
	if p.Name == "" {
		p.Name = p.Role
	}
	if s.demo {
		p.Change = page.PathChoose
	}
	return p
}

// sentence makes a sentence of a message, which begins small and has no stop.
func sentence(message string) string {
	first, size := utf8.DecodeRuneInString(message)
	if size == 0 {
		return ""
	}
	return string(unicode.ToUpper(first)) + strings.TrimSuffix(message[size:], ".") + "."
}

// problemFrame is the frame of a page about a problem: with the rail, where the reader is known and the store answers.
func (s *site) problemFrame(r *http.Request) (page.Frame, *service.View) {
	bare := s.bare(r)
	v, err := s.svc.View(r.Context(), httpd.Who(r.Context()), service.AsOf{})
	if err != nil {
		return bare, nil
	}
	f, err := s.frame(r, v)
	if err != nil {
		return bare, nil
	}
	f.AsOf.Quarters = nil // another day of an address that cannot be answered is no way on
	return f, v
}

// problem tells what went wrong. Who is not signed in is asked to.
func (s *site) problem(w http.ResponseWriter, r *http.Request, f *fault.Error) {
	if f.Code == fault.Unauthenticated && r.Method == http.MethodGet {
		to := page.PathSignIn
		if s.demo {
			to = page.PathChoose
		}
		http.Redirect(w, r, to+"?next="+escape(r.URL.RequestURI()), http.StatusSeeOther) //nolint:gosec // the address is escaped into a parameter
		return
	}
	frame, view := s.problemFrame(r)
	p := page.Problem{Frame: frame, Kind: page.ProblemKind(f.Code), Message: sentence(f.Message)}
	if x, is := f.Refused.(*access.Refusal); is && view != nil {
		l := look{View: view, frame: frame}
		p.Instead = frame.NoFigures && x.Action == access.Read && hasStatus(x.Kind)
		p.Message, p.Act = s.refused(r.Context(), &l, x), x.Action != access.Read
	} else {
		p.Act = r.Method != http.MethodGet
	}
	if f.Code == fault.NotFound && r.URL.Query().Has("as_of") {
		p.Now = r.URL.Path
	}
	if f.Code == fault.Internal {
		p.Message = ""
	}
	for _, field := range f.Fields {
		p.Details = append(p.Details, field.String())
	}
	if f.Code == fault.Internal || f.Code == fault.Unavailable {
		p.Code, p.Retry = httpd.RequestID(r.Context()), r.URL.RequestURI()
	}
	if err := show(w, r, httpd.Status(f.Code), p); err != nil {
		http.Error(w, f.Message, httpd.Status(f.Code))
	}
}
