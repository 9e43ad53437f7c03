package api_test

import (
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"

	"github.com/steelyard-isms/steelyard/internal/access"
	"github.com/steelyard-isms/steelyard/internal/ascode"
	"github.com/steelyard-isms/steelyard/internal/fault"
)

// refusal is one line of testdata/refusals.txt.
type refusal struct {
	line              int
	kind, set, value  string
	place, says, text string
}

func refusals(t *testing.T) []refusal {
	t.Helper()
	b, err := os.ReadFile("testdata/refusals.txt")
	if err != nil {
		t.Fatal(err)
	}
	var out []refusal
	n := 0
	for line := range strings.Lines(string(b)) {
		n++
		line = strings.TrimSpace(line)
		if line == "" || line[0] == '#' {
			continue
		}
		parts := strings.Split(line, " | ")
		if len(parts) < 3 {
			t.Fatalf("line %d has not four parts", n)
		}
		set, value, ok := strings.Cut(parts[1], " = ")
		if !ok {
			t.Fatalf("line %d sets nothing", n)
		}
		r := refusal{line: n, kind: parts[0], set: set, value: value, text: line}
		rest := strings.SplitN(strings.TrimSuffix(strings.Join(parts[2:], " | "), " |"), "|", 2)
		if r.place = strings.TrimSpace(rest[0]); r.place == "" {
			r.place = set
		}
		if len(rest) > 1 {
			r.says = strings.TrimSpace(rest[1])
		}
		out = append(out, r)
	}
	return out
}

// put sets a value in a tree, at a path such as spec.measures[0].weight; it takes away what is set to nothing.
func put(tree any, path string, value any, remove bool) any {
	if path == "" {
		return value
	}
	head, rest := path, ""
	if i := strings.IndexAny(path[1:], ".["); i >= 0 {
		head, rest = path[:i+1], strings.TrimPrefix(path[i+1:], ".")
	}
	if strings.HasPrefix(head, "[") {
		list, _ := tree.([]any)
		n, _ := strconv.Atoi(strings.Trim(head, "[]"))
		list[n] = put(list[n], rest, value, remove)
		return list
	}
	m, ok := tree.(map[string]any)
	if !ok {
		m = map[string]any{}
	}
	if rest == "" && remove {
		delete(m, head)
		return m
	}
	m[head] = put(m[head], rest, value, remove)
	return m
}

// Whatever is wrong with a declaration is refused by its exact place, through the API and from a file alike, with a reason
// and a remedy; and nothing of it is kept.
func TestEveryMistakeIsNamedByItsPlace(t *testing.T) {
	s := sqlite(t).declareExamples()
	s.must(201, call{method: "PUT", path: "/api/v1/units/old", role: manager, body: `{"title":"Old","spec":{}}`}, nil)
	s.must(200, call{method: "DELETE", path: "/api/v1/units/old", role: manager}, nil)
	all := refusals(t)
	if len(all) < 150 {
		t.Errorf("only %d mistakes are tried", len(all))
	}
	for _, r := range all {
		k, ok := s.service.Registry().Kind(r.kind)
		if !ok {
			t.Fatalf("line %d: no kind %s", r.line, r.kind)
		}
		b, err := os.ReadFile(filepath.Join("examples", r.kind+".json"))
		if err != nil {
			t.Fatal(err)
		}
		var body, value any
		if err := json.Unmarshal(b, &body); err != nil {
			t.Fatal(err)
		}
		if r.value != "-" {
			if err := json.Unmarshal([]byte(r.value), &value); err != nil {
				t.Fatalf("line %d: %v", r.line, err)
			}
		}
		name := body.(map[string]any)["name"].(string)
		if state := body.(map[string]any)["state"]; state != nil && r.set != "state" {
			delete(body.(map[string]any), "state")
		}
		body = put(body, r.set, value, r.value == "-")
		before := s.service.Seq()
		api := s.refusedByAPI(t, r, "/api/v1/"+k.Plural+"/"+name, body)
		file := s.refusedFromFile(t, r, body)
		if s.service.Seq() != before {
			t.Errorf("line %d: something was written: %s", r.line, r.text)
		}
		for door, f := range map[string]fault.Field{"the API": api, "a file": file} {
			if f.Path != r.place || !strings.Contains(f.Reason, r.says) || f.Reason == "" || f.Remedy == "" {
				t.Errorf("line %d: %s\n  %s says: %s: %s. %s", r.line, r.text, door, f.Path, f.Reason, f.Remedy)
			}
		}
		if file.File != "wrong.yaml" || file.Line == 0 || file.Column == 0 {
			t.Errorf("line %d: a file's mistake is not placed: %+v", r.line, file)
		}
	}
}

