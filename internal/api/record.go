package api

import (
	"context"
	"encoding/json"
	"net/http"
	"strconv"
	"time"

	"github.com/danielgtaylor/huma/v2"

	"github.com/steelyard-isms/steelyard/internal/access"
	"github.com/steelyard-isms/steelyard/internal/fault"
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

type listInput struct {
	Moment
	Limit   int    `query:"limit" minimum:"1" maximum:"500" default:"100" example:"50" doc:"Most records to answer with."`
	Cursor  string `query:"cursor" maxLength:"400" doc:"The next of an earlier answer, to go on from there in the same state."`
	Retired bool   `query:"retired" doc:"Records out of use, too."`
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

type putInput struct {
	Ref         string `path:"ref" maxLength:"100" doc:"Name, code or identifier of the record; a name that is not taken makes a new one."`
	IfMatch     string `header:"If-Match" maxLength:"100" doc:"The revision that the record must stand at, as its ETag has it; * asks that it exists."`
	IfNoneMatch string `header:"If-None-Match" maxLength:"100" doc:"* asks that the record does not exist yet."`
	Reason      string `header:"Steelyard-Reason" maxLength:"1000" doc:"Why, for the journal. The body's reason does the same."`
	RawBody     []byte `contentType:"application/json"`
}

type deleteInput struct {
	Ref     string `path:"ref" maxLength:"100" doc:"Name, code or identifier of the record."`
	IfMatch string `header:"If-Match" maxLength:"100" doc:"The revision that the record must stand at, as its ETag has it."`
	Reason  string `header:"Steelyard-Reason" maxLength:"1000" doc:"Why, for the journal."`
}

type recordOutput struct {
	Status int
	ETag   string `header:"ETag" doc:"The revision in quotes, for If-Match."`
	Body   document
}

type listBody struct {
	Items []document `json:"items"`
	Next  *string    `json:"next"`
	State
}

// Schema keeps the framework from describing it: the document of each operation names the schema of its kind.
func (listBody) Schema(huma.Registry) *huma.Schema { return &huma.Schema{Type: huma.TypeObject} }

type listOutput struct{ Body listBody }

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
			func(ctx context.Context, in *listInput) (*listOutput, error) { return a.list(ctx, k, in) }))
		a.describeGet(k, operation(a, read, huma.Operation{OperationID: "get-" + k.Name, Method: http.MethodGet, Path: one},
			func(ctx context.Context, in *RecordInput) (*recordOutput, error) { return a.get(ctx, k, in) }))
		a.describePut(k, operation(a, declare, huma.Operation{OperationID: "put-" + k.Name, Method: http.MethodPut, Path: one},
			func(ctx context.Context, in *putInput) (*recordOutput, error) { return a.put(ctx, k, in) }))
		a.describeDelete(k, operation(a, declare, huma.Operation{OperationID: "retire-" + k.Name, Method: http.MethodDelete, Path: one},
			func(ctx context.Context, in *deleteInput) (*recordOutput, error) { return a.retire(ctx, k, in) }))
		a.describeHistory(k, operation(a, read, huma.Operation{OperationID: "get-" + k.Name + "-history", Method: http.MethodGet, Path: one + "/history"},
			func(ctx context.Context, in *historyInput) (*historyOutput, error) { return a.history(ctx, k, in) }))
		a.moves(k)
	}
}

func (a *API) list(ctx context.Context, k *record.Kind, in *listInput) (*listOutput, error) {
	place, err := readCursor(in.Cursor, k, in)
	if err != nil {
		return nil, err
	}
	v, err := a.service.View(ctx, httpd.Who(ctx), place.asOf)
	if err != nil {
		return nil, err
	}
	records, err := v.List(k.Name, in.Retired)
	if err != nil {
		return nil, err
	}
	out := listBody{Items: []document{}, State: stateBy(v)}
	for i, r := range records[place.after(records):] {
		if i == in.Limit {
			next := place.next(v, out.Items[i-1].Name)
			out.Next = &next
			break
		}
		d, err := documentOf(v, r)
		if err != nil {
			return nil, err
		}
		out.Items = append(out.Items, d)
	}
	if place.continued {
		out.At = place.at
	}
	return &listOutput{out}, nil
}

func (a *API) get(ctx context.Context, k *record.Kind, in *RecordInput) (*recordOutput, error) {
	v, err := a.view(ctx, in.AsOf)
	if err != nil {
		return nil, err
	}
	r, err := v.Record(k.Name, in.Ref)
	if err != nil {
		return nil, err
	}
	return answer(v, r, http.StatusOK)
}

func answer(v *service.View, r *record.Record, status int) (*recordOutput, error) {
	d, err := documentOf(v, r)
	return &recordOutput{Status: status, ETag: strconv.Quote(strconv.FormatInt(r.Revision, 10)), Body: d}, err
}

func (a *API) put(ctx context.Context, k *record.Kind, in *putInput) (*recordOutput, error) {
	if err := wantJSON(ctx); err != nil {
		return nil, err
	}
	c, reason, err := readDeclaration(in.RawBody, in.Reason)
	if err != nil {
		return nil, err
	}
	now, err := a.view(ctx, "")
	if err != nil {
		return nil, err
	}
	c.Kind = k.Name
	standing, err := now.Record(k.Name, in.Ref)
	exists := err == nil
	switch {
	case !exists && !fault.Is(err, fault.NotFound):
		return nil, err
	case exists:
		c.UID = standing.UID
		if c.Name == "" {
			c.Name = standing.Name
		}
	case c.Name != "" && c.Name != in.Ref:
		return nil, fault.New(fault.NotFound, "there is no %s of that name to be renamed", k.Name)
	default:
		c.Name = in.Ref
	}
	if c.IfRevision, err = precondition(in.IfMatch, in.IfNoneMatch, exists, standing); err != nil {
		return nil, err
	}
	return a.declare(ctx, c, reason)
}

func (a *API) retire(ctx context.Context, k *record.Kind, in *deleteInput) (*recordOutput, error) {
	now, err := a.view(ctx, "")
	if err != nil {
		return nil, err
	}
	r, err := now.Record(k.Name, in.Ref)
	if err != nil {
		return nil, err
	}
	c := record.Change{Retire: true, Declaration: record.Declaration{Kind: k.Name, UID: r.UID, Name: r.Name}}
	if c.IfRevision, err = precondition(in.IfMatch, "", true, r); err != nil {
		return nil, err
	}
	return a.declare(ctx, c, in.Reason)
}

// declare writes one change and answers with the record as it then is.
func (a *API) declare(ctx context.Context, c record.Change, reason string) (*recordOutput, error) {
	r, err := a.service.Declare(ctx, httpd.Who(ctx), []record.Change{c}, reason)
	if err != nil {
		return nil, unmet(c, err)
	}
	v, err := a.view(ctx, "")
	if err != nil {
		return nil, err
	}
	status := http.StatusOK
	if r.Outcomes[0].Action == record.Created {
		status = http.StatusCreated
		exchangeOf(ctx).Header().Set("Location", "/api/v1/"+a.plural(c.Kind)+"/"+c.Name)
	}
	wrote(ctx, r.Seq)
	return answer(v, r.Outcomes[0].Record, status)
}

func (a *API) plural(kind string) string {
	k, _ := a.service.Registry().Kind(kind)
	return k.Plural
}

func (a *API) history(ctx context.Context, k *record.Kind, in *historyInput) (*historyOutput, error) {
	v, err := a.view(ctx, in.AsOf)
	if err != nil {
		return nil, err
	}
	r, err := v.Record(k.Name, in.Ref)
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
