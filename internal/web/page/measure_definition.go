package page

import (
	"html/template"
	"slices"
	"time"

	"github.com/steelyard-isms/steelyard/internal/catalog/words"
	"github.com/steelyard-isms/steelyard/internal/web/chart"
)

// Definition is how the measure is built (ISO/IEC 27004). Empty fields are left out.
type Definition struct {
	Purpose, Kind, Direction, Unit, Frequency string
	Scales                                    []Scale  // the one in force first, then those before
	Measured                                  []string // its base measures
	Natural                                   string   // between which values one can lie
	Collection, Evaluation                    string
	Owner, Collector, Analyst                 Ref
	NotApart                                  string // why one person is several of these
	Customers                                 []Reported
	Reporting                                 string // in which form all of them are told
	Source                                    Ref
	ValueName                                 string // name of the value in the source
	Covers                                    string // parameters and mechanism
	Retention, Rule                           string // how long values are kept, in ISO 8601, and what asks for that
	Cost                                      string // of a year of collecting, as it is declared
	Limits                                    string // what the measure does not show
}

// Scale is where a measure scores 0, 40, 70 and 100, with the first and the last day on which it does.
type Scale struct {
	Knots     string
	Since, To time.Time // zero: from the beginning, and still
}

// scales tell since when the scale in force is, and until when those before were.
func (p Measure) scales() []string {
	var out []string
	for _, s := range p.Definition.Scales {
		knots := words.T("knots", s.Knots)
		switch {
		case !s.To.IsZero():
			out = append(out, p.t("measure.definition.scale-until", knots, words.T("day", p.date(s.To))))
		case !s.Since.IsZero():
			out = append(out, p.t("measure.definition.scale-since", knots, words.T("day", p.date(s.Since))))
		default:
			out = append(out, s.Knots)
		}
	}
	return out
}

// Reported is a customer of the information.
type Reported struct {
	Ref
	Format    string
	Frequency string // in ISO 8601; empty: not told
}

// note says what a customer is given, and how often.
func (r Reported) note(f Frame) string {
	switch {
	case r.Format != "" && r.Frequency != "":
		return f.t("construct.told.both", words.T("format", r.Format), words.T("every", f.every(r.Frequency)))
	case r.Frequency != "":
		return f.every(r.Frequency)
	}
	return r.Format
}

// kept says how long values are kept, and by which rule.
func (d Definition) kept(f Frame) string {
	switch {
	case d.Retention == "":
		return ""
	case d.Rule != "":
		return f.t("construct.kept.by", words.T("length", f.Length(d.Retention)), words.T("rule", d.Rule))
	}
	return f.Length(d.Retention)
}

// cost is what a year of collecting costs.
func (d Definition) cost(f Frame) string {
	if d.Cost == "" {
		return ""
	}
	return f.t("construct.cost", words.T("cost", f.num().Money(d.Cost)))
}

// Advice is what the decision criteria say to do now.
type Advice struct {
	When string // the occasion
	Text string
}

var occasionWords = map[string]words.Key{"act": "construct.when.act", "watch": "construct.when.watch", "good": "construct.when.good",
	"signal-worse": "construct.when.signal-worse", "signal-better": "construct.when.signal-better", "signal": "construct.when.signal"}

func (a Advice) why(f Frame) string { return f.t(occasionWords[a.When]) }

// Criterion is one by which the construct is judged, with what the records tell of it.
type Criterion struct {
	Set, Name string
	Met       bool
	Finding   string
	Count     int
}

// criteriaSets are the lists of criteria, in their order.
var criteriaSets = []struct {
	name  string
	title words.Key
}{{"smart", "hints.smart"}, {"pragmatic", "hints.pragmatic"}, {"roles", "hints.roles"}}

// criteriaOf are those of one list.
func criteriaOf(all []Criterion, set string) (out []Criterion, met int) {
	for _, c := range all {
		if c.Set == set {
			out = append(out, c)
			if c.Met {
				met++
			}
		}
	}
	return out, met
}

// openTone is how what is open looks: as something to be mended, or, while a new measure is written, as something not said yet.
func openTone(fresh bool) chart.Tone {
	if fresh {
		return chart.None
	}
	return chart.Warn
}

// open are those that are not met.
func open(all []Criterion) []Criterion {
	return slices.DeleteFunc(slices.Clone(all), func(c Criterion) bool { return c.Met })
}

func (c Criterion) text(f Frame) string {
	key, ok := criterionWords[c.Finding]
	if !ok {
		return c.Finding
	}
	return f.t(key, words.N(c.Count))
}

func (c Criterion) title(f Frame) string {
	key, ok := criterionTitles[c.Name]
	if !ok {
		return c.Name
	}
	return f.t(key)
}

