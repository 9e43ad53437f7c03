package chart

import "strings"

// Band is where others lie, from one value to another. Levels name its ends.
type Band struct{ Low, High float64 }

const hatchGap = 9 // between the lines of a hatch, across

// drawBands hatches them behind everything else: what chance gives is shaded, and two shadings over each other could not be told apart. Lines are drawn, since a
// pattern would need a name that no other drawing of the page has.
func (c Control) drawBands(b *strings.Builder, f frame) {
	for _, x := range c.Bands {
		top, bottom := f.y(x.High), f.y(x.Low)
		tall, d := bottom-top, ""
		for at := f.left - tall; at < f.right; at += hatchGap { // from the bottom, rising as far as it goes aside
			from, to := max(at, f.left), min(at+tall, f.right)
			if to > from {
				d += "M" + f.across(from) + " " + num(bottom-(from-at)) + "L" + f.across(to) + " " + num(bottom-(to-at))
			}
		}
		if d != "" {
			b.WriteString(`<path class="peers" d="` + d + `"/>`)
		}
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
