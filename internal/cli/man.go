package cli

import (
	"fmt"
	"io"
	"strings"
	"time"

	"github.com/alecthomas/kong"
	"github.com/muesli/roff"
)

type manCommand struct{}

// Run prints the manual page, for man -l - or a package.
func (manCommand) Run(r *run, app *kong.Kong) error {
	_, err := io.WriteString(r.out, manual(app.Model))
	return err
}

// manual writes what the command line is as a page for man(1).
func manual(app *kong.Application) string {
	d := roff.NewDocument()
	d.Heading(1, app.Name, "Steelyard", time.Date(2026, 11, 26, 0, 0, 0, 0, time.UTC))
	d.Section("Name")
	d.Text(app.Name + " - " + app.Help)
	d.Section("Synopsis")
	d.TextBold(app.Name)
	d.Text(" COMMAND [flags] [arguments]")
	d.Section("Description")
	d.Text("Commands that work on records and programmes ask the database that --database names, or the server that --server names. What was asked for goes to standard output; messages go to standard error.")
	group := ""
	for _, node := range app.Leaves(true) {
		if g := node.ClosestGroup(); g != nil && g.Title != group {
			group = g.Title
			d.Section(group)
		}
		manualOf(d, node)
	}
	d.Section("Exit status")
	for _, x := range exits {
		tagged(d, fmt.Sprint(x.status), x.means)
	}
	d.Section("Environment")
	for _, x := range environment {
		tagged(d, x.name, x.means)
	}
	return d.String()
}

func manualOf(d *roff.Document, node *kong.Node) {
	d.TaggedParagraph(-1)
	d.TextBold(node.Summary())
	d.EndSection()
	d.Text(node.Help)
	d.Indent(4)
	for _, a := range node.Positional {
		tagged(d, a.Summary(), a.Help)
	}
	for _, f := range node.Flags {
		if f.Name == "help" {
			continue
		}
		name := f.Summary()
		if f.Short != 0 {
			name = "-" + string(f.Short) + ", " + name
		}
		help := f.Help
		if f.HasDefault && f.Default != "" && f.Default != "false" {
			help = strings.TrimSuffix(help, ".") + " (default: " + f.Default + ")."
		}
		if len(f.Envs) > 0 {
			help += " Environment: " + strings.Join(f.Envs, ", ") + "."
		}
		tagged(d, name, help)
	}
	d.IndentEnd()
}

func tagged(d *roff.Document, tag, text string) {
	d.TaggedParagraph(4)
	d.TextBold(tag)
	d.EndSection()
	d.Text(text)
}

// environment is what is read from the environment.
var environment = []struct{ name, means string }{
	{"STEELYARD_DATABASE", "Path of the SQLite file, or a postgres:// address."},
	{"STEELYARD_SERVER", "Address of a server to ask instead of a database."},
	{tokenVariable, "Token for the server."},
	{"STEELYARD_TOKEN_FILE", "File with the token."},
	{"STEELYARD_LISTEN", "Address at which serve listens."},
	{"STEELYARD_PUBLIC_URL", "Address that people use."},
	{"VISUAL, EDITOR", "Editor of edit; vi where neither is set."},
	{"NO_COLOR", "Where it is set, nothing is coloured."},
}
