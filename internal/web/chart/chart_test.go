package chart_test

import (
	"encoding/xml"
	"flag"
	"maps"
	"math"
	"os"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"testing"
	"time"
	"unicode/utf8"

	"github.com/steelyard-isms/steelyard/internal/web/chart"
)

var update = flag.Bool("update", false, "write the golden files anew")

var months = [12]string{"Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"}

func v(f float64) *float64 { return &f }

func monthEnd(year, month int) time.Time {
	return time.Date(year, time.Month(month+1), 0, 0, 0, 0, 0, time.UTC)
}

func percentage(f float64) string { return strconv.FormatFloat(f, 'f', -1, 64) + "%" }

// The values of objective O-07 in the design prototype.
func trajectory() chart.Line {
	c := chart.Line{Tone: chart.Warn, PlanLabel: "Plan", Last: "Now 83.9%", Months: months, Unit: percentage,
		Today: monthEnd(2026, 9), Name: "From 61% the value rises to 83.9%, 3.1 points below plan",
		Levels: []chart.Level{{Kind: chart.Target, Value: 95, Label: "Target 95%"}},
		Plan:   []chart.Point{{At: monthEnd(2025, 12), Value: v(61)}, {At: monthEnd(2026, 9), Value: v(87)}, {At: monthEnd(2026, 12), Value: v(95)}}}
	for i, x := range []float64{61, 63.1, 66.2, 69.1, 72.8, 74.4, 78.3, 81.7, 82.6, 83.9} {
		c.Values = append(c.Values, chart.Point{At: monthEnd(2025, 12+i), Value: v(x)})
	}
	return c
}

// limits has a gap and three levels, two of them too near each other for their labels.
func limits() chart.Line {
	c := trajectory()
	c.Plan, c.PlanLabel, c.Tone, c.Narrow = nil, "", chart.Ink, true
	c.Values[4].Value = nil
	c.Levels = []chart.Level{{Kind: chart.Target, Value: 95, Label: "Target 95"}, {Kind: chart.Green, Value: 94, Label: "Green limit 94"}, {Kind: chart.Red, Value: 75, Label: "Red limit 75"}}
	return c
}

func mirrored() chart.Line {
	c := limits()
	c.Mirrored = true
	return c
}

// ofDay names the day of the page, a month before the last value.
func ofDay(c chart.Line) chart.Line {
	c.Today, c.TodayName = monthEnd(2026, 8), "31 Aug 2026"
	return c
}

// foretold goes on for three months, with bands; in the narrow drawing there is no room for the name of its end.
func foretold(narrow bool) chart.Line {
	c := trajectory()
	c.Narrow, c.AheadName, c.AheadOnly = narrow, "Forecast 89.6 of 100", "89.6 of 100"
	c.Fit = []chart.Point{{At: monthEnd(2025, 12), Value: v(62)}, {At: monthEnd(2026, 9), Value: v(85)}}
	for i, x := range []float64{86, 88, 89.6} {
		wide := 2 + float64(i)
		c.Ahead = append(c.Ahead, chart.Ahead{At: monthEnd(2026, 10+i), Middle: x, Low50: x - wide/2, High50: x + wide/2, Low80: x - wide, High80: x + wide})
		c.Room = append(c.Room, chart.Room{At: monthEnd(2026, 1+i), Low: 60, High: 70 + wide})
	}
	return c
}

func funnel(narrow bool) chart.Funnel {
	c := chart.Funnel{Centre: 83, Mean: "All 83%", Unit: percentage, Cases: "cases", Name: "South lies below", Narrow: narrow,
		Units: []chart.FunnelUnit{{Cases: 118, Share: 88, Label: "North", Tone: chart.Ink, Self: true}, {Cases: 120, Share: 87, Label: "West", Tone: chart.Ink}, {Cases: 40, Share: 55, Label: "South", Tone: chart.Bad}, {Cases: 9, Share: math.NaN(), Label: "Nowhere"}}}
	for _, n := range []float64{1, 10, 40, 80, 127} {
		wide := 60 / math.Sqrt(n)
		c.Curve = append(c.Curve, chart.FunnelLimit{Cases: n, Lower95: 83 - wide, Upper95: min(100, 83+wide), Lower998: 83 - 1.5*wide, Upper998: min(100, 83+1.5*wide)})
	}
	return c
}

