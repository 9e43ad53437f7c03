package service

import (
	"context"
	"fmt"
	"slices"

	"github.com/steelyard-isms/steelyard/internal/civil"
	"github.com/steelyard-isms/steelyard/internal/evaluate"
	"github.com/steelyard-isms/steelyard/internal/explain"
	"github.com/steelyard-isms/steelyard/internal/fault"
	"github.com/steelyard-isms/steelyard/internal/formula"
	"github.com/steelyard-isms/steelyard/internal/measure"
	"github.com/steelyard-isms/steelyard/internal/org"
	"github.com/steelyard-isms/steelyard/internal/record"
)

// Draft is a formula that somebody writes and has not declared yet.
type Draft struct {
	Formula       string
	Inputs        []DraftInput
	Unit          string  // of the organisation, by name; empty where no source tells units apart
	UnitOfMeasure *string // that the result must have; nil: any
	PeriodDays    int     // how often a value is due; 0: 31
}

// DraftInput is one name in it. Records are named by name, code or identifier.
type DraftInput struct {
	Name          string
	Measure       string
	Measures      []string
	Source, Value string
	Number        *float64
	UnitOfMeasure string
}

// Drafted is what came of a draft.
type Drafted struct {
	Value      *float64
	Unit       string // of measure
	UnitJudged bool
	Why        string // there is no value, and nothing is at fault: the reason
	Faults     []fault.Field
	Derivation *explain.Derivation
}

// draftUID is the identifier of the measure that a draft would be. No record has it.
const draftUID record.UID = "draft"

// Evaluate checks a formula and computes it at the view's moment, as a measure of it would be. What is wrong with it is in the
// answer. Errors: Forbidden where the principal may not read measures, or sources where an input names one.
func (v *View) Evaluate(ctx context.Context, d Draft) (Drafted, error) {
	if err := v.read(measure.MeasureKind.Name); err != nil {
		return Drafted{}, err
	}
	var out Drafted
	refuse := func(path, reason, remedy string) {
		out.Faults = append(out.Faults, fault.Field{Path: path, Reason: reason, Remedy: remedy})
	}
	spec, err := v.drafted(d, refuse)
	if err != nil || len(out.Faults) > 0 || !spec.CheckInputs(v.snapshot, refuse) {
		return out, err
	}
	p, faults := formula.Compile(d.Formula, spec.Names(v.snapshot))
	if p != nil {
		out.Unit, out.UnitJudged = p.Unit()
		if d.UnitOfMeasure != nil {
			faults = p.Check(*d.UnitOfMeasure)
		}
	}
	for _, f := range faults {
		f.Path = "formula"
		out.Faults = append(out.Faults, f)
	}
	if len(faults) > 0 {
		return out, nil
	}
	return out, v.compute(ctx, spec, &out)
}

func (v *View) compute(ctx context.Context, spec *measure.Measure, out *Drafted) error {
	m := record.Of[measure.Measure]{Record: &record.Record{UID: draftUID, Kind: measure.MeasureKind.Name, Name: string(draftUID)}, Spec: spec}
	values, err := v.s.memory.some(ctx, v.Asked.IsNow(), v.snapshot, v.Seq, v.At, m)
	if err != nil {
		return err
	}
	all, err := evaluate.MeasureAt(v.snapshot, values, m, v.At)
	if err != nil {
		return err
	}
	if v.who.Unit != "" {
		all = all.Hide(func(r *record.Record) bool { return r.UID != draftUID && !v.mayShow(r) })
	}
	status, _ := explain.Of(all, m.Record)
	if err := v.attach(ctx, status); err != nil {
		return err
	}
	out.Derivation = status.Measure.Derivation
	if out.Why = out.Derivation.Why; out.Why == "" && status.Measure.Reading != nil {
		out.Value = &status.Measure.Reading.Value
	}
	return nil
}

// drafted makes a measure of a draft, of records that the principal may see.
func (v *View) drafted(d Draft, refuse func(path, reason, remedy string)) (*measure.Measure, error) {
	spec := &measure.Measure{Formula: record.Always(record.Expression(d.Formula)), PeriodDays: d.PeriodDays}
	if spec.PeriodDays == 0 {
		spec.PeriodDays = 31
	}
	find := func(path, kind, text string) (record.Ref, error) {
		if text == "" {
			return "", nil
		}
		r, err := v.Record(kind, text)
		switch {
		case fault.Is(err, fault.NotFound):
			refuse(path, fault.Of(err).Message, "Name one that is there, by name, code or identifier")
			return "", nil
		case err != nil:
			return "", err
		}
		return record.Ref(r.UID), nil
	}
	var err error
	if spec.Unit, err = find("unit", org.UnitKind.Name, d.Unit); err != nil {
		return nil, err
	}
	if top, ok := v.snapshot.Find(spec.Unit.UID()); ok && v.who.Unit != "" && !slices.Contains(v.snapshot.Above(top, civil.OfTime(v.At)), v.who.Unit) {
		refuse("unit", "there is no unit "+record.Clip(d.Unit)+" whose values you may see", "Name your own, or one below it")
	}
	for i, in := range d.Inputs {
		path := fmt.Sprintf("inputs[%d].", i)
		x := measure.Input{Name: in.Name, Value: in.Value, UnitOfMeasure: in.UnitOfMeasure}
		if in.Number != nil {
			x.Number = record.Always(*in.Number)
		}
		if x.Measure, err = find(path+"measure", measure.MeasureKind.Name, in.Measure); err != nil {
			return nil, err
		}
		if x.Source, err = find(path+"source", measure.SourceKind.Name, in.Source); err != nil {
			return nil, err
		}
		for n, name := range in.Measures {
			ref, err := find(fmt.Sprintf("%smeasures[%d]", path, n), measure.MeasureKind.Name, name)
			if err != nil {
				return nil, err
			}
			if ref != "" {
				x.Measures = append(x.Measures, ref)
			}
		}
		spec.Inputs = append(spec.Inputs, x)
	}
	return spec, nil
}
