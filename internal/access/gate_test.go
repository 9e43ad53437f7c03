package access_test

import (
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
