package client_test

import (
	"context"
	"errors"
	"net/http"
	"path/filepath"
	"testing"
	"time"

	"github.com/steelyard-isms/steelyard/client"
	"github.com/steelyard-isms/steelyard/internal/access"
	"github.com/steelyard-isms/steelyard/internal/app"
	"github.com/steelyard-isms/steelyard/internal/service"
	"github.com/steelyard-isms/steelyard/internal/store/pgtest"
)

// server is a Steelyard as an operator runs it, on a socket and a database of its own.
type server struct {
	*app.App
	database string
	stop     func()
}

// start runs a server until the test ends, or until it is stopped before.
func start(t testing.TB, database string) *server {
	t.Helper()
	a, err := app.New(t.Context(), app.Options{Database: database, Listen: "127.0.0.1:0", PerSecond: 1e6, Burst: 1e6}) // a test is no flood
	if err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithCancel(context.Background())
	done := make(chan error, 1)
	go func() { done <- a.Run(ctx) }()
	stopped := false
	s := &server{App: a, database: database, stop: func() {
		if stopped {
			return
		}
		stopped = true
		cancel()
		if err := errors.Join(<-done, a.Close()); err != nil {
			t.Error("the server ended with", err)
		}
	}}
	t.Cleanup(s.stop)
	return s
}

func fresh(t testing.TB) *server {
	t.Helper()
	return start(t, filepath.Join(t.TempDir(), "steelyard.db"))
}

// token makes an account with a role, and a token for it.
func (s *server) token(t testing.TB, role access.Role) string {
	t.Helper()
	if _, err := s.Service.CreateAccount(t.Context(), app.Operator(), service.NewAccount{Login: string(role), Role: role}); err != nil {
		t.Fatal(err)
	}
	secret, _, err := s.Service.CreateToken(t.Context(), app.Operator(), string(role), "test", time.Hour)
	if err != nil {
		t.Fatal(err)
	}
	return secret
}

// as is a client with the rights of a role.
func (s *server) as(t testing.TB, role access.Role, o ...client.Option) *client.Client {
	t.Helper()
	return connect(t, s.Address(), s.token(t, role), o...)
}

// connect makes a client that does not wait long.
func connect(t testing.TB, address, token string, o ...client.Option) *client.Client {
	t.Helper()
	c, err := client.New(address, token, append([]client.Option{client.WithPauses(time.Millisecond, 50*time.Millisecond)}, o...)...)
	if err != nil {
		t.Fatal(err)
	}
	return c
}

// through is a transport that does as a function does.
type through func(*http.Request) (*http.Response, error)

// RoundTrip calls it.
func (f through) RoundTrip(r *http.Request) (*http.Response, error) { return f(r) }

func TestMain(m *testing.M) { pgtest.Main(m) }

type object = map[string]any

func text(s string) *string { return &s }

// programme is what the tests declare: a unit with an owner, an objective with two measures, and a source of one of them.
var programme = []client.Change{
	{Action: "put", Kind: "unit", Name: "enterprise", Title: text("Enterprise"), Spec: object{"level": "organisation"}},
	{Action: "put", Kind: "person", Name: "lead", Spec: object{"full_name": "Kari Solberg", "unit": "enterprise"}},
	{Action: "put", Kind: "scorecard", Name: "security", Title: text("Security"), Spec: object{"unit": "enterprise"}},
	{Action: "put", Kind: "perspective", Name: "defence", Title: text("Defence"), Spec: object{"scorecard": "security", "weight": 1, "position": 1}},
	{Action: "put", Kind: "source", Name: "lynis", Title: text("Lynis"), Spec: object{"unit": "enterprise", "format": "lynis"}},
	{Action: "put", Kind: "measure", Name: "mfa", Title: text("Multi-factor sign-in"), Spec: object{"unit": "enterprise", "owner": "lead", "unit_of_measure": "%", "period_days": 30,
		"scale": object{"direction": "higher", "knots": object{"red": 85, "green": 95}}}},
	{Action: "put", Kind: "measure", Name: "hardening", Title: text("Hardening"), Spec: object{"unit": "enterprise", "owner": "lead", "source": "lynis", "value": "hardening_index", "period_days": 30,
		"scale": object{"direction": "higher", "knots": object{"red": 50, "green": 80}}}},
	{Action: "put", Kind: "objective", Name: "protect", Title: text("Protect accounts"), State: "active", Spec: object{"unit": "enterprise", "owner": "lead", "perspective": "defence", "weight": 1,
		"measures": []object{{"measure": "mfa", "weight": 2}, {"measure": "hardening", "weight": 1}}}},
}

// declared is an administrator on a server with the programme.
func declared(t testing.TB) (*server, *client.Client) {
	t.Helper()
	s := fresh(t)
	c := s.as(t, access.Administrator)
	if _, err := c.Bulk(t.Context(), programme, client.BulkOptions{}); err != nil {
		t.Fatal(err)
	}
	return s, c
}

// refused holds an error to be a problem of a code that names a place.
func refused(t testing.TB, what string, err error, code client.Code, field string) *client.Problem {
	t.Helper()
	p, ok := errors.AsType[*client.Problem](err)
	if !ok || p.Code() != code || field != "" && (len(p.Errors) == 0 || p.Errors[0].Field != field) {
		t.Errorf("%s: the error is %v, not %s at %q", what, err, code, field)
		return &client.Problem{}
	}
	return p
}

func must[T any](t testing.TB) func(T, error) T {
	t.Helper()
	return func(x T, err error) T {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
		return x
	}
}
