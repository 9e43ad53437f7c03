package service

import (
	"cmp"
	"encoding/json"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"github.com/steelyard-isms/steelyard/internal/civil"
	"github.com/steelyard-isms/steelyard/internal/fault"
	"github.com/steelyard-isms/steelyard/internal/library"
	"github.com/steelyard-isms/steelyard/internal/measure"
	"github.com/steelyard-isms/steelyard/internal/objective"
	"github.com/steelyard-isms/steelyard/internal/org"
	"github.com/steelyard-isms/steelyard/internal/record"
)

// Adoption is the wish to adopt a measure of the library. Records are named by name, code or identifier.
type Adoption struct {
	Key string // of the measure in the library
	library.Choices
	Objective string   // that the measure is to count for; empty: none
	Weight    *float64 // among the measures of the objective; nil: 1
	Reason    string   // why; needed with an objective, whose score changes
}

const notAdopted = "the measure cannot be adopted like this"

// Adopting gives the changes that adopt a measure of the library: what is counted first, then the measure itself, and last the objective that it counts for. They
// are made together or not at all, by Apply, which passes the gate for each. Errors: NotFound of a key; Invalid with each choice that cannot be so: what names no
// record, and a name that is taken, with one that is free.
func Adopting(v *View, a Adoption) ([]record.Change, error) {
	c, bad := a.Choices, []fault.Field(nil)
	resolve := func(path, kind, text string) string {
		if text == "" {
			return ""
		}
		r, err := v.Record(kind, text)
		if err == nil && !r.Retired {
			return r.Name
		}
		bad = append(bad, fault.Field{Path: path, Reason: fmt.Sprintf("%q is no %s in use", record.Clip(text), kind), Remedy: "Give the code or the name of one that there is"})
		return text
	}
	c.Unit, c.Owner = resolve("unit", org.UnitKind.Name, c.Unit), resolve("owner", org.PersonKind.Name, c.Owner)
	if wrong := record.BadName(cmp.Or(c.Name, "x")); wrong != nil {
		bad = append(bad, *wrong)
	}
	c.Replaces = resolve("replaces", measure.MeasureKind.Name, c.Replaces)
	c.Inputs = make(map[string]library.Input, len(a.Inputs))
	for name, in := range a.Inputs {
		in.Measure = resolve("inputs."+name+".measure", measure.MeasureKind.Name, in.Measure)
		in.Source = resolve("inputs."+name+".source", measure.SourceKind.Name, in.Source)
		c.Inputs[name] = in
	}
	var out []record.Change
	name := ""
	list, err := library.Declaration(a.Key, c)
	if err != nil {
		f := fault.Of(err)
		if f.Code != fault.Invalid {
			return nil, err
		}
		bad = append(bad, f.Fields...)
	} else if name = list[len(list)-1].Name; v.firstTaken(list) != "" {
		bad = append(bad, fault.Field{Path: "name", Reason: fmt.Sprintf("%q is or was the name of another measure", v.firstTaken(list)), Remedy: "Use " + v.FreeFor(a.Key)})
	}
	for _, d := range list {
		out = append(out, record.Change{IfRevision: new(int64), Declaration: d})
	}
	counts, wrong := v.counting(a, name)
	if len(bad) == 0 && len(wrong) > 0 { // what the measure itself lacks is told together with what its place lacks
		if _, err := record.Plan(v.snapshot, out, v.At); err != nil && fault.Of(err).Code == fault.Invalid {
			bad = fault.Of(err).Fields
		}
	}
	if bad = append(bad, wrong...); len(bad) > 0 {
		return nil, fault.InvalidFields(notAdopted, bad)
	}
	return append(out, counts...), nil
}

// firstTaken is the first name among declarations that a measure has or had; empty: none.
func (v *View) firstTaken(list []record.Declaration) string {
	for _, d := range list {
		if v.Taken(d.Kind, d.Name) {
			return d.Name
		}
	}
	return ""
}

// FreeFor gives a name under which a measure of the library can be adopted, with those of what is counted for it: its key, or that with the first number that
// makes all of them free. It gives the key where the library has no such measure.
func (v *View) FreeFor(key string) string {
	e, err := library.Get(key)
	if err != nil {
		return key
	}
	c := library.Choices{Unit: "x", Owner: "x"}
	if e.NeedsCurrency() {
		c.Currency = "EUR"
	}
	for n := 1; ; n++ {
		if c.Name = key; n > 1 {
			c.Name = key + "-" + strconv.Itoa(n)
		}
		list, err := library.Declaration(key, c)
		if err != nil || v.firstTaken(list) == "" {
			return c.Name
		}
	}
}

