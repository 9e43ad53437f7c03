package cli

import (
	"errors"
	"fmt"
	"io/fs"
	"maps"
	"os"
	"slices"
	"strings"

	"github.com/steelyard-isms/steelyard/internal/ascode"
	"github.com/steelyard-isms/steelyard/internal/fault"
	"github.com/steelyard-isms/steelyard/internal/kinds"
)

type exportCommand struct {
	connection
	Dir   string   `arg:"" help:"Folder to write to; one that is there is brought up to date." predictor:"folder"`
	Kinds []string `help:"Only these kinds, separated by commas." name:"kinds" placeholder:"KIND"`
	AsOf  string   `help:"A date, a time, or entry:N; now unless told." placeholder:"T"`
	Prune bool     `help:"Remove documents whose records are no longer in use, where export wrote their files."`
}

// Run writes what is declared as a programme.
func (c *exportCommand) Run(r *run) error {
	if err := c.known(); err != nil {
		return err
	}
	var dir fs.FS // none yet
	var base *ascode.Base
	info, err := os.Stat(c.Dir)
	there := err == nil
	switch {
	case there && !info.IsDir():
		return isFolder(c.Dir)
	case there:
		dir = os.DirFS(c.Dir)
		if base, err = readBase(c.Dir); err != nil {
			return err
		}
	case !errors.Is(err, fs.ErrNotExist):
		return fault.InvalidField("the folder cannot be written to", fault.Field{File: c.Dir, Reason: reasonOf(err), Remedy: "Check its name and rights"})
	}
	return c.withStore(r, func(s ascode.Store) error {
		state, err := s.State(r.ctx, c.AsOf)
		if err != nil {
			return err
		}
		e, err := ascode.NewExport(kinds.Registry(), dir, state, c.Kinds, base, c.Prune)
		if err != nil {
			return err
		}
		if there {
			err = update(c.Dir, e.Write, e.Remove, e.Base)
		} else {
			e.Write[ascode.BaseFile] = e.Base.Bytes()
			err = create(c.Dir, e.Write)
			delete(e.Write, ascode.BaseFile)
		}
		if err != nil {
			return err
		}
		return c.say(r, e)
	})
}

func (c *exportCommand) known() error {
	registry := kinds.Registry()
	var names []string
	for _, k := range registry.Kinds() {
		names = append(names, k.Name)
	}
	for _, kind := range c.Kinds {
		if _, ok := registry.Kind(kind); !ok {
			return fault.InvalidField("nothing to export", fault.Field{Path: "kinds", Reason: fmt.Sprintf("%q is not a kind of record", kind), Remedy: "Use " + strings.Join(names, ", ")})
		}
	}
	return nil
}

func (c *exportCommand) say(r *run, e *ascode.Export) error {
	for _, name := range slices.Sorted(maps.Keys(e.Write)) {
		_, _ = fmt.Fprintln(r.out, "written ", name)
	}
	for _, name := range e.Remove {
		_, _ = fmt.Fprintln(r.out, "removed ", name)
	}
	for _, left := range e.Left {
		_, _ = fmt.Fprintln(r.err, "left:", left)
	}
	_, err := fmt.Fprintf(r.out, "%s as of entry %d; %s written, %d removed\n", count(e.Records, "record"), e.Base.Seq, count(len(e.Write), "file"), len(e.Remove))
	return err
}
