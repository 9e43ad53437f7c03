package statistics

import (
	"maps"
	"math"
	"slices"
)

// MinRepeats is how many whole cycles it takes to tell seasons from chance. Of two cycles the second is the only repetition: two steps that happen to lie a cycle apart look the same.
const MinRepeats = 3

// equal is up to which part of the greatest of some values residuals count as the same: the error of arithmetic is far below it.
const equal = 1e-9

// SeasonsOf gives how often chance alone makes such seasons, 0 to 1, as the greater P of two tests. By GroupsOf seasons lie apart in what the line leaves. By AgreementOf they do so alike in each cycle, which is looked
// at as it departs from its own line: a step, or a drift that the line of all values does not follow, changes cycles as a whole, or one of them within, and is no season.
//
// Line is that of LineOf for the times and values without seasons; nil counts the values from 1. Seasons and cycles are numbered as you like, one for each value; of two values in one season of a cycle the later counts.
// A cycle is whole where each season has a value that has one anywhere. The second is false for lists of unequal length, fewer than three seasons or MinRepeats whole cycles, and where nothing is left by the lines.
func SeasonsOf(line Line, times, values []float64, seasons, cycles []int) (chance float64, ok bool) {
	times = clock(times, len(values))
	if len(times) != len(values) || len(seasons) != len(values) || len(cycles) != len(values) {
		return math.NaN(), false
	}
	places, whole, most := map[int]int{}, map[int]map[int]int{}, 0.0
	rest := make([]float64, len(values))
	for i, v := range values {
		if rest[i] = math.NaN(); !known(v) || !known(times[i]) {
			continue
		}
		if whole[cycles[i]] == nil {
			whole[cycles[i]] = map[int]int{}
		}
		whole[cycles[i]][seasons[i]] = i
		places[seasons[i]] = 0
		rest[i], most = v-line.Trend.At(times[i]), max(most, math.Abs(v))
	}
	for at, s := range slices.Sorted(maps.Keys(places)) {
		places[s] = at
	}
	var rows [][]float64
	for _, c := range slices.Sorted(maps.Keys(whole)) {
		if len(whole[c]) < len(places) {
			continue
		}
		of := slices.Sorted(maps.Values(whole[c])) // in the order of their times
		when, what := make([]float64, len(of)), make([]float64, len(of))
		for k, i := range of {
			when[k], what[k] = times[i], values[i]
		}
		own, fits := TrendOf(when, what)
		if !fits {
			return math.NaN(), false
		}
		row := make([]float64, len(of))
		for k, i := range of {
			row[places[seasons[i]]] = settled(what[k]-own.At(when[k]), most)
		}
		rows = append(rows, row)
	}
	if len(rows) < MinRepeats {
		return math.NaN(), false
	}
	for i := range rest {
		rest[i] = settled(rest[i], most)
	}
	g, differ := GroupsOf(rest, seasons)
	a, agree := AgreementOf(rows)
	if !differ || !agree {
		return math.NaN(), false
	}
	return max(g.P, a.P), true
}

// settled takes the error of arithmetic from a residual, so that what is the same has the same rank.
func settled(v, most float64) float64 {
	if unit := equal * most; unit > 0 && known(v/unit) {
		return math.Round(v/unit) * unit
	}
	return v
}