// waiting is the curve of the patients with 6-mercaptopurine of Freireich and others (1963), with the interval that survfit of R gives.
func waiting(narrow, mirrored bool) chart.Waiting {
	return chart.Waiting{Share: 50, At: 23, Label: "50% by 23 weeks", Days: "weeks", Unit: percentage, Name: "half by 23 weeks", Narrow: narrow, Mirrored: mirrored, Steps: []chart.WaitingStep{
		{6, 85.7, 70.7, 100}, {7, 80.7, 63.6, 97.7}, {10, 75.3, 56.4, 94.2}, {13, 69.0, 48.1, 90.0}, {16, 62.7, 40.5, 85.0}, {22, 53.8, 28.6, 78.9}, {23, 44.8, 18.5, 71.2}}}
}

func drawings() map[string]chart.SVG {
	return map[string]chart.SVG{
		"glyph-ok": chart.Glyph(chart.OK), "glyph-warn": chart.Glyph(chart.Warn), "glyph-bad": chart.Glyph(chart.Bad),
		"glyph-none": chart.Glyph("unheard of"),
		"meter":      chart.Meter(0.7, true, `Coverage "70%"`), "meter-over": chart.Meter(1.4, false, ""), "meter-nan": chart.Meter(math.NaN(), false, ""),
		"bullet":           chart.Bullet{Progress: v(0.674), Expected: v(0.765), Tone: chart.Warn, Name: "Now 83.9%"}.SVG(),
		"bullet-over":      chart.Bullet{Progress: v(1.6), Expected: v(1), Tone: chart.OK}.SVG(),
		"bullet-under":     chart.Bullet{Progress: v(-3), Expected: v(0), Tone: chart.Bad}.SVG(),
		"bullet-missing":   chart.Bullet{Expected: v(0.5), Tone: chart.None, Missing: "no value <yet>"}.SVG(),
		"bullet-no-plan":   chart.Bullet{Progress: v(0.5), Tone: chart.OK}.SVG(),
		"bullet-empty":     chart.Bullet{}.SVG(),
		"spark":            chart.Spark{Values: []*float64{v(1), v(2), nil, v(3), v(2.5)}, Tone: chart.OK, Name: "five"}.SVG(),
		"spark-gap-at-end": chart.Spark{Values: []*float64{v(1), v(2), nil}, Tone: chart.OK}.SVG(),
		"spark-one":        chart.Spark{Values: []*float64{v(1)}, Tone: chart.Bad}.SVG(),
		"spark-area":       chart.Spark{Values: []*float64{v(24), nil, v(30), v(72)}, Low: v(0), High: v(100), Area: true, Tone: chart.Ink, Width: 104, Height: 34}.SVG(),
		"bullet-aimless":   chart.Bullet{Aimless: true, Missing: "no target"}.SVG(),
		"line":             trajectory().SVG(), "line-narrow-limits": limits().SVG(),
		"line-mirrored": mirrored().SVG(),
		"line-day":      ofDay(trajectory()).SVG(), "line-day-mirrored": ofDay(mirrored()).SVG(),
		"line-foretold": foretold(false).SVG(), "line-foretold-narrow": foretold(true).SVG(),
		"funnel": funnel(false).SVG(), "funnel-narrow": funnel(true).SVG(),
		"waiting": waiting(false, false).SVG(), "waiting-narrow-mirrored": waiting(true, true).SVG(),
		"box":            chart.Box{P10: 57, P25: 60, P50: 66, P75: 70, P90: 74, Now: v(83.9), Name: "half between 60 and 70"}.SVG(),
		"box-mirrored":   chart.Box{P10: 57, P25: 60, P50: 66, P75: 70, P90: 74, Now: v(50), Mirrored: true}.SVG(),
		"line-one-value": chart.Line{Values: trajectory().Values[:1], Tone: chart.OK, Months: months}.SVG(),
	}
}

