package measure

import (
	"cmp"
	"fmt"
	"maps"
	"slices"
	"strconv"

	"github.com/steelyard-isms/steelyard/internal/civil"
	"github.com/steelyard-isms/steelyard/internal/record"
	"github.com/steelyard-isms/steelyard/internal/score"
)

// checkWay refuses percentiles that are counted the other way round than ours: a higher one is a better one, also where a lower value is, while surveys often
// publish percentiles of the value itself. Of a measure whose best values lie between others neither way is the wrong one.
func checkWay(c *record.Check[Benchmark], before *Benchmark) {
	b := c.Spec
	if before != nil && before.Measure == b.Measure && slices.EqualFunc(before.Values, b.Values, sameFigure) {
		return
	}
	m, ok := record.Get[Measure](c.Snapshot, b.Measure.UID())
	if !ok || len(m.Spec.Scale) == 0 {
		return
	}
	days := map[civil.Date][]int{} // places of the figures of a day that have a percentile
	for i, x := range b.Values {
		if x.Percentile != nil {
			days[x.On] = append(days[x.On], i)
		}
	}
	for _, day := range slices.SortedFunc(maps.Keys(days), civil.Date.Compare) {
		at := days[day]
		slices.SortStableFunc(at, func(i, j int) int { return cmp.Compare(*b.Values[i].Percentile, *b.Values[j].Percentile) })
		first, last := b.Values[at[0]], b.Values[at[len(at)-1]]
		scale, dated := m.Spec.ScaleOn(day)
		if !dated {
			scale = m.Spec.Scale[0].Value
		}
		way, better := cmp.Compare(last.Value, first.Value), map[score.Direction]int{score.Higher: 1, score.Lower: -1}[scale.Direction]
		if way*better >= 0 || *first.Percentile == *last.Percentile {
			continue
		}
		number := func(x float64) string { return strconv.FormatFloat(x, 'f', -1, 64) }
		c.Refuse(fmt.Sprintf("values[%d].value", at[len(at)-1]),
			fmt.Sprintf("of percentile %s is worse than that of percentile %s, %s, and a higher percentile is a better one: of the measure %s is better", number(*last.Percentile), number(*first.Percentile), number(first.Value), scale.Direction),
			fmt.Sprintf("Where a survey counts percentiles of the value itself, give 100 less each: %s as %s, and %s as %s", number(*first.Percentile), number(100-*first.Percentile), number(*last.Percentile), number(100-*last.Percentile)))
	}
}

func sameFigure(a, b Compared) bool {
	return a.On == b.On && a.Value == b.Value && (a.Percentile == nil) == (b.Percentile == nil) && (a.Percentile == nil || *a.Percentile == *b.Percentile)
}
