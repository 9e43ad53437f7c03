package library

import (
	"math"
	"os"
	"regexp"
	"slices"
	"strings"
	"testing"
	"testing/fstest"
	"time"

	"github.com/steelyard-isms/steelyard/internal/direction"
	"github.com/steelyard-isms/steelyard/internal/fault"
	"github.com/steelyard-isms/steelyard/internal/formula"
	"github.com/steelyard-isms/steelyard/internal/score"
)

// every goes through each version of each entry.
func every(t *testing.T, do func(t *testing.T, e *Entry, v *Version)) {
	for _, e := range All() {
		t.Run(e.Key, func(t *testing.T) {
			do(t, &e, &e.Version)
			for i := range e.Earlier {
				do(t, &e, &e.Earlier[i])
			}
		})
	}
}

// A slip of the pen in a file is found here and not by whoever adopts the measure.
func TestFilesAreReadStrictly(t *testing.T) {
	for what, text := range map[string]string{
		"an unknown field":         "topic: {key: a, title: A, about: A.}\nmeasures: [{key: a, version: 1, titel: A}]",
		"one of a base measure":    "topic: {key: a, title: A, about: A.}\nmeasures: [{key: a, version: 1, base: [{name: a, count: A}]}]",
		"one of an earlier":        "topic: {key: a, title: A, about: A.}\nmeasures: [{key: a, version: 2, earlier: [{version: 1, titel: A}]}]",
		"a knot that is none":      "topic: {key: a, title: A, about: A.}\nmeasures: [{key: a, version: 1, scale: {knots: {reed: 1}}}]",
		"a key that stands twice":  "topic: {key: a, title: A, about: A.}\nmeasures: [{key: a, version: 1}, {key: a, version: 1}]",
		"a number that is a word":  "topic: {key: a, title: A, about: A.}\nmeasures: [{key: a, version: 1, period_days: monthly}]",
		"a field that comes twice": "topic: {key: a, title: A, about: A.}\nmeasures: [{key: a, version: 1, title: A, title: B}]",
	} {
		if _, err := read(fstest.MapFS{"measures/a.yaml": {Data: []byte(text)}}); err == nil {
			t.Errorf("%s is not noticed", what)
		}
	}
	if _, err := read(files); err != nil {
		t.Error(err)
	}
}

// Whoever looks for a measure finds one, whatever a scorecard must cover.
func TestTheLibraryCoversTheField(t *testing.T) {
	all := All()
	if len(all) < 60 {
		t.Errorf("there are %d measures", len(all))
	}
	atLeast := func(what string, n int, f Filter) {
		if got := len(f.Of(all)); got < n {
			t.Errorf("%s has %d measures", what, got)
		}
	}
	for _, p := range direction.Parameter("").Words() {
		atLeast("parameter "+p, 3, Filter{Parameter: direction.Parameter(p)})
	}
	for _, p := range Perspective("").Words() {
		atLeast("perspective "+p, 5, Filter{Perspective: Perspective(p)})
	}
	for _, m := range direction.Mechanism("").Words() {
		atLeast("mechanism "+m, 1, Filter{Mechanism: direction.Mechanism(m)})
	}
	for _, x := range types {
		atLeast("type "+x, 5, Filter{Type: x})
	}
	for _, x := range timings {
		atLeast("timing "+x, 20, Filter{Timing: x})
	}
	atLeast("friction", 8, Filter{Friction: new(true)})
	for _, x := range Topics() {
		atLeast("topic "+x.Key, 4, Filter{Topic: x.Key})
	}
	if n := len(Filter{Friction: new(false), Type: "impact", Perspective: "customer"}.Of(all)); n == 0 || n > 20 {
		t.Errorf("three wishes together leave %d measures", n)
	}
	if len(Filter{}.Of(all)) != len(all) {
		t.Error("a filter without a wish leaves something out")
	}
}

var (
	types   = []string{"implementation", "performance", "effectiveness", "efficiency", "impact"}
	timings = []string{"leading", "lagging"}
	keyForm = regexp.MustCompile(`^[a-z][a-z]*(-[a-z]+)*$`)
)

