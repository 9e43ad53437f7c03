package httpd_test

import (
	"context"
	"errors"
	"io"
	"log/slog"
	"net"
	"net/http"
	"net/http/httptest"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/alexedwards/scs/v2/memstore"
	"go.uber.org/goleak"

	"github.com/steelyard-isms/steelyard/internal/access"
	"github.com/steelyard-isms/steelyard/internal/collect"
	"github.com/steelyard-isms/steelyard/internal/fault"
	"github.com/steelyard-isms/steelyard/internal/httpd"
	"github.com/steelyard-isms/steelyard/internal/kinds"
	"github.com/steelyard-isms/steelyard/internal/service"
	"github.com/steelyard-isms/steelyard/internal/store"
)

// ways gives a server's answers over a socket and within the process: they must not differ.
func ways(t *testing.T, routes map[string]httpd.Handler) map[string]*http.Client {
	t.Helper()
	s, err := store.Open(t.Context(), store.Options{DSN: filepath.Join(t.TempDir(), "steelyard.db"), Registry: kinds.Registry()})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = s.Close() })
	svc, err := service.New(service.Options{Store: s, Formats: collect.NewFormats()})
	if err != nil {
		t.Fatal(err)
	}
	srv := httpd.New(httpd.Options{Service: svc, Sessions: memstore.NewWithCleanupInterval(0), Log: slog.New(slog.DiscardHandler)})
	for pattern, h := range routes {
		srv.Handle(pattern, httpd.Public, h)
	}
	served := httptest.NewServer(srv.Handler())
	t.Cleanup(served.Close)
	host := strings.TrimPrefix(served.URL, "http://")
	socket := &http.Transport{DialContext: func(ctx context.Context, network, _ string) (net.Conn, error) {
		return (&net.Dialer{}).DialContext(ctx, network, host)
	}}
	t.Cleanup(socket.CloseIdleConnections)
	return map[string]*http.Client{"far": {Transport: socket}, "near": {Transport: srv.Local(access.Console("cli"))}}
}

func ask(t *testing.T, ctx context.Context, method, path, body string) *http.Request {
	t.Helper()
	r, err := http.NewRequestWithContext(ctx, method, "http://local"+path, strings.NewReader(body))
	if err != nil {
		t.Fatal(err)
	}
	return r
}

// What was asked comes back as it would over a socket: status, headers and body, whole and as it is written.
func TestNearAnswersAsFar(t *testing.T) {
	goOn := make(chan struct{}, 2)
	for way, c := range ways(t, map[string]httpd.Handler{
		"POST /echo/{part}": func(w http.ResponseWriter, r *http.Request) error {
			b, err := io.ReadAll(r.Body)
			w.Header().Set("X-Part", r.PathValue("part")+" "+r.URL.RawQuery)
			w.WriteHeader(http.StatusTeapot)
			w.Header().Set("X-Late", "is not sent")
			_, _ = w.Write(b)
			return err
		},
		"GET /empty":  func(http.ResponseWriter, *http.Request) error { return nil },
		"GET /absent": func(http.ResponseWriter, *http.Request) error { return fault.New(fault.NotFound, "not here") },
		"GET /parts": func(w http.ResponseWriter, r *http.Request) error {
			_, _ = io.WriteString(w, "first ")
			_ = http.NewResponseController(w).Flush()
			<-goOn // until it was read
			_, _ = io.WriteString(w, "second")
			return nil
		},
	}) {
		read := func(method, path, body string) (status string, h http.Header, text string) {
			t.Helper()
			resp, err := c.Do(ask(t, t.Context(), method, path, body))
			if err != nil {
				t.Fatalf("%s: %v", way, err)
			}
			defer resp.Body.Close()
			b, err := io.ReadAll(resp.Body)
			if err != nil {
				t.Errorf("%s: %v", way, err)
			}
			return resp.Status, resp.Header, string(b)
		}
		long := strings.Repeat("body ", 100_000)
		status, h, body := read("POST", "/echo/a%2Fb?x=1", long)
		if status != "418 I'm a teapot" || h.Get("X-Part") != "a/b x=1" || h.Get("X-Late") != "" || body != long || h.Get("X-Request-Id") == "" {
			t.Errorf("%s it answers %s with %v and %d bytes", way, status, h, len(body))
		}
		if status, _, body = read("GET", "/empty", ""); status != "200 OK" || body != "" {
			t.Errorf("%s nothing is %s %q", way, status, body)
		}
		if status, _, body = read("GET", "/absent", ""); status != "404 Not Found" || body != "not here\n" {
			t.Errorf("%s what is absent is %s %q", way, status, body)
		}
		resp, err := c.Do(ask(t, t.Context(), "GET", "/parts", ""))
		if err != nil {
			t.Fatal(err)
		}
		first := make([]byte, 6)
		if _, err := io.ReadFull(resp.Body, first); err != nil || string(first) != "first " {
			t.Errorf("%s the first part is %q: %v", way, first, err)
		}
		goOn <- struct{}{}
		if rest, err := io.ReadAll(resp.Body); err != nil || string(rest) != "second" {
			t.Errorf("%s the second part is %q: %v", way, rest, err)
		}
		_ = resp.Body.Close()
	}
}

