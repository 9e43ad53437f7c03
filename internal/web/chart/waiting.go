package chart

import (
	"strconv"
	"strings"
)

// Waiting shows which share of cases is still open after how many days: a line in steps, with its interval shaded, and the time by which a share has ended.
type Waiting struct {
	Steps    []WaitingStep
	Share    float64 // of open cases, 0 to 100, that the time is read at
	At       float64 // that time
	Label    string  // of it, as in "Half by 12 days"
	Days     string  // names the axis of time
	Unit     func(float64) string
	Name     string // accessible name that states the finding
	Narrow   bool
	Mirrored bool
}

// WaitingStep is where the share of open cases falls: how many per cent are open behind it, and the ends of its interval; both as Open where there is none.
type WaitingStep struct{ Days, Open, Low, High float64 }

// SVG draws the curve; nothing without steps.
func (c Waiting) SVG() SVG {
	var steps []WaitingStep
	for _, x := range c.Steps {
		if finite(x.Days) && finite(x.Open) && finite(x.Low) && finite(x.High) {
			steps = append(steps, x)
		}
	}
	if len(steps) == 0 || !finite(c.At) || !finite(c.Share) {
		return ""
	}
	ticks, _, _ := axis(0, 100, 5, 0)
	line := Line{Unit: c.Unit, Narrow: c.Narrow, Mirrored: c.Mirrored}
	f := line.frame(nil, nil, []Level{{Label: " " + c.Days}}, ticks, 0, 100)
	f.from, f.to = 0, max(steps[len(steps)-1].Days, c.At)*1.04
	if f.to == 0 { // all ended at once
		f.to = 1
	}
	x := func(days float64) float64 { return f.left + share(days, f.from, f.to)*(f.right-f.left) }
	var b strings.Builder
	class := "lch lch-w"
	if c.Narrow {
		class = "lch lch-n"
	}
	b.WriteString(`<svg class="` + class + `" direction="ltr" viewBox="0 0 ` + num(f.width) + ` ` + num(f.height) + `"` + accessible(c.Name) + `>`)
	upper, _ := stairs(f, x, steps, func(s WaitingStep) float64 { return s.High })
	lower, _ := stairs(f, x, steps, func(s WaitingStep) float64 { return s.Low })
	var back []string
	for i := len(lower) - 1; i >= 0; i-- {
		back = append(back, lower[i])
	}
	b.WriteString(`<path class="zone" d="M` + strings.Join(append(upper, back...), "L") + `Z"/>`)
	line.drawValueAxis(&b, f, ticks)
	days, _, _ := axis(0, f.to, 5, 0)
	for _, n := range days {
		if n <= f.to {
			text(&b, f, clamp(x(n), 8, f.width-20), f.bottom+18, "middle", "", strconv.FormatFloat(n, 'f', -1, 64))
		}
	}
	text(&b, f, f.right, f.bottom+18, "start", "", cut(" "+c.Days, f.width-f.right))
	open, obstacles := stairs(f, x, steps, func(s WaitingStep) float64 { return s.Open })
	at := spot{x(c.At), f.y(c.Share)}
	across(&b, f, "lim lim-c", f.left, at.x, at.y)
	b.WriteString(`<line class="lim lim-c" x1="` + f.across(at.x) + `" x2="` + f.across(at.x) + `" y1="` + num(at.y) + `" y2="` + num(f.bottom) + `"/>`)
	b.WriteString(`<path class="val val-` + Ink.class() + `" d="M` + strings.Join(open, "L") + `"/>`)
	b.WriteString(`<circle class="dot pt-` + Ink.class() + `" cx="` + f.across(at.x) + `" cy="` + num(at.y) + `" r="4.2"/>`)
	obstacles = append(obstacles, segment{f.left, at.y, at.x, at.y}, segment{at.x, at.y, at.x, f.bottom})
	place(&b, f, at, c.Label, "lb-now", above, obstacles, nil)
	b.WriteString(`</svg>`)
	return SVG(b.String())
}

// stairs are the corners of a line that begins with all and falls at each step, and what of it labels must keep clear of.
func stairs(f frame, x func(float64) float64, steps []WaitingStep, of func(WaitingStep) float64) (corners []string, segments []segment) {
	was := spot{x(0), f.y(100)}
	corner := func(to spot) {
		corners, segments = append(corners, f.across(to.x)+" "+num(to.y)), append(segments, segment{was.x, was.y, to.x, to.y})
		was = to
	}
	corner(was)
	for _, s := range steps {
		corner(spot{x(s.Days), was.y})
		corner(spot{x(s.Days), f.y(of(s))})
	}
	corner(spot{f.right, was.y})
	return corners, segments
}
