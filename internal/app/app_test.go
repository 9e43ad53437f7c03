package app_test

import (
	"context"
	"crypto/sha256"
	"errors"
	"fmt"
	"io"
	"net/http"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/steelyard-isms/steelyard/internal/access"
	"github.com/steelyard-isms/steelyard/internal/app"
	"github.com/steelyard-isms/steelyard/internal/collect/sample"
	"github.com/steelyard-isms/steelyard/internal/fault"
	"github.com/steelyard-isms/steelyard/internal/httpd"
	"github.com/steelyard-isms/steelyard/internal/service"
	"github.com/steelyard-isms/steelyard/internal/store/pgtest"
)

func TestMain(m *testing.M) { pgtest.Main(m) }

// start runs the product until the test ends.
func start(t testing.TB, o app.Options) *app.App {
	t.Helper()
	o.Listen, o.PerSecond, o.Burst = "127.0.0.1:0", 1e6, 1e6 // a test or benchmark is no flood
	a, err := app.New(t.Context(), o)
	if err != nil {
		t.Fatal(err)
	}
	ctx, stop := context.WithCancel(context.Background())
	done := make(chan error, 1)
	go func() { done <- a.Run(ctx) }()
	t.Cleanup(func() {
		stop()
		if err := errors.Join(<-done, a.Close()); err != nil {
			t.Error("the server ended with", err)
		}
	})
	return a
}

// tokenOf makes an account with a role, and a token for it.
func tokenOf(t testing.TB, a *app.App, role access.Role) string {
	t.Helper()
	if _, err := a.Service.CreateAccount(t.Context(), app.Operator(), service.NewAccount{Login: string(role), Role: role}); err != nil {
		t.Fatal(err)
	}
	secret, _, err := a.Service.CreateToken(t.Context(), app.Operator(), string(role), "test", time.Hour)
	if err != nil {
		t.Fatal(err)
	}
	return secret
}

type answer struct {
	status int
	header http.Header
	body   string
}

var client = &http.Client{CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}

func ask(t testing.TB, method, url, token, body string, header ...string) answer {
	t.Helper()
	r, err := http.NewRequestWithContext(t.Context(), method, url, strings.NewReader(body))
	if err != nil {
		t.Fatal(err)
	}
	if token != "" {
		r.Header.Set("Authorization", "Bearer "+token)
	}
	for i := 0; i+1 < len(header); i += 2 {
		r.Header.Set(header[i], header[i+1])
	}
	resp, err := client.Do(r)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = resp.Body.Close() }()
	b, err := io.ReadAll(resp.Body)
	if err != nil {
		t.Fatal(err)
	}
	return answer{resp.StatusCode, resp.Header, string(b)}
}

var wildcard = regexp.MustCompile(`\{[^}]*\}`)

// Who is not signed in gets nowhere, but for the few addresses that are meant for everyone: listed here, so that a new
// one is a decision.
func TestEveryRouteNeedsSomeone(t *testing.T) {
	public := map[string]bool{"GET /healthz": true, "GET /readyz": true, "GET /assets/": true, "GET /sign-in": true, "POST /sign-in": true, "POST /sign-out": true,
		"GET /setup": true, "POST /setup": true, "GET /welcome": true, "POST /welcome": true, "GET /choose": true, "POST /choose": true, "GET /api/openapi.json": true, "GET /api/openapi.yaml": true}
	a := start(t, app.Options{Database: filepath.Join(t.TempDir(), "demo.db"), Demo: true})
	for _, route := range a.Routes() {
		if route.Need.IsPublic() {
			if !public[route.Pattern] {
				t.Errorf("%s is open to everyone", route.Pattern)
			}
			continue
		}
		method, path, found := strings.Cut(route.Pattern, " ")
		if !found {
			method, path = http.MethodGet, route.Pattern
		}
		got := ask(t, method, a.Address()+wildcard.ReplaceAllString(path, "x"), "", "")
		for got.status == http.StatusTooManyRequests { // there are more addresses than one visitor may ask for in one go
			time.Sleep(100 * time.Millisecond)
			got = ask(t, method, a.Address()+wildcard.ReplaceAllString(path, "x"), "", "")
		}
		toSignIn := got.status == http.StatusSeeOther && strings.HasPrefix(got.header.Get("Location"), "/choose")
		if got.status != http.StatusUnauthorized && !toSignIn {
			t.Errorf("%s answers nobody with %d: %.200s", route.Pattern, got.status, got.body)
		}
	}
}

