package chart

import (
	"math"
	"slices"
	"strings"
)

// Limits are those of one stretch of a control chart: lines that are solid over the values they were computed on and dotted over those
// that they are extended to.
type Limits struct {
	From, Base, Until    int // of the values, in their order; Base and Until are not included
	Centre, Lower, Upper float64
	Range                float64 // limit of the moving ranges
}

// Mark is a value that breaks a rule.
type Mark struct {
	Index int // of the values
	Tone  Tone
}

// Labels name the lines of the limits, each with its figure, as in "Upper 66.7%"; an empty one leaves its line without.
type Labels struct{ Upper, Centre, Lower, Range string }

// Control is a control chart: values with the limits of chance, and below them the moving ranges.
type Control struct {
	Values    []Point    // in the order of time, one a period, a gap without a value; those without a time are left out with all that follows
	Ranges    []*float64 // sizes of the changes, one for each value; nil beside a gap
	Limits    []Limits   // of stretches that do not overlap, earliest first; none: too few values, and no strip of ranges
	Labels    Labels     // of the last of them
	Marks     []Mark
	Note      string  // what the first marks say, in a few words; left out where there is no free place for it
	NoteOf    int     // how many of the marks it speaks of
	Levels    []Level // target, limits of the score, peers
	Bands     []Band  // where others lie
	Events    []Event
	Months    [12]string
	Unit      func(float64) string // writes a tick with its unit; nil writes plain numbers
	RangeUnit func(float64) string // of the strip, likewise
	Whole     bool                 // what is counted: ticks are whole numbers
	Name      string               // accessible name that states the finding
	Narrow    bool
	Mirrored  bool
}

// Heights of the two drawings and of their parts.
const (
	controlHeight, controlNarrow = 400, 330
	stripHeight, stripNarrow     = 58, 46
	stripGap                     = 26
	labelGap                     = 15 // between the base lines of two labels
)

// SVG draws the chart. Without any known value there is nothing to draw and the result is empty: the page says so in words.
func (c Control) SVG() SVG {
	if !anyKnown(c.Values) {
		return ""
	}
	for i, p := range c.Values {
		if p.At.IsZero() || i > 0 && p.At.Before(c.Values[i-1].At) {
			return ""
		}
	}
	c.Limits, c.Levels, c.Bands = c.drawable(), held(c.Levels, Line{}.span(c.Values, nil)), finiteBands(c.Bands)
	f, strip, ticks := c.frames()
	var b strings.Builder
	class := "lch lch-w"
	if c.Narrow {
		class = "lch lch-n"
	}
	b.WriteString(`<svg class="` + class + `" direction="ltr" viewBox="0 0 ` + num(f.width) + ` ` + num(f.height) + `"` + accessible(c.Name) + `>`)
	c.drawBands(&b, f)
	for _, l := range c.Limits {
		box(&b, f, "zone", f.x(c.Values[l.From].At), f.x(c.Values[l.Until-1].At), f.y(l.Upper), f.y(l.Lower))
	}
	line := Line{Unit: c.Unit, Months: c.Months, Narrow: c.Narrow}
	line.drawValueAxis(&b, f, ticks)
	below := f
	if len(c.Limits) > 0 {
		below = strip
	}
	line.drawTimeAxis(&b, below)
	lines := c.drawLines(&b, f)
	obstacles := append(c.drawEvents(&b, f, below), lines...)
	if len(c.Limits) > 0 {
		c.drawStrip(&b, strip)
	}
	obstacles = append(obstacles, drawPath(&b, f, c.Values, "val val-thin val-ink")...)
	c.drawPoints(&b, f)
	c.drawNote(&b, f, obstacles, lines)
	b.WriteString(`</svg>`)
	return SVG(b.String())
}

// drawable leaves out limits that are not finite, or of no value.
func (c Control) drawable() []Limits {
	var out []Limits
	at := 0
	for _, l := range c.Limits {
		if l.From < at || l.Base < l.From || l.Until <= l.From || l.Base > l.Until || l.Until > len(c.Values) || !finite(l.Centre) || !finite(l.Lower) || !finite(l.Upper) || !finite(l.Range) {
			continue
		}
		at = l.Until
		out = append(out, l)
	}
	return out
}

