package api_test

import (
	"strings"
	"testing"

	"github.com/steelyard-isms/steelyard/internal/access"
)

// scenario is a request and what its answer must and must not have.
type scenario struct {
	title  string
	call   call
	status int
	field  string // of the first error of a problem
	must   []string
	not    []string
	header map[string]string
}

const goodMeasure = `{"title":"New","spec":{"unit":"enterprise","owner":"lead","period_days":30,"scale":{"direction":"higher","knots":{"red":1,"green":2}}}}`

func (s *server) run(t *testing.T, scenarios []scenario) {
	for _, c := range scenarios {
		t.Run(c.title, func(t *testing.T) {
			w := s.do(c.call)
			text := w.Body.String()
			if w.Code != c.status {
				t.Fatalf("%s %s answers %d, not %d: %s", c.call.method, c.call.path, w.Code, c.status, text)
			}
			for name, want := range c.header {
				if got := w.Header().Get(name); got != want {
					t.Errorf("header %s is %q, not %q", name, got, want)
				}
			}
			if w.Code >= 400 && c.call.method != "HEAD" {
				p := s.problem(w)
				if c.field != "" && (len(p.Errors) == 0 || p.Errors[0].Field != c.field) {
					t.Errorf("the place at fault is not %s: %+v", c.field, p.Errors)
				}
			}
			for _, want := range c.must {
				if !strings.Contains(text, want) {
					t.Errorf("the answer lacks %q: %s", want, text)
				}
			}
			for _, bad := range append(c.not, "sql", "goroutine", "/internal/") {
				if strings.Contains(text, bad) {
					t.Errorf("the answer has %q: %s", bad, text)
				}
			}
		})
	}
}

func TestReading(t *testing.T) {
	s := sqlite(t).declare()
	s.run(t, []scenario{
		{title: "list", call: call{method: "GET", path: "/api/v1/measures", role: auditor}, status: 200, must: []string{`"name":"mfa"`, `"name":"restore"`, `"next":null`, `"owner":"lead"`}},
		{title: "empty list", call: call{method: "GET", path: "/api/v1/measures?as_of=2001-01-01", role: auditor}, status: 200, must: []string{`"items":[]`}},
		{title: "by name", call: call{method: "GET", path: "/api/v1/measures/mfa", role: auditor}, status: 200, must: []string{`"code":"M-01"`, `"revision":1`}, header: map[string]string{"ETag": `"1"`, "Content-Type": "application/json"}},
		{title: "by code", call: call{method: "GET", path: "/api/v1/measures/M-01", role: auditor}, status: 200, must: []string{`"name":"mfa"`}},
		{title: "head", call: call{method: "HEAD", path: "/api/v1/measures/mfa", role: auditor}, status: 200, header: map[string]string{"ETag": `"1"`}},
		{title: "not there", call: call{method: "GET", path: "/api/v1/measures/nothing", role: auditor}, status: 404},
		{title: "not there as of then", call: call{method: "GET", path: "/api/v1/measures/mfa?as_of=2001-01-01", role: auditor}, status: 404},
		{title: "of another kind", call: call{method: "GET", path: "/api/v1/objectives/mfa", role: auditor}, status: 404},
		{title: "no such kind", call: call{method: "GET", path: "/api/v1/wishes", role: auditor}, status: 404},
		{title: "no such method", call: call{method: "POST", path: "/api/v1/measures/mfa", role: manager, body: "{}"}, status: 405, header: map[string]string{"Allow": "DELETE, GET, HEAD, PATCH, PUT"}},
		{title: "no such moment", call: call{method: "GET", path: "/api/v1/measures?as_of=yesterday", role: auditor}, status: 422, field: "as_of"},
		{title: "no such entry", call: call{method: "GET", path: "/api/v1/measures?as_of=entry:999", role: auditor}, status: 404},
		{title: "mistyped parameter", call: call{method: "GET", path: "/api/v1/measures?as_off=2026-01-01", role: auditor}, status: 422, field: "as_off"},
		{title: "limit too high", call: call{method: "GET", path: "/api/v1/measures?limit=501", role: auditor}, status: 422, field: "limit"},
		{title: "limit no number", call: call{method: "GET", path: "/api/v1/measures?limit=many", role: auditor}, status: 422, field: "limit"},
		{title: "cursor made up", call: call{method: "GET", path: "/api/v1/measures?cursor=abc", role: auditor}, status: 422, field: "cursor"},
		{title: "not asked for JSON", call: call{method: "GET", path: "/api/v1/measures/mfa", role: auditor, header: map[string]string{"Accept": "text/html"}}, status: 200, header: map[string]string{"Content-Type": "application/json"}},
		{title: "people for those who work with them", call: call{method: "GET", path: "/api/v1/people", role: auditor}, status: 200, must: []string{"Kari Solberg"}},
		{title: "no people for programs", call: call{method: "GET", path: "/api/v1/people", role: collector}, status: 403, must: []string{"collectors-see-no-people"}, not: []string{"Kari"}},
		{title: "no person for programs", call: call{method: "GET", path: "/api/v1/people/lead", role: collector}, status: 403, not: []string{"Kari"}},
		{title: "no history of people for programs", call: call{method: "GET", path: "/api/v1/people/lead/history", role: collector}, status: 403, not: []string{"Kari"}},
		{title: "no token", call: call{method: "GET", path: "/api/v1/measures"}, status: 401, header: map[string]string{"WWW-Authenticate": `Bearer realm="steelyard"`, "Cache-Control": "no-store"}},
		{title: "wrong token", call: call{method: "GET", path: "/api/v1/measures", header: map[string]string{"Authorization": "Bearer steelyard_x"}}, status: 401},
		{title: "another scheme", call: call{method: "GET", path: "/api/v1/measures", header: map[string]string{"Authorization": "Basic eDp5"}}, status: 401},
		{title: "from another site", call: call{method: "PUT", path: "/api/v1/units/x", role: manager, body: "{}", header: map[string]string{"Sec-Fetch-Site": "cross-site"}}, status: 403},
	})
}

