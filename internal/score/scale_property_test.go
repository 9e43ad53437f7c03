package score_test

import (
	"math"
	"slices"
	"strconv"
	"testing"

	"pgregory.net/rapid"

	"github.com/steelyard-isms/steelyard/internal/score"
)

func legOf(t *rapid.T) score.Leg {
	k := rapid.SliceOfNDistinct(rapid.IntRange(-50, 149), 3, 3, rapid.ID[int]).Draw(t, "knots")
	slices.Sort(k)
	strict := rapid.SampledFrom([]float64{0, float64(rapid.IntRange(1, 40).Draw(t, "beyond green"))}).Draw(t, "target")
	return score.Leg{Worst: float64(k[0]), Red: float64(k[1]), Green: float64(k[2]), Target: float64(k[2]) + strict}
}

func knotsOf(l score.Leg) score.Knots {
	return score.Knots{Worst: &l.Worst, Red: &l.Red, Green: &l.Green, Target: &l.Target}
}

func each(l score.Leg, f func(float64) float64) score.Leg {
	return score.Leg{Worst: f(l.Worst), Red: f(l.Red), Green: f(l.Green), Target: f(l.Target)}
}

func complete(t rapid.TB, s score.Scale) score.Indicator {
	i, err := s.Complete()
	if err != nil {
		t.Fatalf("a good scale is refused: %v", err)
	}
	return i
}

func scoreOf(t rapid.TB, i score.Indicator, value float64) float64 {
	s, err := i.Score(value)
	if err != nil {
		t.Fatalf("a good value is refused: %v", err)
	}
	return s
}

func TestBandAndScoreAgree(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		k := legOf(t)
		i := complete(t, score.Scale{Direction: score.Higher, Knots: knotsOf(k)})
		values := rapid.OneOf(rapid.Float64Range(-60, 200), rapid.SampledFrom([]float64{k.Worst, k.Red, k.Green, k.Target}))
		a, b := values.Draw(t, "a"), values.Draw(t, "b")
		a, b = min(a, b), max(a, b)
		s, better := scoreOf(t, i, a), scoreOf(t, i, b)
		if s < 0 || s > better || better > 100 {
			t.Fatalf("%v scores %v and the better %v scores %v", a, s, b, better)
		}
		// Beside a knot the tolerance decides, not the value.
		near := func(x float64) bool { return a != x && math.Abs(a-x) < 1e-6 }
		if near(k.Red) || near(k.Green) || near(k.Target) {
			return
		}
		want := score.Act
		if a >= k.Green {
			want = score.Good
		} else if a >= k.Red {
			want = score.Watch
		}
		if score.BandOf(s) != want || (s == 100) != (a >= k.Target) {
			t.Fatalf("%v on %+v scores %v, %s, want %s", a, k, s, score.BandOf(s), want)
		}
		for decimals := range 7 {
			shown := score.Shown(s, decimals)
			x, err := strconv.ParseFloat(shown, 64)
			if err != nil || score.BandOf(x) != want || math.Abs(x-s) > math.Pow10(-decimals) {
				t.Fatalf("%v is shown as %s, beside the colour of %s", s, shown, want)
			}
		}
	})
}

func TestMirrorAndRange(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		k, v := legOf(t), rapid.Float64Range(-60, 200).Draw(t, "value")
		up := complete(t, score.Scale{Direction: score.Higher, Knots: knotsOf(k)})
		mirror := complete(t, score.Scale{Direction: score.Lower, Knots: knotsOf(each(k, func(x float64) float64 { return -x }))})
		if scoreOf(t, up, v) != scoreOf(t, mirror, -v) {
			t.Fatalf("%v scores %v, its mirror %v", v, scoreOf(t, up, v), scoreOf(t, mirror, -v))
		}
		top := each(k, func(x float64) float64 { return 2*k.Target + 10 - x })
		down := complete(t, score.Scale{Direction: score.Lower, Knots: knotsOf(top)})
		both := complete(t, score.Scale{Direction: score.Range, Knots: knotsOf(k), Upper: knotsOf(top)})
		if got, want := scoreOf(t, both, v), min(scoreOf(t, up, v), scoreOf(t, down, v)); got != want {
			t.Fatalf("%v in a range scores %v, the lesser of its legs is %v", v, got, want)
		}
	})
}

func TestDefaultsStayInOrder(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		red, green := rapid.Float64Range(0.001, 99.999).Draw(t, "red"), rapid.Float64Range(0.001, 99.999).Draw(t, "green")
		if math.Abs(red-green) < 1e-6 {
			return
		}
		zero, hundred := 0.0, 100.0
		s := score.Scale{Direction: score.Higher, Knots: score.Knots{Red: &red, Green: &green}, Limits: score.Limits{Min: &zero, Max: &hundred}}
		if green < red {
			s.Direction = score.Lower
		}
		i := complete(t, s)
		k := i.Knots()
		for _, x := range []float64{k.Worst, k.Red, k.Green, k.Target} {
			if x < 0 || x > 100 {
				t.Fatalf("a share is asked to reach %v: %+v", x, k)
			}
		}
		if scoreOf(t, i, red) != 40 || scoreOf(t, i, green) < 70 || scoreOf(t, i, k.Target) != 100 {
			t.Fatalf("the knots %+v do not score 40, 70 and 100", k)
		}
	})
}

