package score_test

import (
	"encoding/json"
	"fmt"
	"math"
	"testing"

	"pgregory.net/rapid"

	"github.com/steelyard-isms/steelyard/internal/civil"
	"github.com/steelyard-isms/steelyard/internal/score"
)

func plan() score.Plan { return score.Plan{Start: past, Due: future, Baseline: 45, Target: 15} }

func TestPlansThatMustNotBeStored(t *testing.T) {
	for want, change := range map[string]func(*score.Plan){
		"[start]":               func(p *score.Plan) { p.Start = civilZero },
		"[due]":                 func(p *score.Plan) { p.Due = civilZero },
		"[due] ":                func(p *score.Plan) { p.Due = p.Start.AddDays(-1) },
		"[baseline]":            func(p *score.Plan) { p.Baseline = math.NaN() },
		"[target]":              func(p *score.Plan) { p.Target = math.Inf(1) },
		"[target] ":             func(p *score.Plan) { p.Baseline, p.Target = -1e308, 1e308 },
		"[target_high]":         func(p *score.Plan) { p.TargetHigh = at(14) },
		"[target_high] ":        func(p *score.Plan) { p.TargetHigh = at(math.NaN()) },
		"[direction]":           func(p *score.Plan) { p.Target = 45 },
		"[direction] ":          func(p *score.Plan) { p.Target, p.Direction = 45, score.Range },
		"[milestones[0].date]":  func(p *score.Plan) { p.Milestones = []score.Reading{{Date: p.Start, Value: 40}} },
		"[milestones[0].date] ": func(p *score.Plan) { p.Milestones = []score.Reading{{Value: 40}} },
		"[milestones[0].value]": func(p *score.Plan) { p.Milestones = []score.Reading{{Date: today, Value: math.Inf(1)}} },
		"[milestones[1].date]":  func(p *score.Plan) { p.Milestones = []score.Reading{{Date: today}, {Date: today}} },
		"[period_days]":         func(p *score.Plan) { p.PeriodDays = -1 },
	} {
		p := plan()
		change(&p)
		err := p.Validate()
		if got := fmt.Sprint(paths(err)); got != fmt.Sprint([]string{trimmed(want)}) {
			t.Errorf("want a refusal of %s, got %s (%v)", want, got, err)
		}
		if _, again := p.Attainment(today, nil); fmt.Sprint(again) != fmt.Sprint(err) {
			t.Errorf("what is refused when written and when judged differs: %v, %v", err, again)
		}
	}
	p := plan()
	if _, err := p.Attainment(civilZero, nil); fmt.Sprint(paths(err)) != "[as_of]" {
		t.Errorf("no day: %v", err)
	}
	if _, err := p.Attainment(today, []score.Reading{{Date: today}, {Date: today, Value: math.NaN()}}); fmt.Sprint(paths(err)) != "[values[1].value]" {
		t.Errorf("a value that is no number: %v", err)
	}
}

// trimmed gives the path within brackets; blanks behind them only tell the keys of a table apart.
func trimmed(want string) string {
	end := len(want) - 1
	for want[end] == ' ' {
		end--
	}
	return want[1:end]
}

func TestAttainmentSaysWhatItRestsOn(t *testing.T) {
	p := plan()
	p.PeriodDays = 7
	old := []score.Reading{{Date: past, Value: 40}}
	a, err := p.Attainment(today, old)
	if err != nil || a.Status != score.NoData || a.Data != score.Expired || a.ActualOn != past || a.Actual.Known() || a.Gap.Known() {
		t.Errorf("a value that has expired: %+v, %v", a, err)
	}
	a, err = p.Attainment(today, nil)
	if err != nil || a.Status != score.NoData || a.Data != score.Unknown || !a.ActualOn.IsZero() {
		t.Errorf("no value at all: %+v, %v", a, err)
	}
	a, err = p.Attainment(past.AddDays(10), old)
	if err != nil || a.Data != score.Stale || a.Actual != score.Some(40) || a.ActualOn != past {
		t.Errorf("a stale value: %+v, %v", a, err)
	}
}

func TestTheWorstTargetIsNamed(t *testing.T) {
	of := func(list ...score.Status) (out []score.Attainment) {
		for _, s := range list {
			out = append(out, score.Attainment{Status: s})
		}
		return out
	}
	for _, c := range []struct {
		targets []score.Attainment
		want    score.Status
		which   string
	}{
		{nil, score.NoData, "[]"},
		{of(score.Achieved, score.OnPlan, score.AtRisk, score.NoData, score.OffPlan, score.Missed), score.Missed, "[5]"},
		{of(score.OffPlan, score.NoData, score.OffPlan), score.OffPlan, "[0 2]"},
		{of(score.NoData, score.AtRisk), score.NoData, "[0]"},
		{of(score.OnPlan, score.AtRisk), score.AtRisk, "[1]"},
		{of(score.Achieved, score.OnPlan), score.OnPlan, "[1]"},
		{of(score.Achieved, score.Achieved), score.Achieved, "[0 1]"},
	} {
		if got, which := score.Worst(c.targets); got != c.want || fmt.Sprint(which) != c.which {
			t.Errorf("the worst of %v is %s at %v, want %s at %s", c.targets, got, which, c.want, c.which)
		}
	}
}

// Whatever is written, an attainment has a status and can be printed.
func TestAnyPlanIsRefusedOrJudged(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		number := rapid.OneOf(rapid.Float64(), rapid.SampledFrom([]float64{0, 1, 5e-324, -5e-324, 1e308, -1e308, math.Inf(1), math.NaN()}))
		day := rapid.Custom(func(t *rapid.T) civil.Date {
			return rapid.SampledFrom([]civil.Date{{}, civil.First, past, today, future, civil.Last}).Draw(t, "day")
		})
		p := score.Plan{
			Start: day.Draw(t, "start"), Due: day.Draw(t, "due"), Baseline: number.Draw(t, "baseline"), Target: number.Draw(t, "target"),
			Hold: chance(t, 2), Direction: rapid.SampledFrom([]score.Direction{"", score.Higher, score.Lower}).Draw(t, "direction"),
		}
		if chance(t, 4) {
			p.TargetHigh = at(number.Draw(t, "high"))
		}
		if chance(t, 2) {
			p.Milestones = []score.Reading{{Date: day.Draw(t, "milestone"), Value: number.Draw(t, "milestone value")}}
		}
		if chance(t, 2) {
			p.PeriodDays = rapid.Int().Draw(t, "period")
		}
		var values []score.Reading
		for range rapid.IntRange(0, 3).Draw(t, "values") {
			values = append(values, score.Reading{Date: day.Draw(t, "on"), Value: number.Draw(t, "value")})
		}
		a, err := p.Attainment(day.Draw(t, "as of"), values)
		if err != nil {
			if len(paths(err)) != 1 {
				t.Fatalf("refused without a field: %v", err)
			}
			return
		}
		if _, err := json.Marshal(a); err != nil || a.Status == "" || a.Data == "" {
			t.Fatalf("judged as %+v, which prints with %v", a, err)
		}
	})
}
