// Package httpd is what pages and API have in common as HTTP: who asks, what a route needs, limits, security headers,
// reading one's own writes, health and metrics. A route that does not say what it needs cannot be registered, and one
// that is not registered does not exist. It draws no page and knows no kind of record.
package httpd

import (
	"context"
	"errors"
	"log/slog"
	"net/http"
	"strconv"
	"strings"
	"time"

	"github.com/alexedwards/scs/v2"

	"github.com/steelyard-isms/steelyard/internal/access"
	"github.com/steelyard-isms/steelyard/internal/fault"
	"github.com/steelyard-isms/steelyard/internal/record"
	"github.com/steelyard-isms/steelyard/internal/service"
)

// Need is what a route asks of the principal before its handler runs. Handlers ask the gate again for what they touch.
type Need struct {
	public bool
	action access.Action // empty: to be signed in is enough
	kind   string
}

// The needs that are no action.
var (
	Public   = Need{public: true} // anyone: sign-in, health, assets
	SignedIn = Need{}
)

// May is the need for a right.
func May(a access.Action, kind string) Need { return Need{action: a, kind: kind} }

// Handler answers a request or says why it cannot.
type Handler func(w http.ResponseWriter, r *http.Request) error

// Server routes requests.
type Server struct {
	mux      *http.ServeMux
	service  *service.Service
	sessions *scs.SessionManager
	log      *slog.Logger
	metrics  *metrics
	limits   *limiter
	proxies  Proxies
	stop     stopper
	routes   []Route
	// PageError draws a failure as a page; set by the pages.
	PageError func(w http.ResponseWriter, r *http.Request, f *fault.Error)
	// APIError writes a failure as a problem document; set by the API.
	APIError func(w http.ResponseWriter, r *http.Request, f *fault.Error)
}

// Route is a registered route, for the test that goes through all of them.
type Route struct {
	Pattern string
	Need    Need
}

// IsPublic tells whether anyone may use the route.
func (n Need) IsPublic() bool { return n.public }

// Options are the parts of a server.
type Options struct {
	Service  *service.Service
	Sessions scs.Store
	Log      *slog.Logger
	Secure   bool // the public address is https: cookies are sent over nothing else
	// PerSecond and Burst bound the requests to the API on behalf of one principal; DefaultPerSecond and DefaultBurst unless
	// told.
	PerSecond float64
	Burst     int
	Proxies   Proxies // whose word for the client's address is taken
}

// New makes a server.
func New(o Options) *Server {
	sessions := scs.New()
	sessions.Store = o.Sessions
	if kept, ok := o.Sessions.(owned); ok {
		sessions.Store = ownedStore{kept}
	}
	sessions.HashTokenInStore = true
	sessions.Lifetime = 12 * time.Hour
	sessions.Cookie.Name = "steelyard_session"
	sessions.Cookie.HttpOnly = true
	sessions.Cookie.SameSite = http.SameSiteLaxMode
	sessions.Cookie.Secure = o.Secure
	s := &Server{mux: http.NewServeMux(), service: o.Service, sessions: sessions, log: o.Log, metrics: newMetrics(o.Service), limits: newLimiter(o), proxies: o.Proxies, stop: stopper{done: make(chan struct{})}}
	sessions.ErrorFunc = func(w http.ResponseWriter, r *http.Request, err error) { s.fail(w, r, err) }
	s.Handle("GET /healthz", Public, func(w http.ResponseWriter, _ *http.Request) error { return plain(w, "ok") })
	s.Handle("GET /readyz", Public, func(w http.ResponseWriter, r *http.Request) error {
		if err := o.Service.Ready(r.Context()); err != nil {
			return err
		}
		return plain(w, "ready")
	})
	s.Handle("GET /metrics", May(access.Read, access.System), s.metrics.serve)
	return s
}

func plain(w http.ResponseWriter, text string) error {
	w.Header().Set("Content-Type", "text/plain; charset=utf-8")
	w.Header().Set("Cache-Control", "no-store")
	_, err := w.Write([]byte(text + "\n"))
	return err
}