// frames gives the box of the values, that of the moving ranges below it, and the ticks of the values.
func (c Control) frames() (f, strip frame, ticks []float64) {
	all := slices.Clip(c.Levels)
	for _, x := range c.Bands {
		all = append(all, Level{Value: x.Low}, Level{Value: x.High})
	}
	for _, l := range c.Limits {
		all = append(all, Level{Value: l.Lower}, Level{Value: l.Upper})
	}
	for _, words := range []string{c.Labels.Upper, c.Labels.Centre, c.Labels.Lower, c.Labels.Range} {
		if len(c.Limits) > 0 {
			all = append(all, Level{Value: c.Limits[0].Centre, Label: words})
		}
	}
	line := Line{Unit: c.Unit, Whole: c.Whole, Narrow: c.Narrow, Mirrored: c.Mirrored}
	ticks, low, high := line.valueAxis(c.Values, nil, all)
	f = line.frame(c.Values, nil, all, ticks, low, high)
	f.height = controlHeight
	tall := float64(stripHeight)
	if c.Narrow {
		f.height, tall = controlNarrow, stripNarrow
	}
	f.bottom = f.height - bottomSpace
	f.top += float64(rowsOf(c.flags(f))) * eventRow
	if len(c.Limits) == 0 {
		return f, f, ticks
	}
	strip = f
	strip.top, f.bottom = f.bottom-tall, f.bottom-tall-stripGap
	most := 0.0
	for _, r := range c.Ranges {
		if v, ok := known(r); ok {
			most = max(most, v)
		}
	}
	for _, l := range c.Limits {
		most = max(most, l.Range)
	}
	_, strip.low, strip.high = axis(0, most, 2, least(c.Whole))
	return f, strip, ticks
}

// box draws a rectangle, from the other side where the drawing is mirrored.
func box(b *strings.Builder, f frame, class string, x1, x2, y1, y2 float64) {
	if f.mirrored {
		x1, x2 = f.width-x2, f.width-x1
	}
	b.WriteString(`<rect class="` + class + `" x="` + num(x1) + `" y="` + num(y1) + `" width="` + num(max(x2-x1, 0)) + `" height="` + num(max(y2-y1, 0)) + `"/>`)
}

func across(b *strings.Builder, f frame, class string, x1, x2, y float64) {
	b.WriteString(`<line class="` + class + `" x1="` + f.across(x1) + `" x2="` + f.across(x2) + `" y1="` + num(y) + `" y2="` + num(y) + `"/>`)
}

// drawn is a line that ends at x, with its name beside the plot.
type drawn struct {
	x, y        float64
	class, text string
}

// drawLines draws levels and limits with their names, and gives what other labels must keep clear of.
func (c Control) drawLines(b *strings.Builder, f frame) []segment {
	var names []drawn
	var obstacles []segment
	for _, l := range c.Levels {
		y := f.y(l.Value)
		from, until, _ := l.reaches(f)
		across(b, f, "ref ref-"+escape(string(l.Kind)), from, until, y)
		obstacles = append(obstacles, segment{from, y, until, y})
		names = append(names, drawn{f.right, y, "lb-" + string(l.Kind), l.Label})
	}
	for i, l := range c.Limits {
		labels := Labels{}
		if i == len(c.Limits)-1 {
			labels = c.Labels
		}
		for _, x := range []struct {
			class, name string
			value       float64
		}{{"lim", labels.Upper, l.Upper}, {"lim lim-c", labels.Centre, l.Centre}, {"lim", labels.Lower, l.Lower}} {
			y := f.y(x.value)
			c.solidAndDotted(b, f, l, x.class, y)
			obstacles = append(obstacles, segment{f.x(c.Values[l.From].At), y, f.x(c.Values[l.Until-1].At), y})
			if x.name != "" {
				names = append(names, drawn{f.right, y, "lb-lim", x.name})
			}
		}
	}
	nameLines(b, f, names)
	return obstacles
}

// solidAndDotted draws a limit: solid over its base, dotted beyond.
func (c Control) solidAndDotted(b *strings.Builder, f frame, l Limits, class string, y float64) {
	from, until := f.x(c.Values[l.From].At), f.x(c.Values[l.Until-1].At)
	base := from
	if l.Base > l.From {
		base = f.x(c.Values[l.Base-1].At)
		across(b, f, class, from, base, y)
	}
	if l.Base < l.Until {
		across(b, f, class+" ext", base, until, y)
	}
}

