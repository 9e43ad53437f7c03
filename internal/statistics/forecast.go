package statistics

import (
	"maps"
	"math"
	"slices"
)

// What a forecast needs: MinForecast values, and that chance alone makes such a trend less often than MaxChanceOfTrend (one-sided).
const (
	MinForecast      = 6
	MaxChanceOfTrend = 0.1
)

// Goal is what values are to reach.
type Goal struct {
	Target float64
	Higher bool // greater values are better; otherwise smaller ones
}

// Met tells whether a value is good enough.
func (g Goal) Met(v float64) bool {
	if g.Higher {
		return v >= g.Target
	}
	return v <= g.Target
}

// wanted is the goal as what a process is held against.
func (g Goal) wanted() Wanted {
	if g.Higher {
		return Wanted{g.Target, math.Inf(1)}
	}
	return Wanted{math.Inf(-1), g.Target}
}

// Outlook is what a trend says of a goal.
type Outlook string

// The outlooks, as the line stands at the last value.
const (
	Comes   Outlook = "comes"    // not there yet, and on the way: the date is when it will be
	Met     Outlook = "met"      // there, and going on: the date is when it got there
	Leaves  Outlook = "leaves"   // there, and going back: the date is when it will be lost
	Away    Outlook = "away"     // not there, and going back: the date is when it was lost
	OffLine Outlook = "off-line" // the last value lies on the other side of the target than the line: neither date nor chance is told of a line that the values have left
	NoTrend Outlook = "no-trend" // chance alone makes as much of a trend: no date
	TooFew  Outlook = "too-few"  // no date
)

// Forecast is when the line of a trend crosses a target.
type Forecast struct {
	Outlook Outlook
	Capable Capability // where there is no date: whether the process meets the target as it is
	// Of the crossing, in the unit of the times, with the ends of its 95 % interval: those that both ends of the slope give, and both ends of the level at the median time, put together at right angles. NaN where there
	// is no date; infinite for an end where a line through the medians with that end of the slope is flat, or goes the other way.
	Date, Low, High float64
}

// Dated tells whether there is a date.
func (f Forecast) Dated() bool { return !math.IsNaN(f.Date) }

// Line is the trend with what comes back in each season.
type Line struct {
	Trend
	Seasons map[int]float64 // what a season adds to the line, in the unit of the values; nil without seasons
	Last    float64         // the last time
	turn    float64         // the median time, about which lines with other slopes turn
	// By how much the line may lie too high and too low there, both 0 or more: the ends of a 95 % interval.
	above, below float64
}

// At is the value of the line at a time, in a season where there are some.
func (l Line) At(time float64, season int) float64 { return l.Trend.At(time) + l.Seasons[season] }

// MinCycles is how many values of each season a seasonal factor needs. Of a single one nobody could tell season from chance.
const MinCycles = 2

// LineOf fits the line of TrendOf, or with seasons that of SeasonalTrendOf. A seasonal factor is the median distance of the season's values from the line; the line is moved so that the factors have mean 0.
// Seasons count only where each has MinCycles values; otherwise, and where seasons is nil, there are none. The second is false where TrendOf is.
func LineOf(times, values []float64, seasons []int) (Line, bool) {
	times = clock(times, len(values))
	off := map[int][]float64{}
	if len(times) == len(values) && len(seasons) == len(values) {
		for i := range values {
			if known(values[i]) && known(times[i]) {
				off[seasons[i]] = append(off[seasons[i]], 0)
			}
		}
	}
	seasonal := len(off) > 1
	for _, x := range off {
		seasonal = seasonal && len(x) >= MinCycles
	}
	var l Line
	var ok bool
	if seasonal {
		l.Trend, ok = SeasonalTrendOf(times, values, seasons)
	} else {
		l.Trend, ok = TrendOf(times, values)
	}
	if !ok {
		return Line{}, false
	}
	clear(off)
	when := make([]float64, 0, len(values))
	for i, v := range values {
		if !known(v) || !known(times[i]) {
			continue
		}
		when = append(when, times[i])
		if seasonal {
			off[seasons[i]] = append(off[seasons[i]], v-l.Trend.At(times[i]))
		}
	}
	l.Last, l.turn = when[len(when)-1], middle(when)
	if !seasonal {
		l.level(times, values, seasons)
		return l, true
	}
	l.Seasons = make(map[int]float64, len(off))
	sum := 0.0
	for _, s := range slices.Sorted(maps.Keys(off)) {
		l.Seasons[s] = median(off[s])
		sum += l.Seasons[s] / float64(len(off))
	}
	for s := range l.Seasons {
		l.Seasons[s] -= sum
	}
	l.Intercept += sum
	if !known(l.Intercept) {
		return Line{}, false
	}
	l.level(times, values, seasons)
	return l, true
}

