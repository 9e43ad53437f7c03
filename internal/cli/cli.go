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
	"regexp"
	"runtime/debug"
	"strings"
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

// exits is what the statuses mean to those who write scripts.
var exits = []struct {
	status int
	means  string
}{
	{ExitOK, "Done."},
	{ExitProblems, "The work was done and something was found: check or verify problems, diff differences, fmt --check files that would change."},
	{ExitInvalid, "The input or the command line is wrong, or something is too large or too often."},
	{ExitForbidden, "Nobody is signed in, or no rule allows it."},
	{ExitNotFound, "There is no such thing, or none that you may see."},
	{ExitConflict, "It has changed meanwhile, both sides changed the same, or the database is of another use."},
	{ExitUnavailable, "Something is not ready, such as the database or the server: try again."},
	{ExitInternal, "Our fault: please report it."},
}

type commands struct {
	Get        getCommand        `cmd:"" group:"Records" help:"Print a record, or the records of a kind."`
	Put        putCommand        `cmd:"" group:"Records" help:"Declare what a file says, all of it or nothing."`
	Edit       editCommand       `cmd:"" group:"Records" help:"Change a record in your editor."`
	Retire     retireCommand     `cmd:"" group:"Records" help:"Take a record out of use. Nothing is erased."`
	History    historyCommand    `cmd:"" group:"Records" help:"List the revisions of a record."`
	Moves      movesCommand      `cmd:"" group:"Records" help:"List the moves that lead on from where a record stands."`
	Move       moveCommand       `cmd:"" group:"Records" help:"Take a record to another state of its lifecycle."`
	Search     searchCommand     `cmd:"" group:"Records" help:"Find records by their words."`
	References referencesCommand `cmd:"" group:"Records" help:"List what a record refers to, and what refers to it."`
	Trace      traceCommand      `cmd:"" group:"Records" help:"Walk from a record along references."`
	Events     eventsCommand     `cmd:"" group:"Records" help:"List what the journal holds, and follow it."`
	Kinds      kindsCommand      `cmd:"" group:"Records" help:"List the kinds of record."`

	Check   checkCommand   `cmd:"" group:"Programmes as code" help:"Check a programme: a folder of YAML declarations."`
	Fmt     fmtCommand     `cmd:"" group:"Programmes as code" help:"Put declarations into their canonical form, comments included."`
	Diff    diffCommand    `cmd:"" group:"Programmes as code" help:"Say what applying a programme would do."`
	Apply   applyCommand   `cmd:"" group:"Programmes as code" help:"Apply a programme to the store, all of it or nothing."`
	Export  exportCommand  `cmd:"" group:"Programmes as code" help:"Write what the store holds as a programme."`
	Schema  schemaCommand  `cmd:"" group:"Programmes as code" help:"JSON Schema of declarations, for editors."`
	Library libraryCommand `cmd:"" group:"Programmes as code" help:"Measures that are described in full, ready to be adopted."`

	Inspect inspectCommand `cmd:"" group:"Evidence" help:"Say what a tool's file says, without storing anything."`
	Collect collectCommand `cmd:"" group:"Evidence" help:"Read a tool's file for a source."`
	File    fileCommand    `cmd:"" group:"Evidence" help:"Keep and fetch files as they are."`
	Explain explainCommand `cmd:"" group:"Evidence" help:"Say why a score is what it is, down to the file."`
	Figures figuresCommand `cmd:"" group:"Evidence" help:"Read the figures of a benchmark from a table."`
	Analyze analyzeCommand `cmd:"" group:"Evidence" help:"Compute one statistic of a CSV file, as the program computes it."`

	Serve      serveCommand      `cmd:"" group:"Running it" help:"Run the server."`
	Demo       demoCommand       `cmd:"" group:"Running it" help:"Run the demonstration, on this machine only."`
	Verify     verifyCommand     `cmd:"" group:"Running it" help:"Compare the whole store with its journal."`
	Admin      adminCommand      `cmd:"" group:"Running it" help:"Accounts, tokens, erasure."`
	Version    versionCommand    `cmd:"" group:"Running it" help:"Say which version this is."`
	Completion completionCommand `cmd:"" group:"Running it" help:"Print what makes your shell complete commands, kinds and names."`
	Man        manCommand        `cmd:"" group:"Running it" help:"Print the manual page."`
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
		kong.ConfigureHelp(kong.HelpOptions{Compact: true, NoExpandSubcommands: true}), kong.Bind(&run{ctx, in, out, errs}), kong.Vars{"roles": strings.Join(roleNames(), ", "), "formats": strings.Join(app.Formats().Names(), ", ")})
	if err != nil {
		_, _ = fmt.Fprintln(errs, err)
		return ExitInternal
	}
	if completing(ctx, parser) {
		return ExitOK
	}
	parsed, err := parser.Parse(withNegatives(args))
	if exited >= 0 {
		return exited
	}
	if err != nil {
		_, _ = fmt.Fprintf(errs, "steelyard: %v\nsteelyard --help lists commands and flags.\n", err)
		return ExitInvalid
	}
	return report(errs, parsed.Run())
}

var negative = regexp.MustCompile(`^-[0-9.]`)

// withNegatives ties negative numbers to the flag before them, as in --target -5: to the parser they look like short flags, of which no name is a digit.
func withNegatives(args []string) []string {
	var out []string
	for i, a := range args {
		if i > 0 && negative.MatchString(a) && strings.HasPrefix(args[i-1], "--") && !strings.Contains(args[i-1], "=") && len(args[i-1]) > 2 {
			out[len(out)-1] += "=" + a
			continue
		}
		out = append(out, a)
	}
	return out
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
	_, err := fmt.Fprintln(r.out, "steelyard", version())
	return err
}

// version is what this program was built from.
func version() string {
	if b, ok := debug.ReadBuildInfo(); ok && b.Main.Version != "" {
		return b.Main.Version
	}
	return "development"
}
