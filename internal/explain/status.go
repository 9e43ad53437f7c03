// Package explain gives computed status a form that other programs and people can read: typed values for JSON, and the
// same in sentences. It brings names, units, runs and files to the figures of internal/evaluate and internal/score.
//
// It computes no score, reads nothing from a store and decides nothing about rights: the caller asks the gate first, and
// attaches the runs that the reader may see.
package explain

import (
	"time"

	"github.com/steelyard-isms/steelyard/internal/civil"
	"github.com/steelyard-isms/steelyard/internal/score"
)

// The doc tags below are the documentation of each field, for readers of this file and of the OpenAPI document alike.
// Scores are 0 to 100, shares 0 to 1, values in the unit of their measure.

// Subject names a record.
type Subject struct {
	Kind  string `json:"kind" doc:"Kind of the record."`
	UID   string `json:"uid" doc:"Identifier that never changes."`
	Name  string `json:"name" doc:"Name, unique among the records of the kind."`
	Code  string `json:"code" doc:"Short code, such as O-07; assigned once."`
	Title string `json:"title" doc:"What people read."`
}

// Status is everything computed for one record at one moment.
type Status struct {
	Subject
	Scope *Subject   `json:"scope" doc:"The unit that counts alone, with those below it: of a scorecard or a perspective whose scope was asked for; null where everything counts."`
	At    time.Time  `json:"at" doc:"The moment that is judged, UTC."`
	Day   civil.Date `json:"day" format:"date" doc:"The day of that moment, on which freshness and dated values are judged."`
	Seq   int64      `json:"seq" doc:"The journal entry up to which everything is known."`
	Score *float64   `json:"score" minimum:"0" maximum:"100" doc:"Score, unrounded, after caps; null where nothing has been reported or no scale is in force."`
	Band  string     `json:"band" enum:"good,watch,act," doc:"Band of the score; empty without a score, and where too little is covered."`
	Shown string     `json:"shown" doc:"The score as pages print it, with one decimal and never beside the wrong band; empty without a score."`
	Data  string     `json:"data" enum:"known,stale,expired,unknown,insufficient" doc:"How far there is data: of a measure its freshness, of all else known or insufficient."`

	Rollup     *Rollup     `json:"rollup" doc:"How the score follows from the children; null for a measure, and where the record has no weight in force."`
	Parent     *Part       `json:"parent" doc:"What the record brings to its parent; null where it has none in force, and for measures, which may have several."`
	Attainment *Attainment `json:"attainment" doc:"Targets compared with their plans; null but for an objective with targets in force."`
	Measure    *Measure    `json:"measure" doc:"The last value, its freshness and its scale; null but for a measure."`
	Computed   []Computed  `json:"computed" nullable:"false" doc:"How the values that formulas gave came about which children, targets and inputs have, each measure once, down to what was read, entered or sent: at most 1,000. That of the measure itself is in its derivation."`

	Past         []Past        `json:"past" nullable:"true" doc:"Scores at the ends of earlier quarters, earliest first, as known then and as known now; null unless they were asked for. What was known then is not kept of a unit alone, so with a scope kept is always false."`
	Requirements []Requirement `json:"requirements" nullable:"true" doc:"How an objective answers each of ISO/IEC 27001:2022, 6.2 a to l; null for other kinds."`
	Change       *Change       `json:"change" doc:"What became of the score since an earlier moment; null unless since was asked for."`

	Explanation []string `json:"explanation" nullable:"false" doc:"The same in English sentences."`
}

