package score_test

import (
	"encoding/json"
	"fmt"
	"math"
	"strings"
	"testing"

	"github.com/steelyard-isms/steelyard/internal/fault"
	"github.com/steelyard-isms/steelyard/internal/score"
)

// These are the edges at which a number of the specification, changed by a little, would go unnoticed by all other tests
// (scripts/mutate found them).

func TestTheToleranceIsWhatItSays(t *testing.T) {
	for _, c := range []struct {
		score float64
		want  score.Band
	}{{70 * (1 - 0.995e-9), score.Good}, {70 * (1 - 1.005e-9), score.Watch}, {40 * (1 - 0.995e-9), score.Watch}, {40 * (1 - 1.005e-9), score.Act}} {
		if got := score.BandOf(c.score); got != c.want {
			t.Errorf("%.12f is %s, not %s", c.score, got, c.want)
		}
	}
	for x, want := range map[float64]string{12.3496: "12.3", 12.35: "12.4", 12.3504: "12.4"} {
		if got := score.Shown(x, 1); got != want {
			t.Errorf("%v prints as %s, not %s", x, got, want)
		}
	}
}

func TestTheLongestPeriodsAreACentury(t *testing.T) {
	day := func(n int) *int { return &n }
	for _, c := range []struct {
		cadence score.Cadence
		field   string
	}{
		{score.Cadence{PeriodDays: 36525, GraceDays: day(36525)}, ""}, {score.Cadence{PeriodDays: 36526}, "period_days"}, {score.Cadence{GraceDays: day(36526)}, "grace_days"},
		{score.Cadence{GraceDays: day(0)}, ""}, {score.Cadence{PeriodDays: -1}, "period_days"}, {score.Cadence{GraceDays: day(-1)}, "grace_days"},
	} {
		refuses(t, fmt.Sprintf("%+v", c.cadence), c.cadence.Validate(), c.field)
	}
}

// refuses wants a refusal of a field, or none where the field is empty.
func refuses(t *testing.T, what string, err error, field string) {
	t.Helper()
	switch {
	case field == "" && err != nil:
		t.Errorf("%s is refused: %v", what, err)
	case field != "" && (!fault.Is(err, fault.Invalid) || fault.Of(err).Fields[0].Path != field):
		t.Errorf("%s: want a refusal of %s, got %v", what, field, err)
	}
}

func TestTextsThatAreNoNumbers(t *testing.T) {
	for text, want := range map[string]score.Maybe{"0": score.Some(0), "9": score.Some(9), "-5": score.Some(-5), "12.5e1": score.Some(125), "null": {},
		"1" + strings.Repeat("0", 299): score.Some(1e299), "0." + strings.Repeat("0", 398): score.Some(0)} {
		var m score.Maybe
		if err := m.UnmarshalJSON([]byte(text)); err != nil || m != want {
			t.Errorf("%.20s is read as %v, %v", text, m, err)
		}
	}
	for _, text := range []string{"", "true", `"1"`, "[1]", "NaN", "Infinity", "Inf", "+1", ".5", "/1", ":1", "1e999", "-", "0." + strings.Repeat("0", 399)} {
		var m score.Maybe
		if err := m.UnmarshalJSON([]byte(text)); !fault.Is(err, fault.Invalid) {
			t.Errorf("%.20q is read as %v, %v", text, m, err)
		}
	}
	if b, err := json.Marshal(score.Some(100.0 / 3)); err != nil || string(b) != "33.333333333333336" {
		t.Errorf("%s, %v", b, err)
	}
}

func TestNumbersThatAreNotFinite(t *testing.T) {
	for _, x := range []float64{math.Inf(1), math.Inf(-1), math.NaN()} {
		red, green := 50.0, x
		refuses(t, fmt.Sprint(x), score.Scale{Direction: score.Higher, Knots: score.Knots{Red: &red, Green: &green}}.Validate(), "green")
	}
	refuses(t, "a baseline below everything", score.Plan{Start: past, Due: future, Baseline: math.Inf(-1), Target: 1}.Validate(), "baseline")
	plan := score.Plan{Start: past, Due: future, Baseline: -1e308, Target: 0, Milestones: []score.Reading{{Date: today, Value: 1e308}}}
	refuses(t, "a milestone too far away", plan.Validate(), "milestones[0].value")
	plan.Milestones[0].Value = math.NaN()
	refuses(t, "a milestone that is no number", plan.Validate(), "milestones[0].value")
	plan.Milestones, plan.TargetHigh = nil, new(float64)
	refuses(t, "a range of one value", plan.Validate(), "")
}

