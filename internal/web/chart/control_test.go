package chart_test

import (
	"encoding/xml"
	"math"
	"regexp"
	"strings"
	"testing"
	"time"
	"unicode/utf8"

	"pgregory.net/rapid"

	"github.com/steelyard-isms/steelyard/internal/web/chart"
)

// controlled has 24 months of the design prototype's measure, limits frozen on twelve of them, a gap and seven signals.
func controlled() chart.Control {
	c := chart.Control{Months: months, Unit: percentage, Name: "Above the upper limit since March 2026", Note: "above the upper limit since Mar 2026",
		Limits: []chart.Limits{{From: 0, Base: 13, Until: 24, Centre: 60.6, Lower: 54.5, Upper: 66.7, Range: 7.5}},
		Labels: chart.Labels{Upper: "Upper 66.7%", Centre: "Mean 60.6%", Lower: "Lower 54.5%", Range: "Range limit 7.5"},
		Levels: []chart.Level{{Kind: chart.Target, Value: 95, Label: "Target 95%"}, {Kind: chart.Green, Value: 88, Label: "Green limit 88%"}, {Kind: chart.Red, Value: 75, Label: "Red limit 75%"}}}
	values := []float64{60.2, 58.4, 61.9, 59.5, 57.8, 60.9, 63.1, 61.2, 59.1, math.NaN(), 60, 61.8, 59.7, 62.1, 61, 63.1, 66.2, 69.1, 72.8, 74.4, 78.3, 81.7, 82.6, 83.9}
	for i, x := range values {
		add(&c, monthEnd(2024, 10+i), x)
		if x > 66.7 {
			c.Marks = append(c.Marks, chart.Mark{Index: i, Tone: chart.OK})
		}
	}
	return c
}

// add puts a value behind the others, with its moving range.
func add(c *chart.Control, at time.Time, x float64) {
	p, n := chart.Point{At: at}, len(c.Values)
	var r *float64
	if !math.IsNaN(x) {
		if p.Value = v(x); n > 0 && c.Values[n-1].Value != nil {
			r = v(math.Abs(x - *c.Values[n-1].Value))
		}
	}
	c.Values, c.Ranges = append(c.Values, p), append(c.Ranges, r)
}

// rebased has new limits from the 18th month on, for a recorded reason.
func rebased() chart.Control {
	c := controlled()
	c.Narrow, c.Note, c.Marks = true, "", nil
	c.Limits[0].Until = 17
	c.Limits = append(c.Limits, chart.Limits{From: 17, Base: 24, Until: 24, Centre: 77.5, Lower: 70.3, Upper: 84.6, Range: 8.8})
	c.Labels = chart.Labels{Upper: "Upper 84.6%", Centre: "Mean 77.5%", Lower: "Lower 70.3%", Range: "Range limit 8.8"}
	c.Events = []chart.Event{{At: monthEnd(2025, 6), Label: "Scanner changed"}, {At: monthEnd(2026, 3), Label: "New limits: patching by the platform team"}}
	return c
}

func controls() map[string]chart.SVG {
	mirrored, few, one, negative, calm := controlled(), controlled(), controlled(), controlled(), controlled()
	mirrored.Mirrored = true
	few.Values, few.Ranges, few.Limits, few.Marks = few.Values[:5], few.Ranges[:5], nil, nil
	one.Values, one.Ranges, one.Limits, one.Marks = one.Values[:1], one.Ranges[:1], nil, nil
	negative.Levels, negative.Marks, negative.Note = nil, nil, ""
	for i := range negative.Values {
		if x := negative.Values[i].Value; x != nil {
			negative.Values[i].Value = v(*x - 70)
		}
	}
	negative.Limits = []chart.Limits{{From: 0, Base: 24, Until: 24, Centre: -9.4, Lower: -15.5, Upper: -3.3, Range: 7.5}}
	calm.Values, calm.Ranges, calm.Marks = calm.Values[:15], calm.Ranges[:15], nil
	calm.Limits[0].Until = 15
	calm.Narrow, calm.Mirrored = true, true
	peers := controlled()
	peers.Levels = append(peers.Levels, chart.Level{Kind: chart.Peer, Value: 79, Label: "Peers p50 79%"}, chart.Level{Kind: chart.Peer, Value: 66, Label: "Peers p25 66%"}, chart.Level{Kind: chart.Peer, Value: 91, Label: "Peers p75 91%"})
	peers.Bands = []chart.Band{{Low: 66, High: 91}}
	return map[string]chart.SVG{"control-peers": peers.SVG(), "control": controlled().SVG(), "control-mirrored": mirrored.SVG(), "control-rebased": rebased().SVG(), "control-few": few.SVG(), "control-one": one.SVG(),
		"control-negative": negative.SVG(), "control-calm-narrow-mirrored": calm.SVG()}
}

