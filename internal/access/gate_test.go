package access_test

import (
	"strings"
	"testing"

	"github.com/steelyard-isms/steelyard/internal/access"
	"github.com/steelyard-isms/steelyard/internal/record"
)

// Where a lifecycle lets the owner make a move, that is the owner of the record: an account with the role owner moves
// nothing of anybody else's.
func TestOwnersMoveOnlyWhatIsTheirs(t *testing.T) {
	gate, err := access.NewGate()
	if err != nil {
		t.Fatal(err)
	}
	m := record.Move{Name: "finish", Roles: []string{"owner", "isms-manager"}}
	for _, c := range []struct {
		role  access.Role
		owned bool
		may   bool
	}{
		{access.Owner, false, false}, {access.Owner, true, true}, {access.Operator, true, true}, {access.Operator, false, false},
		{access.ISMSManager, false, true}, {access.UnitHead, false, false},
	} {
		who := access.Principal{Account: "a", Person: "p", Role: c.role}
		if got := gate.May(who, access.Move, access.Resource{Kind: "action", UID: "x", Owned: c.owned, Move: &m}); got != c.may {
			t.Errorf("%s, owner of the record: %v, may finish it: %v, not %v", c.role, c.owned, got, c.may)
		}
	}
}

// What the gate remembers of one question, it says to no other: of the same record in one's own unit and in another, one's own and others', a
// move that approves and one that does not, by who wrote it.
func TestWhatTheGateRemembersIsWhatRulesSay(t *testing.T) {
	gate, err := access.NewGate()
	if err != nil {
		t.Fatal(err)
	}
	moves := []*record.Move{nil, {Name: "finish", Roles: []string{"owner"}}, {Name: "approve", Roles: []string{"executive", "isms-manager"}, Approval: true}}
	yes, no := 0, 0
	for _, role := range access.Roles {
		for _, unit := range []record.UID{"", "u", "v"} {
			who := access.Principal{Account: "a", Person: "p", Role: role, Unit: unit}
			for _, action := range []access.Action{access.Read, access.Declare, access.Move, access.Collect, access.Administer, access.Discuss} {
				for _, r := range []access.Resource{{Kind: "objective", UID: "x", Above: []record.UID{"x", "u"}}, {Kind: "objective", UID: "y", Above: []record.UID{"y", "v"}, Owned: true},
					{Kind: "measure", UID: "z", Wrote: true}, access.Any("objective"), access.Any(access.System)} {
					for _, m := range moves {
						r.Move = m
						may, want := gate.Ask(who, action, r)
						got := gate.By(who, action, r)
						if may != gate.May(who, action, r) || may && strings.Join(want, " ") != strings.Join(got, " ") {
							t.Errorf("%s in %q, %s of %+v: %v, and rules say %v", role, unit, action, r, got, want)
						}
						if len(got) > 0 {
							yes++
						} else {
							no++
						}
					}
				}
			}
		}
	}
	if yes < 100 || no < 100 {
		t.Errorf("%d times yes and %d times no say nothing", yes, no)
	}
}

// A rule about one account, record or unit would be remembered for others, so there can be none.
func TestRulesNameNobody(t *testing.T) {
	for _, rule := range []string{`@id("x") permit (principal == Account::"01", action, resource);`, `@id("x") permit (principal, action, resource in Unit::"u");`, `@id("x") permit (principal, action, resource) when { resource == Record :: "objective/1" };`} {
		if _, err := access.NewGateFrom([]byte(rule)); err == nil || !strings.Contains(err.Error(), "name") {
			t.Errorf("%s is taken (%v)", rule, err)
		}
	}
}
