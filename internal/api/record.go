package api

import (
	"context"
	"encoding/json"
	"net/http"
	"strconv"
	"time"

	"github.com/danielgtaylor/huma/v2"

	"github.com/steelyard-isms/steelyard/internal/access"
	"github.com/steelyard-isms/steelyard/internal/httpd"
	"github.com/steelyard-isms/steelyard/internal/record"
	"github.com/steelyard-isms/steelyard/internal/service"
)

// document is a record as the API gives it. Its schema is made for each kind (schema.go).
type document struct {
	UID        record.UID      `json:"uid"`
	Kind       string          `json:"kind"`
	Name       string          `json:"name"`
	Code       string          `json:"code"`
	Title      string          `json:"title"`
	Revision   int64           `json:"revision"`
	Seq        int64           `json:"seq"`
	RecordedAt time.Time       `json:"recorded_at"`
	Retired    bool            `json:"retired"`
	State      string          `json:"state"`
	InForce    int64           `json:"in_force"`
	Spec       json.RawMessage `json:"spec"`
}

// Schema keeps the framework from describing it: the document of each operation names the schema of its kind.
func (document) Schema(huma.Registry) *huma.Schema { return &huma.Schema{Type: huma.TypeObject} }

// documentOf gives a record the form of an answer. Error: Forbidden where the principal may not read its kind.
func documentOf(v *service.View, r *record.Record) (document, error) {
	spec, err := v.Declared(r)
	if err != nil {
		return document{}, err
	}
	return document{UID: r.UID, Kind: r.Kind, Name: r.Name, Code: r.Code, Title: r.Title, Revision: r.Revision, Seq: r.Seq,
		RecordedAt: r.RecordedAt.UTC(), Retired: r.Retired, State: r.State, InForce: inForce(r), Spec: spec}, nil
}

// inForce is the revision whose words count; 0 where none does.
func inForce(r *record.Record) int64 {
	if r.Counts() {
		return r.Revision
	}
	return r.InForce
}

// RecordInput names a record and the moment that is asked about.
type RecordInput struct {
	Ref string `path:"ref" maxLength:"100" doc:"Name, code or identifier of the record."`
	Moment
}

type historyInput struct {
	RecordInput
	Limit int `query:"limit" minimum:"1" maximum:"500" default:"100" doc:"Most revisions to answer with."`
}

type recordOutput struct {
	Status int
	ETag   string `header:"ETag" doc:"The revision in quotes, for If-Match."`
	Body   document
}

// writtenOutput answers a write.
type writtenOutput struct {
	Status   int
	ETag     string `header:"ETag" doc:"The revision in quotes, for If-Match."`
	Replayed string `header:"Idempotency-Replayed" enum:"true" doc:"true where the answer is that of an earlier request with the same key."`
	Body     document
}

type revision struct {
	document
	Action record.Action `json:"action"`
	Reason string        `json:"reason"`
	By     by            `json:"by"`
}

// by is on whose behalf something was done.
type by struct {
	Account record.UID `json:"account" doc:"Identifier of the account; empty for a command on the machine of the database."`
	Person  string     `json:"person" doc:"Name of the person's record; empty where the account stands for none."`
	Via     string     `json:"via" doc:"The door: web, api, cli or demo."`
}

type historyBody struct {
	Items []revision `json:"items"`
	State
}

// Schema keeps the framework from describing it: the document of each operation names the schema of its kind.
func (historyBody) Schema(huma.Registry) *huma.Schema { return &huma.Schema{Type: huma.TypeObject} }

type historyOutput struct{ Body historyBody }

