package api

import (
	"embed"
	"encoding/json"
	"fmt"
	"net/http"
	"reflect"
	"strconv"
	"strings"
	"sync"
	"time"

	"github.com/danielgtaylor/huma/v2"

	"github.com/steelyard-isms/steelyard/internal/explain"
	"github.com/steelyard-isms/steelyard/internal/httpd"
	"github.com/steelyard-isms/steelyard/internal/record"
)

// The declarations in examples/ are those of the document; a test sends every one of them to a running server. They hold
// together: one programme, in which each refers to the others.
//
//go:embed examples/*.json
var examples embed.FS

// example is a declaration as a body has it, with the name that its address has.
type example struct {
	Name  string          `json:"name"`
	Title string          `json:"title,omitempty"`
	State string          `json:"state,omitempty"`
	Spec  json.RawMessage `json:"spec"`
}

// exampleOf reads the example of a kind; the zero value where it has none.
func exampleOf(kind string) example {
	var e example
	b, err := examples.ReadFile("examples/" + kind + ".json")
	if err == nil {
		err = json.Unmarshal(b, &e)
	}
	if err != nil {
		return example{}
	}
	return e
}

// config is the framework's, with nothing that would serve a page or load anything from elsewhere.
func (a *API) config() huma.Config {
	format := huma.Format{Marshal: huma.DefaultJSONFormat.Marshal, Unmarshal: json.Unmarshal}
	return huma.Config{
		OpenAPI: &huma.OpenAPI{
			OpenAPI: "3.1.0",
			Info: &huma.Info{Title: "Steelyard", Version: Version, Description: "Records, measurements and computed status of an information " +
				"security programme.\n\nEvery address but that of this document asks for a token: `Authorization: Bearer steelyard_…`. What may be done with it is " +
				"up to the role of its account. Every question takes `as_of`. Every failure is a problem document by RFC 9457. An answer to a write " +
				"carries `Steelyard-Seq`; sent back with a question, it makes sure that the write is seen."},
			Components: &huma.Components{
				Schemas: huma.NewMapRegistry(schemas, nameSchema),
				SecuritySchemes: map[string]*huma.SecurityScheme{"bearer": {Type: "http", Scheme: "bearer",
					Description: "A token that an administrator has made for an account. It is shown once and kept as a hash."}},
			},
			Servers:  []*huma.Server{{URL: "/"}},
			Security: []map[string][]string{{"bearer": {}}},
		},
		Formats:       map[string]huma.Format{"application/json": format, "json": format},
		DefaultFormat: "application/json",
	}
}

// nameSchema tells the structs of computed status apart from the records of the same name.
func nameSchema(t reflect.Type, hint string) string {
	name := huma.DefaultSchemaNamer(t, hint)
	if t.Kind() == reflect.Pointer {
		t = t.Elem()
	}
	if t.PkgPath() == reflect.TypeFor[explain.Status]().PkgPath() && name != "Status" {
		return "Status" + name
	}
	return name
}

// describe completes the document once all operations are there.
func (a *API) describe() {
	doc := a.huma.OpenAPI()
	doc.Components.Schemas.Schema(reflect.TypeFor[Problem](), true, "")
	a.nullable(reflect.TypeFor[explain.Status](), map[reflect.Type]bool{})
	for _, k := range a.service.Registry().Kinds() {
		doc.Tags = append(doc.Tags, &huma.Tag{Name: k.Plural, Description: "Records of the kind " + k.Name + "."})
	}
	doc.Tags = append(doc.Tags, &huma.Tag{Name: "status", Description: "What is computed, and why."},
		&huma.Tag{Name: "points", Description: "What was measured."}, &huma.Tag{Name: "runs", Description: "Files that sources read, and what came of them."},
		&huma.Tag{Name: "files", Description: "The bytes of what sources read and records name."},
		&huma.Tag{Name: "bulk", Description: "Many records at once."}, &huma.Tag{Name: "events", Description: "The journal as it grows."}, &huma.Tag{Name: "kinds", Description: "What there can be records of."})
	doc.Components.Responses = map[string]*huma.Response{}
	for _, status := range []int{400, 401, 403, 404, 408, 409, 412, 413, 415, 422, 429} {
		doc.Components.Responses[responseName(status)] = problemResponse(status)
	}
	doc.Components.Responses["Problem"] = problemResponse(http.StatusInternalServerError)
}

// nullable says of every group that may be missing that it is then null, which the framework leaves out.
func (a *API) nullable(t reflect.Type, done map[reflect.Type]bool) {
	for t.Kind() == reflect.Pointer || t.Kind() == reflect.Slice {
		t = t.Elem()
	}
	if t.Kind() != reflect.Struct || done[t] || t.PkgPath() != reflect.TypeFor[explain.Status]().PkgPath() {
		return
	}
	done[t] = true
	s := a.huma.OpenAPI().Components.Schemas.Map()[nameSchema(t, "")]
	for i := range t.NumField() {
		f := t.Field(i)
		name, _, _ := strings.Cut(f.Tag.Get("json"), ",")
		if p := f.Type; s != nil && p.Kind() == reflect.Pointer && p.Elem().PkgPath() == t.PkgPath() {
			s.Properties[name] = &huma.Schema{Description: f.Tag.Get("doc"), OneOf: []*huma.Schema{refer(nameSchema(p.Elem(), "")), {Type: "null"}}}
		}
		a.nullable(f.Type, done)
	}
}

func responseName(status int) string { return "Problem" + strconv.Itoa(status) }