func TestWriting(t *testing.T) {
	s := sqlite(t).declare()
	put := func(path, body string) call {
		return call{method: "PUT", path: "/api/v1/" + path, role: manager, body: body}
	}
	deep := strings.Repeat(`{"a":`, 40) + "1" + strings.Repeat("}", 40)
	s.run(t, []scenario{
		{title: "make", call: put("measures/new", goodMeasure), status: 201, must: []string{`"code":"M-05"`}, header: map[string]string{"ETag": `"1"`, "Location": "/api/v1/measures/new"}},
		{title: "again", call: put("measures/new", goodMeasure), status: 200, must: []string{`"revision":1`}, header: map[string]string{"ETag": `"1"`}},
		{title: "change", call: put("measures/new", strings.Replace(goodMeasure, "New", "Newer", 1)), status: 200, must: []string{`"revision":2`, `"title":"Newer"`}},
		{title: "rename by code", call: put("measures/M-05", strings.Replace(goodMeasure, `{"title"`, `{"name":"newest","title"`, 1)), status: 200, must: []string{`"name":"newest"`, `"revision":3`}},
		{title: "by an earlier name", call: call{method: "GET", path: "/api/v1/measures/new", role: auditor}, status: 200, must: []string{`"name":"newest"`}},
		{title: "rename what is not there", call: put("measures/none", strings.Replace(goodMeasure, `{"title"`, `{"name":"other","title"`, 1)), status: 404},
		{title: "auditor declares nothing", call: call{method: "PUT", path: "/api/v1/measures/a", role: auditor, body: goodMeasure}, status: 403},
		{title: "collector declares nothing", call: call{method: "PUT", path: "/api/v1/measures/a", role: collector, body: goodMeasure}, status: 403},
		{title: "auditor retires nothing", call: call{method: "DELETE", path: "/api/v1/measures/mfa", role: auditor}, status: 403},
		{title: "not a name", call: put("measures/Not%20A%20Name", goodMeasure), status: 422, field: "name"},
		{title: "no title", call: put("measures/a", strings.Replace(goodMeasure, "New", "", 1)), status: 422, field: "title"},
		{title: "no spec", call: put("measures/a", `{"title":"A"}`), status: 422, field: "spec"},
		{title: "title no text", call: put("measures/a", `{"title":7,"spec":{}}`), status: 422, field: "title"},
		{title: "spec no object", call: put("measures/a", `{"title":"A","spec":[]}`), status: 422, field: "spec"},
		{title: "not an object", call: put("measures/a", `[1]`), status: 422},
		{title: "unknown field", call: put("measures/a", strings.Replace(goodMeasure, `{"title"`, `{"titel":"x","title"`, 1)), status: 422, field: "titel"},
		{title: "unknown field deep down", call: put("measures/a", strings.Replace(goodMeasure, `"red"`, `"rde":1,"red"`, 1)), status: 422, field: "spec.scale.knots.rde"},
		{title: "wrong type deep down", call: put("objectives/a", `{"title":"A","spec":{"unit":"enterprise","owner":"lead","perspective":"defence","weight":1,"measures":[{"measure":"mfa","weight":1},{"measure":"repair","weight":[{"value":1},{"from":"2026-01-01","value":"much"}]}]}}`),
			status: 422, field: "spec.measures[1].weight[1].value"},
		{title: "no such reference", call: put("measures/a", strings.Replace(goodMeasure, "lead", "nobody", 1)), status: 422, field: "spec.owner"},
		{title: "out of bounds", call: put("measures/a", strings.Replace(goodMeasure, ":30", ":0", 1)), status: 422, field: "spec.period_days"},
		{title: "knots out of order", call: put("measures/a", strings.Replace(goodMeasure, `"red":1`, `"red":3`, 1)), status: 422, must: []string{"spec.scale."}},
		{title: "a name twice", call: put("measures/a", `{"title":"A","spec":{"unit":"enterprise","unit":"enterprise"}}`), status: 400, field: "spec.unit"},
		{title: "something after", call: put("measures/a", goodMeasure+" {}"), status: 400},
		{title: "not JSON", call: put("measures/a", `{"title":`), status: 400},
		{title: "not UTF-8", call: put("measures/a", "{\"title\":\"\xff\"}"), status: 400, field: "title"},
		{title: "too deep", call: put("measures/a", `{"title":"A","spec":`+deep+`}`), status: 400, must: []string{"nested deeper than 32"}},
		{title: "too large", call: put("measures/a", `{"title":"`+strings.Repeat("x", 1<<20)+`"}`), status: 413, header: map[string]string{"Retry-After": ""}},
		{title: "no body", call: call{method: "PUT", path: "/api/v1/measures/a", role: manager}, status: 400},
		{title: "not declared as JSON", call: call{method: "PUT", path: "/api/v1/measures/a", role: manager, body: goodMeasure, header: map[string]string{"Content-Type": "text/plain"}}, status: 415, field: "Content-Type"},
		{title: "two reasons", call: call{method: "PUT", path: "/api/v1/measures/a", role: manager, body: strings.Replace(goodMeasure, `{"title"`, `{"reason":"x","title"`, 1), header: map[string]string{"Steelyard-Reason": "y"}}, status: 422, field: "reason"},
		{title: "retire what is in use", call: call{method: "DELETE", path: "/api/v1/measures/mfa", role: manager}, status: 422, must: []string{"objective/protect"}},
		{title: "retire what is not there", call: call{method: "DELETE", path: "/api/v1/measures/none", role: manager}, status: 404},
		{title: "retire", call: call{method: "DELETE", path: "/api/v1/measures/newest", role: manager}, status: 200, must: []string{`"retired":true`, `"revision":4`}},
		{title: "retire again", call: call{method: "DELETE", path: "/api/v1/measures/newest", role: manager}, status: 200, must: []string{`"revision":4`}},
		{title: "out of the list", call: call{method: "GET", path: "/api/v1/measures", role: auditor}, status: 200, not: []string{"newest"}},
		{title: "in the whole list", call: call{method: "GET", path: "/api/v1/measures?retired=true", role: auditor}, status: 200, must: []string{"newest"}},
		{title: "no status of what is retired", call: call{method: "GET", path: "/api/v1/measures/newest/status", role: auditor}, status: 404},
		{title: "nothing was erased", call: call{method: "GET", path: "/api/v1/measures/newest", role: auditor}, status: 200, must: []string{`"retired":true`, `"period_days":30`}},
		{title: "back into use", call: put("measures/newest", goodMeasure), status: 200, must: []string{`"retired":false`, `"revision":5`}},
	})
}