// Pages and API speak under the strict policy, tell nothing of their insides, and refuse other sites.
func TestEveryAnswerIsGuarded(t *testing.T) {
	a := start(t, app.Options{Database: filepath.Join(t.TempDir(), "demo.db"), Demo: true})
	token := tokenOf(t, a, access.Auditor)
	content, err := sample.Files.ReadFile(sample.Lynis)
	if err != nil {
		t.Fatal(err)
	}
	file := fmt.Sprintf("/files/%x", sha256.Sum256(content))
	for path, status := range map[string]int{file: 200, file + "?as_of=entry:1": 404, file + "/preview": 200, file + "/preview?show=lines": 200, file + "/preview?as_of=entry:1": 404, "/files/" + strings.Repeat("0", 64) + "/preview": 404, "/scorecard": 200, "/nothing": 404, "/objectives/O-99": 404, "/scorecard?as_of=never": 422, "/measures/M-01/points/x": 422, "/measures/M-01/points/9": 404,
		"/files/" + strings.Repeat("0", 64): 404, "/runs/R-1": 404, "/healthz": 200, "/readyz": 200, "/metrics": 200, "/api/v1/measures": 200, "/api/v1/nothing": 404} {
		got := ask(t, http.MethodGet, a.Address()+path, token, "")
		if got.status != status {
			t.Errorf("%s answers %d, not %d: %.300s", path, got.status, status, got.body)
		}
		if policy := got.header.Get("Content-Security-Policy"); !strings.Contains(policy, "default-src 'none'") || strings.Contains(policy, "unsafe") {
			t.Errorf("%s has the policy %q", path, policy)
		}
		for _, inside := range []string{"SELECT", "goroutine", "internal/store", ".go:"} {
			if path != "/metrics" && strings.Contains(got.body, inside) {
				t.Errorf("%s tells %q of its insides", path, inside)
			}
		}
	}
	if got := ask(t, http.MethodPost, a.Address()+"/sign-out", "", "", "Origin", "https://evil.example", "Sec-Fetch-Site", "cross-site"); got.status != http.StatusForbidden {
		t.Errorf("another site can act for a visitor: %d", got.status)
	}
	if got := ask(t, http.MethodGet, a.Address()+"/scorecard", "steelyard_made-up", ""); got.status != http.StatusUnauthorized && got.status != http.StatusSeeOther {
		t.Errorf("a token that was made up answers %d", got.status)
	}
}

// A demonstration cannot be shown to a network, nor opened as a real store, nor the other way round.
func TestTheDemonstrationStaysApart(t *testing.T) {
	if _, err := app.New(t.Context(), app.Options{Database: filepath.Join(t.TempDir(), "demo.db"), Listen: "0.0.0.0:0", Demo: true}); !fault.Is(err, fault.Invalid) {
		t.Errorf("the demonstration listens to everyone: %v", err)
	}
	real := filepath.Join(t.TempDir(), "real.db")
	a := start(t, app.Options{Database: real})
	tokenOf(t, a, access.Auditor)
	if _, err := app.New(t.Context(), app.Options{Database: real, Listen: "127.0.0.1:0", Demo: true}); !fault.Is(err, fault.Conflict) {
		t.Errorf("real data are opened where visitors choose who they are: %v", err)
	}
}

const unit = `{"title":"Enterprise","spec":{"level":"organisation"}}`