func (s *server) refusedByAPI(t *testing.T, r refusal, path string, body any) fault.Field {
	t.Helper()
	b, err := json.Marshal(body)
	if err != nil {
		t.Fatal(err)
	}
	w := s.do(call{method: "PUT", path: path, role: manager, body: string(b)})
	if w.Code != 422 && w.Code != 409 {
		t.Errorf("line %d: the API answers %d: %s", r.line, w.Code, r.text)
		return fault.Field{}
	}
	p := s.problem(w)
	if len(p.Errors) == 0 {
		t.Errorf("line %d: the API names no place: %s: %s", r.line, r.text, p.Detail)
		return fault.Field{}
	}
	return fault.Field{Path: p.Errors[0].Field, Reason: p.Errors[0].Reason, Remedy: p.Errors[0].Remedy}
}

func (s *server) refusedFromFile(t *testing.T, r refusal, body any) fault.Field {
	t.Helper()
	var doc strings.Builder
	fmt.Fprintf(&doc, "apiVersion: %s\nkind: %s\n", ascode.Version, r.kind)
	for _, field := range []string{"name", "code", "title", "state", "spec", "spce", "kidn"} {
		if x, ok := body.(map[string]any)[field]; ok {
			b, err := json.Marshal(x)
			if err != nil {
				t.Fatal(err)
			}
			fmt.Fprintf(&doc, "%s: %s\n", field, b) // JSON is YAML
		}
	}
	changes, faults := ascode.Read("wrong.yaml", []byte(doc.String()))
	if len(faults) > 0 {
		return faults[0]
	}
	_, err := s.service.Declare(t.Context(), access.Principal{Account: "01JBKBT1004D2QJ7MZ0FGA5S32", Role: manager, Via: "test"}, changes, "")
	if f := fault.Of(err); err != nil && len(f.Fields) > 0 {
		return f.Fields[0]
	}
	t.Errorf("line %d: the file is taken, or names no place: %v: %s", r.line, err, r.text)
	return fault.Field{}
}

