package chart_test

import (
	"fmt"
	"math"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"

	"github.com/steelyard-isms/steelyard/internal/web/chart"
)

// small is a year of daily values with two weeks missing, one of them with a value in its middle.
func small() chart.Small {
	c := chart.Small{From: monthEnd(2025, 9).AddDate(0, 0, 1), To: monthEnd(2026, 9), Tone: chart.Warn, Last: "83.9%", Months: months, Name: "Fixed in time: from 61% to 83.9%, better",
		Levels: []chart.Level{{Kind: chart.Red, Value: 50}, {Kind: chart.Green, Value: 80}, {Kind: chart.Target, Value: 95, Label: "95%"}}}
	for i := range 365 {
		p := chart.Point{At: c.From.AddDate(0, 0, i), Value: v(61 + 23*float64(i)/365 + float64(i*37%11) - 5)}
		if i > 120 && i < 128 || i > 200 && i < 215 && i != 207 {
			p.Value = nil
		}
		c.Values = append(c.Values, p)
	}
	return c
}

func smalls() map[string]chart.SVG {
	months := small()
	months.Values = nil
	for i, x := range []float64{61, 63.1, 66.2, 69.1, 72.8, 74.4, 78.3, 81.7} {
		months.Values = append(months.Values, chart.Point{At: monthEnd(2025, 10+i), Value: v(x)})
	}
	months.Levels[2].Value = 82 // its label gives way to that of the last value
	mirrored := months
	mirrored.Mirrored = true
	one := months
	one.Values, one.Levels = one.Values[:1], nil
	return map[string]chart.SVG{"small": small().SVG(), "small-months": months.SVG(), "small-mirrored": mirrored.SVG(), "small-one": one.SVG()}
}

func TestNothingSmallIsDrawnWhereThereIsNoValue(t *testing.T) {
	before, empty := small(), small()
	before.From, before.To = before.To.AddDate(0, 0, 1), before.To.AddDate(1, 0, 0)
	empty.Values = empty.Values[121:128]
	if svg := before.SVG() + empty.SVG(); svg != "" {
		t.Errorf("a chart claims a value that does not exist: %s", svg)
	}
}

// path gives the course of a small chart, as the places of each run.
func path(t interface{ Fatalf(string, ...any) }, c chart.Small) (runs [][][2]float64) {
	_, d, ok := strings.Cut(string(c.SVG()), `class="val" d="`)
	if !ok {
		t.Fatalf("there is no course")
	}
	d, _, _ = strings.Cut(d, `"`)
	for _, run := range strings.Split(d, "M")[1:] {
		var places [][2]float64
		all := coordinates("M" + run)
		for i := 0; i < len(all); i += 2 {
			places = append(places, [2]float64{number(t, all[i]), number(t, all[i+1])})
		}
		runs = append(runs, places)
	}
	return runs
}

func TestAGapOfASmallChartStaysAGap(t *testing.T) {
	runs := path(t, small())
	if len(runs) != 4 || len(runs[2]) != 2 || runs[2][0] != runs[2][1] {
		t.Errorf("days without values are drawn over, or the value between them is not drawn: %v", runs)
	}
}

// However many values there are, the path has at most four places in each column of pixels, and its lowest and highest, its first and
// last are those of the values.
func TestNoPeakIsLost(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		values := rapid.SliceOfN(rapid.Float64Range(0, 1000), 2, 3000).Draw(t, "values")
		c := chart.Small{From: monthEnd(2025, 9), Months: months, Mirrored: rapid.Bool().Draw(t, "mirrored")}
		c.To = c.From.Add(time.Duration(len(values)) * time.Hour)
		low, high := math.Inf(1), math.Inf(-1)
		for i, x := range values {
			c.Values = append(c.Values, chart.Point{At: c.From.Add(time.Duration(i) * time.Hour), Value: v(x)})
			low, high = min(low, x), max(high, x)
		}
		runs := path(t, c)
		column, most := map[float64]int{}, 0
		bottom, top := math.Inf(-1), math.Inf(1)
		for _, p := range runs[0] {
			column[p[0]]++
			most, bottom, top = max(most, column[p[0]]), max(bottom, p[1]), min(top, p[1])
		}
		y := func(x float64) float64 {
			if high == low {
				return (bottom + top) / 2
			}
			return bottom - (x-low)/(high-low)*(bottom-top)
		}
		if len(runs) != 1 || most > 4 {
			t.Fatalf("%d values make %d runs with up to %d places in one column", len(values), len(runs), most)
		}
		first, last := runs[0][0], runs[0][len(runs[0])-1]
		if high-low > 1 && bottom-top < 89.8 || math.Abs(first[1]-y(values[0])) > 0.11 || math.Abs(last[1]-y(values[len(values)-1])) > 0.11 {
			t.Fatalf("from %v to %v with %v at first and %v at last is drawn from %v to %v with %v and %v", low, high, values[0], values[len(values)-1], bottom, top, first, last)
		}
	})
}

func TestMirroredIsTheSameTheOtherWay(t *testing.T) {
	a, b := small(), small()
	b.Mirrored = true
	for i, run := range path(t, b) {
		for j, p := range run {
			if q := path(t, a)[i][j]; math.Abs(p[0]+q[0]-340) > 1e-9 || math.Abs(p[1]-q[1]) > 1e-9 {
				t.Fatalf("place %d of run %d is %v, and mirrored %v", j, i, q, p)
			}
		}
	}
}

func FuzzSmall(f *testing.F) {
	f.Add(1.0, 2.0, 3.0, int64(0), int64(86400), "Now")
	f.Add(math.MaxFloat64, -math.MaxFloat64, 0.0, int64(-1), int64(1), "")
	f.Fuzz(func(t *testing.T, a, b, level float64, from, to int64, label string) {
		from, to = from%300_000_000_000, to%300_000_000_000
		inside(t, fmt.Sprint("small ", from, to), chart.Small{Values: []chart.Point{{At: time.Unix(from, 0), Value: &a}, {At: time.Unix(to, 0), Value: &b}, {At: time.Unix(to+1, 0), Value: &a}}, Months: months,
			From: time.Unix(from, 0), To: time.Unix(to, 0), Last: strings.ToValidUTF8(label, ""), Levels: []chart.Level{{Kind: chart.Target, Value: level, Label: "95%"}}}.SVG())
	})
}