// Two nodes share one PostgreSQL: who writes on one sees it on the other at once, everyone else within a second.
func TestTwoNodes(t *testing.T) {
	dsn := pgtest.DSN(t)
	one, two := start(t, app.Options{Database: dsn}), start(t, app.Options{Database: dsn})
	token := tokenOf(t, one, access.ISMSManager)
	for i, name := range []string{"a", "b", "c", "d", "e"} {
		wrote := ask(t, http.MethodPut, one.Address()+"/api/v1/units/"+name, token, unit)
		if wrote.status != http.StatusCreated {
			t.Fatalf("%d: %s", wrote.status, wrote.body)
		}
		seq := wrote.header.Get(httpd.SeqHeader)
		if got := ask(t, http.MethodGet, two.Address()+"/api/v1/units/"+name, token, "", httpd.SeqHeader, seq); got.status != http.StatusOK {
			t.Errorf("write %d: its own writer does not see it on the other node: %d", i, got.status)
		}
	}
	wrote := ask(t, http.MethodPut, two.Address()+"/api/v1/units/f", token, unit)
	began := time.Now()
	for ask(t, http.MethodGet, one.Address()+"/api/v1/units/f", token, "").status != http.StatusOK {
		if time.Since(began) > time.Second {
			t.Fatalf("entry %s is not seen by others within a second", wrote.header.Get(httpd.SeqHeader))
		}
		time.Sleep(10 * time.Millisecond)
	}
	ahead := ask(t, http.MethodGet, one.Address()+"/api/v1/units", token, "", httpd.SeqHeader, "999999")
	if ahead.status != http.StatusOK || ahead.header.Get(httpd.BehindHeader) != "true" {
		t.Errorf("a node that cannot show what its reader wrote does not say so: %d %v", ahead.status, ahead.header)
	}
}

// The first administrator comes by the one-time link that the server prints.
func TestFirstAdministrator(t *testing.T) {
	a := start(t, app.Options{Database: filepath.Join(t.TempDir(), "real.db")})
	var said strings.Builder
	if err := a.Welcome(t.Context(), &said); err != nil {
		t.Fatal(err)
	}
	_, link, ok := strings.Cut(strings.TrimSpace(said.String()), "?link=")
	if !ok {
		t.Fatalf("no link is printed: %s", &said)
	}
	form := "Content-Type"
	kind := "application/x-www-form-urlencoded"
	if got := ask(t, http.MethodPost, a.Address()+"/setup", "", "link="+link+"&name=kari&password=short", form, kind); got.status != http.StatusUnprocessableEntity || !strings.Contains(got.body, "Password has fewer than 12 characters") {
		t.Errorf("a short password answers %d", got.status)
	}
	got := ask(t, http.MethodPost, a.Address()+"/setup", "", "link="+link+"&name=kari&password=a+sentence+is+easy+to+keep", form, kind)
	if got.status != http.StatusSeeOther {
		t.Fatalf("the link does not work: %d %s", got.status, got.body)
	}
	cookie := got.header.Get("Set-Cookie")
	if !strings.Contains(cookie, "HttpOnly") || !strings.Contains(cookie, "SameSite=Lax") {
		t.Errorf("the session's cookie is %s", cookie)
	}
	if page := ask(t, http.MethodGet, a.Address()+"/scorecard", "", "", "Cookie", strings.Split(cookie, ";")[0]); page.status != http.StatusOK {
		t.Errorf("the first page answers %d", page.status)
	}
	if page := ask(t, http.MethodGet, a.Address()+"/accounts", "", "", "Cookie", strings.Split(cookie, ";")[0]); page.status != http.StatusOK || strings.Contains(page.body, "never") {
		t.Errorf("whoever is here is said never to have signed in: %d", page.status)
	}
	if bad := ask(t, http.MethodPost, a.Address()+"/sign-in", "", "name=kari&password=wrong+sentence+here", form, kind); bad.status != http.StatusUnauthorized {
		t.Errorf("a wrong password answers %d", bad.status)
	}
}

// What the server tells Prometheus names routes, never addresses of records.
func TestMetrics(t *testing.T) {
	a := start(t, app.Options{Database: filepath.Join(t.TempDir(), "demo.db"), Demo: true})
	token := tokenOf(t, a, access.Auditor)
	ask(t, http.MethodGet, a.Address()+"/objectives/O-01", token, "")
	got := ask(t, http.MethodGet, a.Address()+"/metrics", token, "")
	for _, want := range []string{"steelyard_journal_entry ", "steelyard_records ", `route="GET /objectives/{ref}"`, "process_resident_memory_bytes"} {
		if !strings.Contains(got.body, want) {
			t.Errorf("metrics lack %s", want)
		}
	}
	if strings.Contains(got.body, "O-01") {
		t.Error("metrics name a record")
	}
}
