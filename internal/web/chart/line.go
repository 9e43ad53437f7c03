package chart

import (
	"math"
	"slices"
	"sort"
	"strconv"
	"strings"
	"time"
)

// Point is one value at one time.
type Point struct {
	At    time.Time
	Value *float64 // nil: no value for that period; the line breaks there
}

// Kind says what a level line stands for, in the word of the style sheet.
type Kind string

// The kinds of level.
const (
	Target   Kind = "target"
	Green    Kind = "green" // score 70: good from here
	Red      Kind = "red"   // score 40: act beyond here
	Baseline Kind = "base"
	Peer     Kind = "peer" // where others stand
)

// Level is a horizontal line with its name.
type Level struct {
	Kind  Kind
	Value float64
	Label string // name with figure and unit, as in "Target 95%"

	From, Until time.Time // when it held; zero: from the beginning, and still
}

// reaches gives from where to where in a frame it held; false where that is nowhere.
func (l Level) reaches(f frame) (from, until float64, ok bool) {
	from, until = f.left, f.right
	if !l.From.IsZero() {
		from = max(from, f.x(l.From))
	}
	if !l.Until.IsZero() {
		until = min(until, f.x(l.Until))
	}
	return from, until, from < until
}

// Line is the chart of a measure's values over time, with levels and a plan. Points may come in any order.
type Line struct {
	Values    []Point
	Tone      Tone    // colour of the values
	Plan      []Point // dashed; empty: no plan
	PlanLabel string
	Levels    []Level
	Fit       []Point // the line of a trend, thin
	Ahead     []Ahead // bands of a forecast, earliest first; their line is dotted
	AheadName string  // of its end, as in "Forecast 89.6%"
	AheadOnly string  // its figure alone, where there is no room for the name
	Fork      *Point  // where a forecast leaves the values; nil: the end of the trend's line, else the last value
	Room      []Room  // shaded, earliest first; a gap where an end is not finite
	RoomHigh  string  // names the upper end of the room, with its last figure; with it both ends are drawn as lines
	RoomLow   string
	Marks     []Mark    // of the values in the order of time, what breaks a rule
	Last      string    // label of the last known value, as in "Now 83.9%"
	From, To  time.Time // least span of the time axis; zero: as far as the points go
	Today     time.Time // vertical line; zero: none
	TodayName string    // stands above that line, as in "26 Nov 2026"; empty: nothing does
	Months    [12]string
	Unit      func(float64) string // writes a tick with its unit; nil writes plain numbers
	Whole     bool                 // what is counted: ticks are whole numbers
	Name      string               // accessible name that states the finding
	Narrow    bool                 // the drawing for phones: less wide, so that text keeps its size
	Mirrored  bool                 // time runs from right to left, for languages that do; text stays upright
}

// Sizes of the two drawings, in units that are pixels at full size.
const (
	wideWidth, wideHeight     = 730, 340
	narrowWidth, narrowHeight = 340, 280
	topSpace, bottomSpace     = 14, 30
)

// frame maps values to the box.
type frame struct {
	width, height            float64
	left, right, top, bottom float64 // edges of the plot
	low, high                float64 // value axis
	from, to                 float64 // time axis, Unix seconds
	mirrored                 bool
	quarters                 int // see quartersOf
}

// across writes a horizontal coordinate, from the other side where the drawing is mirrored.
func (f frame) across(x float64) string {
	if f.mirrored {
		x = f.width - x
	}
	return num(x)
}

func (f frame) x(t time.Time) float64 {
	return f.left + share(float64(t.Unix()), f.from, f.to)*(f.right-f.left)
}

func (f frame) y(v float64) float64 {
	return f.bottom - share(v, f.low, f.high)*(f.bottom-f.top)
}

// SVG draws the chart. Without any known value there is nothing to draw and the result is empty: the page says so in
// words.
func (c Line) SVG() SVG {
	values := ordered(c.Values)
	if !anyKnown(values) {
		return ""
	}
	plan := ordered(c.Plan)
	times := slices.Concat(plan, c.times())
	levels := held(c.Levels, c.span(values, times))
	ticks, low, high := c.valueAxis(values, plan, levels)
	names := slices.Concat(levels, []Level{{Label: c.AheadName}, {Label: c.RoomHigh}, {Label: c.RoomLow}})
	f := c.frame(values, times, names, ticks, low, high)

	var b strings.Builder
	class := "lch lch-w"
	if c.Narrow {
		class = "lch lch-n"
	}
	b.WriteString(`<svg class="` + class + `" direction="ltr" viewBox="0 0 ` + num(f.width) + ` ` + num(f.height) + `"` + accessible(c.Name) + `>`)
	c.drawRoom(&b, f)
	c.drawValueAxis(&b, f, ticks)
	c.drawTimeAxis(&b, f)
	taken := c.drawToday(&b, f)
	end, obstacles := c.drawAhead(&b, f, c.joint(values))
	obstacles = append(obstacles, c.drawRoomEnds(&b, f)...)
	c.drawLevels(&b, f, levels, end)
	obstacles = append(obstacles, drawPath(&b, f, c.Fit, "fit")...)
	obstacles = append(obstacles, drawPath(&b, f, plan, "plan")...)
	obstacles = append(obstacles, drawPath(&b, f, values, "val val-"+c.Tone.class())...)
	last := drawDots(&b, f, values, c.Tone)
	for _, m := range c.Marks {
		if m.Index >= 0 && m.Index < len(values) {
			if v, ok := known(values[m.Index].Value); ok {
				drawSign(&b, f, m.Tone, f.x(values[m.Index].At), f.y(v))
			}
		}
	}
	for _, l := range levels {
		obstacles = append(obstacles, segment{f.left, f.y(l.Value), f.right, f.y(l.Value)})
	}
	if c.Last != "" {
		taken = append(taken, place(&b, f, last, c.Last, "lb-now", below, obstacles, taken))
	}
	if c.PlanLabel != "" && anyKnown(plan) {
		place(&b, f, along(f, plan, 0.38), c.PlanLabel, "lb-plan", above, obstacles, taken)
	}
	b.WriteString(`</svg>`)
	return SVG(b.String())
}

