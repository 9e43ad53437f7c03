package cli

import (
	"fmt"

	"github.com/steelyard-isms/steelyard/client"
)

type explainCommand struct {
	connection
	output
	Record reference `arg:"" help:"KIND/NAME, such as objective/harden-servers or objective/O-02." predictor:"record"`
	JSON   bool      `name:"json" help:"The same as -o json."`
	AsOf   string    `help:"A date, a time, or entry:N; now unless told." placeholder:"T"`
}

// Run says why a score is what it is.
func (c *explainCommand) Run(r *run) error {
	return c.asking(r, func(to *client.Client) error {
		why, err := to.AsOf(c.AsOf).Status(r.ctx, c.Record.kind, c.Record.name)
		if err != nil {
			return err
		}
		if c.JSON {
			c.Output = "json"
		}
		if c.Output != "table" {
			return c.print(r.out, why.Data, table{})
		}
		for _, sentence := range why.Explanation {
			if _, err := fmt.Fprintln(r.out, sentence); err != nil {
				return err
			}
		}
		return nil
	})
}
