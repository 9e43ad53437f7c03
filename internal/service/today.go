package service

import (
	"cmp"
	"context"
	"slices"

	"github.com/steelyard-isms/steelyard/internal/access"
	"github.com/steelyard-isms/steelyard/internal/civil"
	"github.com/steelyard-isms/steelyard/internal/evaluate"
	"github.com/steelyard-isms/steelyard/internal/fault"
	"github.com/steelyard-isms/steelyard/internal/journal"
	"github.com/steelyard-isms/steelyard/internal/measure"
	"github.com/steelyard-isms/steelyard/internal/objective"
	"github.com/steelyard-isms/steelyard/internal/record"
	"github.com/steelyard-isms/steelyard/internal/score"
)

// How many days ahead of the view's a value and anything else is listed.
const valueAhead, endingAhead = 7, 30

// Today is what waits for the principal on the view's day. Each list is by day, the earliest first.
type Today struct {
	Values     []ValueDue                   // of measures that the person owns or collects
	Approvals  []Approval                   // that the principal may give
	Steps      []Approval                   // that put what waits in force without being an approval, and that the principal may make
	Sent       []Sent                       // by the principal, and not in force
	Endings    []*Expiry                    // of what the person owns, within 30 days or overdue; without actions and initiatives
	Work       []*Expiry                    // actions and initiatives of the person, within 30 days or overdue
	Objectives []*evaluate.Objective        // of the person, off plan or at risk; the former first
	Mentions   []Call                       // notes that mention the person, and that they have not seen
	Questions  []Call                       // that nobody has answered, on what the person owns; without those that mention them
	Library    []record.Of[measure.Measure] // of the person, of which the measure library has a later version than the one they remember
}

// ValueDue is a measure whose next value is due within a week or overdue, or whose values are too old to be relied on.
type ValueDue struct {
	Measure *evaluate.Measure
	Due     civil.Date // zero: no day was agreed
	Collect bool       // the person collects the values; else owns the measure
	Enter   bool       // the principal may enter the value: no source and no formula gives it
}

// Approval is a record that waits for the principal to move it on.
type Approval struct {
	Record *record.Record // its latest revision
	Move   string
	Rules  []string // of the policies by which the principal may
	By     journal.Actor
}

// Sent is a record whose latest words are the principal's and are not in force.
type Sent struct {
	Record   *record.Record
	Returned bool   // somebody else moved it last, and it is a draft again
	Draft    bool   // it was not submitted yet
	Reason   string // why it was returned, where that may be known
	By       journal.Actor
}

// Today tells what waits for the principal. Where they stand for no declared person, nothing is theirs. Errors: those of a status, but for
// Forbidden: who may not read what it speaks of has no measure and no objective; Unavailable.
func (v *View) Today(ctx context.Context) (Today, error) {
	var t Today
	day := civil.OfTime(v.At)
	if v.who.Person != "" {
		status, err := v.Status(ctx)
		switch {
		case err == nil:
			t.Values, t.Objectives = v.valuesDue(status), v.behind(status)
		case !fault.Is(err, fault.Forbidden):
			return t, err
		}
		t.Library = v.upstream()
		near := v.agenda().until(day.AddDays(endingAhead))
		for _, e := range v.endings(near, func(e *Expiry) bool { return slices.Contains(e.Owners, v.who.Person) }) {
			switch e.Record.Kind {
			case objective.ActionKind.Name, objective.InitiativeKind.Name:
				t.Work = append(t.Work, e)
			default:
				t.Endings = append(t.Endings, e)
			}
		}
	}
	if err := v.waiting(ctx, &t); err != nil {
		return t, err
	}
	var err error
	t.Mentions, t.Questions, err = v.calls(ctx)
	return t, err
}

// valuesDue lists the person's measures whose values are due, late or too old.
func (v *View) valuesDue(s *evaluate.Status) []ValueDue {
	var out []ValueDue
	for _, m := range s.MeasuresByCode() {
		spec := m.Record.Spec
		collects := spec.Collector.UID() == v.who.Person
		if m.Record.Retired || !collects && spec.Owner.UID() != v.who.Person {
			continue
		}
		due := spec.FirstDue
		if m.Last != nil {
			due = m.Last.On().AddDays(spec.PeriodDays)
		}
		if m.Fresh.State == score.Known && (due.IsZero() || due.After(s.Day.AddDays(valueAhead)) || spec.Derived()) {
			continue
		}
		out = append(out, ValueDue{Measure: m, Due: due, Collect: collects, Enter: spec.Source == "" && !spec.Derived() && v.MayCollect(m.Record.Record) == nil})
	}
	slices.SortStableFunc(out, func(a, b ValueDue) int { return a.Due.Compare(b.Due) })
	return out
}

// behind lists the person's objectives that are off plan or at risk.
func (v *View) behind(s *evaluate.Status) []*evaluate.Objective {
	var out []*evaluate.Objective
	for _, o := range s.Objectives {
		if !o.Waits && o.Record.Spec.Owner.UID() == v.who.Person && (o.Attainment == score.OffPlan || o.Attainment == score.AtRisk) {
			out = append(out, o)
		}
	}
	slices.SortFunc(out, func(a, b *evaluate.Objective) int {
		return cmp.Or(cmp.Compare(b.Attainment, a.Attainment), cmp.Compare(len(a.Record.Code), len(b.Record.Code)), cmp.Compare(a.Record.Code, b.Record.Code))
	})
	return out
}

// mine tells whether the principal did something.
func (v *View) mine(a journal.Actor) bool {
	if v.who.Person != "" {
		return a.Person == v.who.Person
	}
	return a.Account == v.who.Account
}

// MayApprove tells whether there are records that the principal could be the one to approve.
func (v *View) MayApprove() bool {
	for _, k := range v.snapshot.Registry().Kinds() {
		if k.Lifecycle == nil {
			continue
		}
		for i := range k.Lifecycle.Moves {
			about := access.Any(k.Name)
			if about.Move = &k.Lifecycle.Moves[i]; about.Move.Approval && v.s.gate.May(v.who, access.Move, about) {
				return true
			}
		}
	}
	return false
}
