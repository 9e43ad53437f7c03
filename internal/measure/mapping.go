package measure

import (
	"time"

	"github.com/steelyard-isms/steelyard/internal/record"
)

// Mapping stands here until the csv types are moved in.
type Mapping struct {
	Rows       string `json:"rows" field:"required,enum=each|file"`
	UnitColumn string `json:"unit_column,omitempty"`
}

func checkSource(c *record.Check[Source]) {
	if c.Spec.Zone != "" {
		if _, err := time.LoadLocation(c.Spec.Zone); err != nil {
			c.Refuse("zone", "is not a time zone", "Write it like Europe/Prague")
		}
	}
}
