package tally

import (
	"math"
	"slices"
	"testing"

	"pgregory.net/rapid"

	"github.com/steelyard-isms/steelyard/internal/fault"
	"github.com/steelyard-isms/steelyard/internal/mapping"
)

// Whatever the numbers, the values are those of a plain computation over all of them.
func TestValuesAreThoseOfPlainComputation(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		numbers := rapid.SliceOf(rapid.Float64Range(-1e6, 1e6)).Draw(t, "numbers")
		operations := []mapping.Operation{mapping.Count, mapping.Sum, mapping.Mean, mapping.Median, mapping.Min, mapping.Max, mapping.Last}
		var rules []Rule
		for _, o := range operations {
			rules = append(rules, Rule{Name: string(o), Operation: o})
		}
		books := New(rules)
		for i := range numbers {
			for r := range rules {
				if err := books.Add(r, Thing{Whole: true, Fits: true, Number: &numbers[i], Line: i + 1}); err != nil {
					t.Fatal(err)
				}
			}
		}
		values, unknown, err := books.Values()
		if err != nil {
			t.Fatal(err)
		}
		if len(numbers) == 0 {
			if len(unknown) != 5 {
				t.Fatalf("of nothing, %d values are unknown, want all but count and sum", len(unknown))
			}
			return
		}
		sorted := slices.Sorted(slices.Values(numbers))
		sum := 0.0
		for _, n := range sorted {
			sum += n
		}
		half, n := len(sorted)/2, float64(len(sorted))
		median := sorted[half]
		if len(sorted)%2 == 0 {
			median = (sorted[half-1] + sorted[half]) / 2
		}
		for i, want := range []float64{n, sum, sum / n, median, sorted[0], sorted[len(sorted)-1], numbers[len(numbers)-1]} {
			if got := *values[i].Number; math.Abs(got-want) > 1e-6 {
				t.Errorf("%s is %v, want %v", rules[i].Name, got, want)
			}
		}
	})
}

func TestOneRowIsWantedWhereAValueIsTaken(t *testing.T) {
	books, number := New([]Rule{{Name: "n", Operation: mapping.TheValue}}), 1.0
	if err := books.Add(0, Thing{Fits: true, Number: &number, Line: 2}); err != nil {
		t.Fatal(err)
	}
	if err := books.Add(0, Thing{Fits: true, Number: &number, Line: 3}); !fault.Is(err, fault.Invalid) {
		t.Errorf("one of several rows is taken for the value: %v", err)
	}
}

func TestNumbersBeyondComputationAreRefused(t *testing.T) {
	books, number := New([]Rule{{Name: "n", Operation: mapping.Sum}}), math.MaxFloat64
	for range 2 {
		if err := books.Add(0, Thing{Fits: true, Number: &number}); err != nil {
			t.Fatal(err)
		}
	}
	if _, _, err := books.Values(); !fault.Is(err, fault.Invalid) {
		t.Errorf("an infinite sum is given: %v", err)
	}
}
