package api_test

import (
	"encoding/json"
	"fmt"
	"net/url"
	"slices"
	"strings"
	"testing"

	"github.com/steelyard-isms/steelyard/internal/access"
	"github.com/steelyard-isms/steelyard/internal/api"
)

func searchFor(query string, role access.Role, more string) call {
	return call{method: "GET", path: "/api/v1/search?q=" + url.QueryEscape(query) + more, role: role}
}

func TestSearching(t *testing.T) {
	s := sqlite(t).declare()
	before := s.service.Seq()
	s.must(200, call{method: "PUT", path: "/api/v1/objectives/recover", role: manager, body: `{"title":"Recover from blackouts","spec":{"unit":"enterprise","owner":"lead","perspective":"resilience","weight":1,"measures":[{"measure":"restore","weight":1}]}}`}, nil)
	then := fmt.Sprintf("&as_of=entry:%d", before)
	s.run(t, []scenario{
		{title: "a word", call: searchFor("multi", auditor, ""), status: 200, must: []string{`"name":"mfa"`, `"field":"title"`, `"snippet":"Multi-factor"`, `"matches":[{"start":0,"end":5}]`, `"total":1`, `"kinds":[{"kind":"measure","count":1}]`}},
		{title: "a code", call: searchFor("m1", auditor, ""), status: 200, must: []string{`"code":"M-01"`, `"field":"code"`, `"score":1000000`}},
		{title: "own write", call: searchFor("blackout", auditor, ""), status: 200, must: []string{`"name":"recover"`}},
		{title: "not yet then", call: searchFor("blackout", auditor, then), status: 200, must: []string{`"items":[]`, `"total":0`, `"kinds":[]`, fmt.Sprintf(`"seq":%d`, before)}},
		{title: "as it was then", call: searchFor("recover", auditor, then), status: 200, must: []string{`"title":"Recover"`}, not: []string{"blackouts"}},
		{title: "a person by full name", call: searchFor("solberg", auditor, ""), status: 200, must: []string{`"kind":"person"`, `"title":"Kari Solberg"`, `"field":"spec.full_name"`}},
		{title: "what a person owns", call: searchFor("owner:kari kind:objective", auditor, ""), status: 200, must: []string{`"name":"protect"`, `"name":"recover"`, `"snippet":"Kari Solberg"`, `"total":2`}},
		{title: "no person for programs", call: searchFor("solberg", collector, ""), status: 200, must: []string{`"items":[]`, `"total":0`, `"kinds":[]`}, not: []string{"Kari", "Solberg\""}},
		{title: "no people for programs", call: searchFor("kind:people", collector, ""), status: 200, must: []string{`"items":[]`, `"total":0`, `"kinds":[]`}},
		{title: "nor what they own", call: searchFor("owner:kari", collector, ""), status: 200, must: []string{`"items":[]`, `"total":0`, `"kinds":[]`}},
		{title: "nor by exclusion", call: searchFor("protect -owner:kari", collector, ""), status: 200, must: []string{`"name":"protect"`}},
		{title: "nor by name", call: searchFor("owner:lead", collector, ""), status: 200, must: []string{`"total":0`}},
		{title: "narrowed", call: searchFor("unit:enterprise", auditor, "&kind=measure&limit=2"), status: 200, must: []string{`"total":4`, `{"kind":"objective","count":2}`, `{"kind":"scorecard","count":1}`}, not: []string{`"kind":"objective","name"`}},
		{title: "several kinds", call: searchFor("unit:enterprise", auditor, "&kind=measure,scorecard"), status: 200, must: []string{`"total":5`}},
		{title: "no such kind to narrow to", call: searchFor("x", auditor, "&kind=wish"), status: 422, field: "kind"},
		{title: "no query", call: call{method: "GET", path: "/api/v1/search", role: auditor}, status: 422, field: "q"},
		{title: "empty query", call: searchFor(" ", auditor, ""), status: 422, field: "q"},
		{title: "open quotation mark", call: searchFor(`find "this`, auditor, ""), status: 422, field: "q", must: []string{"at character 6", "not closed", `Add \" behind`}},
		{title: "no such kind", call: searchFor("kind:wish", auditor, ""), status: 422, field: "q", must: []string{"at character 6", "Use one of action"}},
		{title: "no such field", call: searchFor("wish:word", auditor, ""), status: 422, field: "q", must: []string{"at character 1"}},
		{title: "too long", call: searchFor(strings.Repeat("x", 301), auditor, ""), status: 422, field: "q"},
		{title: "no token", call: searchFor("mfa", "", ""), status: 401},
	})
}

// What a program may not see must not show in anything it can compare: the answers are the same whether a person with that
// name is there or not.
func TestSearchTellsNothingOfPeople(t *testing.T) {
	s := sqlite(t).declare()
	queries := []string{"protect", "kari", "protect kari", "unit:enterprise", "protect -owner:kari", "p-01", "p", "e", "function:auditor"}
	answers := func() (out []string) {
		for _, q := range queries {
			var got api.SearchResult
			s.must(200, searchFor(q, collector, ""), &got)
			got.State = api.State{}
			b, err := json.Marshal(got)
			if err != nil {
				t.Fatal(err)
			}
			out = append(out, string(b))
		}
		return out
	}
	before := answers()
	for i := range 5 {
		s.must(201, call{method: "PUT", path: fmt.Sprintf("/api/v1/people/p-%d", i), role: manager, body: `{"spec":{"full_name":"Protect Kari Everything","function":"auditor of protect","unit":"enterprise"}}`}, nil)
	}
	if after := answers(); !slices.Equal(before, after) {
		t.Errorf("what people are there shows in the answers to a program:\n%s\n%s", strings.Join(before, "\n"), strings.Join(after, "\n"))
	}
}
