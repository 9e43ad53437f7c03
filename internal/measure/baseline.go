package measure

import (
	"fmt"

	"github.com/steelyard-isms/steelyard/internal/civil"
	"github.com/steelyard-isms/steelyard/internal/record"
)

// Baseline is a day from which the process behind a measure is another one, so that its control limits are computed anew. Without one, limits
// stay those of its first values.
type Baseline struct {
	From   civil.Date `json:"from" field:"required"`   // the first value of this day or later begins the new base
	Reason string     `json:"reason" field:"required"` // what has changed; a better result alone is none
}

// checkBaselines holds new limits to the order of their days.
func checkBaselines(c *record.Check[Measure]) {
	for i, b := range c.Spec.Baselines {
		if i > 0 && !b.From.After(c.Spec.Baselines[i-1].From) {
			c.Refuse(fmt.Sprintf("baselines[%d].from", i), "is not after that of the one before, "+c.Spec.Baselines[i-1].From.String(), "Give them in the order of their days, each once")
		}
	}
}
