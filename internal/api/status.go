package api

import (
	"context"
	"net/http"

	"github.com/danielgtaylor/huma/v2"

	"github.com/steelyard-isms/steelyard/internal/access"
	"github.com/steelyard-isms/steelyard/internal/explain"
	"github.com/steelyard-isms/steelyard/internal/httpd"
	"github.com/steelyard-isms/steelyard/internal/record"
	"github.com/steelyard-isms/steelyard/internal/service"
)

type statusInput struct {
	RecordInput
	Since    string `query:"since" maxLength:"40" doc:"An earlier moment with which the score is compared, as it was known then: a date (its last moment, UTC), a time, or entry:N."`
	Scope    string `query:"scope" maxLength:"200" doc:"A unit, by name, code or identifier: of a scorecard or a perspective only what belongs to it and the units below it counts."`
	Quarters int    `query:"quarters" minimum:"0" maximum:"40" doc:"Give the scores at the ends of so many earlier quarters, too: as they were known then, and from what is known now."`
}

type statusOutput struct{ Body explain.Status }

// statuses registers the computed status of the kinds that have one.
func (a *API) statuses() {
	for _, k := range explain.Kinds() {
		a.describeStatus(k, operation(a, httpd.May(access.Read, k.Name),
			huma.Operation{OperationID: "get-" + k.Name + "-status", Method: http.MethodGet, Path: "/api/v1/" + k.Plural + "/{ref}/status"},
			func(ctx context.Context, in *statusInput) (*statusOutput, error) { return a.status(ctx, k, in) }))
	}
}

func (a *API) status(ctx context.Context, k *record.Kind, in *statusInput) (*statusOutput, error) {
	v, r, err := a.recordAt(ctx, k, in.Ref, in.AsOf)
	if err != nil {
		return nil, err
	}
	since, err := service.ParseSince(in.Since)
	if err != nil {
		return nil, err
	}
	q := service.Question{Since: since, Quarters: in.Quarters}
	if in.Scope != "" {
		unit, err := v.Scope(in.Scope)
		if err != nil {
			return nil, err
		}
		q.Scope = unit.UID
	}
	s, err := v.ExplainMore(ctx, r, q)
	if err != nil {
		return nil, err
	}
	return &statusOutput{*s}, nil
}
