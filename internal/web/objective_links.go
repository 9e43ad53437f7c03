package web

import (
	"slices"

	"github.com/steelyard-isms/steelyard/internal/catalog/words"
	"github.com/steelyard-isms/steelyard/internal/evaluate"
	"github.com/steelyard-isms/steelyard/internal/explain"
	"github.com/steelyard-isms/steelyard/internal/objective"
	"github.com/steelyard-isms/steelyard/internal/record"
	"github.com/steelyard-isms/steelyard/internal/scorecard"
	"github.com/steelyard-isms/steelyard/internal/service"
	"github.com/steelyard-isms/steelyard/internal/web/page"
)

var (
	requirementNames = map[string]words.Key{"a": "objective.requirements.name.a", "b": "objective.requirements.name.b", "c": "objective.requirements.name.c", "d": "objective.requirements.name.d",
		"e": "objective.requirements.name.e", "f": "objective.requirements.name.f", "g": "objective.requirements.name.g", "h": "objective.requirements.name.h",
		"i": "objective.requirements.name.i", "j": "objective.requirements.name.j", "k": "objective.requirements.name.k", "l": "objective.requirements.name.l"}
	findingWords = map[objective.Finding]words.Key{
		objective.Principles: "objective.requirements.principles", objective.NoPrinciples: "objective.requirements.no-principles",
		objective.Measures: "objective.requirements.measures", objective.NotPracticable: "objective.requirements.not-practicable", objective.NotMeasured: "objective.requirements.no-measures", objective.NoOwner: "objective.requirements.no-owner", objective.NoRisks: "objective.requirements.no-risks",
		objective.Monitored: "objective.requirements.monitored", objective.NotMonitored: "objective.requirements.not-monitored", objective.NothingToWatch: "objective.requirements.no-monitoring",
		objective.Communicated: "objective.requirements.communicated", objective.NoAudience: "objective.requirements.no-audience",
		objective.Reviewed: "objective.requirements.reviewed", objective.ReviewLate: "objective.requirements.review-late", objective.NoReview: "objective.requirements.no-review",
		objective.Documented: "objective.requirements.documented", objective.NotInForce: "objective.requirements.not-in-force",
		objective.Planned: "objective.requirements.planned", objective.NoPlan: "objective.requirements.no-plan", objective.PlannedMany: "objective.requirements.planned-many",
		objective.Resourced: "objective.requirements.resourced", objective.NoResources: "objective.requirements.no-resources",
		objective.DueOn: "objective.requirements.due", objective.NoDue: "objective.requirements.no-due",
		objective.Evaluated: "objective.requirements.evaluated", objective.NoEvaluation: "objective.requirements.no-evaluation",
	}
	workWords = map[string]words.Key{"proposed": "objective.work.state-of.proposed", "approved": "objective.work.state-of.approved", "running": "objective.work.state-of.running", "done": "objective.work.state-of.done",
		"cancelled": "objective.work.state-of.cancelled", "open": "objective.work.state-of.open", "in-progress": "objective.work.state-of.in-progress", "verified": "objective.work.state-of.verified"}
)

// requirements says in the reader's language what was found of each.
func (l *look) requirements(owner record.UID, found []explain.Requirement) []page.Requirement {
	var out []page.Requirement
	for _, r := range found {
		x := page.Requirement{Letter: r.Letter, Name: say(l.language(), requirementNames, r.Letter), Answered: r.Answered}
		if finding := objective.Finding(r.Finding); finding == objective.Responsible {
			x.Text = l.PersonTitle(owner)
		} else {
			x.Text = l.text(findingWords[finding], words.N(r.Count), words.T("of", l.language().Style().Count(int64(r.Of))), words.T("day", l.language().Calendar().Date(date(r.Day))))
		}
		out = append(out, x)
	}
	return out
}

// maxUndertakings is how many initiatives and actions an objective's page lists.
const maxUndertakings = 40

