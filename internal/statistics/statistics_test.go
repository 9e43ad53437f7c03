package statistics_test

import (
	"math"
	"testing"

	"github.com/steelyard-isms/steelyard/internal/statistics"
)

var gap = math.NaN()

// oracle is the example of NIST/SEMATECH e-Handbook of Statistical Methods, 6.3.2.2: ten flow rates.
var oracle = []float64{49.6, 47.6, 49.9, 51.3, 47.8, 51.2, 52.6, 52.4, 53.6, 52.1}

// about gives n values half below and half above a centre in turn: the mean range is 1, sigma 1 ÷ 1.128.
func about(centre float64, n int) []float64 {
	out := make([]float64, n)
	for i := range out {
		out[i] = centre + float64(i%2) - 0.5
	}
	return out
}

func near(t *testing.T, what string, got, want, within float64) {
	t.Helper()
	if math.Abs(got-want) > within || math.IsNaN(got) {
		t.Errorf("%s is %v, not %v", what, got, want)
	}
}

func last(t *testing.T, c statistics.Control) statistics.Stretch {
	t.Helper()
	s, ok := c.Last()
	if !ok {
		t.Fatal("there is no stretch")
	}
	return s
}

func TestLimitsOfTheHandbook(t *testing.T) {
	c := statistics.Individuals(oracle, statistics.Options{})
	s := last(t, c)
	if s.Limits == nil || s.Frozen || s.Base != 10 || s.Values != 10 || s.Changes != 9 {
		t.Fatalf("the base of ten values is %+v", s)
	}
	near(t, "the mean", s.Limits.Centre, 50.81, 1e-9)
	near(t, "the mean moving range", s.Limits.Range, 1.8778, 5e-5)
	near(t, "the upper limit", s.Limits.Upper, 55.8041, 5e-5)
	near(t, "the lower limit", s.Limits.Lower, 45.8159, 5e-5)
	near(t, "the limit of ranges", s.Limits.RangeLimit, 3.267*16.9/9, 1e-9)
	if len(c.Signals) > 0 {
		t.Errorf("the handbook finds the process in control, and here are %v", c.Signals)
	}
	near(t, "a range", c.Ranges[1], 2, 1e-9)
	if !math.IsNaN(c.Ranges[0]) {
		t.Error("the first value has a change from nothing")
	}
}

// By hand: sorted 47.6 … 53.6 the middle two are 51.2 and 51.3; of the ranges 0.2 1.2 1.4 1.4 1.5 2 2.3 3.4 3.5 the middle one is 1.5.
func TestLimitsOfMedians(t *testing.T) {
	l := last(t, statistics.Individuals(oracle, statistics.Options{Centre: statistics.Median})).Limits
	near(t, "the median", l.Centre, 51.25, 1e-9)
	near(t, "the median range", l.Range, 1.5, 1e-9)
	near(t, "the upper limit", l.Upper, 51.25+3.145*1.5, 1e-9)
	near(t, "the lower limit", l.Lower, 51.25-3.145*1.5, 1e-9)
	near(t, "the limit of ranges", l.RangeLimit, 3.865*1.5, 1e-9)
}

func TestTooLittleForLimits(t *testing.T) {
	for name, values := range map[string][]float64{
		"seven values":                   about(50, 7),
		"two changes":                    {1, gap, 2, gap, 1, gap, 2, gap, 1, gap, 3, 2, 1, gap, 9},
		"no value":                       {gap, gap},
		"all values the same":            {5, 5, 5, 5, 5, 5, 5, 5, 5, 5, 5, 5, 5, 5},
		"so large that they add to none": {math.MaxFloat64, -math.MaxFloat64, math.MaxFloat64, -math.MaxFloat64, math.MaxFloat64, -math.MaxFloat64, math.MaxFloat64, -math.MaxFloat64},
	} {
		c := statistics.Individuals(values, statistics.Options{Rules: statistics.Nelson})
		if s := last(t, c); s.Limits != nil || len(c.Signals) > 0 {
			t.Errorf("%s give limits or signals: %+v %v", name, s, c.Signals)
		}
		if got := c.Capable(statistics.Wanted{Low: 0, High: math.Inf(1)}); got != statistics.Unforeseen {
			t.Errorf("%s foretell %s", name, got)
		}
	}
	if _, ok := statistics.Individuals(nil, statistics.Options{}).Last(); ok {
		t.Error("no period makes a stretch")
	}
	if s := last(t, statistics.Individuals(about(50, 8), statistics.Options{})); s.Limits == nil || s.Frozen {
		t.Errorf("eight values have no limits, or frozen ones: %+v", s)
	}
}

// The base ends with the twelfth value; what follows, however far off, leaves the limits as they are.
func TestLimitsAreFrozenOnTheBase(t *testing.T) {
	base := about(50, 12)
	want := last(t, statistics.Individuals(base, statistics.Options{}))
	if !want.Frozen {
		t.Fatalf("twelve values do not freeze the limits: %+v", want)
	}
	got := last(t, statistics.Individuals(append(base, 90, 91, 92, 93), statistics.Options{}))
	if *got.Limits != *want.Limits || got.Base != 12 || got.Until != 16 {
		t.Errorf("later values change the limits: %+v, not %+v", got, want)
	}
}