var criterionTitles = map[string]words.Key{"specific": "hints.name.specific", "measurable": "hints.name.measurable", "attainable": "hints.name.attainable", "relevant": "hints.name.relevant",
	"time-bound": "hints.name.time-bound", "predictive": "hints.name.predictive", "actionable": "hints.name.actionable", "genuine": "hints.name.genuine", "meaningful": "hints.name.meaningful",
	"accurate": "hints.name.accurate", "timely": "hints.name.timely", "independent": "hints.name.independent", "cheap": "hints.name.cheap", "collector": "hints.name.collector",
	"analyst": "hints.name.analyst", "customer": "hints.name.customer"}

var criterionWords = map[string]words.Key{"no-purpose": "hints.no-purpose", "nothing-counted": "hints.nothing-counted", "purpose-and-counted": "hints.purpose-and-counted", "collected": "hints.collected",
	"no-collection": "hints.no-collection", "short-history": "hints.short-history", "was-reached": "hints.was-reached", "out-of-reach": "hints.out-of-reach", "within-reach": "hints.within-reach", "leads-away": "hints.leads-away", "no-chance": "hints.no-chance", "hardly": "hints.hardly",
	"counts": "hints.counts", "feeds": "hints.feeds", "feeds-nothing": "hints.feeds-nothing", "counts-nowhere": "hints.counts-nowhere", "dated": "hints.dated", "no-date": "hints.no-date", "leading": "hints.leading", "lagging": "hints.lagging", "no-timing": "hints.no-timing",
	"covers": "hints.covers", "covers-nothing": "hints.covers-nothing", "advises": "hints.advises", "no-advice": "hints.no-advice", "from-source": "hints.from-source", "not-by-owner": "hints.not-by-owner",
	"by-owner": "hints.by-owner", "asked-for": "hints.asked-for", "nobody-asks": "hints.nobody-asks", "small-sample": "hints.small-sample", "gaps": "hints.gaps", "no-values": "hints.no-values",
	"complete": "hints.complete", "fresh": "hints.fresh", "not-fresh": "hints.not-fresh", "analyst-apart": "hints.analyst-apart", "analyst-not-apart": "hints.analyst-not-apart", "cost-told": "hints.cost-told",
	"automatic": "hints.automatic", "no-cost": "hints.no-cost", "collected-by-source": "hints.collected-by-source", "no-collector": "hints.no-collector", "owner-collects": "hints.owner-collects",
	"collector-apart": "hints.collector-apart", "together-for-a-reason": "hints.together-for-a-reason", "no-analyst": "hints.no-analyst", "collector-analyses": "hints.collector-analyses", "owner-analyses": "hints.owner-analyses", "no-customer": "hints.no-customer",
	"inputs-no-collection": "hints.inputs-no-collection", "inputs-not-by-owner": "hints.inputs-not-by-owner", "inputs-by-owner": "hints.inputs-by-owner", "inputs-cost-told": "hints.inputs-cost-told", "inputs-no-cost": "hints.inputs-no-cost", "inputs-collected": "hints.inputs-collected", "inputs-no-collector": "hints.inputs-no-collector",
	"customers-take-part": "hints.customers-take-part", "customers": "hints.customers"}

// Reviewing is whether the measure itself is still useful.
type Reviewing struct {
	Held   []Reviewed // the latest first
	Due    time.Time  // the next one; zero: no day is told
	Record string     // address where one is recorded; empty: the reader may not
	Retire string     // address where the measure is retired, as the latest review decided; empty: it did not, or the reader may not
}

// Reviewed is what one review came to.
type Reviewed struct {
	On      time.Time
	By      Ref
	Verdict string
	Reason  string
}

var reviewWords = map[string]words.Key{"act": "construct.verdict.act", "keep": "construct.verdict.keep", "retire": "construct.verdict.retire"}

func (v Reviewed) word(f Frame) string { return f.t(reviewWords[v.Verdict]) }

// said is where the measure stands with its reviews.
func (r Reviewing) said(f Frame) template.HTML {
	switch {
	case len(r.Held) > 0 && r.Held[0].Verdict == "retire":
		return f.h("construct.review.retire", words.T("day", f.date(r.Held[0].On)))
	case len(r.Held) > 0 && r.Held[0].Verdict == "act" && r.Due.Equal(r.Held[0].On):
		return f.h("construct.review.act", words.T("day", f.date(r.Held[0].On)))
	case !r.Due.IsZero() && f.late(r.Due):
		return f.h("construct.review.late", words.T("day", f.date(r.Due)))
	case !r.Due.IsZero():
		return f.h("construct.review.next", words.T("day", f.date(r.Due)))
	case len(r.Held) == 0:
		return f.h("construct.review.none")
	}
	return f.h("construct.review.undated")
}
