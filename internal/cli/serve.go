package cli

import (
	"errors"
	"fmt"
	"log/slog"
	"net/url"
	"time"

	"github.com/steelyard-isms/steelyard/internal/app"
	"github.com/steelyard-isms/steelyard/internal/fault"
	"github.com/steelyard-isms/steelyard/internal/httpd"
	"github.com/steelyard-isms/steelyard/internal/store"
)

type serveCommand struct {
	database
	Listen    string `help:"Address to listen at." env:"STEELYARD_LISTEN" default:"127.0.0.1:8080" placeholder:"HOST:PORT"`
	PublicURL string `help:"Address that people use; https makes cookies go over nothing else." env:"STEELYARD_PUBLIC_URL" placeholder:"URL"`
	// Proxies write X-Forwarded-For or Forwarded, for which nobody else is believed.
	TrustedProxies []string `help:"Addresses and networks of reverse proxies that say from where a request comes; none unless told." env:"STEELYARD_TRUSTED_PROXIES" placeholder:"ADDRESS"`
	Verbose        bool     `help:"Log every request."`
}

// Run serves until it is told to stop.
func (c *serveCommand) Run(r *run) error {
	if c.PublicURL != "" {
		u, err := url.Parse(c.PublicURL)
		if err != nil || u.Host == "" || u.Scheme != "http" && u.Scheme != "https" {
			return fault.InvalidField("the server cannot start", fault.Field{Path: "public-url", Reason: "is not an address", Remedy: "Write it like https://steelyard.example.org"})
		}
	}
	proxies, err := httpd.ParseProxies(c.TrustedProxies)
	if err != nil {
		return err
	}
	return serve(r, app.Options{Database: c.Database, Listen: c.Listen, Proxies: proxies, Public: c.PublicURL, Log: logger(r.err, level(c.Verbose))})
}

type demoCommand struct {
	Database string `help:"Path of the demonstration's SQLite file." default:"data/demo.db" placeholder:"PATH"`
	Listen   string `help:"Address to listen at, on this machine only." default:"127.0.0.1:8080" placeholder:"HOST:PORT"`
	Verbose  bool   `help:"Log every request."`
	Remove   bool   `help:"Say what the demonstration holds, and delete its database. Nothing else is ever deleted."`
}

// Run serves the demonstration, or removes it.
func (c *demoCommand) Run(r *run) error {
	if c.Remove {
		return c.remove(r)
	}
	return serve(r, app.Options{Database: c.Database, Listen: c.Listen, Demo: true, Log: logger(r.err, level(c.Verbose))})
}

func (c *demoCommand) remove(r *run) error {
	err := app.RemoveDemonstration(r.ctx, c.Database, func(h store.Held) error {
		_, err := fmt.Fprintf(r.out, "%s holds a demonstration: %s, %s, its story begins on %s, last written on %s, %d KiB.\n", plain(c.Database), count(int(h.Records), "record"),
			entries(h.Entries), h.First.RecordedAt.Format(time.DateOnly), h.Last.Format(time.DateOnly), (h.Bytes+1023)/1024)
		return err
	})
	if err == nil {
		_, err = fmt.Fprintln(r.out, "It was removed.")
	}
	return err
}

func entries(n int64) string {
	if n == 1 {
		return "1 journal entry"
	}
	return fmt.Sprintf("%d journal entries", n)
}

func level(verbose bool) slog.Level {
	if verbose {
		return slog.LevelDebug
	}
	return slog.LevelInfo
}

func serve(r *run, o app.Options) error {
	a, err := app.New(r.ctx, o)
	if err != nil {
		return err
	}
	if o.Demo {
		_, err = fmt.Fprintf(r.out, "The demonstration is at %s\n", a.Address())
	} else {
		err = a.Welcome(r.ctx, r.out)
	}
	if err == nil {
		err = a.Run(r.ctx)
	}
	return errors.Join(err, a.Close())
}
