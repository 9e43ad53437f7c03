package page

import (
	"time"

	"github.com/steelyard-isms/steelyard/internal/catalog/words"
	"github.com/steelyard-isms/steelyard/internal/web/chart"
)

// Falls says where the last value of a measure falls on the scale that somebody enters.
type Falls struct {
	Value Figure    // nothing was reported: none
	At    time.Time // day of the value
	Knots []float64 // the values that score 0, 40, 70 and 100; nil: the scale is not complete, or gives levels
	Upper []float64 // those above the best values of a range; nil: it is none
	Score *float64  // 0 to 100; nil: there is no value, or no scale
	Text  string    // the score as it is shown
	Band  Band
}

// text is the finding.
func (x Falls) text(f Frame) string {
	value, day := words.F("value", f.figure(x.Value)), words.T("day", f.date(x.At))
	switch {
	case len(x.Knots) == 0:
		return f.t("edit.falls.no-scale")
	case x.Score == nil:
		return f.t("edit.falls.no-value")
	}
	return f.t("edit.falls.score", value, day, words.F("score", x.Text), words.T("band", x.Band.inText(f)))
}

// drawing is the scale from the worst to the best, with the value on it.
func (x Falls) drawing(f Frame) chart.SVG {
	if len(x.Knots) == 0 {
		return ""
	}
	return x.named(f, x.text(f))
}

// named is the drawing under another name than the finding.
func (x Falls) named(f Frame, name string) chart.SVG {
	return chart.Thresholds{Score: x.Score, Tone: x.Band.tone(), Mirrored: f.RightToLeft, Name: name, Labels: x.labels(f)}.SVG()
}

// labels are the thresholds, from the worst to the target, those of both ends where a range is best.
func (x Falls) labels(f Frame) []string {
	var out []string
	for i, v := range x.Knots {
		label := f.num().Quantity(v, x.Value.Unit)
		if len(x.Upper) == len(x.Knots) {
			label += " / " + f.num().Quantity(x.Upper[i], x.Value.Unit)
		}
		out = append(out, label)
	}
	return out
}
