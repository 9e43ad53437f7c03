package access

import (
	"fmt"
	"strings"

	"github.com/steelyard-isms/steelyard/internal/fault"
	"github.com/steelyard-isms/steelyard/internal/record"
)

// Refusal is what the gate refused, and why: for doors that say it in words of their own. It stands with the fault as Refused.
type Refusal struct {
	Role   Role // of whoever asked
	Action Action
	Kind   string
	Move   string   // the move, where that is the action
	Rules  []string // that forbid it; else that would permit it
	Forbid bool     // rules forbid it, whoever asks
	Own    bool     // rules permit it of what belongs to the unit or the person that asked, and this does not
	Roles  []Role   // that may, by those rules
}

// fault says it in one sentence.
func (x *Refusal) fault() *fault.Error {
	what, rules := describe(x.Action, x.Kind, x.Move), strings.Join(x.Rules, " or ")
	f := fault.New(fault.Forbidden, "the role %s may not %s: no rule permits it", x.Role, what)
	switch {
	case x.Forbid:
		f.Message = fmt.Sprintf("the role %s may not %s: the rule %s forbids it", x.Role, what, strings.Join(x.Rules, ", "))
	case x.Own:
		f.Message = fmt.Sprintf("you may not %s: the rule %s permits that of what belongs to your unit or to you, and this does not", what, strings.Join(x.Rules, ", "))
	case len(x.Roles) > 0:
		names := make([]string, len(x.Roles))
		for i, r := range x.Roles {
			names[i] = string(r)
		}
		f.Message = fmt.Sprintf("the role %s may not %s; %s may, by the rule %s", x.Role, what, strings.Join(names, " or "), rules)
	}
	f.Refused = x
	return f
}

func describe(a Action, kind, move string) string {
	switch {
	case kind == System:
		return string(a)
	case a == Move && move != "":
		return move + " " + record.One(kind)
	}
	return string(a) + " " + record.One(kind)
}
