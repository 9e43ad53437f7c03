package web

import (
	"slices"
	"strings"

	"github.com/steelyard-isms/steelyard/internal/catalog/fields"
	"github.com/steelyard-isms/steelyard/internal/catalog/words"
	"github.com/steelyard-isms/steelyard/internal/civil"
	"github.com/steelyard-isms/steelyard/internal/evaluate"
	"github.com/steelyard-isms/steelyard/internal/measure"
	"github.com/steelyard-isms/steelyard/internal/record"
	"github.com/steelyard-isms/steelyard/internal/score"
	"github.com/steelyard-isms/steelyard/internal/web/page"
)

// construct fills in how a measure is built, how sound that is, what to do now, and with what its value is compared.
func (l *look) construct(p *page.Measure, m *evaluate.Measure, status *evaluate.Status) {
	chart := status.Control(m)
	p.Definition, p.Review = l.definition(m), l.reviewing(m)
	for _, d := range status.Advice(m, chart) {
		p.Advice = append(p.Advice, page.Advice{When: string(d.When), Text: d.Advice})
	}
	counted := l.CountedBy(m.Record.UID)
	p.UsedBy = uses(counted)
	feeds := l.ComputedFrom(m.Record.UID)
	for _, x := range feeds {
		p.ComputedFrom = append(p.ComputedFrom, ref(x.Record))
	}
	p.Criteria = criteria(l.Judge(m.Record.Spec, status.Known(m, chart, counted, len(feeds))))
	p.Comparisons = l.comparisons(m, status)
}

func criteria(all []measure.Criterion) []page.Criterion {
	var out []page.Criterion
	for _, c := range all {
		out = append(out, page.Criterion{Set: string(c.Set), Name: c.Name, Met: c.Met, Finding: c.Finding, Count: c.Count})
	}
	return out
}

func (l *look) definition(m *evaluate.Measure) page.Definition {
	spec := m.Record.Spec
	d := page.Definition{Purpose: spec.Purpose, Measured: spec.BaseMeasures, Kind: strings.Trim(spec.Type+", "+spec.Timing, ", "), Unit: spec.UnitOfMeasure, Natural: l.between(spec.Natural(civil.OfTime(l.At))),
		Frequency: l.text("record.every", words.N(spec.PeriodDays)), Collection: spec.Collection, Evaluation: spec.Evaluation,
		Owner: l.personRef(spec.Owner), Collector: l.personRef(spec.Collector), Analyst: l.personRef(spec.Analyst), NotApart: spec.NotApart, Reporting: spec.Reporting,
		Source: l.ref(spec.Source.UID()), ValueName: spec.Value, Retention: spec.Retention.Period.String(), Rule: spec.Retention.Rule, Limits: spec.Caveats}
	for _, c := range spec.Customers {
		d.Customers = append(d.Customers, page.Reported{Ref: l.reportOf(c.Person), Format: c.Format, Frequency: c.Frequency.String()})
	}
	if !spec.CollectionCost.IsZero() {
		d.Cost = spec.CollectionCost.String()
	}
	var covers []string
	for _, x := range spec.Parameters {
		covers = append(covers, fields.English.Word("measure", "parameters[]", string(x)))
	}
	if spec.Mechanism != "" {
		covers = append(covers, fields.English.Word("measure", "mechanism", string(spec.Mechanism)))
	}
	d.Covers = strings.Join(covers, ", ")
	if m.Scale != nil {
		d.Direction = say(l.language(), directionWords, m.Scale.Direction())
		d.Scales = l.written(m)
	}
	return d
}

// between says natural limits; empty where there are none.
func (l *look) between(x score.Limits) string {
	number := l.language().Style().Number
	switch {
	case x.Min != nil && x.Max != nil:
		return l.text("construct.between", words.T("low", number(*x.Min)), words.T("high", number(*x.Max)))
	case x.Min != nil:
		return l.text("construct.at-least", words.T("low", number(*x.Min)))
	case x.Max != nil:
		return l.text("construct.at-most", words.T("high", number(*x.Max)))
	}
	return ""
}

// personRef leads to a person, by the name that people read.
func (l *look) personRef(who record.Ref) page.Ref {
	if r, ok := l.Find(who.UID()); ok {
		return l.refTo(r)
	}
	return page.Ref{}
}

// reportOf leads to what a customer is told.
func (l *look) reportOf(who record.Ref) page.Ref {
	if r, ok := l.Find(who.UID()); ok {
		return l.reportRef(r)
	}
	return page.Ref{}
}

func (l *look) reviewing(m *evaluate.Measure) *page.Reviewing {
	review, path := m.Record.Spec.Review, pathOf(m.Record.Record)
	out := &page.Reviewing{Due: date(review.Ends(civil.OfTime(l.At)))}
	for _, v := range slices.Backward(review.Held) {
		out.Held = append(out.Held, page.Reviewed{On: date(v.On), By: l.personRef(v.By), Verdict: v.Verdict, Reason: v.Reason})
	}
	if !l.frame.AsOf.Past && l.MayDeclare(m.Record.Record) == nil {
		out.Record = path + "/edit#f-spec-review"
		if review.Retires() {
			out.Retire = path + "/moves"
		}
	}
	return out
}

// uses are the objectives that count a measure.
func uses(counted []evaluate.Counted) []page.Use {
	var out []page.Use
	for _, x := range counted {
		out = append(out, page.Use{Ref: ref(x.Objective.Record), Weight: x.Weight, Of: x.Of})
	}
	return out
}
