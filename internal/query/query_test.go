package query_test

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"

	"github.com/steelyard-isms/steelyard/internal/civil"
	"github.com/steelyard-isms/steelyard/internal/fault"
	"github.com/steelyard-isms/steelyard/internal/query"
	"github.com/steelyard-isms/steelyard/internal/record"
)

type wheel struct {
	Text    string                   `json:"text,omitempty"`
	Weight  record.Dated[float64]    `json:"weight,omitempty" field:"max=100"`
	Size    float64                  `json:"size,omitempty"`
	Teeth   int                      `json:"teeth,omitempty"`
	Load    int                      `json:"load" field:"required"`
	Maybe   *int                     `json:"maybe,omitempty"`
	On      civil.Date               `json:"on,omitzero"`
	Spare   bool                     `json:"spare,omitempty"`
	Next    record.Ref               `json:"next,omitempty" field:"ref=wheel"`
	Heir    record.Dated[record.Ref] `json:"heir,omitempty" field:"ref=wheel"`
	Words   []string                 `json:"words,omitempty"`
	Parts   []part                   `json:"parts,omitempty"`
	Table   map[string]float64       `json:"table,omitempty"`
	Box     *part                    `json:"box,omitempty"`
	Plan    record.Dated[part]       `json:"plan,omitempty"`
	Numbers []float64                `json:"numbers,omitempty"`
}

type part struct {
	Name  string                `json:"name" field:"required"`
	Share record.Dated[float64] `json:"share,omitempty"`
}

var wheelKind = record.Define(record.Definition[wheel]{Name: "wheel", Plural: "wheels", Prefix: "W", Version: 1})

var noon = time.Date(2026, 9, 30, 12, 0, 0, 0, time.UTC)

// world is a state with a few wheels, and a reader of it on a day.
func world(t testing.TB, day string, specs map[string]string) *record.Reader {
	t.Helper()
	var changes []record.Change
	for name, spec := range specs {
		d := json.NewDecoder(bytes.NewReader([]byte(spec)))
		d.UseNumber()
		var tree record.Tree
		if err := d.Decode(&tree); err != nil {
			t.Fatal(err)
		}
		changes = append(changes, record.Change{Declaration: record.Declaration{Kind: "wheel", Name: name, Title: "Wheel " + name, Spec: tree}})
	}
	p, err := record.Plan(record.NewSnapshot(record.NewRegistry(wheelKind)), changes, noon)
	if err != nil {
		t.Fatal(err)
	}
	on, err := civil.Parse(day)
	if err != nil {
		t.Fatal(err)
	}
	return &record.Reader{Snapshot: p.After.Edit().Seal(1, noon), Day: on, Name: func(to *record.Record) string { return to.Name }}
}

const full = `{"text":"abc","weight":[{"value":1},{"from":"2026-01-01","value":2}],"size":2.5,"teeth":3,"load":0,"maybe":0,"on":"2026-05-01","spare":true,
	"next":"bare","heir":[{"value":"bare"},{"from":"2026-06-01","value":"full"}],"words":["a","b"],"parts":[{"name":"x","share":4},{"name":"y"}],
	"table":{"k":7},"box":{"name":"box"},"plan":[{"value":{"name":"old"}},{"from":"2026-06-01","value":{"name":"new"}}],"numbers":[1,2.5]}`

func matches(t *testing.T, in *record.Reader, name, text string) bool {
	t.Helper()
	f, err := query.ParseFilter(wheelKind, text)
	if err != nil {
		t.Fatalf("%s is refused: %v", text, err)
	}
	r, ok := in.Snapshot.Named("wheel", name)
	if !ok {
		t.Fatal("no wheel", name)
	}
	got, err := f.Match(t.Context(), in, r)
	if err != nil {
		t.Fatalf("%s: %v", text, err)
	}
	return got
}

// refused tells whether an error is a filter's own.
func refused(err error) bool {
	var f *fault.Error
	return errors.As(err, &f) && len(f.Fields) > 0 && f.Fields[0].Path == "filter"
}

