package api_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/steelyard-isms/steelyard/internal/api"
)

type bulkAnswer struct {
	Atomic bool
	DryRun bool `json:"dry_run"`
	Seq    int64
	Items  []struct {
		Status  int
		Action  string
		Record  *item
		Problem *api.Problem
	}
}

func bulk(body string) call {
	return call{method: "POST", path: "/api/v1/bulk", role: manager, body: body}
}

// a programme in the wrong order: each refers to what comes after it
const backwards = `{"action":"put","kind":"objective","name":"o","title":"O","spec":{"unit":"u","owner":"p","perspective":"v","weight":1,"measures":[{"measure":"m","weight":1}]}},
	{"action":"put","kind":"measure","name":"m","title":"M","spec":{"unit":"u","owner":"p","period_days":30,"scale":{"direction":"higher","knots":{"red":1,"green":2}}}},
	{"action":"put","kind":"perspective","name":"v","title":"V","spec":{"scorecard":"s","weight":1,"position":1}},
	{"action":"put","kind":"scorecard","name":"s","title":"S","spec":{"unit":"u"}},
	{"action":"put","kind":"person","name":"p","spec":{"full_name":"Kari","unit":"u"}},
	{"action":"put","kind":"unit","name":"u","title":"U","spec":{}}`

func TestBulk(t *testing.T) {
	s := sqlite(t)
	seq := s.service.Seq()
	var got bulkAnswer
	s.must(200, bulk(`{"dry_run":true,"items":[`+backwards+`]}`), &got)
	if len(got.Items) != 6 || got.Items[0].Status != 201 || got.Items[0].Record.Name != "o" || got.Items[0].Record.Code != "O-01" || !got.DryRun || s.service.Seq() != seq {
		t.Errorf("a dry run answers %+v and writes %d entries", got, s.service.Seq()-seq)
	}
	if w := s.do(get("units/u")); w.Code != 404 {
		t.Error("a dry run made a unit")
	}
	s.must(200, bulk(`{"atomic":false,"dry_run":true,"items":[`+backwards+`]}`), &got)
	for i, x := range got.Items {
		if x.Status != 201 {
			t.Errorf("alone, in a dry run, item %d is answered with %+v", i, x.Problem)
		}
	}
	w := s.must(200, bulk(`{"reason":"begin","items":[`+backwards+`]}`), &got)
	if s.service.Seq() != seq+1 || w.Header().Get("Steelyard-Seq") != fmt.Sprint(seq+1) || !strings.Contains(string(got.Items[0].Record.Spec), `"measure":"m"`) {
		t.Errorf("six records make %d entries: %s", s.service.Seq()-seq, w.Body)
	}
	s.must(200, bulk(`{"items":[{"action":"patch","kind":"unit","name":"u","title":"Unit"},{"action":"patch","kind":"measure","uid":"`+string(got.Items[1].Record.UID)+`","name":"m2","spec":{"decimals":2},"if_revision":1},
		{"action":"put","kind":"unit","name":"x","title":"X","spec":{"parent":"u"},"if_revision":0},{"action":"patch","kind":"scorecard","name":"S-01","spec":{}}]}`), &got)
	if got.Items[0].Action != "updated" || got.Items[1].Record.Name != "m2" || got.Items[2].Action != "created" || got.Items[3].Action != "unchanged" {
		t.Errorf("%+v", got)
	}
	s.must(200, bulk(`{"items":[{"action":"retire","kind":"unit","name":"x"}]}`), &got)
	if got.Items[0].Action != "retired" || !got.Items[0].Record.Retired {
		t.Errorf("%+v", got)
	}
	seq = s.service.Seq()
	good := `{"action":"put","kind":"unit","name":"y","title":"Y","spec":{}}`
	s.run(t, []scenario{
		{title: "one is wrong", call: bulk(`{"items":[` + good + `,{"action":"put","kind":"unit","name":"z","title":"Z","spec":{"parent":"none","lvl":1}}]}`), status: 422, field: "items[1].spec.parent", must: []string{`items[1].spec.lvl`}},
		{title: "alone and wrong by place", call: bulk(`{"items":[{"action":"put","kind":"unit","name":"z","spec":{}}]}`), status: 422, field: "items[0].title"},
		{title: "would break another", call: bulk(`{"items":[{"action":"retire","kind":"unit","name":"u"}]}`), status: 422, field: "items[0].name"},
		{title: "twice", call: bulk(`{"items":[` + good + "," + good + `]}`), status: 422, field: "items[1].name"},
		{title: "not at the revision", call: bulk(`{"items":[{"action":"patch","kind":"unit","name":"u","title":"V","if_revision":1}]}`), status: 409, field: "items[0].revision"},
		{title: "no such record", call: bulk(`{"items":[{"action":"patch","kind":"unit","name":"none","title":"V"},{"action":"retire","kind":"unit","name":"nil"}]}`), status: 422, field: "items[0].name", must: []string{"items[1].name"}},
		{title: "no such kind", call: bulk(`{"items":[{"action":"put","kind":"wish","name":"a","spec":{}}]}`), status: 422, field: "items[0].kind"},
		{title: "no such kind to patch", call: bulk(`{"items":[{"action":"patch","kind":"wish","name":"a","spec":{}}]}`), status: 422, field: "items[0].kind"},
		{title: "no such action", call: bulk(`{"items":[{"action":"delete","kind":"unit","name":"a"}]}`), status: 422, field: "items[0].action"},
		{title: "unknown in an item", call: bulk(`{"items":[{"action":"put","kind":"unit","name":"a","spec":{},"extra":1}]}`), status: 422, field: "items[0].extra"},
		{title: "unknown beside", call: bulk(`{"itmes":[],"items":[` + good + `]}`), status: 422, field: "itmes"},
		{title: "wrong types", call: bulk(`{"atomic":"no","dry_run":1,"items":{}}`), status: 422, field: "atomic", must: []string{`"field":"dry_run"`, `"field":"items"`}},
		{title: "wrong types in an item", call: bulk(`{"items":[7,{"action":1,"kind":2,"name":3,"spec":[],"if_revision":"x"}]}`), status: 422, field: "items[0]", must: []string{`items[1].if_revision`, `items[1].kind`}},
		{title: "missing", call: bulk(`{"items":[{}]}`), status: 422, field: "items[0].action", must: []string{"items[0].kind", "items[0].name"}},
		{title: "no items", call: bulk(`{}`), status: 422, field: "items"},
		{title: "empty", call: bulk(`{"items":[]}`), status: 422, field: "items"},
		{title: "too many", call: bulk(`{"items":[` + strings.TrimSuffix(strings.Repeat("7,", 10_001), ",") + `]}`), status: 413},
		{title: "a name twice", call: bulk(`{"items":[{"action":"put","action":"put"}]}`), status: 400, field: "items[0].action"},
		{title: "by an auditor", call: call{method: "POST", path: "/api/v1/bulk", role: auditor, body: `{"items":[` + good + `]}`}, status: 403},
	})
	if s.service.Seq() != seq {
		t.Errorf("what was refused made %d entries", s.service.Seq()-seq)
	}
	got = bulkAnswer{}
	s.must(200, bulk(`{"atomic":false,"items":[`+strings.ReplaceAll(good, `"spec":{}`, `"spec":{"parent":"y2"}`)+`,{"action":"put","kind":"unit","name":"bad","title":"B","spec":{"parent":"none"}},{"action":"put","kind":"unit","name":"y2","title":"Y","spec":{}}]}`), &got)
	if got.Items[0].Status != 201 || got.Items[2].Status != 201 || got.Items[1].Status != 422 || got.Items[1].Problem.Errors[0].Field != "items[1].spec.parent" || got.Items[1].Record != nil || s.service.Seq() != seq+2 {
		t.Errorf("each alone: %+v", got)
	}
}

