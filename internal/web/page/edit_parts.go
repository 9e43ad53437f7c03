package page

import (
	"context"
	"io"
	"net/url"
	"slices"
	"strings"
	"time"

	"github.com/steelyard-isms/steelyard/internal/catalog/fields"
	"github.com/steelyard-isms/steelyard/internal/catalog/words"
	"github.com/steelyard-isms/steelyard/internal/web/form"
)

// Part is one of the pages on which a new record is declared, or one section of the form by which it is changed.
type Part struct {
	Name   string
	Fields []string // at the top of the kind that it asks for; the first part asks for title and name, too
}

// The parts that are more than fields.
const (
	PartPlan   = "plan"   // asks for the initiative that is declared along, too
	PartReview = "review" // shows what was entered, and saves it
)

// PlanRoot begins the paths of what is entered of the initiative that is declared along with an objective.
const PlanRoot = "plan"

// Parts are the pages of the form of a new record, in their order; nil: it has one. Those of an objective gather the ten steps by which objectives are
// established: what and why (business context, risks, who has an interest, the objective itself), how it is measured, how it is reached, by whom, who is
// told and when it is looked at again.
func Parts(kind string) []Part {
	if kind != "objective" {
		return nil
	}
	return []Part{
		{"what", []string{"statement", "rationale", "unit", "perspective", "weight", "critical", "parent", "business_goals", "principles", "processes", "parameters"}},
		{"measure", []string{"measures", "targets", "not_practicable"}},
		{PartPlan, []string{"evaluation"}},
		{"people", []string{"owner", "communication", "review"}},
		{PartReview, nil},
	}
}

var partTitles = map[string]words.Key{"what": "edit.part.what", "measure": "edit.part.measure", PartPlan: "edit.part.plan", "people": "edit.part.people", PartReview: "edit.part.review"}

var partHints = map[string]words.Key{"what": "edit.part-hint.what", "measure": "edit.part-hint.measure", PartPlan: "edit.part-hint.plan", "people": "edit.part-hint.people", PartReview: "edit.part-hint.review"}

// Has tells whether a part asks for what is at a path of the form, as in spec.measures[0].weight.
func (p Part) Has(kind, path string) bool {
	if p.Name == PartPlan && behind(path, PlanRoot+".") != "" {
		return true
	}
	if field := behind(path, form.Root+"."); field != "" {
		return slices.Contains(p.Fields, field)
	}
	return (path == "title" || path == "name") && Parts(kind)[0].Name == p.Name
}

// behind is the first name of a path behind a root; empty where it has another root.
func behind(path, root string) string {
	rest, ok := strings.CutPrefix(path, root)
	if !ok {
		return ""
	}
	if end := strings.IndexAny(rest, ".["); end >= 0 {
		return rest[:end]
	}
	return rest
}

// Draft is what the reader began and did not save.
type Draft struct {
	ID, Title string
	Kind      string
	Path      string // address of the form with it
	Changed   time.Time
}

// Plan is the initiative that is declared along with an objective.
type Plan struct {
	Title  string
	Inputs []form.Input
	Says   []Said
}

// asPlan is the form as that of the initiative.
func (p Edit) asPlan() Edit {
	q := p
	q.Kind, q.Inputs = "initiative", slices.Clone(p.Plan.Inputs)
	for i := range q.Inputs {
		if f := q.Inputs[i].Field; f == "unit" || f == "owner" { // else it has those of the objective
			q.Inputs[i].Required = false
		}
	}
	return q
}

// step tells which part is shown, counted from 0, of how many.
func (p Edit) step() (i, of int) {
	parts := Parts(p.Kind)
	return slices.IndexFunc(parts, func(x Part) bool { return x.Name == p.Part }), len(parts)
}

// inputsOf are the inputs that a part asks for, in the order in which it names them.
func (p Edit) inputsOf(part Part) []form.Input {
	var out []form.Input
	for _, name := range part.Fields {
		for _, in := range p.Inputs {
			if in.Field == name {
				out = append(out, in)
			}
		}
	}
	return out
}

// partOf is the part that asks for what is at a path; empty: none does.
func (p Edit) partOf(path string) string {
	for _, x := range Parts(p.Kind) {
		if x.Has(p.Kind, path) {
			return x.Name
		}
	}
	return ""
}

// wrongIn counts what is wrong in a part.
func (p Edit) wrongIn(part Part) int {
	n := 0
	for _, w := range p.Wrong {
		if part.Has(p.Kind, w.Path) {
			n++
		}
	}
	return n
}

// toInput is where the input for a path is: on this page, or on that which asks for it.
func (p Edit) toInput(path string) string {
	if part := p.partOf(path); p.Part != "" && part != "" && part != p.Part && p.Draft != "" {
		return p.List + "/new?draft=" + url.QueryEscape(p.Draft) + "&part=" + part + "#" + id(path)
	}
	return "#" + id(path)
}

// saysOf is what was entered in a part.
func (p Edit) saysOf(part Part) []Said {
	var out []Said
	for _, name := range part.Fields {
		for _, s := range p.Says {
			if s.Field == name {
				out = append(out, s)
			}
		}
	}
	return out
}

// renderPart writes the page of one part.
func (p Edit) renderPart(ctx context.Context, w io.Writer) error {
	names := fields.English.Kind(p.Kind)
	i, of := p.step()
	title := p.t("edit.new", words.T("kind", names.One))
	t := top{section: sectionOf(p.Kind), crumbs: []crumb{{names.Titles, p.List}, {title, ""}}, error: len(p.Wrong) > 0,
		title: p.t("edit.part-title", words.T("title", title), words.T("part", p.t(partTitles[p.Part])), words.N(i+1), words.F("of", p.num().Count(int64(of))))}
	return shell(p.Frame, t, partBody(p)).Render(ctx, w)
}
