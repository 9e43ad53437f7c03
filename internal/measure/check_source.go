package measure

import (
	"time"

	"github.com/steelyard-isms/steelyard/internal/mapping"
	"github.com/steelyard-isms/steelyard/internal/record"
)

func checkSource(c *record.Check[Source]) {
	if c.Spec.Zone != "" {
		if _, err := time.LoadLocation(c.Spec.Zone); err != nil {
			c.Refuse("zone", "is not a time zone", "Write it like Europe/Prague")
		}
	}
	checkChecks(c)
	for _, f := range mapping.Suits(c.Spec.Format, c.Spec.Mapping) {
		path := "mapping"
		if f.Path != "" {
			path += "." + f.Path
		}
		c.Refuse(path, f.Reason, f.Remedy)
	}
}
