package web

import (
	"maps"
	"net/url"

	"github.com/steelyard-isms/steelyard/internal/civil"
	"github.com/steelyard-isms/steelyard/internal/measure"
	"github.com/steelyard-isms/steelyard/internal/org"
	"github.com/steelyard-isms/steelyard/internal/record"
)

// offerable are the fields that an address may fill in before somebody looks at the form: the references at the top of a kind. So
// that other pages can say what is meant: this cause and that effect, another perspective.
func offerable(k *record.Kind) []string {
	var out []string
	for _, f := range k.Fields {
		if f.Type == record.Reference {
			out = append(out, f.Name)
		}
	}
	return out
}

// partOf begins a new unit as a part of the organisation, once there is one: with the place left out it would stand beside it.
func (e *editing) partOf() {
	if e.stands != nil || e.kind.Name != org.UnitKind.Name || e.entered.spec["parent"] != nil {
		return
	}
	if top, ok := e.Organisation(); ok {
		e.entered.spec = map[string]any{"parent": top.Name}
	}
}

// fillIn fills in what the address says. Of a value by dates it is the one from today on, beside what held so far. Error: Invalid where it
// names no record.
func (e *editing) fillIn(q url.Values) error {
	for _, f := range e.kind.Fields {
		text := q.Get(f.Name)
		if f.Type != record.Reference || text == "" {
			continue
		}
		to, err := e.Record(f.Ref, e.Meant(f.Ref, text))
		if err != nil {
			return invalid(f.Name, "names no "+f.Ref, "Choose one that there is")
		}
		spec := maps.Clone(e.entered.spec)
		if spec == nil {
			spec = map[string]any{}
		}
		was, has := spec[f.Name]
		switch list, dated := was.([]any); {
		case !f.Dated || !has:
			spec[f.Name] = to.Name
		case dated:
			spec[f.Name] = append(list[:len(list):len(list)], e.fromToday(to))
		case was != to.Name:
			spec[f.Name] = []any{map[string]any{"value": was}, e.fromToday(to)}
		}
		e.entered.spec = spec
	}
	return nil
}

// fromToday is a reference that holds from today on.
func (e *editing) fromToday(to *record.Record) map[string]any {
	return map[string]any{"from": civil.OfTime(e.At).String(), "value": to.Name}
}

// unitOfMeasure gives a benchmark of which none was entered that of its measure, in which its figures are then read.
func (e *editing) unitOfMeasure() {
	name, _ := e.entered.spec["measure"].(string)
	if e.kind.Name != measure.BenchmarkKind.Name || e.entered.spec["unit_of_measure"] != nil || name == "" {
		return
	}
	if r, err := e.Record(measure.MeasureKind.Name, name); err == nil {
		if of, err := e.Tree(r); err == nil && of["unit_of_measure"] != nil {
			e.entered.spec["unit_of_measure"] = of["unit_of_measure"]
		}
	}
}
