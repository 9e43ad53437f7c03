package cli

import (
	"context"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"
	"time"

	"github.com/alecthomas/kong"
	"github.com/posener/complete"
	"github.com/willabides/kongplete"

	"github.com/steelyard-isms/steelyard/client"
	"github.com/steelyard-isms/steelyard/internal/access"
	"github.com/steelyard-isms/steelyard/internal/fault"
	"github.com/steelyard-isms/steelyard/internal/kinds"
)

type completionCommand struct {
	Shell string `arg:"" optional:"" help:"bash, zsh or fish; the one of SHELL unless told." enum:",bash,zsh,fish" default:""`
}

// scripts make a shell ask this program, which it runs with what has been typed so far in COMP_LINE.
var scripts = map[string]string{
	"bash": "complete -C %[1]s steelyard\n",
	"zsh":  "autoload -U +X bashcompinit && bashcompinit\ncomplete -C %[1]s steelyard\n",
	"fish": "function __complete_steelyard\n    set -lx COMP_LINE (commandline -cp)\n    test -z (commandline -ct); and set COMP_LINE \"$COMP_LINE \"\n    %[1]s\nend\ncomplete -f -c steelyard -a '(__complete_steelyard)'\n",
}

// Run prints what goes into the shell's start-up file.
func (c completionCommand) Run(r *run) error {
	shell := c.Shell
	if shell == "" {
		shell = filepath.Base(os.Getenv("SHELL"))
	}
	script, ok := scripts[shell]
	if !ok {
		return fault.InvalidField("there is no completion", fault.Field{Path: "shell", Reason: fmt.Sprintf("%q is none of bash, zsh and fish", shell), Remedy: "Name one of them"})
	}
	self, err := os.Executable()
	if err != nil {
		return fmt.Errorf("finding this program: %w", err)
	}
	_, err = fmt.Fprintf(r.out, script, "'"+strings.ReplaceAll(self, "'", `'\''`)+"'")
	return err
}

// complete answers a shell that asks how a line goes on; false where none asks.
func completing(ctx context.Context, parser *kong.Kong) (done bool) {
	if os.Getenv("COMP_LINE") == "" {
		return false
	}
	kongplete.Complete(parser, kongplete.WithExitFunc(func(int) { done = true }), kongplete.WithPredictors(map[string]complete.Predictor{
		"file":   complete.PredictFiles("*"),
		"folder": complete.PredictDirs("*"),
		"role":   complete.PredictSet(roleNames()...),
		"kind":   complete.PredictSet(kindNames()...),
		"record": complete.PredictFunc(func(a complete.Args) []string { return recordNames(ctx, a.Last) }),
		"source": complete.PredictFunc(func(complete.Args) []string { return namesOf(ctx, "source", "") }),
	}))
	return done
}

func kindNames() []string {
	var out []string
	for _, k := range kinds.Registry().Kinds() {
		out = append(out, k.Name)
	}
	return out
}

func roleNames() []string {
	var out []string
	for _, r := range access.Roles {
		out = append(out, string(r))
	}
	return out
}

// recordNames gives kinds, and once a kind is typed the names of its records.
func recordNames(ctx context.Context, typed string) []string {
	kind, _, one := strings.Cut(typed, "/")
	if one {
		return namesOf(ctx, kind, kind+"/")
	}
	var out []string
	for _, k := range kindNames() {
		out = append(out, k+"/")
	}
	return out
}

// patience is how long a shell waits for names.
const patience = 2 * time.Second

// namesOf asks for the names of the records of a kind, where the environment says whom to ask. What fails completes nothing:
// nobody waits for a message there, and a database that is not there must not be made.
func namesOf(ctx context.Context, kind, before string) []string {
	c := connection{database: database{Database: os.Getenv("STEELYARD_DATABASE")}, Server: os.Getenv("STEELYARD_SERVER"), TokenFile: os.Getenv("STEELYARD_TOKEN_FILE")}
	if c.Database == "" {
		c.Database = "data/steelyard.db"
	}
	if _, err := os.Stat(c.Database); err != nil && c.Server == "" && !strings.Contains(c.Database, "://") {
		return nil
	}
	ctx, cancel := context.WithTimeout(ctx, patience)
	defer cancel()
	var out []string
	_ = c.asking(&run{ctx, strings.NewReader(""), io.Discard, io.Discard}, func(to *client.Client) error {
		for x, err := range to.All(ctx, kind, client.ListOptions{Fields: []string{"name"}, Limit: 500}) {
			if err != nil {
				return err
			}
			out = append(out, before+x.Name)
		}
		return nil
	})
	return out
}
