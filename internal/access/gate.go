package access

import (
	_ "embed"
	"fmt"
	"regexp"
	"slices"
	"strings"
	"sync"
	"sync/atomic"

	"github.com/cedar-policy/cedar-go"
	"github.com/cedar-policy/cedar-go/types"

	"github.com/steelyard-isms/steelyard/internal/fault"
	"github.com/steelyard-isms/steelyard/internal/record"
)

// Action is what someone wants to do.
type Action string

// The actions.
const (
	Read       Action = "read"       // see a record, a value, a run, a file
	Declare    Action = "declare"    // make, change or retire a record
	Move       Action = "move"       // take a record to another state of its lifecycle
	Import     Action = "import"     // bring in records with the states that they had elsewhere
	Collect    Action = "collect"    // send a file or points
	Administer Action = "administer" // accounts, tokens, erasure
	Discuss    Action = "discuss"    // say something of a record that one may see
	Keep       Action = "keep"       // one's own account: password, tokens, how pages look
)

// System is the resource of actions that are about no kind of record.
const System = "system"

// Accounts is the resource of what people do with their own account.
const Accounts = "account"

// Resource is what an action is about.
type Resource struct {
	Kind  string
	UID   record.UID
	Above []record.UID // the record itself, the unit that it belongs to, and the units above that; nothing: it belongs to the organisation as a whole
	Owned bool         // the principal's person owns it
	Move  *record.Move // the move, where that is the action
	Wrote bool         // the principal wrote what is to be moved
	any   bool         // some record of the kind: of the principal's unit, and their own
}

// Any is some record of a kind: what is allowed of it may be refused of a certain one, but not the other way round. Of the
// system there is one only, which belongs to no unit.
func Any(kind string) Resource { return Resource{Kind: kind, Owned: true, any: kind != System} }

//go:embed policies.cedar
var policies []byte

// Gate decides. It is the only place that does. What the rules said to a question it remembers: pages ask the same few very often, and rules
// name no certain account, record or unit, so that there are not many.
type Gate struct {
	set  *cedar.PolicySet
	said sync.Map // of question to answer
	held atomic.Int64
}

// question is all that rules look at.
type question struct {
	role                       Role
	action                     Action
	kind, by                   string // by: the roles of the move
	owned, wrote, within, asks bool   // within: of the principal's unit; asks: the move is an approval
}

// answer is shared: nobody may change it.
type answer struct {
	may   bool
	rules []string
}

// mostSaid is how many answers are remembered. All roles, actions, kinds and moves of the program make fewer; it bounds what a mistake could
// make.
const mostSaid = 100_000

// NewGate reads the policies of the program.
func NewGate() (*Gate, error) { return NewGateFrom(policies) }

// NewGateFrom reads policies in Cedar's language. It fails where they are not well formed, a rule has no @id, or one names a certain account,
// record or unit.
func NewGateFrom(policies []byte) (*Gate, error) {
	if named := certain.Find(policies); named != nil {
		return nil, fmt.Errorf("the policies name %s, and may speak only of what all accounts, records and units have", named)
	}
	set, err := cedar.NewPolicySetFromBytes("policies.cedar", policies)
	if err != nil {
		return nil, fmt.Errorf("reading the policies: %w", err)
	}
	for id, p := range set.All() {
		if p.Annotations()["id"] == "" {
			return nil, fmt.Errorf("policy %s has no @id", id)
		}
	}
	return &Gate{set: set}, nil
}

var certain = regexp.MustCompile(`\b(?:Account|Record|Unit)\s*::\s*"[^"\n]*"?`)

// Allow gives nil where a rule permits the action and none forbids it. Otherwise: Unauthenticated where nobody is signed
// in; Forbidden with the rule that forbids, or with the rules that would permit and their roles.
func (g *Gate) Allow(p Principal, a Action, r Resource) error {
	if !p.SignedIn() {
		return fault.New(fault.Unauthenticated, "sign in to %s", a)
	}
	ok, rules := g.decide(p, a, r)
	if ok {
		return nil
	}
	refusal := &Refusal{Role: p.Role, Action: a, Kind: r.Kind, Rules: slices.Clone(rules), Forbid: len(rules) > 0}
	if r.Move != nil {
		refusal.Move = r.Move.Name
	}
	if !refusal.Forbid && !r.any {
		near := Any(r.Kind)
		near.Move = r.Move
		own, by := g.decide(p, a, near)
		refusal.Own, refusal.Rules = own, slices.Clone(by)
	}
	roles, by := g.grants(a, r)
	for _, role := range roles {
		refusal.Roles = append(refusal.Roles, Role(role))
	}
	if !refusal.Forbid && !refusal.Own {
		refusal.Rules = by
	}
	return refusal.fault()
}

