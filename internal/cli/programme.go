package cli

import (
	"fmt"
	"os"
	"time"

	"github.com/steelyard-isms/steelyard/internal/app"
	"github.com/steelyard-isms/steelyard/internal/ascode"
	"github.com/steelyard-isms/steelyard/internal/fault"
	"github.com/steelyard-isms/steelyard/internal/kinds"
	"github.com/steelyard-isms/steelyard/internal/record"
)

type checkCommand struct {
	Dir    string `arg:"" help:"Folder of YAML declarations."`
	Format string `help:"How problems are printed." enum:"text,json" default:"text"`
}

// Run checks a programme on its own, without a store.
func (c *checkCommand) Run(r *run) error {
	if err := isFolder(c.Dir); err != nil {
		return err
	}
	changes, err := ascode.ReadDir(os.DirFS(c.Dir))
	var planned record.Planned
	if err == nil {
		planned, err = ascode.Check(kinds.Registry(), changes, time.Now())
	}
	if err != nil {
		return c.problems(r, err)
	}
	if c.Format == "json" {
		return printJSON(r.out, checked{Records: len(planned.Outcomes), Problems: []fault.Field{}})
	}
	_, err = fmt.Fprintf(r.out, "%s, no problem\n", count(len(planned.Outcomes), "record"))
	return err
}

// checked is what check prints as JSON.
type checked struct {
	Records  int           `json:"records"`
	Problems []fault.Field `json:"problems"`
}

// problems prints what is wrong, by place, and ends with status 1.
func (c *checkCommand) problems(r *run, err error) error {
	f := fault.Of(err)
	if f.Code != fault.Invalid || len(f.Fields) == 0 {
		return err
	}
	if c.Format == "json" {
		if err := printJSON(r.out, checked{Problems: f.Fields}); err != nil {
			return err
		}
		return errProblems
	}
	for _, field := range f.Fields {
		_, _ = fmt.Fprintln(r.out, field)
	}
	_, _ = fmt.Fprintf(r.err, "steelyard: %s\n", count(len(f.Fields), "problem"))
	return errProblems
}

type applyCommand struct {
	database
	Dir    string `arg:"" help:"Folder of YAML declarations."`
	Reason string `help:"Why, for the journal and for everyone who reads the history." placeholder:"TEXT"`
}

// Run applies a programme in one write.
func (c *applyCommand) Run(r *run) error {
	if err := isFolder(c.Dir); err != nil {
		return err
	}
	changes, err := ascode.ReadDir(os.DirFS(c.Dir))
	if err != nil {
		return err
	}
	return c.with(r, func(a *app.App) error {
		receipt, err := a.Service.Declare(r.ctx, app.Operator(), changes, c.Reason)
		if err != nil {
			return err
		}
		count := map[record.Action]int{}
		for _, o := range receipt.Outcomes {
			count[o.Action]++
			if o.Action != record.Unchanged {
				_, _ = fmt.Fprintf(r.out, "%-8s %s/%s %s\n", o.Action, o.Record.Kind, o.Record.Name, o.Record.Code)
			}
		}
		_, err = fmt.Fprintf(r.out, "%d created, %d updated, %d unchanged; journal entry %d\n", count[record.Created], count[record.Updated], count[record.Unchanged], receipt.Seq)
		return err
	})
}

type verifyCommand struct {
	database
}

// Run compares the store with its journal.
func (c *verifyCommand) Run(r *run) error {
	return c.with(r, func(a *app.App) error {
		v, err := a.Service.Verify(r.ctx, app.Operator())
		if err != nil {
			return err
		}
		if err := printJSON(r.out, v); err != nil {
			return err
		}
		if len(v.Problems) > 0 {
			return errProblems
		}
		return nil
	})
}