func TestPreconditions(t *testing.T) {
	s := sqlite(t).declare()
	put := func(title, header, value string, status int, field string) scenario {
		return scenario{title: title, status: status, field: field, call: call{method: "PUT", path: "/api/v1/units/enterprise", role: manager,
			body: `{"title":"` + title + `","spec":{}}`, header: map[string]string{header: value}}}
	}
	s.run(t, []scenario{
		put("stands", "If-Match", `"1"`, 200, ""),
		put("has changed", "If-Match", `"1"`, 412, "revision"),
		put("exists", "If-Match", `*`, 200, ""),
		put("must not exist", "If-None-Match", `*`, 412, "revision"),
		put("weak", "If-Match", `W/"2"`, 422, "If-Match"),
		put("without quotes", "If-Match", `2`, 422, "If-Match"),
		put("of zero", "If-Match", `"0"`, 422, "If-Match"),
		put("not of that", "If-None-Match", `"2"`, 422, "If-None-Match"),
		{title: "made only if new", status: 201, call: call{method: "PUT", path: "/api/v1/units/north", role: manager, body: `{"title":"North","spec":{"parent":"enterprise"}}`, header: map[string]string{"If-None-Match": "*"}}},
		{title: "not made where it must exist", status: 412, field: "If-Match", call: call{method: "PUT", path: "/api/v1/units/south", role: manager, body: `{"title":"South","spec":{}}`, header: map[string]string{"If-Match": "*"}}},
		{title: "not made at a revision", status: 412, field: "revision", call: call{method: "PUT", path: "/api/v1/units/south", role: manager, body: `{"title":"South","spec":{}}`, header: map[string]string{"If-Match": `"1"`}}},
		{title: "retire at another revision", status: 412, call: call{method: "DELETE", path: "/api/v1/units/north", role: manager, header: map[string]string{"If-Match": `"9"`}}},
		{title: "retire at this revision", status: 200, call: call{method: "DELETE", path: "/api/v1/units/north", role: manager, header: map[string]string{"If-Match": `"1"`}}},
	})
}

