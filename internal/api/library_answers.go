package api

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"slices"

	"github.com/steelyard-isms/steelyard/internal/direction"
	"github.com/steelyard-isms/steelyard/internal/fault"
	"github.com/steelyard-isms/steelyard/internal/library"
	"github.com/steelyard-isms/steelyard/internal/measure"
	"github.com/steelyard-isms/steelyard/internal/record"
	"github.com/steelyard-isms/steelyard/internal/service"
)

func libraryItemOf(e *library.Entry, here map[string][]record.Of[measure.Measure]) LibraryItem {
	out := LibraryItem{Key: e.Key, Version: e.Number, Title: e.Title, Topic: LibraryTopic{e.Topic.Key, e.Topic.Title}, Purpose: e.Purpose, Type: e.Type, Timing: e.Timing, Perspective: string(e.Perspective),
		Parameters: []string{}, Mechanism: string(e.Mechanism), Friction: e.Friction, AdoptedBy: []string{}}
	for _, p := range e.Parameters {
		out.Parameters = append(out.Parameters, string(p))
	}
	for _, m := range here[e.Key] {
		out.AdoptedBy = append(out.AdoptedBy, m.Code)
	}
	return out
}

func libraryMeasureOf(e *library.Entry, here map[string][]record.Of[measure.Measure]) LibraryMeasure {
	out := LibraryMeasure{LibraryItem: libraryItemOf(e, here), UnitOfMeasure: e.UnitOfMeasure, NeedsCurrency: e.NeedsCurrency(), Decimals: e.Decimals, PeriodDays: e.PeriodDays, Formula: e.Formula,
		Scale: LibraryScale{Direction: string(e.Scale.Direction), Knots: LibraryKnots(e.Scale.Knots), Min: e.Scale.Limits.Min, Max: e.Scale.Limits.Max}, ScaleWhy: e.ScaleWhy,
		WhenRed: e.WhenRed, WhenGreen: e.WhenGreen, Sources: e.Sources, Caveat: e.Caveat, Example: e.Example.Values, Result: e.Example.Result, Versions: []LibraryVersion{{e.Number, e.Note}}}
	if upper := LibraryKnots(e.Scale.Upper); upper != (LibraryKnots{}) {
		out.Scale.Upper = &upper
	}
	for _, b := range e.Base {
		out.Base = append(out.Base, LibraryBase{b.Name, b.Title, b.UnitOfMeasure, b.Counted, b.Number})
	}
	for _, v := range e.Earlier {
		out.Versions = append(out.Versions, LibraryVersion{v.Number, v.Note})
	}
	return out
}

func (a *API) listLibrary(ctx context.Context, in *libraryInput) (*libraryOutput, error) {
	v, err := a.view(ctx, in.AsOf)
	if err != nil {
		return nil, err
	}
	here, err := v.Adopted()
	if err != nil {
		return nil, err
	}
	if words := direction.Parameter("").Words(); in.Parameter != "" && !slices.Contains(words, in.Parameter) {
		return nil, fault.InvalidField("the library cannot be listed", fault.Field{Path: "parameter", Reason: fmt.Sprintf("%q is none of the fifteen", record.Clip(in.Parameter)), Remedy: "Use one such as " + words[0]})
	}
	filter := library.Filter{Topic: in.Topic, Parameter: direction.Parameter(in.Parameter), Perspective: library.Perspective(in.Perspective), Type: in.Type, Timing: in.Timing}
	if in.Friction != "" {
		yes := in.Friction == "yes"
		filter.Friction = &yes
	}
	fits := filter.Of(library.Search(in.Query))
	out := LibraryList{Items: []LibraryItem{}, Total: len(fits), State: stateBy(v)}
	for i := range fits {
		if len(here[fits[i].Key]) > 0 {
			out.Adopted++
		}
	}
	from := 0
	if in.Cursor != "" {
		from = 1 + slices.IndexFunc(fits, func(e library.Entry) bool { return e.Key == in.Cursor })
		if from == 0 {
			return nil, badCursor("belongs to another list", "Send next of an earlier answer as it is, with the same parameters")
		}
	}
	to := min(len(fits), from+in.Limit)
	for i := from; i < to; i++ {
		out.Items = append(out.Items, libraryItemOf(&fits[i], here))
	}
	if to < len(fits) {
		out.Next = fits[to-1].Key
	}
	return &libraryOutput{out}, nil
}