func problemResponse(status int) *huma.Response {
	p := Problem{Title: title(status), Status: status, Detail: "What went wrong this time.", Instance: "3JQ6Y7B5ZKX2M4N8R1T0V9W6HC"}
	p.Type = problemBase + strings.ReplaceAll(strings.ToLower(p.Title), " ", "-")
	if status == http.StatusUnprocessableEntity {
		p.Detail = "the declaration cannot be accepted"
		p.Errors = []ProblemField{{Field: "spec.measures[0].weight", Reason: "-1 is too small", Remedy: "Use at least 0"}}
	}
	about := map[int]string{
		400: "The body is not JSON, or did not arrive whole.", 401: "No token, or one that is not known, revoked or too old.",
		403: "No rule allows it; the detail names who may, or the rule that forbids it.", 404: "There is no such thing.",
		408: "The body did not arrive in time.",
		409: "It is in conflict with the state of now.", 412: "The record does not stand at the revision that If-Match or If-None-Match asks for.",
		413: "The body is larger than this address takes.", 415: "The body is not declared to be JSON.",
		422: "The request cannot be accepted; errors names every place at fault.", 429: "Too many requests; Retry-After says when to come again.", 500: "Any other failure has this form, too.",
	}[status]
	return &huma.Response{Description: about, Content: map[string]*huma.MediaType{problemType: {Schema: refer("Problem"), Example: p}}}
}

// document fills in what all operations share.
func (a *API) document(op *huma.Operation, tag, summary, description string, problems ...int) {
	op.Tags, op.Summary, op.Description = []string{tag}, summary, description
	for _, status := range append([]int{401, 403, 422, 429}, problems...) {
		op.Responses[strconv.Itoa(status)] = &huma.Response{Ref: "#/components/responses/" + responseName(status)}
	}
	op.Responses["default"] = &huma.Response{Ref: "#/components/responses/Problem"}
}

// parameter gives a parameter of an operation an example.
func parameter(op *huma.Operation, name string, value any) {
	for _, p := range op.Parameters {
		if p.Name == name {
			p.Example = value
		}
	}
}

func answers(op *huma.Operation, status int, about string, s *huma.Schema, value any) {
	r := op.Responses[strconv.Itoa(status)]
	if r == nil {
		r = &huma.Response{Headers: op.Responses[strconv.Itoa(op.DefaultStatus)].Headers}
		op.Responses[strconv.Itoa(status)] = r
	}
	r.Description = about
	m := &huma.MediaType{Schema: s, Example: value}
	if old := r.Content["application/json"]; s == nil && old != nil {
		m.Schema = old.Schema
	}
	r.Content = map[string]*huma.MediaType{"application/json": m}
}

// seqHeader says of answers to a write which entry they tell of.
func seqHeader(op *huma.Operation, statuses ...int) {
	for _, status := range statuses {
		r := op.Responses[strconv.Itoa(status)]
		headers := map[string]*huma.Header{httpd.SeqHeader: {Description: "Journal entry of the write.", Schema: &huma.Schema{Type: huma.TypeInteger}}}
		for name, h := range r.Headers {
			headers[name] = h
		}
		r.Headers = headers
	}
}

// exampleTime is when the records of the examples were recorded.
var exampleTime = time.Date(2026, 7, 1, 8, 30, 0, 0, time.UTC)

func (e example) document(k *record.Kind) document {
	return document{UID: "01K0A2B3C4D5E6F7G8H9J0K1M2", Kind: k.Name, Name: e.Name, Code: k.Prefix + "-01", Title: e.Title, Revision: 1, Seq: 7,
		RecordedAt: exampleTime, State: e.State, InForce: 1, Spec: e.Spec}
}

func (a *API) describeGet(k *record.Kind, op *huma.Operation) {
	a.document(op, k.Plural, "Get a "+k.Name, "A name that the record once had finds it, too.", 404)
	parameter(op, "ref", exampleOf(k.Name).Name)
	answers(op, http.StatusOK, "The record as it is, or was.", refer(schemaName(k.Name)), exampleOf(k.Name).document(k))
}

func (a *API) describeHistory(k *record.Kind, op *huma.Operation) {
	a.document(op, k.Plural, "List the revisions of a "+k.Name, "Latest first, with who, when and why. Earlier ones: ask as of `entry:N`, where N is the seq of the last one less 1.", 404)
	parameter(op, "ref", exampleOf(k.Name).Name)
	answers(op, http.StatusOK, "Its revisions.", refer(schemaName(k.Name)+"History"), historyBody{Items: []revision{{document: exampleOf(k.Name).document(k),
		Action: record.Created, Reason: "first declaration", By: by{Account: "01K0A2B3C4D5E6F7G8H9J0K1M3", Via: "api"}}}, State: State{7, exampleTime}})
}

func (a *API) describeStatus(k *record.Kind, op *huma.Operation) {
	a.document(op, "status", "Explain the status of a "+k.Name, "Everything computed for it at one moment, with the reasons, in figures and in sentences.", 404)
	parameter(op, "ref", exampleOf(k.Name).Name)
	op.Responses["200"].Description = fmt.Sprintf("The status of the %s.", k.Name)
}

// publish serves the document to anyone: a client must be able to read how to sign in. It is written when it is first asked
// for, since commands that ask this process never do.
func (a *API) publish() {
	for media, write := range map[string]func() ([]byte, error){
		"json": func() ([]byte, error) { return json.Marshal(a.huma.OpenAPI()) },
		"yaml": func() ([]byte, error) { return a.huma.OpenAPI().YAML() },
	} {
		once := sync.OnceValues(write)
		a.server.Handle("GET /api/openapi."+media, httpd.Public, func(w http.ResponseWriter, _ *http.Request) error {
			body, err := once()
			if err != nil {
				return fmt.Errorf("writing the document of the API: %w", err)
			}
			w.Header().Set("Content-Type", "application/"+media)
			w.Header().Set("Cache-Control", "no-cache")
			_, err = w.Write(body)
			return err
		})
	}
}
