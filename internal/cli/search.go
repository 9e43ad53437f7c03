package cli

import (
	"fmt"
	"strconv"
	"strings"

	"github.com/steelyard-isms/steelyard/client"
)

type searchCommand struct {
	connection
	output
	Words []string `arg:"" help:"What to look for: words, beginnings of words, codes, kind:objective, owner:kari."`
	Kinds []string `help:"Only these kinds." placeholder:"KIND" predictor:"kind"`
	Limit int      `help:"Most records, the best first; 100 at most." default:"20" placeholder:"N"`
	AsOf  string   `help:"A date, a time, or entry:N; now unless told." placeholder:"T"`
}

// Run finds records by their words.
func (c *searchCommand) Run(r *run) error {
	return c.asking(r, func(to *client.Client) error {
		found, err := to.AsOf(c.AsOf).Search(r.ctx, strings.Join(c.Words, " "), client.SearchOptions{Kinds: c.Kinds, Limit: c.Limit})
		if err != nil {
			return err
		}
		t := table{head: []string{"CODE", "RECORD", "TITLE", "FIELD", "FOUND IN"}}
		for _, x := range found.Items {
			t.add(x.Code, x.Kind+"/"+x.Name, x.Title, x.Field, x.Snippet)
		}
		if more := found.Total - len(found.Items); more > 0 {
			_, _ = fmt.Fprintf(r.err, "there are %d more\n", more)
		}
		return c.print(r.out, found, t)
	})
}

type referencesCommand struct {
	connection
	output
	Record reference `arg:"" help:"KIND/NAME, such as measure/M-03." predictor:"record"`
	Kind   string    `help:"Only to and from records of this kind." placeholder:"KIND" predictor:"kind"`
	Limit  int       `help:"Most references in each direction." default:"500" placeholder:"N"`
	AsOf   string    `help:"A date, a time, or entry:N; now unless told." placeholder:"T"`
}

// Run lists what a record refers to, and what refers to it.
func (c *referencesCommand) Run(r *run) error {
	return c.asking(r, func(to *client.Client) error {
		all, err := to.AsOf(c.AsOf).References(r.ctx, c.Record.kind, c.Record.name, c.Kind, c.Limit)
		if err != nil {
			return err
		}
		t := table{head: []string{"DIRECTION", "FIELD", "CODE", "RECORD", "TITLE", "IN FORCE"}}
		for _, x := range []struct {
			way string
			all []client.Reference
		}{{"refers to", all.Outgoing}, {"is referred to by", all.Incoming}} {
			for _, e := range x.all {
				t.add(x.way, e.Path, e.Record.Code, named(e.Record), e.Record.Title, yesNo(e.InForce))
			}
		}
		clipped(r, all.Clipped)
		return c.print(r.out, all, t)
	})
}

type traceCommand struct {
	connection
	output
	Record reference `arg:"" help:"KIND/NAME to begin at, such as objective/O-02." predictor:"record"`
	Path   string    `arg:"" help:"Steps separated by commas, each a kind to go to: measure,>source or <unit.parent*."`
	Limit  int       `help:"Most references to go along." default:"1000" placeholder:"N"`
	AsOf   string    `help:"A date, a time, or entry:N; now unless told." placeholder:"T"`
}

// Run walks along references.
func (c *traceCommand) Run(r *run) error {
	return c.asking(r, func(to *client.Client) error {
		trail, err := to.AsOf(c.AsOf).Trace(r.ctx, c.Record.kind, c.Record.name, c.Path, c.Limit)
		if err != nil {
			return err
		}
		t := table{head: []string{"STEP", "FROM", "FIELD", "TO", "CODE", "TITLE"}}
		for _, h := range trail.Hops {
			t.add(strconv.Itoa(h.Step), named(h.From), h.Path, named(h.To), h.To.Code, h.To.Title)
		}
		clipped(r, trail.Clipped)
		return c.print(r.out, trail, t)
	})
}

// clipped says that an answer is not all there is.
func clipped(r *run, yes bool) {
	if yes {
		_, _ = fmt.Fprintln(r.err, "there are more: raise --limit")
	}
}

func named(x client.Linked) string {
	name := x.Kind + "/" + x.Name
	if x.Retired {
		name += " (retired)"
	}
	return name
}

func yesNo(yes bool) string {
	if yes {
		return "yes"
	}
	return "no"
}
