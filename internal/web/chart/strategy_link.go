package chart

import (
	"math"
	"strings"
	"unicode"

	"github.com/steelyard-isms/steelyard/internal/web/lanes"
)

// link draws an arrow: the line with round corners, its head, and the sign of its state. The table beside the map has the links for keyboards.
func (d *strategyDrawing) link(i int) {
	way, l := d.plan.Arrows[i], d.Links[i]
	if len(way) < 2 {
		return
	}
	at := make([]spot, len(way))
	for k, s := range way {
		at[k] = spot{d.x(s.X), s.Y}
	}
	n := len(at)
	tip := at[n-1]
	dx, dy := direction(at[n-2], tip)
	at[n-1] = spot{tip.x - dx*headLength, tip.y - dy*headLength}
	d.b.WriteString(`<g class="lk lk-` + string(l.State) + `" data-href="` + escape(l.Path) + `" aria-hidden="true" data-from="` + escape(d.Nodes[l.From].ID) + `" data-to="` + escape(d.Nodes[l.To].ID) + `"><title>` + escape(l.Name) + `</title>`)
	path := rounded(at)
	d.b.WriteString(`<path class="hit" d="` + path + `"/><path class="wy" d="` + path + `"/>`)
	d.b.WriteString(`<path class="hd" d="M` + num(tip.x) + ` ` + num(tip.y) + `L` + num(tip.x-dx*headLength*1.25+dy*4) + ` ` + num(tip.y-dy*headLength*1.25-dx*4) + `L` + num(tip.x-dx*headLength*1.25-dy*4) + ` ` + num(tip.y-dy*headLength*1.25+dx*4) + `Z"/>`)
	if t, has := linkSigns[l.State]; has {
		s := d.freest(i)
		x := d.x(s.X)
		d.b.WriteString(`<circle class="hole" cx="` + num(x) + `" cy="` + num(s.Y) + `" r="8"/>`)
		d.sign(x-7, s.Y-7, 14, t)
	}
	d.b.WriteString(`</g>`)
}

// direction is that of a level or upright piece.
func direction(a, b spot) (dx, dy float64) {
	length := math.Hypot(b.x-a.x, b.y-a.y)
	if length == 0 {
		return 0, -1
	}
	return (b.x - a.x) / length, (b.y - a.y) / length
}

// rounded is the line through corners, each of them round as far as its pieces are long enough.
func rounded(at []spot) string {
	var b strings.Builder
	b.WriteString("M" + num(at[0].x) + " " + num(at[0].y))
	for k := 1; k < len(at)-1; k++ {
		before, here, after := at[k-1], at[k], at[k+1]
		r := math.Min(corner, math.Min(math.Hypot(here.x-before.x, here.y-before.y), math.Hypot(after.x-here.x, after.y-here.y))/2)
		ix, iy := direction(before, here)
		ox, oy := direction(here, after)
		b.WriteString("L" + num(here.x-ix*r) + " " + num(here.y-iy*r) + "Q" + num(here.x) + " " + num(here.y) + " " + num(here.x+ox*r) + " " + num(here.y+oy*r))
	}
	last := at[len(at)-1]
	b.WriteString("L" + num(last.x) + " " + num(last.y))
	return b.String()
}

// freest is the place on an arrow where its sign covers no other line: the nearest one to its middle.
func (d *strategyDrawing) freest(i int) lanes.Spot {
	way := d.plan.Arrows[i]
	total := 0.0
	for k := 1; k < len(way); k++ {
		total += math.Abs(way[k].X-way[k-1].X) + math.Abs(way[k].Y-way[k-1].Y)
	}
	best, most := way[0], math.Inf(-1)
	gone := 0.0
	for k := 1; k < len(way); k++ {
		a, b := way[k-1], way[k]
		length := math.Abs(b.X-a.X) + math.Abs(b.Y-a.Y)
		steps := int(length/6) + 1
		for s := range steps + 1 {
			share := float64(s) / float64(steps)
			spot := lanes.Spot{X: a.X + (b.X-a.X)*share, Y: a.Y + (b.Y-a.Y)*share}
			along := gone + length*share
			if along < 12 || along > total-20 {
				continue
			}
			worth := 4*math.Min(d.free(i, spot), 12) - math.Abs(along-total/2)/math.Max(total, 1)*10
			if worth > most {
				best, most = spot, worth
			}
		}
		gone += length
	}
	return best
}

// free is how far a place is from all other arrows, and from their signs as far as those are known.
func (d *strategyDrawing) free(i int, s lanes.Spot) float64 {
	least := math.Inf(1)
	for k, way := range d.plan.Arrows {
		if k == i {
			continue
		}
		for p := 1; p < len(way); p++ {
			a, b := way[p-1], way[p]
			x := clamp(s.X, math.Min(a.X, b.X), math.Max(a.X, b.X))
			y := clamp(s.Y, math.Min(a.Y, b.Y), math.Max(a.Y, b.Y))
			least = math.Min(least, math.Hypot(s.X-x, s.Y-y))
		}
	}
	return least
}

// fold breaks words into lines of a width; character is the mean width of one. What does not fit ends with an ellipsis.
func fold(words string, width, character float64, most int) []string {
	var lines []string
	line, used := "", 0.0
	for _, word := range strings.Fields(words) {
		w := wide(word) * character
		switch {
		case line == "":
			line, used = word, w
		case used+character+w <= width:
			line, used = line+" "+word, used+character+w
		default:
			lines = append(lines, line)
			line, used = word, w
		}
	}
	if line != "" {
		lines = append(lines, line)
	}
	if len(lines) > most {
		lines = lines[:most]
		lines[most-1] += " …"
	}
	for i, l := range lines {
		lines[i] = shorten(l, width, character)
	}
	return lines
}

// wide counts characters, those of East Asia twice.
func wide(s string) float64 {
	sum := 0.0
	for _, r := range s {
		sum++
		if unicode.In(r, unicode.Han, unicode.Hangul, unicode.Hiragana, unicode.Katakana) {
			sum++
		}
	}
	return sum
}

// shorten cuts a line that is longer than the width, between words where it can: what is cut within a word is read as another one.
func shorten(line string, width, character float64) string {
	if wide(line)*character <= width {
		return line
	}
	words := strings.Fields(strings.TrimSuffix(line, " …"))
	for len(words) > 1 && (wide(strings.Join(words, " "))+2)*character > width {
		words = words[:len(words)-1]
	}
	cut := []rune(strings.Join(words, " "))
	for len(cut) > 0 && (wide(string(cut))+2)*character > width { // one word alone is too long
		cut = cut[:len(cut)-1]
	}
	return string(cut) + " …"
}

// LinkSample draws a short arrow of a state, for the key beside the map.
func LinkSample(s LinkState) SVG {
	var b strings.Builder
	b.WriteString(`<svg class="smap-s" viewBox="0 0 44 16" width="44" height="16" aria-hidden="true" focusable="false"><g class="lk lk-` + string(s) + `"><path class="wy" d="M0 8L36 8"/><path class="hd" d="M44 8L35 4L35 12Z"/>`)
	if t, has := linkSigns[s]; has {
		b.WriteString(`<circle class="hole" cx="17" cy="8" r="8"/>` + signAt(10, 1, 14, t))
	}
	b.WriteString(`</g></svg>`)
	return SVG(b.String())
}
