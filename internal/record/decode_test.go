package record_test

import (
	"encoding/json"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/steelyard-isms/steelyard/internal/fault"
	"github.com/steelyard-isms/steelyard/internal/record"
)

// Every mistake is refused at its exact place, with what is wrong and what to do; all of them at once.
func TestDeclarationsAreReadStrictly(t *testing.T) {
	base := with(t, declare(t, "gear", "one", `{}`), declare(t, "plain", "two", `{"text":"x"}`))
	long := strings.Repeat("9", 5000)
	for _, c := range []struct{ spec, path, reason string }{
		{`[]`, "spec", "is a list"},
		{`{"text":5}`, "spec.text", "is the number 5"},
		{`{"text":"12345678901"}`, "spec.text", "has 11 characters"},
		{`{"text":"a\u202eb"}`, "spec.text", "holds the character U+202E"},
		{`{"text":"a\u2066b"}`, "spec.text", "holds the character U+2066"},
		{`{"text":"a\u001bb"}`, "spec.text", "holds the character U+001B"},
		{`{"text":"a\u0000b"}`, "spec.text", "holds bytes that are not text"},
		{`{"choice":"c"}`, "spec.choice", `"c" is not allowed`},
		{`{"number":"5"}`, "spec.number", `is the text "5"`},
		{`{"number":10.5}`, "spec.number", "10.5 is too large"},
		{`{"number":-1.5}`, "spec.number", "-1.5 is too small"},
		{`{"number":1e400}`, "spec.number", "is not a finite number"},
		{`{"number":` + long + `}`, "spec.number", "…"},
		{`{"whole":1.5}`, "spec.whole", "1.5 is not a whole number"},
		{`{"whole":1e1}`, "spec.whole", "1e1 is not a whole number"},
		{`{"whole":101}`, "spec.whole", "101 is too large"},
		{`{"maybe":9223372036854775808}`, "spec.maybe", "is not a whole number"},
		{`{"yes":"true"}`, "spec.yes", `is the text "true"`},
		{`{"on":"2026-02-30"}`, "spec.on", `"2026-02-30" is not a date`},
		{`{"on":20260228}`, "spec.on", "is the number 20260228"},
		{`{"next":"two"}`, "spec.next", "two is a plain; a gear is needed here"},
		{`{"next":"three"}`, "spec.next", `there is no gear "three"`},
		{`{"next":["one"]}`, "spec.next", "is a list"},
		{`{"words":"red"}`, "spec.words", `is the text "red"`},
		{`{"words":["red","green"]}`, "spec.words[1]", `"green" is not allowed`},
		{`{"words":[null]}`, "spec.words[0]", "is empty"},
		{`{"parts":[{"name":"a"},{"nme":"b"}]}`, "spec.parts[1].nme", "is not a field here"},
		{`{"parts":[{"name":"a"},{"nme":"b"}]}`, "spec.parts[1].name", "is required"},
		{`{"parts":[{"name":" "}]}`, "spec.parts[0].name", "is empty"},
		{`{"parts":[{"name":"a","sub":[{"gear":"one"},{"gear":"x"}]}]}`, "spec.parts[0].sub[1].gear", `there is no gear "x"`},
		{`{"parts":[{"name":"a","sub":[{"gear":"one","size":10}]}]}`, "spec.parts[0].sub[0].size", "10 is too large"},
		{`{"parts":{"name":"a"}}`, "spec.parts", "is a group of fields"},
		{`{"table":{"a":2}}`, "spec.table.a", "2 is too large"},
		{`{"table":{"$commitment":1}}`, "spec.table.$commitment", "is not a name for an entry"},
		{`{"table":{"":1}}`, "spec.table", "is not a name for an entry"},
		{`{"table":{"a\nb":1}}`, "spec.table.a\nb", "is not a name for an entry"},
		{`{"table":{"a":null}}`, "spec.table.a", "is empty"},
		{`{"weight":6}`, "spec.weight", "6 is too large"},
		{`{"weight":[]}`, "spec.weight", "has 0 entries"},
		{`{"weight":[{"value":1},{"value":2}]}`, "spec.weight[1].from", "is required from the second entry on"},
		{`{"weight":[{"from":"2026-05-01","value":1},{"from":"2026-04-01","value":2}]}`, "spec.weight[1].from", "2026-04-01 is before the entry above"},
		{`{"weight":[{"value":6}]}`, "spec.weight[0].value", "6 is too large"},
		{`{"weight":[{"from":"2026-05-01"}]}`, "spec.weight[0].value", "is required"},
		{`{"weight":[{"value":1,"until":"2026-05-01"}]}`, "spec.weight[0].until", "is not a field here"},
		{`{"weight":[{"value":1}` + strings.Repeat(`,{"from":"2026-05-01","value":2}`, 1000) + `]}`, "spec.weight", "has 1001 entries"},
		{`{"weight":[5]}`, "spec.weight[0]", "is the number 5"},
		{`{"heir":[{"value":"one"},{"from":"2026-04-01","value":"x"}]}`, "spec.heir[1].value", `there is no gear "x"`},
		{`{"plan":{"name":"a","share":[{"value":1},{"value":2}]}}`, "spec.plan.share[1].from", "is required"},
		{`{"plan":[{"value":{"name":"a","share":"x"}}]}`, "spec.plan[0].value.share", `is the text "x"`},
		{`{"optional":{"sub":[{}]}}`, "spec.optional.sub[0].gear", "is required"},
		{`{"secret":"123456789012345678901"}`, "spec.secret", "has 21 characters"},
		{`{"` + strings.Repeat("x", 10_000) + `":1}`, "spec." + strings.Repeat("x", 59) + "…", "is not a field here"},
		{`{"text":"ruled out"}`, "spec.text", "is ruled out"},
	} {
		_, err := record.Plan(base, []record.Change{declare(t, "gear", "new", c.spec)}, noon)
		if !fault.Is(err, fault.Invalid) {
			t.Errorf("%.80s was not refused but %v", c.spec, err)
			continue
		}
		found := false
		for _, f := range fault.Of(err).Fields {
			found = found || f.Path == c.path && strings.Contains(f.Reason, c.reason)
			if f.Reason == "" || f.Remedy == "" || len(f.String()) > 800 {
				t.Errorf("%.80s: the refusal %.900q lacks a reason or a remedy, or is too long", c.spec, f)
			}
		}
		if !found {
			t.Errorf("%.80s: at %.80s should be said %q; said was %.300v", c.spec, c.path, c.reason, err)
		}
	}
	_, err := record.Plan(base, []record.Change{declare(t, "gear", "new", `{"text":5,"yes":5,"parts":[{},{}],"texts":1}`)}, noon)
	if got := len(fault.Of(err).Fields); got != 5 {
		t.Errorf("of 5 mistakes %d were reported: %v", got, err)
	}
	if !strings.Contains(err.Error(), "Did you mean text?") {
		t.Errorf("for texts, text is not proposed: %v", err)
	}
	for what, c := range map[string]record.Change{
		"an unknown kind":            {Declaration: record.Declaration{Kind: "gaer", Name: "x"}},
		"no name":                    {Declaration: record.Declaration{Kind: "gear"}},
		"a bad name":                 {Declaration: record.Declaration{Kind: "gear", Name: "Big Name"}},
		"a long name":                {Declaration: record.Declaration{Kind: "gear", Name: strings.Repeat("x", 64)}},
		"an unknown uid":             {Declaration: record.Declaration{Kind: "gear", Name: "x", UID: "01J00000000000000000000001"}},
		"no title":                   {Declaration: record.Declaration{Kind: "plain", Name: "x", Spec: tree(t, `{"text":"x"}`)}},
		"a title of two lines":       {Declaration: record.Declaration{Kind: "plain", Name: "x", Title: "a\nb", Spec: tree(t, `{"text":"x"}`)}},
		"retiring what is not there": {Declaration: record.Declaration{Kind: "gear", Name: "x"}, Retire: true},
	} {
		_, err := record.Plan(base, []record.Change{c}, noon)
		if !fault.Is(err, fault.Invalid) || fault.Of(err).Fields[0].Remedy == "" {
			t.Errorf("%s: %v", what, err)
		}
	}
}