// records registers the operations of every kind.
func (a *API) records() {
	for _, k := range a.service.Registry().Kinds() {
		all, one := "/api/v1/"+k.Plural, "/api/v1/"+k.Plural+"/{ref}"
		read, declare := httpd.May(access.Read, k.Name), httpd.May(access.Declare, k.Name)
		a.describeKind(k)
		a.describeList(k, operation(a, read, huma.Operation{OperationID: "list-" + k.Plural, Method: http.MethodGet, Path: all},
			func(ctx context.Context, in *listInput) (*huma.StreamResponse, error) { return a.list(ctx, k, in) }))
		a.describeGet(k, operation(a, read, huma.Operation{OperationID: "get-" + k.Name, Method: http.MethodGet, Path: one},
			func(ctx context.Context, in *getInput) (*recordOutput, error) { return a.get(ctx, k, in) }))
		a.describePut(k, operation(a, declare, huma.Operation{OperationID: "put-" + k.Name, Method: http.MethodPut, Path: one},
			func(ctx context.Context, in *putInput) (*writtenOutput, error) { return a.put(ctx, k, in) }))
		a.describePatch(k, operation(a, declare, huma.Operation{OperationID: "patch-" + k.Name, Method: http.MethodPatch, Path: one},
			func(ctx context.Context, in *patchInput) (*writtenOutput, error) { return a.patch(ctx, k, in) }))
		a.describeDelete(k, operation(a, declare, huma.Operation{OperationID: "retire-" + k.Name, Method: http.MethodDelete, Path: one},
			func(ctx context.Context, in *deleteInput) (*writtenOutput, error) { return a.retire(ctx, k, in) }))
		a.describeReferences(k, operation(a, read, huma.Operation{OperationID: "get-" + k.Name + "-references", Method: http.MethodGet, Path: one + "/references"},
			func(ctx context.Context, in *referencesInput) (*referencesOutput, error) {
				return a.references(ctx, k, in)
			}))
		a.describeTrace(k, operation(a, read, huma.Operation{OperationID: "trace-" + k.Name, Method: http.MethodGet, Path: one + "/trace"},
			func(ctx context.Context, in *traceInput) (*traceOutput, error) { return a.trace(ctx, k, in) }))
		a.describeImport(k, operation(a, declare, huma.Operation{OperationID: "import-" + k.Plural, Method: http.MethodPost, Path: all + "/import", DefaultStatus: http.StatusOK},
			func(ctx context.Context, in *importInput) (*bulkOutput, error) { return a.importTable(ctx, k, in) }))
		a.describeHistory(k, operation(a, read, huma.Operation{OperationID: "get-" + k.Name + "-history", Method: http.MethodGet, Path: one + "/history"},
			func(ctx context.Context, in *historyInput) (*historyOutput, error) { return a.history(ctx, k, in) }))
		a.moves(k)
		a.notes(k)
	}
}

// recordAt finds a record as it was at a moment, with the view that shows it.
func (a *API) recordAt(ctx context.Context, k *record.Kind, ref, asOf string) (*service.View, *record.Record, error) {
	v, err := a.view(ctx, asOf)
	if err != nil {
		return nil, nil, err
	}
	r, err := v.Record(k.Name, ref)
	return v, r, err
}

type getInput struct {
	RecordInput
	InForce bool `query:"in_force" doc:"The revision in force, where a later one waits; not found where none is."`
}

func (a *API) get(ctx context.Context, k *record.Kind, in *getInput) (*recordOutput, error) {
	v, r, err := a.recordAt(ctx, k, in.Ref, in.AsOf)
	if err != nil {
		return nil, err
	}
	if in.InForce {
		if r, err = v.InForce(r); err != nil {
			return nil, err
		}
	}
	return answer(v, r, http.StatusOK)
}

func answer(v *service.View, r *record.Record, status int) (*recordOutput, error) {
	d, err := documentOf(v, r)
	return &recordOutput{Status: status, ETag: strconv.Quote(strconv.FormatInt(r.Revision, 10)), Body: d}, err
}

func (a *API) plural(kind string) string {
	k, _ := a.service.Registry().Kind(kind)
	return k.Plural
}

func (a *API) history(ctx context.Context, k *record.Kind, in *historyInput) (*historyOutput, error) {
	v, r, err := a.recordAt(ctx, k, in.Ref, in.AsOf)
	if err != nil {
		return nil, err
	}
	revisions, err := v.History(ctx, r, in.Limit)
	if err != nil {
		return nil, err
	}
	out := historyBody{Items: make([]revision, 0, len(revisions)), State: stateBy(v)}
	for _, x := range revisions {
		d, err := documentOf(v, x.Record)
		if err != nil {
			return nil, err
		}
		item := revision{document: d, Reason: x.Entry.Reason, By: by{Account: x.Entry.Actor.Account, Person: v.NameOf(x.Entry.Actor.Person), Via: x.Entry.Actor.Via}}
		for _, note := range x.Entry.Body.Revisions {
			if note.UID == d.UID && note.Revision == d.Revision {
				item.Action = note.Action
			}
		}
		out.Items = append(out.Items, item)
	}
	return &historyOutput{out}, nil
}