// Rollup says how a score follows from those of the children.
type Rollup struct {
	Raw      *float64 `json:"raw" minimum:"0" maximum:"100" doc:"Score before the cap: the sum of the contributions; null where no child has a score."`
	Cap      *float64 `json:"cap" minimum:"0" maximum:"100" doc:"69 or 39 where critical children are red or late, also where raw lies below it; null without a cap."`
	CapBy    []Cause  `json:"cap_by" nullable:"false" doc:"The children that cause the cap."`
	CapShare *float64 `json:"cap_share" minimum:"0" maximum:"1" doc:"Their share of the weight that has a score; from one half the cap is 39. Null without a cap."`

	Lower       float64 `json:"lower" minimum:"0" maximum:"100" doc:"The score if everything unknown were reported at 0."`
	Upper       float64 `json:"upper" minimum:"0" maximum:"100" doc:"The score if everything unknown were reported at 100."`
	LowerBand   string  `json:"lower_band" enum:"good,watch,act" doc:"Band of lower."`
	UpperBand   string  `json:"upper_band" enum:"good,watch,act" doc:"Band of upper."`
	Provisional bool    `json:"provisional" doc:"There is a band, and what is unknown could change it."`

	Coverage     float64 `json:"coverage" minimum:"0" maximum:"1" doc:"Share of the applicable weight with data that have not expired; below one half there is no band."`
	Confidence   float64 `json:"confidence" minimum:"0" maximum:"1" doc:"Coverage, lowered by the age and quality of the data."`
	Insufficient string  `json:"insufficient" enum:"nothing-applies,nothing-reported,little-covered," doc:"Why there is no band; empty where there is one."`

	Leading *float64 `json:"leading" minimum:"0" maximum:"100" doc:"Score of the leading measures below, alone; null where there are none, or too little is known of them."`
	Lagging *float64 `json:"lagging" minimum:"0" maximum:"100" doc:"Score of the lagging measures below, alone; null likewise."`
	Apart   string   `json:"apart" enum:"lead-without-lag,lag-without-lead," doc:"One of the two is good while the other calls for action; empty otherwise."`

	Children []Part `json:"children" nullable:"false" doc:"What each child brings, in the declared order."`
}

// Timed adds what the leading and the lagging measures below come to. A status without children stays as it is.
func (s *Status) Timed(t score.LeadLag) {
	if s.Rollup != nil {
		s.Rollup.Leading, s.Rollup.Lagging, s.Rollup.Apart = t.Leading.Pointer(), t.Lagging.Pointer(), string(t.Flag)
	}
}

// Cause is a child that caps its parent.
type Cause struct {
	Subject
	Reason string `json:"reason" enum:"red,late" doc:"red: it is in the band act. late: it is unknown after its first due date."`
}

// Part is one edge: what a child brings to its parent.
type Part struct {
	Subject
	State    string   `json:"state" enum:"known,stale,expired,unknown,not-applicable" doc:"Data of the child within this parent."`
	Phi      *float64 `json:"phi" minimum:"0" maximum:"1" doc:"Freshness of a measure: 1 fresh, 0 expired; null without a value, and for children that are no measures."`
	Critical bool     `json:"critical" doc:"Red, or late, it caps the parent."`
	Late     bool     `json:"late" doc:"It, or something below it, is unknown after its first due date."`
	Weight   float64  `json:"weight" minimum:"0" doc:"Weight in force on the day; 0 is shown, not counted."`

	Own     *float64 `json:"own" minimum:"0" maximum:"100" doc:"Its own score, the last one where it has expired; null where nothing was reported."`
	Counted *float64 `json:"counted" minimum:"0" maximum:"100" doc:"The score that counts: own, or the lesser others of an expired child; null where it has none or does not apply."`
	Others  *float64 `json:"others" minimum:"0" maximum:"100" doc:"Of an expired child: the weighted mean of the last scores of the others; null otherwise, and where it is alone."`
	Lowered bool     `json:"lowered" doc:"It has expired, and others counts because it is less than own."`
	Band    string   `json:"band" enum:"good,watch,act," doc:"Band of counted; empty without it."`

	Share           *float64 `json:"share" minimum:"0" maximum:"1" doc:"Share of the weight of the children with a score; these add up to 1. Null where it has no part."`
	ApplicableShare *float64 `json:"applicable_share" minimum:"0" maximum:"1" doc:"Share of the weight of the children that apply; these add up to 1. Null where it does not count."`
	Contribution    *float64 `json:"contribution" minimum:"0" maximum:"100" doc:"Points in the raw score of the parent: share times counted; null where it has no part."`
	Lower           *float64 `json:"lower" minimum:"0" maximum:"100" doc:"What would count if everything unknown were reported at 0; null where it does not count."`
	Upper           *float64 `json:"upper" minimum:"0" maximum:"100" doc:"What would count if everything unknown were reported at 100; null where it does not count."`
	Coverage        float64  `json:"coverage" minimum:"0" maximum:"1" doc:"Its own coverage."`
	Confidence      float64  `json:"confidence" minimum:"0" maximum:"1" doc:"Its own confidence."`

	Owner         *Subject       `json:"owner" doc:"Who owes its data, where those are stale, expired or unknown; null otherwise, and for children that are no measures."`
	CapReason     string         `json:"cap_reason" enum:"red,late," doc:"Why it caps the parent; empty where it does not."`
	InheritsFrom  *Subject       `json:"inherits_from" doc:"The measure it replaces, whose value still counts; null where its own does."`
	NotApplicable *NotApplicable `json:"not_applicable" doc:"Why it has been left out; null where it applies."`
	Reading       *Reading       `json:"reading" doc:"The last value of a measure; null for other kinds and where nothing was reported."`
}