// work lists what is done for an objective: what is still to be done first, by the day that it is due.
func (l *look) work(o *evaluate.Objective) (list []page.Undertaking, more bool) {
	all := l.Work(o.Record.UID)
	var out, over []page.Undertaking
	add := func(u page.Undertaking, state string) {
		if u.Done || state == "cancelled" {
			over = append(over, u)
			return
		}
		out = append(out, u)
	}
	for _, i := range all.Initiatives {
		add(page.Undertaking{Ref: ref(i.Record), Kind: l.text("objective.work.initiative"), Owner: l.PersonTitle(i.Spec.Owner.UID()), Due: date(i.Spec.Due),
			State: say(l.language(), workWords, i.State), Done: i.State == "done", Ahead: ahead(i.State), Late: i.State != "done" && i.State != "cancelled" && l.At.After(evaluate.EndOf(i.Spec.Due))}, i.State)
	}
	for _, a := range all.Actions {
		done := a.State == "done" || a.State == "verified"
		add(page.Undertaking{Ref: ref(a.Record), Kind: l.text("objective.work.action"), Owner: l.PersonTitle(a.Spec.Owner.UID()), Due: date(a.Spec.Due),
			State: say(l.language(), workWords, a.State), Done: done, Ahead: ahead(a.State), Late: !done && a.State != "cancelled" && l.At.After(evaluate.EndOf(a.Spec.Due))}, a.State)
	}
	for _, list := range [][]page.Undertaking{out, over} {
		slices.SortStableFunc(list, func(a, b page.Undertaking) int { return a.Due.Compare(b.Due) })
	}
	out = append(out, over...)
	if len(out) > maxUndertakings {
		return out[:maxUndertakings], true
	}
	return out, all.More
}

// ahead tells whether an initiative or action is agreed and still to be done.
func ahead(state string) bool {
	return state == "approved" || state == "running" || state == "open" || state == "in-progress"
}

// links lists what an objective leads to and follows from, and what else it is linked with. They are looked for among the links and the
// objectives, of which there are few, and not among everything that names it.
func (l *look) links(o *evaluate.Objective, all *evaluate.Status) []page.Links {
	var leads, follows, parts []page.Link
	for x := range service.All[scorecard.StrategyLink](l.View) {
		if other := l.ref(x.Spec.Effect.UID()); x.Spec.Cause.UID() == o.Record.UID && other.Code != "" {
			leads = append(leads, page.Link{Ref: other, Note: x.Spec.Expectation})
		}
		if other := l.ref(x.Spec.Cause.UID()); x.Spec.Effect.UID() == o.Record.UID && other.Code != "" {
			follows = append(follows, page.Link{Ref: other, Note: x.Spec.Expectation})
		}
	}
	for _, x := range all.ObjectivesByCode() {
		if x.Record.Spec.Parent.UID() == o.Record.UID {
			parts = append(parts, page.Link{Ref: ref(x.Record.Record)})
		}
	}
	var out []page.Links
	add := func(key words.Key, items []page.Link) {
		if len(items) > 0 {
			out = append(out, page.Links{Name: l.text(key), Items: items})
		}
	}
	named := func(refs ...record.Ref) []page.Link {
		var items []page.Link
		for _, x := range refs {
			if to := l.ref(x.UID()); to.Code != "" {
				items = append(items, page.Link{Ref: to})
			}
		}
		return items
	}
	add("objective.links.leads-to", leads)
	add("objective.links.follows", follows)
	add("objective.links.parent", named(o.Record.Spec.Parent))
	add("objective.links.parts", parts)
	add("objective.links.goals", named(o.Record.Spec.Goals...))
	add("objective.links.principles", named(o.Record.Spec.Principles...))
	var processes []record.Ref
	for _, p := range o.Record.Spec.Processes {
		processes = append(processes, p.Process)
	}
	add("objective.links.processes", named(processes...))
	return out
}
