package chart_test

import (
	"regexp"
	"strings"
	"testing"

	"github.com/steelyard-isms/steelyard/internal/web/chart"
)

// Beside a line stands its own value: not that of a level which never held in the time that is drawn.
func TestOnlyALineThatIsDrawnIsNamed(t *testing.T) {
	c := controlled()
	first, last := c.Values[0].At, c.Values[len(c.Values)-1].At
	levels := []chart.Level{{Kind: chart.Green, Value: 400, Label: "Good 400%", From: last.AddDate(0, 1, 0)}, {Kind: chart.Green, Value: 85, Label: "Good 85%", Until: last.AddDate(0, 1, 0)},
		{Kind: chart.Red, Value: 62, Label: "Act 62%", Until: first.AddDate(1, 0, 0)}, {Kind: chart.Red, Value: 70, Label: "Act 70%", From: first.AddDate(1, 0, 0)}}
	c.Levels = levels
	small := chart.Small{Values: c.Values, Levels: levels, Months: months, Name: "n", From: first, To: last, Unit: percentage}
	for name, svg := range map[string]chart.SVG{"control": c.SVG(), "line": chart.Line{Values: c.Values, Levels: levels, Months: months, Unit: percentage, Name: "n"}.SVG(), "small": small.SVG()} {
		for label, drawn := range map[string]bool{"Good 85%": true, "Act 70%": true, "Good 400%": false, "Act 62%": false} {
			if strings.Contains(string(svg), ">"+label+"<") != drawn {
				t.Errorf("%s: %q is named %t, not %t: %s", name, label, !drawn, drawn, svg)
			}
		}
		if strings.Contains(string(svg), ">400%<") {
			t.Errorf("%s: the axis makes room for a level that is not drawn", name)
		}
	}
}

// A forecast goes on from the trend: were it drawn from the last value, it would leap within one period, which no trend does.
func TestAForecastBeginsWhereTheTrendEnds(t *testing.T) {
	c := trajectory()
	last := c.Values[len(c.Values)-1].At
	c.Fit = []chart.Point{{At: c.Values[0].At, Value: v(60)}, {At: last, Value: v(88)}}
	c.Ahead = []chart.Ahead{{At: last.AddDate(0, 1, 0), Middle: 91, Low50: 90, High50: 92, Low80: 89, High80: 93}}
	ahead := regexp.MustCompile(`class="ahead" d="M(\S+ [^L"]+)`)
	fit := regexp.MustCompile(`class="fit" d="M[^L]*L([^"]*)"`).FindStringSubmatch(string(c.SVG()))
	got := ahead.FindStringSubmatch(string(c.SVG()))
	if fit == nil || got == nil || fit[1] != got[1] {
		t.Errorf("the trend ends at %v, and the forecast begins at %v", fit, got)
	}
	c.Fork, c.Fit = &chart.Point{At: last, Value: v(88)}, nil
	if bare := ahead.FindStringSubmatch(string(c.SVG())); bare == nil || bare[1] != got[1] {
		t.Errorf("without its line the forecast begins at %v, not at %v", bare, got)
	}
}

// The note that values lie above a limit stands above that limit, and no other line lies between it and these values, whose name it would seem to be.
func TestTheNoteStandsOnTheSideItSpeaksOf(t *testing.T) {
	noted := regexp.MustCompile(`class="lb-note[^"]*" x="[^"]*" y="([^"]*)"`)
	upper := regexp.MustCompile(`class="lim ext" x1="[^"]*" x2="[^"]*" y1="([^"]*)"`)
	for _, narrow := range []bool{false, true} {
		for _, targets := range [][]chart.Level{nil, controlled().Levels} {
			c := controlled()
			c.Narrow, c.Levels, c.NoteOf = narrow, targets, len(c.Marks)
			if narrow {
				c.Note = "above the limit"
			}
			svg := string(c.SVG())
			note, limit := noted.FindStringSubmatch(svg), upper.FindStringSubmatch(svg)
			if note == nil || limit == nil {
				t.Errorf("narrow %t: the chart has a place for its note and does not use it", narrow)
				continue
			}
			if number(t, note[1])+2 > number(t, limit[1]) {
				t.Errorf("narrow %t: the note stands at %s, below the upper limit at %s", narrow, note[1], limit[1])
			}
		}
	}
	c := controlled()
	c.Levels = nil
	for y := 64.0; y < 90; y++ {
		c.Levels = append(c.Levels, chart.Level{Kind: chart.Peer, Value: y})
	}
	if noted.MatchString(string(c.SVG())) {
		t.Error("where there is no room the note stands among lines that it does not speak of")
	}
}

