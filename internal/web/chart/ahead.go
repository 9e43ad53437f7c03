package chart

import (
	"slices"
	"strings"
	"time"
)

// Ahead is where a value may lie on a day to come.
type Ahead struct {
	At            time.Time
	Middle        float64
	Low50, High50 float64 // half of what can come
	Low80, High80 float64 // four of five
}

// Room is between which values something may lie at a time.
type Room struct {
	At        time.Time
	Low, High float64
}

// room is the part of the value axis that forecast, line of the trend and shaded room need.
func (c Line) room() []*float64 {
	var out []*float64
	for i := range c.Ahead {
		out = append(out, &c.Ahead[i].Low80, &c.Ahead[i].High80)
	}
	for i := range c.Room {
		out = append(out, &c.Room[i].Low, &c.Room[i].High)
	}
	for _, p := range c.Fit {
		out = append(out, p.Value)
	}
	return out
}

// times are the moments that forecast, line of the trend and shaded room need.
func (c Line) times() []Point {
	out := append([]Point{}, c.Fit...)
	for _, a := range c.Ahead {
		out = append(out, Point{At: a.At})
	}
	for _, r := range c.Room {
		out = append(out, Point{At: r.At})
	}
	return out
}

// drawRoom shades the room. It breaks where an end is not finite.
func (c Line) drawRoom(b *strings.Builder, f frame) {
	var part []Room
	flush := func() {
		if len(part) > 1 {
			polygon(b, f, "zone", part)
		}
		part = nil
	}
	for _, r := range c.Room {
		if !finite(r.Low) || !finite(r.High) {
			flush()
			continue
		}
		part = append(part, r)
	}
	flush()
}

// joint is where a forecast begins: a trend goes on from its own line, and to begin at the last value would draw a leap that it does not contain.
func (c Line) joint(values []Point) Point {
	if c.Fork != nil {
		return *c.Fork
	}
	if anyKnown(c.Fit) {
		return lastKnown(c.Fit)
	}
	return lastKnown(values)
}

// roomNames are the names of the ends of the room, where the last of it lies.
func (c Line) roomNames(f frame) []drawn {
	for _, r := range slices.Backward(c.Room) {
		if finite(r.Low) && finite(r.High) && c.RoomHigh != "" {
			return []drawn{{f.x(r.At), f.y(r.High), "lb-lim", c.RoomHigh}, {f.x(r.At), f.y(r.Low), "lb-lim", c.RoomLow}}
		}
	}
	return nil
}

// drawRoomEnds draws the ends of the room as lines where they have names.
func (c Line) drawRoomEnds(b *strings.Builder, f frame) []segment {
	if c.RoomHigh == "" {
		return nil
	}
	var high, low []Point
	for i := range c.Room {
		r := &c.Room[i]
		if !finite(r.Low) || !finite(r.High) {
			high, low = append(high, Point{At: r.At}), append(low, Point{At: r.At})
			continue
		}
		high, low = append(high, Point{r.At, &r.High}), append(low, Point{r.At, &r.Low})
	}
	return append(drawPath(b, f, high, "lim"), drawPath(b, f, low, "lim")...)
}

// drawAhead draws the bands of a forecast from where it begins, and the line in their middle; it gives that line's end and segments.
func (c Line) drawAhead(b *strings.Builder, f frame, from Point) (end spot, segments []segment) {
	last, ok := known(from.Value)
	if len(c.Ahead) == 0 || !ok {
		return spot{}, nil
	}
	wide, half, middle := []Room{{from.At, last, last}}, []Room{{from.At, last, last}}, []Point{from}
	for i := range c.Ahead {
		a := &c.Ahead[i]
		if !finite(a.Low80) || !finite(a.High80) || !finite(a.Low50) || !finite(a.High50) || !finite(a.Middle) {
			continue
		}
		wide, half, middle = append(wide, Room{a.At, a.Low80, a.High80}), append(half, Room{a.At, a.Low50, a.High50}), append(middle, Point{a.At, &a.Middle})
	}
	if len(middle) < 2 {
		return spot{}, nil
	}
	polygon(b, f, "band80", wide)
	polygon(b, f, "band50", half)
	segments = drawPath(b, f, middle, "ahead")
	e := middle[len(middle)-1]
	return spot{f.x(e.At), f.y(*e.Value)}, segments
}

// polygon fills what lies between two lines.
func polygon(b *strings.Builder, f frame, class string, part []Room) {
	b.WriteString(`<path class="` + class + `" d="M`)
	for i, r := range part {
		if i > 0 {
			b.WriteByte('L')
		}
		b.WriteString(f.across(f.x(r.At)) + " " + num(f.y(r.High)))
	}
	for i := len(part) - 1; i >= 0; i-- {
		b.WriteString("L" + f.across(f.x(part[i].At)) + " " + num(f.y(part[i].Low)))
	}
	b.WriteString(`Z"/>`)
}