// Every entry says all that a measure is described by, in words that fit where they are shown.
func TestEveryEntryIsComplete(t *testing.T) {
	titles := map[string]string{}
	every(t, func(t *testing.T, e *Entry, v *Version) {
		c := &v.Content
		if !keyForm.MatchString(e.Key) || len(e.Key) > 45 {
			t.Errorf("%q is no key that a record could be named by, with those of its base measures", e.Key)
		}
		if other := titles[c.Title]; other != "" && other != e.Key {
			t.Errorf("%s has the same title", other)
		}
		titles[c.Title] = e.Key
		if n := len([]rune(c.Title)); n == 0 || n > 80 || strings.HasSuffix(c.Title, ".") {
			t.Errorf("the title %q has %d characters, or a stop", c.Title, n)
		}
		sentence := func(what, text, end string) {
			if len([]rune(text)) < 12 || !strings.HasSuffix(text, end) || strings.Contains(text, "  ") || strings.TrimSpace(text) != text {
				t.Errorf("%s is no sentence: %q", what, text)
			}
			if first := text[:1]; first != strings.ToUpper(first) {
				t.Errorf("%s begins with a small letter: %q", what, text)
			}
		}
		sentence("purpose", c.Purpose, "?")
		for what, text := range map[string]string{"note": v.Note, "scale_why": c.ScaleWhy, "when_red": c.WhenRed, "when_green": c.WhenGreen, "caveat": c.Caveat} {
			sentence(what, text, ".")
		}
		for what, word := range map[string]bool{"type": slices.Contains(types, c.Type), "timing": slices.Contains(timings, c.Timing),
			"perspective": slices.Contains(Perspective("").Words(), string(c.Perspective)),
			"mechanism":   c.Mechanism == "" || slices.Contains(direction.Mechanism("").Words(), string(c.Mechanism))} {
			if !word {
				t.Errorf("%s is no word of the field", what)
			}
		}
		if len(c.Parameters) == 0 || len(c.Sources) == 0 || len(c.Base) == 0 {
			t.Error("parameters, sources or base measures are missing")
		}
		for i, p := range c.Parameters {
			if !slices.Contains(direction.Parameter("").Words(), string(p)) || slices.Contains(c.Parameters[:i], p) {
				t.Errorf("%q is no parameter, or stands twice", p)
			}
		}
		for _, b := range c.Base {
			sentence("how "+b.Name+" is counted", b.Counted, ".")
			if b.Title == "" || len([]rune(b.Title)) > 80 || len([]rune(b.UnitOfMeasure)) > 30 {
				t.Errorf("base measure %s has the title %q and the unit %q", b.Name, b.Title, b.UnitOfMeasure)
			}
		}
		if c.Decimals < 0 || c.Decimals > 3 || c.PeriodDays < 28 || c.PeriodDays > 366 {
			t.Errorf("it is due every %d days with %d decimals", c.PeriodDays, c.Decimals)
		}
		if c.UnitOfMeasure == "%" && c.Scale.Limits.Min == nil && !strings.Contains(c.Formula, "previous") {
			t.Error("a percentage has no least value")
		}
	})
}

// Versions count down from the present one to the first.
func TestVersionsAreInOrder(t *testing.T) {
	revised := 0
	for _, e := range All() {
		if e.Number != len(e.Earlier)+1 {
			t.Errorf("%s stands at version %d and has %d earlier ones", e.Key, e.Number, len(e.Earlier))
		}
		for i, v := range e.Earlier {
			if v.Number != e.Number-1-i {
				t.Errorf("%s has version %d in the wrong place", e.Key, v.Number)
			}
		}
		if e.Number > 1 {
			revised++
		}
	}
	if revised < 3 {
		t.Errorf("%d entries have been revised", revised)
	}
}

