package api_test

import (
	"bytes"
	"encoding/json"
	"fmt"
	"net/url"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/santhosh-tekuri/jsonschema/v6"

	"github.com/steelyard-isms/steelyard/internal/access"
)

// openAPI is the part of an OpenAPI document that the tests read.
type openAPI struct {
	OpenAPI    string
	Info       struct{ Title, Version string }
	Security   []map[string][]string
	Tags       []struct{ Name string }
	Paths      map[string]map[string]apiOperation
	Components struct {
		Schemas         map[string]json.RawMessage
		Responses       map[string]apiResponse
		SecuritySchemes map[string]struct{ Type, Scheme string }
	}
}

type apiOperation struct {
	OperationID string
	Summary     string
	Tags        []string
	Parameters  []struct {
		Name, In string
		Required bool
		Example  any
		Schema   json.RawMessage
	}
	RequestBody *struct{ Content map[string]apiMedia }
	Responses   map[string]apiResponse
}

type apiResponse struct {
	Ref         string `json:"$ref"`
	Description string
	Headers     map[string]json.RawMessage
	Content     map[string]apiMedia
}

type apiMedia struct {
	Schema  json.RawMessage
	Example json.RawMessage
}

func readDocument(t *testing.T, s *server) (openAPI, []byte, *jsonschema.Compiler) {
	t.Helper()
	w := s.must(200, call{method: "GET", path: "/api/openapi.json"}, nil)
	raw := w.Body.Bytes()
	var doc openAPI
	if err := json.Unmarshal(raw, &doc); err != nil {
		t.Fatal(err)
	}
	tree, err := jsonschema.UnmarshalJSON(bytes.NewReader(raw))
	if err != nil {
		t.Fatal(err)
	}
	c := jsonschema.NewCompiler()
	c.DefaultDraft(jsonschema.Draft2020) // the dialect of OpenAPI 3.1
	c.AssertFormat()
	if err := c.AddResource("openapi.json", tree); err != nil {
		t.Fatal(err)
	}
	return doc, raw, c
}

func pointer(parts ...string) string {
	out := "openapi.json#"
	for _, p := range parts {
		out += "/" + url.PathEscape(strings.NewReplacer("~", "~0", "/", "~1").Replace(p))
	}
	return out
}

func valid(t *testing.T, c *jsonschema.Compiler, at, what string, value []byte) {
	t.Helper()
	schema, err := c.Compile(at)
	if err != nil {
		t.Errorf("%s: the schema is none: %v", at, err)
		return
	}
	tree, err := jsonschema.UnmarshalJSON(bytes.NewReader(value))
	if err != nil {
		t.Errorf("%s is not JSON: %v: %s", what, err, value)
		return
	}
	if err := schema.Validate(tree); err != nil {
		t.Errorf("%s is not as documented: %v\n%s", what, err, value)
	}
}