// nested is a chain of so many nodes with a measure at its end.
func nested(nodes int) *score.Node {
	n := &score.Node{ID: "end", Children: []score.Child{{Weight: 1, Leaf: &score.Leaf{ID: "m", LastScore: score.Some(50)}}}}
	for range nodes - 1 {
		n = &score.Node{ID: "n", Children: []score.Child{{Weight: 1, Node: n}}}
	}
	return n
}

func TestTheSizesOfTreesAreWhatTheySay(t *testing.T) {
	if _, err := score.RollUp(nested(64), today); err != nil {
		t.Error("64 levels:", err)
	}
	if _, err := score.RollUp(nested(65), today); !fault.Is(err, fault.Limited) {
		t.Error("65 levels:", err)
	}
	wide := &score.Node{ID: "n", Children: make([]score.Child, 100_000)}
	leaf := &score.Leaf{ID: "m", LastScore: score.Some(50)}
	for i := range wide.Children {
		wide.Children[i] = score.Child{Weight: 1e9, Leaf: leaf}
	}
	if r, err := score.RollUp(wide, today); err != nil || r.Root().Score != score.Some(50) {
		t.Error("100,000 children:", err)
	}
	wide.Children[0].Weight = 1e9 + 1
	_, err := score.RollUp(wide, today)
	refuses(t, "a weight beyond 1e9", err, "m.weight")
	wide.Children = append(wide.Children, score.Child{Weight: 1, Leaf: leaf})
	if _, err := score.RollUp(wide, today); !fault.Is(err, fault.Limited) {
		t.Error("100,001 children:", err)
	}
	for replaced, field := range map[int]string{999: "", 1000: "m.replaces"} {
		l := leaf
		for range replaced {
			l = &score.Leaf{ID: "m", Replaces: l}
		}
		_, err := score.RollUp(&score.Node{ID: "n", Children: []score.Child{{Weight: 1, Leaf: l}}}, today)
		refuses(t, fmt.Sprint(replaced, " replaced"), err, field)
	}
}

func TestLeavesAtTheEdge(t *testing.T) {
	lookup, err := score.Scale{Direction: score.Lookup, Lookup: map[string]float64{"some": 60}}.Complete()
	if err != nil {
		t.Fatal(err)
	}
	red, green := 50.0, 90.0
	higher, err := score.Scale{Direction: score.Higher, Knots: score.Knots{Red: &red, Green: &green}}.Complete()
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct {
		name  string
		leaf  score.Leaf
		field string
		want  float64
	}{
		{"rated 0", score.Leaf{Rating: score.Some(0), Evidence: score.Strong}, "", 0},
		{"rated 0.5", score.Leaf{Rating: score.Some(0.5), Evidence: score.Strong}, "", 0.5},
		{"rated 100", score.Leaf{Rating: score.Some(100), Evidence: score.Strong}, "", 100},
		{"rated below", score.Leaf{Rating: score.Some(-0.5), Evidence: score.Strong}, "m.rating", 0},
		{"stale before time", score.Leaf{LastScore: score.Some(50), Phi: score.Some(-0.5)}, "m.phi", 0},
		{"worse than bad data", score.Leaf{LastScore: score.Some(50), Quality: score.Some(-0.5)}, "m.q", 0},
		{"a level beside a value of a lookup", score.Leaf{Scale: &lookup, Level: "some", Value: score.Some(3)}, "", 60},
		{"a value of a lookup", score.Leaf{Scale: &lookup, Value: score.Some(3)}, "m.level", 0},
		{"a level beside a value", score.Leaf{Scale: &higher, Level: "some", Value: score.Some(90)}, "", 70},
		{"a level", score.Leaf{Scale: &higher, Level: "some"}, "m.value", 0},
	} {
		c.leaf.ID = "m"
		r, err := score.RollUp(&score.Node{ID: "n", Children: []score.Child{{Weight: 1, Leaf: &c.leaf}}}, today)
		refuses(t, c.name, err, c.field)
		if err == nil && math.Abs(r.Root().Score.Or(-1)-c.want) > 1e-9 {
			t.Errorf("%s: %v, not %v", c.name, r.Root().Score, c.want)
		}
	}
}

