// Package cli is the command line. Each command is a struct with its flags and a Run; what it does is asked of the
// service, through the same gate as everything else. No command touches the store itself or computes anything.
package cli

import (
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"os"
	"os/signal"
	"path/filepath"
	"runtime/debug"
	"syscall"

	"github.com/alecthomas/kong"

	"github.com/steelyard-isms/steelyard/internal/app"
	"github.com/steelyard-isms/steelyard/internal/fault"
)

// Exit statuses.
const (
	ExitOK          = 0
	ExitProblems    = 1 // check or verify found problems, diff differences, fmt --check files that would change
	ExitInvalid     = 2 // the input or the command line is wrong
	ExitForbidden   = 3
	ExitNotFound    = 4
	ExitConflict    = 5
	ExitUnavailable = 6
	ExitInternal    = 70
)

type commands struct {
	Serve   serveCommand   `cmd:"" help:"Run the server."`
	Demo    demoCommand    `cmd:"" help:"Run the demonstration, on this machine only."`
	Inspect inspectCommand `cmd:"" help:"Say what a tool's file says, without storing anything."`
	Check   checkCommand   `cmd:"" help:"Check a programme: a folder of YAML declarations."`
	Fmt     fmtCommand     `cmd:"" help:"Put declarations into their canonical form, comments included."`
	Diff    diffCommand    `cmd:"" help:"Say what applying a programme would do."`
	Apply   applyCommand   `cmd:"" help:"Apply a programme to the store, all of it or nothing."`
	Export  exportCommand  `cmd:"" help:"Write what the store holds as a programme."`
	Schema  schemaCommand  `cmd:"" help:"JSON Schema of declarations, for editors."`
	Collect collectCommand `cmd:"" help:"Read a tool's file for a source."`
	Explain explainCommand `cmd:"" help:"Say why a score is what it is, down to the file."`
	Verify  verifyCommand  `cmd:"" help:"Compare the whole store with its journal."`
	Admin   adminCommand   `cmd:"" help:"Accounts, tokens, erasure."`
	Version versionCommand `cmd:"" help:"Say which version this is."`
}

// run is what every command is given.
type run struct {
	ctx context.Context
	in  io.Reader
	out io.Writer
	err io.Writer
}

// errProblems ends a command that did its work and found problems, which it has printed.
var errProblems = errors.New("problems found")

// Main runs the command line and gives the exit status.
func Main(args []string, in io.Reader, out, errs io.Writer) (status int) {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	var c commands
	exited := -1
	parser, err := kong.New(&c, kong.Name("steelyard"), kong.Writers(out, errs), kong.Exit(func(code int) { exited = code }),
		kong.Description("Tells whether information security achieves its objectives, with evidence."), kong.UsageOnError(),
		kong.ConfigureHelp(kong.HelpOptions{Compact: true}), kong.Bind(&run{ctx, in, out, errs}))
	if err != nil {
		_, _ = fmt.Fprintln(errs, err)
		return ExitInternal
	}
	parsed, err := parser.Parse(args)
	if exited >= 0 {
		return exited
	}
	if err != nil {
		_, _ = fmt.Fprintf(errs, "steelyard: %v\nsteelyard --help lists commands and flags.\n", err)
		return ExitInvalid
	}
	return report(errs, parsed.Run())
}

// report prints a failure: message, then each place with reason and remedy.
func report(w io.Writer, err error) int {
	if err == nil {
		return ExitOK
	}
	if errors.Is(err, errProblems) {
		return ExitProblems
	}
	f := fault.Of(err)
	_, _ = fmt.Fprintf(w, "steelyard: %s\n", f.Message)
	for _, field := range f.Fields {
		_, _ = fmt.Fprintf(w, "  %s\n", field)
	}
	if f.Cause != nil && (f.Code == fault.Internal || f.Code == fault.Unavailable) {
		_, _ = fmt.Fprintf(w, "  cause: %v\n", f.Cause)
	}
	return exitStatus(f.Code)
}

func exitStatus(c fault.Code) int {
	switch c {
	case fault.Invalid, fault.Limited:
		return ExitInvalid
	case fault.Unauthenticated, fault.Forbidden:
		return ExitForbidden
	case fault.NotFound:
		return ExitNotFound
	case fault.Conflict:
		return ExitConflict
	case fault.Unavailable:
		return ExitUnavailable
	default:
		return ExitInternal
	}
}

// database is the flag of commands that work on the store.
type database struct {
	Database string `help:"Path of the SQLite file, or a postgres:// address." env:"STEELYARD_DATABASE" default:"data/steelyard.db" placeholder:"PATH"`
}

// with opens the store for a command.
func (d database) with(r *run, do func(*app.App) error) error {
	a, err := app.Open(r.ctx, d.Database, logger(r.err, slog.LevelWarn))
	if err != nil {
		return err
	}
	return errors.Join(do(a), a.Close())
}

func logger(w io.Writer, level slog.Level) *slog.Logger {
	return slog.New(slog.NewTextHandler(w, &slog.HandlerOptions{Level: level}))
}

// openFile opens a file that the user named; - is standard input.
func openFile(r *run, name string) (io.ReadCloser, error) {
	if name == "-" {
		return io.NopCloser(r.in), nil
	}
	f, err := os.Open(filepath.Clean(name))
	if err != nil {
		return nil, &fault.Error{Code: fault.Invalid, Message: "the file cannot be opened", Cause: err,
			Fields: []fault.Field{{File: name, Reason: reasonOf(err), Remedy: "Check its name and rights"}}}
	}
	return f, nil
}

// count writes a number with what it counts, in the singular for one.
func count(n int, what string) string {
	if n == 1 {
		return "1 " + what
	}
	return fmt.Sprintf("%d %ss", n, what)
}

func reasonOf(err error) string {
	switch {
	case errors.Is(err, os.ErrNotExist):
		return "there is no such file"
	case errors.Is(err, os.ErrPermission):
		return "you may not read it"
	}
	return "it cannot be read"
}

type versionCommand struct{}

// Run prints the version.
func (versionCommand) Run(r *run) error {
	version := "development"
	if b, ok := debug.ReadBuildInfo(); ok && b.Main.Version != "" {
		version = b.Main.Version
	}
	_, err := fmt.Fprintln(r.out, "steelyard", version)
	return err
}
