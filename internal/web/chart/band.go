package chart

import "strings"

// Band is where others lie, from one value to another. Levels name its ends.
type Band struct{ Low, High float64 }

// drawBands draws them behind everything else.
func (c Control) drawBands(b *strings.Builder, f frame) {
	for _, x := range c.Bands {
		box(b, f, "peers", f.left, f.right, f.y(x.High), f.y(x.Low))
	}
}

// finiteBands leaves out what cannot be drawn.
func finiteBands(all []Band) []Band {
	var out []Band
	for _, x := range all {
		if finite(x.Low) && finite(x.High) && x.Low < x.High {
			out = append(out, x)
		}
	}
	return out
}
