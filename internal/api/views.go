package api

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"net/http"
	"reflect"
	"strings"
	"time"

	"github.com/danielgtaylor/huma/v2"

	"github.com/steelyard-isms/steelyard/internal/fault"
	"github.com/steelyard-isms/steelyard/internal/httpd"
	"github.com/steelyard-isms/steelyard/internal/record"
	"github.com/steelyard-isms/steelyard/internal/service"
	"github.com/steelyard-isms/steelyard/internal/store"
)

// SavedView is a list that was kept as it stood, under a title.
type SavedView struct {
	ID        string    `json:"id" doc:"Identifier, which the address of the list on pages names, too: ?saved=ID."`
	Kind      string    `json:"kind" doc:"Kind of the records."`
	Everybody bool      `json:"everybody" doc:"Everybody who may read the kind sees it; else its owner alone."`
	Title     string    `json:"title" doc:"What people read."`
	Fields    []string  `json:"fields" doc:"Columns, in their order; the usual ones where there are none."`
	Filter    string    `json:"filter" doc:"Which records, in the language of filters."`
	Sort      string    `json:"sort" doc:"In which order; by code where it is empty."`
	Group     string    `json:"group" doc:"Field by which the records stand in groups; empty: none."`
	Words     string    `json:"words" doc:"Words that are in code, name or title."`
	First     bool      `json:"first" doc:"The list of whoever asks begins with it."`
	ChangedAt time.Time `json:"changed_at" doc:"When it was last kept, UTC."`
	Faults    []string  `json:"faults" doc:"What of it cannot be read any more, and is left out on pages; empty where all can."`
}

type viewBody struct {
	Kind      string   `json:"kind,omitempty" maxLength:"64" doc:"Kind of the records. Stays as it was made."`
	Everybody bool     `json:"everybody,omitempty" doc:"For everybody, which needs the right to declare records of the kind. Stays as it was made."`
	Title     string   `json:"title" minLength:"1" maxLength:"80" doc:"What people read."`
	Fields    []string `json:"fields,omitempty" maxItems:"100" doc:"Columns, in their order; the usual ones unless given."`
	Filter    string   `json:"filter,omitempty" maxLength:"2000" doc:"Which records; all unless given."`
	Sort      string   `json:"sort,omitempty" maxLength:"500" doc:"In which order; by code unless given."`
	Group     string   `json:"group,omitempty" maxLength:"200" doc:"Field by which the records stand in groups."`
	Words     string   `json:"words,omitempty" maxLength:"100" doc:"Words that are in code, name or title."`
	First     *bool    `json:"first,omitempty" doc:"Whether your own list begins with it; as it was unless given."`
}

type viewsInput struct {
	Kind string `query:"kind" maxLength:"64" doc:"Only views of lists of this kind."`
}

// ViewInput names a view.
type ViewInput struct {
	View string `path:"view" maxLength:"64" doc:"Identifier of the view."`
}

type putViewInput struct {
	ViewInput
	RawBody []byte `contentType:"application/json"`
}

// SavedViews answers with views.
type SavedViews struct {
	Items []SavedView `json:"items" doc:"By kind: those for everybody first, each by title."`
}

type viewsOutput struct{ Body SavedViews }

type viewOutput struct {
	Status int
	Body   SavedView
}

// views registers the lists that are kept. Which view is meant decides who may: the service asks the gate.
func (a *API) views() {
	doc := a.huma.OpenAPI()
	doc.Tags = append(doc.Tags, &huma.Tag{Name: "views", Description: "Lists of records that were kept as they stood: one's own, and everybody's."})
	one := SavedView{ID: "waiting-for-approval", Kind: "objective", Title: "Waiting for approval", Everybody: true, Fields: []string{"spec.owner", "state"}, Filter: `state == "proposed"`, Sort: "-recorded_at", First: true, ChangedAt: exampleTime, Faults: []string{}}
	op := operation(a, httpd.SignedIn, huma.Operation{OperationID: "list-views", Method: http.MethodGet, Path: "/api/v1/views"}, a.listViews)
	a.document(op, "views", "List saved views", "Those for everybody of kinds that you may read, and your own.")
	parameter(op, "kind", "objective")
	answers(op, http.StatusOK, "The views.", nil, SavedViews{Items: []SavedView{one}})
	path := "/api/v1/views/{view}"
	op = operation(a, httpd.SignedIn, huma.Operation{OperationID: "get-view", Method: http.MethodGet, Path: path}, a.getView)
	a.document(op, "views", "Get a saved view", "Another one's own view is not found.", 404)
	parameter(op, "view", one.ID)
	answers(op, http.StatusOK, "The view.", nil, one)
	op = operation(a, httpd.SignedIn, huma.Operation{OperationID: "put-view", Method: http.MethodPut, Path: path}, a.putView)
	a.document(op, "views", "Keep a view", "Makes a view under an identifier of your choice, or replaces it. What is kept for everybody has an entry of the journal; a view of your own has none.", 404, 409, 413, 415)
	parameter(op, "view", one.ID)
	yes := true
	op.RequestBody = &huma.RequestBody{Required: true, Content: map[string]*huma.MediaType{"application/json": {Schema: doc.Components.Schemas.Schema(reflect.TypeFor[viewBody](), true, ""),
		Example: viewBody{Kind: one.Kind, Everybody: true, Title: one.Title, Fields: one.Fields, Filter: one.Filter, Sort: one.Sort, First: &yes}}}}
	answers(op, http.StatusOK, "The view as it is now.", nil, one)
	answers(op, http.StatusCreated, "The view was made.", refer("SavedView"), one)
	op = operation(a, httpd.SignedIn, huma.Operation{OperationID: "delete-view", Method: http.MethodDelete, Path: path}, a.deleteView)
	a.document(op, "views", "Delete a saved view", "The records stay. Lists that began with it begin with all records again.", 404)
	parameter(op, "view", one.ID)
	answers(op, http.StatusOK, "The view as it was; it is deleted.", nil, one)
}

