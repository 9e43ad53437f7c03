package httpd

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"math"
	"net/http"
	"runtime/debug"
	"strconv"
	"strings"
	"time"

	"github.com/steelyard-isms/steelyard/internal/access"
	"github.com/steelyard-isms/steelyard/internal/fault"
	"github.com/steelyard-isms/steelyard/internal/service"
)

// security headers of every answer. Pages need no inline style and no inline script.
const contentPolicy = "default-src 'none'; script-src 'self'; style-src 'self'; font-src 'self'; img-src 'self' data:; frame-src 'self'; connect-src 'self'; " +
	"form-action 'self'; base-uri 'none'; frame-ancestors 'none'"

// maxBody is the largest request body, but for the addresses that take files and points.
const maxBody = 1 << 20

// how long a reader waits for the own last write
const patience = time.Second

// Handler is the server with all that every request goes through, outermost first.
func (s *Server) Handler() http.Handler {
	h := s.withSession(s.mux)
	h = s.sameOrigin(h)
	h = s.limited(h)
	h = s.headers(h)
	h = s.observed(h)
	return s.known(h)
}

// withSession finds out who asks. Style sheets and probes are for everyone and load no session.
func (s *Server) withSession(next http.Handler) http.Handler {
	known := s.sessions.LoadAndSave(s.principal(next))
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if isAsset(r.URL.Path) || r.URL.Path == "/healthz" || r.URL.Path == "/readyz" {
			next.ServeHTTP(w, r)
			return
		}
		known.ServeHTTP(w, r)
	})
}

// observed gives the request a name, catches what panics, and measures.
func (s *Server) observed(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		began := time.Now()
		id := rand.Text()
		w.Header().Set("X-Request-Id", id)
		r = r.WithContext(context.WithValue(r.Context(), requestKey, id))
		rec := &recorder{ResponseWriter: w}
		defer func() {
			if p := recover(); p != nil {
				if err, ok := p.(error); ok && errors.Is(err, http.ErrAbortHandler) {
					panic(p)
				}
				s.log.Error("panic", "path", r.URL.Path, "panic", fmt.Sprint(p), "stack", string(debug.Stack()), "request", id)
				if rec.status != 0 {
					panic(http.ErrAbortHandler) // part of the answer is sent: only a broken connection still tells that it is not whole
				}
				s.fail(rec, r, fault.New(fault.Internal, "something went wrong on our side"))
			}
			s.metrics.observe(r, rec.status, time.Since(began))
			s.log.Debug("request", "method", r.Method, "path", r.URL.Path, "status", rec.status, "took", time.Since(began), "client", Client(r.Context()), "request", id)
		}()
		next.ServeHTTP(rec, r)
	})
}

// recorder remembers the status of an answer.
type recorder struct {
	http.ResponseWriter
	status int
}

func (w *recorder) WriteHeader(status int) {
	if w.status == 0 {
		w.status = status
	}
	w.ResponseWriter.WriteHeader(status)
}

func (w *recorder) Write(b []byte) (int, error) {
	if w.status == 0 {
		w.status = http.StatusOK
	}
	return w.ResponseWriter.Write(b)
}

// Unwrap serves http.ResponseController.
func (w *recorder) Unwrap() http.ResponseWriter { return w.ResponseWriter }

func (s *Server) headers(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		h := w.Header()
		h.Set("Content-Security-Policy", contentPolicy)
		h.Set("X-Content-Type-Options", "nosniff")
		h.Set("Referrer-Policy", "same-origin")
		h.Set("Cross-Origin-Opener-Policy", "same-origin")
		h.Set("Cross-Origin-Resource-Policy", "same-origin")
		h.Set("Permissions-Policy", "camera=(), geolocation=(), microphone=()")
		if s.sessions.Cookie.Secure {
			h.Set("Strict-Transport-Security", "max-age=31536000; includeSubDomains")
		}
		next.ServeHTTP(w, r)
	})
}