// What is wrong only beside something else, or by who asks, is refused in the same way by both doors.
func TestMistakesBesideOthers(t *testing.T) {
	s := sqlite(t).declareExamples()
	who := access.Principal{Account: "01JBKBT1004D2QJ7MZ0FGA5S32", Role: manager, Via: "test"}
	doc := func(kind, name, extra, spec string) string {
		return "apiVersion: " + ascode.Version + "\nkind: " + kind + "\nname: " + name + "\ntitle: T\n" + extra + "spec: " + spec + "\n"
	}
	put := func(path, body string, header ...string) call {
		c := call{method: "PUT", path: "/api/v1/" + path, body: body, header: map[string]string{}}
		if len(header) > 0 {
			c.header[header[0]] = header[1]
		}
		return c
	}
	long, entries := strings.Repeat("x", 1001), `["x"`+strings.Repeat(`,"x"`, 10_000)+`]`
	process := `{"unit":"enterprise","owner":"isms-lead","purpose":"p","criticality":"low","systems":` + entries + `}`
	deep := strings.Repeat(`{"a":`, 40) + "1" + strings.Repeat("}", 40)
	objective := `{"unit":"enterprise","owner":"isms-lead","perspective":"defence","weight":1,"not_practicable":"x"}`
	for name, c := range map[string]struct {
		call          call
		status        int
		file          string
		stale         bool
		apiAt, fileAt string
		says          string
	}{
		"a stale revision": {put("units/enterprise", `{"title":"E","spec":{}}`, "If-Match", `"7"`), 412, doc("unit", "enterprise", "", "{}"), true, "revision", "revision", "is 1, not 7 as expected"},
		"a name twice": {call{method: "POST", path: "/api/v1/bulk", body: `{"items":[{"action":"put","kind":"unit","name":"a","title":"A","spec":{}},{"action":"put","kind":"unit","name":"a","title":"B","spec":{}}]}`}, 422,
			doc("unit", "a", "", "{}") + "---\n" + doc("unit", "a", "", "{}"), false, "items[1].name", "name", "is declared twice"},
		"a code of another":        {put("units/b", `{"title":"B","code":"U-01","spec":{}}`), 422, doc("unit", "b", "code: U-01\n", "{}"), false, "code", "code", "belongs to another record"},
		"a text too long":          {put("units/b", `{"title":"B","spec":{"description":"`+long+`"}}`), 422, doc("unit", "b", "", "{description: "+long+"}"), false, "spec.description", "spec.description", "has 1001 characters"},
		"a list too long":          {put("business-processes/billing", `{"title":"B","spec":`+process+`}`), 422, doc("business-process", "billing", "", process), false, "spec.systems", "spec.systems", "has 10001 entries"},
		"too deep":                 {put("units/b", `{"title":"B","spec":`+deep+`}`), 400, doc("unit", "b", "", deep), false, "spec.a", "spec.a", "nested"},
		"bytes that are no text":   {put("units/b", `{"title":"B","spec":{"description":"a\u0000b"}}`), 422, doc("unit", "b", "", `{"description": "a\0b"}`), false, "spec.description", "spec.description", "not text"},
		"a state that is given":    {put("objectives/new", `{"title":"N","state":"active","spec":`+objective+`}`), 422, doc("objective", "new", "state: active\n", objective), false, "state", "state", "begins as draft"},
		"an approval of one's own": {put("objectives/protect-accounts", `{"title":"N","state":"approved","spec":`+objective+`}`), 422, doc("objective", "protect-accounts", "state: approved\n", objective), false, "state", "state", "is active, not approved"},
	} {
		t.Run(name, func(t *testing.T) {
			c.call.role = manager
			p := s.problem(s.do(c.call))
			if p.Status != c.status || len(p.Errors) == 0 || !strings.HasPrefix(p.Errors[0].Field, c.apiAt) || !strings.Contains(p.Errors[0].Reason, c.says) || p.Errors[0].Remedy == "" {
				t.Errorf("the API says %d %+v", p.Status, p.Errors)
			}
			changes, faults := ascode.Read("wrong.yaml", []byte(c.file))
			if len(faults) == 0 {
				for i := range changes {
					if stale := int64(7); c.stale {
						changes[i].IfRevision = &stale
					}
				}
				_, err := s.service.Declare(t.Context(), who, changes, "")
				faults = fault.Of(err).Fields
			}
			if len(faults) == 0 || !strings.HasPrefix(faults[0].Path, c.fileAt) || !strings.Contains(faults[0].Reason, c.says) || faults[0].Remedy == "" || faults[0].Line == 0 {
				t.Errorf("the file is refused by %+v", faults)
			}
		})
	}
	if w := s.do(call{method: "PUT", path: "/api/v1/units/b", role: manager, body: `{"title":"` + strings.Repeat("x", 2<<20) + `"}`}); w.Code != 413 {
		t.Errorf("a body of two MiB is answered with %d", w.Code)
	}
	if _, faults := ascode.Read("large.yaml", []byte(strings.Repeat("# ", 3<<20))); len(faults) == 0 || faults[0].File != "large.yaml" || !strings.Contains(faults[0].Reason, "4 MiB") {
		t.Errorf("a file of six MiB: %v", faults)
	}
}
