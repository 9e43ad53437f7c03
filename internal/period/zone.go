package period

import (
	"sync"
	"time"

	"github.com/steelyard-isms/steelyard/internal/fault"
)

// zones keeps those that were asked for, so that calendars of one zone are equal.
var zones sync.Map // string → *time.Location

// Zone gives the zone of a name by the zone database; UTC for an empty one. The fault is Invalid and names time_zone.
func Zone(name string) (*time.Location, error) {
	if name == "" || name == "UTC" {
		return time.UTC, nil
	}
	if have, ok := zones.Load(name); ok {
		return have.(*time.Location), nil
	}
	zone, err := time.LoadLocation(name)
	if err != nil || name == "Local" { // that of the machine says nothing to others
		return nil, fault.InvalidField("there is no such zone", fault.Field{Path: "time_zone", Reason: "is not a time zone", Remedy: "Write it like Europe/Prague"})
	}
	have, _ := zones.LoadOrStore(name, zone)
	return have.(*time.Location), nil
}
