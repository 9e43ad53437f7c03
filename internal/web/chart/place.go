package chart

import (
	"math"
	"sort"
	"strings"
	"unicode"
	"unicode/utf8"
)

// characterWidth is the mean width of a character of the 12 px text, rounded up so that labels are never cut short.
const characterWidth = 6.6

func textWidth(s string) float64 { return characterWidth * float64(utf8.RuneCountInString(s)) }

// cut shortens a label to a width. It ends with a word, never within a figure, which would read as another; only a single word too long is broken. Where all that
// is missing is the unit behind a figure, as in "Target 14.4" for "Target 14.4 hours", the axis has it, and nothing tells that something is missing. The full words are
// in the table beside the chart.
func cut(s string, width float64) string {
	if textWidth(s) <= width {
		return s
	}
	all := []rune(s)
	for i := len(all) - 1; i > 0; i-- {
		if !unicode.IsSpace(all[i]) || i+1 < len(all) && unicode.IsDigit(all[i+1]) && all[i] != ' ' { // a space within a figure is no end of it
			continue
		}
		kept := strings.TrimRight(strings.TrimSpace(string(all[:i])), ",;:.")
		if endsInFigure(kept) && !strings.ContainsFunc(string(all[i:]), unicode.IsDigit) && textWidth(kept) <= width {
			return kept
		}
		if kept != "" && textWidth(kept)+characterWidth <= width {
			return kept + "…"
		}
	}
	most := int(width/characterWidth) - 1
	if first := strings.IndexFunc(s, unicode.IsSpace); most < 2 || first >= 0 || strings.ContainsFunc(s, unicode.IsDigit) {
		return ""
	}
	return string(all[:most]) + "…"
}

// endsInFigure tells whether words end in a figure, and not in a code such as BM-02 or p50.
func endsInFigure(s string) bool {
	last := strings.TrimLeft(s[strings.LastIndexFunc(s, unicode.IsSpace)+1:], "−-+")
	return last != "" && strings.Trim(last, "0123456789.,’'") == ""
}

func text(b *strings.Builder, f frame, x, y float64, anchor, class, words string) {
	if words == "" {
		return
	}
	if f.mirrored {
		anchor = map[string]string{"start": "end", "end": "start", "middle": "middle"}[anchor]
	}
	if class != "" {
		class = ` class="` + escape(class) + `"`
	}
	b.WriteString(`<text` + class + ` x="` + f.across(x) + `" y="` + num(y) + `" text-anchor="` + anchor + `">` + escape(words) + `</text>`)
}

type spot struct{ x, y float64 }

type segment struct{ x1, y1, x2, y2 float64 }

type rect struct{ left, top, right, bottom float64 }

func (r rect) overlaps(o rect) bool {
	return r.left < o.right && o.left < r.right && r.top < o.bottom && o.top < r.bottom
}

// crossedBy tests a segment against the rectangle by clipping (Liang and Barsky).
func (r rect) crossedBy(s segment) bool {
	t0, t1 := 0.0, 1.0
	dx, dy := s.x2-s.x1, s.y2-s.y1
	for _, e := range [4][2]float64{{-dx, s.x1 - r.left}, {dx, r.right - s.x1}, {-dy, s.y1 - r.top}, {dy, r.bottom - s.y1}} {
		switch p, q := e[0], e[1]; {
		case p == 0:
			if q < 0 {
				return false
			}
		case p < 0:
			t0 = math.Max(t0, q/p)
		default:
			t1 = math.Min(t1, q/p)
		}
	}
	return t0 <= t1
}

// below and above are the places tried for a label around its spot, the best first: offsets of its start.
func below(width float64) []spot {
	return []spot{{10, 20}, {-width - 8, -10}, {10, -10}, {-width - 8, 20}, {-width / 2, 26}, {-width / 2, -14}, {-width - 10, 4}, {10, 4}}
}

func above(width float64) []spot {
	return []spot{{-width - 8, -10}, {-width / 2, -14}, {-width - 16, -4}, {10, -10}, {10, 20}, {-width - 8, 20}, {10, 4}}
}

// place writes a label near a spot, where it covers the fewest lines and labels.
func place(b *strings.Builder, f frame, at spot, words, class string, tries func(width float64) []spot, lines []segment, taken []rect) rect {
	words = cut(words, f.right-f.left)
	width := textWidth(words)
	var best rect
	least := math.MaxInt
	for _, c := range tries(width) {
		x := clamp(at.x+c.x, f.left+2, math.Max(f.left+2, f.right-width-2))
		baseline := clamp(at.y+c.y, f.top+10, f.bottom-6)
		r := rect{x - 2, baseline - 11, x + width + 2, baseline + 4}
		cost := 0
		for _, l := range lines {
			if r.crossedBy(l) {
				cost++
			}
		}
		for _, t := range taken {
			if r.overlaps(t) {
				cost += 4
			}
		}
		if cost < least {
			least, best = cost, r
		}
	}
	text(b, f, best.left+2, best.bottom-4, "start", class, words)
	return best
}

// along finds the place a fraction of the way along known points, by time.
func along(f frame, points []Point, fraction float64) spot {
	var line []spot
	for _, p := range points {
		if v, ok := known(p.Value); ok {
			line = append(line, spot{f.x(p.At), f.y(v)})
		}
	}
	x := line[0].x + fraction*(line[len(line)-1].x-line[0].x)
	for i := 1; i < len(line); i++ {
		a, z := line[i-1], line[i]
		if z.x >= x && z.x > a.x {
			return spot{x, a.y + (x-a.x)/(z.x-a.x)*(z.y-a.y)}
		}
	}
	return line[len(line)-1]
}

// spread moves labels apart along one axis until gap lies between neighbours, as near to where they want to be as the
// order allows, all between low and high. Where the room is too small the gap shrinks.
func spread(wanted []float64, low, high, gap float64) []float64 {
	n := len(wanted)
	out := make([]float64, n)
	if n == 0 {
		return out
	}
	if n > 1 {
		gap = math.Min(gap, (high-low)/float64(n-1))
	}
	order := make([]int, n)
	for i := range order {
		order[i] = i
	}
	sort.SliceStable(order, func(i, j int) bool { return wanted[order[i]] < wanted[order[j]] })
	floor := low
	for _, i := range order {
		out[i] = math.Max(clamp(wanted[i], low, high), floor)
		floor = out[i] + gap
	}
	ceiling := high
	for k := n - 1; k >= 0; k-- {
		i := order[k]
		out[i] = math.Max(low, math.Min(out[i], ceiling))
		ceiling = out[i] - gap
	}
	return out
}
