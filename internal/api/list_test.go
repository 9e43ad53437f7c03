package api_test

import (
	"encoding/json"
	"fmt"
	"github.com/steelyard-isms/steelyard/internal/access"
	"net/url"
	"slices"
	"strings"
	"testing"
)

func get(path string, values ...string) call {
	q := url.Values{}
	for i := 0; i+1 < len(values); i += 2 {
		q.Set(values[i], values[i+1])
	}
	if len(q) > 0 {
		path += "?" + q.Encode()
	}
	return call{method: "GET", path: "/api/v1/" + path, role: auditor}
}

// listed gives the names of a whole list, page by page.
func (s *server) listed(limit int, path string, values ...string) (names []string) {
	s.t.Helper()
	next := []string{}
	for {
		var p page
		s.must(200, get(path, append(append(slices.Clone(values), "limit", fmt.Sprint(limit)), next...)...), &p)
		for _, x := range p.Items {
			names = append(names, x.Name)
		}
		if p.Next == nil {
			return names
		}
		next = []string{"cursor", *p.Next}
	}
}

func TestLists(t *testing.T) {
	s := sqlite(t).declare()
	for _, c := range []struct {
		path   string
		values []string
		want   string
	}{
		{"measures", nil, "mfa read repair restore"},
		{"measures", []string{"sort", "-name"}, "restore repair read mfa"},
		{"measures", []string{"sort", "-spec.period_days,name"}, "repair restore mfa read"},
		{"measures", []string{"sort", "spec.source,-name"}, "read restore repair mfa"}, // missing last
		{"measures", []string{"filter", `spec.period_days > 30.5`}, "repair restore"},
		{"measures", []string{"filter", `spec.scale.knots.red >= 70 && spec.owner == "lead"`, "sort", "-code"}, "restore mfa"},
		{"measures", []string{"filter", `has(spec.source)`}, "read"},
		{"objectives", []string{"filter", `spec.measures.exists(m, m.measure == "repair" && m.weight == 2)`}, "protect"},
		{"objectives", []string{"filter", `spec.weight == 1 && spec.perspective == "resilience"`}, "recover"},
		{"measures", []string{"filter", `false`}, ""},
	} {
		for _, limit := range []int{1, 2, 100} {
			if got := strings.Join(s.listed(limit, c.path, c.values...), " "); got != c.want {
				t.Errorf("%s %v by %d lists %s, not %s", c.path, c.values, limit, got, c.want)
			}
		}
	}
	s.run(t, []scenario{
		{title: "some fields", call: get("measures", "fields", "name,spec.scale.knots.red,spec.unit", "filter", `name == "mfa"`), status: 200, must: []string{`"items":[{"name":"mfa","spec":{"scale":{"knots":{"red":85}},"unit":"enterprise"}}]`}},
		{title: "mistyped field in a filter", call: get("measures", "filter", "spec.perod_days > 3"), status: 422, field: "filter", must: []string{`"line":1,"column":5`, "Did you mean period_days?"}},
		{title: "types that do not go together", call: get("measures", "filter", `spec.period_days == "30"`), status: 422, field: "filter", must: []string{"never equal"}},
		{title: "field of another kind", call: get("units", "filter", "spec.period_days > 3"), status: 422, field: "filter"},
		{title: "no expression", call: get("measures", "filter", "spec.period_days >"), status: 422, field: "filter"},
		{title: "sort by a list", call: get("objectives", "sort", "spec.measures"), status: 422, field: "sort"},
		{title: "sort by nothing known", call: get("objectives", "sort", "-weight"), status: 422, field: "sort"},
		{title: "fields that are none", call: get("objectives", "fields", "name,spec.x"), status: 422, field: "fields"},
		{title: "format that is none", call: get("objectives", "format", "pdf"), status: 422, field: "format"},
		{title: "all that is wrong at once", call: get("objectives", "filter", "nme == 1", "sort", "x", "fields", "y"), status: 422, must: []string{`"field":"filter"`, `"field":"sort"`, `"field":"fields"`}},
		{title: "no people for programs", call: call{method: "GET", path: "/api/v1/people?filter=true", role: collector}, status: 403},
		// whoever may not see people finds them by code only, as answers name them
		{title: "no name to be found out", call: call{method: "GET", path: "/api/v1/measures?filter=spec.owner==%22lead%22", role: collector}, status: 200, must: []string{`"items":[]`}},
		{title: "by code", call: call{method: "GET", path: "/api/v1/measures?filter=spec.owner==%22P-01%22", role: collector}, status: 200, must: []string{`"name":"mfa"`}},
		{title: "cursor of another sort", call: get("measures", "sort", "-name", "cursor", cursorFor(s, "measures", "limit", "1")), status: 422, field: "cursor"},
		{title: "cursor of another filter", call: get("measures", "filter", "true", "cursor", cursorFor(s, "measures", "limit", "1", "filter", "revision > 0")), status: 422, field: "cursor"},
	})
	// whatever is written between them, pages of a sorted list are those of one state
	var p page
	s.must(200, get("measures", "sort", "-spec.period_days", "limit", "2"), &p)
	s.must(200, call{method: "PATCH", path: "/api/v1/measures/mfa", role: manager, body: `{"spec":{"period_days":400}}`, header: merge}, nil)
	s.must(200, get("measures", "sort", "-spec.period_days", "limit", "2", "cursor", *p.Next), &p)
	if len(p.Items) != 2 || p.Items[0].Name != "mfa" || !strings.Contains(string(p.Items[0].Spec), `"period_days":30`) {
		t.Errorf("the second page is of another state: %+v", p.Items)
	}
	if got := s.listed(100, "measures", "filter", "spec.period_days == 400"); len(got) != 1 {
		t.Errorf("what was just written is not found: %v", got)
	}
	if got := s.listed(100, "measures", "filter", "spec.period_days == 400", "as_of", fmt.Sprintf("entry:%d", s.service.Seq()-1)); len(got) != 0 {
		t.Errorf("as of the entry before, it is found: %v", got)
	}
}

