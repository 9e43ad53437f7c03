package cli

import (
	"errors"
	"fmt"
	"log/slog"
	"net"
	"net/url"
	"os"
	"strings"

	"github.com/steelyard-isms/steelyard/client"
	"github.com/steelyard-isms/steelyard/internal/app"
	"github.com/steelyard-isms/steelyard/internal/fault"
)

// database is the flag of commands that open the store themselves.
type database struct {
	Database string `help:"Path of the SQLite file, or a postgres:// address." env:"STEELYARD_DATABASE" default:"data/steelyard.db" placeholder:"PATH" predictor:"file"`
}

// with opens the store for a command.
func (d database) with(r *run, do func(*app.App) error) error {
	a, err := app.Open(r.ctx, d.Database, logger(r.err, slog.LevelWarn))
	if err != nil {
		return err
	}
	return errors.Join(do(a), a.Close())
}

// connection is the flags of commands that ask a Steelyard: one that runs elsewhere, or the database itself, which they
// then open for as long as they take. Both ways they ask the API.
type connection struct {
	database
	Server    string `help:"Address of a server to ask instead of a database, with the token in STEELYARD_TOKEN." env:"STEELYARD_SERVER" placeholder:"URL"`
	TokenFile string `help:"File with the token, instead of STEELYARD_TOKEN." env:"STEELYARD_TOKEN_FILE" placeholder:"FILE" predictor:"file"`
}

// tokenVariable holds the token. There is no flag for it: command lines are seen by everyone on a machine.
const tokenVariable = "STEELYARD_TOKEN"

// asking gives a command its client. Failures of requests become faults, as those of everything else are.
func (c connection) asking(r *run, do func(*client.Client) error) error {
	if c.Server == "" {
		return c.with(r, func(a *app.App) error {
			near, err := client.New("http://local", "", client.WithTransport(a.Local()), client.WithAttempts(1))
			if err != nil {
				return fmt.Errorf("asking the database: %w", err)
			}
			return told(do(near))
		})
	}
	token, err := c.token(r)
	if err != nil {
		return err
	}
	far, err := client.New(c.Server, token, client.WithUserAgent("steelyard/"+version()))
	if err != nil {
		return fault.InvalidField("the server cannot be asked", fault.Field{Path: "server", Reason: err.Error(), Remedy: "Check the address and the token"})
	}
	if bare(c.Server) {
		_, _ = fmt.Fprintf(r.err, "warning: %s is not https: whoever is on the way can read the token\n", c.Server)
	}
	return told(do(far))
}

func (c connection) token(r *run) (string, error) {
	if c.TokenFile == "" {
		token := os.Getenv(tokenVariable)
		if token == "" {
			return "", &fault.Error{Code: fault.Unauthenticated, Message: "the server cannot be asked without a token", Fields: []fault.Field{{Path: tokenVariable,
				Reason: "is not set", Remedy: "Put a token into it, or name a file that has one with --token-file; steelyard admin create-token makes one"}}}
		}
		return token, nil
	}
	f, err := openFile(r, c.TokenFile)
	if err != nil {
		return "", err
	}
	defer func() { _ = f.Close() }()
	line := make([]byte, 4096)
	n, _ := f.Read(line)
	token, _, _ := strings.Cut(string(line[:n]), "\n")
	if token = strings.TrimSpace(token); token == "" {
		return "", fault.InvalidField("the server cannot be asked", fault.Field{File: c.TokenFile, Reason: "has no token on its first line", Remedy: "Write the token into it, and nothing else"})
	}
	return token, nil
}

// bare tells whether a token would go over a network that others listen to.
func bare(server string) bool {
	u, err := url.Parse(server)
	if err != nil || u.Scheme != "http" {
		return false
	}
	ip := net.ParseIP(u.Hostname())
	return u.Hostname() != "localhost" && (ip == nil || !ip.IsLoopback())
}

// told makes a fault of a failed request.
func told(err error) error {
	p, ok := errors.AsType[*client.Problem](err)
	if !ok {
		return err
	}
	f := &fault.Error{Code: fault.Code(p.Code()), Message: p.Detail, Cause: p.Unwrap()}
	for _, x := range p.Errors {
		f.Fields = append(f.Fields, fault.Field{File: x.Sheet, Line: x.Line, Column: x.Column, Path: x.Field, Reason: x.Reason, Remedy: x.Remedy})
	}
	return f
}
