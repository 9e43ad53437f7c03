package measure

import (
	"math"
	"slices"

	"github.com/steelyard-isms/steelyard/internal/record"
)

// Set is a list of criteria by which the construct of a measure is judged. None of them is a gate.
type Set string

// The sets.
const (
	Smart     Set = "smart"     // specific, measurable, attainable, relevant, time-bound
	Pragmatic Set = "pragmatic" // predictive, relevant, actionable, genuine, meaningful, accurate, timely, independent, cheap
	Roles     Set = "roles"     // owner, collector, analyst and customers, kept apart
)

// Criterion is one of them, with what the records tell of it.
type Criterion struct {
	Set     Set
	Name    string // such as attainable
	Met     bool
	Finding string // why, and what to do where it is open: a word for programs, and for the words of pages
	Count   int    // the number that it speaks of
}

// Known is what is known of a measure beside its construct.
type Known struct {
	Values     int        // recorded so far, of those that evaluations read
	Reached    bool       // one of them was as good as the target
	OutOfReach bool       // no value will meet the target if nothing changes
	Chance     *float64   // of meeting the target of an objective on its day if what moved it goes on, 0 to 1, the least of them; nil: it cannot be told
	LeadsAway  bool       // its trend leads away from the target of its scale
	Fresh      bool       // there is a value, and it is not too old
	Have, Due  int        // periods with a value, and those due
	Firm       bool       // of a sampled one: the sample is large enough to tell the band; true of others
	Objectives int        // that count it
	Feeds      int        // measures that are computed from it
	Entered    []*Measure // of a derived one: those that it comes down to and whose values people enter
	Targets    int        // of objectives on it, with a day by which they are to be reached
}

// enoughHistory is from how many values on a history tells what can be reached.
const enoughHistory = 8

// completeEnough is the share of periods due, in per cent, that a measure needs values of to be called accurate.
const completeEnough = 90

// hardly is the chance of meeting a target below which it is not called attainable.
const hardly = 0.05

// Judge says of each criterion whether the construct meets it, by what is declared and known. Of a measure that is only counted those are left out that
// ask what is aimed at, and who acts by it: that is judged of what is computed from it.
func (m *Measure) Judge(k Known) []Criterion {
	j := judge{}
	automatic := m.automatic(k)
	untold := lacking(k.Entered, (*Measure).noCollection) // measures of which it is not told how they are collected
	collected := automatic || m.Collection != "" || m.Derived() && untold == 0
	j.set = Smart
	switch {
	case m.Purpose == "":
		j.open("specific", "no-purpose")
	case len(m.BaseMeasures) == 0 && !m.Derived() && m.Source == "" && !m.CountedOnly: // what is only counted is a base measure
		j.open("specific", "nothing-counted")
	default:
		j.met("specific", "purpose-and-counted")
	}
	if collected {
		j.met("measurable", "collected")
	} else {
		j.uncollected("measurable", untold)
	}
	switch {
	case m.CountedOnly: // nothing is aimed at
	case k.Values < enoughHistory:
		j.count("attainable", false, "short-history", k.Values)
	case k.Reached:
		j.met("attainable", "was-reached")
	case k.OutOfReach:
		j.open("attainable", "out-of-reach")
	case k.Chance != nil && *k.Chance < 0.01:
		j.open("attainable", "no-chance")
	case k.Chance != nil && *k.Chance < hardly:
		j.count("attainable", false, "hardly", int(math.Round(*k.Chance*100)))
	case k.LeadsAway:
		j.open("attainable", "leads-away")
	default:
		j.met("attainable", "within-reach")
	}
	switch {
	case k.Objectives > 0:
		j.count("relevant", true, "counts", k.Objectives)
	case k.Feeds > 0:
		j.count("relevant", true, "feeds", k.Feeds)
	case m.CountedOnly:
		j.open("relevant", "feeds-nothing")
	default:
		j.open("relevant", "counts-nowhere")
	}
	if !m.CountedOnly {
		j.count("time-bound", k.Targets > 0, pick(k.Targets > 0, "dated", "no-date"), k.Targets)
	}

	j.set = Pragmatic
	switch {
	case m.CountedOnly: // it tells nothing by itself
	case m.Timing == "leading":
		j.met("predictive", "leading")
	case m.Timing == "lagging":
		j.open("predictive", "lagging")
	default:
		j.open("predictive", "no-timing")
	}
	if !m.CountedOnly {
		covers := len(m.Parameters) > 0 || m.Mechanism != ""
		j.either("relevant", covers, "covers", "covers-nothing")
		j.either("actionable", m.Advises(), "advises", "no-advice")
	}
	switch {
	case automatic:
		j.met("genuine", "from-source")
	case m.Derived():
		j.inputs("genuine", lacking(k.Entered, (*Measure).byOwner), "inputs-not-by-owner", "inputs-by-owner")
	case m.Collector != "" && m.Collector != m.Owner:
		j.met("genuine", "not-by-owner")
	default:
		j.open("genuine", "by-owner")
	}
	if !m.CountedOnly {
		j.either("meaningful", m.Purpose != "" && len(m.Customers) > 0, "asked-for", "nobody-asks")
	}
	switch {
	case !collected:
		j.uncollected("accurate", untold)
	case !k.Firm:
		j.open("accurate", "small-sample")
	case k.Due > 0 && k.Have*100 < k.Due*completeEnough:
		j.count("accurate", false, "gaps", k.Have*100/k.Due)
	case k.Due == 0:
		j.open("accurate", "no-values")
	default:
		j.met("accurate", "complete")
	}
	j.either("timely", k.Fresh, "fresh", "not-fresh")
	j.either("independent", m.Analyst != "" && m.Analyst != m.Collector && m.Analyst != m.Owner, "analyst-apart", "analyst-not-apart")
	switch {
	case !m.CollectionCost.IsZero():
		j.met("cheap", "cost-told")
	case automatic:
		j.met("cheap", "automatic")
	case m.Derived():
		j.inputs("cheap", lacking(k.Entered, (*Measure).noCost), "inputs-cost-told", "inputs-no-cost")
	default:
		j.open("cheap", "no-cost")
	}
	return append(j.out, m.JudgeRoles(k)...)
}

