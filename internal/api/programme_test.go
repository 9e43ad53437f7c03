package api_test

import (
	"encoding/json"
	"fmt"
	"testing"

	"github.com/steelyard-isms/steelyard/internal/access"
)

type programmePage struct {
	Store string
	Items []struct {
		item
		Kind    string
		State   string
		InForce int64 `json:"in_force"`
		Force   *item
	}
	Next *string
	Seq  int64
}

// What a folder is compared with: everything, in pages of one state, with what is in force where a later revision waits, and
// nothing of what may not be seen.
func TestProgrammeIsExported(t *testing.T) {
	s := sqlite(t).declare()
	s.must(200, call{method: "PATCH", path: "/api/v1/objectives/protect", role: manager, body: `{"title":"Waits"}`, header: map[string]string{"Content-Type": "application/merge-patch+json"}}, nil)
	s.must(200, call{method: "DELETE", path: "/api/v1/objectives/recover", role: access.Administrator}, nil)
	seq := s.service.Seq()
	var all programmePage
	s.must(200, get("programme"), &all)
	if len(all.Items) != len(programme) || all.Next != nil || all.Seq != seq || len(all.Store) != 64 {
		t.Fatalf("%d records as of %d", len(all.Items), all.Seq)
	}
	for i, x := range all.Items {
		if i > 0 && all.Items[i-1].Kind+"/"+all.Items[i-1].Name >= x.Kind+"/"+x.Name {
			t.Errorf("%s/%s comes at the wrong place", x.Kind, x.Name)
		}
		switch x.Name {
		case "protect":
			if x.Title != "Waits" || x.Force == nil || x.Force.Title != "Protect accounts" || x.Force.Revision != x.InForce || x.Force.Name != "protect" {
				t.Errorf("what waits and what is in force: %+v %+v", x, x.Force)
			}
		case "recover":
			if !x.Retired {
				t.Error("what is retired is not said to be so")
			}
		default:
			if x.Force != nil || x.Retired {
				t.Errorf("%+v", x)
			}
		}
	}
	// in pages, while the store goes on
	var paged programmePage
	cursor, n := "", 0
	for {
		var p programmePage
		s.must(200, get("programme", "limit", "3", "cursor", cursor), &p)
		paged.Items = append(paged.Items, p.Items...)
		if p.Seq != seq || len(p.Items) > 3 {
			t.Fatalf("a page has %d records as of %d", len(p.Items), p.Seq)
		}
		s.must(201, call{method: "PUT", path: fmt.Sprintf("/api/v1/units/z-%d", n), role: manager, body: `{"title":"Z","spec":{}}`}, nil)
		if n++; p.Next == nil {
			break
		}
		cursor = *p.Next
	}
	x, _ := json.Marshal(all.Items)
	y, _ := json.Marshal(paged.Items)
	if string(x) != string(y) || n != 4 {
		t.Errorf("in %d pages it is\n%s\nnot\n%s", n, y, x)
	}
	// a program sees no people
	var seen programmePage
	s.must(200, call{method: "GET", path: "/api/v1/programme", role: collector}, &seen)
	for _, x := range seen.Items {
		if x.Kind == "person" {
			t.Error("a program is told of people")
		}
	}
	s.run(t, []scenario{
		{title: "no cursor", call: get("programme", "cursor", "x"), status: 422, field: "cursor"},
		{title: "cursor of another moment", call: get("programme", "cursor", cursor, "as_of", "entry:1"), status: 422, field: "cursor"},
		{title: "no entry", call: get("programme", "as_of", "entry:99999"), status: 404},
		{title: "no moment", call: get("programme", "as_of", "never"), status: 422, field: "as_of"},
		{title: "nobody", call: call{method: "GET", path: "/api/v1/programme"}, status: 401},
	})
}
