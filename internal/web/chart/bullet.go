package chart

import (
	"strconv"
	"strings"
)

// Baseline and target stand at the same place in every bullet, so that targets form one vertical line down a column
// and right is always better.
const (
	baselineAt = 6.0
	targetAt   = 86.0
)

// The tolerances of scoring.md §2 as fractions of the way: within 5 points behind the plan is on plan, within 15 at
// risk. They bound the three shades.
const (
	onPlan = 0.05
	atRisk = 0.15
)

// Bullet is one objective's way from baseline to target.
type Bullet struct {
	Progress *float64 // share of the way now: 0 is the baseline, 1 the target; nil: no value
	Expected *float64 // share of the way that the plan wants by now; nil: no plan, so no tick and no shades
	Aimless  bool     // there is no target, so no line of it
	Tone     Tone     // status of the value
	Missing  string   // words shown in place of the bar when Progress is nil
	Name     string   // accessible name that states the finding
	Height   int      // pixels; 0 means 22
}

func bulletX(progress float64) float64 {
	return clamp(baselineAt+(targetAt-baselineAt)*progress, 0, 100)
}

// SVG draws the bullet at the full width of its cell.
func (c Bullet) SVG() SVG {
	height := c.Height
	if height < 14 {
		height = 22
	}
	h, middle := strconv.Itoa(height), float64(height)/2
	ground := strconv.Itoa(height - 4)
	var b strings.Builder
	b.WriteString(`<svg class="bul" direction="ltr" width="100%" height="` + h + `"` + accessible(c.Name) + `>`)
	band := func(class string, from, to float64) {
		if to > from {
			b.WriteString(`<rect class="` + class + `" x="` + percent(from) + `" y="2" width="` + percent(to-from) + `" height="` + ground + `"/>`)
		}
	}
	expected, planned := known(c.Expected)
	if planned {
		low, high := bulletX(expected-atRisk), bulletX(expected-onPlan)
		band("b1", 0, low)
		band("b2", low, high)
		band("b3", high, 100)
	} else {
		band("b3", 0, 100)
	}
	if progress, ok := known(c.Progress); ok {
		b.WriteString(`<rect class="bar-` + c.Tone.class() + `" x="0" y="` + num(middle-3.5) + `" width="` + percent(bulletX(progress)) + `" height="7"/>`)
	} else if c.Missing != "" {
		b.WriteString(`<text class="bul-nd" x="` + percent(baselineAt) + `" y="` + num(middle+4) + `">` + escape(c.Missing) + `</text>`)
	}
	if planned {
		x := percent(bulletX(expected))
		b.WriteString(`<line class="plan" x1="` + x + `" x2="` + x + `" y1="4" y2="` + ground + `"/>`)
	}
	if !c.Aimless {
		x := percent(targetAt)
		b.WriteString(`<line class="tgt" x1="` + x + `" x2="` + x + `" y1="0" y2="` + h + `"/>`)
	}
	b.WriteString(`</svg>`)
	return SVG(b.String())
}

// Spark is a line of a few periods without axes.
type Spark struct {
	Values []*float64 // one a period, oldest first; nil is a gap and stays one
	Low    *float64   // bottom of the scale; nil: the least value
	High   *float64   // top of the scale; nil: the greatest value
	Tone   Tone       // marks the last known value; a gap at the end marks it as no data
	Area   bool       // fill below the line; only for scales that start at nought
	Name   string     // accessible name; empty where words beside it say the same
	Width  int        // pixels; 0 means 74
	Height int        // pixels; 0 means 26
}

// SVG draws the sparkline. Without any value there is nothing to draw and the result is empty.
func (c Spark) SVG() SVG {
	width, height := float64(c.Width), float64(c.Height)
	if c.Width < 20 {
		width = 74
	}
	if c.Height < 12 {
		height = 26
	}
	low, high, any := extent(c.Values)
	if !any {
		return ""
	}
	if v, ok := known(c.Low); ok {
		low = v
	}
	if v, ok := known(c.High); ok {
		high = v
	}
	x := func(i int) float64 {
		if len(c.Values) == 1 {
			return width - 5
		}
		return 3 + float64(i)*(width-8)/float64(len(c.Values)-1)
	}
	y := func(v float64) float64 { return height - 4 - share(v, low, high)*(height-8) }

	var line, area strings.Builder
	last, run := -1, -1
	closeRun := func(end int) {
		if c.Area && run >= 0 && end > run {
			area.WriteString("L" + num(x(end)) + " " + num(height) + "L" + num(x(run)) + " " + num(height) + "Z")
		}
	}
	for i, p := range c.Values {
		v, ok := known(p)
		if !ok {
			closeRun(last)
			run = -1
			continue
		}
		at := num(x(i)) + " " + num(y(v))
		if run < 0 {
			run = i
			line.WriteString("M" + at + "h0")
			area.WriteString("M" + at)
		} else {
			line.WriteString("L" + at)
			area.WriteString("L" + at)
		}
		last = i
	}
	if run >= 0 {
		closeRun(last)
	}
	tone := c.Tone.class()
	if last != len(c.Values)-1 {
		tone = string(None)
	}
	w, h := num(width), num(height)
	var b strings.Builder
	b.WriteString(`<svg class="spk" viewBox="0 0 ` + w + ` ` + h + `" width="` + w + `" height="` + h + `"` + accessible(c.Name) + `>`)
	if c.Area && strings.Contains(area.String(), "Z") {
		b.WriteString(`<path class="ar" d="` + area.String() + `"/>`)
	}
	final, _ := known(c.Values[last])
	b.WriteString(`<path class="ln" d="` + line.String() + `"/><circle class="pt-` + tone + `" cx="` + num(x(last)) + `" cy="` + num(y(final)) + `" r="2.8"/></svg>`)
	return SVG(b.String())
}

func extent(values []*float64) (low, high float64, any bool) {
	for _, p := range values {
		v, ok := known(p)
		if !ok {
			continue
		}
		if !any || v < low {
			low = v
		}
		if !any || v > high {
			high = v
		}
		any = true
	}
	return low, high, any
}
