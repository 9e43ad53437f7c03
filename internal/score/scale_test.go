package score_test

import (
	"encoding/json"
	"fmt"
	"math"
	"testing"

	"github.com/steelyard-isms/steelyard/internal/civil"
	"github.com/steelyard-isms/steelyard/internal/fault"
	"github.com/steelyard-isms/steelyard/internal/score"
)

var civilZero civil.Date

func at(x float64) *float64 { return &x }

func paths(err error) (list []string) {
	if err == nil {
		return nil
	}
	for _, f := range fault.Of(err).Fields {
		list = append(list, f.Path)
	}
	return list
}

func TestScalesThatMustNotBeStored(t *testing.T) {
	good := score.Knots{Red: at(85), Green: at(95)}
	down := score.Knots{Red: at(150), Green: at(140)}
	for _, c := range []struct {
		breaks string
		scale  score.Scale
		want   string
	}{
		{"no direction", score.Scale{Knots: good}, "[direction]"},
		{"a direction nobody knows", score.Scale{Direction: "up", Knots: good}, "[direction]"},
		{"nothing given", score.Scale{Direction: score.Higher}, "[red]"},
		{"no green limit", score.Scale{Direction: score.Lower, Knots: score.Knots{Red: at(3)}}, "[green]"},
		{"not a number", score.Scale{Direction: score.Higher, Knots: score.Knots{Worst: at(math.NaN()), Red: at(1), Green: at(2)}}, "[worst]"},
		{"infinite", score.Scale{Direction: score.Higher, Knots: score.Knots{Red: at(1), Green: at(2), Target: at(math.Inf(1))}}, "[target]"},
		{"red on green", score.Scale{Direction: score.Higher, Knots: score.Knots{Red: at(1), Green: at(1), Worst: at(0), Target: at(2)}}, "[green]"},
		{"worst on red", score.Scale{Direction: score.Higher, Knots: score.Knots{Worst: at(1), Red: at(1), Green: at(2)}}, "[red]"},
		{"target short of green", score.Scale{Direction: score.Higher, Knots: score.Knots{Red: at(1), Green: at(2), Target: at(1.5)}}, "[target]"},
		{"a default beyond all numbers", score.Scale{Direction: score.Higher, Knots: score.Knots{Red: at(0), Green: at(1.7e308)}}, "[target]"},
		{"knots too far apart to divide by", score.Scale{Direction: score.Higher, Knots: score.Knots{Worst: at(-1e308), Red: at(0), Green: at(1), Target: at(1e308)}}, "[target]"},
		{"range without upper leg", score.Scale{Direction: score.Range, Knots: good}, "[upper.red]"},
		{"upper leg upside down", score.Scale{Direction: score.Range, Knots: good, Upper: score.Knots{Red: at(120), Green: at(130)}}, "[upper.green]"},
		{"upper leg inside the lower", score.Scale{Direction: score.Range, Knots: good, Upper: score.Knots{Red: at(94), Green: at(90)}}, "[target]"},
		{"no levels", score.Scale{Direction: score.Lookup}, "[lookup]"},
		{"a level below 0", score.Scale{Direction: score.Lookup, Lookup: map[string]float64{"b": -1, "c": 200}}, "[lookup.b]"},
		{"a level that is no number", score.Scale{Direction: score.Lookup, Lookup: map[string]float64{"b": math.NaN()}}, "[lookup.b]"},
		{"settings that would never apply", score.Scale{Direction: score.Higher, Knots: good, Upper: down, Lookup: map[string]float64{"a": 1}}, "[upper lookup]"},
		{"knots of a lookup", score.Scale{Direction: score.Lookup, Knots: good, Lookup: map[string]float64{"a": 1}}, "[knots]"},
		{"limits the wrong way round", score.Scale{Direction: score.Higher, Knots: good, Limits: score.Limits{Min: at(100), Max: at(0)}}, "[limits.max]"},
		{"limits that leave nothing", score.Scale{Direction: score.Higher, Knots: score.Knots{Worst: at(0), Red: at(1), Green: at(2), Target: at(3)}, Limits: score.Limits{Min: at(5), Max: at(5)}}, "[limits.max]"},
		{"a limit that is no number", score.Scale{Direction: score.Higher, Knots: good, Limits: score.Limits{Min: at(math.NaN())}}, "[limits.min]"},
		{"range without lower leg", score.Scale{Direction: score.Range, Upper: down}, "[red]"},
		{"an infinite limit", score.Scale{Direction: score.Higher, Knots: good, Limits: score.Limits{Max: at(math.Inf(1))}}, "[limits.max]"},
	} {
		err := c.scale.Validate()
		if got := fmt.Sprint(paths(err)); got != c.want || !fault.Is(err, fault.Invalid) {
			t.Errorf("%s: refused for %s, want %s (%v)", c.breaks, got, c.want, err)
		}
	}
	for _, s := range []score.Scale{
		{Direction: score.Higher, Knots: good, Limits: score.Limits{Min: at(0), Max: at(100)}},
		{Direction: score.Range, Knots: good, Upper: down},
		{Direction: score.Lookup, Lookup: map[string]float64{"no": 0, "yes": 100}},
	} {
		if err := s.Validate(); err != nil {
			t.Errorf("a good scale is refused: %v", err)
		}
	}
}

