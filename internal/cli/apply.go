package cli

import (
	"fmt"
	"os"

	"github.com/steelyard-isms/steelyard/internal/ascode"
	"github.com/steelyard-isms/steelyard/internal/kinds"
	"github.com/steelyard-isms/steelyard/internal/record"
)

// programme is what diff and apply are told of a folder.
type programme struct {
	Dir    string `arg:"" help:"Folder of YAML declarations." predictor:"folder"`
	Format string `help:"How it is printed." enum:"text,json" default:"text"`
	NoBase bool   `help:"Everything in the folder counts, whatever changed in the store since the folder began."`
	Prune  bool   `help:"Retire the records that the folder had and has no longer."`
}

func (p programme) options() ascode.Options { return ascode.Options{NoBase: p.NoBase, Prune: p.Prune} }

// read gives what the folder declares, and what it began from.
func (p programme) read() ([]record.Change, *ascode.Base, error) {
	if err := isFolder(p.Dir); err != nil {
		return nil, nil, err
	}
	changes, err := ascode.ReadDir(os.DirFS(p.Dir))
	if err != nil {
		return nil, nil, err
	}
	base, err := readBase(p.Dir)
	if err != nil && p.NoBase {
		return changes, nil, nil
	}
	return changes, base, err
}

type diffCommand struct {
	connection
	programme
}

// Run prints what applying would do, and ends with status 1 where that is anything.
func (c *diffCommand) Run(r *run) error {
	changes, base, err := c.read()
	if err != nil {
		return err
	}
	return c.withStore(r, func(s ascode.Store) error {
		found, receipt, err := ascode.Preview(r.ctx, kinds.Registry(), s, changes, base, c.options())
		if err != nil {
			return err
		}
		if err := printComparison(r.out, c.Format, found, receipt, true); err != nil {
			return err
		}
		if found.Differs() {
			return errProblems
		}
		return nil
	})
}

type applyCommand struct {
	connection
	programme
	Reason string `help:"Why, for the journal and for everyone who reads the history." placeholder:"TEXT"`
	DryRun bool   `help:"Do everything but write, and print what diff prints."`
}

// Run applies a programme in one write.
func (c *applyCommand) Run(r *run) error {
	changes, base, err := c.read()
	if err != nil {
		return err
	}
	return c.withStore(r, func(s ascode.Store) error {
		if c.DryRun {
			found, receipt, err := ascode.Preview(r.ctx, kinds.Registry(), s, changes, base, c.options())
			if err != nil {
				return err
			}
			if err := printComparison(r.out, c.Format, found, receipt, true); err != nil {
				return err
			}
			return found.Conflict()
		}
		found, receipt, next, err := ascode.Apply(r.ctx, kinds.Registry(), s, changes, base, c.options(), c.Reason)
		if err != nil {
			return err
		}
		if err := printComparison(r.out, c.Format, found, receipt, false); err != nil {
			return err
		}
		if err := update(c.Dir, nil, nil, next); err != nil { // what was written stays so
			_, _ = fmt.Fprintf(r.err, "warning: it was applied, but %s could not be written, so that the next comparison begins from an earlier entry: %v\n", ascode.BaseFile, err)
		}
		return nil
	})
}
