package api_test

import (
	"strings"
	"testing"
)

// What is kept for everybody asks for the right to declare such records; what is another one's is not there; and a program has none of its own.
func TestViewsAskForTheRight(t *testing.T) {
	s := sqlite(t)
	const path = "/api/v1/views/late"
	everybody := `{"kind":"measure","everybody":true,"title":"Late","filter":"title != \"\""}`
	own := `{"kind":"measure","title":"Mine","first":true}`
	s.must(403, call{method: "PUT", path: path, role: auditor, body: everybody}, nil)
	s.must(403, call{method: "PUT", path: path, role: collector, body: own}, nil)
	s.must(201, call{method: "PUT", path: path, role: manager, body: everybody}, nil)
	s.must(200, call{method: "GET", path: path, role: auditor}, nil)
	s.must(403, call{method: "PUT", path: path, role: auditor, body: strings.Replace(everybody, "Late", "Mine", 1)}, nil)
	s.must(403, call{method: "DELETE", path: path, role: auditor}, nil)
	s.must(200, call{method: "PUT", path: path, role: auditor, body: strings.Replace(everybody, `"title"`, `"first":true,"title"`, 1)}, nil) // changes only what their list begins with
	s.must(409, call{method: "PUT", path: path, role: manager, body: own}, nil)

	const mine = "/api/v1/views/mine"
	s.must(201, call{method: "PUT", path: mine, role: auditor, body: own}, nil)
	s.must(404, call{method: "GET", path: mine, role: manager}, nil)
	s.must(404, call{method: "DELETE", path: mine, role: manager}, nil)
	s.must(409, call{method: "PUT", path: mine, role: manager, body: own}, nil)
	var list struct {
		Items []struct {
			ID        string
			Everybody bool
			First     bool
		}
	}
	s.must(200, call{method: "GET", path: "/api/v1/views?kind=measure", role: auditor}, &list)
	if len(list.Items) != 2 || list.Items[0].ID != "late" || list.Items[0].First || list.Items[1].ID != "mine" || !list.Items[1].First {
		t.Errorf("an auditor sees %+v", list.Items)
	}
	for body, field := range map[string]string{`{"kind":"measure","title":"x","filter":"spec.owne"}`: "filter", `{"kind":"measure","title":"x","fields":["spec.owne"]}`: "fields", `{"kind":"x","title":"x"}`: "kind",
		`{"kind":"measure","title":"x","words":5}`: "words", `{"kind":"measure","title":"x","colour":"red"}`: "", `{"kind":"measure"}`: "title"} {
		got := s.problem(s.must(422, call{method: "PUT", path: "/api/v1/views/other", role: auditor, body: body}, nil))
		if len(got.Errors) == 0 || got.Errors[0].Field != field {
			t.Errorf("%s is refused at %+v", body, got.Errors)
		}
	}
	s.must(422, call{method: "PUT", path: "/api/v1/views/all", role: auditor, body: own}, nil)
	s.must(422, call{method: "GET", path: "/api/v1/views?kind=x", role: auditor}, nil)
	s.must(200, call{method: "DELETE", path: mine, role: auditor}, nil)
	s.must(200, call{method: "DELETE", path: path, role: manager}, nil)
}