// Nobody gets in without credentials, at any address that is registered.
func TestEveryRouteAsksWho(t *testing.T) {
	s := sqlite(t)
	public := map[string]bool{"GET /healthz": true, "GET /readyz": true, "GET /api/openapi.json": true, "GET /api/openapi.yaml": true}
	seen := 0
	for _, r := range s.httpd.Routes() {
		if r.Need.IsPublic() != public[r.Pattern] {
			t.Errorf("%s is public: %t", r.Pattern, r.Need.IsPublic())
		}
		method, path, ok := strings.Cut(r.Pattern, " ")
		if !ok {
			method, path = "GET", r.Pattern
		}
		if !strings.HasPrefix(path, "/api/") {
			continue
		}
		seen++
		path = strings.NewReplacer("{ref}", "x", "{id}", "x", "{sha256}", strings.Repeat("a", 64)).Replace(path)
		want := 401
		if public[r.Pattern] {
			want = 200
		}
		if w := s.do(call{method: method, path: path, body: "{}"}); w.Code != want {
			t.Errorf("%s without credentials answers %d: %s", r.Pattern, w.Code, w.Body)
		}
	}
	if seen < 40 {
		t.Errorf("only %d routes of the API were tried", seen)
	}
}

// Nobody changes anything who may only read, at any address that is registered.
func TestEveryWriteAsksForTheRight(t *testing.T) {
	s := sqlite(t)
	for _, r := range s.httpd.Routes() {
		method, path, _ := strings.Cut(r.Pattern, " ")
		if !strings.HasPrefix(path, "/api/") || method == "GET" || path == "/api/v1/formulas/evaluate" || path == "/api/v1/views/{view}" { // which writes nothing; whose view it is decides, in TestViewsAskForTheRight
			continue
		}
		path = strings.NewReplacer("{ref}", "x").Replace(path)
		roles := []access.Role{auditor}
		if strings.HasSuffix(path, "/notes") || path == "/api/v1/notes/{note}" { // whoever sees a record may talk of it, but for programs
			roles = nil
		}
		if method != "POST" || roles == nil {
			roles = append(roles, collector)
		}
		for _, role := range roles {
			if w := s.do(call{method: method, path: path, role: role, body: "{}"}); w.Code != 403 {
				t.Errorf("%s by the role %s answers %d: %s", r.Pattern, role, w.Code, w.Body)
			}
		}
	}
}

// Who sends too much is told so in the same form as all else, and by when to come again.
func TestTooManyRequests(t *testing.T) {
	s := sqlite(t)
	for range 2000 {
		w := s.do(call{method: "GET", path: "/api/v1/units", role: auditor, from: "198.51.100.7:1"})
		if w.Code == 429 {
			if p := s.problem(w); p.Title != "Limited" || w.Header().Get("Retry-After") != "1" {
				t.Errorf("%+v %v", p, w.Header())
			}
			return
		}
	}
	t.Error("2,000 requests at once from one address were all answered")
}

// What has been erased is gone from every answer, and what remains is still as documented.
func TestErasedPerson(t *testing.T) {
	s := sqlite(t).declare()
	if _, err := s.service.Erase(t.Context(), access.Console("cli"), "person", "lead", "asked for"); err != nil {
		t.Fatal(err)
	}
	_, _, c := readDocument(t, s)
	for path, schema := range map[string]string{"people": "PersonList", "people/lead": "Person", "people/lead/history": "PersonHistory"} {
		w := s.must(200, call{method: "GET", path: "/api/v1/" + path, role: manager}, nil)
		if strings.Contains(w.Body.String(), "Kari") || strings.Contains(w.Body.String(), "commitment") {
			t.Errorf("%s still tells: %s", path, w.Body)
		}
		valid(t, c, pointer("components", "schemas", schema), path, w.Body.Bytes())
	}
}