// Where limits were computed the line is solid, where they are extended it is dotted, for each stretch; every value that breaks a rule is a
// diamond, and every other one is not.
func TestAControlChartShowsWhatWasComputed(t *testing.T) {
	svg := string(rebased().SVG())
	if n := strings.Count(svg, `class="lim ext"`); n != 3 {
		t.Errorf("the first stretch is extended by %d lines, not by upper, lower and range limit: %s", n, svg)
	}
	if n := strings.Count(svg, `class="lim"`); n != 6 {
		t.Errorf("%d limits are solid, not three of each stretch", n)
	}
	svg = string(controlled().SVG())
	if n := strings.Count(svg, `class="sig pt-ok"`); n != 7 {
		t.Errorf("%d of seven signals are marked", n)
	}
	if n := strings.Count(svg, `<circle class="dot`); n != 16 {
		t.Errorf("%d of sixteen other values are dots", n)
	}
	if n := strings.Count(svg, `class="mr"`); n != 21 {
		t.Errorf("%d of 21 moving ranges are bars: none is taken over the gap", n)
	}
	if !strings.Contains(svg, "above the upper limit since Mar 2026</text>") {
		t.Error("the chart does not say what its signals mean")
	}
}

// Whoever cannot tell red from green sees by the shape whether a signal is for the better.
func TestSignalsDifferInShape(t *testing.T) {
	shapes := map[chart.Tone]string{chart.OK: `<circle class="sig pt-ok"`, chart.Warn: `<path class="sig pt-warn"`, chart.Bad: `<path class="sig pt-bad"`}
	corners := regexp.MustCompile(`class="sig pt-\w+" d="([^"]*)"`)
	seen := map[int]chart.Tone{}
	for tone, shape := range shapes {
		c := controlled()
		c.Marks = []chart.Mark{{Index: 20, Tone: tone}}
		svg := string(c.SVG())
		if !strings.Contains(svg, shape) {
			t.Errorf("a signal that is %s is not drawn as %s", tone, shape)
		}
		n := 0
		if d := corners.FindStringSubmatch(svg); d != nil {
			n = strings.Count(d[1], "L") + 1
		}
		if other, twice := seen[n]; twice {
			t.Errorf("signals that are %s and %s have the same shape", tone, other)
		}
		seen[n] = tone
	}
}

// A value of the time before a threshold was changed is seen beside the one that held then.
func TestLevelsAreDrawnWhileTheyHeld(t *testing.T) {
	c := controlled()
	changed := monthEnd(2025, 9)
	c.Levels = []chart.Level{{Kind: chart.Red, Value: 75, Label: "Act at 75%", From: changed}, {Kind: chart.Red, Value: 70, Until: changed}, {Kind: chart.Green, Value: 88, Until: monthEnd(2020, 1)}}
	lines := regexp.MustCompile(`class="ref ref-\w+" x1="([^"]*)" x2="([^"]*)"`).FindAllStringSubmatch(string(c.SVG()), -1)
	if len(lines) != 2 {
		t.Fatalf("%d levels are drawn, not the one in force and the one before: %v", len(lines), lines)
	}
	if lines[0][1] != lines[1][2] || lines[0][2] == lines[1][2] {
		t.Errorf("the one does not begin where the other ends: %v", lines)
	}
}

