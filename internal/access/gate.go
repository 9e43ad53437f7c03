package access

import (
	_ "embed"
	"fmt"
	"strings"

	"github.com/cedar-policy/cedar-go"
	"github.com/cedar-policy/cedar-go/types"

	"github.com/steelyard-isms/steelyard/internal/fault"
)

// Action is what someone wants to do.
type Action string

// The actions.
const (
	Read       Action = "read"       // see a record, a value, a run, a file
	Declare    Action = "declare"    // make, change or retire a record
	Collect    Action = "collect"    // send a file or points
	Administer Action = "administer" // accounts, tokens, erasure
)

// System is the resource of actions that are about no kind of record.
const System = "system"

//go:embed policies.cedar
var policies []byte

// Gate decides. It is the only place that does.
type Gate struct{ set *cedar.PolicySet }

// NewGate reads the policies of the program.
func NewGate() (*Gate, error) { return NewGateFrom(policies) }

// NewGateFrom reads policies in Cedar's language. It fails where they are not well formed, or a rule has no @id.
func NewGateFrom(policies []byte) (*Gate, error) {
	set, err := cedar.NewPolicySetFromBytes("policies.cedar", policies)
	if err != nil {
		return nil, fmt.Errorf("reading the policies: %w", err)
	}
	for id, p := range set.All() {
		if p.Annotations()["id"] == "" {
			return nil, fmt.Errorf("policy %s has no @id", id)
		}
	}
	return &Gate{set}, nil
}

// Allow gives nil where a rule permits the action on a kind of record and none forbids it. Otherwise: Unauthenticated
// where nobody is signed in; Forbidden with the rule that forbids, or with the roles whose rules would permit.
func (g *Gate) Allow(p Principal, a Action, kind string) error {
	if !p.SignedIn() {
		return fault.New(fault.Unauthenticated, "sign in to %s", a)
	}
	ok, rules := g.decide(p, a, kind)
	if ok {
		return nil
	}
	if len(rules) > 0 {
		return fault.New(fault.Forbidden, "the role %s may not %s: the rule %s forbids it", p.Role, describe(a, kind), strings.Join(rules, ", "))
	}
	return fault.New(fault.Forbidden, "the role %s may not %s; %s may", p.Role, describe(a, kind), strings.Join(g.grants(a, kind), " or "))
}

// May is Allow as yes or no.
func (g *Gate) May(p Principal, a Action, kind string) bool {
	if !p.SignedIn() {
		return false
	}
	ok, _ := g.decide(p, a, kind)
	return ok
}

func describe(a Action, kind string) string {
	if kind == System {
		return string(a)
	}
	return string(a) + " a " + kind
}

// grants lists the roles that a rule would permit.
func (g *Gate) grants(a Action, kind string) []string {
	var out []string
	for _, r := range Roles {
		if ok, _ := g.decide(Principal{Role: r}, a, kind); ok {
			out = append(out, string(r))
		}
	}
	return out
}

func (g *Gate) decide(p Principal, a Action, kind string) (bool, []string) {
	who := types.NewEntityUID("Account", types.String(p.Account))
	what := types.NewEntityUID("Kind", types.String(kind))
	entities := types.EntityMap{
		who:  {UID: who, Attributes: types.NewRecord(types.RecordMap{"role": types.String(p.Role)})},
		what: {UID: what, Attributes: types.NewRecord(types.RecordMap{"kind": types.String(kind)})},
	}
	decision, why := cedar.Authorize(g.set, entities, cedar.Request{Principal: who, Action: types.NewEntityUID("Action", types.String(a)), Resource: what})
	var rules []string
	for _, r := range why.Reasons {
		if policy := g.set.Get(r.PolicyID); policy != nil {
			rules = append(rules, string(policy.Annotations()["id"]))
		}
	}
	return decision == cedar.Allow, rules
}
