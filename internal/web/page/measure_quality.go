package page

import (
	"html/template"
	"time"

	"github.com/steelyard-isms/steelyard/internal/catalog/words"
)

// Quality is how good the data behind a measure are.
type Quality struct {
	Q     float64 // 0 to 1
	Parts []QualityPart
	Left  []QualityName // that nothing judges
	Check string        // address where a check of the data is recorded; empty: the reader may not
}

// QualityPart is one part of data quality.
type QualityPart struct {
	Name      QualityName
	Right, Of int
	On        time.Time // of the check; zero: it is computed
	How       string    // against what was checked, and what was wrong
	By        string    // who checked; empty: nobody says
}

// QualityName names a part.
type QualityName string

// qualityWords are what a part is called, and what its figure counts where it is computed.
var qualityWords = map[QualityName]struct{ name, counts words.Key }{
	"completeness": {"measure.quality.completeness", "measure.quality.complete"}, "timeliness": {"measure.quality.timeliness", "measure.quality.timely"},
	"validity": {"measure.quality.validity", ""}, "consistency": {"measure.quality.consistency", ""}, "accuracy": {"measure.quality.accuracy", ""},
}

func (x QualityPart) share() float64 { return float64(x.Right) / float64(x.Of) }

// low tells whether a part is below what one would rely on.
func (x QualityPart) low() bool { return x.share() < lowCoverage }

// note says what the figure of a part counts.
func (x QualityPart) note(f Frame) string {
	of := words.T("due", f.num().Count(int64(x.Of)))
	if x.On.IsZero() {
		return f.t(qualityWords[x.Name].counts, words.N(x.Right), of)
	}
	by := ""
	if x.By != "" {
		by = f.t("measure.quality.by", words.T("who", x.By))
	}
	return f.t("measure.quality.checked", words.N(x.Right), of, words.T("day", f.date(x.On)), words.T("by", by), words.T("how", x.How))
}

// left says which parts nothing judges.
func (q Quality) left(f Frame) template.HTML {
	if len(q.Left) == 0 {
		return ""
	}
	var names []template.HTML
	for _, n := range q.Left {
		names = append(names, f.h(qualityWords[n].name))
	}
	return f.h("measure.quality.left", words.H("list", f.words().List(len(names), names...)))
}