// Of two things that happened soon after one another both are named.
func TestEventsCloseTogetherAreBothNamed(t *testing.T) {
	for _, narrow := range []bool{false, true} {
		c := controlled()
		c.Narrow = narrow
		c.Events = []chart.Event{{At: monthEnd(2025, 10), Label: "New limits: the log server tells of incidents", Short: "New limits"}, {At: monthEnd(2025, 11), Label: "IN-02 Patching by the platform team", Short: "IN-02"},
			{At: monthEnd(2025, 12), Label: "AC-04 Ask for windows", Short: "AC-04"}}
		svg := string(c.SVG())
		for _, e := range c.Events {
			if !strings.Contains(svg, ">"+e.Label+"<") && !strings.Contains(svg, ">"+e.Short+"<") {
				t.Errorf("narrow %t: a line stands there without its name, %s: %s", narrow, e.Short, svg)
			}
		}
	}
}

func TestAControlChartOfNothingIsEmpty(t *testing.T) {
	backwards := controlled()
	backwards.Values[3].At = monthEnd(2020, 1)
	for name, c := range map[string]chart.Control{"none": {}, "gaps": {Values: []chart.Point{{At: monthEnd(2026, 1)}}}, "undated": {Values: []chart.Point{{Value: v(1)}}}, "out of order": backwards} {
		if svg := c.SVG(); svg != "" {
			t.Errorf("%s: a chart is drawn: %s", name, svg)
		}
	}
}

type label struct {
	words                    string
	left, right, top, bottom float64
}

// labels gives the places of all words, as narrow as they may be drawn.
func labels(t interface{ Fatalf(string, ...any) }, svg chart.SVG) []label {
	var out []label
	decoder := xml.NewDecoder(strings.NewReader(string(svg)))
	var x, y float64
	anchor := ""
	for {
		token, err := decoder.Token()
		if err != nil {
			return out
		}
		switch e := token.(type) {
		case xml.StartElement:
			anchor = ""
			if e.Name.Local == "text" {
				for _, a := range e.Attr {
					switch a.Name.Local {
					case "x":
						x = number(t, a.Value)
					case "y":
						y = number(t, a.Value)
					case "text-anchor":
						anchor = a.Value
					}
				}
			}
		case xml.CharData:
			wide := 6 * float64(utf8.RuneCount(e))
			left := map[string]float64{"start": x, "middle": x - wide/2, "end": x - wide}[anchor]
			if anchor != "" {
				out = append(out, label{string(e), left, left + wide, y - 9, y + 2})
			}
		}
	}
}

