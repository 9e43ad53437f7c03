package statistics

import (
	"math"
	"math/rand/v2"
	"slices"
)

// Resamples is how many times values are drawn anew around their line.
const Resamples = 2000

// maxPairs is how many pairs the slope of a drawn series is the median of: all those of 48 values. Where there are more, as many are drawn among them, once.
const maxPairs = 1200

// Resampled is what the values could have been, and so what is to come.
type Resampled struct {
	line   Line
	slopes []float64 // of each draw: its line
	starts []float64
	rests  []float64 // and how far off its line a value to come may lie
}

// Band is between which values lie at a time, in the unit of the values.
type Band struct {
	Middle       float64 // half of the draws are below
	Low50, Low80 float64 // 25 %, 10 %
	High50       float64 // 75 %
	High80       float64 // 90 %
}

// Resample draws the residuals of a line anew in blocks of ⌈n^(1/3)⌉ that follow each other, Resamples times, and fits a line to each, through the median of its residuals (moving-block bootstrap, Künsch 1989, Annals of
// Statistics 17, 1217): what follows from the value before it stays together. Seasonal factors are taken as they are. The same values always give the same draws.
//
// A line lies nearer to its values than to those to come, so that residuals are stretched by 1 ÷ (1 − h) before, at most threefold, where h is the leverage of a value on the line of least squares (MacKinnon & White 1985, Journal of
// Econometrics 29, 305): without that, bands of few values would be too narrow.
//
// Line is that of LineOf for the same times, values and seasons. The second is false where it has fewer than MinForecast values.
func Resample(times, values []float64, seasons []int, line Line) (*Resampled, bool) {
	times = clock(times, len(values))
	var when, rest []float64
	var of []int
	for i, v := range values {
		if i < len(times) && known(v) && known(times[i]) {
			season := 0
			if line.Seasons != nil && i < len(seasons) {
				season = seasons[i]
			}
			when, rest, of = append(when, times[i]), append(rest, v-line.At(times[i], season)), append(of, season)
		}
	}
	n := len(when)
	if n < MinForecast || n != line.N {
		return nil, false
	}
	for i, h := range leverages(when, of) {
		rest[i] /= max(1-h, mostStretch)
	}
	draw := rand.New(rand.NewPCG(0x57ee1, uint64(n))) //nolint:gosec // the same draws each time are what is wanted
	first, second, apart := pairsOf(when, draw)
	r := &Resampled{line: line, slopes: make([]float64, Resamples), starts: make([]float64, Resamples), rests: make([]float64, Resamples)}
	block := int(math.Ceil(math.Cbrt(float64(n)) - hair))
	again, sorted := make([]float64, n), make([]float64, n)
	w := works.Get().(*work)
	defer works.Put(w)
	w.slopes = slices.Grow(w.slopes[:0], len(first))[:len(first)]
	var found [2]float64
	ks := []int{(len(first) - 1) / 2, len(first) / 2}
	for i := range Resamples {
		for at := 0; at < n; at += block {
			from := draw.IntN(n - block + 1)
			copy(again[at:], rest[from:from+block])
		}
		for k := range first {
			w.slopes[k] = (again[second[k]] - again[first[k]]) / apart[k]
		}
		w.order(w.slopes, ks, found[:])
		more := found[0]/2 + found[1]/2
		copy(sorted, again)
		slices.Sort(sorted)
		r.slopes[i] = line.Slope + more
		r.starts[i] = line.Intercept + middle(sorted) - more*middle(when)
		r.rests[i] = rest[draw.IntN(n)]
	}
	return r, true
}

// mostStretch is the least by which a residual is divided.
const mostStretch = 1.0 / 3

// leverages is how far a line of least squares, with a level for each season, bends to each value: 1 ÷ n + (t − t̄)² ÷ Σ(t − t̄)², with the number and the mean of the times of its season. It is 0 to 1.
func leverages(times []float64, seasons []int) []float64 {
	at := map[int][]float64{}
	for i, t := range times {
		at[seasons[i]] = append(at[seasons[i]], t)
	}
	out, sum := make([]float64, len(times)), 0.0
	for i, t := range times {
		out[i] = t - mean(at[seasons[i]])
		sum += out[i] * out[i]
	}
	for i, off := range out {
		out[i] = 1 / float64(len(at[seasons[i]]))
		if sum > 0 {
			out[i] += off / sum * off
		}
	}
	return out
}

// pairsOf gives the pairs of times that slopes are computed of.
func pairsOf(when []float64, draw *rand.Rand) (first, second []int32, apart []float64) {
	n := len(when)
	take := func(i, j int) {
		first, second, apart = append(first, int32(i)), append(second, int32(j)), append(apart, when[j]-when[i])
	}
	if n*(n-1)/2 <= maxPairs {
		for i := range n {
			for j := i + 1; j < n; j++ {
				take(i, j)
			}
		}
		return first, second, apart
	}
	for len(first) < maxPairs {
		if i, j := draw.IntN(n), draw.IntN(n); i < j {
			take(i, j)
		}
	}
	return first, second, apart
}

// at computes what the draws come to at a time, sorted. They are moved so that the line lies in their middle: residuals do not always have the median 0, since the line goes through the medians of times and values, and
// blocks seldom begin at the ends. After a step that would part the middle of the draws from the line whose date is told.
func (r *Resampled) at(time float64, season int) []float64 {
	out := make([]float64, len(r.slopes))
	for i := range out {
		out[i] = r.starts[i] + r.slopes[i]*time + r.rests[i]
	}
	slices.Sort(out)
	line, half := r.line.At(time, season), middle(out)
	for i := range out {
		out[i] = out[i] - half + line
	}
	return out
}

// Band is where 50 % and 80 % of the draws lie at a time, in a season where there are some (otherwise 0). Its middle is the line.
func (r *Resampled) Band(time float64, season int) Band {
	sorted := r.at(time, season)
	at := func(p float64) float64 {
		place := p * float64(len(sorted)-1)
		below := int(place)
		part := place - float64(below)
		return sorted[below]*(1-part) + sorted[min(below+1, len(sorted)-1)]*part
	}
	return Band{Middle: at(0.5), Low50: at(0.25), High50: at(0.75), Low80: at(0.1), High80: at(0.9)}
}

// Chance is the share of draws, 0 to 1, whose value at a time meets the goal: half or more where the line meets it, half or less where it does not. What lies on the target but for the error of arithmetic meets it.
func (r *Resampled) Chance(time float64, season int, g Goal) float64 {
	met := 0
	for _, v := range r.at(time, season) {
		if g.Met(v) || math.Abs(v-g.Target) <= 1e-9*max(math.Abs(g.Target), math.Abs(v)) {
			met++
		}
	}
	return float64(met) / float64(len(r.slopes))
}
