package scorecard

import "github.com/steelyard-isms/steelyard/internal/record"

// StrategyLink is the expectation that one objective brings another one about: an arrow of the strategy map.
type StrategyLink struct {
	Cause       record.Ref      `json:"cause" field:"required,ref=objective,scope"` // that is achieved first
	Effect      record.Ref      `json:"effect" field:"required,ref=objective"`      // that follows from it
	Owner       record.Ref      `json:"owner,omitempty" field:"ref=person,owner"`   // who holds that it is so
	Expectation string          `json:"expectation" field:"required,len=2000"`      // by what the one leads to the other
	Sign        string          `json:"sign" field:"required,enum=strengthens|weakens"`
	Strength    string          `json:"strength" field:"required,enum=weak|moderate|strong"`
	Lag         record.Duration `json:"lag" field:"required"` // after how long it is expected to show
	Evidence    record.Markdown `json:"evidence,omitempty"`   // what speaks for it, and against
}

// Weakens is the sign of a link whose cause costs the effect something; otherwise it strengthens it.
const Weakens = "weakens"

// StrategyLinkKind declares links between objectives.
var StrategyLinkKind = record.Define(record.Definition[StrategyLink]{
	Name: "strategy-link", Plural: "strategy-links", Prefix: "SL", Version: 1,
	Rules: func(c *record.Check[StrategyLink]) {
		l := c.Spec
		if l.Cause == l.Effect {
			c.Refuse("effect", "is the cause itself", "Name the objective that follows from it")
			return
		}
		for other := range leading(c.Snapshot, l.Cause.UID()) {
			if other.Spec.Effect == l.Effect && other.UID != c.Record.UID {
				c.Refuse("effect", "is already linked with this cause, by "+other.Name, "Change that link")
			}
		}
		if leads(c.Snapshot, l.Effect.UID(), l.Cause.UID(), map[record.UID]bool{}) {
			c.Refuse("effect", "leads back to the cause over other links", "Leave out one link of the circle")
		}
	},
})
