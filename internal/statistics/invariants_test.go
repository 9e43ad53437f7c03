package statistics_test

import (
	"math"
	"testing"

	"pgregory.net/rapid"

	"github.com/steelyard-isms/steelyard/internal/statistics"
)

// halves draws whole and half numbers, which are exact whatever is added to them or whatever power of two they are multiplied by.
func halves(t *rapid.T, least, most int) []float64 {
	return rapid.SliceOfN(rapid.Map(rapid.IntRange(-40, 40), func(i int) float64 { return float64(i) / 2 }), least, most).Draw(t, "values")
}

// alike fails unless two figures are the same but for the error of arithmetic.
func alike(t *rapid.T, what string, got, want float64) {
	if got != want && !(math.Abs(got-want) <= 1e-8*max(1, math.Abs(want))) {
		t.Fatalf("%s is %v, not %v", what, got, want)
	}
}

// Limits move with their values and grow with their unit; upside down they change places; in another order the centre stays.
func TestLimitsFollowTheUnit(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		o := statistics.Options{Base: statistics.All, Centre: rapid.SampledFrom([]statistics.Centre{statistics.Mean, statistics.Median}).Draw(t, "centre")}
		values := halves(t, 2, 40)
		limits := func(values []float64) statistics.Limits {
			return *statistics.Individuals(values, o).Stretches[0].Limits
		}
		l := limits(values)
		m := limits(mapped(values, func(v float64) float64 { return 8*v + 1000 }))
		u := limits(mapped(values, func(v float64) float64 { return -v }))
		turned := limits(rapid.Permutation(values).Draw(t, "order"))
		for what, x := range map[string][2]float64{"the centre": {m.Centre, 8*l.Centre + 1000}, "the upper limit": {m.Upper, 8*l.Upper + 1000}, "the lower limit": {m.Lower, 8*l.Lower + 1000}, "the limit of ranges": {m.RangeLimit, 8 * l.RangeLimit},
			"the upper limit upside down": {u.Upper, -l.Lower}, "the lower limit upside down": {u.Lower, -l.Upper}, "the centre in another order": {turned.Centre, l.Centre}} {
			alike(t, what, x[0], x[1])
		}
	})
}

// More successes lift the interval, failures turned into successes mirror it, and more cases of the same share narrow it.
func TestIntervalsOfSharesHoldTogether(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		n := rapid.IntRange(1, 500).Draw(t, "n")
		s := rapid.IntRange(0, n).Draw(t, "successes")
		i, _ := statistics.Wilson(statistics.Share{Successes: s, N: n})
		if !(0 <= i.Low && i.Low <= i.Estimate && i.Estimate <= i.High && i.High <= 1) {
			t.Fatalf("the interval is %+v", i)
		}
		m, _ := statistics.Wilson(statistics.Share{Successes: n - s, N: n})
		alike(t, "the mirrored lower end", m.Low, 1-i.High)
		alike(t, "the mirrored upper end", m.High, 1-i.Low)
		if s < n {
			if more, _ := statistics.Wilson(statistics.Share{Successes: s + 1, N: n}); more.Low <= i.Low || more.High < i.High {
				t.Fatalf("with one success more the interval is %+v, not above %+v", more, i)
			}
		}
		k := rapid.IntRange(2, 9).Draw(t, "times")
		if many, _ := statistics.Wilson(statistics.Share{Successes: k * s, N: k * n}); many.Low < i.Low || many.High > i.High {
			t.Fatalf("of %d times as many cases the interval is %+v, not within %+v", k, many, i)
		}
	})
}

// A trend that compares like seasons only is the same in another unit of values and of times, and whatever each season adds.
func TestSeasonalTrendDoesNotDependOnTheUnit(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		values := halves(t, 8, 40)
		period := rapid.IntRange(2, 4).Draw(t, "period")
		times, slow, seasons, lifted := make([]float64, len(values)), make([]float64, len(values)), make([]int, len(values)), make([]float64, len(values))
		add := []float64{0, 64, -32, 16}
		for i, v := range values {
			times[i], slow[i], seasons[i], lifted[i] = float64(i), 4*float64(i)+100, i%period, 2*v+add[i%period]
		}
		a, _ := statistics.SeasonalTrendOf(times, values, seasons)
		for what, x := range map[string]struct {
			times, values []float64
			slope, sign   float64
		}{"in another unit of time": {slow, values, 0.25, 1}, "in another unit, with seasons": {times, lifted, 2, 1}, "upside down": {times, mapped(values, func(v float64) float64 { return -v }), -1, -1}} {
			b, ok := statistics.SeasonalTrendOf(x.times, x.values, seasons)
			if !ok || b.S != x.sign*a.S || b.Var != a.Var || b.P != a.P {
				t.Fatalf("%s the trend is %+v, not %+v", what, b, a)
			}
			alike(t, what+" the slope", b.Slope, x.slope*a.Slope)
			low, high := x.slope*a.SlopeLow, x.slope*a.SlopeHigh
			alike(t, what+" the lower end", b.SlopeLow, min(low, high))
			alike(t, what+" the upper end", b.SlopeHigh, max(low, high))
		}
	})
}

