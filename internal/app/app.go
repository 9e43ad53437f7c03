// Package app puts the parts together and runs them: what main starts, and what end-to-end tests start in-process. It
// decides nothing that a part could decide itself.
package app

import (
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net"
	"net/http"
	"strings"
	"sync"
	"time"

	"github.com/steelyard-isms/steelyard/internal/access"
	"github.com/steelyard-isms/steelyard/internal/api"
	"github.com/steelyard-isms/steelyard/internal/collect"
	"github.com/steelyard-isms/steelyard/internal/collect/csvfile"
	"github.com/steelyard-isms/steelyard/internal/collect/gophish"
	"github.com/steelyard-isms/steelyard/internal/collect/jsonfile"
	"github.com/steelyard-isms/steelyard/internal/collect/lynis"
	"github.com/steelyard-isms/steelyard/internal/collect/prometheus"
	"github.com/steelyard-isms/steelyard/internal/collect/xccdf"
	"github.com/steelyard-isms/steelyard/internal/collect/xlsxfile"
	"github.com/steelyard-isms/steelyard/internal/demo"
	"github.com/steelyard-isms/steelyard/internal/fault"
	"github.com/steelyard-isms/steelyard/internal/httpd"
	"github.com/steelyard-isms/steelyard/internal/kinds"
	"github.com/steelyard-isms/steelyard/internal/service"
	"github.com/steelyard-isms/steelyard/internal/store"
	"github.com/steelyard-isms/steelyard/internal/web"
)

// Formats lists the formats that files are read in. CONTRIBUTING.md says what a new one touches.
func Formats() *collect.Formats {
	return collect.NewFormats(lynis.Format{}, xccdf.Format{}, gophish.Format{}, prometheus.Format{}, csvfile.Format{}, xlsxfile.Format{}, jsonfile.Format{})
}

// Options say what to run.
type Options struct {
	Database string // postgres:// address, or path of a SQLite file
	Listen   string // host:port; port 0 picks one
	Public   string // address that people use, such as https://steelyard.example.org; empty: where it listens
	Demo     bool   // the demonstration: loopback only, visitors choose who they are
	Log      *slog.Logger
	Now      func() time.Time // the present of a demonstration, also when it has been told; time.Now unless told
	// PerSecond and Burst bound the requests to the API on behalf of one principal; httpd's defaults unless told
	PerSecond float64
	Burst     int
	Proxies   httpd.Proxies // reverse proxies whose word for the client's address is taken
}

// App is a running Steelyard.
type App struct {
	Store    *store.Store
	Service  *service.Service
	http     *httpd.Server
	public   string
	server   *http.Server
	listener net.Listener
	log      *slog.Logger
}

// Open opens the store and the service on it, without a server: for commands.
func Open(ctx context.Context, database string, log *slog.Logger) (*App, error) {
	return open(ctx, Options{Database: database, Log: log}, nil)
}

func open(ctx context.Context, o Options, clock func() time.Time) (*App, error) {
	if o.Log == nil {
		o.Log = slog.New(slog.DiscardHandler)
	}
	st, err := store.Open(ctx, store.Options{DSN: o.Database, Registry: kinds.Registry(), Log: o.Log, Clock: clock})
	if err != nil {
		return nil, err
	}
	svc, err := service.New(service.Options{Store: st, Formats: Formats(), Log: o.Log, Clock: clock})
	if err != nil {
		return nil, errors.Join(err, st.Close())
	}
	return &App{Store: st, Service: svc, log: o.Log}, nil
}

// New opens everything and listens. The caller runs and closes it.
func New(ctx context.Context, o Options) (*App, error) {
	if o.Demo {
		if err := loopback(o.Listen); err != nil {
			return nil, err
		}
	}
	a, err := openFor(ctx, o)
	if err != nil {
		return nil, err
	}
	demonstration, err := a.Service.Demonstration(ctx)
	if err == nil && demonstration != o.Demo {
		err = mismatch(demonstration)
	}
	if err == nil {
		err = a.listen(ctx, o)
	}
	if err != nil {
		return nil, errors.Join(err, a.Close())
	}
	return a, nil
}

// openFor opens the store, and tells the demonstration's history into a new one.
func openFor(ctx context.Context, o Options) (*App, error) {
	if !o.Demo {
		return open(ctx, o, nil)
	}
	clock := &demo.Clock{Present: o.Now}
	a, err := open(ctx, o, clock.Now)
	if err != nil {
		return nil, err
	}
	if a.Service.Seq() > 0 {
		return a, nil
	}
	if err := demo.Seed(ctx, a.Store, a.Service, clock, clock.Now()); err != nil {
		return nil, errors.Join(err, a.Close())
	}
	return a, nil
}

