package cli

import (
	"fmt"
	"strings"

	"github.com/steelyard-isms/steelyard/internal/app"
	"github.com/steelyard-isms/steelyard/internal/fault"
	"github.com/steelyard-isms/steelyard/internal/service"
)

type explainCommand struct {
	database
	Record string `arg:"" help:"KIND/NAME, such as objective/harden-servers or objective/O-02."`
	AsOf   string `help:"A date, a time, or entry:N; now unless told." placeholder:"T"`
	JSON   bool   `name:"json" help:"Everything as data."`
}

// Run says why a score is what it is.
func (c *explainCommand) Run(r *run) error {
	kind, name, ok := strings.Cut(c.Record, "/")
	if !ok {
		return fault.InvalidField("nothing to explain", fault.Field{Path: "record", Reason: "is not KIND/NAME", Remedy: "Write it like objective/O-02"})
	}
	asOf, err := service.ParseAsOf(c.AsOf)
	if err != nil {
		return err
	}
	return c.with(r, func(a *app.App) error {
		v, err := a.Service.View(r.ctx, app.Operator(), asOf)
		if err != nil {
			return err
		}
		rec, err := v.Record(kind, name)
		if err != nil {
			return err
		}
		why, err := v.Explain(r.ctx, rec)
		if err != nil {
			return err
		}
		if c.JSON {
			return printJSON(r.out, why)
		}
		for _, sentence := range why.Explanation {
			if _, err := fmt.Fprintln(r.out, sentence); err != nil {
				return err
			}
		}
		return nil
	})
}
