package cli

import (
	"fmt"
	"os"
	"time"

	"github.com/steelyard-isms/steelyard/internal/ascode"
	"github.com/steelyard-isms/steelyard/internal/fault"
	"github.com/steelyard-isms/steelyard/internal/kinds"
	"github.com/steelyard-isms/steelyard/internal/record"
)

type checkCommand struct {
	Dir    string `arg:"" help:"Folder of YAML declarations." predictor:"folder"`
	Format string `help:"How problems are printed." enum:"text,json,sarif" default:"text"`
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
	switch c.Format {
	case "json":
		return printJSON(r.out, checked{Records: len(planned.Outcomes), Problems: []fault.Field{}})
	case "sarif":
		return printJSON(r.out, sarifOf(c.Dir, nil))
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
	var document any
	switch c.Format {
	case "json":
		document = checked{Problems: f.Fields}
	case "sarif":
		document = sarifOf(c.Dir, f.Fields)
	}
	if document != nil {
		if err := printJSON(r.out, document); err != nil {
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
