package service_test

import (
	"encoding/json"
	"strings"
	"testing"

	"github.com/steelyard-isms/steelyard/internal/access"
	"github.com/steelyard-isms/steelyard/internal/service"
)

// Whoever writes a formula can use what they may see, and learns of nothing else by it.
func TestADraftSeesWhatItsWriterSees(t *testing.T) {
	b := divided(t)
	v, err := b.View(t.Context(), b.in(access.UnitHead, "north", "p-11"), service.AsOf{})
	b.must(err)
	in := func(names ...string) (out []service.DraftInput) {
		for i, n := range names {
			out = append(out, service.DraftInput{Name: string(rune('a' + i)), Measure: n})
		}
		return out
	}
	got, err := v.Evaluate(t.Context(), service.Draft{Formula: "a + b", Inputs: in("m-north", "m-team")})
	b.must(err)
	if got.Value == nil || *got.Value != 154.25 || len(got.Faults) > 0 || got.Derivation.Inputs[0].Reading == nil {
		t.Errorf("what they see they cannot compute with: %+v", got)
	}
	for _, d := range []service.Draft{{Formula: "a + b", Inputs: in("m-north", "m-south")}, {Formula: "a", Unit: "south", Inputs: in("m-north")},
		{Formula: "mean(units(a))", Inputs: []service.DraftInput{{Name: "a", Measures: []string{"m-north", "m-south"}}}}} {
		got, err := v.Evaluate(t.Context(), d)
		b.must(err)
		text, err := json.Marshal(got)
		b.must(err)
		if got.Value != nil || len(got.Faults) != 1 || !strings.Contains(got.Faults[0].Reason, "there is no") || strings.Contains(string(text), "77.125") {
			t.Errorf("a draft tells of the south: %s", text)
		}
	}
}

// The values of a derived measure are kept in step with those of its inputs: after a new point, a correction and a withdrawal, in
// pages of everything as in the status of the measure alone.
func TestDerivedValuesFollow(t *testing.T) {
	b := divided(t)
	b.must(b.declare(manager, doc("measure", "both", "Both", "{unit: north, owner: p-11, period_days: 31, formula: a + b, inputs: [{name: a, measure: m-north}, {name: b, measure: m-team}], scale: {direction: higher, knots: {worst: 0, red: 40, green: 70, target: 300}}}")))
	at := b.clock()
	send := func(value *float64, note string) {
		_, err := b.AddPoints(t.Context(), manager, []service.NewPoint{{Measure: "m-team", From: at, To: at, Value: value, Note: note}}, "", "", "")
		b.must(err)
	}
	check := func(what string, want float64) {
		t.Helper()
		v, err := b.View(t.Context(), manager, service.AsOf{})
		b.must(err)
		r, err := v.Record("measure", "both")
		b.must(err)
		why, err := v.Explain(t.Context(), r)
		b.must(err)
		all, err := v.Status(t.Context())
		b.must(err)
		m := all.Measures[r.UID]
		if why.Measure.Reading == nil || why.Measure.Reading.Value != want || m.Last == nil || *m.Last.Value != want {
			t.Errorf("%s: the value is %+v alone and %+v among all, not %v", what, why.Measure.Reading, m.Last, want)
		}
	}
	check("of the first points", 154.25)
	ten, five := 10.0, 5.0
	send(&ten, "")
	check("after a point", 87.125)
	send(&five, "counted again")
	check("after a correction", 82.125)
	send(nil, "was not measured")
	v, err := b.View(t.Context(), manager, service.AsOf{})
	b.must(err)
	r, err := v.Record("measure", "both")
	b.must(err)
	why, err := v.Explain(t.Context(), r)
	b.must(err)
	if why.Measure.Reading != nil || why.Measure.Derivation.Why != "b has no value" {
		t.Errorf("after a withdrawal: %+v, because %q", why.Measure.Reading, why.Measure.Derivation.Why)
	}
}
