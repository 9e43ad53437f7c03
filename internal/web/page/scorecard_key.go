package page

import (
	"html/template"
	"time"

	"github.com/steelyard-isms/steelyard/internal/catalog/words"
	"github.com/steelyard-isms/steelyard/internal/web/chart"
)

// tileWidth is the width of the sparkline in pixels: the first tile is wider than the others.
func tileWidth(lead bool) int {
	if lead {
		return 84
	}
	return 80
}

// quarterBefore names the last quarter that ended before the day of the page; scores are compared with its end.
func (f Frame) quarterBefore() string {
	day := f.AsOf.Day.UTC()
	first := time.Date(day.Year(), day.Month()-(day.Month()-1)%3, 1, 0, 0, 0, 0, time.UTC)
	return f.quarter(first.AddDate(0, 0, -1), false)
}

func (f Frame) groupNote(v Perspective) string {
	args := []words.Arg{words.T("band", v.Score.Band.inText(f)), words.T("certainty", f.certainty(v.Score))}
	if v.Weight == nil {
		return f.t("scorecard.group.note", args...)
	}
	return f.t("scorecard.group.note-weight", append(args, words.T("weight", f.num().Percent(*v.Weight)))...)
}

func lowShare(coverage *float64) bool { return coverage != nil && *coverage < lowCoverage }

// keyBullet is the example in the key, a little behind its plan.
func keyBullet() chart.SVG {
	progress, expected := 0.55, 0.65
	return chart.Bullet{Progress: &progress, Expected: &expected, Tone: chart.Warn}.SVG()
}

// mostDiffering is how many objectives the key names whose score and attainment differ.
const mostDiffering = 6

// keyWords says what score and attainment are, and names the objectives where the two differ.
func (p Scorecard) keyWords() template.HTML {
	var differing []template.HTML
	f := p.Frame
	for r := range p.rows() {
		switch {
		case r.Score.Band == Good && r.Attainment.tone() != chart.OK && r.Attainment.tone() != chart.None,
			r.Score.Band != Good && r.Score.Band != "" && r.Attainment.tone() == chart.OK:
			var one template.HTML
			if len(differing) <= mostDiffering { // of the others List says how many there are
				one = f.h("scorecard.key.differing", words.T("code", r.Code), words.T("band", r.Score.Band.inText(f)), words.T("attainment", r.Attainment.inText(f)))
			}
			differing = append(differing, one)
		}
	}
	if len(differing) == 0 {
		return f.h("scorecard.key.words")
	}
	return sentence(f.h("scorecard.key.words"), f.h("scorecard.key.differ", words.N(len(differing)), words.H("list", f.words().List(mostDiffering, differing...))))
}

func (a Attainment) inText(f Frame) string {
	switch a {
	case OnPlan:
		return f.t("attainment.in-text.on-plan")
	case AtRisk:
		return f.t("attainment.in-text.at-risk")
	case OffPlan:
		return f.t("attainment.in-text.off-plan")
	case Achieved:
		return f.t("attainment.in-text.achieved")
	case Missed:
		return f.t("attainment.in-text.missed")
	}
	return f.t("attainment.in-text.no-data")
}
