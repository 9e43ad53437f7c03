package measure

import (
	"fmt"

	"github.com/steelyard-isms/steelyard/internal/org"
	"github.com/steelyard-isms/steelyard/internal/period"
	"github.com/steelyard-isms/steelyard/internal/record"
)

// Aggregated tells whether the values of the measure are summed up by reporting periods.
func (m *Measure) Aggregated() bool {
	return m.Aggregation != "" && m.ReportingPeriod != "" && !m.Derived()
}

// Calendar gives the reporting periods of the measure: their length is its own, fiscal year and zone are those of its unit.
func (m *Measure) Calendar(s *record.Snapshot) period.Calendar {
	return org.CalendarOf(s, m.Unit.UID(), m.ReportingPeriod)
}

// Step is how many days lie between one value and the next, for functions of time.
func (m *Measure) Step() int {
	if m.Aggregated() {
		return m.ReportingPeriod.Days()
	}
	return m.PeriodDays
}

// checkAggregation refuses what cannot be summed up, or says nothing then.
func checkAggregation(c *record.Check[Measure]) {
	m := c.Spec
	switch {
	case m.Aggregation == "" && m.ReportingPeriod == "":
		return
	case m.ReportingPeriod == "":
		c.Refuse("reporting_period", "is missing: the aggregation says how values are summed up, and not over which time", "Give day, week, month, quarter or year, or leave the aggregation out")
		return
	case m.Aggregation == "":
		c.Refuse("aggregation", "is missing: the reporting period says over which time values are summed up, and not how", "Give last, sum, mean, min, max, rate or count-distinct, or leave the reporting period out")
		return
	case m.Derived():
		c.Refuse("aggregation", "is of a measure that a formula computes", "Aggregate the measures that it is made of, or declare such ones and make them its inputs")
		return
	}
	if least := m.ReportingPeriod.Shortest(); m.PeriodDays < least {
		c.Refuse("period_days", fmt.Sprintf("is shorter than a %s, of which there is one value", m.ReportingPeriod), fmt.Sprintf("Give %d or more, or a shorter reporting period", least))
	}
	if m.Sampled && m.Aggregation != period.Mean && m.Aggregation != period.Last {
		c.Refuse("aggregation", fmt.Sprintf("%s of shares that were found in samples is no share of a sample", m.Aggregation), "Use mean, which counts the cases of all of them, or last, or leave sampled out")
	}
	if m.UnitOfMeasure == "%" && (m.Aggregation == period.Sum || m.Aggregation == period.Rate) {
		c.Refuse("aggregation", fmt.Sprintf("%s of percentages is no percentage", m.Aggregation), "Use mean, last, min or max, or aggregate the two counts and divide them by a formula")
	}
}
