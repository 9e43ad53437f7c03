package api_test

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"path/filepath"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/alexedwards/scs/v2/memstore"

	"github.com/steelyard-isms/steelyard/internal/access"
	"github.com/steelyard-isms/steelyard/internal/api"
	"github.com/steelyard-isms/steelyard/internal/collect"
	"github.com/steelyard-isms/steelyard/internal/collect/csvfile"
	"github.com/steelyard-isms/steelyard/internal/collect/lynis"
	"github.com/steelyard-isms/steelyard/internal/collect/xccdf"
	"github.com/steelyard-isms/steelyard/internal/httpd"
	"github.com/steelyard-isms/steelyard/internal/kinds"
	"github.com/steelyard-isms/steelyard/internal/record"
	"github.com/steelyard-isms/steelyard/internal/service"
	"github.com/steelyard-isms/steelyard/internal/store"
	"github.com/steelyard-isms/steelyard/internal/store/pgtest"
)

func TestMain(m *testing.M) { pgtest.Main(m) }

// server is a running API on a store of its own, with a token for each role.
type server struct {
	noted   string // a note that was written
	t       testing.TB
	handler http.Handler
	httpd   *httpd.Server
	service *service.Service
	store   *store.Store
	tokens  map[access.Role]string
	log     *bytes.Buffer
}

func databases(t *testing.T) map[string]string {
	return map[string]string{"sqlite": filepath.Join(t.TempDir(), "steelyard.db"), "postgres": pgtest.DSN(t)}
}

// firstDay is when each test begins, so that the freshness of what it sends does not depend on when it runs.
var firstDay = time.Date(2026, 7, 5, 12, 0, 0, 0, time.UTC)

func start(t testing.TB, dsn string) *server {
	t.Helper()
	return startWith(t, dsn, kinds.Registry())
}

func startWith(t testing.TB, dsn string, registry *record.Registry) *server {
	t.Helper()
	return startPaced(t, dsn, registry, 1e6, 1e6) // a test is no flood; that one is bounded has a test of its own
}

// paced is a server that answers one account only so often.
func paced(t testing.TB, perSecond float64, burst int) *server {
	t.Helper()
	return startPaced(t, filepath.Join(t.TempDir(), "steelyard.db"), kinds.Registry(), perSecond, burst)
}

func startPaced(t testing.TB, dsn string, registry *record.Registry, perSecond float64, burst int) *server {
	t.Helper()
	began := time.Now()
	return startClocked(t, dsn, registry, perSecond, burst, func() time.Time { return firstDay.Add(time.Since(began)) })
}

// startClocked is a server whose time the test tells.
func startClocked(t testing.TB, dsn string, registry *record.Registry, perSecond float64, burst int, clock func() time.Time) *server {
	t.Helper()
	out := open(t, dsn, registry, perSecond, burst, clock)
	operator := access.Console("cli")
	for _, role := range access.Roles {
		if _, err := out.service.CreateAccount(t.Context(), operator, service.NewAccount{Login: string(role), Role: role}); err != nil {
			t.Fatal(err)
		}
		secret, _, err := out.service.CreateToken(t.Context(), operator, string(role), "test", tokensLast)
		if err != nil {
			t.Fatal(err)
		}
		out.tokens[role] = secret
	}
	return out
}

// open starts a server on a store that may hold something already.
func open(t testing.TB, dsn string, registry *record.Registry, perSecond float64, burst int, clock func() time.Time) *server {
	t.Helper()
	s, err := store.Open(t.Context(), store.Options{DSN: dsn, Registry: registry, Clock: clock})
	if err != nil {
		t.Fatal(err)
	}
	keeping, stop := context.WithCancel(context.Background())
	var kept sync.WaitGroup
	kept.Go(func() { s.KeepFound(keeping) }) // as a server does
	t.Cleanup(func() {
		stop()
		kept.Wait()
		if err := s.Close(); err != nil {
			t.Error(err)
		}
	})
	svc, err := service.New(service.Options{Store: s, Formats: collect.NewFormats(lynis.Format{}, xccdf.Format{}, csvfile.Format{}), Clock: clock})
	if err != nil {
		t.Fatal(err)
	}
	out := &server{t: t, service: svc, store: s, tokens: map[access.Role]string{}, log: &bytes.Buffer{}}
	out.httpd = httpd.New(httpd.Options{Service: svc, Sessions: memstore.New(), Log: slog.New(slog.NewTextHandler(out.log, nil)),
		PerSecond: perSecond, Burst: burst})
	api.Register(out.httpd, svc)
	out.handler = out.httpd.Handler()
	return out
}

// tokensLast is as long as a token may last.
const tokensLast = 365 * 24 * time.Hour

func sqlite(t testing.TB) *server {
	t.Helper()
	return start(t, filepath.Join(t.TempDir(), "steelyard.db"))
}

// call is one request. Without a role it has no credentials.
type call struct {
	method, path string
	role         access.Role
	header       map[string]string
	body         string
	from         string // address of the sender; many different ones unless told
}

var addresses atomic.Int64

