package access

import (
	"github.com/steelyard-isms/steelyard/internal/record"
)

// Rights is what a role may do in its unit and below, worked out from the rules: nobody has to keep a list of it.
type Rights struct {
	Read, Declare, Collect, Move, Approve Reach
	Administer                            bool
}

// Reach says of which kinds of records something is allowed.
type Reach struct {
	Kinds []string // of every record in the unit
	Own   []string // of those alone that the person owns
	Not   []string // of no record
}

// All tells whether it is allowed of every kind.
func (r Reach) All() bool { return len(r.Kinds) > 0 && len(r.Own)+len(r.Not) == 0 }

// None tells whether it is allowed of nothing.
func (r Reach) None() bool { return len(r.Kinds)+len(r.Own) == 0 }

// Rights works out what a role may do. Of the kinds, those that are collected have values or files that can be sent.
func (g *Gate) Rights(role Role, kinds []*record.Kind, collected []string) Rights {
	p := Principal{Role: role}
	// of tells by a question for each kind, about records of others and then about one's own
	of := func(names []string, may func(kind string, owned bool) bool) Reach {
		var out Reach
		for _, name := range names {
			switch {
			case may(name, false):
				out.Kinds = append(out.Kinds, name)
			case may(name, true):
				out.Own = append(out.Own, name)
			default:
				out.Not = append(out.Not, name)
			}
		}
		return out
	}
	does := func(a Action) func(string, bool) bool {
		return func(kind string, owned bool) bool { return g.May(p, a, Resource{Kind: kind, Owned: owned}) }
	}
	moves := func(approval bool) Reach {
		with := map[string][]record.Move{}
		var names []string
		for _, k := range kinds {
			if k.Lifecycle == nil {
				continue
			}
			for _, m := range k.Lifecycle.Moves {
				if m.Approval == approval {
					with[k.Name] = append(with[k.Name], m)
				}
			}
			if with[k.Name] != nil {
				names = append(names, k.Name)
			}
		}
		return of(names, func(kind string, owned bool) bool {
			for i := range with[kind] {
				if g.May(p, Move, Resource{Kind: kind, Owned: owned, Move: &with[kind][i]}) {
					return true
				}
			}
			return false
		})
	}
	all := make([]string, len(kinds))
	for i, k := range kinds {
		all[i] = k.Name
	}
	return Rights{Read: of(all, does(Read)), Declare: of(all, does(Declare)), Collect: of(collected, does(Collect)), Move: moves(false), Approve: moves(true),
		Administer: g.May(p, Administer, Resource{Kind: System})}
}