func TestDrawingsLookAsTheyDid(t *testing.T) {
	all := drawings()
	maps.Copy(all, controls())
	maps.Copy(all, smalls())
	maps.Copy(all, strategies())
	for name, svg := range all {
		path := filepath.Join("testdata", name+".svg")
		got := strings.ReplaceAll(string(svg), "><", ">\n<") + "\n"
		if *update {
			if err := os.MkdirAll("testdata", 0o755); err != nil {
				t.Fatal(err)
			}
			if err := os.WriteFile(path, []byte(got), 0o644); err != nil {
				t.Fatal(err)
			}
		}
		want, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		if got != string(want) {
			t.Errorf("the drawing %s has changed for the reader; if that is meant, run with -update\n got %s\nwant %s", name, got, want)
		}
		inside(t, name, svg)
	}
}

func TestNothingIsDrawnWhereThereIsNoValue(t *testing.T) {
	gaps := []chart.Point{{At: monthEnd(2026, 1)}, {At: monthEnd(2026, 2), Value: v(math.Inf(1))}}
	for name, svg := range map[string]chart.SVG{
		"no values": chart.Line{Months: months}.SVG(), "only gaps": chart.Line{Values: gaps, Months: months, Plan: trajectory().Plan}.SVG(),
		"undated":          chart.Line{Values: []chart.Point{{Value: v(1)}}, Months: months}.SVG(),
		"box out of order": chart.Box{P10: 2, P25: 1, P50: 3, P75: 4, P90: 5}.SVG(), "funnel of nothing": chart.Funnel{Centre: 50}.SVG(), "waiting of nothing": chart.Waiting{At: 3, Share: 50}.SVG(),
		"spark": chart.Spark{}.SVG(), "spark of gaps": chart.Spark{Values: []*float64{nil, v(math.NaN())}}.SVG(),
	} {
		if svg != "" {
			t.Errorf("%s: a chart claims a value that does not exist: %s", name, svg)
		}
	}
}

func TestTheTargetStandsAtTheSamePlaceInEveryBullet(t *testing.T) {
	for _, c := range []chart.Bullet{{}, {Progress: v(1), Expected: v(0.2)}, {Progress: v(-4), Expected: v(2)}} {
		if !strings.Contains(string(c.SVG()), `class="tgt" x1="86%" x2="86%"`) {
			t.Errorf("targets do not line up down the column: %s", c.SVG())
		}
	}
	if svg := string(chart.Bullet{Progress: v(1), Tone: chart.OK}.SVG()); !strings.Contains(svg, `class="bar-ok" x="0" y="7.5" width="86%"`) {
		t.Errorf("a value on target does not reach the target line: %s", svg)
	}
	if svg := string(chart.Bullet{Progress: v(0), Tone: chart.Bad}.SVG()); !strings.Contains(svg, `width="6%" height="7"`) {
		t.Errorf("a value at the baseline does not stand at the baseline: %s", svg)
	}
}

func TestAGapStaysAGap(t *testing.T) {
	svg := string(limits().SVG())
	path := svg[strings.Index(svg, `class="val`):]
	if strings.Count(path[:strings.Index(path, "/>")], "M") != 2 {
		t.Errorf("the line runs across a month without a value: %s", path)
	}
}

func TestTextIsEscaped(t *testing.T) {
	c := limits()
	c.Name, c.Last = `"><script>`, "<b>"
	c.Levels[0].Label, c.Levels[1].Kind = "<i>&", `"><script>`
	svg := string(c.SVG())
	if strings.Contains(svg, "<script") || strings.Contains(svg, "<b>") || strings.Contains(svg, "<i>") {
		t.Errorf("words of a measure become markup: %s", svg)
	}
	inside(t, "escaped", chart.SVG(svg))
}