// Refusals carry the place in the file.
func TestRefusalsNameTheirPlace(t *testing.T) {
	c := declare(t, "gear", "new", `{"parts":[{"name":"a","sub":[{}]}]}`)
	c.File, c.Place = "gears/new.yaml", func(path string) (int, int) { return len(path), 3 }
	_, err := record.Plan(with(t), []record.Change{c}, noon)
	if f := fault.Of(err).Fields[0]; f.File != "gears/new.yaml" || f.Line != len("spec.parts[0].sub[0].gear") || f.Column != 3 {
		t.Errorf("the place is %+v", f)
	}
	_, err = record.Plan(with(t), []record.Change{declare(t, "gear", "a", `{"x":1}`), declare(t, "gear", "b", `{"y":1}`)}, noon)
	if got := fmt.Sprint(fault.Of(err).Fields[1].Path); got != "gear/b: spec.y" {
		t.Errorf("of two declarations without a file, the place is %s", got)
	}
}

// What was made to exhaust us is refused quickly.
func TestHostileDeclarationsAreCheap(t *testing.T) {
	wide := map[string]any{}
	for i := range 20_000 {
		wide[strings.Repeat("k", 100)+fmt.Sprint(i)] = json.Number("1")
	}
	deep := any(json.Number("1"))
	for range 200_000 {
		deep = []any{deep}
	}
	long := make([]any, 1_000_000)
	for name, spec := range map[string]record.Tree{
		"unknown fields": wide, "unknown depth": map[string]any{"x": deep}, "depth": map[string]any{"words": deep, "parts": deep, "weight": deep},
		"length": map[string]any{"words": long, "weight": long}, "names": map[string]any{"table": wide},
	} {
		began := time.Now()
		_, err := record.Plan(with(t), []record.Change{{Declaration: record.Declaration{Kind: "gear", Name: "x", Spec: spec}}}, noon)
		if !fault.Is(err, fault.Invalid) {
			t.Errorf("%s: %v", name, err)
		} else if n := len(fault.Of(err).Fields); n > 500 {
			t.Errorf("%s: %d places reported", name, n)
		}
		if took := time.Since(began); took > 2*time.Second {
			t.Errorf("%s: took %s", name, took)
		}
	}
}

