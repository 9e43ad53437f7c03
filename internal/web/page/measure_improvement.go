package page

import (
	"html/template"
	"math"
	"time"

	"github.com/steelyard-isms/steelyard/internal/catalog/words"
	"github.com/steelyard-isms/steelyard/internal/web/chart"
)

// Improvement is something that was done to move the measure, and what followed.
type Improvement struct {
	Ref
	Done    time.Time
	Stated  bool // its record says when it was done; otherwise it is the day on which it was recorded as done
	Verdict Verdict
	Size    float64 // by how much values lie higher since, in the unit of the measure; of a comparison that could be made
	P       float64 // how often chance alone makes such a difference
}

// Verdict is what can be said of what followed.
type Verdict string

// The verdicts.
const (
	TooFewBefore Verdict = "too-few-before"
	TooFewAfter  Verdict = "too-few-after"
	MovedBefore  Verdict = "moved-before"
	ByChance     Verdict = "chance"
	Improved     Verdict = "improved"
	Worsened     Verdict = "worsened"
	Shifted      Verdict = "changed"
)

var verdictWords = map[Verdict]words.Key{TooFewBefore: "measure.improvement.few-before", TooFewAfter: "measure.improvement.few-after", MovedBefore: "measure.improvement.moved-before", ByChance: "measure.improvement.chance",
	Improved: "measure.improvement.improved", Worsened: "measure.improvement.worsened", Shifted: "measure.improvement.changed"}

// verdict says what followed, and no more than the comparison shows.
func (p Measure) verdict(x Improvement) template.HTML {
	size := p.difference(math.Abs(x.Size), p.Now.Unit)
	how := p.t("measure.improvement.higher", words.F("size", size))
	if x.Size < 0 {
		how = p.t("measure.improvement.lower", words.F("size", size))
	}
	return p.h(verdictWords[x.Verdict], words.T("how", how), words.T("often", p.often(x.P)))
}

// tone is the status of what followed.
func (x Improvement) tone() chart.Tone {
	switch x.Verdict {
	case Improved:
		return chart.OK
	case Worsened:
		return chart.Warn
	}
	return chart.None
}

// improvementsDrawn are those that lie within what the chart draws.
func (p Measure) improvementsDrawn() []chart.Event {
	var out []chart.Event
	for _, x := range p.Improvements {
		out = append(out, chart.Event{At: x.Done, Label: x.Code + " " + x.Name, Short: x.Code})
	}
	return out
}

func doneOn(f Frame, x Improvement) words.Arg { return words.T("day", f.date(x.Done)) }
