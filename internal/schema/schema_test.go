package schema_test

import (
	"bytes"
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/danielgtaylor/huma/v2"
	"github.com/santhosh-tekuri/jsonschema/v6"

	"github.com/steelyard-isms/steelyard/internal/kinds"
	"github.com/steelyard-isms/steelyard/internal/schema"
)

func compiled(t *testing.T, s *huma.Schema) *jsonschema.Schema {
	t.Helper()
	b, err := json.Marshal(s)
	if err != nil {
		t.Fatal(err)
	}
	tree, err := jsonschema.UnmarshalJSON(bytes.NewReader(b))
	if err != nil {
		t.Fatal(err)
	}
	c := jsonschema.NewCompiler()
	c.AssertFormat()
	if err := c.AddResource("x.json", tree); err != nil {
		t.Fatal(err)
	}
	out, err := c.Compile("x.json")
	if err != nil {
		t.Fatal(err)
	}
	return out
}

// An editor that checks by the schemas takes every example, and marks what is wrong in it.
func TestDocuments(t *testing.T) {
	all := kinds.Registry().Kinds()
	anyKind := compiled(t, schema.Documents(all, "steelyard/v1"))
	for _, k := range all {
		b, err := os.ReadFile(filepath.Join("..", "api", "examples", k.Name+".json"))
		if err != nil {
			t.Fatalf("kind %s has no example: %v", k.Name, err)
		}
		own := compiled(t, schema.Document(k, "steelyard/v1"))
		valid := func(change func(doc, spec map[string]any)) bool {
			doc := map[string]any{}
			if err := json.Unmarshal(b, &doc); err != nil {
				t.Fatal(err)
			}
			delete(doc, "reason") // of the request, not of the document
			doc["apiVersion"], doc["kind"] = "steelyard/v1", k.Name
			change(doc, doc["spec"].(map[string]any))
			one, two := own.Validate(doc), anyKind.Validate(doc)
			if (one == nil) != (two == nil) {
				t.Errorf("%s: its own schema says %v, that of all kinds %v", k.Name, one, two)
			}
			return one == nil
		}
		if !valid(func(_, _ map[string]any) {}) {
			t.Errorf("the example of %s is marked as wrong", k.Name)
		}
		required := ""
		for _, f := range k.Fields {
			if f.Required {
				required = f.Name
			}
		}
		for what, change := range map[string]func(doc, spec map[string]any){
			"another version":          func(doc, _ map[string]any) { doc["apiVersion"] = "steelyard/v9" },
			"another kind":             func(doc, _ map[string]any) { doc["kind"] = "nothing" },
			"no name":                  func(doc, _ map[string]any) { delete(doc, "name") },
			"a name with blanks":       func(doc, _ map[string]any) { doc["name"] = "A B" },
			"a code of another kind":   func(doc, _ map[string]any) { doc["code"] = "ZZ-01" },
			"an unknown field":         func(doc, _ map[string]any) { doc["surplus"] = "x" },
			"an unknown field in spec": func(_, spec map[string]any) { spec["surplus"] = "x" },
			"a list for a field": func(_, spec map[string]any) {
				for name := range spec {
					spec[name] = []any{[]any{}}
				}
			},
			"no " + required: func(_, spec map[string]any) {
				if required == "" {
					spec["surplus"] = 1
				}
				delete(spec, required)
			},
		} {
			if valid(change) {
				t.Errorf("%s with %s is not marked", k.Name, what)
			}
		}
	}
}

// What a field is about is shown while it is typed, at every depth.
func TestMeanings(t *testing.T) {
	b, err := json.Marshal(schema.Documents(kinds.Registry().Kinds(), "steelyard/v1"))
	if err != nil {
		t.Fatal(err)
	}
	for _, words := range []string{"Scores 70: good from here", "Who answers for the values. Name, code or identifier of a person", "Among the objective's measures", `"$schema":"https://json-schema.org/draft/2020-12/schema"`} {
		if !strings.Contains(string(b), words) {
			t.Errorf("the schema does not say %q", words)
		}
	}
}
