package api

import (
	"context"
	"net/http"

	"github.com/danielgtaylor/huma/v2"

	"github.com/steelyard-isms/steelyard/internal/access"
	"github.com/steelyard-isms/steelyard/internal/civil"
	"github.com/steelyard-isms/steelyard/internal/explain"
	"github.com/steelyard-isms/steelyard/internal/httpd"
	"github.com/steelyard-isms/steelyard/internal/objective"
	"github.com/steelyard-isms/steelyard/internal/record"
)

// OutcomesResult answers with what was found after an action or initiative was done.
type OutcomesResult struct {
	explain.Outcomes
	State
}

type outcomesOutput struct{ Body OutcomesResult }

// effects registers what was found after actions and initiatives.
func (a *API) effects() {
	for _, k := range []*record.Kind{objective.ActionKind, objective.InitiativeKind} {
		op := operation(a, httpd.May(access.Read, k.Name),
			huma.Operation{OperationID: "get-" + k.Name + "-effects", Method: http.MethodGet, Path: "/api/v1/" + k.Plural + "/{ref}/effects"},
			func(ctx context.Context, in *RecordInput) (*outcomesOutput, error) { return a.found(ctx, k, in) })
		a.document(op, "status", "Tell what was found after an "+k.Name+" was done", "Of each measure that it was to move: by how much values lie higher or lower since, and how often chance alone makes such a difference. The same stands under improvements in the status of the measure.", 404)
		parameter(op, "ref", exampleOf(k.Name).Name)
		size, p := -1.0, 0.02
		answers(op, http.StatusOK, "What was found.", nil, OutcomesResult{State: State{7, exampleTime}, Outcomes: explain.Outcomes{Subject: explain.Subject{Kind: k.Name, UID: "01K9ZQ4T6NT9XW4E1S7DRV3B2A", Name: "free-the-approvals", Code: "A-4", Title: "Take out approvals that nobody reads"}, Expected: "1 day",
			Found: []explain.Outcome{{Measure: explain.Subject{Kind: "measure", UID: "01K9ZQ4T6NT9XW4E1S7DRV3B2B", Name: "access-lead-time", Code: "M-16", Title: "Days until access is given"}, UnitOfMeasure: "days",
				Improvement: explain.Improvement{Of: explain.Subject{Kind: k.Name, Code: "A-4"}, Done: civil.OfTime(exampleTime), Stated: true, Verdict: "improved", Before: 12, After: 7, Size: &size, P: &p}}}, Explanation: []string{}}})
	}
}

func (a *API) found(ctx context.Context, k *record.Kind, in *RecordInput) (*outcomesOutput, error) {
	v, r, err := a.recordAt(ctx, k, in.Ref, in.AsOf)
	if err != nil {
		return nil, err
	}
	list, err := v.Outcomes(ctx, r)
	if err != nil {
		return nil, err
	}
	expected := ""
	if x, ok := record.As[objective.Action](r); ok {
		expected = x.Spec.Expected
	}
	told := explain.OutcomesOf(r, expected)
	for _, x := range list {
		told.Add(x.Measure, x.Effect)
	}
	told.Finish(civil.OfTime(v.At))
	return &outcomesOutput{OutcomesResult{*told, stateBy(v)}}, nil
}