// What people write means what they mean by it.
func TestFilterMatches(t *testing.T) {
	in := world(t, "2026-09-30", map[string]string{"full": full, "bare": `{"load":0}`})
	for _, c := range []struct {
		text       string
		full, bare bool
	}{
		{`name == "full"`, true, false},
		{`title.startsWith("Wheel") && code != ""`, true, true},
		{`revision == 1 && revision < 1.5 && !retired && state == ""`, true, true},
		{`recorded_at <= timestamp("2026-09-30T12:00:00Z")`, true, true},
		{`spec.weight == 2`, true, false}, // the value in force, and a whole number beside a fraction
		{`2 == spec.weight`, true, false},
		{`spec.weight > 1`, true, false},
		{`spec.weight != 1`, true, true},
		{`spec.weight in [1, 2, 3]`, true, false},
		{`2.5 in spec.numbers && 1 in spec.numbers`, true, false},
		{`spec.teeth * 2 > 5.5`, true, false},
		{`spec.size * 2.0 == 5`, true, false},
		{`spec.text.matches("^a.c$")`, true, false},
		{`spec.on > "2026-04-30" && spec.on < today`, true, false},
		{`has(spec.on) && days(today) - days(spec.on) == 152`, true, false},
		{`spec.spare`, true, false},
		{`!spec.spare`, false, true},
		{`spec.next == "bare" && spec.heir == "full"`, true, false},
		{`has(spec.next)`, true, false},
		{`has(spec.teeth)`, true, false},
		{`has(spec.load)`, true, true}, // required: zero is a value
		{`has(spec.maybe) && spec.maybe == 0`, true, false},
		{`spec.maybe == 0`, true, true}, // missing reads as 0
		{`spec.text == ""`, false, true},
		{`"a" in spec.words`, true, false},
		{`size(spec.words) == 2`, true, false},
		{`spec.parts.exists(p, p.name == "x" && p.share > 3)`, true, false},
		{`spec.parts.all(p, p.name != "z")`, true, true},
		{`spec.parts.filter(p, has(p.share)).size() == 1`, true, false},
		{`"k" in spec.table && spec.table["k"] == 7`, true, false},
		{`has(spec.box) && spec.box.name == "box"`, true, false},
		{`spec.box.name == ""`, false, true},
		{`spec.plan.name == "new"`, true, false},
		{`name == "full" ? spec.size > 2 : true`, true, true},
	} {
		if got := matches(t, in, "full", c.text); got != c.full {
			t.Errorf("%s finds the full wheel: %t", c.text, got)
		}
		if got := matches(t, in, "bare", c.text); got != c.bare {
			t.Errorf("%s finds the bare wheel: %t", c.text, got)
		}
	}
	earlier := *in
	earlier.Day, _ = civil.Parse("2025-12-31")
	if !matches(t, &earlier, "full", `spec.weight == 1 && spec.heir == "bare" && spec.plan.name == "old"`) {
		t.Error("on an earlier day a filter does not see the values of that day")
	}
}

// What is mistyped is told with its place, and with what was meant where that can be guessed.
func TestFilterRefused(t *testing.T) {
	for _, c := range []struct {
		text         string
		line, column int
		says         string
	}{
		{`spec.wieght > 2`, 1, 5, "Did you mean weight?"},
		{`name == "x" &&` + "\n" + ` spec.box.nam == ""`, 2, 10, "Did you mean name?"},
		{`weight > 2`, 1, 1, "Write spec.weight"},
		{`colour == "red"`, 1, 1, `"colour" is not known`},
		{`spec.weight > "2"`, 1, 13, "does not take"},
		{`spec.text == 2`, 1, 11, "compares a text with a whole number"},
		{`spec.weight == "2"`, 1, 13, "never equal"},
		{`"a" in spec.numbers`, 1, 5, "never equal"},
		{`spec.next == null`, 1, 11, "has(spec.owner)"},
		{`spec.parts.exists(p, p.naem == "x")`, 1, 23, "Did you mean name?"},
		{`spec.weight`, 1, 1, "is a number, not true or false"},
		{`spec.weight >`, 1, 14, "Syntax error"},
		{``, 1, 1, "is empty"},
		{`wheel{text: "x"}.text == "x"`, 0, 0, ""},
		{strings.Repeat("(", 500) + "true" + strings.Repeat(")", 500), 0, 0, ""},
		{strings.Repeat("true && ", 400) + "true", 0, 0, "more than 2000 characters"},
		{`name.matches("(")`, 1, 1, "cannot be prepared"},
	} {
		_, err := query.ParseFilter(wheelKind, c.text)
		f := fault.Of(err)
		if err == nil || f.Code != fault.Invalid || len(f.Fields) == 0 {
			if c.line > 0 || err != nil {
				t.Errorf("%.60q is not refused as it should be: %v", c.text, err)
			}
			continue
		}
		x := f.Fields[0]
		if x.Path != "filter" || x.Reason == "" || x.Remedy == "" || c.line > 0 && (x.Line != c.line || x.Column != c.column) || !strings.Contains(x.String(), c.says) {
			t.Errorf("%.60q is refused by %+v", c.text, x)
		}
	}
}