// A handler that fails in the midst of an answer leaves half of a table or file behind. Whoever reads it must notice.
func TestHalfAnAnswerIsNoAnswer(t *testing.T) {
	for way, c := range ways(t, map[string]httpd.Handler{
		"GET /panic": func(w http.ResponseWriter, _ *http.Request) error {
			_, _ = io.WriteString(w, "half of it")
			_ = http.NewResponseController(w).Flush()
			panic("a mistake of ours")
		},
		"GET /abort": func(w http.ResponseWriter, _ *http.Request) error {
			_, _ = io.WriteString(w, "half of it")
			_ = http.NewResponseController(w).Flush()
			panic(http.ErrAbortHandler)
		},
		"GET /panic-at-once": func(http.ResponseWriter, *http.Request) error { panic("a mistake of ours") },
		"GET /abort-at-once": func(http.ResponseWriter, *http.Request) error { panic(http.ErrAbortHandler) },
	}) {
		for _, path := range []string{"/panic", "/abort"} {
			resp, err := c.Do(ask(t, t.Context(), "GET", path, ""))
			if err != nil {
				t.Fatal(err)
			}
			if b, err := io.ReadAll(resp.Body); !errors.Is(err, io.ErrUnexpectedEOF) || string(b) != "half of it" {
				t.Errorf("%s, %s ends with %q and %v: it looks whole", way, path, b, err)
			}
			_ = resp.Body.Close()
		}
		resp, err := c.Do(ask(t, t.Context(), "GET", "/panic-at-once", ""))
		if err != nil || resp.StatusCode != http.StatusInternalServerError {
			t.Fatalf("%s, a mistake of ours is answered with %v %v", way, resp, err)
		}
		_ = resp.Body.Close()
		if resp, err = c.Do(ask(t, t.Context(), "GET", "/abort-at-once", "")); err == nil {
			t.Errorf("%s, what was given up is answered with %s", way, resp.Status)
			_ = resp.Body.Close()
		}
	}
}

// Whoever has heard enough, or waits no longer, lets the handler go: nothing is left running in the process.
func TestNearLetsGo(t *testing.T) {
	waits := make(chan struct{}, 1)
	c := ways(t, map[string]httpd.Handler{
		"GET /endless": func(w http.ResponseWriter, _ *http.Request) error {
			for {
				if _, err := io.WriteString(w, strings.Repeat("x", 1000)); err != nil {
					return err
				}
			}
		},
		"GET /silent": func(_ http.ResponseWriter, r *http.Request) error {
			waits <- struct{}{}
			<-r.Context().Done()
			return r.Context().Err()
		},
	})["near"]
	defer goleak.VerifyNone(t, goleak.IgnoreCurrent())
	resp, err := c.Do(ask(t, t.Context(), "GET", "/endless", ""))
	if err != nil {
		t.Fatal(err)
	}
	_, _ = io.CopyN(io.Discard, resp.Body, 5000)
	if err := resp.Body.Close(); err != nil {
		t.Error(err)
	}
	ctx, cancel := context.WithCancel(t.Context())
	go func() {
		<-waits
		cancel()
	}()
	if resp, err := c.Do(ask(t, ctx, "GET", "/silent", "")); !errors.Is(err, context.Canceled) {
		t.Errorf("a request that is called off ends with %v", err)
		if resp != nil {
			_ = resp.Body.Close()
		}
	}
	late, cancel := context.WithTimeout(t.Context(), time.Millisecond)
	defer cancel()
	if resp, err := c.Do(ask(t, late, "GET", "/silent", "")); !errors.Is(err, context.DeadlineExceeded) {
		t.Errorf("a request that takes too long ends with %v", err)
		if resp != nil {
			_ = resp.Body.Close()
		}
	}
}
