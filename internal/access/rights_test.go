package access_test

import (
	"slices"
	"testing"

	"github.com/steelyard-isms/steelyard/internal/access"
	"github.com/steelyard-isms/steelyard/internal/kinds"
)

// What people are told that a role may do is what the gate lets it do: of every kind, of records of others and of their own.
func TestRightsAreThoseOfTheGate(t *testing.T) {
	gate, err := access.NewGate()
	if err != nil {
		t.Fatal(err)
	}
	all := kinds.Registry().Kinds()
	for _, role := range access.Roles {
		r, who := gate.Rights(role, all, []string{"measure", "source"}), access.Principal{Account: "a", Person: "p", Role: role}
		for action, reach := range map[access.Action]access.Reach{access.Read: r.Read, access.Declare: r.Declare} {
			for _, k := range all {
				others := gate.May(who, action, access.Resource{Kind: k.Name, UID: "x"})
				own := gate.May(who, action, access.Resource{Kind: k.Name, UID: "x", Owned: true})
				if slices.Contains(reach.Kinds, k.Name) != others || slices.Contains(reach.Own, k.Name) != (own && !others) || slices.Contains(reach.Not, k.Name) == (own || others) {
					t.Errorf("%s may %s %s: %v of others and %v of their own, and is told %+v", role, action, k.Name, others, own, reach)
				}
			}
		}
		if want := role == access.Administrator; r.Administer != want {
			t.Errorf("%s administers: %v", role, r.Administer)
		}
	}
	if r := gate.Rights(access.Auditor, all, []string{"measure", "source"}); !r.Read.All() || !r.Declare.None() || !r.Collect.None() || !r.Move.None() || !r.Approve.None() {
		t.Errorf("an auditor, who reads everything and does nothing, may %+v", r)
	}
	if r := gate.Rights(access.Executive, all, []string{"measure", "source"}); !slices.Contains(r.Approve.Kinds, "objective") {
		t.Errorf("an executive does not approve objectives: %+v", r.Approve)
	}
	if r := gate.Rights(access.Operator, all, []string{"measure", "source"}); !slices.Equal(r.Declare.Own, []string{"action"}) || !r.Collect.All() {
		t.Errorf("an operator changes their own actions and sends data, and is told %+v", r)
	}
}