// Ten thousand records in one request.
func TestBulkOfMany(t *testing.T) {
	s := sqlite(t)
	var body strings.Builder
	body.WriteString(`{"items":[`)
	for i := range 10_000 {
		if i > 0 {
			body.WriteByte(',')
		}
		fmt.Fprintf(&body, `{"action":"put","kind":"unit","name":"u-%d","title":"Unit %d","spec":{"parent":"u-%d"}}`, i, i, 9_999-9_999%20-i%20)
	}
	text := strings.Replace(body.String()+`]}`, `"spec":{"parent":"u-9980"}`, `"spec":{}`, 1)
	if w := s.do(bulk(text)); w.Code != 200 && w.Code != 422 {
		t.Errorf("10,000 units are answered with %d: %.300s", w.Code, w.Body)
	}
	text = strings.NewReplacer(`"parent":"`, `"level":"organisation","parent":"`).Replace(`{"items":[` + good(10_000) + `]}`)
	var got bulkAnswer
	s.must(200, bulk(text), &got)
	if len(got.Items) != 10_000 || got.Items[9_999].Record.Name != "n-9999" {
		t.Errorf("%d of 10,000 are answered", len(got.Items))
	}
}

func good(n int) string {
	var out strings.Builder
	for i := range n {
		if i > 0 {
			out.WriteByte(',')
		}
		fmt.Fprintf(&out, `{"action":"put","kind":"unit","name":"n-%d","title":"Unit %d","spec":{"parent":"n-%d"}}`, i, i, i/2-1)
	}
	return strings.NewReplacer(`"spec":{"parent":"n--1"}`, `"spec":{}`).Replace(out.String())
}