func TestIntervalHoldsTheScore(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		i := complete(t, score.Scale{Direction: score.Higher, Knots: knotsOf(legOf(t))})
		n := rapid.IntRange(1, 300).Draw(t, "n")
		k := rapid.IntRange(0, n).Draw(t, "successes")
		x, err1 := i.Sample(k, n, score.Percent)
		y, err2 := i.Sample(10*k, 10*n, score.Percent)
		if err1 != nil || err2 != nil {
			t.Fatal(err1, err2)
		}
		low, high := x.Low.Or(-1), x.High.Or(-1)
		if low < 0 || low > x.Score.Or(-1) || x.Score.Or(101) > high || high > 100 {
			t.Fatalf("the score %v lies outside its interval %v to %v", x.Score, x.Low, x.High)
		}
		if y.Low.Or(-1) < low-slack || y.High.Or(101) > high+slack {
			t.Fatalf("ten times the sample spans %v to %v, wider than %v to %v", y.Low, y.High, x.Low, x.High)
		}
	})
}

func TestPlanAndPace(t *testing.T) {
	rank := []score.Status{score.Missed, score.OffPlan, score.AtRisk, score.OnPlan, score.Achieved}
	rapid.Check(t, func(t *rapid.T) {
		start := today
		span, gone := rapid.IntRange(2, 900).Draw(t, "span"), rapid.IntRange(0, 900).Draw(t, "gone")
		base, target := float64(rapid.IntRange(0, 100).Draw(t, "base")), float64(rapid.IntRange(0, 100).Draw(t, "target"))
		if base == target {
			return
		}
		p := score.Plan{Start: start, Due: start.AddDays(span), Baseline: base, Target: target}
		judge := func(v float64) score.Attainment {
			a, err := p.Attainment(start.AddDays(gone), []score.Reading{{Date: start, Value: v}})
			if err != nil {
				t.Fatal(err)
			}
			return a
		}
		v := base + (target-base)*rapid.Float64Range(-0.5, 1.2).Draw(t, "progress")
		a, better := judge(v), judge(v+(target-base)*share.Draw(t, "better"))
		if slices.Index(rank, better.Status) < slices.Index(rank, a.Status) {
			t.Fatalf("a better value makes %s of %s", better.Status, a.Status)
		}
		if settled := a.Status == score.Missed || a.Status == score.Achieved; gone != span && settled != (gone > span) {
			t.Fatalf("%d of %d days gone: %s", gone, span, a.Status)
		}
		if !a.PaceDate.IsZero() {
			days := float64(a.PaceDate.DaysSince(start))
			reach := func(days float64) float64 {
				return ((v-base)*days/float64(gone) - (target - base)) * math.Copysign(1, target-base)
			}
			if reach(days) < -1e-4 || reach(days-1) > 1e-4 {
				t.Fatalf("at the pace so far the target is not met on %s, or a day earlier", a.PaceDate)
			}
		}
	})
}

func TestFreshnessOnlyFalls(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		c := score.Cadence{PeriodDays: rapid.SampledFrom([]int{1, 7, 30, 91, 365}).Draw(t, "period")}
		grace := float64(c.PeriodDays) / 4
		if chance(t, 2) {
			days := rapid.IntRange(0, 60).Draw(t, "grace")
			c.GraceDays, grace = &days, float64(days)
		}
		age := rapid.IntRange(-5, 1500)
		x, y := age.Draw(t, "x"), age.Draw(t, "y")
		x, y = min(x, y), max(x, y)
		newer, older := c.Freshness(today.AddDays(-x), today), c.Freshness(today.AddDays(-y), today)
		if newer.AgeDays != x || newer.Phi > 1 || newer.Phi < older.Phi || older.Phi < 0 || x <= 0 && newer.Phi != 1 {
			t.Fatalf("at %d days %+v, at %d days %+v", x, newer, y, older)
		}
		if float64(y) >= 3*float64(c.PeriodDays)+grace && (older.Phi != 0 || older.State != score.Expired) {
			t.Fatalf("after three periods and the grace it is %+v", older)
		}
	})
}

func TestInForceIsTheLatestNotAfterTheDay(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		days := rapid.SliceOfN(rapid.IntRange(0, 9), 0, 8).Draw(t, "days")
		var entries []score.Dated[int]
		for i, d := range days {
			entries = append(entries, score.Dated[int]{Effective: today.AddDays(d), Value: i})
		}
		on := rapid.IntRange(-1, 10).Draw(t, "on")
		got, known := score.InForce(entries, today.AddDays(on))
		// The same the slow way: sorted by day, stable in the order recorded, the last not after the day.
		slices.SortStableFunc(entries, func(a, b score.Dated[int]) int { return a.Effective.Compare(b.Effective) })
		want, any := 0, false
		for _, e := range entries {
			if !e.Effective.After(today.AddDays(on)) {
				want, any = e.Value, true
			}
		}
		if got != want || known != any {
			t.Fatalf("%d is in force (%t), want %d (%t)", got, known, want, any)
		}
	})
}
