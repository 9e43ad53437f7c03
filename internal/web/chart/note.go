package chart

import "strings"

// drawNote writes what the first marks say beside one of them, where nothing else stands. Between the note and its mark lies no line: so the note stays on the side of a limit
// that it speaks of, and does not read as the name of another line.
func (c Control) drawNote(b *strings.Builder, f frame, obstacles, lines []segment) {
	wide := textWidth(c.Note)
	if c.Note == "" || wide > f.right-f.left-8 {
		return
	}
	for _, m := range c.Marks[:min(max(c.NoteOf, 1), len(c.Marks))] {
		if m.Index < 0 || m.Index >= len(c.Values) {
			continue
		}
		v, ok := known(c.Values[m.Index].Value)
		if !ok {
			continue
		}
		at := spot{f.x(c.Values[m.Index].At), f.y(v)}
		for _, up := range []float64{-10, 22, 4, -20, 32} {
			for _, aside := range []float64{-wide - 10, 10, -wide / 2} {
				x, base := at.x+aside, at.y+up
				r := rect{x - 5, base - 13, x + wide + 5, base + 6}
				if r.left < f.left || r.right > f.right || r.top < f.top || r.bottom > f.bottom || crossed(r, obstacles) || crossed(r.with(at), lines) {
					continue
				}
				text(b, f, x, base, "start", "lb-note lb-note-"+m.Tone.class(), c.Note)
				return
			}
		}
	}
}

// with is the least rectangle that holds a spot too.
func (r rect) with(at spot) rect {
	return rect{min(r.left, at.x), min(r.top, at.y), max(r.right, at.x), max(r.bottom, at.y)}
}

func crossed(r rect, lines []segment) bool {
	for _, s := range lines {
		if r.crossedBy(s) {
			return true
		}
	}
	return false
}
