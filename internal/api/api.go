// Package api is the JSON door: the operations on records, computed status, points, runs and files, and the OpenAPI
// document that describes them. What it offers for records it makes from the registry, so that a new kind needs no line
// here.
//
// It decides nothing: rights, references and rules are those of internal/service and the kernel behind it. It keeps to
// the form of requests and answers. Every failure is a problem document by RFC 9457.
package api

import (
	"context"
	"net/http"
	"strconv"
	"sync"
	"time"

	"github.com/danielgtaylor/huma/v2"
	"github.com/danielgtaylor/huma/v2/adapters/humago"

	"github.com/steelyard-isms/steelyard/internal/fault"
	"github.com/steelyard-isms/steelyard/internal/httpd"
	"github.com/steelyard-isms/steelyard/internal/record"
	"github.com/steelyard-isms/steelyard/internal/service"
)

// Version is the version of the interface, as its document states it. Addresses carry its first number.
const Version = "1.0.0"

// how long a body may take to arrive: JSON, and a whole file
const (
	jsonPatience = 30 * time.Second
	filePatience = 15 * time.Minute
)

// API answers requests under /api/.
type API struct {
	service *service.Service
	server  *httpd.Server
	huma    huma.API
	mux     *http.ServeMux
	routes  []route
	open    streams
}

// route is an address with what it needs, as it is registered with the server.
type route struct {
	pattern string
	need    httpd.Need
}

var plant sync.Once

// Register adds the API to a server. It is called once for each server, before the server answers.
func Register(srv *httpd.Server, svc *service.Service) {
	plant.Do(func() {
		// The framework asks these package variables how to report a failure and whether a list can be null.
		huma.NewErrorWithContext = report
		huma.NewError = func(status int, message string, _ ...error) huma.StatusError {
			return &Problem{Status: status, Detail: message}
		}
		huma.DefaultArrayNullable = false
	})
	a := &API{service: svc, server: srv, mux: http.NewServeMux(), open: streams{of: map[record.UID]int{}}}
	a.huma = humago.New(a.mux, a.config())
	a.records()
	a.bulks()
	a.events()
	a.kinds()
	a.statuses()
	a.formulas()
	a.strategy()
	a.coverage()
	a.effects()
	a.reports()
	a.peers()
	a.figures()
	a.points()
	a.runs()
	a.search()
	a.todays()
	a.noteActs()
	a.views()
	a.measureLibrary()
	a.programmes()
	a.describe()
	srv.APIError = writeProblem
	for _, r := range a.routes {
		srv.Handle(r.pattern, r.need, a.serve)
	}
	// whatever else is asked for under /api/ does not exist, or not with that method
	srv.Handle("/api/", httpd.SignedIn, a.serve)
	a.publish()
}

// exchange is one request on its way through the framework: handlers reach the writer through it for headers and
// streams, and failures leave through it.
type exchange struct {
	http.ResponseWriter
	request *http.Request
	failed  *fault.Error
}

type exchangeKey struct{}

func exchangeOf(ctx context.Context) *exchange {
	x, _ := ctx.Value(exchangeKey{}).(*exchange)
	return x
}

// WriteHeader writes the status, but nothing of what the framework would say of a failure: the server does that.
func (x *exchange) WriteHeader(status int) {
	if x.failed == nil {
		x.ResponseWriter.WriteHeader(status)
	}
}

func (x *exchange) Write(b []byte) (int, error) {
	if x.failed != nil {
		return len(b), nil //nolint:nilerr // the failure is told once, by the problem document
	}
	return x.ResponseWriter.Write(b)
}

// Unwrap serves http.ResponseController.
func (x *exchange) Unwrap() http.ResponseWriter { return x.ResponseWriter }

// serve gives a request to the framework and a failure back to the server, which logs it and calls writeProblem.
func (a *API) serve(w http.ResponseWriter, r *http.Request) error {
	h, pattern := a.mux.Handler(r)
	if pattern == "" {
		return absent(w, r, h)
	}
	x := &exchange{ResponseWriter: w}
	x.request = r.WithContext(context.WithValue(r.Context(), exchangeKey{}, x))
	a.mux.ServeHTTP(x, x.request)
	if x.failed != nil {
		return x.failed
	}
	return nil
}