var merge = map[string]string{"Content-Type": "application/merge-patch+json"}

func cursorFor(s *server, path string, values ...string) string {
	var p page
	s.must(200, get(path, values...), &p)
	return *p.Next
}

func TestPatch(t *testing.T) {
	s := sqlite(t).declare()
	patch := func(path, body string, more ...string) call {
		c := call{method: "PATCH", path: "/api/v1/" + path, role: manager, body: body, header: map[string]string{"Content-Type": "application/merge-patch+json"}}
		for i := 0; i+1 < len(more); i += 2 {
			c.header[more[i]] = more[i+1]
		}
		return c
	}
	s.run(t, []scenario{
		{title: "one field", call: patch("measures/mfa", `{"spec":{"decimals":1}}`), status: 200, must: []string{`"revision":2`, `"decimals":1`, `"period_days":30`, `"title":"Multi-factor"`}, header: map[string]string{"ETag": `"2"`}},
		{title: "the same again", call: patch("measures/mfa", `{"spec":{"decimals":1}}`), status: 200, must: []string{`"revision":2`}},
		{title: "nothing", call: patch("measures/mfa", `{}`), status: 200, must: []string{`"revision":2`}},
		{title: "take away", call: patch("measures/mfa", `{"spec":{"decimals":null,"scale":{"knots":{"worst":null}}}}`), status: 200, must: []string{`"revision":3`}, not: []string{"decimals", "worst"}},
		{title: "within a group", call: patch("measures/mfa", `{"spec":{"scale":{"knots":{"target":98}}}}`), status: 200, must: []string{`"green":95,"red":85,"target":98`}},
		{title: "a list whole", call: patch("objectives/recover", `{"spec":{"measures":[{"measure":"restore","weight":7}]}}`), status: 200, must: []string{`"measures":[{"measure":"restore","weight":7}]`}},
		{title: "rename and title", call: patch("measures/mfa", `{"name":"factors","title":"Factors"}`), status: 200, must: []string{`"name":"factors"`, `"title":"Factors"`}},
		{title: "at its revision", call: patch("measures/factors", `{"title":"More factors"}`, "If-Match", `"5"`), status: 200},
		{title: "not at its revision", call: patch("measures/factors", `{"title":"Few factors"}`, "If-Match", `"5"`), status: 412, field: "revision"},
		{title: "not there", call: patch("measures/none", `{"title":"x"}`), status: 404},
		{title: "fault by place", call: patch("objectives/recover", `{"spec":{"measures":[{"measure":"restore","weight":-1}]}}`), status: 422, field: "spec.measures[0].weight"},
		{title: "required taken away", call: patch("measures/repair", `{"spec":{"period_days":null}}`), status: 422, field: "spec.period_days"},
		{title: "title taken away", call: patch("measures/repair", `{"title":null}`), status: 422, field: "title"},
		{title: "spec taken away", call: patch("measures/repair", `{"spec":null}`), status: 422, field: "spec.unit"},
		{title: "unknown deep in spec", call: patch("measures/repair", `{"spec":{"scale":{"knot":{}}}}`), status: 422, field: "spec.scale.knot"},
		{title: "unknown beside spec", call: patch("measures/repair", `{"spce":{}}`), status: 422, field: "spce"},
		{title: "name no text", call: patch("measures/repair", `{"name":null}`), status: 422, field: "name"},
		{title: "spec no group", call: patch("measures/repair", `{"spec":[]}`), status: 422, field: "spec"},
		{title: "no object", call: patch("measures/repair", `[]`), status: 422},
		{title: "twice", call: patch("measures/repair", `{"spec":{"decimals":1,"decimals":2}}`), status: 400, field: "spec.decimals"},
		{title: "as plain JSON", call: patch("measures/repair", `{}`, "Content-Type", "application/json"), status: 415, header: map[string]string{"Accept-Patch": "application/merge-patch+json"}},
		{title: "by an auditor", call: call{method: "PATCH", path: "/api/v1/measures/repair", role: auditor, body: "{}", header: merge}, status: 403},
		{title: "reasons that differ", call: patch("measures/repair", `{"reason":"a"}`, "Steelyard-Reason", "b"), status: 422, field: "reason"},
	})
	s.must(200, call{method: "DELETE", path: "/api/v1/objectives/recover", role: access.Administrator}, nil)
	if p := s.problem(s.do(patch("objectives/recover", `{"title":"x"}`))); p.Status != 409 {
		t.Errorf("a retired record is patched: %+v", p)
	}
}

