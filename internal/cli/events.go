package cli

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"strconv"
	"strings"
	"time"

	"github.com/steelyard-isms/steelyard/client"
)

type eventsCommand struct {
	connection
	output
	After  *int64 `help:"Journal entry behind which to begin; the last 20 entries unless told." placeholder:"N"`
	Kind   string `help:"Only what is about records of this kind." placeholder:"KIND" predictor:"kind"`
	Follow bool   `short:"f" help:"Go on as entries come, until interrupted."`
}

// shown is how many entries are looked at where nobody says from where on.
const shown = 20

// Run lists what the journal holds, and goes on where that is wished.
func (c *eventsCommand) Run(r *run) error {
	return c.asking(r, func(to *client.Client) error {
		var narrow []client.EventOption
		if c.Kind != "" {
			narrow = append(narrow, client.OfKind(c.Kind))
		}
		after, err := c.begin(r, to)
		if err != nil {
			return err
		}
		all, last, err := c.list(r, to, after, narrow)
		if err != nil {
			return err
		}
		if !c.Follow {
			return c.print(r.out, all, tableOf(all...))
		}
		for _, e := range all {
			if err := c.one(r, e); err != nil {
				return err
			}
		}
		for e, err := range to.Follow(r.ctx, last, narrow...) {
			if err == nil {
				err = c.one(r, e)
			}
			if errors.Is(err, context.Canceled) {
				return nil // interrupted, as was wished
			}
			if err != nil {
				return err
			}
		}
		return nil
	})
}

// begin gives the entry behind which to begin.
func (c *eventsCommand) begin(r *run, to *client.Client) (int64, error) {
	if c.After != nil {
		return *c.After, nil
	}
	now, err := to.Events(r.ctx, 0, 1)
	return max(0, now.Seq-shown), err
}

// list gives everything from an entry up to now, and the last entry that was looked at.
func (c *eventsCommand) list(r *run, to *client.Client, after int64, narrow []client.EventOption) ([]client.Event, int64, error) {
	all := []client.Event{}
	for {
		page, err := to.Events(r.ctx, after, 1000, narrow...)
		if err != nil {
			return nil, after, err
		}
		all, after = append(all, page.Items...), page.Next
		if !page.More {
			return all, after, nil
		}
	}
}

// one prints an event by itself: a line of text or of JSON, or a document.
func (c *eventsCommand) one(r *run, e client.Event) error {
	switch c.Output {
	case "json":
		return json.NewEncoder(r.out).Encode(e)
	case "yaml":
		if _, err := fmt.Fprintln(r.out, "---"); err != nil {
			return err
		}
		return printYAML(r.out, e)
	}
	row := tableOf(e).rows[0]
	for i := range row {
		row[i] = plain(row[i])
	}
	_, err := fmt.Fprintln(r.out, strings.TrimRight(strings.Join(row, "  "), " "))
	return err
}

func tableOf(all ...client.Event) table {
	t := table{head: []string{"ENTRY", "RECORDED", "TYPE", "BY", "WHAT", "REASON"}}
	for _, e := range all {
		t.add(strconv.FormatInt(e.Seq, 10), e.RecordedAt.UTC().Format(time.DateTime)+"Z", e.Type, writer(e.By), whatOf(e), e.Reason)
	}
	return t
}

// whatOf says in short what an entry recorded.
func whatOf(e client.Event) string {
	var parts []string
	const most = 3
	for i, x := range e.Changes {
		if i == most {
			parts = append(parts, fmt.Sprintf("and %d more", len(e.Changes)-most))
			break
		}
		parts = append(parts, x.Action+" "+x.Kind+"/"+x.Name)
	}
	if e.Points > 0 {
		parts = append(parts, count(e.Points, "point"))
	}
	for _, run := range e.Runs {
		parts = append(parts, "run "+run)
	}
	return strings.Join(parts, ", ")
}