// An expression made to keep the server busy is stopped.
func TestFilterIsBounded(t *testing.T) {
	numbers := "[" + strings.TrimSuffix(strings.Repeat("1,", 3000), ",") + "]"
	in := world(t, "2026-09-30", map[string]string{"full": `{"load":1,"numbers":` + numbers + `}`})
	r, _ := in.Snapshot.Named("wheel", "full")
	f, err := query.ParseFilter(wheelKind, `spec.numbers.all(a, spec.numbers.all(b, spec.numbers.all(c, a + b + c > 0.0)))`)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := f.Match(t.Context(), in, r); !refused(err) || !strings.Contains(err.Error(), "costs too much") {
		t.Errorf("27,000,000,000 steps end with %v", err)
	}
	gone, cancel := context.WithCancel(t.Context())
	cancel()
	if _, err := f.Match(gone, in, r); err == nil {
		t.Error("a request that nobody waits for is evaluated")
	}
	f, err = query.ParseFilter(wheelKind, `spec.table["none"] > 1`)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := f.Match(t.Context(), in, r); !refused(err) || !strings.Contains(err.Error(), "wheel full") {
		t.Errorf("what cannot be evaluated for a record does not name it: %v", err)
	}
}

func FuzzFilter(f *testing.F) {
	for _, seed := range []string{`spec.weight > 2`, `spec.parts.exists(p, has(p.share) && p.share in [1, 2.5])`, `name.matches("a+") || today < spec.on`, `spec.table.k == 7`, `[1, "a", null] == spec.words`,
		`spec.box == spec.box`, `{"a": spec.next}["a"] == code`, `dyn(spec) == 1`, `type(spec) == string`, `spec.plan.name + "x" == title`, `days(spec.text) > 1`} {
		f.Add(seed)
	}
	in := world(f, "2026-09-30", map[string]string{"full": full, "bare": `{"load":0}`})
	f.Fuzz(func(t *testing.T, text string) {
		filter, err := query.ParseFilter(wheelKind, text)
		if err != nil {
			if !refused(err) {
				t.Errorf("%q is refused without naming the filter: %v", text, err)
			}
			return
		}
		for r := range in.Snapshot.List("wheel", true) {
			if _, err := filter.Match(t.Context(), in, r); err != nil && !refused(err) {
				t.Errorf("%q: %v", text, err)
			}
		}
	})
}

func TestFieldsRefused(t *testing.T) {
	_, err := query.Fields(wheelKind, "fields", "name,spec.box.name,spec.bx,naem,name,spec.words.x,spec.plan.name")
	var got []string
	for _, f := range fault.Of(err).Fields {
		got = append(got, f.Path+" "+f.Reason)
	}
	want := []string{`fields "spec.bx" is not a field of a wheel`, `fields "naem" is not a field`, `fields name stands twice`, `fields "spec.words.x" is not a field of a wheel`}
	if !slices.Equal(got, want) {
		t.Errorf("%q", got)
	}
	_, err = query.ParseOrder(wheelKind, "-spec.words,spec.weigth,spec.box")
	if n := len(fault.Of(err).Fields); n != 3 {
		t.Errorf("%d of three orders that are none are told: %v", n, err)
	}
}

// Pages of any size, put together, are everything in its order, each record once.
func TestPagesAreTheOrder(t *testing.T) {
	specs := map[string]string{}
	for i := range 60 {
		spec := fmt.Sprintf(`{"load":%d,"teeth":%d`, i%3, i%4)
		if i%5 > 0 {
			spec += fmt.Sprintf(`,"size":%d.5,"text":"t%d","on":"2026-01-%02d"`, i%7, i%6, 1+i%28)
		}
		specs[fmt.Sprintf("w%02d", i)] = spec + fmt.Sprintf(`,"spare":%t}`, i%2 == 0)
	}
	in := world(t, "2026-09-30", specs)
	all := slices.Collect(in.Snapshot.List("wheel", true))
	fields := []string{"name", "code", "title", "state", "revision", "seq", "recorded_at", "retired", "spec.size", "spec.text", "spec.on", "spec.teeth", "spec.load", "spec.spare", "spec.next", "spec.box.name"}
	rapid.Check(t, func(t *rapid.T) {
		var parts []string
		for _, f := range rapid.SliceOfN(rapid.SampledFrom(fields), 1, 4).Draw(t, "fields") {
			parts = append(parts, rapid.SampledFrom([]string{"", "-"}).Draw(t, "direction")+f)
		}
		order, err := query.ParseOrder(wheelKind, strings.Join(parts, ","))
		if err != nil {
			t.Fatal(err)
		}
		want := slices.Clone(all)
		order.Sort(in, want)
		size := rapid.IntRange(1, 70).Draw(t, "size")
		var got []*record.Record
		var last *record.Record
		for {
			page := order.Page(in, last, size)
			for _, i := range rapid.Permutation(all).Draw(t, "way") {
				page.Take(i)
			}
			some := page.Records()
			got = append(got, some...)
			if len(some) < size {
				break
			}
			last = some[len(some)-1]
		}
		if !slices.Equal(got, want) {
			t.Fatalf("by %v the pages are not the order", parts)
		}
	})
	order, _ := query.ParseOrder(wheelKind, "-spec.size")
	order.Sort(in, all)
	last, _ := in.Snapshot.Named("wheel", "w55")
	if all[len(all)-1] != last {
		t.Errorf("without a value, a record comes not last but before %s", all[len(all)-1].Name)
	}
}