// A request that is sent again with its key gets its first answer, whatever has happened since, and changes nothing.
func TestKeysOfRecords(t *testing.T) {
	for name, dsn := range databases(t) {
		t.Run(name, func(t *testing.T) {
			s := start(t, dsn).declare()
			unit := func(title string) string { return `{"title":"` + title + `","spec":{"parent":"enterprise"}}` }
			keyed := func(method, path, body, key, media string) call {
				return call{method: method, path: "/api/v1/" + path, role: manager, body: body, header: map[string]string{"Idempotency-Key": key, "Content-Type": media}}
			}
			const js = "application/json"
			calls := []call{
				keyed("PUT", "units/north", unit("North"), "a", js),
				keyed("PATCH", "units/north", `{"title":"Far north"}`, "b", "application/merge-patch+json"),
				keyed("POST", "bulk", `{"items":[{"action":"put","kind":"unit","name":"south","title":"South","spec":{"parent":"west"}},{"action":"put","kind":"unit","name":"west","title":"West","spec":{}}]}`, "c", js),
				keyed("POST", "bulk", `{"atomic":false,"items":[{"action":"put","kind":"unit","name":"a1","title":"A","spec":{"parent":"a2"}},{"action":"put","kind":"unit","name":"a2","title":"A","spec":{}},{"action":"put","kind":"unit","name":"a3","title":"A","spec":{"parent":"no"}}]}`, "d", js),
				keyed("POST", "units/import", "name,title\nnorth,Even further\n", "e", "text/csv"),
				keyed("DELETE", "units/south", "", "f", ""),
			}
			var answers []string
			var codes []int
			for _, c := range calls {
				w := s.do(c)
				if w.Code > 201 || w.Header().Get("Idempotency-Replayed") != "" {
					t.Fatalf("%s %s answers %d: %s", c.method, c.path, w.Code, w.Body)
				}
				answers, codes = append(answers, w.Body.String()), append(codes, w.Code)
			}
			seq := s.service.Seq()
			s.must(200, call{method: "PATCH", path: "/api/v1/units/north", role: manager, body: `{"name":"nowhere","title":"Nowhere"}`, header: merge}, nil)
			for i, c := range calls {
				w := s.do(c)
				if w.Code != codes[i] || w.Header().Get("Idempotency-Replayed") != "true" || plain(w.Body.String()) != plain(answers[i]) {
					t.Errorf("%s %s is answered the second time with %d\n%s\n%s", c.method, c.path, w.Code, w.Body, answers[i])
				}
				c.body += " "
				if c.method == "DELETE" {
					c.path = "/api/v1/units/west"
				}
				w = s.do(c)
				if strings.Contains(c.body, `"atomic":false`) { // each item has a key of its own, and an answer
					if !strings.Contains(w.Body.String(), `"field":"Idempotency-Key"`) {
						t.Errorf("items with the key of another request are answered with %s", w.Body)
					}
					continue
				}
				if p := s.problem(w); p.Status != 422 || len(p.Errors) == 0 || p.Errors[0].Field != "Idempotency-Key" {
					t.Errorf("%s %s: the key of another request is answered with %+v", c.method, c.path, p)
				}
			}
			if s.service.Seq() != seq+1 {
				t.Errorf("repetitions made %d entries", s.service.Seq()-seq-1)
			}
		})
	}
}

// plain leaves out what differs between any two answers: the moment, and the identifier of the request.
func plain(body string) string {
	var tree any
	if json.Unmarshal([]byte(body), &tree) != nil {
		return body
	}
	var strip func(any)
	strip = func(x any) {
		switch x := x.(type) {
		case map[string]any:
			delete(x, "at")
			delete(x, "instance")
			for _, y := range x {
				strip(y)
			}
		case []any:
			for _, y := range x {
				strip(y)
			}
		}
	}
	strip(tree)
	b, _ := json.Marshal(tree)
	return string(b)
}
