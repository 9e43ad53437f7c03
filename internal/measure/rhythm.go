package measure

import "github.com/steelyard-isms/steelyard/internal/period"

// Rhythm is how long the periods are in which values of the measure are entered: its reporting period, or else the one that is nearest to the days
// between two values.
func (m *Measure) Rhythm() period.Length {
	switch days := m.PeriodDays; {
	case m.Aggregated():
		return m.ReportingPeriod
	case days < 4:
		return period.Day
	case days < 19:
		return period.Week
	case days < 61:
		return period.Month
	case days < 229:
		return period.Quarter
	}
	return period.Year
}
