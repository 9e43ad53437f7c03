package explain

import (
	"math"

	"github.com/steelyard-isms/steelyard/internal/civil"
	"github.com/steelyard-isms/steelyard/internal/evaluate"
)

// Improvement is what became of a measure after something that was to move it was done.
type Improvement struct {
	Of      Subject    `json:"of" doc:"The action or initiative."`
	Done    civil.Date `json:"done" format:"date" doc:"Day on which it was done."`
	Stated  bool       `json:"stated" doc:"Its record says so (done_on); otherwise it is the day on which it was recorded as done."`
	Verdict string     `json:"verdict" enum:"too-few-before,too-few-after,moved-before,chance,improved,worsened,changed" doc:"What can be said of the values after that day against those before, up to what was done before and behind it. too-few-before, too-few-after: five values are needed on either side. moved-before: they went the same way before. chance: chance alone would make such a difference in 1 of 20 cases or more. improved, worsened, changed: it would not. That one brought the other about is not said."`
	Before  int        `json:"before" minimum:"0" doc:"How many values before were compared, twelve at most."`
	After   int        `json:"after" minimum:"0" doc:"How many after, likewise."`
	Size    *float64   `json:"size" doc:"By how much values lie higher after than before (Hodges and Lehmann), without what their season adds, in the unit of the measure; null where there are too few."`
	P       *float64   `json:"p" minimum:"0" maximum:"1" doc:"How often chance alone makes such a difference (Wilcoxon, two-sided, counted out); null likewise."`
}

// improvements brings effects into the form of a status.
func improvements(list []evaluate.Effect) []Improvement {
	out := []Improvement{}
	for _, e := range list {
		x := Improvement{Of: subject(e.Record), Done: e.Done, Stated: e.Stated, Verdict: string(e.Verdict), Before: e.Before, After: e.After}
		if e.Verdict != evaluate.TooFewBefore && e.Verdict != evaluate.TooFewAfter {
			size, p := e.Size, e.P
			x.Size, x.P = &size, &p
		}
		out = append(out, x)
	}
	return out
}

// explain says what followed.
func (i Improvement) explain(w *writer, m *Measure) {
	begins := begin(i.Of.call()) + " was done on " + i.Done.String() + "; "
	if i.Size == nil {
		side := "since"
		if i.Verdict == string(evaluate.TooFewBefore) {
			side = "before"
		}
		w.say(begins, "whether values are others ", side, " cannot be told yet: it takes 5 values before and after.")
		return
	}
	by := m.difference(math.Abs(*i.Size)) + " higher"
	if *i.Size < 0 {
		by = m.difference(math.Abs(*i.Size)) + " lower"
	}
	switch evaluate.Verdict(i.Verdict) {
	case evaluate.ByChance:
		w.say(begins, "the values since do not differ from those before by more than chance.")
	case evaluate.MovedBefore:
		w.say(begins, "values since lie ", by, ", and seemed to go that way before.")
	default:
		w.say(begins, "values since lie ", by, ", which chance alone makes in ", often(*i.P), ".")
	}
}