func ordered(points []Point) []Point {
	out := make([]Point, 0, len(points))
	for _, p := range points {
		if !p.At.IsZero() {
			out = append(out, p)
		}
	}
	sort.SliceStable(out, func(i, j int) bool { return out[i].At.Before(out[j].At) })
	return out
}

func anyKnown(points []Point) bool {
	for _, p := range points {
		if _, ok := known(p.Value); ok {
			return true
		}
	}
	return false
}

func (c Line) valueAxis(values, plan []Point, levels []Level) (ticks []float64, low, high float64) {
	var all []*float64
	for _, p := range values {
		all = append(all, p.Value)
	}
	for _, p := range plan {
		all = append(all, p.Value)
	}
	for i := range levels {
		all = append(all, &levels[i].Value)
	}
	low, high, _ = extent(append(all, c.room()...))
	return axis(low, high, 5, least(c.Whole))
}

// least is the smallest step of an axis: one for what is counted, since there is no half of a case.
func least(whole bool) float64 {
	if whole {
		return 1
	}
	return 0
}

// axis gives round ticks that enclose low and high, about want of them and not closer than least, and the ends of the axis. The axis may
// start above nought; the ticks show it.
func axis(low, high float64, want int, least float64) (ticks []float64, first, last float64) {
	const limit = math.MaxFloat64 / 16
	low, high = clamp(low, -limit, limit), clamp(high, -limit, limit)
	if high-low <= math.Max(math.Abs(low), math.Abs(high))*1e-9 {
		spread := math.Max(math.Abs(high)*0.1, 1)
		low, high = low-spread, high+spread
	}
	raw := (high - low) / float64(want)
	power := math.Pow(10, math.Floor(math.Log10(raw)))
	step := 10 * power
	for _, m := range []float64{1, 2, 5} {
		if raw <= m*power*(1+1e-9) {
			step = m * power
			break
		}
	}
	step = math.Max(step, least)
	first, last = math.Floor(low/step+1e-9)*step, math.Ceil(high/step-1e-9)*step
	count := int(math.Round((last - first) / step))
	if !finite(first) || !finite(last) || step == 0 || count < 1 || count > 50 {
		return []float64{low, high}, low, high
	}
	for i := range count + 1 {
		ticks = append(ticks, first+float64(i)*step)
	}
	return ticks, first, last
}

func (c Line) unit(v float64) string {
	if c.Unit != nil {
		return c.Unit(v)
	}
	return strconv.FormatFloat(v, 'g', 6, 64)
}

func (c Line) frame(values, plan []Point, levels []Level, ticks []float64, low, high float64) frame {
	f := frame{width: wideWidth, height: wideHeight, low: low, high: high, top: topSpace, mirrored: c.Mirrored}
	if c.Narrow {
		f.width, f.height = narrowWidth, narrowHeight
	}
	f.bottom = f.height - bottomSpace
	left, right := 24.0, 14.0
	for _, t := range ticks {
		left = math.Max(left, textWidth(c.unit(t))+12)
	}
	for _, l := range levels {
		right = math.Max(right, textWidth(l.Label)+14)
	}
	f.left, f.right = math.Min(left, f.width*0.25), f.width-math.Min(right, f.width*0.34)

	time := c.span(values, plan)
	f.from, f.to, f.quarters = time.from, time.to, quartersOf(values)
	return f
}

// span is the time from the first to the last of what is drawn, a month about a single moment.
func (c Line) span(values, plan []Point) frame {
	from, to := c.From, c.To
	for _, points := range [][]Point{values, plan} {
		for _, p := range points {
			if from.IsZero() || p.At.Before(from) {
				from = p.At
			}
			if to.IsZero() || p.At.After(to) {
				to = p.At
			}
		}
	}
	f := frame{right: 1, from: float64(from.Unix()), to: float64(to.Unix())}
	if f.to <= f.from {
		f.from, f.to = f.from-15*86400, f.from+15*86400
	}
	return f
}

