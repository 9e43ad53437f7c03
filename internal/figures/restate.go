package figures

import (
	"encoding/json"
	"slices"
	"strings"

	"github.com/steelyard-isms/steelyard/internal/civil"
	"github.com/steelyard-isms/steelyard/internal/measure"
	"github.com/steelyard-isms/steelyard/internal/objective"
	"github.com/steelyard-isms/steelyard/internal/org"
	"github.com/steelyard-isms/steelyard/internal/record"
	"github.com/steelyard-isms/steelyard/internal/scorecard"
)

// Reach is that a change of a record alters what holds in a closed period.
type Reach struct {
	Period *record.Record // the period-close
	Field  string         // the field that holds something else in it, as spec.weight; empty where the record as a whole comes or goes
	Reason string         // that stands beside the date of what was changed, or the reasons, where there are several; empty: none does
	Bare   bool           // something of it has no reason: a field, or a record that goes
	New    bool           // nothing of the record was in force before: it counts from the days that it names
}

// Reaches lists the closed periods in which something else holds by a change of a record: by what is in force of it after the change, compared with
// what was in force in the state that was asked for them.
func (c *Closed) Reaches(after *record.Snapshot, uid record.UID) []Reach {
	if c.None() {
		return nil
	}
	was, stood := c.s.InForce(uid)
	is, stands := after.InForce(uid)
	if !stood && !stands || stood && stands && was.Revision == is.Revision {
		return nil
	}
	if stood != stands && (was != nil && was.Kind == org.UnitKind.Name || is != nil && is.Kind == org.UnitKind.Name) {
		return nil // nothing is of a unit that is new, or that may be retired
	}
	if stood && stands && substance(was) == substance(is) {
		return nil // words alone: no period is looked at
	}
	var out []Reach
	for i, p := range c.list {
		counted := stood && p.holds(c.s, was)
		if !counted && stands {
			counted = c.in(after).list[i].holds(after, is)
		}
		if !counted {
			continue
		}
		if x, reaches := reach(was, is, stood, stands, p.Spec.Period); reaches {
			x.Period = p.Record
			out = append(out, x)
		}
	}
	return out
}

// in is the same periods in a later state.
func (c *Closed) in(after *record.Snapshot) *Closed {
	if c.later == nil || c.later.s != after {
		c.later = &Closed{s: after}
		for _, x := range c.list {
			c.later.list = append(c.later.list, &closedPeriod{Of: x.Of, from: x.from, until: x.until})
		}
	}
	return c.later
}

// substance is what figures are made of in a record, for all days; empty of a kind that none are made of.
func substance(r *record.Record) string {
	var x any
	if m, ok := record.As[measure.Measure](r); ok {
		s := m.Spec
		x = []any{s.Unit, s.Source, s.Value, s.Aggregation, s.ReportingPeriod, s.PeriodDays, s.GraceDays, s.FirstDue, s.Replaces, s.DataChecks, s.Formula, s.Scale, s.Inputs}
	}
	if o, ok := record.As[objective.Objective](r); ok {
		s := o.Spec
		x = []any{s.Unit, s.Perspective, s.Weight, s.Critical, s.Measures, s.Targets}
	}
	if p, ok := record.As[scorecard.Perspective](r); ok {
		x = []any{p.Spec.Scorecard, p.Spec.Weight, p.Spec.Critical}
	}
	if u, ok := record.As[org.Unit](r); ok {
		x = []any{u.Spec.Parent}
	}
	b, _ := json.Marshal(x) // specs always marshal
	return string(b)
}

// reach compares what a record says for the days of a period. Of several fields it names the first for which no reason is given.
func reach(was, is *record.Record, stood, stands bool, over record.Range) (Reach, bool) {
	switch {
	case !stood:
		return Reach{New: true}, len(terms(is, over.Until)) > 0
	case !stands:
		return Reach{Bare: true}, len(terms(was, over.Until)) > 0
	}
	var why []string
	days := append(dates(was), dates(is)...)
	days = append(days, over.From, over.Until)
	slices.SortFunc(days, civil.Date.Compare)
	out, reaches := Reach{}, false
	for _, day := range slices.Compact(days) {
		if !over.On(day) {
			continue
		}
		before, now := terms(was, day), terms(is, day)
		for _, name := range names(before, now) {
			if before[name].text == now[name].text {
				continue
			}
			x := now[name]
			if x.path == "" { // it holds no more
				x = term{path: before[name].path}
			}
			if bare := x.reason == ""; !reaches || bare && !out.Bare {
				out, reaches = Reach{Field: "spec." + x.path, Bare: bare}, true
			}
			if x.reason != "" && !slices.Contains(why, x.reason) {
				why = append(why, x.reason)
			}
		}
	}
	out.Reason = strings.Join(why, "; ")
	return out, reaches
}

func names(a, b map[string]term) []string {
	var out []string
	for name := range a {
		out = append(out, name)
	}
	for name := range b {
		if _, has := a[name]; !has {
			out = append(out, name)
		}
	}
	slices.Sort(out)
	return out
}

