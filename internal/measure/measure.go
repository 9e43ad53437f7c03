package measure

import (
	"github.com/steelyard-isms/steelyard/internal/civil"
	"github.com/steelyard-isms/steelyard/internal/direction"
	"github.com/steelyard-isms/steelyard/internal/fault"
	"github.com/steelyard-isms/steelyard/internal/period"
	"github.com/steelyard-isms/steelyard/internal/record"
	"github.com/steelyard-isms/steelyard/internal/score"
	"github.com/steelyard-isms/steelyard/internal/statistics"
)

// Measure is a quantity with a scale on which its values are good or bad, or one that is only counted for others (ISO/IEC 27004).
type Measure struct {
	Unit            record.Ref                      `json:"unit" field:"required,ref=unit,scope"`                                                   // whose values they are
	Owner           record.Ref                      `json:"owner" field:"required,ref=person,owner"`                                                // who answers for the values
	Purpose         string                          `json:"purpose,omitempty"`                                                                      // the information need it answers
	Source          record.Ref                      `json:"source,omitempty" field:"ref=source"`                                                    // empty: values are entered or sent. Pointing a measure at another source or value changes its past: declare a new one that replaces it
	Value           string                          `json:"value,omitempty" field:"len=64"`                                                         // which of the source's values it is
	Formula         record.Dated[record.Expression] `json:"formula,omitempty" field:"len=2000"`                                                     // how its values are computed from the inputs, such as 100 * patched / total; empty: they are read, entered or sent
	Inputs          []Input                         `json:"inputs,omitempty"`                                                                       // what the names in the formula stand for
	Aggregation     period.Aggregation              `json:"aggregation,omitempty" field:"enum=last|sum|mean|min|max|rate|count-distinct"`           // how the values of a reporting period become one; empty: each value counts by itself. As with source, changing it changes the past
	ReportingPeriod period.Length                   `json:"reporting_period,omitempty" field:"enum=day|week|month|quarter|year"`                    // the period that a value counts for, in the zone and fiscal year of the unit; with aggregation only
	UnitOfMeasure   string                          `json:"unit_of_measure,omitempty" field:"len=30"`                                               // %, days, findings; empty for a bare index
	Decimals        int                             `json:"decimals,omitempty" field:"min=0,max=6"`                                                 // shown of a value
	PeriodDays      int                             `json:"period_days" field:"required,min=1,max=3660"`                                            // how often a value is due
	GraceDays       *int                            `json:"grace_days,omitempty" field:"min=0,max=3660"`                                            // how late it may be; a quarter of the period unless told
	FirstDue        civil.Date                      `json:"first_due,omitzero"`                                                                     // by when the first value is due
	Type            string                          `json:"type,omitempty" field:"enum=implementation|performance|effectiveness|efficiency|impact"` // what it tells of (ISO/IEC 27004)
	Timing          string                          `json:"timing,omitempty" field:"enum=leading|lagging"`                                          // whether it tells of what is to come or of what was
	Scale           record.Dated[score.Scale]       `json:"scale,omitempty" field:"knots"`                                                          // which values are good. Needed, unless the measure is only counted
	CountedOnly     bool                            `json:"counted_only,omitempty"`                                                                 // its values are only counted, for the formulas of other measures: no value of it is good or bad, it has no scale, and no objective counts it (a base measure of ISO/IEC 27004)
	RunRules        statistics.RuleSet              `json:"run_rules,omitempty" field:"enum=western-electric|nelson"`                               // which patterns are signals on its control chart; those of Western Electric unless told
	NewLimits       []NewLimits                     `json:"new_limits,omitempty"`                                                                   // days from which control limits are computed anew, each for a reason
	DataChecks      []DataCheck                     `json:"data_checks,omitempty"`                                                                  // what checks of its data found
	Replaces        record.Ref                      `json:"replaces,omitempty" field:"ref=measure"`                                                 // whose history it inherits until its own first value
	NaturalLimits   score.Limits                    `json:"natural_limits,omitzero"`                                                                // the least and the greatest that a value can be by nature: 0 and 100 of a share in %. A value beyond them is refused, and one that a formula gives does not count
	Advice          string                          `json:"advice,omitempty"`                                                                       // what to do when it is amber or red
	Decisions       []Decision                      `json:"decisions,omitempty"`                                                                    // what to do in one state of it, where that is another than the advice for amber and red
	Analyst         record.Ref                      `json:"analyst,omitempty" field:"ref=person"`                                                   // who reads the values and says what they mean
	Collector       record.Ref                      `json:"collector,omitempty" field:"ref=person"`                                                 // who sees to it that values arrive
	NotApart        string                          `json:"not_apart,omitempty" field:"len=1000"`                                                   // why one person has more than one of these parts: owner, collector, analyst
	Customers       []Customer                      `json:"customers,omitempty"`                                                                    // for whom it is measured, and what they are given
	Reporting       string                          `json:"reporting,omitempty"`                                                                    // in which form, and how often, they are told, where that is the same for all of them
	BaseMeasures    []string                        `json:"base_measures,omitempty" field:"len=200"`                                                // what is counted to come to the value
	Collection      string                          `json:"collection,omitempty" field:"len=2000"`                                                  // how values are collected, so that someone else would come to the same
	CollectionCost  record.Money                    `json:"collection_cost,omitzero"`                                                               // of a year of collecting
	Evaluation      string                          `json:"evaluation,omitempty" field:"len=2000"`                                                  // how values are evaluated, and against what
	Caveats         string                          `json:"caveats,omitempty" field:"len=2000"`                                                     // what it does not show, and what a reader must know
	Retention       Retention                       `json:"retention,omitzero"`                                                                     // how long values are kept
	Review          Review                          `json:"review,omitzero" field:"due"`                                                            // whether the measure itself is still useful
	Parameters      []direction.Parameter           `json:"parameters,omitempty"`                                                                   // what it covers of the fifteen that a scorecard must cover
	Mechanism       direction.Mechanism             `json:"mechanism,omitempty"`                                                                    // which of the fourteen mechanisms it tells of
	Friction        bool                            `json:"friction,omitempty"`                                                                     // it tells what security costs the business: lead times, blocked requests, minutes lost
	Sampled         bool                            `json:"sampled,omitempty"`                                                                      // its values are shares found in a sample of cases, not in all of them: what the sample leaves open is shown
	Library         Adopted                         `json:"library,omitzero"`                                                                       // which measure of the measure library it was made from
}

