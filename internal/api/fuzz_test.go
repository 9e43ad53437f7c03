package api

import (
	"encoding/json"
	"path/filepath"
	"reflect"
	"strings"
	"testing"

	"github.com/steelyard-isms/steelyard/internal/fault"
	"github.com/steelyard-isms/steelyard/internal/kinds"
	"github.com/steelyard-isms/steelyard/internal/query"
	"github.com/steelyard-isms/steelyard/internal/record"
	"github.com/steelyard-isms/steelyard/internal/service"
	"github.com/steelyard-isms/steelyard/internal/store"
)

// offline is an API without a server: for what reads requests.
func offline(t testing.TB) *API {
	t.Helper()
	s, err := store.Open(t.Context(), store.Options{DSN: filepath.Join(t.TempDir(), "steelyard.db"), Registry: kinds.Registry()})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = s.Close() })
	svc, err := service.New(service.Options{Store: s})
	if err != nil {
		t.Fatal(err)
	}
	return &API{service: svc, open: streams{of: map[record.UID]int{}}}
}

// told fails where a refusal does not say what is wrong and what to do.
func told(t *testing.T, err error) {
	t.Helper()
	f := fault.Of(err)
	if f.Code != fault.Invalid && f.Code != fault.Limited {
		t.Errorf("%v", err)
	}
	for _, x := range f.Fields {
		if x.Reason == "" || x.Remedy == "" {
			t.Errorf("the refusal %+v leaves something out", x)
		}
	}
}

func FuzzReadBulk(f *testing.F) {
	a := offline(f)
	f.Add([]byte(`{"atomic":false,"dry_run":true,"reason":"x","items":[{"action":"put","kind":"unit","name":"a","title":"A","spec":{}},{"action":"patch","kind":"unit","uid":"01","name":"b"},{"action":"retire","kind":"unit","name":"c","if_revision":3}]}`))
	f.Add([]byte(`{"items":[1,{},{"action":null,"spec":null,"title":null}]}`))
	f.Fuzz(func(t *testing.T, b []byte) {
		got, err := a.readBulk(b)
		if err != nil {
			told(t, err)
			return
		}
		for _, item := range got.Items {
			if item.Kind == "" || item.Name == "" && item.UID == "" || item.Action != "put" && item.Action != "patch" && item.Action != "retire" {
				t.Errorf("%q makes %+v", b, item)
			}
		}
	})
}

func FuzzReadFormula(f *testing.F) {
	f.Add([]byte(`{"formula":"100 * a / b","inputs":[{"name":"a","measure":"m"},{"name":"b","number":1e3,"unit_of_measure":"%"}],"unit_of_measure":"","period_days":31,"unit":"x"}`))
	f.Add([]byte(`{"formula":1,"inputs":{}}`))
	f.Add([]byte(`{"Formula":"x","inputs":[{"number":1e999}]}`))
	f.Fuzz(func(t *testing.T, b []byte) {
		got, err := readFormula(b)
		if err != nil {
			told(t, err)
			return
		}
		if len(got.Inputs) > 50 || got.PeriodDays < 0 {
			t.Errorf("%q makes %+v", b, got)
		}
	})
}

// A merge patch does what RFC 7396 says: what it names is then so, what it takes away is gone, and again makes no difference.
func FuzzMerge(f *testing.F) {
	f.Add([]byte(`{"a":{"b":1,"c":[1]}}`), []byte(`{"a":{"b":null,"d":{"e":null}},"f":2}`))
	f.Add([]byte(`[1]`), []byte(`{"a":1}`))
	f.Add([]byte(`{"title":"x"}`), []byte(`null`))
	f.Fuzz(func(t *testing.T, target, patch []byte) {
		x, err1 := readTree(target)
		y, err2 := readTree(patch)
		if err1 != nil || err2 != nil {
			return
		}
		before, _ := json.Marshal(x)
		once := merge(x, y)
		if after, _ := json.Marshal(x); string(after) != string(before) {
			t.Errorf("%s is changed in place by %s: %s", before, patch, after)
		}
		if again := merge(once, y); !reflect.DeepEqual(again, once) {
			t.Errorf("%s on %s makes %v, and again %v", patch, target, once, again)
		}
		names, isGroup := y.(map[string]any)
		out, _ := once.(map[string]any)
		for name, v := range names {
			if _, has := out[name]; isGroup && has == (v == nil) {
				t.Errorf("%s on %s makes %v", patch, target, once)
			}
		}
		if _, err := readPatch(y); err != nil {
			told(t, err)
		}
	})
}

func FuzzSteps(f *testing.F) {
	a := offline(f)
	for _, seed := range []string{"measure,source", ">measure.source*", "<objective.measures.measure , perspective", "unit*,unit*", ",", "<>unit", "measure."} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, path string) {
		steps, err := a.steps(path)
		if err != nil {
			told(t, err)
			return
		}
		for _, s := range steps {
			if !s.Forward && !s.Backward || len(steps) > maxSteps {
				t.Errorf("%q makes %+v", path, steps)
			}
		}
	})
}

func FuzzListing(f *testing.F) {
	f.Add("-spec.weight,name", "name,spec.measures", "")
	f.Add("spec.perspective,-retired", "spec", "eyJrIjoib2JqZWN0aXZlIiwicyI6MSwibiI6ImEifQ")
	k, _ := kinds.Registry().Kind("objective")
	f.Fuzz(func(t *testing.T, sort, fields, cursor string) {
		in := &listInput{Sort: sort, Fields: fields, Cursor: cursor}
		_, columns, err := in.listing(k)
		if err != nil {
			told(t, err)
		}
		for _, c := range columns {
			if !c.Kernel() && !strings.HasPrefix(c.Name, "spec.") {
				t.Errorf("%q names the column %q", fields, c.Name)
			}
		}
		if _, err := readCursor(cursor, k, in); err != nil {
			told(t, err)
		}
		if _, err := query.ParseOrder(k, sort); err != nil {
			told(t, err)
		}
	})
}