// May is Allow as yes or no.
func (g *Gate) May(p Principal, a Action, r Resource) bool {
	if !p.SignedIn() {
		return false
	}
	ok, _ := g.decide(p, a, r)
	return ok
}

// By lists the rules that permit a principal to do something; none where they may not.
func (g *Gate) By(p Principal, a Action, r Resource) []string {
	if !p.SignedIn() {
		return nil
	}
	ok, rules := g.decide(p, a, r)
	if !ok {
		return nil
	}
	return slices.Clone(rules)
}

// Who lists the roles that a rule would permit the action, of a record in their unit that others own.
func (g *Gate) Who(a Action, kind string, m *record.Move) []string {
	r := Any(kind)
	r.Move, r.Owned = m, false
	roles, _ := g.grants(a, r)
	return roles
}

// grants lists the roles that a rule would permit in the whole organisation, and those rules.
func (g *Gate) grants(a Action, r Resource) (roles, rules []string) {
	r.Wrote = false
	for _, role := range Roles {
		if ok, by := g.decide(Principal{Role: role}, a, r); ok {
			roles = append(roles, string(role))
			for _, rule := range by {
				if !slices.Contains(rules, rule) {
					rules = append(rules, rule)
				}
			}
		}
	}
	return roles, rules
}

// The organisation as a whole is above every record and above every unit.
var organisation = types.NewEntityUID("Unit", "organisation")

func unit(uid record.UID) types.EntityUID {
	if uid == "" {
		return organisation
	}
	return types.NewEntityUID("Unit", types.String(uid))
}

// decide gives what the rules say.
func (g *Gate) decide(p Principal, a Action, r Resource) (bool, []string) {
	q := question{role: p.Role, action: a, kind: r.Kind, owned: r.Owned, wrote: r.Wrote, within: p.Unit == "" || r.any || slices.Contains(r.Above, p.Unit)}
	if r.Move != nil {
		q.by, q.asks = strings.Join(r.Move.Roles, ","), r.Move.Approval
	}
	if x, known := g.said.Load(q); known {
		was, _ := x.(answer)
		return was.may, was.rules
	}
	var now answer
	now.may, now.rules = g.ask(p, a, r)
	if g.held.Add(1) <= mostSaid {
		g.said.Store(q, now)
	}
	return now.may, now.rules
}

// ask asks the rules. The principal has a role in a unit; the record lies in its units; rules name both.
func (g *Gate) ask(p Principal, a Action, r Resource) (bool, []string) {
	who := types.NewEntityUID("Account", types.String(p.Account))
	what := types.NewEntityUID("Record", types.String(r.Kind+"/"+string(r.UID)))
	above := []types.EntityUID{organisation}
	for _, uid := range r.Above {
		above = append(above, unit(uid))
	}
	if r.any {
		above = append(above, unit(p.Unit))
	}
	move := types.RecordMap{"by": types.NewSet(), "approval": types.False}
	if r.Move != nil {
		by := make([]types.Value, len(r.Move.Roles))
		for i, role := range r.Move.Roles {
			by[i] = types.String(role)
		}
		move = types.RecordMap{"by": types.NewSet(by...), "approval": types.Boolean(r.Move.Approval)}
	}
	entities := types.EntityMap{
		who: {UID: who, Attributes: types.NewRecord(types.RecordMap{"role": types.String(p.Role), "unit": unit(p.Unit)})},
		what: {UID: what, Parents: types.NewEntityUIDSet(above...), Attributes: types.NewRecord(types.RecordMap{
			"kind": types.String(r.Kind), "owned": types.Boolean(r.Owned), "wrote": types.Boolean(r.Wrote)})},
	}
	decision, why := cedar.Authorize(g.set, entities, cedar.Request{Principal: who, Action: types.NewEntityUID("Action", types.String(a)), Resource: what,
		Context: types.NewRecord(types.RecordMap{"move": types.NewRecord(move)})})
	var rules []string
	for _, r := range why.Reasons {
		if policy := g.set.Get(r.PolicyID); policy != nil {
			rules = append(rules, string(policy.Annotations()["id"]))
		}
	}
	slices.Sort(rules)
	return decision == cedar.Allow, rules
}