// inside fails where a drawing is not well formed, has a style attribute, holds NaN, or leaves its box.
func inside(t interface {
	Helper()
	Fatalf(string, ...any)
}, name string, svg chart.SVG) {
	t.Helper()
	if svg == "" {
		return
	}
	text := string(svg)
	if strings.Contains(text, "NaN") || strings.Contains(text, "Inf") || strings.Contains(text, "style=") {
		t.Fatalf("%s holds NaN, Inf or a style attribute: %s", name, text)
	}
	decoder := xml.NewDecoder(strings.NewReader(text))
	width, height := math.Inf(1), math.Inf(1)
	var anchor string
	var x float64
	for {
		token, err := decoder.Token()
		if token == nil {
			if err.Error() != "EOF" {
				t.Fatalf("%s is not well formed: %v: %s", name, err, text)
			}
			return
		}
		switch e := token.(type) {
		case xml.StartElement:
			a := map[string]string{}
			for _, attribute := range e.Attr {
				a[attribute.Name.Local] = attribute.Value
			}
			if e.Name.Local == "svg" {
				if box := strings.Fields(a["viewBox"]); len(box) == 4 {
					width, height = number(t, box[2]), number(t, box[3])
				} else {
					width, height = 100, number(t, a["height"])
				}
				continue
			}
			anchor, x = "", 0
			for _, key := range []string{"x", "x1", "x2", "cx"} {
				within(t, name, key, a[key], width)
			}
			for _, key := range []string{"y", "y1", "y2", "cy"} {
				within(t, name, key, a[key], height)
			}
			if a["width"] != "" {
				within(t, name, "x+width", strconv.FormatFloat(number(t, or(a["x"], "0"))+number(t, a["width"]), 'f', 3, 64), width)
			}
			if e.Name.Local == "text" {
				anchor, x = or(a["text-anchor"], "bullet"), number(t, a["x"])
			}
			if !strings.Contains(a["class"], "k") && e.Name.Local == "path" && width > 16 {
				for i, c := range coordinates(a["d"]) {
					within(t, name, "path "+a["d"], c, []float64{width, height}[i%2])
				}
			}
		case xml.CharData:
			w := 6.0 * float64(utf8.RuneCountInString(string(e)))
			switch anchor {
			case "start":
				within(t, name, "end of "+string(e), strconv.FormatFloat(x+w, 'f', 3, 64), width)
			case "end":
				within(t, name, "start of "+string(e), strconv.FormatFloat(x-w, 'f', 3, 64), width)
			}
		}
	}
}

var pathParts = regexp.MustCompile(`[MLlhZ]|-?(?:\d+(?:\.\d+)?|\.\d+)`)

// coordinates are the places that a path goes through, of relative steps where they lead to.
func coordinates(d string) []string {
	var out []string
	var command string
	var at, step [2]float64
	n := 0
	for _, part := range pathParts.FindAllString(d, -1) {
		if strings.Contains("MLlhZ", part) {
			command, n = part, 0
			continue
		}
		v, err := strconv.ParseFloat(part, 64)
		if err != nil || command == "h" && v != 0 {
			return []string{"a path that is not understood: " + d}
		}
		if command == "h" {
			continue
		}
		if step[n] = v; n == 1 {
			for i := range at {
				if command == "l" {
					step[i] += at[i]
				}
				at[i] = step[i]
				out = append(out, strconv.FormatFloat(at[i], 'f', 3, 64))
			}
		}
		n = 1 - n
	}
	return out
}

func or(a, b string) string {
	if a == "" {
		return b
	}
	return a
}

func number(t interface{ Fatalf(string, ...any) }, s string) float64 {
	f, err := strconv.ParseFloat(strings.TrimSuffix(s, "%"), 64)
	if err != nil {
		t.Fatalf("%q is no number", s)
	}
	return f
}

func within(t interface{ Fatalf(string, ...any) }, name, what, value string, limit float64) {
	if value == "" {
		return
	}
	if f := number(t, value); f < -0.11 || f > limit+0.11 || math.IsNaN(f) {
		t.Fatalf("%s: %s at %s lies outside the box of %v", name, what, value, limit)
	}
}

// A label that has no room loses words, never a part of a figure: 12.4 must not read as 12.
func TestNoFigureIsCut(t *testing.T) {
	c := chart.Control{Narrow: true, Labels: chart.Labels{Range: "Range limit of all 123456789.4 days"}}
	at := time.Date(2026, 1, 31, 0, 0, 0, 0, time.UTC)
	for i := range 12 {
		v, r := float64(50+i%3), 1.0
		c.Values, c.Ranges = append(c.Values, chart.Point{At: at.AddDate(0, i, 0), Value: &v}), append(c.Ranges, &r)
	}
	c.Limits = []chart.Limits{{From: 0, Base: 12, Until: 12, Centre: 51, Lower: 45, Upper: 57, Range: 3}}
	if drawn := string(c.SVG()); !strings.Contains(drawn, "Range limit") || strings.Contains(drawn, "1234…") || regexp.MustCompile(`\d…`).MatchString(drawn) {
		t.Errorf("a figure is cut: %s", drawn)
	}
}