func (s *server) do(c call) *httptest.ResponseRecorder {
	s.t.Helper()
	var body io.Reader
	if c.body != "" {
		body = strings.NewReader(c.body)
	}
	ctx := context.Background()
	if strings.HasPrefix(c.path, "/api/v1/events/stream") { // has no end of its own
		listening, gone := context.WithTimeout(ctx, 150*time.Millisecond)
		defer gone()
		ctx = listening
	}
	r := httptest.NewRequestWithContext(ctx, c.method, c.path, body)
	n := addresses.Add(1) / 100 // the limit of requests is for one address
	r.RemoteAddr = fmt.Sprintf("192.0.%d.%d:1000", n/200%200, n%200)
	if c.from != "" {
		r.RemoteAddr = c.from
	}
	if c.role != "" {
		r.Header.Set("Authorization", "Bearer "+s.tokens[c.role])
	}
	if c.body != "" && c.header["Content-Type"] == "" {
		r.Header.Set("Content-Type", "application/json")
	}
	for name, value := range c.header {
		r.Header.Set(name, value)
	}
	w := httptest.NewRecorder()
	s.handler.ServeHTTP(w, r)
	return w
}

// must sends a request that has to succeed, and reads the answer.
func (s *server) must(status int, c call, into any) *httptest.ResponseRecorder {
	s.t.Helper()
	w := s.do(c)
	if w.Code != status {
		s.t.Fatalf("%s %s answers %d, not %d: %s", c.method, c.path, w.Code, status, w.Body)
	}
	if into != nil {
		if err := json.Unmarshal(w.Body.Bytes(), into); err != nil {
			s.t.Fatalf("%s %s answers what is not JSON: %v: %s", c.method, c.path, err, w.Body)
		}
	}
	return w
}

const manager, auditor, collector = access.ISMSManager, access.Auditor, access.Collector

// programme is what the tests declare: two perspectives, two objectives, four measures, and a source.
var programme = []struct{ kind, name, body string }{
	{"units", "enterprise", `{"title":"Enterprise","spec":{"level":"organisation"}}`},
	{"people", "lead", `{"spec":{"full_name":"Kari Solberg","unit":"enterprise"}}`},
	{"scorecards", "security", `{"title":"Security","spec":{"unit":"enterprise"}}`},
	{"perspectives", "defence", `{"title":"Defence","spec":{"scorecard":"security","weight":2,"position":1}}`},
	{"perspectives", "resilience", `{"title":"Resilience","spec":{"scorecard":"security","weight":1,"position":2}}`},
	{"sources", "accounts", `{"title":"Accounts","spec":{"unit":"enterprise","format":"csv","mapping":{"rows":"file","values":[{"name":"share","operation":"share","where":[{"column":"mfa","equals":"yes"}]}]}}}`},
	{"measures", "mfa", `{"title":"Multi-factor","spec":{"unit":"enterprise","owner":"lead","unit_of_measure":"%","period_days":30,"scale":{"direction":"higher","knots":{"worst":50,"red":85,"green":95,"target":99}}}}`},
	{"measures", "repair", `{"title":"Time to repair","spec":{"unit":"enterprise","owner":"lead","unit_of_measure":"days","period_days":91,"scale":{"direction":"lower","knots":{"worst":60,"red":30,"green":15,"target":7}}}}`},
	{"measures", "restore", `{"title":"Restores that worked","spec":{"unit":"enterprise","owner":"lead","period_days":91,"scale":{"direction":"higher","knots":{"red":70,"green":95},"limits":{"max":100}}}}`},
	{"measures", "read", `{"title":"Read from a file","spec":{"unit":"enterprise","owner":"lead","source":"accounts","value":"share","period_days":30,"scale":{"direction":"higher","knots":{"red":50,"green":90}}}}`},
	{"objectives", "protect", `{"title":"Protect accounts","state":"active","spec":{"unit":"enterprise","owner":"lead","perspective":"defence","weight":1,"measures":[{"measure":"mfa","weight":3},{"measure":"repair","weight":2},{"measure":"read","weight":1}],
		"targets":[{"measure":"repair","baseline":45,"start":"2026-01-01","plan":{"target":15,"due":"2026-12-31"}}]}}`},
	{"objectives", "recover", `{"title":"Recover","state":"active","spec":{"unit":"enterprise","owner":"lead","perspective":"resilience","weight":1,"measures":[{"measure":"restore","weight":1}]}}`},
}

// declared is a server with the programme on it.
func (s *server) declare() *server {
	s.t.Helper()
	for _, p := range programme {
		s.must(201, call{method: "PUT", path: "/api/v1/" + p.kind + "/" + p.name, role: access.Administrator, body: p.body}, nil)
	}
	return s
}

// problem reads an answer that tells of a failure, and holds it to its form.
func (s *server) problem(w *httptest.ResponseRecorder) api.Problem {
	s.t.Helper()
	var p api.Problem
	d := json.NewDecoder(w.Body)
	d.DisallowUnknownFields()
	if err := d.Decode(&p); err != nil {
		s.t.Errorf("a failure of status %d is no problem document: %v", w.Code, err)
	}
	if got := w.Header().Get("Content-Type"); got != "application/problem+json" {
		s.t.Errorf("a failure has the media type %q", got)
	}
	if p.Status != w.Code || p.Type == "" || p.Title == "" || p.Detail == "" || p.Instance == "" || p.Instance != w.Header().Get("X-Request-Id") {
		s.t.Errorf("a failure of status %d leaves something out: %+v", w.Code, p)
	}
	return p
}

// item is a record in an answer.
type item struct {
	UID      record.UID
	Name     string
	Code     string
	Title    string
	Revision int64
	Seq      int64
	Retired  bool
	Spec     json.RawMessage
	Action   string
	Reason   string
	By       struct{ Account, Person, Via string }
}

type page struct {
	Items []item
	Next  *string
	Seq   int64
}