// NotApplicable is an approved exemption in force.
type NotApplicable struct {
	Reason  string     `json:"reason" doc:"Why the measure does not apply."`
	Expires civil.Date `json:"expires" format:"date" doc:"Its last day."`
}

// Measure is what is known of a measure.
type Measure struct {
	UnitOfMeasure string     `json:"unit_of_measure" doc:"Unit of the values; empty for a bare index."`
	Decimals      int        `json:"decimals" minimum:"0" maximum:"6" doc:"Decimals shown of a value."`
	Reading       *Reading   `json:"reading" doc:"The last value; null where none was ever reported."`
	Freshness     *Freshness `json:"freshness" doc:"How far the value can still be relied on; null without a value."`
	Interval      *Interval  `json:"interval" doc:"What the sample behind the value leaves open; null where the measure is not declared as sampled, and where nobody told the number of cases."`
	CountedOnly   bool       `json:"counted_only" doc:"Its values are only counted, for the formulas of other measures: it has no scale, no score and no target, and no objective counts it."`
	Scale         *Scale     `json:"scale" doc:"How values become scores; null before the first date of the scale, and where the measure is only counted."`
	PeriodDays    int        `json:"period_days" doc:"How often a value is due, in days."`
	GraceDays     float64    `json:"grace_days" doc:"By how many days it may be late before it counts as stale."`
	FirstDue      string     `json:"first_due" doc:"Day by which the first value is due; empty where none is set."`
	Source        *Subject   `json:"source" doc:"The source that the values are read from; null where they are entered or sent."`
	SourceValue   string     `json:"source_value" doc:"Which of the source's values it is; empty without a source."`

	Aggregation *Aggregation `json:"aggregation" doc:"How the values of a reporting period become one; null where each value counts by itself."`
	Derivation  *Derivation  `json:"derivation" doc:"How the value is computed; null where it is read, entered or sent."`
	Control     *Control     `json:"control" doc:"Whether the latest value is chance or a signal, by the control chart of the values; null without a value."`
	Analysis    *Analysis    `json:"analysis" doc:"What statistics say of the values beyond that; null without a value."`
	Quality     *Quality     `json:"quality" doc:"How good the data are; null where nothing can be judged."`

	Improvements []Improvement `json:"improvements" nullable:"false" doc:"What was done to move the measure, and what followed, in the order of the days. Of an action that names the measure and is done, and of an initiative for an objective with a target for it; empty for who may see neither."`
	Advice       []Advice      `json:"advice" nullable:"false" doc:"What its decision criteria say to do now; empty where none of them holds."`
	Criteria     []Criterion   `json:"criteria" nullable:"false" doc:"How sound its construct is, by SMART and PRAGMATIC and the parts that people have in it: hints, of which no score is made."`
	Comparisons  []Comparison  `json:"comparisons" nullable:"false" doc:"Benchmarks, and its own value of a year before. None enters a score."`
	CountedBy    []Counted     `json:"counted_by" nullable:"false" doc:"The objectives that count it."`
	ComputedFrom []Subject     `json:"feeds" nullable:"false" doc:"The measures with a formula that uses it."`
	ReviewDue    civil.Date    `json:"review_due,omitzero" format:"date" doc:"By when it is to be reviewed whether the measure is still useful; the day of the last review while what that decided, to change or to retire it, is still to be done; absent where no day is told."`
}

