package explain

import (
	"strconv"
	"strings"
	"time"

	"github.com/steelyard-isms/steelyard/internal/evaluate"
	"github.com/steelyard-isms/steelyard/internal/period"
)

// Aggregation says how the values of a reporting period become one, and what there is of the last one and of the one that goes on.
type Aggregation struct {
	How              string       `json:"how" enum:"last,sum,mean,min,max,rate,count-distinct" doc:"What the values of a period come to."`
	ReportingPeriod  string       `json:"reporting_period" enum:"day,week,month,quarter,year" doc:"The period that a value counts for."`
	FiscalYearBegins int          `json:"fiscal_year_begins" minimum:"1" maximum:"12" doc:"Number of the month whose first day begins the year of quarters and years."`
	TimeZone         string       `json:"time_zone" doc:"Zone in which days begin."`
	Last             *PeriodValue `json:"last" doc:"What the reading is made of; null where there is none."`
	Open             *PeriodValue `json:"open" doc:"The period that has not ended, so far: it is not scored. Null where nothing is known of it."`
}

// PeriodValue is what there is of one period.
type PeriodValue struct {
	Name   string    `json:"name" doc:"The period: 2026-11-26, 2026-W48, 2026-11, 2026-Q4, 2026, or of a fiscal year 2026/27-Q3 and 2026/27."`
	From   time.Time `json:"from" doc:"Its first moment."`
	Until  time.Time `json:"until" doc:"First moment of the next one."`
	Value  float64   `json:"value" doc:"What its values come to."`
	Points int       `json:"points" minimum:"1" doc:"How many they are."`
	Late   int       `json:"late" minimum:"0" doc:"How many of them became known only after the period had ended."`
	Sample *int64    `json:"sample" minimum:"0" doc:"Number of cases behind the value; null where not told."`
}

func aggregationOf(p evaluate.Periods) *Aggregation {
	out := &Aggregation{How: string(p.How), ReportingPeriod: string(p.Calendar.Length), FiscalYearBegins: max(1, int(p.Calendar.Begins)), TimeZone: time.UTC.String()}
	if p.Calendar.Zone != nil {
		out.TimeZone = p.Calendar.Zone.String()
	}
	return out
}

// Sum adds what the values of periods are made of: that of the reading, and the one that has not ended. A status of anything but an
// aggregated measure stays as it is.
func (s *Status) Sum(values []period.Value) {
	if s.Measure == nil || s.Measure.Aggregation == nil {
		return
	}
	a := s.Measure.Aggregation
	for _, v := range values {
		x := &PeriodValue{Name: v.Name, From: v.From.UTC(), Until: v.Until.UTC(), Value: v.Number, Points: v.Points, Late: v.Late, Sample: v.Sample}
		switch r := s.Measure.Reading; {
		case v.Open:
			a.Open = x
		case r != nil && r.ValidFrom.Equal(v.From):
			a.Last = x
		}
	}
}

// comes says what values of a period come to.
func (a *Aggregation) comes(v *PeriodValue) string {
	n := strconv.Itoa(v.Points) + " values"
	if v.Points == 1 {
		n = "1 value"
	}
	return map[period.Aggregation]string{period.Last: "the last of ", period.Sum: "the sum of ", period.Mean: "the mean of ", period.Min: "the least of ", period.Max: "the greatest of ",
		period.Rate: "the sum for each day of ", period.Distinct: "the number of different ones among "}[period.Aggregation(a.How)] + n + " of " + v.Name
}

// aggregated puts the aggregation into sentences.
func (m *Measure) aggregated(w *writer) {
	a := m.Aggregation
	if a == nil {
		return
	}
	if v := a.Last; v != nil {
		late := "."
		switch {
		case v.Late == 1 && v.Points == 1:
			late = ", which became known after it had ended."
		case v.Late > 0:
			late = ", " + strconv.Itoa(v.Late) + " of them became known after it had ended."
		}
		w.say("It is ", a.comes(v), late)
	}
	if where := a.calendar(); where != "" {
		w.say("Each value counts for a ", a.ReportingPeriod, where, ".")
	}
	if v := a.Open; v != nil {
		w.say("So far, ", a.comes(v), " is ", m.amount(v.Value), "; it is scored once the ", a.ReportingPeriod, " has ended.")
	}
}

// calendar says by which zone and year periods are cut, where that is not the usual one.
func (a *Aggregation) calendar() string {
	var said []string
	if a.TimeZone != time.UTC.String() {
		said = append(said, "whose days begin in the zone "+a.TimeZone)
	}
	month := time.Month(a.FiscalYearBegins).String()
	switch {
	case a.FiscalYearBegins <= 1:
	case a.ReportingPeriod == string(period.Quarter):
		said = append(said, "whose year begins in "+month)
	case a.ReportingPeriod == string(period.Year) && len(said) == 0:
		return " that begins in " + month
	case a.ReportingPeriod == string(period.Year):
		said = append(said, "which begins in "+month)
	}
	if len(said) == 0 {
		return ""
	}
	return ", " + strings.Join(said, " and ")
}