// What a generator of clients relies on.
func TestDocumentIsSound(t *testing.T) {
	s := sqlite(t)
	doc, raw, c := readDocument(t, s)
	if doc.OpenAPI != "3.1.0" || doc.Info.Title == "" || doc.Info.Version == "" || doc.Components.SecuritySchemes["bearer"].Scheme != "bearer" || len(doc.Security) != 1 {
		t.Errorf("%+v", doc.Info)
	}
	for name := range doc.Components.Schemas {
		if _, err := c.Compile(pointer("components", "schemas", name)); err != nil {
			t.Errorf("schema %s: %v", name, err)
		}
		if !strings.Contains(string(raw), `"#/components/schemas/`+name+`"`) {
			t.Errorf("schema %s is used nowhere", name)
		}
	}
	for _, ref := range regexp.MustCompile(`"\$ref":"([^"]+)"`).FindAllStringSubmatch(string(raw), -1) {
		parts := strings.Split(strings.TrimPrefix(ref[1], "#/components/"), "/")
		_, schema := doc.Components.Schemas[parts[1]]
		_, response := doc.Components.Responses[parts[1]]
		if parts[0] == "schemas" && !schema || parts[0] == "responses" && !response {
			t.Errorf("%s leads nowhere", ref[1])
		}
	}
	ids, tags := map[string]bool{}, []string{}
	for _, tag := range doc.Tags {
		tags = append(tags, tag.Name)
	}
	operations := 0
	for path, item := range doc.Paths {
		for method, op := range item {
			operations++
			if op.OperationID == "" || ids[op.OperationID] || op.Summary == "" || len(op.Tags) != 1 || !slices.Contains(tags, op.Tags[0]) {
				t.Errorf("%s %s: operation %q is not told apart, or not described", method, path, op.OperationID)
			}
			ids[op.OperationID] = true
			inPath := 0
			for _, p := range op.Parameters {
				if p.In == "path" {
					inPath++
					if !strings.Contains(path, "{"+p.Name+"}") || !p.Required || p.Example == nil {
						t.Errorf("%s %s: parameter %s", method, path, p.Name)
					}
				}
			}
			if inPath != strings.Count(path, "{") {
				t.Errorf("%s %s describes %d parameters of its address", method, path, inPath)
			}
			for status, r := range op.Responses {
				if r.Ref == "" && r.Description == "" {
					t.Errorf("%s %s: answer %s is not described", method, path, status)
				}
				for media, m := range r.Content {
					if m.Example != nil && media == "application/json" {
						valid(t, c, pointer("paths", path, method, "responses", status, "content", media, "schema"), fmt.Sprintf("the example of %s %s, %s,", method, path, status), m.Example)
					}
				}
			}
			for _, status := range []string{"401", "403", "422", "default"} {
				if op.Responses[status].Ref == "" {
					t.Errorf("%s %s does not say how it answers with %s", method, path, status)
				}
			}
		}
	}
	moved := 0
	for _, k := range s.service.Registry().Kinds() {
		if k.Lifecycle != nil {
			moved++
		}
	}
	if operations != 11*len(s.service.Registry().Kinds())+2*moved+4+2+4+1+2+2+2+1+1+1+2+1+4+1+1+4+2+1+2 {
		t.Errorf("the document has %d operations", operations)
	}
	for _, k := range s.service.Registry().Kinds() {
		if doc.Paths["/api/v1/"+k.Plural] == nil {
			t.Errorf("kind %s is not in the document", k.Name)
		}
	}
	w := s.must(200, call{method: "GET", path: "/api/openapi.yaml"}, nil)
	if !strings.Contains(w.Body.String(), "openapi: 3.1.0") {
		t.Error("there is no document in YAML")
	}
	for _, path := range []string{"/api/docs", "/docs", "/api/schemas/Unit.json", "/schemas/Unit.json"} {
		if w := s.do(call{method: "GET", path: path, role: auditor}); w.Code != 404 {
			t.Errorf("%s answers %d", path, w.Code)
		}
	}
}

// Every example of the document is sent to a server, and every answer is as documented.
func TestExamplesHold(t *testing.T) {
	s := sqlite(t)
	doc, _, c := readDocument(t, s)
	type request struct {
		path, method string
		op           apiOperation
	}
	var puts, rest []request
	for path, item := range doc.Paths {
		for method, op := range item {
			if method == "put" {
				puts = append(puts, request{path, method, op})
			} else {
				rest = append(rest, request{path, method, op})
			}
		}
	}
	// what is declared refers to each other: declare until nothing more can be
	for round := 0; len(puts) > 0; round++ {
		var left []request
		s.beside()
		for _, r := range puts {
			body, method := r.op.RequestBody.Content["application/json"].Example, "put"
			valid(t, c, pointer("paths", r.path, method, "requestBody", "content", "application/json", "schema"), "the example of "+r.path, body)
			if w := s.do(s.example(r.path, r.method, r.op, "")); w.Code == 201 {
				s.documented(t, c, r.path, r.method, r.op, w.Code, w.Body.Bytes())
				w = s.do(s.example(r.path, r.method, r.op, "")) // the same again
				s.documented(t, c, r.path, r.method, r.op, w.Code, w.Body.Bytes())
			} else if left = append(left, r); round > 20 {
				t.Fatalf("the example of %s is refused: %s", r.path, w.Body)
			}
		}
		puts = left
	}
	order := map[string]int{"post": 0, "patch": 1, "get": 2, "delete": 4}
	when := func(r request) int {
		if r.method == "post" && strings.HasSuffix(r.path, "/moves") { // ends what is asked about before
			return 3
		}
		if r.op.OperationID == "change-note" { // of one that was written
			return 1
		}
		return order[r.method]
	}
	slices.SortFunc(rest, func(a, b request) int { return when(a) - when(b) })
	run := ""
	for i := 0; i < len(rest); i++ {
		r := rest[i]
		w := s.do(s.example(r.path, r.method, r.op, run))
		if r.method == "delete" && w.Code == 422 && i < 5000 { // others still refer to it: after them
			s.withoutBeside()
			s.documented(t, c, r.path, r.method, r.op, w.Code, w.Body.Bytes())
			rest = append(rest, r)
			continue
		}
		if w.Code > 299 {
			t.Fatalf("the example of %s %s is answered with %d: %s", r.method, r.path, w.Code, w.Body)
		}
		s.documented(t, c, r.path, r.method, r.op, w.Code, w.Body.Bytes())
		if r.op.OperationID == "note-unit" {
			var got struct{ UID string }
			if err := json.Unmarshal(w.Body.Bytes(), &got); err != nil {
				t.Fatal(err)
			}
			s.noted = got.UID
		}
		if r.op.OperationID == "add-run" {
			var got struct{ ID string }
			if err := json.Unmarshal(w.Body.Bytes(), &got); err != nil {
				t.Fatal(err)
			}
			run = got.ID
			again := s.do(s.example(r.path, r.method, r.op, run))
			s.documented(t, c, r.path, r.method, r.op, again.Code, again.Body.Bytes())
		}
	}
	// and failures are as documented, too
	for _, r := range rest {
		for _, one := range []call{{role: ""}, {role: access.Collector}} {
			failing := s.example(r.path, r.method, r.op, run)
			failing.role = one.role
			failing.path += map[bool]string{true: "&", false: "?"}[strings.Contains(failing.path, "?")] + "surprise=1"
			w := s.do(failing)
			s.documented(t, c, r.path, r.method, r.op, w.Code, w.Body.Bytes())
		}
	}
}