// nameLines writes the names of lines at their ends, apart from each other; those for which there is no room are left out, the
// last first.
func nameLines(b *strings.Builder, f frame, names []drawn) {
	var some []drawn
	for _, n := range names {
		if n.text != "" && len(some) < int((f.bottom-f.top)/labelGap) {
			some = append(some, n)
		}
	}
	wanted := make([]float64, len(some))
	for i, n := range some {
		wanted[i] = n.y
	}
	for i, y := range spread(wanted, f.top, f.bottom, labelGap) {
		if from := some[i].x; math.Abs(y-wanted[i]) > 2 || from < f.right-2 {
			b.WriteString(`<path class="leader" d="M` + f.across(from) + " " + num(wanted[i]) + "L" + f.across(f.right+6) + " " + num(y) + `"/>`)
		}
		text(b, f, f.right+9, y+4, "start", some[i].class, cut(some[i].text, f.width-f.right-9))
	}
}

// drawStrip draws the moving ranges as bars that start at nought.
func (c Control) drawStrip(b *strings.Builder, f frame) {
	across(b, f, "axis", f.left, f.right, f.bottom)
	unit := Line{Unit: c.RangeUnit}.unit
	text(b, f, f.left-8, f.bottom+4, "end", "", cut(unit(0), f.left-8))
	text(b, f, f.left-8, f.top+4, "end", "", cut(unit(f.high), f.left-8))
	wide := clamp(0.42*(f.right-f.left)/max(1, float64(len(c.Values)-1)), 0.6, 9)
	for i, r := range c.Ranges {
		v, ok := known(r)
		if !ok || i >= len(c.Values) {
			continue
		}
		class := "mr"
		for _, l := range c.Limits {
			if i >= l.From && i < l.Until && v > l.Range*(1+1e-9) {
				class = "mr mr-out"
			}
		}
		x := f.x(c.Values[i].At)
		box(b, f, class, x-wide/2, x+wide/2, f.y(v), f.bottom)
		if class != "mr" { // what is beyond the limit differs by more than its colour
			top := f.y(v) - 2
			b.WriteString(`<path class="mr-cap" d="M` + f.across(x) + " " + num(top-6) + "L" + f.across(x+4) + " " + num(top) + "L" + f.across(x-4) + " " + num(top) + `Z"/>`)
		}
	}
	for i, l := range c.Limits {
		y := f.y(l.Range)
		c.solidAndDotted(b, f, l, "lim", y)
		if i == len(c.Limits)-1 {
			text(b, f, f.right+9, y+4, "start", "lb-lim", cut(c.Labels.Range, f.width-f.right-9))
		}
	}
}

// signs are the shapes of marks about their point, as those of glyphs: a circle for the better, a diamond for the worse, a triangle for neither.
var signs = map[Tone][]spot{Bad: {{0, -5.4}, {5.4, 0}, {0, 5.4}, {-5.4, 0}}, Warn: {{0, -5.4}, {5.2, 4}, {-5.2, 4}}}

// drawPoints draws values as dots, as far as these stay apart, and marks larger than these.
func (c Control) drawPoints(b *strings.Builder, f frame) {
	tones := map[int]Tone{}
	for _, m := range c.Marks {
		tones[m.Index] = m.Tone
	}
	every := len(c.Values)*7 <= int(f.right-f.left)
	for i, p := range c.Values {
		v, ok := known(p.Value)
		if !ok {
			continue
		}
		x, y := f.x(p.At), f.y(v)
		if tone, marked := tones[i]; marked {
			drawSign(b, f, tone, x, y)
		} else if every || i == len(c.Values)-1 {
			b.WriteString(`<circle class="dot pt-ink" cx="` + f.across(x) + `" cy="` + num(y) + `" r="2.6"/>`)
		}
	}
}

func drawSign(b *strings.Builder, f frame, tone Tone, x, y float64) {
	corners := signs[tone]
	if corners == nil {
		b.WriteString(`<circle class="sig pt-` + tone.class() + `" cx="` + f.across(x) + `" cy="` + num(y) + `" r="4.4"/>`)
		return
	}
	d := ""
	for i, at := range corners {
		d += []string{"M", "L"}[min(i, 1)] + f.across(x+at.x) + " " + num(y+at.y)
	}
	b.WriteString(`<path class="sig pt-` + tone.class() + `" d="` + d + `Z"/>`)
}
