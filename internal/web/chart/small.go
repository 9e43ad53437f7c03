package chart

import (
	"math"
	"strconv"
	"strings"
	"time"
)

// Small is the chart of one series among many that stand beside each other. All have the same size and the same time axis, so that a
// week lies at the same place in each; the value axis is each one's own and tells only where it starts, for what can be compared is the course.
type Small struct {
	Values   []Point              // in any order; those outside the axis are not drawn
	Tone     Tone                 // of the last value
	Levels   []Level              // their labels stand beside them; the target's is enough
	Last     string               // label of the last known value
	Unit     func(float64) string // writes the value at which the axis starts; nil: it is not told
	From, To time.Time
	Months   [12]string
	Name     string // accessible name that states the finding
	Mirrored bool   // time runs from right to left
}

// Size of the drawing, in units that are pixels at full size, and the room for labels beside the plot: the same in every drawing, so
// that the axes lie above each other.
const (
	smallWidth, smallHeight = 340, 120
	smallBeside             = 72
)

// SVG draws the chart. Without any known value on the axis there is nothing to draw and the result is empty.
//
// The course is one path of relative steps, across in whole pixels and up in tenths of one. Of several values in one column of pixels it
// goes through the first, the lowest, the highest and the last, so that however many there are the path stays short and no peak is lost.
func (c Small) SVG() SVG {
	f := frame{width: smallWidth, height: smallHeight, left: 6, right: smallWidth - smallBeside, top: 8, bottom: smallHeight - 22,
		from: float64(c.From.Unix()), to: float64(c.To.Unix()), mirrored: c.Mirrored}
	var values []Point
	for _, p := range ordered(c.Values) {
		if !p.At.Before(c.From) && !p.At.After(c.To) {
			values = append(values, p)
		}
	}
	if !anyKnown(values) {
		return ""
	}
	levels := held(c.Levels, f)
	f.quarters = quartersOf(values)
	f.low, f.high = reach(values, levels)

	var b strings.Builder
	b.WriteString(`<svg class="lch sml" direction="ltr" viewBox="0 0 ` + num(f.width) + ` ` + num(f.height) + `"` + accessible(c.Name) + `>`)
	c.drawTime(&b, f)
	for _, l := range levels {
		from, until, _ := l.reaches(f)
		y := num(f.y(l.Value))
		b.WriteString(`<path class="ref ref-` + escape(string(l.Kind)) + `" d="M` + f.across(from) + " " + y + "L" + f.across(until) + " " + y + `"/>`)
	}
	d, last := course(f, values)
	b.WriteString(`<path class="val" d="` + d + `"/>`)
	b.WriteString(`<circle class="dot pt-` + c.Tone.class() + `" cx="` + f.across(last.x) + `" cy="` + num(last.y) + `" r="3"/>`)
	c.drawLabels(&b, f, levels, last)
	b.WriteString(`</svg>`)
	return SVG(b.String())
}

// reach is from the lowest to the highest of values and levels.
func reach(values []Point, levels []Level) (low, high float64) {
	all := make([]*float64, 0, len(values)+len(levels))
	for _, p := range values {
		all = append(all, p.Value)
	}
	for i := range levels {
		all = append(all, &levels[i].Value)
	}
	low, high, _ = extent(all)
	return low, high
}

// drawTime draws the time axis, with ticks at the ends of some months.
func (c Small) drawTime(b *strings.Builder, f frame) {
	d := "M" + f.across(f.left) + " " + num(f.bottom+3) + "L" + f.across(f.right) + " " + num(f.bottom+3)
	ticks := timeTicks(f, 62, c.Months)
	for _, t := range ticks {
		d += "M" + f.across(t.x) + " " + num(f.bottom+3) + "L" + f.across(t.x) + " " + num(f.bottom+6)
	}
	b.WriteString(`<path class="axis" d="` + d + `"/>`)
	for _, t := range ticks {
		half := textWidth(t.label) / 2
		text(b, f, clamp(t.x, half, f.width-half), f.height-3, "middle", "", cut(t.label, f.width))
	}
}

