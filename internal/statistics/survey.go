package statistics

import (
	"math"

	"gonum.org/v1/gonum/stat"
)

// MinGroup is how many must have answered before a result of a survey is shown, unless told: of fewer it would tell who said what.
const MinGroup = 5

// Survey is what the answers of a group come to.
type Survey struct {
	Invited, Answered int
	Complete          int     // of those who answered, those who answered every question
	Rate              float64 // answered of invited, 0 to 1; NaN where nobody was invited
	Shown             bool    // enough have answered; otherwise what follows is NaN and nil
	Means             []float64
	Alpha             float64 // Cronbach's, at most 1; NaN where it cannot be computed
}

// SurveyOf sums up answers: a row for each who answered, a column for each question, NaN where one was left open. All questions have one scale, turned so that
// more is better. Rows of NaN alone are no answer.
//
//	α = k ÷ (k − 1) · (1 − Σ var(question) ÷ var(sum)) over the rows that are complete (Cronbach 1951, Psychometrika 16, 297)
//
// Alpha tells how far the questions ask for one thing; it needs two questions, minimum complete rows and sums that differ. minimum 0 is MinGroup, and it is never below 2.
// The mean of a question is of those who answered it, NaN where these are fewer than minimum. Rows of unequal length give a Survey that shows nothing.
func SurveyOf(answers [][]float64, invited, minimum int) Survey {
	if minimum == 0 {
		minimum = MinGroup
	}
	minimum = max(2, minimum)
	s := Survey{Invited: invited, Rate: math.NaN(), Alpha: math.NaN()}
	var whole [][]float64
	var columns [][]float64
	equal := true
	for _, row := range answers {
		if columns == nil {
			columns = make([][]float64, len(row))
		}
		if len(row) != len(columns) {
			equal = false
			break
		}
		given := 0
		for q, v := range row {
			if known(v) {
				columns[q], given = append(columns[q], v), given+1
			}
		}
		if given > 0 {
			s.Answered++
		}
		if given > 0 && given == len(row) {
			whole = append(whole, row)
		}
	}
	if !equal {
		return Survey{Invited: invited, Rate: math.NaN(), Alpha: math.NaN()}
	}
	s.Complete = len(whole)
	if invited > 0 {
		s.Rate = float64(s.Answered) / float64(invited)
	}
	if s.Shown = s.Answered >= minimum; !s.Shown {
		return s
	}
	for _, c := range columns {
		m := math.NaN()
		if len(c) >= minimum {
			m = mean(c)
		}
		s.Means = append(s.Means, m)
	}
	if len(whole) >= minimum {
		s.Alpha = alpha(whole)
	}
	return s
}

// alpha is Cronbach's, NaN where it cannot be computed.
func alpha(rows [][]float64) float64 {
	k := len(rows[0])
	sums, one := make([]float64, len(rows)), make([]float64, len(rows))
	parts := 0.0
	for q := range k {
		for i, row := range rows {
			one[i] = row[q]
			sums[i] += row[q]
		}
		parts += stat.Variance(one, nil)
	}
	all := stat.Variance(sums, nil)
	if k < 2 || !(all > 0) || !known(parts/all) {
		return math.NaN()
	}
	return float64(k) / float64(k-1) * (1 - parts/all)
}
