package chart_test

import (
	"math"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"

	"github.com/steelyard-isms/steelyard/internal/web/chart"
)

func value() *rapid.Generator[*float64] {
	return rapid.Custom(func(t *rapid.T) *float64 {
		if rapid.IntRange(0, 4).Draw(t, "kind") == 0 {
			return nil
		}
		f := rapid.OneOf(rapid.Float64(), rapid.Float64Range(-2, 200), rapid.SampledFrom([]float64{0, math.MaxFloat64, -math.MaxFloat64, 5e-324, math.NaN(), math.Inf(-1)})).Draw(t, "value")
		return &f
	})
}

func point() *rapid.Generator[chart.Point] {
	return rapid.Custom(func(t *rapid.T) chart.Point {
		at := rapid.OneOf(rapid.Int64Range(0, 2e9), rapid.Int64Range(-6e10, 2.5e11)).Draw(t, "at")
		return chart.Point{At: time.Unix(at, 0), Value: value().Draw(t, "value")}
	})
}

func tone() *rapid.Generator[chart.Tone] {
	return rapid.SampledFrom([]chart.Tone{chart.OK, chart.Warn, chart.Bad, chart.None, chart.Ink, "", `"><`})
}

func TestNoDrawingLeavesItsBox(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		inside(t, "bullet", chart.Bullet{Progress: value().Draw(t, "p"), Expected: value().Draw(t, "e"), Tone: tone().Draw(t, "tone"), Name: "n", Height: rapid.IntRange(-5, 60).Draw(t, "h")}.SVG())
		spark := chart.Spark{Values: rapid.SliceOfN(value(), 0, 12).Draw(t, "values"), Low: value().Draw(t, "low"), High: value().Draw(t, "high"),
			Area: rapid.Bool().Draw(t, "area"), Width: rapid.IntRange(-5, 200).Draw(t, "w"), Height: rapid.IntRange(-5, 60).Draw(t, "h")}
		inside(t, "spark", spark.SVG())
		inside(t, "meter", chart.Meter(rapid.Float64().Draw(t, "share"), true, "m"))
		line := chart.Line{Values: rapid.SliceOfN(point(), 0, 40).Draw(t, "points"), Plan: rapid.SliceOfN(point(), 0, 5).Draw(t, "plan"),
			PlanLabel: rapid.String().Draw(t, "plan label"), Last: rapid.StringMatching(`.{0,80}`).Draw(t, "last"), Months: months,
			Tone: tone().Draw(t, "tone"), Today: time.Unix(rapid.Int64Range(0, 2e9).Draw(t, "today"), 0), TodayName: rapid.SampledFrom([]string{"", "26 Nov 2026"}).Draw(t, "day"), Narrow: rapid.Bool().Draw(t, "narrow"), Mirrored: rapid.Bool().Draw(t, "mirrored")}
		for range rapid.IntRange(0, 12).Draw(t, "levels") {
			if f := value().Draw(t, "level"); f != nil {
				line.Levels = append(line.Levels, chart.Level{Kind: chart.Green, Value: *f, Label: rapid.StringMatching(`[a-z0-9 %]{0,60}`).Draw(t, "label")})
			}
		}
		inside(t, "line", line.SVG())
		inside(t, "small", chart.Small{Values: line.Values, Tone: line.Tone, Levels: line.Levels, Last: line.Last, Months: months, Name: "n", Mirrored: line.Mirrored,
			From: time.Unix(rapid.Int64Range(-6e10, 2e9).Draw(t, "from"), 0), To: time.Unix(rapid.Int64Range(0, 2.5e11).Draw(t, "to"), 0)}.SVG())
	})
}

func TestLabelsOfLevelsDoNotCoverEachOther(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		line := chart.Line{Values: []chart.Point{{At: monthEnd(2026, 1), Value: v(50)}, {At: monthEnd(2026, 9), Value: v(60)}}, Months: months}
		for range rapid.IntRange(0, 8).Draw(t, "levels") {
			line.Levels = append(line.Levels, chart.Level{Kind: chart.Red, Value: rapid.Float64Range(0, 100).Draw(t, "level"), Label: "Red"})
		}
		var ys []float64
		for part := range strings.SplitSeq(string(line.SVG()), "<text") {
			if strings.Contains(part, ">Red<") {
				y := part[strings.Index(part, ` y="`)+4:]
				ys = append(ys, number(t, y[:strings.Index(y, `"`)]))
			}
		}
		for i, a := range ys {
			for _, b := range ys[i+1:] {
				if math.Abs(a-b) < 14.7 {
					t.Fatalf("two labels stand %.1f apart and cannot be read", math.Abs(a-b))
				}
			}
		}
	})
}

func FuzzLine(f *testing.F) {
	f.Add(1.0, 2.0, 3.0, int64(0), int64(86400), "Now")
	f.Add(math.MaxFloat64, -math.MaxFloat64, 0.0, int64(-1), int64(1), "")
	f.Fuzz(func(t *testing.T, a, b, level float64, from, to int64, label string) {
		from, to = from%300_000_000_000, to%300_000_000_000
		inside(t, "line", chart.Line{Values: []chart.Point{{At: time.Unix(from, 0), Value: &a}, {At: time.Unix(to, 0), Value: &b}},
			Plan: []chart.Point{{At: time.Unix(to, 0), Value: &a}}, PlanLabel: "Plan", Last: strings.ToValidUTF8(label, ""), Months: months,
			Levels: []chart.Level{{Kind: chart.Target, Value: level, Label: "Target"}}}.SVG())
	})
}
