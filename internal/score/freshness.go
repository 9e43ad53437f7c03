package score

import (
	"github.com/steelyard-isms/steelyard/internal/civil"
)

// Data says how far there is data behind a score.
type Data string

// What data can be. Insufficient is of a node only, not-applicable of a child within its parent.
const (
	Known         Data = "known"
	Stale         Data = "stale"   // older than its period and grace: lowers confidence, never weight
	Expired       Data = "expired" // so old that it counts at most as much as its siblings: see RollUp
	Unknown       Data = "unknown" // never reported
	NotApplicable Data = "not-applicable"
	Insufficient  Data = "insufficient" // less than half of the weight is covered: no band
)

// Cadence is how often a measure is collected, in whole days.
type Cadence struct {
	PeriodDays int  `json:"period_days,omitempty"` // 91 for a quarter; 0 where no period is agreed, and nothing ages
	GraceDays  *int `json:"grace_days,omitempty"`  // days by which a value may be late; without it a quarter of the period
}

const (
	graceShare = 0.25 // of the period
	fadePeriod = 2.0  // periods over which freshness falls from 1 to 0
	century    = 36525
)

// Validate tells whether the cadence may be stored: period and grace from 0 days to a century. The fault is Invalid
// and names period_days or grace_days.
func (c Cadence) Validate() error {
	if c.PeriodDays < 0 || c.PeriodDays > century {
		return refused("period_days", "is not a number of days from 0 to 36525", "Give the days between two collections, as 91 for a quarter")
	}
	if c.GraceDays != nil && (*c.GraceDays < 0 || *c.GraceDays > century) {
		return refused("grace_days", "is not a number of days from 0 to 36525", "Give the days by which a value may be late")
	}
	return nil
}

// Grace gives the days by which a value may be late: those told, else a quarter of the period.
func (c Cadence) Grace() float64 {
	if c.GraceDays != nil {
		return float64(*c.GraceDays)
	}
	return graceShare * float64(c.PeriodDays)
}

// Freshness is how far one value can still be relied on.
type Freshness struct {
	AgeDays int     `json:"age_days"` // negative where the value is valid beyond the day looked at
	Phi     float64 `json:"phi"`      // 1 fresh, 0 expired
	State   Data    `json:"state"`    // Known, Stale or Expired; Unknown without a valid time
}

// Freshness judges a value on a day by the end of its valid time. It is 1 up to period and grace, and falls
// to 0 over the next two periods.
func (c Cadence) Freshness(validEnd, day civil.Date) Freshness {
	if validEnd.IsZero() {
		return Freshness{State: Unknown}
	}
	f := Freshness{AgeDays: day.DaysSince(validEnd), Phi: 1, State: Known}
	if c.PeriodDays <= 0 {
		return f
	}
	period := float64(c.PeriodDays)
	late := float64(f.AgeDays) - period - c.Grace()
	f.Phi = min(1, max(0, 1-late/(fadePeriod*period)))
	switch {
	case f.Phi <= 0:
		f.State = Expired
	case f.Phi < 1:
		f.State = Stale
	}
	return f
}
