package statistics_test

import (
	"math"
	"slices"
	"testing"

	"pgregory.net/rapid"

	"github.com/steelyard-isms/steelyard/internal/statistics"
)

func cases(ended []float64, open ...float64) []statistics.Case {
	var out []statistics.Case
	for _, d := range ended {
		out = append(out, statistics.Case{Duration: d, Ended: true})
	}
	for _, d := range open {
		out = append(out, statistics.Case{Duration: d})
	}
	return out
}

// TestSurvivalOfThePublishedExample takes the 21 patients with 6-mercaptopurine of Freireich and others (1963), Blood 21, 699; shares, standard errors and median as Klein & Moeschberger,
// Survival Analysis, 4.2, and the survfit of R give them. The mean of those who relapsed alone is 109 ÷ 9 weeks, by hand.
func TestSurvivalOfThePublishedExample(t *testing.T) {
	s, ok := statistics.SurvivalOf(cases([]float64{6, 6, 6, 7, 10, 13, 16, 22, 23}, 6, 9, 10, 11, 17, 19, 20, 25, 32, 32, 34, 35))
	want := []struct {
		time, open, deviation float64
		risk, ended           int
	}{{6, 0.857, 0.076, 21, 3}, {7, 0.807, 0.087, 17, 1}, {10, 0.753, 0.096, 15, 1}, {13, 0.690, 0.107, 12, 1}, {16, 0.627, 0.114, 11, 1}, {22, 0.538, 0.128, 7, 1}, {23, 0.448, 0.135, 6, 1}}
	if !ok || s.Cases != 21 || s.Ended != 9 || len(s.Steps) != len(want) {
		t.Fatalf("the curve is %+v", s)
	}
	for i, w := range want {
		x := s.Steps[i]
		if x.Time != w.time || x.AtRisk != w.risk || x.Ended != w.ended {
			t.Errorf("step %d is %+v", i, x)
		}
		near(t, "the share", x.Open, w.open, 0.00051)
		near(t, "the lower end", x.Low, x.Open-1.96*w.deviation, 0.0011)
		near(t, "the upper end", x.High, min(1, x.Open+1.96*w.deviation), 0.0011)
	}
	m, ok := s.Percentile(50)
	if !ok || m.Estimate != 23 || m.Low != 13 || !math.IsInf(m.High, 1) {
		t.Errorf("the median is %+v", m)
	}
	if p, ok := s.Percentile(90); ok || !math.IsInf(p.Estimate, 1) {
		t.Errorf("90 %% have ended after %+v, though half are open", p)
	}
	near(t, "the mean of those that ended", s.ClosedMean, 109.0/9, 1e-9)
}

func TestSurvivalOfLittle(t *testing.T) {
	for what, c := range map[string][]statistics.Case{"nothing": nil, "a negative duration": cases([]float64{-1}), "NaN": cases([]float64{gap}), "endless": cases(nil, math.Inf(1))} {
		if s, ok := statistics.SurvivalOf(c); ok || !math.IsNaN(s.ClosedMean) {
			t.Errorf("of %s there is the curve %+v", what, s)
		}
	}
	s, ok := statistics.SurvivalOf(cases(nil, 3, 4))
	if _, median := s.Percentile(50); !ok || len(s.Steps) > 0 || median || !math.IsNaN(s.ClosedMean) {
		t.Errorf("where nothing has ended the curve is %+v", s)
	}
	s, _ = statistics.SurvivalOf(cases([]float64{4}))
	if m, ok := s.Percentile(50); !ok || m.Estimate != 4 || m.Low != 4 || !math.IsInf(m.High, 1) || s.Steps[0].Open != 0 || !math.IsNaN(s.Steps[0].Low) {
		t.Errorf("of one case the curve is %+v, the median %+v", s, m)
	}
	for _, p := range []float64{0, -1, 101, gap} {
		if got, ok := s.Percentile(p); ok {
			t.Errorf("the percentile %v is %+v", p, got)
		}
	}
}

// By definition: the share behind a time is the product, over each earlier end, of those who stayed of those at risk. Order tells nothing, another unit of time
// stretches the curve; without open cases it is the share that takes longer; and who stays open longer lifts it.
func TestSurvivalIsThatOfTheDefinition(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		one := rapid.Custom(func(t *rapid.T) statistics.Case {
			return statistics.Case{Duration: float64(rapid.IntRange(0, 12).Draw(t, "duration")), Ended: rapid.Bool().Draw(t, "ended")}
		})
		all := rapid.SliceOfN(one, 1, 40).Draw(t, "cases")
		s, ok := statistics.SurvivalOf(all)
		if !ok {
			t.Fatal("there is no curve")
		}
		before, k := 1.0, 0
		for time := range 13 {
			risk, ended := 0, 0
			for _, c := range all {
				if c.Duration >= float64(time) {
					risk++
				}
				if c.Ended && c.Duration == float64(time) {
					ended++
				}
			}
			if ended == 0 {
				continue
			}
			before *= float64(risk-ended) / float64(risk)
			if x := s.Steps[k]; x.Time != float64(time) || math.Abs(x.Open-before) > 1e-12 || x.AtRisk != risk || x.Ended != ended || !math.IsNaN(x.Low) && !(0 <= x.Low && x.Low <= x.Open && x.Open <= x.High && x.High <= 1) {
				t.Fatalf("at %d the curve is %+v, by definition %v of %d", time, x, before, risk)
			}
			k++
		}
		if k != len(s.Steps) {
			t.Fatalf("the curve has %d steps, by definition %d", len(s.Steps), k)
		}
		most := rapid.IntRange(2, 15).Draw(t, "most")
		if few := s.Thinned(most); len(few) > most || len(s.Steps) > 0 && (few[0].Time != s.Steps[0].Time || few[len(few)-1].Time != s.Steps[len(s.Steps)-1].Time) || len(s.Steps) <= most && len(few) != len(s.Steps) {
			t.Fatalf("of %d steps at most %d are %d: %+v", len(s.Steps), most, len(few), few)
		}
		turned, _ := statistics.SurvivalOf(rapid.Permutation(all).Draw(t, "order"))
		stretched, closed := slices.Clone(all), slices.Clone(all)
		for i := range all {
			stretched[i].Duration *= 4
			closed[i].Ended = true
		}
		long, _ := statistics.SurvivalOf(stretched)
		lower, _ := statistics.SurvivalOf(closed)
		for i, x := range s.Steps {
			if turned.Steps[i].Open != x.Open || long.Steps[i].Time != 4*x.Time || long.Steps[i].Open != x.Open {
				t.Fatalf("in another order or unit step %d is %+v and %+v, not %+v", i, turned.Steps[i], long.Steps[i], x)
			}
		}
		for _, p := range []float64{10, 50, 90} {
			a, ok := s.Percentile(p)
			b, closed := lower.Percentile(p)
			if ok && !(a.Low <= a.Estimate && a.Estimate <= a.High) || !closed || b.Estimate > a.Estimate {
				t.Fatalf("the percentile %v is %+v, and %+v if all had ended", p, a, b)
			}
		}
		for _, x := range lower.Steps {
			longer := 0
			for _, c := range all {
				if c.Duration > x.Time {
					longer++
				}
			}
			if math.Abs(x.Open-float64(longer)/float64(len(all))) > 1e-12 {
				t.Fatalf("with no open case the share at %v is %v", x.Time, x.Open)
			}
		}
	})
}