// Handle registers a route with what it needs.
func (s *Server) Handle(pattern string, need Need, h Handler) {
	s.routes = append(s.routes, Route{pattern, need})
	s.mux.HandleFunc(pattern, func(w http.ResponseWriter, r *http.Request) {
		s.metrics.route(r, pattern)
		if err := s.permit(r, need); err != nil {
			s.fail(w, r, err)
			return
		}
		if err := h(w, r); err != nil {
			s.fail(w, r, err)
		}
	})
}

// Mount gives a whole tree of routes to another handler, under one need.
func (s *Server) Mount(pattern string, need Need, h http.Handler) {
	s.Handle(pattern, need, func(w http.ResponseWriter, r *http.Request) error {
		h.ServeHTTP(w, r)
		return nil
	})
}

// Routes lists what is registered.
func (s *Server) Routes() []Route { return s.routes }

func (s *Server) permit(r *http.Request, need Need) error {
	who := Who(r.Context())
	switch {
	case need.public:
		return nil
	case !who.SignedIn():
		return fault.New(fault.Unauthenticated, "sign in to see this")
	case need.action != "":
		return s.service.Allow(who, need.action, need.kind)
	}
	return nil
}

// fail answers with what went wrong, in the form of the door that was used. What is our fault goes to the log, whole.
func (s *Server) fail(w http.ResponseWriter, r *http.Request, err error) {
	f := fault.Of(err)
	if errors.Is(err, context.Canceled) {
		return // nobody is waiting for an answer
	}
	if _, big := errors.AsType[*http.MaxBytesError](err); big {
		f = fault.New(fault.Limited, "the request is larger than this address takes")
	}
	if f.Code == fault.Internal || f.Code == fault.Unavailable {
		s.log.Error("request failed", "path", r.URL.Path, "code", f.Code, "error", err, "request", RequestID(r.Context()))
	}
	w.Header().Set("Cache-Control", "no-store")
	if f.Code == fault.Limited && w.Header().Get("Retry-After") == "" {
		w.Header().Set("Retry-After", "1")
	}
	if strings.HasPrefix(r.URL.Path, "/api/") && s.APIError != nil {
		s.APIError(w, r, f)
		return
	}
	if s.PageError != nil && !isProbe(r.URL.Path) {
		s.PageError(w, r, f)
		return
	}
	http.Error(w, f.Message, Status(f.Code))
}

func isProbe(path string) bool {
	return path == "/healthz" || path == "/readyz" || path == "/metrics"
}

// Status is the HTTP status of a code. It is the only place that knows.
func Status(c fault.Code) int {
	switch c {
	case fault.Invalid:
		return http.StatusUnprocessableEntity
	case fault.Unauthenticated:
		return http.StatusUnauthorized
	case fault.Forbidden:
		return http.StatusForbidden
	case fault.NotFound:
		return http.StatusNotFound
	case fault.Conflict:
		return http.StatusConflict
	case fault.Limited:
		return http.StatusTooManyRequests
	case fault.Unavailable:
		return http.StatusServiceUnavailable
	default:
		return http.StatusInternalServerError
	}
}

type contextKey int

const (
	whoKey contextKey = iota
	behindKey
	requestKey
	secureKey
	clientKey
)

// Who is on whose behalf a request is made.
func Who(ctx context.Context) access.Principal {
	p, _ := ctx.Value(whoKey).(access.Principal)
	return p
}

// Behind tells whether this node could not yet show the reader's own last write.
func Behind(ctx context.Context) bool {
	b, _ := ctx.Value(behindKey).(bool)
	return b
}

// RequestID names a request in log and answer.
func RequestID(ctx context.Context) string {
	id, _ := ctx.Value(requestKey).(string)
	return id
}

// what a session holds
const sessionAccount, sessionVia, sessionCredential, sessionSeen, sessionTold, sessionUndo = "account", "via", "credential", "seen", "told", "undo"

// and what its owner is told of it
const sessionName, sessionBegan, sessionBrowser = "name", "began", "browser"

