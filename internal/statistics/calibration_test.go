package statistics_test

import (
	"math"
	"math/rand/v2"
	"os"
	"regexp"
	"strconv"
	"strings"
	"testing"

	"github.com/steelyard-isms/steelyard/internal/statistics"
)

// drawn gives values about 0 that chance alone moves. Each hangs on the one before with the correlation rho; 0: on none.
func drawn(draw *rand.Rand, n int, rho float64) []float64 {
	out := make([]float64, n)
	for i := range out {
		out[i] = draw.NormFloat64()
		if i > 0 {
			out[i] = rho*out[i-1] + math.Sqrt(1-rho*rho)*out[i]
		}
	}
	return out
}

// claims reads the table of a page that follows a heading of columns: by the first cell of a row, its shares from 0 to 1.
func claims(t *testing.T, page, heading string) map[string][]float64 {
	t.Helper()
	text, err := os.ReadFile("../../docs/explanation/" + page)
	if err != nil {
		t.Fatal(err)
	}
	_, table, ok := strings.Cut(string(text), "\n"+heading+"\n")
	if !ok {
		t.Fatalf("%s has no table %q", page, heading)
	}
	out := map[string][]float64{}
	for line := range strings.SplitSeq(table, "\n") {
		cells := strings.Split(strings.Trim(line, "| "), " | ")
		if !strings.HasPrefix(line, "|") {
			break
		}
		for _, c := range cells[1:] {
			if m := regexp.MustCompile(`^(\d+) %$`).FindStringSubmatch(c); m != nil {
				v, _ := strconv.ParseFloat(m[1], 64)
				out[cells[0]] = append(out[cells[0]], v/100)
			}
		}
	}
	return out
}

// held compares the shares that are told with those that come out. Both are rounded to whole per cent, and the standard error of so many series is at most off.
func held(t *testing.T, what string, told []float64, off float64, got ...float64) {
	t.Helper()
	if len(told) != len(got) {
		t.Errorf("of %s the page tells %v, and there are %v", what, told, got)
		return
	}
	for i := range got {
		if math.Abs(got[i]-told[i]) > 3*off+0.005 {
			t.Errorf("of %s the page tells %.0f %% in column %d, and it is %.1f %%", what, 100*told[i], i+1, 100*got[i])
		}
	}
}

// share is how many of some series are so.
func share(series int, is func() bool) float64 {
	n := 0
	for range series {
		if is() {
			n++
		}
	}
	return float64(n) / float64(series)
}

var hanging = []float64{0, 0.3, 0.6}

// What the page tells of how often chance alone makes a trend, seasons or an effect is what comes out of series that it draws.
func TestChanceIsTakenForATrendAsOftenAsTold(t *testing.T) {
	told := claims(t, "trend-and-effect.md", "| Of what chance alone moves is told | each by itself | 0.3 | 0.6 |")
	var draw *rand.Rand
	const series = 2000
	const off = 0.011 // √(0.5 · 0.5 ÷ 2000)
	rows := map[string][]float64{}
	for _, rho := range hanging {
		for what, is := range map[string]func() bool{
			"24 values rise or fall": func() bool {
				x, _ := statistics.TrendOf(nil, drawn(draw, 24, rho))
				return x.Verdict() == statistics.Rises || x.Verdict() == statistics.Falls
			},
			"24 values rise, fall or seem to, with a date": func() bool {
				x, _ := statistics.TrendOf(nil, drawn(draw, 24, rho))
				return x.Told()
			},
			"five years of months depend on the month": func() bool {
				p, ok := seasonal(t, drawn(draw, 60, rho), 12)
				return ok && p < 0.05
			},
			"12 values are others than the 12 before": func() bool {
				v := drawn(draw, 24, rho)
				x, _ := statistics.ShiftOf(v[:12], v[12:])
				before, _ := statistics.TrendOf(nil, v[:12])
				return x.Told && !(before.Told() && before.Slope*x.Size > 0)
			},
		} {
			draw = rand.New(rand.NewPCG(11, 1)) // anew, since the order of a map is none
			rows[what] = append(rows[what], share(series, is))
		}
	}
	for what, got := range rows {
		held(t, what, told[what], off, got...)
	}
}

