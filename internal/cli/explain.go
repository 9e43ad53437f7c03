package cli

import (
	"fmt"
	"io"
	"strconv"

	"github.com/steelyard-isms/steelyard/client"
	"github.com/steelyard-isms/steelyard/internal/fault"
	"github.com/steelyard-isms/steelyard/internal/objective"
)

type explainCommand struct {
	connection
	output
	Record reference `arg:"" help:"KIND/NAME, such as objective/harden-servers or objective/O-02." predictor:"record"`
	Since  string    `help:"An earlier date, time or entry:N with which the score is compared, as it was known then." placeholder:"T"`
	Past   int       `help:"Show the scores at the ends of so many earlier quarters, too, as they were known then and as they are known now." placeholder:"N"`
	Scope  string    `help:"Of a scorecard or a perspective: the unit that counts alone, with those below it." placeholder:"UNIT"`
	JSON   bool      `name:"json" help:"The same as -o json."`
	AsOf   string    `help:"A date, a time, or entry:N; now unless told." placeholder:"T"`
}

// Run says why a score is what it is.
func (c *explainCommand) Run(r *run) error {
	return c.asking(r, func(to *client.Client) error {
		if k := c.Record.kind; k == objective.ActionKind.Name || k == objective.InitiativeKind.Name {
			return c.effects(r, to.AsOf(c.AsOf))
		}
		why, err := to.AsOf(c.AsOf).StatusMore(r.ctx, c.Record.kind, c.Record.name, client.Question{Since: c.Since, Quarters: c.Past, Scope: c.Scope})
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
		return printPast(r.out, why.Past, why.Scope != nil)
	})
}

// effects says what was found after an action or initiative was done.
func (c *explainCommand) effects(r *run, to *client.Client) error {
	if c.Since != "" || c.Past > 0 || c.Scope != "" {
		return fault.InvalidField("it cannot be explained so", fault.Field{Path: "--since, --past, --scope", Reason: "ask for scores, and an action or initiative has none", Remedy: "Leave them out"})
	}
	told, err := to.Effects(r.ctx, c.Record.kind, c.Record.name)
	if err != nil {
		return err
	}
	if c.JSON {
		c.Output = "json"
	}
	if c.Output != "table" {
		return c.print(r.out, told.Data, table{})
	}
	for _, sentence := range told.Explanation {
		if _, err := fmt.Fprintln(r.out, sentence); err != nil {
			return err
		}
	}
	return nil
}

// printPast shows the scores at the ends of earlier quarters, where they were asked for.
// What was known then is not kept of a unit alone.
func printPast(w io.Writer, past []client.PastScore, within bool) error {
	if len(past) == 0 {
		return nil
	}
	score := func(x *float64) string {
		if x == nil {
			return "–"
		}
		return strconv.FormatFloat(*x, 'f', 1, 64)
	}
	t := table{head: []string{"QUARTER TO", "AS KNOWN THEN", "AS KNOWN NOW", ""}}
	for _, q := range past {
		what := ""
		switch {
		case q.Restated:
			what = "restated"
		case !q.Kept:
			what = "not kept"
		}
		t.rows = append(t.rows, []string{q.Day, score(q.Then), score(q.Now), what})
	}
	if within {
		t.head = []string{t.head[0], t.head[2]}
		for i, row := range t.rows {
			t.rows[i] = []string{row[0], row[2]}
		}
	}
	if _, err := fmt.Fprintln(w); err != nil {
		return err
	}
	return t.print(w)
}
