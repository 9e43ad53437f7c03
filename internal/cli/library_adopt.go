package cli

import (
	"github.com/steelyard-isms/steelyard/client"
	"github.com/steelyard-isms/steelyard/internal/ascode"
	"github.com/steelyard-isms/steelyard/internal/record"
)

type libraryAdoptCommand struct {
	connection
	output
	Key       string `arg:"" help:"Key of the measure, as list prints it."`
	Unit      string `help:"The unit whose values they are: name or code." required:"" placeholder:"NAME"`
	Owner     string `help:"The person who answers for them: name or code." required:"" placeholder:"NAME"`
	Name      string `help:"Name of the new measure; the key unless given." placeholder:"NAME"`
	Title     string `help:"Its title; that of the library unless given." placeholder:"TITLE"`
	Currency  string `help:"Where something is counted in money: its currency, such as EUR." placeholder:"CODE"`
	Replaces  string `help:"The measure whose place it takes: name or code." placeholder:"NAME"`
	Objective string `help:"The objective that it is to count for: name or code. Asks for a reason." placeholder:"NAME"`
	Reason    string `help:"Why, for the journal and for everyone who reads the history." placeholder:"TEXT"`
	DryRun    bool   `help:"Do everything but write."`
}

// Run adopts a measure of the library of the server: what is counted and the measure itself, all of it or nothing.
func (c *libraryAdoptCommand) Run(r *run) error {
	return c.asking(r, func(to *client.Client) error {
		done, err := to.Adopt(r.ctx, c.Key, client.Adoption{Unit: c.Unit, Owner: c.Owner, Name: c.Name, Title: c.Title, Currency: c.Currency, Replaces: c.Replaces, Objective: c.Objective, DryRun: c.DryRun}, client.Reason(c.Reason))
		if err != nil {
			return err
		}
		out := ascode.Receipt{Seq: done.Seq}
		for _, x := range done.Items {
			out.Outcomes = append(out.Outcomes, ascode.Outcome{Action: record.Action(x.Action), Kind: x.Record.Kind, Name: x.Record.Name, Code: x.Record.Code})
		}
		return c.tell(r, out, c.DryRun)
	})
}
