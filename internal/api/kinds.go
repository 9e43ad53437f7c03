package api

import (
	"context"
	"net/http"

	"github.com/danielgtaylor/huma/v2"

	"github.com/steelyard-isms/steelyard/internal/access"
	"github.com/steelyard-isms/steelyard/internal/fault"
	"github.com/steelyard-isms/steelyard/internal/httpd"
	"github.com/steelyard-isms/steelyard/internal/record"
	"github.com/steelyard-isms/steelyard/internal/schema"
)

// KindField is the mechanics of one field.
type KindField struct {
	Name     string      `json:"name" doc:"Its name."`
	Type     record.Type `json:"type" doc:"What its value is: text, number, integer, boolean, reference, date, list, object, table, and those of later versions."`
	Required bool        `json:"required" doc:"A record cannot be without it."`
	Personal bool        `json:"personal" doc:"Kept apart, and can be erased."`
	Dated    bool        `json:"dated" doc:"A value, or a list of values with the days from which they hold."`
	Refers   string      `json:"refers_to,omitempty" doc:"Kind that a reference is to."`
	Enum     []string    `json:"enum,omitempty" doc:"The only texts allowed."`
	Minimum  *float64    `json:"minimum,omitempty" doc:"The least number allowed."`
	Maximum  *float64    `json:"maximum,omitempty" doc:"The greatest number allowed."`
	Length   int         `json:"length,omitempty" doc:"The most characters of a text."`
	Fields   []KindField `json:"fields,omitempty" doc:"Fields within."`
	Entry    *KindField  `json:"entry,omitempty" doc:"What a list or table holds."`
}

// KindInfo describes a kind.
type KindInfo struct {
	Name    string      `json:"name" doc:"Its name, in the singular."`
	Plural  string      `json:"plural" doc:"As in addresses."`
	Prefix  string      `json:"prefix" doc:"Of the codes of its records."`
	Version int         `json:"version" doc:"Schema version of documents written now."`
	Read    bool        `json:"read" doc:"Whether the principal may see its records."`
	Declare bool        `json:"declare" doc:"Whether the principal may declare them."`
	Count   int         `json:"count" doc:"Records in use that the principal may see."`
	Fields  []KindField `json:"fields" doc:"The fields of spec."`
}

// KindList answers with all kinds.
type KindList struct {
	Items []KindInfo `json:"items" doc:"By name."`
	State
}

type kindsInput struct{ Moment }

type kindsOutput struct{ Body KindList }

type schemaInput struct {
	Kind string `path:"kind" maxLength:"64" doc:"Name of the kind."`
}

func (a *API) kinds() {
	a.describeKinds(operation(a, httpd.SignedIn, huma.Operation{OperationID: "list-kinds", Method: http.MethodGet, Path: "/api/v1/kinds"}, a.listKinds))
	a.describeKindSchema(operation(a, httpd.SignedIn, huma.Operation{OperationID: "get-kind-schema", Method: http.MethodGet, Path: "/api/v1/kinds/{kind}/schema"}, a.kindSchema))
}

func (a *API) listKinds(ctx context.Context, in *kindsInput) (*kindsOutput, error) {
	v, err := a.view(ctx, in.AsOf)
	if err != nil {
		return nil, err
	}
	out := KindList{Items: []KindInfo{}, State: stateBy(v)}
	for _, k := range a.service.Registry().Kinds() {
		out.Items = append(out.Items, KindInfo{Name: k.Name, Plural: k.Plural, Prefix: k.Prefix, Version: k.Version, Read: v.May(access.Read, k.Name),
			Declare: v.May(access.Declare, k.Name), Count: v.Count(k.Name), Fields: kindFields(k.Fields)})
	}
	return &kindsOutput{out}, nil
}

func kindFields(fields []record.Field) []KindField {
	out := make([]KindField, 0, len(fields))
	for _, f := range fields {
		out = append(out, kindField(f))
	}
	return out
}

func kindField(f record.Field) KindField {
	out := KindField{Name: f.Name, Type: f.Type, Required: f.Required, Personal: f.Personal, Dated: f.Dated, Refers: f.Ref, Enum: f.Enum, Minimum: f.Min, Maximum: f.Max}
	if f.Type == record.Text {
		out.Length = f.Len
	}
	if len(f.Fields) > 0 {
		out.Fields = kindFields(f.Fields)
	}
	if f.Elem != nil {
		entry := kindField(*f.Elem)
		out.Entry = &entry
	}
	return out
}

// schemaMedia is the media type of a JSON Schema.
const schemaMedia = "application/schema+json"

// kindSchema gives the JSON Schema of a declaration, whole in one document: for editors and for whoever makes declarations.
func (a *API) kindSchema(ctx context.Context, in *schemaInput) (*huma.StreamResponse, error) {
	k, ok := a.service.Registry().Kind(in.Kind)
	if !ok {
		f := a.noKind("kind", in.Kind)
		return nil, &fault.Error{Code: fault.NotFound, Message: "there is no such kind", Fields: []fault.Field{f}}
	}
	return &huma.StreamResponse{Body: func(huma.Context) {
		x := exchangeOf(ctx)
		x.Header().Set("Content-Type", schemaMedia)
		x.WriteHeader(http.StatusOK)
		_ = huma.DefaultJSONFormat.Marshal(x, standalone(k)) // nobody is left to tell of a broken connection
	}}, nil
}

// standalone is the schema of a declaration with nothing outside of it.
func standalone(k *record.Kind) *huma.Schema {
	s := declarationSchema(k)
	s.Title = "Declaration of a " + k.Name
	spec := schema.Spec(k)
	if all := s.Properties["spec"].AllOf; len(all) > 1 {
		spec.Required = append(spec.Required, all[1].Required...)
	}
	s.Properties["spec"] = spec
	s.Extensions = map[string]any{"$schema": "https://json-schema.org/draft/2020-12/schema"}
	return s
}
