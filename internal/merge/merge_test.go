package merge_test

import (
	"encoding/json"
	"fmt"
	"maps"
	"reflect"
	"slices"
	"testing"

	"pgregory.net/rapid"

	"github.com/steelyard-isms/steelyard/internal/merge"
	"github.com/steelyard-isms/steelyard/internal/objective"
	"github.com/steelyard-isms/steelyard/internal/record"
)

var fields = objective.ObjectiveKind.Fields

func tree(t *testing.T, text string) map[string]any {
	t.Helper()
	x, err := record.Parse([]byte(text))
	if err != nil {
		t.Fatal(err)
	}
	out, _ := x.(map[string]any)
	return out
}

func text(x any) string {
	b, err := json.Marshal(x)
	if err != nil {
		return err.Error()
	}
	return string(b)
}

// Two people change one objective: what only one touched is kept of each, and of what both did, one is told of the other.
func TestWhatEachOfTwoChangedIsKept(t *testing.T) {
	for _, x := range []struct {
		what, was, mine, theirs, want string
		told                          string // paths; with * of what is taken over
	}{
		{"different fields", `{"statement":"A","weight":1}`, `{"statement":"B","weight":1}`, `{"statement":"A","weight":2}`, `{"statement":"B","weight":2}`, "weight*"},
		{"the same field alike", `{"statement":"A"}`, `{"statement":"B"}`, `{"statement":"B"}`, `{"statement":"B"}`, ""},
		{"the same field", `{"statement":"A"}`, `{"statement":"B"}`, `{"statement":"C"}`, `{"statement":"B"}`, "statement"},
		{"a field that one takes away", `{"statement":"A","evaluation":"E"}`, `{"statement":"B","evaluation":"E"}`, `{"statement":"A"}`, `{"statement":"B"}`, "evaluation*"},
		{"two fields of one entry", `{"communication":[{"what":"News","when":"monthly","how":"mail"}]}`, `{"communication":[{"what":"News","when":"monthly","how":"post"}]}`, `{"communication":[{"what":"News","when":"weekly","how":"mail"}]}`,
			`{"communication":[{"how":"post","what":"News","when":"weekly"}]}`, "communication[0].when*"},
		{"entries that name records, in another order", `{"measures":[{"measure":"a","weight":1},{"measure":"b","weight":1}]}`, `{"measures":[{"measure":"b","weight":1},{"measure":"a","weight":3}]}`, `{"measures":[{"measure":"a","weight":1},{"measure":"b","weight":2},{"measure":"c","weight":1}]}`,
			`{"measures":[{"measure":"b","weight":2},{"measure":"a","weight":3},{"measure":"c","weight":1}]}`, "measures[0].weight* measures[2]*"},
		{"one weight of two minds", `{"measures":[{"measure":"a","weight":1}]}`, `{"measures":[{"measure":"a","weight":5}]}`, `{"measures":[{"measure":"a","weight":7}]}`, `{"measures":[{"measure":"a","weight":5}]}`, "measures[0].weight"},
		{"an entry that one takes away and the other changes", `{"measures":[{"measure":"a","weight":1},{"measure":"b","weight":1}]}`, `{"measures":[{"measure":"b","weight":1}]}`, `{"measures":[{"measure":"a","weight":2},{"measure":"b","weight":1}]}`,
			`{"measures":[{"measure":"b","weight":1}]}`, "measures"},
		{"an entry that the other takes away", `{"measures":[{"measure":"a","weight":1},{"measure":"b","weight":1}]}`, `{"measures":[{"measure":"a","weight":1},{"measure":"b","weight":4}]}`, `{"measures":[{"measure":"b","weight":1}]}`,
			`{"measures":[{"measure":"b","weight":4}]}`, "measures*"},
		{"values that hold from different days", `{"weight":1}`, `{"weight":[{"value":1},{"from":"2026-03-01","value":2}]}`, `{"weight":[{"value":1},{"from":"2026-01-01","value":3}]}`,
			`{"weight":[{"value":1},{"from":"2026-01-01","value":3},{"from":"2026-03-01","value":2}]}`, "weight[2]*"},
		{"a value that always held, changed by both", `{"weight":1}`, `{"weight":2}`, `{"weight":3}`, `{"weight":2}`, "weight"},
		{"lists of records", `{"goals":["a","b"]}`, `{"goals":["b","c"]}`, `{"goals":["a","b","d"]}`, `{"goals":["b","c","d"]}`, "goals*"},
	} {
		was, mine, theirs := tree(t, x.was), tree(t, x.mine), tree(t, x.theirs)
		got, found := merge.Merge(fieldsWith(t, x.was), was, mine, theirs)
		if text(got) != text(tree(t, x.want)) {
			t.Errorf("%s: %s, not %s", x.what, text(got), x.want)
		}
		told := ""
		for _, d := range found {
			if told != "" {
				told += " "
			}
			if told += d.Path; d.Taken {
				told += "*"
			}
		}
		if told != x.told {
			t.Errorf("%s: %q is told, not %q", x.what, told, x.told)
		}
		if text(was) != text(tree(t, x.was)) || text(mine) != text(tree(t, x.mine)) || text(theirs) != text(tree(t, x.theirs)) {
			t.Errorf("%s: what was brought in is changed", x.what)
		}
		for _, d := range found { // their words are there for the taking
			if taken := d.Take(fieldsWith(t, x.was), got); text(d.At(fieldsWith(t, x.was), taken)) != text(d.Theirs) {
				t.Errorf("%s: taken at %s, %s stands there, not %s", x.what, d.Path, text(d.At(fieldsWith(t, x.was), taken)), text(d.Theirs))
			}
		}
	}
}

