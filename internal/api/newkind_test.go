package api_test

import (
	"encoding/json"
	"path/filepath"
	"strings"
	"testing"
	"testing/fstest"
	"time"

	"github.com/steelyard-isms/steelyard/internal/access"
	"github.com/steelyard-isms/steelyard/internal/ascode"
	"github.com/steelyard-isms/steelyard/internal/kinds"
	"github.com/steelyard-isms/steelyard/internal/record"
	"github.com/steelyard-isms/steelyard/internal/service"
)

// withLessons is a server that knows one kind more.
func withLessons(t *testing.T) *server {
	registry := record.NewRegistry(append(kinds.Registry().Kinds(), lessonKind)...)
	return startWith(t, filepath.Join(t.TempDir(), "steelyard.db"), registry).declare()
}

const patching = `{"title":"Patch the edge first","spec":{"unit":"enterprise","owner":"lead","learned":"Edge devices were **forgotten**.","severity":"high",
	"happened":"2026-05-04","cost":"12000 EUR","measures":["mfa"]}}`

// A kind that is one file of forty lines goes through every door as if it had been there from the beginning.
func TestANewKindGoesThroughEveryDoor(t *testing.T) {
	s := withLessons(t)
	merge := map[string]string{"Content-Type": "application/merge-patch+json"}
	path := "/api/v1/lessons/patching"
	var got item
	s.must(201, call{method: "PUT", path: path, role: manager, body: patching}, &got)
	if got.Code != "LE-01" {
		t.Errorf("its code is %s", got.Code)
	}
	s.run(t, []scenario{
		{title: "validation", call: call{method: "PUT", path: "/api/v1/lessons/b", role: manager, body: strings.Replace(patching, `"high"`, `"hgih"`, 1)}, status: 422, field: "spec.severity"},
		{title: "its own rule", call: call{method: "PUT", path: "/api/v1/lessons/b", role: manager, body: strings.Replace(patching, `,"measures":["mfa"]`, "", 1)}, status: 422, field: "spec.measures"},
		{title: "references", call: call{method: "PUT", path: "/api/v1/lessons/b", role: manager, body: strings.Replace(patching, `"mfa"`, `"nfa"`, 1)}, status: 422, field: "spec.measures[0]", must: []string{"there is no measure"}},
		{title: "types", call: call{method: "PUT", path: "/api/v1/lessons/b", role: manager, body: strings.Replace(patching, "12000 EUR", "a lot", 1)}, status: 422, field: "spec.cost"},
		{title: "circles", call: call{method: "PATCH", path: path, role: manager, body: `{"spec":{"builds_on":"patching"}}`, header: merge}, status: 422, field: "spec.builds_on"},
		{title: "rights", call: call{method: "PUT", path: "/api/v1/lessons/b", role: auditor, body: patching}, status: 403, must: []string{"isms-managers-declare-and-collect"}},
		{title: "list by filter", call: get("lessons", "filter", `spec.severity == "high" && state == "draft" && spec.measures.exists(m, m == "mfa")`), status: 200, must: []string{`"patching"`}},
		{title: "fields of the list", call: get("lessons", "fields", "name,spec.cost"), status: 200, must: []string{"12000 EUR"}, not: []string{"learned"}},
		{title: "patch", call: call{method: "PATCH", path: path, role: manager, body: `{"spec":{"cost":"15000 EUR"}}`, header: merge}, status: 200, must: []string{"15000 EUR", `"revision":2`}},
		{title: "own approval", call: call{method: "POST", path: path + "/moves", role: manager, body: `{"move":"agree"}`}, status: 403, must: []string{"authors-do-not-approve"}},
		{title: "approval", call: call{method: "POST", path: path + "/moves", role: access.Executive, body: `{"move":"agree"}`}, status: 200, must: []string{`"state":"agreed"`, `"in_force":3`}},
		{title: "a change waits", call: call{method: "PATCH", path: path, role: manager, body: `{"title":"Patch the edge within a day"}`, header: merge}, status: 200, must: []string{`"state":"draft"`, `"in_force":3`, `"revision":4`}},
		{title: "approval among many", call: call{method: "POST", path: "/api/v1/bulk", role: access.Executive, body: `{"dry_run":true,"items":[{"action":"move","kind":"lesson","name":"patching","move":"agree"}]}`}, status: 200, must: []string{`"state":"agreed"`}},
		{title: "a declaration by who only approves", call: call{method: "POST", path: "/api/v1/bulk", role: access.Executive, body: `{"dry_run":true,"items":[{"action":"retire","kind":"lesson","name":"patching"}]}`}, status: 403},
		{title: "what is in force", call: get("lessons/patching", "in_force", "true"), status: 200, must: []string{`"Patch the edge first"`, `"revision":3`}},
		{title: "what was in force", call: get("lessons/patching", "in_force", "true", "as_of", "entry:20"), status: 404},
		{title: "moves", call: get("lessons/patching/moves"), status: 200, must: []string{`"move":"agree"`, `"may":false`}},
		{title: "history", call: get("lessons/patching/history"), status: 200, must: []string{`"action":"moved"`, `"action":"created"`}},
		{title: "what refers to a measure", call: get("measures/mfa/references"), status: 200, must: []string{`"lesson"`, "spec.measures[0]"}},
		{title: "trace", call: get("lessons/patching/trace", "path", "measure"), status: 200, must: []string{`"mfa"`}},
		{title: "search by a word", call: get("search", "q", "forgotten kind:lesson"), status: 200, must: []string{"LE-01"}},
		{title: "search by code", call: get("search", "q", "LE-01"), status: 200, must: []string{`"patching"`}},
		{title: "table", call: get("lessons", "format", "csv"), status: 200, must: []string{"spec.learned", "15000 EUR"}},
		{title: "bulk", call: call{method: "POST", path: "/api/v1/bulk", role: manager, body: `{"dry_run":true,"items":[{"action":"put","kind":"lesson","name":"c","title":"C","spec":{"unit":"enterprise","owner":"lead","learned":"x","severity":"low","happened":"2026-01-01","builds_on":"patching"}}]}`}, status: 200, must: []string{`"created"`}},
		{title: "events", call: get("events", "kind", "lesson"), status: 200, must: []string{`"created"`, `"patching"`}},
		{title: "kinds", call: get("kinds"), status: 200, must: []string{`"lesson"`}},
		{title: "schema", call: get("kinds/lesson/schema"), status: 200, must: []string{`"severity"`}},
		{title: "document", call: call{method: "GET", path: "/api/openapi.json"}, status: 200, must: []string{`"/api/v1/lessons/{ref}/moves"`, "LessonSpec"}},
		{title: "as of before", call: get("lessons/patching", "as_of", "entry:1"), status: 404},
		{title: "retired by a move only", call: call{method: "DELETE", path: path, role: manager}, status: 422},
	})
	s.lessonsAsCode(t)
	s.lessonsByUnit(t)
}