// limited bounds how much and how often.
func (s *Server) limited(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if _, ok := local(r); !ok && !isAsset(r.URL.Path) && !s.limits.allow(r) {
			s.fail(w, r, fault.New(fault.Limited, "too many requests: wait a moment"))
			return
		}
		r.Body = http.MaxBytesReader(w, r.Body, bodyLimit(r))
		next.ServeHTTP(w, r)
	})
}

// isAsset tells whether the address is one of a page's style sheets, fonts and scripts.
func isAsset(path string) bool { return strings.HasPrefix(path, "/assets/") }

func bodyLimit(r *http.Request) int64 {
	switch {
	case r.Method == http.MethodPost && strings.HasPrefix(r.URL.Path, "/api/v1/sources/") && strings.HasSuffix(r.URL.Path, "/runs"):
		return service.MaxFile + 1
	case r.Method == http.MethodPost && r.URL.Path == "/api/v1/files":
		return service.MaxEvidence + 1
	case r.Method == http.MethodPost && r.URL.Path == "/api/v1/points":
		return 8 << 20 // 10,000 points with their notes
	case r.Method == http.MethodPost && (r.URL.Path == "/api/v1/bulk" || strings.HasPrefix(r.URL.Path, "/api/v1/") && strings.HasSuffix(r.URL.Path, "/import")):
		return 16 << 20 // 10,000 records
	case r.Method == http.MethodPost && !strings.HasPrefix(r.URL.Path, "/api/") && (strings.HasSuffix(r.URL.Path, "/edit") || strings.HasSuffix(r.URL.Path, "/new") || strings.HasSuffix(r.URL.Path, "/send") || r.URL.Path == "/values"):
		return service.MaxEvidence + maxBody // a form that brings a file
	case r.Method == http.MethodPost && !strings.HasPrefix(r.URL.Path, "/api/") && strings.HasSuffix(r.URL.Path, "/import"):
		return maxSheet
	default:
		return maxBody
	}
}

// maxSheet is the most bytes of a sheet that a page takes: that of the form before it is done carries it once more.
const maxSheet = 6 << 20

// sameOrigin refuses state-changing requests that another site makes a browser send.
func (s *Server) sameOrigin(next http.Handler) http.Handler {
	protection := http.NewCrossOriginProtection()
	protection.SetDenyHandler(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		s.fail(w, r, fault.New(fault.Forbidden, "the request came from another site"))
	}))
	return protection.Handler(next)
}

// paced bounds how often one principal asks the API.
func (s *Server) paced(w http.ResponseWriter, r *http.Request, who access.Principal) error {
	if _, ok := local(r); ok || !strings.HasPrefix(r.URL.Path, "/api/") {
		return nil
	}
	ok, after := s.limits.allowPrincipal(who)
	if ok {
		return nil
	}
	w.Header().Set("Retry-After", strconv.Itoa(int(math.Ceil(after.Seconds()))))
	return fault.New(fault.Limited, "too many requests on behalf of this account: wait a moment")
}

// principal finds out who asks, and waits until the asker's own last write can be shown.
func (s *Server) principal(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		who, err := s.identify(r)
		if err != nil {
			s.fail(w, r, err)
			return
		}
		ctx := context.WithValue(context.WithValue(r.Context(), whoKey, who), secureKey, s.sessions.Cookie.Secure)
		if seq := OwnSeq(r); seq > 0 && who.SignedIn() && !s.service.Wait(ctx, seq, patience) {
			ctx = context.WithValue(ctx, behindKey, true)
			w.Header().Set(BehindHeader, "true")
		}
		if who.SignedIn() {
			w.Header().Set("Cache-Control", "private, no-cache")
			if err := s.paced(w, r, who); err != nil {
				s.fail(w, r, err)
				return
			}
		}
		next.ServeHTTP(w, r.WithContext(ctx))
	})
}
