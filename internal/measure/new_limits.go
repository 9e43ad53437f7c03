package measure

import (
	"fmt"

	"github.com/steelyard-isms/steelyard/internal/civil"
	"github.com/steelyard-isms/steelyard/internal/record"
)

// NewLimits is a day from which the process behind a measure is another one, so that its control limits are computed anew. Without any, limits
// stay those of its first values.
type NewLimits struct {
	From   civil.Date `json:"from" field:"required"`   // the first value of this day or later begins the new base
	Reason string     `json:"reason" field:"required"` // what has changed; a better result alone is none
}

// checkNewLimits holds new limits to the order of their days.
func checkNewLimits(c *record.Check[Measure]) {
	for i, b := range c.Spec.NewLimits {
		if i > 0 && !b.From.After(c.Spec.NewLimits[i-1].From) {
			c.Refuse(fmt.Sprintf("new_limits[%d].from", i), "is not after that of the one before, "+c.Spec.NewLimits[i-1].From.String(), "Give them in the order of their days, each once")
		}
	}
}
