package formula_test

import (
	"fmt"
	"math"
	"testing"

	"pgregory.net/rapid"

	"github.com/steelyard-isms/steelyard/internal/formula"
)

var letters = []formula.Input{{Name: "a", Kind: formula.Series}, {Name: "b", Kind: formula.Series}, {Name: "c", Kind: formula.Series}}

// expression draws a formula with what it must give; not known where it divides by zero, is too large or reads what is missing.
func expression(t *rapid.T, depth int, values map[string]float64) (text string, value float64, known bool) {
	switch n := rapid.IntRange(0, 9).Draw(t, "form"); {
	case depth == 0 || n == 0:
		x := rapid.IntRange(0, 50).Draw(t, "number")
		return fmt.Sprint(x), float64(x), true
	case n < 4:
		name := rapid.SampledFrom([]string{"a", "b", "c"}).Draw(t, "name")
		x, ok := values[name]
		return name, x, ok
	case n < 9:
		sign := rapid.SampledFrom([]string{"+", "-", "*", "/"}).Draw(t, "sign")
		left, x, ok := expression(t, depth-1, values)
		right, y, ok2 := expression(t, depth-1, values)
		known = ok && ok2
		switch sign {
		case "+":
			value = x + y
		case "-":
			value = x - y
		case "*":
			value = x * y
		case "/":
			if right == "0" { // refused as it is written
				right, y = "1", 1
			}
			value, known = x/y, known && y != 0
		}
		if math.IsInf(value, 0) || math.IsNaN(value) {
			known = false
		}
		return "(" + left + " " + sign + " " + right + ")", value, known
	}
	left, x, ok := expression(t, depth-1, values)
	right, y, ok2 := expression(t, depth-1, values)
	if ok {
		return "(" + left + ").or(" + right + ")", x, true
	}
	return "(" + left + ").or(" + right + ")", y, ok2
}

// A formula gives what its arithmetic gives, and no value exactly where that gives none: a missing input, a division by zero or
// a number that is too large never comes out as a number.
func TestArithmetic(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		values, all := map[string]float64{}, make([]formula.Given, len(letters))
		for i, in := range letters {
			if rapid.IntRange(0, 3).Draw(t, "known") > 0 {
				x := rapid.SampledFrom([]float64{0, 1, -3, 0.1, 95, 1e200, -1e300}).Draw(t, in.Name)
				values[in.Name], all[i] = x, formula.Given{Value: x, Known: true}
			}
		}
		text, want, known := expression(t, 4, values)
		p, faults := formula.Compile(text, letters)
		if len(faults) > 0 {
			t.Fatalf("%s is refused: %v", text, faults)
		}
		got := p.Value(all)
		if got.Known != known || known && got.Value != want || !known && got.Why == "" {
			t.Fatalf("%s with %v gives %+v, not %v %v", text, values, got, want, known)
		}
		if again := p.Value(all); again != got {
			t.Fatalf("%s gives %+v and then %+v", text, got, again)
		}
	})
}

// Percentiles and means of units lie between the least and the greatest, and a share between 0 and 1, whatever the values.
func TestUnitsStayWithin(t *testing.T) {
	in := []formula.Input{{Name: "x", Kind: formula.Spread}}
	programs := map[string]*formula.Program{}
	for _, text := range []string{"percentile(units(x), 37)", "mean(units(x))", "weighted_mean(units(x), units(x))", "share(units(x), it > 3)", "min(units(x))", "max(units(x))"} {
		programs[text] = compile(t, text, in)
	}
	rapid.Check(t, func(t *rapid.T) {
		values := rapid.SliceOfN(rapid.Float64Range(0.5, 1e6), 1, 30).Draw(t, "values")
		g := formula.Given{}
		for i, v := range values {
			g.Units = append(g.Units, formula.Member{Unit: fmt.Sprint(i), Title: fmt.Sprint(i), Value: v, Known: true})
		}
		least, most := programs["min(units(x))"].Value([]formula.Given{g}).Value, programs["max(units(x))"].Value([]formula.Given{g}).Value
		for text, p := range programs {
			low, high := least, most
			if text == "share(units(x), it > 3)" {
				low, high = 0, 1
			}
			if got := p.Value([]formula.Given{g}); !got.Known || got.Value < low*(1-1e-9) || got.Value > high*(1+1e-9) {
				t.Fatalf("%s of %v gives %+v", text, values, got)
			}
		}
	})
}