// Values that are the same tell nothing of chance, so that the base goes on until enough of them differ from the one before.
func TestABaseOfEqualValuesGoesOn(t *testing.T) {
	values := []float64{5, 5, 5, 5, 5, 5, 5, 5, 5, 5, 5, 5, 5, 6, 5, 6, 5, 4}
	if s := last(t, statistics.Individuals(values[:17], statistics.Options{})); s.Limits != nil || s.Changes != 4 || s.Frozen {
		t.Fatalf("with four changes the base is %+v", s)
	}
	if s := last(t, statistics.Individuals(append(values, 9, 9), statistics.Options{})); s.Limits == nil || s.Base != 18 || !s.Frozen {
		t.Fatalf("with five changes the base is %+v", s)
	}
}

// A missing period is no value of the base, gives no moving range, breaks no limits, and ends what is in a row.
func TestAGapStaysAGap(t *testing.T) {
	values := append(about(50, 6), gap)
	values = append(values, about(50, 6)...)
	c := statistics.Individuals(values, statistics.Options{})
	s := last(t, c)
	if s.Values != 12 || s.Changes != 10 || s.Base != 13 || !s.Frozen {
		t.Errorf("the base with a gap is %+v", s)
	}
	near(t, "the limit above a gap", s.Limits.Upper, 50+3/1.128, 1e-9)
	if !math.IsNaN(c.Ranges[6]) || !math.IsNaN(c.Ranges[7]) {
		t.Errorf("a moving range reaches over the gap: %v", c.Ranges)
	}
	run := append(about(50, 12), 50.6, 50.7, 50.6, 50.7, gap, 50.6, 50.7, 50.6, 50.7)
	if got := statistics.Individuals(run, statistics.Options{}).Signals; len(got) > 0 {
		t.Errorf("eight points with a gap between them are said to be in a row: %v", got)
	}
}

// New limits are computed from the period on that a reason is recorded for, and the old ones end there.
func TestNewLimitsForAReason(t *testing.T) {
	values := append(about(50, 14), about(80, 5)...)
	c := statistics.Individuals(append(values, about(80, 6)...), statistics.Options{Starts: []int{14, 0, -3, 99, 14}})
	if len(c.Stretches) != 2 {
		t.Fatalf("the stretches are %+v", c.Stretches)
	}
	one, two := c.Stretches[0], c.Stretches[1]
	if one.Until != 14 || two.From != 14 || two.Until != 25 || two.Changes != 9 {
		t.Errorf("the stretches are %+v", c.Stretches)
	}
	if !math.IsNaN(c.Ranges[14]) || math.IsNaN(c.Ranges[15]) {
		t.Errorf("a moving range reaches from the old process to the new: %v", c.Ranges)
	}
	near(t, "the old centre", one.Limits.Centre, 50, 1e-9)
	near(t, "the new centre", two.Limits.Centre, mean(values[14:]), 0.1)
	if len(c.Signals) > 0 {
		t.Errorf("the change of a recorded reason is a signal: %v", c.Signals)
	}
	few := statistics.Individuals(values, statistics.Options{Starts: []int{14}})
	if s := last(t, few); s.Limits != nil || s.Values != 5 {
		t.Errorf("five new values have limits: %+v", s)
	}
}

func mean(values []float64) float64 {
	sum := 0.0
	for _, v := range values {
		sum += v
	}
	return sum / float64(len(values))
}

func TestCapability(t *testing.T) {
	inf := math.Inf(1)
	base := about(50, 12) // limits 47.34 to 52.66
	for _, c := range []struct {
		values []float64
		wanted statistics.Wanted
		want   statistics.Capability
	}{
		{base, statistics.Wanted{Low: 40, High: inf}, statistics.KeepsPassing},
		{base, statistics.Wanted{Low: 60, High: inf}, statistics.KeepsFailing},
		{base, statistics.Wanted{Low: 51, High: inf}, statistics.HitAndMiss},
		{base, statistics.Wanted{Low: -inf, High: 60}, statistics.KeepsPassing},
		{base, statistics.Wanted{Low: -inf, High: 40}, statistics.KeepsFailing},
		{base, statistics.Wanted{Low: 47, High: 53}, statistics.KeepsPassing},
		{base, statistics.Wanted{Low: 49, High: 51}, statistics.HitAndMiss},
		{base, statistics.Wanted{Low: 53, High: 60}, statistics.KeepsFailing},
		{append(base, 70), statistics.Wanted{Low: 40, High: inf}, statistics.Unforeseen},
	} {
		if got := statistics.Individuals(c.values, statistics.Options{}).Capable(c.wanted); got != c.want {
			t.Errorf("values about 50 against %v: %s, not %s", c.wanted, got, c.want)
		}
	}
}

func TestCapabilityOfABound(t *testing.T) {
	l := last(t, statistics.Individuals(about(50, 12), statistics.Options{})).Limits
	c := statistics.Individuals(about(50, 12), statistics.Options{})
	if got := c.Capable(statistics.Wanted{Low: l.Lower, High: math.Inf(1)}); got != statistics.KeepsPassing {
		t.Errorf("a target on the lower limit is met by every value, and here is %s", got)
	}
	if got := c.Capable(statistics.Wanted{Low: l.Upper, High: math.Inf(1)}); got != statistics.HitAndMiss {
		t.Errorf("a target on the upper limit may be met, and here is %s", got)
	}
}