func TestIndicatorKeepsItsLookup(t *testing.T) {
	levels := map[string]float64{"no": 0, "yes": 100}
	i := must(score.Scale{Direction: score.Lookup, Lookup: levels}.Complete())
	levels["yes"] = 3
	i.Levels()["yes"] = 5
	if s, err := i.ScoreLevel("yes"); err != nil || s != 100 {
		t.Errorf("a stored definition changed from outside: yes scores %v, %v", s, err)
	}
	if i.Direction() != score.Lookup {
		t.Errorf("the direction is %s", i.Direction())
	}
	if _, err := i.Score(3); fmt.Sprint(paths(err)) != "[level]" {
		t.Errorf("a number for a lookup: %v", err)
	}
	up := must(score.Scale{Direction: score.Higher, Knots: score.Knots{Red: at(1), Green: at(2)}}.Complete())
	if _, err := up.ScoreLevel("yes"); fmt.Sprint(paths(err)) != "[value]" {
		t.Errorf("a level where a number is wanted: %v", err)
	}
	if _, err := (score.Indicator{}).Score(3); fmt.Sprint(paths(err)) != "[scale]" {
		t.Errorf("a scale that was never completed: %v", err)
	}
	if _, ok := up.Upper(); ok {
		t.Error("only a range has an upper leg")
	}
}

func TestScaleAsText(t *testing.T) {
	const text = `{"direction":"range","knots":{"worst":0,"red":5,"green":7},"upper":{"red":15,"green":12},"limits":{"min":0}}`
	var s score.Scale
	if err := json.Unmarshal([]byte(text), &s); err != nil {
		t.Fatal(err)
	}
	if out, err := json.Marshal(s); err != nil || string(out) != text {
		t.Errorf("%s was written back as %s, %v: a knot at 0 is not an absent one", text, out, err)
	}
}

// A confidence is printed with one decimal and never as more than it is: what lacks a hair is not 100 %.
func TestShownConfidenceIsNeverMore(t *testing.T) {
	for share, want := range map[float64]float64{1: 100, 0.99999: 99.9, 0.6825: 68.2, 0.68299: 68.2, 0.29: 29, 0.927: 92.7, 0: 0} {
		if got := score.ShownConfidence(share); got != want {
			t.Errorf("%v is printed as %v %%, want %v", share, got, want)
		}
	}
}

func TestShownKeepsToItsDecimals(t *testing.T) {
	for _, c := range []struct {
		score    float64
		decimals int
		want     string
	}{
		{69.96, 1, "69.9"}, {39.96, 1, "39.9"}, {39.6, 0, "39"}, {70, 0, "70"}, {61.25, -3, "61"}, {100, 99, "100.000000"}, {0, 1, "0.0"},
		{100, 6, "100.000000"}, {69.99999999999999, 6, "70.000000"}, {12.345678, 6, "12.345678"},
		{1.005, 2, "1.01"}, // a half, but for the dust of its binary form
	} {
		if got := score.Shown(c.score, c.decimals); got != c.want {
			t.Errorf("%v with %d decimals is shown as %s, want %s", c.score, c.decimals, got, c.want)
		}
	}
	score.Shown(math.NaN(), 1)
	score.Shown(math.Inf(1), 1)
}

