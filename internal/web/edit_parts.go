package web

import (
	"context"
	"maps"
	"net/http"
	"net/url"
	"strings"

	"github.com/steelyard-isms/steelyard/internal/explain"
	"github.com/steelyard-isms/steelyard/internal/fault"
	"github.com/steelyard-isms/steelyard/internal/httpd"
	"github.com/steelyard-isms/steelyard/internal/measure"
	"github.com/steelyard-isms/steelyard/internal/objective"
	"github.com/steelyard-isms/steelyard/internal/record"
	"github.com/steelyard-isms/steelyard/internal/service"
	"github.com/steelyard-isms/steelyard/internal/web/form"
	"github.com/steelyard-isms/steelyard/internal/web/page"
)

// What a page of a form sends beside its fields.
const (
	partField = "part" // the page that is sent
	toField   = "to"   // the page that is wanted next
)

// paged tells whether the form has several pages: for a new record of a kind that has parts. Whoever sends all of it at once, as programs of the
// reader's own may, has it taken at once.
func (e *editing) paged() bool { return e.stands == nil && len(page.Parts(e.kind.Name)) > 0 }

// planKind is the kind of what is declared along with an objective.
func (e *editing) planKind() *record.Kind {
	k, _ := e.s.svc.Registry().Kind(objective.InitiativeKind.Name)
	return k
}

// editPart takes one page of a form: what was entered before stays, and what this page asks for is as it was sent. It is kept as a draft, and leads on to the
// page that is wanted; or it is shown again with what is wrong with it.
func (e *editing) editPart(w http.ResponseWriter, r *http.Request) error {
	before, plan := e.entered, e.plan
	e.part = partOfPath(e.kind.Name, r.PostForm.Get(partField))
	x := e.wants(r.PostForm)
	if err := e.read(r); err != nil {
		return err
	}
	e.onlyPart(before, plan, r.PostForm)
	if x != nil {
		return e.make(w, r, x)
	}
	list, to := r.PostForm.Get(addField), r.PostForm.Get(toField)
	switch {
	case r.PostForm.Has(removeField), r.PostForm.Get(doField) == "back":
		return e.show(w, r, http.StatusOK)
	case list != "":
		e.more[list], e.focus = 1, list
		return e.show(w, r, http.StatusOK)
	case r.PostForm.Get(doField) == "later":
		return e.later(w, r)
	case r.PostForm.Get(doField) == "save":
		e.part = page.PartReview
		return e.save(w, r, 0)
	}
	if e.mayDraft() {
		if err := e.keepDraft(r.Context()); err != nil {
			return err
		}
	}
	faults, err := e.refusals(r.Context())
	if err != nil {
		return err
	}
	here := partNamed(e.kind.Name, e.part)
	for _, f := range faults { // what is missing can come later; what is wrong is best mended while it is looked at
		if here.Has(e.kind.Name, f.Path) && !missing(f) {
			e.faults = append(e.faults, f)
		}
	}
	if len(e.faults) > 0 {
		return e.show(w, r, http.StatusUnprocessableEntity)
	}
	to = partOfPath(e.kind.Name, to)
	if e.draft == "" { // nobody keeps it: the next page must bring it along, which only a draft can
		return fault.New(fault.Forbidden, "the pages of this form are kept with your account, and you have none: declare the record by a file or through the API")
	}
	http.Redirect(w, r, "/"+e.kind.Plural+"/new?"+url.Values{draftParam: {e.draft}, partField: {to}}.Encode(), http.StatusSeeOther) //nolint:gosec // the path is of a kind, and the rest is escaped
	return nil
}

// missing tells whether something was only left out so far.
func missing(f fault.Field) bool {
	return f.Reason == "is required" || strings.HasPrefix(f.Reason, "or else")
}

// onlyPart leaves what other pages ask for as it was before.
func (e *editing) onlyPart(before declared, plan *declared, sent url.Values) {
	part := partNamed(e.kind.Name, e.part)
	posted := e.entered
	e.entered = before
	e.entered.spec = maps.Clone(before.spec)
	if e.entered.spec == nil {
		e.entered.spec = map[string]any{}
	}
	if part.Has(e.kind.Name, "title") {
		e.entered.title, e.entered.name = posted.title, posted.name
	}
	for _, name := range part.Fields {
		delete(e.entered.spec, name)
		if x, has := posted.spec[name]; has {
			e.entered.spec[name] = x
		}
	}
	if e.plan = plan; plan != nil && part.Name == page.PartPlan {
		e.plan = &declared{title: strings.TrimSpace(sent.Get(page.PlanRoot + ".title")), spec: form.ReadUnder(page.PlanRoot, e.planKind(), sent, e)}
	}
}

func partNamed(kind, name string) page.Part {
	for _, p := range page.Parts(kind) {
		if p.Name == name {
			return p
		}
	}
	return page.Part{}
}

