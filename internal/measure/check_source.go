package measure

import (
	"time"

	"github.com/steelyard-isms/steelyard/internal/record"
)

func checkSource(c *record.Check[Source]) {
	if c.Spec.Zone != "" {
		if _, err := time.LoadLocation(c.Spec.Zone); err != nil {
			c.Refuse("zone", "is not a time zone", "Write it like Europe/Prague")
		}
	}
	if (c.Spec.Format == "csv") != (c.Spec.Mapping != nil) {
		c.Refuse("mapping", "belongs to the format csv, which needs it", "Add a mapping for csv; leave it out for other formats")
	}
	if c.Spec.Mapping != nil {
		for _, f := range c.Spec.Mapping.Validate() {
			c.Refuse("mapping."+f.Path, f.Reason, f.Remedy)
		}
	}
}
