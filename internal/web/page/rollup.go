package page

import (
	"strings"

	"github.com/steelyard-isms/steelyard/internal/catalog/words"
)

// rollUp says the weighted mean as a calculation that a reader can check: 3 × 60.5 + 2 × 65.8, over 5. What too little has reported for is no score, so
// that no calculation leads to one.
func (p Objective) rollUp() string {
	var parts []string
	var total float64
	for _, m := range p.Measures {
		counted := m.counted()
		if counted == "" || m.Weight == 0 {
			continue
		}
		parts = append(parts, p.num().Number(m.Weight)+" × "+counted)
		total += m.Weight
	}
	if len(parts) == 0 {
		return p.t("objective.made.nothing")
	}
	if p.Score.Band == "" {
		return p.t("objective.made.insufficient")
	}
	return p.t("objective.made.sum", words.T("sum", strings.Join(parts, " + ")), words.T("total", p.num().Number(total)))
}

// counted is the score that counts; empty where none does, as of a measure that does not apply.
func (m MeasureShare) counted() string {
	if m.Data == NotApplicable {
		return ""
	}
	if m.Counted != "" {
		return m.Counted
	}
	return m.Score.Text
}

func (m MeasureShare) knots(f Frame) string {
	if len(m.Knots) == 0 {
		return "–"
	}
	parts := make([]string, len(m.Knots))
	for i, k := range m.Knots {
		parts[i] = f.num().Number(k)
	}
	return strings.Join(parts, ", ")
}

// state is freshness and quality in a few words.
func (m MeasureShare) state(f Frame) string {
	args := []words.Arg{words.T("data", m.Data.word(f))}
	key := words.Key("objective.made.state")
	if m.Quality != nil {
		key = "objective.made.state-quality"
		args = append(args, words.T("quality", f.ratio(m.Quality)))
	}
	text := f.t(key, args...)
	if m.Critical {
		return f.t("objective.made.critical", words.T("state", text))
	}
	return text
}