// silent takes an answer of the standard library, of which only status and headers matter.
type silent struct {
	header http.Header
	status int
}

func (s *silent) Header() http.Header         { return s.header }
func (s *silent) WriteHeader(status int)      { s.status = status }
func (s *silent) Write(b []byte) (int, error) { return len(b), nil }

// absent is the failure for an address that does not exist, or not with this method.
func absent(w http.ResponseWriter, r *http.Request, h http.Handler) error {
	s := &silent{header: http.Header{}}
	h.ServeHTTP(s, r)
	if s.status == http.StatusMethodNotAllowed {
		allow := s.header.Get("Allow")
		w.Header().Set("Allow", allow)
		return &fault.Error{Code: fault.Invalid, Message: "this address does not take " + r.Method + "; it takes " + allow, Cause: methodNotAllowed}
	}
	return fault.New(fault.NotFound, "there is nothing at this address; /api/openapi.json lists what there is")
}

// report keeps what the framework found wrong. What it would write is dropped by exchange.
func report(ctx huma.Context, status int, message string, errs ...error) huma.StatusError {
	x := exchangeOf(ctx.Context())
	if x != nil && x.failed == nil {
		x.failed = ofHuma(status, message, errs)
	}
	return dropped{}
}

// dropped stands for a failure that leaves through the exchange.
type dropped struct{}

func (dropped) Error() string  { return "reported" }
func (dropped) GetStatus() int { return http.StatusInternalServerError }

// operation registers an operation: h gets the input once its parameters are valid.
func operation[I, O any](a *API, need httpd.Need, op huma.Operation, h func(context.Context, *I) (*O, error)) *huma.Operation {
	op.RejectUnknownQueryParameters = true
	op.MaxBodyBytes = -1       // the server limits bodies, by address
	op.SkipValidateBody = true // the kernel and readBatch judge bodies
	op.BodyReadTimeout = jsonPatience
	huma.Register(a.huma, op, func(ctx context.Context, in *I) (*O, error) {
		out, err := h(ctx, in)
		if err != nil {
			exchangeOf(ctx).failed = refined(err)
			return nil, dropped{}
		}
		return out, nil
	})
	a.routes = append(a.routes, route{op.Method + " " + op.Path, need})
	return a.registered(op.Method, op.Path)
}

// registered finds the document of an operation.
func (a *API) registered(method, path string) *huma.Operation {
	item := a.huma.OpenAPI().Paths[path]
	switch method {
	case http.MethodPut:
		return item.Put
	case http.MethodPost:
		return item.Post
	case http.MethodPatch:
		return item.Patch
	case http.MethodDelete:
		return item.Delete
	default:
		return item.Get
	}
}

// Moment is the parameter of every question.
type Moment struct {
	AsOf string `query:"as_of" maxLength:"40" example:"2026-09-30" doc:"The moment asked about: a date (its last moment, UTC), a time by RFC 3339, or entry:N for that of a journal entry. Now unless given."`
}

// view is a consistent look at everything for the principal of the request.
func (a *API) view(ctx context.Context, asked string) (*service.View, error) {
	at, err := service.ParseAsOf(asked)
	if err != nil {
		return nil, err
	}
	return a.service.View(ctx, httpd.Who(ctx), at)
}

// State says which state an answer shows.
type State struct {
	Seq int64     `json:"seq" doc:"Journal entry up to which the answer shows everything."`
	At  time.Time `json:"at" doc:"Moment that the answer is about, UTC."`
}

func stateBy(v *service.View) State { return State{v.Seq, v.At.UTC().Truncate(time.Microsecond)} }

// wrote tells the entry of a write.
func wrote(ctx context.Context, seq int64) { httpd.Wrote(ctx, exchangeOf(ctx), seq) }

func sized(n int64) string {
	if n >= 1<<20 {
		return strconv.FormatInt(n>>20, 10) + " MiB"
	}
	return strconv.FormatInt(n, 10) + " bytes"
}
