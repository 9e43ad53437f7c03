package analysis_test

import (
	"encoding/json"
	"fmt"
	"math"
	"strings"
	"testing"

	"github.com/steelyard-isms/steelyard/internal/analysis"
	"github.com/steelyard-isms/steelyard/internal/fault"
)

func p[T any](v T) *T { return &v }

// asked is the answer to a file as JSON has it.
func asked(t *testing.T, file string, o analysis.Options) map[string]any {
	t.Helper()
	got, err := analysis.Run("data.csv", strings.NewReader(file), o)
	if err != nil {
		t.Fatal(err)
	}
	b, err := json.Marshal(got)
	if err != nil {
		t.Fatal(err)
	}
	var out map[string]any
	if err := json.Unmarshal(b, &out); err != nil {
		t.Fatal(err)
	}
	return out
}

// Values that are all the same are not too large: they give no sigma.
func TestAnAverageOfEqualValuesSaysWhatIsMissing(t *testing.T) {
	got := asked(t, column("5 5 5"), analysis.Options{Method: analysis.EWMA})
	if reason, _ := got["reason"].(string); got["sigma"] != 0. || !strings.Contains(reason, "all the same") {
		t.Errorf("of equal values is told %v", got)
	}
}

func column(text string) string { return "value\n" + strings.ReplaceAll(text, " ", "\n") + "\n" }

// The answers to published data, to the digits in which they are published.
func TestPublishedAnswers(t *testing.T) {
	for _, x := range []struct {
		source, file string
		o            analysis.Options
		want         map[string]float64
		digits       float64
	}{
		{"NIST e-Handbook 6.3.2.2", column("49.6 47.6 49.9 51.3 47.8 51.2 52.6 52.4 53.6 52.1"), analysis.Options{Method: analysis.XmR}, map[string]float64{"mean": 50.81, "mr_bar": 1.8778, "upper": 55.8041, "lower": 45.8159}, 5e-5},
		{"NIST e-Handbook 6.3.2.4", column("52.0 47.0 53.0 49.3 50.1 47.0 51.0 50.1 51.2 50.5 49.6 47.6 49.9 51.3 47.8 51.2 52.6 52.4 53.6 52.1"), analysis.Options{Method: analysis.EWMA, Lambda: p(.3), Center: p(50.), Sigma: p(2.0539)},
			map[string]float64{"steady_upper": 52.5884, "steady_lower": 47.4116, "rows/0/z": 50.60, "rows/19/z": 51.99}, 5e-3},
		{"the formulas of 6.3.2.2 of the same values, in plain Python", column("52.0 47.0 53.0 49.3 50.1 47.0 51.0 50.1 51.2 50.5 49.6 47.6 49.9 51.3 47.8 51.2 52.6 52.4 53.6 52.1"), analysis.Options{Method: analysis.XmR},
			map[string]float64{"mean": 50.465, "mr_bar": 2.268421, "upper": 56.498035, "lower": 44.431965, "base": 20}, 5e-7},
		{"likewise, of the first twelve", column("52.0 47.0 53.0 49.3 50.1 47.0 51.0 50.1 51.2 50.5 49.6 47.6 49.9 51.3 47.8 51.2 52.6 52.4 53.6 52.1"), analysis.Options{Method: analysis.XmR, Base: p(12)},
			map[string]float64{"mean": 49.866667, "mr_bar": 2.563636, "upper": 56.684848, "lower": 43.048485, "base": 12}, 5e-7},
		{"a process that does not move", column("5 5 5 5"), analysis.Options{Method: analysis.XmR}, map[string]float64{"mean": 5, "mr_bar": 0, "upper": 5, "lower": 5}, 0},
		{"statistics.md of the design, trend", column("12.9 14.8 13.2 15.7 13.8 15.6 12.9 11.0 17.3 15.9 19.0 18.3 20.1 21.7"), analysis.Options{Method: analysis.Trend},
			map[string]float64{"s": 54, "var": 332.667, "z": 2.9058, "slope": .5667, "slope_low": .32, "slope_high": .875}, 5e-4},
		{"Newcombe 1998", "successes,n\n81,263\n15,148\n", analysis.Options{Method: analysis.Wilson}, map[string]float64{"rows/0/low": .2553, "rows/0/high": .3662, "rows/1/low": .0624, "rows/1/high": .1605}, 5e-5},
		{"NIST e-Handbook 7.2.6.2", column("95.1772 95.1567 95.1937 95.1959 95.1442 95.0610 95.1591 95.1195 95.1065 95.0925 95.1990 95.1682"), analysis.Options{Method: analysis.Percentile, Type: p(6)}, map[string]float64{"value": 95.1981}, 5e-5},
		{"NIST e-Handbook 7.2.6.2", column("95.1772 95.1567 95.1937 95.1959 95.1442 95.0610 95.1591 95.1195 95.1065 95.0925 95.1990 95.1682"), analysis.Options{Method: analysis.Percentile, P: p(90.)}, map[string]float64{"value": 95.1957}, 5e-5},
		// one case ends at 1, 2, 3 and 4, and one is open at 2.5: after 2 of the 5 have ended 3/5 are left, and then half of those each
		{"by hand", "duration,event\n1,1\n2,1\n2.5,0\n3,1\n4,1\n", analysis.Options{Method: analysis.Survival}, map[string]float64{"survival/0": .8, "survival/1": .6, "survival/2": .3, "survival/3": 0, "median": 3}, 1e-12},
	} {
		got := asked(t, x.file, x.o)
		for path, want := range x.want {
			if v, ok := at(got, path).(float64); !ok || math.Abs(v-want) > x.digits {
				t.Errorf("%s, %s: %s is %v, not %v", x.o.Method, x.source, path, at(got, path), want)
			}
		}
	}
	if p, _ := at(asked(t, column("12.9 14.8 13.2 15.7 13.8 15.6 12.9 11.0 17.3 15.9 19.0 18.3 20.1 21.7"), analysis.Options{Method: analysis.Trend}), "p").(float64); math.Abs(p/2-.0018) > 5e-5 && math.Abs(p-.0018) > 5e-5 {
		t.Errorf("p is %v, and one-sided it ought to be .0018", p)
	}
}

