package measure

import (
	"fmt"
	"slices"

	"github.com/steelyard-isms/steelyard/internal/record"
)

// Customer is somebody for whom something is measured: what they are given, and how often.
type Customer struct {
	Person    record.Ref      `json:"person" field:"required,ref=person"` // who decides by it
	Format    string          `json:"format,omitempty" field:"len=200"`   // in which form they are told: a page, a chart in a paper, a file
	Frequency record.Duration `json:"frequency,omitzero"`                 // how often
}

// Retention is how long the values and what shows where they come from are kept.
type Retention struct {
	Period record.Duration `json:"period" field:"required"`         // raw files that it is read from are kept at least as long, whatever their source says
	Rule   string          `json:"rule,omitempty" field:"len=1000"` // the law, contract or rule that asks for it
}

// checkCustomers refuses somebody who is told twice.
func checkCustomers(c *record.Check[Measure]) {
	for i, x := range c.Spec.Customers {
		if slices.ContainsFunc(c.Spec.Customers[:i], func(y Customer) bool { return y.Person == x.Person }) {
			c.Refuse(fmt.Sprintf("customers[%d].person", i), "is a customer above already", "Write into one entry what they are given, and how often")
		}
	}
	if p := c.Spec.Retention; p.Rule != "" && p.Period.IsZero() {
		c.Refuse("retention.period", "is no time at all", "Say how long values are kept, such as P3Y")
	}
}

// checkApart wants a reason where one person has more than one part in a measure. It is of new measures, and of those whose people change: one that was declared before the rule stays as it is.
func checkApart(c *record.Check[Measure], before *Measure) {
	m := c.Spec
	if m.NotApart != "" || before != nil && before.NotApart == "" && before.Owner == m.Owner && before.Collector == m.Collector && before.Analyst == m.Analyst {
		return
	}
	const remedy = "Name another person, or say in not_apart why one person has both parts"
	for _, x := range []struct {
		path, reason string
		a, b         record.Ref
	}{
		{"collector", "is the owner: whoever answers for the values would collect them too", m.Collector, m.Owner},
		{"analyst", "is the collector: whoever collects the values would judge them too", m.Analyst, m.Collector},
		{"analyst", "is the owner: whoever answers for the values would judge them too", m.Analyst, m.Owner},
	} {
		if x.a != "" && x.a == x.b {
			c.Refuse(x.path, x.reason, remedy)
			if x.path == "analyst" {
				return
			}
		}
	}
}

// customersWithForm is the upgrade to version 2: customers were people alone.
func customersWithForm(d record.Document) error {
	d.Wrap("customers", "person")
	return nil
}
