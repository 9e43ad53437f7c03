package page

import (
	"html/template"

	"github.com/steelyard-isms/steelyard/internal/catalog/words"
	"github.com/steelyard-isms/steelyard/internal/web/chart"
)

// CaseTimes is how long the cases took that a measure was read from, with those in mind that are open (Kaplan and Meier).
type CaseTimes struct {
	Run        Ref
	Percentile float64 // the share of cases that the measure's value is for, in per cent
	Days       float64 // by which so many have ended
	Bounds     *Bounds // its 95 % interval; nil where too many cases are open to tell
	Cases      int
	Ended      int
	ClosedMean *float64 // days that those took in the mean
	Steps      []CaseStep
}

// CaseStep is where the share of open cases falls.
type CaseStep struct {
	Days, Open float64 // Open in per cent
	AtRisk     int
	Bounds     *Bounds // of Open; nil where none is open
}

// waitingSaid says by when so many cases have ended, and what a mean of those alone would claim.
func (p Measure) waitingSaid() template.HTML {
	w := p.Waiting
	share := words.F("share", p.percent(w.Percentile))
	said := []template.HTML{p.h("measure.waiting.by", share, words.F("days", p.days(w.Days)))}
	if w.Bounds != nil {
		said[0] = p.h("measure.waiting.by-range", share, words.F("days", p.days(w.Days)), words.F("range", p.values(w.Bounds.Low, w.Bounds.High, p.t("measure.waiting.days"))))
	}
	if open := w.Cases - w.Ended; open > 0 {
		said = append(said, p.h("measure.waiting.open", words.N(open), words.F("cases", p.num().Count(int64(w.Cases)))))
		if w.ClosedMean != nil {
			said = append(said, p.h("measure.waiting.mean", words.F("days", p.days(*w.ClosedMean))))
		}
	} else {
		said = append(said, p.h("measure.waiting.all", words.N(w.Cases)))
	}
	return sentence(said...)
}

// days writes a length of time.
func (p Measure) days(n float64) string { return p.num().Quantity(n, p.t("measure.waiting.days")) }

func (p Measure) percent(x float64) string { return p.num().Quantity(x, "%") }

// waitingChart draws the curve.
func (p Measure) waitingChart(narrow bool) chart.SVG {
	w := p.Waiting
	out := chart.Waiting{Share: 100 - w.Percentile, At: w.Days, Label: p.days(w.Days), Days: p.t("measure.waiting.days"), Unit: p.percent, Narrow: narrow, Mirrored: p.RightToLeft,
		Name: p.t("measure.waiting.name") + " " + plainText(p.waitingSaid())}
	for _, x := range w.Steps {
		s := chart.WaitingStep{Days: x.Days, Open: x.Open, Low: x.Open, High: x.Open}
		if x.Bounds != nil {
			s.Low, s.High = x.Bounds.Low, x.Bounds.High
		}
		out.Steps = append(out.Steps, s)
	}
	return out.SVG()
}