func TestANumberThatIsNoneIsNone(t *testing.T) {
	for _, x := range []float64{math.NaN(), math.Inf(1), math.Inf(-1)} {
		if m := score.Some(x); m.Known() || m != (score.Maybe{}) || m.Or(3) != 3 {
			t.Errorf("%v became the number %v", x, m)
		}
	}
	if x, ok := score.Some(0).Get(); !ok || x != 0 || score.Some(0) == (score.Maybe{}) {
		t.Error("a known 0 is taken for nothing known")
	}
}

// By its definition Wilson's interval ends where the share found is 1.96 standard errors of the end itself away.
func TestWilson(t *testing.T) {
	for _, c := range [][2]int{{48, 50}, {9600, 10000}, {5, 10}, {1, 3}, {0, 20}, {20, 20}} {
		n, found := float64(c[1]), float64(c[0])/float64(c[1])
		low, high := score.Wilson(c[0], c[1])
		for _, end := range []float64{low, high} {
			if away := 1.959963984540054 * math.Sqrt(end*(1-end)/n); math.Abs(math.Abs(found-end)-away) > 1e-9 {
				t.Errorf("%d of %d: the end %v is %v away, want %v", c[0], c[1], end, math.Abs(found-end), away)
			}
		}
		if !(0 <= low && low <= found && found <= high && high <= 1 && low < high) {
			t.Errorf("%d of %d lies outside %v to %v", c[0], c[1], low, high)
		}
	}
	for _, c := range [][2]int{{0, 0}, {-1, 5}, {6, 5}, {0, -1}} {
		if low, high := score.Wilson(c[0], c[1]); low != 0 || high != 1 {
			t.Errorf("%d of %d says nothing, and gives %v to %v", c[0], c[1], low, high)
		}
	}
}

func TestSamplesThatCannotBe(t *testing.T) {
	i := must(score.Scale{Direction: score.Higher, Knots: score.Knots{Red: at(85), Green: at(95)}}.Complete())
	for _, c := range []struct {
		successes, n int
		whole        float64
		want         string
	}{{-1, 5, 100, "[successes]"}, {1, 0, 100, "[successes]"}, {1, 5, 0, "[whole]"}, {1, 5, math.Inf(1), "[whole]"}, {5, 5, math.MaxFloat64, "[value]"}} {
		if _, err := i.Sample(c.successes, c.n, c.whole); fmt.Sprint(paths(err)) != c.want {
			t.Errorf("%d of %d, whole %v: want a refusal of %s, got %v", c.successes, c.n, c.whole, c.want, err)
		}
	}
	levels := must(score.Scale{Direction: score.Lookup, Lookup: map[string]float64{"a": 1}}.Complete())
	if _, err := levels.Sample(1, 5, score.Percent); fmt.Sprint(paths(err)) != "[level]" {
		t.Errorf("a sampled share cannot be a level: %v", err)
	}
}

func TestCadence(t *testing.T) {
	days := func(n int) *int { return &n }
	for _, c := range []struct {
		cadence score.Cadence
		want    string
	}{
		{score.Cadence{}, "[]"}, {score.Cadence{PeriodDays: 91, GraceDays: days(0)}, "[]"}, {score.Cadence{PeriodDays: -1}, "[period_days]"},
		{score.Cadence{PeriodDays: 40000}, "[period_days]"}, {score.Cadence{PeriodDays: 7, GraceDays: days(-1)}, "[grace_days]"},
	} {
		if err := c.cadence.Validate(); fmt.Sprint(paths(err)) != c.want {
			t.Errorf("%+v: want a refusal of %s, got %v", c.cadence, c.want, err)
		}
	}
	if f := (score.Cadence{}).Freshness(today.AddDays(-9999), today); f.State != score.Known || f.Phi != 1 || f.AgeDays != 9999 {
		t.Errorf("without a period nothing ages: %+v", f)
	}
	if f := (score.Cadence{PeriodDays: 7}).Freshness(civilZero, today); f.State != score.Unknown || f.Phi != 0 {
		t.Errorf("without a valid time nothing is known: %+v", f)
	}
	for _, n := range []int{math.MinInt, math.MaxInt} {
		if f := (score.Cadence{PeriodDays: n, GraceDays: days(n)}).Freshness(today, today); !(f.Phi >= 0 && f.Phi <= 1) {
			t.Errorf("a cadence of %d days gives %+v", n, f)
		}
	}
}
