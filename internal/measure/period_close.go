package measure

import (
	"fmt"

	"github.com/steelyard-isms/steelyard/internal/record"
)

// PeriodClose is a period whose figures are final: what is reported of it stays, whatever becomes known later.
type PeriodClose struct {
	Unit      record.Ref      `json:"unit,omitempty" field:"ref=unit,scope"`           // whose figures they are; this or a scorecard is needed
	Scorecard record.Ref      `json:"scorecard,omitempty" field:"ref=scorecard,scope"` // or those of one scorecard only
	Owner     record.Ref      `json:"owner" field:"required,ref=person,owner"`         // who prepares it; someone else closes it
	Period    record.Range    `json:"period" field:"required,ends"`                    // its first and its last day
	Statement record.Markdown `json:"statement" field:"required"`                      // what was checked, what is missing, what the figures say
	Evidence  []record.File   `json:"evidence,omitempty"`                              // reports as they were given out
}

// The states of a period-close in which its figures have been published. A record that was brought in as opened again has none.
const (
	PeriodClosed   = "closed"
	PeriodReopened = "reopened"
)

// PeriodCloseKind declares closes of periods.
var PeriodCloseKind = record.Define(record.Definition[PeriodClose]{
	Name: "period-close", Plural: "period-closes", Prefix: "PC", Version: 1, Rules: checkPeriod,
	Lifecycle: &record.Lifecycle{
		States: []record.State{{Name: "open"}, {Name: PeriodClosed, InForce: true, Fixed: true}, {Name: PeriodReopened}},
		Moves: []record.Move{
			{Name: "close", From: []string{"open", PeriodReopened}, To: PeriodClosed, Roles: []string{"isms-manager", "unit-head", "executive"}, Approval: true, Sign: true},
			{Name: "reopen", From: []string{PeriodClosed}, To: PeriodReopened, Roles: []string{"executive", "isms-manager"}, Reason: true, Sign: true},
		},
		Before: PeriodClosed,
	},
})

func checkPeriod(c *record.Check[PeriodClose]) {
	p := c.Spec
	if (p.Unit == "") == (p.Scorecard == "") {
		c.Refuse("unit", "or a scorecard is what a period is closed for", "Name one of the two")
		return
	}
	for other := range record.Latest[PeriodClose](c.Snapshot) {
		o := other.Spec
		if other.UID != c.Record.UID && o.Unit == p.Unit && o.Scorecard == p.Scorecard && !o.Period.Until.Before(p.Period.From) && !p.Period.Until.Before(o.Period.From) {
			c.Refuse("period", fmt.Sprintf("overlaps %s, from %s until %s", other.Name, o.Period.From, o.Period.Until), "Let it begin after that one ends")
			return
		}
	}
}
