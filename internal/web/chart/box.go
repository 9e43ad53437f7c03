package chart

import (
	"math"
	"strings"
)

// Box shows between which values something lies: four of five of them within the line, half of them within the box, and the latest as a dot. It takes the full width
// of its place.
type Box struct {
	P10, P25, P50, P75, P90 float64  // percentiles
	Now                     *float64 // nil: there is none
	Mirrored                bool
	Name                    string // accessible name that states the finding
}

// SVG draws the box; nothing where a percentile is not finite, or out of order.
func (c Box) SVG() SVG {
	list := []float64{c.P10, c.P25, c.P50, c.P75, c.P90}
	for i, v := range list {
		if !finite(v) || i > 0 && v < list[i-1] {
			return ""
		}
	}
	low, high := c.P10, c.P90
	now, has := known(c.Now)
	if has {
		low, high = math.Min(low, now), math.Max(high, now)
	}
	x := func(v float64) string {
		at := 3 + 94*share(v, low, high)
		if c.Mirrored {
			at = 100 - at
		}
		return percent(at)
	}
	width := func(a, b float64) string { return percent(94 * (share(b, low, high) - share(a, low, high))) }
	left := func(a, b float64) string {
		if c.Mirrored {
			return x(b)
		}
		return x(a)
	}
	var b strings.Builder
	b.WriteString(`<svg class="box" direction="ltr" width="100%" height="22"` + accessible(c.Name) + `>`)
	b.WriteString(`<line class="w" x1="` + x(c.P10) + `" x2="` + x(c.P90) + `" y1="11" y2="11"/>`)
	b.WriteString(`<rect class="q" x="` + left(c.P25, c.P75) + `" y="4" width="` + width(c.P25, c.P75) + `" height="14" rx="2"/>`)
	b.WriteString(`<line class="m" x1="` + x(c.P50) + `" x2="` + x(c.P50) + `" y1="2" y2="20"/>`)
	if has {
		b.WriteString(`<circle class="n" cx="` + x(now) + `" cy="11" r="4.5"/>`)
	}
	b.WriteString(`</svg>`)
	return SVG(b.String())
}
