package chart

import (
	"math"
	"strconv"
	"strings"
)

// Funnel shows the shares of units of different sizes, with the limits within which chance alone keeps units of that size.
type Funnel struct {
	Units    []FunnelUnit
	Centre   float64 // the share of all together
	Mean     string  // names its line
	Curve    []FunnelLimit
	Unit     func(float64) string // writes a share
	Cases    string               // names the axis of sizes
	Name     string               // accessible name that states the finding
	Narrow   bool
	Mirrored bool
}

// FunnelUnit is one unit.
type FunnelUnit struct {
	Cases float64 // 1 or more
	Share float64
	Label string
	Tone  Tone
	Self  bool // the one that the page is about
}

// FunnelLimit is where the limits lie for a number of cases.
type FunnelLimit struct{ Cases, Lower95, Upper95, Lower998, Upper998 float64 }

// SVG draws the funnel; nothing without units that can be drawn.
func (c Funnel) SVG() SVG {
	var all []*float64
	most := 0.0
	for i := range c.Units {
		if u := &c.Units[i]; finite(u.Cases) && finite(u.Share) {
			all, most = append(all, &u.Share), math.Max(most, u.Cases)
		}
	}
	if len(all) == 0 || !finite(c.Centre) {
		return ""
	}
	for i := range c.Curve {
		all = append(all, &c.Curve[i].Lower998, &c.Curve[i].Upper998)
	}
	low, high, _ := extent(append(all, &c.Centre))
	line := Line{Unit: c.Unit, Narrow: c.Narrow, Mirrored: c.Mirrored}
	ticks, low, high := axis(low, high, 5, 0)
	f := line.frame(nil, nil, []Level{{Label: c.Mean}}, ticks, low, high)
	f.from, f.to = 0, most*1.06
	x := func(n float64) float64 { return f.left + share(n, f.from, f.to)*(f.right-f.left) }
	var b strings.Builder
	class := "lch lch-w"
	if c.Narrow {
		class = "lch lch-n"
	}
	b.WriteString(`<svg class="` + class + `" direction="ltr" viewBox="0 0 ` + num(f.width) + ` ` + num(f.height) + `"` + accessible(c.Name) + `>`)
	for _, zone := range []struct {
		class string
		of    func(FunnelLimit) (float64, float64)
	}{{"zone", func(l FunnelLimit) (float64, float64) { return l.Lower998, l.Upper998 }}, {"zone", func(l FunnelLimit) (float64, float64) { return l.Lower95, l.Upper95 }}} {
		c.draw(&b, f, x, zone.class, zone.of)
	}
	line.drawValueAxis(&b, f, ticks)
	sizes, _, _ := axis(0, most, 4, 1)
	for _, n := range sizes {
		if n <= f.to {
			text(&b, f, clamp(x(n), 8, f.width-20), f.bottom+18, "middle", "", strconv.FormatFloat(n, 'f', -1, 64))
		}
	}
	text(&b, f, f.right, f.bottom+18, "start", "", cut(" "+c.Cases, f.width-f.right))
	y := f.y(c.Centre)
	across(&b, f, "lim lim-c", f.left, f.right, y)
	text(&b, f, f.right+8, y+4, "start", "lb-lim", cut(c.Mean, f.width-f.right-8))
	obstacles := []segment{{f.left, y, f.right, y}}
	var taken []rect
	for _, u := range c.Units {
		if finite(u.Cases) && finite(u.Share) {
			at := spot{x(u.Cases), f.y(u.Share)}
			r := 4.2
			if u.Self {
				r = 6
			}
			b.WriteString(`<circle class="dot pt-` + u.Tone.class() + `" cx="` + f.across(at.x) + `" cy="` + num(at.y) + `" r="` + num(r) + `"/>`)
			taken = append(taken, rect{at.x - r, at.y - r, at.x + r, at.y + r})
		}
	}
	for i, u := range c.Units {
		if finite(u.Cases) && finite(u.Share) && (u.Self || len(c.Units) <= 24) {
			class := "lb-plan"
			if u.Self {
				class = "lb-now"
			}
			taken = append(taken, place(&b, f, spot{x(u.Cases), f.y(u.Share)}, u.Label, class, above, obstacles, append(taken[:i:i], taken[i+1:]...)))
		}
	}
	b.WriteString(`</svg>`)
	return SVG(b.String())
}

// draw fills what lies between two limits.
func (c Funnel) draw(b *strings.Builder, f frame, x func(float64) float64, class string, of func(FunnelLimit) (float64, float64)) {
	var upper, lower []string
	for _, l := range c.Curve {
		low, high := of(l)
		if !finite(low) || !finite(high) {
			continue
		}
		upper = append(upper, f.across(x(l.Cases))+" "+num(f.y(high)))
		lower = append([]string{f.across(x(l.Cases)) + " " + num(f.y(low))}, lower...)
	}
	if len(upper) > 1 {
		b.WriteString(`<path class="` + class + `" d="M` + strings.Join(append(upper, lower...), "L") + `Z"/>`)
	}
}
