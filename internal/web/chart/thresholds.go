package chart

import "strings"

// thresholdScores are the scores at the knots of a scale (scoring.md, 1).
var thresholdScores = [4]float64{0, 40, 70, 100}

// Thresholds is the scale of a measure by score, so that right is better whichever way values go: its bands, the values at its knots, and where one
// value falls.
type Thresholds struct {
	Labels   []string // of the values that score 0, 40, 70 and 100
	Score    *float64 // of the value, 0 to 100; nil: there is none
	Tone     Tone
	Name     string
	Mirrored bool // read from the right
}

// SVG draws the scale at the full width of its place. Without four labels there is nothing to draw.
func (c Thresholds) SVG() SVG {
	if len(c.Labels) != len(thresholdScores) {
		return ""
	}
	at := func(score float64) float64 {
		if c.Mirrored {
			return 100 - score
		}
		return score
	}
	var b strings.Builder
	b.WriteString(`<svg class="bul thr" direction="ltr" width="100%" height="46"` + accessible(c.Name) + `>`)
	for i, class := range []string{"b1", "b2", "b3"} {
		x, to := at(thresholdScores[i]), at(thresholdScores[i+1])
		b.WriteString(`<rect class="` + class + `" x="` + percent(min(x, to)) + `" y="8" width="` + percent(max(x, to)-min(x, to)) + `" height="14"/>`)
	}
	for i, label := range c.Labels {
		x := at(thresholdScores[i])
		anchor := "middle"
		switch x {
		case 0:
			anchor = "start"
		case 100:
			anchor = "end"
		}
		b.WriteString(`<line class="tgt" x1="` + percent(x) + `" x2="` + percent(x) + `" y1="8" y2="26"/><text class="thr-l" x="` + percent(x) + `" y="40" text-anchor="` + anchor + `">` + escape(label) + `</text>`)
	}
	if s, ok := known(c.Score); ok {
		x := percent(at(clamp(s, 0, 100)))
		b.WriteString(`<line class="plan" x1="` + x + `" x2="` + x + `" y1="5" y2="25"/><circle class="pt-` + c.Tone.class() + `" cx="` + x + `" cy="5" r="5"/>`)
	}
	b.WriteString(`</svg>`)
	return SVG(b.String())
}