// term is what a field says for a day, of what figures are made of: where it stands, and the reason beside its date.
type term struct{ text, reason, path string }

type terming struct {
	day   civil.Date
	out   map[string]term
	dates *[]civil.Date // collects the days on which something changes; nil: nobody asked
}

func (t terming) plain(name, path string, value any) {
	b, _ := json.Marshal(value) // values of specs always marshal
	if text := string(b); text != "null" && text != `""` && text != "0" && text != "false" {
		t.out[name] = term{text: text, path: path}
	}
}

func (t terming) change(day civil.Date) {
	if t.dates != nil && !day.IsZero() {
		*t.dates = append(*t.dates, day)
	}
}

// dated takes what holds on the day. Before its first day the value counts that is held for it there: none but where first is told.
func dated[T any](t terming, name, path string, d record.Dated[T], first bool) {
	for i, e := range d {
		t.change(e.From)
		if e.From.IsZero() || !e.From.After(t.day) || first && i == 0 {
			b, _ := json.Marshal(e.Value)
			t.out[name] = term{string(b), e.Reason, d.Path(path, i)}
		}
	}
}

func terms(r *record.Record, day civil.Date) map[string]term {
	t := terming{day: day, out: map[string]term{}}
	t.of(r)
	return t.out
}

// dates lists the days on which something of a record begins or ends to hold.
func dates(r *record.Record) []civil.Date {
	var out []civil.Date
	terming{out: map[string]term{}, dates: &out}.of(r)
	return out
}

func (t terming) of(r *record.Record) {
	if m, ok := record.As[measure.Measure](r); ok {
		t.measure(m.Spec)
	}
	if o, ok := record.As[objective.Objective](r); ok {
		t.objective(o.Spec)
	}
	if p, ok := record.As[scorecard.Perspective](r); ok {
		dated(t, "scorecard", "scorecard", p.Spec.Scorecard, false)
		dated(t, "weight", "weight", p.Spec.Weight, false)
		dated(t, "critical", "critical", p.Spec.Critical, false)
	}
	if u, ok := record.As[org.Unit](r); ok {
		dated(t, "parent", "parent", u.Spec.Parent, false)
	}
}

// measure has what a value and its score follow from. Words about a measure count for nothing.
func (t terming) measure(m *measure.Measure) {
	for _, x := range []struct {
		name  string
		value any
	}{
		{"unit", m.Unit}, {"source", m.Source}, {"value", m.Value}, {"aggregation", m.Aggregation}, {"reporting_period", m.ReportingPeriod}, {"period_days", m.PeriodDays},
		{"grace_days", m.GraceDays}, {"first_due", m.FirstDue}, {"replaces", m.Replaces},
	} {
		t.plain(x.name, x.name, x.value)
	}
	for i, x := range m.DataChecks { // what was found when they were made is why
		if t.change(x.On); !x.On.After(t.day) {
			b, _ := json.Marshal([]any{x.On, x.Of, x.Right})
			t.out["data_checks."+x.Part] = term{string(b), x.How, record.Item("data_checks", i)}
		}
	}
	dated(t, "formula", "formula", m.Formula, false)
	dated(t, "scale", "scale", m.Scale, false)
	for i, in := range m.Inputs {
		path := record.Item("inputs", i)
		dated(t, "inputs."+in.Name+".number", path+".number", in.Number, false)
		in.Number, in.UnitOfMeasure = nil, ""
		t.plain("inputs."+in.Name, path, in)
	}
}

func (t terming) objective(o *objective.Objective) {
	t.plain("unit", "unit", o.Unit)
	dated(t, "perspective", "perspective", o.Perspective, false)
	dated(t, "weight", "weight", o.Weight, false)
	dated(t, "critical", "critical", o.Critical, false)
	for i, e := range o.Measures {
		name, path := "measures."+string(e.Measure), record.Item("measures", i)
		t.change(e.From)
		if !e.Until.IsZero() {
			t.change(e.Until.AddDays(1))
		}
		if n := e.NotApplicable; n != nil {
			t.change(n.From)
			t.change(n.Expires.AddDays(1))
			if !t.day.Before(n.From) && !t.day.After(n.Expires) {
				t.plain(name+".not_applicable", path+".not_applicable", true)
			}
		}
		if t.dates != nil || e.On(t.day) {
			dated(t, name+".weight", path+".weight", e.Weight, false)
			dated(t, name+".critical", path+".critical", e.Critical, false)
		}
	}
	for i, x := range o.Targets {
		name, path := "targets."+string(x.Measure), record.Item("targets", i)
		t.change(x.Start)
		if t.dates == nil && t.day.Before(x.Start) { // it judges nothing yet
			continue
		}
		t.plain(name, path, []any{x.Baseline, x.Start, x.Hold})
		dated(t, name+".plan", path+".plan", x.Plan, true) // before its first date a plan is judged as it was first made
	}
}