// A date is the same in another unit of the values, and follows that of the times; a target farther along the line comes later; its interval holds it.
func TestDatesDoNotDependOnTheUnit(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		noise := halves(t, 8, 30)
		values, times, slow := make([]float64, len(noise)), make([]float64, len(noise)), make([]float64, len(noise))
		for i, e := range noise {
			values[i], times[i], slow[i] = e+4*float64(i), float64(i), 16*float64(i)-5
		}
		g := statistics.Goal{Target: float64(rapid.IntRange(-100, 300).Draw(t, "target")), Higher: rapid.Bool().Draw(t, "higher")}
		dates := func(times, values []float64, g statistics.Goal) statistics.Forecast {
			_, f := forecast(times, values, nil, g)
			return f
		}
		f := dates(times, values, g)
		if !f.Dated() {
			return
		}
		if !(f.Low <= f.Date && f.Date <= f.High) {
			t.Fatalf("the date is %+v", f)
		}
		same := func(what string, got statistics.Forecast, of func(float64) float64) {
			alike(t, what+" the date", got.Date, of(f.Date))
			alike(t, what+" its lower end", got.Low, of(f.Low))
			alike(t, what+" its upper end", got.High, of(f.High))
			if got.Outlook != f.Outlook {
				t.Fatalf("%s the outlook is %s, not %s", what, got.Outlook, f.Outlook)
			}
		}
		stay := func(v float64) float64 { return v }
		same("in another unit", dates(times, mapped(values, func(v float64) float64 { return 8*v - 64 }), statistics.Goal{Target: 8*g.Target - 64, Higher: g.Higher}), stay)
		same("upside down", dates(times, mapped(values, func(v float64) float64 { return -v }), statistics.Goal{Target: -g.Target, Higher: !g.Higher}), stay)
		same("in another unit of time", dates(slow, values, g), func(v float64) float64 { return 16*v - 5 })
		l, _ := statistics.LineOf(times, values, nil)
		if farther := dates(times, values, statistics.Goal{Target: g.Target + math.Copysign(1, l.Slope), Higher: g.Higher}); !(farther.Date > f.Date) {
			t.Fatalf("what lies farther along the line comes at %v, not behind %v", farther.Date, f.Date)
		}
	})
}

// Seasons are the same in another unit, by other names, and whatever line they lie on.
func TestSeasonsDoNotDependOnTheUnit(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		length := rapid.IntRange(3, 6).Draw(t, "length")
		values := halves(t, 3*length, 6*length)
		seasons, cycles := turns(len(values), length)
		named, other := make([]int, len(seasons)), make([]float64, len(values))
		for i, s := range seasons {
			named[i], other[i] = 100-7*s, 4*values[i]+32*float64(i)-512
		}
		chance := func(values []float64, seasons []int) (float64, bool) {
			l, ok := statistics.LineOf(nil, values, nil)
			if !ok {
				t.Fatal("there is no line")
			}
			return statistics.SeasonsOf(l, nil, values, seasons, cycles)
		}
		p, ok := chance(values, seasons)
		q, too := chance(other, named)
		if ok != too || ok && math.Abs(p-q) > 1e-9 {
			t.Fatalf("the chance is %v, and in another unit %v", p, q)
		}
	})
}

// Limits without a width, of medians or of a base without a change, still have an outside; the rules that count sigmas have nothing to count then.
func TestOutsideLimitsWithoutAWidth(t *testing.T) {
	c := statistics.Individuals([]float64{0, 0, 0, 1, 0, 0, 0, -2, 0, 0, 0}, statistics.Options{Base: statistics.All, Centre: statistics.Median})
	if len(c.Signals) != 2 || c.Signals[0].Rule != statistics.Beyond || c.Signals[0].Side != statistics.Above || c.Signals[0].From() != 3 || c.Signals[1].Side != statistics.Below || c.Signals[1].From() != 7 {
		t.Errorf("outside limits that meet at 0 lie %+v", c.Signals)
	}
	tenths := make([]float64, 11)
	for i := range tenths {
		tenths[i] = 0.1
	}
	if c := statistics.Individuals(tenths, statistics.Options{Base: statistics.All, Rules: statistics.Nelson}); len(c.Signals) > 0 {
		t.Errorf("values that are all the same give %+v", c.Signals)
	}
}

// Values about 10^13 that move by a few have sigmas that arithmetic can still tell apart; expected by Python's fractions, with the rules as docs/explanation/signal-and-noise.md words them.
func TestSignalsOfGreatValues(t *testing.T) {
	near, great := []float64{4, 1, 3, 2, 4, 6, 4, 6, 9, 9, 7, 8, 9}, make([]float64, 13)
	for i, v := range near {
		great[i] = 1e13 + v
	}
	o := statistics.Options{Base: 5}
	want, got := statistics.Individuals(near, o).Signals, statistics.Individuals(great, o).Signals
	if len(want) == 0 || len(got) != len(want) {
		t.Fatalf("signals are %+v, and 10^13 higher %+v", want, got)
	}
	for i := range want {
		if got[i].Rule != want[i].Rule || got[i].From() != want[i].From() || got[i].Last() != want[i].Last() {
			t.Errorf("10^13 higher a signal is %+v, not %+v", got[i], want[i])
		}
	}
}

// A chance far out is small and not nil: by scipy.stats.norm.sf, of the Z of 100 values that rise one after another, 14.7387.
func TestSmallChancesAreNotNil(t *testing.T) {
	values := make([]float64, 100)
	for i := range values {
		values[i] = float64(i)
	}
	x, _ := statistics.TrendOf(nil, values)
	if want := 1.8185948438135206e-49; math.Abs(x.P-want) > 1e-6*want {
		t.Errorf("of Z %v the chance is %v, not %v", x.Z, x.P, want)
	}
}