// mostWeight is the greatest weight that a measure has in an objective, as the kind objective has it.
const mostWeight = 1e9

// counting is the change by which a new measure counts for an objective, or all that is wrong with it.
func (v *View) counting(a Adoption, name string) ([]record.Change, []fault.Field) {
	if a.Objective == "" {
		if a.Weight != nil {
			return nil, []fault.Field{{Path: "weight", Reason: "is that among the measures of an objective, and none is named", Remedy: "Name the objective, or leave the weight out"}}
		}
		return nil, nil
	}
	o, err := v.Record(objective.ObjectiveKind.Name, a.Objective)
	var wrong []fault.Field
	if err != nil || o.Retired {
		wrong = append(wrong, fault.Field{Path: "objective", Reason: fmt.Sprintf("%q is no objective in use", record.Clip(a.Objective)), Remedy: "Give the code or the name of one that there is"})
	}
	if a.Weight != nil && !(*a.Weight >= 0 && *a.Weight <= mostWeight) {
		wrong = append(wrong, fault.Field{Path: "weight", Reason: "is not from 0 to 1,000,000,000", Remedy: "Give one within that; 0 is shown and not counted"})
	}
	if strings.TrimSpace(a.Reason) == "" {
		wrong = append(wrong, fault.Field{Path: "reason", Reason: "is missing, and the score of the objective changes", Remedy: "Say why the measure counts for it"})
	}
	if len(wrong) > 0 {
		return nil, wrong
	}
	spec, err := v.Tree(o)
	if err != nil {
		return nil, []fault.Field{{Path: "objective", Reason: "cannot be read", Remedy: "Name another one, or adopt the measure without"}}
	}
	weight := 1.0
	if a.Weight != nil {
		weight = *a.Weight
	}
	measures, _ := spec["measures"].([]any)
	spec["measures"] = append(slices.Clone(measures), map[string]any{"measure": name, "weight": json.Number(strconv.FormatFloat(weight, 'g', -1, 64))})
	return []record.Change{{IfRevision: &o.Revision, Declaration: record.Declaration{Kind: o.Kind, UID: o.UID, Name: o.Name, Title: o.Title, Spec: spec}}}, nil
}

// Adopted lists the measures in use that were made of measures of the library, by the keys of these, each by code. Error: Forbidden.
func (v *View) Adopted() (map[string][]record.Of[measure.Measure], error) {
	if err := v.read(measure.MeasureKind.Name); err != nil {
		return nil, err
	}
	out := map[string][]record.Of[measure.Measure]{}
	for m := range All[measure.Measure](v) {
		if key := m.Spec.Library.Measure; key != "" && !m.Retired {
			out[key] = append(out[key], m)
		}
	}
	for _, list := range out {
		slices.SortFunc(list, func(a, b record.Of[measure.Measure]) int {
			return cmp.Or(cmp.Compare(len(a.Code), len(b.Code)), cmp.Compare(a.Code, b.Code))
		})
	}
	return out, nil
}

// Origin compares a measure that was made of one of the library with what the library says now; of others that has no key. Errors: Forbidden, NotFound.
func (v *View) Origin(m record.Of[measure.Measure]) (library.Origin, error) {
	spec, err := v.Tree(m.Record)
	if err != nil || m.Spec.Library.Measure == "" {
		return library.Origin{}, err
	}
	return library.OriginOf(m.Spec.Library.Measure, m.Spec.Library.Version, m.Title, spec, civil.OfTime(v.At)), nil
}

// upstream are the person's measures of which the library has a later version than the one they were made of, or looked at last, by code.
func (v *View) upstream() []record.Of[measure.Measure] {
	var out []record.Of[measure.Measure]
	for m := range record.All[measure.Measure](v.snapshot) {
		from := m.Spec.Library
		if from.Measure != "" && m.Spec.Owner.UID() == v.who.Person && !m.Retired && library.Latest(from.Measure) > from.Version && v.mayShow(m.Record) {
			out = append(out, m)
		}
	}
	slices.SortFunc(out, func(a, b record.Of[measure.Measure]) int {
		return cmp.Or(cmp.Compare(len(a.Code), len(b.Code)), cmp.Compare(a.Code, b.Code))
	})
	return out
}
