package ascode

import (
	"context"
	"fmt"

	"github.com/steelyard-isms/steelyard/internal/fault"
	"github.com/steelyard-isms/steelyard/internal/record"
)

// attempts is how often a folder is compared anew because the store changed in between.
const attempts = 3

// Preview finds what applying a folder would do, with what the store says to it. Where people must choose first, the store
// is not asked; see Comparison.Conflict. Error: Invalid with every place at fault.
func Preview(ctx context.Context, registry *record.Registry, store Store, ours []record.Change, base *Base, o Options) (*Comparison, Receipt, error) {
	return compareAndApply(ctx, registry, store, ours, base, o, "", true)
}

// Apply brings a folder into the store in one write, and gives the base from which the folder goes on. Each change holds
// only on the revision that was compared: where the store has moved on, everything is compared anew, three times at most.
// Errors: Invalid with every place at fault; Conflict with every field that both sides changed.
func Apply(ctx context.Context, registry *record.Registry, store Store, ours []record.Change, base *Base, o Options, reason string) (*Comparison, Receipt, *Base, error) {
	c, r, err := compareAndApply(ctx, registry, store, ours, base, o, reason, false)
	if err != nil {
		return c, r, nil, err
	}
	next, err := c.rebase(ctx, store, r, ours, base)
	return c, r, next, err
}

func compareAndApply(ctx context.Context, registry *record.Registry, store Store, ours []record.Change, base *Base, o Options, reason string, dry bool) (*Comparison, Receipt, error) {
	for i := 1; ; i++ {
		c, err := Compare(ctx, registry, store, ours, base, o)
		if err != nil {
			return nil, Receipt{}, err
		}
		if err := c.Conflict(); err != nil {
			if dry {
				err = nil
			}
			return c, Receipt{Seq: c.store.Seq}, err
		}
		if len(c.Changes) == 0 {
			return c, Receipt{Seq: c.store.Seq}, nil
		}
		r, err := store.Apply(ctx, c.Changes, reason, dry)
		if err == nil || !fault.Is(err, fault.Conflict) || i == attempts {
			return c, r, err
		}
	}
}

// rebase gives the base of a folder that was applied: the entry of the write, but for records that the folder does not hold
// as they are there.
func (c *Comparison) rebase(ctx context.Context, store Store, r Receipt, ours []record.Change, old *Base) (*Base, error) {
	out := &Base{Store: c.store.Store, Seq: r.Seq, Records: append([]string{}, c.given...)}
	if old != nil {
		out.Files = append(out.Files, old.Files...)
	}
	after := c.store
	if len(c.Changes) > 0 && (r.Seq != c.store.Seq+1 || out.Store == "") {
		var err error
		if after, err = store.State(ctx, fmt.Sprintf("entry:%d", r.Seq)); err != nil {
			return nil, fault.Wrap(fault.Of(err).Code, err, "the folder was applied as entry %d, but what it goes on from cannot be noted: apply it again", r.Seq)
		}
		out.Store = after.Store
	}
	sent := map[record.UID]bool{}
	for _, x := range c.Changes {
		sent[x.UID] = true
	}
	before, now := newIndex(c.store), newIndex(after)
	note := func(k string) {
		d := before.byName[k]
		if d != nil && !sent[d.UID] && now.byUID[d.UID] != nil && now.byUID[d.UID].Revision != d.Revision {
			out.behind(k, c.store.Seq) // changed by someone else between comparing and writing
		}
		if seq, ok := c.behind[k]; ok {
			out.behind(k, seq)
		}
	}
	for _, x := range ours {
		out.Records = append(out.Records, key(x.Kind, x.Name))
		note(key(x.Kind, x.Name))
	}
	for _, k := range c.given {
		note(k)
	}
	return out, nil
}
