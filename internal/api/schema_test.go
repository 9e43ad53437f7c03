package api_test

import (
	"bytes"
	"encoding/json"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/santhosh-tekuri/jsonschema/v6"

	"github.com/steelyard-isms/steelyard/internal/access"
)

// The schemas promise no less than the server takes: whatever is accepted is valid by the document, so that an editor or
// a client that checks by it refuses nothing that would have been good. Examples are changed at every place.
func TestSchemasAllowWhatIsAccepted(t *testing.T) {
	s := sqlite(t)
	_, _, c := readDocument(t, s)
	type target struct {
		path, kind string
		body       map[string]any
	}
	var targets []target
	for _, k := range s.service.Registry().Kinds() {
		b, err := os.ReadFile(filepath.Join("examples", k.Name+".json"))
		if err != nil {
			t.Fatalf("kind %s has no example for its documentation: %v", k.Name, err)
		}
		body := map[string]any{}
		if err := json.Unmarshal(b, &body); err != nil {
			t.Fatal(err)
		}
		targets = append(targets, target{"/api/v1/" + k.Plural + "/" + body["name"].(string), k.Name, body})
	}
	send := func(path string, body any) int {
		b, err := json.Marshal(body)
		if err != nil {
			t.Fatal(err)
		}
		return s.do(call{method: "PUT", path: path, role: access.Administrator, body: string(b)}).Code
	}
	for range len(targets) { // until all that refer to each other are there
		s.beside()
		for _, x := range targets {
			send(x.path, x.body)
		}
	}
	tried, accepted := 0, 0
	for _, x := range targets {
		if code := send(x.path, x.body); code != 200 {
			t.Fatalf("the example of %s is refused with %d", x.kind, code)
		}
		schema, err := c.Compile(pointer("components", "schemas", camel(x.kind)+"Declaration"))
		if err != nil {
			t.Fatal(err)
		}
		mutate(x.body, func(place string) {
			if strings.HasPrefix(place, ".name") { // would rename what others refer to
				return
			}
			tried++
			code := send(x.path, x.body)
			if code == 422 {
				return
			}
			if code != 200 {
				t.Errorf("%s changed at %s is answered with %d", x.kind, place, code)
				return
			}
			accepted++
			b, _ := json.Marshal(x.body)
			tree, _ := jsonschema.UnmarshalJSON(bytes.NewReader(b))
			if err := schema.Validate(tree); err != nil {
				t.Errorf("%s changed at %s is accepted, and the document says it would not be: %v", x.kind, place, err)
			}
		})
	}
	if accepted < 50 || tried < 10*accepted/9 {
		t.Errorf("of %d changed declarations %d were accepted: the test shows too little", tried, accepted)
	}
	t.Logf("%d of %d changed declarations were accepted", accepted, tried)
}

// camel is a kind's word in names of schemas.
func camel(kind string) string {
	out := ""
	for part := range strings.SplitSeq(kind, "-") {
		out += strings.ToUpper(part[:1]) + part[1:]
	}
	return out
}

// mutate changes a document at every place in turn, calls with it, and changes it back.
func mutate(root map[string]any, try func(place string)) {
	others := []any{-1.0, 0.5, 3.0, 1e12, true, "surplus", "2026-02-30", "2026-03-01", []any{}, []any{1.0}, map[string]any{}, strings.Repeat("x", 1001)}
	var walk func(at string, value any, set func(any))
	walk = func(at string, value any, set func(any)) {
		for _, other := range others {
			set(other)
			try(at)
		}
		set(value)
		switch v := value.(type) {
		case map[string]any:
			v["surplus"] = 1.0
			try(at + ".surplus")
			delete(v, "surplus")
			for _, name := range slices.Sorted(maps.Keys(v)) {
				inner := v[name]
				delete(v, name)
				try(at + "." + name + " missing")
				v[name] = inner
				walk(at+"."+name, inner, func(x any) { v[name] = x })
			}
		case []any:
			for i, inner := range v {
				walk(at+"[]", inner, func(x any) { v[i] = x })
			}
		}
	}
	walk("", root, func(any) {})
}