// Whoever cannot tell amber from grey sees which change is beyond its limit.
func TestAChangeBeyondItsLimitHasAMark(t *testing.T) {
	c := controlled()
	c.Limits[0].Range = 3.5
	svg := string(c.SVG())
	if bars, caps := strings.Count(svg, `class="mr mr-out"`), strings.Count(svg, `class="mr-cap"`); bars == 0 || caps != bars {
		t.Errorf("%d changes are beyond their limit, and %d are marked", bars, caps)
	}
}

// The average that leaves its limits is marked where it does, and the limits are named.
func TestTheEndsOfARoomAreNamedAndWhatLeavesItIsMarked(t *testing.T) {
	c := chart.Line{Months: months, Unit: percentage, Name: "n", RoomHigh: "Upper 62%", RoomLow: "Lower 58%", Marks: []chart.Mark{{Index: 4, Tone: chart.Bad}, {Index: 9}}}
	for i := range 5 {
		at := monthEnd(2026, i+1)
		c.Values = append(c.Values, chart.Point{At: at, Value: v(59 + float64(i))})
		c.Room = append(c.Room, chart.Room{At: at, Low: 58, High: 62})
	}
	svg := string(c.SVG())
	for _, want := range []string{">Upper 62%<", ">Lower 58%<", `<path class="sig pt-bad"`} {
		if !strings.Contains(svg, want) {
			t.Errorf("%s is missing: %s", want, svg)
		}
	}
	if n := strings.Count(svg, `<path class="lim"`); n != 2 {
		t.Errorf("%d ends are drawn", n)
	}
}

// Peers and chance are told apart where they lie over each other: one is shaded, the other hatched.
func TestPeersAreHatched(t *testing.T) {
	c := controlled()
	c.Bands = []chart.Band{{Low: 58, High: 72}}
	svg := string(c.SVG())
	hatch := regexp.MustCompile(`<path class="peers" d="([^"]*)"`).FindStringSubmatch(svg)
	if hatch == nil || strings.Count(hatch[1], "M") < 10 {
		t.Errorf("the band of the peers is no hatch: %s", svg)
	}
}

// A small chart tells where its axis starts, unless a label at its bottom does.
func TestASmallChartTellsWhereItsAxisStarts(t *testing.T) {
	c := small()
	c.Unit = percentage
	c.Levels = c.Levels[:1] // act at 50
	if svg := string(c.SVG()); strings.Count(svg, ">50%<") != 1 {
		t.Errorf("the start of the axis is not told: %s", svg)
	}
	c.Levels[0].Label = "50%"
	if svg := string(c.SVG()); strings.Count(svg, ">50%<") != 1 {
		t.Errorf("the start of the axis is told twice: %s", svg)
	}
	c.Values, c.Levels = c.Values[:1], nil
	if svg := string(c.SVG()); strings.Contains(svg, "lb-axis") {
		t.Errorf("a value in the middle stands at what is told as the start: %s", svg)
	}
}

// A label that had to move is led to its line; at the height of another line it would be read as the name of that.
func TestALabelThatMovedHasALeader(t *testing.T) {
	c := small()
	c.Values = []chart.Point{{At: c.From, Value: v(90)}, {At: c.To, Value: v(100.8)}}
	c.Levels = []chart.Level{{Kind: chart.Target, Value: 100, Label: "100%"}}
	c.Last = "100.8%"
	if svg := string(c.SVG()); strings.Count(svg, `class="leader"`) == 0 {
		t.Errorf("a label moved, and nothing tells to where it belongs: %s", svg)
	}
	c.Values[1].Value, c.Last = v(100), "100%"
	if svg := string(c.SVG()); strings.Count(svg, ">100%<") != 1 || strings.Contains(svg, `class="leader"`) {
		t.Errorf("the last value is the target, and that is written twice: %s", svg)
	}
}
