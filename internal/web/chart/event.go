package chart

import (
	"strings"
	"time"
	"unicode"
)

// Event is something that happened, with a line at its time.
type Event struct {
	At           time.Time
	Label, Short string // what stands beside the line, and what does where there is no room for all of that; an empty one: as much of the label as fits
}

const (
	eventRow  = 18
	eventRows = 3 // of names above the values, at most
)

// flag is an event in its place: a line from its row down, with its name beside it.
type flag struct {
	x           float64
	row         int
	anchor      string
	words       string
	left, right float64 // of the words
}

// flags places events: what has room stands in the first row, and what has none because of a name beside it in the one below. A name crosses no line, and a
// line no name; there is no name where no row has room for it.
func (c Control) flags(f frame) []flag {
	var out []flag
	for i, e := range c.Events {
		if at := float64(e.At.Unix()); at < f.from || at > f.to {
			continue
		}
		x, next := f.x(e.At), f.right+4 // beyond lie the names of the lines
		if i+1 < len(c.Events) {
			next = clamp(f.x(c.Events[i+1].At), x, next)
		}
		out = append(out, raise(out, f, e, x, next))
	}
	return out
}

// raise finds where an event's name stands, beside those that are placed already: all of it before the next line or behind its own, else its short one, even over the next
// line, which then begins below it.
func raise(placed []flag, f frame, e Event, x, next float64) flag {
	short := e.Short
	if short == "" {
		short = cut(e.Label, next-x-8)
	}
	right := func(words string) flag {
		return flag{x: x, anchor: "start", words: words, left: x + 4, right: x + 4 + flagWidth(words)}
	}
	left := func(words string) flag {
		return flag{x: x, anchor: "end", words: words, left: x - 4 - flagWidth(words), right: x - 4}
	}
	for _, try := range []struct {
		flag
		until float64
	}{
		{right(e.Label), next - 4},
		{left(e.Label), x},
		{right(short), next - 4},
		{left(short), x},
		{right(short), f.right},
		{right(short), f.width}, // a code is better over the names of lines than not told
	} {
		if try.words == "" || try.right > try.until || try.left < f.left {
			continue
		}
		for try.row = 0; try.row < eventRows; try.row++ {
			if try.free(placed) {
				return try.flag
			}
		}
	}
	bare := flag{x: x}
	for bare.row < eventRows && !bare.free(placed) {
		bare.row++
	}
	return bare
}

// flagWidth is the width of an event's name, which is heavier than other labels and begins with a code: capitals and figures are wider than the mean character.
func flagWidth(words string) float64 {
	w := 0.0
	for _, r := range words {
		if unicode.IsUpper(r) || unicode.IsDigit(r) || r == '-' {
			w += 7.8
		} else {
			w += 6.4
		}
	}
	return w
}

// free tells whether neither the name nor the line of a flag touches others.
func (g flag) free(placed []flag) bool {
	for _, o := range placed {
		named := o.words != ""
		switch {
		case named && g.row <= o.row && g.x > o.left-4 && g.x < o.right+4: // its line would cross that name
			return false
		case g.words == "":
		case o.row < g.row && o.x > g.left-4 && o.x < g.right+4: // that line its name
			return false
		case named && o.row == g.row && g.left < o.right+8 && o.left < g.right+8:
			return false
		}
	}
	return true
}

// rowsOf is how many rows of names there are.
func rowsOf(flags []flag) int {
	n := 0
	for _, g := range flags {
		n = max(n, min(g.row, eventRows-1)+1)
	}
	return n
}

// drawEvents draws a line for each event with its name above the values, and gives the lines, which other labels must keep clear of.
func (c Control) drawEvents(b *strings.Builder, f, below frame) []segment {
	flags := c.flags(f)
	var lines []segment
	for _, g := range flags {
		y := f.top - float64(rowsOf(flags)-g.row)*eventRow
		b.WriteString(`<line class="event" x1="` + f.across(g.x) + `" x2="` + f.across(g.x) + `" y1="` + num(y+2) + `" y2="` + num(below.bottom) + `"/>`)
		lines = append(lines, segment{g.x, f.top, g.x, below.bottom})
		if g.words != "" {
			at := g.left
			if g.anchor == "end" {
				at = g.right
			}
			text(b, f, at, y+11, g.anchor, "lb-event", g.words)
		}
	}
	return lines
}