// FuzzPlan: whatever is declared, it is refused with reasons or kept in a form that reads back as the same.
func FuzzPlan(f *testing.F) {
	f.Add(`{"text":"a","number":1.5,"whole":3,"yes":true,"on":"2026-09-30","next":"one","words":["red"],"table":{"a":0.5},"weight":[{"value":1},{"from":"2026-01-01","value":2,"reason":"x"}]}`)
	f.Add(`{"parts":[{"name":"a","share":2,"sub":[{"gear":"one","size":3}]}],"plan":{"name":"p"},"secret":"s","heir":"one","maybe":0,"optional":{"name":"x"}}`)
	f.Add(`{"weight":[]}`)
	f.Add(`[[[]]]`)
	base := with(f, declare(f, "gear", "one", `{}`))
	f.Fuzz(func(t *testing.T, text string) {
		d := json.NewDecoder(strings.NewReader(text))
		d.UseNumber()
		var spec record.Tree
		if d.Decode(&spec) != nil {
			return
		}
		p, err := record.Plan(base, []record.Change{{Declaration: record.Declaration{Kind: "gear", Name: "new", Spec: spec}}}, noon)
		if err != nil {
			for _, f := range fault.Of(err).Fields {
				if f.Reason == "" || f.Remedy == "" {
					t.Errorf("%q: the refusal %q lacks a reason or a remedy", text, f)
				}
			}
			return
		}
		roundTrip(t, p)
	})
}

// roundTrip stores the planned record, reads it back, and declares it again as people would write it.
func roundTrip(t *testing.T, p record.Planned) {
	t.Helper()
	r := p.Records[0]
	stored, personal, err := gearKind.Store(r)
	if err != nil {
		t.Fatal(err)
	}
	values := map[string]string{}
	for _, x := range personal {
		values[x.Field] = x.Value
	}
	back, err := gearKind.Load(stored, values)
	if err != nil {
		t.Fatalf("what was accepted cannot be read back: %v", err)
	}
	declared, err := p.After.Declared(back)
	if err != nil {
		t.Fatal(err)
	}
	again, err := record.Plan(p.After, []record.Change{{Declaration: record.Declaration{Kind: "gear", Name: r.Name, Spec: tree(t, string(declared))}}}, noon)
	if err != nil || again.Unchanged != 1 {
		t.Fatalf("declared again as %s it is not the same: %v", declared, err)
	}
	if len(back.References()) != len(r.References()) {
		t.Fatalf("it refers to %v, and read back to %v", r.References(), back.References())
	}
}