// Interval is what a sample leaves open.
type Interval struct {
	Cases       int64   `json:"cases" minimum:"1" doc:"Number of cases in the sample."`
	Low         float64 `json:"low" minimum:"0" maximum:"100" doc:"Least score within the 95 % interval of the share (Wilson)."`
	High        float64 `json:"high" minimum:"0" maximum:"100" doc:"Greatest score within it."`
	LowBand     string  `json:"low_band" enum:"good,watch,act" doc:"Band of low."`
	HighBand    string  `json:"high_band" enum:"good,watch,act" doc:"Band of high."`
	Provisional bool    `json:"provisional" doc:"They are in different bands: the sample is too small to tell."`
}

// Freshness is how far a value can still be relied on.
type Freshness struct {
	State   string  `json:"state" enum:"known,stale,expired" doc:"Stale lowers confidence; expired counts at most as much as its siblings."`
	AgeDays int     `json:"age_days" doc:"Days from the end of the valid time to the day that is judged."`
	Phi     float64 `json:"phi" minimum:"0" maximum:"1" doc:"1 fresh, 0 expired."`
}

// Scale is how values become scores.
type Scale struct {
	Direction string `json:"direction" enum:"higher,lower,range" doc:"Which values are the better ones."`
	Knots     Knots  `json:"knots" doc:"The values that score 0, 40, 70 and 100; of a range those below its plateau."`
	Upper     *Knots `json:"upper" doc:"The knots above the plateau of a range; null otherwise."`
}

// Knots are the values on which a scale bends, in the unit of the measure.
type Knots struct {
	Worst  float64 `json:"worst" doc:"Scores 0."`
	Red    float64 `json:"red" doc:"Scores 40: the band watch begins."`
	Green  float64 `json:"green" doc:"Scores 70: the band good begins."`
	Target float64 `json:"target" doc:"Scores 100."`
}

// Reading is one value and where it comes from.
type Reading struct {
	Value      float64        `json:"value" doc:"The value, in the unit of the measure."`
	Unit       string         `json:"unit" doc:"That unit; empty for a bare index."`
	Decimals   int            `json:"decimals" minimum:"0" maximum:"6" doc:"Decimals shown of it."`
	ValidFrom  time.Time      `json:"valid_from" doc:"Begin of the period that it speaks of; equal to valid_to for a reading at one moment."`
	ValidTo    time.Time      `json:"valid_to" doc:"End of that period."`
	Day        civil.Date     `json:"day" format:"date" doc:"The day that it counts for: of a reporting period its last one by the calendar of the unit, else that of valid_to."`
	RecordedAt time.Time      `json:"recorded_at" doc:"When it became known."`
	Seq        int64          `json:"seq" doc:"Journal entry that recorded it."`
	Sample     *int64         `json:"sample" minimum:"0" doc:"Number of cases behind it; null where not told."`
	Note       string         `json:"note" doc:"Why, of a correction; empty otherwise."`
	Run        *Run           `json:"run" doc:"The run that read it; null where a person or a program sent it, and where it was computed."`
	Evidence   []EvidenceFile `json:"evidence" nullable:"false" doc:"Files that were attached to it, to show where it comes from; none of a value that a run read or a formula gave, and of the sum of a period."`
	Period     string         `json:"period" doc:"The reporting period whose values it sums up, such as 2026-10; recorded_at and seq are then those of the last of them. Empty of all other values."`
	Derived    bool           `json:"derived" doc:"It was computed by a formula; recorded_at and seq are then those of the last of what it is made of."`

	batch int64 // by which files are found
}

// EvidenceFile is a file that shows where a value comes from which was entered or sent.
type EvidenceFile struct {
	SHA256    string `json:"sha256" doc:"Of its bytes, under which it can be fetched."`
	Name      string `json:"name" doc:"What people call it."`
	MediaType string `json:"media_type,omitempty" doc:"As whoever sent it said; may be absent."`
}

