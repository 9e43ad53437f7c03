package cli

import (
	"bytes"
	"encoding/json"
	"fmt"
	"maps"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/steelyard-isms/steelyard/client"
	"github.com/steelyard-isms/steelyard/internal/record"
)

type historyCommand struct {
	connection
	output
	Record reference `arg:"" help:"KIND/NAME, such as objective/O-02." predictor:"record"`
	AsOf   string    `help:"The history up to a date, a time, or entry:N." placeholder:"T"`
	Limit  int       `help:"Most revisions, the latest first." default:"100" placeholder:"N"`
}

// Run lists the revisions of a record.
func (c *historyCommand) Run(r *run) error {
	return c.asking(r, func(to *client.Client) error {
		all, err := to.AsOf(c.AsOf).History(r.ctx, c.Record.kind, c.Record.name, c.Limit)
		if err != nil {
			return err
		}
		t := table{head: []string{"REVISION", "RECORDED", "ENTRY", "ACTION", "STATE", "BY", "CHANGED", "REASON"}}
		for i, x := range all {
			changed := ""
			if i+1 < len(all) {
				changed = strings.Join(changedFields(all[i+1].Record, x.Record), ", ")
			}
			t.add(strconv.FormatInt(x.Revision, 10), x.RecordedAt.UTC().Format(time.DateTime)+"Z", strconv.FormatInt(x.Seq, 10), x.Action, x.State, writer(x.By), changed, x.Reason)
		}
		return c.print(r.out, all, t)
	})
}

// writer names whoever did something.
func writer(by client.By) string {
	switch {
	case by.Person != "":
		return by.Person
	case by.Account != "":
		return by.Account
	}
	return by.Via
}

// changedFields names the fields in which one revision differs from the one before.
func changedFields(before, after client.Record) []string {
	var out []string
	if before.Name != after.Name {
		out = append(out, "name")
	}
	if before.Title != after.Title {
		out = append(out, "title")
	}
	var old, next map[string]json.RawMessage
	if json.Unmarshal(before.Spec, &old) != nil || json.Unmarshal(after.Spec, &next) != nil {
		return out
	}
	all := maps.Clone(old)
	maps.Copy(all, next)
	for _, name := range slices.Sorted(maps.Keys(all)) {
		if !bytes.Equal(old[name], next[name]) {
			out = append(out, name)
		}
	}
	return out
}

type movesCommand struct {
	connection
	output
	Record reference `arg:"" help:"KIND/NAME, such as objective/O-02." predictor:"record"`
}

// openMoves is where a record stands and what leads on, as data.
type openMoves struct {
	State string            `json:"state"`
	Moves []client.OpenMove `json:"moves"`
}

// Run lists the moves that lead on from where a record stands.
func (c *movesCommand) Run(r *run) error {
	return c.asking(r, func(to *client.Client) error {
		state, moves, err := to.Moves(r.ctx, c.Record.kind, c.Record.name)
		if err != nil {
			return err
		}
		t := table{head: []string{"MOVE", "FROM", "TO", "YOU MAY", "ASKS FOR"}}
		for _, m := range moves {
			may := "yes"
			if !m.May {
				may = "no: " + m.Why
			}
			var asks []string
			if m.Reason {
				asks = append(asks, "a reason")
			}
			if m.Approval {
				asks = append(asks, "someone who did not write it")
			}
			t.add(m.Move, state, m.To, may, strings.Join(asks, ", "))
		}
		if c.Output == "table" && len(moves) == 0 {
			if state == "" {
				state = "a kind without states"
			}
			_, err := fmt.Fprintf(r.out, "nothing leads on from %s\n", plain(state))
			return err
		}
		return c.print(r.out, openMoves{state, moves}, t)
	})
}

type moveCommand struct {
	connection
	output
	Record     reference `arg:"" help:"KIND/NAME, such as objective/O-02." predictor:"record"`
	Move       string    `arg:"" help:"Which move, such as submit; steelyard moves lists them."`
	Reason     string    `help:"Why; some moves ask for it." placeholder:"TEXT"`
	IfRevision *int64    `help:"Only if the record stands at this revision." placeholder:"N"`
	DryRun     bool      `help:"Do everything but write."`
}

// Run takes a record to another state.
func (c *moveCommand) Run(r *run) error {
	return c.asking(r, func(to *client.Client) error {
		one := record.Change{Move: c.Move, IfRevision: c.IfRevision, Declaration: record.Declaration{Kind: c.Record.kind, Name: c.Record.name}}
		done, err := asked{to}.Apply(r.ctx, []record.Change{one}, c.Reason, c.DryRun)
		if err != nil {
			return err
		}
		return c.tell(r, done, c.DryRun)
	})
}