// Whatever is drawn, no word stands on another, nothing leaves the box, and only what is finite is shown.
func TestLabelsOfControlChartsDoNotOverlap(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		c := chart.Control{Months: months, Unit: percentage, RangeUnit: percentage, Narrow: rapid.Bool().Draw(t, "narrow"), Mirrored: rapid.Bool().Draw(t, "mirrored"), Name: "n", Note: "above the upper limit since Mar 2026"}
		words := rapid.StringMatching(`[A-Za-z0-9 %.]{0,30}`)
		n := rapid.IntRange(1, 60).Draw(t, "n")
		step := rapid.SampledFrom([]int{1, 7, 31, 92, 366}).Draw(t, "days")
		figure := rapid.OneOf(rapid.Float64Range(-100, 100), rapid.Float64Range(59, 61), rapid.SampledFrom([]float64{math.NaN(), 0, 1e15, -1e15}))
		for i := range n {
			add(&c, time.Date(2020, 1, 1+i*step, 0, 0, 0, 0, time.UTC), figure.Draw(t, "value"))
			if rapid.IntRange(0, 5).Draw(t, "mark") == 0 {
				c.Marks = append(c.Marks, chart.Mark{Index: i, Tone: tone().Draw(t, "tone")})
			}
		}
		for range rapid.IntRange(0, 8).Draw(t, "levels") {
			c.Levels = append(c.Levels, chart.Level{Kind: rapid.SampledFrom([]chart.Kind{chart.Target, chart.Green, chart.Red, chart.Peer}).Draw(t, "kind"), Value: figure.Draw(t, "level"), Label: words.Draw(t, "label")})
		}
		for range rapid.IntRange(0, 2).Draw(t, "bands") {
			c.Bands = append(c.Bands, chart.Band{Low: figure.Draw(t, "low"), High: figure.Draw(t, "high")})
		}
		at := 0
		for range rapid.IntRange(0, 3).Draw(t, "stretches") {
			until := at + rapid.IntRange(0, 30).Draw(t, "long")
			centre, width := figure.Draw(t, "centre"), rapid.Float64Range(0, 50).Draw(t, "width")
			c.Limits = append(c.Limits, chart.Limits{From: at, Base: at + rapid.IntRange(0, 30).Draw(t, "base"), Until: until, Centre: centre, Lower: centre - width, Upper: centre + width, Range: width})
			at = until
		}
		c.Labels = chart.Labels{Upper: words.Draw(t, "upper"), Centre: words.Draw(t, "mean"), Lower: words.Draw(t, "lower"), Range: words.Draw(t, "range")}
		for i := range rapid.IntRange(0, 4).Draw(t, "events") {
			c.Events = append(c.Events, chart.Event{At: time.Date(2020, 1, 1+i*step*rapid.IntRange(1, 9).Draw(t, "apart"), 0, 0, 0, 0, time.UTC), Label: words.Draw(t, "event"), Short: rapid.StringMatching(`[A-Za-z0-9-]{0,6}`).Draw(t, "short")})
		}
		svg := c.SVG()
		inside(t, "control", svg)
		all := labels(t, svg)
		for i, a := range all {
			for _, b := range all[i+1:] {
				if a.left < b.right && b.left < a.right && a.top < b.bottom && b.top < a.bottom {
					t.Fatalf("%q and %q stand on one another: %+v %+v\n%s", a.words, b.words, a, b, svg)
				}
			}
		}
	})
}

// Of what happened the chart says all or a name that is explained beside it, and never half a sentence.
func TestALongEventHasAShortName(t *testing.T) {
	at := time.Date(2026, 1, 31, 0, 0, 0, 0, time.UTC)
	for _, narrow := range []bool{false, true} {
		c := chart.Control{Months: months, Unit: percentage, Narrow: narrow, Name: "n"}
		for i := range 12 {
			add(&c, at.AddDate(0, i, 0), float64(50+i%3))
		}
		c.Events = []chart.Event{{At: c.Values[6].At, Label: "New limits: the log server tells of incidents that nobody would have called about, in all regions and at night", Short: "New limits"}}
		if svg := string(c.SVG()); !strings.Contains(svg, ">New limits<") || strings.Contains(svg, "…") {
			t.Errorf("narrow %t: the label is cut: %s", narrow, svg)
		}
		c.Events[0].Label = "New limits: scanner"
		if svg := string(c.SVG()); !strings.Contains(svg, ">New limits: scanner<") {
			t.Errorf("narrow %t: what has room is not told: %s", narrow, svg)
		}
	}
}

// A label without room loses its unit, which the axis has, or whole words; it never ends within one.
func TestLabelsEndWithAWord(t *testing.T) {
	at := time.Date(2026, 1, 31, 0, 0, 0, 0, time.UTC)
	for label, want := range map[string]string{"Range limit 3.6\u202fhours": ">Range limit 3.6<", "Range limit of 1\u202f234\u202f567\u202fdays": ">Range limit of…<", "Range limit of all values": ">Range limit of…<"} {
		c := chart.Control{Months: months, Unit: percentage, Narrow: true, Name: "n", Labels: chart.Labels{Range: label}}
		for i := range 12 {
			add(&c, at.AddDate(0, i, 0), float64(50+i%3))
		}
		c.Limits = []chart.Limits{{From: 0, Base: 12, Until: 12, Centre: 51, Lower: 45, Upper: 57, Range: 3}}
		if svg := string(c.SVG()); !strings.Contains(svg, want) {
			t.Errorf("%q has become something else than %s: %s", label, want, regexp.MustCompile(`>Range[^<]*<`).FindString(svg))
		}
	}
}