// along is the initiative that is declared along with a new objective: for its unit and by its owner, unless others are told. nil where nothing is said
// of one.
func (e *editing) along(objectiveName string) *record.Change {
	if e.plan == nil || e.plan.title == "" && len(e.plan.spec) == 0 {
		return nil
	}
	spec := maps.Clone(e.plan.spec)
	for _, name := range []string{"unit", "owner"} {
		if own, has := e.entered.spec[name]; has && spec[name] == nil {
			spec[name] = own
		}
	}
	spec["objectives"] = []any{objectiveName}
	zero := int64(0)
	return &record.Change{IfRevision: &zero, File: page.PlanRoot, Declaration: record.Declaration{Kind: objective.InitiativeKind.Name,
		Name: e.nameFor(objective.InitiativeKind.Name, e.plan.title), Title: e.plan.title, Spec: spec}}
}

// changes are the record as it was entered, and what is declared along.
func (e *editing) changes(base int64) []record.Change {
	c := e.change(base)
	out := []record.Change{c}
	if along := e.along(c.Name); along != nil {
		out[0].File = form.Root
		out = append(out, *along)
	}
	return out
}

// pathsOf gives refusals the paths of the form.
func pathsOf(faults []fault.Field) []fault.Field {
	out := make([]fault.Field, len(faults))
	for i, f := range faults {
		if f.File == page.PlanRoot {
			f.Path = page.PlanRoot + "." + strings.TrimPrefix(f.Path, form.Root+".")
		}
		f.File = ""
		out[i] = f
	}
	return out
}

// refusals tells what is wrong with what was entered so far.
func (e *editing) refusals(ctx context.Context) ([]fault.Field, error) {
	_, err := e.s.svc.Apply(ctx, e.Principal(), service.Wish{DryRun: true, AsksLater: true, Changes: func(*service.View) ([]record.Change, error) { return e.changes(0), nil }})
	if f := fault.Of(err); err != nil && (f.Code == fault.Invalid || f.Code == fault.Conflict) && len(f.Fields) > 0 {
		return pathsOf(f.Fields), nil
	}
	if err != nil && !fault.Is(err, fault.Forbidden) { // what is not complete yet may be theirs in the end
		return nil, err
	}
	return nil, nil
}

// show shows the form with what was entered.
func (e *editing) show(w http.ResponseWriter, r *http.Request, status int) error {
	p := e.page()
	p.Focus = e.focus
	p.Action = e.action(r.URL.Query())
	var err error
	if e.paged() {
		if p.Part = e.part; p.Part == "" {
			p.Part = partOfPath(e.kind.Name, r.URL.Query().Get(partField))
		}
		if p.Part == page.PartReview {
			e.reviewPart(&p)
			if len(e.faults) == 0 {
				if e.faults, err = e.refusals(r.Context()); err != nil {
					return err
				}
				p.Wrong = e.wrongs(e.kind, e.faults)
			}
		}
	}
	if r.Method == http.MethodGet {
		if p.Begun, err = e.begun(r.Context()); err != nil {
			return err
		}
	}
	if e.kind.Name == objective.ObjectiveKind.Name {
		if p.Answers, err = e.answers(r.Context()); err != nil {
			return err
		}
	}
	if e.kind.Name == measure.MeasureKind.Name {
		if p.Criteria, err = e.criteria(r.Context()); err != nil {
			return err
		}
	}
	return show(w, r, status, p)
}

// reviewPart tells all that was entered.
func (e *editing) reviewPart(p *page.Edit) {
	for _, in := range p.Inputs {
		if in.Filled() {
			p.Says = append(p.Says, e.told(e.kind.Name, in))
		}
	}
	if p.Plan != nil {
		for _, in := range p.Plan.Inputs {
			if in.Filled() {
				p.Plan.Says = append(p.Plan.Says, e.told(objective.InitiativeKind.Name, in))
			}
		}
	}
}

// planPage is what the form asks of the initiative that is declared along.
func (e *editing) planPage() *page.Plan {
	if e.plan == nil {
		return nil
	}
	out := &page.Plan{Title: e.plan.title}
	for _, in := range form.ShowUnder(page.PlanRoot, e.planKind(), e.plan.spec, e, e.more) {
		if in.Field != "objectives" { // it is for this one
			out.Inputs = append(out.Inputs, in)
		}
	}
	return out
}

// answers says how the objective would answer what the standard asks, as far as it was entered.
func (e *editing) answers(ctx context.Context) ([]page.Requirement, error) {
	find := func(kind, text string) record.UID {
		if r, err := e.Record(kind, text); err == nil {
			return r.UID
		}
		return ""
	}
	entered, ok := record.Entered[objective.Objective](e.kind, record.Tree(e.entered.spec), find)
	if !ok {
		return nil, nil
	}
	var along *objective.Initiative
	if c := e.along("this"); c != nil {
		if i, ok := record.Entered[objective.Initiative](e.planKind(), c.Spec, find); ok {
			along = i.Spec
		}
	}
	found, err := e.Answers(ctx, entered, e.stands, along)
	if err != nil {
		return nil, err
	}
	var said explain.Status
	said.Answer(found)
	return e.requirements(entered.Spec.Owner.UID(), said.Requirements), nil
}

// saved leads on from a record that was saved.
func (e *editing) saved(w http.ResponseWriter, r *http.Request, done service.Applied) error {
	httpd.Wrote(r.Context(), w, done.Seq)
	if e.draft == "" {
		return nil
	}
	return e.s.svc.DropDraft(r.Context(), e.Principal(), e.draft)
}