// If everything unknown were reported at 100, an unknown would count as covered: once, not more. Here that is 0.4 of a node,
// which stays expired, and so counts with the mean of the others.
func TestWhatIsUnknownCoversItsOwnWeightOnly(t *testing.T) {
	inner := &score.Node{ID: "inner", Children: []score.Child{
		{Weight: 1, Leaf: &score.Leaf{ID: "unknown"}}, {Weight: 1.5, Leaf: &score.Leaf{ID: "expired", LastScore: score.Some(100), Phi: score.Some(0)}}}}
	root := &score.Node{ID: "n", Children: []score.Child{{Weight: 1, Node: inner}, {Weight: 1, Leaf: &score.Leaf{ID: "fresh", LastScore: score.Some(50)}}}}
	if got := results(t, root, today)["n"].Upper; math.Abs(got-50) > 1e-9 {
		t.Errorf("the upper bound is %v, not 50", got)
	}
}

func TestSmallSamples(t *testing.T) {
	if low, high := score.Wilson(1, 1); low < 0.2 || low > 0.21 || high != 1 { // 0.2065, as R's binom.confint(1, 1, methods = "wilson") has it
		t.Error(low, high)
	}
	red, green := 0.2, 0.4
	i, err := score.Scale{Direction: score.Higher, Knots: score.Knots{Red: &red, Green: &green}}.Complete()
	if err != nil {
		t.Fatal(err)
	}
	if got, err := i.Sample(1, 2, 0.5); err != nil || got.Value != score.Some(0.25) {
		t.Errorf("%+v, %v", got, err)
	}
}

// The largest effect takes what rounding left over, of two the first; and a half is rounded away from nothing, less is not.
func TestEffectsAsPrinted(t *testing.T) {
	tree := func(leaves ...score.Child) score.Moment {
		return score.Moment{Root: &score.Node{ID: "n", Children: leaves}, Day: today}
	}
	leaf := func(id string, weight, points float64) score.Child {
		return score.Child{Weight: weight, Leaf: &score.Leaf{ID: id, LastScore: score.Some(points)}}
	}
	scaled := func(green float64) score.Child {
		zero := 0.0
		i, err := score.Scale{Direction: score.Higher, Knots: score.Knots{Red: &zero, Green: &green}}.Complete()
		if err != nil {
			t.Fatal(err)
		}
		return score.Child{Weight: 1, Leaf: &score.Leaf{ID: "b", Value: score.Some(20), Scale: &i}}
	}
	for _, c := range []struct {
		name     string
		from, to score.Moment
		want     string
	}{
		{"data as much as definition", tree(leaf("a", 1, 50), scaled(60)), tree(leaf("a", 1, 50.5), scaled(20/0.35)), "[0.2 0.3 0.0 0.0 0.5]"},
		{"two equal effects", tree(leaf("a", 1, 50), leaf("b", 1, 50)), tree(leaf("a", 1, 50.5), leaf("b", 1, 50), leaf("c", 2, 50.75)), "[0.2 0.0 0.0 0.3 0.5]"},
		{"just less than a half", tree(leaf("a", 1, 50), leaf("b", 1, 50)), tree(leaf("a", 1, 60), leaf("b", 1, 50), leaf("c", 2, 55.2994)), "[5.0 0.0 0.0 0.1 5.1]"},
	} {
		s, err := score.SplitChange(c.from, c.to)
		if err != nil || fmt.Sprint(s.Shown) != c.want {
			t.Errorf("%s: %v, %v; want %s (%+v)", c.name, s.Shown, err, c.want, s)
		}
	}
}

// Only one that is good while the other calls for action is told.
func TestLeadAndLagApart(t *testing.T) {
	for _, c := range []struct {
		lead, lag float64
		want      score.Apart
	}{{70, 40, ""}, {70, 39, score.LeadWithoutLag}, {69, 39, ""}, {40, 70, ""}, {39, 70, score.LagWithoutLead}, {39, 69, ""}, {80, 90, ""}, {10, 20, ""}} {
		root := &score.Node{ID: "n", Children: []score.Child{
			{Weight: 1, Leaf: &score.Leaf{ID: "a", Timing: score.Leading, LastScore: score.Some(c.lead)}},
			{Weight: 1, Leaf: &score.Leaf{ID: "b", Timing: score.Lagging, LastScore: score.Some(c.lag)}},
		}}
		if got, err := score.LeadAndLag(root, today); err != nil || got.Flag != c.want {
			t.Errorf("lead %v, lag %v: %q, %v; want %q", c.lead, c.lag, got.Flag, err, c.want)
		}
	}
}
