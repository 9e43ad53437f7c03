package statistics_test

import (
	"math"
	"testing"

	"pgregory.net/rapid"

	"github.com/steelyard-isms/steelyard/internal/statistics"
)

func TestQuality(t *testing.T) {
	q, ok := statistics.QualityOf(map[statistics.QualityPart]float64{statistics.Completeness: 0.9, statistics.Timeliness: 0.4, statistics.Validity: gap, statistics.Accuracy: 1.2})
	if !ok || len(q.Judged) != 2 || len(q.Left) != 3 || q.Left[0] != statistics.Validity {
		t.Fatalf("the quality is %+v", q)
	}
	near(t, "of two parts", q.Q, 0.6, 1e-12) // √0.36
	q, _ = statistics.QualityOf(map[statistics.QualityPart]float64{statistics.Completeness: 1, statistics.Timeliness: 1, statistics.Validity: 0.5, statistics.Consistency: 0.5, statistics.Accuracy: 0.125})
	near(t, "of all five", q.Q, 0.5, 1e-12) // (1/32)^{1/5}
	if q, ok = statistics.QualityOf(map[statistics.QualityPart]float64{statistics.Completeness: 0, statistics.Accuracy: 1}); !ok || q.Q != 0 {
		t.Errorf("with a part at 0 it is %+v", q)
	}
	if q, ok = statistics.QualityOf(nil); ok || !math.IsNaN(q.Q) || len(q.Left) != 5 {
		t.Errorf("of nothing it is %+v", q)
	}
	if q, ok = statistics.QualityOf(map[statistics.QualityPart]float64{statistics.Completeness: 1, statistics.Accuracy: 1}); !ok || q.Q != 1 {
		t.Errorf("of whole parts it is %v", q.Q)
	}
}

// By hand: the questions have the variances 2.5, 2.5 and 1, the sums 6 9 8 14 13 the variance 11.5, so that alpha is 3/2 · (1 − 6/11.5).
func TestSurvey(t *testing.T) {
	answers := [][]float64{{1, 2, 3}, {2, 4, 3}, {3, 1, 4}, {4, 5, 5}, {5, 3, 5}}
	s := statistics.SurveyOf(append(answers, []float64{gap, gap, gap}), 8, 0)
	if !s.Shown || s.Answered != 5 || s.Complete != 5 || s.Rate != 0.625 || s.Means[0] != 3 || s.Means[2] != 4 {
		t.Fatalf("the survey is %+v", s)
	}
	near(t, "alpha", s.Alpha, 1.5*(1-(2.5+2.5+1)/11.5), 1e-12)
	if s := statistics.SurveyOf(answers[:4], 8, 0); s.Shown || s.Means != nil || !math.IsNaN(s.Alpha) || s.Rate != 0.5 {
		t.Errorf("four answers show %+v", s)
	}
	if s := statistics.SurveyOf(answers[:4], 8, 4); !s.Shown {
		t.Errorf("four answers show nothing, where four are enough: %+v", s)
	}
	if s := statistics.SurveyOf(answers[:1], 8, 1); s.Shown {
		t.Errorf("one answer shows %+v", s)
	}
	if s := statistics.SurveyOf(append([][]float64{{1}}, answers...), 8, 0); s.Shown || s.Answered != 0 {
		t.Errorf("rows of unequal length show %+v", s)
	}
	some := statistics.SurveyOf([][]float64{{1, gap}, {2, 1}, {3, 2}, {4, 3}, {5, 4}, {1, 5}}, 0, 0)
	if !some.Shown || !math.IsNaN(some.Rate) || some.Complete != 5 || math.IsNaN(some.Alpha) {
		t.Errorf("with a question left open the survey is %+v", some)
	}
	few := statistics.SurveyOf([][]float64{{1, gap}, {2, gap}, {3, 2}, {4, 3}, {5, 4}, {1, 5}}, 9, 0)
	if !math.IsNaN(few.Alpha) || !math.IsNaN(few.Means[1]) || math.IsNaN(few.Means[0]) {
		t.Errorf("a question that four answered is shown: %+v", few)
	}
	same := statistics.SurveyOf([][]float64{{3, 3}, {3, 3}, {3, 3}, {3, 3}, {3, 3}}, 5, 0)
	one := statistics.SurveyOf([][]float64{{1}, {2}, {3}, {4}, {5}}, 5, 0)
	if !math.IsNaN(same.Alpha) || !math.IsNaN(one.Alpha) || !math.IsNaN(statistics.SurveyOf(nil, 3, 0).Alpha) {
		t.Errorf("alpha is %v of equal answers and %v of one question", same.Alpha, one.Alpha)
	}
}

// The other form of alpha: k · mean covariance ÷ (mean variance + (k − 1) · mean covariance), summed from the definition. Shifting a question, another unit of all and another order change nothing.
func TestAlphaIsThatOfTheDefinition(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		k, n := rapid.IntRange(2, 6).Draw(t, "questions"), rapid.IntRange(5, 20).Draw(t, "answers")
		rows := rapid.SliceOfN(rapid.SliceOfN(rapid.Map(rapid.IntRange(1, 5), func(i int) float64 { return float64(i) }), k, k), n, n).Draw(t, "rows")
		s := statistics.SurveyOf(rows, n, 0)
		covariance := func(a, b int) float64 {
			sum := 0.0
			for _, row := range rows {
				sum += (row[a] - s.Means[a]) * (row[b] - s.Means[b])
			}
			return sum / float64(n-1)
		}
		var own, shared float64
		for a := range k {
			for b := range k {
				if a == b {
					own += covariance(a, b) / float64(k)
				} else {
					shared += covariance(a, b) / float64(k*(k-1))
				}
			}
		}
		whole := own + float64(k-1)*shared
		if math.Abs(whole) < 1e-9 {
			if !math.IsNaN(s.Alpha) && math.Abs(s.Alpha) < 1e6 {
				t.Fatalf("where the sums stand alpha is %v", s.Alpha)
			}
			return
		}
		if want := float64(k) * shared / whole; math.Abs(s.Alpha-want) > 1e-6*max(1, math.Abs(want)) || s.Alpha > 1+1e-9 {
			t.Fatalf("alpha is %v, by definition %v", s.Alpha, want)
		}
		moved := make([][]float64, n)
		for i, row := range rapid.Permutation(rows).Draw(t, "order") {
			for q, v := range row {
				moved[i] = append(moved[i], 2*v+float64(q))
			}
		}
		if got := statistics.SurveyOf(moved, n, 0); math.Abs(got.Alpha-s.Alpha) > 1e-6*max(1, math.Abs(s.Alpha)) {
			t.Fatalf("in another unit and order alpha is %v, not %v", got.Alpha, s.Alpha)
		}
	})
}