func at(x any, path string) any {
	for step := range strings.SplitSeq(path, "/") {
		switch y := x.(type) {
		case map[string]any:
			x = y[step]
		case []any:
			var i int
			if _, err := fmt.Sscan(step, &i); err != nil || i >= len(y) {
				return nil
			}
			x = y[i]
		default:
			return nil
		}
	}
	return x
}

// A line without noise reaches its target on the day on which it does, for certain; of noise alone no date is given.
func TestAForecastGivesADateWhereThereIsOne(t *testing.T) {
	var line, noise strings.Builder
	line.WriteString("time,value\n")
	noise.WriteString("value\n")
	for i := 1; i <= 24; i++ {
		fmt.Fprintf(&line, "%d,%d\n", i, 2*i+1)
		fmt.Fprintf(&noise, "%d\n", []int{5, 9, 4, 8, 6, 7, 5, 9, 6, 4, 8, 7}[i%12])
	}
	got := asked(t, line.String(), analysis.Options{Method: analysis.Forecast, Target: p(101.), Date: "50", Better: "higher"})
	if got["date"] != 50. || got["chance"] != 1. {
		t.Errorf("y = 2t + 1 reaches 101 at %v with a chance of %v", got["date"], got["chance"])
	}
	if got = asked(t, line.String(), analysis.Options{Method: analysis.Forecast, Target: p(101.), Date: "49", Better: "higher"}); got["chance"] != 0. {
		t.Errorf("a step earlier the chance is %v", got["chance"])
	}
	if got = asked(t, noise.String(), analysis.Options{Method: analysis.Forecast, Target: p(20.), Better: "higher"}); got["date"] != nil || got["reason"] == nil || got["capability"] == nil {
		t.Errorf("of noise is told %v", got)
	}
}

// Whatever is wrong is named by line and reason, all of it, and nothing is computed.
func TestBadRowsAreNamed(t *testing.T) {
	for file, want := range map[string]string{
		"value\n1\nx\n\n3\n1e999\n": `data.csv:3:1: value: "x" is no number`,
		"successes,n\n5,3\n":        "data.csv:2: successes: 5 of 3",
		"successes,n\n4,\n":         "data.csv:2:3: n: is empty",
		"duration,event\n-1,2\n":    "is below 0",
		"a,b,c\n1,2,3\n":            "the columns are",
		"":                          "has no row of values",
		"value\n1,2\n":              "has 2 cells, not 1",
		"value\n1\n\n3\n":           "data.csv:3: is empty",
		"time,value\n2026-02-01,1\n2026-01-01,2\n": "is not later than the time in line 2",
	} {
		o := analysis.Options{Method: analysis.XmR}
		switch {
		case strings.HasPrefix(file, "successes"):
			o.Method = analysis.Wilson
		case strings.HasPrefix(file, "duration"):
			o.Method = analysis.Survival
		}
		got, err := analysis.Run("data.csv", strings.NewReader(file), o)
		if f := fault.Of(err); err == nil || got != nil || f.Code != fault.Invalid || !strings.Contains(err.Error(), want) {
			t.Errorf("%q is answered %v, %v", file, got, err)
		} else if file == "successes,n\n4,\n" && len(f.Fields) != 1 {
			t.Errorf("of an empty n more is told than that: %v", f.Fields)
		}
	}
	for _, o := range []analysis.Options{{Method: "mean"}, {Method: analysis.XmR, Lambda: p(.3)}, {Method: analysis.EWMA, Lambda: p(2.)}, {Method: analysis.Forecast}, {Method: analysis.Percentile, Type: p(5)}} {
		if got, err := analysis.Run("data.csv", strings.NewReader("value\n1\n"), o); err == nil || got != nil {
			t.Errorf("%+v is answered %v", o, got)
		}
	}
}

// No file breaks the reader: it is refused, or it gives an answer that JSON can write.
func FuzzRun(f *testing.F) {
	for _, file := range []string{"value\n1\n2\n", "time,value\n2026-01-01,1\n2026-01-02,2\n", "successes,n\n1,2\n", "duration,event\n1,1\n2,0\n", "1\n2\n3\n4\n5\n6\n7\n", "\ufeffvalue\n\"1\"\n", "time,value\n1,1e308\n2,-1e308\n"} {
		for i := range 8 {
			f.Add(file, i)
		}
	}
	methods := []analysis.Method{analysis.XmR, analysis.EWMA, analysis.Trend, analysis.SeasonalTrend, analysis.Wilson, analysis.Survival, analysis.Percentile, analysis.Forecast}
	f.Fuzz(func(t *testing.T, file string, n int) {
		o := analysis.Options{Method: methods[((n%8)+8)%8]}
		if o.Method == analysis.Forecast {
			o.Target = p(10.)
		}
		got, err := analysis.Run("f", strings.NewReader(file), o)
		if err != nil {
			if fault.Of(err).Code != fault.Invalid {
				t.Fatalf("%v", err)
			}
			return
		}
		if _, err := json.Marshal(got); err != nil {
			t.Fatal(err)
		}
	})
}
