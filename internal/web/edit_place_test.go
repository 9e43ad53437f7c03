package web

import (
	"encoding/json"
	"testing"
)

// A place that is found in what was entered is the same after it was written into an address and read again, and what is put there is there alone.
func TestPlaces(t *testing.T) {
	for _, c := range []struct{ spec, want, empty string }{
		{`{"unit":"@","x":"y"}`, `{"unit":"new","x":"y"}`, `{"x":"y"}`},
		{`{"measures":[{"weight":1},{"measure":"@","weight":2}]}`, `{"measures":[{"weight":1},{"measure":"new","weight":2}]}`, `{"measures":[{"weight":1},{"weight":2}]}`},
		{`{"principles":["a","@"]}`, `{"principles":["a","new"]}`, `{"principles":["a",""]}`},
		{`{"parent":[{"from":"2026-01-01","value":"@"}]}`, `{"parent":[{"from":"2026-01-01","value":"new"}]}`, `{"parent":[{"from":"2026-01-01"}]}`},
	} {
		read := func() (spec map[string]any) {
			if err := json.Unmarshal([]byte(c.spec), &spec); err != nil {
				t.Fatal(err)
			}
			return spec
		}
		for text, want := range map[string]string{"new": c.want, "": c.empty} {
			spec := read()
			steps := stepsTo(spec, "@")
			again := splitSteps(joinSteps(steps))
			if len(steps) == 0 || len(again) != len(steps) || !put(spec, again, text) {
				t.Fatalf("%s: the place %v is read again as %v", c.spec, steps, again)
			}
			if got, _ := json.Marshal(spec); string(got) != want {
				t.Errorf("%s becomes %s with %q, not %s", c.spec, got, text, want)
			}
		}
		if stepsTo(read(), "nothing") != nil {
			t.Errorf("%s has what is not there", c.spec)
		}
	}
	spec := map[string]any{}
	if !put(spec, []any{"measures", 0, "measure"}, "new") {
		t.Error("a list that says nothing cannot be begun")
	}
	if got, _ := json.Marshal(spec); string(got) != `{"measures":[{"measure":"new"}]}` {
		t.Errorf("it becomes %s", got)
	}
	for _, steps := range [][]any{nil, {0}, {"measures", 5, "measure"}, {"measures", "x"}, {"measures", -1}, {"measures", 0, "measure", "deeper"}} {
		if put(spec, steps, "other") {
			got, _ := json.Marshal(spec)
			t.Errorf("%v is no place, and makes %s", steps, got)
		}
	}
}

// No address, whatever it says of a place, makes more of what was entered than it can hold, or takes away what is beside it.
func FuzzPlaces(f *testing.F) {
	f.Add("measures/0/measure")
	f.Add("measures/1/x/2")
	f.Add("a//9999999999999999999")
	f.Fuzz(func(t *testing.T, at string) {
		spec := map[string]any{"kept": "as it is", "measures": []any{map[string]any{"weight": "1"}}}
		steps := splitSteps(at)
		if put(spec, steps, "new") && len(steps) > 0 && steps[0] != "kept" && spec["kept"] != "as it is" {
			t.Errorf("%q makes %v", at, spec)
		}
		if list, ok := spec["measures"].([]any); ok && len(list) > 2 {
			t.Errorf("%q adds %d entries", at, len(list)-1)
		}
	})
}
