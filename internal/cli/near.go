package cli

import (
	"context"
	"fmt"

	"github.com/steelyard-isms/steelyard/internal/app"
	"github.com/steelyard-isms/steelyard/internal/ascode"
	"github.com/steelyard-isms/steelyard/internal/record"
	"github.com/steelyard-isms/steelyard/internal/service"
)

// near is a Steelyard whose database this process has opened, as commands on programmes see it.
type near struct{ a *app.App }

var _ ascode.Store = near{}

// State gives everything that is declared as of a moment.
func (n near) State(ctx context.Context, asOf string) (ascode.State, error) {
	at, err := service.ParseAsOf(asOf)
	if err != nil {
		return ascode.State{}, err
	}
	p, err := n.a.Service.Programme(ctx, app.Operator(), at, service.Behind{}, 0)
	if err != nil {
		return ascode.State{}, err
	}
	out := ascode.State{Store: p.Store, Seq: p.Seq, Records: make([]ascode.Document, len(p.Records))}
	for i, d := range p.Records {
		if out.Records[i], err = document(d); err != nil {
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

func document(d service.Declared) (ascode.Document, error) {
	spec, err := record.Parse(d.Spec)
	if err != nil {
		return ascode.Document{}, fmt.Errorf("reading %s %s: %w", d.Kind, d.Name, err)
	}
	return ascode.Document{UID: d.UID, Kind: d.Kind, Name: d.Name, Code: d.Code, Title: d.Title, Revision: d.Revision, Retired: d.Retired, State: d.State, Spec: spec}, nil
}

// Apply makes changes, or finds out what would become of them.
func (n near) Apply(ctx context.Context, changes []record.Change, reason string, dry bool) (ascode.Receipt, error) {
	wish := service.Wish{Reason: reason, DryRun: dry, Changes: func(*service.View) ([]record.Change, error) { return changes, nil }}
	done, err := n.a.Service.Apply(ctx, app.Operator(), wish)
	if err != nil {
		return ascode.Receipt{}, err
	}
	out := ascode.Receipt{Seq: done.Seq}
	for _, o := range done.Outcomes {
		out.Outcomes = append(out.Outcomes, ascode.Outcome{Kind: o.Record.Kind, Name: o.Record.Name, Code: o.Record.Code, Action: o.Action})
	}
	return out, nil
}

// withStore opens the store for a command on a programme.
func (d database) withStore(r *run, do func(ascode.Store) error) error {
	return d.with(r, func(a *app.App) error { return do(near{a}) })
}
