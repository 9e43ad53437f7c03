// Package chart draws the small charts of the pages as SVG text: bullet, sparkline, meter, status glyph, line chart.
//
// Every function is pure: plain values in, markup out. Marks carry classes only, never style attributes, so that the
// strict content security policy holds and one style sheet serves both themes. Every chart takes an accessible name
// that states the finding; the table of the same data is the page's duty. Values that are not finite are treated as
// missing, and nothing is ever drawn outside the box.
package chart

import (
	"html"
	"math"
	"strconv"
	"strings"
)

// SVG is finished markup, escaped where it holds text.
type SVG string

// Tone is the status that a mark shows, in the word of the style sheet.
type Tone string

// The tones. Ink is for marks that carry no status.
const (
	OK   Tone = "ok"
	Warn Tone = "warn"
	Bad  Tone = "bad"
	None Tone = "none"
	Ink  Tone = "ink"
)

func (t Tone) class() string {
	switch t {
	case OK, Warn, Bad, Ink:
		return string(t)
	}
	return string(None)
}

// glyphs differ in shape as well as in colour: circle with tick, triangle with mark, diamond with cross, dashed ring.
var glyphs = map[Tone]string{
	OK:   `<circle cx="8" cy="8" r="7"/><path class="k" d="M4.7 8.3 7 10.6l4.3-4.9"/>`,
	Warn: `<path d="M8 1.3 15.4 14.4H.6z"/><path class="k" d="M8 6v3.6M8 11.9v.2"/>`,
	Bad:  `<path d="M8 .5 15.5 8 8 15.5.5 8z"/><path class="k" d="M5.6 5.6l4.8 4.8M10.4 5.6l-4.8 4.8"/>`,
	None: `<circle class="dash" cx="8" cy="8" r="6.2"/>`,
}

// Glyph is the shape of a status. It is hidden from assistive technology: a word stands beside it.
func Glyph(t Tone) SVG {
	body, ok := glyphs[t]
	if !ok {
		t, body = None, glyphs[None]
	}
	return SVG(`<svg class="gl gl-` + string(t) + `" viewBox="0 0 16 16" width="16" height="16" aria-hidden="true" focusable="false">` + body + `</svg>`)
}

// Meter is a share of one as a bar that starts at nought. Low colours it as a warning. A share beyond its range is
// cut; one that is not finite leaves the track empty.
func Meter(share float64, low bool, name string) SVG {
	class := "mtr"
	if low {
		class += " low"
	}
	if !finite(share) {
		share = 0
	}
	var b strings.Builder
	b.WriteString(`<svg class="` + class + `" width="100%" height="6"` + accessible(name) + `><rect class="t" width="100%" height="6" rx="3"/>`)
	if share > 0 {
		b.WriteString(`<rect class="v" width="` + percent(100*clamp(share, 0, 1)) + `" height="6" rx="3"/>`)
	}
	b.WriteString(`</svg>`)
	return SVG(b.String())
}

// accessible names a drawing, or hides it where its words stand beside it.
func accessible(name string) string {
	if name == "" {
		return ` aria-hidden="true" focusable="false"`
	}
	return ` role="img" aria-label="` + escape(name) + `"`
}

func finite(v float64) bool { return !math.IsNaN(v) && !math.IsInf(v, 0) }

// known gives the value behind a pointer; a missing or non-finite value is not known.
func known(v *float64) (float64, bool) {
	if v == nil || !finite(*v) {
		return 0, false
	}
	return *v, true
}

func clamp(v, low, high float64) float64 { return math.Max(low, math.Min(high, v)) }

// num writes a coordinate with one decimal, which is finer than a pixel.
func num(v float64) string {
	text := strconv.FormatFloat(v, 'f', 1, 64)
	text = strings.TrimSuffix(text, ".0")
	if text == "-0" {
		return "0"
	}
	return text
}

func percent(v float64) string { return num(v) + "%" }

// share places v between low and high as 0 to 1, without overflow for any finite numbers. An empty range gives ½.
func share(v, low, high float64) float64 {
	span := high/2 - low/2
	if span <= 0 {
		return 0.5
	}
	return clamp((v/2-low/2)/span, 0, 1)
}

// escape makes words safe in markup that may stand alone: XML knows no control characters, so they go.
func escape(s string) string {
	return html.EscapeString(strings.Map(func(r rune) rune {
		if r < ' ' || r == 0x7f || r == 0xfffe || r == 0xffff || r == '\uFFFD' {
			return -1
		}
		return r
	}, s))
}