// Keys are what programmes remember: none is ever given up or changed. Whoever adds a measure adds its key to testdata/keys.txt.
func TestKeysStay(t *testing.T) {
	var keys []string
	for _, e := range All() {
		keys = append(keys, e.Key)
	}
	slices.Sort(keys)
	b, err := os.ReadFile("testdata/keys.txt")
	if err != nil {
		t.Fatal(err)
	}
	want := strings.Fields(string(b))
	for _, k := range want {
		if !slices.Contains(keys, k) {
			t.Errorf("the measure %s is gone: programmes that adopted it ask for it", k)
		}
	}
	for _, k := range keys {
		if !slices.Contains(want, k) {
			t.Errorf("the measure %s is not among the keys that stay", k)
		}
	}
}

// What a formula gives on the worked case is the result beside it, in the unit of measure that the entry says.
func TestFormulasGiveTheirWorkedResult(t *testing.T) {
	now := time.Date(2026, 3, 31, 12, 0, 0, 0, time.UTC)
	every(t, func(t *testing.T, _ *Entry, v *Version) {
		c := &v.Content
		inputs, given := make([]formula.Input, len(c.Base)), make([]formula.Given, len(c.Base))
		decided := 0
		for i, b := range c.Base {
			inputs[i] = formula.Input{Name: b.Name, Kind: formula.Series, Unit: b.UnitOfMeasure, Judged: true, Period: c.PeriodDays}
			if b.Number != nil {
				inputs[i].Kind, decided = formula.Parameter, decided+1
			}
			if reason, _ := formula.CheckName(b.Name); reason != "" {
				t.Error(reason)
			}
			values := c.Example.Values[b.Name]
			if len(values) == 0 {
				t.Fatalf("the example has no value of %s", b.Name)
			}
			given[i] = formula.Given{Value: values[len(values)-1], Known: true, Period: c.PeriodDays}
			for j, x := range values {
				given[i].Past = append(given[i].Past, formula.Reading{At: now.AddDate(0, 0, -c.PeriodDays*(len(values)-1-j)), Value: x})
			}
		}
		if decided == len(c.Base) || len(c.Example.Values) != len(c.Base) {
			t.Error("nothing is counted, or the example has values of something else")
		}
		p, faults := formula.Compile(c.Formula, inputs)
		if p != nil {
			faults = p.Check(c.UnitOfMeasure)
		}
		for _, f := range faults {
			t.Errorf("%s: %s", c.Formula, f)
		}
		if p == nil {
			return
		}
		if unused := p.Unused(); len(unused) > 0 {
			t.Errorf("%v is counted and not used", unused)
		}
		if got := p.Value(given); !got.Known || math.Abs(got.Value-c.Example.Result) > 1e-9 {
			t.Errorf("%s gives %v %s, and the example says %v", c.Formula, got.Value, got.Why, c.Example.Result)
		}
	})
}

// Every scale judges, and shows from the start what red and green are.
func TestScalesJudge(t *testing.T) {
	every(t, func(t *testing.T, _ *Entry, v *Version) {
		s := v.Scale
		if err := s.Validate(); err != nil {
			t.Fatal(err)
		}
		if s.Direction == score.Lookup || s.Knots.Worst == nil || s.Knots.Target == nil {
			t.Error("a knot is left to be guessed")
		}
		x, err := s.Complete()
		if err != nil {
			t.Fatal(err)
		}
		if got, err := x.Score(v.Example.Result); err != nil || got < score.AtGreen-15 {
			t.Errorf("the example, which shows how it ought to be, scores %v: %v", got, err)
		}
		if l := s.Limits; l.Max != nil && (*s.Knots.Target > *l.Max || *s.Knots.Worst > *l.Max) || s.Direction != score.Range && l.Min != nil && (*s.Knots.Target < *l.Min || *s.Knots.Worst < *l.Min) {
			t.Error("a threshold lies where no value can be")
		}
	})
}

func TestGet(t *testing.T) {
	e, err := Get("phishing-reported")
	if err != nil || e.Topic.Key != "people" || e.Title == "" {
		t.Errorf("%+v, %v", e, err)
	}
	_, err = Get("phishing-reportet")
	if f := fault.Of(err); f.Code != fault.NotFound || !strings.Contains(f.Fields[0].Remedy, "phishing-reported") {
		t.Errorf("a slip of the finger leads nowhere: %v", err)
	}
}
