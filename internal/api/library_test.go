package api_test

import (
	"encoding/json"
	"slices"
	"testing"

	"github.com/steelyard-isms/steelyard/internal/library"
)

// Programs page through the library, narrow it, and are told of a slip.
func TestTheLibraryIsListed(t *testing.T) {
	s := sqlite(t).declare()
	var keys []string
	for cursor := ""; ; {
		var got struct {
			Items []struct{ Key string }
			Total int
			Next  string
		}
		s.must(200, call{method: "GET", path: "/api/v1/library?limit=40&cursor=" + cursor, role: auditor}, &got)
		for _, x := range got.Items {
			keys = append(keys, x.Key)
		}
		if got.Total != len(library.All()) {
			t.Fatalf("the library has %d measures, and the answer says %d", len(library.All()), got.Total)
		}
		if cursor = got.Next; cursor == "" {
			break
		}
	}
	unique := slices.Compact(slices.Sorted(slices.Values(keys)))
	if len(keys) != len(library.All()) || len(unique) != len(keys) {
		t.Errorf("its pages hold %d measures, %d of them different", len(keys), len(unique))
	}
	var some struct {
		Items []struct {
			Timing     string
			Parameters []string
			Friction   bool
		}
	}
	s.must(200, call{method: "GET", path: "/api/v1/library?parameter=third-parties&timing=leading&friction=no", role: auditor}, &some)
	if len(some.Items) == 0 {
		t.Error("nothing is left")
	}
	for _, x := range some.Items {
		if x.Timing != "leading" || !slices.Contains(x.Parameters, "third-parties") || x.Friction {
			t.Errorf("left is %+v", x)
		}
	}
	for _, path := range []string{"?parameter=parties", "?timing=soon", "?cursor=nothing", "?q=alarms&cursor=findings-closed-in-time", "?limit=0", "?colour=red"} {
		s.must(422, call{method: "GET", path: "/api/v1/library" + path, role: auditor}, nil)
	}
	got := s.problem(s.must(404, call{method: "GET", path: "/api/v1/library/findings-closed-in-tim", role: auditor}, nil))
	if len(got.Errors) != 1 || got.Errors[0].Remedy != "Did you mean findings-closed-in-time?" {
		t.Errorf("a slip is answered %+v", got)
	}
}

// Adopting is one write: sent again it is answered as before, and refused it leaves nothing.
func TestAMeasureIsAdoptedByAProgram(t *testing.T) {
	s := sqlite(t).declare()
	const path = "/api/v1/library/findings-closed-in-time/adopt"
	body := func(more string) string {
		return `{"unit":"enterprise","owner":"lead"` + more + `}`
	}
	s.must(403, call{method: "POST", path: path, role: auditor, body: body("")}, nil)
	for text, field := range map[string]string{`{"unit":"enterprise"}`: "owner", body(`,"colour":"red"`): "", body(`,"weight":"1"`): "weight", body(`,"objective":"none"`): "objective", body(`,"inputs":{"x":{"number":1}}`): "inputs.x", body(`,"currency":"a long word"`): "currency"} {
		got := s.problem(s.must(422, call{method: "POST", path: path, role: manager, body: text}, nil))
		if len(got.Errors) == 0 || got.Errors[0].Field != field {
			t.Errorf("%s is refused at %+v", text, got.Errors)
		}
	}
	type made struct {
		DryRun bool `json:"dry_run"`
		Seq    int64
		Items  []struct {
			Action string
			Record struct {
				Code, Name string
				Seq        int64
				Spec       json.RawMessage
			}
		}
	}
	var dry, done, again made
	s.must(200, call{method: "POST", path: path, role: manager, body: body(`,"dry_run":true`)}, &dry)
	once := map[string]string{"Idempotency-Key": "adopt-1"}
	s.must(200, call{method: "POST", path: path, role: manager, header: once, body: body("")}, &done)
	s.must(200, call{method: "POST", path: path, role: manager, header: once, body: body("")}, &again)
	if !dry.DryRun || len(dry.Items) != len(done.Items) || len(done.Items) < 2 || again.Seq != done.Seq {
		t.Fatalf("%+v, %+v, %+v", dry, done, again)
	}
	for _, x := range done.Items {
		if x.Action != "created" || x.Record.Seq != done.Seq {
			t.Errorf("%+v is not of the entry %d", x, done.Seq)
		}
	}
	got := s.problem(s.must(422, call{method: "POST", path: path, role: manager, body: body("")}, nil))
	if len(got.Errors) != 1 || got.Errors[0].Field != "name" || got.Errors[0].Remedy != "Use findings-closed-in-time-2" {
		t.Errorf("a name that is taken is answered %+v", got.Errors)
	}
	last := done.Items[len(done.Items)-1].Record
	var entry struct {
		AdoptedBy []string `json:"adopted_by"`
	}
	s.must(200, call{method: "GET", path: "/api/v1/library/findings-closed-in-time", role: auditor}, &entry)
	if !slices.Equal(entry.AdoptedBy, []string{last.Code}) {
		t.Errorf("adopted by %v, and not by %s", entry.AdoptedBy, last.Code)
	}
}

// A program asks what the library says otherwise now; of a measure that was made of none there is nothing.
func TestAMeasureIsComparedWithTheLibrary(t *testing.T) {
	s := sqlite(t).declare()
	s.must(200, call{method: "POST", path: "/api/v1/library/resources-made-available/adopt", role: manager, body: `{"unit":"enterprise","owner":"lead","currency":"EUR","name":"money"}`}, nil)
	type origin struct {
		Key             string
		Version, Latest int
		Known, Anew     bool
		Fields          []struct {
			Field, Standing string
			Is, Here        any
		}
	}
	var now, then, none origin
	s.must(200, call{method: "GET", path: "/api/v1/measures/money/library", role: auditor}, &now)
	if now.Key != "resources-made-available" || now.Version != 2 || now.Latest != 2 || !now.Known || len(now.Fields) != 0 {
		t.Errorf("just adopted it is %+v", now)
	}
	s.must(200, call{method: "PATCH", path: "/api/v1/measures/money", role: manager, body: `{"spec":{"library":{"version":1}}}`, header: map[string]string{"Content-Type": "application/merge-patch+json"}}, nil)
	s.must(200, call{method: "GET", path: "/api/v1/measures/money/library", role: auditor}, &then)
	if then.Version != 1 || len(then.Fields) < 3 {
		t.Errorf("of the first version it is %+v", then)
	}
	for _, f := range then.Fields {
		if f.Standing != "as-now" {
			t.Errorf("%s is %s, and the measure has the new words", f.Field, f.Standing)
		}
	}
	s.must(200, call{method: "GET", path: "/api/v1/measures/money-released/library", role: auditor}, &none)
	if none.Key != "" || none.Latest != 0 || len(none.Fields) != 0 {
		t.Errorf("what is counted is %+v", none)
	}
}
