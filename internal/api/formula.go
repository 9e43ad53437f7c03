package api

import (
	"context"
	"math"
	"net/http"
	"time"

	"github.com/danielgtaylor/huma/v2"

	"github.com/steelyard-isms/steelyard/internal/access"
	"github.com/steelyard-isms/steelyard/internal/explain"
	"github.com/steelyard-isms/steelyard/internal/fault"
	"github.com/steelyard-isms/steelyard/internal/formula"
	"github.com/steelyard-isms/steelyard/internal/httpd"
	"github.com/steelyard-isms/steelyard/internal/measure"
	"github.com/steelyard-isms/steelyard/internal/service"
)

type formulaInput struct {
	AsOf    string `query:"as_of" maxLength:"40" doc:"The moment asked about: a date (its last moment, UTC), a time, or entry:N; now unless given."`
	RawBody []byte `contentType:"application/json"`
}

// formulaBody is a formula that somebody writes.
type formulaBody struct {
	Formula       string             `json:"formula" maxLength:"2000" doc:"The formula as it is written."`
	Inputs        []formulaBodyInput `json:"inputs,omitempty" maxItems:"50" doc:"What the names in it stand for."`
	Unit          string             `json:"unit,omitempty" maxLength:"100" doc:"Unit of the organisation whose value it would be, where a source tells units apart."`
	UnitOfMeasure *string            `json:"unit_of_measure,omitempty" maxLength:"30" doc:"Unit of measure that the result must have, empty for none; any unless given."`
	PeriodDays    int                `json:"period_days,omitempty" minimum:"1" maximum:"3660" doc:"How often a value is due; 31 unless given."`
}

type formulaBodyInput struct {
	Name          string   `json:"name" maxLength:"64" doc:"The name in the formula."`
	Measure       string   `json:"measure,omitempty" maxLength:"100" doc:"Name, code or identifier of the measure that it stands for."`
	Measures      []string `json:"measures,omitempty" maxItems:"200" doc:"Measures that it stands for, one for each unit."`
	Source        string   `json:"source,omitempty" maxLength:"100" doc:"Name, code or identifier of the source whose value it stands for."`
	Value         string   `json:"value,omitempty" maxLength:"64" doc:"Which of the source's values."`
	Number        *float64 `json:"number,omitempty" doc:"The number that it stands for."`
	UnitOfMeasure string   `json:"unit_of_measure,omitempty" maxLength:"30" doc:"Of the source's value, or of the number."`
}

// FormulaFault is one place at fault in a formula that was sent.
type FormulaFault struct {
	Field  string `json:"field" doc:"Field of the request, such as formula or inputs[0].measure."`
	Line   int    `json:"line" minimum:"0" doc:"Line in the formula, from 1; 0 where the fault is not in the formula."`
	Column int    `json:"column" minimum:"0" doc:"Column in the line, from 1, in characters; 0 where the fault is not in the formula."`
	Reason string `json:"reason" doc:"What is wrong."`
	Remedy string `json:"remedy" doc:"What to do about it."`
}

// EvaluatedFormula is what came of a formula.
type EvaluatedFormula struct {
	Type       string          `json:"type" enum:"number," doc:"What it gives; empty where it is at fault."`
	Value      *float64        `json:"value" doc:"Its value; null where it has none."`
	Unit       string          `json:"unit" doc:"Unit of measure of the value; empty for none, and where it cannot be judged."`
	UnitJudged bool            `json:"unit_judged" doc:"The unit follows from those of the inputs. Otherwise nothing is refused for it."`
	Why        string          `json:"why" doc:"Why it has no value, although nothing is at fault; empty otherwise."`
	Errors     []FormulaFault  `json:"errors" nullable:"false" doc:"What is wrong with it, in the order of places; empty where nothing is."`
	ValidTo    *time.Time      `json:"valid_to" doc:"The moment that the value speaks of: the last one at which an input changed; null where it is at fault."`
	Inputs     []explain.Input `json:"inputs" nullable:"false" doc:"What each name stood for, with where it comes from."`
	State
}

type formulaOutput struct{ Body EvaluatedFormula }

func (a *API) formulas() {
	a.describeFormula(operation(a, httpd.May(access.Read, measure.MeasureKind.Name),
		huma.Operation{OperationID: "evaluate-formula", Method: http.MethodPost, Path: "/api/v1/formulas/evaluate"}, a.formula))
}

func (a *API) formula(ctx context.Context, in *formulaInput) (*formulaOutput, error) {
	if err := wantJSON(ctx); err != nil {
		return nil, err
	}
	v, err := a.view(ctx, in.AsOf)
	if err != nil {
		return nil, err
	}
	draft, err := readFormula(in.RawBody)
	if err != nil {
		return nil, err
	}
	got, err := v.Evaluate(ctx, draft)
	if err != nil {
		return nil, err
	}
	out := EvaluatedFormula{Value: got.Value, Unit: got.Unit, UnitJudged: got.UnitJudged, Why: got.Why, Errors: []FormulaFault{}, Inputs: []explain.Input{}, State: stateBy(v)}
	for _, f := range got.Faults {
		out.Errors = append(out.Errors, FormulaFault{f.Path, f.Line, f.Column, f.Reason, f.Remedy})
	}
	if d := got.Derivation; d != nil {
		out.Type, out.Inputs, out.ValidTo = "number", d.Inputs, &d.At
	}
	return &formulaOutput{out}, nil
}

// readFormula reads a body strictly. Errors: Invalid, Limited.
func readFormula(b []byte) (service.Draft, error) {
	refused := func(path, reason, remedy string) (service.Draft, error) {
		return service.Draft{}, fault.InvalidField("the formula cannot be looked at", fault.Field{Path: path, Reason: reason, Remedy: remedy})
	}
	body, err := readBody[formulaBody](b, "the formula cannot be looked at")
	if err != nil {
		return service.Draft{}, err
	}
	switch {
	case len(body.Inputs) > formula.MaxInputs:
		return refused("inputs", "are too many", "Send 50 at most")
	case body.PeriodDays < 0 || body.PeriodDays > 3660:
		return refused("period_days", "is not from 1 to 3660", "Write a number of days")
	}
	draft := service.Draft{Formula: body.Formula, Unit: body.Unit, UnitOfMeasure: body.UnitOfMeasure, PeriodDays: body.PeriodDays}
	for _, in := range body.Inputs {
		if len(in.Measures) > 200 || in.Number != nil && math.IsInf(*in.Number, 0) {
			return refused("inputs", "name too much", "Name 200 measures at most")
		}
		draft.Inputs = append(draft.Inputs, service.DraftInput(in))
	}
	return draft, nil
}

func (a *API) describeFormula(op *huma.Operation) {
	a.document(op, "status", "Evaluate a formula", "For editors: checks a formula that nobody has declared yet, and computes it at one moment, as a derived measure would be. "+
		"What is wrong with it is in the answer, with line and column.", 413, 415)
	whole, percent := 100.0, "%"
	body := formulaBody{Formula: "whole - mfa", UnitOfMeasure: &percent, Inputs: []formulaBodyInput{{Name: "mfa", Measure: exampleOf(measure.MeasureKind.Name).Name},
		{Name: "whole", Number: &whole, UnitOfMeasure: percent}}}
	a.takes(op, body)
	op.Responses["200"].Description = "What came of it."
}