// A session ends after a time without use. That it was used is written down only now and then: a page must not wait for
// the database's writer.
const idle, noted = 2 * time.Hour, 5 * time.Minute

// SignIn begins a session for a principal, under a new session identifier.
func (s *Server) SignIn(r *http.Request, p access.Principal) error {
	if err := s.sessions.RenewToken(r.Context()); err != nil {
		return err
	}
	s.sessions.Put(r.Context(), sessionAccount, string(p.Account))
	s.sessions.Put(r.Context(), sessionVia, p.Via)
	s.sessions.Put(r.Context(), sessionCredential, p.Credential)
	s.sessions.Put(r.Context(), sessionSeen, time.Now().Unix())
	s.begin(r)
	return nil
}

// SignOut ends the session.
func (s *Server) SignOut(r *http.Request) error { return s.sessions.Destroy(r.Context()) }

// Tell keeps a sentence for the next page that the session shows, with the address where what it tells of can be undone; empty: nowhere.
func (s *Server) Tell(r *http.Request, text, undo string) {
	if _, ok := local(r); !ok && r.Header.Get("Authorization") == "" {
		s.sessions.Put(r.Context(), sessionTold, text)
		s.sessions.Put(r.Context(), sessionUndo, undo)
	}
}

// Told gives the sentence that was kept, once; empty where there is none.
func (s *Server) Told(r *http.Request) (text, undo string) {
	if !s.sessions.Exists(r.Context(), sessionTold) {
		return "", ""
	}
	return s.sessions.PopString(r.Context(), sessionTold), s.sessions.PopString(r.Context(), sessionUndo)
}

// identify finds the principal: by what this process says itself, by bearer token, else by session.
func (s *Server) identify(r *http.Request) (access.Principal, error) {
	if who, ok := local(r); ok {
		return who, nil
	}
	if header := r.Header.Get("Authorization"); header != "" {
		secret, ok := strings.CutPrefix(header, "Bearer ")
		if !ok {
			return access.Anonymous, fault.New(fault.Unauthenticated, "the authorisation is not a bearer token")
		}
		return s.service.ByToken(r.Context(), strings.TrimSpace(secret))
	}
	account := s.sessions.GetString(r.Context(), sessionAccount)
	if account == "" {
		return access.Anonymous, nil
	}
	seen := time.Unix(s.sessions.GetInt64(r.Context(), sessionSeen), 0)
	if time.Since(seen) > idle {
		return access.Anonymous, s.sessions.Destroy(r.Context())
	}
	who, err := s.service.Resume(r.Context(), record.UID(account), s.sessions.GetString(r.Context(), sessionCredential), s.sessions.GetString(r.Context(), sessionVia))
	if err == nil && who.SignedIn() && time.Since(seen) > noted {
		s.sessions.Put(r.Context(), sessionSeen, time.Now().Unix())
	}
	return who, err
}

// SeqHeader and SeqCookie carry the journal entry of one's last write.
const (
	SeqHeader    = "Steelyard-Seq"
	BehindHeader = "Steelyard-Behind"
	SeqCookie    = "steelyard_seq"
)

// Wrote tells the writer the entry of the write, so that any node can show it.
func Wrote(ctx context.Context, w http.ResponseWriter, seq int64) {
	secure, _ := ctx.Value(secureKey).(bool)
	text := strconv.FormatInt(seq, 10)
	w.Header().Set(SeqHeader, text)
	http.SetCookie(w, &http.Cookie{ //nolint:gosec // secure wherever the public address is https
		Name: SeqCookie, Value: text, Path: "/", HttpOnly: true, Secure: secure, SameSite: http.SameSiteLaxMode, MaxAge: 3600,
	})
}

// OwnSeq is the entry that the reader wants to see at least; 0 where none is told.
func OwnSeq(r *http.Request) int64 {
	text := r.Header.Get(SeqHeader)
	if c, err := r.Cookie(SeqCookie); text == "" && err == nil {
		text = c.Value
	}
	seq, err := strconv.ParseInt(text, 10, 64)
	if err != nil || seq < 0 {
		return 0
	}
	return seq
}
