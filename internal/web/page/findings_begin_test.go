package page_test

import (
	"github.com/steelyard-isms/steelyard/internal/catalog/words"
	"github.com/steelyard-isms/steelyard/internal/web/page"
)

func beginFindings() []said {
	ways := []page.Place{{Name: "Measure library", Path: "/library"}}
	return []said{
		{name: "first step", page: page.Begin{Form: &page.BeginForm{}, Steps: []page.BeginStep{{Title: "Say whose security is measured", Next: true}}}, reads: "Next: Say whose security is measured.", forms: []words.Key{"begin.finding.next"}},
		{name: "a step", page: page.Begin{Steps: []page.BeginStep{{Title: "Adopt a measure", Next: true, Ways: ways}}}, reads: "Next: Adopt a measure.", forms: []words.Key{"begin.finding.next"}},
		{name: "a step of others", page: page.Begin{Steps: []page.BeginStep{{Title: "Adopt a measure", Next: true}}}, reads: "Next: Adopt a measure. Others may do that, and you will see it here.", forms: []words.Key{"begin.finding.others"}},
		{name: "all steps, for who may not see figures", page: page.Begin{Frame: page.Frame{NoFigures: true}, Steps: []page.BeginStep{{Done: true}}}, reads: "The programme has begun.", forms: []words.Key{"begin.finding.done-withheld"}},
		{name: "all steps", page: page.Begin{Steps: []page.BeginStep{{Done: true}}}, reads: "The programme has begun. Its score stands on the scorecard.", forms: []words.Key{"begin.finding.done"}},
	}
}
