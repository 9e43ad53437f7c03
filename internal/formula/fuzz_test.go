package formula_test

import (
	"math"
	"testing"

	"github.com/steelyard-isms/steelyard/internal/formula"
)

// Whatever is sent as a formula is either refused with a place and a remedy, or gives a finite number or a reason; nothing panics.
func FuzzCompile(f *testing.F) {
	for _, x := range formula.Functions() {
		for _, e := range x.Examples {
			f.Add(e.Formula)
		}
	}
	for _, text := range []string{"", "patched +", "'a' + 1", "1e999", "{1: [2]}", "a.b.c()", "known(known)", "0x1F * patched", "patched > 1 ? 1 : ", "\x00", "rolling(total, 9999999999999999999)",
		"count(units(coverage), it / none > it)", "b'x'", "-9223372036854775808", "min()", "`a`", "patched?.x", "[1][0]"} {
		f.Add(text)
	}
	inputs, values := given(append(hosts, formula.Sample{Name: "incidents", Past: []float64{9, 8, 7, 6, 5, 4, 3, 8, 6, 4, 5, 4, 6}}))
	f.Fuzz(func(t *testing.T, text string) {
		p, faults := formula.Compile(text, inputs)
		if (p == nil) != (len(faults) > 0) {
			t.Fatalf("%q gives the program %v and the faults %v", text, p, faults)
		}
		for _, x := range faults {
			if x.Line < 1 || x.Column < 1 || x.Reason == "" || x.Remedy == "" {
				t.Errorf("%q is refused without a place, a reason or a remedy: %+v", text, x)
			}
		}
		if p == nil {
			return
		}
		got := p.Value(values)
		if got.Known != (got.Why == "") || math.IsInf(got.Value, 0) || math.IsNaN(got.Value) {
			t.Errorf("%q gives %+v", text, got)
		}
		_ = p.Check("%")
		if bare := p.Value(nil); bare.Known != (bare.Why == "") {
			t.Errorf("%q with nothing given gives %+v", text, bare)
		}
	})
}