// Run is the reading of a file that a value comes from.
type Run struct {
	ID         string     `json:"id" doc:"Identifier of the run."`
	Source     string     `json:"source" doc:"Name of the source; empty where the reader may not see runs."`
	Filename   string     `json:"filename" doc:"Name of the file as it was sent; may be empty."`
	SHA256     string     `json:"sha256" doc:"SHA-256 of the raw file, under which it can be fetched; empty where the reader may not see runs."`
	Host       string     `json:"host" doc:"Host that the file is about, as it names it; empty where it names none, and where the reader may not see runs."`
	ObservedAt *time.Time `json:"observed_at" doc:"When what the file says was so; null where the reader may not see runs."`
}

// Attainment compares the targets of an objective with their plans.
type Attainment struct {
	Status  string   `json:"status" enum:"achieved,on-plan,at-risk,no-data,off-plan,missed" doc:"The worst of the targets."`
	Targets []Target `json:"targets" nullable:"false" doc:"Each target, in the declared order."`
}

// Target is one target and where it stands.
type Target struct {
	Measure  Subject `json:"measure" doc:"The measure whose values are compared."`
	Unit     string  `json:"unit" doc:"Unit of its values; empty for a bare index."`
	Decimals int     `json:"decimals" minimum:"0" maximum:"6" doc:"Decimals shown of them."`
	Status   string  `json:"status" enum:"achieved,on-plan,at-risk,no-data,off-plan,missed" doc:"Where it stands against its plan."`
	Deciding bool    `json:"deciding" doc:"It decides the attainment of the objective."`
	Relapse  bool    `json:"relapse" doc:"Achieved on the due date and not held since, where holding is required."`

	Start      civil.Date  `json:"start" format:"date" doc:"First day of the plan."`
	Due        civil.Date  `json:"due" format:"date" doc:"Day by which the target is to be met."`
	Baseline   float64     `json:"baseline" doc:"Value at the start."`
	Target     float64     `json:"target" doc:"Value to be reached; the lower end of a range."`
	TargetHigh *float64    `json:"target_high" doc:"Upper end of a range to be kept; null where the target is one value."`
	Hold       bool        `json:"hold" doc:"Once reached it must be kept."`
	Milestones []Milestone `json:"milestones" nullable:"false" doc:"Points that the way passes."`

	Actual        *float64  `json:"actual" doc:"The value that counts, after the due date the one on it; null where there is none or it has expired."`
	ActualOn      string    `json:"actual_on" doc:"Day of the last value; empty without one."`
	Data          string    `json:"data" enum:"known,stale,expired,unknown" doc:"Freshness of that value."`
	Reading       *Reading  `json:"reading" doc:"Where that value comes from; null where a later value has been reported since."`
	Progress      *float64  `json:"progress" doc:"Share of the way from baseline to target, below 0 and above 1 beyond them; null without a value and for a target to maintain."`
	Expected      *float64  `json:"expected" doc:"What the plan expects of progress; null where progress is."`
	ExpectedValue *float64  `json:"expected_value" doc:"What the plan expects of the value; null where progress is."`
	Planned       *float64  `json:"planned" doc:"What the plan wants of the value on the day of the status, whether there is one or not; null for a target to maintain."`
	Deviation     *float64  `json:"deviation_pp" doc:"Progress less expected, in percentage points; negative is behind. From -5 on plan, from -15 at risk. Null where progress is."`
	Gap           *float64  `json:"gap" doc:"Units still to go, negative beyond the target; null without a value."`
	PaceRatio     *float64  `json:"pace_ratio" minimum:"0" doc:"Pace required from now on divided by the pace so far; null where there is none to compare."`
	PaceDate      string    `json:"pace_date" doc:"Day on which the target is met at the pace so far: arithmetic, not a forecast; empty where there is none within a century."`
	Forecast      *Forecast `json:"forecast" doc:"What the trend of the values says of the target; null where the measure may not be seen."`
}

// Milestone is a point that the way to a target passes.
type Milestone struct {
	Date  civil.Date `json:"date" format:"date" doc:"The day."`
	Value float64    `json:"value" doc:"The value expected on it."`
}