// level finds how far off the line may lie at the median time. It goes through the median of the values there, which in turn lies with 95 % between those of them, in their order, that stand 1.96 √Σ p(1 − p) places below and
// above the middle: p is the chance that a value lies below the median, by how many of the residuals would put it there. Without a slope these are the ends of the sign test. Where the line is so steep that the
// next value of that order lies farther off than residuals do, it is as far off as 95 % of these.
func (l *Line) level(times, values []float64, seasons []int) {
	room := len(values)
	at, what, rest, sizes := make([]float64, 0, room), make([]float64, 0, room), make([]float64, 0, room), make([]float64, 0, room)
	for i, v := range values {
		if !known(v) || !known(times[i]) {
			continue
		}
		season := 0.0
		if l.Seasons != nil {
			season = l.Seasons[seasons[i]]
		}
		line := l.Trend.At(times[i])
		at, what, rest, sizes = append(at, line), append(what, v-season), append(rest, v-season-line), append(sizes, math.Abs(v-season-line))
	}
	slices.Sort(what)
	slices.Sort(rest)
	half, spread := middle(what), 0.0
	n := float64(len(what))
	for _, line := range at {
		put, off := half-line, equal*max(math.Abs(half), math.Abs(line)) // the second of arithmetic
		from, _ := slices.BinarySearch(rest, put-off)
		until, _ := slices.BinarySearch(rest, put+off)
		p := float64(from+until) / 2 / n // of those that would put it on the median, half
		spread += p * (1 - p)
	}
	place := func(x float64) float64 {
		x = max(0, min(n-1, x))
		k := int(x)
		return what[k]*(1-x+float64(k)) + what[min(k+1, len(what)-1)]*(x-float64(k))
	}
	far, _ := Percentile(sizes, 95, Type7)
	ranks := normal95 * math.Sqrt(spread)
	l.above, l.below = max(0, min(far, half-place((n-1)/2-ranks))), max(0, min(far, place((n-1)/2+ranks)-half))
}

// clock gives times, or the numbers from 1 where there are none.
func clock(times []float64, n int) []float64 {
	if times != nil {
		return times
	}
	out := make([]float64, n)
	for i := range out {
		out[i] = float64(i + 1)
	}
	return out
}

// ForecastOf says when a line crosses a target: (target − intercept) ÷ slope. There is a date only where MinForecast values or more have a trend with P below
// MaxChanceOfTrend; otherwise the capability of the process is told, from the control chart of the same values. With seasons the date is that of the line without them.
// How sure the date is beyond its interval is for Resample to tell, which takes a thousand times as long. The line that LineOf gives of too little is too few values.
func ForecastOf(l Line, c Control, g Goal) Forecast {
	f := Forecast{Outlook: TooFew, Date: math.NaN(), Low: math.NaN(), High: math.NaN()}
	date := (g.Target - l.Intercept) / l.Slope
	switch {
	case l.N < MinForecast || !known(g.Target):
	case !l.Told() || !known(date):
		f.Outlook = NoTrend
	default:
		f.Date, f.Outlook = date, outlook(g, l)
		f.Low, f.High = l.crossings(date, g.Target)
		return f
	}
	if f.Capable = Unforeseen; known(g.Target) {
		f.Capable = c.Capable(g.wanted())
	}
	return f
}

// outlook names what the line says of the goal.
func outlook(g Goal, line Line) Outlook {
	there, on := g.Met(line.Trend.At(line.Last)), (line.Slope > 0) == g.Higher
	switch {
	case there && on:
		return Met
	case there:
		return Leaves
	case on:
		return Comes
	}
	return Away
}

// crossings are the ends of the interval of a date.
func (l Line) crossings(date, target float64) (low, high float64) {
	low, high = date, date
	for _, slope := range []float64{l.SlopeLow, l.SlopeHigh} {
		at := l.turn + (target-l.Trend.At(l.turn))/slope
		if !(slope*l.Slope > 0) || math.IsNaN(at) { // never, or an age ago
			at = math.Copysign(math.Inf(1), date-l.turn)
		}
		low, high = min(low, at), max(high, at)
	}
	early, late := l.below/l.Slope, l.above/l.Slope // a line that lies too low reaches a target above it too late
	if l.Slope < 0 {
		early, late = -l.above/l.Slope, -l.below/l.Slope
	}
	return date - math.Hypot(date-low, early), date + math.Hypot(high-date, late)
}