func (a *API) savedView(x store.ListView) SavedView {
	out := SavedView{ID: x.ID, Kind: x.Kind, Everybody: x.Account == "", Title: x.Title, Fields: []string{}, Filter: x.Asked.Where, Sort: x.Asked.Sort, Group: x.Asked.Group, Words: x.Asked.Words,
		First: x.First, ChangedAt: x.Changed, Faults: []string{}}
	if x.Asked.Columns != "" {
		out.Fields = strings.Split(x.Asked.Columns, ",")
	}
	if k, ok := a.service.Registry().Kind(x.Kind); ok {
		for _, f := range service.CheckListAsked(k, x.Asked) {
			f.Path = apiParts[f.Path]
			out.Faults = append(out.Faults, f.String())
		}
	}
	return out
}

// apiParts are what the API calls the parts of what a list is asked for.
var apiParts = map[string]string{"columns": "fields", "where": "filter", "sort": "sort", "group": "group", "words": "words"}

func (a *API) listViews(ctx context.Context, in *viewsInput) (*viewsOutput, error) {
	v, err := a.view(ctx, "")
	if err != nil {
		return nil, err
	}
	if _, ok := v.Registry().Kind(in.Kind); in.Kind != "" && !ok {
		return nil, fault.InvalidField("the views cannot be listed", fault.Field{Path: "kind", Reason: "is no kind of record", Remedy: "Name a kind, such as measure"})
	}
	all, err := v.ListViews(ctx, in.Kind)
	if err != nil {
		return nil, err
	}
	out := SavedViews{Items: make([]SavedView, 0, len(all))}
	for _, x := range all {
		out.Items = append(out.Items, a.savedView(x))
	}
	return &viewsOutput{out}, nil
}

func (a *API) getView(ctx context.Context, in *ViewInput) (*viewOutput, error) {
	v, err := a.view(ctx, "")
	if err != nil {
		return nil, err
	}
	x, err := v.ListView(ctx, in.View)
	if err != nil {
		return nil, err
	}
	return &viewOutput{http.StatusOK, a.savedView(x)}, nil
}

func (a *API) putView(ctx context.Context, in *putViewInput) (*viewOutput, error) {
	if err := wantJSON(ctx); err != nil {
		return nil, err
	}
	body, err := readView(in.RawBody)
	if err != nil {
		return nil, err
	}
	v, err := a.view(ctx, "")
	if err != nil {
		return nil, err
	}
	status := http.StatusOK
	was, err := v.ListView(ctx, in.View)
	switch {
	case fault.Is(err, fault.NotFound):
		status = http.StatusCreated
	case err != nil:
		return nil, err
	case body.Kind != "" && body.Kind != was.Kind || body.Everybody != (was.Account == ""):
		return nil, fault.New(fault.Conflict, "a view stays of the kind, and whose, that it was made: make another one")
	}
	who := httpd.Who(ctx)
	x := store.ListView{ID: in.View, Account: who.Account, Kind: body.Kind, Title: body.Title,
		Asked: store.ListAsked{Columns: strings.Join(body.Fields, ","), Where: body.Filter, Sort: body.Sort, Group: body.Group, Words: body.Words}}
	if body.Everybody {
		x.Account = ""
	} else if err := a.service.MayPrefer(who); err != nil { // who has no account keeps nothing for themselves
		return nil, err
	}
	if x, err = a.service.KeepListView(ctx, who, x); err != nil {
		return nil, inWordsOfAPI(err)
	}
	if body.First != nil {
		if err := a.service.BeginWithListView(ctx, who, x.ID, *body.First); err != nil {
			return nil, err
		}
		x.First = *body.First
	}
	return &viewOutput{status, a.savedView(x)}, nil
}

// inWordsOfAPI calls the parts of a view that are at fault what the API calls them.
func inWordsOfAPI(err error) error {
	told := fault.Of(err)
	for i, f := range told.Fields {
		if name, ok := apiParts[f.Path]; ok {
			told.Fields[i].Path = name
		}
	}
	return err
}

func (a *API) deleteView(ctx context.Context, in *ViewInput) (*viewOutput, error) {
	was, err := a.getView(ctx, in)
	if err != nil {
		return nil, err
	}
	return was, a.service.DropListView(ctx, httpd.Who(ctx), in.View)
}

// readView reads a body strictly. Error: Invalid.
func readView(b []byte) (viewBody, error) {
	var body viewBody
	if _, err := readTree(b); err != nil { // names that stand twice, depth, UTF-8
		return body, err
	}
	d := json.NewDecoder(bytes.NewReader(b))
	d.DisallowUnknownFields()
	if err := d.Decode(&body); err != nil {
		if wrong, ok := errors.AsType[*json.UnmarshalTypeError](err); ok {
			return body, fault.InvalidField("the view cannot be kept", fault.Field{Path: wrong.Field, Reason: "is a " + wrong.Value + ", which cannot stand there", Remedy: "Write it as the document of the API says"})
		}
		return body, fault.InvalidField("the view cannot be kept", fault.Field{Reason: record.Clip(err.Error()), Remedy: "Send title, kind, everybody, fields, filter, sort, group, words and first, as the document of the API says"})
	}
	return body, nil
}