func TestReferences(t *testing.T) {
	s := sqlite(t).declare()
	s.run(t, []scenario{
		{title: "both ways", call: get("measures/repair/references"), status: 200, must: []string{`{"path":"spec.unit","in_force":true,"record":{"uid":`, `"name":"enterprise"`, `"path":"spec.measures[1].measure"`, `"path":"spec.targets[0].measure"`, `"clipped":false`}},
		{title: "of one kind", call: get("measures/repair/references", "kind", "objective"), status: 200, must: []string{`"outgoing":[]`, `"name":"protect"`}},
		{title: "clipped", call: get("units/enterprise/references", "limit", "1"), status: 200, must: []string{`"clipped":true`}},
		{title: "no people for programs", call: call{method: "GET", path: "/api/v1/measures/repair/references", role: collector}, status: 200, must: []string{"spec.unit"}, not: []string{"spec.owner", "lead"}},
		{title: "not of people", call: call{method: "GET", path: "/api/v1/people/lead/references", role: collector}, status: 403},
		{title: "not there", call: get("measures/none/references"), status: 404},
		{title: "no kind", call: get("measures/repair/references", "kind", "mesure"), status: 422, field: "kind", must: []string{"Did you mean measure?"}},
		{title: "before", call: get("units/enterprise/references", "as_of", fmt.Sprintf("entry:%d", s.service.Seq()-11)), status: 200, must: []string{`"incoming":[]`}},
	})
	ends := func(path, trace string, more ...string) string {
		t.Helper()
		var got struct {
			Ends []item
			Hops []struct {
				Step int
				Path string
			}
		}
		s.must(200, get(path+"/trace", append(more, "path", trace)...), &got)
		var out []string
		for _, x := range got.Ends {
			out = append(out, x.Name)
		}
		return fmt.Sprintf("%s/%d", strings.Join(out, " "), len(got.Hops))
	}
	for _, c := range []struct{ from, path, want string }{
		{"objectives/protect", "measure,source", "accounts/5"}, // three measures, one of them by its target too, and one source
		{"objectives/protect", ">measure,>source", "accounts/5"},
		{"sources/accounts", "<measure,<objective,perspective,scorecard", "security/4"},
		{"sources/accounts", "objective", "/0"},
		{"units/enterprise", "<unit.parent*", "/0"},
		{"measures/repair", "<objective.targets", "protect/1"},
		{"measures/mfa", "<objective.targets", "/0"},
	} {
		if got := ends(c.from, c.path); got != c.want {
			t.Errorf("from %s by %s: %s, not %s", c.from, c.path, got, c.want)
		}
	}
	before := fmt.Sprintf("entry:%d", s.service.Seq())
	for i, parent := range []string{"enterprise", "a-0", "a-1"} {
		s.must(201, call{method: "PUT", path: fmt.Sprintf("/api/v1/units/a-%d", i), role: manager, body: `{"title":"A","spec":{"parent":"` + parent + `"}}`}, nil)
	}
	if got := ends("units/enterprise", "<unit.parent*"); got != "a-0 a-1 a-2/3" {
		t.Errorf("the units below are %s", got)
	}
	if got := ends("units/a-2", ">unit*"); got != "a-0 a-1 enterprise/3" {
		t.Errorf("the units above are %s", got)
	}
	if got := ends("units/enterprise", "<unit.parent*", "as_of", before); got != "/0" {
		t.Errorf("before they were declared, the units below are %s", got)
	}
	s.run(t, []scenario{
		{title: "no path", call: get("objectives/protect/trace"), status: 422, field: "path"},
		{title: "no kind", call: get("objectives/protect/trace", "path", "measure,sorce"), status: 422, field: "path", must: []string{`"column":9`, "Did you mean source?"}},
		{title: "no such field", call: get("objectives/protect/trace", "path", "<objective.unti"), status: 422, field: "path"},
		{title: "too long", call: get("objectives/protect/trace", "path", strings.TrimSuffix(strings.Repeat("unit,", 11), ",")), status: 422, field: "path"},
		{title: "clipped", call: get("objectives/protect/trace", "path", "measure", "limit", "1"), status: 200, must: []string{`"clipped":true`}},
		{title: "not through people", call: call{method: "GET", path: "/api/v1/measures/repair/trace?path=person,measure", role: collector}, status: 200, must: []string{`"ends":[]`}},
		{title: "not there", call: get("objectives/none/trace", "path", "measure"), status: 404},
	})
}