func mismatch(demonstration bool) error {
	if demonstration {
		return fault.New(fault.Conflict, "this database holds the demonstration: start it with steelyard demo, or use another database")
	}
	return fault.New(fault.Conflict, "this database holds real data: the demonstration, where visitors choose who they are, does not open it")
}

// loopback refuses to show the demonstration to a network: whoever reaches it can be anyone in it.
func loopback(listen string) error {
	host, _, err := net.SplitHostPort(listen)
	if err == nil {
		if ip := net.ParseIP(host); host == "localhost" || ip != nil && ip.IsLoopback() {
			return nil
		}
	}
	return fault.InvalidField("the demonstration cannot listen there", fault.Field{Path: "listen", Reason: fmt.Sprintf("%q is not on this machine only", listen),
		Remedy: "Use 127.0.0.1:8080"})
}

func (a *App) listen(ctx context.Context, o Options) error {
	srv := httpd.New(httpd.Options{Service: a.Service, Sessions: a.Store.Sessions(), Log: a.log, Secure: strings.HasPrefix(o.Public, "https:"),
		PerSecond: o.PerSecond, Burst: o.Burst, Proxies: o.Proxies})
	api.Register(srv, a.Service)
	if err := web.Register(srv, a.Service, web.Options{Demo: o.Demo, Public: o.Public}); err != nil {
		return err
	}
	listener, err := (&net.ListenConfig{}).Listen(ctx, "tcp", o.Listen)
	if err != nil {
		return fault.Wrap(fault.Unavailable, err, "cannot listen at %s", o.Listen)
	}
	a.listener, a.http, a.public = listener, srv, strings.TrimSuffix(o.Public, "/")
	a.server = &http.Server{Handler: srv.Handler(), ReadHeaderTimeout: 10 * time.Second, ReadTimeout: 10 * time.Minute,
		WriteTimeout: 10 * time.Minute, IdleTimeout: 2 * time.Minute, MaxHeaderBytes: 64 << 10, ErrorLog: slog.NewLogLogger(a.log.Handler(), slog.LevelWarn)}
	a.server.RegisterOnShutdown(srv.Stop) // what answers without an end must not keep the server from ending
	return nil
}

// Address is where the server listens.
func (a *App) Address() string { return "http://" + a.listener.Addr().String() }

// people is the address that people use.
func (a *App) people() string {
	if a.public != "" {
		return a.public
	}
	return a.Address()
}

// Routes lists what the server answers, with what each route needs.
func (a *App) Routes() []httpd.Route { return a.http.Routes() }

// Welcome tells what a first visitor needs: where to go, and the one-time link where there is no account yet.
func (a *App) Welcome(ctx context.Context, w io.Writer) error {
	secret, err := a.Service.SetupLink(ctx)
	if err != nil {
		return err
	}
	if secret == "" {
		_, err = fmt.Fprintf(w, "Steelyard is at %s\n", a.people())
		return err
	}
	_, err = fmt.Fprintf(w, "Steelyard is at %s\nThere is no account yet. Make the first administrator here, once, within a day:\n%s/setup?link=%s\n", a.people(), a.people(), secret)
	return err
}

// Run serves until the context ends, then lets requests finish.
func (a *App) Run(ctx context.Context) error {
	failed := make(chan error, 1)
	go func() { failed <- a.server.Serve(a.listener) }()
	go a.Service.PrepareSearch()
	keeping, stop := context.WithCancel(ctx)
	var kept sync.WaitGroup
	kept.Go(func() { a.Service.KeepStatuses(keeping) })
	kept.Go(func() { a.Store.KeepFound(keeping) })
	defer func() { stop(); kept.Wait() }() // the store is closed after this
	select {
	case err := <-failed:
		return err
	case <-ctx.Done():
	}
	grace, cancel := context.WithTimeout(context.WithoutCancel(ctx), 10*time.Second)
	defer cancel()
	err := a.server.Shutdown(grace)
	if served := <-failed; !errors.Is(served, http.ErrServerClosed) {
		err = errors.Join(err, served)
	}
	return err
}

// Close closes what is open.
func (a *App) Close() error {
	if a.listener != nil {
		_ = a.listener.Close() // a server that ran has closed it already
	}
	return a.Store.Close()
}

// Local gives a transport by which a command asks the API in this process on behalf of the operator, with no socket: the
// same handlers as a server has, and nobody else can reach them.
func (a *App) Local() http.RoundTripper {
	srv := httpd.New(httpd.Options{Service: a.Service, Sessions: a.Store.Sessions(), Log: a.log})
	api.Register(srv, a.Service)
	return srv.Local(Operator())
}

// Operator is whoever runs a command beside the database.
func Operator() access.Principal { return access.Console("cli") }