// drawLabels writes the last value, those of levels and that at which the axis starts beside the plot, none over another. What is moved aside is led to where it belongs: a figure
// at the height of a line is read as that line's.
func (c Small) drawLabels(b *strings.Builder, f frame, levels []Level, last spot) {
	names := []drawn{{f.right, last.y, "lb-now", c.Last}}
	low := f.bottom
	for _, l := range levels {
		if l.Label != "" && (l.Label != c.Last || math.Abs(f.y(l.Value)-last.y) > 1) { // else one figure says both
			names = append(names, drawn{f.right, f.y(l.Value), "lb-" + string(l.Kind), l.Label})
		}
	}
	const gap = 13
	if c.Unit != nil && f.low < f.high { // what is all the same stands in the middle, above no start
		said := false // a label at the bottom tells it
		for _, n := range names {
			said = said || n.y > f.bottom-1
		}
		if !said {
			text(b, f, f.right+8, f.bottom+4, "start", "lb-axis", cut(c.Unit(f.low), smallBeside-8))
			low -= gap
		}
	}
	wanted := make([]float64, len(names))
	for i, n := range names {
		wanted[i] = n.y
	}
	for i, y := range spread(wanted, f.top, low, gap) {
		if math.Abs(y-wanted[i]) > 2 {
			b.WriteString(`<path class="leader" d="M` + f.across(f.right+1) + " " + num(wanted[i]) + "L" + f.across(f.right+6) + " " + num(y) + `"/>`)
		}
		text(b, f, f.right+8, y+4, "start", names[i].class, cut(names[i].text, smallBeside-8))
	}
}

// course writes the path through the known values, with a break wherever one is missing, and gives the place of the last. A value
// between two breaks is a dot.
func course(f frame, values []Point) (d string, last spot) {
	w := pen{f: f}
	for _, p := range values {
		v, ok := known(p.Value)
		if !ok {
			w.lift()
			continue
		}
		last = spot{math.Round(f.x(p.At)), f.y(v)}
		if w.down && last.x != w.x {
			w.column()
		}
		w.add(last)
	}
	w.lift()
	return w.d.String(), last
}

// pen draws column by column.
type pen struct {
	f      frame
	d      strings.Builder
	ys     []float64 // of the column, in tenths of a pixel
	x      float64   // of the column
	down   bool      // something of this run is in the column or drawn
	drawn  bool      // something of this run is drawn
	px, py int       // where the pen stands: whole pixels, tenths of one
}

func (w *pen) add(s spot) {
	w.x, w.down = s.x, true
	w.ys = append(w.ys, math.Round(s.y*10))
}

// column draws what was gathered of one column.
func (w *pen) column() {
	low, high := 0, 0
	for i, y := range w.ys {
		if y < w.ys[low] {
			low = i
		}
		if y > w.ys[high] {
			high = i
		}
	}
	before := -1
	for _, i := range []int{0, min(low, high), max(low, high), len(w.ys) - 1} {
		if before < 0 || w.ys[i] != w.ys[before] {
			w.to(int(w.ys[i]))
		}
		before = i
	}
	w.ys = w.ys[:0]
}

func (w *pen) to(y int) {
	x := int(w.x)
	if w.f.mirrored {
		x = int(w.f.width) - x
	}
	if w.drawn {
		w.step(strconv.Itoa(x - w.px))
		w.step(tenths(y - w.py))
	} else {
		w.d.WriteString("M" + strconv.Itoa(x))
		w.step(tenths(y))
		w.d.WriteByte('l')
	}
	w.drawn, w.px, w.py = true, x, y
}

// step writes a number, apart from the one before where its sign does not tell them apart.
func (w *pen) step(number string) {
	if text := w.d.String(); number[0] != '-' && text[len(text)-1] != 'l' {
		w.d.WriteByte(' ')
	}
	w.d.WriteString(number)
}

// lift ends a run.
func (w *pen) lift() {
	if w.down {
		w.column()
		if text := w.d.String(); text[len(text)-1] == 'l' { // one value alone: a step to where it stands makes it a dot
			w.d.WriteString("0 0")
		}
	}
	w.down, w.drawn = false, false
}

// tenths writes so many tenths as short as paths allow.
func tenths(n int) string {
	sign := ""
	if n < 0 {
		sign, n = "-", -n
	}
	whole, rest := strconv.Itoa(n/10), ""
	if n%10 > 0 {
		rest = "." + strconv.Itoa(n%10)
		if n < 10 {
			whole = ""
		}
	}
	return sign + whole + rest
}
