package page_test

import (
	"github.com/steelyard-isms/steelyard/internal/catalog/words"
	"github.com/steelyard-isms/steelyard/internal/evaluate"
	"github.com/steelyard-isms/steelyard/internal/web/page"
)

func coverageFindings() []said {
	part := func(by evaluate.CoverBy, key string, healthy int) page.CoverPart {
		return page.CoverPart{By: by, Key: key, Healthy: healthy, Measures: healthy}
	}
	of := func(name string, p page.Coverage, reads string, forms ...words.Key) said {
		return said{name: name, page: p, reads: reads, forms: forms}
	}
	return []said{
		of("coverage of nothing", page.Coverage{}, "There is no measure here yet, so that nothing is covered.", "coverage.finding.no-measures"),
		of("coverage of all", page.Coverage{All: 2, Parts: []page.CoverPart{part(evaluate.ByParameter, "maturity", 1), part(evaluate.ByParameter, "third-parties", 1), part(evaluate.ByParameter, "", 0)}},
			"All 2 parameters have a healthy measure.", "coverage.finding.parameters-all"),
		of("coverage with gaps", page.Coverage{All: 2, Parts: []page.CoverPart{part(evaluate.ByParameter, "maturity", 1), part(evaluate.ByParameter, "third-parties", 0), part(evaluate.ByTiming, "leading", 0), part(evaluate.ByType, "impact", 0),
			part(evaluate.ByFriction, evaluate.CoverFriction, 0)}}, "Of 1 of the 2 parameters there is no healthy measure. There is no healthy measure of these kinds: leading, impact and what it costs the business.", "coverage.finding.parameters", "coverage.finding.others"),
	}
}
