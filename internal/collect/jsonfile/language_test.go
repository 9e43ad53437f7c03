package jsonfile

import (
	"slices"
	"testing"

	"github.com/steelyard-isms/steelyard/internal/expression"
)

// What a declaration may say and what a reader can compute are the same functions, by name and signature. If they drift apart, a
// source is accepted that no file can be read by, or one is refused that could.
func TestWhatIsCheckedIsWhatRuns(t *testing.T) {
	env, err := environment()
	if err != nil {
		t.Fatal(err)
	}
	runs := env.Functions()
	checked := map[string]bool{}
	for _, f := range expression.Functions() {
		checked[f.Name()] = true
		other, ok := runs[f.Name()]
		if !ok {
			t.Errorf("%s can be declared and does not run", f.Name())
			continue
		}
		if len(f.OverloadDecls()) != len(other.OverloadDecls()) {
			t.Errorf("%s runs in %d ways, and %d can be declared", f.Name(), len(other.OverloadDecls()), len(f.OverloadDecls()))
		}
		for _, o := range other.OverloadDecls() {
			if i := slices.IndexFunc(f.OverloadDecls(), o.SignatureEquals); i < 0 {
				t.Errorf("%s runs as %s %v, which cannot be declared so", f.Name(), o.ID(), o.ArgTypes())
			} else if mine := f.OverloadDecls()[i]; mine.ID() != o.ID() || mine.IsMemberFunction() != o.IsMemberFunction() || !mine.ResultType().IsExactType(o.ResultType()) {
				t.Errorf("%s runs as %s and gives %s; it can be declared as %s and gives %s", f.Name(), o.ID(), o.ResultType(), mine.ID(), mine.ResultType())
			}
		}
	}
	for name := range runs {
		if !checked[name] {
			t.Errorf("%s runs and cannot be declared", name)
		}
	}
	// Macros are written out when an expression is read: one that the library does not know would still run.
	for _, m := range env.Macros() {
		if !slices.Contains(expression.Macros(), m.MacroKey()) {
			t.Errorf("the macro %s cannot be declared", m.MacroKey())
		}
	}
}

// The macros of optional values are written here; they have to do what those of the library do.
func TestOptionalValuesAreComputedWith(t *testing.T) {
	for text, want := range map[string]string{
		`{"a": {"b": 3}}`: "v=6/1 w=3/1", `{"a": {}}`: "v=-1/1 w=-1/1", `{}`: "v=-1/1 w=-1/1",
	} {
		got, err := read(text, declared(t, `{"values": [
			{"name":"v","operation":"value","expression":"doc.?a.?b.optMap(x, x * 2.0).orValue(-1.0)"},
			{"name":"w","operation":"value","expression":"doc.?a.optFlatMap(x, x.?b).optMap(y, doc.?a.optMap(z, y).orValue(0.0)).orValue(-1.0)"}]}`))
		if err != nil || show(got) != want {
			t.Errorf("%s: got %s, %v, want %s", text, show(got), err, want)
		}
	}
}