// How often signals come of chance alone is told as it is, too.
func TestSignalsComeOfChanceAsOftenAsTold(t *testing.T) {
	told := claims(t, "signal-and-noise.md", "| Of 24 values that chance alone moves | each by itself | 0.3 | 0.6 | skewed |")
	var draw *rand.Rand
	skewed := func() []float64 { return mapped(drawn(draw, 24, 0), math.Exp) }
	for set, name := range map[statistics.RuleSet]string{statistics.WesternElectric: "Western Electric", statistics.Nelson: "Nelson"} {
		var any, now, average []float64
		for k := range 4 {
			const series = 4000
			signals, latest, averages := 0, 0, 0
			draw = rand.New(rand.NewPCG(11, 2))
			for range series {
				values := skewed()
				if k < len(hanging) {
					values = drawn(draw, 24, hanging[k])
				}
				c := statistics.Individuals(values, statistics.Options{Rules: set})
				if len(c.Signals) > 0 {
					signals++
				}
				if s, _ := c.Last(); s.Limits != nil {
					a, _ := statistics.EWMA(values, statistics.Weighting{Lambda: 0.2, Centre: s.Limits.Centre, Sigma: s.Limits.Sigma()}) // as evaluations weigh
					if b := a.Beyond(); len(b) > 0 && b[len(b)-1] == 23 {
						averages++
					}
				}
				for _, x := range c.Signals {
					if x.Last() == 23 {
						latest++
						break
					}
				}
			}
			any, now, average = append(any, float64(signals)/series), append(now, float64(latest)/series), append(average, float64(averages)/series)
		}
		held(t, "any signal by "+name, told["a signal among them, "+name], 0.008, any...)
		held(t, "the weighted average", told["the [weighted average](trend-and-effect.md) is outside its limits now"], 0.008, average...)
		held(t, "a signal now by "+name, told["the latest is part of one, "+name], 0.008, now...)
	}
}

// Bands hold about the share of the values to come that they tell, and the interval of a date its 95 %, of a line that goes on.
func TestForecastsHoldAsOftenAsTold(t *testing.T) {
	told := claims(t, "trend-and-effect.md", "| The band of 80 % holds | one ahead | six ahead | one ahead, 0.3 | six ahead, 0.3 |")
	const slope = 0.5
	for n, series := range map[int]int{6: 500, 12: 300, 24: 120} {
		draw := rand.New(rand.NewPCG(11, 3))
		var got []float64
		dated, in := 0, 0
		for _, rho := range hanging[:2] {
			var near, far float64
			for range series {
				values := drawn(draw, n+6, rho)
				for i := range values {
					values[i] += slope * float64(i)
				}
				l, _ := statistics.LineOf(nil, values[:n], nil)
				r, ok := statistics.Resample(nil, values[:n], nil, l)
				if !ok {
					t.Fatal("nothing is drawn")
				}
				holds := func(ahead int) float64 {
					b, v := r.Band(float64(n+ahead), 0), values[n+ahead-1]
					if v >= b.Low80 && v <= b.High80 {
						return 1 / float64(series)
					}
					return 0
				}
				near, far = near+holds(1), far+holds(6)
				if f := statistics.ForecastOf(l, statistics.Control{}, statistics.Goal{Target: slope * float64(n+5), Higher: true}); rho == 0 && f.Dated() {
					if dated++; f.Low <= float64(n+6) && float64(n+6) <= f.High {
						in++
					}
				}
			}
			got = append(got, near, far)
		}
		held(t, "the band of "+strconv.Itoa(n)+" values", told["of "+strconv.Itoa(n)+" values"], math.Sqrt(0.25*0.75/float64(series)), got...)
		if part := float64(in) / float64(dated); part < 0.92 {
			t.Errorf("of %d dates of %d values each %.1f %% of intervals hold the day", dated, n, 100*part)
		}
	}
}