// MeasureKind declares measures.
var MeasureKind = record.Define(record.Definition[Measure]{
	Name: "measure", Plural: "measures", Prefix: "M", Version: 2, Upgraders: []record.Upgrader{customersWithForm},
	Rules: func(c *record.Check[Measure]) {
		m := c.Spec
		if (m.Source == "") != (m.Value == "") {
			c.Refuse("value", "and source belong together", "Name the source and which of its values this is, or leave both out to enter values")
		}
		checkFormula(c)
		checkAggregation(c)
		checkNewLimits(c)
		checkDataChecks(c)
		checkNatural(c)
		checkDecisions(c)
		checkReview(c)
		checkCustomers(c)
		switch {
		case m.CountedOnly && len(m.Scale) > 0:
			c.Refuse("scale", "judges values, and the measure is only counted", "Leave the scale out, or leave counted_only out")
		case !m.CountedOnly && len(m.Scale) == 0:
			c.Refuse("scale", "is required, unless the measure is only counted", "Add scale; or say counted_only where no value is good or bad and a formula of another measure uses it")
		}
		for i, e := range m.Scale {
			path, scale := m.Scale.Path("scale", i), e.Value
			if m.NaturalLimits.Validate() == nil {
				scale = m.bounded(scale)
			}
			if err := scale.Validate(); err != nil {
				for _, f := range fault.Of(err).Fields {
					c.Refuse(path+"."+scalePath(f.Path), f.Reason, f.Remedy)
				}
			}
			if e.Value.Direction == score.Lookup {
				c.Refuse(path+".direction", "lookup scales judge named levels, and values here are numbers", "Use higher, lower or range")
			}
		}
		if m.Sampled && m.UnitOfMeasure != "%" && m.UnitOfMeasure != "" {
			c.Refuse("sampled", "is for shares, and the unit of measure is "+record.Clip(m.UnitOfMeasure), "Measure in %, or as a share of 1 without a unit, or leave it out")
		}
		if m.Replaces != "" && m.Replaces.UID() == c.Record.UID {
			c.Refuse("replaces", "is the measure itself", "Name the measure that came before, or leave it out")
		}
	},
	Changes: checkApart,
})

// scalePath is where a document has what the scoring specification calls by a knot's name alone.
func scalePath(field string) string {
	switch field {
	case "worst", "red", "green", "target":
		return "knots." + field
	}
	return field
}

// Cadence is how often values are due, for freshness.
func (m *Measure) Cadence() score.Cadence {
	return score.Cadence{PeriodDays: m.PeriodDays, GraceDays: m.GraceDays}
}