// lessonsAsCode exports everything and takes it into an empty store: what is in force and what waits are there again.
func (s *server) lessonsAsCode(t *testing.T) {
	registry := s.service.Registry()
	export := func(from *server) fstest.MapFS {
		p, err := from.service.Programme(t.Context(), access.Console("cli"), service.AsOf{}, service.Behind{}, 0)
		if err != nil {
			t.Fatal(err)
		}
		state := ascode.State{Store: p.Store, Seq: p.Seq}
		document := func(d service.Declared) ascode.Document {
			spec, err := record.Parse(d.Spec)
			if err != nil {
				t.Fatal(err)
			}
			return ascode.Document{UID: d.UID, Kind: d.Kind, Name: d.Name, Code: d.Code, Title: d.Title, Revision: d.Revision, Retired: d.Retired, State: d.State, Spec: spec}
		}
		for _, d := range p.Records {
			x := document(d)
			if d.Force != nil {
				force := document(*d.Force)
				x.Force = &force
			}
			state.Records = append(state.Records, x)
		}
		e, err := ascode.NewExport(registry, nil, state, nil, nil, false)
		if err != nil {
			t.Fatal(err)
		}
		out := fstest.MapFS{}
		for name, b := range e.Write {
			out[name] = &fstest.MapFile{Data: b, ModTime: time.Now()}
		}
		return out
	}
	first := export(s)
	text := string(first["lessons/patching.yaml"].Data)
	if !strings.Contains(text, "state: agreed") || !strings.Contains(text, "state: draft") || !strings.Contains(text, "cost: 15000 EUR") {
		t.Errorf("it is exported as\n%s", text)
	}
	changes, err := ascode.ReadDir(first)
	if err != nil {
		t.Fatal(err)
	}
	empty := startWith(t, filepath.Join(t.TempDir(), "empty.db"), registry)
	if _, err := empty.service.Declare(t.Context(), access.Console("cli"), changes, "brought in"); err != nil {
		t.Fatal(err)
	}
	second := export(empty)
	for name, file := range first {
		if again := second[name]; again == nil || string(again.Data) != string(file.Data) {
			t.Errorf("%s comes out of the other store changed", name)
		}
	}
	var history struct{ Items []json.RawMessage }
	empty.must(200, call{method: "GET", path: "/api/v1/lessons/patching/history", role: access.Administrator}, &history)
	if len(history.Items) != 2 {
		t.Errorf("what was brought in has %d revisions, not the one in force and the one that waits", len(history.Items))
	}
}

// lessonsByUnit shows that its tag alone gives the kind rights by unit.
func (s *server) lessonsByUnit(t *testing.T) {
	s.must(201, call{method: "PUT", path: "/api/v1/units/south", role: manager, body: `{"title":"South","spec":{"parent":"enterprise"}}`}, nil)
	s.must(201, call{method: "PUT", path: "/api/v1/people/p-12", role: manager, body: `{"spec":{"full_name":"Sam S","unit":"south"}}`}, nil)
	south := s.within(access.ISMSManager, "south")
	s.run(t, []scenario{
		{title: "not of the south", call: call{method: "GET", path: "/api/v1/lessons/patching", role: south}, status: 404},
		{title: "not listed", call: call{method: "GET", path: "/api/v1/lessons", role: south}, status: 200, not: []string{"patching"}},
		{title: "not found", call: call{method: "GET", path: "/api/v1/search?q=forgotten", role: south}, status: 200, must: []string{`"total":0`}},
		{title: "not told of", call: call{method: "GET", path: "/api/v1/events?kind=lesson", role: south}, status: 200, not: []string{"patching"}},
		{title: "not changed", call: call{method: "PUT", path: "/api/v1/lessons/patching", role: south, body: patching}, status: 404},
		{title: "not made elsewhere", call: call{method: "PUT", path: "/api/v1/lessons/d", role: south, body: strings.NewReplacer(`["mfa"]`, "[]", `"high"`, `"low"`, `"lead"`, `"p-12"`).Replace(patching)}, status: 403},
	})
}