func (a *API) libraryMeasure(ctx context.Context, in *libraryMeasureInput) (*libraryMeasureOutput, error) {
	v, err := a.view(ctx, in.AsOf)
	if err != nil {
		return nil, err
	}
	here, err := v.Adopted()
	if err != nil {
		return nil, err
	}
	e, err := library.Get(in.Entry)
	if err != nil {
		return nil, err
	}
	out := libraryMeasureOf(&e, here)
	out.State = stateBy(v)
	return &libraryMeasureOutput{out}, nil
}

func (a *API) adopt(ctx context.Context, in *adoptInput) (*bulkOutput, error) {
	if err := wantJSON(ctx); err != nil {
		return nil, err
	}
	body, err := readAdoption(in.RawBody)
	if err != nil {
		return nil, err
	}
	w, err := key(ctx, in.Key, in.RawBody)
	if err != nil {
		return nil, err
	}
	if body.Reason != "" && in.Reason != "" && body.Reason != in.Reason {
		return nil, fault.InvalidField(cannotAdopt, fault.Field{Path: "reason", Reason: "differs from the header Steelyard-Reason", Remedy: "Give it once"})
	}
	wish := service.Adoption{Key: in.Entry, Objective: body.Objective, Weight: body.Weight, Reason: body.Reason + in.Reason,
		Choices: library.Choices{Unit: body.Unit, Owner: body.Owner, Name: body.Name, Title: body.Title, Currency: body.Currency, Replaces: body.Replaces, Inputs: map[string]library.Input{}}}
	if body.Reason == in.Reason {
		wish.Reason = body.Reason
	}
	for name, x := range body.Inputs {
		wish.Inputs[name] = library.Input(x)
	}
	w.Reason, w.DryRun = wish.Reason, body.DryRun
	return a.together(ctx, w, 1, func(v *service.View) ([]record.Change, error) { return service.Adopting(v, wish) })
}

const cannotAdopt = "the measure cannot be adopted like this"

// readAdoption reads a body strictly. Error: Invalid.
func readAdoption(b []byte) (adoptBody, error) {
	var body adoptBody
	if _, err := readTree(b); err != nil { // names that stand twice, depth, UTF-8
		return body, err
	}
	d := json.NewDecoder(bytes.NewReader(b))
	d.DisallowUnknownFields()
	if err := d.Decode(&body); err != nil {
		if wrong, ok := errors.AsType[*json.UnmarshalTypeError](err); ok {
			return body, fault.InvalidField(cannotAdopt, fault.Field{Path: wrong.Field, Reason: "is a " + wrong.Value + ", which cannot stand there", Remedy: "Write it as the document of the API says"})
		}
		return body, fault.InvalidField(cannotAdopt, fault.Field{Reason: record.Clip(err.Error()), Remedy: "Send unit and owner, and what else the document of the API has"})
	}
	return body, nil
}

func (a *API) measureOrigin(ctx context.Context, in *RecordInput) (*originOutput, error) {
	v, r, err := a.recordAt(ctx, measure.MeasureKind, in.Ref, in.AsOf)
	if err != nil {
		return nil, err
	}
	m, _ := record.As[measure.Measure](r)
	out := MeasureOrigin{Key: m.Spec.Library.Measure, Version: m.Spec.Library.Version, Notes: []string{}, Fields: []UpstreamField{}, State: stateBy(v)}
	o, err := v.Origin(m)
	if o.Key == "" || err != nil {
		return &originOutput{out}, err
	}
	out.Known, out.Anew, out.Latest = o.Known, o.Anew, library.Latest(o.Key)
	out.Notes = append(out.Notes, o.Notes...)
	for _, t := range o.Fields {
		out.Fields = append(out.Fields, UpstreamField{t.Field, t.Was, t.Is, t.Here, string(t.Standing)})
	}
	return &originOutput{out}, nil
}