// what stands beside the examples: what one example alone cannot be, such as the second objective of a link
func readBeside(t testing.TB) []struct {
	Path string
	Body json.RawMessage
} {
	t.Helper()
	var out []struct {
		Path string
		Body json.RawMessage
	}
	b, err := os.ReadFile("testdata/beside.json")
	if err == nil {
		err = json.Unmarshal(b, &out)
	}
	if err != nil {
		t.Fatal(err)
	}
	return out
}

// beside declares what is not there yet and can be.
func (s *server) beside() {
	for _, x := range readBeside(s.t) {
		s.do(call{method: "PUT", path: x.Path, role: access.Administrator, body: string(x.Body)})
	}
}

// declareExamples declares the example of every kind, each once what it refers to is there.
func (s *server) declareExamples() *server {
	s.t.Helper()
	kinds := s.service.Registry().Kinds()
	for range kinds {
		s.beside()
		for _, k := range kinds {
			b, err := os.ReadFile(filepath.Join("examples", k.Name+".json"))
			if err != nil {
				s.t.Fatal(err)
			}
			var e struct{ Name string }
			if err := json.Unmarshal(b, &e); err != nil {
				s.t.Fatal(err)
			}
			s.do(call{method: "PUT", path: "/api/v1/" + k.Plural + "/" + e.Name, role: access.Administrator, body: string(b)})
		}
	}
	return s
}

// withoutBeside retires what nothing refers to any more.
func (s *server) withoutBeside() {
	for _, x := range readBeside(s.t) {
		s.do(call{method: "DELETE", path: x.Path, role: access.Administrator})
	}
}

// example is the request that the document shows for an operation.
func (s *server) example(path, method string, op apiOperation, run string) call {
	out := call{method: strings.ToUpper(method), role: access.Administrator, header: map[string]string{}}
	query := url.Values{}
	for _, p := range op.Parameters {
		if p.Example == nil {
			continue
		}
		value := fmt.Sprint(p.Example)
		switch p.In {
		case "path":
			if p.Name == "id" && run != "" {
				value = run // which number a run gets is not known beforehand
			}
			if p.Name == "note" && s.noted != "" {
				value = s.noted
			}
			path = strings.ReplaceAll(path, "{"+p.Name+"}", url.PathEscape(value))
		case "query":
			if p.Name == "as_of" {
				value = "entry:" + fmt.Sprint(s.service.Seq())
			}
			query.Set(p.Name, value)
		case "header":
			out.header[p.Name] = value
		}
	}
	if op.RequestBody != nil {
		for media, m := range op.RequestBody.Content {
			if m.Example == nil { // a workbook, which the document cannot show
				continue
			}
			out.header["Content-Type"], out.body = media, string(m.Example)
			if slices.Contains(notJSON, media) {
				_ = json.Unmarshal(m.Example, &out.body)
			}
		}
	}
	if out.path = path; len(query) > 0 {
		out.path += "?" + query.Encode()
	}
	return out
}

// media types of which the document describes no more than that they are texts or bytes
var notJSON = []string{"application/octet-stream", "text/csv", "text/event-stream", "application/schema+json"}

// documented holds an answer to the document.
func (s *server) documented(t *testing.T, c *jsonschema.Compiler, path, method string, op apiOperation, status int, body []byte) {
	t.Helper()
	what := fmt.Sprintf("the answer %d of %s %s", status, method, path)
	r, ok := op.Responses[fmt.Sprint(status)]
	switch {
	case !ok:
		t.Errorf("%s is not in the document: %s", what, body)
	case r.Ref != "":
		valid(t, c, pointer("components", "responses", strings.TrimPrefix(r.Ref, "#/components/responses/"), "content", "application/problem+json", "schema"), what, body)
	case r.Content["application/json"].Schema != nil:
		valid(t, c, pointer("paths", path, method, "responses", fmt.Sprint(status), "content", "application/json", "schema"), what, body)
	default:
		for media := range r.Content {
			if slices.Contains(notJSON, media) {
				return
			}
		}
		t.Errorf("%s has no schema", what)
	}
}
