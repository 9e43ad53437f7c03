package api

import (
	"context"
	"net/http"

	"github.com/danielgtaylor/huma/v2"

	"github.com/steelyard-isms/steelyard/internal/access"
	"github.com/steelyard-isms/steelyard/internal/explain"
	"github.com/steelyard-isms/steelyard/internal/httpd"
	"github.com/steelyard-isms/steelyard/internal/record"
)

type statusOutput struct{ Body explain.Status }

// statuses registers the computed status of the kinds that have one.
func (a *API) statuses() {
	for _, k := range explain.Kinds() {
		a.describeStatus(k, operation(a, httpd.May(access.Read, k.Name),
			huma.Operation{OperationID: "get-" + k.Name + "-status", Method: http.MethodGet, Path: "/api/v1/" + k.Plural + "/{ref}/status"},
			func(ctx context.Context, in *RecordInput) (*statusOutput, error) { return a.status(ctx, k, in) }))
	}
}

func (a *API) status(ctx context.Context, k *record.Kind, in *RecordInput) (*statusOutput, error) {
	v, r, err := a.recordAt(ctx, k, in.Ref, in.AsOf)
	if err != nil {
		return nil, err
	}
	s, err := v.Explain(ctx, r)
	if err != nil {
		return nil, err
	}
	return &statusOutput{*s}, nil
}
