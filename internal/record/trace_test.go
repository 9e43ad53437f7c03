package record_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/steelyard-isms/steelyard/internal/record"
)

// A list that goes on from a name gives what comes after it, whether or not a record has that name.
func TestListFrom(t *testing.T) {
	s := with(t, declare(t, "gear", "a", "{}"), declare(t, "gear", "a-b", "{}"), declare(t, "gear", "ab", "{}"), declare(t, "gear", "b", "{}"), declare(t, "plain", "z", `{"text":"x"}`))
	p, err := record.Plan(s, []record.Change{{Retire: true, Declaration: record.Declaration{Kind: "gear", Name: "ab"}}}, noon)
	if err != nil {
		t.Fatal(err)
	}
	s = p.After.Edit().Seal(2, noon)
	for _, c := range []struct {
		after   string
		retired bool
		want    string
	}{{"", false, "a a-b b"}, {"", true, "a a-b ab b"}, {"a", true, "a-b ab b"}, {"a-a", true, "a-b ab b"}, {"a-b", false, "b"}, {"b", true, ""}, {"zz", true, ""}} {
		var got []string
		for r := range s.ListFrom("gear", c.after, c.retired) {
			got = append(got, r.Name)
		}
		if strings.Join(got, " ") != c.want {
			t.Errorf("after %q come %v, not %s", c.after, got, c.want)
		}
	}
}

// A trace finds what a person finds by following references, and nothing through what may not be seen.
func TestTrace(t *testing.T) {
	s := with(t, declare(t, "gear", "a", `{"next":"b","parts":[{"name":"p","sub":[{"gear":"c"},{"gear":"d"}]}]}`),
		declare(t, "gear", "b", `{"next":"c","heir":[{"value":"d"},{"from":"2026-07-01","value":"e"}]}`),
		declare(t, "gear", "c", `{"next":"e"}`), declare(t, "gear", "d", `{}`), declare(t, "gear", "e", `{"next":"a"}`))
	all := func(*record.Record) bool { return true }
	forward, backward := record.Step{Kind: "gear", Forward: true}, record.Step{Kind: "gear", Backward: true}
	along := func(s record.Step, field string) record.Step { s.Field = field; return s }
	again := func(s record.Step) record.Step { s.Repeat = true; return s }
	for _, c := range []struct {
		from, on string
		steps    []record.Step
		see      func(*record.Record) bool
		want     string
	}{
		{"a", "2026-01-01", []record.Step{forward}, all, "b c d | a.spec.next>b a.spec.parts[0].sub[0].gear>c a.spec.parts[0].sub[1].gear>d"},
		{"b", "2026-01-01", []record.Step{forward}, all, "c d | b.spec.heir[0].value>d b.spec.next>c"},
		{"b", "2026-07-01", []record.Step{forward}, all, "c e | b.spec.heir[1].value>e b.spec.next>c"},
		{"e", "2026-01-01", []record.Step{backward}, all, "c | c.spec.next>e"},
		{"e", "2026-12-31", []record.Step{backward}, all, "b c | b.spec.heir[1].value>e c.spec.next>e"},
		{"c", "2026-12-31", []record.Step{along(backward, "parts")}, all, "a | a.spec.parts[0].sub[0].gear>c"},
		{"c", "2026-12-31", []record.Step{along(backward, "parts.sub.gear")}, all, "a | a.spec.parts[0].sub[0].gear>c"},
		{"c", "2026-12-31", []record.Step{along(backward, "part")}, all, " | "},
		{"a", "2026-01-01", []record.Step{along(forward, "next"), along(forward, "next")}, all, "c | a.spec.next>b b.spec.next>c"},
		{"a", "2026-01-01", []record.Step{again(along(forward, "next"))}, all, "a b c e | a.spec.next>b b.spec.next>c c.spec.next>e e.spec.next>a"},
		{"c", "2026-01-01", []record.Step{{Kind: "gear", Forward: true, Backward: true}}, all, "a b e | a.spec.parts[0].sub[0].gear>c b.spec.next>c c.spec.next>e"},
		{"a", "2026-01-01", []record.Step{forward, forward}, func(r *record.Record) bool { return r.Name != "b" }, "e | a.spec.parts[0].sub[0].gear>c a.spec.parts[0].sub[1].gear>d c.spec.next>e"},
		{"a", "2026-01-01", []record.Step{{Kind: "plain", Forward: true}}, all, " | "},
	} {
		from, _ := s.Named("gear", c.from)
		trail := s.Trace(from, c.steps, day(c.on), c.see, 100)
		var ends, walked []string
		for _, r := range trail.Ends {
			ends = append(ends, r.Name)
		}
		for _, w := range trail.Walked {
			walked = append(walked, fmt.Sprintf("%s.%s>%s", w.From.Name, w.Path, w.To.Name))
		}
		if got := strings.Join(ends, " ") + " | " + strings.Join(walked, " "); got != c.want || trail.Clipped {
			t.Errorf("from %s by %+v: %s, not %s", c.from, c.steps, got, c.want)
		}
	}
	from, _ := s.Named("gear", "a")
	if trail := s.Trace(from, []record.Step{forward}, day("2026-01-01"), all, 2); !trail.Clipped || len(trail.Walked) != 2 {
		t.Errorf("a bound of 2 gives %d references, clipped: %t", len(trail.Walked), trail.Clipped)
	}
	if !slices.Equal(s.EdgesOn(from, day("2026-01-01")), from.References()) {
		t.Error("a record without dated values makes other references on a day than at any time")
	}
}

// A field of a kind with a type of its own that nothing was told of is read as its Go type is.
func TestFormOfEveryField(t *testing.T) {
	want := map[string]record.Form{"text": record.TextForm, "choice": record.TextForm, "number": record.NumberForm, "whole": record.IntegerForm, "maybe": record.IntegerForm,
		"yes": record.YesNoForm, "on": record.TextForm, "next": record.TextForm, "words": record.ListForm, "parts": record.ListForm, "table": record.TableForm, "weight": record.NumberForm,
		"heir": record.TextForm, "plan": record.GroupForm, "secret": record.TextForm, "optional": record.GroupForm}
	for _, f := range gearKind.Fields {
		if got := f.Form(); got != want[f.Name] {
			t.Errorf("%s is read as %s", f.Name, got)
		}
		f.Type = "of a later version"
		if got := f.Form(); got != want[f.Name] {
			t.Errorf("%s of a type that is not known is read as %s", f.Name, got)
		}
	}
}
