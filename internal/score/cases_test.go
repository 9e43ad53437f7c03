package score_test

import (
	"encoding/json"
	"fmt"
	"maps"
	"math"
	"os"
	"slices"
	"testing"

	"github.com/steelyard-isms/steelyard/internal/fault"
)

// leastCases is how many cases the specification has. Fewer means that some were dropped.
const leastCases = 159

type specCase struct {
	ID        string          `json:"id"`
	Section   string          `json:"section"`
	Function  string          `json:"function"`
	Shows     string          `json:"shows"`
	Inputs    json.RawMessage `json:"inputs"`
	Tolerance float64         `json:"tolerance"`
	Expected  any             `json:"expected"`
	Refused   *string         `json:"refused"`
}

// TestScoringCases runs the executable specification, made by an independent reference implementation.
func TestScoringCases(t *testing.T) {
	path := os.Getenv("STEELYARD_SCORING_CASES")
	if path == "" {
		path = "testdata/scoring-cases.json"
	}
	if run := runCases(t, path); run < leastCases {
		t.Errorf("%d cases ran, the specification has %d", run, leastCases)
	}
}

// TestFurtherCases runs cases for rules whose breach the specification's own cases do not notice.
func TestFurtherCases(t *testing.T) {
	if run := runCases(t, "testdata/further-cases.json"); run < 28 {
		t.Errorf("%d cases ran, there were 28", run)
	}
}

// runCases runs the cases of a file and gives how many there were.
func runCases(t *testing.T, path string) (run int) {
	text, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	var file struct {
		Format int        `json:"format"`
		About  string     `json:"about"`
		Cases  []specCase `json:"cases"`
	}
	strictly(t, text, &file)
	if file.Format != 1 {
		t.Fatalf("the cases are in format %d, this test reads format 1", file.Format)
	}
	for _, c := range file.Cases {
		answer, known := functions[c.Function]
		if !known {
			t.Errorf("case %s wants the function %q, which nobody has heard of", c.ID, c.Function)
			continue
		}
		run++
		t.Run(c.ID, func(t *testing.T) { c.check(t, answer) })
	}
	return run
}

func (c specCase) check(t *testing.T, answer func(*testing.T, json.RawMessage) (any, error)) {
	if (c.Expected == nil) == (c.Refused == nil) {
		t.Fatal("the case must have either an expected answer or a refusal")
	}
	got, err := answer(t, c.Inputs)
	if c.Refused != nil {
		if !fault.Is(err, fault.Invalid) {
			t.Fatalf("%s: want a refusal of %s, got %v, %v", c.Shows, *c.Refused, got, err)
		}
		if f := fault.Of(err).Fields; len(f) == 0 || f[0].Path != *c.Refused || f[0].Reason == "" || f[0].Remedy == "" {
			t.Fatalf("%s: want a refusal of %s with reason and remedy, got %v", c.Shows, *c.Refused, err)
		}
		return
	}
	if err != nil {
		t.Fatalf("%s: %v", c.Shows, err)
	}
	for _, d := range differences(c.Expected, got, c.Tolerance, "") {
		t.Errorf("%s: %s", c.Shows, d)
	}
}

// differences compares two values of JSON: numbers within the tolerance, all else exactly, no field too many or missing.
func differences(want, got any, tolerance float64, at string) []string {
	var found []string
	switch w := want.(type) {
	case map[string]any:
		g, ok := got.(map[string]any)
		if !ok {
			break
		}
		all := maps.Clone(w)
		maps.Copy(all, g)
		for _, f := range slices.Sorted(maps.Keys(all)) {
			x, ok1 := w[f]
			y, ok2 := g[f]
			if !ok1 || !ok2 {
				found = append(found, fmt.Sprintf("%s.%s: wanted is %t, given is %t", at, f, ok1, ok2))
				continue
			}
			found = append(found, differences(x, y, tolerance, at+"."+f)...)
		}
		return found
	case []any:
		g, ok := got.([]any)
		if !ok || len(g) != len(w) {
			break
		}
		for i := range w {
			found = append(found, differences(w[i], g[i], tolerance, fmt.Sprintf("%s[%d]", at, i))...)
		}
		return found
	case float64:
		if g, ok := got.(float64); ok && math.Abs(w-g) <= tolerance {
			return nil
		}
	default:
		if want == got {
			return nil
		}
	}
	return []string{fmt.Sprintf("%s: want %v, got %v", at, want, got)}
}
