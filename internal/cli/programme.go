package cli

import (
	"context"
	"fmt"
	"regexp"
	"strconv"

	"github.com/steelyard-isms/steelyard/client"
	"github.com/steelyard-isms/steelyard/internal/ascode"
	"github.com/steelyard-isms/steelyard/internal/fault"
	"github.com/steelyard-isms/steelyard/internal/record"
)

// asked is a Steelyard as commands on programmes see it: what they want is asked of its API.
type asked struct{ c *client.Client }

var _ ascode.Store = asked{}

// State gives everything that is declared as of a moment.
func (a asked) State(ctx context.Context, asOf string) (ascode.State, error) {
	p, err := a.c.AsOf(asOf).Programme(ctx)
	if err != nil {
		return ascode.State{}, told(err)
	}
	out := ascode.State{Store: p.Store, Seq: p.Seq, Records: make([]ascode.Document, len(p.Records))}
	for i, d := range p.Records {
		if out.Records[i], err = document(d.Record); err != nil {
			return ascode.State{}, err
		}
		if d.Force != nil {
			force, err := document(*d.Force)
			if err != nil {
				return ascode.State{}, err
			}
			out.Records[i].Force = &force
		}
	}
	return out, nil
}

func document(r client.Record) (ascode.Document, error) {
	spec, err := record.Parse(r.Spec)
	if err != nil {
		return ascode.Document{}, fmt.Errorf("reading %s %s: %w", r.Kind, r.Name, err)
	}
	return ascode.Document{UID: record.UID(r.UID), Kind: r.Kind, Name: r.Name, Code: r.Code, Title: r.Title, Revision: r.Revision, Retired: r.Retired, State: r.State, Spec: spec}, nil
}

// Apply makes changes, or finds out what would become of them.
func (a asked) Apply(ctx context.Context, changes []record.Change, reason string, dry bool) (ascode.Receipt, error) {
	items := make([]client.Change, len(changes))
	for i, c := range changes {
		items[i] = client.Change{Action: "put", Kind: c.Kind, Name: c.Name, UID: string(c.UID), Code: c.Code, State: c.State, IfRevision: c.IfRevision}
		switch {
		case c.Retire:
			items[i].Action, items[i].State, items[i].Code = "retire", "", ""
		case c.Move != "":
			items[i].Action, items[i].Move, items[i].State, items[i].Code = "move", c.Move, "", ""
		default:
			items[i].Title, items[i].Spec = &c.Title, c.Spec
		}
	}
	done, err := a.c.Bulk(ctx, items, client.BulkOptions{DryRun: dry}, client.Reason(reason))
	if err != nil {
		return ascode.Receipt{}, placed(told(err), changes)
	}
	out := ascode.Receipt{Seq: done.Seq}
	for _, x := range done.Items {
		out.Outcomes = append(out.Outcomes, ascode.Outcome{Kind: x.Record.Kind, Name: x.Record.Name, Code: x.Record.Code, Action: record.Action(x.Action)})
	}
	return out, nil
}

// itemPath is the place of a change in a request, before that of a field within it.
var itemPath = regexp.MustCompile(`^items\[(\d+)\](?:\.|: )?`)

// placed says where the changes at fault stand in files, instead of where they stood in the request.
func placed(err error, changes []record.Change) error {
	f := fault.Of(err)
	if f.Code == fault.Internal {
		return err
	}
	for i := range f.Fields {
		x := &f.Fields[i]
		m := itemPath.FindStringSubmatch(x.Path)
		if m == nil {
			continue
		}
		n, err := strconv.Atoi(m[1])
		if err != nil || n >= len(changes) {
			continue
		}
		x.Path, x.Line, x.Column = x.Path[len(m[0]):], 0, 0
		c := changes[n]
		if x.File = c.File; c.Place != nil {
			x.Line, x.Column = c.Place(x.Path)
		}
		if c.File == "" && len(changes) > 1 {
			x.Path = c.Kind + "/" + c.Name + ": " + x.Path
		}
	}
	return f
}

// withStore gives a command on programmes the store that it works on.
func (c connection) withStore(r *run, do func(ascode.Store) error) error {
	return c.asking(r, func(to *client.Client) error { return do(asked{to}) })
}
