package cli

import (
	"fmt"
	"strconv"

	"github.com/steelyard-isms/steelyard/internal/app"
)

type verifyCommand struct {
	database
	output
}

// Run compares the store with its journal.
func (c *verifyCommand) Run(r *run) error {
	return c.with(r, func(a *app.App) error {
		v, err := a.Service.Verify(r.ctx, app.Operator())
		if err != nil {
			return err
		}
		t := table{head: []string{"WHAT", "COMPARED"}}
		for _, x := range []struct {
			what string
			n    int64
		}{{"journal entries", v.Entries}, {"revisions", v.Revisions}, {"points", v.Points}, {"batches of points", v.Batches}, {"runs", v.Runs}, {"files", v.Files}} {
			t.add(x.what, strconv.FormatInt(x.n, 10))
		}
		t.add("root of the journal", v.Root)
		if err := c.print(r.out, v, t); err != nil {
			return err
		}
		if len(v.Problems) == 0 {
			return nil
		}
		if c.Output == "table" {
			for _, p := range v.Problems {
				_, _ = fmt.Fprintln(r.out, "problem:", plain(p))
			}
		}
		_, _ = fmt.Fprintf(r.err, "steelyard: %s\n", count(len(v.Problems), "problem"))
		return errProblems
	})
}