// automatic tells whether nobody enters a value: it is read from a source, or computed of nothing else.
func (m *Measure) automatic(k Known) bool {
	return m.Source != "" || m.Derived() && len(k.Entered) == 0
}

// together says that one person has two parts, and whether that was thought about: a reason does not set them apart.
func (m *Measure) together(j *judge, name, finding string) {
	if m.NotApart != "" {
		finding = "together-for-a-reason"
	}
	j.open(name, finding)
}

// JudgeRoles says whether the parts that people have in a measure are kept apart. One person in two of them needs a reason, and is told.
func (m *Measure) JudgeRoles(k Known) []Criterion {
	j := judge{set: Roles}
	switch {
	case m.Collector == "" && m.automatic(k):
		j.met("collector", "collected-by-source")
	case m.Collector == "" && m.Derived():
		j.inputs("collector", lacking(k.Entered, (*Measure).noCollector), "inputs-collected", "inputs-no-collector")
	case m.Collector == "":
		j.open("collector", "no-collector")
	case m.Collector == m.Owner:
		m.together(&j, "collector", "owner-collects")
	default:
		j.met("collector", "collector-apart")
	}
	switch m.Analyst {
	case "":
		j.open("analyst", "no-analyst")
	case m.Collector:
		m.together(&j, "analyst", "collector-analyses")
	case m.Owner:
		m.together(&j, "analyst", "owner-analyses")
	default:
		j.met("analyst", "analyst-apart")
	}
	others := slices.ContainsFunc(m.Customers, func(c Customer) bool {
		return !slices.Contains([]record.Ref{m.Owner, m.Collector, m.Analyst}, c.Person)
	})
	switch {
	case len(m.Customers) == 0:
		j.open("customer", "no-customer")
	case !others:
		j.open("customer", "customers-take-part")
	default:
		j.count("customer", true, "customers", len(m.Customers))
	}
	return j.out
}

// judge gathers criteria of a set.
type judge struct {
	set Set
	out []Criterion
}

func (j *judge) met(name, finding string)  { j.count(name, true, finding, 0) }
func (j *judge) open(name, finding string) { j.count(name, false, finding, 0) }

func (j *judge) either(name string, met bool, finding, otherwise string) {
	j.count(name, met, pick(met, finding, otherwise), 0)
}

// inputs judges what a formula uses: it is met where none of the measures lacks what is asked for.
func (j *judge) inputs(name string, lack int, finding, otherwise string) {
	j.count(name, lack == 0, pick(lack == 0, finding, otherwise), lack)
}

// uncollected says that it is not written down how values are collected: of the measure, or of so many that it is computed from.
func (j *judge) uncollected(name string, inputs int) {
	if inputs == 0 {
		j.open(name, "no-collection")
		return
	}
	j.count(name, false, "inputs-no-collection", inputs)
}

func (j *judge) count(name string, met bool, finding string, n int) {
	j.out = append(j.out, Criterion{Set: j.set, Name: name, Met: met, Finding: finding, Count: n})
}

func pick(first bool, a, b string) string {
	if first {
		return a
	}
	return b
}