// held are the levels that can be drawn: those that held at some time of a frame. Only one that reaches the frame's end keeps its name, which stands there, so that no
// name stands beside a line of another value.
func held(levels []Level, f frame) []Level {
	out := make([]Level, 0, len(levels))
	for _, l := range levels {
		_, until, ok := l.reaches(f)
		if !ok || !finite(l.Value) {
			continue
		}
		if until < f.right {
			l.Label = ""
		}
		out = append(out, l)
	}
	return out
}

func (c Line) drawValueAxis(b *strings.Builder, f frame, ticks []float64) {
	for i, t := range ticks {
		class := "grid"
		if i == 0 {
			class = "axis"
		}
		y := num(f.y(t))
		b.WriteString(`<line class="` + class + `" x1="` + f.across(f.left) + `" x2="` + f.across(f.right) + `" y1="` + y + `" y2="` + y + `"/>`)
		text(b, f, f.left-8, f.y(t)+4, "end", "", cut(c.unit(t), f.left-8))
	}
}

func (c Line) drawTimeAxis(b *strings.Builder, f frame) {
	spacing := 50.0
	if c.Narrow {
		spacing = 44
	}
	for _, t := range timeTicks(f, spacing, c.Months) {
		half := textWidth(t.label) / 2
		x := clamp(t.x, half, f.width-half)
		text(b, f, x, f.bottom+18, "middle", "", cut(t.label, f.width))
	}
}

// drawToday draws the line of the day with its name above it, and gives the room that the name takes.
func (c Line) drawToday(b *strings.Builder, f frame) []rect {
	at := float64(c.Today.Unix())
	if c.Today.IsZero() || at <= f.from || at >= f.to {
		return nil
	}
	x := f.x(c.Today)
	b.WriteString(`<line class="today" x1="` + f.across(x) + `" x2="` + f.across(x) + `" y1="` + num(f.top) + `" y2="` + num(f.bottom) + `"/>`)
	half := textWidth(c.TodayName) / 2
	if c.TodayName == "" || f.right-f.left < 2*half {
		return nil
	}
	x = clamp(x, f.left+half, f.right-half)
	text(b, f, x, f.top-4, "middle", "", c.TodayName)
	return []rect{{x - half, f.top - 14, x + half, f.top}}
}

// drawLevels draws levels with their names, those of the ends of the room, and that of the forecast where its line ends.
func (c Line) drawLevels(b *strings.Builder, f frame, levels []Level, ahead spot) {
	var names []drawn
	for _, l := range levels {
		from, until, _ := l.reaches(f)
		y := f.y(l.Value)
		across(b, f, "ref ref-"+escape(string(l.Kind)), from, until, y)
		if l.Label != "" {
			names = append(names, drawn{f.right, y, "lb-" + string(l.Kind), l.Label})
		}
	}
	names = append(names, c.roomNames(f)...)
	if c.AheadName != "" && ahead != (spot{}) {
		name := c.AheadName
		if textWidth(name) > f.width-f.right-8 {
			name = c.AheadOnly
		}
		names = append(names, drawn{ahead.x, ahead.y, "lb-ahead", name})
	}
	nameLines(b, f, names)
}

// lastKnown is the last point with a value; there is one.
func lastKnown(points []Point) Point {
	for i := len(points) - 1; i > 0; i-- {
		if _, ok := known(points[i].Value); ok {
			return points[i]
		}
	}
	return points[0]
}

// drawPath draws the runs of known values and gives their segments, for labels to keep clear of.
func drawPath(b *strings.Builder, f frame, points []Point, class string) []segment {
	var d strings.Builder
	var segments []segment
	var x, y float64
	open := false
	for _, p := range points {
		v, ok := known(p.Value)
		if !ok {
			open = false
			continue
		}
		nx, ny := f.x(p.At), f.y(v)
		if open {
			d.WriteString("L" + f.across(nx) + " " + num(ny))
			segments = append(segments, segment{x, y, nx, ny})
		} else {
			d.WriteString("M" + f.across(nx) + " " + num(ny))
		}
		x, y, open = nx, ny, true
	}
	if len(segments) > 0 {
		b.WriteString(`<path class="` + class + `" d="` + d.String() + `"/>`)
	}
	return segments
}

// drawDots marks each known value, as far as the marks stay apart, and gives the place of the last.
func drawDots(b *strings.Builder, f frame, points []Point, tone Tone) (last spot) {
	var spots []spot
	for _, p := range points {
		if v, ok := known(p.Value); ok {
			spots = append(spots, spot{f.x(p.At), f.y(v)})
		}
	}
	last = spots[len(spots)-1]
	every := len(spots)*7 <= int(f.right-f.left)
	for i, s := range spots {
		if every || i == len(spots)-1 {
			b.WriteString(`<circle class="dot pt-` + tone.class() + `" cx="` + f.across(s.x) + `" cy="` + num(s.y) + `" r="3.4"/>`)
		}
	}
	return last
}
