package statistics

import "slices"

// SeasonalTrendOf is TrendOf for values that depend on the season: only values of one season are compared with each other (Hirsch, Slack &
// Smith 1982, Water Resources Research 18(1), 107). S and Var are the sums over seasons, so that seasons are taken as independent; the slope is the
// median, and its interval is that of the slopes within seasons.
//
// Seasons are numbered as you like, one for each value. The second is false where TrendOf would give false, and where no two values are of one season.
// Where the seasons are all the same it gives what TrendOf gives.
func SeasonalTrendOf(times, values []float64, seasons []int) (Trend, bool) {
	w := works.Get().(*work)
	defer works.Put(w)
	if len(seasons) != len(values) || !w.take(times, values) {
		return Trend{}, false
	}
	of := make([]int, 0, len(values))
	for i, v := range values {
		if known(v) && (times == nil || known(times[i])) {
			of = append(of, seasons[i])
		}
	}
	t := Trend{N: len(w.values)}
	w.slopes = w.slopes[:0]
	names := slices.Compact(slices.Sorted(slices.Values(of)))
	var when, what []float64
	for _, s := range names {
		when, what = when[:0], what[:0]
		for i, x := range of {
			if x == s {
				when, what = append(when, w.times[i]), append(what, w.values[i])
			}
		}
		if len(what) > 1 {
			t.add(w, when, what)
		}
	}
	return t, t.finish(w)
}