// fieldsWith are those of an objective, and of a list of names that no kind needs for it.
func fieldsWith(t *testing.T, _ string) []record.Field {
	t.Helper()
	return append(slices.Clone(fields), record.Field{Name: "goals", Type: record.List, Elem: &record.Field{Type: record.Reference, Ref: "business-goal"}})
}

// Whatever is brought together: without a change of theirs mine stands, without one of mine theirs does, and changes of different fields are all there.
func TestNothingIsLostBetweenTwo(t *testing.T) {
	measures := rapid.Custom(func(t *rapid.T) []any {
		var out []any
		for _, name := range rapid.SliceOfNDistinct(rapid.SampledFrom([]string{"a", "b", "c", "d"}), 0, 4, rapid.ID[string]).Draw(t, "measures") {
			out = append(out, map[string]any{"measure": name, "weight": rapid.IntRange(1, 3).Draw(t, "weight")})
		}
		return out
	})
	said := rapid.Custom(func(t *rapid.T) map[string]any {
		out := map[string]any{"statement": rapid.SampledFrom([]string{"A", "B", "C"}).Draw(t, "statement")}
		if m := measures.Draw(t, "list"); len(m) > 0 {
			out["measures"] = m
		}
		if rapid.Bool().Draw(t, "dated") {
			out["weight"] = []any{map[string]any{"value": 1}, map[string]any{"from": fmt.Sprintf("2026-0%d-01", rapid.IntRange(1, 3).Draw(t, "month")), "value": rapid.IntRange(2, 4).Draw(t, "value")}}
		}
		return out
	})
	rapid.Check(t, func(t *rapid.T) {
		was, mine, theirs := said.Draw(t, "was"), said.Draw(t, "mine"), said.Draw(t, "theirs")
		if got, found := merge.Merge(fields, was, mine, was); !reflect.DeepEqual(got, mine) || len(found) > 0 {
			t.Fatalf("nobody else changed anything, and %s became %s", text(mine), text(got))
		}
		if got, _ := merge.Merge(fields, was, was, theirs); text(got) != text(theirs) {
			t.Fatalf("only they changed something, and %s became %s", text(theirs), text(got))
		}
		got, found := merge.Merge(fields, was, mine, theirs)
		for name := range maps.Keys(got) {
			if text(mine[name]) != text(was[name]) && text(theirs[name]) == text(was[name]) && text(got[name]) != text(mine[name]) {
				t.Fatalf("what only I changed in %s is lost: %s", name, text(got))
			}
		}
		for _, d := range found {
			if d.Taken {
				continue
			}
			got = d.Take(fields, got)
		}
		for name := range theirs { // with all of theirs taken, what they changed is as they have it, but for what I added in the same list
			if name == "statement" && text(theirs[name]) != text(was[name]) && text(got[name]) != text(theirs[name]) {
				t.Fatalf("their %s was taken, and %s stands there", name, text(got[name]))
			}
		}
	})
}
